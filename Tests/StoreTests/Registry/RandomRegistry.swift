import Domain
import World

/// Random subjects, changes and questions; the same seed gives the same ones.
struct RandomRegistry {
    /// SplitMix64.
    struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    var random: Random
    private var count: Int64 = 0
    private var snapshots: Int64 = 0
    /// What each subject carries, for taking away.
    private var carried: [Int64: Set<Int64>] = [:]

    init(seed: UInt64) { random = Random(state: seed) }

    static let tags = (1...9).map { TagRules.Tag(code: "t\($0)", name: "标签\($0)", dimension: "business") }
    static let regions = ["230102", "230103", "230202", "230221", "231002", "230100", "230000"]
    static let types = ["91", "92", "93", "52"]
    static let letters = ["中", "国", "大", "庆", "市", "药", "房", "a", "A", "7", "58", "😀", "%", "_", "!", " "]

    static func record(
        _ id: Int64, name: String, type: String = "91", region: String = "230102", status: Subject.Status = .active,
        address: String = ""
    ) -> SubjectRecord {
        let facts = SubjectFacts(
            type: type, isMarket: type != "52", region: RegionCode(region) ?? .province, regionHow: "code",
            registeredOn: nil, kind: "", capital: "", scope: "", address: address, tags: [])
        return SubjectRecord(
            identifier: "\(type)\(region)X\(id)", name: name, status: status, facts: facts, tagPlaces: [], hash: id,
            row: 1, line: 1)
    }

    private mutating func text(_ length: ClosedRange<Int>) -> String {
        (0..<Int.random(in: length, using: &random)).map { _ in pick(RandomRegistry.letters) }.joined()
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    private mutating func row(_ id: Int64) -> SubjectRecord {
        RandomRegistry.record(
            id, name: text(1...8), type: pick(RandomRegistry.types), region: pick(RandomRegistry.regions),
            status: pick([.active, .active, .active, .cancelled, .revoked]), address: text(0...10))
    }

    /// One change, as a store's work.
    mutating func step() -> @Sendable (any Stores) throws -> Void {
        let at = Moment.epoch
        switch count == 0 ? 0 : Int.random(in: 0...12, using: &random) {
        case 0, 1:
            let new = (0..<Int64(Int.random(in: 1...60, using: &random))).map { (id: count + 1 + $0, number: $0) }
            let rows = new.map { (id: $0.id, row: row($0.id)) }
            count += Int64(rows.count)
            return { try $0.registry.insert(rows, keeper: "scjg", import: 1, at: at) }
        case 2, 3, 4:
            let ids = Set(
                (0..<Int.random(in: 1...10, using: &random)).map { _ in Int64.random(in: 1...count, using: &random) })
            let rows = ids.sorted().map { (id: $0, row: row($0)) }
            return { try $0.registry.update(rows, import: 1, at: at) }
        case 5, 6:
            var pairs: [TagPair] = []
            for _ in 0..<Int.random(in: 1...80, using: &random) {
                let pair = TagPair(
                    tag: Int64.random(in: 1...9, using: &random), subject: Int64.random(in: 1...count, using: &random))
                if carried[pair.subject, default: []].insert(pair.tag).inserted { pairs.append(pair) }
            }
            let new = pairs
            return { try $0.registry.insertTags(new) }
        case 7:
            var pairs: [TagPair] = []
            for (subject, tags) in carried.sorted(by: { $0.key < $1.key }) where Bool.random(using: &random) {
                if let tag = tags.min() {
                    carried[subject]?.remove(tag)
                    pairs.append(TagPair(tag: tag, subject: subject))
                }
            }
            let gone = pairs
            return { try $0.registry.removeTags(gone) }
        case 8:
            snapshots += 1
            let number = snapshots
            return { store in
                guard let day = Day(year: 2026, month: 1, day: 1)?.advanced(by: Int(number)) else { return }
                _ = try store.registry.beginRiskSnapshot(dated: day, source: "测试", at: at)
            }
        case 9, 10, 11: return traits(at)
        default:
            let ids = Set(
                (0..<Int.random(in: 1...40, using: &random)).map { _ in Int64.random(in: 1...count, using: &random) })
            let rows = ids.sorted().map { (subject: $0, risk: pick([RiskClass.a, .b, .c, .d])) }
            return { store in
                guard let snapshot = try store.registry.riskSnapshot(until: nil) else { return }
                try store.registry.setRisk(rows, snapshot: snapshot)
            }
        }
    }

    static let industries = ["", "A", "A01", "A0111", "H", "H62", "H621", "H6210", "H6220", "G6210"]

    /// The first two hold somebody sooner or later; a third one is named by selectors only.
    static func stations(_ store: any RegistryStore) throws {
        let region = RegionCode("230102") ?? .province
        _ = try store.seed(regions: TestSources.book.get().regions)
        _ = try store.seed(departments: [Department(code: "scjg", name: "市场监督管理")])
        let authority = try store.insert(
            NewAuthority(code: "A1", name: "甲局", region: region, department: "scjg", parent: nil))
        for code in ["ST-1", "ST-2"] { _ = try store.insertStation(code: code, name: code, authority: authority) }
    }

    /// Industry, scale and station of some, as a form or a delta file writes them.
    private mutating func traits(_ at: Moment) -> @Sendable (any Stores) throws -> Void {
        let new = (0..<Int.random(in: 1...40, using: &random)).map { _ in
            (
                id: Int64.random(in: 1...count, using: &random), industry: pick(RandomRegistry.industries),
                scale: pick([nil] + SubjectScale.allCases), station: pick([nil, "ST-1", "ST-2"])
            )
        }
        return { stores in
            let stations = try stores.registry.stationNumbers()
            for one in new {
                guard let old = try stores.subjects.profile(id: one.id) else { continue }
                var next = old
                (next.industry, next.scale) = (one.industry, one.scale)
                next.station = one.station.flatMap { stations[$0] }
                try stores.subjects.update(next, from: old, at: at)
            }
        }
    }

    mutating func selector() -> Selector {
        let codes = RandomRegistry.tags.map(\.code) + ["no-such-tag"]
        func some(_ random: inout Random, _ upTo: Int) -> [String] {
            (0..<Int.random(in: 0...upTo, using: &random)).map { _ in
                codes[Int.random(in: 0..<codes.count, using: &random)]
            }
        }
        var selector = Selector(tags: some(&random, 2), allTags: some(&random, 1), noTags: some(&random, 1))
        if Bool.random(using: &random) { selector.types = [pick(RandomRegistry.types)] }
        if Int.random(in: 0...3, using: &random) == 0 {
            selector.regions = [RegionCode(pick(RandomRegistry.regions))].compactMap(\.self)
        }
        if Int.random(in: 0...3, using: &random) == 0 { selector.market = Bool.random(using: &random) }
        if Int.random(in: 0...2, using: &random) == 0 {
            selector.industries = [pick(["A", "A0", "H", "H62", "H621", "H6210", "T"]), pick(["H6220", "G", "A01"])]
        }
        if Int.random(in: 0...3, using: &random) == 0 { selector.scales = [pick(SubjectScale.allCases)] }
        if Int.random(in: 0...3, using: &random) == 0 { selector.stations = [pick(["ST-1", "ST-2", "ST-9"])] }
        return selector
    }

    mutating func query() -> SubjectQuery {
        let regions = (0..<Int.random(in: 0...2, using: &random) + 1).compactMap { _ in
            RegionCode(pick(RandomRegistry.regions))
        }
        var query = SubjectQuery(regions: regions, status: pick([nil, .active, .active, .cancelled]))
        query.selectors = (0..<Int.random(in: 1...2, using: &random)).map { _ in selector() }
        if Int.random(in: 0...2, using: &random) == 0 { query.selectors = [Selector()] }
        if Int.random(in: 0...3, using: &random) == 0 { query.within = selector() }
        if Int.random(in: 0...4, using: &random) == 0 { query.types = [pick(RandomRegistry.types)] }
        if Bool.random(using: &random) {
            query.words = SubjectQuery.words(
                Int.random(in: 0...3, using: &random) == 0 ? pick(["91", "9123", "92230102X1", "58"]) : text(1...3))
        }
        if Int.random(in: 0...3, using: &random) == 0 { query.address = text(1...2) }
        return query
    }
}

extension RegionCode {
    /// 黑龙江.
    static var province: RegionCode { RegionCode("230000").unsafelyUnwrapped }
}

extension Moment {
    static var epoch: Moment { Moment(milliseconds: 0) }
}

import Database
import Domain
import Store
import Testing

@Suite("Import of inspectors and risk classes, recusals, candidates, search") struct InspectorAndRiskTests {
    typealias Bench = RegistryBench

    static let header = "工号,姓名,机关代码,监管所,执法证编号,有效期起,有效期止,是否辅助,专长,回避,容量\n"

    @Test(
        "2.2.8 inspectors go in, update by number at work, and bad ones are refused", arguments: DatabaseKind.allCases)
    func inspectors(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let imports = try InspectorImport(bench.house)
            let subject = Bench.code(9)
            let text =
                Self.header
                + "A1,演示甲,230102-scjg,演示所,演示证001,2024-01-01,2027-12-31,否,餐饮服务、广告,区域:道里区；检查对象:\(subject),5\n"
                + "A2,演示乙,230102-scjg,演示所,,,,是,,,\n"
                + "A3,演示丙,999999-scjg,,演示证003,2024-01-01,2023-01-01,也许,没有这个标签,行业,0\n"
                + "A1,演示丁,230102-scjg,,演示证004,2024-01-01,2027-12-31,否,,,\n"
            let outcome = try await imports.apply(try bench.source(text), actor: nil)
            #expect(outcome.counts == ImportCounts(total: 4, inserted: 2, refused: 2))
            let fields = outcome.refusals.filter { $0.row == 3 }.map(\.field)
            #expect(fields == ["机关代码", "有效期止", "是否辅助", "容量", "专长", "回避"])
            let people = try await bench.house.storage.read { try $0.registry.inspectors(authority: 1) }
            #expect(people.map(\.code) == ["A1", "A2"])
            let first = try #require(people.first)
            #expect(first.expertise == ["advertising", "catering"])
            #expect(first.recusals.map(\.target).sorted() == [subject, "230102"].sorted())
            #expect(first.capacity == 5)
            #expect(first.stationName == "演示所")
            let today = bench.house.clock.today
            #expect(people.map { $0.isCertified(on: today) } == [true, false])
            let again = try await imports.apply(try bench.source(text), actor: nil)
            #expect(again.counts == ImportCounts(total: 4, unchanged: 2, refused: 2))
            let coverage = try await RegistryReading(bench.house).overview(for: try Bench.actor()).coverage
            #expect(coverage == CertificateCoverage(all: 2, auxiliary: 1, valid: 1, expiring: 0))
        }
    }

    @Test("2.1.1 a recusal is added once, bars, and ends without being deleted", arguments: DatabaseKind.allCases)
    func recusal(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let text = Self.header + "A1,演示甲,230102-scjg,,演示证001,2024-01-01,2027-12-31,否,,,\n"
            _ = try await InspectorImport(bench.house).apply(try bench.source(text), actor: nil)
            let recusing = Recusing(bench.house)
            let actor = try Bench.actor()
            let today = bench.house.clock.today
            let draft = Recusing.Draft(kind: .subject, target: Bench.code(1), reason: "近亲属", from: today, until: nil)
            _ = try await recusing.add(draft, inspector: 1, by: actor, submission: "r1")
            let again = try await recusing.add(draft, inspector: 1, by: actor, submission: "r1")
            #expect(again == .before("/registry/inspectors/1"))
            let twice = await refusal { _ = try await recusing.add(draft, inspector: 1, by: actor, submission: "r2") }
            #expect(twice?.code == "recusal.twice")
            let bad = Recusing.Draft(kind: .region, target: "999999", reason: "x", from: today, until: nil)
            #expect(
                await refusal { _ = try await recusing.add(bad, inspector: 1, by: actor, submission: nil) }?.code
                    == "recusal.target")
            let foreign = try Bench.actor(region: "230200")
            #expect(
                await refusal { _ = try await recusing.add(draft, inspector: 1, by: foreign, submission: nil) }?.code
                    == "not-found")
            _ = try await recusing.end(
                kind: .subject, target: Bench.code(1), from: today, inspector: 1, by: actor, submission: nil)
            let inspector = try await bench.house.storage.read { try $0.registry.inspector(id: 1) }
            #expect(inspector?.recusals.count == 1)
            #expect(inspector?.recusals.first?.until == today)
        }
    }

    @Test(
        "risk classes: dated, joined within a day, carried on, refused when unknown", arguments: DatabaseKind.allCases)
    func risk(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            _ = try await SubjectImport(bench.house).apply(
                try bench.source(Bench.header + (1...4).map { Bench.line($0) }.joined()), actor: nil)
            let risks = RiskImport(bench.house)
            let june = try #require(Day("2026-06-30"))
            let july = try #require(Day("2026-07-31"))
            let head = "统一社会信用代码,信用风险等级\n"
            let first = try await risks.apply(
                try bench.source(
                    head + "\(Bench.code(1)),A\n\(Bench.code(2)),Ｄ类\n\(Bench.code(99)),B\n\(Bench.code(3)),E\n"),
                dated: june, actor: nil)
            #expect(first.counts == ImportCounts(total: 4, inserted: 2, refused: 2))
            let second = try await risks.apply(
                try bench.source(head + "\(Bench.code(3)),c级\n\(Bench.code(1)),A\n"), dated: june, actor: nil)
            #expect(second.counts == ImportCounts(total: 2, inserted: 1, unchanged: 1))
            _ = try await risks.apply(try bench.source(head + "\(Bench.code(1)),B\n"), dated: july, actor: nil)
            func classes(_ day: Day) async throws -> [String] {
                try await bench.house.storage.read { stores in
                    let region = try #require(RegionCode("230000"))
                    var found: [String] = []
                    try stores.registry.forEachCandidate(SubjectQuery(regions: [region]), riskOn: day) {
                        found.append($0.risk.rawValue)
                    }
                    return found
                }
            }
            #expect(try await classes(june) == ["A", "D", "C", "U"])
            #expect(try await classes(july) == ["B", "D", "C", "U"])
            #expect(try await classes(june.advanced(by: -1)) == ["U", "U", "U", "U"])
            let future = await refusal {
                _ = try await risks.apply(
                    try bench.source(head), dated: try #require(Day("2027-01-01")), actor: nil)
            }
            #expect(future?.code == "risk.future")
        }
    }

    @Test(
        "2.3.10 candidates: region subtree, tags or types, status, each once, in order",
        arguments: DatabaseKind.allCases)
    func candidates(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let text =
                "企业名称,统一社会信用代码,经营范围,注册地址,登记状态\n"
                + "甲,\(Bench.code(1)),餐饮服务,,存续\n" + "乙,\(Bench.code(2)),广告,,存续\n"
                + "丙,\(Bench.code(3)),餐饮服务；广告,,注销\n" + "丁,\(Bench.code(4, type: "92")),建筑施工,,在营\n"
                + "戊,\(Bench.code(5, region: "230202")),餐饮服务；广告,,存续\n"
            _ = try await SubjectImport(bench.house).apply(try bench.source(text), actor: nil)
            func ids(_ regions: [String], _ selectors: [Selector]) async throws -> [Int64] {
                let codes = regions.compactMap(RegionCode.init)
                return try await bench.house.storage.read { stores in
                    var found: [Int64] = []
                    try stores.registry.forEachCandidate(
                        SubjectQuery(regions: codes, selectors: selectors), riskOn: bench.house.clock.today
                    ) { found.append($0.id) }
                    return found
                }
            }
            #expect(try await ids(["230000"], [Selector()]) == [1, 2, 4, 5])
            #expect(try await ids(["230100"], [Selector(tags: ["catering", "advertising"])]) == [1, 2])
            #expect(try await ids(["230102", "230200"], [Selector(tags: ["catering"])]) == [1, 5])
            #expect(
                try await ids(["230000"], [Selector(types: ["92"]), Selector(tags: ["advertising"])]) == [2, 4, 5])
            #expect(try await ids(["230000"], [Selector(tags: ["advertising"], types: ["92"])]) == [])
            #expect(try await ids(["230000"], [Selector(tags: ["no-such-tag"])]) == [])
            #expect(try await ids([], [Selector()]) == [])
        }
    }

    @Test(
        "search: one character of a name, code, address, tag, status, region, within the own region",
        arguments: DatabaseKind.allCases)
    func search(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let text =
                "企业名称,统一社会信用代码,经营范围,注册地址,登记状态\n"
                + "鹤鸣餐厅,\(Bench.code(1)),餐饮服务,道里区演示路1号,存续\n" + "白桦100%广告,\(Bench.code(2)),广告,南岗_路,吊销\n"
                + "外地店,\(Bench.code(3, region: "230202")),广告,龙沙区,存续\n"
            _ = try await SubjectImport(bench.house).apply(try bench.source(text), actor: nil)
            let reading = RegistryReading(bench.house)
            let province = try Bench.actor(region: "230000")
            func names(_ change: (inout SubjectFilter) -> Void) async throws -> [String] {
                var filter = SubjectFilter(region: province.region)
                change(&filter)
                return try await reading.subjects(filter, slice: Slice(), for: province).listing.rows.map(\.name)
            }
            #expect(try await names { $0.text = "鹤" } == ["鹤鸣餐厅"])
            #expect(try await names { $0.text = "%" } == ["白桦100%广告"])
            #expect(try await names { $0.text = "912302" } == ["外地店"])
            #expect(try await names { $0.text = Bench.code(1) } == ["鹤鸣餐厅"])
            #expect(try await names { $0.address = "_路" } == ["白桦100%广告"])
            #expect(try await names { $0.tags = ["advertising"] } == ["白桦100%广告", "外地店"])
            #expect(try await names { $0.status = .revoked } == ["白桦100%广告"])
            #expect(try await names { $0.text = "没有" } == [])
            // A filter for a foreign region is cut to the own one.
            let county = try Bench.actor()
            var filter = SubjectFilter(region: province.region)
            filter.tags = ["advertising"]
            let own = try await reading.subjects(filter, slice: Slice(), for: county).listing
            #expect(own.rows.map(\.name) == ["白桦100%广告"])
            let dossiers = SubjectDossiers(bench.house)
            let foreign = await refusal { _ = try await dossiers.dossier(3, for: county) }
            #expect(foreign?.code == "not-found")
            #expect(try await dossiers.dossier(1, for: county).tags.carried.contains { $0.tag.name == "餐饮服务" })
        }
    }
}

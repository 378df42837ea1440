import Database
import Domain

/// Generated subjects, plainly fictional, with six tags on average; the same number gives the same ones.
struct BenchRegistry: Sendable {
    let subjects: Int

    static let province = RegionCode("230000") ?? RegionCode.preset
    static let tagCount = 60
    static let types = ["91", "92", "93", "12", "51", "52"]
    /// 13 cities of ten counties.
    static let counties = (1...13).flatMap { city in (1...10).map { 230_000 + city * 100 + $0 } }
    private static let parts = [
        "虚构", "示例", "演示", "假想", "模拟", "鑫", "隆", "福", "源", "顺", "达", "兴", "旺", "佳", "美", "康", "北", "龙", "江", "雪",
    ]
    private static let trades = [
        "餐饮店", "食品超市", "饺子馆", "大药房", "商贸有限公司", "建筑工程有限公司", "汽车修理厂", "美容院", "幼儿园", "农业专业合作社", "便利店", "五金商行", "广告有限公司",
        "物业服务有限公司", "宾馆", "培训学校",
    ]
    /// By kind: one character, two, more, a code's beginning, a part of an address.
    static let searches = [
        ("1", ["鑫", "店", "雪", "囍"]), ("2", ["虚构", "饺子", "药房", "囍囍"]), ("4", ["食品超市", "有限公司", "雪鑫饺子", "绝无此名"]),
        ("code", ["91230102", "9223", "52231310TEST00"]), ("address", ["假想路88号", "虚构小区", "99号"]),
    ]

    /// SplitMix64 over the number of the subject.
    static func mixed(_ number: Int, _ salt: UInt64) -> Int {
        var mixed = (UInt64(number) &+ salt) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) >> 33)
    }

    /// Tags as in life: some on every second subject, most on few.
    private static func carries(_ id: Int, _ tag: Int) -> Bool {
        mixed(id, UInt64(tag) << 40) % 1000 < 1100 / (tag + 2) + 12
    }

    func fill(_ database: any Database) async throws {
        let subjects = subjects
        try await database.write { connection in
            for tag in 1...Self.tagCount {
                try connection.execute(
                    "INSERT INTO registry_tag (code, number, name, dimension) VALUES (\("t\(tag)"), \(tag), \("标签\(tag)"), 'business')"
                )
            }
            var id = 0
            try connection.insert(
                into: "registry_subject",
                columns: [
                    "id", "identifier", "name", "type_code", "is_market", "status", "region_code", "region_how", "kind",
                    "capital", "scope", "address", "tags", "row_hash", "import_id", "changed_at",
                ]
            ) {
                guard id < subjects else { return nil }
                id += 1
                return Self.row(id)
            }
            for tag in 1...Self.tagCount {
                var subject = 0
                try connection.insert(into: "registry_subject_tag", columns: ["tag_number", "subject_id"]) {
                    repeat { subject += 1 } while subject <= subjects && !Self.carries(subject, tag)
                    return subject > subjects ? nil : [.integer(Int64(tag)), .integer(Int64(subject))]
                }
            }
            try connection.execute(
                "INSERT INTO registry_risk_snapshot (id, dated, source, at) VALUES (1, '2020-01-01', '测量', '2026-01-01T00:00:00.000Z')"
            )
            id = 0
            try connection.insert(into: "registry_risk", columns: ["snapshot_id", "subject_id", "class"]) {
                guard id < subjects else { return nil }
                id += 1
                let place = Self.mixed(id, 3) % 100
                return [1, .integer(Int64(id)), place < 60 ? "A" : place < 90 ? "B" : place < 98 ? "C" : "D"]
            }
        }
        if database.kind == .postgres { try await database.write { try $0.execute("ANALYZE") } }
    }

    private static func row(_ id: Int) -> [SQLValue] {
        let type = mixed(id, 1) % 100
        let code = type < 40 ? types[0] : type < 92 ? types[1] : types[2 + type % 4]
        // Neighbours in number are mostly neighbours in place, as in a file that was delivered county by county.
        let county = counties[(id / 4096 &+ mixed(id, 2) % 8) % counties.count]
        let name =
            parts[mixed(id, 4) % parts.count] + parts[mixed(id, 5) % parts.count] + parts[mixed(id, 6) % parts.count]
            + trades[mixed(id, 7) % trades.count]
        let digits = String(id)
        return [
            .integer(Int64(id)),
            .text("\(code)\(county)TEST\(String(repeating: "0", count: 7 - digits.utf8.count))\(digits)"),
            .text(name), .text(code), .integer(code == "12" || code == "51" || code == "52" ? 0 : 1),
            .text(mixed(id, 8) % 10 == 0 ? "cancelled" : "active"), .text(String(county)), "code", "个体工商户", "",
            "食品销售；日用百货零售；五金产品零售；餐饮服务；农副产品销售；信息咨询服务。",
            .text("黑龙江省虚构市假想区假想路\(mixed(id, 9) % 400)号虚构小区\(mixed(id, 10) % 60)栋"), "", .integer(Int64(id)), 1,
            "2026-01-01T00:00:00.000Z",
        ]
    }
}

extension RegionCode {
    /// What cannot be missing; the literal above is six digits.
    fileprivate static var preset: RegionCode { RegionCode("000000") ?? preset }
}

/// Questions as officers ask them, the same in every run.
struct BenchAsker {
    struct Random: RandomNumberGenerator {
        var state: UInt64 = 20_261_123

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    var random = Random()

    private mutating func tags(_ upTo: Int) -> [String] {
        (0..<Int.random(in: 0...upTo, using: &random)).map { _ in
            "t\(Int.random(in: 1...BenchRegistry.tagCount, using: &random))"
        }
    }

    mutating func word() -> String { ["鑫", "饺子", "药房", "虚构", "有限公司"].randomElement(using: &random) ?? "店" }

    /// A selector over the province, a city or a county.
    mutating func selection() -> SubjectQuery {
        let county = BenchRegistry.counties.randomElement(using: &random) ?? 230_102
        let place = [230_000, county / 100 * 100, county].randomElement(using: &random) ?? county
        var selector = Selector(tags: tags(4), allTags: tags(1), noTags: tags(1))
        if Bool.random(using: &random) { selector.types = [BenchRegistry.types.randomElement(using: &random) ?? "91"] }
        return SubjectQuery(
            regions: [RegionCode(String(place)) ?? BenchRegistry.province], selectors: [selector], status: .active)
    }
}

/// The yardstick on PostgreSQL: one table with tags as an array, GIN indexes over tags and over the trigrams of names.
enum BenchGin {
    static func build(_ database: any Database) async throws {
        try await database.write { connection in
            try connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            try connection.execute(
                """
                CREATE TABLE bench_gin AS
                SELECT s.id, s.name, s.region_code, s.type_code, s.status,
                    COALESCE(t.tags, ARRAY[]::integer[]) AS tags
                FROM registry_subject s LEFT JOIN (
                    SELECT subject_id, array_agg(CAST(tag_number AS integer)) AS tags FROM registry_subject_tag
                    GROUP BY subject_id) t ON t.subject_id = s.id
                """)
            try connection.execute("CREATE INDEX bench_gin_tags ON bench_gin USING gin (tags)")
            try connection.execute("CREATE INDEX bench_gin_name ON bench_gin USING gin (name gin_trgm_ops)")
            try connection.execute("CREATE INDEX bench_gin_region ON bench_gin (region_code)")
            try connection.execute("ANALYZE bench_gin")
        }
    }

    /// Total of the groups by region and type.
    static func breakdown(_ query: SubjectQuery, _ connection: any Connection) throws -> Int {
        func array(_ codes: [String]) -> SQL {
            let numbers = codes.compactMap { Int($0.dropFirst()) }
            return "CAST(ARRAY[\(SQL.joined(numbers.map { "\($0)" }, separator: ", "))] AS integer[])"
        }
        guard let region = query.regions.first, let selector = query.selectors.first else { return 0 }
        var parts: [SQL] = [
            "b.status = 'active' AND b.region_code >= \(region.text) AND b.region_code < \(region.prefix + ":")"
        ]
        if !selector.tags.isEmpty { parts.append("b.tags && \(array(selector.tags))") }
        if !selector.allTags.isEmpty { parts.append("b.tags @> \(array(selector.allTags))") }
        if !selector.noTags.isEmpty { parts.append("NOT b.tags && \(array(selector.noTags))") }
        if !selector.types.isEmpty { parts.append("b.type_code IN (\(SQL.list(selector.types)))") }
        return try connection.rows(
            """
            SELECT b.region_code AS region_code, b.type_code AS type_code, COUNT(*) AS n FROM bench_gin b
            WHERE \(SQL.joined(parts, separator: " AND ")) GROUP BY b.region_code, b.type_code
            """
        ).reduce(0) { $0 + (try $1.int("n")) }
    }

    static func named(_ word: String, _ connection: any Connection) throws -> Int {
        let like = "%\(word)%"
        _ = try connection.rows("SELECT b.id AS id FROM bench_gin b WHERE b.name LIKE \(like) ORDER BY b.id LIMIT 50")
        return try connection.row("SELECT COUNT(*) AS n FROM bench_gin b WHERE b.name LIKE \(like)")?.int("n") ?? 0
    }
}

import Database
import Domain
import Store
import Testing

/// What the suites about tags do to a registry.
enum TagBench {
    typealias Bench = RegistryBench

    static func province(_ roles: Set<Role> = [.administrator], department: String? = nil) throws -> Actor {
        guard let code = RegionCode("230000") else { throw Problem.notFound("区划") }
        return Actor(
            account: 1, name: "省级", roles: roles, authority: 1, authorityName: "测试厅", region: code, regionName: "黑龙江省",
            department: department, inspector: nil)
    }

    static func tags(_ bench: Bench, _ id: Int64) async throws -> [String] {
        try await bench.house.storage.read { try $0.registry.subject(id: id)?.facts.tags ?? [] }
    }

    /// The text column and the table of pairs say the same of every subject.
    static func expectConsistent(_ bench: Bench, _ place: SourceLocation = #_sourceLocation) async throws {
        let (texts, pairs) = try await bench.database.read { connection in
            var texts = Set<String>(), pairs = Set<String>()
            try connection.forEach("SELECT id, tags FROM registry_subject") { row in
                for code in try row.text(1).split(separator: " ") { texts.insert("\(try row.int(0)) \(code)") }
            }
            try connection.forEach(
                """
                SELECT t.subject_id AS subject_id, g.code AS code FROM registry_subject_tag t
                JOIN registry_tag g ON g.number = t.tag_number
                """
            ) { pairs.insert("\(try $0.int(0)) \(try $0.text(1))") }
            return (texts, pairs)
        }
        #expect(texts == pairs, sourceLocation: place)
    }

    static func filled(_ bench: Bench) async throws {
        let text =
            Bench.header + Bench.line(1) + Bench.line(2, scope: "广告；餐饮服务") + Bench.line(3, scope: "预包装食品销售")
            + Bench.line(4, scope: "无")
        _ = try await SubjectImport(bench.house).apply(try bench.source(text), actor: nil)
    }

    static func decide(
        _ bench: Bench, _ tag: String, gives: Bool = true, subject: Int64 = 1, from: Day? = nil, until: Day? = nil
    ) async throws {
        _ = try await TagHolding(bench.house).decide(
            .init(tag: tag, gives: gives, from: from ?? bench.house.clock.today, until: until, reason: "核实"),
            subject: subject, by: try Bench.actor(), submission: nil)
    }

    static func runRules(_ bench: Bench, tag: String, any: [String]) async throws {
        let rules = TagRuleKeeping(bench.house), actor = try province()
        let number = try await rules.begin(by: actor)
        try await rules.edit(number, tag: tag, rules: [.init(tag: tag, any: any)], by: actor)
        let trial = try await rules.trial(number, by: actor)
        let before = try await bench.number("SELECT COUNT(*) FROM registry_subject_tag")
        _ = try await rules.apply(number, reason: "测试", by: actor, submission: nil)
        let after = try await bench.number("SELECT COUNT(*) FROM registry_subject_tag")
        #expect(after - before == trial.gained - trial.lost)
    }
}

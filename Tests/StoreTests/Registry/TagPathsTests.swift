import Database
import Domain
import Store
import Testing

/// Whichever way a subject comes in or changes, it carries what the rules in force and people's decisions say.
@Suite("Tags: one way for all entries") struct TagPathsTests {
    typealias Bench = RegistryBench

    enum Way: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case file, delta, api, form
        var testDescription: String { rawValue }
    }

    /// Neither word gives these tags by the shipped rules: the first by the second version, the other through a merge.
    private static let scope = "虚构演艺；广告"

    /// Subject 1 with two decisions, a second version of the rules, a merged tag.
    private static func prepared(_ bench: Bench) async throws {
        _ = try await SubjectImport(bench.house).apply(try bench.source(Bench.header + Bench.line(1)), actor: nil)
        try await TagBench.decide(bench, "catering", gives: false)
        try await TagBench.decide(bench, "chain")
        try await TagBench.runRules(bench, tag: "catering", any: ["餐饮服务", "虚构演艺"])
        _ = try await TagKeeping(bench.house).merge(
            "advertising", into: "exhibition", reason: "测试", by: try TagBench.province(), submission: nil)
        #expect(try await TagBench.tags(bench, 1) == ["chain"])
    }

    /// Gives subjects 1 (known) and 2 (new) the scope.
    private static func put(_ way: Way, _ bench: Bench, scope: String = scope) async throws {
        let place = "黑龙江省哈尔滨市道里区演示路1号"
        switch way {
        case .file:
            _ = try await SubjectImport(bench.house).apply(
                try bench.source(Bench.header + Bench.line(1, scope: scope) + Bench.line(2, scope: scope)), actor: nil)
        case .delta:
            let rows = [(1, "变更"), (2, "新增")].map { "\($1),演示\($0)号店,\(Bench.code($0)),\(scope),\(place)\n" }
            let report = try await SubjectImport(bench.house).apply(
                try bench.source("操作,企业名称,统一社会信用代码,经营范围,注册地址\n" + rows.joined()), actor: nil)
            #expect(report.counts.refused == 0)
        case .api:
            let tokens = DepartmentTokens(bench.house)
            let secret = try await tokens.issue(
                .init(
                    name: "测试系统", department: "scjg", region: try Bench.actor().region,
                    expiresOn: bench.house.clock.today.advanced(by: 30)),
                by: try Bench.actor(roles: [.administrator]), submission: nil)
            let rows = [1, 2].map {
                """
                {"operation": "put", "identifier": "\(Bench.code($0))", "name": "演示\($0)号店", "scope": "\(scope)",
                 "address": "\(place)"}
                """
            }
            let answer = try await Deliveries(bench.house).take(
                Array(#"{"changes": [\#(rows.joined(separator: ","))]}"#.utf8), key: "delivery-1",
                token: try await tokens.admit(secret))
            #expect(answer.contains(#""taken":2"#), "\(answer)")
        case .form:
            let keeping = try SubjectKeeping(bench.house), planner = try Bench.actor()
            var change = SubjectStatement(operation: .change, identifier: "")
            change.scope = scope
            change.reason = "核实"
            _ = try await keeping.change(1, change, base: nil, by: planner, submission: nil)
            var add = SubjectStatement(operation: .add, identifier: Bench.code(2))
            add.name = "演示2号店"
            add.scope = scope
            add.address = place
            add.reason = "新设"
            _ = try await keeping.add(add, by: planner, submission: nil)
        }
    }

    @Test(
        "2.2.4 rules in force, decisions of people and merges hold, whichever way a subject enters or changes",
        arguments: DatabaseKind.allCases, Way.allCases)
    func paths(_ kind: DatabaseKind, _ way: Way) async throws {
        try await Bench.with(kind) { bench in
            try await Self.prepared(bench)
            try await Self.put(way, bench)
            #expect(try await TagBench.tags(bench, 1) == ["chain", "exhibition"])
            #expect(try await TagBench.tags(bench, 2) == ["catering", "exhibition"])
            try await TagBench.expectConsistent(bench)
            // The change stands in the subject's history of tags, and says which way it came.
            let found = try await TagReading(bench.house).subject(1, for: try Bench.actor())
            let change = try #require(found.changes.last)
            #expect(change.tag.code == "exhibition" && change.change.gained)
            #expect(change.change.cause.hasPrefix("way:"))
            // What the decision took away comes back when it is ended, by the rules in force.
            let hold = try #require(found.holds.first { $0.tag.code == "catering" && $0.hold.endedAt == nil })
            _ = try await TagHolding(bench.house).end(
                hold.hold.id, subject: 1, by: try Bench.actor(), submission: nil)
            #expect(try await TagBench.tags(bench, 1) == ["catering", "chain", "exhibition"])
        }
    }

    @Test("2.2.4 a retired tag does not come back by any way", arguments: DatabaseKind.allCases, Way.allCases)
    func retired(_ kind: DatabaseKind, _ way: Way) async throws {
        try await Bench.with(kind) { bench in
            _ = try await SubjectImport(bench.house).apply(try bench.source(Bench.header + Bench.line(1)), actor: nil)
            _ = try await TagKeeping(bench.house).retire(
                "tourism", reason: "停用", by: try TagBench.province(), submission: nil)
            try await Self.put(way, bench, scope: "餐饮服务；旅游服务")
            #expect(try await TagBench.tags(bench, 1) == ["catering"])
            #expect(try await TagBench.tags(bench, 2) == ["catering"])
        }
    }

    @Test(
        "2.2.6 words that wait for a decision bring no tags; decided, they do", arguments: DatabaseKind.allCases)
    func contested(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let imports = try SubjectImport(bench.house), planner = try Bench.actor()
            _ = try await imports.apply(try bench.source(Bench.header + Bench.line(1)), actor: nil)
            var change = SubjectStatement(operation: .change, identifier: "")
            change.scope = "预包装食品销售"
            change.reason = "现场核实"
            _ = try await SubjectKeeping(bench.house).change(1, change, base: nil, by: planner, submission: nil)
            #expect(try await TagBench.tags(bench, 1) == ["food-sale"])
            // The file says another scope: it waits, and so do its tags; the new name is a person's too.
            _ = try await imports.apply(
                try bench.source(Bench.header + Bench.line(1, date: "2020-01-01", scope: "广告")), actor: nil)
            #expect(try await TagBench.tags(bench, 1) == ["food-sale"])
            try await TagBench.expectConsistent(bench)
            let region = planner.region
            let open = try await bench.house.storage.read {
                try $0.subjects.conflicts(ConflictFilter(region: region), slice: Slice()).rows
            }
            _ = try await Conflicts(bench.house).resolve(
                try #require(open.first).id, take: true, reason: "以来件为准", by: planner, submission: nil)
            #expect(try await TagBench.tags(bench, 1) == ["advertising"])
            try await TagBench.expectConsistent(bench)
        }
    }

    @Test(
        "2.2.4 an import taken back leaves decisions that were made since", arguments: DatabaseKind.allCases)
    func undone(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let imports = try SubjectImport(bench.house), planner = try Bench.actor()
            _ = try await imports.apply(try bench.source(Bench.header + Bench.line(1)), actor: planner)
            let second = try await imports.apply(
                try bench.source(Bench.header + Bench.line(1, scope: "预包装食品销售")), actor: planner)
            try await TagBench.decide(bench, "food-sale")
            try await ImportUndo(bench.house).undo(try #require(second.id), by: planner, submission: nil)
            #expect(try await TagBench.tags(bench, 1) == ["catering", "food-sale"])
            try await TagBench.expectConsistent(bench)
        }
    }

    @Test(
        "2.1.1 an inspector's expertise follows a merged tag and refuses a retired one",
        arguments: DatabaseKind.allCases)
    func expertise(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let keeper = try TagBench.province()
            _ = try await TagKeeping(bench.house).merge(
                "advertising", into: "exhibition", reason: "测试", by: keeper, submission: nil)
            _ = try await TagKeeping(bench.house).retire("tourism", reason: "测试", by: keeper, submission: nil)
            let head = "工号,姓名,机关代码,执法证编号,有效期起,有效期止,专长\n"
            let rows = [("G1", "广告"), ("G2", "旅游")].map {
                "\($0),虚构甲,230102-scjg,2300\($0),2026-01-01,2030-01-01,\($1)\n"
            }
            let outcome = try await InspectorImport(bench.house).apply(
                try bench.source(head + rows.joined(), "人员.csv"), actor: try Bench.actor())
            #expect(outcome.counts.inserted == 1 && outcome.counts.refused == 1)
            let codes = try await bench.database.read { connection in
                try connection.rows("SELECT tag_code FROM registry_expertise").map { try $0.text("tag_code") }
            }
            #expect(codes == ["exhibition"])
        }
    }
}

import Database
import Domain
import Store
import Testing

/// Tags, tags given by hand and members of directories, through the common flow: taken, repeated, taken back.
@Suite("Imports of tags and directories") struct TagListImportTests {
    typealias Bench = RegistryBench

    static func take(
        _ text: String, _ kind: ImportRecord.Kind, _ house: House, by actor: Actor
    ) async throws -> (job: ImportJob, refusals: [RowRefusal]) {
        let flow = ImportFlow(house)
        let id = try await flow.begin(.bytes(Array(text.utf8)), name: "表.csv", kind: kind, dated: nil, by: actor)
        let job = try await flow.settle(id, for: actor, seconds: 300)
        let refusals = try await flow.view(id, slice: Slice(), for: actor).refusals.rows
        guard job.state == .checked, let counts = job.finding?.counts, counts.kept > 0 else { return (job, refusals) }
        try await flow.confirm(id, mode: .goodRows, by: actor)
        return (try await flow.settle(id, for: actor, seconds: 300), refusals)
    }

    @Test(
        "2.2.4 the taxonomy by file: new, revised, unchanged, refused; taken back while nothing names it",
        arguments: DatabaseKind.allCases)
    func taxonomy(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            try await TagBench.filled(bench)
            let actor = try TagBench.province()
            let known = try await bench.house.storage.read { try $0.registry.tagDimensions() }
            let dimension = try #require(known.first)
            let before = try await bench.number("SELECT COUNT(*) FROM registry_tag")
            let head = "标签编号,标签名称,维度,含义,维护部门,修订理由\n"
            let first = try await Self.take(
                head + "xugou-a,虚构甲,\(dimension.name),甲的含义,,\n" + "xugou-b,虚构\u{200B}乙,\(dimension.code),,,\n"
                    + "XUGOU,丙,\(dimension.name),,,\n" + "xugou-d,丁,没有的维度,,,\n" + "xugou-e,虚构甲,\(dimension.name),,,\n",
                .tags, bench.house, by: actor)
            #expect(first.job.finding?.counts == ImportCounts(total: 5, inserted: 2, refused: 3))
            #expect(first.refusals.map(\.row) == [3, 4, 5])
            #expect(first.refusals[1].field == "维度")
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_tag") == before + 2)
            // What nobody sees does not come in.
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_tag WHERE name = '虚构乙'") == 1)
            let second = try await Self.take(
                head + "xugou-a,虚构甲,\(dimension.name),新的含义,,说清楚\n" + "xugou-b,虚构乙,\(dimension.code),,,\n", .tags,
                bench.later(), by: actor)
            #expect(second.job.finding?.counts == ImportCounts(total: 2, updated: 1, unchanged: 1))
            let undo = ImportUndo(bench.at(days: 1))
            try await undo.undo(try #require(second.job.importID), by: actor, submission: nil)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_tag WHERE meaning = '甲的含义'") == 1)
            // Given to somebody, a tag can no longer be taken out of the taxonomy as if it had never been.
            _ = try await TagHolding(bench.house).decide(
                .init(tag: "xugou-a", gives: true, from: bench.house.clock.today, until: nil, reason: "核实"), subject: 1,
                by: actor, submission: nil)
            let blocked = try await undo.outlook(try #require(first.job.importID), for: actor)
            #expect(blocked.refusal?.code == "import.undo.changed")
            #expect(blocked.since.map(\.label) == ["虚构甲"])
            _ = try await bench.database.write { connection in
                for table: SQL in ["registry_tag_hold", "registry_tag_change"] {
                    try connection.execute("DELETE FROM \(table)")
                }
                try connection.execute(
                    """
                    DELETE FROM registry_subject_tag WHERE tag_number = (
                        SELECT number FROM registry_tag WHERE code = 'xugou-a')
                    """)
            }
            try await undo.undo(try #require(first.job.importID), by: actor, submission: nil)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_tag") == before)
            #expect(try await bench.number("SELECT COUNT(*) FROM log_entry WHERE act = 'tag.withdraw'") == 2)
            // The taxonomy is the province's.
            await #expect(throws: Problem(.refused, "tag.province", "")) {
                _ = try await Self.take(head, .tags, bench.house, by: try Bench.actor())
            }
        }
    }

    @Test(
        "2.2.4 tags by hand from a file stand above the rules, with days and reason; taken back, what stood before stands",
        arguments: DatabaseKind.allCases)
    func holds(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            try await TagBench.filled(bench)
            let actor = try Bench.actor()
            let all = try await bench.house.storage.read { try $0.registry.tagRecords() }
            let food = try #require(all.first { $0.name == "餐饮服务" })
            #expect(try await TagBench.tags(bench, 1).contains(food.code))
            #expect(try await !TagBench.tags(bench, 4).contains(food.code))
            let head = "统一社会信用代码,标签名称,加上或去掉,开始日期,结束日期,理由\n"
            let text =
                head + "\(Bench.code(1)),餐饮服务,去掉,,,现场核实不经营\n" + "\(Bench.code(4)),\(food.code),加上,,2027-01-31,现场核实\n"
                + "\(Bench.code(3)),没有的标签,加上,,,核实\n" + "\(Bench.code(3)),餐饮服务,去掉,,,核实\n"
                + "\(Bench.code(4)),餐饮服务,加上,,,核实\n" + "\(Bench.code(2)),餐饮服务,加上,,,\n"
                + "\(Bench.code(2)),餐饮服务,加上,2026-12-01,2026-11-30,核实\n"
            let first = try await Self.take(text, .tagging, bench.house, by: actor)
            #expect(first.job.finding?.counts == ImportCounts(total: 7, inserted: 2, refused: 5))
            #expect(first.refusals.map(\.row) == [3, 4, 5, 6, 7])
            #expect(first.refusals.map(\.field) == ["标签名称", "标签名称", "标签名称", "理由", "结束日期"])
            #expect(try await !TagBench.tags(bench, 1).contains(food.code))
            #expect(try await TagBench.tags(bench, 4).contains(food.code))
            try await TagBench.expectConsistent(bench)
            #expect(
                try await bench.number("SELECT COUNT(*) FROM registry_tag_hold WHERE source = 'list'") == 2)
            let again = try await Self.take(
                head + "\(Bench.code(1)),餐饮服务,去掉,,,现场核实不经营\n", .tagging, bench.later(), by: actor)
            #expect(again.job.finding?.counts == ImportCounts(total: 1, unchanged: 1))
            try await ImportUndo(bench.at(days: 1)).undo(
                try #require(first.job.importID), by: actor, submission: nil)
            #expect(try await TagBench.tags(bench, 1).contains(food.code))
            #expect(try await !TagBench.tags(bench, 4).contains(food.code))
            try await TagBench.expectConsistent(bench)
        }
    }

    @Test(
        "2.2.6 members of a directory by file: only the own department's, with remarks; taken back with their own tags",
        arguments: DatabaseKind.allCases)
    func directory(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            try await TagBench.filled(bench)
            let actor = try Bench.actor()
            let head = "统一社会信用代码,备注\n"
            let first = try await Self.take(
                head + "\(Bench.code(1)),重点\n\(Bench.code(2)),\n\(Bench.code(9)),\n", .directory, bench.house, by: actor
            )
            #expect(first.job.finding?.counts == ImportCounts(total: 3, inserted: 2, refused: 1))
            let second = try await Self.take(
                head + "\(Bench.code(1)),改了\n\(Bench.code(2)),\n", .directory, bench.later(), by: actor)
            #expect(second.job.finding?.counts == ImportCounts(total: 2, updated: 1, unchanged: 1))
            let undo = ImportUndo(bench.at(days: 1))
            #expect(
                try await undo.outlook(try #require(first.job.importID), for: actor).refusal?.code
                    == "import.undo.changed")
            try await undo.undo(try #require(second.job.importID), by: actor, submission: nil)
            #expect(
                try await bench.number(
                    "SELECT COUNT(*) FROM registry_directory_entry WHERE note = '重点' AND ended_on IS NULL") == 1)
            try await undo.undo(try #require(first.job.importID), by: actor, submission: nil)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_directory_entry WHERE ended_on IS NULL") == 0)
            // Who belongs to no department keeps no directory.
            await #expect(throws: Problem(.refused, "directory.owner", "")) {
                _ = try await Self.take(head, .directory, bench.house, by: try TagBench.province())
            }
        }
    }
}

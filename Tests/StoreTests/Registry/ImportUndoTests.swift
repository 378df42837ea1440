import Domain
import Foundation
import Store
import Testing

@testable import Database

/// Taking an import of subjects back is a change with its own history, whole, and refused where something stands on it.
@Suite("Undo of subject imports") struct ImportUndoTests {
    typealias Bench = RegistryBench

    private func taken(_ text: String, _ house: House, name: String = "名录.csv") async throws -> Int64 {
        let done = try await ImportKindTests.take(text, .subjects, house, name: name).job
        return try #require(done.importID, "\(done)")
    }

    private static let delta = "企业名称,统一社会信用代码,经营范围,注册地址,操作,管辖区划代码,编号类型,生效日期\n"

    @Test("each field that returns is written down, each move goes the other way", arguments: DatabaseKind.allCases)
    func history(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let actor = try Bench.actor(region: "230100")
            let before = Bench.header + Bench.line(1) + Bench.line(2)
            let flow = ImportFlow(bench.house)
            let begun = try await flow.begin(
                .bytes(Array(before.utf8)), name: "一.csv", kind: .subjects, dated: nil, by: actor)
            _ = try await flow.settle(begun, for: actor, seconds: 300)
            try await flow.confirm(begun, mode: .goodRows, by: actor)
            _ = try await flow.settle(begun, for: actor, seconds: 300)
            let picture = try await bench.picture()
            // The first moves to the next district; the second changes its scope.
            let moved =
                Self.delta + ",\(Bench.code(1)),,,迁移,230103,,\n" + ",\(Bench.code(2)),药品零售,,变更,,,\n"
            let later = ImportFlow(bench.later())
            let second = try await later.begin(
                .bytes(Array(moved.utf8)), name: "二.csv", kind: .subjects, dated: nil, by: actor)
            _ = try await later.settle(second, for: actor, seconds: 300)
            try await later.confirm(second, mode: .goodRows, by: actor)
            let id = try #require(try await later.settle(second, for: actor, seconds: 300).importID)
            let moves = try await bench.number("SELECT COUNT(*) FROM registry_subject_move")
            try await ImportUndo(bench.at(days: 1)).undo(id, by: actor, submission: nil)
            #expect(try await bench.picture() == picture)
            let changes = try await bench.house.storage.read { try $0.subjects.changes(subject: 2, limit: 20) }
            let newest = try #require(changes.first)
            #expect(newest.reason == "撤销导入“二.csv”")
            let scope = try #require(newest.fields.first { $0.field == .scope })
            #expect(scope.old == "药品零售" && scope.new == "餐饮服务")
            // Its fields are the file's, not a person's: the corrected file is no conflict.
            #expect(
                try await bench.house.storage.read { try $0.subjects.histories([1, 2]) }[2]?.byHand.isEmpty ?? true)
            let after = try await bench.number("SELECT COUNT(*) FROM registry_subject_move")
            #expect(moves == 1 && after == 2)
            let back = try await bench.house.storage.read { try $0.subjects.parts(subject: 1).moves }
            #expect(back.first { $0.reason == "撤销导入“二.csv”" }?.to.text == "230102")
        }
    }

    @Test("the newer first, then the older; what was changed between is named", arguments: DatabaseKind.allCases)
    func order(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let actor = try Bench.actor()
            let first = try await taken(Bench.header + Bench.line(1) + Bench.line(2), bench.house)
            let second = try await taken(Bench.header + Bench.line(2, scope: "药品零售"), bench.later(), name: "二.csv")
            let house = bench.at(days: 1)
            let blocked = try await ImportUndo(house).outlook(first, for: actor)
            #expect(blocked.refusal?.code == "import.undo.changed")
            #expect(blocked.since.map(\.label) == ["演示2号店（\(Bench.code(2))）"])
            try await ImportUndo(house).undo(second, by: actor, submission: nil)
            #expect(try await ImportUndo(house).outlook(first, for: actor).refusal == nil)
            try await ImportUndo(house).undo(first, by: actor, submission: nil)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject") == 0)
        }
    }

    @Test("what a person wrote since stands in the way, and is named", arguments: DatabaseKind.allCases)
    func hand(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let actor = try Bench.actor()
            let id = try await taken(Bench.header + Bench.line(1) + Bench.line(2), bench.house)
            let licence = Licence(
                id: 0, subject: 1, kind: "证", number: "1", issuer: "", scope: "", from: nil, until: nil, endedOn: nil)
            _ = try await SubjectKeeping(bench.later()).add(licence, reason: "现场核实", by: actor, submission: nil)
            let blocked = try await ImportUndo(bench.later()).outlook(id, for: actor)
            #expect(blocked.since.map(\.label) == ["演示1号店（\(Bench.code(1))）"])
            await #expect(throws: Problem(.refused, "import.undo.changed", "")) {
                try await ImportUndo(bench.later()).undo(id, by: actor, submission: nil)
            }
        }
    }

    @Test(
        "rows that say what to do go back too: new, cancelled, a later move, what waited for a decision",
        arguments: DatabaseKind.allCases)
    func deltas(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let actor = try Bench.actor()
            _ = try await taken(Bench.header + Bench.line(1) + Bench.line(2) + Bench.line(3), bench.house)
            let picture = try await bench.picture()
            let address = "黑龙江省哈尔滨市道里区演示路1号"
            let rows =
                ",\(Bench.code(1)),,,注销,,,\n" + ",\(Bench.code(2)),,,迁移,230103,,2027-03-01\n"
                + ",\(Bench.code(9)),,,注销,,,\n" + "虚构小学,2323000001,教育,\(address),新增,230102,学校标识码,\n"
            let id = try await taken(Self.delta + rows, bench.later(), name: "变更.csv")
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject WHERE status = 'cancelled'") == 1)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_conflict WHERE state = 'open'") == 1)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject") == 4)
            try await ImportUndo(bench.at(days: 1)).undo(id, by: actor, submission: nil)
            #expect(try await bench.picture() == picture)
            #expect(
                try await bench.number(
                    "SELECT COUNT(*) FROM registry_subject_move WHERE done_at IS NULL AND cancelled_at IS NULL") == 0)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_conflict WHERE state = 'open'") == 0)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject_identifier") == 0)
        }
    }

    @Test(
        "2.2.6 whom a file or a full list names again loses the mark of being absent", arguments: DatabaseKind.allCases)
    func absence(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let actor = try Bench.actor()
            _ = try await taken(Bench.header + Bench.line(1) + Bench.line(2) + Bench.line(3), bench.house)
            func marked() async throws -> [Int64] {
                try await bench.database.read { connection in
                    try connection.rows("SELECT id FROM registry_subject WHERE absent_since IS NOT NULL ORDER BY id")
                        .map { Int64(try $0.int(0)) }
                }
            }
            func mark(_ text: String, _ house: House) async throws {
                let done = try await Stocktakes(house).compare(try bench.source(text), by: actor, submission: nil)
                let id = try #require(done.location.split(separator: "/").last.flatMap { Int64($0) })
                _ = try await Stocktakes(house).mark(id, by: actor, submission: nil)
            }
            let head = "统一社会信用代码\n"
            try await mark(head + "\(Bench.code(1))\n", bench.house)
            #expect(try await marked() == [2, 3])
            // The same row again: nothing new but that the source names it.
            let again = try await ImportKindTests.take(Bench.header + Bench.line(2), .subjects, bench.later())
            #expect(again.job.finding?.counts == ImportCounts(total: 1, updated: 1))
            #expect(try await marked() == [3])
            let history = try await bench.house.storage.read { try $0.subjects.changes(subject: 2, limit: 5) }
            #expect(history.first?.fields.map(\.field) == [.absent])
            // Taken back, the mark is there again.
            try await ImportUndo(bench.later()).undo(
                try #require(again.job.importID), by: actor, submission: nil)
            #expect(try await marked() == [2, 3])
            // A row with another wording clears it as well, though a person had set the mark.
            _ = try await taken(Bench.header + Bench.line(2, scope: "药品零售"), bench.at(days: 1))
            #expect(try await marked() == [3])
            // And so does the next full list.
            try await mark(head + "\(Bench.code(3))\n\(Bench.code(2))\n", bench.at(days: 2))
            #expect(try await marked() == [1])
        }
    }

    @Test(
        "2.2.6 full lists by numbers of other kinds; subjects known by another kind are not what they are of",
        arguments: DatabaseKind.allCases)
    func schemes(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let actor = try Bench.actor()
            let address = "黑龙江省哈尔滨市道里区演示路1号"
            let schools = ["2323000001", "2323000002"].map {
                "虚构小学\($0.suffix(1)),\($0),教育,\(address),,230102,学校标识码,\n"
            }
            _ = try await taken(Bench.header + Bench.line(1), bench.house)
            _ = try await taken(Self.delta + schools.joined(), bench.house, name: "学校.csv")
            let done = try await Stocktakes(bench.house).compare(
                try bench.source("编号类型,编号\n学校标识码,2323000001\n学校标识码,2323000009\n学校标识码,短\n"), by: actor, submission: nil)
            let id = try #require(done.location.split(separator: "/").last.flatMap { Int64($0) })
            let (stocktake, absent) = try await Stocktakes(bench.house).show(id, slice: Slice(), for: actor)
            #expect(absent.rows.map(\.name) == ["虚构小学2"])
            #expect(stocktake.unknown == 1 && stocktake.unreadable == 1 && stocktake.schemes == [.school])
        }
    }
}

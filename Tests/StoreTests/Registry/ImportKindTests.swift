import Database
import Documents
import Domain
import Foundation
import Store
import Testing

/// The kinds whose rows each say one thing: licences, premises, institutions, members. Taken, repeated, taken back.
@Suite("Kinds of imports") struct ImportKindTests {
    typealias Bench = RegistryBench

    /// Hands a file in and imports its good rows; returns the job as it ended, and its refusals.
    static func take(
        _ text: String, _ kind: ImportRecord.Kind, _ house: House, name: String = "表.csv"
    ) async throws -> (job: ImportJob, refusals: [RowRefusal]) {
        let flow = ImportFlow(house)
        let actor = try Bench.actor()
        let id = try await flow.begin(.bytes(Array(text.utf8)), name: name, kind: kind, dated: nil, by: actor)
        let job = try await flow.settle(id, for: actor, seconds: 300)
        let refusals = try await flow.view(id, slice: Slice(), for: actor).refusals.rows
        guard job.state == .checked, let counts = job.finding?.counts, counts.kept > 0 else { return (job, refusals) }
        try await flow.confirm(id, mode: .goodRows, by: actor)
        return (try await flow.settle(id, for: actor, seconds: 300), refusals)
    }

    private static let licenceHead = "统一社会信用代码,许可证名称,许可证编号,发证机关,许可范围,有效期起,有效期止\n"

    private static func licence(_ serial: Int, _ number: String, until: String = "2028-05-31") -> String {
        "\(Bench.code(serial)),食品经营许可证,\(number),虚构局,热食类食品制售,2023-06-01,\(until)\n"
    }

    @Test(
        "licences: new, renewed, unchanged, refused; each with its history; taken back with another",
        arguments: DatabaseKind.allCases)
    func licences(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            _ = try await Self.take(Bench.header + Bench.line(1) + Bench.line(2), .subjects, bench.house)
            let first = try await Self.take(
                Self.licenceHead + Self.licence(1, "JY1") + Self.licence(9, "JY9")
                    + Self.licence(2, "JY2", until: "2020-01-01") + "坏代码,证,1,,,,\n", .licences, bench.house)
            #expect(first.job.finding?.counts == ImportCounts(total: 4, inserted: 1, refused: 3))
            #expect(first.refusals.map(\.row) == [2, 3, 4])
            #expect(first.refusals.contains { $0.field == "有效期止" && $0.reason.contains("早于") })
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_licence") == 1)
            let later = bench.later()
            let second = try await Self.take(
                Self.licenceHead + Self.licence(1, "JY1", until: "2033-05-31") + Self.licence(2, "JY2"), .licences,
                later
            )
            #expect(second.job.finding?.counts == ImportCounts(total: 2, inserted: 1, updated: 1))
            let again = try await Self.take(
                Self.licenceHead + Self.licence(1, "JY1", until: "2033-05-31"), .licences, later)
            #expect(again.job.finding?.counts == ImportCounts(total: 1, unchanged: 1))
            let id = try #require(second.job.importID)
            let actor = try Bench.actor()
            let undo = ImportUndo(bench.at(days: 1))
            #expect(try await undo.outlook(try #require(first.job.importID), for: actor).since.count == 1)
            #expect(try await undo.outlook(id, for: actor).refusal == nil)
            try await undo.undo(id, by: actor, submission: "u1")
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_licence") == 1)
            #expect(
                try await bench.number("SELECT COUNT(*) FROM registry_licence WHERE valid_until = '2028-05-31'") == 1)
            // What was renewed is as the first import left it, which may go in turn.
            try await undo.undo(try #require(first.job.importID), by: actor, submission: "u2")
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_licence") == 0)
            #expect(
                try await bench.number(
                    "SELECT COUNT(*) FROM registry_subject_change WHERE field = 'licence' AND reason LIKE '撤销导入%'") == 3
            )
        }
    }

    @Test("premises: known by name, use and address; ended by a row", arguments: DatabaseKind.allCases)
    func premises(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            _ = try await Self.take(Bench.header + Bench.line(1), .subjects, bench.house)
            let head = "统一社会信用代码,场所名称,用途,场所地址,场所地区,启用日期,停用日期\n"
            let one = "\(Bench.code(1)),虚构仓库,仓储,虚构路2号,230103,2026-01-01,"
            let first = try await Self.take(
                head + one + "\n" + "\(Bench.code(1)),甲,,虚构路3号,999999,,\n", .premises, bench.house)
            #expect(first.job.finding?.counts == ImportCounts(total: 2, inserted: 1, refused: 1))
            #expect(first.refusals.first?.field == "场所地区")
            let second = try await Self.take(head + one + "2026-10-31\n", .premises, bench.later())
            #expect(second.job.finding?.counts == ImportCounts(total: 1, updated: 1))
            try await ImportUndo(bench.at(days: 1)).undo(
                try #require(second.job.importID), by: try Bench.actor(), submission: nil)
            #expect(
                try await bench.number("SELECT COUNT(*) FROM registry_premises WHERE valid_until IS NULL") == 1)
        }
    }

    @Test(
        "3.2.2 institutions with several qualifications; who commissioned one keeps it",
        arguments: DatabaseKind.allCases)
    func institutions(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let head = "统一社会信用代码,机构名称,登记地区,服务范围,资质类别,资质编号,有效期起,有效期止\n"
            let code = Bench.code(7)
            let first = try await Self.take(
                head + "\(code),虚构检验公司,,食品检验,资质认定,Z1,2025-01-01,2030-12-31\n"
                    + "\(code),虚构检验公司,,食品检验,实验室认可,Z2,2025-01-01,2027-12-31\n"
                    + "\(Bench.code(8)),甲,230200,检验,,,,\n\(Bench.code(6)),乙,,检验,资质认定,,2025-01-01,2030-12-31\n",
                .institutions, bench.house)
            #expect(first.job.finding?.counts == ImportCounts(total: 4, inserted: 1, updated: 1, refused: 2))
            #expect(first.refusals.map(\.field) == ["登记地区", "资质编号"])
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_institution_qualification") == 2)
            let id = try #require(first.job.importID)
            let actor = try Bench.actor()
            #expect(try await ImportUndo(bench.house).outlook(id, for: actor).sentence.contains("删除新增的 1 家"))
            // A qualification by hand, and the import can no longer be taken back whole.
            let stored = try await bench.house.storage.read { try $0.staff.institution(code: code) }
            let institution = try #require(stored).id
            let from = try #require(Day("2026-01-01")), until = try #require(Day("2027-01-01"))
            _ = try await Institutions(bench.later()).addQualification(
                InstitutionQualification(kind: "新资质", number: "Z3", issuer: "", from: from, until: until),
                institution: institution, by: actor)
            let blocked = try await ImportUndo(bench.house).outlook(id, for: actor)
            #expect(blocked.refusal?.code == "import.undo.changed")
            #expect(blocked.since.map(\.label) == ["虚构检验公司"])
            _ = try await bench.database.write { connection in
                try connection.execute("DELETE FROM registry_institution_qualification WHERE number = 'Z3'")
            }
            try await ImportUndo(bench.house).undo(id, by: actor, submission: nil)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_institution") == 0)
        }
    }

    @Test("6.1.1 members: a term comes in or ends, it is never overwritten", arguments: DatabaseKind.allCases)
    func members(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let head = "成员单位,姓名,职务,会议角色,任期起,任期止,依据文件\n"
            let first = try await Self.take(
                head + "虚构教育局,甲,副局长,成员,2026-01-01,,1号文\n虚构教育局,乙,,联络员,2026-01-01,,1号文\n虚构局,丙,,主席,2026-01-01,,1号文\n",
                .members, bench.house)
            #expect(first.job.finding?.counts == ImportCounts(total: 3, inserted: 2, refused: 1))
            let second = try await Self.take(
                head
                    + "虚构教育局,甲,局长,成员,2026-01-01,,1号文\n虚构教育局,乙,,联络员,2026-01-01,2026-10-31,1号文\n虚构教育局,甲,副局长,成员,2026-05-01,,2号文\n",
                .members, bench.later())
            #expect(second.job.finding?.counts == ImportCounts(total: 3, updated: 1, refused: 2))
            #expect(second.refusals.map(\.field) == ["职务", "任期起"])
            try await ImportUndo(bench.at(days: 1)).undo(
                try #require(second.job.importID), by: try Bench.actor(), submission: nil)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_meeting_member WHERE ends_on IS NULL") == 2)
        }
    }
}

import Database
import Documents
import Domain
import Foundation
import Store
import Testing

/// The way of a file: handed in, matched, checked, imported, corrected, taken back.
@Suite("Import step by step") struct ImportFlowTests {
    typealias Bench = RegistryBench

    private func begin(
        _ text: String, _ bench: Bench, name: String = "名录.csv", kind: ImportRecord.Kind = .subjects, dated: Day? = nil
    ) async throws -> (flow: ImportFlow, id: Int64, job: ImportJob) {
        let flow = ImportFlow(bench.house)
        let actor = try Bench.actor()
        let id = try await flow.begin(.bytes(Array(text.utf8)), name: name, kind: kind, dated: dated, by: actor)
        return (flow, id, try await flow.settle(id, for: actor, seconds: 300))
    }

    /// Confirms and waits for the end.
    private func imported(_ flow: ImportFlow, _ id: Int64, _ mode: ImportMode = .goodRows) async throws -> ImportJob {
        let actor = try Bench.actor()
        try await flow.confirm(id, mode: mode, by: actor)
        return try await flow.settle(id, for: actor, seconds: 300)
    }

    @Test(
        "a clear file is checked at once, changes nothing before it is confirmed, and twice confirmed goes in once",
        arguments: DatabaseKind.allCases)
    func clear(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let (flow, id, job) = try await begin(Bench.header + Bench.line(1) + Bench.line(2), bench)
            #expect(job.state == .checked)
            #expect(job.finding?.counts == ImportCounts(total: 2, inserted: 2))
            #expect(job.finding?.rows.first?.first == "演示1号店")
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject") == 0)
            let done = try await imported(flow, id, .allOrNothing)
            #expect(done.state == .done)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject") == 2)
            #expect(try await bench.number("SELECT COUNT(*) FROM log_entry WHERE act = 'registry.import'") == 1)
            try await flow.confirm(id, mode: .goodRows, by: try Bench.actor())
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_import") == 1)
            // The file has gone with its job.
            #expect(try await flow.view(id, slice: Slice(), for: try Bench.actor()).hasFile == false)
        }
    }

    @Test("good rows only, or nothing: as the person chose", arguments: DatabaseKind.allCases)
    func modes(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let text = Bench.header + Bench.line(1) + Bench.line(2, date: "2023-02-29") + Bench.line(3)
            let (flow, id, job) = try await begin(text, bench)
            #expect(job.finding?.counts == ImportCounts(total: 3, inserted: 2, refused: 1))
            await #expect(throws: Problem(.refused, "import.all-or-nothing", "")) {
                try await flow.confirm(id, mode: .allOrNothing, by: try Bench.actor())
            }
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_import") == 0)
            #expect(try await imported(flow, id).state == .done)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject") == 2)
        }
    }

    @Test(
        "strange names are matched by hand and remembered; the same column twice is refused",
        arguments: DatabaseKind.allCases)
    func matching(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let strange = "甲,乙,丙,丁\n虚构商店,\(Bench.code(1)),零售,黑龙江省哈尔滨市道里区演示路1号\n"
            let (flow, id, job) = try await begin(strange, bench)
            #expect(job.state == .open)
            #expect(job.matching.missing(SubjectFields.all).count == 4)
            let actor = try Bench.actor()
            await #expect(throws: Problem(.invalid, "import.column-twice", "")) {
                try await flow.match(id, places: ["企业名称": 0, "经营范围": 0], sheet: nil, by: actor)
            }
            let places = ["企业名称": 0, "统一社会信用代码": 1, "经营范围": 2, "注册地址": 3]
            try await flow.match(id, places: places, sheet: nil, by: actor)
            let checked = try await flow.settle(id, for: actor, seconds: 300)
            #expect(checked.state == .checked && checked.finding?.counts.inserted == 1)
            let again = try await begin(strange.replacing("虚构商店", with: "虚构二店"), bench)
            #expect(again.job.state == .checked)
            #expect(again.job.matching.places == places)
        }
    }

    @Test(
        "the corrected table holds the person's own rows, coloured, and goes in as it is",
        arguments: DatabaseKind.allCases)
    func corrected(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let text =
                "道里区名录\n" + Bench.header + Bench.line(1) + Bench.line(2, date: "2023-02-29")
                + Bench.line(3).replacing(Bench.code(3), with: "坏代码")
            let (flow, id, _) = try await begin(text, bench)
            let actor = try Bench.actor()
            let (table, name) = try await ImportTemplate(bench.house).corrected(id, whole: false, for: actor)
            #expect(name == "名录-改正表")
            let source = try bench.source(try table.next(), "名录-改正表.xlsx")
            let reader = try source.open()
            #expect(reader.header == ["错误", "企业名称", "统一社会信用代码", "注册日期", "经营范围", "地区", "注册地址"])
            var record = TableRecord()
            var rows: [[String]] = []
            while try reader.next(&record) {
                rows.append((0..<record.count).map { String(decoding: record.field($0), as: UTF8.self) })
            }
            try #require(rows.count == 2)
            #expect(rows[0][0].contains("这一天不存在") && rows[0][3] == "2023-02-29")
            #expect(rows[1][2] == "坏代码")
            _ = try await imported(flow, id)
            // Corrected and handed in again, the column 错误 with it.
            let mended =
                "错误,企业名称,统一社会信用代码,注册日期,经营范围,地区,注册地址\n" + "旧错误," + Bench.line(2) + "," + Bench.line(3)
            let second = try await begin(mended, bench, name: "名录-改正表.csv")
            #expect(second.job.finding?.counts == ImportCounts(total: 2, inserted: 2))
        }
    }

    @Test("templates hold every column, their example row is passed over", arguments: [DatabaseKind.sqlite])
    func template(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            // The lists are the province's.
            let actor = try Bench.actor(region: "230000", roles: [.administrator, .planner])
            for sort in TableImports.all {
                let table = try ImportTemplate(bench.house).blank(sort.kind, for: actor)
                let flow = ImportFlow(bench.house)
                let id = try await flow.begin(
                    .bytes(try table.next()), name: "模板.xlsx", kind: sort.kind, dated: Day("2026-06-30"), by: actor)
                let job = try await flow.settle(id, for: actor, seconds: 300)
                #expect(job.matching.places.count == sort.fields.count, "\(sort.kind)")
                #expect(job.state == .failed && job.problem?.contains("只有表头") == true, "\(sort.kind): \(job)")
            }
        }
    }

    @Test("a run that broke off leaves nothing, says so, and may be begun again", arguments: DatabaseKind.allCases)
    func broken(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let (flow, id, job) = try await begin(Bench.header + Bench.line(1), bench)
            let actor = try Bench.actor()
            // What a killed process leaves: the job runs, nobody gives a sign of life.
            var dead = job
            dead.state = .running
            let left = dead
            let now = bench.house.clock.now()
            _ = try await bench.house.storage.housekeep {
                try $0.imports.save(left, from: .checked, run: job.run, at: now)
            }
            let folder = bench.folder.path() + "uploads"
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasPrefix("note-") {
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: folder + "/" + name)
            }
            #expect(try await flow.view(id, slice: Slice(), for: actor).isBroken)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject") == 0)
            try await flow.recheck(id, by: actor)
            #expect(try await flow.settle(id, for: actor, seconds: 300).state == .checked)
            #expect(try await imported(flow, id).state == .done)
        }
    }

    // MARK: Undo

    @Test("an import of subjects is taken back whole; later changes forbid it", arguments: DatabaseKind.allCases)
    func undoSubjects(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let actor = try Bench.actor()
            let undo = ImportUndo(bench.house)
            let (flow, one, _) = try await begin(Bench.header + Bench.line(1) + Bench.line(2), bench)
            let first = try #require(try await imported(flow, one).importID)
            let picture = try await bench.picture()
            let changed = Bench.header + Bench.line(2, scope: "药品零售") + Bench.line(3)
            let (_, two, _) = try await begin(changed, bench, name: "第二批.csv")
            let second = try #require(try await imported(flow, two).importID)
            let blocked = try await undo.outlook(first, for: actor)
            #expect(blocked.refusal?.code == "import.undo.changed")
            let outlook = try await undo.outlook(second, for: actor)
            #expect(outlook.refusal == nil)
            #expect(outlook.sentence.contains("删除新增的 1 户") && outlook.sentence.contains("更新的 1 户"))
            try await undo.undo(second, by: actor, submission: "u1")
            #expect(try await bench.picture() == picture)
            #expect(try await undo.outlook(second, for: actor).refusal?.code == "import.undone")
            #expect(try await bench.number("SELECT COUNT(*) FROM log_entry WHERE act = 'registry.import.undo'") == 1)
        }
    }

    @Test("a draw that froze the registry afterwards forbids it", arguments: DatabaseKind.allCases)
    func undoAfterDraw(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let (flow, id, _) = try await begin(Bench.header + Bench.line(1), bench)
            let first = try #require(try await imported(flow, id).importID)
            _ = try await bench.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO draw_ceremony (id, code, title, authority_id, region_code, department_code, state,
                        freeze_entry, reveal_deadline, public_source, created_at, version)
                    VALUES (1, 'YH-1', '虚构摇号', 1, '230000', 'scjg', 'frozen',
                        (SELECT MAX(idx) FROM log_entry), '2027-01-01T00:00:00.000Z', 'x', '2026-11-23T04:00:00.000Z', 1)
                    """)
            }
            let refusal = try await ImportUndo(bench.house).outlook(first, for: try Bench.actor()).refusal
            #expect(refusal?.code == "import.undo.drawn")
            #expect(refusal?.message.contains("YH-1") == true)
            await #expect(throws: Problem(.refused, "import.undo.drawn", "")) {
                try await ImportUndo(bench.house).undo(first, by: try Bench.actor(), submission: nil)
            }
        }
    }

    @Test("classes go back to what they were", arguments: DatabaseKind.allCases)
    func undoRisk(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let (flow, id, _) = try await begin(Bench.header + Bench.line(1) + Bench.line(2), bench)
            _ = try await imported(flow, id)
            let dated = Day("2026-06-30")
            let head = "统一社会信用代码,信用风险等级\n"
            let (_, one, _) = try await begin(head + "\(Bench.code(1)),A\n", bench, kind: .risk, dated: dated)
            _ = try await imported(flow, one)
            let picture = try await bench.picture()
            let (_, two, _) = try await begin(
                head + "\(Bench.code(1)),C\n\(Bench.code(2)),D\n", bench, kind: .risk, dated: dated)
            let second = try #require(try await imported(flow, two).importID)
            #expect(try await bench.picture() != picture)
            try await ImportUndo(bench.house).undo(second, by: try Bench.actor(), submission: nil)
            #expect(try await bench.picture() == picture)
        }
    }

    @Test("inspectors: the new ones go, the changed ones are as before", arguments: DatabaseKind.allCases)
    func undoInspectors(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let head = "工号,姓名,机关代码,执法证编号,有效期起,有效期止,专长,容量\n"
            func row(_ code: String, _ capacity: Int, _ expertise: String = "药品零售") -> String {
                "\(code),虚构甲,230102-scjg,2300\(code),2026-01-01,2030-01-01,\(expertise),\(capacity)\n"
            }
            let actor = try Bench.actor()
            let (flow, one, job) = try await begin(head + row("G1", 10) + row("G2", 10), bench, kind: .inspectors)
            #expect(job.finding?.counts.inserted == 2, "\(job)")
            _ = try await imported(flow, one)
            let picture = try await bench.picture()
            // An hour later.
            let later = bench.later()
            let next = ImportFlow(later)
            let id = try await next.begin(
                .bytes(Array((head + row("G2", 15) + row("G3", 10)).utf8)), name: "人员.csv", kind: .inspectors,
                dated: nil,
                by: actor)
            _ = try await next.settle(id, for: actor, seconds: 300)
            try await next.confirm(id, mode: .allOrNothing, by: actor)
            let second = try #require(try await next.settle(id, for: actor, seconds: 300).importID)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_inspector") == 3)
            try await ImportUndo(later).undo(second, by: actor, submission: nil)
            #expect(try await bench.picture() == picture)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_expertise") == 2)
        }
    }
}

/// The columns of subjects, as the flow knows them.
private enum SubjectFields {
    static var all: [ImportField] { TableImports.all.first { $0.kind == .subjects }?.fields ?? [] }
}

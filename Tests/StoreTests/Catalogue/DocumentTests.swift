import Database
import Documents
import Domain
import Foundation
import Store
import Testing

/// Guides and rules of entries, and lists that come as files.
@Suite struct DocumentTests {
    typealias Bench = PlanBench

    private static func pdf(_ text: String, name: String = "指南.pdf") -> DocumentFile {
        DocumentFile(filename: name, bytes: Array("%PDF-1.4 \(text)".utf8))
    }

    @Test(
        "3.4.1 guides and rules stay at hand of their item: versions, public where public, nothing else outside",
        arguments: DatabaseKind.allCases)
    func documents(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let house = try bench.house("2026-02-01")
            let keeping = DocumentKeeping(house), lists = CatalogueKeeping(house)
            let province = try Bench.province(), planner = try Bench.planner()
            try await keeping.add(
                .guide, title: "检查指南", isPublic: true, note: "", file: Self.pdf("一"), to: .items, "G1", by: province,
                submission: nil)
            try await keeping.add(
                .rules, title: "内部细则", isPublic: false, note: "", file: Self.pdf("密"), to: .items, "G1", by: province,
                submission: nil)
            let documents = try await lists.dossier(planner, item: "G1").documents
            #expect(documents.map(\.title) == ["检查指南", "内部细则"])
            let guide = try #require(documents.first).id, rules = try #require(documents.last).id
            try await keeping.replace(guide, note: "改", file: Self.pdf("二"), by: province, submission: nil)
            let same = await refusal {
                try await keeping.replace(guide, note: "", file: Self.pdf("二"), by: province, submission: nil)
            }
            #expect(same?.code == "document.same")
            #expect(try await keeping.content(planner, guide, version: 1).bytes == Self.pdf("一").bytes)
            let portal = Portal(house)
            let shown = try await portal.entry(.items, "G1").files
            #expect(shown.map(\.version) == [2, 1])
            #expect(shown.map(\.isReplaced) == [false, true])
            #expect(try await portal.file(document: guide, version: 2).content == Self.pdf("二").bytes)
            #expect(await refusal { _ = try await portal.file(document: rules, version: 1) }?.kind == .notFound)
            try await keeping.set(rules, isPublic: true, by: province, submission: nil)
            #expect(try await portal.file(document: rules, version: 1).content == Self.pdf("密").bytes)
            try await keeping.set(rules, isPublic: false, by: province, submission: nil)
            #expect(await refusal { _ = try await portal.file(document: rules, version: 1) }?.kind == .notFound)
            try await keeping.retire(guide, by: province, submission: nil)
            #expect(try await portal.entry(.items, "G1").files.isEmpty)
            #expect(try await keeping.content(planner, guide, version: 2).bytes == Self.pdf("二").bytes)
            // A county keeps the documents of its own local items and of no others.
            let county = try Bench.actor(3, "230103", [.administrator])
            try await keeping.add(
                .guide, title: "本地", isPublic: false, note: "", file: Self.pdf("三"), to: .items, "L1", by: county,
                submission: nil)
            let foreign = await refusal {
                try await keeping.add(
                    .guide, title: "省", isPublic: false, note: "", file: Self.pdf("四"), to: .items, "G1", by: county,
                    submission: nil)
            }
            #expect(foreign?.code == "document.keeper")
        }
    }

    @Test("3.4.1 only what is what it says comes in, under a name that is safe")
    func files() async throws {
        try await Bench.with(.sqlite) { bench async throws in
            let keeping = DocumentKeeping(try bench.house("2026-02-01"))
            let province = try Bench.province()
            func add(_ file: DocumentFile) async -> Problem? {
                await refusal {
                    try await keeping.add(
                        .guide, title: "甲", isPublic: false, note: "", file: file, to: .items, "G1", by: province,
                        submission: nil)
                }
            }
            let html = Array("<html><script>alert(1)</script>".utf8)
            for (name, bytes) in [
                ("指南.html", html), ("指南.pdf", html), ("指南.docx", html), ("指南.pdf", []), ("指南", Array("%PDF-1".utf8)),
                ("", Array("%PDF-1".utf8)), (String(repeating: "长", count: 130) + ".pdf", Array("%PDF-1".utf8)),
                ("大.pdf", Array("%PDF-".utf8) + [UInt8](repeating: 0, count: DocumentFile.limit)),
            ] {
                let problem = await add(DocumentFile(filename: name, bytes: bytes))
                #expect(problem?.fields.keys.contains("file") == true, "\(name)")
                #expect(problem?.clause == "3.4.1")
            }
            #expect(await add(Self.pdf("好", name: "../../etc/\u{7}指南.pdf")) == nil)
            let kept = try await CatalogueKeeping(bench.house("2026-02-01")).dossier(province, item: "G1").documents
            #expect(kept.first?.versions.first?.filename == "指南.pdf")
        }
    }

    @Test(
        "2.2.1, 2.2.3, 3.6.1 a whole list from a file: all rows' troubles at once, what would change, then the version")
    func tables() async throws {
        try await Bench.with(.sqlite) { bench async throws in
            let folder = FileManager.default.temporaryDirectory.appending(path: "lists-\(UUID().uuidString)").path()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let house = try bench.house("2026-02-01", tables: LocalTableDesk(folder: folder))
            let flow = ImportFlow(house)
            let province = try Bench.province()
            func checked(_ list: ImportRecord.Kind, _ text: String) async throws -> (
                id: Int64, job: ImportJob, refusals: [RowRefusal]
            ) {
                let id = try await flow.begin(
                    .bytes(Array(text.utf8)), name: "清单.csv", kind: list, dated: nil, by: province)
                let job = try await flow.settle(id, for: province, seconds: 300)
                return (id, job, try await flow.view(id, slice: Slice(), for: province).refusals.rows)
            }
            let answers = ["effective_from": "2026-02-01", "reason": "年度调整", "version_basis": "虚构文件"]
            let joint = "编号,行业领域,综合监管事项,牵头部门,参与部门,检查对象,检查依据,示例\n"
            let wrong = try await checked(
                .joint,
                joint + "J1,培训,监管,教育,消防救援：消防；公安,机构,,是\nJ 2,,监管,天文台,公安,机构,,是\nJ3,培训,监管,教育,教育,机构,某文件,否\n")
            #expect(wrong.job.finding?.counts == ImportCounts(total: 3, refused: 2))
            #expect(Set(wrong.refusals.map(\.row)) == [2, 3])
            #expect(wrong.refusals.contains { $0.field == "行业领域" })
            #expect(wrong.refusals.contains { $0.value == "天文台" })
            #expect(wrong.refusals.contains { $0.field == "参与部门" })
            // A list is whole or not at all, whatever the form says.
            await #expect(throws: Problem(.refused, "import.all-or-nothing", "")) {
                try await flow.confirm(wrong.id, mode: .goodRows, answers: answers, by: province)
            }
            // Rows are told by their place in the file, below a title too.
            let twice = try await checked(
                .joint, "某省清单\n" + joint + "J1,培训,监管,教育,公安,机构,,是\nJ1,培训,监管,教育,公安,机构,,是\n")
            #expect(twice.refusals.map(\.reason) == ["编号在文件中出现了两次"])
            #expect(twice.refusals.map(\.line) == [4])
            let right = try await checked(.joint, joint + "J1,培训,监管,教育部门,消防救援：消防；公安,机构,,是\n")
            #expect(right.job.finding?.caption?.contains("新增1项") == true)
            #expect(right.job.finding?.base == 0)
            await #expect(throws: Problem(.invalid, "import.answers", "")) {
                try await flow.confirm(right.id, mode: .allOrNothing, answers: ["reason": "因"], by: province)
            }
            try await flow.confirm(right.id, mode: .allOrNothing, answers: answers, by: province)
            let done = try await flow.settle(right.id, for: province, seconds: 300)
            let first = try #require(done.importID, "\(done)")
            // A second arrival makes no second version.
            try await flow.confirm(right.id, mode: .allOrNothing, answers: answers, by: province)
            let keeping = CatalogueKeeping(house)
            #expect(try await keeping.overview(province, .joint).newest == 1)
            let key = try await checked(
                .key, "编号,重点领域,监管事项,监管主体,监管对象,监管措施,监管依据,覆盖周期,对象标签\nZ1,食品,餐饮,县局,餐饮,查,某法,3,catering\n")
            #expect(key.job.finding?.counts.inserted == 1)
            // Somebody changed the list while the check was looked at.
            let items = try await checked(.items, "编号,抽查类别,抽查事项,检查对象,事项类别,检查方式,检查主体,检查依据\nG1,类,事,企业,一般,现场,县级,某法\n")
            #expect(items.job.finding?.warning?.contains("3项将被取消") == true)
            let notice = try Bench.notice("2026-02-01")
            _ = try await keeping.retire("K1", notice: notice, base: 1, by: province, submission: nil)
            try await flow.confirm(items.id, mode: .allOrNothing, answers: answers, by: province)
            let stale = try await flow.settle(items.id, for: province, seconds: 300)
            #expect(stale.state == .checked && stale.problem?.contains("状态已经改变") == true, "\(stale)")
            // A county hands in no list of the province.
            #expect(throws: Problem.self) { try TableImports.of(.items).admit(try Bench.planner()) }

            // Taking the import back is a version of its own; the same list again is nothing to import.
            let same = try await checked(.joint, joint + "J1,培训,监管,教育部门,消防救援：消防；公安,机构,,是\n")
            #expect(same.job.finding?.counts == ImportCounts(total: 1, unchanged: 1))
            let undo = ImportUndo(house)
            let outlook = try await undo.outlook(first, for: province)
            #expect(outlook.refusal == nil, "\(outlook)")
            try await undo.undo(first, by: province, submission: "u")
            #expect(try await keeping.overview(province, .joint).newest == 2)
            #expect(try await keeping.overview(province, .joint).entries.isEmpty)
            #expect(try await undo.outlook(first, for: province).refusal?.code == "import.undone")
            // After a later version it is refused, and the version named.
            let again = try await checked(.joint, joint + "J2,培训,监管,教育部门,公安,机构,,是\n")
            try await flow.confirm(again.id, mode: .allOrNothing, answers: answers, by: province)
            let second = try #require(try await flow.settle(again.id, for: province, seconds: 300).importID)
            _ = try await keeping.retire("J2", from: .joint, notice: notice, base: 3, by: province, submission: nil)
            let late = try await undo.outlook(second, for: province)
            #expect(late.refusal?.code == "import.undo.changed")
            #expect(late.since.map(\.label) == ["部门联查事项清单第4版"])
        }
    }
}

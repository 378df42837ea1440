import Database
import Documents
import Domain
import Foundation
import Store
import Testing

@Suite struct CatalogueTests {
    typealias Bench = PlanBench

    @Test(
        "2.2.1 a new list is a new version: same items carry on, changed and missing ones end",
        arguments: DatabaseKind.allCases)
    func versions(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let house = try bench.house()
            var items = try Bench.items()
            items[1] = try Bench.item("G2", matter: "改了说法", selector: Selector(types: ["91"]))
            items[2] = try Bench.item("N1")
            let preview = try await CatalogueImport(house).preview(items)
            #expect(preview.summary == "新增1项，修改1项，取消1项")
            let outcome = try await CatalogueImport(house).apply(
                items, notice: try Bench.notice("2026-01-15"), actor: nil)
            #expect(outcome.version == 2)
            #expect(outcome.diff.added.map(\.code) == ["N1"])
            #expect(outcome.diff.removed.map(\.code) == ["K1"])
            #expect(outcome.diff.changed.map(\.after.code) == ["G2"])
            #expect(outcome.diff.changed.first?.fields.map(\.label) == ["抽查事项"])
            try await SQLStorage(bench.database).read { stores throws in
                #expect(try stores.catalogue.entries(.items, version: 1).map(\.code) == ["G1", "G2", "K1", "L1"])
                #expect(try stores.catalogue.entries(.items, version: 2).map(\.code) == ["G1", "G2", "L1", "N1"])
                #expect(try stores.catalogue.entries(.items, version: 1).map(\.title).dropFirst().first == "事项G2")
                #expect(try stores.catalogue.history(.items, "G1").map(\.since.number) == [1])
                #expect(try stores.catalogue.history(.items, "G2").map(\.since.number) == [2, 1])
                #expect(try stores.catalogue.history(.items, "G2").last?.until?.number == 2)
                // Retired, but campaigns and results can still name it.
                #expect(try stores.catalogue.item("K1")?.matter == "事项K1")
                // The portal shows the list in force.
                #expect(
                    try stores.publication.publicEntries(.items, version: 2, text: "", slice: Slice()).rows.map(\.code)
                        == [
                            "G1", "G2", "L1", "N1",
                        ])
                #expect(
                    try stores.publication.publicPeriods(.items, code: "G2").map(\.entry.title) == ["改了说法", "事项G2"])
                // Retired, and still readable by everybody.
                #expect(
                    try stores.publication.retiredEntries(.items, version: 2, slice: Slice()).rows.map(\.entry.code)
                        == ["K1"])
            }
            let size = try await bench.logSize()
            let again = try await CatalogueImport(house).apply(
                items, notice: try Bench.notice("2026-01-16"), actor: nil)
            #expect(again.version == nil)
            #expect(try await bench.logSize() == size)
        }
    }

    @Test(
        "2.2.1 a version needs date, reason and basis; dates never run backwards or years ahead",
        arguments: DatabaseKind.allCases)
    func notice(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let province = try Bench.province()
            let keeping = CatalogueKeeping(try bench.house("2026-02-01"))
            func retire(_ notice: VersionNotice) async -> Problem? {
                await refusal {
                    _ = try await keeping.retire("G1", notice: notice, base: 1, by: province, submission: nil)
                }
            }
            let day = try Bench.day("2026-01-15")
            let bare = await retire(VersionNotice(effectiveFrom: day, reason: " ", basis: ""))
            #expect(bare?.clause == "2.2.1")
            #expect(bare?.fields.keys.sorted() == ["reason", "version_basis"])
            for text in ["2025-12-31", "2028-02-03"] {
                let problem = await retire(try Bench.notice(text))
                #expect(problem?.fields.keys.sorted() == ["effective_from"], "\(text)")
            }
            #expect(await retire(try Bench.notice("2026-02-01")) == nil)
        }
    }

    @Test("2.2.1 only the province edits, on the version it saw, and once per form", arguments: DatabaseKind.allCases)
    func editing(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let keeping = CatalogueKeeping(try bench.house())
            let notice = try Bench.notice("2026-01-10")
            let new = try Bench.item("N1")
            let county = try Bench.actor(2, "230102", [.administrator])
            let local = await refusal {
                _ = try await keeping.add(new, notice: notice, base: 1, by: county, submission: nil)
            }
            #expect(local?.code == "catalogue.province")
            let planner = try Bench.province([.planner])
            let powerless = await refusal {
                _ = try await keeping.add(new, notice: notice, base: 1, by: planner, submission: nil)
            }
            #expect(powerless?.kind == .forbidden)
            let province = try Bench.province()
            #expect(
                try await keeping.add(new, notice: notice, base: 1, by: province, submission: "k").version == 2)
            let earlier = await #expect(throws: SubmittedBefore.self) {
                _ = try await keeping.add(new, notice: notice, base: 1, by: province, submission: "k")
            }
            #expect(earlier?.location == "/catalogue/versions/2")
            let stale = await refusal {
                _ = try await keeping.retire("G1", notice: notice, base: 1, by: province, submission: nil)
            }
            #expect(stale?.kind == .conflict)
            let taken = await refusal {
                _ = try await keeping.add(new, notice: notice, base: 2, by: province, submission: nil)
            }
            #expect(taken?.code == "catalogue.code")
            #expect(
                try await keeping.retire("N1", notice: notice, base: 2, by: province, submission: nil).version == 3)
            let reused = await refusal {
                _ = try await keeping.add(new, notice: notice, base: 3, by: province, submission: nil)
            }
            #expect(reused?.code == "catalogue.code-retired")
            let revised = try Bench.item("G1", matter: "新说法", selector: Selector(tags: ["catering"]))
            #expect(
                try await keeping.revise(revised, notice: notice, base: 3, by: province, submission: nil).version == 4)
            let pages = try await keeping.versions(province)
            #expect(pages.map(\.diff.summary) == ["修改1项", "取消1项", "新增1项", "新增4项"])
        }
    }

    @Test("2.2.5 an item's page counts exactly whom it reaches, by region", arguments: DatabaseKind.allCases)
    func reached(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.subjects()
            let keeping = CatalogueKeeping(try bench.house())
            let own = try await keeping.dossier(try Bench.planner(), item: "G1")
            // Of the even numbers 2…1098 those ending in 0 or 2: two in every ten.
            #expect(own.reach?.breakdown.total == 219)
            let all = try await keeping.dossier(try Bench.province(), item: "G1")
            let cities = all.reach?.breakdown.regions(below: all.area) ?? []
            #expect(cities.map(\.code.text) == ["230100"])
            #expect(cities.map(\.number) == [439])
            #expect(all.reach?.listing.counted == 439)
            for code in ["L1", "zz"] {
                let problem = await refusal { _ = try await keeping.dossier(try Bench.planner(), item: code) }
                #expect(problem?.kind == .notFound)
            }
        }
    }

    @Test(
        "3.4.2 the sample lists come in whole, marked as sample, and a second time change nothing",
        arguments: DatabaseKind.allCases)
    func sample(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind, items: false) { bench async throws in
            let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Reference")
            let items = try SampleLists.items(
                String(contentsOf: folder.appending(path: "items-sample.yaml"), encoding: .utf8),
                province: try Bench.place("230000"))
            let lists = try SampleLists.checklists(
                String(contentsOf: folder.appending(path: "checklists-sample.yaml"), encoding: .utf8))
            #expect(items.count == 30)
            let official = items.filter { !$0.isSample }.map(\.code)
            #expect(official.isEmpty)
            let house = try bench.house()
            let outcome = try await CatalogueImport(house).apply(
                items, checklists: lists, notice: try Bench.notice(), actor: nil)
            #expect(outcome.version == 1)
            #expect(outcome.checklists == 8)
            try await SQLStorage(bench.database).read { stores throws in
                let checklist = try #require(try stores.catalogue.checklist(item: "S28"))
                let choice = try #require(checklist.questions.first { $0.kind == .choice })
                #expect(choice.options == ["正常使用", "责令改正", "停止使用"])
                #expect(
                    choice.suggestions == [
                        .init(.equals, "停止使用", "pending-handling"), .init(.equals, "责令改正", "ordered-correction"),
                    ])
                #expect(try stores.catalogue.item("S06")?.selector.noTags == ["branch"])
            }
            // Every tag and type that a selector names exists.
            let book = try RegistryBench.book.get()
            let tags = Set(book.tags.map(\.code))
            let types = Set(book.types.all.map(\.code))
            for item in items {
                let selector = item.selector
                #expect(tags.isSuperset(of: selector.tags + selector.allTags + selector.noTags), "\(item.code)")
                #expect(types.isSuperset(of: selector.types), "\(item.code)")
            }
            let again = try await CatalogueImport(house).apply(
                items, checklists: lists, notice: try Bench.notice(), actor: nil)
            #expect(again.version == nil)
            #expect(again.checklists == 0)
            let stray = await refusal {
                _ = try await CatalogueImport(house).apply(
                    Array(items.dropFirst()), checklists: lists, notice: try Bench.notice(), actor: nil)
            }
            #expect(stray?.code == "catalogue.checklist-stray")
        }
    }

    @Test("a list as a table: read by its column names, refused whole at the first wrong row")
    func table() throws {
        let province = try Bench.place("230000")
        let header = "事项编号,抽查类别,抽查事项,检查对象,事项类别,检查方式,检查主体,检查依据,对象标签,对象类型,备注\n"
        func read(_ text: String) throws -> [Item] {
            let url = FileManager.default.temporaryDirectory.appending(path: "items-\(UUID().uuidString).csv")
            defer { try? FileManager.default.removeItem(at: url) }
            try Data(text.utf8).write(to: url)
            let desk = LocalTableDesk(folder: FileManager.default.temporaryDirectory.path())
            return try CatalogueTable.items(try desk.open(path: url.path(), name: "清单.csv"), province: province)
        }
        let items = try read(header + "F1,食品,\"餐饮、检查\",餐饮单位,一般,现场、网络检查,县级,某法第一条,catering、canteen,91 92,\n")
        let item = try #require(items.first)
        #expect(item.matter == "餐饮、检查")
        #expect(item.methods == ["现场检查", "网络检查"])
        #expect(item.selector == Selector(tags: ["catering", "canteen"], types: ["91", "92"]))
        #expect(item.region == province)
        #expect(!item.isSample)
        #expect(item.note == nil)
        for (row, word) in [
            ("F1,食品,事项,对象,普通,现场,县级,依据,,,", "事项类别"), ("F1,食品,事项,对象,一般,远程,县级,依据,,,", "检查方式"),
            ("F 1,食品,事项,对象,一般,现场,县级,依据,,,", "编号"), ("F1,食品,事项,对象,重点,现场,县级,,,,", "检查依据"),
            ("F1,食品,事项,对象,重点,现场", "列数"),
        ] {
            let problem = #expect(throws: Problem.self) { try read(header + row + "\n") }
            #expect(problem?.message.contains(word) == true, "\(row): \(problem?.message ?? "")")
        }
        let full = header.replacing("备注\n", with: "对象地区,市场主体,对象行业,对象规模,管辖监管所\n")
        let start = "F1,食品,事项,对象,一般,现场,县级,依据,,,"
        let narrow = try read(full + start + "230102、230103,是,H62、f5213,小型、微型,ST-1\n")
        #expect(
            narrow.first?.selector
                == Selector(
                    regions: [try Bench.place("230102"), try Bench.place("230103")], market: true,
                    industries: ["H62", "F5213"], scales: [.small, .micro], stations: ["ST-1"]))
        for (row, word) in [
            ("23,,,,", "对象地区"), (",也许,,,", "市场主体"), (",,62,,", "对象行业"), (",,H6,,", "对象行业"), (",,,巨型,", "对象规模"),
        ] {
            let problem = #expect(throws: Problem.self) { try read(full + start + row + "\n") }
            #expect(problem?.message.contains(word) == true, "\(row): \(problem?.message ?? "")")
        }
        let missing = #expect(throws: Problem.self) { try read("事项编号,抽查类别\nF1,食品\n") }
        #expect(missing?.code == "table.columns-missing")
    }
}

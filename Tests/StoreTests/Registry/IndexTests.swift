import Database
import Domain
import Index
import Store
import Testing
import World

/// The index beside SQL: random changes through the store, from two processes, and both indexes answer as SQL does.
@Suite("2.2.5 Index of subjects") struct IndexTests {
    @Test(
        "random changes by two processes: both indexes answer every question as SQL does",
        arguments: DatabaseKind.allCases, [1, 2, 3] as [UInt64])
    func agrees(_ kind: DatabaseKind, seed: UInt64) async throws {
        try await TestDatabase.with(kind, others: 1) { database, others in
            try await Migrator(directory: MigrationFiles.directory).run(on: database)
            let storages = [SQLStorage(database), SQLStorage(try #require(others.first))]
            let indexes = storages.map { LiveSubjectIndex(storage: $0) }
            var changes = RandomRegistry(seed: seed)
            try await storages[0].housekeep { stores in
                _ = try stores.registry.seed(tags: RandomRegistry.tags)
                _ = try stores.registry.lockSubjectCounter()
            }
            for round in 0..<12 {
                for _ in 0..<Int.random(in: 1...4, using: &changes.random) {
                    let step = changes.step()
                    try await storages[round % 2].housekeep { try step($0.registry) }
                }
                for index in indexes { _ = try await index.catchUp() }
                let queries = (0..<25).map { _ in changes.query() }
                let slices = queries.map { _ in
                    Slice(
                        page: Int.random(in: 1...3, using: &changes.random),
                        size: Int.random(in: 1...20, using: &changes.random))
                }
                let wrong = try await storages[1].read { stores in
                    try IndexTests.differences(queries, slices, indexes, stores.registry)
                }
                #expect(wrong == [], "round \(round)")
            }
        }
    }

    /// What one of the indexes answers otherwise than SQL, in words.
    static func differences(
        _ queries: [SubjectQuery], _ slices: [Slice], _ indexes: [LiveSubjectIndex], _ store: any RegistryStore
    ) throws -> [String] {
        let today = try #require(Day("2030-01-01"))
        let head = try store.changeHead()
        var wrong: [String] = []
        for (number, index) in indexes.enumerated() {
            guard let sets = index.sets(at: head.sequence) else {
                wrong.append("index \(number) is not at \(head.sequence)")
                continue
            }
            if sets.riskSnapshot != (try store.riskSnapshot(until: today)) { wrong.append("snapshot") }
            for (query, slice) in zip(queries, slices) {
                let listing = try store.search(query, slice: slice)
                let page = sets.page(query, slice)
                if page.ids != listing.rows.map(\.id) || page.total != listing.counted {
                    wrong.append("page \(slice) of \(query): \(page) for \(listing.rows.map(\.id))")
                }
                if sets.breakdown(query) != (try store.breakdown(query)) { wrong.append("breakdown of \(query)") }
                if sets.classes(query) != (try store.classes(query, riskOn: today)) {
                    wrong.append("classes of \(query)")
                }
                if query.status == .active, query.words.isEmpty, query.address.isEmpty, query.types == nil {
                    var drawn = 0
                    try store.forEachCandidate(
                        regions: query.regions, selectors: query.selectors, riskOn: today
                    ) { _ in drawn += 1 }
                    if drawn != sets.count(query) { wrong.append("candidates of \(query)") }
                }
            }
        }
        return wrong
    }

    @Test("an index that is behind answers nobody, and settling brings it up", arguments: DatabaseKind.allCases)
    func stale(_ kind: DatabaseKind) async throws {
        try await TestDatabase.with(kind) { database in
            try await Migrator(directory: MigrationFiles.directory).run(on: database)
            let storage = SQLStorage(database)
            let index = LiveSubjectIndex(storage: storage)
            #expect(index.sets(at: 0) == nil)
            _ = try await index.catchUp()
            #expect(index.sets(at: 0) != nil)
            let rows = [(id: Int64(1), row: RandomRegistry.record(1, name: "中"))]
            let at = Moment.epoch
            try await storage.housekeep { try $0.registry.insert(rows, import: 1, at: at) }
            #expect(index.sets(at: 1) == nil)
            await index.settle(at: 1, patience: .seconds(5))
            let sets = try #require(index.sets(at: 1))
            #expect(index.sets(at: 0) == nil)
            let province = try #require(RegionCode("230000"))
            var query = SubjectQuery(regions: [province], status: nil)
            #expect(sets.count(query) == 1)
            query.words = ["中"]
            #expect(sets.count(query) == 1)
            query.words = ["国"]
            #expect(sets.count(query) == 0)
            // A rolled-back change is none.
            await #expect(throws: Problem.self) {
                try await storage.housekeep { stores in
                    stores.registry.touchAll()
                    throw Problem.notFound("测试")
                }
            }
            #expect(try await storage.read { try $0.registry.changeHead() }.sequence == 1)
            // A change of all is read anew.
            try await storage.housekeep { $0.registry.touchAll() }
            #expect(try await index.catchUp()?.subjects == 1)
            #expect(index.sets(at: 2)?.count(SubjectQuery(regions: [province], status: nil)) == 1)
        }
    }

    @Test("a freeze refuses an index that is behind, or that counts otherwise", arguments: DatabaseKind.allCases)
    func freeze(_ kind: DatabaseKind) async throws {
        try await PlanBench.with(kind, items: false) { bench async throws in
            try await bench.subjects()
            let plain = try bench.house()
            let index = LiveSubjectIndex(storage: plain.storage)
            let house = House(
                storage: plain.storage, clock: plain.clock, law: plain.law, checkpoints: plain.checkpoints,
                index: index)
            let place = try PlanBench.place("230100")
            let day = try PlanBench.day("2026-12-01")
            await #expect(throws: Problem.self) {
                try await house.storage.read { _ = try house.freezingSets($0) }
            }
            _ = try await index.catchUp()
            try await house.storage.read { stores in
                let sets = try #require(try house.freezingSets(stores))
                let counted = try stores.registry.countCandidates(
                    regions: [place], selectors: [Selector()], types: nil, riskOn: day)
                try house.compareCandidates(
                    counted, regions: [place], selectors: [Selector()], riskOn: day, sets, stores)
                #expect(throws: Problem.self) {
                    try house.compareCandidates(
                        [.a: 1], regions: [place], selectors: [Selector()], riskOn: day, sets, stores)
                }
            }
            // What is written past the store is what the index cannot know: the comparison finds it.
            _ = try await bench.database.write {
                try $0.execute("UPDATE registry_subject SET status = 'revoked' WHERE id = 2")
            }
            await #expect(throws: Problem.self) {
                try await house.storage.read { stores in
                    try house.compareCandidates(
                        try stores.registry.countCandidates(
                            regions: [place], selectors: [Selector()], types: nil, riskOn: day),
                        regions: [place], selectors: [Selector()], riskOn: day, try house.freezingSets(stores), stores)
                }
            }
        }
    }
}

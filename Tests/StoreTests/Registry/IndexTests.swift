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
                _ = try stores.registry.seed(
                    tags: RandomRegistry.tags, dimensions: [],
                    since: try #require(Day("2026-01-01")))
                _ = try stores.registry.lockSubjectCounter()
                try RandomRegistry.stations(stores.registry)
            }
            for round in 0..<12 {
                for _ in 0..<Int.random(in: 1...4, using: &changes.random) {
                    let step = changes.step()
                    try await storages[round % 2].housekeep { try step($0) }
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
            // As a plan asks: several campaigns, some of them about the same subjects.
            let several = queries.map { SubjectQuery(regions: $0.regions, selectors: $0.selectors) } + queries.prefix(2)
            let overlaps = try store.overlaps(several, types: ["91"], riskOn: today)
            if sets.overlaps(several, types: ["91"]).sorted() != overlaps.sorted() { wrong.append("overlaps") }
            for (place, query) in several.enumerated() {
                let found = overlaps.filter { $0.members.contains(place) }.reduce(0) { $0 + $1.number }
                if found != sets.count(query) { wrong.append("overlaps hold \(found) of \(query)") }
            }
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
                    try store.forEachCandidate(query, riskOn: today) { _ in drawn += 1 }
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
            try await storage.housekeep { try $0.registry.insert(rows, keeper: "scjg", import: 1, at: at) }
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

    @Test("a freeze refuses an index that is behind, and one that counts otherwise", arguments: DatabaseKind.allCases)
    func freeze(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let plain = bench.house
            let drawer = try DrawBench.drawer()
            let id = try await bench.plan()
            func freeze(by index: any SubjectIndex) async throws {
                let house = House(
                    storage: plain.storage, clock: plain.clock, law: plain.law, checkpoints: plain.checkpoints,
                    index: index)
                try await Ceremonies(house).freeze(drawer, ceremony: id)
            }
            #expect(await refusal { try await freeze(by: NeverCurrent()) }?.code == "index.stale")
            let index = LiveSubjectIndex(storage: plain.storage)
            try await index.catchUp()
            // Written past the store, which the index cannot know: the comparison finds it.
            func write(_ status: String) async throws {
                _ = try await bench.database.write {
                    try $0.execute("UPDATE registry_subject SET status = \(status) WHERE id = 2")
                }
            }
            try await write("revoked")
            #expect(await refusal { try await freeze(by: index) }?.code == "index.disagrees")
            try await write("active")
            // A change through the store is followed at once.
            try await plain.storage.housekeep { $0.registry.touch([3]) }
            try await freeze(by: index)
            let frozen = try await plain.storage.read { try $0.draws.ceremony(id: id)?.state }
            #expect(frozen == .frozen)
        }
    }
}

/// An index that never catches up.
private struct NeverCurrent: SubjectIndex {
    func sets(at sequence: Int64) -> (any SubjectSets)? { nil }
    func settle(at sequence: Int64, patience: Duration) async {}
}

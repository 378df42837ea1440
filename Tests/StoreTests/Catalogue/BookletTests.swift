import Database
import Domain
import Store
import Testing

/// 一业一册: made of the lists, published as editions, public without a login.
@Suite struct BookletTests {
    typealias Bench = PlanBench

    @Test(
        "5.1.2 the booklet of a trade: departments, items and bases as the lists say; editions stay as they were published",
        arguments: DatabaseKind.allCases)
    func editions(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let province = try Bench.province()
            let house = try bench.house("2026-03-02")
            let lists = CatalogueKeeping(house)
            _ = try await lists.add(
                try ListVersionTests.joint("J01"), notice: try Bench.notice("2026-03-01"), base: nil, by: province,
                submission: nil)
            let booklets = BookletKeeping(house)
            let draft = try await booklets.draft("J01", for: province)
            #expect(draft.state == .none && draft.mayPublish)
            let now = try #require(draft.now)
            #expect(now.parts.map(\.isLead) == [true, false])
            #expect(now.parts.last?.matter == "检查")
            #expect(now.items.map(\.code) == ["G1"])
            #expect(now.items.first?.basis.isEmpty == false)
            // Nothing is public before somebody says so.
            await #expect(throws: Problem(.notFound, "portal.not-found", "")) {
                _ = try await Portal(house).booklets("J01")
            }
            #expect(try await Portal(house).hasBooklet("J01") == false)
            // A county reads it, and does not publish.
            let planner = try Bench.planner()
            #expect(try await booklets.draft("J01", for: planner).mayPublish == false)
            await #expect(throws: Problem.self) {
                _ = try await booklets.publish("J01", by: planner, submission: nil)
            }
            _ = try await booklets.publish("J01", by: province, submission: "b1")
            _ = try await booklets.publish("J01", by: province, submission: "b1")
            let first = try #require(try await Portal(house).booklets("J01").first)
            #expect(first.edition == 1 && first.publishedOn.description == "2026-03-02")
            #expect(first.sha256 == Digest.sha256Hex(try first.booklet.text()))
            #expect(try await booklets.draft("J01", for: province).state == .current)
            await #expect(throws: Problem(.conflict, "booklet.same", "")) {
                _ = try await booklets.publish("J01", by: province, submission: "b2")
            }
            // Another entry of the list makes no new booklet of this trade.
            _ = try await lists.add(
                try ListVersionTests.joint("J02"), notice: try Bench.notice("2026-03-02"), base: nil, by: province,
                submission: nil)
            #expect(try await booklets.draft("J01", for: province).state == .current)
            _ = try await lists.revise(
                try ListVersionTests.joint("J01", parts: ["xf", "wsjk"]), notice: try Bench.notice("2026-03-02"),
                base: nil, by: province, submission: nil)
            #expect(try await booklets.draft("J01", for: province).state == .behind)
            #expect(try await booklets.list(for: province).map(\.state) == [.behind, .none])
            _ = try await booklets.publish("J01", by: province, submission: "b3")
            let all = try await Portal(house).booklets("J01")
            #expect(all.map(\.edition) == [2, 1])
            #expect(all.map { $0.booklet.parts.count } == [3, 2])
            #expect(all.last == first)
            let size = try await house.storage.read { try $0.ledger.timeline(object: "booklet/J01").count }
            #expect(size == 2)
        }
    }

    @Test(
        "5.1.2 the booklet holds every question of the items' checklists; a retired trade keeps its last edition",
        arguments: DatabaseKind.allCases)
    func questions(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let province = try Bench.province()
            let house = try bench.house("2026-03-02")
            _ = try await CatalogueKeeping(house).add(
                try ListVersionTests.joint("J01"), notice: try Bench.notice("2026-03-01"), base: nil, by: province,
                submission: nil)
            let booklets = BookletKeeping(house)
            let before = try #require(try await booklets.draft("J01", for: province).now)
            let checklist = try await house.storage.read { try $0.catalogue.checklist(item: "G1") }
            #expect(before.items.first?.checklist?.count == checklist?.questions.count)
            #expect(
                before.items.first?.checklist?.sections.flatMap(\.questions) == checklist?.questions.map(\.text))
            _ = try await booklets.publish("J01", by: province, submission: nil)
            _ = try await CatalogueKeeping(house).retire(
                "J01", from: .joint, notice: try Bench.notice("2026-03-02"), base: nil, by: province, submission: nil)
            let after = try await booklets.draft("J01", for: province)
            #expect(after.state == .retired && after.now == nil && after.newest?.edition == 1)
            await #expect(throws: Problem(.refused, "booklet.retired", "")) {
                _ = try await booklets.publish("J01", by: province, submission: nil)
            }
            #expect(try await Portal(house).booklets("J01").count == 1)
        }
    }
}

/// Brings the database's regions, tags and departments up to the reference data. Run by `mingcha migrate` and at every
/// start; changes nothing when nothing changed.
package struct ReferenceSeeding: Sendable {
    private let house: House
    private let book: ReferenceBook

    package init(_ house: House) throws {
        self.house = house
        book = try house.book()
    }

    /// Returns the number of rows that changed. A change leaves one entry in the log.
    @discardableResult
    package func run() async throws -> Int {
        let book = book
        let now = house.clock.now()
        do {
            return try await house.storage.write(alone: true) { stores in
                var changed = try stores.registry.seed(regions: book.regions)
                changed += try stores.registry.seed(tags: book.tags)
                changed += try stores.registry.seed(departments: book.departments)
                guard changed > 0 else { throw Unchanged() }
                try stores.ledger.append(
                    LedgerEntry(
                        act: "registry.seed", actor: nil, object: "reference", at: now,
                        sentence: "更新参考数据：区划、标签、部门共 \(changed) 条。",
                        data: ["reference": .text(book.hash), "changed": .number(Int64(changed))]), at: now)
                return changed
            }
        } catch is Unchanged {
            return 0
        }
    }

    private struct Unchanged: Error {}
}

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
                changed += try stores.registry.seed(
                    tags: book.tags, dimensions: book.dimensions, since: now.day)
                changed += try ReferenceSeeding.seedRules(book.tagRules, stores, at: now)
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

    /// The rules of the reference data are the first version. Where people keep rules already, other rules in the reference
    /// data become a draft, to be tried and applied like any other.
    private static func seedRules(_ file: TagRules, _ stores: any Stores, at now: Moment) throws -> Int {
        let registry = stores.registry
        let set = TagRuleSet(negation: file.negation, rules: file.rules)
        guard let current = try registry.rulesInForce() else {
            let number = try registry.insertRules(set, state: .draft, base: 0, reason: "", by: nil, at: now)
            try registry.putInForce(number, reason: "随参考数据启用", by: nil, at: now, trial: TagTrial(), settledTo: nil)
            return 1
        }
        let sha256 = Digest.sha256Hex(try set.text())
        guard try !registry.ruleVersions().contains(where: { $0.sha256 == sha256 }),
            try registry.draftOfRules() == nil
        else { return 0 }
        _ = try registry.insertRules(
            set, state: .draft, base: current.number, reason: "参考数据中的规则有更新", by: nil, at: now)
        return 1
    }

    private struct Unchanged: Error {}
}

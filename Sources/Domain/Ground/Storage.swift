/// The store as the use cases see it: transactions in, nothing of SQL.
///
/// `Store` implements it on both databases; only `mingcha` joins the two.
package protocol Storage: Sendable {
    /// One consistent snapshot; runs beside writes.
    func read<T: Sendable>(_ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T

    /// One transaction of a use case. The body may run again after a serialization failure, so it must not have
    /// effects outside. It must append at least one entry to the log, or the whole transaction is refused
    /// (architecture.md, invariants 1 and 2).
    ///
    /// Use cases that arrive together share one transaction of the database, each behind a savepoint, and are answered
    /// when it is on disk (decision 0008): one that fails undoes only itself. Each sees what those before it did.
    ///
    /// - Parameter alone: true for a body that takes long (an import, a freeze, a draw): it has a transaction to itself,
    ///   so that nobody's short one waits for its end or is run again because of it.
    func write<T: Sendable>(alone: Bool, _ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T

    /// A transaction for what is no change of the business state: sessions, counters of failed logins,
    /// drafts, derived tables. Leaves no log entry.
    func housekeep<T: Sendable>(_ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T
}

extension Storage {
    /// A use case of ordinary length.
    package func write<T: Sendable>(_ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T {
        try await write(alone: false, body)
    }
}

/// The stores of one open transaction, one for each stage. Not to be kept beyond the body.
package protocol Stores {
    var access: any AccessStore { get }
    var catalogue: any CatalogueStore { get }
    var registry: any RegistryStore { get }
    var imports: any ImportStore { get }
    var staff: any StaffStore { get }
    var subjects: any SubjectStore { get }
    var plans: any PlanStore { get }
    var draws: any DrawStore { get }
    var inspections: any InspectionStore { get }
    var publication: any PublicationStore { get }
    var followUps: any FollowUpStore { get }
    var assessment: any AssessmentStore { get }
    var ledger: any Ledger { get }
}

/// One page of a list.
package struct Slice: Sendable, Equatable {
    /// 1-based.
    package let page: Int
    package let size: Int
    package var offset: Int { (page - 1) * size }

    /// Out-of-range values are brought into range: page 1…100,000, size 1…200.
    package init(page: Int = 1, size: Int = 50) {
        self.page = min(max(page, 1), 100_000)
        self.size = min(max(size, 1), 200)
    }

    /// A single row, where only the total is asked.
    package static let one = Slice(page: 1, size: 1)

    private init(number: Int, of size: Int) {
        page = number
        self.size = size
    }

    /// A part of a list that is wanted whole (an export): larger than a page may be.
    package static func portion(_ number: Int, of size: Int) -> Slice {
        Slice(number: max(number, 1), of: max(size, 1))
    }
}

/// The rows of a slice and how many there are in all.
package struct Listing<Element: Sendable>: Sendable {
    package let rows: [Element]
    package let total: Int
    package let slice: Slice

    package init(rows: [Element], total: Int, slice: Slice) {
        self.rows = rows
        self.total = total
        self.slice = slice
    }

    package func map<Other: Sendable>(_ transform: (Element) throws -> Other) rethrows -> Listing<Other> {
        Listing<Other>(rows: try rows.map(transform), total: total, slice: slice)
    }
}

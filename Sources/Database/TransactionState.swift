/// What both drivers remember of a running transaction, so that failure means the same on both: PostgreSQL refuses
/// everything after a failed statement, SQLite would go on; here both refuse.
struct TransactionState {
    /// The first failure of a statement, until a savepoint undoes it.
    private(set) var failure: DatabaseProblem?
    private var isLoading = false
    private var isOver = false

    /// Throws when no statement may run now.
    func check() throws {
        if isOver { throw DatabaseProblem.other(code: "misuse", message: "the transaction is over") }
        if isLoading {
            throw DatabaseProblem.other(code: "misuse", message: "a bulk load is running on this connection")
        }
        if let failure { throw failure }
    }

    mutating func fail(_ problem: DatabaseProblem) { if failure == nil { failure = problem } }
    mutating func recover() { failure = nil }
    mutating func beginLoad() { isLoading = true }
    mutating func endLoad() { isLoading = false }
    mutating func end() { isOver = true }

    /// The error that a transaction ends with after its body threw: a transient failure of the database wins over
    /// whatever the body made of it, so that the body runs again.
    func verdict(on error: any Error) -> any Error {
        if let failure, failure.isTransient { return failure }
        return error
    }
}

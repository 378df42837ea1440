/// Which rule of the schema a statement broke.
package enum ConstraintKind: Sendable, Hashable {
    case unique, foreignKey, check, notNull
}

/// Where a constraint was broken, as far as the database tells.
///
/// Both databases name the columns for `unique` and `notNull` (with the table) and the constraint for `check`.
/// SQLite tells nothing for `foreignKey`.
package struct ConstraintDetail: Sendable, Hashable {
    package var table: String?
    package var columns: [String]
    package var name: String?

    package init(table: String? = nil, columns: [String] = [], name: String? = nil) {
        self.table = table
        self.columns = columns
        self.name = name
    }
}

/// What can go wrong in a database; both drivers map their own errors to these. Messages are for engineers and logs,
/// never for users, and hold no bound values.
package enum DatabaseProblem: Error, Sendable, Hashable {
    /// The database cannot be reached or opened, is closed, or no connection became free in time.
    /// After a connection lost during COMMIT the outcome is unknown: the caller's idempotency key settles it.
    case unavailable(String)
    /// A rule of the schema refused the change.
    case constraint(kind: ConstraintKind, detail: ConstraintDetail)
    /// No space is left for the change; nothing of the transaction is kept.
    case diskFull
    /// Another process held the lock longer than the configured patience, also after the retries.
    case busy
    /// Concurrent transactions could not be ordered, also after the retries.
    case serialization
    /// A change was attempted in a read, or on a read-only database.
    case readOnly
    /// A column is missing from a result or holds another type than asked for.
    case decoding(String)
    /// A value that cannot be stored on both databases (text with NUL), or a wrong number of values.
    case invalidValue(String)
    /// Anything else, with the SQLSTATE or the SQLite result code.
    case other(code: String, message: String)

    /// True when the same transaction may succeed if it simply runs again.
    var isTransient: Bool {
        switch self {
        case .serialization, .busy: true
        default: false
        }
    }
}

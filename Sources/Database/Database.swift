/// Which of the two databases it is. Only what truly must differ may ask.
package enum DatabaseKind: String, Sendable, Hashable, CaseIterable {
    case sqlite, postgres
}

/// A database of the house. Everything inside a transaction is synchronous and runs on threads of its own;
/// only the edge is asynchronous. Cancelling the task cancels the running statement and undoes the transaction, unless it
/// was already being committed.
package protocol Database: Sendable {
    /// SQLite or PostgreSQL.
    var kind: DatabaseKind { get }

    /// Runs the body in one read-only transaction that sees one state of the database from its first statement on.
    /// It runs beside writes and neither waits for them nor holds them up.
    func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T

    /// Runs the body in one transaction: it is kept as a whole and on disk when this returns, or not at all.
    ///
    /// The isolation is serializable on both databases. On a serialization failure, a deadlock or a busy lock the body
    /// runs again after a short random pause, a bounded number of times: it must have no effect but on the connection.
    /// After a statement has failed the transaction cannot be kept any more, even if the body catches the error, unless
    /// the failure happened inside ``Connection/savepoint(_:)``.
    func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T

    /// Waits for running transactions and closes. Later calls throw ``DatabaseProblem/unavailable(_:)``.
    func close() async
}

/// The database inside a transaction. Valid only within the body it was given to, on that thread.
package protocol Connection {
    /// SQLite or PostgreSQL.
    var kind: DatabaseKind { get }

    /// Runs one statement and returns the number of rows it inserted, updated or deleted (0 for other statements).
    @discardableResult func execute(_ sql: SQL) throws -> Int

    /// All rows of a query, or of a statement with `RETURNING`, in memory.
    func rows(_ sql: SQL) throws -> [Row]

    /// The first row, or nil. The statement is run to its end.
    func row(_ sql: SQL) throws -> Row?

    /// Streams the rows of a `SELECT`, `WITH … SELECT` or `VALUES` in constant memory. The body may throw to stop
    /// and may use this connection for other statements.
    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws

    /// Loads many rows into a table: a prepared insert on SQLite, COPY on PostgreSQL. Returns the number of rows.
    ///
    /// `rows` gives the next row, one value for each column, or nil at the end; it must not use the connection, and may
    /// throw to abandon the load. Identifiers given explicitly do not advance PostgreSQL's identity counter: a table is
    /// either loaded with identifiers or lets the database assign them.
    @discardableResult
    func insert(into table: StaticString, columns: [StaticString], rows: () throws -> [SQLValue]?) throws -> Int

    /// Runs one prepared statement for many rows of values, for example an upsert, and returns the affected rows.
    ///
    /// The values stand as `?1`, `?2`, … `?n` in the text, on both databases; each row has n values. PostgreSQL infers the
    /// type of each from its place (`VALUES (?1)` takes the column's); elsewhere write `CAST(?1 AS BIGINT)`.
    /// `rows` follows the same rules as in ``insert(into:columns:rows:)``; rows returned by the statement are dropped.
    @discardableResult
    func executeMany(_ statement: StaticString, rows: () throws -> [SQLValue]?) throws -> Int

    /// Waits until no other transaction writes the table, and keeps others from writing it until this one ends; reading
    /// goes on. As the first statement of a write it makes writers queue instead of colliding: the transaction sees what
    /// the one before it left, and need not run again. SQLite has one writer anyway.
    func queueWriters(on table: StaticString) throws

    /// Runs the body so that its failure undoes only what it did itself: the error is thrown on, and the
    /// transaction may go on if the caller catches it.
    func savepoint<T>(_ body: () throws -> T) throws -> T
}

/// What the migrations need beyond ``Database``: a transaction that no other migration, in any process, runs beside.
protocol MigrationTarget: Database {
    func exclusively<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T
}

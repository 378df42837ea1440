import Logging

/// A PostgreSQL server of version 13 or later, through libpq.
struct PostgresDatabase: MigrationTarget {
    let pool: PostgresPool
    let retry: Retry

    var kind: DatabaseKind { .postgres }

    static func open(url: String, configuration: DatabaseConfiguration, logger: Logger) async throws -> PostgresDatabase
    {
        let database = PostgresDatabase(
            pool: PostgresPool(url: url, configuration: configuration, logger: logger),
            retry: Retry(attempts: max(1, configuration.attempts), logger: logger))
        let (encoding, fsync, version) = try await database.read { connection in
            let sql: SQL = """
                SELECT current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync,
                    CAST(current_setting('server_version_num') AS BIGINT) AS version
                """
            guard let row = try connection.row(sql) else { throw DatabaseProblem.unavailable("no settings") }
            return (try row.text("encoding"), try row.text("fsync"), try row.int("version"))
        }
        guard encoding == "UTF8", version >= 130_000 else {
            await database.close()
            throw DatabaseProblem.unavailable("PostgreSQL \(version) with encoding \(encoding): 13 and UTF8 are needed")
        }
        if fsync != "on" { logger.warning("PostgreSQL runs with fsync off: confirmed data may be lost in a crash") }
        return database
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        do {
            return try await transaction("BEGIN ISOLATION LEVEL SERIALIZABLE", body)
        } catch DatabaseProblem.constraint(kind: .unique, _) {
            // Of two transactions that insert the same key at once, the later one often meets the key before the
            // conflict is known as one of order (PostgreSQL manual, "Serialization Failure Handling", advises to try
            // again). What it read is out of date: the second run sees what the first one did and can say so in its own
            // words, and a key that is really taken is refused again.
            return try await transaction("BEGIN ISOLATION LEVEL SERIALIZABLE", body)
        }
    }

    func exclusively<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        // The lock is taken before the transaction: its snapshot must show what the holder before us did. The wait for
        // another migration and the migration itself may take longer than any statement is allowed to.
        try await attempts {
            try await pool.withLink { link in
                try link.run("SELECT set_config('mingcha.timeout', current_setting('statement_timeout'), false)")
                try link.run("SET statement_timeout = 0")
                try link.run("SELECT pg_advisory_lock(\(migrationLock))")
                defer {
                    do {
                        try link.run("SELECT pg_advisory_unlock(\(migrationLock))")
                        try link.run(
                            "SELECT set_config('statement_timeout', current_setting('mingcha.timeout'), false)")
                        // Prepared statements may rest on the old schema.
                        try link.forgetPrepared()
                    } catch {
                        // The server frees the lock with the session.
                        link.abandon()
                    }
                }
                return try PostgresDatabase.run(on: link, begin: "BEGIN ISOLATION LEVEL READ COMMITTED", body)
            }
        }
    }

    func close() async { await pool.close() }

    private func transaction<T: Sendable>(
        _ begin: String, _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await attempts { try await pool.withLink { try PostgresDatabase.run(on: $0, begin: begin, body) } }
    }

    /// A connection lost before COMMIT cost nothing but time: the body runs again on a new one, twice at most.
    private func attempts<T: Sendable>(_ attempt: @Sendable () async throws -> T) async throws -> T {
        try await retry {
            try Task.checkCancellation()
            var lost = 0
            while true {
                do {
                    return try await attempt()
                } catch DatabaseProblem.other(code: "57014", _) where Task.isCancelled {
                    throw CancellationError()
                } catch let loss as PostgresConnectionLost {
                    pool.dropIdle()
                    lost += 1
                    if lost > 2 { throw DatabaseProblem.unavailable("PostgreSQL: \(loss.message)") }
                }
            }
        }
    }

    private static func run<T>(
        on link: PostgresLink, begin: String, _ body: (any Connection) throws -> T
    ) throws -> T {
        try link.tidy()
        try link.run(begin)
        let connection = PostgresConnection(link)
        let result: T
        do {
            result = try connection.run(body)
        } catch {
            do { try link.run("ROLLBACK") } catch { link.abandon() }
            if case DatabaseProblem.serialization = error { try? link.forgetPrepared() }
            throw error
        }
        do {
            // After a failure that went unnoticed the server answers ROLLBACK to a COMMIT.
            guard try link.run("COMMIT").command == "COMMIT" else {
                throw DatabaseProblem.other(
                    code: "25P02", message: "the transaction was rolled back instead of committed")
            }
        } catch let loss as PostgresConnectionLost {
            throw DatabaseProblem.unavailable(
                "connection lost while committing, the outcome is unknown: \(loss.message)")
        }
        return result
    }
}

/// One number for all programs of the house: "mingcha" in ASCII.
private let migrationLock = 0x6D_696E_6763_6861

import Dispatch
import Foundation
import GRDB
import Logging

/// The embedded database: one file in WAL mode, one writer, many readers, each on its own dispatch queue (GRDB's pool).
struct SQLiteDatabase: MigrationTarget {
    let pool: DatabasePool
    let file: FileIdentity
    let retry: Retry

    var kind: DatabaseKind { .sqlite }

    static func open(path: String, configuration: DatabaseConfiguration, logger: Logger) async throws -> SQLiteDatabase
    {
        // Opening reads, recovers a journal and may wait for a lock: not on a thread of the cooperative pool.
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "mingcha.sqlite.open").async {
                continuation.resume(
                    with: Result { try openBlocking(path: path, configuration: configuration, logger: logger) })
            }
        }
    }

    private static func openBlocking(
        path: String, configuration: DatabaseConfiguration, logger: Logger
    ) throws -> SQLiteDatabase {
        try FileIdentity.create(path)
        var grdb = Configuration()
        grdb.label = "mingcha.sqlite"
        grdb.maximumReaderCount = max(1, configuration.connections)
        grdb.busyMode = .timeout(configuration.patience.seconds)
        grdb.foreignKeysEnabled = true
        let readerCache = max(2_048, configuration.cacheKiB / 8)
        grdb.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -\(readerCache)")
            // PostgreSQL's LIKE distinguishes case; SQLite's does only when told.
            try db.execute(sql: "PRAGMA case_sensitive_like = ON")
        }
        do {
            let pool = try DatabasePool(path: path, configuration: grdb)
            try pool.writeWithoutTransaction { db in
                // GRDB sets NORMAL after prepareDatabase: a power cut could then lose what a user saw confirmed.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try db.execute(sql: "PRAGMA cache_size = -\(configuration.cacheKiB)")
                try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
                guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2,
                    try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal",
                    try Int.fetchOne(db, sql: "PRAGMA foreign_keys") == 1
                else {
                    throw DatabaseProblem.unavailable("SQLite does not keep synchronous=FULL, WAL and foreign keys")
                }
            }
            return SQLiteDatabase(
                pool: pool, file: try FileIdentity(path: path),
                retry: Retry(attempts: min(configuration.attempts, 3), logger: logger))
        } catch {
            throw SQLiteProblem.map(error)
        }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try file.check()
        do {
            return try await pool.read { db in try SQLiteConnection(db).run(body) }
        } catch {
            throw SQLiteProblem.map(error)
        }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await retry {
            try file.check()
            do {
                // BEGIN IMMEDIATE: transactions run one after another, which is serializable.
                return try await pool.write { db in try SQLiteConnection(db).run(body) }
            } catch {
                throw SQLiteProblem.map(error)
            }
        }
    }

    /// Every write is alone already.
    func exclusively<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await write(body)
    }

    func close() async {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "mingcha.sqlite.close").async {
                do { try pool.close() } catch { retry.logger.warning("closing SQLite: \(error)") }
                continuation.resume()
            }
        }
    }
}

extension Duration {
    /// The same length in seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

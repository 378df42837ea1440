package import Foundation

/// Brings the schema of a database to the state of the program.
///
/// Each file runs in one transaction and is recorded in `schema_migration` with the digest of its text. Several programs
/// may start at once: each waits for the others and finds their work done.
package struct Migrator: Sendable {
    private let directory: URL

    /// The folder with `0001_….sql`, `0002_….sql`, …; it is read by each call.
    package init(directory: URL) { self.directory = directory }

    /// Applies what is missing and returns the names of what it applied, in order; throws ``MigrationProblem``.
    package func run(on database: any Database) async throws -> [String] {
        guard let target = database as? any MigrationTarget else { throw MigrationProblem.unsupported }
        let files = try MigrationFile.all(in: directory)
        var applied: [String] = []
        while true {
            let name = try await target.exclusively { connection in try Self.applyNext(of: files, on: connection) }
            guard let name else { return applied }
            applied.append(name)
        }
    }

    /// The names of the files not yet applied, in order; throws ``MigrationProblem``.
    package func pending(on database: any Database) async throws -> [String] {
        let files = try MigrationFile.all(in: directory)
        return try await database.read { connection in
            try Self.missing(of: files, on: connection).map(\.name)
        }
    }

    private static func applyNext(of files: [MigrationFile], on connection: any Connection) throws -> String? {
        guard let file = try missing(of: files, on: connection).first else { return nil }
        if try !hasRecords(connection) {
            let table = """
                CREATE TABLE schema_migration (
                    number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL)
                """
            for statement in MigrationText.statements(of: table, for: connection.kind) {
                try connection.execute(SQL(migrationStatement: statement.text))
            }
        }
        for statement in MigrationText.statements(of: file.text, for: connection.kind) {
            let word = statement.text.prefix { $0.isLetter }.uppercased()
            guard !transactional.contains(word) else {
                throw MigrationProblem.forbidden(file: file.name, line: statement.line)
            }
            do {
                try connection.execute(SQL(migrationStatement: statement.text))
            } catch let problem as DatabaseProblem {
                throw MigrationProblem.failed(file: file.name, line: statement.line, problem: problem)
            }
        }
        let now = Date.now.ISO8601Format()
        try connection.execute(
            """
            INSERT INTO schema_migration (number, name, sha256, applied_at)
            VALUES (\(file.number), \(file.name), \(file.digest), \(now))
            """)
        return file.name
    }

    /// Statements that would end or escape the transaction of the file.
    private static let transactional: Set<String> = [
        "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "ATTACH", "DETACH", "VACUUM",
    ]

    private static func hasRecords(_ connection: any Connection) throws -> Bool {
        let query: SQL =
            switch connection.kind {
            case .sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'"
            case .postgres: "SELECT 1 WHERE to_regclass('schema_migration') IS NOT NULL"
            }
        return try connection.row(query) != nil
    }

    /// The files that are not applied, after checking that those which are have not changed.
    private static func missing(of files: [MigrationFile], on connection: any Connection) throws -> [MigrationFile] {
        guard try hasRecords(connection) else { return files }
        var unseen = Dictionary(uniqueKeysWithValues: files.map { ($0.number, $0) })
        var highest = 0
        for row in try connection.rows("SELECT number, name, sha256 FROM schema_migration ORDER BY number") {
            let name = try row.text("name")
            highest = try row.int("number")
            guard let file = unseen.removeValue(forKey: highest) else { throw MigrationProblem.newerDatabase(name) }
            guard file.name == name, file.digest == (try row.text("sha256")) else {
                throw MigrationProblem.changed(name)
            }
        }
        let missing = files.filter { unseen[$0.number] != nil }
        if let late = missing.first(where: { $0.number < highest }) { throw MigrationProblem.outOfOrder(late.name) }
        return missing
    }
}

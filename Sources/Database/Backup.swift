import Foundation
import GRDB

/// A copy of a database while it is in use.
package enum Backup {
    /// Copies the database to a new file: SQLite's online backup, which sees one state and does not hold up writers;
    /// for PostgreSQL its own `pg_dump` in the custom format, to be read back with `pg_restore`.
    ///
    /// The file appears under its name only when it is whole.
    package static func write(_ database: any Database, configuration: DatabaseConfiguration, to path: String)
        async throws
    {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw DatabaseProblem.other(code: "backup-exists", message: path)
        }
        let partial = path + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        switch configuration.location {
        case .sqlite:
            guard let sqlite = database as? SQLiteDatabase else {
                throw DatabaseProblem.other(code: "backup", message: "not an SQLite database")
            }
            try await blocking {
                let copy = try DatabaseQueue(path: partial)
                try sqlite.pool.backup(to: copy)
                try copy.close()
            }
        case .postgres(let url):
            try await blocking { try dump(url, to: partial) }
        }
        try FileManager.default.moveItem(atPath: partial, toPath: path)
    }

    private static func dump(_ url: String, to path: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // The address may hold a password: by the environment, not on the command line that others can see.
        process.arguments = ["pg_dump", "--format=custom", "--file", path]
        var environment = ProcessInfo.processInfo.environment
        guard let parts = URLComponents(string: url) else {
            throw DatabaseProblem.other(code: "backup-url", message: "unreadable address")
        }
        environment["PGHOST"] = parts.host
        environment["PGPORT"] = parts.port.map(String.init)
        environment["PGUSER"] = parts.user
        environment["PGPASSWORD"] = parts.password
        environment["PGDATABASE"] = String(parts.path.dropFirst())
        process.environment = environment
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw DatabaseProblem.other(code: "pg_dump", message: "exit \(process.terminationStatus)")
        }
    }

    private static func blocking(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue(label: "mingcha.backup").async { continuation.resume(with: Result { try body() }) }
        }
    }
}

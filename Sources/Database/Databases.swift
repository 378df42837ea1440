package import Logging

/// Opens databases.
package enum Databases {
    /// Opens the database, creating an SQLite file when there is none, and checks that it keeps what it confirms.
    ///
    /// Throws ``DatabaseProblem/unavailable(_:)`` when it cannot be reached.
    package static func open(_ configuration: DatabaseConfiguration, logger: Logger) async throws -> any Database {
        switch configuration.location {
        case .sqlite(let path):
            return try await SQLiteDatabase.open(path: path, configuration: configuration, logger: logger)
        case .postgres(let url):
            return try await PostgresDatabase.open(url: url, configuration: configuration, logger: logger)
        }
    }
}

/// Runs a transaction again while its failure is transient, with a growing random pause so that rivals fall out of step.
struct Retry: Sendable {
    var attempts: Int
    var logger: Logger

    func callAsFunction<T: Sendable>(_ attempt: @Sendable () async throws -> T) async throws -> T {
        var count = 1
        while true {
            do {
                return try await attempt()
            } catch let problem as DatabaseProblem where problem.isTransient && count < attempts {
                let ceiling = min(2_000 << min(count, 8), 300_000)
                logger.debug("transaction runs again", metadata: ["attempt": "\(count)", "problem": "\(problem)"])
                try await Task.sleep(for: .microseconds(Int.random(in: 500...ceiling)))
                count += 1
            }
        }
    }
}

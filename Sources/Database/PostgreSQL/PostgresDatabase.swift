import Logging

struct PostgresDatabase {
    static func open(url: String, configuration: DatabaseConfiguration, logger: Logger) async throws -> any Database {
        throw DatabaseProblem.unavailable("")
    }
}

package import Database
import Foundation
import Logging

/// A fresh database for one test: a file in a temporary folder, or a schema on the test server.
package enum TestDatabase {
    package struct MissingPostgres: Error, CustomStringConvertible {
        package let description = "MINGCHA_TEST_POSTGRES is not set; `make test` starts a server"
    }

    /// Where a database is, and what to remove afterwards.
    struct Place: Sendable {
        let address: String
        let folder: String
        let schema: (server: String, name: String)?
        let turn: TestTurns.Turn
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    package static func with<T>(_ kind: DatabaseKind, _ body: (any Database) async throws -> T) async throws -> T {
        try await with(kind, others: 0) { database, _ in try await body(database) }
    }

    /// The same database opened several times, as several server processes do.
    package static func with<T>(
        _ kind: DatabaseKind, others: Int, _ body: (any Database, [any Database]) async throws -> T
    ) async throws -> T {
        let place = try await make(kind)
        let result: Result<T, any Error>
        do {
            let database = try await open(place, connections: 4)
            var more: [any Database] = []
            for _ in 0..<others { more.append(try await open(place, connections: 2)) }
            do {
                result = .success(try await body(database, more))
            } catch {
                result = .failure(error)
            }
            for one in more { await one.close() }
            await database.close()
        } catch {
            await remove(place)
            throw error
        }
        await remove(place)
        return try result.get()
    }

    static func make(_ kind: DatabaseKind) async throws -> Place {
        let turn = await TestTurns.all.take()
        let name = "s_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let folder = FileManager.default.temporaryDirectory.appending(path: "mingcha-" + name).path
        switch kind {
        case .sqlite:
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            return Place(address: folder + "/test.db", folder: folder, schema: nil, turn: turn)
        case .postgres:
            guard let server = ProcessInfo.processInfo.environment["MINGCHA_TEST_POSTGRES"], !server.isEmpty else {
                throw MissingPostgres()
            }
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try await run("CREATE SCHEMA %I", of: name, on: server)
            let separator = server.contains("?") ? "&" : "?"
            return Place(
                address: "\(server)\(separator)options=-csearch_path%3D\(name)", folder: folder,
                schema: (server, name), turn: turn)
        }
    }

    static func open(_ place: Place, connections: Int) async throws -> any Database {
        var configuration = DatabaseConfiguration(place.address)
        configuration.connections = connections
        configuration.cacheKiB = 2048
        return try await Databases.open(configuration, logger: logger)
    }

    static func remove(_ place: Place) async {
        if let schema = place.schema { try? await run("DROP SCHEMA %I CASCADE", of: schema.name, on: schema.server) }
        try? FileManager.default.removeItem(atPath: place.folder)
    }

    /// SQL of this house takes no text that was put together, so the server puts the schema's name in.
    private static func run(_ statement: String, of schema: String, on server: String) async throws {
        var configuration = DatabaseConfiguration(server)
        configuration.connections = 2
        let database = try await Databases.open(configuration, logger: logger)
        do {
            try await database.write { connection in
                try connection.execute(
                    """
                    CREATE FUNCTION pg_temp.run(statement text, name text) RETURNS boolean LANGUAGE plpgsql AS
                    'BEGIN EXECUTE format(statement, name); RETURN true; END'
                    """)
                _ = try connection.row("SELECT pg_temp.run(\(statement), \(schema))")
            }
            await database.close()
        } catch {
            await database.close()
            throw error
        }
    }
}

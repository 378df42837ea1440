import Foundation
import Logging
import Synchronization

@testable import Database

struct MissingPostgres: Error, CustomStringConvertible {
    let description = """
        MINGCHA_TEST_POSTGRES is not set. The contract suite runs on both databases; `make test` starts a server, or set \
        MINGCHA_TEST_POSTGRES=postgres://user@127.0.0.1:port/database yourself.
        """
}

/// A fresh, empty database of its own for one test: a file in a temporary folder, or a schema on the test server.
struct Fixture: Sendable {
    let kind: DatabaseKind
    let configuration: DatabaseConfiguration
    let folder: URL

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func serverURL() throws -> String {
        guard let url = ProcessInfo.processInfo.environment["MINGCHA_TEST_POSTGRES"], !url.isEmpty else {
            throw MissingPostgres()
        }
        return url
    }

    /// The server's URL with one more option.
    static func url(with option: String) throws -> String {
        let url = try serverURL()
        return url + (url.contains("?") ? "&" : "?") + option
    }

    /// Opens, runs and removes the database, whatever happens.
    static func with<T>(
        _ kind: DatabaseKind, configure: (inout DatabaseConfiguration) -> Void = { _ in },
        _ body: (any Database, Fixture) async throws -> T
    ) async throws -> T {
        let name = "t_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mingcha-" + name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration: DatabaseConfiguration
        switch kind {
        case .sqlite: configuration = DatabaseConfiguration(folder.appendingPathComponent("test.db").path)
        case .postgres:
            try await administer(SQL(migrationStatement: "CREATE SCHEMA \(name)"))
            configuration = DatabaseConfiguration(try url(with: "options=-csearch_path%3D\(name)"))
        }
        configuration.connections = 4
        configure(&configuration)
        let fixture = Fixture(kind: kind, configuration: configuration, folder: folder)
        let result: Result<T, any Error>
        do {
            let database = try await Databases.open(configuration, logger: logger)
            do {
                result = .success(try await body(database, fixture))
            } catch {
                result = .failure(error)
            }
            await database.close()
        } catch {
            result = .failure(error)
        }
        if kind == .postgres { try await administer(SQL(migrationStatement: "DROP SCHEMA \(name) CASCADE")) }
        return try result.get()
    }

    /// Runs one statement outside of any test schema.
    static func administer(_ sql: SQL) async throws {
        var configuration = DatabaseConfiguration(try serverURL())
        configuration.connections = 1
        let database = try await Databases.open(configuration, logger: logger)
        do {
            try await database.write { _ = try $0.execute(sql) }
            await database.close()
        } catch {
            await database.close()
            throw error
        }
    }
}

extension Database {
    /// Runs statements in the dialect of the migrations.
    func schema(_ text: String) async throws {
        let statements = MigrationText.statements(of: text, for: kind)
        try await write { connection in
            for statement in statements { try connection.execute(SQL(migrationStatement: statement.text)) }
        }
    }

    /// The first integer of a query.
    func integer(_ sql: SQL) async throws -> Int? {
        try await read { try $0.row(sql)?.int(0) }
    }
}

/// Lets one side wait until the other has come to a point; for synchronous bodies on threads of their own.
final class Gate: Sendable {
    private let opened = Mutex(false)

    var isOpen: Bool { opened.withLock { $0 } }

    func open() { opened.withLock { $0 = true } }

    /// True when it opened within the seconds.
    func wait(seconds: Double = 10) -> Bool {
        let deadline = Date.now.addingTimeInterval(seconds)
        while Date.now < deadline {
            if isOpen { return true }
            Thread.sleep(forTimeInterval: 0.002)
        }
        return false
    }
}

/// The problem an operation ends with, nil when it succeeds or fails otherwise.
func problem(_ body: () async throws -> Void) async -> DatabaseProblem? {
    do {
        try await body()
        return nil
    } catch {
        return error as? DatabaseProblem
    }
}

extension Gate {
    /// The same for an asynchronous test, without blocking one of the few cooperative threads.
    func reached(seconds: Double = 10) async throws -> Bool {
        let deadline = Date.now.addingTimeInterval(seconds)
        while Date.now < deadline {
            if isOpen { return true }
            try await Task.sleep(for: .milliseconds(2))
        }
        return false
    }
}

/// Counts across threads.
final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    /// Counts one more and returns the new number.
    @discardableResult func increment() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

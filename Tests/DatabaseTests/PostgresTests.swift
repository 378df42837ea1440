import Foundation
import Logging
import Synchronization
import Testing

@testable import Database

@Suite("PostgreSQL alone")
struct PostgresTests {
    @Test("a lost connection is replaced: idle, and in the middle of a transaction")
    func terminated() async throws {
        try await Fixture.with(.postgres) { database, _ in
            try await database.schema("CREATE TABLE n (v INTEGER)")
            let idle = try #require(try await database.integer("SELECT pg_backend_pid()"))
            try await Fixture.administer("SELECT pg_terminate_backend(CAST(\(idle) AS INTEGER))")
            #expect(try await database.integer("SELECT 7") == 7)
            let runs = Counter()
            try await database.write { connection in
                try connection.execute("INSERT INTO n (v) VALUES (1)")
                if runs.increment() == 1 {
                    // Ends this very session.
                    _ = try connection.row("SELECT pg_terminate_backend(pg_backend_pid())")
                    Issue.record("the session survived its end")
                }
            }
            #expect(runs.value == 2)
            #expect(try await database.integer("SELECT COUNT(*) FROM n") == 1)
        }
    }

    @Test("a connection lost during bulk loads is replaced as well", arguments: [true, false])
    func terminatedInBulk(copies: Bool) async throws {
        try await Fixture.with(.postgres) { database, _ in
            try await database.schema("CREATE TABLE n (v INTEGER)")
            let runs = Counter()
            let killer = try await Databases.open(
                DatabaseConfiguration(try Fixture.serverURL()), logger: Fixture.logger)
            try await database.write { connection in
                let isFirst = runs.increment() == 1
                let pid = try #require(try connection.row("SELECT pg_backend_pid()")).int(0)
                var next: Int64 = 0
                let rows = { () -> [SQLValue]? in
                    next += 1
                    if isFirst && next == 20_000 {
                        let done = Gate()
                        Task {
                            _ = try await killer.write {
                                try $0.rows("SELECT pg_terminate_backend(CAST(\(pid) AS INTEGER))")
                            }
                            done.open()
                        }
                        #expect(done.wait())
                    }
                    return next > 100_000 ? nil : [.integer(next)]
                }
                if copies {
                    try connection.insert(into: "n", columns: ["v"], rows: rows)
                } else {
                    try connection.executeMany("INSERT INTO n (v) VALUES (?1)", rows: rows)
                }
            }
            await killer.close()
            #expect(runs.value == 2)
            #expect(try await database.integer("SELECT COUNT(*) FROM n") == 100_000)
        }
    }

    @Test("no server is unavailable at once; so is a wrong database")
    func unreachable() async throws {
        let start = ContinuousClock.now
        let unreachable = await problem {
            _ = try await Databases.open(
                DatabaseConfiguration("postgres://nobody@127.0.0.1:1/none"), logger: Fixture.logger)
        }
        #expect({ if case .unavailable = unreachable { true } else { false } }())
        let missing = await problem {
            let url = try Fixture.url(with: "dbname=mingcha_no_such_database")
            _ = try await Databases.open(DatabaseConfiguration(url), logger: Fixture.logger)
        }
        #expect({ if case .unavailable = missing { true } else { false } }())
        #expect(ContinuousClock.now - start < .seconds(4))
    }

    @Test("waiting for a connection has an end, and the next one gets it")
    func exhausted() async throws {
        try await Fixture.with(.postgres, configure: { ($0.connections, $0.patience) = (1, .milliseconds(100)) }) {
            database, _ in
            let (held, release) = (Gate(), Gate())
            async let holding: Void = database.read { _ in
                held.open()
                #expect(release.wait())
            }
            #expect(try await held.reached())
            let outcome = await problem { _ = try await database.integer("SELECT 1") }
            #expect({ if case .unavailable = outcome { true } else { false } }())
            release.open()
            try await holding
            #expect(try await database.integer("SELECT 1") == 1)
        }
    }

    @Test("more tasks than connections all get their turn")
    func crowded() async throws {
        try await Fixture.with(.postgres, configure: { $0.connections = 2 }) { database, _ in
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for value in 1...200 { group.addTask { try await database.integer("SELECT \(value)") ?? 0 } }
                return try await group.reduce(0, +)
            }
            #expect(sum == 20_100)
        }
    }

    @Test("statements have a time limit; a bulk load's slow source does not count")
    func timeouts() async throws {
        try await Fixture.with(.postgres, configure: { $0.statementTimeout = .milliseconds(200) }) { database, _ in
            try await database.schema("CREATE TABLE n (v INTEGER)")
            let slow = await problem { _ = try await database.read { try $0.rows("SELECT pg_sleep(5)") } }
            #expect({ if case .other("57014", _) = slow { true } else { false } }())
            try await database.write { connection in
                var left = 2
                try connection.insert(into: "n", columns: ["v"]) {
                    Thread.sleep(forTimeInterval: 0.3)
                    left -= 1
                    return left < 0 ? nil : [1]
                }
                #expect(try connection.row("SELECT current_setting('statement_timeout')")?.text(0) == "200ms")
            }
            #expect(try await database.integer("SELECT COUNT(*) FROM n") == 2)
        }
    }

    @Test("prepared statements survive a change of the schema")
    func schemaChange() async throws {
        try await Fixture.with(.postgres, configure: { $0.connections = 1 }) { database, _ in
            try await database.schema("CREATE TABLE n (v INTEGER); INSERT INTO n (v) VALUES (1)")
            #expect(try await database.read { try $0.row("SELECT * FROM n")?.values.count } == 1)
            try await database.schema("ALTER TABLE n ADD COLUMN w INTEGER")
            #expect(try await database.read { try $0.row("SELECT * FROM n")?.values.count } == 2)
        }
    }

    @Test("notices go to the log, and passwords do not")
    func notices() async throws {
        let lines = LogLines()
        var configuration = DatabaseConfiguration(try Fixture.serverURL())
        configuration.connections = 1
        let database = try await Databases.open(configuration, logger: Logger(label: "t") { _ in lines })
        try await database.schema("DROP TABLE IF EXISTS mingcha_no_such_table")
        await database.close()
        #expect(lines.all.contains { $0.contains("mingcha_no_such_table") })
        #expect(
            DatabaseConfiguration("postgres://u:secret@h:1/d?password=secret").description == "postgres://h:1/d")
    }
}

/// Keeps what was logged.
final class LogLines: LogHandler {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        lines.withLock { $0.append("\(event.message) \(String(describing: event.metadata))") }
    }
}

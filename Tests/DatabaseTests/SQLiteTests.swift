import Foundation
import Testing

@testable import Database

@Suite("SQLite alone")
struct SQLiteTests {
    @Test("synchronous stays FULL, the journal WAL, foreign keys on")
    func pragmas() async throws {
        try await Fixture.with(.sqlite) { database, fixture in
            // Asked within a transaction on the writer itself, and again after other connections came and went.
            for _ in 0..<2 {
                let values = try await database.write { connection in
                    let pragmas: [SQL] = [
                        "PRAGMA synchronous", "PRAGMA foreign_keys", "PRAGMA journal_mode", "PRAGMA cache_size",
                    ]
                    return try pragmas.map { try connection.row($0)?.value(0) }
                }
                #expect(values == [2, 1, "wal", -262_144])
                _ = try await database.integer("SELECT 1")
            }
            guard case .sqlite(let path) = fixture.configuration.location else { return }
            for suffix in ["", "-wal"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(path + suffix)")
            }
        }
    }

    @Test("a full disk keeps what was there and loses nothing")
    func diskFull() async throws {
        try await Fixture.with(.sqlite) { database, _ in
            try await database.schema("CREATE TABLE n (id INTEGER PRIMARY KEY, body BLOB)")
            try await database.write {
                _ = try $0.execute("INSERT INTO n (body) VALUES (\([UInt8](repeating: 1, count: 500)))")
            }
            _ = try await database.write { try $0.row("PRAGMA max_page_count = 40") }
            let blob = [UInt8](repeating: 7, count: 100_000)
            let full = await problem {
                try await database.write { connection in
                    for _ in 0..<10 { try connection.execute("INSERT INTO n (body) VALUES (\(blob))") }
                }
            }
            #expect(full == .diskFull)
            let bulk = await problem {
                try await database.write { connection in
                    var left = 10
                    try connection.savepoint {
                        _ = try connection.insert(into: "n", columns: ["body"]) {
                            left -= 1
                            return left < 0 ? nil : [.blob(blob)]
                        }
                    }
                }
            }
            #expect(bulk == .diskFull)
            #expect(try await database.integer("SELECT COUNT(*) FROM n") == 1)
            _ = try await database.write { try $0.row("PRAGMA max_page_count = 100000") }
            try await database.write { _ = try $0.execute("INSERT INTO n (body) VALUES (\(blob))") }
            #expect(try await database.integer("SELECT COUNT(*) FROM n") == 2)
        }
    }

    @Test("a removed or replaced file is noticed instead of written into the void")
    func removed() async throws {
        try await Fixture.with(.sqlite) { database, fixture in
            guard case .sqlite(let path) = fixture.configuration.location else { return }
            try await database.schema("CREATE TABLE n (v INTEGER)")
            try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
            for replaced in [false, true] {
                if replaced { #expect(FileManager.default.createFile(atPath: path, contents: nil)) }
                let outcome = await problem {
                    try await database.write { _ = try $0.execute("INSERT INTO n (v) VALUES (1)") }
                }
                #expect({ if case .unavailable = outcome { true } else { false } }())
            }
        }
    }

    @Test("what cannot be opened is unavailable, and no database is unavailable too")
    func unopenable() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mingcha-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = folder.appendingPathComponent("text.db").path
        try Data(String(repeating: "this is no database. ", count: 500).utf8).write(to: URL(fileURLWithPath: text))
        for path in [text, folder.path, text + "/below.db"] {
            let outcome = await problem {
                let database = try await Databases.open(DatabaseConfiguration(path), logger: Fixture.logger)
                await database.close()
            }
            #expect(
                { if case .unavailable = outcome { true } else { false } }(), "\(path): \(String(describing: outcome))")
        }
    }

    @Test("another process's lock is waited for, then named")
    func busy() async throws {
        try await Fixture.with(.sqlite, configure: { $0.patience = .milliseconds(50) }) { database, fixture in
            try await database.schema("CREATE TABLE n (v INTEGER)")
            // A second pool has connections of its own: for SQLite's locks it is another process.
            let other = try await Databases.open(fixture.configuration, logger: Fixture.logger)
            let (held, release) = (Gate(), Gate())
            async let holding: Void = other.write { connection in
                try connection.execute("INSERT INTO n (v) VALUES (1)")
                held.open()
                #expect(release.wait())
            }
            #expect(try await held.reached())
            let outcome = await problem {
                try await database.write { _ = try $0.execute("INSERT INTO n (v) VALUES (2)") }
            }
            #expect(outcome == .busy)
            release.open()
            try await holding
            try await database.write { _ = try $0.execute("INSERT INTO n (v) VALUES (2)") }
            #expect(try await database.integer("SELECT COUNT(*) FROM n") == 2)
            await other.close()
        }
    }

    /// The child confirms rows one by one on a file beside the database, and is killed within a transaction.
    @Test("kill -9 loses nothing confirmed and keeps nothing half-done")
    func killed() async throws {
        let path = "/tmp/mingcha-kill-\(ProcessInfo.processInfo.processIdentifier).db"
        setenv("MINGCHA_KILL_TEST", path, 1)
        defer { for suffix in ["", "-wal", "-shm", ".confirmed"] { unlink(path + suffix) } }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let path = try #require(ProcessInfo.processInfo.environment["MINGCHA_KILL_TEST"])
            let database = try await Databases.open(DatabaseConfiguration(path), logger: Fixture.logger)
            try await database.schema("CREATE TABLE n (v INTEGER)")
            for v in 1...200 {
                try await database.write { connection in
                    try connection.execute("INSERT INTO n (v) VALUES (\(v))")
                    if v == 200 {
                        var left = 50_000
                        try connection.insert(into: "n", columns: ["v"]) {
                            left -= 1
                            if left == 0 { kill(getpid(), SIGKILL) }
                            return [-1]
                        }
                    }
                }
                try Data(String(v).utf8).write(to: URL(fileURLWithPath: path + ".confirmed"))
            }
        }
        let confirmed = try #require(Int(try String(contentsOfFile: path + ".confirmed", encoding: .utf8)))
        #expect(confirmed == 199)
        let database = try await Databases.open(DatabaseConfiguration(path), logger: Fixture.logger)
        #expect(try await database.integer("SELECT COUNT(*) FROM n") == confirmed)
        #expect(try await database.integer("SELECT MIN(v) FROM n") == 1)
        let check = try await database.read { try $0.row("PRAGMA integrity_check")?.text(0) }
        #expect(check == "ok")
        await database.close()
    }
}

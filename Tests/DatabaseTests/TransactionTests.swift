import Foundation
import Testing

@testable import Database

@Suite("Transactions")
struct TransactionTests {
    struct Refusal: Error {}

    @Test("an error undoes everything", arguments: DatabaseKind.allCases)
    func rollback(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema("CREATE TABLE n (id INTEGER PRIMARY KEY, v INTEGER)")
            await #expect(throws: Refusal.self) {
                try await database.write { connection in
                    #expect(try connection.execute("INSERT INTO n (v) VALUES (1), (2)") == 2)
                    throw Refusal()
                }
            }
            #expect(try await database.integer("SELECT COUNT(*) FROM n") == 0)
        }
    }

    @Test("a failed statement cannot be hidden", arguments: DatabaseKind.allCases)
    func doomed(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema("CREATE TABLE n (id INTEGER PRIMARY KEY, v INTEGER UNIQUE)")
            let outcome = await problem {
                try await database.write { connection in
                    try connection.execute("INSERT INTO n (v) VALUES (1)")
                    _ = try? connection.execute("INSERT INTO n (v) VALUES (1)")
                    _ = try? connection.execute("INSERT INTO n (v) VALUES (2)")
                }
            }
            guard case .constraint(.unique, _) = outcome else {
                Issue.record("\(String(describing: outcome))")
                return
            }
            #expect(try await database.integer("SELECT COUNT(*) FROM n") == 0)
        }
    }

    @Test("a savepoint undoes its own part", arguments: DatabaseKind.allCases)
    func savepoints(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema("CREATE TABLE n (id INTEGER PRIMARY KEY, v INTEGER UNIQUE)")
            try await database.write { connection in
                try connection.execute("INSERT INTO n (v) VALUES (1)")
                #expect(throws: DatabaseProblem.self) {
                    try connection.savepoint {
                        try connection.execute("INSERT INTO n (v) VALUES (2)")
                        try connection.execute("INSERT INTO n (v) VALUES (1)")
                    }
                }
                #expect(throws: Refusal.self) {
                    try connection.savepoint {
                        try connection.execute("INSERT INTO n (v) VALUES (3)")
                        throw Refusal()
                    }
                }
                try connection.savepoint { _ = try connection.execute("INSERT INTO n (v) VALUES (4)") }
            }
            let kept = try await database.read { try $0.rows("SELECT v FROM n ORDER BY v").map { try $0.int("v") } }
            #expect(kept == [1, 4])
        }
    }

    @Test("a read beside a long write sees the old state and does not wait", arguments: DatabaseKind.allCases)
    func snapshot(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema("CREATE TABLE n (v INTEGER)")
            try await database.write { _ = try $0.execute("INSERT INTO n (v) VALUES (1)") }
            let (written, seen, committed) = (Gate(), Gate(), Gate())
            async let writing: Void = database.write { connection in
                try connection.execute("UPDATE n SET v = 2")
                written.open()
                #expect(seen.wait(), "the read waited for the write")
            }
            async let reading: [Int] = database.read { connection in
                #expect(written.wait())
                let first = try #require(try connection.row("SELECT v FROM n")).int("v")
                seen.open()
                #expect(committed.wait())
                let second = try #require(try connection.row("SELECT v FROM n")).int("v")
                return [first, second]
            }
            try await writing
            committed.open()
            #expect(try await reading == [1, 1])
            #expect(try await database.integer("SELECT v FROM n") == 2)
        }
    }

    @Test("concurrent read-modify-writes all count", arguments: DatabaseKind.allCases)
    func counters(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema("CREATE TABLE n (id INTEGER PRIMARY KEY, v INTEGER)")
            try await database.write { _ = try $0.execute("INSERT INTO n (id, v) VALUES (1, 0)") }
            let runs = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<25 {
                            try await database.write { connection in
                                runs.increment()
                                let v = try #require(try connection.row("SELECT v FROM n WHERE id = 1")).int("v")
                                try connection.execute("UPDATE n SET v = \(v + 1) WHERE id = 1")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.integer("SELECT v FROM n") == 100)
            #expect(runs.value >= 100)
        }
    }

    /// Write skew: each of two transactions reads what the other writes. Only serializable isolation refuses it.
    @Test("write skew cannot happen", arguments: DatabaseKind.allCases)
    func writeSkew(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema("CREATE TABLE duty (id INTEGER PRIMARY KEY, present INTEGER)")
            try await database.write { _ = try $0.execute("INSERT INTO duty (id, present) VALUES (1, 1), (2, 1)") }
            let readers = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 1...2 {
                    group.addTask {
                        try await database.write { connection in
                            let sql: SQL = "SELECT COUNT(*) FROM duty WHERE present = 1"
                            let present = try #require(try connection.row(sql)).int(0)
                            readers.increment()
                            // Both have read before either writes; SQLite admits one at a time.
                            let deadline = Date.now.addingTimeInterval(connection.kind == .postgres ? 5 : 0)
                            while readers.value < 2 && Date.now < deadline { Thread.sleep(forTimeInterval: 0.002) }
                            if present == 2 { try connection.execute("UPDATE duty SET present = 0 WHERE id = \(id)") }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.integer("SELECT COUNT(*) FROM duty WHERE present = 1") == 1)
        }
    }

    @Test("a read cannot write", arguments: DatabaseKind.allCases)
    func readOnly(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema("CREATE TABLE n (v INTEGER)")
            let outcome = await problem {
                try await database.read { _ = try $0.execute("INSERT INTO n (v) VALUES (1)") }
            }
            #expect(outcome == .readOnly)
            let bulk = await problem {
                try await database.read { connection in
                    var rows: [[SQLValue]] = [[1]]
                    try connection.insert(into: "n", columns: ["v"]) { rows.popLast() }
                }
            }
            #expect(bulk == .readOnly)
            #expect(try await database.integer("SELECT COUNT(*) FROM n") == 0)
        }
    }

    @Test("a cancelled task stops its statement and keeps nothing", arguments: DatabaseKind.allCases)
    func cancelled(kind: DatabaseKind) async throws {
        try await Fixture.with(kind, configure: { $0.connections = 1 }) { database, _ in
            try await database.schema("CREATE TABLE n (v INTEGER)")
            let started = Gate()
            let task = Task {
                try await database.write { connection in
                    try connection.execute("INSERT INTO n (v) VALUES (1)")
                    started.open()
                    // Minutes of work for either database.
                    let sql: SQL = """
                        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000)
                        SELECT COUNT(*) FROM n
                        """
                    _ = try connection.row(sql)
                }
            }
            #expect(try await started.reached())
            try await Task.sleep(for: .milliseconds(50))
            let start = ContinuousClock.now
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(try await database.integer("SELECT COUNT(*) FROM n") == 0)
        }
    }

    @Test("a closed database says so", arguments: DatabaseKind.allCases)
    func closed(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            await database.close()
            for _ in 0..<2 {
                guard case .unavailable = await problem({ _ = try await database.integer("SELECT 1") }) else {
                    Issue.record("a closed database answered")
                    return
                }
            }
        }
    }

    @Test("a connection kept beyond its transaction is refused", arguments: DatabaseKind.allCases)
    func escaped(kind: DatabaseKind) async throws {
        struct Box: @unchecked Sendable { var connection: any Connection }
        try await Fixture.with(kind) { database, _ in
            let box = try await database.read { Box(connection: $0) }
            #expect(throws: DatabaseProblem.self) { try box.connection.rows("SELECT 1") }
        }
    }

    @Test("each constraint is named", arguments: DatabaseKind.allCases)
    func constraints(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema(
                """
                CREATE TABLE parent (id INTEGER PRIMARY KEY);
                CREATE TABLE child (
                    id INTEGER PRIMARY KEY,
                    parent INTEGER REFERENCES parent (id),
                    region TEXT NOT NULL, code TEXT,
                    share INTEGER CONSTRAINT share_is_percent CHECK (share BETWEEN 0 AND 100),
                    UNIQUE (region, code));
                INSERT INTO child (region, code) VALUES ('51', 'a')
                """)
            func broken(_ sql: SQL) async -> (ConstraintKind, ConstraintDetail)? {
                let outcome = await problem { try await database.write { _ = try $0.execute(sql) } }
                guard case .constraint(let kind, let detail) = outcome else { return nil }
                return (kind, detail)
            }
            let unique = try #require(await broken("INSERT INTO child (region, code) VALUES ('51', 'a')"))
            #expect(unique.0 == .unique && unique.1.table == "child" && unique.1.columns == ["region", "code"])
            let null = try #require(await broken("INSERT INTO child (region) VALUES (NULL)"))
            #expect(null.0 == .notNull && null.1.table == "child" && null.1.columns == ["region"])
            let check = try #require(await broken("INSERT INTO child (region, share) VALUES ('51', 101)"))
            #expect(check.0 == .check && check.1.name == "share_is_percent")
            let foreign = try #require(await broken("INSERT INTO child (region, parent) VALUES ('51', 7)"))
            #expect(foreign.0 == .foreignKey)
            let referenced = try #require(
                await problem {
                    try await database.write { connection in
                        try connection.execute("INSERT INTO parent (id) VALUES (1)")
                        try connection.execute("INSERT INTO child (region, parent) VALUES ('52', 1)")
                        try connection.execute("DELETE FROM parent WHERE id = 1")
                    }
                })
            #expect(
                { if case .constraint(.foreignKey, _) = referenced { true } else { false } }(), "\(referenced)")
            #expect(try await database.integer("SELECT COUNT(*) FROM child") == 1)
        }
    }
}

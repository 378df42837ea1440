import Foundation
import Testing

@testable import Database

@Suite("Bulk loads and streams")
struct BulkTests {
    /// Bytes of this process in memory, by Linux's count of pages.
    static func resident() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return try #require(Int(fields[1])) * 4_096
    }

    @Test("100,000 rows go in and come back the same", arguments: DatabaseKind.allCases)
    func load(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema(
                "CREATE TABLE s (id INTEGER PRIMARY KEY, code TEXT UNIQUE, area REAL, note TEXT, hash BLOB) STRICT")
            @Sendable func row(_ id: Int) -> [SQLValue] {
                let note: SQLValue = id % 3 == 0 ? nil : .text("行\(id)\t'\\\n")
                return [
                    .integer(Int64(id)), .text("91510100MA\(id)"), .real(Double(id) / 7), note,
                    .blob([UInt8(id & 255), 0, 0x5C]),
                ]
            }
            let count = 100_000
            let loaded = try await database.write { connection in
                var next = 0
                return try connection.insert(into: "s", columns: ["id", "code", "area", "note", "hash"]) {
                    guard next < count else { return nil }
                    next += 1
                    return row(next)
                }
            }
            #expect(loaded == count)
            let different = try await database.read { connection in
                var (different, position) = (0, 0)
                try connection.forEach("SELECT id, code, area, note, hash FROM s ORDER BY id") { found in
                    position += 1
                    if found.values != row(position) { different += 1 }
                }
                return different + (count - position)
            }
            #expect(different == 0)
        }
    }

    @Test("an abandoned or refused load leaves nothing", arguments: DatabaseKind.allCases)
    func abandoned(kind: DatabaseKind) async throws {
        struct Enough: Error {}
        try await Fixture.with(kind) { database, _ in
            try await database.schema("CREATE TABLE s (id INTEGER PRIMARY KEY, code TEXT UNIQUE)")
            await #expect(throws: Enough.self) {
                try await database.write { connection in
                    var next: Int64 = 0
                    _ = try connection.insert(into: "s", columns: ["id", "code"]) {
                        next += 1
                        if next > 30_000 { throw Enough() }
                        return [.integer(next), .text("c\(next)")]
                    }
                }
            }
            let hidden = await problem {
                try await database.write { connection in
                    var next: Int64 = 0
                    _ = try? connection.executeMany("INSERT INTO s (id, code) VALUES (?1, ?2)") { () -> [SQLValue]? in
                        next += 1
                        if next > 500 { throw Enough() }
                        return [.integer(next), .text("c\(next)")]
                    }
                }
            }
            #expect(hidden != nil)
            let duplicate = await problem {
                try await database.write { connection in
                    var next: Int64 = 0
                    _ = try connection.insert(into: "s", columns: ["id", "code"]) {
                        next += 1
                        return next > 1_000 ? nil : [.integer(next), .text("c\(min(next, 999))")]
                    }
                }
            }
            #expect({ if case .constraint(.unique, _) = duplicate { true } else { false } }())
            let nested = await problem {
                try await database.write { connection in
                    _ = try connection.insert(into: "s", columns: ["id", "code"]) {
                        _ = try connection.rows("SELECT 1")
                        return nil
                    }
                }
            }
            #expect({ if case .other("misuse", _) = nested { true } else { false } }())
            // The connection is as good as new afterwards.
            #expect(try await database.integer("SELECT COUNT(*) FROM s") == 0)
            try await database.write { _ = try $0.execute("INSERT INTO s (code) VALUES ('x')") }
        }
    }

    @Test("an upsert of many rows, and one that returns", arguments: DatabaseKind.allCases)
    func upsert(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema(
                "CREATE TABLE s (id INTEGER PRIMARY KEY, code TEXT UNIQUE, name TEXT, seen INTEGER NOT NULL DEFAULT 1)")
            @Sendable func put(_ range: ClosedRange<Int>, _ name: String) async throws -> Int {
                try await database.write { connection in
                    var rows = range.makeIterator()
                    return try connection.executeMany(
                        """
                        INSERT INTO s (code, name) VALUES (?1, ?2 || '?1')
                        ON CONFLICT (code) DO UPDATE SET name = excluded.name, seen = s.seen + 1
                        """
                    ) { rows.next().map { [.text("c\($0)"), .text(name)] } }
                }
            }
            #expect(try await put(1...1_000, "first") == 1_000)
            #expect(try await put(501...1_500, "second") == 1_000)
            #expect(try await database.integer("SELECT COUNT(*) FROM s") == 1_500)
            #expect(try await database.integer("SELECT COUNT(*) FROM s WHERE seen = 2 AND name = 'second?1'") == 500)
            let (code, name) = ("c1", "third")
            let row = try await database.write { connection in
                try connection.row(
                    """
                    INSERT INTO s (code, name) VALUES (\(code), \(name))
                    ON CONFLICT (code) DO UPDATE SET name = excluded.name, seen = s.seen + 1 RETURNING seen, name
                    """)
            }
            #expect(try row?.int("seen") == 2)
            #expect(try row?.text("name") == "third")
            let updated = try await database.write { try $0.execute("UPDATE s SET seen = 0 WHERE seen = \(2)") }
            #expect(updated == 501)
            let none = try await database.write { connection in
                try connection.execute("CREATE TABLE other (v INTEGER)")
            }
            #expect(none == 0)
        }
    }

    @Test("200,000 rows of a kilobyte stream in flat memory", arguments: DatabaseKind.allCases)
    func stream(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            let payload = String(repeating: "x", count: 1_000)
            let (rows, growth) = try await database.read { connection in
                var rows = 0
                var before = 0
                var peak = 0
                try connection.forEach(
                    """
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(200_000))
                    SELECT i, \(payload) AS payload FROM n
                    """
                ) { row in
                    rows += 1
                    if rows == 10_000 { before = try Self.resident() }
                    if rows % 10_000 == 0 { peak = max(peak, try Self.resident()) }
                }
                return (rows, peak - before)
            }
            #expect(rows == 200_000)
            // All of it would be 200 MB.
            #expect(growth < 60_000_000)
        }
    }

    @Test("a stream may be stopped and the connection used within it", arguments: DatabaseKind.allCases)
    func nested(kind: DatabaseKind) async throws {
        struct Stop: Error {}
        try await Fixture.with(kind) { database, _ in
            try await database.schema("CREATE TABLE n (v INTEGER); CREATE TABLE m (v INTEGER)")
            let total = try await database.write { connection in
                var next: Int64 = 0
                try connection.insert(into: "n", columns: ["v"]) {
                    next += 1
                    return next > 300 ? nil : [.integer(next)]
                }
                let query: SQL = "SELECT v FROM n ORDER BY v"
                var stopped = 0
                do {
                    try connection.forEach(query) { row in
                        stopped = try row.int("v")
                        if stopped == 100 { throw Stop() }
                    }
                } catch is Stop {}
                #expect(stopped == 100)
                var total = 0
                try connection.forEach(query) { row in
                    let v = try row.int("v")
                    try connection.execute("INSERT INTO m (v) VALUES (\(v))")
                    // The same text again while it is being streamed.
                    if v == 1 { try connection.forEach(query) { _ in total += 1 } }
                }
                return total
            }
            #expect(total == 300)
            #expect(try await database.integer("SELECT COUNT(*) FROM m") == 300)
        }
    }
}

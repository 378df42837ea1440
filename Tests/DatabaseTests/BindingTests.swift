import Foundation
import Testing

@testable import Database

@Suite("Interpolation binds")
struct BindingTests {
    static let nasty = [
        "'; DROP TABLE note; --", "\" OR \"\"=\"", "Robert'); DELETE FROM note;--", "\\", "\\'", "$1", "?1", "%s", "''",
        "",
        "双随机、一公开", "🧑‍🔬🇨🇳", "e\u{301} é", "tab\tline\nreturn\r\\N \\. end", "\u{FEFF}\u{200B}", "𠮷𡃁",
    ]

    @Test("as text, never as SQL", arguments: DatabaseKind.allCases)
    func injection(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
            let million = String(repeating: "检查🔍", count: 100_000)
            let texts = Self.nasty + [million]
            try await database.write { connection in
                for text in texts { try connection.execute("INSERT INTO note (body) VALUES (\(text))") }
            }
            let back = try await database.read { connection in
                try connection.rows("SELECT body FROM note ORDER BY id").map { try $0.text("body") }
            }
            #expect(back.map { Array($0.utf8) } == texts.map { Array($0.utf8) })
            for text in texts {
                #expect(try await database.integer("SELECT COUNT(*) FROM note WHERE body = \(text)") == 1)
            }
        }
    }

    /// A literal inside an interpolation must be a value too, not spliced as a fragment.
    @Test("also when the interpolated value is a literal", arguments: DatabaseKind.allCases)
    func literals(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            let row = try #require(
                try await database.read { try $0.row("SELECT \("1; DROP") AS a, \(7) AS b, \(true) AS c") })
            #expect(try row.text("a") == "1; DROP")
            #expect(try row.int("b") == 7)
            #expect(try row.bool("c"))
        }
    }

    @Test("all types both ways, null included", arguments: DatabaseKind.allCases)
    func types(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema(
                "CREATE TABLE v (id INTEGER PRIMARY KEY, i INTEGER, r REAL, t TEXT, b BLOB) STRICT")
            let blob = (0...255).map { UInt8($0) }
            try await database.write { connection in
                let ints: [Int64?] = [.min, .max, 0, nil]
                let reals: [Double?] = [-2.5e-308, .greatestFiniteMagnitude, 0.1, nil]
                let blobs: [[UInt8]?] = [blob, [], [0], nil]
                for index in 0..<4 {
                    let data: Data? = blobs[index].map { Data($0) }
                    let text: String? = index == 3 ? nil : ""
                    try connection.execute(
                        """
                        INSERT INTO v (id, i, r, t, b)
                        VALUES (\(index), \(ints[index]), \(reals[index]), \(text), \(data))
                        """)
                }
            }
            let rows = try await database.read { try $0.rows("SELECT i, r, t, b FROM v ORDER BY id") }
            #expect(try rows.map { try $0.intOrNil("i") } == [.min, .max, 0, nil])
            #expect(try rows.map { try $0.doubleOrNil("r") } == [-2.5e-308, .greatestFiniteMagnitude, 0.1, nil])
            #expect(try rows.map { try $0.textOrNil("t") } == ["", "", "", nil])
            #expect(try rows.map { try $0.bytesOrNil("b") } == [blob, [], [0], nil])
            #expect(throws: DatabaseProblem.self) { try rows[3].int("i") }
            #expect(throws: DatabaseProblem.self) { try rows[0].text("i") }
            #expect(throws: DatabaseProblem.self) { try rows[0].int("missing") }
            #expect(throws: DatabaseProblem.self) { try rows[0].int(9) }
        }
    }

    @Test("NUL, NaN and wrong counts are refused", arguments: DatabaseKind.allCases)
    func refused(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema("CREATE TABLE v (t TEXT, r REAL)")
            let text = await problem { _ = try await database.read { try $0.rows("SELECT \("a\0b") AS t") } }
            #expect(text == .invalidValue("text with NUL"))
            let number = await problem { _ = try await database.read { try $0.rows("SELECT \(Double.nan) AS r") } }
            #expect(number == .invalidValue("a real that is not a number"))
            for values: [SQLValue] in [["a\0b", 1.5], ["a"], ["a", 1.5, 2]] {
                for bulk in [true, false] {
                    let refusal = await problem {
                        try await database.write { connection in
                            var rows = [values]
                            if bulk {
                                try connection.insert(into: "v", columns: ["t", "r"]) { rows.popLast() }
                            } else {
                                try connection.executeMany("INSERT INTO v (t, r) VALUES (?1, ?2)") { rows.popLast() }
                            }
                        }
                    }
                    guard case .invalidValue = refusal else {
                        Issue.record("\(values): \(String(describing: refusal))")
                        continue
                    }
                }
            }
            #expect(try await database.integer("SELECT COUNT(*) FROM v") == 0)
        }
    }

    /// The places where PostgreSQL must find the type of a parameter by itself.
    @Test("the same text means the same", arguments: DatabaseKind.allCases)
    func inference(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema("CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT, area REAL, flag INTEGER)")
            try await database.write { connection in
                let rows: [(Int, String?, Double?, Bool)] = [
                    (1, "a", 1.5, true), (2, "b", 2.5, false), (3, nil, nil, true),
                ]
                for (id, code, area, flag) in rows {
                    try connection.execute(
                        "INSERT INTO p (id, code, area, flag) VALUES (\(id), \(code), \(area), \(flag))")
                }
            }
            let none: String? = nil
            let noNumber: Int? = nil
            let (codes, ids): ([String], [Int]) = (["a", "b", "zz"], [1, 3, 99])
            let wanted: [(SQL, SQLValue)] = [
                ("SELECT COUNT(*) FROM (SELECT id FROM p ORDER BY id LIMIT \(2) OFFSET \(1)) AS x", 2),
                ("SELECT id + \(10) FROM p WHERE id = \(1)", 11),
                ("SELECT area * \(2) FROM p WHERE id = \(1)", 3.0),
                ("SELECT COUNT(*) FROM p WHERE id > \(1.5)", 2),
                ("SELECT COALESCE(code, \("none")) FROM p WHERE id = \(3)", "none"),
                ("SELECT COALESCE(\(none), code) FROM p WHERE id = \(1)", "a"),
                ("SELECT COALESCE(\(noNumber), id) FROM p WHERE id = \(2)", 2),
                ("SELECT COUNT(*) FROM p WHERE code IN (\(SQL.list(codes)))", 2),
                ("SELECT COUNT(*) FROM p WHERE id IN (\(SQL.list(ids)))", 2),
                ("SELECT COUNT(*) FROM p WHERE id IN (\(SQL.list([Int]())))", 0),
                ("SELECT COUNT(*) FROM p WHERE id NOT IN (\(SQL.list([Int]())))", 3),
                ("SELECT COUNT(*) FROM p WHERE code NOT IN (\(SQL.list([String]())))", 3),
                ("SELECT COUNT(*) FROM p WHERE \(none) IS NULL", 3),
                ("SELECT COUNT(*) FROM p WHERE (\(none) IS NULL OR code = \(none))", 3),
                ("SELECT COUNT(*) FROM p WHERE code = \(none)", 0),
                ("SELECT SUM(CASE WHEN flag = \(true) THEN \(5) ELSE id END) FROM p", 12),
                ("SELECT SUM(id) FROM p", 6),
                ("SELECT AVG(id) FROM p", 2.0),
                ("SELECT SUM(area) FROM p", 4.0),
                ("SELECT COUNT(*) FROM p WHERE code LIKE \("A%") ESCAPE '!'", 0),
                ("SELECT COUNT(*) FROM p WHERE code LIKE \("a%") ESCAPE '!'", 1),
                ("SELECT code || \("-检") FROM p WHERE id = 2", "b-检"),
                ("SELECT substr(\("检查对象"), 1, CAST(\(2) AS INTEGER))", "检查"),
                ("SELECT length(\("检查"))", 2),
                ("SELECT \(7) / \(2)", 3),
                ("SELECT \(4_000_000_000) + \(1)", 4_000_000_001),
                ("SELECT CAST(\("42") AS BIGINT)", 42),
                ("SELECT \(1) = \(1)", 1),
                ("SELECT MAX(code) FROM p WHERE code > \("a")", "b"),
            ]
            for (sql, value) in wanted {
                let result = try await database.read { try $0.row(sql)?.value(0) }
                #expect(result == value, "\(sql.rendered(for: kind).text)")
            }
        }
    }

    @Test("fragments, joins and lists")
    func composition() {
        let region = "51"
        let filters: [SQL] = ["region = \(region)", .empty, "kind IN (\(SQL.list([1, 2])))"]
        let sql: SQL = "SELECT id FROM t WHERE \(SQL.joined(filters, separator: " AND ")) LIMIT \(3)"
        #expect(sql.rendered(for: .sqlite).text == "SELECT id FROM t WHERE region = ?1 AND kind IN (?2, ?3) LIMIT ?4")
        #expect(sql.rendered(for: .postgres).text == "SELECT id FROM t WHERE region = $1 AND kind IN ($2, $3) LIMIT $4")
        #expect(sql.rendered(for: .sqlite).parameters.map(\.value) == ["51", 1, 2, 3])
        #expect(!sql.isReusable)
        #expect((("SELECT " as SQL) + "1").rendered(for: .sqlite).text == "SELECT 1")
        #expect(SQL.joined([], separator: ", ").isEmpty)
    }

    @Test("identifiers are ordered by their bytes", arguments: DatabaseKind.allCases)
    func order(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, _ in
            try await database.schema("CREATE TABLE o (code TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
            let codes = ["a", "B", "é", "e\u{301}", "中", "Z", "_", "10", "9", "🧾", "a b", "ab", "A"]
            try await database.write { connection in
                for code in codes { try connection.execute("INSERT INTO o (code) VALUES (\(code))") }
            }
            let back = try await database.read {
                try $0.rows("SELECT code FROM o ORDER BY code").map { try $0.text(0) }
            }
            let bytes = codes.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
            #expect(back.map { Array($0.utf8) } == bytes)
            let above = try await database.integer("SELECT COUNT(*) FROM o WHERE code > \("Z")")
            #expect(above == bytes.count { Array("Z".utf8).lexicographicallyPrecedes($0) })
        }
    }
}

import Foundation
import Testing

@testable import Database

@Suite("Migrations")
struct MigrationTests {
    static func write(_ files: [String: String], into folder: URL) throws -> Migrator {
        let directory = folder.appendingPathComponent("Migrations")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        for (name, text) in files {
            try Data(text.utf8).write(to: directory.appendingPathComponent(name))
        }
        return Migrator(directory: directory)
    }

    static let first = """
        -- The first; a comment with INTEGER and a semicolon;
        CREATE TABLE "INTEGER" (id INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT NOT NULL DEFAULT 'TEXT; REAL', size REAL, raw BLOB) STRICT;
        INSERT INTO "INTEGER" (note) VALUES ('it''s -- INTEGER;');
        """
    static let second = """
        CREATE TABLE log (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
        -- only: sqlite
        CREATE TRIGGER log_is_append_only BEFORE UPDATE ON log
        BEGIN SELECT CASE WHEN 1 THEN RAISE(ABORT, 'append only; always') END; END;
        -- only: postgres
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'append only; always'; END $$;
        CREATE TRIGGER log_is_append_only BEFORE UPDATE ON log FOR EACH ROW EXECUTE FUNCTION refuse_change();
        -- only: end
        INSERT INTO log (body) VALUES ('one');
        """

    @Test("apply once, in order, on both dialects", arguments: DatabaseKind.allCases)
    func apply(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, fixture in
            let migrator = try Self.write(
                ["0002_log.sql": Self.second, "0001_first.sql": Self.first, "README.md": "no migration"],
                into: fixture.folder)
            #expect(try await migrator.pending(on: database) == ["0001_first", "0002_log"])
            #expect(try await migrator.run(on: database) == ["0001_first", "0002_log"])
            #expect(try await migrator.run(on: database).isEmpty)
            #expect(try await migrator.pending(on: database).isEmpty)
            let note = try await database.read { try $0.row("SELECT id, note FROM \"INTEGER\"") }
            #expect(try note?.text("note") == "it's -- INTEGER;")
            #expect(try note?.int("id") == 1)
            let change = await problem { try await database.write { _ = try $0.execute("UPDATE log SET body = 'x'") } }
            guard case .other(_, let message) = change else {
                Issue.record("the trigger did not refuse: \(String(describing: change))")
                return
            }
            #expect(message.contains("append only; always"))
            let digests = try await database.read { try $0.rows("SELECT sha256 FROM schema_migration ORDER BY number") }
            // `printf %s … | sha256sum` is the judge: see the next test.
            #expect(try digests.map { try $0.text(0).utf8.count } == [64, 64])
        }
    }

    @Test("the digest is SHA-256 (FIPS 180-4, the example \"abc\")")
    func digest() {
        let file = MigrationFile(number: 1, name: "0001_abc", text: "abc")
        #expect(file.digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("a changed, missing or late file is refused", arguments: DatabaseKind.allCases)
    func refusals(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, fixture in
            let (one, three) = ("CREATE TABLE a (v INTEGER);", "CREATE TABLE c (v INTEGER);")
            let migrator = try Self.write(["0001_a.sql": one, "0003_c.sql": three], into: fixture.folder)
            _ = try await migrator.run(on: database)

            _ = try Self.write(["0001_a.sql": one + "\n"], into: fixture.folder)
            await #expect(throws: MigrationProblem.changed("0001_a")) { try await migrator.run(on: database) }
            await #expect(throws: MigrationProblem.changed("0001_a")) { try await migrator.pending(on: database) }
            _ = try Self.write(["0001_a.sql": one, "0002_b.sql": "CREATE TABLE b (v INTEGER);"], into: fixture.folder)
            await #expect(throws: MigrationProblem.outOfOrder("0002_b")) { try await migrator.run(on: database) }

            let older = try Self.write(["0001_a.sql": one], into: fixture.folder.appendingPathComponent("older"))
            await #expect(throws: MigrationProblem.newerDatabase("0003_c")) { try await older.run(on: database) }
        }
    }

    @Test("a failing file leaves nothing, the one before stays", arguments: DatabaseKind.allCases)
    func failing(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, fixture in
            let bad =
                "CREATE TABLE b (v INTEGER);\nINSERT INTO b (v) VALUES (1);\n\nINSERT INTO nowhere (v) VALUES (1);"
            let migrator = try Self.write(
                ["0001_a.sql": "CREATE TABLE a (v INTEGER)", "0002_b.sql": bad], into: fixture.folder)
            do {
                _ = try await migrator.run(on: database)
                Issue.record("a statement without its table succeeded")
            } catch MigrationProblem.failed(let file, let line, _) {
                #expect(file == "0002_b")
                #expect(line == 4)
            }
            #expect(try await migrator.pending(on: database) == ["0002_b"])
            #expect(await problem { _ = try await database.integer("SELECT COUNT(*) FROM b") } != nil)
            #expect(try await database.integer("SELECT COUNT(*) FROM a") == 0)
            _ = try Self.write(["0002_b.sql": "COMMIT;"], into: fixture.folder)
            await #expect(throws: MigrationProblem.forbidden(file: "0002_b", line: 1)) {
                try await migrator.run(on: database)
            }
        }
    }

    @Test("programs that start at once share the work", arguments: DatabaseKind.allCases)
    func concurrent(kind: DatabaseKind) async throws {
        try await Fixture.with(kind) { database, fixture in
            var files: [String: String] = [:]
            for number in 1...9 { files["000\(number)_t.sql"] = "CREATE TABLE t\(number) (id INTEGER PRIMARY KEY);" }
            let migrator = try Self.write(files, into: fixture.folder)
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let own = try await Databases.open(fixture.configuration, logger: Fixture.logger)
                        let applied = try await migrator.run(on: own)
                        await own.close()
                        return applied
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == (1...9).map { "000\($0)_t" })
            #expect(try await database.integer("SELECT COUNT(*) FROM schema_migration") == 9)
        }
    }

    @Test(
        "names are checked",
        arguments: [
            (["1_a.sql"], MigrationProblem.badName("1_a.sql")), (["0001-a.sql"], .badName("0001-a.sql")),
            (["0001_A.sql"], .badName("0001_A.sql")), (["0001_.sql"], .badName("0001_.sql")),
            (["0001_a.sql", "0001_b.sql"], .duplicateNumber("0001_a", "0001_b")),
        ])
    func names(files: [String], problem: MigrationProblem) async throws {
        try await Fixture.with(.sqlite) { database, fixture in
            let migrator = try Self.write(
                Dictionary(uniqueKeysWithValues: files.map { ($0, "SELECT 1;") }), into: fixture.folder)
            await #expect(throws: problem) { try await migrator.run(on: database) }
        }
    }

    @Test("words are translated, strings, names and comments are not")
    func dialect() {
        func postgres(_ text: String) -> [String] { MigrationText.statements(of: text, for: .postgres).map(\.text) }
        func sqlite(_ text: String) -> [String] { MigrationText.statements(of: text, for: .sqlite).map(\.text) }
        let table =
            "CREATE TABLE t (a INTEGER  PRIMARY\n KEY, b INTEGER, INTEGERS TEXT, r REAL, x BLOB) STRICT, WITHOUT ROWID;"
        #expect(
            postgres(table) == [
                "CREATE TABLE t (a BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, b BIGINT, "
                    + "INTEGERS TEXT COLLATE \"C\", r DOUBLE PRECISION, x BYTEA)"
            ])
        #expect(postgres("SELECT CAST(a AS TEXT), 'TEXT', \"TEXT\" /* TEXT; */ FROM t -- TEXT;").count == 1)
        #expect(
            postgres("SELECT CAST(a AS TEXT), 'TEXT', \"TEXT\" /* TEXT; */ FROM t -- TEXT;")
                == ["SELECT CAST(a AS TEXT), 'TEXT', \"TEXT\" FROM t"])
        #expect(
            postgres("CREATE INDEX i ON t (lower(a)); ;; SELECT 1") == ["CREATE INDEX i ON t (lower(a))", "SELECT 1"])
        #expect(sqlite("SELECT ';', 1;SELECT 2") == ["SELECT ';', 1", "SELECT 2"])
        #expect(sqlite("SELECT 'unfinished; ") == ["SELECT 'unfinished; "])
        #expect(postgres("SELECT $tag$ ; $$ ; $tag$; SELECT 2") == ["SELECT $tag$ ; $$ ; $tag$", "SELECT 2"])
        #expect(MigrationText.statements(of: "\n\nSELECT 1;\n-- x\nSELECT 2", for: .sqlite).map(\.line) == [3, 5])
        #expect(PostgresPlaceholders.translate("a = ?2 OR '?1' = ?12 -- ?3") == ("a = $2 OR '?1' = $12 -- ?3", 12))
    }
}

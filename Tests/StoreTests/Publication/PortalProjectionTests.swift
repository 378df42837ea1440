import Domain
import Foundation
import Synchronization
import Testing

@testable import Database
@testable import Store

/// Invariants 4 and 7 of architecture.md.
@Suite struct PortalProjectionTests {
    @Test("the portal's queries name no table but the projection's", arguments: DatabaseKind.allCases)
    func tables(_ kind: DatabaseKind) async throws {
        let others = try PortalProjectionTests.tables().filter { !$0.hasPrefix("publication_") }
        #expect(others.contains("registry_risk"))
        try await InspectionBench.with(kind) { bench async throws in
            try await bench.publishAll(on: "2026-11-06")
            let statements = try await bench.database.read { connection in
                let recording = RecordingConnection(connection)
                try PortalProjectionTests.readAll(SQLPublicationStore(connection: recording))
                return recording.texts
            }
            #expect(statements.count >= 15)
            for statement in statements {
                let words = statement.split { !$0.isLetter && $0 != "_" && !$0.isNumber }.map(String.init)
                // A column of the projection may bear a table's name (log_entry): what counts is what is read from.
                let sources = zip(words, words.dropFirst()).filter { ["FROM", "JOIN"].contains($0.0) }.map(\.1)
                #expect(!sources.isEmpty, "\(statement)")
                #expect(sources.allSatisfy { $0.hasPrefix("publication_") }, "\(statement)")
            }
        }
    }

    /// With every other table gone, the portal still answers.
    @Test("the portal answers from the projection alone")
    func alone() async throws {
        try await InspectionBench.with(.sqlite) { bench async throws in
            try await bench.publishAll(on: "2026-11-06")
            let results = try await bench.database.write { connection in
                let others = try connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
                    .map { try $0.text("name") }
                    .filter { !$0.hasPrefix("publication_") && !$0.hasPrefix("sqlite_") }
                try connection.execute("PRAGMA defer_foreign_keys = ON")
                for table in others {
                    try connection.execute(SQL(migrationStatement: "ALTER TABLE \(table) RENAME TO gone_\(table)"))
                }
                let store = SQLPublicationStore(connection: connection)
                try PortalProjectionTests.readAll(store)
                let today = try #require(Day("2026-11-06"))
                return try store.results(ResultSearch(), on: today, slice: Slice()).total
            }
            #expect(results == 3)
        }
    }

    @Test("4 no column of the projection can hold a risk class")
    func columns() throws {
        let text = try PortalProjectionTests.migrations()
        let projection = text.split(separator: "CREATE TABLE").filter {
            $0.drop { $0 == " " }.hasPrefix("publication_")
        }
        #expect(projection.count >= 7)
        for columns in projection {
            // Up to its end: what follows belongs to other tables.
            let table = columns.prefix { $0 != ";" }
            #expect(!table.contains("class"))
            #expect(!table.contains("risk"))
        }
    }

    private static func readAll(_ store: any PortalStore) throws {
        let today = try #require(Day("2026-11-06"))
        let full = ResultSearch(
            text: "某", region: RegionCode("230000"), outcome: "no-problem", from: Day("2026-01-01"), to: today,
            heading: PublicResult.marketHeading, ceremony: "YH", campaign: "2026")
        _ = try store.results(full, on: today, slice: Slice())
        _ = try store.results(ResultSearch(), on: today, slice: Slice())
        _ = try store.result(id: 1, on: today)
        _ = try store.resultRegions(on: today)
        _ = try store.ceremonies(slice: Slice())
        _ = try store.publicCeremony(code: "YH")
        _ = try store.populationPiece(code: "YH", ordinal: 0)
        _ = try store.slipProof(code: "YH", slip: "A")
        try store.forEachSlipProof(code: "YH") { _, _ in }
        _ = try store.plans(slice: Slice())
        _ = try store.publicPlan(id: 1)
        _ = try store.booklets(code: "J06")
        for list in CatalogueList.allCases {
            _ = try store.publicVersions(list)
            _ = try store.publicEntries(list, version: 1, text: "食品", slice: Slice())
            _ = try store.publicEntries(list, version: 1, text: "", slice: Slice())
            try store.forEachPublicEntry(list, version: 1) { _ in }
            _ = try store.publicPeriods(list, code: "S-001")
            _ = try store.retiredEntries(list, version: 1, slice: Slice())
            _ = try store.publicFiles(list, code: "S-001")
        }
        _ = try store.publicFile(document: 1, version: 1)
        _ = try store.portalCounts(on: today)
    }

    private static func migrations() throws -> String {
        let folder = MigrationFiles.directory
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }.joined(separator: "\n")
    }

    /// Every table of the schema.
    private static func tables() throws -> Set<String> {
        func names(after words: String, _ place: Int = 0) throws -> [String] {
            try migrations().components(separatedBy: words).dropFirst().compactMap { text in
                let words = text.split { " ;\n".contains($0) }
                return words.indices.contains(place) ? String(words[place]) : nil
            }
        }
        // A table that was rebuilt goes by its last name; one that was dropped is gone, unless it was made again so.
        let made = try names(after: "CREATE TABLE "), altered = try names(after: "ALTER TABLE ")
        let renamed = Set(
            zip(altered, try names(after: "ALTER TABLE ", 1)).filter { $0.1 == "RENAME" }.map(\.0)
        ).subtracting(
            zip(altered, try names(after: "ALTER TABLE ", 2)).filter { $0.1 == "COLUMN" }.map(\.0))
        let dropped = Set(try names(after: "DROP TABLE ")).subtracting(try names(after: "RENAME TO "))
        return Set(made).subtracting(renamed).subtracting(dropped)
    }
}

/// Passes everything on and keeps the texts.
final class RecordingConnection: Connection {
    private let inner: any Connection
    private(set) var texts: [String] = []

    init(_ inner: any Connection) { self.inner = inner }

    var kind: DatabaseKind { inner.kind }

    private func note(_ sql: SQL) { texts.append(sql.rendered(for: .sqlite).text) }

    func execute(_ sql: SQL) throws -> Int {
        note(sql)
        return try inner.execute(sql)
    }

    func rows(_ sql: SQL) throws -> [Row] {
        note(sql)
        return try inner.rows(sql)
    }

    func row(_ sql: SQL) throws -> Row? {
        note(sql)
        return try inner.row(sql)
    }

    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        note(sql)
        try inner.forEach(sql, body)
    }

    func insert(into table: StaticString, columns: [StaticString], rows: () throws -> [SQLValue]?) throws -> Int {
        texts.append("INSERT INTO \(table)")
        return try inner.insert(into: table, columns: columns, rows: rows)
    }

    func executeMany(_ statement: StaticString, rows: () throws -> [SQLValue]?) throws -> Int {
        texts.append(statement.description)
        return try inner.executeMany(statement, rows: rows)
    }

    func queueWriters(on table: StaticString) throws { try inner.queueWriters(on: table) }

    func savepoint<T>(_ body: () throws -> T) throws -> T { try inner.savepoint(body) }
}

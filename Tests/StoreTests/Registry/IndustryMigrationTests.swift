import Database
import Domain
import Foundation
import Store
import Testing
import World

/// Migration 0021 on a database that the version before filled (2.2.5).
@Suite struct IndustryMigrationTests {
    @Test(
        "2.2.5 industries kept as digits get the letter of their section; letters, blanks and everything else stay",
        arguments: DatabaseKind.allCases)
    func sections(_ kind: DatabaseKind) async throws {
        try await TestDatabase.with(kind) { database in
            let folder = FileManager.default.temporaryDirectory.appending(path: "migrations-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let all = try FileManager.default.contentsOfDirectory(atPath: MigrationFiles.directory.path)
                .filter { $0.hasSuffix(".sql") }.sorted()
            func copy(_ names: [String]) throws {
                for name in names {
                    try FileManager.default.copyItem(
                        at: MigrationFiles.directory.appending(path: name), to: folder.appending(path: name))
                }
            }
            try copy(all.filter { $0 < "0021" })
            _ = try await Migrator(directory: folder).run(on: database)
            // The first and the last division of each section, a group below one, and what is no number.
            let cases: [(old: String, new: String)] = [
                ("01", "A01"), ("0111", "A0111"), ("05", "A05"), ("06", "B06"), ("12", "B12"), ("13", "C13"),
                ("4390", "C4390"), ("44", "D44"), ("46", "D46"), ("47", "E47"), ("50", "E50"), ("51", "F51"),
                ("5211", "F5211"), ("53", "G53"), ("60", "G60"), ("61", "H61"), ("6210", "H6210"), ("63", "I63"),
                ("65", "I65"), ("66", "J66"), ("69", "J69"), ("70", "K70"), ("71", "L71"), ("72", "L72"), ("73", "M73"),
                ("75", "M75"), ("76", "N76"), ("79", "N79"), ("80", "O80"), ("82", "O82"), ("83", "P83"), ("84", "Q84"),
                ("85", "Q85"), ("86", "R86"), ("90", "R90"), ("91", "S91"), ("96", "S96"), ("97", "T97"), ("", ""),
                ("H6210", "H6210"),
            ]
            _ = try await database.write { connection in
                for (place, one) in cases.enumerated() {
                    try connection.execute(
                        """
                        INSERT INTO registry_subject (id, identifier, name, type_code, is_market, status, region_code,
                            region_how, kind, capital, scope, address, tags, row_hash, import_id, changed_at, industry)
                        VALUES (\(place + 1), \("X\(place)"), \("虚构\(place)"), '91', 1, 'active', '230102', 'code', '', '',
                            '餐饮服务', '某路', 'catering', \(place), 1, '2026-11-20T00:00:00.000Z', \(one.old))
                        """)
                }
            }
            let before = try await picture(database)
            try copy(all.filter { $0 >= "0021" })
            _ = try await Migrator(directory: folder).run(on: database)
            let after = try await picture(database)
            #expect(after.map(\.industry) == cases.map(\.new))
            #expect(after.map(\.rest) == before.map(\.rest))
        }
    }

    private func picture(_ database: any Database) async throws -> [(industry: String, rest: String)] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT industry, id, identifier, name, type_code, status, region_code, scope, address, tags, row_hash,
                    import_id, changed_at
                FROM registry_subject ORDER BY id
                """
            ).map { row in
                (try row.text("industry"), "\(row.values.dropFirst())")
            }
        }
    }
}

import Store
import Testing

@testable import Database
@testable import Domain
@testable import VerifiableDraw

/// What an insider with the database could try (docs/threats.md), and what stops or shows it.
@Suite struct ThreatTests {
    /// What somebody does with SQL between freeze and draw.
    struct Edit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: String
        let sql: @Sendable (_ connection: any Connection) throws -> Void

        init(_ name: String, _ code: String, _ sql: @escaping @Sendable (_ connection: any Connection) throws -> Void) {
            testDescription = name
            self.code = code
            self.sql = sql
        }
    }

    /// The first stored piece with its bytes changed.
    private static func piece(
        _ connection: any Connection, _ column: StaticString, of table: StaticString, _ change: ([UInt8]) -> [UInt8]
    ) throws {
        let (column, table) = (SQL(migrationStatement: "\(column)"), SQL(migrationStatement: "\(table)"))
        let row = try #require(try connection.row("SELECT \(column) AS bytes FROM \(table) WHERE ordinal = 0"))
        let changed = change(try row.bytes("bytes"))
        try connection.execute("UPDATE \(table) SET \(column) = \(changed) WHERE ordinal = 0")
    }

    static let edits: [Edit] = [
        Edit("population: a line's lot exchanged", "draw.frozen-changed") {
            try piece($0, "lines", of: "draw_population_piece") { bytes in
                var bytes = bytes
                bytes[10] = bytes[10] == 0x30 ? 0x31 : 0x30
                return bytes
            }
        },
        Edit("population: a subject taken out with its line", "draw.frozen-changed") { connection in
            try piece(connection, "lines", of: "draw_population_piece") { bytes in
                Array(bytes.dropFirst((bytes.firstIndex(of: 0x0A) ?? 0) + 1))
            }
            try piece(connection, "subject_ids", of: "draw_population_piece") { Array($0.dropFirst(4)) }
        },
        Edit("population: every lot given to another subject", "draw.frozen-changed") { connection in
            let rows = try connection.rows("SELECT ordinal, subject_ids FROM draw_population_piece")
            for row in rows {
                let ids = try row.bytes("subject_ids")
                let turned = Array(ids.dropFirst(4) + ids.prefix(4))
                if ids.count > 4 {
                    try connection.execute(
                        "UPDATE draw_population_piece SET subject_ids = \(turned) WHERE ordinal = \(try row.int("ordinal"))"
                    )
                }
            }
        },
        Edit("population: a root to go with the edit", "draw.rows-changed") { connection in
            try piece(connection, "lines", of: "draw_population_piece") { bytes in
                Array(bytes.dropFirst((bytes.firstIndex(of: 0x0A) ?? 0) + 1))
            }
            try piece(connection, "subject_ids", of: "draw_population_piece") { Array($0.dropFirst(4)) }
            var text: [UInt8] = []
            try connection.forEach("SELECT lines FROM draw_population_piece ORDER BY ordinal") {
                text += try $0.bytes("lines")
            }
            let population = try text.withUnsafeBytes { try Population(utf8: $0) }
            try connection.execute(
                "UPDATE draw_ceremony SET population_root = \(population.root), population_count = \(population.count)")
        },
        Edit("slips: a leaf exchanged", "draw.frozen-changed") {
            try piece($0, "leaves", of: "draw_slip_piece") { [$0[0] ^ 1] + $0.dropFirst() }
        },
        Edit("slips: leaves given to other subjects", "draw.frozen-changed") {
            try piece($0, "subject_ids", of: "draw_slip_piece") { Array($0.dropFirst(4) + $0.prefix(4)) }
        },
        Edit("quota: more to be drawn of a stratum", "draw.frozen-changed") {
            _ = try $0.execute("UPDATE draw_stratum SET take = take + 1 WHERE population > 5")
        },
        Edit("quota: a stratum taken away", "draw.frozen-changed") {
            _ = try $0.execute(
                "DELETE FROM draw_stratum WHERE take > 0 AND name = (SELECT MIN(name) FROM draw_stratum WHERE take > 0)"
            )
        },
        Edit("keys: another lot key", "draw.frozen-changed") {
            _ = try $0.execute("UPDATE draw_ceremony SET lot_key = \([UInt8](repeating: 7, count: 32))")
        },
        Edit("keys: another slip key", "draw.frozen-changed") {
            _ = try $0.execute("UPDATE draw_ceremony SET slip_key = \([UInt8](repeating: 7, count: 32))")
        },
        Edit("registry: identifiers exchanged between subjects", "draw.frozen-changed") { connection in
            try connection.execute("UPDATE registry_subject SET identifier = 'X' || identifier")
        },
        Edit("parties: a value exchanged after it was revealed", "draw.rows-changed") {
            _ = try $0.execute(
                "UPDATE draw_party SET revealed = \(String(repeating: "d", count: 64)) WHERE party = 'drawer'")
        },
        Edit("parties: a value withdrawn as missing", "draw.rows-changed") {
            _ = try $0.execute("UPDATE draw_party SET revealed = NULL, is_missing = 1 WHERE party = 'drawer'")
        },
        Edit("public value: other dice", "draw.rows-changed") {
            _ = try $0.execute("UPDATE draw_public_value SET value = '999'")
        },
        Edit("commit round: an earlier tree", "draw.rows-changed") {
            _ = try $0.execute("UPDATE draw_ceremony SET commit_tree_size = commit_tree_size - 1")
        },
        Edit("log: the plan's entry rewritten", "draw.rows-changed") { connection in
            let row = try #require(try connection.row("SELECT plan_entry AS place FROM draw_ceremony"))
            let place = try row.int("place")
            let old = try #require(try connection.row("SELECT entry FROM log_entry WHERE idx = \(place)"))
            let text = String(decoding: try old.bytes("entry"), as: UTF8.self)
            let other = Array(text.replacing("dice:hall-1", with: "dice:hall-2").utf8)
            try connection.execute("UPDATE log_entry SET entry = \(other) WHERE idx = \(place)")
        },
    ]

    @Test(
        "threat: population edited after the freeze, a row changed by hand — nothing is drawn from such rows",
        arguments: edits)
    func editedBeforeTheDraw(_ edit: Edit) async throws {
        for kind in DatabaseKind.allCases {
            try await DrawBench.with(kind) { bench async throws in
                let id = try await bench.toDraw([2])
                try await bench.database.write { try edit.sql($0) }
                let size = try await bench.logSize()
                let problem = await refusal { try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: id) }
                #expect(problem?.code == edit.code, "\(kind): \(problem?.message ?? "drawn")")
                #expect(problem?.remedy?.contains("监督") == true)
                #expect(try await bench.logSize() == size)
                #expect(try await bench.number("SELECT COUNT(*) FROM draw_lot") == 0)
                #expect(try await bench.number("SELECT COUNT(*) FROM inspection_visit") == 0)
            }
        }
    }

    @Test(
        "threat: record edited after publication — the verifier refuses the edited record",
        arguments: DatabaseKind.allCases)
    func editedAfterPublication(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.drawn([1, 2])
            let (record, json, population) = try await bench.published(id)
            func failures() async throws -> [String] {
                let (record, _, text) = try await bench.published(id)
                let population = try text.withUnsafeBytes { try Population(utf8: $0) }
                return CeremonyVerifier.verify(record: record, population: population).checks
                    .filter { $0.state == .failed }.map(\.title)
            }
            #expect(try await failures() == [])
            let drawn = try #require(record.strata?.flatMap(\.drawn).map(\.id))
            let spare = try #require(
                String(decoding: population, as: UTF8.self).split(separator: "\n")
                    .map { String($0.suffix(20)) }.first { !drawn.contains($0) })
            let slips = try #require(record.slips?.map(\.id))
            let team = try #require(record.matching?.assignment.first?.officers)
            for (old, new, title) in [
                (drawn[0], spare, "抽中的检查对象与重新计算一致"), (slips[3], String(repeating: "5", count: 20), "签条与日志所记一致"),
                (
                    "[\"\(team[0])\",\"\(team[1])\"]", "[\"\(team[1])\",\"\(team[0])\"]", "检查人员的匹配与重新计算一致"
                ),
                ("3141592653", "3141592654", "种子由上述内容唯一确定"),
            ] {
                let edited = json.replacing(old, with: new)
                #expect(edited != json)
                try await bench.database.write { connection in
                    try connection.execute("UPDATE publication_ceremony SET record = \(edited)")
                }
                #expect(try await failures().contains(title), "\(title)")
            }
            // The rows behind the record show up too: what is published does not follow them.
            try await bench.database.write { connection in
                try connection.execute("UPDATE publication_ceremony SET record = \(json)")
                try connection.execute("UPDATE draw_lot SET lot = \(spare) WHERE lot = \(drawn[0])")
            }
            #expect(try await failures() == [])
            try await bench.database.write { connection in
                try connection.execute("DELETE FROM publication_population_piece WHERE ordinal = 0")
            }
            #expect(try await failures().contains("名单与冻结时一致"))
        }
    }

    @Test(
        "threat: a published result changed by hand — its record no longer has the logged digest",
        arguments: DatabaseKind.allCases)
    func editedResult(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            _ = try await PublicView.make(bench, [2])
            let portal = Portal(bench.house)
            let id = try #require(try await portal.results(ResultSearch(), slice: Slice()).rows.first).id
            func holds() async throws -> Bool {
                let proof = try await portal.proof(of: id)
                return String(decoding: proof.entry, as: UTF8.self).contains(Digests.sha256Hex(proof.record))
            }
            #expect(try await holds())
            try await bench.database.write { connection in
                try connection.execute(
                    "UPDATE publication_result SET record = REPLACE(record, '样例主体', '别的主体') WHERE id = \(id)")
            }
            #expect(try await !holds())
        }
    }

    @Test(
        "threat: seed known early — one party's or the dice's value alone changes who is drawn",
        arguments: DatabaseKind.allCases)
    func seedKnownEarly(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            // All that is known before the last value: whoever knows all but one of them knows nothing of the seed.
            let id = try await bench.toDraw([2])
            let ceremony = try #require(try await bench.house.storage.read { try $0.draws.ceremony(id: id) })
            try await bench.house.storage.read { stores in
                let document = try Ceremonies.seedDocument(ceremony, stores: stores)
                let names = try FrozenNames(ceremony: id, stores)
                let strata = try stores.draws.strata(ceremony: id)
                func drawn(_ text: String) throws -> Set<String> {
                    Set(try names.draw(strata, seed: SeedDocument(text: text).seed).map(\.lot))
                }
                let truth = try drawn(document.text)
                for (old, new) in [
                    (DrawBench.value("drawer"), String(repeating: "d", count: 64)),
                    (DrawBench.value("supervisor"), String(repeating: "d", count: 64)), ("3141592653", "3141592654"),
                ] {
                    let other = try drawn(document.text.replacing(old, with: new))
                    #expect(other.count == truth.count && other != truth, "\(old)")
                }
            }
            // And in the log everything that decides stands before the first value that anybody could know.
            let order = try await bench.house.storage.read { stores in
                try stores.ledger.timeline(object: "ceremony/\(id)").map(\.act)
            }
            #expect(
                order == [
                    "draw.plan", "draw.freeze", "draw.commit", "draw.commit", "draw.close-commits", "draw.reveal",
                    "draw.reveal", "draw.public",
                ])
        }
    }
}

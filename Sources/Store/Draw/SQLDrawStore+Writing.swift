import Database
import Domain
import Foundation

/// The writing side of ceremonies. Every step checks state and version, so two people pressing at once make one step.
extension SQLDrawStore {
    func insert(_ ceremony: NewCeremony) throws -> Int64 {
        guard
            let row = try connection.row(
                """
                INSERT INTO draw_ceremony (code, title, authority_id, region_code, department_code, state,
                    commit_deadline, reveal_deadline, public_source, created_at, version)
                VALUES (\(ceremony.code), \(ceremony.title), \(ceremony.authority), \(ceremony.region.text),
                    \(ceremony.department), 'planned', \(ceremony.commitDeadline.description),
                    \(ceremony.revealDeadline.description), \(ceremony.sources.first ?? ""), \(ceremony.createdAt.description), 1)
                RETURNING id
                """)
        else { throw DatabaseProblem.decoding("INSERT returned no id") }
        let id = try row.int64("id")
        for (ordinal, campaign) in ceremony.campaigns.enumerated() {
            try connection.execute(
                """
                INSERT INTO draw_ceremony_campaign (ceremony_id, campaign_id, ordinal)
                VALUES (\(id), \(campaign), \(ordinal + 1))
                """)
        }
        for (ordinal, source) in ceremony.sources.enumerated() {
            try connection.execute(
                """
                INSERT INTO draw_public_source (ceremony_id, ordinal, source)
                VALUES (\(id), \(ordinal + 1), \(source))
                """)
        }
        for party in ceremony.parties {
            try connection.execute(
                """
                INSERT INTO draw_party (ceremony_id, party, title, role, account_id)
                VALUES (\(id), \(party.id), \(party.title), \(party.id), \(party.account))
                """)
        }
        return id
    }

    func setPlanEntry(_ position: Int64, ceremony: Int64) throws {
        try connection.execute("UPDATE draw_ceremony SET plan_entry = \(position) WHERE id = \(ceremony)")
    }

    func setFrozen(_ freeze: FrozenFacts, ceremony: Ceremony) throws {
        let staffing = try Self.json(freeze.staffing)
        try step(
            ceremony, from: .planned, to: .frozen,
            """
            lot_key = \(freeze.lotKey), slip_key = \(freeze.slipKey), inspector_lot_key = \(freeze.inspectorLotKey),
                subject_count = \(freeze.subjects), slips_root = \(freeze.slipsRoot), freeze_entry = \(freeze.entry),
                population_root = \(freeze.root), population_count = \(freeze.count), staffing = \(staffing)
            """)
    }

    func setCommitment(_ hex: String, entry: Int64, at: Moment, party: String, ceremony: Int64) throws {
        let changed = try connection.execute(
            """
            UPDATE draw_party
            SET commitment = \(hex), commit_entry = \(entry), committed_at = \(at.description)
            WHERE ceremony_id = \(ceremony) AND party = \(party) AND commitment IS NULL
            """)
        guard changed == 1 else { throw Problem.moved("承诺") }
    }

    func setCommitted(treeSize: Int64, treeRoot: String, ceremony: Ceremony) throws {
        try step(
            ceremony, from: .frozen, to: .committed,
            "commit_tree_size = \(treeSize), commit_tree_root = \(treeRoot)")
    }

    func setReveal(_ hex: String, entry: Int64, at: Moment, party: String, ceremony: Int64) throws {
        let changed = try connection.execute(
            """
            UPDATE draw_party SET revealed = \(hex), reveal_entry = \(entry), revealed_at = \(at.description)
            WHERE ceremony_id = \(ceremony) AND party = \(party) AND revealed IS NULL AND is_missing = 0
            """)
        guard changed == 1 else { throw Problem.moved("揭示") }
    }

    func setMissing(party: String, ceremony: Int64) throws {
        try connection.execute(
            """
            UPDATE draw_party SET is_missing = 1
            WHERE ceremony_id = \(ceremony) AND party = \(party) AND revealed IS NULL
            """)
    }

    func setRevealed(ceremony: Ceremony) throws {
        try step(ceremony, from: .committed, to: .revealed, "seed = NULL")
    }

    func setPublicValue(_ value: String, source: String, entry: Int64, at: Moment, ceremony: Int64) throws {
        try connection.execute(
            """
            INSERT INTO draw_public_value (ceremony_id, source, value, entry, at)
            VALUES (\(ceremony), \(source), \(value), \(entry), \(at.description))
            """)
    }

    func setDrawn(_ drawn: DrawnFacts, ceremony: Ceremony) throws {
        try step(
            ceremony, from: .revealed, to: .drawn,
            """
            seed_document = \(drawn.seedDocument), seed = \(drawn.seed), draw_entry = \(drawn.entry),
                record = \(drawn.record), drawn_at = \(drawn.at.description)
            """)
    }

    func setAborted(reason: String, entry: Int64, ceremony: Ceremony) throws {
        try step(
            ceremony, from: ceremony.state, to: .aborted, "abort_reason = \(reason), abort_entry = \(entry)")
    }

    func insertPiece(_ piece: PopulationPiece, ceremony: Int64) throws {
        try connection.execute(
            """
            INSERT INTO draw_population_piece (ceremony_id, ordinal, lines, subject_ids)
            VALUES (\(ceremony), \(piece.ordinal), \(piece.lines), \(piece.subjectIDs))
            """)
    }

    func forEachPiece(ceremony: Int64, _ body: (PopulationPiece) throws -> Void) throws {
        try connection.forEach(
            """
            SELECT ordinal, lines, subject_ids FROM draw_population_piece WHERE ceremony_id = \(ceremony)
            ORDER BY ordinal
            """
        ) {
            try body(
                PopulationPiece(
                    ordinal: $0.int("ordinal"), lines: $0.bytes("lines"), subjectIDs: $0.bytes("subject_ids")))
        }
    }

    func insert(strata: [Stratum], ceremony: Int64) throws {
        for stratum in strata {
            let classes = stratum.classes.map(\.rawValue).joined(separator: ",")
            let (points, number) = SQLPlanStore.columns(stratum.measure)
            try connection.execute(
                """
                INSERT INTO draw_stratum (ceremony_id, name, campaign_id, classes, population, basis_points, number, take)
                VALUES (\(ceremony), \(stratum.name), \(stratum.campaign), \(classes), \(stratum.population),
                    \(points), \(number), \(stratum.take))
                """)
        }
    }

    func insert(exclusions: [(reason: String, count: Int)], ceremony: Int64) throws {
        for exclusion in exclusions {
            try connection.execute(
                """
                INSERT INTO draw_exclusion (ceremony_id, reason, number)
                VALUES (\(ceremony), \(exclusion.reason), \(exclusion.count))
                """)
        }
    }

    func setStaffing(_ staffing: FrozenStaffing, ceremony: Int64) throws {
        try connection.execute("UPDATE draw_ceremony SET staffing = \(Self.json(staffing)) WHERE id = \(ceremony)")
    }

    private static func json(_ staffing: FrozenStaffing) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(staffing), as: UTF8.self)
    }

    func staffing(ceremony: Int64) throws -> FrozenStaffing? {
        try connection.row("SELECT staffing FROM draw_ceremony WHERE id = \(ceremony)")?.textOrNil("staffing").map {
            try JSONDecoder().decode(FrozenStaffing.self, from: Data($0.utf8))
        }
    }

    func lastAbort(campaigns: [Int64]) throws -> Int64? {
        try connection.row(
            """
            SELECT MAX(c.abort_entry) AS entry FROM draw_ceremony c
            WHERE c.id IN (SELECT ceremony_id FROM draw_ceremony_campaign WHERE campaign_id IN (\(SQL.list(campaigns))))
            """)?.int64OrNil("entry")
    }

    func insert(lots: [DrawnLot], ceremony: Int64) throws {
        var rest = lots[...]
        try connection.insert(
            into: "draw_lot", columns: ["ceremony_id", "stratum", "lot", "rank", "ticket", "subject_id"]
        ) {
            guard let lot = rest.popFirst() else { return nil }
            return [
                .integer(ceremony), .text(lot.stratum), .text(lot.lot), .integer(Int64(lot.rank)), .text(lot.ticket),
                .integer(lot.subject),
            ]
        }
    }

    /// Moves the ceremony one step on, if nobody did so before.
    private func step(_ ceremony: Ceremony, from: Ceremony.State, to: Ceremony.State, _ facts: SQL) throws {
        let changed = try connection.execute(
            """
            UPDATE draw_ceremony SET state = \(to.rawValue), version = version + 1, \(facts)
            WHERE id = \(ceremony.id) AND state = \(from.rawValue) AND version = \(ceremony.version)
            """)
        guard changed == 1 else { throw Problem.moved("摇号") }
    }
}

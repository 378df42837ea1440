import Database
import Domain
import VerifiableDraw

/// Slips: the frozen tree, who was left out, and the drawn ones with their proofs.
extension SQLDrawStore {
    func insertPiece(_ piece: SlipTree.Piece, ordinal: Int, ceremony: Int64) throws {
        try connection.execute(
            """
            INSERT INTO draw_slip_piece (ceremony_id, ordinal, leaves, subject_ids)
            VALUES (\(ceremony), \(ordinal), \(piece.leaves), \(SubjectBytes.pack(piece.subjects)))
            """)
    }

    func forEachSlipPiece(ceremony: Int64, _ body: (SlipTree.Piece) throws -> Void) throws {
        try connection.forEach(
            "SELECT leaves, subject_ids FROM draw_slip_piece WHERE ceremony_id = \(ceremony) ORDER BY ordinal"
        ) {
            try body(
                SlipTree.Piece(
                    leaves: $0.bytes("leaves"), subjects: SubjectBytes.unpack($0.bytes("subject_ids"))))
        }
    }

    func insert(_ excluded: Excluded, ceremony: Int64) throws {
        let size = 262_144
        for (ordinal, lower) in stride(from: 0, to: excluded.subjects.count, by: size).enumerated() {
            let part = excluded.subjects[lower..<min(lower + size, excluded.subjects.count)]
            try connection.execute(
                """
                INSERT INTO draw_excluded_piece (ceremony_id, campaign_id, reason, ordinal, subject_ids)
                VALUES (\(ceremony), \(excluded.campaign), \(excluded.reason), \(ordinal), \(SubjectBytes.pack(part)))
                """)
        }
    }

    func forEachExcluded(ceremony: Int64, _ body: (Excluded) throws -> Void) throws {
        try connection.forEach(
            """
            SELECT campaign_id, reason, subject_ids FROM draw_excluded_piece WHERE ceremony_id = \(ceremony)
            ORDER BY campaign_id, reason, ordinal
            """
        ) {
            try body(
                Excluded(
                    campaign: $0.int64("campaign_id"), reason: $0.text("reason"),
                    subjects: SubjectBytes.unpack($0.bytes("subject_ids"))))
        }
    }

    func visitState(ceremony: Int64, subject: Int64) throws -> Visit.State? {
        try connection.row(
            "SELECT state FROM inspection_visit WHERE ceremony_id = \(ceremony) AND subject_id = \(subject)")?
            .value("state")
    }

    func waitingVisits(ceremony: Int64) throws -> Int {
        try connection.row(
            "SELECT COUNT(*) AS n FROM inspection_visit WHERE ceremony_id = \(ceremony) AND state = 'assigned'")?
            .int("n") ?? 0
    }

    func insert(slips: [DrawnSlip], ceremony: Int64) throws {
        var rest = slips[...]
        try connection.insert(
            into: "draw_slip",
            columns: ["ceremony_id", "slip", "nonce", "leaf_index", "leaf_count", "path", "subject_id"]
        ) {
            guard let slip = rest.popFirst() else { return nil }
            return [
                .integer(ceremony), .text(slip.slip), .text(slip.nonce), .integer(Int64(slip.proof.index)),
                .integer(Int64(slip.proof.count)), .text(try JSONText.encode(slip.proof.path)),
                .integer(slip.subject),
            ]
        }
    }

    func slip(ceremony: Int64, subject: Int64) throws -> DrawnSlip? {
        try connection.row(
            """
            SELECT subject_id, slip, nonce, leaf_index, leaf_count, path FROM draw_slip
            WHERE ceremony_id = \(ceremony) AND subject_id = \(subject)
            """
        ).map {
            DrawnSlip(
                subject: try $0.int64("subject_id"), slip: try $0.text("slip"), nonce: try $0.text("nonce"),
                proof: AuditPath(
                    index: try $0.int("leaf_index"), count: try $0.int("leaf_count"),
                    path: try JSONText.decode($0.text("path"))))
        }
    }
}

import Database
import Domain

/// Images of what imports changed, and their way back.
extension SQLImportStore {
    func beginImages(_ kind: ImportRecord.Kind) throws {
        guard kind == .inspectors else { return }
        // The list of people is short enough to be copied; what the import leaves alone goes again at its end.
        for table: SQL in ["registry_import_inspector", "registry_import_expertise", "registry_import_mark"] {
            try connection.execute("DELETE FROM \(table) WHERE import_id = 0")
        }
        try connection.execute(
            """
            INSERT INTO registry_import_inspector (import_id, id, name, authority_id, station_id, certificate_number,
                certificate_kind, valid_from, valid_until, is_auxiliary, post, status, capacity, changed_at)
            SELECT 0, id, name, authority_id, station_id, certificate_number, certificate_kind, valid_from, valid_until,
                is_auxiliary, post, status, capacity, changed_at FROM registry_inspector
            """)
        try connection.execute(
            """
            INSERT INTO registry_import_expertise (import_id, inspector_id, tag_code)
            SELECT 0, inspector_id, tag_code FROM registry_expertise
            """)
        try connection.execute(
            """
            INSERT INTO registry_import_mark (import_id, inspectors, recusals, last_inspector, last_recusal, changed_at)
            SELECT 0, COALESCE((SELECT MAX(id) FROM registry_inspector), 0),
                COALESCE((SELECT MAX(id) FROM registry_recusal), 0), 0, 0, ''
            """)
    }

    func finishImages(_ kind: ImportRecord.Kind, import id: Int64) throws {
        guard kind == .inspectors else { return }
        try connection.execute(
            """
            DELETE FROM registry_import_inspector WHERE import_id = 0 AND EXISTS (
                SELECT 1 FROM registry_inspector i WHERE i.id = registry_import_inspector.id
                    AND i.changed_at = registry_import_inspector.changed_at)
            """)
        try connection.execute(
            """
            DELETE FROM registry_import_expertise WHERE import_id = 0 AND inspector_id NOT IN (
                SELECT b.id FROM registry_import_inspector b WHERE b.import_id = 0)
            """)
        for table: SQL in ["registry_import_inspector", "registry_import_expertise"] {
            try connection.execute("UPDATE \(table) SET import_id = \(id) WHERE import_id = 0")
        }
        try connection.execute(
            """
            UPDATE registry_import_mark SET import_id = \(id),
                last_inspector = COALESCE((SELECT MAX(id) FROM registry_inspector), 0),
                last_recusal = COALESCE((SELECT MAX(id) FROM registry_recusal), 0),
                changed_at = COALESCE((SELECT MAX(changed_at) FROM registry_inspector), '')
            WHERE import_id = 0
            """)
    }

    func undoFacts(_ record: ImportRecord) throws -> ImportUndo.Facts {
        var facts = ImportUndo.Facts()
        func count(_ sql: SQL) throws -> Int { try connection.row(sql)?.int("number") ?? 0 }
        switch record.kind {
        case .subjects:
            facts.changed = try count(
                """
                SELECT COUNT(*) AS number FROM registry_import_subject b
                JOIN registry_subject s ON s.id = b.id AND s.import_id = b.import_id
                WHERE b.import_id = \(record.id) AND s.changed_at = \(record.at.description)
                """)
            facts.added =
                try count(
                    """
                    SELECT COUNT(*) AS number FROM registry_subject s
                    WHERE s.import_id = \(record.id) AND s.changed_at = \(record.at.description)
                    """) - facts.changed
            facts.touchedSince = max(0, record.counts.inserted + record.counts.updated - facts.added - facts.changed)
        case .inspectors:
            facts.changed = try count(
                """
                SELECT COUNT(*) AS number FROM registry_import_inspector b JOIN registry_inspector i ON i.id = b.id
                JOIN registry_import_mark m ON m.import_id = b.import_id
                WHERE b.import_id = \(record.id) AND i.changed_at = m.changed_at
                """)
            facts.added = try count(
                """
                SELECT COUNT(*) AS number FROM registry_inspector i JOIN registry_import_mark m
                    ON m.import_id = \(record.id) AND i.id > m.inspectors AND i.id <= m.last_inspector
                WHERE i.changed_at = m.changed_at
                """)
            // Who left or moved by it gave up visits; these do not come back by themselves.
            let moved = try count(
                """
                SELECT COUNT(*) AS number FROM registry_move v JOIN registry_import_inspector b
                    ON b.id = v.inspector_id AND b.import_id = \(record.id)
                JOIN registry_import_mark m ON m.import_id = b.import_id AND v.at = m.changed_at
                """)
            facts.touchedSince =
                max(0, record.counts.inserted + record.counts.updated - facts.added - facts.changed) + moved
        case .risk:
            facts.changed = try count(
                """
                SELECT COUNT(*) AS number FROM registry_import_risk
                WHERE import_id = \(record.id) AND class IS NOT NULL
                """)
            facts.added = try count(
                "SELECT COUNT(*) AS number FROM registry_import_risk WHERE import_id = \(record.id) AND class IS NULL")
            facts.touchedSince = try count(
                """
                SELECT COUNT(*) AS number FROM registry_import_risk l JOIN registry_import_risk b
                    ON b.import_id = \(record.id) AND b.snapshot_id = l.snapshot_id AND b.subject_id = l.subject_id
                WHERE l.import_id > \(record.id) AND NOT EXISTS (
                    SELECT 1 FROM registry_import_undo u WHERE u.import_id = l.import_id)
                """)
        }
        if record.kind != .inspectors {
            facts.ceremonies = try connection.rows(
                """
                SELECT c.code AS code FROM draw_ceremony c JOIN log_entry e ON e.idx = c.freeze_entry
                WHERE e.at >= \(record.at.description)
                    AND (\(SQL.within(record.region, "c.region_code")) OR c.region_code IN (\(SQL.list(above(record.region)))))
                ORDER BY c.id LIMIT 20
                """
            ).map { try $0.text("code") }
        }
        return facts
    }

    /// The divisions that hold this one: a province's ceremony freezes its counties too.
    private func above(_ region: RegionCode) -> [String] {
        var codes: [String] = [region.text]
        var next = region.parent
        while let code = next {
            codes.append(code.text)
            next = code.parent
        }
        return codes
    }

    func undo(_ record: ImportRecord, at: Moment) throws {
        switch record.kind {
        case .subjects: try undoSubjects(record.id, at: at)
        case .inspectors: try undoInspectors(record.id, at: at)
        case .risk: try undoRisk(record, at: at)
        }
    }

    func changedSubjects(import id: Int64) throws -> [Int64] {
        try connection.rows("SELECT id FROM registry_import_subject WHERE import_id = \(id) ORDER BY id").map {
            try $0.int64("id")
        }
    }

    private func undoSubjects(_ id: Int64, at: Moment) throws {
        let mine: SQL = "SELECT s.id FROM registry_subject s WHERE s.import_id = \(id)"
        let fresh: SQL = """
            SELECT s.id FROM registry_subject s WHERE s.import_id = \(id)
                AND s.id NOT IN (SELECT b.id FROM registry_import_subject b WHERE b.import_id = \(id))
            """
        try connection.execute("DELETE FROM registry_subject_tag WHERE subject_id IN (\(mine))")
        try connection.execute("DELETE FROM registry_risk WHERE subject_id IN (\(fresh))")
        try connection.execute("DELETE FROM registry_subject WHERE id IN (\(fresh))")
        try connection.execute(
            """
            UPDATE registry_subject SET name = b.name, type_code = b.type_code, is_market = b.is_market,
                status = b.status, region_code = b.region_code, region_how = b.region_how,
                registered_on = b.registered_on, kind = b.kind, capital = b.capital, scope = b.scope,
                address = b.address, tags = b.tags, row_hash = b.row_hash, import_id = b.before_import_id,
                changed_at = \(at.description)
            FROM registry_import_subject b
            WHERE b.id = registry_subject.id AND b.import_id = \(id)
            """)
        // Tags as the restored rows say them; the separator on both sides lets whole codes match.
        try connection.execute(
            """
            INSERT INTO registry_subject_tag (tag_number, subject_id)
            SELECT t.number, b.id FROM registry_import_subject b
            JOIN registry_tag t ON ' ' || b.tags || ' ' LIKE '% ' || t.code || ' %'
            WHERE b.import_id = \(id)
            """)
        touches.touch(0...Int64.max)
    }

    private func undoInspectors(_ id: Int64, at: Moment) throws {
        let fresh: SQL = """
            SELECT i.id FROM registry_inspector i JOIN registry_import_mark m
                ON m.import_id = \(id) AND i.id > m.inspectors AND i.id <= m.last_inspector
            """
        let images: SQL = "SELECT b.id FROM registry_import_inspector b WHERE b.import_id = \(id)"
        try connection.execute(
            """
            DELETE FROM registry_recusal WHERE id IN (SELECT r.id FROM registry_recusal r JOIN registry_import_mark m
                ON m.import_id = \(id) AND r.id > m.recusals AND r.id <= m.last_recusal)
            """)
        try connection.execute(
            "DELETE FROM registry_expertise WHERE inspector_id IN (\(fresh)) OR inspector_id IN (\(images))")
        try connection.execute("DELETE FROM registry_inspector WHERE id IN (\(fresh))")
        try connection.execute(
            """
            UPDATE registry_inspector SET name = b.name, authority_id = b.authority_id, station_id = b.station_id,
                certificate_number = b.certificate_number, certificate_kind = b.certificate_kind,
                valid_from = b.valid_from, valid_until = b.valid_until, is_auxiliary = b.is_auxiliary, post = b.post,
                status = b.status, capacity = b.capacity, changed_at = \(at.description)
            FROM registry_import_inspector b
            WHERE b.id = registry_inspector.id AND b.import_id = \(id)
            """)
        try connection.execute(
            """
            INSERT INTO registry_expertise (inspector_id, tag_code)
            SELECT e.inspector_id, e.tag_code FROM registry_import_expertise e WHERE e.import_id = \(id)
            """)
    }

    private func undoRisk(_ record: ImportRecord, at: Moment) throws {
        let id = record.id
        try connection.execute(
            """
            DELETE FROM registry_risk WHERE EXISTS (SELECT 1 FROM registry_import_risk b
                WHERE b.import_id = \(id) AND b.class IS NULL AND b.snapshot_id = registry_risk.snapshot_id
                    AND b.subject_id = registry_risk.subject_id)
            """)
        try connection.execute(
            """
            UPDATE registry_risk SET class = b.class FROM registry_import_risk b
            WHERE b.import_id = \(id) AND b.class IS NOT NULL AND b.snapshot_id = registry_risk.snapshot_id
                AND b.subject_id = registry_risk.subject_id
            """)
        touches.touch(0...Int64.max)
    }
}

extension SQLRegistryStore {
    /// Classes as they are before the import that runs sets them; without one that runs (the demo) nothing is kept.
    func keepClasses(of subjects: [Int64], snapshot: Int64) throws {
        // An import that runs has its counts still at nothing.
        guard
            let id = try connection.row(
                "SELECT id FROM registry_import WHERE kind = 'risk' AND total = 0 ORDER BY id DESC LIMIT 1")?
                .int64("id")
        else { return }
        for start in stride(from: 0, to: subjects.count, by: 500) {
            let part = SQL.list(Array(subjects[start..<min(start + 500, subjects.count)]))
            try connection.execute(
                """
                INSERT INTO registry_import_risk (import_id, snapshot_id, subject_id, class)
                SELECT \(id), \(snapshot), s.id, r.class FROM registry_subject s
                LEFT JOIN registry_risk r ON r.snapshot_id = \(snapshot) AND r.subject_id = s.id
                WHERE s.id IN (\(part))
                ON CONFLICT (import_id, snapshot_id, subject_id) DO NOTHING
                """)
        }
    }
}

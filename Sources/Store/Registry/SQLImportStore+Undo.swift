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

    func keepImage(ofSubject id: Int64, import record: Int64) throws -> Bool {
        try SQLRegistryStore(connection: connection, touches: touches).keepImages(of: [id], import: record) == 1
    }

    func dropImage(ofSubject id: Int64, import record: Int64) throws {
        try connection.execute("DELETE FROM registry_import_subject WHERE import_id = \(record) AND id = \(id)")
    }

    func changedSubjects(import id: Int64) throws -> [Int64] {
        try connection.rows("SELECT id FROM registry_import_subject WHERE import_id = \(id) ORDER BY id").map {
            try $0.int64("id")
        }
    }

    func subjectImages(import id: Int64, after last: Int64, limit: Int) throws -> [SubjectProfile] {
        // An image older than migration 0023 says nothing of the columns that came with it.
        try connection.rows(
            """
            SELECT b.id AS id, b.identifier AS identifier, b.name AS name, b.type_code AS type_code,
                b.is_market AS is_market, b.status AS status, b.region_code AS region_code, b.region_how AS region_how,
                b.registered_on AS registered_on, b.kind AS kind, b.capital AS capital, b.scope AS scope,
                b.address AS address, b.tags AS tags, s.scheme AS scheme,
                COALESCE(b.industry, s.industry) AS industry, COALESCE(b.scale, s.scale) AS scale,
                CASE WHEN b.before_changed_at IS NULL THEN s.station_id ELSE b.station_id END AS station_id,
                (SELECT p.code FROM registry_station p WHERE p.id =
                    CASE WHEN b.before_changed_at IS NULL THEN s.station_id ELSE b.station_id END) AS station_code,
                s.keeper AS keeper, CASE WHEN b.before_changed_at IS NULL THEN s.as_of ELSE b.as_of END AS as_of,
                CASE WHEN b.before_changed_at IS NULL THEN s.absent_since ELSE b.absent_since END AS absent_since,
                s.changed_at AS changed_at
            FROM registry_import_subject b JOIN registry_subject s ON s.id = b.id
            WHERE b.import_id = \(id) AND b.id > \(last) ORDER BY b.id LIMIT \(limit)
            """
        ).map(SQLSubjectStore.profile)
    }

    func keep(_ traces: [RowTrace], import id: Int64) throws {
        var index = 0
        let row = try connection.row(
            "SELECT COALESCE(MAX(ordinal), 0) AS last FROM registry_import_trace WHERE import_id = \(id)")
        let last = try row?.int64("last") ?? 0
        try connection.insert(
            into: "registry_import_trace",
            columns: ["import_id", "ordinal", "object", "label", "before_state", "after_state"]
        ) {
            guard index < traces.count else { return nil }
            let one = traces[index]
            index += 1
            return [
                .integer(id), .integer(last + Int64(index)), .integer(one.object), .text(one.label),
                one.before.map { .text($0) } ?? .null, .text(one.after),
            ]
        }
    }

    func traces(import id: Int64) throws -> [RowTrace] {
        try connection.rows(
            """
            SELECT object, label, before_state, after_state FROM registry_import_trace WHERE import_id = \(id)
            ORDER BY ordinal
            """
        ).map {
            RowTrace(
                object: try $0.int64("object"), label: try $0.text("label"), before: try $0.textOrNil("before_state"),
                after: try $0.text("after_state"))
        }
    }

    func undo(_ record: ImportRecord, by account: Int64, at: Moment) throws {
        switch record.kind {
        case .subjects: try undoSubjects(record, by: account, at: at)
        case .inspectors: try undoInspectors(record.id)
        case .risk: try undoRisk(record)
        default: break
        }
    }

    private func undoSubjects(_ record: ImportRecord, by account: Int64, at: Moment) throws {
        let id = record.id
        let fresh = Self.fresh(id)
        let images: SQL = "SELECT b.id FROM registry_import_subject b WHERE b.import_id = \(id)"
        // What the import left waiting: moves whose day has not come, statements that somebody should decide.
        try connection.execute(
            """
            UPDATE registry_subject_move SET cancelled_at = \(at.description)
            WHERE done_at IS NULL AND cancelled_at IS NULL AND at = \(record.at.description)
                AND subject_id IN (\(images))
            """)
        try connection.execute(
            """
            UPDATE registry_conflict SET state = 'kept', resolved_by = \(account), resolved_at = \(at.description),
                reason = '导入已撤销'
            WHERE import_id = \(id) AND state = 'open'
            """)
        try connection.execute(
            "DELETE FROM registry_subject_tag WHERE subject_id IN (\(fresh)) OR subject_id IN (\(images))")
        try connection.execute("DELETE FROM registry_risk WHERE subject_id IN (\(fresh))")
        // The number that came with a subject whose main number is no credit code.
        try connection.execute("DELETE FROM registry_subject_identifier WHERE subject_id IN (\(fresh))")
        try connection.execute("DELETE FROM registry_subject WHERE id IN (\(fresh))")
        // As it was to the moment of its last change: what came before can be taken back in turn.
        try connection.execute(
            """
            UPDATE registry_subject SET name = b.name, type_code = b.type_code, is_market = b.is_market,
                status = b.status, region_code = b.region_code, region_how = b.region_how,
                registered_on = b.registered_on, kind = b.kind, capital = b.capital, scope = b.scope,
                address = b.address, tags = b.tags, row_hash = b.row_hash, import_id = b.before_import_id,
                changed_at = COALESCE(b.before_changed_at, \(at.description)),
                industry = COALESCE(b.industry, registry_subject.industry),
                scale = COALESCE(b.scale, registry_subject.scale),
                station_id = CASE WHEN b.before_changed_at IS NULL THEN registry_subject.station_id
                    ELSE b.station_id END,
                as_of = CASE WHEN b.before_changed_at IS NULL THEN registry_subject.as_of ELSE b.as_of END,
                absent_since = CASE WHEN b.before_changed_at IS NULL THEN registry_subject.absent_since
                    ELSE b.absent_since END
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

    private func undoInspectors(_ id: Int64) throws {
        let fresh = Self.freshInspectors(id)
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
                status = b.status, capacity = b.capacity, changed_at = b.changed_at
            FROM registry_import_inspector b
            WHERE b.id = registry_inspector.id AND b.import_id = \(id)
            """)
        try connection.execute(
            """
            INSERT INTO registry_expertise (inspector_id, tag_code)
            SELECT e.inspector_id, e.tag_code FROM registry_import_expertise e WHERE e.import_id = \(id)
            """)
    }

    private func undoRisk(_ record: ImportRecord) throws {
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

import Database
import Domain

/// What stands of an import, and what was changed after it.
extension SQLImportStore {
    func undoFacts(_ record: ImportRecord) throws -> ImportUndo.Facts {
        var facts = ImportUndo.Facts()
        func count(_ sql: SQL) throws -> Int { try connection.row(sql)?.int("number") ?? 0 }
        func list(_ what: String, _ sql: SQL) throws {
            try connection.forEach(sql) { facts.add(.init(label: try $0.text("label"), what: what)) }
        }
        let id = record.id
        switch record.kind {
        case .subjects:
            facts.changed = try count("SELECT COUNT(*) AS number FROM registry_import_subject WHERE import_id = \(id)")
            facts.added = try count("SELECT COUNT(*) AS number FROM (\(Self.fresh(id))) f")
            try list("内容又有改动", touched(record))
        case .inspectors:
            facts.changed = try count(
                "SELECT COUNT(*) AS number FROM registry_import_inspector WHERE import_id = \(id)")
            facts.added = try count("SELECT COUNT(*) AS number FROM (\(Self.freshInspectors(id))) f")
            try list(
                "登记又有改动",
                """
                SELECT i.name || '（' || i.code || '）' AS label FROM registry_inspector i
                JOIN registry_import_mark m ON m.import_id = \(id)
                WHERE i.changed_at <> m.changed_at AND (i.id IN (\(Self.freshInspectors(id)))
                    OR i.id IN (SELECT b.id FROM registry_import_inspector b WHERE b.import_id = \(id)))
                ORDER BY i.code
                """)
            // Who left or moved by it gave up visits; these do not come back by themselves.
            try list(
                "因这次导入离岗或调动，已让出检查任务",
                """
                SELECT i.name || '（' || i.code || '）' AS label FROM registry_move v
                JOIN registry_import_inspector b ON b.id = v.inspector_id AND b.import_id = \(id)
                JOIN registry_import_mark m ON m.import_id = b.import_id AND v.at = m.changed_at
                JOIN registry_inspector i ON i.id = b.id ORDER BY i.code
                """)
        case .risk:
            facts.changed = try count(
                "SELECT COUNT(*) AS number FROM registry_import_risk WHERE import_id = \(id) AND class IS NOT NULL")
            facts.added = try count(
                "SELECT COUNT(*) AS number FROM registry_import_risk WHERE import_id = \(id) AND class IS NULL")
            try list(
                "后来的导入又改了分类",
                """
                SELECT DISTINCT s.name || '（' || s.identifier || '）' AS label, s.id FROM registry_import_risk l
                JOIN registry_import_risk b ON b.import_id = \(id) AND b.snapshot_id = l.snapshot_id
                    AND b.subject_id = l.subject_id
                JOIN registry_subject s ON s.id = b.subject_id
                WHERE l.import_id > \(id) AND NOT EXISTS (
                    SELECT 1 FROM registry_import_undo u WHERE u.import_id = l.import_id)
                ORDER BY s.id
                """)
        default: break
        }
        if record.kind == .subjects || record.kind == .risk {
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

    /// Subjects that an import brought in.
    static func fresh(_ id: Int64) -> SQL {
        """
        SELECT s.id FROM registry_subject s WHERE s.import_id = \(id)
            AND s.id NOT IN (SELECT b.id FROM registry_import_subject b WHERE b.import_id = \(id))
        """
    }

    static func freshInspectors(_ id: Int64) -> SQL {
        """
        SELECT i.id FROM registry_inspector i JOIN registry_import_mark m
            ON m.import_id = \(id) AND i.id > m.inspectors AND i.id <= m.last_inspector
        """
    }

    /// Subjects of an import that are not as it left them: another import changed them, or a person, a call, a decision
    /// wrote their history. An import that was taken back itself has left nothing.
    private func touched(_ record: ImportRecord) -> SQL {
        let id = record.id
        let at = record.at.description
        return """
            SELECT s.name || '（' || s.identifier || '）' AS label FROM registry_subject s
            LEFT JOIN registry_import_subject b ON b.import_id = \(id) AND b.id = s.id
            WHERE (s.import_id = \(id) OR b.id IS NOT NULL OR s.id IN (
                    SELECT x.id FROM registry_import_subject x WHERE x.before_import_id = \(id)))
                AND (NOT ((s.changed_at = \(at)
                            AND (s.import_id = \(id) OR s.import_id = COALESCE(b.before_import_id, -1)))
                        OR (s.import_id = COALESCE(b.before_import_id, -1)
                            AND s.changed_at = COALESCE(b.before_changed_at, '')))
                    OR EXISTS (SELECT 1 FROM registry_subject_change c WHERE c.subject_id = s.id AND c.at > \(at)
                        AND (c.import_id IS NULL OR (c.import_id <> \(id) AND NOT EXISTS (
                            SELECT 1 FROM registry_import_undo u WHERE u.import_id = c.import_id)))))
            ORDER BY s.id
            """
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
}

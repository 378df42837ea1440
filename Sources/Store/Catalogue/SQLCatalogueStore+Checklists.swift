import Database
import Domain

/// Checklists: versions that never change, and drafts of which the newest revision counts. Bodies are JSON, read whole.
extension SQLCatalogueStore {
    func itemsWithChecklist() throws -> Set<String> {
        Set(try connection.rows("SELECT DISTINCT item_code FROM catalogue_checklist").map { try $0.text("item_code") })
    }

    func checklist(item code: String) throws -> Checklist? {
        try connection.row(
            "\(Self.checklistColumns) WHERE l.item_code = \(code) ORDER BY l.version DESC LIMIT 1"
        ).map(Self.checklist)
    }

    func checklist(item code: String, version: Int) throws -> Checklist? {
        try connection.row("\(Self.checklistColumns) WHERE l.item_code = \(code) AND l.version = \(version)")
            .map(Self.checklist)
    }

    func checklist(id: Int64) throws -> Checklist? {
        try connection.row("\(Self.checklistColumns) WHERE l.id = \(id)").map(Self.checklist)
    }

    func checklistVersions(item code: String) throws -> [ChecklistVersion] {
        try connection.rows(
            """
            SELECT l.version AS version, l.title AS title, l.reason AS reason, a.name AS by_name,
                l.created_at AS created_at,
                (SELECT COUNT(*) FROM inspection_inspection i WHERE i.checklist_id = l.id) AS inspections
            FROM catalogue_checklist l LEFT JOIN access_account a ON a.id = l.created_by
            WHERE l.item_code = \(code) ORDER BY l.version DESC
            """
        ).map { row in
            ChecklistVersion(
                number: try row.int("version"), title: try row.text("title"), reason: try row.textOrNil("reason"),
                byName: try row.textOrNil("by_name"), at: try row.moment("created_at"),
                inspections: try row.int("inspections"))
        }
    }

    func insert(_ draft: ChecklistDraft, reason: String?, by account: Int64?, at: Moment) throws -> Int? {
        let newest = try checklist(item: draft.item)
        // Compared as read: bodies of before sections are other texts with the same questions.
        if let newest, newest.sections == draft.sections, newest.title.utf8.elementsEqual(draft.title.utf8) {
            return nil
        }
        let version = (newest?.version ?? 0) + 1
        try connection.execute(
            """
            INSERT INTO catalogue_checklist (item_code, version, title, body, reason, created_by, created_at)
            VALUES (\(draft.item), \(version), \(draft.title), \(try Checklist.Body(sections: draft.sections).json),
                \(reason), \(account), \(at.description))
            """)
        return version
    }

    // MARK: Drafts

    /// So many steps can be undone.
    private static let kept = 60

    func checklistDraft(item code: String) throws -> WaitingChecklist? {
        try connection.row(
            """
            SELECT d.revision AS revision, d.base_version AS base_version, d.title AS title, d.body AS body,
                a.name AS by_name, d.updated_at AS updated_at,
                (SELECT COUNT(*) FROM catalogue_checklist_draft e WHERE e.item_code = d.item_code) AS kept
            FROM catalogue_checklist_draft d JOIN access_account a ON a.id = d.updated_by
            WHERE d.item_code = \(code) ORDER BY d.revision DESC LIMIT 1
            """
        ).map { row in
            WaitingChecklist(
                draft: ChecklistDraft(
                    item: code, title: try row.text("title"), sections: try Self.sections(try row.text("body"))),
                revision: try row.int("revision"), base: try row.int("base_version"),
                byName: try row.text("by_name"), at: try row.moment("updated_at"),
                canUndo: try row.int("kept") > 1)
        }
    }

    func keepDraft(_ draft: ChecklistDraft, base: Int, revision: Int, by account: Int64, at: Moment) throws -> Int? {
        guard try newestRevision(draft.item) == revision else { return nil }
        try connection.execute(
            """
            INSERT INTO catalogue_checklist_draft (item_code, revision, base_version, title, body, updated_by, updated_at)
            VALUES (\(draft.item), \(revision + 1), \(base), \(draft.title),
                \(try Checklist.Body(sections: draft.sections).json), \(account), \(at.description))
            """)
        try connection.execute(
            """
            DELETE FROM catalogue_checklist_draft
            WHERE item_code = \(draft.item) AND revision <= \(revision + 1 - Self.kept)
            """)
        return revision + 1
    }

    func undoDraft(item code: String, revision: Int) throws -> Int? {
        let revisions = try connection.rows(
            """
            SELECT revision FROM catalogue_checklist_draft WHERE item_code = \(code) ORDER BY revision DESC LIMIT 2
            """
        ).map { try $0.int("revision") }
        guard revisions.count == 2, revisions[0] == revision else { return nil }
        try connection.execute(
            "DELETE FROM catalogue_checklist_draft WHERE item_code = \(code) AND revision = \(revision)")
        // Its number goes on: a form that was made from the revision undone must not fit what now stands there.
        try connection.execute(
            """
            UPDATE catalogue_checklist_draft SET revision = \(revision + 1)
            WHERE item_code = \(code) AND revision = \(revisions[1])
            """)
        return revision + 1
    }

    func discardDraft(item code: String) throws {
        try connection.execute("DELETE FROM catalogue_checklist_draft WHERE item_code = \(code)")
    }

    private func newestRevision(_ code: String) throws -> Int {
        try connection.row(
            "SELECT MAX(revision) AS revision FROM catalogue_checklist_draft WHERE item_code = \(code)"
        )?.intOrNil("revision") ?? 0
    }

    // MARK: Reading

    private static let checklistColumns: SQL = """
        SELECT l.id AS id, l.item_code AS item_code, l.version AS version, l.title AS title, l.body AS body
        FROM catalogue_checklist l
        """

    private static func checklist(_ row: Row) throws -> Checklist {
        Checklist(
            id: try row.int64("id"), item: try row.text("item_code"), version: try row.int("version"),
            title: try row.text("title"), sections: try sections(try row.text("body")))
    }

    private static func sections(_ body: String) throws -> [Checklist.Section] {
        do {
            return try Checklist.Body(json: body).sections
        } catch {
            throw DatabaseProblem.decoding("a checklist's body holds no questions")
        }
    }
}

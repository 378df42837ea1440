/// Checklists and their drafts, as the use cases ask for them; part of ``CatalogueStore``.
package protocol ChecklistStore {
    /// The newest checklist of an item.
    func checklist(item code: String) throws -> Checklist?
    func checklist(item code: String, version: Int) throws -> Checklist?
    func checklist(id: Int64) throws -> Checklist?
    /// Codes of the items that have a checklist.
    func itemsWithChecklist() throws -> Set<String>
    /// All versions of an item's checklist, newest first.
    func checklistVersions(item code: String) throws -> [ChecklistVersion]
    /// A new version of an item's checklist; its number, or nil when the newest one says the same already.
    func insert(_ draft: ChecklistDraft, reason: String?, by account: Int64?, at: Moment) throws -> Int?

    /// The draft that waits for an item.
    func checklistDraft(item code: String) throws -> WaitingChecklist?
    /// Keeps a draft on top of `revision` (0: there was none) and forgets revisions that are too old to go back to.
    /// Nil when somebody else has kept one since.
    func keepDraft(_ draft: ChecklistDraft, base: Int, revision: Int, by account: Int64, at: Moment) throws -> Int?
    /// Goes back to the revision before; nil when there is none, or when `revision` is not the newest.
    func undoDraft(item code: String, revision: Int) throws -> Int?
    func discardDraft(item code: String) throws
}

extension ChecklistStore {
    /// For a list that comes in whole: true when a version was made.
    package func insert(_ draft: ChecklistDraft, at: Moment) throws -> Bool {
        try insert(draft, reason: nil, by: nil, at: at) != nil
    }
}

/// 检查表 as handed in: the store gives it its version.
package struct ChecklistDraft: Sendable {
    package let item: String
    package var title: String
    package var sections: [Checklist.Section]

    package init(item: String, title: String, sections: [Checklist.Section]) {
        self.item = item
        self.title = title
        self.sections = sections
    }
}

/// A kept draft with what is known about it.
package struct WaitingChecklist: Sendable {
    package let draft: ChecklistDraft
    /// Goes up with every change; a form carries the one it was made from.
    package let revision: Int
    /// The published version it began from; 0 for none.
    package let base: Int
    package let byName: String
    package let at: Moment
    /// Whether an older revision is kept.
    package let canUndo: Bool

    package init(draft: ChecklistDraft, revision: Int, base: Int, byName: String, at: Moment, canUndo: Bool) {
        self.draft = draft
        self.revision = revision
        self.base = base
        self.byName = byName
        self.at = at
        self.canUndo = canUndo
    }
}

/// One published version, without its questions.
package struct ChecklistVersion: Sendable {
    package let number: Int
    package let title: String
    package let reason: String?
    package let byName: String?
    package let at: Moment
    /// Inspections that hold to it.
    package let inspections: Int

    package init(number: Int, title: String, reason: String?, byName: String?, at: Moment, inspections: Int) {
        self.number = number
        self.title = title
        self.reason = reason
        self.byName = byName
        self.at = at
        self.inspections = inspections
    }
}

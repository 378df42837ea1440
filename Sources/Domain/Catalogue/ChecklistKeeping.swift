/// 检查表: drafts that lose no work, and versions that never change (3.4.2). The province's, like the list (2.2.1).
///
/// A draft is nobody's statement and leaves no entry in the log; publishing it does. Inspections that have begun hold to
/// the version they began with.
package struct ChecklistKeeping: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    // MARK: Reading

    /// An item with all that is known of its checklist.
    package struct File: Sendable {
        package let item: Item
        package let standing: Bool
        package let checklist: Checklist?
        package let versions: [ChecklistVersion]
        package let waiting: WaitingChecklist?

        package init(
            item: Item, standing: Bool, checklist: Checklist?, versions: [ChecklistVersion], waiting: WaitingChecklist?
        ) {
            self.item = item
            self.standing = standing
            self.checklist = checklist
            self.versions = versions
            self.waiting = waiting
        }

        /// What an editor shows: the draft, or what it would begin with.
        package var draft: ChecklistDraft {
            waiting?.draft
                ?? ChecklistDraft(
                    item: item.code, title: checklist?.title ?? "\(item.matter)检查表".prefixed(100),
                    sections: checklist?.sections ?? [Checklist.Section(code: "A", title: "检查内容", questions: [])])
        }
        package var base: Int { waiting?.base ?? checklist?.version ?? 0 }
        package var revision: Int { waiting?.revision ?? 0 }
        /// Somebody published meanwhile.
        package var isOvertaken: Bool { base != checklist?.version ?? 0 }
    }

    package func file(_ actor: Actor, item code: String) async throws -> File {
        try actor.require(.catalogueRead)
        return try await house.storage.read { stores in try ChecklistKeeping.file(actor, code, stores) }
    }

    /// One version with what it changed against the one before.
    package func version(_ actor: Actor, item code: String, _ number: Int) async throws
        -> (file: File, checklist: Checklist, diff: ChecklistDiff)
    {
        try actor.require(.catalogueRead)
        let outcomes = house.law.outcomes
        return try await house.storage.read { stores in
            let file = try ChecklistKeeping.file(actor, code, stores)
            guard let checklist = try stores.catalogue.checklist(item: code, version: number) else {
                throw Problem.notFound("检查表版本")
            }
            let before = try stores.catalogue.checklist(item: code, version: number - 1)
            return (
                file, checklist,
                ChecklistDiff(
                    from: before.map { ($0.title, $0.sections) }, to: (checklist.title, checklist.sections),
                    outcomes: outcomes)
            )
        }
    }

    /// What publishing the draft would change.
    package func diff(_ file: File) -> ChecklistDiff {
        ChecklistDiff(
            from: file.checklist.map { ($0.title, $0.sections) }, to: (file.draft.title, file.draft.sections),
            outcomes: house.law.outcomes)
    }

    package func faults(_ draft: ChecklistDraft) -> [ChecklistCheck.Fault] {
        ChecklistCheck.faults(title: draft.title, draft.sections, outcomes: house.law.outcomes)
    }

    // MARK: Drafts

    /// Keeps a draft, however unfinished. Returns its new revision; refuses when somebody else has kept one since.
    package func keep(_ draft: ChecklistDraft, base: Int, revision: Int, by actor: Actor) async throws -> Int {
        let now = house.clock.now()
        return try await house.storage.housekeep { stores in
            try ChecklistKeeping.admit(actor, draft.item, stores)
            guard
                let kept = try stores.catalogue.keepDraft(
                    draft, base: base, revision: revision, by: actor.account, at: now)
            else { throw ChecklistKeeping.overtaken(try stores.catalogue.checklistDraft(item: draft.item)) }
            return kept
        }
    }

    package func undo(item code: String, revision: Int, by actor: Actor) async throws {
        try await house.storage.housekeep { stores in
            try ChecklistKeeping.admit(actor, code, stores)
            guard try stores.catalogue.undoDraft(item: code, revision: revision) != nil else {
                throw Problem.moved("检查表草稿")
            }
        }
    }

    package func discard(item code: String, by actor: Actor) async throws {
        try await house.storage.housekeep { stores in
            try ChecklistKeeping.admit(actor, code, stores)
            try stores.catalogue.discardDraft(item: code)
        }
    }

    // MARK: Publishing

    /// Makes the draft the next version. `revision` is the one the person looked at.
    package func publish(item code: String, revision: Int, reason: String, by actor: Actor, submission: String?)
        async throws -> SubmissionOutcome
    {
        let now = house.clock.now()
        let outcomes = house.law.outcomes
        return try await house.submit(submission, by: actor, to: "/catalogue/items/\(code)/checklist") { stores in
            try ChecklistKeeping.admit(actor, code, stores)
            let file = try ChecklistKeeping.file(actor, code, stores)
            guard let waiting = file.waiting, waiting.revision == revision else {
                throw ChecklistKeeping.overtaken(file.waiting)
            }
            guard !reason.isEmpty, reason.count <= 500 else {
                let message = reason.isEmpty ? "请写明调整原因" : "调整原因不超过500字"
                throw Problem(.refused, "checklist.reason", message + "。", clause: "3.4.2", fields: ["reason": message])
            }
            if file.isOvertaken {
                throw Problem(
                    .conflict, "checklist.overtaken",
                    "草稿是从第\(waiting.base)版改的，这期间已发布第\(file.checklist?.version ?? 0)版，没有发布，草稿仍在。",
                    remedy: "请在编辑页核对与现行版的差别，确认以草稿为准后再发布。")
            }
            let faults = ChecklistCheck.faults(
                title: waiting.draft.title, waiting.draft.sections, outcomes: outcomes)
            guard faults.isEmpty else {
                throw Problem(
                    .refused, "checklist.faults", "检查表还有\(faults.count)处需要修改，没有发布，草稿仍在。", clause: "3.4.2",
                    remedy: "请回到编辑页按提示修改：\(faults[0].message)\(faults.count > 1 ? "等" : "")。")
            }
            let diff = ChecklistDiff(
                from: file.checklist.map { ($0.title, $0.sections) },
                to: (waiting.draft.title, waiting.draft.sections), outcomes: outcomes)
            guard
                let version = try stores.catalogue.insert(
                    waiting.draft, reason: reason, by: actor.account, at: now)
            else {
                throw Problem(
                    .refused, "checklist.unchanged", "草稿与现行第\(file.checklist?.version ?? 0)版内容相同，没有产生新版本。",
                    remedy: "可以放弃草稿，或者修改后再发布。")
            }
            try stores.catalogue.discardDraft(item: code)
            try stores.ledger.append(
                LedgerEntry(
                    act: "catalogue.checklist", actor: actor.account, object: "checklist/\(code)", at: now,
                    sentence: "发布检查表第\(version)版：\(diff.summary)",
                    data: [
                        "item": .text(code), "version": .number(Int64(version)), "reason": .text(reason),
                        "body_sha256": .text(
                            Digest.sha256Hex(try Checklist.Body(sections: waiting.draft.sections).json)),
                    ]), at: now)
        }
    }

    // MARK: Rules

    private static func file(_ actor: Actor, _ code: String, _ stores: any Stores) throws -> File {
        let history = try stores.catalogue.history(item: code)
        guard let newest = history.first,
            newest.item.region.contains(actor.region) || actor.region.contains(newest.item.region)
        else { throw Problem.notFound("抽查事项") }
        return File(
            item: newest.item, standing: newest.until == nil, checklist: try stores.catalogue.checklist(item: code),
            versions: try stores.catalogue.checklistVersions(item: code),
            waiting: try stores.catalogue.checklistDraft(item: code))
    }

    /// Who may change checklists, and for which items.
    private static func admit(_ actor: Actor, _ code: String, _ stores: any Stores) throws {
        try CatalogueKeeping.admit(actor)
        guard let newest = try stores.catalogue.history(item: code).first else { throw Problem.notFound("抽查事项") }
        guard newest.until == nil else {
            throw Problem(
                .refused, "checklist.retired", "事项 \(code) 已从清单中取消，不能再修改它的检查表。", clause: "2.2.1",
                remedy: "以往的检查表和结果仍可查看。")
        }
    }

    private static func overtaken(_ waiting: WaitingChecklist?) -> Problem {
        let who = waiting.map { "\($0.byName)刚刚（\($0.at.onScreen)）保存过这份草稿" } ?? "这份草稿刚刚被发布或者放弃"
        return Problem(
            .conflict, "checklist.draft-passed", "\(who)，您的这次修改没有保存，对方的内容没有被覆盖。",
            remedy: "请先复制您改的文字，再刷新页面核对最新内容。")
    }
}

extension String {
    fileprivate func prefixed(_ length: Int) -> String { count <= length ? self : String(prefix(length)) }
}

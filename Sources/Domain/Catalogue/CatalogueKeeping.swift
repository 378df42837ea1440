/// 一单: keeping the lists. Every change makes a new version with date, reason and basis; nothing is overwritten
/// (2.2.1). The lists are the province's.
package struct CatalogueKeeping: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// How a change ended.
    package struct Outcome: Sendable {
        package let list: CatalogueList
        /// Nil when nothing changed and so no version was made.
        package let version: Int?
        package let diff: CatalogueDiff
        /// Checklists that were new or had changed.
        package let checklists: Int

        package var location: String {
            version.map { CatalogueVersion.location(list, $0) } ?? "/catalogue"
        }
    }

    /// A proposal that a change answers; it is closed in the same transaction.
    package struct Answer: Sendable {
        package let proposal: Int64
        package let text: String

        package init(proposal: Int64, text: String) {
            self.proposal = proposal
            self.text = text
        }
    }

    /// Adds one entry.
    package func add(
        _ entry: ListEntry, notice: VersionNotice, base: Int?, by actor: Actor, submission: String?,
        answering answer: Answer? = nil
    ) async throws -> Outcome {
        let entry = try await admitted(entry, actor)
        return try await change(
            entry.list, notice: notice, base: base, actor: actor, submission: submission,
            answering: answer.map { ($0, entry.code) }
        ) { entries, stores in
            try CatalogueKeeping.admit(entry, over: nil, actor, stores)
            if entries.contains(where: { $0.code.utf8.elementsEqual(entry.code.utf8) }) {
                throw Problem(
                    .conflict, "catalogue.code", "清单里已有编号为 \(entry.code) 的事项。", clause: entry.list.clause,
                    remedy: "请换一个编号，或修改原有事项。", fields: ["code": "这个编号已经使用"])
            }
            if try !stores.catalogue.history(entry.list, entry.code).isEmpty {
                throw Problem(
                    .conflict, "catalogue.code-retired", "编号 \(entry.code) 曾用于一个已取消的事项，不能再给别的事项。",
                    clause: entry.list.clause, remedy: "请换一个编号，以免历史任务和结果对应错事项。", fields: ["code": "这个编号曾经使用"])
            }
            return entries + [entry]
        }
    }

    /// Replaces the wording and facts of an entry; its code stays.
    package func revise(
        _ entry: ListEntry, notice: VersionNotice, base: Int?, by actor: Actor, submission: String?,
        answering answer: Answer? = nil
    ) async throws -> Outcome {
        let entry = try await admitted(entry, actor)
        return try await change(
            entry.list, notice: notice, base: base, actor: actor, submission: submission,
            answering: answer.map { ($0, entry.code) }
        ) { entries, stores in
            guard let place = entries.firstIndex(where: { $0.code.utf8.elementsEqual(entry.code.utf8) }) else {
                throw Problem.notFound(entry.list.noun)
            }
            try CatalogueKeeping.admit(entry, over: entries[place], actor, stores)
            var entries = entries
            entries[place] = entry
            return entries
        }
    }

    /// Takes an entry out of the list; campaigns and results that name it keep it readable.
    package func retire(
        _ code: String, from list: CatalogueList = .items, notice: VersionNotice, base: Int?, by actor: Actor,
        submission: String?, answering answer: Answer? = nil
    ) async throws -> Outcome {
        try CatalogueKeeping.admit(actor, list)
        return try await change(
            list, notice: notice, base: base, actor: actor, submission: submission,
            answering: answer.map { ($0, code) }
        ) { entries, _ in
            guard entries.contains(where: { $0.code.utf8.elementsEqual(code.utf8) }) else {
                throw Problem.notFound(list.noun)
            }
            return entries.filter { !$0.code.utf8.elementsEqual(code.utf8) }
        }
    }

    /// Takes back a version that has not taken effect, with all that follow it: a new version restores the list as it
    /// stood before. The versions taken back stay readable.
    package func withdraw(
        _ list: CatalogueList, version number: Int, reason: String, by actor: Actor, submission: String?
    ) async throws -> Outcome {
        try CatalogueKeeping.admit(actor, list)
        let today = house.clock.today
        let prior = try await house.storage.read { stores in
            guard let version = try stores.catalogue.version(list, number) else { throw Problem.notFound("清单版本") }
            guard version.withdrawnBy == nil, version.effectiveFrom > today else {
                throw Problem(
                    .refused, "catalogue.withdraw", "第\(number)版已经生效或已撤回，不能再撤回。", clause: "2.2.1",
                    remedy: "已生效的版本只能用新的版本修改。")
            }
            return try stores.catalogue.versions(list).first { $0.number < number && $0.withdrawnBy == nil }
        }
        let notice = VersionNotice(
            effectiveFrom: max(today, prior?.effectiveFrom ?? today), reason: reason,
            basis: "撤回尚未生效的第\(number)版")
        return try await change(
            list, notice: notice, base: nil, actor: actor, submission: submission, restoring: (number, prior)
        ) { _, stores in try stores.catalogue.entries(list, version: prior?.number ?? 0) }
    }

    /// Departments may be written as words.
    private func admitted(_ entry: ListEntry, _ actor: Actor) async throws -> ListEntry {
        try CatalogueKeeping.admit(actor, entry.list)
        try entry.check()
        return entry.resolved(DepartmentNames(try await house.storage.read { try $0.registry.departments() }))
    }

    /// Who may change a list: the province, with the permission.
    static func admit(_ actor: Actor, _ list: CatalogueList) throws {
        try actor.require(.catalogueEdit)
        try admitProvince(actor, list)
    }

    /// An item is public, and so is whom it reaches: nobody puts a tag into it that its department does not show to him.
    private static func admit(_ entry: ListEntry, over before: ListEntry?, _ actor: Actor, _ stores: any Stores) throws
    {
        guard let selector = entry.selector, selector != before?.selector,
            !(try TagSight(actor, stores.registry).sees(selector))
        else { return }
        let message = "对象范围用到了未共享的部门标签"
        throw Problem(
            .refused, "catalogue.tag.closed", message + "，事项公开后外界会看到。", clause: "2.2.6",
            remedy: "请该部门先共享名录库，或换用全省统一的标签。", fields: ["tags": message])
    }

    package static func admitProvince(_ actor: Actor, _ list: CatalogueList) throws {
        guard actor.region.level == .province else {
            throw Problem(
                .refused, "catalogue.province", "\(list.title)由省级统一维护，\(actor.regionName)不能直接修改。",
                clause: list.clause, remedy: "需要增加、修改或取消事项的，请在“清单建议”中提出，由省级采纳。")
        }
    }

    /// One new version. `make` gets the list as its newest version holds it and gives the list that follows.
    func change(
        _ list: CatalogueList, notice: VersionNotice, base: Int?, actor: Actor?, submission: String?,
        checklists: [ChecklistDraft] = [], restoring: (from: Int, prior: CatalogueVersion?)? = nil,
        answering answer: (Answer, code: String)? = nil,
        _ make: @escaping @Sendable ([ListEntry], any Stores) throws -> [ListEntry]
    ) async throws -> Outcome {
        let house = house
        let now = house.clock.now()
        do {
            return try await house.storage.write(alone: true) { stores in
                let latest = try stores.catalogue.latestVersion(list)
                try stores.claim(
                    submission, by: actor, to: CatalogueVersion.location(list, (latest?.number ?? 0) + 1), at: now)
                // The person decided on what stood there; a list that has moved on is decided on anew.
                if let base, base != latest?.number ?? 0 { throw Problem.moved(list.title) }
                let new = try make(try stores.catalogue.entries(list, version: latest?.number ?? 0), stores)
                let diff = CatalogueDiff(
                    from: try stores.catalogue.entries(list, version: latest?.number ?? 0), to: new)
                var number: Int?
                if !diff.isEmpty || restoring != nil {
                    try notice.check(after: restoring == nil ? latest : restoring?.prior, today: now.day)
                    let made = try CatalogueKeeping.write(list, diff, notice, actor: actor, at: now, stores)
                    if let restoring { try stores.catalogue.withdraw(list, from: restoring.from, by: made) }
                    number = made
                }
                let written = try checklists.count { try stores.catalogue.insert($0, at: now) }
                guard number != nil || written > 0 else { throw Unchanged() }
                try stores.ledger.append(
                    LedgerEntry(
                        act: number == nil
                            ? "catalogue.checklists" : restoring == nil ? "catalogue.version" : "catalogue.withdraw",
                        actor: actor?.account,
                        object: CatalogueKeeping.object(list, number ?? latest?.number ?? 0), at: now,
                        sentence: number.map { "发布\(list.title)第\($0)版：\(diff.summary)" } ?? "更新检查表\(written)份",
                        data: CatalogueKeeping.ledgerData(diff, new, notice, written)),
                    at: now)
                if let number {
                    if let answer, let actor {
                        try Proposing.accept(
                            answer.0, code: answer.code, list, version: number, by: actor, stores, at: now)
                    }
                    try CatalogueProjection(house, stores).publish(
                        list, version: number, diff: diff, entries: new.count)
                }
                return Outcome(list: list, version: number, diff: diff, checklists: written)
            }
        } catch is Unchanged {
            return Outcome(list: list, version: nil, diff: CatalogueDiff(from: [], to: []), checklists: 0)
        }
    }

    private struct Unchanged: Error {}

    /// A version that follows from another change (a merged tag), within that change's transaction. Nil when the list stays
    /// as it is.
    static func follow(
        _ list: CatalogueList, from old: [ListEntry], to new: [ListEntry], notice: VersionNotice, actor: Actor,
        at now: Moment, _ house: House, _ stores: any Stores,
        restoring: (from: Int, prior: CatalogueVersion?)? = nil
    ) throws -> Int? {
        let diff = CatalogueDiff(from: old, to: new)
        guard !diff.isEmpty else { return nil }
        let last = try restoring == nil ? stores.catalogue.latestVersion(list) : restoring?.prior
        try notice.check(after: last, today: now.day)
        let number = try write(list, diff, notice, actor: actor, at: now, stores)
        if let restoring { try stores.catalogue.withdraw(list, from: restoring.from, by: number) }
        try stores.ledger.append(
            LedgerEntry(
                act: restoring == nil ? "catalogue.version" : "catalogue.withdraw", actor: actor.account,
                object: object(list, number), at: now,
                sentence: "发布\(list.title)第\(number)版：\(diff.summary)", data: ledgerData(diff, new, notice, 0)), at: now
        )
        try CatalogueProjection(house, stores).publish(list, version: number, diff: diff, entries: new.count)
        return number
    }

    /// What the log calls a version.
    static func object(_ list: CatalogueList, _ number: Int) -> String {
        list == .items ? "catalogue/\(number)" : "catalogue-\(list.rawValue)/\(number)"
    }

    private static func write(
        _ list: CatalogueList, _ diff: CatalogueDiff, _ notice: VersionNotice, actor: Actor?, at now: Moment,
        _ stores: any Stores
    ) throws -> Int {
        let number = try stores.catalogue.insertVersion(list, notice, by: actor?.account, at: now)
        for entry in diff.removed + diff.changed.map(\.before) {
            try stores.catalogue.close(list, code: entry.code, at: number)
        }
        for entry in diff.added + diff.changed.map(\.after) {
            guard try stores.registry.region(entry.region) != nil else {
                throw Problem(
                    .invalid, "catalogue.region", "事项 \(entry.code) 的适用区域 \(entry.region) 不在区划表中。",
                    fields: ["region": "请填写现行区划的六位代码"])
            }
            for code in entry.departments where try stores.registry.department(code) == nil {
                throw Problem(
                    .invalid, "catalogue.department", "事项 \(entry.code) 的部门“\(code)”不在部门表中。",
                    fields: ["department": "请选择部门", "lead": "请选择部门"])
            }
            try stores.catalogue.insert(entry, since: number)
        }
        return number
    }

    /// What the log keeps: which entries, why, and a hash over the whole list, so that each version can be recomputed.
    private static func ledgerData(
        _ diff: CatalogueDiff, _ entries: [ListEntry], _ notice: VersionNotice, _ checklists: Int
    ) -> [String: LedgerValue] {
        let list = LedgerValue.list(
            entries.sorted { $0.code.utf8.lexicographicallyPrecedes($1.code.utf8) }.map { entry in
                .list([.text(entry.code)] + entry.particulars(.codes).map { .text($0.value) })
            })
        return [
            "effective_from": .text(notice.effectiveFrom.description), "reason": .text(notice.reason),
            "basis": .text(notice.basis), "items_sha256": .text(Digest.sha256Hex(list.json)),
            "items": .number(Int64(entries.count)),
            "added": .list(diff.added.map { .text($0.code) }),
            "changed": .list(diff.changed.map { .text($0.after.code) }),
            "removed": .list(diff.removed.map { .text($0.code) }), "checklists": .number(Int64(checklists)),
        ]
    }
}

extension CatalogueKeeping {
    /// Adds an item of 抽查事项清单.
    package func add(_ item: Item, notice: VersionNotice, base: Int?, by actor: Actor, submission: String?)
        async throws -> Outcome
    {
        try await add(.item(item), notice: notice, base: base, by: actor, submission: submission)
    }

    package func revise(_ item: Item, notice: VersionNotice, base: Int?, by actor: Actor, submission: String?)
        async throws -> Outcome
    {
        try await revise(.item(item), notice: notice, base: base, by: actor, submission: submission)
    }
}

extension Sequence {
    /// `count(where:)` that may throw a store's error.
    fileprivate func count(_ holds: (Element) throws -> Bool) rethrows -> Int {
        var number = 0
        for element in self where try holds(element) { number += 1 }
        return number
    }
}

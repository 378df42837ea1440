/// 一单: keeping the item list. Every change makes a new version with date, reason and basis; nothing is overwritten
/// (2.2.1). The list is the province's.
package struct CatalogueKeeping: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// How a change ended.
    package struct Outcome: Sendable {
        /// Nil when nothing changed and so no version was made.
        package let version: Int?
        package let diff: CatalogueDiff
        /// Checklists that were new or had changed.
        package let checklists: Int

        package var location: String { version.map { "/catalogue/versions/\($0)" } ?? "/catalogue" }
    }

    /// Adds one item.
    package func add(_ item: Item, notice: VersionNotice, base: Int?, by actor: Actor, submission: String?)
        async throws -> Outcome
    {
        try CatalogueKeeping.admit(actor)
        try item.check()
        return try await change(notice: notice, base: base, actor: actor, submission: submission) { items, stores in
            if items.contains(where: { $0.code.utf8.elementsEqual(item.code.utf8) }) {
                throw Problem(
                    .conflict, "catalogue.code", "清单里已有编号为 \(item.code) 的事项。", clause: "2.2.1",
                    remedy: "请换一个编号，或修改原有事项。", fields: ["code": "这个编号已经使用"])
            }
            if try stores.catalogue.item(item.code) != nil {
                throw Problem(
                    .conflict, "catalogue.code-retired", "编号 \(item.code) 曾用于一个已取消的事项，不能再给别的事项。",
                    clause: "2.2.1", remedy: "请换一个编号，以免历史任务和结果对应错事项。", fields: ["code": "这个编号曾经使用"])
            }
            return items + [item]
        }
    }

    /// Replaces the wording and facts of an item; its code stays.
    package func revise(_ item: Item, notice: VersionNotice, base: Int?, by actor: Actor, submission: String?)
        async throws -> Outcome
    {
        try CatalogueKeeping.admit(actor)
        try item.check()
        return try await change(notice: notice, base: base, actor: actor, submission: submission) { items, _ in
            guard let place = items.firstIndex(where: { $0.code.utf8.elementsEqual(item.code.utf8) }) else {
                throw Problem.notFound("抽查事项")
            }
            var items = items
            items[place] = item
            return items
        }
    }

    /// Takes an item out of the list; campaigns and results that name it keep it readable.
    package func retire(_ code: String, notice: VersionNotice, base: Int?, by actor: Actor, submission: String?)
        async throws -> Outcome
    {
        try CatalogueKeeping.admit(actor)
        return try await change(notice: notice, base: base, actor: actor, submission: submission) { items, _ in
            guard items.contains(where: { $0.code.utf8.elementsEqual(code.utf8) }) else {
                throw Problem.notFound("抽查事项")
            }
            return items.filter { !$0.code.utf8.elementsEqual(code.utf8) }
        }
    }

    /// Who may change the list: the province, with the permission.
    static func admit(_ actor: Actor) throws {
        try actor.require(.catalogueEdit)
        guard actor.region.level == .province else {
            throw Problem(
                .refused, "catalogue.province", "抽查事项清单由省级统一维护，\(actor.regionName)不能直接修改。", clause: "2.2.1",
                remedy: "需要增加或取消事项的，请报省级部门。")
        }
    }

    /// One new version. `make` gets the list in force and gives the list that follows it.
    func change(
        notice: VersionNotice, base: Int?, actor: Actor?, submission: String?, checklists: [ChecklistDraft] = [],
        _ make: @escaping @Sendable ([Item], any Stores) throws -> [Item]
    ) async throws -> Outcome {
        let now = house.clock.now()
        do {
            return try await house.storage.write(alone: true) { stores in
                let latest = try stores.catalogue.latestVersion()
                if let submission, let actor,
                    let earlier = try stores.access.claimSubmission(
                        key: submission, account: actor.account,
                        location: "/catalogue/versions/\((latest?.number ?? 0) + 1)", at: now)
                {
                    throw SubmittedBefore(location: earlier)
                }
                // The person decided on what stood there; a list that has moved on is decided on anew.
                if let base, base != latest?.number ?? 0 { throw Problem.moved("抽查事项清单") }
                let old = try stores.catalogue.items(version: latest?.number ?? 0)
                let new = try make(old, stores)
                let diff = CatalogueDiff(from: old, to: new)
                var number: Int?
                if !diff.isEmpty {
                    try notice.check(after: latest, today: now.day)
                    number = try CatalogueKeeping.write(diff, notice, actor: actor, at: now, stores)
                }
                let written = try checklists.count {
                    try stores.catalogue.insert($0, at: now)
                }
                guard number != nil || written > 0 else { throw Unchanged() }
                try stores.ledger.append(
                    LedgerEntry(
                        act: number == nil ? "catalogue.checklists" : "catalogue.version", actor: actor?.account,
                        object: "catalogue/\(number ?? latest?.number ?? 0)", at: now,
                        sentence: number.map { "发布抽查事项清单第\($0)版：\(diff.summary)" } ?? "更新检查表\(written)份",
                        data: CatalogueKeeping.ledgerData(diff, new, notice, written)),
                    at: now)
                return Outcome(version: number, diff: diff, checklists: written)
            }
        } catch is Unchanged {
            return Outcome(version: nil, diff: CatalogueDiff(from: [], to: []), checklists: 0)
        }
    }

    private struct Unchanged: Error {}

    static func write(
        _ diff: CatalogueDiff, _ notice: VersionNotice, actor: Actor?, at now: Moment, _ stores: any Stores
    ) throws -> Int {
        let number = try stores.catalogue.insertVersion(notice, by: actor?.account, at: now)
        for item in diff.removed + diff.changed.map(\.before) {
            try stores.catalogue.close(item: item.code, at: number)
        }
        for item in diff.added + diff.changed.map(\.after) {
            guard let region = try stores.registry.region(item.region) else {
                throw Problem(.invalid, "catalogue.region", "事项 \(item.code) 的适用区域 \(item.region) 不在区划表中。")
            }
            guard let department = try stores.registry.department(item.department) else {
                throw Problem(
                    .invalid, "catalogue.department", "事项 \(item.code) 的实施部门“\(item.department)”不在部门表中。",
                    fields: ["department": "请选择部门"])
            }
            try stores.catalogue.insert(item, since: number)
            try stores.publication.publish(item.publicItem(departmentName: department.name, regionName: region.name))
        }
        for item in diff.removed { try stores.publication.removeItem(code: item.code) }
        return number
    }

    /// What the log keeps: which items, why, and a hash over the whole list, so that each version can be recomputed.
    static func ledgerData(_ diff: CatalogueDiff, _ items: [Item], _ notice: VersionNotice, _ checklists: Int)
        -> [String: LedgerValue]
    {
        let list = LedgerValue.list(
            items.sorted { $0.code.utf8.lexicographicallyPrecedes($1.code.utf8) }.map { item in
                .list(
                    [.text(item.code)]
                        + item.particulars(tagName: { $0 }, typeName: { $0 }).map { .text($0.value) })
            })
        return [
            "effective_from": .text(notice.effectiveFrom.description), "reason": .text(notice.reason),
            "basis": .text(notice.basis), "items_sha256": .text(Digest.sha256Hex(list.json)),
            "items": .number(Int64(items.count)),
            "added": .list(diff.added.map { .text($0.code) }),
            "changed": .list(diff.changed.map { .text($0.after.code) }),
            "removed": .list(diff.removed.map { .text($0.code) }), "checklists": .number(Int64(checklists)),
        ]
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

/// Decisions whose days come and go, and single ones of a list that is imported or taken back.
extension TagHolding {
    /// Brings subjects in line whose decisions began or ran out. Returns how many changed; leaves an entry when any did.
    @discardableResult
    package func turn() async throws -> Int {
        let now = house.clock.now()
        do {
            return try await house.storage.write(alone: true) { stores in
                let registry = stores.registry
                let turned = try registry.turnedHolds(on: now.day)
                guard !turned.isEmpty else { throw Unchanged() }
                let book = try TagBook(registry)
                var changed = 0
                for (tag, pairs) in Dictionary(grouping: turned, by: \.tag).sorted(by: { $0.key < $1.key }) {
                    guard let record = book.byNumber[tag] else { continue }
                    changed += try TagHolding.settle(
                        record, Set(pairs.map(\.subject)).sorted(), cause: "day", at: now, registry
                    ).changed
                }
                try stores.ledger.append(
                    LedgerEntry(
                        act: "tag.turn", actor: nil, object: "tags", at: now,
                        sentence: "标签期限开始或届满，\(changed) 户的标签随之改变。",
                        data: ["decisions": .number(Int64(turned.count)), "subjects": .number(Int64(changed))]), at: now
                )
                return changed
            }
        } catch is Unchanged {
            return 0
        }
    }

    private struct Unchanged: Error {}

    // MARK: Rows of a list

    /// One decision of a list, within its import; the decision's number. The rules need not be asked: a decision that
    /// stands settles the tag.
    static func put(
        _ draft: Draft, _ tag: RegistryTag, _ subject: SubjectProfile, by actor: Actor, at now: Moment,
        _ registry: any RegistryStore
    ) throws -> Int64 {
        if draft.from <= now.day {
            let old = try registry.openHolds(subjects: [subject.id])[subject.id] ?? []
            try registry.endHolds(old.filter { $0.tag == tag.number }.map(\.id), at: now)
        }
        let hold = NewTagHold(
            subject: subject.id, tag: tag.number, gives: draft.gives, source: .list, from: draft.from,
            until: draft.until, reason: draft.reason, account: actor.account)
        try registry.insert([hold], at: now, today: now.day)
        let codes = Set(subject.facts.tags)
        if draft.from <= now.day, draft.until.map({ now.day <= $0 }) ?? true, codes.contains(tag.code) != draft.gives {
            let tags = draft.gives ? codes.union([tag.code]) : codes.subtracting([tag.code])
            try registry.write(
                [
                    TagDifference(
                        subject: subject.id, gained: draft.gives ? [tag.number] : [],
                        lost: draft.gives ? [] : [tag.number],
                        tags: tags.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
                ], cause: "list:\(actor.account)", at: now)
        }
        guard
            let made = try registry.openHolds(subjects: [subject.id])[subject.id]?.last(where: { $0.tag == tag.number })
        else { throw Problem(.defect, "tag.hold", "标签记录没有写入。") }
        return made.id
    }

    /// Takes a decision back with the import that made it: what it took the place of stands again.
    static func takeBack(_ hold: TagHold, at now: Moment, _ registry: any RegistryStore) throws {
        let replaced = try registry.tagHolds(subject: hold.subject).filter {
            $0.tag == hold.tag && $0.id < hold.id && $0.endedAt == hold.at
        }
        try registry.endHolds([hold.id], at: now)
        try registry.reopenHolds(replaced.map(\.id), today: now.day)
        guard let tag = try registry.tagRecords().first(where: { $0.number == hold.tag }) else { return }
        try settle(tag, [hold.subject], cause: "undo", at: now, registry)
    }
}

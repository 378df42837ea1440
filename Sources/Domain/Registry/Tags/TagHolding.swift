/// Tags given and taken away by people: on one subject, on all that a search finds, or on a list of identifiers. Such a
/// decision outlives every run of the rules until it is ended or runs out.
package struct TagHolding: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    package struct Draft: Sendable {
        package let tag: String
        package let gives: Bool
        package let from: Day
        package let until: Day?
        package let reason: String

        package init(tag: String, gives: Bool, from: Day, until: Day?, reason: String) {
            self.tag = tag
            self.gives = gives
            self.from = from
            self.until = until
            self.reason = reason
        }
    }

    /// Whom it concerns.
    package enum Targets: Sendable {
        case subject(Int64)
        case search(SubjectFilter)
        case identifiers([String])
    }

    /// What a decision over many would do, or did.
    package struct Outcome: Sendable {
        package let tag: RegistryTag
        package let found: Int
        package let changing: Int
        /// Identifiers that name nobody in the registry, or nobody in the person's region.
        package let unknown: [String]
    }

    // MARK: Who may

    /// Departments' own tags are given by that department, on subjects of its directory; common ones by the market
    /// regulation department. Both within the person's region.
    package static func mayGive(_ tag: RegistryTag, _ actor: Actor) -> Bool {
        guard actor.may(.registryEdit) else { return false }
        guard let owner = tag.owner else { return actor.keepsCommonTags }
        return actor.department.map { $0.utf8.elementsEqual(owner.utf8) } ?? false
    }

    static func admit(_ tag: RegistryTag, _ actor: Actor) throws {
        try actor.require(.registryEdit)
        guard mayGive(tag, actor) else {
            throw Problem(
                .refused, "tag.owner",
                tag.owner == nil ? "“\(tag.name)”是全省通用标签，由市场监管部门维护。" : "“\(tag.name)”是其他部门的自有标签，只有该部门可以增减。",
                clause: "2.2.6", remedy: "请联系维护这个标签的部门。", fields: ["tag": "不由本部门维护"])
        }
    }

    static func checkDirectory(_ tag: RegistryTag, gives: Bool, subject: Int64, _ registry: any RegistryStore) throws {
        guard let owner = tag.owner, gives, try registry.inDirectory(owner, subjects: [subject]).isEmpty else { return }
        throw Problem(
            .refused, "tag.directory", "部门自有标签只加在本部门名录库的对象上，该对象不在其中。", clause: "2.2.6",
            remedy: "请先把它纳入本部门名录库。", fields: ["tag": "不在本部门名录库"])
    }

    private static func check(_ draft: Draft) throws {
        try TagKeeping.checkReason(draft.reason)
        if let until = draft.until, until < draft.from {
            throw Problem(
                .invalid, "tag.period", "结束日期早于开始日期。", clause: "2.2.4", fields: ["until": "不能早于开始日期"])
        }
    }

    // MARK: One subject

    package func decide(_ draft: Draft, subject id: Int64, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        try TagHolding.check(draft)
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/subjects/\(id)/tags") { stores in
            let registry = stores.registry
            guard let subject = try registry.subject(id: id) else { throw Problem.notFound("检查对象") }
            try actor.require(.registryEdit, over: subject.facts.region, what: "检查对象")
            let tag = try TagBook(registry).active(draft.tag)
            try TagHolding.admit(tag, actor)
            try TagHolding.checkDirectory(tag, gives: draft.gives, subject: id, registry)
            let carries = subject.facts.tags.contains { $0.utf8.elementsEqual(tag.code.utf8) }
            let standing = try registry.openHolds(subjects: [id])[id]?.last { $0.tag == tag.number }
            if !draft.gives, !carries, draft.from <= now.day {
                throw Problem(
                    .refused, "tag.not-carried", "该对象没有带“\(tag.name)”，不需要去掉。", clause: "2.2.4",
                    fields: ["tag": "没有带这个标签"])
            }
            if draft.gives, let standing, standing.gives, standing.until == draft.until, standing.stands(on: now.day) {
                throw Problem(
                    .conflict, "tag.held", "已经有人加过“\(tag.name)”。", clause: "2.2.4",
                    remedy: "需要改期限的，请填写不同的结束日期。", fields: ["tag": "已经加过"])
            }
            _ = try TagHolding.write(draft, tag, [id], .hand, by: actor, at: now, registry)
            try stores.ledger.append(
                LedgerEntry(
                    act: draft.gives ? "tag.give" : "tag.take", actor: actor.account, object: "subject/\(id)", at: now,
                    sentence: "\(draft.gives ? "加上" : "去掉")标签“\(tag.name)”\(TagHolding.period(draft))。",
                    data: [
                        "tag": .text(tag.code), "from": .text(draft.from.description),
                        "until": draft.until.map { .text($0.description) } ?? .null,
                    ]), at: now)
        }
    }

    /// Ends a decision today: the rules decide again.
    package func end(_ hold: Int64, subject id: Int64, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/subjects/\(id)/tags") { stores in
            let registry = stores.registry
            guard let subject = try registry.subject(id: id) else { throw Problem.notFound("检查对象") }
            try actor.require(.registryEdit, over: subject.facts.region, what: "检查对象")
            guard let one = try registry.tagHold(id: hold), one.subject == id else { throw Problem.moved("这条标签记录") }
            let book = try TagBook(registry)
            guard let tag = book.byNumber[one.tag] else { throw Problem.notFound("标签") }
            try TagHolding.admit(tag, actor)
            guard one.endedAt == nil else { throw Problem.moved("这条标签记录") }
            try registry.endHolds([hold], at: now)
            try TagHolding.settle(tag, [id], cause: "end:\(hold)", at: now, registry)
            try stores.ledger.append(
                LedgerEntry(
                    act: "tag.release", actor: actor.account, object: "subject/\(id)", at: now,
                    sentence: "结束手工\(one.gives ? "加上" : "去掉")的标签“\(tag.name)”，此后按规则认定。",
                    data: ["tag": .text(tag.code), "hold": .number(hold)]), at: now)
        }
    }

    // MARK: Many

    package func preview(_ draft: Draft, _ targets: Targets, by actor: Actor) async throws -> Outcome {
        try TagHolding.check(draft)
        return try await house.storage.read { stores in
            let tag = try TagBook(stores.registry).active(draft.tag)
            try TagHolding.admit(tag, actor)
            let (ids, unknown) = try TagHolding.resolve(targets, tag, actor, stores.registry)
            return Outcome(
                tag: tag, found: ids.count,
                changing: try TagHolding.concerned(ids, tag, gives: draft.gives, stores.registry).count,
                unknown: unknown)
        }
    }

    /// Gives or takes the tag; those that carry it already, or do not, are passed over. One entry of the log.
    package func assign(_ draft: Draft, _ targets: Targets, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        try TagHolding.check(draft)
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/tags/\(draft.tag)", alone: true) {
            stores in
            let registry = stores.registry
            let tag = try TagBook(registry).active(draft.tag)
            try TagHolding.admit(tag, actor)
            let found = try TagHolding.resolve(targets, tag, actor, registry).ids
            let ids = try TagHolding.concerned(found, tag, gives: draft.gives, registry)
            guard !ids.isEmpty else {
                throw Problem(
                    .refused, "tag.nobody",
                    found.isEmpty
                        ? "没有找到可以处理的检查对象。" : "找到的 \(found.count) 户都\(draft.gives ? "已带有" : "没有带")“\(tag.name)”。",
                    clause: "2.2.4", remedy: "请检查筛选条件或名单。")
            }
            var source = TagHold.Source.hand
            if case .identifiers = targets { source = .list }
            let changed = try TagHolding.write(draft, tag, ids, source, by: actor, at: now, registry)
            try stores.ledger.append(
                LedgerEntry(
                    act: draft.gives ? "tag.give-many" : "tag.take-many", actor: actor.account,
                    object: "tag/\(tag.code)", at: now,
                    sentence:
                        "\(source == .list ? "按名单" : "按筛选结果")为 \(ids.count) 户\(draft.gives ? "加上" : "去掉")“\(tag.name)”\(TagHolding.period(draft))：\(draft.reason)",
                    data: ["subjects": .number(Int64(ids.count)), "changed": .number(Int64(changed))]), at: now)
        }
    }

    // MARK: Parts

    private static func period(_ draft: Draft) -> String {
        "，自 \(draft.from.description) 起" + (draft.until.map { "至 \($0.description) 止" } ?? "")
    }

    /// Ends what stood before about the tag, writes the decision, and brings the subjects in line.
    private static func write(
        _ draft: Draft, _ tag: RegistryTag, _ ids: [Int64], _ source: TagHold.Source, by actor: Actor, at now: Moment,
        _ registry: any RegistryStore
    ) throws -> Int {
        var changed = 0
        for start in stride(from: 0, to: ids.count, by: TagSettling.portion) {
            let part = Array(ids[start..<min(start + TagSettling.portion, ids.count)])
            // A decision that begins later leaves the present one alone until its day.
            if draft.from <= now.day {
                let old = try registry.openHolds(subjects: part).values.flatMap { $0 }.filter { $0.tag == tag.number }
                try registry.endHolds(old.map(\.id), at: now)
            }
            try registry.insert(
                part.map {
                    NewTagHold(
                        subject: $0, tag: tag.number, gives: draft.gives, source: source, from: draft.from,
                        until: draft.until, reason: draft.reason, account: actor.account)
                }, at: now, today: now.day)
            changed += try settle(
                tag, part, cause: "\(source.rawValue):\(actor.account)", at: now, registry
            ).changed
        }
        return changed
    }

    @discardableResult
    static func settle(
        _ tag: RegistryTag, _ ids: [Int64], cause: String, at now: Moment, _ registry: any RegistryStore
    ) throws -> TagTrial {
        try TagSettling(try TagBook(registry, only: [tag.code]), only: [tag.number], on: now.day)
            .settle(ids, cause: cause, at: now, registry)
    }

    private static func resolve(_ targets: Targets, _ tag: RegistryTag, _ actor: Actor, _ registry: any RegistryStore)
        throws -> (ids: [Int64], unknown: [String])
    {
        switch targets {
        case .subject(let id): return ([id], [])
        case .search(var filter):
            if !actor.region.contains(filter.region) { filter.region = actor.region }
            let ids = try registry.subjectIDs(try TagSight(actor, registry).narrowed(filter))
            guard let owner = tag.owner else { return (ids, []) }
            return (try registry.inDirectory(owner, subjects: ids).sorted(), [])
        case .identifiers(let identifiers):
            var ids: [Int64] = [], unknown: [String] = []
            for start in stride(from: 0, to: identifiers.count, by: 1_000) {
                let part = Array(identifiers[start..<min(start + 1_000, identifiers.count)])
                let known = try registry.known(identifiers: part)
                for one in part {
                    if let found = known[one], actor.region.contains(found.region) {
                        ids.append(found.id)
                    } else {
                        unknown.append(one)
                    }
                }
            }
            guard let owner = tag.owner else { return (Set(ids).sorted(), unknown) }
            return (try registry.inDirectory(owner, subjects: ids).sorted(), unknown)
        }
    }

    /// Those for whom the decision changes something.
    private static func concerned(
        _ ids: [Int64], _ tag: RegistryTag, gives: Bool, _ registry: any RegistryStore
    ) throws -> [Int64] {
        var found: [Int64] = []
        for start in stride(from: 0, to: ids.count, by: TagSettling.portion) {
            let part = Array(ids[start..<min(start + TagSettling.portion, ids.count)])
            for subject in try registry.taggable(ids: part) {
                let carries = subject.tags.split(separator: " ").contains { $0.utf8.elementsEqual(tag.code.utf8) }
                if carries != gives { found.append(subject.id) }
            }
        }
        return found.sorted()
    }
}

/// Merging and retiring: what ended stays readable, with its day and its reason.
extension TagKeeping {
    /// From today subjects carry the other tag instead; rules, decisions by hand, recusals and expertise go over to it,
    /// and a new version of the item list names it.
    package func merge(_ code: String, into other: String, reason: String, by actor: Actor, submission: String?)
        async throws -> SubmissionOutcome
    {
        try TagKeeping.checkReason(reason)
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/tags/\(code)", alone: true) { stores in
            let registry = stores.registry
            let tag = try TagKeeping.active(code, registry, actor)
            let target = try TagBook(registry).active(other)
            guard target.number != tag.number else {
                throw Problem(.invalid, "tag.merge-self", "不能并入自己。", fields: ["into": "请选择另一个标签"])
            }
            guard target.owner == tag.owner else {
                throw Problem(
                    .refused, "tag.merge-owner", "“\(tag.name)”和“\(target.name)”不属于同一个维护单位。", clause: "2.2.4",
                    remedy: "部门自有标签只能并入本部门的标签。", fields: ["into": "维护单位不同"])
            }
            if tag.owner == nil { try TagKeeping.refuseWhileDrafting(tag, registry) }
            try registry.end(tag: tag.number, as: .merged, into: target.number, on: now.day)
            try registry.moveHolds(of: tag.number, to: target.number, at: now)
            try registry.rename(tag: tag.code, to: target.code)
            try TagKeeping.rewriteRules(
                stores, reason: "“\(tag.name)”并入“\(target.name)”", by: actor, at: now
            ) { rule in
                guard rule.tag.utf8.elementsEqual(tag.code.utf8) else { return rule }
                var rule = rule
                rule.tag = target.code
                return rule
            }
            let only: Set = [tag.number, target.number]
            let settling = TagSettling(
                try TagBook(registry, only: [tag.code, target.code]), only: only, on: now.day)
            let moved = try settling.settleAll(touchedBy: tag.number, cause: "merge:\(tag.code)", at: now, registry)
            let version =
                tag.owner == nil ? try TagFollowing.follow(tag, to: target, by: actor, at: now, house, stores) : nil
            try stores.ledger.append(
                LedgerEntry(
                    act: "tag.merge", actor: actor.account, object: "tag/\(code)", at: now,
                    sentence: "标签“\(tag.name)”并入“\(target.name)”，\(moved) 户随之改变：\(reason)",
                    data: [
                        "into": .text(target.code), "subjects": .number(Int64(moved)),
                        "list": version.map { .number(Int64($0)) } ?? .null,
                    ]), at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "tag.merged", actor: actor.account, object: "tag/\(target.code)", at: now,
                    sentence: "标签“\(tag.name)”并入本标签。", data: ["from": .text(code)]), at: now)
        }
    }

    /// Nobody carries it from today. Refused while items of the list or inspectors' recusals name it.
    package func retire(_ code: String, reason: String, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        try TagKeeping.checkReason(reason)
        let now = house.clock.now()
        let house = house
        return try await house.submit(submission, by: actor, to: "/registry/tags/\(code)", alone: true) { stores in
            try TagKeeping.retire(code, reason: reason, by: actor, at: now, house, stores)
        }
    }

    /// Within a transaction.
    static func retire(
        _ code: String, reason: String, by actor: Actor, at now: Moment, _ house: House, _ stores: any Stores
    ) throws {
        let registry = stores.registry
        let tag = try TagKeeping.active(code, registry, actor)
        let entries =
            try TagFollowing.items(naming: code, stores).map { "\($0.code) \($0.matter)" }
            + TagFollowing.keyEntries(naming: code, stores)
        guard entries.isEmpty else {
            throw Problem(
                .refused, "tag.in-use",
                "还有 \(entries.count) 个清单事项用“\(tag.name)”选择检查对象：" + entries.prefix(5).joined(separator: "；")
                    + "。",
                clause: "2.2.5", remedy: "请先在清单中改写这些事项的选择条件，或改用“合并”，让它们随新标签走。")
        }
        let laws = house.law.book.all.filter {
            $0.unit == "tags" && ($0.list ?? []).contains(code) && $0.holds(on: now.day, in: actor.region)
        }
        if let law = laws.first {
            throw law.refusal(
                "tag.in-use", "规则“\(law.title)”用到“\(tag.name)”。", remedy: "请改用“合并”，规则随之按新标签执行；或先修订这条规则。")
        }
        let people = try registry.countInspectors(naming: code, on: now.day)
        guard people == 0 else {
            throw Problem(
                .refused, "tag.in-use", "还有 \(people) 条执法人员的回避或专长写着“\(tag.name)”。", clause: "2.1.1",
                remedy: "请先结束这些回避或改写专长，或改用“合并”。")
        }
        if tag.owner == nil { try TagKeeping.refuseWhileDrafting(tag, registry) }
        try registry.end(tag: tag.number, as: .retired, into: nil, on: now.day)
        try TagKeeping.rewriteRules(stores, reason: "“\(tag.name)”停用", by: actor, at: now) {
            $0.tag.utf8.elementsEqual(tag.code.utf8) ? nil : $0
        }
        let settling = TagSettling(try TagBook(registry, only: [code]), only: [tag.number], on: now.day)
        let lost = try settling.settleAll(touchedBy: tag.number, cause: "retire:\(code)", at: now, registry)
        try stores.ledger.append(
            LedgerEntry(
                act: "tag.retire", actor: actor.account, object: "tag/\(code)", at: now,
                sentence: "停用标签“\(tag.name)”，\(lost) 户不再带有：\(reason)",
                data: ["subjects": .number(Int64(lost))]), at: now)
    }

    /// A version of the rules without a trial: what it changes follows from the merge or the retirement alone.
    private static func rewriteRules(
        _ stores: any Stores, reason: String, by actor: Actor, at now: Moment,
        _ change: (TagRules.Rule) -> TagRules.Rule?
    ) throws {
        let registry = stores.registry
        guard let current = try registry.rulesInForce() else { return }
        let set = TagRuleSet(negation: current.rules.negation, rules: current.rules.rules.compactMap(change))
        guard set != current.rules else { return }
        let number = try registry.insertRules(
            set, state: .draft, base: current.number, reason: reason, by: actor.account, at: now)
        try registry.putInForce(
            number, reason: reason, by: actor.account, at: now, trial: TagTrial(), settledTo: nil)
    }

    private static func refuseWhileDrafting(_ tag: RegistryTag, _ registry: any RegistryStore) throws {
        try TagRuleKeeping.refuseWhileSettling(registry)
        guard let draft = try registry.draftOfRules() else { return }
        throw Problem(
            .conflict, "tag.rules.draft", "标签规则第\(draft.number)版还是草稿，合并或停用“\(tag.name)”会改写规则。", clause: "2.2.4",
            remedy: "请先执行或放弃这份草稿。")
    }
}

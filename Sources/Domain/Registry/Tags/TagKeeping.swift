/// 标签体系 (2.2.4): adding, renaming, merging and retiring tags. Nothing is deleted: what ended stays readable, with its
/// day and its reason.
package struct TagKeeping: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package struct Draft: Sendable {
        package let code: String
        package let name: String
        package let dimension: String
        package let meaning: String
        /// Department whose own tag it is; nil for all.
        package let owner: String?

        package init(code: String, name: String, dimension: String, meaning: String, owner: String?) {
            self.code = code
            self.name = name
            self.dimension = dimension
            self.meaning = meaning
            self.owner = owner
        }
    }

    // MARK: Who may

    /// The taxonomy is set for the whole province by the market regulation department; a department keeps its own tags.
    package static func mayKeep(_ owner: String?, _ actor: Actor) -> Bool {
        guard actor.may(.registryEdit), actor.region.level == .province else { return false }
        guard let owner else { return actor.keepsCommonTags }
        return actor.department.map { $0.utf8.elementsEqual(owner.utf8) } ?? false
    }

    static func admit(_ owner: String?, _ actor: Actor) throws {
        try actor.require(.registryEdit)
        guard mayKeep(owner, actor) else {
            throw Problem(
                .refused, "tag.province",
                owner == nil ? "标签类目由省级统筹设定，您的账号不能修改。" : "部门自有标签由该部门的省级人员维护，您的账号不能修改。", clause: "2.2.4",
                remedy: "需要新增或调整标签的，请向\(owner == nil ? "省市场监督管理局" : "该部门")提出。")
        }
    }

    // MARK: Adding and renaming

    package func add(_ draft: Draft, by actor: Actor, submission: String?) async throws -> SubmissionOutcome {
        try TagKeeping.admit(draft.owner, actor)
        try TagKeeping.check(draft)
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/tags/\(draft.code)") { stores in
            let registry = stores.registry
            try TagKeeping.checkDimension(draft.dimension, registry)
            let all = try registry.tagRecords()
            if let same = all.first(where: { $0.code.utf8.elementsEqual(draft.code.utf8) }) {
                throw Problem(
                    .conflict, "tag.code", "编号 \(draft.code) 已用于标签“\(same.name)”（\(same.state.title)），不能再给别的标签。",
                    clause: "2.2.4", remedy: "请换一个编号，以免历史记录对应错标签。", fields: ["code": "这个编号已经使用"])
            }
            try TagKeeping.checkName(draft.name, among: all, except: nil)
            if let owner = draft.owner, try registry.department(owner) == nil { throw Problem.notFound("部门") }
            _ = try registry.insert(
                TagRules.Tag(code: draft.code, name: draft.name, dimension: draft.dimension), meaning: draft.meaning,
                owner: draft.owner, since: now.day)
            try stores.ledger.append(
                LedgerEntry(
                    act: "tag.add", actor: actor.account, object: "tag/\(draft.code)", at: now,
                    sentence: "新增标签“\(draft.name)”。",
                    data: [
                        "name": .text(draft.name), "dimension": .text(draft.dimension),
                        "owner": draft.owner.map { .text($0) } ?? .null,
                    ]), at: now)
        }
    }

    /// Name, dimension and meaning may change; the code never does.
    package func revise(
        _ code: String, name: String, dimension: String, meaning: String, reason: String, by actor: Actor,
        submission: String?
    ) async throws -> SubmissionOutcome {
        let now = house.clock.now()
        try TagKeeping.checkReason(reason)
        return try await house.submit(submission, by: actor, to: "/registry/tags/\(code)") { stores in
            let registry = stores.registry
            let tag = try TagKeeping.active(code, registry, actor)
            let draft = Draft(code: code, name: name, dimension: dimension, meaning: meaning, owner: tag.owner)
            try TagKeeping.check(draft)
            try TagKeeping.checkDimension(dimension, registry)
            try TagKeeping.checkName(name, among: registry.tagRecords(), except: tag.number)
            guard tag.name != name || tag.dimension != dimension || tag.meaning != meaning else {
                throw Problem(.invalid, "tag.same", "没有改动。", remedy: "请修改名称、维度或含义后再保存。")
            }
            try registry.update(tag: tag.number, name: name, dimension: dimension, meaning: meaning)
            try stores.ledger.append(
                LedgerEntry(
                    act: "tag.revise", actor: actor.account, object: "tag/\(code)", at: now,
                    sentence: tag.name == name
                        ? "修订标签“\(name)”：\(reason)" : "标签“\(tag.name)”改名为“\(name)”：\(reason)",
                    data: ["name": .text(name), "before": .text(tag.name), "dimension": .text(dimension)]), at: now)
        }
    }

    package func addDimension(code: String, name: String, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        try TagKeeping.admit(nil, actor)
        let now = house.clock.now()
        guard TagKeeping.isCode(code) else { throw TagKeeping.badCode("dimension_code") }
        guard (1...20).contains(name.count) else {
            throw Problem(.invalid, "tag.dimension", "请填写维度名称。", fields: ["dimension_name": "维度名称为1至20个字"])
        }
        return try await house.submit(submission, by: actor, to: "/registry/tags") { stores in
            let known = try stores.registry.tagDimensions()
            guard !known.contains(where: { $0.code.utf8.elementsEqual(code.utf8) || $0.name == name }) else {
                throw Problem(
                    .conflict, "tag.dimension-twice", "已有这个维度。", clause: "2.2.4",
                    fields: ["dimension_name": "已有这个编号或名称"])
            }
            try stores.registry.insert(TagDimension(code: code, name: name))
            try stores.ledger.append(
                LedgerEntry(
                    act: "tag.dimension", actor: actor.account, object: "tag-dimension/\(code)", at: now,
                    sentence: "新增标签维度“\(name)”。", data: ["name": .text(name)]), at: now)
        }
    }

    // MARK: Merging and retiring

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
        return try await house.submit(submission, by: actor, to: "/registry/tags/\(code)", alone: true) { stores in
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

    // MARK: Checks

    static func active(_ code: String, _ registry: any RegistryStore, _ actor: Actor) throws -> RegistryTag {
        let tag = try TagBook(registry).active(code)
        try admit(tag.owner, actor)
        return tag
    }

    static func isCode(_ code: String) -> Bool {
        (2...40).contains(code.utf8.count) && !["new", "rules", "assign", "dimensions", "decisions"].contains(code)
            && code.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    private static func badCode(_ field: String) -> Problem {
        Problem(.invalid, "tag.code-form", "编号的写法不对。", fields: [field: "编号为2至40位小写字母、数字或短横线"])
    }

    private static func check(_ draft: Draft) throws {
        guard isCode(draft.code) else { throw badCode("code") }
        guard (1...30).contains(draft.name.count) else {
            throw Problem(.invalid, "tag.name", "请填写标签名称。", fields: ["name": "标签名称为1至30个字"])
        }
        guard draft.meaning.count <= 500 else {
            throw Problem(.invalid, "tag.meaning", "含义过长。", fields: ["meaning": "含义不超过500个字"])
        }
    }

    private static func checkDimension(_ code: String, _ registry: any RegistryStore) throws {
        guard try registry.tagDimensions().contains(where: { $0.code.utf8.elementsEqual(code.utf8) }) else {
            throw Problem(.invalid, "tag.dimension", "请选择维度。", fields: ["dimension": "没有这个维度"])
        }
    }

    /// Files name tags by their names, so no two in use may share one.
    private static func checkName(_ name: String, among all: [RegistryTag], except number: Int64?) throws {
        guard all.contains(where: { $0.state == .active && $0.number != number && $0.name == name }) else { return }
        throw Problem(
            .conflict, "tag.name-twice", "已有名为“\(name)”的标签。", clause: "2.2.4", remedy: "请换一个名称，或直接使用原有标签。",
            fields: ["name": "这个名称已经使用"])
    }

    static func checkReason(_ reason: String) throws {
        guard (1...200).contains(reason.count) else {
            throw Problem(
                .invalid, "tag.reason", "请写明理由。", clause: "2.2.4", remedy: "理由随历史保存，不超过200个字。",
                fields: ["reason": "请写明理由，不超过200个字"])
        }
    }
}

extension Actor {
    /// Of the market regulation department, or of the joint meeting's office: keeps what belongs to no one department.
    var keepsCommonTags: Bool {
        department.map { $0.utf8.elementsEqual(Department.marketRegulation.utf8) } ?? true
    }
}

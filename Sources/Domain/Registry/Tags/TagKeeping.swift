/// 标签体系 (2.2.4): adding, renaming, merging and retiring tags. Nothing is deleted: what ended stays readable, with its
/// day and its reason.
package struct TagKeeping: Sendable {
    let house: House

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
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/tags/\(draft.code)") { stores in
            _ = try TagKeeping.add(draft, by: actor, at: now, stores)
        }
    }

    /// Within a transaction; the new tag's number.
    static func add(_ draft: Draft, by actor: Actor, at now: Moment, _ stores: any Stores) throws -> Int64 {
        try admit(draft.owner, actor)
        let registry = stores.registry
        let all = try registry.tagRecords()
        var faults = faults(draft)
        faults += try collected { try checkDimension(draft.dimension, registry) }
        if let same = all.first(where: { $0.code.utf8.elementsEqual(draft.code.utf8) }) {
            faults.append(
                Problem(
                    .conflict, "tag.code", "编号 \(draft.code) 已用于标签“\(same.name)”（\(same.state.title)），不能再给别的标签。",
                    clause: "2.2.4", remedy: "请换一个编号，以免历史记录对应错标签。", fields: ["code": "这个编号已经使用"]))
        }
        faults += try collected { try checkName(draft.name, among: all, except: nil) }
        try refuse(faults)
        if let owner = draft.owner, try registry.department(owner) == nil { throw Problem.notFound("部门") }
        let number = try registry.insert(
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
        return number
    }

    /// Name, dimension and meaning may change; the code never does.
    package func revise(
        _ code: String, name: String, dimension: String, meaning: String, reason: String, by actor: Actor,
        submission: String?
    ) async throws -> SubmissionOutcome {
        let now = house.clock.now()
        try TagKeeping.checkReason(reason)
        return try await house.submit(submission, by: actor, to: "/registry/tags/\(code)") { stores in
            try TagKeeping.revise(
                Draft(code: code, name: name, dimension: dimension, meaning: meaning, owner: nil), reason: reason,
                by: actor, at: now, stores)
        }
    }

    /// Within a transaction; whose tag it is stays.
    static func revise(_ draft: Draft, reason: String, by actor: Actor, at now: Moment, _ stores: any Stores) throws {
        let registry = stores.registry
        let tag = try active(draft.code, registry, actor)
        let all = try registry.tagRecords()
        try refuse(
            faults(draft) + collected { try checkDimension(draft.dimension, registry) }
                + collected { try checkName(draft.name, among: all, except: tag.number) })
        guard tag.name != draft.name || tag.dimension != draft.dimension || tag.meaning != draft.meaning else {
            throw Problem(.invalid, "tag.same", "没有改动。", remedy: "请修改名称、维度或含义后再保存。")
        }
        try registry.update(tag: tag.number, name: draft.name, dimension: draft.dimension, meaning: draft.meaning)
        try stores.ledger.append(
            LedgerEntry(
                act: "tag.revise", actor: actor.account, object: "tag/\(tag.code)", at: now,
                sentence: tag.name == draft.name
                    ? "修订标签“\(tag.name)”：\(reason)" : "标签“\(tag.name)”改名为“\(draft.name)”：\(reason)",
                data: [
                    "name": .text(draft.name), "before": .text(tag.name), "dimension": .text(draft.dimension),
                ]), at: now)
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

    private static func faults(_ draft: Draft) -> [Problem] {
        var found: [Problem] = []
        if !isCode(draft.code) { found.append(badCode("code")) }
        if !(1...30).contains(draft.name.count) {
            found.append(Problem(.invalid, "tag.name", "请填写标签名称。", fields: ["name": "标签名称为1至30个字"]))
        }
        if draft.meaning.count > 500 {
            found.append(Problem(.invalid, "tag.meaning", "含义过长。", fields: ["meaning": "含义不超过500个字"]))
        }
        return found
    }

    /// A refusal as a value, to be told with others.
    private static func collected(_ check: () throws -> Void) throws -> [Problem] {
        do {
            try check()
            return []
        } catch let problem as Problem where !problem.fields.isEmpty {
            return [problem]
        }
    }

    /// One fault is told in its own words; several together, each at its field.
    private static func refuse(_ faults: [Problem]) throws {
        guard let first = faults.first else { return }
        guard faults.count > 1 else { throw first }
        let fields = faults.reduce(into: [:]) { sum, one in sum.merge(one.fields) { first, _ in first } }
        throw Problem(
            .invalid, "tag.draft", "有\(fields.count)处需要修改。", clause: "2.2.4", remedy: "请按各栏的提示改正后再提交。",
            fields: fields)
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

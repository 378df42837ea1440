/// 标签类目 as a table (2.2.4): each row one tag. A code is its own for ever; what ended is not brought back by a row.
struct TagTable: RowTable {
    enum Field: Hashable, Sendable { case code, name, dimension, meaning, owner, reason }

    let kind = ImportRecord.Kind.tags
    let unit = "个"
    let address = "/registry/tags"

    let columns: [ColumnMap<Field>.Wanted] = [
        .init(
            .code, ["标签编号", "标签代码", "编号", "代码"], required: true, note: "2至40位小写字母、数字或短横线，定了不能改", example: "xugou-tag"),
        .init(.name, ["标签名称", "名称", "标签"], required: true, note: "不超过30个字", example: "（示例）虚构标签"),
        .init(.dimension, ["维度", "标签维度", "类目"], required: true, note: "已有维度的名称或编号", example: "（示例）维度"),
        .init(.meaning, ["含义", "标签含义", "说明"], note: "不超过500个字", example: "说明哪些对象带、哪些不带"),
        .init(.owner, ["维护部门", "所属部门"], note: "部门名称或代码；全省通用标签不填"),
        .init(.reason, ["修订理由", "理由"], note: "修改已有标签时填写，不填写作“由文件导入”"),
    ]

    /// The taxonomy is the province's; whose tag a row may touch is asked of each row.
    func admit(_ actor: Actor) throws {
        try actor.require(.registryEdit)
        guard actor.region.level == .province else {
            throw Problem(
                .refused, "tag.province", "标签类目由省级统筹设定，您的账号不能导入。", clause: "2.2.4",
                remedy: "需要新增或调整标签的，请向省市场监督管理局提出。")
        }
    }

    func take(_ row: inout RowCells<Field>, _ context: RowContext) throws -> RowTrace? {
        let registry = context.stores.registry
        let code = row.text(.code, upTo: 40, required: true)
        let name = row.text(.name, upTo: 30, required: true)
        let meaning = row.text(.meaning, upTo: 500)
        let word = row.text(.dimension, upTo: 40, required: true)
        let dimension = try registry.tagDimensions().first { $0.code == word || $0.name == word }
        if dimension == nil, !word.isEmpty { row.refuse(.dimension, "没有这个维度，请填写已有维度的名称或编号") }
        let ownerWord = row.text(.owner)
        let owner = try registry.departments().first { $0.code == ownerWord || $0.name == ownerWord }
        if owner == nil, !ownerWord.isEmpty { row.refuse(.owner, "没有这个部门，请填写部门全称或代码") }
        let reason = row.text(.reason, upTo: 200)
        guard row.faults.list.isEmpty, let dimension else { return nil }
        let draft = TagKeeping.Draft(
            code: code, name: name, dimension: dimension.code, meaning: meaning, owner: owner?.code)
        let held = try registry.tagRecords().first { $0.code.utf8.elementsEqual(code.utf8) }
        guard let held else {
            let number = try TagKeeping.add(draft, by: context.actor, at: context.at, context.stores)
            return RowTrace(object: number, label: name, before: nil, after: try RowTrace.text(State(draft)))
        }
        if held.owner != draft.owner {
            row.refuse(.owner, "标签“\(held.name)”的维护部门与此不同，维护部门不能改")
            return nil
        }
        let old = try RowTrace.text(State(held))
        if held.name != name || held.dimension != dimension.code || held.meaning != meaning || held.state != .active {
            try TagKeeping.revise(
                draft, reason: reason.isEmpty ? "由文件导入" : reason, by: context.actor, at: context.at, context.stores)
        }
        return RowTrace(object: held.number, label: name, before: old, after: try RowTrace.text(State(draft)))
    }

    func state(of trace: RowTrace, _ stores: any Stores) throws -> String? {
        let found = try stores.registry.tagRecords().first { $0.number == trace.object }
        guard let found else { return nil }
        var state = State(found)
        // A tag that came in by the import goes again only while nothing names it.
        if trace.before == nil { state.isUsed = try TagKeeping.isUsed(found, stores) }
        return try RowTrace.text(state)
    }

    func restore(_ trace: RowTrace, _ context: RowContext) throws {
        let registry = context.stores.registry
        guard let now = try registry.tagRecords().first(where: { $0.number == trace.object }) else { return }
        try TagKeeping.admit(now.owner, context.actor)
        if let before = trace.before {
            let old = try RowTrace.state(before, as: State.self)
            try registry.update(tag: now.number, name: old.name, dimension: old.dimension, meaning: old.meaning)
        } else {
            try registry.delete(tag: now.number)
        }
        try context.stores.ledger.append(
            LedgerEntry(
                act: trace.before == nil ? "tag.withdraw" : "tag.revise", actor: context.actor.account,
                object: "tag/\(now.code)", at: context.at,
                sentence: "\(context.reason)：" + (trace.before == nil ? "撤去标签“\(now.name)”。" : "恢复导入前的写法。")),
            at: context.at)
    }

    private struct State: Codable {
        let code, name, dimension, meaning, state: String
        let owner: String?
        var isUsed = false

        init(_ draft: TagKeeping.Draft) {
            code = draft.code
            name = draft.name
            dimension = draft.dimension
            meaning = draft.meaning
            owner = draft.owner
            state = RegistryTag.State.active.rawValue
        }

        init(_ tag: RegistryTag) {
            code = tag.code
            name = tag.name
            dimension = tag.dimension
            meaning = tag.meaning
            owner = tag.owner
            state = tag.state.rawValue
        }
    }
}

extension TagKeeping {
    /// Whether anything names a tag: subjects, decisions, rules, lists, inspectors, or another that was merged into it.
    static func isUsed(_ tag: RegistryTag, _ stores: any Stores) throws -> Bool {
        let registry = stores.registry
        let rules = try [registry.rulesInForce(), registry.draftOfRules()].compactMap(\.self)
        if rules.contains(where: { !$0.rules.rules(of: tag.code).isEmpty }) { return true }
        if try registry.tagRecords().contains(where: { $0.mergedInto == tag.number }) { return true }
        if try registry.isNamed(tag) { return true }
        if try !TagFollowing.items(naming: tag.code, stores).isEmpty { return true }
        return try !TagFollowing.keyEntries(naming: tag.code, stores).isEmpty
    }
}

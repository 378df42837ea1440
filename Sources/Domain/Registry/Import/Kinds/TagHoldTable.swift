/// 手工打标 as a table (2.2.4): each row gives one subject a tag or takes it away, with days and a reason. It stands above
/// the rules as a decision on a page does.
struct TagHoldTable: RowTable {
    enum Field: Hashable, Sendable { case subject, scheme, tag, act, from, until, reason }

    let kind = ImportRecord.Kind.tagging
    let unit = "条"
    let address = "/registry/tags/decisions"

    private static let gives = "加上"
    private static let takes = "去掉"

    let columns: [ColumnMap<Field>.Wanted] = [
        .init(
            .subject, SubjectReading.numberNames, required: true, note: "主体的代码，单元格设为文本格式",
            example: "（示例）92230000MA00000000"),
        .init(
            .scheme, IdentifierScheme.columnNames, note: "主体没有统一社会信用代码的填写",
            choices: IdentifierScheme.allCases.map(\.title)),
        .init(.tag, ["标签名称", "标签", "标签编号"], required: true, note: "使用中标签的名称或编号", example: "餐饮服务"),
        .init(
            .act, ["加上或去掉", "打标操作", "处理"], note: "不填为“\(gives)”", example: gives, choices: [gives, takes]),
        .init(.from, ["开始日期", "生效日期"], note: "不填为今天", example: "2026-03-01"),
        .init(.until, ["结束日期", "到期日期"], note: "长期有效的不填"),
        .init(.reason, ["理由", "打标理由", "依据"], required: true, note: "不超过200个字，随历史保存", example: "现场核实"),
    ]

    func take(_ row: inout RowCells<Field>, _ context: RowContext) throws -> RowTrace? {
        let registry = context.stores.registry
        let subject = try row.subject(.subject, scheme: .scheme, context)
        let word = row.text(.tag, upTo: 40, required: true)
        let act = row.text(.act)
        if !["", Self.gives, Self.takes].contains(act) { row.refuse(.act, "只能是“\(Self.gives)”或“\(Self.takes)”") }
        let gives = act != Self.takes
        let days = row.period(.from, .until)
        let reason = row.text(.reason, upTo: 200, required: true)
        let tag = try tag(word, &row, context)
        guard row.faults.list.isEmpty, let subject, let tag else { return nil }
        let today = context.at.day
        let draft = TagHolding.Draft(
            tag: tag.code, gives: gives, from: days.from ?? today, until: days.until, reason: reason)
        if let until = draft.until, until < draft.from {
            row.refuse(.until, "早于开始日期")
            return nil
        }
        let label = "\(subject.name)：\(gives ? Self.gives : Self.takes)“\(tag.name)”"
        let open = try registry.openHolds(subjects: [subject.id])[subject.id]?.filter { $0.tag == tag.number } ?? []
        if open.contains(where: { $0.at == context.at && $0.source == .list }) {
            row.refuse(.tag, "前面的行已写过这个对象的这个标签")
            return nil
        }
        if let same = open.last(where: { $0.gives == gives && $0.until == draft.until && $0.from <= draft.from }) {
            let text = try RowTrace.text(State(same))
            return RowTrace(object: same.id, label: label, before: text, after: text)
        }
        let carries = subject.facts.tags.contains { $0.utf8.elementsEqual(tag.code.utf8) }
        if !gives, !carries, draft.from <= today {
            row.refuse(.tag, "该对象没有带“\(tag.name)”，不需要去掉")
            return nil
        }
        do {
            try TagHolding.admit(tag, context.actor)
            try TagHolding.checkDirectory(tag, gives: gives, subject: subject.id, registry)
        } catch let problem as Problem {
            row.refuse(.tag, problem.message)
            return nil
        }
        let id = try TagHolding.put(draft, tag, subject, by: context.actor, at: context.at, registry)
        try remember(gives ? "tag.give" : "tag.take", subject.id, tag, draft, context)
        guard let made = try registry.tagHold(id: id) else { throw Problem.moved("标签记录") }
        return RowTrace(object: id, label: label, before: nil, after: try RowTrace.text(State(made)))
    }

    /// A tag in use, by name or code.
    private func tag(_ word: String, _ row: inout RowCells<Field>, _ context: RowContext) throws -> RegistryTag? {
        guard !word.isEmpty else { return nil }
        let all = try context.memory.tags(context.stores.registry)
        let found = all.filter { $0.code.utf8.elementsEqual(word.utf8) || $0.name.utf8.elementsEqual(word.utf8) }
        guard let tag = found.first(where: { $0.state == .active }) else {
            row.refuse(.tag, found.isEmpty ? "没有这个标签" : "标签“\(word)”已\(found[0].state == .merged ? "合并" : "停用")，不能再使用")
            return nil
        }
        return tag
    }

    func state(of trace: RowTrace, _ stores: any Stores) throws -> String? {
        try stores.registry.tagHold(id: trace.object).map { try RowTrace.text(State($0)) }
    }

    func restore(_ trace: RowTrace, _ context: RowContext) throws {
        let registry = context.stores.registry
        guard trace.before == nil, let hold = try registry.tagHold(id: trace.object) else { return }
        try TagHolding.takeBack(hold, at: context.at, registry)
        try context.stores.ledger.append(
            LedgerEntry(
                act: "tag.release", actor: context.actor.account, object: "subject/\(hold.subject)", at: context.at,
                sentence: "\(context.reason)：撤回名单中的标签。", data: ["hold": .number(hold.id)]), at: context.at)
    }

    private func remember(
        _ act: String, _ subject: Int64, _ tag: RegistryTag, _ draft: TagHolding.Draft, _ context: RowContext
    ) throws {
        try context.stores.ledger.append(
            LedgerEntry(
                act: act, actor: context.actor.account, object: "subject/\(subject)", at: context.at,
                sentence: "由名单\(draft.gives ? Self.gives : Self.takes)标签“\(tag.name)”。",
                data: [
                    "tag": .text(tag.code), "from": .text(draft.from.description),
                    "until": draft.until.map { .text($0.description) } ?? .null,
                ]), at: context.at)
    }

    private struct State: Codable {
        let subject, tag: Int64
        let gives, isOpen: Bool
        let from: Day
        let until: Day?
        let reason: String

        init(_ hold: TagHold) {
            subject = hold.subject
            tag = hold.tag
            gives = hold.gives
            isOpen = hold.endedAt == nil
            from = hold.from
            until = hold.until
            reason = hold.reason
        }
    }
}

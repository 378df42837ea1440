/// 名录成员 as a table (2.2.6): each row takes one subject of the common registry into the directory of the person's own
/// department, or changes its remark. Who leaves a directory leaves it on its page, with a reason.
struct DirectoryTable: RowTable {
    enum Field: Hashable, Sendable { case subject, scheme, note }

    let kind = ImportRecord.Kind.directory
    let unit = "户"
    let address = "/registry/directories"

    let columns: [ColumnMap<Field>.Wanted] = [
        .init(
            .subject, SubjectReading.numberNames, required: true, note: "主体的代码，单元格设为文本格式",
            example: "（示例）92230000MA00000000"),
        .init(
            .scheme, IdentifierScheme.columnNames, note: "主体没有统一社会信用代码的填写",
            choices: IdentifierScheme.allCases.map(\.title)),
        .init(.note, ["备注", "名录备注"], note: "不超过200个字；不填的保留原备注", example: "虚构备注"),
    ]

    func admit(_ actor: Actor) throws {
        try actor.require(.registryEdit)
        guard let department = actor.department, DirectoryKeeping.mayEdit(department, actor) else {
            throw Problem(
                .refused, "directory.owner", "名录库由成员单位自己维护，您的账号不属于哪个部门。", clause: "2.2.6",
                remedy: "需要增减的，请联系该部门。")
        }
    }

    func take(_ row: inout RowCells<Field>, _ context: RowContext) throws -> RowTrace? {
        let registry = context.stores.registry
        let subject = try row.subject(.subject, scheme: .scheme, context)
        let note = row.text(.note, upTo: 200)
        guard row.faults.list.isEmpty, let subject, let department = context.actor.department else { return nil }
        if let held = try registry.directoryEntry(department, subject: subject.id) {
            let old = State(department: department, note: held.note, since: held.since)
            let new = State(department: department, note: note.isEmpty ? held.note : note, since: held.since)
            if new != old { try registry.setDirectoryNote(new.note, directory: department, subject: subject.id) }
            return RowTrace(
                object: subject.id, label: subject.name, before: try RowTrace.text(old),
                after: try RowTrace.text(new))
        }
        let today = context.at.day
        try registry.insert(
            [subject.id], directory: department, note: note, since: today, by: context.actor.account, at: context.at)
        return RowTrace(
            object: subject.id, label: subject.name, before: nil,
            after: try RowTrace.text(State(department: department, note: note, since: today)))
    }

    func state(of trace: RowTrace, _ stores: any Stores) throws -> String? {
        let kept = try RowTrace.state(trace.after, as: State.self)
        return try stores.registry.directoryEntry(kept.department, subject: trace.object).map {
            try RowTrace.text(State(department: kept.department, note: $0.note, since: $0.since))
        }
    }

    func restore(_ trace: RowTrace, _ context: RowContext) throws {
        let kept = try RowTrace.state(trace.after, as: State.self)
        guard let before = trace.before else {
            return try DirectoryKeeping.takeOut(
                trace.object, of: kept.department, reason: context.reason, by: context.actor, at: context.at,
                context.stores)
        }
        guard DirectoryKeeping.mayEdit(kept.department, context.actor) else { throw Problem.moved("名录库") }
        let old = try RowTrace.state(before, as: State.self)
        try context.stores.registry.setDirectoryNote(old.note, directory: old.department, subject: trace.object)
    }

    private struct State: Codable, Equatable {
        let department, note: String
        let since: Day
    }
}

/// 许可证 as a table: each row one licence of a subject, known by kind and number.
struct LicenceTable: RowTable {
    enum Field: Hashable, Sendable { case subject, scheme, kind, number, issuer, scope, from, until }

    let kind = ImportRecord.Kind.licences
    let unit = "件"
    let address = "/registry/licences"

    let columns: [ColumnMap<Field>.Wanted] = [
        .init(
            .subject, SubjectReading.numberNames, required: true, note: "持证主体的代码，单元格设为文本格式",
            example: "（示例）92230000MA00000000"),
        .init(
            .scheme, IdentifierScheme.columnNames, note: "主体没有统一社会信用代码的填写",
            choices: IdentifierScheme.allCases.map(\.title)),
        .init(.kind, ["许可证名称", "许可证类别", "许可类别", "证照名称"], required: true, note: "不超过60个字", example: "食品经营许可证"),
        .init(.number, ["许可证编号", "许可证号", "证照编号"], required: true, note: "单元格设为文本格式", example: "（示例）JY12301020000001"),
        .init(.issuer, ["发证机关", "许可机关"], example: "虚构区市场监督管理局"),
        .init(.scope, ["许可范围", "许可内容", "经营项目"], example: "热食类食品制售"),
        .init(.from, ["有效期起", "有效期自", "发证日期"], note: "写作 2026-03-01", example: "2026-03-01"),
        .init(.until, ["有效期止", "有效期至", "有效期"], note: "长期有效的不填", example: "2031-02-28"),
    ]

    func take(_ row: inout RowCells<Field>, _ context: RowContext) throws -> RowTrace? {
        let subject = try row.subject(.subject, scheme: .scheme, context)
        let kind = row.text(.kind, upTo: 60, required: true)
        let number = row.text(.number, upTo: 80, required: true)
        let issuer = row.text(.issuer, upTo: 60)
        let scope = row.text(.scope, upTo: 500)
        let (from, until) = row.period(.from, .until)
        guard row.faults.list.isEmpty, let subject else { return nil }
        let stated = Licence(
            id: 0, subject: subject.id, kind: kind, number: number, issuer: issuer, scope: scope, from: from,
            until: until, endedOn: nil)
        let label = "\(subject.name)：\(kind) \(number)"
        let held = try context.stores.subjects.parts(subject: subject.id).licences
        guard let old = held.first(where: { $0.kind == kind && $0.number == number }) else {
            let id = try context.stores.subjects.insert(stated)
            try remember(subject.id, old: "", new: stated.summary, context)
            return RowTrace(object: id, label: label, before: nil, after: try RowTrace.text(State(stated)))
        }
        // The same number again is a renewal.
        let (before, after) = (State(old), State(stated))
        if before != after {
            try context.stores.subjects.update(after.licence(old.id))
            try remember(subject.id, old: old.summary, new: stated.summary, context)
        }
        return RowTrace(
            object: old.id, label: label, before: try RowTrace.text(before), after: try RowTrace.text(after))
    }

    func state(_ object: Int64, _ stores: any Stores) throws -> String? {
        try stores.subjects.licence(id: object).map { try RowTrace.text(State($0)) }
    }

    func restore(_ object: Int64, to before: String?, _ context: RowContext) throws {
        guard let now = try context.stores.subjects.licence(id: object) else { return }
        guard let before else {
            try context.stores.subjects.deleteLicence(object)
            return try remember(now.subject, old: now.summary, new: "", context)
        }
        let old = try RowTrace.state(before, as: State.self).licence(object)
        try context.stores.subjects.update(old)
        try remember(now.subject, old: now.summary, new: old.summary, context)
    }

    private func remember(_ subject: Int64, old: String, new: String, _ context: RowContext) throws {
        try context.rememberPart(subject, .licence, FieldChange(field: .licence, old: old, new: new))
    }

    private struct State: Codable, Equatable {
        let subject: Int64
        let kind, number, issuer, scope: String
        let from, until, endedOn: Day?

        init(_ licence: Licence) {
            subject = licence.subject
            kind = licence.kind
            number = licence.number
            issuer = licence.issuer
            scope = licence.scope
            from = licence.from
            until = licence.until
            endedOn = licence.endedOn
        }

        func licence(_ id: Int64) -> Licence {
            Licence(
                id: id, subject: subject, kind: kind, number: number, issuer: issuer, scope: scope, from: from,
                until: until, endedOn: endedOn)
        }
    }
}

extension RowContext {
    /// Writes down what a row, or its undo, did to something that hangs on a subject.
    func rememberPart(_ subject: Int64, _ act: SubjectAct, _ field: FieldChange) throws {
        try stores.subjects.insert([
            NewSubjectChange(
                subject: subject, act: act, source: source, effectiveOn: nil, reason: reason, fields: [field], at: at)
        ])
    }
}

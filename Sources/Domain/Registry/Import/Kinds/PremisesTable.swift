/// 经营场所 as a table: each row one place of a subject, known by name, use and address.
struct PremisesTable: RowTable {
    enum Field: Hashable, Sendable { case subject, scheme, name, usage, address, region, from, until }

    let kind = ImportRecord.Kind.premises
    let unit = "处"
    let address = "/registry/subjects"

    let columns: [ColumnMap<Field>.Wanted] = [
        .init(
            .subject, SubjectReading.numberNames, required: true, note: "主体的代码，单元格设为文本格式",
            example: "（示例）92230000MA00000000"),
        .init(
            .scheme, IdentifierScheme.columnNames, note: "主体没有统一社会信用代码的填写",
            choices: IdentifierScheme.allCases.map(\.title)),
        .init(.name, ["场所名称", "门店名称"], note: "不超过100个字", example: "虚构店"),
        .init(.usage, ["场所用途", "用途"], note: "如经营、仓储、生产、办公、教学", example: "经营"),
        .init(.address, ["场所地址", "经营地址", "地址"], required: true, example: "黑龙江省哈尔滨市道里区虚构路2号"),
        .init(.region, ["场所地区", "场所区划代码", "区划代码"], note: "区划代码或名称，不填为主体的管辖地区", example: "230102"),
        .init(.from, ["启用日期", "开始日期"], note: "写作 2026-03-01", example: "2026-03-01"),
        .init(.until, ["停用日期", "结束日期"], note: "在用的不填"),
    ]

    func take(_ row: inout RowCells<Field>, _ context: RowContext) throws -> RowTrace? {
        let subject = try row.subject(.subject, scheme: .scheme, context)
        let name = row.text(.name, upTo: 100)
        let usage = row.text(.usage, upTo: 60)
        let address = row.text(.address, upTo: 500, required: true)
        // A place may lie in another area than its subject.
        var region = subject?.facts.region
        if !row.text(.region).isEmpty { region = try row.currentRegion(.region, within: nil, context) }
        let (from, until) = row.period(.from, .until)
        guard row.faults.list.isEmpty, let subject, let region else { return nil }
        let label = "\(subject.name)：\(name.isEmpty ? address : name)"
        let held = try context.stores.subjects.parts(subject: subject.id).premises
        let old = held.first { $0.name == name && $0.usage == usage && $0.address == address }
        let stated = Premises(
            id: old?.id ?? 0, subject: subject.id, name: name, usage: usage, address: address, region: region,
            from: from ?? old?.from, until: until)
        guard let old else {
            let id = try context.stores.subjects.insert(stated)
            try remember(subject.id, old: "", new: stated.summary, context)
            return RowTrace(object: id, label: label, before: nil, after: try RowTrace.text(State(stated)))
        }
        if old != stated {
            try context.stores.subjects.update(stated)
            try remember(subject.id, old: old.summary, new: stated.summary, context)
        }
        return RowTrace(
            object: old.id, label: label, before: try RowTrace.text(State(old)),
            after: try RowTrace.text(State(stated)))
    }

    func state(_ object: Int64, _ stores: any Stores) throws -> String? {
        try stores.subjects.premises(id: object).map { try RowTrace.text(State($0)) }
    }

    func restore(_ object: Int64, to before: String?, _ context: RowContext) throws {
        guard let now = try context.stores.subjects.premises(id: object) else { return }
        guard let before else {
            try context.stores.subjects.deletePremises(object)
            return try remember(now.subject, old: now.summary, new: "", context)
        }
        let old = try RowTrace.state(before, as: State.self).premises(object)
        try context.stores.subjects.update(old)
        try remember(now.subject, old: now.summary, new: old.summary, context)
    }

    private func remember(_ subject: Int64, old: String, new: String, _ context: RowContext) throws {
        try context.rememberPart(subject, .premises, FieldChange(field: .premises, old: old, new: new))
    }

    private struct State: Codable {
        let subject: Int64
        let name, usage, address: String
        let region: RegionCode
        let from, until: Day?

        init(_ premises: Premises) {
            subject = premises.subject
            name = premises.name
            usage = premises.usage
            address = premises.address
            region = premises.region
            from = premises.from
            until = premises.until
        }

        func premises(_ id: Int64) -> Premises {
            Premises(
                id: id, subject: subject, name: name, usage: usage, address: address, region: region, from: from,
                until: until)
        }
    }
}

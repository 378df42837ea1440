/// 许可证 as a table: each row one licence of a subject, known by kind and number.
struct LicenceTable: PartTable {
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

    let subjectColumns = (number: Field.subject, scheme: Field.scheme)

    func part(_ row: inout RowCells<Field>, of subject: SubjectProfile?, _ context: RowContext) throws -> Licence? {
        let kind = row.text(.kind, upTo: 60, required: true)
        let number = row.text(.number, upTo: 80, required: true)
        let issuer = row.text(.issuer, upTo: 60)
        let scope = row.text(.scope, upTo: 500)
        let (from, until) = row.period(.from, .until)
        guard let subject else { return nil }
        return Licence(
            id: 0, subject: subject.id, kind: kind, number: number, issuer: issuer, scope: scope, from: from,
            until: until, endedOn: nil)
    }
}

extension Licence: SubjectPart {
    struct Traced: Codable, Equatable {
        let subject: Int64
        let kind, number, issuer, scope: String
        let from, until, endedOn: Day?
    }

    static var act: SubjectAct { .licence }
    static var field: SubjectField { .licence }
    static func held(_ parts: SubjectParts) -> [Licence] { parts.licences }
    static func find(_ id: Int64, _ store: any SubjectStore) throws -> Licence? { try store.licence(id: id) }
    static func delete(_ id: Int64, _ store: any SubjectStore) throws { try store.deleteLicence(id) }

    init(_ traced: Traced, id: Int64) {
        self.init(
            id: id, subject: traced.subject, kind: traced.kind, number: traced.number, issuer: traced.issuer,
            scope: traced.scope, from: traced.from, until: traced.until, endedOn: traced.endedOn)
    }

    var traced: Traced {
        Traced(
            subject: subject, kind: kind, number: number, issuer: issuer, scope: scope, from: from, until: until,
            endedOn: endedOn)
    }

    var label: String { "\(kind) \(number)" }
    func isSame(as other: Licence) -> Bool { kind == other.kind && number == other.number }
    func following(_ old: Licence) -> Traced { traced }
    func insert(_ store: any SubjectStore) throws -> Int64 { try store.insert(self) }
    func update(_ store: any SubjectStore) throws { try store.update(self) }
}

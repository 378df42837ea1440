/// 经营场所 as a table: each row one place of a subject, known by name, use and address.
struct PremisesTable: PartTable {
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

    let subjectColumns = (number: Field.subject, scheme: Field.scheme)

    func part(_ row: inout RowCells<Field>, of subject: SubjectProfile?, _ context: RowContext) throws -> Premises? {
        let name = row.text(.name, upTo: 100)
        let usage = row.text(.usage, upTo: 60)
        let address = row.text(.address, upTo: 500, required: true)
        // A place may lie in another area than its subject.
        var region = subject?.facts.region
        if !row.text(.region).isEmpty { region = try row.currentRegion(.region, within: nil, context) }
        let (from, until) = row.period(.from, .until)
        guard let subject, let region else { return nil }
        return Premises(
            id: 0, subject: subject.id, name: name, usage: usage, address: address, region: region, from: from,
            until: until)
    }
}

extension Premises: SubjectPart {
    struct Traced: Codable, Equatable {
        let subject: Int64
        let name, usage, address: String
        let region: RegionCode
        let from, until: Day?
    }

    static var act: SubjectAct { .premises }
    static var field: SubjectField { .premises }
    static func held(_ parts: SubjectParts) -> [Premises] { parts.premises }
    static func find(_ id: Int64, _ store: any SubjectStore) throws -> Premises? { try store.premises(id: id) }
    static func delete(_ id: Int64, _ store: any SubjectStore) throws { try store.deletePremises(id) }

    init(_ traced: Traced, id: Int64) {
        self.init(
            id: id, subject: traced.subject, name: traced.name, usage: traced.usage, address: traced.address,
            region: traced.region, from: traced.from, until: traced.until)
    }

    var traced: Traced { traced(from: from) }

    private func traced(from day: Day?) -> Traced {
        Traced(subject: subject, name: name, usage: usage, address: address, region: region, from: day, until: until)
    }

    var label: String { name.isEmpty ? address : name }

    func isSame(as other: Premises) -> Bool {
        name == other.name && usage == other.usage && address == other.address
    }

    /// A row that does not say since when does not forget it.
    func following(_ old: Premises) -> Traced { traced(from: from ?? old.from) }

    func insert(_ store: any SubjectStore) throws -> Int64 { try store.insert(self) }
    func update(_ store: any SubjectStore) throws { try store.update(self) }
}

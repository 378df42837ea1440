/// 专业机构 as a table (3.2.2): each row an institution with one of its qualifications; more of them on further rows.
struct InstitutionTable: RowTable {
    enum Field: Hashable, Sendable {
        case code, name, region, fields, status, kind, number, issuer, from, until
    }

    let kind = ImportRecord.Kind.institutions
    let unit = "家"
    let address = "/registry/institutions"

    let columns: [ColumnMap<Field>.Wanted] = [
        .init(
            .code, SubjectReading.numberNames, required: true, note: "18位，单元格设为文本格式",
            example: "（示例）91230000MA00000000"),
        .init(.name, ["机构名称", "名称", "单位名称"], required: true, note: "不超过100个字", example: "虚构检验检测有限公司"),
        .init(.region, ["登记地区", "地区", "区划代码"], note: "区划代码或名称，不填为本地区", example: "230102"),
        .init(.fields, ["服务范围", "业务范围", "专业领域"], required: true, note: "不超过300个字", example: "食品检验"),
        .init(.status, ["状态", "机构状态"], note: "不填为在用", example: "在用", choices: ["在用", "停用"]),
        .init(.kind, ["资质类别", "资质名称"], note: "填了资质就要填编号和有效期；一个机构有多项资质的写多行", example: "检验检测机构资质认定"),
        .init(.number, ["资质编号", "证书编号"], note: "设为文本格式", example: "（示例）260001"),
        .init(.issuer, ["发证机关", "发证单位"], example: "虚构市场监督管理局"),
        .init(.from, ["有效期起", "发证日期"], note: "写作 2026-03-01", example: "2026-03-01"),
        .init(.until, ["有效期止", "有效期至"], note: "写作 2031-02-28", example: "2031-02-28"),
    ]

    func take(_ row: inout RowCells<Field>, _ context: RowContext) throws -> RowTrace? {
        let code = row.text(.code)
        if !IdentifierCheck.isValid(code) { row.refuse(.code, "不是正确的18位统一社会信用代码") }
        let name = row.text(.name, upTo: 100, required: true)
        let region = try row.region(.region, context)
        let fields = row.text(.fields, upTo: 300, required: true)
        let status: Institution.Status = row.text(.status) == "停用" ? .ended : .active
        if !["", "在用", "停用"].contains(row.text(.status)) { row.refuse(.status, "只能是“在用”或“停用”") }
        let qualification = qualification(&row)
        let old = try context.stores.staff.institution(code: code)
        if let old, !context.actor.region.contains(old.region) {
            row.refuse(.code, "这个机构由其他地区登记，请由登记地区修改")
        }
        guard row.faults.list.isEmpty, let region else { return nil }
        let stated = Institution(
            id: old?.id ?? 0, code: code, name: name, region: region, fields: fields, status: status,
            qualifications: [qualification].compactMap { $0 })
        let id = try context.stores.staff.upsert(stated, at: context.at)
        guard let after = try state(id, context.stores) else { throw Problem.moved("专业机构") }
        let trace = RowTrace(
            object: id, label: name, before: try old.map { try RowTrace.text(State($0)) }, after: after)
        if trace.change != .unchanged {
            try context.stores.ledger.append(
                LedgerEntry(
                    act: old == nil ? "registry.institution.add" : "registry.institution.revise",
                    actor: context.actor.account, object: "institution/\(id)", at: context.at,
                    sentence: old == nil ? "由文件导入登记专业机构“\(name)”。" : "由文件导入修改登记。"), at: context.at)
        }
        return trace
    }

    private func qualification(_ row: inout RowCells<Field>) -> InstitutionQualification? {
        let named: [Field] = [.kind, .number, .issuer, .from, .until]
        guard named.contains(where: { !row.text($0).isEmpty }) else { return nil }
        let kind = row.text(.kind, upTo: 60, required: true)
        let number = row.text(.number, upTo: 60, required: true)
        let issuer = row.text(.issuer, upTo: 60)
        let days = row.period(.from, .until, required: true)
        guard let from = days.from, let until = days.until else { return nil }
        return InstitutionQualification(kind: kind, number: number, issuer: issuer, from: from, until: until)
    }

    func state(of trace: RowTrace, _ stores: any Stores) throws -> String? {
        try state(trace.object, stores)
    }

    private func state(_ id: Int64, _ stores: any Stores) throws -> String? {
        try stores.staff.institution(id: id).map { try RowTrace.text(State($0)) }
    }

    func restore(_ trace: RowTrace, _ context: RowContext) throws {
        let old = try trace.before.map { try RowTrace.state($0, as: State.self).institution(trace.object) }
        try context.stores.staff.restore(old, institution: trace.object, at: context.at)
        guard let old else { return }
        try context.stores.ledger.append(
            LedgerEntry(
                act: "registry.institution.revise", actor: context.actor.account, object: "institution/\(old.id)",
                at: context.at, sentence: "\(context.reason)：恢复导入前的登记。"), at: context.at)
    }

    private struct State: Codable {
        struct Qualification: Codable {
            let kind, number, issuer: String
            let from, until: Day
        }

        let code, name, fields, status: String
        let region: RegionCode
        let qualifications: [Qualification]

        init(_ institution: Institution) {
            code = institution.code
            name = institution.name
            fields = institution.fields
            status = institution.status.rawValue
            region = institution.region
            qualifications = institution.qualifications.map {
                Qualification(kind: $0.kind, number: $0.number, issuer: $0.issuer, from: $0.from, until: $0.until)
            }.sorted { $0.number.utf8.lexicographicallyPrecedes($1.number.utf8) }
        }

        func institution(_ id: Int64) -> Institution {
            Institution(
                id: id, code: code, name: name, region: region, fields: fields,
                status: Institution.Status(rawValue: status) ?? .active,
                qualifications: qualifications.map {
                    InstitutionQualification(
                        kind: $0.kind, number: $0.number, issuer: $0.issuer, from: $0.from, until: $0.until)
                })
        }
    }
}

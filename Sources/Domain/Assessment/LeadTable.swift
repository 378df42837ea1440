/// 投诉举报、转办交办、大数据监测 as a table (3.6.2), or 风险预警 (2.3.5): each row one lead; several subjects in one cell.
struct LeadTable: RowTable {
    enum Field: Hashable, Sendable { case source, number, category, level, origin, content, received, subjects, region }

    let isAlert: Bool

    var kind: ImportRecord.Kind { isAlert ? .alerts : .leads }
    let unit = "件"
    var address: String { isAlert ? "/assessment/alerts" : "/assessment/leads" }

    func admit(_ actor: Actor) throws { try actor.require(.planEdit) }

    var columns: [ColumnMap<Field>.Wanted] {
        let sources = Lead.Source.allCases.filter { $0 != .alert }.map(\.title)
        let levels = [Lead.Level.low, .middle, .high].map(\.title)
        return
            (isAlert
            ? [.init(.level, ["等级", "预警等级"], required: true, example: "高", choices: levels)]
            : [.init(.source, ["线索来源", "来源类别"], required: true, example: "投诉举报", choices: sources)]) + [
                .init(
                    .number, isAlert ? ["预警编号", "编号"] : ["原编号", "编号", "工单编号"], required: true, note: "设为文本格式",
                    example: isAlert ? "（示例）YJ20260001" : "（示例）12315-0001"),
                .init(.category, ["类别", "事项类别", "预警类型"], required: true, note: "不超过40个字", example: "食品安全"),
                .init(.origin, ["来源", "来源单位", "来源系统"], required: true, note: "不超过60个字", example: "12315平台（虚构）"),
                .init(.content, ["内容", "预警内容", "反映内容"], required: true, note: "不超过2000个字", example: "反映虚构商品过期"),
                .init(.received, ["收到日期", "日期", "预警日期"], required: true, note: "写作 2026-03-01", example: "2026-03-01"),
                .init(
                    .subjects, ["统一社会信用代码", "检查对象", "被反映主体代码"], note: "多个代码用顿号或分号隔开；不知道的填写地区",
                    example: "（示例）91230000MA00000000"),
                .init(.region, ["地区", "区划代码"], note: "填了代码的不用填", example: "230102"),
            ]
    }

    func take(_ row: inout RowCells<Field>, _ context: RowContext) throws -> RowTrace? {
        var source = Lead.Source.alert, level = Lead.Level.none
        if isAlert {
            level = Lead.Level.allCases.first { $0 != .none && $0.title == row.text(.level) } ?? .none
            if level == .none { row.refuse(.level, "应为低、中、高之一") }
        } else if let found = Lead.Source.allCases.first(where: { $0 != .alert && $0.title == row.text(.source) }) {
            source = found
        } else {
            row.refuse(.source, "应为投诉举报、转办交办、大数据监测之一")
        }
        let number = row.text(.number, upTo: 60, required: true)
        let category = row.text(.category, upTo: 40, required: true)
        let origin = row.text(.origin, upTo: 60, required: true)
        let content = row.text(.content, upTo: Leads.longest, required: true)
        let received = row.day(.received, required: true)
        let identifiers = row.text(.subjects).split { "、；;，, ".contains($0) }.map { $0.uppercased() }
        var region: RegionCode?
        if identifiers.isEmpty { region = try row.region(.region, context) }
        guard row.faults.list.isEmpty, let received else { return nil }
        let taken = try LeadTaking(stores: context.stores, house: context.house, at: context.at).take(
            LeadDraft(
                source: source, originNumber: number, category: category, level: level, origin: origin,
                content: content, receivedOn: received, identifiers: identifiers, region: region),
            within: context.actor.region, department: context.actor.department ?? Department.marketRegulation,
            by: context.actor.account)
        let state = try self.state(taken.lead.id, context.stores) ?? ""
        return RowTrace(
            object: taken.lead.id, label: taken.lead.number, before: taken.isNew ? nil : state, after: state)
    }

    func state(of trace: RowTrace, _ stores: any Stores) throws -> String? {
        try state(trace.object, stores)
    }

    private func state(_ object: Int64, _ stores: any Stores) throws -> String? {
        try stores.assessment.lead(id: object).map { "\($0.state.rawValue) \($0.version)" }
    }

    func restore(_ trace: RowTrace, _ context: RowContext) throws {
        let object = trace.object
        guard trace.before == nil, let lead = try context.stores.assessment.lead(id: object), lead.state == .open,
            try context.stores.assessment.campaigns(lead: object).isEmpty
        else { return }
        try context.stores.assessment.deleteLead(object)
        try context.stores.ledger.append(
            LedgerEntry(
                act: "lead.withdraw", actor: context.actor.account, object: "lead/\(object)", at: context.at,
                sentence: "\(context.reason)：撤回\(lead.number)。", data: ["lead": .text(lead.number)]), at: context.at)
        try ComplaintTags(stores: context.stores, house: context.house, at: context.at).settle(
            lead.parties.map(\.subject), region: lead.region, releases: true)
    }
}

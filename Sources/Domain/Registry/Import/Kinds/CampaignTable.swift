import VerifiableDraw

/// 年度计划 as a table (2.3.1): each row one campaign of a plan of the person's own authority that is still being drawn up. The
/// file goes in whole or not at all; the rules are those of the form, and each refusal names its rule.
struct CampaignTable: RowTable {
    enum Field: Hashable, Sendable {
        case year, plan, number, title, items, regions, from, until, method, dispatch, stations, frequency
        case quota(RiskClass), reason(RiskClass)
        case repeatBasis, joint, special
    }

    let kind = ImportRecord.Kind.campaigns
    let unit = "个任务"
    let address = "/plan"
    let isWhole = true

    private static let kinds = [Plan.Kind.internal, .joint]
    /// Stands for a special check without anything to be explained.
    static let yes = "是"

    var columns: [ColumnMap<Field>.Wanted] {
        [
            .init(.year, ["年度", "计划年度"], required: true, note: "四位数字", example: "2026"),
            .init(
                .plan, ["计划种类", "计划"], required: true, note: "先在“计划”中建好再导入", example: "（示例）内部抽查计划",
                choices: Self.kinds.map(\.title)),
            .init(.number, ["任务编号"], note: "新任务不填；填了编号的修改原任务"),
            .init(.title, ["任务名称", "抽查任务"], required: true, note: "不超过100字", example: "虚构食品抽查"),
            .init(.items, ["抽查事项", "事项编号"], required: true, note: "事项编号，多个用顿号隔开", example: "S01、S25"),
            .init(.regions, ["抽查区域", "区域"], required: true, note: "区划代码或名称，多个用顿号隔开", example: "230102"),
            .init(.from, ["开始日期", "检查开始"], required: true, note: "写作 2026-03-01", example: "2026-03-01"),
            .init(.until, ["结束日期", "检查结束"], required: true, note: "写作 2026-06-30", example: "2026-06-30"),
            .init(.method, ["检查方式"], required: true, example: "现场检查", choices: ["现场检查", "书面检查", "网络检查", "委托专业机构检查"]),
            .init(
                .dispatch, ["选派方式"], required: true, example: Campaign.Dispatch.bureauAndStations.title,
                choices: Campaign.Dispatch.allCases.map(\.title)),
            .init(.stations, ["监管所", "选定监管所"], note: "选派方式为所内随机时填监管所名称，多个用顿号隔开"),
            .init(.frequency, ["每年次数", "频次"], note: "新任务填写，不填为一次"),
        ]
            + RiskClass.allCases.flatMap { risk -> [ColumnMap<Field>.Wanted] in
                [
                    .init(.quota(risk), ["\(risk.title)抽查"], note: "比例写作 5%，户数写作 30户；不抽的不填"),
                    .init(.reason(risk), ["\(risk.title)理由"], note: "比例超出一般范围时填写"),
                ]
            } + [
                .init(.repeatBasis, ["重复抽查依据"], note: "低风险主体一年内再抽的，写明法律法规条款"),
                .init(.joint, ["单独检查理由"], note: "事项已有联合计划时填写"),
                .init(.special, ["专项检查"], note: "专项检查填“\(Self.yes)”；同领域已有随机抽查的写理由"),
            ]
    }

    func admit(_ actor: Actor) throws {
        try actor.require(.registryEdit)
        try actor.require(.planEdit)
    }

    /// Campaigns may be drawn, reported and published since: they are changed or taken out on their pages, each for itself.
    func facts(_ record: ImportRecord, _ stores: any Stores) throws -> ImportUndo.Facts? { nil }
    func state(of trace: RowTrace, _ stores: any Stores) throws -> String? { nil }
    func restore(_ trace: RowTrace, _ context: RowContext) throws {}

    // MARK: A row

    func take(_ row: inout RowCells<Field>, _ context: RowContext) throws -> RowTrace? {
        let stores = context.stores
        guard let plan = try plan(&row, context) else { return nil }
        let all = try stores.plans.campaigns(plan: plan.id).filter { $0.state != .cancelled }
        let number = row.text(.number)
        let title = row.text(.title, upTo: 100, required: true)
        let held =
            number.isEmpty
            ? all.first { $0.title.utf8.elementsEqual(title.utf8) }
            : all.first { $0.number.utf8.elementsEqual(number.utf8) }
        if held == nil, !number.isEmpty { row.refuse(.number, "计划中没有这个编号的任务，新任务请不要填编号") }
        guard let draft = try draft(&row, plan, held, context) else { return nil }
        if let held, draft.tidied().says(held) {
            let text = try RowTrace.text(held.number)
            return RowTrace(object: held.id, label: title, before: text, after: text)
        }
        do {
            return try write(draft, plan, held, context)
        } catch let problem as Problem where problem.kind == .refused || problem.kind == .invalid {
            refuse(problem, &row)
            return nil
        }
    }

    private func plan(_ row: inout RowCells<Field>, _ context: RowContext) throws -> Plan? {
        let year = Int(PlainText.halfWidth(row.text(.year, upTo: 6, required: true)))
        if year == nil, !row.text(.year).isEmpty { row.refuse(.year, "应为四位数字的年度") }
        let word = row.text(.plan, upTo: 20, required: true)
        let kind = Self.kinds.first { $0.title == word }
        if kind == nil, !word.isEmpty { row.refuse(.plan, "应为\(Self.kinds.map(\.title).joined(separator: "、"))之一") }
        guard row.faults.list.isEmpty, let year, let kind else { return nil }
        let found = try context.stores.plans.plan(year: year, kind: kind, authority: context.actor.authority)
        guard let found else {
            row.refuse(.plan, "本机关还没有编制\(year)年的\(kind.title)，请先在“计划”中新建")
            return nil
        }
        let plan = try Planning.editable(found.id, context.stores, context.actor)
        guard plan.state == .draft else {
            row.refuse(.plan, "计划已经报备，增加或修改任务属于动态调整（依据条款 2.3.15），请在计划页面逐项办理")
            return nil
        }
        return plan
    }

    /// The row's words as a draft; what the table does not say of a campaign stays as it is.
    private func draft(
        _ row: inout RowCells<Field>, _ plan: Plan, _ held: Campaign?, _ context: RowContext
    ) throws -> CampaignDraft? {
        let registry = context.stores.registry
        let days = row.period(.from, .until, required: true)
        let items = Self.words(row.text(.items, upTo: 2_000, required: true))
        var regions: [RegionCode] = []
        for word in Self.words(row.text(.regions, upTo: 2_000, required: true)) {
            let known = try RegionCode(word).flatMap { try registry.region($0) }
            if let found = try known ?? registry.regions(within: plan.region).first(where: { $0.name == word }) {
                regions.append(found.code)
            } else {
                row.refuse(.regions, "没有区域“\(word)”，请填写现行区划代码或名称")
            }
        }
        let method = row.text(.method, upTo: 60, required: true)
        let way = row.text(.dispatch, upTo: 40, required: true)
        let dispatch = Campaign.Dispatch.allCases.first { $0.title == way }
        if dispatch == nil, !way.isEmpty {
            row.refuse(.dispatch, "应为\(Campaign.Dispatch.allCases.map(\.title).joined(separator: "、"))之一")
        }
        let own = try registry.stations(authority: plan.authority)
        var stations: [Int64] = []
        for word in Self.words(row.text(.stations, upTo: 2_000)) {
            if let one = own.first(where: { $0.name == word }) {
                stations.append(one.id)
            } else {
                row.refuse(.stations, "本机关没有监管所“\(word)”")
            }
        }
        var quotas: [Campaign.Quota] = []
        for risk in RiskClass.allCases {
            let text = row.text(.quota(risk), upTo: 20)
            guard !text.isEmpty else { continue }
            guard let measure = Campaign.Quota.measure(text) else {
                row.refuse(.quota(risk), "应为0至100之间的比例（最多两位小数，如 2.5%），或户数（如 30户）")
                continue
            }
            quotas.append(Campaign.Quota(risk: risk, measure: measure, reason: row.text(.reason(risk), upTo: 300)))
        }
        let times = row.text(.frequency, upTo: 3)
        let frequency = times.isEmpty ? 1 : Int(PlainText.halfWidth(times)) ?? 0
        if frequency < 1 { row.refuse(.frequency, "应为每年的次数，写作数字") }
        if held != nil, frequency > 1 { row.refuse(.frequency, "已有任务的轮次不能在表中改变，请留空") }
        let special = row.text(.special, upTo: 300)
        guard row.faults.list.isEmpty, let from = days.from, let until = days.until, let dispatch else { return nil }
        return CampaignDraft(
            title: row.text(.title), items: items, regions: regions, startsOn: from, endsOn: until, method: method,
            dispatch: dispatch, quotas: quotas, repeatBasis: row.text(.repeatBasis), jointReason: row.text(.joint),
            stations: stations, within: held?.within ?? Selector(),
            frequencies: frequency > 1
                ? Dictionary(quotas.map { ($0.risk, frequency) }, uniquingKeysWith: { first, _ in first }) : [:],
            specialReason: special.isEmpty ? nil : special == Self.yes ? "" : special)
    }

    private func write(_ draft: CampaignDraft, _ plan: Plan, _ held: Campaign?, _ context: RowContext) throws
        -> RowTrace
    {
        let (stores, actor, house) = (context.stores, context.actor, context.house)
        let checked = try Planning.check(draft, plan: plan, stores: stores, house: house)
        if let held {
            guard held.state == .planned else {
                throw Problem(
                    .refused, "plan.campaign.begun", "任务已经\(held.state.title)，不能修改。", clause: "2.3.16")
            }
            try stores.plans.updateCampaign(id: held.id, version: held.version, checked)
            try stores.plans.touch(plan: plan.id)
            try stores.ledger.append(
                LedgerEntry(
                    act: "plan.campaign.edit", actor: actor.account, object: "plan/\(plan.id)", at: context.at,
                    sentence: "由文件导入修改任务“\(checked.title)”",
                    data: ["campaign": .text(held.number), "draft": checked.ledgerValue]), at: context.at)
            return RowTrace(object: held.id, label: checked.title, before: held.number, after: "\(held.number) 改")
        }
        let rounds = try CampaignRounds(checked, law: house.law.book, in: plan.region).drafts
        var first: Int64 = 0
        for (place, one) in rounds.enumerated() {
            let id = try Planning.insert(one, plan: plan, reason: nil, stores, actor, house)
            if place == 0 { first = id }
            guard rounds.count > 1 else { continue }
            try stores.plans.setRound(.init(series: first, ordinal: place + 1, count: rounds.count), campaign: id)
        }
        try stores.plans.touch(plan: plan.id)
        return RowTrace(object: first, label: checked.title, before: nil, after: checked.title)
    }

    /// Each field's trouble at its column, with the rule and the way out.
    private func refuse(_ problem: Problem, _ row: inout RowCells<Field>) {
        let tail = (problem.clause.map { "（依据条款 \($0)）" } ?? "") + (problem.remedy ?? "")
        var placed = false
        for (name, words) in problem.fields.sorted(by: { $0.key < $1.key }) {
            guard let field = Self.field(name) else { continue }
            row.refuse(field, (problem.fields.count == 1 ? problem.message : words) + tail)
            placed = true
        }
        if !placed { row.refuse(.title, problem.message + tail) }
    }

    private static func field(_ name: String) -> Field? {
        for risk in RiskClass.allCases {
            if name == RatioBounds.field(risk) { return .quota(risk) }
            if name == "reason_\(risk.rawValue)" { return .reason(risk) }
            if name == "frequency_\(risk.rawValue)" { return .frequency }
        }
        return switch name {
        case "title": .title
        case "items": .items
        case "regions": .regions
        case "starts_on": .from
        case "ends_on": .until
        case "method": .method
        case "dispatch": .dispatch
        case "stations": .stations
        case "repeat_basis": .repeatBasis
        case "joint_reason": .joint
        case "special_reason": .special
        default: nil
        }
    }

    private static func words(_ text: String) -> [String] {
        text.split { "、，,;； \n\t".contains($0) }.map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}

extension CampaignDraft {
    /// Whether a campaign says the same; `self` is tidied.
    func says(_ held: Campaign) -> Bool {
        func sorted(_ quotas: [Campaign.Quota]) -> [Campaign.Quota] { quotas.sorted { $0.risk < $1.risk } }
        return title == held.title && items.sorted() == held.items.sorted() && regions == held.regions.sorted()
            && startsOn == held.startsOn && endsOn == held.endsOn && method == held.method
            && dispatch == held.dispatch && sorted(quotas) == sorted(held.quotas) && repeatBasis == held.repeatBasis
            && jointReason == held.jointReason && stations == held.stations.sorted()
            && specialReason == held.specialReason
    }
}

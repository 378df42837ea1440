import Domain

/// The plans of a scope by year.
enum PlanList {
    static func tabs(_ current: String) -> TabsModel {
        TabsModel([
            .init("计划", href: "/plan", current: current == "plans"),
            .init("报备情况", href: "/plan/reporting", current: current == "reporting"),
            .init("覆盖情况", href: "/plan/coverage", current: current == "coverage"),
            .init("下级报备", href: "/plan/reports", current: current == "reports"),
            .init("派发任务", href: "/plan/handed", current: current == "handed"),
            .init("联合任务", href: "/plan/joint", current: current == "joint"),
            .init("成员单位", href: "/plan/members", current: current == "members"),
        ])
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let year = try call.query.int("year", "年度", in: 2020...2100).map(Int.init)
        let listing = try await Planning(call.house).plans(actor, year: year, slice: call.slice)
        let thisYear = call.house.clock.today.year
        let owed = try await PlanReminders(call.house).owed(actor)
        let model = ListModel(
            "抽查计划", listing, address: call.address, tabs: [tabs("plans")],
            filter: FilterModel(
                action: "/plan", [.select("year", "年度", years(year, around: thisYear, all: true))],
                found: "\(Figures.grouped(listing.total)) 个计划", clearHref: year == nil ? nil : "/plan"),
            links: owed.map(next), remarks: owed.map(remark),
            columns: [
                .head("计划", href: { "/plan/\($0.plan.id)" }) { $0.plan.title },
                .figures("年度") { String($0.plan.year) }, .text("种类") { $0.plan.kind.title },
                .text("机关") { $0.plan.authorityName }, .number("任务") { Figures.grouped($0.campaigns) },
                .chip("状态") { PlanWords.chip($0.plan.state) },
                .figures("报备截止", wraps: false) { $0.deadline.due.description },
                .chip("时限") { PlanWords.chip($0.deadline) },
            ],
            empty: EmptyModel(
                year == nil ? "还没有计划" : "\(year ?? 0)年还没有计划",
                why: "联合抽查计划应在每年1月底前、内部抽查计划应在3月底前报备。",
                action: actor.may(.planEdit) ? LinkModel("编制计划", href: "/plan/new") : nil))
        return try await Exports(call).reply(
            Page(
                "shell/list", title: "抽查计划", stage: .plan, model: model,
                primary: actor.may(.planEdit) ? PageAction("编制计划", href: "/plan/new", icon: "plus") : nil),
            PlanTables.plans, filters: model.filter?.words ?? [],
            rows: { try await Planning(call.house).plans(actor, year: year, slice: $0) })
    }

    /// A plan this authority owes.
    private static func remark(_ one: PlanReminders.Owed) -> RemarkModel {
        var text =
            one.returned.map { "上级退回了\(one.year)年度\(one.kind.title)：\($0)。" }
            ?? "\(one.year)年度\(one.kind.title)还没有报备，截止\(one.deadline.due.inWords)。"
        text += "\(one.deadline.words)。"
        if let at = one.urgedAt { text += "上级于\(at.onScreen)催报。" }
        return RemarkModel(text, one.deadline.isOverdue ? .danger : .attention)
    }

    private static func next(_ one: PlanReminders.Owed) -> LinkModel {
        one.plan.map { LinkModel("打开\(one.kind.title)", href: "/plan/\($0)") }
            ?? LinkModel("编制\(one.kind.title)", href: "/plan/new")
    }

    static func years(_ chosen: Int?, around year: Int, all: Bool) -> [OptionModel] {
        (all ? [OptionModel("", "全部", selected: chosen == nil)] : [])
            + (-3...1).reversed().map { OptionModel(String(year + $0), "\(year + $0)年", selected: chosen == year + $0) }
    }
}

/// 报备情况: region × state, the late ones first (2.3.12).
enum ReportingPage {
    /// What the level above said of the plan that was last handed up.
    static func answer(_ line: ReportingLine) -> String? {
        guard let answer = line.answer, answer != .replaced else { return nil }
        return answer == .waiting && line.receiver == nil ? "待登记回执" : answer.title
    }

    private static func chip(_ answer: String, _ line: ReportingLine) -> ChipModel {
        ChipModel(answer, line.answer == .received ? .success : line.answer == .returned ? .danger : .attention)
    }

    /// 催报, before whoever is below and owes a plan that is due soon.
    static func remind(
        _ entry: Planning.ReportingEntry, _ actor: Actor, year: Int, kind: Plan.Kind, isMember: Bool = false
    ) -> [PanelAction] {
        guard entry.line.reportedAt == nil, entry.deadline.reminder != nil, entry.line.authority != actor.authority,
            actor.may(.planEdit)
        else { return [] }
        return [
            PanelAction(
                "催报", "/plan/reporting/remind",
                [("authority", String(entry.line.authority)), ("year", String(year)), ("kind", kind.rawValue)]
                    + (isMember ? [("members", "1")] : []))
        ]
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let today = call.house.clock.today
        let year = try call.query.int("year", "年度", in: 2020...2100).map(Int.init) ?? today.year
        let kind = try call.query.choice("kind", "种类", of: Plan.Kind.self) ?? .internal
        let entries = try await Planning(call.house).reporting(actor, year: year, kind: kind)
        let due = try PlanDeadline.due(kind, year: year, region: actor.region, law: call.house.law.book)
        let reported = entries.filter { $0.line.reportedAt != nil }.count
        let overdue = entries.filter(\.deadline.isOverdue).count
        let late = entries.filter { $0.deadline.standing == .late }.count
        var sentence = "\(year)年\(kind.title)应在\(due.inWords)前报备。共\(entries.count)个机关，已报备\(reported)个"
        if late > 0 { sentence += "（其中逾期\(late)个）" }
        sentence += overdue > 0 ? "，逾期未报\(overdue)个。" : "。"
        let model = ListModel(
            "计划报备情况", entries, address: call.address, tabs: [PlanList.tabs("reporting")],
            filter: FilterModel(
                action: "/plan/reporting",
                [
                    .select("year", "年度", PlanList.years(year, around: today.year, all: false)),
                    .select(
                        "kind", "种类",
                        [Plan.Kind.internal, .joint].map { OptionModel($0.rawValue, $0.title, selected: $0 == kind) }),
                ], found: "\(Figures.grouped(entries.count)) 个机关"), sentence: sentence,
            columns: [
                .head("机关", href: { $0.line.plan.map { "/plan/\($0)" } }) { $0.line.authorityName },
                .text("区域") { $0.line.regionName },
                .chip("计划状态") { $0.line.state.map(PlanWords.chip) ?? ChipModel("未编制", .neutral) },
                .figures("报备日期") { $0.line.reportedAt?.day.description ?? "—" },
                .chip("时限") { PlanWords.chip($0.deadline) },
                ListColumn("上级回执") { entry in
                    answer(entry.line).map { PanelCell("", chip: chip($0, entry.line)) } ?? PanelCell("—")
                }, .figures("最近催报") { $0.urgedAt?.day.description ?? "—" },
                ListColumn("办理", isHidden: true) { PanelCell("", actions: remind($0, actor, year: year, kind: kind)) },
            ], empty: EmptyModel("辖区内没有机关", why: "名录里还没有本辖区的市场监管机关。"))
        if let file = try await Exports(call).whole(PlanTables.reporting, filters: model.filter?.words ?? [], entries) {
            return file
        }
        return .page(
            Page(
                "shell/list", title: "计划报备情况", stage: .plan, model: model, trail: [("计划", "/plan")],
                actions: Exports.links(call)))
    }
}

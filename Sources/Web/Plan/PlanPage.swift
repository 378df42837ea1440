import Domain

/// One plan, and the form that begins one.
enum PlanPage {
    struct Model: Sendable {
        let facts: FactsModel
        let notice: RemarkModel?
        let reports: PanelTable?
        let floor: Floor?
        let campaigns: [Row]
        let hasCampaigns: Bool
        let empty: EmptyModel?
        let timeline: TimelineModel
    }

    struct Floor: Sendable {
        let chip: ChipModel
        let sentence: String
        let expected: Int
        let needed: Int
        let drawn: String
        let rule: String
    }

    struct Row: Sendable {
        let number: String
        let title: String
        let href: String
        let items: String
        let regions: String
        let span: String
        let ratios: String
        let state: ChipModel
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let planning = Planning(call.house)
        let dossier = try await planning.dossier(actor, plan: id)
        let floor = try await planning.coverageFloor(actor, plan: id)
        let plan = dossier.plan
        let mayEdit = actor.may(.planEdit)
        let model = Model(
            facts: FactsModel([
                .init("状态", "", chip: PlanWords.chip(plan.state)),
                .init("编制机关", plan.authorityName), .init("年度", String(plan.year), figures: true),
                .init("种类", plan.kind.title),
                .init("报备截止", dossier.deadline.due.inWords, chip: PlanWords.chip(dossier.deadline)),
                .init("报备时间", plan.reportedAt?.onScreen ?? "—", figures: true),
                .init("公示时间", plan.publishedAt?.onScreen ?? "—", figures: true),
            ]), notice: notice(dossier, mayEdit: mayEdit), reports: reports(dossier.reports),
            floor: floor.map(PlanPage.floor),
            campaigns: dossier.campaigns.map { row($0, dossier.regionNames) },
            hasCampaigns: !dossier.campaigns.isEmpty,
            empty: dossier.campaigns.isEmpty
                ? EmptyModel(
                    "计划里还没有任务", why: "加入任务后才能报备。",
                    action: mayEdit ? LinkModel("增加任务", href: "/plan/\(id)/campaigns/new") : nil) : nil,
            timeline: TimelineModel(dossier.timeline))
        if let file = try await Exports(call).whole(
            PlanTables.campaigns(dossier.regionNames), filters: ["计划：\(plan.title)"], dossier.campaigns)
        {
            return file
        }
        let ready = dossier.campaigns.contains { $0.state != .cancelled }
        return .page(
            Page(
                "plan/show", title: plan.title, stage: .plan, model: model, trail: [("计划", "/plan")],
                primary: mayEdit ? primary(plan, ready: ready) : nil,
                actions: (dossier.campaigns.isEmpty ? [] : Exports.links(call))
                    + [PageAction("计划测算", href: "/plan/\(id)/figures")]
                    + (mayEdit && plan.state == .draft
                        ? [
                            PageAction("下载任务表", href: "/plan/\(id)/table.xlsx", icon: "download"),
                            PageAction("导入任务", href: "/registry/imports/new?kind=campaigns", icon: "upload"),
                        ] : [])
                    + (mayEdit && ready
                        ? [
                            PageAction(
                                plan.state == .draft ? "增加任务" : "动态调整：增加任务", href: "/plan/\(id)/campaigns/new",
                                icon: "plus"),
                            PageAction("沿用到新的年度", href: "/plan/\(id)/copy"),
                        ] : [])))
    }

    /// The plan as a workbook whose rows can be imported again (2.3.1).
    static func table(_ call: Call) async throws -> Reply {
        let (table, name) = try await PlanTable(call.house).workbook(try call.id(), for: try call.signedIn())
        return .table(table, name: name, .xlsx)
    }

    private static func primary(_ plan: Plan, ready: Bool) -> PageAction? {
        switch plan.state {
        case .draft:
            ready
                ? PageAction("报备", href: "/plan/\(plan.id)/report", icon: "send")
                : PageAction("增加任务", href: "/plan/\(plan.id)/campaigns/new", icon: "plus")
        case .reported: PageAction("公示", href: "/plan/\(plan.id)/publish", icon: "eye")
        case .published: nil
        }
    }

    private static func reports(_ reports: [PlanReport]) -> PanelTable? {
        guard !reports.isEmpty else { return nil }
        return PanelTable(
            "报备记录", ["报备内容", "报备时间", "接收机关", "回执", "状态"],
            reports.map { report in
                [
                    .head(report.title, href: "/plan/reports/\(report.id)"), .figures(report.reportedAt.onScreen),
                    PanelCell(report.receiverName ?? "不在本平台"), .figures(PlanReportPages.receipt(report)),
                    PanelCell("", chip: PlanReportPages.chip(report)),
                ]
            })
    }

    private static func notice(_ dossier: Planning.Dossier, mayEdit: Bool) -> RemarkModel? {
        let plan = dossier.plan
        if let returned = dossier.reports.first(where: { $0.state == .returned }) {
            return RemarkModel(
                returned.kind == .plan
                    ? "上级退回了计划：\(returned.answer)。请修改后在\(dossier.deadline.due.inWords)前重新报备。"
                    : "上级退回了\(returned.title)：\(returned.answer)。请在报备记录中说明后重新报备，或取消任务。", .danger)
        }
        guard mayEdit, plan.state != .draft else { return nil }
        return RemarkModel(
            "计划已经报备。增加或取消任务属于动态调整，应写明理由，调整会留痕"
                + (plan.state == .published ? "并同时更新公示的计划。" : "。"), .information)
    }

    static func floor(_ floor: CoverageFloor) -> Floor {
        let share = Figures.percent(floor.expected, of: floor.enterprises)
        return Floor(
            chip: floor.enterprises == 0
                ? ChipModel("名录为空", .neutral)
                : floor.isReached ? ChipModel("达到", .success) : ChipModel("不足", .attention),
            sentence: floor.enterprises == 0
                ? "辖区名录里还没有企业，暂时算不出覆盖比例。"
                : "辖区企业\(Figures.grouped(floor.enterprises))户，本机关全年任务预计抽到不同企业\(Figures.grouped(floor.expected))户，占\(share)；下限\(RatioBounds.percent(floor.floor))，即\(Figures.grouped(floor.needed))户。",
            expected: min(floor.expected, floor.needed), needed: max(floor.needed, 1),
            drawn: Figures.grouped(floor.drawn), rule: floor.rule.wording)
    }

    private static func row(_ campaign: Campaign, _ names: [RegionCode: String]) -> Row {
        Row(
            number: campaign.number, title: campaign.title, href: "/plan/campaigns/\(campaign.id)",
            items: "\(campaign.items.count)项", regions: PlanWords.regions(campaign.regions, names),
            span: "\(campaign.startsOn) 至 \(campaign.endsOn)", ratios: PlanWords.ratios(campaign.quotas),
            state: PlanWords.chip(campaign.state))
    }

    // MARK: Beginning a plan

    struct NewModel: Sendable {
        let refusal: RemarkModel?
        let fields: [FieldModel]
        let authority: String
    }

    static func new(_ call: Call) async throws -> Reply {
        .page(newPage(call, try call.signedIn(), problem: nil))
    }

    static func create(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            guard let year = try call.form.int("year", "年度", in: 2020...2100) else {
                throw Fields.refusal("year", "请选择年度")
            }
            guard let kind = try call.form.choice("kind", "种类", of: Plan.Kind.self) else {
                throw Fields.refusal("kind", "请选择计划种类")
            }
            let title = try call.form.optional("title", "计划名称", max: 100)
            let id = try await Planning(call.house).create(
                actor, year: Int(year), kind: kind, title: title, submission: call.submissionKey)
            return .seeOther("/plan/\(id)", notice: "计划已建立，请增加任务。")
        } catch let problem as Problem where problem.kind == .invalid || problem.code == "plan.exists" {
            return .page(newPage(call, actor, problem: problem))
        }
    }

    private static func newPage(_ call: Call, _ actor: Actor, problem: Problem?) -> Page {
        let today = call.house.clock.today
        let kind = call.form.text("kind")
        let year = Int(call.form.text("year")) ?? today.year
        let errors = problem?.fields ?? [:]
        let model = NewModel(
            refusal: problem.map { RemarkModel($0.description, .danger) },
            fields: [
                FieldModel(
                    .select(
                        (today.year - 1...today.year + 1).map {
                            OptionModel(String($0), "\($0)年", selected: $0 == year)
                        }),
                    "year", "年度", error: errors["year"]),
                FieldModel(
                    .radios([
                        OptionModel("internal", "内部抽查计划", selected: kind == "internal", help: "3月底前报备"),
                        OptionModel("joint", "部门联合抽查计划", selected: kind == "joint", help: "1月底前报备"),
                    ]), "kind", "种类", error: errors["kind"]),
                FieldModel(
                    .text, "title", "计划名称", value: call.form.text("title"), help: "不填时按机关、年度和种类起名。",
                    error: errors["title"], required: false, maxlength: 100),
            ], authority: actor.authorityName)
        return Page(
            "plan/new", title: "编制计划", stage: .plan, model: model, trail: [("计划", "/plan")],
            status: problem.map { $0.kind.status } ?? 200)
    }
}

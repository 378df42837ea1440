import Domain

/// The form of a campaign: new, as an adjustment, or being edited.
enum CampaignForm {
    struct Model: Sendable {
        let action: String
        let estimateHref: String
        let version: String
        /// The saved campaign that is edited, for the numbers beside the form.
        var campaign: String? = nil
        let refusal: RefusalLine?
        let adjustment: FieldModel?
        let title: FieldModel
        let groups: [Group]
        let itemsError: String?
        let noItems: EmptyModel?
        let trees: [Branch]
        let regionsError: String?
        let dates: [FieldModel]
        let ways: [FieldModel]
        let ratios: [Ratio]
        let within: SelectorForm
        /// Whether a condition is set, so that its part of the form is open.
        let isWithin: Bool
        let withinSentence: String?
        let special: FieldModel
        let specialReason: FieldModel
        let repeatBasis: FieldModel
        let jointReason: FieldModel?
        let estimate: EstimateModel
        let button: String
        let cancelHref: String
    }

    /// What was refused, by which clause, and the way out.
    struct RefusalLine: Sendable {
        let message: String
        let clause: String?
        let remedy: String?
    }

    struct Group: Sendable {
        let title: String
        let open: Bool
        let count: String
        let items: [Choice]
    }

    struct Branch: Sendable {
        let choice: Choice
        let open: Bool
        let hasChildren: Bool
        let children: [Choice]
    }

    struct Choice: Sendable {
        let value: String
        let title: String
        let detail: String
        let checked: Bool
        let sample: ChipModel?
    }

    struct Ratio: Sendable {
        let ratio: FieldModel
        let reason: FieldModel
        /// Nil where an existing campaign is edited: each of its rounds stands for itself.
        let frequency: FieldModel?
    }

    // MARK: Pages

    static func new(_ call: Call) async throws -> Reply {
        let choices = try await Planning(call.house).choices(try call.signedIn(), plan: try call.id())
        // A link may bring what is known already: regions, items, a condition, ratios.
        var input = CampaignInput(call.query, call.house.reference)
        input.fillDefaults()
        if input.regions.isEmpty, choices.regions.count == 1 { input.regions = choices.regions.map(\.code.text) }
        return .page(try await page(call, choices, input, editing: nil, problem: nil))
    }

    static func edit(_ call: Call) async throws -> Reply {
        let (choices, campaign) = try await existing(call)
        guard choices.plan.state == .draft, campaign.state == .planned else {
            throw Problem(
                .refused, "plan.reported", "计划已经报备，不能直接修改任务。", clause: "2.3.15",
                remedy: "请在计划页面用“动态调整”取消原任务并增加新任务。")
        }
        return .page(
            try await page(
                call, choices, CampaignInput(campaign), editing: (campaign, campaign.version), problem: nil))
    }

    /// The fragment that keeps the expected numbers current while the form is filled in.
    static func estimate(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let input = CampaignInput(call.query, call.house.reference)
        let choices = try await Planning(call.house).choices(actor, plan: try call.id())
        let editing = try call.query.int("campaign", "任务")
        return .fragment(template: "plan/estimate", model: try await estimate(call, choices, input, editing: editing))
    }

    // MARK: Actions

    static func add(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let choices = try await Planning(call.house).choices(actor, plan: try call.id())
        let input = CampaignInput(call.form, call.house.reference)
        if call.form.flag("_estimate") {
            return .page(try await page(call, choices, input, editing: nil, problem: nil))
        }
        do {
            let id = try await Planning(call.house).add(
                actor, plan: choices.plan.id, try input.draft(year: choices.plan.year),
                adjustment: call.form.optional("adjustment"), submission: call.submissionKey)
            return .seeOther(
                "/plan/campaigns/\(id)", notice: choices.plan.state == .draft ? "任务已加入计划。" : "任务已增加，调整已留痕。")
        } catch let problem as Problem where CampaignForm.comesBack(problem) {
            return .page(try await page(call, choices, input, editing: nil, problem: problem))
        }
    }

    static func save(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let (choices, campaign) = try await existing(call)
        let input = CampaignInput(call.form, call.house.reference)
        let version = try call.form.int("version", "版本").map(Int.init) ?? 0
        if call.form.flag("_estimate") {
            return .page(try await page(call, choices, input, editing: (campaign, version), problem: nil))
        }
        do {
            try await Planning(call.house).edit(
                actor, campaign: campaign.id, version: version, try input.draft(year: choices.plan.year),
                submission: call.submissionKey)
            return .seeOther("/plan/campaigns/\(campaign.id)", notice: "任务已保存。")
        } catch let problem as Problem where CampaignForm.comesBack(problem) {
            return .page(try await page(call, choices, input, editing: (campaign, version), problem: problem))
        }
    }

    /// Refusals of what was filled in come back with the form; the rest are pages of their own.
    private static func comesBack(_ problem: Problem) -> Bool {
        !problem.fields.isEmpty || problem.code == "law.missing"
    }

    private static func existing(_ call: Call) async throws -> (Planning.Choices, Campaign) {
        let actor = try call.signedIn()
        let planning = Planning(call.house)
        let campaign = try await planning.campaign(actor, try call.id("campaign")).campaign
        return (try await planning.choices(actor, plan: campaign.plan), campaign)
    }

    private static func estimate(
        _ call: Call, _ choices: Planning.Choices, _ input: CampaignInput, editing: Int64?
    ) async throws -> EstimateModel {
        let draft = input.lenient(year: choices.plan.year, today: call.house.clock.today)
        var model = EstimateModel(
            try await Planning(call.house).estimate(try call.signedIn(), plan: choices.plan.id, draft),
            hasItems: !draft.items.isEmpty && !draft.regions.isEmpty)
        model.whole = try await WholePlanModel.beside(call, plan: choices.plan.id, draft, editing: editing)
        return model
    }

    // MARK: Showing it

    private static func page(
        _ call: Call, _ choices: Planning.Choices, _ input: CampaignInput, editing: (campaign: Campaign, version: Int)?,
        problem: Problem?
    ) async throws -> Page {
        let plan = choices.plan
        let errors = problem?.fields ?? [:]
        let adjusting = plan.state != .draft
        let day = Day(input.startsOn) ?? call.house.clock.today
        let general = try? RatioBounds(importance: [.general], law: call.house.law.book, on: day, in: plan.region)
        let words = SelectorWords(choices.selector, call.house.reference)
        let model = Model(
            action: editing.map { "/plan/campaigns/\($0.campaign.id)" } ?? "/plan/\(plan.id)/campaigns",
            estimateHref: "/plan/\(plan.id)/estimate", version: String(editing?.version ?? 0),
            campaign: editing.map { String($0.campaign.id) },
            refusal: problem.map { RefusalLine(message: $0.message, clause: $0.clause, remedy: $0.remedy) },
            adjustment: adjusting && editing == nil
                ? FieldModel(
                    .area, "adjustment", "调整理由", value: call.form.text("adjustment"),
                    help: "计划已经报备，增加任务属于动态调整（2.3.15）。", error: errors["reason"], maxlength: 300) : nil,
            title: FieldModel(.text, "title", "任务名称", value: input.title, error: errors["title"], maxlength: 100),
            groups: CampaignChoices.groups(choices.items, input), itemsError: errors["items"],
            noItems: choices.items.isEmpty
                ? EmptyModel("没有可选的事项", why: "现行清单里没有适用于本区域的事项。", action: LinkModel("看清单", href: "/catalogue")) : nil,
            trees: CampaignChoices.tree(choices.regions, root: plan.region, input), regionsError: errors["regions"],
            dates: [
                FieldModel(.day, "starts_on", "检查开始", value: input.startsOn, error: errors["starts_on"]),
                FieldModel(.day, "ends_on", "检查结束", value: input.endsOn, error: errors["ends_on"]),
            ],
            ways: [
                FieldModel(
                    .radios(Item.methodTitles.map { OptionModel($0, $0, selected: $0 == input.method) }), "method",
                    "检查方式", error: errors["method"]),
                FieldModel(
                    .radios(
                        Campaign.Dispatch.allCases.map {
                            OptionModel($0.rawValue, $0.title, selected: $0.rawValue == input.dispatch)
                        }), "dispatch", "选派方式", help: "委托的方式，须有对方确认、期限和范围都适用的书面委托；不适用的由本机关派人。",
                    error: errors["dispatch"]),
            ]
                + (choices.stations.isEmpty
                    ? []
                    : [
                        FieldModel(
                            .checks(
                                choices.stations.map {
                                    OptionModel(
                                        String($0.id), $0.name, selected: input.stations.contains(String($0.id)))
                                }), "stations", "监管所", help: "用于“若干所内随机”和“单一所内随机”；不选表示全部监管所。",
                            error: errors["stations"], required: false)
                    ]),
            ratios: RiskClass.allCases.sorted().map { risk in
                let name = RatioBounds.field(risk)
                return Ratio(
                    ratio: FieldModel(
                        .text, name, "\(risk.title)比例（%）或户数", value: input.ratios[risk] ?? "",
                        help: general?.bound(risk).map { "一般事项\($0.text)；全为重点事项时不设上限" } ?? "没有规定范围，按监管实际设置",
                        error: errors[name], required: false, maxlength: 8),
                    reason: FieldModel(
                        .text, "reason_\(risk.rawValue)", "超出范围的理由", value: input.reasons[risk] ?? "",
                        required: false, maxlength: 300),
                    frequency: editing != nil
                        ? nil
                        : FieldModel(
                            .select(
                                choices.frequencies.map {
                                    OptionModel(
                                        String($0), PlanWords.frequency($0),
                                        selected: String($0) == input.frequencies[risk] ?? "1")
                                }), CampaignInput.frequency(risk), "频次",
                            error: errors[CampaignInput.frequency(risk)], required: false))
            },
            within: SelectorForm(
                input.within, words, typed: input.typedIndustries, errors: errors, withRegions: false),
            isWithin: !input.within.isEmpty || input.withinProblem != nil,
            withinSentence: input.within.isEmpty ? nil : words.sentence(input.within),
            special: FieldModel(
                .checks([OptionModel("yes", "这是专项检查", selected: input.isSpecial)]), "special", "专项检查",
                help: "随机抽查涉及的领域原则上不再部署专项检查和“全覆盖”式巡查（2.3.9）。", required: false),
            specialReason: FieldModel(
                .text, "special_reason", "部署专项检查的理由", value: input.specialReason, error: errors["special_reason"],
                required: false, maxlength: 300),
            repeatBasis: FieldModel(
                .text, "repeat_basis", "年度内可重复抽查的依据", value: input.repeatBasis,
                help: "低风险主体一年内原则上只抽一次（2.3.10）。法律、法规或规章另有规定的，写明名称和条款。", error: errors["repeat_basis"],
                required: false, maxlength: 300),
            jointReason: plan.kind == .joint
                ? nil
                : FieldModel(
                    .text, "joint_reason", "联查已覆盖仍单独实施的理由", value: input.jointReason,
                    help: "联查覆盖的事项原则上不再制定内部任务（2.3.11）。", error: errors["joint_reason"], required: false,
                    maxlength: 300), estimate: try await estimate(call, choices, input, editing: editing?.campaign.id),
            button: editing != nil ? "保存" : adjusting ? "增加并留痕" : "加入计划",
            cancelHref: editing.map { "/plan/campaigns/\($0.campaign.id)" } ?? "/plan/\(plan.id)")
        return Page(
            "plan/form", title: editing == nil ? (adjusting ? "动态调整：增加任务" : "增加任务") : "修改任务", stage: .plan,
            model: model, trail: [("计划", "/plan"), (plan.title, "/plan/\(plan.id)")],
            status: problem.map { $0.kind.status } ?? 200)
    }
}

import Domain

@testable import Web

enum PlanSamples: PageSamples {
    private static let chip = ChipModel("草稿")
    private static let remark = RemarkModel("逾期。", .attention)
    private static let empty = EmptyModel("没有", why: "没有", action: LinkModel("编制", href: "/x"))
    private static let tabs = TabsModel([TabsModel.Tab("计划", href: "/x", current: true)])
    private static let filter = FilterModel(action: "/x", [.text("q", "任务", value: "")], found: "1 个", clearHref: "/x")
    private static let facts = FactsModel([.init("年度", "2026", figures: true)])
    private static let field = FieldModel(.text, "x", "甲", error: "不对")
    private static let estimate = EstimateModel(
        lines: [
            .init(risk: "A类", candidates: "3", bound: "1%—3%", ratio: "5%", draws: "1", warning: chip),
            .init(risk: "B类", candidates: "3", bound: "不设限", ratio: "—", draws: "0", warning: nil),
        ], candidates: "6", draws: "1", note: "。", whole: WholePlanModel(facts: facts, remarks: [remark]))

    static var samples: [(template: String, model: any Sendable)] { plans + campaigns + forms }

    private static var plans: [(template: String, model: any Sendable)] {
        let floor = PlanPage.Floor(chip: chip, sentence: "。", expected: 1, needed: 2, drawn: "0", rule: "。")
        let row = PlanPage.Row(
            number: "1", title: "任务", href: "/x", items: "S01", regions: "道里区", span: "5—9月", ratios: "A类1%",
            state: chip)
        func show(_ full: Bool) -> PlanPage.Model {
            PlanPage.Model(
                facts: facts, notice: full ? remark : nil,
                reports: full ? PanelTable("报备记录", ["报备内容"], [[.head("计划", href: "/x")]]) : nil,
                floor: full ? floor : nil, campaigns: full ? [row] : [],
                hasCampaigns: full, empty: full ? nil : empty, timeline: TimelineModel([]))
        }
        return [
            ("plan/show", show(true)), ("plan/show", show(false)),
            ("plan/new", PlanPage.NewModel(refusal: remark, fields: [field], authority: "局")),
        ]
    }

    private static var campaigns: [(template: String, model: any Sendable)] {
        func show(_ full: Bool) -> CampaignPage.Model {
            CampaignPage.Model(
                remark: full ? remark : nil, facts: facts, steps: StepsModel([.init("编制", .done, detail: "草稿")]),
                estimate: estimate,
                reasons: full ? [.init(label: "A类", text: "。")] : [], hasReasons: full,
                items: [.init(code: "S01", matter: "事项", href: "/x", importance: chip, subjects: "企业")],
                links: full ? [LinkModel("摇号", href: "/x")] : [], hasLinks: full)
        }
        return [
            ("plan/campaign", show(true)), ("plan/campaign", show(false)), ("plan/estimate", estimate),
            ("plan/whole", WholePlanModel(facts: facts, remarks: [])),
            (
                "plan/cancel",
                CampaignPage.CancelModel(
                    action: "/x", intro: "。", refusal: remark, reason: field, button: "取消任务", cancelHref: "/x")
            ),
            (
                "plan/cancel",
                CampaignPage.CancelModel(
                    action: "/x", intro: "。", refusal: nil, reason: nil, button: "移除任务", cancelHref: "/x")
            ),
        ]
    }

    private static var forms: [(template: String, model: any Sendable)] {
        func choice(_ checked: Bool) -> CampaignForm.Choice {
            CampaignForm.Choice(value: "1", title: "甲", detail: "乙", checked: checked, sample: checked ? chip : nil)
        }
        func form(_ full: Bool) -> CampaignForm.Model {
            CampaignForm.Model(
                action: "/x", estimateHref: "/x", version: "1", campaign: full ? "1" : nil,
                refusal: .init(message: "不允许。", clause: full ? "2.3.2" : nil, remedy: full ? "请联系。" : nil),
                adjustment: full ? field : nil, title: field,
                groups: full
                    ? [.init(title: "类", open: true, count: "2", items: [choice(true), choice(false)])] : [],
                itemsError: full ? "请选择" : nil, noItems: full ? nil : empty,
                trees: [
                    .init(choice: choice(full), open: full, hasChildren: full, children: [choice(true), choice(false)])
                ], regionsError: full ? "请选择" : nil, dates: [field], ways: [field],
                ratios: [.init(ratio: field, reason: field, frequency: full ? field : nil)],
                within: SelectorForm(Selector(), SelectorWords(SelectorChoices(tags: [], regions: []))), isWithin: full,
                withinSentence: full ? "一句话" : nil, special: field, specialReason: field, repeatBasis: field,
                jointReason: full ? field : nil,
                estimate: estimate, button: "保存", cancelHref: "/x")
        }
        return [("plan/form", form(true)), ("plan/form", form(false))]
    }
}

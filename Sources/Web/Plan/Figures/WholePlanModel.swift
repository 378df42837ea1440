import Domain

/// The figures of an authority's whole year beside the campaign that is being written. Partial `plan/whole`.
struct WholePlanModel: Sendable {
    let facts: FactsModel
    let remarks: [RemarkModel]
}

extension WholePlanModel {
    init(_ view: Planning.FiguresView) {
        facts = FactsModel(PlanFigureWords.facts(view))
        remarks = PlanFigureWords.remarks(view)
    }

    /// With the draft of a form in the place of the campaign that it edits.
    static func beside(_ call: Call, plan: Int64, _ draft: CampaignDraft, editing: Int64?) async throws -> Self {
        WholePlanModel(
            try await Planning(call.house).figures(
                try call.signedIn(), plan: plan, draft: draft, replacing: editing))
    }
}

/// A plan's figures in words, with where each number opens.
enum PlanFigureWords {
    static func facts(_ view: Planning.FiguresView) -> [FactsModel.Fact] {
        let (plan, figures) = (view.plan, view.figures)
        let page = "/plan/\(plan.id)/figures"
        let busiest = busiest(figures)
        var facts: [FactsModel.Fact] = [
            .init(
                "预计抽取", "\(Figures.grouped(figures.draws))户次，涉及不同主体\(Figures.grouped(figures.distinct))户", href: page,
                figures: true),
            .init(
                "年度覆盖企业",
                "\(Figures.grouped(figures.distinctEnterprises))户，下限\(Figures.grouped(figures.needed))户", href: page,
                chip: figures.enterprises == 0
                    ? ChipModel("名录为空", .neutral)
                    : figures.reachesFloor ? ChipModel("达到", .success) : ChipModel("不足", .attention), figures: true),
            .init(
                "低风险重复抽取", figures.repeats == 0 ? "预计没有" : "预计\(Figures.grouped(figures.repeats))户次", href: page,
                chip: figures.repeats > figures.foundedRepeats ? ChipModel("注意", .attention) : nil, figures: true),
            .init(
                "上门", "\(Figures.grouped(figures.visits))次，同场摇号合并后\(Figures.grouped(figures.mergedVisits))次",
                href: page,
                figures: true),
            .init(
                "最忙月份",
                busiest.map { "\($0.month)月\(Figures.grouped($0.merged))次，可承担\(Figures.grouped(figures.capacity))次" }
                    ?? "—",
                href: page, chip: figures.overloaded.isEmpty ? nil : ChipModel("超出", .danger), figures: true),
            .init(
                "联合任务占比",
                "任务\(Figures.percent(figures.jointTasks, of: figures.lines.count))，对象\(Figures.percent(figures.jointSubjects, of: figures.distinct))",
                href: "/plan?year=\(plan.year)", figures: true),
        ]
        let covered = view.covered
        facts.append(
            .init(
                plan.kind == .joint ? "联查类别" : "内部事项", "已列入\(covered.full)项，未列入\(covered.missing)项",
                href: "/plan/coverage?year=\(plan.year)&kind=\(plan.kind.rawValue)&area=\(plan.region.text)",
                chip: covered.missing == 0 ? ChipModel("齐全", .success) : nil, figures: true))
        return facts
    }

    static func busiest(_ figures: PlanFigures) -> PlanFigures.Month? {
        figures.months.filter { $0.merged > 0 }.max { ($0.merged, -$0.month) < ($1.merged, -$1.month) }
    }

    /// What is wrong or could be better, with its clause.
    static func remarks(_ view: Planning.FiguresView) -> [RemarkModel] {
        let (figures, rules) = (view.figures, view.rules)
        var remarks: [RemarkModel] = []
        if figures.enterprises > 0, !figures.reachesFloor {
            let missing = Figures.grouped(figures.needed - figures.distinctEnterprises)
            remarks.append(
                RemarkModel(
                    "预计覆盖企业\(Figures.percent(figures.distinctEnterprises, of: figures.enterprises))，不足\(RatioBounds.percent(figures.rules.floor))，还差\(missing)户。\(cited(rules.floor))",
                    .attention))
        }
        for (place, line) in figures.lines.enumerated() where !line.outside.isEmpty {
            let task = view.input.tasks[place]
            guard task.isOwn else { continue }
            remarks.append(
                RemarkModel(
                    "“\(task.title.isEmpty ? "本任务" : task.title)”的\(line.outside.map(\.title).joined(separator: "、"))比例超出一般范围，应写明理由。（依据条款 2.3.2）",
                    .attention))
        }
        if figures.repeats > figures.foundedRepeats {
            remarks.append(
                RemarkModel(
                    "各任务分别摇号时，预计有\(Figures.grouped(figures.repeats - figures.foundedRepeats))户次低风险主体本年度已抽过，冻结名录时会剔除。同期任务可放在同一场摇号，或写明重复抽查的依据。\(cited(rules.perYear))",
                    .attention))
        }
        let doubled = figures.doubled.filter { view.input.tasks[$0.task].isOwn }
        if let first = doubled.first {
            let matter = view.matters[first.item] ?? first.item
            let more = doubled.count > 1 ? "等\(doubled.count)项" : ""
            remarks.append(
                RemarkModel(
                    "“\(matter)”\(more)已由联查任务“\(view.input.tasks[first.joint].title)”覆盖。\(cited(rules.joint))",
                    .attention))
        }
        if let worst = figures.overloaded.max(by: { $0.merged < $1.merged }) {
            remarks.append(
                RemarkModel(
                    "\(worst.month)月预计上门\(Figures.grouped(worst.merged))次，按每次\(figures.rules.certified)名持证人员、每月一场摇号，最多能承担\(Figures.grouped(figures.capacity))次。请错开检查时间或降低比例。\(cited(rules.certified))",
                    .attention))
        }
        if figures.savedVisits > 0 {
            remarks.append(
                RemarkModel(
                    "\(figures.groups.count)组任务对象和时间有重合，放在同一场摇号可少上门\(Figures.grouped(figures.savedVisits))次。（依据条款 2.3.8）"
                ))
        }
        return remarks
    }

    /// Our own settings are not cited as law.
    private static func cited(_ rule: LawRule) -> String {
        rule.origin == .platform ? "" : "（依据条款 \(rule.clause)，\(rule.source)）"
    }
}

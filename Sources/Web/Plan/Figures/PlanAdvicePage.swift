import Domain

/// 编制建议: three ways to set the ratios, side by side; the person chooses.
enum PlanAdvicePage {
    static func show(_ call: Call) async throws -> Reply {
        let id = try call.id()
        let view = try await Planning(call.house).advice(try call.signedIn(), plan: id)
        let plan = view.now.plan
        guard plan.state == .draft else {
            throw Problem(
                .refused, "plan.reported", "计划已经报备，不再给出编制建议。", clause: "2.3.15", remedy: "需要调整的，请在计划页面增加或取消任务。")
        }
        return .page(
            Page(
                "shell/panels", title: "编制建议", stage: .plan, model: model(view),
                trail: [("计划", "/plan"), (plan.title, "/plan/\(id)"), ("计划测算", "/plan/\(id)/figures")]))
    }

    static func take(_ call: Call) async throws -> Reply {
        let id = try call.id()
        guard let width = try call.form.choice("width", "方案", of: PlanAdvice.Width.self) else {
            throw Fields.refusal("width", "请选择方案")
        }
        try await Planning(call.house).take(
            try call.signedIn(), plan: id, width, fingerprint: call.form.text("fingerprint"),
            submission: call.submissionKey)
        return .seeOther("/plan/\(id)", notice: "已按“\(width.title)”填入各任务的抽查比例，报备前还可以修改。")
    }

    private static func model(_ view: Planning.AdviceView) -> PanelsModel {
        let (now, advice) = (view.now, view.advice)
        if !now.input.tasks.contains(where: { $0.isOwn && $0.isOpen }) {
            return PanelsModel(
                [],
                empty: EmptyModel(
                    "计划里还没有任务", why: "先增加任务并选好事项、区域和时间，才能给出比例建议。",
                    action: LinkModel("增加任务", href: "/plan/\(now.plan.id)/campaigns/new")))
        }
        if let clash = advice.clash {
            return PanelsModel(
                [Panel("现在的计划", facts: FactsModel(PlanFigureWords.facts(now)))],
                remarks: [RemarkModel(words(clash, now), .danger)])
        }
        return PanelsModel([
            Panel(
                "几种方案的取舍",
                note:
                    "比例都在规定范围内，每个任务每一类都至少抽一户，对象和时间重合的任务按同一场摇号一次上门，每月上门不超过人员能承担的次数。差距是计算的保证：覆盖同样多的企业，再好的比例最多也只能少上门这么多次。填入后只改本计划未抽取任务的比例，报备前还可以修改。",
                table: options(view)),
            Panel("各任务的比例", table: ratios(view)),
        ])
    }

    private static func options(_ view: Planning.AdviceView) -> PanelTable {
        func row(_ name: String, _ figures: PlanFigures, gap: String, actions: [PanelAction]) -> [PanelCell] {
            let busiest = PlanFigureWords.busiest(figures)
            return [
                .head(name), .number(Figures.grouped(figures.mergedVisits)),
                .number(Figures.grouped(figures.distinctEnterprises)),
                .number(Figures.percent(figures.distinctEnterprises, of: figures.enterprises)),
                PanelCell(
                    busiest.map { "\($0.month)月\(Figures.grouped($0.merged))次" } ?? "—", style: "figures nowrap",
                    chip: figures.overloaded.isEmpty ? nil : ChipModel("超出", .danger)),
                PanelCell(gap, style: "figures"), PanelCell("", actions: actions),
            ]
        }
        let address = "/plan/\(view.now.plan.id)/advice"
        return PanelTable(
            "几种方案的取舍", ["方案", "上门（次）#", "预计覆盖企业#", "占辖区企业#", "最忙月份", "同样覆盖下的差距", ".填入"],
            [row("现在的计划", view.now.figures, gap: "—", actions: [])]
                + view.advice.options.map { option in
                    row(
                        option.width.title, option.figures,
                        gap: option.width == .widest
                            ? "—" : option.gap == 0 ? "没有更少的" : "至多\(Figures.grouped(option.gap))次",
                        actions: [
                            PanelAction(
                                "填入", address,
                                [("width", option.width.rawValue), ("fingerprint", view.advice.fingerprint)])
                        ])
                })
    }

    private static func ratios(_ view: Planning.AdviceView) -> PanelTable {
        let tasks = view.now.input.tasks
        let rows = view.advice.problem.variables.enumerated().filter {
            tasks[$0.element.task].isOwn && tasks[$0.element.task].isOpen
        }
        return PanelTable(
            "各任务的比例", ["任务", "类别", "范围", "现在#"] + view.advice.options.map { $0.width.title + "#" },
            rows.map { place, variable in
                let task = tasks[variable.task]
                return [
                    .head(task.title, href: "/plan/campaigns/\(task.id)"), PanelCell(variable.risk.title),
                    PanelCell(
                        "\(RatioBounds.percent(variable.low))–\(RatioBounds.percent(variable.high))",
                        style: "figures nowrap"), .number(task.measure(variable.risk) ?? "—"),
                ] + view.advice.options.map { .number(RatioBounds.percent($0.solution.ratios[place])) }
            })
    }

    /// Which rules clash, by how much, and what can be done.
    private static func words(_ clash: AdviceOutcome, _ view: Planning.FiguresView) -> String {
        func people(_ units: Int, _ scale: Int) -> String { Figures.grouped((units + scale - 1) / scale) }
        switch clash {
        case .solved: return ""
        case .floor(let short):
            return
                "各任务比例都取到上限，覆盖企业仍比年度下限少\(people(short, 10_000))户（2.3.4 与 2.3.2 不能同时满足）。请增加任务，或扩大事项和区域。"
        case .capacity(let month, let excess):
            return
                "各任务比例都取到下限，\(month + 1)月仍比人员能承担的多\(people(excess, 10_000_000))次上门（2.3.2 与 3.5.1 不能同时满足）。请错开检查时间、委托下级或增加入库人员。"
        case .both(let short, let proven):
            return
                "在人员能承担的次数内，覆盖企业比年度下限少\(people(short, 10_000))户（2.3.4 与 3.5.1 \(proven ? "不能" : "没有找到能")同时满足\(proven ? "" : "的比例")）。请错开检查时间、委托下级或增加入库人员。"
        }
    }
}

import Domain

/// 计划测算: all figures of an authority's year, each with what stands behind it.
enum PlanFiguresPage {
    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let view = try await Planning(call.house).figures(actor, plan: id, areas: true)
        let (plan, figures) = (view.plan, view.figures)
        let places = Array(view.input.tasks.indices)
        if let file = try await Exports(call).whole(table(view), filters: ["计划：\(plan.title)"], places) { return file }
        let model = PanelsModel(
            [
                Panel(
                    "全年合计",
                    note:
                        "包括本机关本年度内部和联合两类计划中未取消的任务。抽取是随机的，户数是按现在的名录、风险分类和比例计算的预计数：各任务分别摇号时，同一主体可能被抽到几次；同一场摇号的任务共用签号，共同的对象只上门一次。",
                    facts: FactsModel(PlanFigureWords.facts(view))),
                Panel("各任务的对象和预计抽取", note: "每格为预计抽取数和对象数。", table: tasks(view), none: "计划里还没有任务。"),
                Panel(
                    "对象的区域分布", note: "各任务涉及的对象，按\(plan.region.level == .province ? "市" : "县（市、区）")合计。",
                    table: areas(view, actor), none: "还没有涉及的对象。"),
                Panel(
                    "每月上门与人员承担能力",
                    note:
                        "上门按检查时间逐日均摊，委托其他机关的不计。能力为名录中本机关\(view.input.caps.count)名持证人员各自一场最多承担户数之和，除以每次\(figures.rules.certified)人；按每月一场摇号计。",
                    table: months(figures)),
                Panel(
                    "可以合并的任务", note: "对象和检查时间都有重合、还没有抽取的任务，放在同一场摇号，一次上门查多项。", table: groups(view),
                    none: "没有对象和时间都重合的任务。"),
                Panel("联查已覆盖的内部事项", table: doubled(view, actor), none: "没有。"),
            ], remarks: PlanFigureWords.remarks(view))
        return .page(
            Page(
                "shell/panels", title: "计划测算", stage: .plan, model: model,
                trail: [("计划", "/plan"), (plan.title, "/plan/\(id)")],
                primary: actor.may(.planEdit) && plan.state == .draft
                    ? PageAction("编制建议", href: "/plan/\(id)/advice") : nil, actions: Exports.links(call)))
    }

    private static let risks = RiskClass.allCases.sorted()

    private static func tasks(_ view: Planning.FiguresView) -> PanelTable {
        PanelTable(
            "各任务的对象和预计抽取", ["任务", "种类", "检查时间"] + risks.map { $0.title + "#" } + ["合计#"],
            view.figures.lines.enumerated().map { place, line in
                let task = view.input.tasks[place]
                return [
                    .head(task.title, href: "/plan/campaigns/\(task.id)"),
                    PanelCell(task.kind == .joint ? "联合" : "内部"),
                    PanelCell("\(task.startsOn) 至 \(task.endsOn)", style: "figures nowrap"),
                ]
                    + risks.map { risk in
                        pair(line.draws[risk] ?? 0, line.subjects[risk] ?? 0, outside: line.outside.contains(risk))
                    } + [pair(line.allDraws, line.allSubjects)]
            })
    }

    private static func pair(_ draws: Int, _ subjects: Int, outside: Bool = false) -> PanelCell {
        PanelCell(
            subjects == 0 ? "—" : "\(Figures.grouped(draws)) / \(Figures.grouped(subjects))", style: "number",
            chip: outside ? ChipModel("超出", .attention) : nil)
    }

    private static func areas(_ view: Planning.FiguresView, _ actor: Actor) -> PanelTable {
        var sums: [RegionCode: (subjects: Int, tasks: Int)] = [:]
        for areas in view.areas {
            for area in areas {
                sums[area.code, default: (0, 0)].subjects += area.number
                sums[area.code, default: (0, 0)].tasks += 1
            }
        }
        return PanelTable(
            "对象的区域分布", ["区域", "涉及任务#", "各任务对象合计#"],
            sums.sorted { $0.key < $1.key }.map { code, sum in
                [
                    .head(
                        view.areaNames[code] ?? code.text,
                        href: actor.may(.registryRead) ? "/registry/subjects?region=\(code.text)" : nil),
                    .number(Figures.grouped(sum.tasks)), .number(Figures.grouped(sum.subjects)),
                ]
            })
    }

    private static func months(_ figures: PlanFigures) -> PanelTable {
        PanelTable(
            "每月上门", ["月份", "各任务分别上门#", "合并后#", "可承担#", "是否超出"],
            figures.months.map { month in
                [
                    .head("\(month.month)月"), .number(Figures.grouped(month.apart)),
                    .number(Figures.grouped(month.merged)),
                    .number(Figures.grouped(figures.capacity)),
                    month.merged > figures.capacity
                        ? .chip("超出\(Figures.grouped(month.merged - figures.capacity))次", .danger)
                        : month.apart > figures.capacity ? .chip("合并后不超出", .attention) : PanelCell("—"),
                ]
            })
    }

    private static func groups(_ view: Planning.FiguresView) -> PanelTable {
        PanelTable(
            "可以合并的任务", ["组", "任务", "检查时间", "预计抽取#"],
            view.figures.groups.enumerated().flatMap { number, members in
                members.map { place in
                    let task = view.input.tasks[place]
                    return [
                        PanelCell("第\(number + 1)组"), .head(task.title, href: "/plan/campaigns/\(task.id)"),
                        PanelCell("\(task.startsOn) 至 \(task.endsOn)", style: "figures nowrap"),
                        .number(Figures.grouped(view.figures.lines[place].allDraws)),
                    ]
                }
            })
    }

    private static func doubled(_ view: Planning.FiguresView, _ actor: Actor) -> PanelTable {
        PanelTable(
            "联查已覆盖的内部事项", ["事项", "内部任务", "联查任务"],
            view.figures.doubled.map { one in
                [
                    .head(
                        view.matters[one.item] ?? one.item,
                        href: actor.may(.catalogueRead) ? "/catalogue/items/\(one.item)" : nil),
                    .link(view.input.tasks[one.task].title, href: "/plan/campaigns/\(view.input.tasks[one.task].id)"),
                    .link(view.input.tasks[one.joint].title, href: "/plan/campaigns/\(view.input.tasks[one.joint].id)"),
                ]
            })
    }

    private static func table(_ view: Planning.FiguresView) -> ExportTable<Int> {
        let (tasks, lines) = (view.input.tasks, view.figures.lines)
        return ExportTable(
            "计划测算",
            [
                .text("任务", 44) { tasks[$0].title }, .text("种类", 10) { tasks[$0].kind.title },
                .day("开始") { tasks[$0].startsOn }, .day("结束") { tasks[$0].endsOn },
            ]
                + risks.flatMap { risk in
                    [
                        ExportTable<Int>.Column.count("\(risk.title)对象") { lines[$0].subjects[risk] ?? 0 },
                        .count("\(risk.title)预计") { lines[$0].draws[risk] ?? 0 },
                    ]
                } + [.count("对象合计") { lines[$0].allSubjects }, .count("预计合计") { lines[$0].allDraws }])
    }
}

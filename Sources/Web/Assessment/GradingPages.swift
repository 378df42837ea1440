import Domain
import HTTPTypes

/// 专业分类 (3.3.1): the indicator systems, what they computed, what would change, and putting it into force. Internal.
enum GradingPages {
    static let routes: [Route] = [
        Route(.get, "/assessment/grading", .needs(.assessmentRead), scope: .listScoped, list),
        Route(.post, "/assessment/grading", .needs(.planEdit), scope: .listScoped, compute),
        Route(.get, "/assessment/grading/:id", .needs(.assessmentRead), scope: .objectScoped, show),
        Route(.post, "/assessment/grading/:id/apply", .needs(.planEdit), scope: .objectScoped, apply),
    ]

    private static func chip(_ state: Grading.Run.State) -> ChipModel {
        switch state {
        case .preview: ChipModel("预览，未应用", .attention)
        case .applied: ChipModel("已应用", .success)
        case .replaced: ChipModel("已被新结果替换", .neutral)
        }
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let desk = try await Grading(call.house).desk(actor, slice: call.slice)
        let names = Dictionary(desk.systems.map { ($0.field, $0.title) }) { first, _ in first }
        let asked = { (slice: Slice) in try await Grading(call.house).desk(actor, slice: slice).runs }
        if let file = try await Exports(call).cells(
            "专业分类", ["领域", "地区", "日期", "一类", "二类", "三类", "四类", "有效期止"], rows: asked,
            { run in
                [.text(names[run.field] ?? run.field), .text(run.regionName), .day(run.dated)]
                    + (1...4).map { .text(String(run.counts[$0] ?? 0)) } + [.day(run.validUntil)]
            })
        {
            return file
        }
        let systems = PanelTable(
            "指标体系", ["领域", "信用等级占比#"] + GradingSystem.Indicator.allCases.map { "\($0.title)#" } + ["三类、四类的监管"],
            desk.systems.map { system in
                [.head(system.title), .number(RatioBounds.percent(system.creditShare))]
                    + GradingSystem.Indicator.allCases.map { indicator in
                        .number("最高\(system.entries[indicator]?.map(\.points).max() ?? 0)分")
                    } + [
                        PanelCell(
                            [3, 4].compactMap { grade in
                                system.measures[grade].map { "\(grade)类：\($0.focus)；\($0.frequency)；\($0.level)" }
                            }.joined(separator: " "))
                    ]
            })
        let runs = PanelTable(
            "计算结果", ["领域", "地区", "日期", "一类#", "二类#", "三类#", "四类#", "有效期止", "状态"],
            desk.runs.rows.map { run in
                [
                    .head(names[run.field] ?? run.field, href: "/assessment/grading/\(run.id)"),
                    PanelCell(run.regionName),
                    .day(run.dated),
                ]
                    + (1...4).map { grade in
                        PanelCell(
                            Figures.grouped(run.counts[grade] ?? 0),
                            href: "/assessment/grading/\(run.id)?grade=\(grade)", style: "number")
                    } + [.day(run.validUntil), PanelCell("", chip: chip(run.state))]
            })
        let form = PanelForm(
            "/assessment/grading",
            [FieldModel(.select(desk.systems.map { OptionModel($0.field, $0.title) }), "field", "领域")], button: "计算",
            summary: "计算一个领域")
        let model = PanelsModel(
            [
                Panel(
                    "指标体系", note: "以信用风险等级为主，兼顾行业风险度、监管重点区域和以往检查结果；分值为平台设定。（依据条款 3.3.1）", table: systems),
                Panel(
                    "计算结果", note: "内部使用，不公开。先计算预览，核对变化后再应用；应用后检查对象带有对应标签，可作抽查条件。", table: runs,
                    none: "还没有计算过。",
                    paging: desk.runs.rows.isEmpty ? nil : PagingModel(desk.runs, address: call.address),
                    form: desk.mayCompute ? form : nil),
            ], tabs: LeadPages.tabs("/grading"))
        return .page(
            Page(
                "shell/panels", title: "专业分类", stage: .assessment, model: model, trail: [("评价", "/assessment")],
                actions: Exports.links(call)))
    }

    static func compute(_ call: Call) async throws -> Reply {
        let done = try await Grading(call.house).compute(
            call.form.text("field"), by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "已计算，请核对后应用。")
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let grade = try call.query.int("grade", "类别", in: 1...9).map(Int.init)
        let grading = Grading(call.house)
        let dossier = try await grading.dossier(id, grade: grade, slice: call.slice, for: actor)
        let (run, system) = (dossier.run, dossier.system)
        func words(_ row: Grading.Row) -> String {
            row.parts.map { "\($0.indicator.title) \($0.points)" }.joined(separator: "，")
        }
        if let file = try await Exports(call).cells(
            "专业分类明细", personal: "grading", ["检查对象", "统一社会信用代码", "类别", "得分", "说明", "此前"],
            filters: ["\(system.title)，\(run.dated.description)"] + (grade.map { ["\($0)类"] } ?? []),
            rows: { try await grading.dossier(id, grade: grade, slice: $0, for: actor).rows },
            { row in
                [
                    .text(row.name), .text(row.identifier), .text("\(row.grade)类"), .text(String(row.points)),
                    .text(words(row)), .text(row.before.map { "\($0)类" }),
                ]
            })
        {
            return file
        }
        let tabs = TabsModel(
            [
                TabsModel.Tab(
                    "全部", href: "/assessment/grading/\(id)", current: grade == nil,
                    count: run.counts.values.reduce(0, +))
            ]
                + system.thresholds.map { one in
                    TabsModel.Tab(
                        "\(one.grade)类", href: "/assessment/grading/\(id)?grade=\(one.grade)",
                        current: grade == one.grade,
                        count: run.counts[one.grade] ?? 0)
                }, label: "按类别查看")
        let changed = dossier.changes.filter { $0.before != $0.after }
        var panels = [
            Panel(
                "计算",
                facts: FactsModel([
                    .init("状态", "", chip: chip(run.state)), .init("领域", system.title), .init("地区", run.regionName),
                    .init("日期", run.dated.inWords, figures: true),
                    .init("有效期止", run.validUntil?.inWords ?? "应用后\(system.validity)个月", figures: true),
                    .init("计算人", run.accountName ?? "—"),
                ])),
            Panel(
                "各类的监管",
                table: PanelTable(
                    "各类的监管", ["类别", "起点分#", "监管重点", "频次", "层级"],
                    system.thresholds.map { one in
                        let measures = system.measures[one.grade]
                        return [
                            .head("\(one.grade)类"), .number(String(one.points)), PanelCell(measures?.focus ?? "—"),
                            PanelCell(measures?.frequency ?? "—"), PanelCell(measures?.level ?? "—"),
                        ]
                    })),
            Panel(
                "与此前结果相比", note: "应用以后，这些检查对象的类别会改变。",
                table: PanelTable(
                    "变化", ["此前", "本次", "户数#"],
                    changed.map {
                        [
                            .head($0.before.map { "\($0)类" } ?? "未分类"), PanelCell("\($0.after)类"),
                            .number(Figures.grouped($0.number)),
                        ]
                    }), none: "没有变化。",
                form: dossier.mayApply
                    ? PanelForm("/assessment/grading/\(id)/apply", [], button: "应用这次结果") : nil),
            Panel(
                grade.map { "\($0)类的检查对象" } ?? "检查对象",
                table: PanelTable(
                    "检查对象", ["检查对象", "类别", "得分#", "说明", "此前"],
                    dossier.rows.rows.map { row in
                        [
                            PanelCell(
                                row.name,
                                href: actor.may(.registryRead) ? "/registry/subjects/\(row.subject)" : nil,
                                isHead: true,
                                note: PanelCell.Note(code: row.identifier)), PanelCell("\(row.grade)类"),
                            .number(String(row.points)), PanelCell(words(row)),
                            PanelCell(row.before.map { "\($0)类" } ?? "—"),
                        ]
                    }), none: "没有这一类的检查对象。",
                paging: dossier.rows.rows.isEmpty ? nil : PagingModel(dossier.rows, address: call.address)),
        ]
        if dossier.rows.total == 0, grade == nil { panels.removeLast() }
        return .page(
            Page(
                "shell/panels", title: "\(system.title)专业分类", stage: .assessment,
                model: PanelsModel(panels, tabs: tabs, timeline: TimelineModel(dossier.timeline)),
                trail: [("评价", "/assessment"), ("专业分类", "/assessment/grading")], actions: Exports.links(call)))
    }

    static func apply(_ call: Call) async throws -> Reply {
        let done = try await Grading(call.house).apply(
            try call.id(), by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "已应用。")
    }
}

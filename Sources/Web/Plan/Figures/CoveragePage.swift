import Domain

/// 覆盖情况 (2.3.7): how many entries of the list each area's plans cover; an area opens its entries, an entry its areas.
enum CoveragePage {
    private struct AreaRow: Sendable {
        let region: Region
        let counts: [PlanCoverage.Standing: Int]
        var all: Int { counts.values.reduce(0, +) }
        func number(_ standing: PlanCoverage.Standing) -> Int { counts[standing] ?? 0 }
    }

    private struct EntryRow: Sendable {
        let entry: PlanCoverage.Entry
        let cell: PlanCoverage.Cell
    }

    private struct PlaceRow: Sendable {
        let region: Region
        let cell: PlanCoverage.Cell
    }

    private struct Asked {
        let year: Int
        let kind: Plan.Kind
        let view: Planning.CoverageView
        let actor: Actor

        func href(_ more: String = "") -> String { "/plan/coverage?year=\(year)&kind=\(kind.rawValue)\(more)" }
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let year = try call.query.int("year", "年度", in: 2020...2100).map(Int.init) ?? call.house.clock.today.year
        let kind = try call.query.choice("kind", "种类", of: Plan.Kind.self) ?? .joint
        let asked = Asked(
            year: year, kind: kind, view: try await Planning(call.house).coverage(actor, year: year, kind: kind),
            actor: actor)
        let standing = try call.query.choice("standing", "情况", of: PlanCoverage.Standing.self)
        if let code = try call.query.optional("entry", "条目", max: 40) {
            guard let entry = asked.view.coverage.entries.first(where: { $0.code.utf8.elementsEqual(code.utf8) }) else {
                throw Problem.notFound("条目")
            }
            return try await places(call, asked, entry, standing)
        }
        if let area = RegionCode(call.query.text("area")) {
            guard let region = asked.view.areas.first(where: { $0.code == area }) else { throw Problem.notFound("区域") }
            return try await entries(call, asked, region, standing)
        }
        return try await areas(call, asked)
    }

    // MARK: Areas

    private static func areas(_ call: Call, _ asked: Asked) async throws -> Reply {
        let coverage = asked.view.coverage
        let rows = asked.view.areas.map { AreaRow(region: $0, counts: coverage.counts(in: $0.code)) }
        let nominal = asked.view.nominal.value ?? 0
        let listed = coverage.entries.filter { $0.region.level == .province }.count
        let noun = asked.kind == .joint ? "类" : "项"
        let complete = rows.filter { $0.number(.full) == $0.all && $0.all > 0 }.count
        let model = ListModel(
            "覆盖情况", page(rows, call.slice), address: call.address, tabs: [PlanList.tabs("coverage")],
            filter: FilterModel(
                action: "/plan/coverage", filters(call, asked), found: "\(Figures.grouped(rows.count)) 个区域"),
            sentence:
                "\(asked.kind == .joint ? "部门联查事项清单" : "抽查事项清单")现行全省\(listed)\(noun)；省、市、县三级计划都应覆盖，方案所列为\(nominal)\(noun)。已全部覆盖的区域\(complete)个，共\(rows.count)个。",
            about: "上级任务的区域包括本地的，本地即为已覆盖；只覆盖一部分事项或一部分区域的，算部分覆盖。（依据条款 2.3.7）",
            columns: [
                .head("区域", href: { asked.href("&area=\($0.region.code.text)") }) { $0.region.name },
                .text("层级") { $0.region.code.level.title },
                number("已覆盖", .full, asked), number("部分覆盖", .partial, asked), number("未覆盖", .gap, asked),
                .number("覆盖率") { Figures.percent($0.number(.full), of: $0.all) },
            ], empty: EmptyModel("辖区内没有区域", why: "名录里还没有行政区划。"))
        let table = ExportTable<AreaRow>(
            "覆盖情况",
            [
                .text("区域", 16) { $0.region.name }, .text("层级", 10) { $0.region.code.level.title },
                .count("已覆盖") { $0.number(.full) }, .count("部分覆盖") { $0.number(.partial) },
                .count("未覆盖") { $0.number(.gap) },
            ])
        return try await Exports(call).reply(
            Page("shell/list", title: "覆盖情况", stage: .plan, model: model, trail: [("计划", "/plan")]), table,
            filters: model.filter?.words ?? [], rows: { page(rows, $0) })
    }

    private static func number(_ title: String, _ standing: PlanCoverage.Standing, _ asked: Asked) -> ListColumn<
        AreaRow
    > {
        ListColumn(title, isNumber: true) { row in
            PanelCell(
                Figures.grouped(row.number(standing)),
                href: asked.href("&area=\(row.region.code.text)&standing=\(standing.rawValue)"), style: "number")
        }
    }

    // MARK: Entries of an area

    private static func entries(
        _ call: Call, _ asked: Asked, _ region: Region, _ standing: PlanCoverage.Standing?
    ) async throws -> Reply {
        let rows = asked.view.coverage.entries(in: region.code).map {
            EntryRow(entry: $0, cell: asked.view.coverage.cell($0, in: region.code))
        }.filter { standing == nil || $0.cell.standing == standing }
        let model = ListModel(
            "\(region.name)的覆盖情况", page(rows, call.slice), address: call.address,
            filter: FilterModel(
                action: "/plan/coverage", filters(call, asked) + [standings(standing)],
                found: "\(Figures.grouped(rows.count)) 条", carried: [("area", region.code.text)]),
            columns: [
                .head("条目", href: { asked.href("&entry=\($0.entry.code)") }) { $0.entry.matter },
                .text("类别") { $0.entry.heading }, .chip("情况") { chip($0.cell.standing) },
                ListColumn("任务") { tasks($0.cell.tasks, asked) },
            ],
            empty: EmptyModel("没有这样的条目", why: standing == nil ? "现行清单里没有适用于本区域的条目。" : "换一种情况看看。"))
        return try await Exports(call).reply(
            Page(
                "shell/list", title: "\(region.name)覆盖情况", stage: .plan, model: model,
                trail: [("计划", "/plan"), ("覆盖情况", asked.href())]),
            ExportTable(
                "覆盖情况",
                [
                    .text("编号", 12) { $0.entry.code }, .text("条目", 44) { $0.entry.matter },
                    .text("类别", 20) { $0.entry.heading }, .text("情况", 12) { $0.cell.standing.title },
                    .text("任务", 60) { names($0.cell.tasks) },
                ]), filters: ["区域：\(region.name)"] + model.words, rows: { page(rows, $0) })
    }

    // MARK: Areas of an entry

    private static func places(
        _ call: Call, _ asked: Asked, _ entry: PlanCoverage.Entry, _ standing: PlanCoverage.Standing?
    ) async throws -> Reply {
        let rows = asked.view.areas.filter { entry.region.contains($0.code) }.map {
            PlaceRow(region: $0, cell: asked.view.coverage.cell(entry, in: $0.code))
        }.filter { standing == nil || $0.cell.standing == standing }
        let model = ListModel(
            "“\(entry.matter)”在各地的覆盖情况", page(rows, call.slice), address: call.address,
            filter: FilterModel(
                action: "/plan/coverage", filters(call, asked) + [standings(standing)],
                found: "\(Figures.grouped(rows.count)) 个区域", carried: [("entry", entry.code)]),
            sentence: entry.items.isEmpty ? "清单还没有写明这一类对应的抽查事项，计划无法覆盖它。" : nil,
            columns: [
                .head("区域", href: { asked.href("&area=\($0.region.code.text)") }) { $0.region.name },
                .text("层级") { $0.region.code.level.title }, .chip("情况") { chip($0.cell.standing) },
                ListColumn("任务") { tasks($0.cell.tasks, asked) },
            ], empty: EmptyModel("没有这样的区域", why: "换一种情况看看。"))
        return try await Exports(call).reply(
            Page(
                "shell/list", title: entry.matter, stage: .plan, model: model,
                trail: [("计划", "/plan"), ("覆盖情况", asked.href())]),
            ExportTable(
                "覆盖情况",
                [
                    .text("区域", 16) { $0.region.name }, .text("层级", 10) { $0.region.code.level.title },
                    .text("情况", 12) { $0.cell.standing.title }, .text("任务", 60) { names($0.cell.tasks) },
                ]), filters: ["条目：\(entry.matter)"] + model.words, rows: { page(rows, $0) })
    }

    // MARK: In common

    private static func page<Row: Sendable>(_ rows: [Row], _ slice: Slice) -> Listing<Row> {
        Listing(rows: Array(rows.dropFirst(slice.offset).prefix(slice.size)), total: rows.count, slice: slice)
    }

    private static func filters(_ call: Call, _ asked: Asked) -> [FilterModel.Part] {
        [
            .select(
                "year", "年度", PlanList.years(asked.year, around: call.house.clock.today.year, all: false)),
            .select(
                "kind", "种类",
                [Plan.Kind.joint, .internal].map { OptionModel($0.rawValue, $0.title, selected: $0 == asked.kind) }),
        ]
    }

    private static func standings(_ chosen: PlanCoverage.Standing?) -> FilterModel.Part {
        .select(
            "standing", "情况",
            [OptionModel("", "全部", selected: chosen == nil)]
                + PlanCoverage.Standing.allCases.map { OptionModel($0.rawValue, $0.title, selected: $0 == chosen) })
    }

    private static func chip(_ standing: PlanCoverage.Standing) -> ChipModel {
        switch standing {
        case .full: ChipModel(standing.title, .success)
        case .partial: ChipModel(standing.title, .attention)
        case .gap: ChipModel(standing.title, .danger)
        }
    }

    /// The first campaign with a link where one may read it; how many more there are.
    private static func tasks(_ tasks: [PlanCoverage.Task], _ asked: Asked) -> PanelCell {
        guard let first = tasks.first else { return PanelCell("—") }
        let isOpen =
            asked.actor.region.contains(first.authorityRegion)
            && (asked.actor.department == nil || asked.actor.department == first.department)
        return PanelCell(
            first.title, href: isOpen ? "/plan/campaigns/\(first.id)" : nil,
            note: PanelCell.Note("\(first.authorityName)\(tasks.count > 1 ? "，另有\(tasks.count - 1)个任务" : "")"))
    }

    private static func names(_ tasks: [PlanCoverage.Task]) -> String {
        tasks.map { "\($0.title)（\($0.authorityName)）" }.joined(separator: "；")
    }
}

package import Domain
import HTTPTypes

package enum AssessmentRoutes: StageRoutes {
    package static func routes(_ house: House) -> [Route] {
        [
            Route(.get, "/assessment", .needs(.assessmentRead), scope: .listScoped, AssessmentPages.show),
            Route(.get, "/assessment/rows", .needs(.assessmentRead), scope: .listScoped, AssessmentPages.rows),
        ] + LeadRoutes.routes
    }
}

/// 评价: the four indicators of 6.2.1, every figure opening to the rows behind it.
enum AssessmentPages {
    struct Model: Sendable {
        let filter: FilterModel
        let tabs: TabsModel
        let indicators: [Definition]
        let rows: [Row]
    }

    struct Definition: Sendable {
        let title: String
        let formula: String
    }

    struct Row: Sendable {
        let name: String
        let drill: String?
        let whole: Bool
        let cells: [Cell]
    }

    struct Cell: Sendable {
        let percent: String
        let numerator: String
        let denominator: String
        let numeratorHref: String
        let denominatorHref: String
        let has: Bool
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let year = try call.query.int("year", "年度", in: 2000...9000).map(Int.init)
        let grouping = try call.query.choice("by", "分组", of: IndicatorScope.Grouping.self) ?? .division
        let region = try call.query.region("region", "地区")
        let (scope, rows) = try await Assessing(call.house).indicators(
            actor, year: year, grouping: grouping, region: region)
        let here = Address(call.address)
        let thisYear = call.house.clock.today.year
        let years = (0..<5).map { thisYear - $0 }.map {
            OptionModel(String($0), "\($0)年", selected: $0 == scope.year)
        }
        let model = Model(
            filter: FilterModel(action: "/assessment", [.select("year", "年度", years)]),
            tabs: TabsModel(
                IndicatorScope.Grouping.allCases.map {
                    TabsModel.Tab($0.title, href: here.with("by", $0.rawValue).text, current: $0 == grouping)
                }, label: "分组"),
            indicators: Indicator.allCases.map { Definition(title: $0.title, formula: $0.formula) },
            rows: rows.map { row($0, scope) })
        let trail: [(title: String, href: String)] = region == nil ? [] : [("评价", "/assessment")]
        if let file = try await Exports(call).whole(
            AssessmentTables.indicators, filters: model.filter.words + model.tabs.words + ["地区代码：\(scope.region.text)"],
            rows)
        {
            return file
        }
        return .page(
            Page(
                "assessment/table", title: region == nil ? "评价" : "评价 \(scope.region.text)", stage: .assessment,
                model: model, trail: trail,
                actions: [
                    PageAction("线索", href: "/assessment/leads"), PageAction("风险预警", href: "/assessment/alerts"),
                    PageAction("定向抽查", href: "/assessment/targets"),
                    PageAction("例外统计", href: "/assessment/exceptions"),
                    PageAction("专业分类", href: "/assessment/grading"),
                ] + Exports.links(call)))
    }

    private static func row(_ row: IndicatorRow, _ scope: IndicatorScope) -> Row {
        let cells = Indicator.allCases.map { indicator -> Cell in
            let figure = row.figures[indicator] ?? IndicatorFigure(0, of: 0)
            func href(_ part: IndicatorQuestion.Part) -> String {
                if indicator == .reach, part == .denominator {
                    let region = scope.grouping == .division ? row.group ?? scope.region.text : scope.region.text
                    return Address("/registry/subjects").with("region", region).text
                }
                return Address("/assessment/rows").with("indicator", indicator.rawValue).with("part", part.rawValue)
                    .with("year", String(scope.year)).with("by", scope.grouping.rawValue)
                    .with("region", scope.region.text).with("group", row.group).text
            }
            return Cell(
                percent: figure.text, numerator: Figures.grouped(figure.numerator),
                denominator: Figures.grouped(figure.denominator), numeratorHref: href(.numerator),
                denominatorHref: href(.denominator), has: figure.denominator > 0)
        }
        var drill: String?
        if scope.grouping == .division, scope.region.level != .county, let group = row.group, group != scope.region.text
        {
            drill = Address("/assessment").with("year", String(scope.year)).with("region", group).text
        }
        return Row(name: row.name, drill: drill, whole: row.group == nil, cells: cells)
    }

    static func rows(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let indicator = try call.query.choice("indicator", "指标", of: Indicator.self) ?? .reach
        let part = try call.query.choice("part", "部分", of: IndicatorQuestion.Part.self) ?? .numerator
        let grouping = try call.query.choice("by", "分组", of: IndicatorScope.Grouping.self) ?? .division
        let year = try call.query.int("year", "年度", in: 2000...9000).map(Int.init)
        let region = try call.query.region("region", "地区")
        let group = call.query.optional("group")
        let evidence = { (slice: Slice) in
            try await Assessing(call.house).rows(
                actor, IndicatorQuestion(indicator, part), year: year, grouping: grouping, region: region,
                group: group, slice: slice
            ).rows
        }
        let listing = try await evidence(call.slice)
        let outcomes = call.house.law.outcomes
        let mayOpen = actor.may(.inspectionRead)
        let results = indicator == .timely || indicator == .disposal
        let what: [ListColumn<IndicatorEvidence>] =
            results
            ? [
                .text("抽查事项") { $0.matter ?? "" },
                ListColumn("结果") { one in
                    PanelCell(
                        "", chip: one.outcome.map { InspectionChips.outcome($0, one.outcomeValue, outcomes) })
                },
            ] : []
        let when: [ListColumn<IndicatorEvidence>] =
            results
            ? [
                .figures("公示截止", wraps: false) { $0.due?.description ?? "—" },
                .figures("公示日期", wraps: false) { $0.publishedOn?.description ?? "—" },
            ] : []
        let about = "\(indicator.formula)。这里是\(part == .numerator ? "分子" : "分母")的 \(Figures.grouped(listing.total)) 条。"
        let subject = ListColumn<IndicatorEvidence>("检查对象") { one in
            PanelCell(
                one.subjectName,
                href: !mayOpen
                    ? nil
                    : one.inspection.map { "/inspection/inspections/\($0)" } ?? "/inspection/visits/\(one.visit)",
                isHead: true, note: PanelCell.Note(one.regionName))
        }
        let model = ListModel(
            "指标明细", listing, address: call.address, about: about,
            columns: [subject, .text("检查机关") { $0.authorityName }] + what
                + [.figures("检查日期", wraps: false) { $0.inspectedOn?.description ?? "—" }] + when,
            empty: EmptyModel("没有记录", why: "这个范围内还没有计入该指标的检查。"))
        return try await Exports(call).reply(
            Page(
                "shell/list", title: indicator.title, stage: .assessment, model: model,
                trail: [("评价", "/assessment")]),
            AssessmentTables.evidence(outcomes), filters: ["指标：\(indicator.title)", about], rows: evidence)
    }
}

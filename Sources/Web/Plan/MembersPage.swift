import Domain

/// 成员单位 (2.3.14): which departments of the own division owe an internal plan, for market regulation, which urges them.
enum MembersPage {
    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let today = call.house.clock.today
        let year = try call.query.int("year", "年度", in: 2020...2100).map(Int.init) ?? today.year
        let entries = try await JointPlanning(call.house).members(actor, year: year, kind: .internal)
        let due = try PlanDeadline.due(.internal, year: year, region: actor.region, law: call.house.law.book)
        let owing = entries.filter { $0.line.reportedAt == nil }.count
        let model = ListModel(
            "成员单位内部计划", entries, address: call.address, tabs: [PlanList.tabs("members")],
            filter: FilterModel(
                action: "/plan/members", [.select("year", "年度", PlanList.years(year, around: today.year, all: false))],
                found: "\(Figures.grouped(entries.count)) 个成员单位"),
            sentence: "成员单位对联查事项以外单独实施的检查，应制定内部计划并在\(due.inWords)前报备，还有\(owing)个没有报备。（依据条款 2.3.14）",
            columns: [
                .head("机关") { $0.line.authorityName }, .text("区域") { $0.line.regionName },
                .chip("计划状态") { $0.line.state.map(PlanWords.chip) ?? ChipModel("未编制", .neutral) },
                .figures("报备日期") { $0.line.reportedAt?.day.description ?? "—" },
                .chip("时限") { PlanWords.chip($0.deadline) },
                .figures("最近催报") { $0.urgedAt?.onScreen ?? "—" },
                ListColumn("操作", isHidden: true) {
                    PanelCell("", actions: ReportingPage.remind($0, actor, year: year, kind: .internal, isMember: true))
                },
            ],
            empty: EmptyModel("没有成员单位", why: "本级其他部门的机关在本平台建立后，由市场监管部门在这里督促。"))
        if let file = try await Exports(call).whole(PlanTables.reporting, filters: model.words, entries) {
            return file
        }
        return .page(
            Page(
                "shell/list", title: "成员单位内部计划", stage: .plan, model: model, trail: [("计划", "/plan")],
                actions: Exports.links(call)))
    }
}

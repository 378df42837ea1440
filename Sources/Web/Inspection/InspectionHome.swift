import Domain

/// 检查: an inspector sees their visits in the order of work, those who lead see the campaigns.
enum InspectionHome {
    struct Visits: Sendable {
        let tabs: TabsModel
        let remark: RemarkModel?
        let filter: FilterModel
        let rows: [Row]
        let paging: PagingModel?
        let empty: EmptyModel?
    }

    struct Row: Sendable {
        let href: String
        let name: String
        let identifier: String
        let address: String
        let region: String
        let officers: String
        let progress: String
        let due: String
        let late: Bool
        let state: ChipModel
        let returned: String?
        let standing: ChipModel?
        /// Who answers for a visit whose subject changed; nil for others.
        let owner: String?
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        if call.query.text("state") == "review" { return .seeOther("/inspection/review") }
        if Inspecting.seesOwnOnly(actor) { return try await visits(call) }
        let today = call.house.clock.today
        let listing = try await Inspecting(call.house).progress(actor, slice: call.slice)
        let changed = try await Inspecting(call.house).changed(actor)
        let model = ListModel(
            "检查进度", listing, address: call.address,
            sentence: changed == 0
                ? nil : "\(Figures.grouped(changed)) 户检查对象在抽取之后注销、吊销或迁出，检查还没有办结。",
            links: [LinkModel("查看", href: "/inspection/visits?progress=changed")],
            columns: [
                ListColumn("任务") {
                    PanelCell(
                        $0.title, href: "/inspection/visits?campaign=\($0.id)&progress=all", isHead: true,
                        note: PanelCell.Note(code: $0.number))
                },
                ListColumn("机关") { PanelCell($0.authorityName, note: PanelCell.Note($0.regionName)) },
                ListColumn("已录入", isNumber: true) {
                    PanelCell(
                        "\(Figures.grouped($0.signed)) / \(Figures.grouped($0.inspections))", style: "number",
                        note: PanelCell.Note(Figures.percent($0.signed, of: $0.inspections)))
                },
                .number("退回") { Figures.grouped($0.returned) }, .number("待公示") { Figures.grouped($0.approved) },
                .number("已公示") { Figures.grouped($0.disclosed) },
                .figures("期限") { row in row.publishDue.map { "公示截止 \($0)" } ?? "检查截止 \(row.endsOn)" },
                .chip("状态") { $0.isUnfinished(on: today) ? ChipModel("逾期未完成", .danger) : chip($0.state) },
            ],
            empty: EmptyModel("还没有进入检查的任务", why: "任务完成抽取和人员匹配后，会出现在这里。", action: LinkModel("查看抽取", href: "/draw")))
        return try await Exports(call).reply(
            Page(
                "shell/list", title: "检查", stage: .inspection, model: model,
                primary: actor.may(.review) ? PageAction("审核结果", href: "/inspection/review", icon: "check") : nil,
                actions: [PageAction("全部上门", href: "/inspection/visits")]),
            InspectionTables.campaigns, filters: [],
            rows: { try await Inspecting(call.house).progress(actor, slice: $0) })
    }

    private static func chip(_ state: Campaign.State) -> ChipModel {
        ChipModel(state.title, state == .completed ? .success : .information)
    }

    /// The first visit that waits, in the order of work.
    static func next(_ call: Call) async throws -> Reply {
        let listing = try await Inspecting(call.house).visits(try call.signedIn(), slice: Slice(size: 1))
        guard let first = listing.rows.first else { return .seeOther("/inspection", notice: "没有待检查的检查对象。") }
        return .seeOther("/inspection/visits/\(first.id)")
    }

    static func visits(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let progress = try call.query.choice("progress", "进度", of: VisitFilter.Progress.self) ?? .open
        let text = try call.query.optional("q", "检查对象", max: 100) ?? ""
        let campaign = try call.query.int("campaign", "任务")
        let today = call.house.clock.today
        let own = Inspecting.seesOwnOnly(actor)
        let listing = try await Inspecting(call.house).visits(
            actor, progress: progress, campaign: campaign, text: text, slice: call.slice)
        let rows = listing.rows.map { visit in
            Row(
                href: "/inspection/visits/\(visit.id)", name: visit.subjectName, identifier: visit.subjectIdentifier,
                address: visit.address, region: visit.regionName, officers: visit.officers,
                progress: "\(visit.signed) / \(visit.inspections) 项已录入", due: visit.dueOn.description,
                late: visit.dueOn < today && visit.state != .finished, state: InspectionChips.visit(visit.state),
                returned: visit.returned > 0 ? "\(visit.returned) 项被退回" : nil,
                standing: visit.standing.title.map { ChipModel($0, .attention) },
                owner: visit.standing == .present ? nil : "由\(visit.authorityName)办结")
        }
        let here = Address(call.address)
        let changed = try await Inspecting(call.house).changed(actor)
        let tabs = VisitFilter.Progress.allCases.map {
            TabsModel.Tab(
                $0.title, href: here.with("progress", $0.rawValue).with("page", nil).text, current: $0 == progress,
                count: $0 == .changed ? changed : nil)
        }
        let narrowed = !text.isEmpty || campaign != nil
        let empty =
            narrowed
            ? EmptyModel("没有符合条件的检查", why: "换一个名称或者代码试试。", action: LinkModel("清除条件", href: "/inspection/visits"))
            : EmptyModel(
                progress == .open ? "没有待办的检查" : progress == .changed ? "没有对象变动的检查" : "还没有检查",
                why: progress == .changed
                    ? "抽取之后注销、吊销、迁出的检查对象，检查没有办结的列在这里。" : own ? "抽取匹配到您的检查会出现在这里，按先后顺序办理。" : "本辖区抽取完成后，检查会出现在这里。")
        let model = Visits(
            tabs: TabsModel(tabs, label: "进度"),
            remark: progress == .changed
                ? RemarkModel("已经抽中的不取消、不改抽：由抽取的检查人员核实后录入结果，打开一户可看怎样办理。（依据条款 2.1.2、2.2.6）", .information) : nil,
            filter: FilterModel(
                action: "/inspection/visits", [.text("q", "检查对象", value: text)],
                found: "\(Figures.grouped(listing.total)) 户", clearHref: narrowed ? "/inspection/visits" : nil),
            rows: rows, paging: rows.isEmpty ? nil : PagingModel(listing, address: call.address),
            empty: rows.isEmpty ? empty : nil)
        if let file = try await Exports(call).list(
            InspectionTables.visits,
            filters: model.tabs.words + model.filter.words + (campaign.map { ["任务序号：\($0)"] } ?? []),
            rows: {
                try await Inspecting(call.house).visits(
                    actor, progress: progress, campaign: campaign, text: text, slice: $0)
            })
        {
            return file
        }
        return .page(
            Page(
                "inspection/visits", title: own ? "我的检查" : "上门检查", stage: .inspection, model: model,
                trail: own ? [] : [("检查", "/inspection")],
                primary: own && progress == .open && !rows.isEmpty
                    ? PageAction("开始下一户", href: "/inspection/next", icon: "arrow") : nil,
                actions: Exports.links(call)))
    }
}

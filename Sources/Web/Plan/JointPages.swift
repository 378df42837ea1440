import Domain

/// 联合任务: what one authority leads, is invited to and may join, and the matters that can be proposed (5.1.1, 5.1.3).
enum JointPages {
    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let view = try call.query.choice("view", "查看", of: JointView.self) ?? .invited
        let joint = JointPlanning(call.house)
        let today = call.house.clock.today
        let listing = try await joint.list(actor, view, slice: call.slice)
        let urged = try await joint.urged(actor)
        let tabs = try await TabsModel.counted(
            JointView.allCases, chosen: view, label: "按参加情况查看", href: { "/plan/joint?view=\($0.rawValue)" },
            title: \.title, count: { try await joint.list(actor, $0, slice: .one).total })
        let model = ListModel(
            "联合任务", listing, address: call.address, tabs: [PlanList.tabs("joint"), tabs],
            links: urged.map { LinkModel("办理：\($0.title)", href: "/plan/joint/\($0.campaign)") },
            remarks: urged.map {
                RemarkModel("\($0.at.onScreen)督促：任务“\($0.title)”本机关的检查结果还没有全部录入、公示。（依据条款 2.4.6）", .attention)
            },
            columns: [
                .head("任务", href: { "/plan/joint/\($0.campaign.id)" }) { $0.campaign.title },
                .text("牵头机关") { $0.campaign.authorityName },
                .text("本机关检查内容") { $0.part?.matter ?? "—" },
                .figures("检查时间") { "\($0.campaign.startsOn) 至 \($0.campaign.endsOn)" },
                .figures("答复期限", wraps: false) { $0.part?.answerBy.description ?? "—" },
                .chip("参加") { $0.part.map { chip($0, today) } ?? ChipModel(view == .led ? "牵头" : "未参加", .neutral) },
                .chip("任务状态") { PlanWords.chip($0.campaign.state) },
            ],
            empty: EmptyModel(
                "没有“\(view.title)”的联合任务", why: why(view),
                action: LinkModel("看联查事项", href: "/plan/joint/matters")))
        return try await Exports(call).reply(
            Page(
                "shell/list", title: "联合任务", stage: .plan, model: model, trail: [("计划", "/plan")],
                primary: actor.may(.planEdit)
                    ? PageAction("发起联合任务", href: "/plan/joint/matters", icon: "plus") : nil),
            PlanTables.joint(today), filters: model.words, rows: { try await joint.list(actor, view, slice: $0) })
    }

    private static func why(_ view: JointView) -> String {
        switch view {
        case .invited: "其他部门邀请本机关参加联查后，在期限内答复。"
        case .accepted: "同意参加的任务，抽取时会匹配本机关的检查人员。"
        case .asked: "申请参加其他部门的任务后，由牵头部门答复。"
        case .declined: "没有参加的邀请和申请留在这里。"
        case .led: "本机关牵头的联查任务。"
        case .open: "本地其他部门的联合计划里还没有抽取、本机关没有参加的任务。"
        }
    }

    static func chip(_ part: JointPart, _ today: Day) -> ChipModel {
        let word = part.word(on: today)
        switch part.state {
        case .accepted: return ChipModel(word, .success)
        case .invited, .asked: return ChipModel(word, part.answerBy < today ? .danger : .attention)
        case .declined, .withdrawn: return ChipModel(word, .neutral)
        }
    }

    // MARK: What can be proposed

    static func matters(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let year = try call.query.int("year", "年度", in: 2020...2100).map(Int.init) ?? call.house.clock.today.year
        let matters = try await JointPlanning(call.house).matters(actor, year: year)
        let all = matters.cross + matters.joint
        if let file = try await Exports(call).cells(
            "联查事项", ["种类", "事项", "牵头部门", "参与部门", "本年度任务"], filters: ["年度：\(year)"], whole: all,
            { one in
                [
                    .text(one.joint == nil ? "跨部门综合监管" : "一业一查"), .text(one.title), .text(one.leadName),
                    .text(one.partNames.joined(separator: "、")),
                    .text(one.campaigns.map(\.title).joined(separator: "、")),
                ]
            })
        {
            return file
        }
        let known = matters.joined.list?.count ?? 0
        let missing = matters.cross.filter { $0.isLed && $0.campaigns.isEmpty }
        let model = PanelsModel(
            [
                Panel(
                    "跨部门综合监管事项",
                    note:
                        "市场监管部门牵头\(matters.led.list?.count ?? 0)项、参与\(matters.joinedCount)项；参与的事项方案只写明\(known)项，其余以清单为准。（依据条款 5.1.1）",
                    table: table("跨部门综合监管事项", matters.cross, actor)),
                Panel(
                    "一业一查事项", note: "由行业主管部门牵头，其他部门参加。（依据条款 5.1.3）", table: table("一业一查事项", matters.joint, actor),
                    none: "现行联查事项清单里没有事项。"),
            ],
            remarks: missing.isEmpty
                ? []
                : [
                    RemarkModel(
                        "\(year)年还没有安排：\(missing.map(\.title).joined(separator: "、"))。各地都要制定这些事项的年度检查计划。（依据条款 5.1.1）",
                        .attention)
                ], tabs: PlanList.tabs("joint"),
            filter: FilterModel(
                action: "/plan/joint/matters",
                [.select("year", "年度", PlanList.years(year, around: call.house.clock.today.year, all: false))],
                found: "\(Figures.grouped(all.count)) 项"))
        return .page(
            Page(
                "shell/panels", title: "联查事项", stage: .plan, model: model,
                trail: [("计划", "/plan"), ("联合任务", "/plan/joint")], actions: Exports.links(call)))
    }

    private static func table(_ label: String, _ lines: [JointPlanning.MatterLine], _ actor: Actor) -> PanelTable {
        PanelTable(
            label, ["事项", "牵头部门", "参与部门", "本年度任务", ".操作"],
            lines.map { one in
                let address = Address("/plan/joint/new").with(
                    one.joint == nil ? "matter" : "joint", one.joint?.code ?? one.crossMatter)
                return [
                    .head(one.title), PanelCell(one.leadName),
                    PanelCell(one.partNames.isEmpty ? "—" : one.partNames.joined(separator: "、")),
                    one.campaigns.first.map {
                        PanelCell(
                            $0.title, href: "/plan/joint/\($0.id)",
                            note: one.campaigns.count > 1 ? .init("共\(one.campaigns.count)项") : nil)
                    } ?? .chip("未安排", one.isLed ? .attention : .neutral),
                    one.isLed && actor.may(.planEdit)
                        ? .link("发起", href: address.text) : PanelCell(one.isLed ? "由计划制定人员发起" : "由牵头部门发起"),
                ]
            })
    }
}

extension PlanTables {
    static func joint(_ today: Day) -> ExportTable<JointLine> {
        ExportTable(
            "联合任务",
            [
                .text("编号", 22) { $0.campaign.number }, .text("任务", 40) { $0.campaign.title },
                .text("牵头机关", 30) { $0.campaign.authorityName }, .text("本机关检查内容", 30) { $0.part?.matter ?? "" },
                .day("开始") { $0.campaign.startsOn }, .day("结束") { $0.campaign.endsOn },
                .day("答复期限") { $0.part?.answerBy }, .text("参加", 12) { $0.part?.word(on: today) ?? "" },
                .text("任务状态", 10) { $0.campaign.state.title },
            ])
    }
}

import Domain

/// 线索 and 风险预警: lists, and one lead with its thread (2.3.5, 3.6.2).
enum LeadPages {
    static func trail(_ isAlert: Bool) -> [(title: String, href: String)] {
        [("评价", "/assessment"), (isAlert ? "风险预警" : "线索", isAlert ? "/assessment/alerts" : "/assessment/leads")]
    }

    /// Where one is among the pages of the stage.
    static func tabs(_ current: String) -> TabsModel {
        TabsModel(
            [
                ("", "指标"), ("/leads", "线索"), ("/alerts", "风险预警"), ("/targets", "定向抽查"), ("/exceptions", "例外统计"),
                ("/grading", "专业分类"),
            ].map { TabsModel.Tab($0.1, href: "/assessment\($0.0)", current: $0.0 == current) }, label: "评价的各页")
    }

    static func chip(_ lead: Lead, _ today: Day) -> ChipModel {
        if lead.isOverdue(on: today) { return ChipModel("超期", .danger) }
        switch lead.state {
        case .open: return ChipModel(lead.state.title, .attention)
        case .underWay: return ChipModel(lead.state.title, .information)
        case .settled: return ChipModel(lead.state.title, .success)
        case .closed: return ChipModel(lead.state.title, .neutral)
        }
    }

    static func leads(_ call: Call) async throws -> Reply { try await list(call, isAlert: false, problem: nil) }
    static func alerts(_ call: Call) async throws -> Reply { try await list(call, isAlert: true, problem: nil) }

    private static func list(_ call: Call, isAlert: Bool, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let path = isAlert ? "/assessment/alerts" : "/assessment/leads"
        let leads = Leads(call.house), today = call.house.clock.today
        var filter = leads.filter(actor)
        filter.isAlert = isAlert
        filter.text = try call.query.optional("q", "编号或检查对象", max: 60) ?? ""
        filter.source = isAlert ? nil : try call.query.choice("source", "来源", of: Lead.Source.self)
        filter.region = try call.query.region("region", "地区") ?? actor.region
        filter.industry = call.query.optional("industry").map { $0 == "none" ? "" : $0 }
        filter.receivedFrom = try call.query.day("from", "收到日期起")
        filter.progress = try call.query.choice("state", "状态", of: LeadFilter.Progress.self) ?? .open
        let chosen = filter
        let listing = try await leads.list(actor, chosen, slice: call.slice)
        let here = Address(call.address).with("page", nil)
        let states = try await TabsModel.counted(
            LeadFilter.Progress.allCases, chosen: chosen.progress, label: "按状态查看",
            href: { here.with("state", $0.rawValue).text }, title: \.title,
            count: { progress in
                var other = chosen
                other.progress = progress
                return try await leads.list(actor, other, slice: .one).total
            })
        let mayEdit = actor.may(.planEdit)
        let candidates = isAlert && mayEdit && !listing.rows.isEmpty ? try await campaigns(call, actor) : []
        let ticks: [ListColumn<Lead>] =
            candidates.isEmpty
            ? []
            : [
                ListColumn("选择", isHidden: true) { one in
                    PanelCell("", tick: one.state == .open || one.state == .underWay ? String(one.id) : nil)
                }
            ]
        let parts: [FilterModel.Part] =
            [.text("q", "编号或检查对象", value: chosen.text)]
            + (isAlert
                ? []
                : [
                    .select(
                        "source", "来源",
                        [OptionModel("", "全部来源", selected: chosen.source == nil)]
                            + Lead.Source.allCases.filter { $0 != .alert }.map {
                                OptionModel($0.rawValue, $0.title, selected: $0 == chosen.source)
                            })
                ])
        let carried = ["state", "region", "industry", "from"].compactMap { name in
            call.query.optional(name).map { (name: name, value: $0) }
        }
        let middle: [ListColumn<Lead>] =
            isAlert
            ? [.text("类型") { $0.category }, .text("等级") { $0.level.title }]
            : [.text("来源") { $0.source.title }, .text("类别") { $0.category }]
        let columns: [ListColumn<Lead>] =
            ticks + [
                ListColumn(isAlert ? "预警" : "线索") { one in
                    PanelCell(
                        one.number, href: "/assessment/leads/\(one.id)", isHead: true,
                        note: PanelCell.Note(one.originNumber))
                },
                ListColumn("检查对象") { one in
                    PanelCell(
                        one.parties.isEmpty ? "未指明" : one.parties.map(\.name).joined(separator: "、"),
                        note: PanelCell.Note(one.regionName))
                },
            ] + middle + [
                .figures("收到", wraps: false) { $0.receivedOn.description },
                .figures("处置期限", wraps: false) { $0.dueOn.description }, .chip("状态") { chip($0, today) },
            ]
        let model = ListModel(
            isAlert ? "风险预警" : "线索", listing, address: call.address,
            tabs: [tabs(isAlert ? "/alerts" : "/leads"), states],
            filter: FilterModel(
                action: path, parts, found: "\(Figures.grouped(listing.total)) 件",
                clearHref: call.address.contains("?") ? path : nil, carried: carried),
            about: isAlert
                ? "企业信用风险分类管理系统的预警：列入抽查任务、立即检查，或者写明理由关闭；检查结果录入后自动办结。（依据条款 2.3.5）"
                : "投诉举报、转办交办和监测发现的个案线索，及时检查、处置；检查结果录入后自动办结。（依据条款 3.6.2）",
            remarks: problem.map { [RemarkModel($0.message + ($0.remedy ?? ""), .danger)] } ?? [],
            form: candidates.isEmpty
                ? nil
                : PanelForm(
                    "/assessment/alerts/tie", [campaignField(candidates, nil)], button: "所选预警列入任务", summary: "多件列入同一任务",
                    id: "chosen"), columns: columns,
            empty: EmptyModel(
                chosen.progress == .open ? "没有待处置的\(isAlert ? "预警" : "线索")" : "没有符合条件的\(isAlert ? "预警" : "线索")",
                why: isAlert ? "预警由文件导入，或由信用风险分类管理系统通过接口报送。" : "线索可以逐件登记，也可以用文件导入。",
                action: mayEdit
                    ? LinkModel(
                        isAlert ? "导入预警" : "登记线索",
                        href: isAlert ? "/registry/imports/new?kind=alerts" : "/assessment/leads/new") : nil))
        let importing = PageAction(
            "文件导入", href: "/registry/imports/new?kind=\(isAlert ? "alerts" : "leads")", icon: "upload")
        return try await Exports(call).reply(
            Page(
                "shell/list", title: isAlert ? "风险预警" : "线索", stage: .assessment, model: model,
                trail: [("评价", "/assessment")],
                primary: mayEdit && !isAlert ? PageAction("登记线索", href: "/assessment/leads/new", icon: "plus") : nil,
                actions: mayEdit ? [importing] : [], status: problem == nil ? 200 : 422),
            LeadTables.leads(isAlert), filters: model.words,
            rows: { try await leads.list(actor, chosen, slice: $0) })
    }

    static func tieMany(_ call: Call) async throws -> Reply {
        do {
            let ids = try call.form.ids("ids", "预警")
            guard let campaign = try call.form.int("campaign", "抽查任务") else {
                throw Fields.refusal("campaign", "请选择抽查任务。")
            }
            let done = try await Leads(call.house).tie(
                ids, campaign: campaign, by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(
                ids.count == 1 ? done.location : "/assessment/alerts?state=under-way", notice: "已列入抽查任务。")
        } catch let problem as Problem where problem.kind == .invalid || problem.kind == .refused {
            return try await list(call, isAlert: true, problem: problem)
        }
    }

    static func campaigns(_ call: Call, _ actor: Actor) async throws -> [Campaign] {
        let year = call.house.clock.today.year
        return try await call.house.storage.read {
            try $0.plans.campaigns(year: year, authority: actor.authority).filter { $0.state == .planned }
        }
    }

    static func campaignField(_ all: [Campaign], _ error: String?) -> FieldModel {
        FieldModel(
            .select([OptionModel("", "请选择")] + all.map { OptionModel(String($0.id), "\($0.title)（\($0.number)）") }),
            "campaign", "抽查任务", help: "本机关尚未抽取的任务。", error: error)
    }
}

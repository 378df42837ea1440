import Domain

/// One lead or alert with its thread, and what may be done about it.
extension LeadPages {
    // MARK: One lead

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    private static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let seen = try await call.seen("lead/\(id)")
        let dossier = try await Leads(call.house).dossier(id, for: actor)
        let lead = dossier.lead, today = call.house.clock.today, errors = problem?.fields ?? [:]
        let isAlert = lead.source == .alert
        var panels = [
            Panel(
                isAlert ? "预警情况" : "线索情况",
                facts: FactsModel(
                    [
                        .init("状态", "", chip: chip(lead, today)), .init("来源", "\(lead.source.title)，\(lead.origin)"),
                        .init("原编号", lead.originNumber, figures: true), .init("类别", lead.category),
                    ] + (isAlert ? [.init("等级", lead.level.title)] : []) + [
                        .init("地区", lead.regionName), .init("收到日期", lead.receivedOn.inWords, figures: true),
                        .init(
                            "处置期限",
                            lead.dueOn.inWords + (dossier.rule.map { "（\($0.title)，\($0.value ?? 0)个工作日）" } ?? ""),
                            figures: true),
                        .init("内容", lead.content),
                    ] + (lead.closing.isEmpty ? [] : [.init("关闭理由", lead.closing)])
                        + (lead.settledOn.map { [.init("办结日期", $0.inWords, figures: true)] } ?? []))),
            Panel(
                "检查对象",
                table: PanelTable(
                    "检查对象", ["名称", "统一社会信用代码", ".操作"],
                    lead.parties.map { party in
                        [
                            .head(
                                party.name, href: actor.may(.registryRead) ? "/registry/subjects/\(party.subject)" : nil
                            ),
                            .code(party.identifier),
                            dossier.mayHandle
                                ? .link(
                                    "安排检查", href: "/assessment/checks/new?lead=\(id)&identifier=\(party.identifier)")
                                : PanelCell(""),
                        ]
                    }), none: "没有指明名录库中的检查对象。"),
            Panel(
                "处置", note: "由此开展的抽查任务和检查，直到结果。",
                table: PanelTable(
                    "处置", ["任务", "方式", "本线索的检查", "结果录入#", "公示", "状态"],
                    dossier.thread.map { threadRow($0, call, actor) }),
                none: "还没有安排检查。"),
        ]
        if dossier.mayHandle {
            panels.append(planPanel(dossier, errors, seen))
            if dossier.thread.allSatisfy({ $0.state == .cancelled }) {
                panels.append(
                    Panel(
                        "关闭", note: "核实后不需要检查的，写明理由关闭。",
                        form: PanelForm(
                            "/assessment/leads/\(id)/close",
                            [
                                FieldModel(
                                    .area, "reason", "理由", value: call.form.text("reason"), error: errors["reason"],
                                    maxlength: 500)
                            ], button: "关闭", summary: "不检查，直接关闭",
                            hidden: [("version", String(lead.version)), seen])))
            }
        }
        return .page(
            Page(
                "shell/panels", title: lead.number, stage: .assessment,
                model: PanelsModel(
                    panels, remarks: problem.map { [RemarkModel($0.message + ($0.remedy ?? ""), .danger)] } ?? [],
                    timeline: TimelineModel(dossier.timeline)), trail: trail(isAlert),
                primary: dossier.mayHandle && lead.parties.count == 1
                    ? PageAction(
                        "安排检查", href: "/assessment/checks/new?lead=\(id)&identifier=\(lead.parties[0].identifier)")
                    : nil, status: problem == nil ? 200 : 422))
    }

    private static func threadRow(_ one: LeadCampaign, _ call: Call, _ actor: Actor) -> [PanelCell] {
        let outcomes = call.house.law.outcomes
        let visits = one.visits.map { visit in
            visit.subjectName + "："
                + (visit.outcomes.isEmpty
                    ? visit.state.title : visit.outcomes.map { outcomes.title($0, nil) }.joined(separator: "、"))
        }
        let visit = one.visits.first?.visit
        return [
            .head(
                one.title,
                href: one.isDirect
                    ? visit.map { "/assessment/checks/\($0)" }
                    : actor.may(.planRead) ? "/plan/campaigns/\(one.campaign)" : nil),
            PanelCell(one.isDirect ? DirectCheck.mark : one.ceremony.map { "随机抽取 \($0)" } ?? "待抽取"),
            PanelCell(
                visits.isEmpty ? (one.state == .planned ? "—" : "未抽中本线索的对象") : visits.joined(separator: "；"),
                href: actor.may(.inspectionRead) ? visit.map { "/inspection/visits/\($0)" } : nil),
            .number("\(one.signed) / \(one.inspections)"),
            PanelCell(
                one.publishDue.map { "公示 \(one.published) 项，截止 \($0.description)" } ?? "—", style: "figures"),
            PanelCell("", chip: PlanWords.chip(one.state)),
        ]
    }

    private static func planPanel(_ dossier: Leads.Dossier, _ errors: [String: String], _ seen: (String, String))
        -> Panel
    {
        let lead = dossier.lead
        // The form of a campaign reads what its address carries.
        let forms = dossier.plans.map { plan -> PanelCell in
            let address = Address("/plan/\(plan.id)/campaigns/new").with(
                "title", "\(lead.category)定向抽查（\(lead.number)）"
            )
            .with("regions", lead.region.text)
            return .link("在“\(plan.title)”中增加任务", href: address.text)
        }
        return Panel(
            "列入抽查计划",
            note: dossier.plans.isEmpty
                ? "本机关还没有今年的计划，请先在计划中编制。" : "计划报备以后增加的任务，按动态调整办理。任务保存后在这里选择它。（依据条款 \(lead.source.clause)）",
            table: PanelTable("增加任务", ["计划"], forms.map { [$0] }),
            form: dossier.candidates.isEmpty
                ? nil
                : PanelForm(
                    "/assessment/leads/\(lead.id)/tie", [campaignField(dossier.candidates, errors["campaign"])],
                    button: "列入任务", hidden: [seen]))
    }

    static func tie(_ call: Call) async throws -> Reply {
        do {
            let id = try call.id()
            guard let campaign = try call.form.int("campaign", "抽查任务") else {
                throw Fields.refusal("campaign", "请选择抽查任务。")
            }
            let done = try await Leads(call.house).tie(
                [id], campaign: campaign, by: try call.signedIn(),
                submission: try call.submissionKey(seeing: "lead/\(id)"))
            return .seeOther(done.location, notice: "已列入抽查任务。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await page(call, problem: problem)
        }
    }

    static func close(_ call: Call) async throws -> Reply {
        do {
            let id = try call.id()
            let version = Int(try call.form.int("version", "版本") ?? 0)
            let done = try await Leads(call.house).close(
                id, reason: call.form.text("reason"), version: version, by: try call.signedIn(),
                submission: try call.submissionKey(seeing: "lead/\(id)"))
            return .seeOther(done.location, notice: "已关闭。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await page(call, problem: problem)
        }
    }
}

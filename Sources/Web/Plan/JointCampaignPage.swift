import Domain

/// One joint campaign, as its lead and everybody who takes part see it.
enum JointCampaignPage {
    static func show(_ call: Call) async throws -> Reply { try await page(call, try call.id("campaign"), problem: nil) }

    private static func page(_ call: Call, _ id: Int64, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let dossier = try await JointPlanning(call.house).dossier(actor, campaign: id)
        let campaign = dossier.campaign
        let (today, path, errors) = (call.house.clock.today, "/plan/joint/\(id)", problem?.fields ?? [:])
        var panels = [Panel("任务", facts: facts(dossier, actor)), parts(dossier, today)]
        if let part = dossier.own, part.state == .invited, actor.may(.planEdit), campaign.state == .planned {
            panels.append(
                Panel(
                    "答复邀请",
                    note: "请在\(part.answerBy.inWords)前答复。同意后，抽取时会匹配本机关的检查人员，与其他部门一次上门。",
                    form: PanelForm(
                        "\(path)/answer",
                        part.kind == .ally
                            ? []
                            : [
                                FieldModel(
                                    .text, "matter", "本机关检查内容", value: call.form.optional("matter") ?? part.matter,
                                    error: errors["matter"], maxlength: 200)
                            ], button: "同意参加", hidden: [("part", String(part.id)), ("accepts", "1")]),
                    more: [decline(path, part, call.form, errors)]))
        }
        if dossier.mayAsk { panels.append(ask(path, call.form, errors)) }
        if dossier.leads {
            panels.append(try invite(dossier, path, call, errors))
            if !dossier.alliances.isEmpty { panels.append(try ally(dossier, path, call, errors)) }
        }
        if !dossier.progress.isEmpty { panels.append(progress(dossier, path, actor)) }
        let model = PanelsModel(
            panels, remarks: problem.map { [RemarkModel($0.message + ($0.remedy ?? ""), .danger)] } ?? [],
            timeline: TimelineModel(dossier.timeline))
        return .page(
            Page(
                "shell/panels", title: campaign.title, stage: .plan, model: model,
                trail: [("计划", "/plan"), ("联合任务", "/plan/joint")], status: problem == nil ? 200 : 422))
    }

    private static func facts(_ dossier: JointPlanning.Dossier, _ actor: Actor) -> FactsModel {
        let campaign = dossier.campaign
        let isOwn = actor.covers(campaign.region, department: campaign.department)
        var facts: [FactsModel.Fact] = [
            .init("状态", "", chip: PlanWords.chip(campaign.state)),
            .init(
                "任务编号", campaign.number, href: isOwn ? "/plan/campaigns/\(campaign.id)" : nil, figures: true),
            .init("牵头机关", campaign.authorityName),
        ]
        if let joint = dossier.joint { facts.append(.init("联查事项", "\(joint.trade)：\(joint.matter)")) }
        if let matter = dossier.basis?.crossMatter { facts.append(.init("跨部门综合监管事项", matter)) }
        facts += [
            .init("检查时间", "\(campaign.startsOn.inWords)至\(campaign.endsOn.inWords)"),
            .init("区域", PlanWords.regions(campaign.regions, dossier.regionNames)),
            .init("抽查事项", dossier.items.map(\.matter).joined(separator: "、")), .init("检查方式", campaign.method),
        ]
        return FactsModel(facts)
    }

    private static func parts(_ dossier: JointPlanning.Dossier, _ today: Day) -> Panel {
        let planned = dossier.campaign.state == .planned
        return Panel(
            "参与机关", note: "期限内还没有答复的，任务不报备、不抽取；过期视为不参加。（依据条款 5.1.3）",
            table: PanelTable(
                "参与机关", ["机关", "检查内容", "答复期限", "答复", "说明", ".操作"],
                dossier.parts.map { part in
                    [
                        .head(part.authorityName), PanelCell(part.kind == .ally ? "跨区域联合（同部门）" : part.matter),
                        .day(part.answerBy), PanelCell("", chip: JointPages.chip(part, today)),
                        PanelCell(part.reason.isEmpty ? "—" : part.reason),
                        PanelCell(
                            "",
                            actions: dossier.leads && planned && part.state == .asked
                                ? [
                                    PanelAction(
                                        "同意参加", "/plan/joint/\(dossier.campaign.id)/answer",
                                        [("part", String(part.id)), ("accepts", "1")])
                                ] : []),
                    ]
                }), none: "还没有邀请其他机关。",
            more: dossier.leads && planned
                ? dossier.parts.compactMap { part in
                    let path = "/plan/joint/\(dossier.campaign.id)"
                    switch part.state {
                    case .asked:
                        return PanelForm(
                            "\(path)/answer", [reason("不同意的理由", "", nil)], button: "不同意",
                            summary: "不同意\(part.authorityName)参加",
                            hidden: [("part", String(part.id))])
                    case .invited, .accepted:
                        return PanelForm(
                            "\(path)/withdraw", [reason("撤回的理由", "", nil)], button: "撤回邀请",
                            summary: "撤回对\(part.authorityName)的邀请", hidden: [("part", String(part.id))])
                    case .declined, .withdrawn: return nil
                    }
                } : [])
    }

    private static func reason(_ label: String, _ value: String, _ error: String?) -> FieldModel {
        FieldModel(.area, "reason", label, value: value, error: error, maxlength: 300)
    }

    private static func decline(_ path: String, _ part: JointPart, _ form: Fields, _ errors: [String: String])
        -> PanelForm
    {
        PanelForm(
            "\(path)/answer", [reason("不参加的理由", form.text("reason"), errors["reason"])], button: "不参加", summary: "不参加",
            hidden: [("part", String(part.id))])
    }

    private static func ask(_ path: String, _ form: Fields, _ errors: [String: String]) -> Panel {
        Panel(
            "申请参加", note: "本机关也要检查这些对象的，可以申请参加，避免重复上门。（依据条款 5.1.3）",
            form: PanelForm(
                "\(path)/ask",
                [
                    FieldModel(
                        .text, "matter", "本机关检查内容", value: form.text("matter"), error: errors["matter"], maxlength: 200),
                    reason("申请的理由", form.text("reason"), errors["reason"]),
                ], button: "申请参加", summary: "申请参加"))
    }

    private static func invite(
        _ dossier: JointPlanning.Dossier, _ path: String, _ call: Call, _ errors: [String: String]
    ) throws -> Panel {
        let named = Set(dossier.joint?.parts.map(\.department) ?? [])
        let note =
            dossier.absent.isEmpty
            ? nil : "清单列出的\(dossier.absent.joined(separator: "、"))部门在本平台没有机关，请另行联系。"
        guard !dossier.candidates.isEmpty else {
            return Panel("邀请部门", note: note ?? "本地没有其他可以邀请的部门。")
        }
        return Panel(
            "邀请部门", note: note,
            form: PanelForm(
                "\(path)/invite",
                [
                    FieldModel(
                        .checks(
                            dossier.candidates.map { one in
                                OptionModel(
                                    String(one.id), one.name,
                                    help: named.contains(one.department) ? "联查清单列出的参与部门" : nil)
                            }), "authorities", "邀请的部门", error: errors["authorities"]),
                    try answerBy(dossier, call, errors),
                ], button: "发出邀请", summary: "邀请部门"))
    }

    private static func ally(
        _ dossier: JointPlanning.Dossier, _ path: String, _ call: Call, _ errors: [String: String]
    ) throws -> Panel {
        Panel(
            "跨区域联合", note: "成员地区同意后，其检查对象进入同一次抽取，各成员的检查人员在一起随机匹配。（依据条款 5.4.1）",
            form: PanelForm(
                "\(path)/ally",
                [
                    FieldModel(
                        .select(
                            dossier.alliances.map {
                                OptionModel(
                                    String($0.id), "\($0.name)（\($0.members.map(\.name).joined(separator: "、"))）")
                            }), "alliance", "跨区域联合", error: errors["alliance"]),
                    try answerBy(dossier, call, errors),
                ], button: "征求各成员同意", summary: "用于跨区域联合"))
    }

    private static func answerBy(_ dossier: JointPlanning.Dossier, _ call: Call, _ errors: [String: String]) throws
        -> FieldModel
    {
        let usual = min(try JointForm.usualDay(call, dossier.campaign.region), dossier.campaign.endsOn)
        return FieldModel(
            .day, "answer_by", "答复期限", value: call.form.optional("answer_by") ?? usual.description,
            error: errors["answer_by"])
    }

    private static func progress(_ dossier: JointPlanning.Dossier, _ path: String, _ actor: Actor) -> Panel {
        Panel(
            "各机关进度", note: "谁检查、谁录入、谁负责；结果没有全部公示的可以督促。（依据条款 2.4.6）",
            table: PanelTable(
                "各机关进度", ["机关", "检查项#", "已录入#", "已公示#", "最近督促", ".操作"],
                dossier.progress.map { one in
                    [
                        actor.may(.inspectionRead)
                            ? .head(
                                one.authorityName,
                                href: "/inspection/visits?campaign=\(dossier.campaign.id)&progress=all")
                            : .head(one.authorityName),
                        .number(Figures.grouped(one.total)), .number(Figures.grouped(one.signed)),
                        .number(Figures.grouped(one.disclosed)),
                        .figures(one.urgedAt.map { "\($0.onScreen)，\(one.urgedBy ?? "—")" } ?? "—"),
                        PanelCell(
                            "",
                            actions: dossier.coordinates && one.disclosed < one.total
                                && one.authority != actor.authority
                                ? [PanelAction("督促", "\(path)/urge", [("authority", String(one.authority))])] : []),
                    ]
                }))
    }

    // MARK: Steps

    static func invite(_ call: Call) async throws -> Reply {
        try await step(call, notice: "邀请已发出。") { joint, actor, id in
            try await joint.invite(
                actor, campaign: id, authorities: try call.form.ids("authorities", "邀请的部门"),
                answerBy: try JointForm.answerDay(call.form), submission: call.submissionKey)
        }
    }

    static func ally(_ call: Call) async throws -> Reply {
        try await step(call, notice: "已征求各成员同意。") { joint, actor, id in
            guard let alliance = try call.form.int("alliance", "跨区域联合") else {
                throw Fields.refusal("alliance", "请选择跨区域联合。")
            }
            return try await joint.ally(
                actor, campaign: id, alliance: alliance, answerBy: try JointForm.answerDay(call.form),
                submission: call.submissionKey)
        }
    }

    static func ask(_ call: Call) async throws -> Reply {
        try await step(call, notice: "已申请，等待牵头部门答复。") { joint, actor, id in
            try await joint.ask(
                actor, campaign: id, matter: call.form.text("matter"), reason: call.form.text("reason"),
                submission: call.submissionKey)
        }
    }

    static func answer(_ call: Call) async throws -> Reply {
        let accepts = call.form.flag("accepts")
        return try await step(call, notice: accepts ? "已同意参加。" : "已答复不参加。") { joint, actor, id in
            try await joint.answer(
                actor, part: try part(call), of: id, accepts: accepts, reason: call.form.text("reason"),
                matter: call.form.text("matter"), submission: call.submissionKey)
        }
    }

    static func withdraw(_ call: Call) async throws -> Reply {
        try await step(call, notice: "邀请已撤回。") { joint, actor, id in
            try await joint.withdraw(
                actor, part: try part(call), of: id, reason: call.form.text("reason"), submission: call.submissionKey)
        }
    }

    static func urge(_ call: Call) async throws -> Reply {
        try await step(call, notice: "已督促，对方的联合任务页面会看到。") { joint, actor, id in
            guard let authority = try call.form.int("authority", "机关") else { throw Received.malformed }
            return try await joint.urge(actor, campaign: id, authority: authority, submission: call.submissionKey)
        }
    }

    private static func part(_ call: Call) throws -> Int64 {
        guard let part = try call.form.int("part", "参与邀请", in: 1...Int64.max) else { throw Received.malformed }
        return part
    }

    private static func step(
        _ call: Call, notice: String, _ body: (JointPlanning, Actor, Int64) async throws -> SubmissionOutcome
    ) async throws -> Reply {
        let id = try call.id("campaign")
        do {
            let done = try await body(JointPlanning(call.house), try call.signedIn(), id)
            return .seeOther(done.location, notice: notice)
        } catch let problem as Problem where problem.kind == .invalid && !problem.fields.isEmpty {
            return try await page(call, id, problem: problem)
        }
    }
}

import Domain

/// One campaign: facts, quotas, where it stands, and taking it out.
enum CampaignPage {
    struct Model: Sendable {
        let remark: RemarkModel?
        let facts: FactsModel
        let steps: StepsModel
        let estimate: EstimateModel
        let reasons: [Reason]
        let hasReasons: Bool
        let items: [ItemRow]
        let links: [LinkModel]
        let hasLinks: Bool
    }

    struct Reason: Sendable {
        let label: String
        let text: String
    }

    struct ItemRow: Sendable {
        let code: String
        let matter: String
        let href: String
        let importance: ChipModel
        let subjects: String
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let dossier = try await Planning(call.house).campaign(actor, try call.id("campaign"))
        let (plan, campaign) = (dossier.plan, dossier.campaign)
        var facts: [FactsModel.Fact] = [
            .init("状态", "", chip: PlanWords.chip(campaign.state)), .init("任务编号", campaign.number, figures: true),
            .init("所属计划", plan.title, href: "/plan/\(plan.id)"), .init("实施机关", campaign.authorityName),
            .init("检查时间", "\(campaign.startsOn.inWords)至\(campaign.endsOn.inWords)"),
            .init("区域", PlanWords.regions(campaign.regions, dossier.regionNames)),
            .init("检查方式", campaign.method), .init("选派方式", campaign.dispatch.title),
        ]
        if !campaign.within.isEmpty {
            let words = SelectorWords(dossier.selector, call.house.reference)
            facts.append(.init("圈定对象", words.sentence(campaign.within)))
        }
        if let round = campaign.round {
            facts.append(.init("轮次", "一年\(round.count)轮中的第\(round.ordinal)轮"))
        }
        if campaign.specialReason != nil { facts.append(.init("专项检查", "是")) }
        if let day = campaign.completedOn { facts.append(.init("检查完成", day.inWords)) }
        if let due = campaign.publishDue { facts.append(.init("结果公示截止", due.inWords)) }
        var reasons = campaign.quotas.compactMap { quota in
            quota.reason.map { Reason(label: "\(quota.risk.title)比例超出一般范围的理由", text: $0) }
        }
        if let basis = campaign.repeatBasis { reasons.append(Reason(label: "年度内重复抽查的依据", text: basis)) }
        if let reason = campaign.jointReason { reasons.append(Reason(label: "联查已覆盖仍单独实施的理由", text: reason)) }
        if let reason = campaign.specialReason, !reason.isEmpty {
            reasons.append(Reason(label: "部署专项检查的理由", text: reason))
        }
        var links = dossier.rounds.filter { $0.id != campaign.id }.map { other in
            LinkModel(
                "第\(other.round?.ordinal ?? 0)轮：\(other.startsOn) 至 \(other.endsOn)（\(other.state.title)）",
                href: "/plan/campaigns/\(other.id)")
        }
        if let ceremony = dossier.ceremony, actor.may(.drawRead) {
            links.append(LinkModel("摇号 \(ceremony.code)", href: "/draw/\(ceremony.id)"))
        }
        if campaign.region.level != .county {
            links.append(LinkModel("派发下级和各地进度", href: "/plan/campaigns/\(campaign.id)/handed"))
        }
        if plan.kind == .joint { links.append(LinkModel("参与机关", href: "/plan/joint/\(campaign.id)")) }
        if campaign.state == .inspecting || campaign.state == .completed, actor.may(.inspectionRead) {
            links.append(LinkModel("检查任务", href: "/inspection?campaign=\(campaign.id)"))
        }
        for lead in try await Leads(call.house).behind(campaign: campaign.id, for: actor) {
            links.append(LinkModel("\(lead.source.title) \(lead.number)", href: "/assessment/leads/\(lead.id)"))
        }
        let model = Model(
            remark: dossier.unlisted.isEmpty
                ? nil
                : RemarkModel(
                    "“\(dossier.unlisted.joined(separator: "”“"))”已不在抽查事项清单中，这项任务不能抽取。请动态调整：取消本任务，按现行清单增加新任务。（依据条款 2.2.1）",
                    .danger),
            facts: FactsModel(facts), steps: steps(plan, campaign),
            estimate: EstimateModel(dossier.estimate, hasItems: true), reasons: reasons, hasReasons: !reasons.isEmpty,
            items: dossier.items.map {
                ItemRow(
                    // The list is public: who may not open the inside page reads the item on the portal.
                    code: $0.code, matter: $0.matter,
                    href: (actor.may(.catalogueRead) ? "/catalogue/items/" : "/items/") + $0.code,
                    importance: CataloguePages.importance($0.importance), subjects: $0.subjects)
            }, links: links, hasLinks: !links.isEmpty)
        return .page(
            Page(
                "plan/campaign", title: campaign.title, stage: .plan, model: model,
                trail: [("计划", "/plan"), (plan.title, "/plan/\(plan.id)")],
                primary: primary(plan, campaign, dossier.ceremony, actor),
                actions: campaign.state == .planned && actor.may(.planEdit)
                    ? [
                        PageAction(
                            plan.state == .draft ? "移除任务" : "动态调整：取消任务",
                            href: "/plan/campaigns/\(campaign.id)/cancel", icon: "stop")
                    ] : []))
    }

    private static func primary(
        _ plan: Plan, _ campaign: Campaign, _ ceremony: (id: Int64, code: String)?, _ actor: Actor
    ) -> PageAction? {
        guard campaign.state == .planned else { return nil }
        if plan.state == .draft {
            return actor.may(.planEdit)
                ? PageAction("修改任务", href: "/plan/campaigns/\(campaign.id)/edit", icon: "edit") : nil
        }
        return actor.may(.drawRun)
            ? PageAction("组织抽取", href: "/draw/new?campaign=\(campaign.id)", icon: "stage-draw") : nil
    }

    private static func steps(_ plan: Plan, _ campaign: Campaign) -> StepsModel {
        let order: [Campaign.State] = [.planned, .drawing, .inspecting, .completed]
        let place = order.firstIndex(of: campaign.state)
        let names = ["列入计划", "抽取对象和人员", "实施检查", "检查完成"]
        return StepsModel(
            names.enumerated().map { index, name in
                guard let place else {
                    return .init(name, index == 0 ? .failed : .waiting, detail: index == 0 ? "已取消" : nil)
                }
                // A campaign that is in the plan has done its first step, and one that is completed has done them all.
                let done = index < place || index == 0 || campaign.state == .completed
                let current = index == place && !done
                return .init(
                    name, done ? .done : current ? .current : .waiting, detail: index == 0 ? plan.state.title : nil)
            })
    }

    // MARK: Taking it out

    struct CancelModel: Sendable {
        let action: String
        let intro: String
        let refusal: RemarkModel?
        let reason: FieldModel?
        let button: String
        let cancelHref: String
    }

    static func askCancel(_ call: Call) async throws -> Reply {
        .page(try await cancelPage(call, problem: nil))
    }

    static func cancel(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id("campaign")
        let plan = try await Planning(call.house).campaign(actor, id).plan
        do {
            try await Planning(call.house).cancel(
                actor, campaign: id, reason: try call.form.optional("reason", "调整理由", max: 300),
                submission: call.submissionKey)
            return .seeOther("/plan/\(plan.id)", notice: plan.state == .draft ? "任务已移除。" : "任务已取消，调整已留痕。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try await cancelPage(call, problem: problem))
        }
    }

    private static func cancelPage(_ call: Call, problem: Problem?) async throws -> Page {
        let dossier = try await Planning(call.house).campaign(try call.signedIn(), try call.id("campaign"))
        let (plan, campaign) = (dossier.plan, dossier.campaign)
        let draft = plan.state == .draft
        let model = CancelModel(
            action: "/plan/campaigns/\(campaign.id)/cancel",
            intro: draft
                ? "任务“\(campaign.title)”将从计划中移除，编号 \(campaign.number) 不再使用。"
                : "计划已经报备，取消任务“\(campaign.title)”属于动态调整：写明理由后生效并留痕" + (plan.state == .published ? "，公示的计划同时更新。" : "。"),
            refusal: problem.map { RemarkModel($0.description, .danger) },
            reason: draft
                ? nil
                : FieldModel(
                    .area, "reason", "调整理由", value: call.form.text("reason"), error: problem?.fields["reason"],
                    maxlength: 300), button: draft ? "移除任务" : "取消任务", cancelHref: "/plan/campaigns/\(campaign.id)")
        return Page(
            "plan/cancel", title: draft ? "移除任务" : "取消任务", stage: .plan, model: model,
            trail: [
                ("计划", "/plan"), (plan.title, "/plan/\(plan.id)"), (campaign.title, "/plan/campaigns/\(campaign.id)"),
            ], status: problem.map { $0.kind.status } ?? 200)
    }
}

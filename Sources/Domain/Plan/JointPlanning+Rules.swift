/// What the steps of joint planning have in common.
extension JointPlanning {
    /// A campaign that this person leads and that is not being drawn yet.
    static func led(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> Campaign {
        guard let campaign = try stores.plans.campaign(id: id) else { throw Problem.notFound("联合任务") }
        _ = try Planning.editable(campaign.plan, stores, actor)
        try expectPlanned(campaign)
        return campaign
    }

    /// - Parameter campaign: the one that the page is about; nil for any.
    static func part(_ id: Int64, of campaign: Int64?, _ stores: any Stores, _ actor: Actor) throws -> JointPart {
        guard let part = try stores.plans.part(id: id) else { throw Problem.notFound("参与邀请") }
        if let campaign, campaign != part.campaign {
            // A form of another page, or a forged one: who may see the page is told that it does not fit.
            let page = try stores.plans.campaign(id: campaign)
            guard let page, actor.covers(page.region, department: page.department) else {
                throw Problem.notFound("参与邀请")
            }
            throw Problem.moved("参与邀请")
        }
        return part
    }

    /// Who takes part is settled before the population is frozen, or the draw could be steered by it.
    static func expectPlanned(_ campaign: Campaign) throws {
        guard campaign.state == .planned else {
            throw Problem(
                .conflict, "joint.begun", "任务“\(campaign.title)”\(campaign.state.title)，参与部门不能再变动。", clause: "3.5.4",
                remedy: "参与部门应在摇号方案公布前确定。")
        }
    }

    static func require(_ reason: String) throws {
        guard !reason.isEmpty, reason.count <= 300 else {
            throw Problem(
                .invalid, "joint.reason", reason.isEmpty ? "请写明理由。" : "理由不超过300字。", clause: "5.1.3",
                fields: ["reason": reason.isEmpty ? "请写明理由" : "不超过300字"])
        }
    }

    static func mayAsk(_ own: Authority, _ campaign: Campaign) -> Bool {
        own.region == campaign.region && !own.department.utf8.elementsEqual(campaign.department.utf8)
    }

    static func checkAnswer(_ part: JointPart, _ campaign: Campaign, _ actor: Actor) throws {
        try actor.require(.planEdit)
        let leads = actor.covers(campaign.region, department: campaign.department)
        guard leads || actor.authority == part.authority else { throw Problem.notFound("参与邀请") }
        switch part.state {
        case .invited:
            guard actor.authority == part.authority else {
                throw Problem(
                    .refused, "joint.answer.who", "这份邀请由\(part.authorityName)答复。", clause: "5.1.3",
                    remedy: "请等对方答复，或者撤回邀请。")
            }
        case .asked:
            guard leads else {
                throw Problem(
                    .refused, "joint.answer.who", "这项申请由\(campaign.authorityName)答复。", clause: "5.1.3",
                    remedy: "请等牵头部门答复。")
            }
        case .accepted, .declined, .withdrawn: throw Problem.moved("参与邀请")
        }
    }

    static func checkAlliance(_ part: JointPart, _ stores: any Stores, on day: Day) throws {
        guard let id = part.alliance, let alliance = try stores.staff.alliance(id: id), alliance.isInForce(on: day)
        else {
            throw Problem(
                .refused, "alliance.not-in-force", "跨区域联合现在没有生效，不能参加它的任务。", clause: "5.4.1",
                remedy: "请各成员地区确认，或续签合作文件。")
        }
    }

    static func id(_ location: String) -> Int64? { location.split(separator: "/").last.flatMap { Int64($0) } }

    static func log(
        _ act: String, _ campaign: Campaign, _ part: JointPart, _ sentence: String, _ stores: any Stores,
        _ actor: Actor, _ now: Moment
    ) throws {
        try stores.ledger.append(
            LedgerEntry(
                act: act, actor: actor.account, object: "campaign/\(campaign.id)", at: now, sentence: sentence,
                data: ["number": .text(campaign.number), "authority": .number(part.authority)]), at: now)
    }

    /// The own joint plan of a year, begun where there is none.
    static func plan(_ actor: Actor, year: Int, _ stores: any Stores, _ house: House) throws -> Plan {
        guard let authority = try stores.registry.authority(id: actor.authority) else { throw Problem.notFound("机关") }
        if let plan = try stores.plans.plan(year: year, kind: .joint, authority: authority.id) {
            return try Planning.editable(plan.id, stores, actor)
        }
        guard (2020...2100).contains(year) else {
            throw Problem(.invalid, "plan.year", "计划年度应在2020至2100之间。", fields: ["starts_on": "请填写检查时间"])
        }
        return try Planning.begin(
            year: year, kind: .joint, title: nil, authority: authority.id, actor, stores, house)
    }

    /// The list's lead proposes (谁主管、谁监管): market regulation for the three matters of 5.1.1 and where the list names
    /// it, the trade's department elsewhere.
    static func checked(_ basis: JointBasis, _ plan: Plan, _ stores: any Stores, _ house: House) throws -> JointBasis {
        let today = house.clock.today
        guard basis.joint != nil || basis.crossMatter != nil else {
            throw Problem(
                .invalid, "joint.basis", "请选择联查事项或跨部门综合监管事项。", clause: "5.1.3", fields: ["joint": "请选择一项"])
        }
        if let code = basis.joint {
            guard let joint = try entry(code, stores, on: today) else {
                throw Problem(
                    .refused, "joint.unlisted", "“\(code)”不在现行联查事项清单中。", clause: "2.2.3", remedy: "请从联查事项清单中重新选择。")
            }
            guard joint.lead.utf8.elementsEqual(plan.department.utf8) else {
                let lead = try stores.registry.departments().first { $0.code == joint.lead }?.name ?? joint.lead
                throw Problem(
                    .refused, "joint.lead", "“\(joint.matter)”由\(lead)部门牵头，应由其制定联查计划。", clause: "5.1.3",
                    remedy: "请等牵头部门邀请，或在“可申请参加”中申请参加它的任务。")
            }
        }
        if let matter = basis.crossMatter {
            let led = try house.law.book.rule("cross.led", on: today, in: plan.region)
            let joined = try house.law.book.rule("cross.joined", on: today, in: plan.region)
            let isOwn = plan.department.utf8.elementsEqual(Department.marketRegulation.utf8)
            let rule = isOwn ? led : joined
            guard (rule.list ?? []).contains(where: { $0.utf8.elementsEqual(matter.utf8) }) else {
                throw rule.refusal(
                    "joint.matter", "“\(matter)”不是本部门牵头的跨部门综合监管事项。",
                    remedy: isOwn ? "牵头事项为：\((led.list ?? []).joined(separator: "、"))。" : "由市场监管部门牵头的，请申请参加。")
            }
        }
        return basis
    }

    /// A joint item in force on a day.
    static func entry(_ code: String, _ stores: any Stores, on day: Day) throws -> JointItem? {
        try listed(stores, on: day).first { $0.code.utf8.elementsEqual(code.utf8) }
    }

    static func listed(_ stores: any Stores, on day: Day) throws -> [JointItem] {
        guard let version = try stores.catalogue.versionInForce(.joint, on: day) else { return [] }
        return try stores.catalogue.entries(.joint, version: version.number).compactMap {
            if case .joint(let joint) = $0 { joint } else { nil }
        }
    }

    /// Invites departments of the lead's own division.
    static func invite(
        _ authorities: [Int64], to campaign: Campaign, by answerBy: Day, _ stores: any Stores, _ actor: Actor,
        _ house: House, _ now: Moment
    ) throws {
        guard !authorities.isEmpty else { return }
        try checkDate(answerBy, campaign, stores, house, now)
        let basis = try stores.plans.jointBasis(campaign: campaign.id)
        let joint = try basis?.joint.flatMap { try entry($0, stores, on: now.day) }
        let known = try stores.plans.parts(campaign: campaign.id)
        for id in Set(authorities).sorted() {
            guard let one = try stores.registry.authority(id: id), mayAsk(one, campaign) else {
                throw Problem(
                    .invalid, "joint.invite.who", "只能邀请同级其他部门的机关。", clause: "5.1.3",
                    fields: ["authorities": "请重新选择"])
            }
            if let part = known.first(where: { $0.authority == id }), part.state != .declined, part.state != .withdrawn
            {
                throw Problem.moved("联合任务")
            }
            let matter = joint?.parts.first { $0.department.utf8.elementsEqual(one.department.utf8) }?.matter ?? ""
            let part = JointPart(
                id: 0, campaign: campaign.id, authority: id, authorityName: one.name, region: one.region,
                department: one.department, kind: .department, alliance: nil,
                matter: matter.isEmpty ? basis?.crossMatter ?? campaign.title : matter, state: .invited,
                answerBy: answerBy, reason: "", at: now, answeredAt: nil)
            try stores.plans.insertPart(part, by: actor.account)
            try log("plan.joint.invite", campaign, part, "邀请\(one.name)参加，请于\(answerBy.inWords)前答复", stores, actor, now)
        }
    }

    /// The date lies ahead, before the campaign begins, and before the plan is due, while it can be handed in in time.
    static func checkDate(
        _ answerBy: Day, _ campaign: Campaign, _ stores: any Stores, _ house: House, _ now: Moment
    ) throws {
        guard answerBy >= now.day, answerBy <= campaign.endsOn else {
            throw Problem(
                .invalid, "joint.answer-by", "答复期限应在今天到任务结束之间。", clause: "5.1.3",
                fields: ["answer_by": "应在今天到\(campaign.endsOn.description)之间"])
        }
        guard let plan = try stores.plans.plan(id: campaign.plan), plan.state == .draft else { return }
        let due = try Planning.deadline(plan, house).due
        guard now.day > due || answerBy <= due else {
            throw Problem(
                .invalid, "joint.answer-late", "计划应在\(due.inWords)前报备，答复期限不能更晚。", clause: "2.3.12",
                remedy: "请把答复期限提前，给报备留出时间。", fields: ["answer_by": "不晚于\(due.description)"])
        }
    }

    /// Refuses while an answer to one of the plan's joint campaigns may still come.
    static func checkAnswered(_ plan: Plan, _ stores: any Stores, on day: Day) throws {
        guard plan.kind == .joint else { return }
        for campaign in try stores.plans.campaigns(plan: plan.id) where campaign.state != .cancelled {
            if let refusal = try refusal(of: campaign, stores, on: day, to: "报备") { throw refusal }
        }
    }

    /// Why a campaign waits: somebody may still answer. Nil when it may be reported and drawn.
    static func refusal(of campaign: Campaign, _ stores: any Stores, on day: Day, to action: String) throws -> Problem?
    {
        let open = try stores.plans.parts(campaign: campaign.id).filter { $0.isPending(on: day) }
        guard let last = open.map(\.answerBy).max() else { return nil }
        return Problem(
            .refused, "joint.unanswered",
            "联合任务“\(campaign.title)”还在等\(open.map(\.authorityName).joined(separator: "、"))答复，不能\(action)。",
            clause: "5.1.3", remedy: "请等对方答复或由牵头部门答复申请；\(last.inWords)后视为不参加，也可以先撤回邀请。")
    }
}

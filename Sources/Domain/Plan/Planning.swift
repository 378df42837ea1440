/// 计划: making, reporting and publishing annual plans, and adjusting them afterwards.
package struct Planning: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// Begins an annual plan. One for a year, kind and authority.
    package func create(_ actor: Actor, year: Int, kind: Plan.Kind, title: String?, submission: String? = nil)
        async throws -> Int64
    {
        try actor.require(.planEdit)
        let house = house
        guard (2020...2100).contains(year) else {
            throw Problem(.invalid, "plan.year", "计划年度应在2020至2100之间。", fields: ["year": "请填写年度"])
        }
        return try await house.storage.write { stores in
            try stores.claim(submission, by: actor, to: "/plan?year=\(year)", at: house.clock.now())
            return try Planning.begin(
                year: year, kind: kind, title: title, authority: actor.authority, actor, stores, house
            ).id
        }
    }

    static func begin(
        year: Int, kind: Plan.Kind, title: String?, authority id: Int64, _ actor: Actor, _ stores: any Stores,
        _ house: House
    ) throws -> Plan {
        guard let authority = try stores.registry.authority(id: id) else { throw Problem.notFound("机关") }
        if try stores.plans.plan(year: year, kind: kind, authority: authority.id) != nil {
            throw Problem(
                .conflict, "plan.exists", "本机关已有\(year)年度\(kind.title)。", clause: "2.3.12",
                remedy: "请在计划列表中打开它继续编制。")
        }
        let name =
            title.map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 } ?? "\(authority.name)\(year)年度\(kind.title)"
        let id = try stores.plans.insertPlan(year: year, kind: kind, title: name, authority: authority)
        try stores.ledger.append(
            LedgerEntry(
                act: "plan.create", actor: actor.account, object: "plan/\(id)", at: house.clock.now(),
                sentence: "开始编制\(year)年度\(kind.title)",
                data: ["year": .number(Int64(year)), "kind": .text(kind.rawValue), "title": .text(name)]),
            at: house.clock.now())
        guard let plan = try stores.plans.plan(id: id) else { throw Problem.notFound("计划") }
        return plan
    }

    /// Adds a campaign to a draft plan, or to a reported one as a dated adjustment with a reason (2.3.15); one that is drawn several
    /// times a year as so many rounds.
    /// - Returns: the campaign, or the first of its rounds.
    package func add(
        _ actor: Actor, plan id: Int64, _ draft: CampaignDraft, adjustment reason: String? = nil,
        submission: String? = nil
    ) async throws -> Int64 {
        let house = house
        let population = try await population(draft)
        return try await house.storage.write { stores in
            try stores.claim(submission, by: actor, to: "/plan/\(id)", at: house.clock.now())
            let plan = try Planning.editable(id, stores, actor)
            let reason = try Planning.adjustmentReason(plan, reason)
            try Planning.checkSight(draft, actor, stores)
            let checked = try Planning.check(draft, plan: plan, stores: stores, house: house, population: population)
            let rounds = try CampaignRounds(checked, law: house.law.book, in: plan.region).drafts
            let first = try Planning.insert(rounds[0], plan: plan, reason: reason, stores, actor, house)
            if rounds.count > 1 {
                try stores.plans.setRound(.init(series: first, ordinal: 1, count: rounds.count), campaign: first)
            }
            for (index, one) in rounds.enumerated().dropFirst() {
                let next = try Planning.insert(one, plan: plan, reason: reason, stores, actor, house)
                try stores.plans.setRound(
                    .init(series: first, ordinal: index + 1, count: rounds.count), campaign: next)
            }
            try stores.plans.touch(plan: id)
            try Planning.republishIfPublic(plan, stores, house)
            return first
        }
    }

    /// Writes a checked draft into its plan, with its number, its log entry and, for an adjustment, what is handed up.
    static func insert(
        _ draft: CampaignDraft, plan: Plan, reason: String?, _ stores: any Stores, _ actor: Actor, _ house: House
    ) throws -> Int64 {
        guard let authority = try stores.registry.authority(id: plan.authority) else { throw Problem.notFound("机关") }
        let ordinal = try stores.plans.nextOrdinal(plan: plan.id)
        let letter = plan.kind == .joint ? "L" : "N"
        let number = "\(plan.year)-\(authority.code)-\(letter)-\(Day.padded(ordinal, 3))"
        let campaign = try stores.plans.insertCampaign(plan: plan, number: number, draft)
        if let reason {
            try PlanReporting.handUp(
                plan.id, .addition, campaign: campaign, reason: reason, stores, actor, at: house.clock.now())
        }
        try stores.ledger.append(
            LedgerEntry(
                act: reason == nil ? "plan.campaign.add" : "plan.adjust.add", actor: actor.account,
                object: "plan/\(plan.id)", at: house.clock.now(),
                sentence: reason.map { "动态调整：增加任务“\(draft.title)”，理由：\($0)" } ?? "增加任务“\(draft.title)”",
                data: [
                    "campaign": .text(number), "reason": reason.map { .text($0) } ?? .null, "draft": draft.ledgerValue,
                ]),
            at: house.clock.now())
        return campaign
    }

    /// A hidden tag of another department is one that does not exist.
    private static func checkSight(_ draft: CampaignDraft, _ actor: Actor, _ stores: any Stores) throws {
        guard try TagSight(actor, stores.registry).sees(draft.within) else {
            throw Problem(
                .refused, "plan.within.tag", "圈定对象用到了其他部门未共享的标签。", clause: "2.2.6",
                remedy: "请去掉这些标签，或请该部门共享。", fields: ["tags": "有不能使用的标签"])
        }
    }

    /// Subjects by class that a draft with numbers reaches, counted before the write begins, for it may take a while; nil for ratios,
    /// which need no count.
    private func population(_ draft: CampaignDraft) async throws -> [RiskClass: Int]? {
        guard draft.quotas.contains(where: \.measure.isNumber) else { return nil }
        let (house, draft) = (house, draft.tidied())
        return try await house.reading { stores, sets in
            let day = max(draft.startsOn, house.clock.today)
            let selectors = try draft.items.compactMap { try stores.catalogue.item($0, on: day)?.selector }
            return try SubjectFinding.classes(
                SubjectQuery(regions: draft.regions, selectors: selectors, within: draft.within),
                riskOn: house.clock.today, stores, sets)
        }
    }

    /// Changes a campaign of a draft plan.
    package func edit(
        _ actor: Actor, campaign id: Int64, version: Int, _ draft: CampaignDraft, submission: String? = nil
    ) async throws {
        let house = house
        let population = try await population(draft)
        try await house.storage.write { stores in
            try stores.claim(submission, by: actor, to: "/plan/campaigns/\(id)", at: house.clock.now())
            guard let campaign = try stores.plans.campaign(id: id) else { throw Problem.notFound("抽查任务") }
            let plan = try Planning.editable(campaign.plan, stores, actor)
            guard plan.state == .draft else {
                throw Problem(
                    .refused, "plan.reported", "计划已经报备，不能直接修改任务。", clause: "2.3.15",
                    remedy: "请在计划页面用“动态调整”取消原任务并增加新任务。")
            }
            try Planning.checkSight(draft, actor, stores)
            let checked = try Planning.check(draft, plan: plan, stores: stores, house: house, population: population)
            try stores.plans.updateCampaign(id: id, version: version, checked)
            try stores.plans.touch(plan: plan.id)
            try stores.ledger.append(
                LedgerEntry(
                    act: "plan.campaign.edit", actor: actor.account, object: "plan/\(plan.id)", at: house.clock.now(),
                    sentence: "修改任务“\(checked.title)”",
                    data: ["campaign": .text(campaign.number), "draft": checked.ledgerValue]),
                at: house.clock.now())
        }
    }

    /// Takes a campaign out: removed from a draft; cancelled with a reason once reported (2.3.15).
    package func cancel(_ actor: Actor, campaign id: Int64, reason: String?, submission: String? = nil)
        async throws
    {
        let house = house
        try await house.storage.write { stores in
            guard let campaign = try stores.plans.campaign(id: id) else { throw Problem.notFound("抽查任务") }
            let plan = try Planning.editable(campaign.plan, stores, actor)
            try stores.claim(submission, by: actor, to: "/plan/\(plan.id)", at: house.clock.now())
            guard campaign.state == .planned else {
                throw Problem(
                    .refused, "plan.campaign.begun", "任务已经\(campaign.state.title)，不能取消。", clause: "2.3.16",
                    remedy: "尚未抽取的，请先中止摇号再取消。")
            }
            let reason = try Planning.adjustmentReason(plan, reason)
            try stores.plans.setState(.cancelled, from: .planned, campaign: id)
            if let reason {
                try PlanReporting.handUp(
                    plan.id, .cancellation, campaign: id, reason: reason, stores, actor, at: house.clock.now())
            }
            try stores.plans.touch(plan: plan.id)
            try stores.ledger.append(
                LedgerEntry(
                    act: reason == nil ? "plan.campaign.remove" : "plan.adjust.cancel", actor: actor.account,
                    object: "plan/\(plan.id)", at: house.clock.now(),
                    sentence: reason.map { "动态调整：取消任务“\(campaign.title)”，理由：\($0)" } ?? "移除任务“\(campaign.title)”",
                    data: ["campaign": .text(campaign.number), "reason": reason.map { .text($0) } ?? .null]),
                at: house.clock.now())
            try Planning.republishIfPublic(plan, stores, house)
        }
    }

    /// 报备: hands the plan upward. Late is allowed but stays visible (2.3.12).
    package func report(_ actor: Actor, plan id: Int64, version: Int, submission: String? = nil)
        async throws -> LedgerPosition
    {
        let house = house
        return try await house.storage.write { stores in
            try stores.claim(submission, by: actor, to: "/plan/\(id)", at: house.clock.now())
            let plan = try Planning.editable(id, stores, actor)
            guard plan.state == .draft else { throw Problem.moved("计划") }
            guard try stores.plans.campaigns(plan: id).contains(where: { $0.state != .cancelled }) else {
                throw Problem(
                    .refused, "plan.empty", "计划里还没有抽查任务，不能报备。", clause: "2.3.12", remedy: "请先增加抽查任务。")
            }
            let now = house.clock.now()
            try JointPlanning.checkAnswered(plan, stores, on: now.day)
            try stores.plans.setReported(plan: id, version: version, at: now)
            try PlanReporting.handUp(id, .plan, reason: "", stores, actor, at: now)
            let due = try Planning.deadline(plan, house).due
            let late = due < now.day
            return try stores.ledger.append(
                LedgerEntry(
                    act: "plan.report", actor: actor.account, object: "plan/\(id)", at: now,
                    sentence: late ? "报备计划（逾期，应于\(due.inWords)前报备）" : "报备计划",
                    data: ["due": .text(due.description), "late": .flag(late)]),
                at: now)
        }
    }

    /// 公示: puts a reported plan on the portal (2.3.13).
    package func publish(_ actor: Actor, plan id: Int64, version: Int, submission: String? = nil)
        async throws
    {
        let house = house
        try await house.storage.write { stores in
            try stores.claim(submission, by: actor, to: "/plan/\(id)", at: house.clock.now())
            let plan = try Planning.editable(id, stores, actor)
            if plan.state == .published { throw Problem.moved("计划") }
            guard plan.state == .reported else {
                throw Problem(
                    .refused, "plan.not-reported", "计划报备后才能公示。", clause: "2.3.12", remedy: "请先报备。")
            }
            let now = house.clock.now()
            try stores.plans.setPublished(plan: id, version: version, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "plan.publish", actor: actor.account, object: "plan/\(id)", at: now, sentence: "公示计划"),
                at: now)
            guard let published = try stores.plans.plan(id: id) else { throw Problem.notFound("计划") }
            try Planning.project(published, stores, house)
        }
    }
}

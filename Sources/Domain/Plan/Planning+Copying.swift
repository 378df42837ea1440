/// 沿用上年计划: a new plan that begins with last year's campaigns.
extension Planning {
    /// What came over, and what did not and why.
    package struct Copied: Sendable {
        package let plan: Int64
        package let campaigns: Int
        /// Campaigns that the rules of the new year refuse, in the order of the old plan.
        package let refused: [Refused]

        package struct Refused: Sendable {
            package let title: String
            package let why: String
        }
    }

    /// Begins the plan of the year after an old one's with its campaigns, each a year later. A campaign comes over as far as today's
    /// rules let it: items that were retired since are left out and named; what breaks a rule is not taken, and named with the rule.
    /// Reasons that were stated for exceptions are not copied: they have to be stated again.
    /// - Throws: `plan.exists` when the year has a plan of that kind already.
    package func copy(_ actor: Actor, plan id: Int64, to year: Int, submission: String? = nil) async throws -> Copied {
        try actor.require(.planEdit)
        let house = house
        return try await house.storage.write { stores in
            try stores.claim(submission, by: actor, to: "/plan?year=\(year)", at: house.clock.now())
            let old = try Planning.editable(id, stores, actor)
            guard old.year < year else {
                throw Problem(
                    .invalid, "plan.copy.year", "只能沿用以前年度的计划。", fields: ["year": "请选择\(old.year)年以后的年度"])
            }
            let new = try Planning.begin(
                year: year, kind: old.kind, title: nil, authority: old.authority, actor, stores, house)
            var (taken, refused): (Int, [Copied.Refused]) = (0, [])
            for campaign in try stores.plans.campaigns(plan: id) where campaign.state != .cancelled {
                do {
                    let (draft, lost) = try Planning.renewed(campaign, by: year - old.year, stores)
                    let checked = try Planning.check(draft, plan: new, stores: stores, house: house)
                    _ = try Planning.insert(checked, plan: new, reason: nil, stores, actor, house)
                    taken += 1
                    if try !stores.plans.parts(campaign: campaign.id).isEmpty {
                        refused.append(.init(title: campaign.title, why: "已带入，但参加的部门和联合地区没有带入，请重新邀请。"))
                    }
                    if !lost.isEmpty {
                        refused.append(
                            .init(title: campaign.title, why: "已带入，但“\(lost.joined(separator: "”“"))”不在现行清单中，没有带入。"))
                    }
                } catch let problem as Problem where problem.kind == .refused || problem.kind == .invalid {
                    refused.append(.init(title: campaign.title, why: problem.description))
                }
            }
            try stores.plans.touch(plan: new.id)
            try stores.ledger.append(
                LedgerEntry(
                    act: "plan.copy", actor: actor.account, object: "plan/\(new.id)", at: house.clock.now(),
                    sentence: "沿用\(old.year)年度计划：带入\(taken)项任务"
                        + (refused.isEmpty ? "" : "；需要处理：" + refused.map { "“\($0.title)”" }.joined(separator: "、")),
                    data: [
                        "from": .number(id), "taken": .number(Int64(taken)),
                        "refused": .list(refused.map { .text("\($0.title)：\($0.why)") }),
                    ]),
                at: house.clock.now())
            return Copied(plan: new.id, campaigns: taken, refused: refused)
        }
    }

    /// A campaign as the draft of a later year. 29 February becomes the 28th. Rounds come over one by one.
    private static func renewed(
        _ campaign: Campaign, by years: Int, _ stores: any Stores
    ) throws -> (draft: CampaignDraft, lost: [String]) {
        let later = { (day: Day) in
            Day(year: day.civil.year + years, month: day.civil.month, day: day.civil.day)
                ?? Day(year: day.civil.year + years, month: day.civil.month, day: 28) ?? day
        }
        let starts = later(campaign.startsOn)
        let listed = Set(try stores.catalogue.items(on: starts).map { Array($0.code.utf8) })
        let kept = campaign.items.filter { listed.contains(Array($0.utf8)) }
        let lost = try campaign.items.filter { !listed.contains(Array($0.utf8)) }
            .map { try stores.catalogue.item($0)?.matter ?? $0 }
        let draft = CampaignDraft(
            title: campaign.title, items: kept, regions: campaign.regions.filter(campaign.region.contains),
            startsOn: starts,
            endsOn: later(campaign.endsOn), method: campaign.method, dispatch: campaign.dispatch,
            quotas: campaign.quotas.map { Campaign.Quota(risk: $0.risk, measure: $0.measure, reason: nil) },
            repeatBasis: nil, stations: campaign.stations, within: campaign.within,
            specialReason: campaign.specialReason.map { _ in "" })
        return (draft, lost)
    }
}

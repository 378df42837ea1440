/// The checks that planning's use cases have in common.
extension Planning {
    /// The plan, if this person may change it.
    static func editable(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> Plan {
        guard let plan = try stores.plans.plan(id: id) else { throw Problem.notFound("计划") }
        try actor.require(.planEdit, over: plan.region, department: plan.department, what: "计划")
        return plan
    }

    /// Nil for a draft; once reported, every change is an adjustment and needs its reason (2.3.15).
    static func adjustmentReason(_ plan: Plan, _ reason: String?) throws -> String? {
        guard plan.state != .draft else { return nil }
        guard let text = reason?.trimmed, !text.isEmpty else {
            throw Problem(
                .refused, "plan.adjust.reason", "计划已经报备，增加或取消任务属于动态调整，应写明理由。", clause: "2.3.15",
                remedy: "请填写调整理由，提交后会留痕并重新公示。", fields: ["reason": "请写明调整理由"])
        }
        return text
    }

    /// The draft with everything checked that the rules ask of a campaign.
    /// - Parameter population: subjects by class that it reaches, where they were counted already.
    static func check(
        _ draft: CampaignDraft, plan: Plan, stores: any Stores, house: House, population: [RiskClass: Int]? = nil
    ) throws -> CampaignDraft {
        let draft = draft.tidied()
        try draft.checkForm(plan: plan)
        for region in draft.regions where try stores.registry.region(region)?.current != true {
            throw Problem(
                .invalid, "plan.region", "区域 \(region) 不在现行区划中。", fields: ["regions": "请重新选择区域"])
        }
        let chosen = try items(draft, plan, stores, today: house.clock.today)
        let bounds = try RatioBounds(
            importance: chosen.map(\.importance), law: house.law.book, on: draft.startsOn, in: plan.region)
        let reached =
            try population
            ?? (draft.quotas.contains(where: \.measure.isNumber)
                ? stores.registry.classes(
                    SubjectQuery(regions: draft.regions, selectors: chosen.map(\.selector), within: draft.within),
                    riskOn: house.clock.today) : [:])
        try bounds.check(draft.quotas, of: reached)
        try checkFrequency(draft, chosen, plan: plan, house: house)
        try checkSpecial(draft, chosen, plan: plan, stores: stores, house: house)
        let own = Set(try stores.registry.stations(authority: plan.authority).map(\.id))
        guard own.isSuperset(of: draft.stations) else {
            throw Problem(
                .invalid, "plan.stations", "只能选择本机关的监管所。", clause: "3.1.1", fields: ["stations": "请重新选择监管所"])
        }
        try checkJoint(draft, chosen, plan: plan, stores: stores, house: house)
        return draft
    }

    /// The items of a draft, from the list that is in force when the campaign begins. A local item works in its
    /// administrative area only (2.2.2): every region of the campaign must lie there.
    private static func items(_ draft: CampaignDraft, _ plan: Plan, _ stores: any Stores, today: Day) throws -> [Item] {
        let day = max(draft.startsOn, today)
        let listed = try choosable(plan.region, stores, on: day)
        let chosen = draft.items.compactMap { code in listed.first { $0.code.utf8.elementsEqual(code.utf8) } }
        guard chosen.count == draft.items.count else {
            throw Problem(
                .refused, "plan.item.unknown", "所选事项中有\(day.inWords)不在清单内、或不适用于本区域的事项。", clause: "2.2.1",
                remedy: "请从抽查事项清单中重新选择。", fields: ["items": "请重新选择抽查事项"])
        }
        let outside = chosen.filter { item in !draft.regions.allSatisfy(item.region.contains) }
        guard outside.isEmpty else {
            let names = outside.map(\.matter).joined(separator: "”“")
            throw Problem(
                .refused, "plan.item.local", "“\(names)”是地方事项，只在其行政区域内执行，任务的区域超出了它。", clause: "2.2.2",
                remedy: "请去掉这些事项，或为其行政区域单独安排任务。", fields: ["items": "地方事项超出适用区域"])
        }
        return chosen
    }

    /// Items in force that hold in all or a part of a plan's region.
    static func choosable(_ region: RegionCode, _ stores: any Stores, on day: Day) throws -> [Item] {
        try stores.catalogue.items(on: day).filter { $0.region.contains(region) || region.contains($0.region) }
    }

    /// Matters of a campaign that stand in the list no more, on the day it begins, or today when it has begun.
    static func unlisted(_ campaign: Campaign, _ stores: any Stores, on today: Day) throws -> [String] {
        let listed = Set(try stores.catalogue.items(on: max(today, campaign.startsOn)).map { Array($0.code.utf8) })
        return try campaign.items.filter { !listed.contains(Array($0.utf8)) }
            .map { try stores.catalogue.item($0, on: today)?.matter ?? $0 }
    }

    static func republishIfPublic(_ plan: Plan, _ stores: any Stores, _ house: House) throws {
        if plan.state == .published { try project(plan, stores, house) }
    }

    /// Writes the portal's copy: what, where, when and how. Ratios by class stay inside.
    static func project(_ plan: Plan, _ stores: any Stores, _ house: House) throws {
        let campaigns = try stores.plans.campaigns(plan: plan.id).filter { $0.state != .cancelled }
        try stores.publication.publish(
            PublicPlan(
                id: plan.id, year: plan.year, kind: plan.kind.title, title: plan.title,
                authorityName: plan.authorityName, region: plan.region,
                publishedOn: (plan.publishedAt ?? house.clock.now()).day,
                campaigns: campaigns.map { campaign in
                    PublicPlan.Campaign(
                        number: campaign.number, title: campaign.title,
                        items: try campaign.items.map {
                            try stores.catalogue.item($0, on: house.clock.today)?.matter ?? $0
                        },
                        regions: try campaign.regions.map { try stores.registry.region($0)?.name ?? $0.text },
                        method: campaign.method, startsOn: campaign.startsOn, endsOn: campaign.endsOn)
                }))
    }
}

extension CampaignDraft {
    /// The campaign as logged.
    var ledgerValue: LedgerValue {
        .object([
            "title": .text(title), "items": .list(items.map { .text($0) }),
            "regions": .list(regions.map { .text($0.text) }), "from": .text(startsOn.description),
            "to": .text(endsOn.description), "method": .text(method), "dispatch": .text(dispatch.rawValue),
            "stations": .list(stations.map { .number($0) }),
            "repeat_basis": repeatBasis.map { .text($0) } ?? .null,
            "joint_reason": jointReason.map { .text($0) } ?? .null,
            "within": within.isEmpty ? .null : .text(within.sentence(tagName: { $0 }, typeName: { $0 })),
            "special_reason": specialReason.map { .text($0) } ?? .null,
            "quotas": .list(
                quotas.map {
                    .object([
                        "class": .text($0.risk.rawValue), "measure": .text($0.measure.words),
                        "reason": $0.reason.map { .text($0) } ?? .null,
                    ])
                }),
        ])
    }
}

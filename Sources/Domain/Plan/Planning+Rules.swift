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
    static func check(_ draft: CampaignDraft, plan: Plan, stores: any Stores, house: House) throws -> CampaignDraft {
        var draft = draft
        draft.title = draft.title.trimmed
        draft.repeatBasis = draft.repeatBasis.map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 }
        try draft.checkForm(plan: plan)
        let known = try stores.catalogue.items(region: plan.region)
        let chosen = draft.items.compactMap { code in known.first { $0.code.utf8.elementsEqual(code.utf8) } }
        guard chosen.count == draft.items.count else {
            throw Problem(
                .refused, "plan.item.unknown", "所选事项中有不在现行清单内、或不适用于本区域的事项。", clause: "2.2.1",
                remedy: "请从现行抽查事项清单中重新选择。", fields: ["items": "请重新选择抽查事项"])
        }
        let bounds = try RatioBounds(
            importance: chosen.map(\.importance), law: house.law.book, on: draft.startsOn, in: plan.region)
        for quota in draft.quotas { try bounds.check(quota) }
        return draft
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
                        items: try campaign.items.map { try stores.catalogue.item($0)?.matter ?? $0 },
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
            "repeat_basis": repeatBasis.map { .text($0) } ?? .null,
            "quotas": .list(
                quotas.map {
                    .object([
                        "class": .text($0.risk.rawValue), "basis_points": .number(Int64($0.basisPoints)),
                        "reason": $0.reason.map { .text($0) } ?? .null,
                    ])
                }),
        ])
    }
}

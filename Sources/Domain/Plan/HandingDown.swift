/// 统筹派发 (2.3.7): 年度计划要结合省级统筹派发的抽查任务和本地实际. The superior's campaign is the pattern; each authority below takes it
/// over into its own plan with its own region, and the superior sees by authority how far it is.
package struct HandingDown: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    package struct Dossier: Sendable {
        package let campaign: Campaign
        package let handed: [HandedDown]
        /// Authorities of the same department one level below that were not given it yet.
        package let candidates: [Authority]
        package let mayHand: Bool
        package let usualDay: Day
    }

    package func dossier(_ actor: Actor, campaign id: Int64) async throws -> Dossier {
        let house = house
        return try await house.storage.read { stores in
            guard let campaign = try stores.plans.campaign(id: id) else { throw Problem.notFound("抽查任务") }
            _ = try Planning.readable(campaign.plan, stores, actor)
            let handed = try stores.plans.handed(campaign: id)
            let given = Set(handed.map(\.authority))
            let today = house.clock.today
            let days = try house.law.book.value("joint.answer-within", on: today, in: campaign.region)
            return Dossier(
                campaign: campaign, handed: handed,
                candidates: try HandingDown.below(campaign, stores).filter { !given.contains($0.id) },
                mayHand: actor.may(.planEdit) && campaign.state == .planned,
                usualDay: min(today.advanced(by: days), campaign.endsOn))
        }
    }

    /// Same department, one level below, within the campaign's regions.
    private static func below(_ campaign: Campaign, _ stores: any Stores) throws -> [Authority] {
        try stores.registry.authorities(within: campaign.region).filter { one in
            one.region.parent == campaign.region && one.department.utf8.elementsEqual(campaign.department.utf8)
                && campaign.regions.contains { $0.contains(one.region) || one.region.contains($0) }
        }
    }

    /// Gives a campaign of a reported plan to authorities below.
    package func hand(
        _ actor: Actor, campaign id: Int64, to authorities: [Int64], takeBy: Day, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/plan/campaigns/\(id)/handed") { stores in
            guard let campaign = try stores.plans.campaign(id: id) else { throw Problem.notFound("抽查任务") }
            let plan = try Planning.editable(campaign.plan, stores, actor)
            guard plan.state != .draft else {
                throw Problem(
                    .refused, "handed.draft", "任务“\(campaign.title)”所在的计划还没有报备，不能派发。", clause: "2.3.16",
                    remedy: "请先报备计划。")
            }
            guard campaign.state == .planned else {
                throw Problem(
                    .conflict, "handed.begun", "任务“\(campaign.title)”\(campaign.state.title)，不能派发。", clause: "2.3.7",
                    remedy: "派发的任务由下级抽取，应在抽取前派发。")
            }
            var fields: [String: String] = [:]
            if authorities.isEmpty { fields["authorities"] = "请至少选择一个机关" }
            if takeBy < now.day || takeBy > campaign.endsOn {
                fields["take_by"] = "应在今天到\(campaign.endsOn.description)之间"
            }
            guard fields.isEmpty else {
                throw Problem(.invalid, "handed.form", "有\(fields.count)处需要修改。", clause: "2.3.7", fields: fields)
            }
            let below = try HandingDown.below(campaign, stores)
            let given = Set(try stores.plans.handed(campaign: id).map(\.authority))
            var names: [String] = []
            for one in Set(authorities).sorted() {
                guard let authority = below.first(where: { $0.id == one }) else {
                    throw Problem(
                        .invalid, "handed.who", "只能派发给任务区域内的下一级机关。", clause: "2.3.7",
                        fields: ["authorities": "请重新选择"])
                }
                guard !given.contains(one) else { throw Problem.moved("派发任务") }
                try stores.plans.insertHanded(
                    campaign: id, authority: one, takeBy: takeBy, by: actor.account, at: now)
                names.append(authority.name)
            }
            try stores.ledger.append(
                LedgerEntry(
                    act: "plan.hand-down", actor: actor.account, object: "campaign/\(id)", at: now,
                    sentence:
                        "派发给\(names.prefix(5).joined(separator: "、"))\(names.count > 5 ? "等" : "")\(names.count)个机关，请于\(takeBy.inWords)前列入计划",
                    data: [
                        "number": .text(campaign.number),
                        "authorities": .list(Set(authorities).sorted().map { .number($0) }),
                    ]), at: now)
        }
    }

    /// Takes it over: a campaign in the own plan of the same kind and year, with the same items, ratios, dates and method, in
    /// the own region. In a reported plan that is an adjustment whose reason is the superior's campaign (2.3.15).
    package func take(_ actor: Actor, handed id: Int64, submission: String? = nil) async throws -> SubmissionOutcome {
        try actor.require(.planEdit)
        let house = house
        let now = house.clock.now()
        return try await house.submit(
            submission, by: actor,
            locating: { stores in
                guard let handed = try stores.plans.handed(id: id), handed.authority == actor.authority,
                    let pattern = try stores.plans.campaign(id: handed.campaign),
                    let from = try stores.plans.plan(id: pattern.plan),
                    let own = try stores.registry.authority(id: actor.authority)
                else { throw Problem.notFound("派发任务") }
                // The second arrival of a form is shown what the first one made.
                if let taken = handed.taken { return "/plan/campaigns/\(taken)" }
                let plan = try HandingDown.plan(from, own, stores, actor, house)
                let reason = plan.state == .draft ? nil : "\(handed.superior)统筹派发：\(pattern.number)"
                let checked = try Planning.check(
                    HandingDown.draft(pattern, own), plan: plan, stores: stores, house: house)
                let campaign = try Planning.insert(checked, plan: plan, reason: reason, stores, actor, house)
                try stores.plans.setTaken(handed: id, campaign: campaign, at: now)
                try stores.plans.touch(plan: plan.id)
                try stores.ledger.append(
                    LedgerEntry(
                        act: "plan.take-over", actor: actor.account, object: "campaign/\(handed.campaign)", at: now,
                        sentence: "\(own.name)接收派发的任务“\(checked.title)”",
                        data: ["campaign": .number(campaign), "pattern": .text(pattern.number)]), at: now)
                try Planning.republishIfPublic(plan, stores, house)
                return "/plan/campaigns/\(campaign)"
            },
            { stores, location in
                guard try stores.plans.handed(id: id)?.takenAt == now else { throw Problem.moved("派发任务") }
            })
    }

    private static func draft(_ pattern: Campaign, _ own: Authority) -> CampaignDraft {
        let inside = pattern.regions.filter { own.region.contains($0) }
        return CampaignDraft(
            title: pattern.title, items: pattern.items, regions: inside.isEmpty ? [own.region] : inside,
            startsOn: pattern.startsOn, endsOn: pattern.endsOn, method: pattern.method, dispatch: pattern.dispatch,
            quotas: pattern.quotas, repeatBasis: pattern.repeatBasis, jointReason: pattern.jointReason,
            within: pattern.within, specialReason: pattern.specialReason)
    }

    private static func plan(
        _ from: Plan, _ own: Authority, _ stores: any Stores, _ actor: Actor, _ house: House
    ) throws -> Plan {
        if let plan = try stores.plans.plan(year: from.year, kind: from.kind, authority: own.id) {
            return try Planning.editable(plan.id, stores, actor)
        }
        return try Planning.begin(
            year: from.year, kind: from.kind, title: nil, authority: own.id, actor, stores, house)
    }

    /// What the actor's authority was given.
    package func received(_ actor: Actor, slice: Slice) async throws -> Listing<HandedDown> {
        try actor.require(.planRead)
        return try await house.storage.read { try $0.plans.handed(authority: actor.authority, slice: slice) }
    }

    /// A campaign that was handed down is drawn by those who took it over, not by the superior too.
    static func refusal(of campaign: Campaign, _ stores: any Stores) throws -> Problem? {
        guard try !stores.plans.handed(campaign: campaign.id).isEmpty else { return nil }
        return Problem(
            .refused, "draw.handed-down", "任务“\(campaign.title)”已派发下级实施，不由本机关抽取。", clause: "2.3.7",
            remedy: "请在任务的派发页面查看各地进度；本机关还要抽取的，请另列任务。")
    }
}

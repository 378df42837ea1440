/// What the planning pages show.
extension Planning {
    package struct PlanLine: Sendable {
        package let plan: Plan
        package let deadline: PlanDeadline
        package let campaigns: Int
    }

    package struct Dossier: Sendable {
        package let plan: Plan
        package let deadline: PlanDeadline
        package let campaigns: [Campaign]
        package let timeline: [LedgerLine]
        /// Everything handed up, newest first.
        package let reports: [PlanReport]
        package let regionNames: [RegionCode: String]
    }

    package struct CampaignDossier: Sendable {
        package let plan: Plan
        package let campaign: Campaign
        package let items: [Item]
        /// Those that were retired before the campaign was drawn, by matter.
        package let unlisted: [String]
        package let regionNames: [RegionCode: String]
        package let estimate: CampaignEstimate
        package let ceremony: (id: Int64, code: String)?
        /// All rounds of its series, in order; empty where it is drawn once.
        package let rounds: [Campaign]
        /// For the words of its own condition.
        package let selector: SelectorChoices
    }

    /// What the form of a campaign chooses from.
    package struct Choices: Sendable {
        package let plan: Plan
        /// Items in force that may be used in the plan's region, by category and code.
        package let items: [Item]
        package let regions: [Region]
        /// Stations of the plan's authority, for the modes that name some (3.1.1).
        package let stations: [Station]
        /// What the campaign's own condition may name (2.3.6).
        package let selector: SelectorChoices
        /// Offered for 频次, draws a year.
        package let frequencies: [Int]
    }

    /// One line of the overview: who has reported in time, who has not.
    package struct ReportingEntry: Sendable {
        package let line: ReportingLine
        package let deadline: PlanDeadline
        /// When the level above last asked for it.
        package let urgedAt: Moment?
    }

    /// Plans in the actor's scope, newest year first.
    package func plans(_ actor: Actor, year: Int?, slice: Slice) async throws -> Listing<PlanLine> {
        try actor.require(.planRead)
        let house = house
        return try await house.storage.read { stores in
            let found = try stores.plans.plans(
                region: actor.region, department: actor.department, year: year, slice: slice)
            let counts = try stores.plans.campaignCounts(plans: found.rows.map(\.id))
            return Listing(
                rows: try found.rows.map { plan in
                    PlanLine(plan: plan, deadline: try Planning.deadline(plan, house), campaigns: counts[plan.id] ?? 0)
                }, total: found.total, slice: found.slice)
        }
    }

    /// Campaigns in the actor's scope by their title or number.
    package func campaigns(_ actor: Actor, text: String, slice: Slice) async throws -> Listing<Campaign> {
        try actor.require(.planRead)
        return try await house.storage.read {
            try $0.plans.campaigns(text: text, region: actor.region, department: actor.department, slice: slice)
        }
    }

    /// Who owes a plan of that kind and year, overdue ones first.
    package func reporting(_ actor: Actor, year: Int, kind: Plan.Kind) async throws -> [ReportingEntry] {
        try actor.require(.planRead)
        let house = house
        let entries = try await house.storage.read { stores in
            var urged: [Int64: Moment] = [:]
            for one in try stores.plans.reminders(year: year, kind: kind, region: actor.region)
            where one.stage == .person { urged[one.authority] = one.at }
            return try stores.plans.reporting(
                year: year, kind: kind, region: actor.region, department: actor.department
            ).map { line in
                ReportingEntry(
                    line: line,
                    deadline: try PlanDeadline(
                        line, kind: kind, year: year, today: house.clock.today, law: house.law.book),
                    urgedAt: urged[line.authority])
            }
        }
        return entries.filter(\.deadline.isOverdue) + entries.filter { !$0.deadline.isOverdue }
    }

    package func dossier(_ actor: Actor, plan id: Int64) async throws -> Dossier {
        let house = house
        return try await house.storage.read { stores in
            let plan = try Planning.readable(id, stores, actor)
            let campaigns = try stores.plans.campaigns(plan: id)
            return Dossier(
                plan: plan, deadline: try Planning.deadline(plan, house), campaigns: campaigns,
                timeline: try stores.ledger.timeline(object: "plan/\(id)"),
                reports: try stores.plans.reports(plan: id).reversed(),
                regionNames: try Planning.names(campaigns.flatMap(\.regions), stores))
        }
    }

    package func campaign(_ actor: Actor, _ id: Int64) async throws -> CampaignDossier {
        let house = house
        return try await house.reading { stores, sets in
            guard let campaign = try stores.plans.campaign(id: id) else { throw Problem.notFound("抽查任务") }
            let plan = try Planning.readable(campaign.plan, stores, actor)
            var estimate = try Planning.estimate(
                items: campaign.items, regions: campaign.regions, within: campaign.within, on: campaign.startsOn,
                quotas: campaign.quotas, plan: plan, stores: stores, sets: sets, house: house)
            estimate.leftOut = try LibraryRules(
                method: campaign.method, cites: campaign.repeatBasis != nil, law: house.law.book, stores: stores,
                on: house.clock.today, in: plan.region
            ).leftOut(of: campaign.reach(on: max(campaign.startsOn, house.clock.today), stores), stores)
            return CampaignDossier(
                plan: plan, campaign: campaign,
                items: try campaign.items.compactMap { try stores.catalogue.item($0, on: house.clock.today) },
                unlisted: campaign.state == .planned || campaign.state == .drawing
                    ? try Planning.unlisted(campaign, stores, on: house.clock.today) : [],
                regionNames: try Planning.names(campaign.regions, stores),
                estimate: estimate,
                ceremony: try stores.plans.ceremony(campaign: id),
                rounds: try campaign.round.map { try stores.plans.rounds(series: $0.series) } ?? [],
                selector: try SelectorChoices(
                    SubjectFilter(region: plan.region), try TagSight(actor, stores.registry), stores, actor))
        }
    }

    package func choices(_ actor: Actor, plan id: Int64) async throws -> Choices {
        try await house.storage.read { stores in
            let plan = try Planning.editable(id, stores, actor)
            let offered = try house.law.book.rule(
                "plan.frequencies",
                on: max(house.clock.today, Day(year: plan.year, month: 1, day: 1) ?? house.clock.today),
                in: plan.region)
            return Choices(
                plan: plan, items: try Planning.choosable(plan.region, stores, on: house.clock.today),
                regions: try stores.registry.regions(within: plan.region),
                stations: try stores.registry.stations(authority: plan.authority),
                selector: try SelectorChoices(
                    SubjectFilter(region: plan.region), try TagSight(actor, stores.registry), stores, actor),
                frequencies: (offered.list ?? []).compactMap { Int($0) })
        }
    }

    static func readable(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> Plan {
        guard let plan = try stores.plans.plan(id: id) else { throw Problem.notFound("计划") }
        try actor.require(.planRead, over: plan.region, department: plan.department, what: "计划")
        return plan
    }

    static func deadline(_ plan: Plan, _ house: House) throws -> PlanDeadline {
        try PlanDeadline(
            kind: plan.kind, year: plan.year, region: plan.region, reportedAt: plan.reportedAt,
            correctBy: plan.correctBy, today: house.clock.today, law: house.law.book)
    }

    private static func names(_ codes: [RegionCode], _ stores: any Stores) throws -> [RegionCode: String] {
        var names: [RegionCode: String] = [:]
        for code in codes where names[code] == nil { names[code] = try stores.registry.region(code)?.name ?? code.text }
        return names
    }
}

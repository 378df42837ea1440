import VerifiableDraw

/// What a campaign would draw with today's library: candidates and expected draws by class (2.3.1).
package struct CampaignEstimate: Sendable, Equatable {
    package struct Line: Sendable, Equatable {
        package let risk: RiskClass
        package let candidates: Int
        /// Nil when the class is not drawn.
        package let measure: Measure?
        package let draws: Int
        /// What the law allows, in words; nil where it sets no bound.
        package let bound: String?
        package let withinBound: Bool
    }

    /// A, B, C, D, then subjects without a class.
    package let lines: [Line]
    /// Candidates whom the freeze would leave out for standing in the sandbox or the whitelist (5.3.1, 5.3.2).
    package var leftOut: [LibraryRules.Reason: Int] = [:]

    package var candidates: Int { lines.reduce(0) { $0 + $1.candidates } }
    package var draws: Int { lines.reduce(0) { $0 + $1.draws } }

    init(counts: [RiskClass: Int], quotas: [Campaign.Quota], bounds: RatioBounds) {
        lines = RiskClass.allCases.sorted().map { risk in
            let quota = quotas.first { $0.risk == risk && !$0.measure.isNothing }
            let bound = bounds.bound(risk)
            let number = counts[risk] ?? 0
            return Line(
                risk: risk, candidates: number, measure: quota?.measure, draws: quota?.draws(of: number) ?? 0,
                bound: bound?.text, withinBound: quota.map { bound?.holds($0.measure, of: number) ?? true } ?? true)
        }
    }
}

/// 年度抽取对象合计占辖区企业总数的比例 against the floor of 5 % (2.3.4), for the plans of one authority.
package struct CoverageFloor: Sendable, Equatable {
    package let enterprises: Int
    /// Expected number of different enterprises that all campaigns of the year draw, each campaign apart; cancelled ones left out.
    package let expected: Int
    /// Enterprises drawn at least once so far.
    package let drawn: Int
    /// Basis points.
    package let floor: Int
    package let rule: LawRule

    /// Draws that the floor asks for, rounded up.
    package var needed: Int {
        let (product, overflow) = enterprises.multipliedReportingOverflow(by: floor)
        return overflow ? Int.max : (product + 9_999) / 10_000
    }
    package var isReached: Bool { expected >= needed }
}

extension Planning {
    /// Expected draws of a campaign that is still being written: what is not filled in yet counts nothing.
    package func estimate(_ actor: Actor, plan id: Int64, _ draft: CampaignDraft) async throws -> CampaignEstimate {
        let house = house
        let draft = draft.tidied()
        return try await house.reading { stores, sets in
            guard let plan = try stores.plans.plan(id: id) else { throw Problem.notFound("计划") }
            try actor.require(.planRead, over: plan.region, department: plan.department, what: "计划")
            var estimate = try Planning.estimate(
                items: draft.items, regions: draft.regions.filter(plan.region.contains),
                within: try TagSight(actor, stores.registry).narrowed(draft.within),
                on: draft.startsOn, quotas: draft.quotas, plan: plan, stores: stores, sets: sets, house: house)
            let selectors = try draft.items.compactMap {
                try stores.catalogue.item($0, on: max(draft.startsOn, house.clock.today))?.selector
            }
            estimate.leftOut = try LibraryRules(
                method: draft.method, cites: draft.repeatBasis != nil, law: house.law.book, stores: stores,
                on: house.clock.today, in: plan.region
            ).leftOut(
                of: SubjectQuery(
                    regions: draft.regions.filter(plan.region.contains), selectors: selectors, within: draft.within),
                stores)
            return estimate
        }
    }

    /// The 5 % floor over the internal and joint plans of the plan's authority; nil without reference data.
    package func coverageFloor(_ actor: Actor, plan id: Int64) async throws -> CoverageFloor? {
        let house = house
        let types = house.enterpriseTypes
        guard !types.isEmpty else { return nil }
        return try await house.reading { stores, sets in
            guard let plan = try stores.plans.plan(id: id) else { throw Problem.notFound("计划") }
            try actor.require(.planRead, over: plan.region, department: plan.department, what: "计划")
            let figures = try PlanGathering(plan: plan, stores: stores, sets: sets, house: house).view(
                draft: nil, replacing: nil, areas: false
            ).figures
            guard let start = Day(year: plan.year, month: 1, day: 1) else { throw Problem.notFound("年度") }
            let rule = try house.law.book.rule("coverage.floor", on: start, in: plan.region)
            guard let floor = rule.value else { return nil }
            return CoverageFloor(
                enterprises: figures.enterprises, expected: figures.distinctEnterprises,
                drawn: try stores.registry.countDrawn(types: types, within: plan.region, year: plan.year),
                floor: floor, rule: rule)
        }
    }

    static func estimate(
        items codes: [String], regions: [RegionCode], within: Selector, on day: Day, quotas: [Campaign.Quota],
        plan: Plan,
        stores: any Stores, sets: (any SubjectSets)?, house: House
    ) throws -> CampaignEstimate {
        let items = try codes.compactMap { try stores.catalogue.item($0, on: max(day, house.clock.today)) }
        let bounds = try RatioBounds(
            importance: items.map(\.importance), law: house.law.book, on: day, in: plan.region)
        let today = house.clock.today
        let query = SubjectQuery(regions: regions, selectors: items.map(\.selector), within: within)
        let counts = try SubjectFinding.classes(query, riskOn: today, stores, sets)
        return CampaignEstimate(counts: counts, quotas: quotas, bounds: bounds)
    }
}

extension House {
    /// Type codes that count as 企业 (2.3.4); empty without reference data.
    package var enterpriseTypes: [String] { reference?.types.all.filter(\.enterprise).map(\.code) ?? [] }
}

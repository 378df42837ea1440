/// A plan's figures, as pages show them.
extension Planning {
    /// The figures with what is needed to name and link what they count.
    package struct FiguresView: Sendable {
        package let plan: Plan
        package let input: PlanFiguresInput
        package let figures: PlanFigures
        package let rules: PlanFiguresRules
        /// Number of each saved campaign, by id.
        package let numbers: [Int64: String]
        /// Matter of each item of the campaigns, by code.
        package let matters: [String: String]
        /// Entries that the authority's own campaigns of the plan's kind cover in its whole area, and the rest (2.3.7).
        package let covered: (full: Int, missing: Int)
        /// Subjects that each campaign reaches one level below the plan's region, by place of the campaign; empty unless asked for.
        package let areas: [[(code: RegionCode, number: Int)]]
        package let areaNames: [RegionCode: String]
    }

    /// The figures of the plan's authority for the year, with a campaign that is being written.
    ///
    /// - Parameters:
    ///   - draft: counts beside the saved campaigns; what is not filled in yet counts nothing.
    ///   - edited: the saved campaign that the draft takes the place of.
    ///   - areas: whether each campaign's subjects are counted by area as well.
    package func figures(
        _ actor: Actor, plan id: Int64, draft: CampaignDraft? = nil, replacing edited: Int64? = nil,
        areas: Bool = false
    ) async throws -> FiguresView {
        let house = house
        return try await house.reading { stores, sets in
            let plan = try Planning.readable(id, stores, actor)
            var written = draft?.tidied()
            // Tags that the person may not see are no condition of theirs.
            if let within = written?.within {
                written?.within = try TagSight(actor, stores.registry).narrowed(within)
            }
            return try PlanGathering(plan: plan, stores: stores, sets: sets, house: house).view(
                draft: written, replacing: edited, areas: areas)
        }
    }
}

/// Collects what a plan's figures are worked out from, within one transaction.
struct PlanGathering {
    let plan: Plan
    let stores: any Stores
    let sets: (any SubjectSets)?
    let house: House

    private struct Asked {
        let task: PlanFiguresInput.Task
        let query: SubjectQuery
        let items: [Item]
    }

    func view(draft: CampaignDraft?, replacing edited: Int64?, areas: Bool) throws -> Planning.FiguresView {
        let book = ItemBook(stores: stores, today: house.clock.today)
        let kept = try stores.plans.campaigns(year: plan.year, authority: plan.authority).filter { $0.id != edited }
        let plans = Set(kept.map(\.plan))
        var kinds = [plan.id: plan.kind]
        for id in plans where id != plan.id { kinds[id] = try stores.plans.plan(id: id)?.kind }
        var asked = try kept.map { try self.asked($0, kind: kinds[$0.plan] ?? plan.kind, book) }
        // Drawn several times a year it is as many campaigns; what is wrong with its frequency the form says.
        if let draft {
            let rounds = (try? CampaignRounds(draft, law: house.law.book, in: plan.region).drafts) ?? [draft]
            for one in rounds { asked.append(try self.asked(one, edited: edited, book)) }
        }
        let rules = try PlanFiguresRules(law: house.law.book, year: plan.year, kind: plan.kind, region: plan.region)
        let input = try input(asked)
        let counted =
            areas
            ? try asked.map { try SubjectFinding.breakdown($0.query, stores, sets).regions(below: plan.region) } : []
        var names: [RegionCode: String] = [:]
        for code in Set(counted.joined().map(\.code)) { names[code] = try stores.registry.region(code)?.name }
        let matters = Dictionary(
            asked.flatMap(\.items).map { ($0.code, $0.matter) }, uniquingKeysWith: { one, _ in one })
        return Planning.FiguresView(
            plan: plan, input: input, figures: try PlanFigures(input, rules), rules: rules,
            numbers: Dictionary(kept.map { ($0.id, $0.number) }, uniquingKeysWith: { one, _ in one }), matters: matters,
            covered: try covered(input), areas: counted, areaNames: names)
    }

    private func covered(_ input: PlanFiguresInput) throws -> (full: Int, missing: Int) {
        let last = Day(year: plan.year, month: 12, day: 31) ?? house.clock.today
        let first = Day(year: plan.year, month: 1, day: 1) ?? last
        let day = min(max(first, house.clock.today), last)
        let coverage = PlanCoverage(
            entries: try Planning.entries(plan.kind, stores, on: day),
            tasks: input.tasks.filter { $0.kind == plan.kind }.enumerated().map { place, task in
                PlanCoverage.Task(
                    id: Int64(place), number: "", title: task.title, authorityName: plan.authorityName,
                    authorityRegion: plan.region, department: plan.department, items: task.items, regions: task.regions)
            })
        let counts = coverage.counts(in: plan.region)
        let full = counts[.full] ?? 0
        return (full, counts.values.reduce(0, +) - full)
    }

    private func input(_ asked: [Asked]) throws -> PlanFiguresInput {
        let today = house.clock.today
        let types = house.enterpriseTypes
        let start = Day(year: plan.year, month: 1, day: 1) ?? today
        let inspectors = try stores.registry.inspectors(authority: plan.authority)
        return PlanFiguresInput(
            year: plan.year, kind: plan.kind, region: plan.region, tasks: asked.map(\.task),
            overlaps: try SubjectFinding.overlaps(asked.map(\.query), types: types, riskOn: today, stores, sets),
            enterprises: try sets?.count(SubjectQuery(regions: [plan.region], types: types))
                ?? stores.registry.countActive(types: types, within: plan.region),
            caps: inspectors.filter { $0.isCertified(on: max(start, today)) }.map(\.capacity))
    }

    private func asked(_ campaign: Campaign, kind: Plan.Kind, _ book: ItemBook) throws -> Asked {
        let items = try book.items(campaign.items, on: campaign.startsOn)
        return Asked(
            task: PlanFiguresInput.Task(
                id: campaign.id, title: campaign.title, kind: kind, isOwn: campaign.plan == plan.id, isDraft: false,
                isOpen: campaign.state == .planned, isDelegated: campaign.dispatch.delegation != nil,
                importance: items.map(\.importance),
                mayRepeat: campaign.repeatBasis != nil || items.allSatisfy { $0.importance == .key },
                startsOn: campaign.startsOn, endsOn: campaign.endsOn, items: campaign.items, regions: campaign.regions,
                measures: campaign.measures),
            query: campaign.reach(items), items: items)
    }

    private func asked(_ draft: CampaignDraft, edited: Int64?, _ book: ItemBook) throws -> Asked {
        let items = try book.items(draft.items, on: draft.startsOn)
        let regions = draft.regions.filter(plan.region.contains)
        return Asked(
            task: PlanFiguresInput.Task(
                id: edited ?? 0, title: draft.title, kind: plan.kind, isOwn: true, isDraft: true, isOpen: true,
                isDelegated: draft.dispatch.delegation != nil, importance: items.map(\.importance),
                mayRepeat: draft.repeatBasis != nil || items.allSatisfy { $0.importance == .key },
                startsOn: draft.startsOn, endsOn: max(draft.startsOn, draft.endsOn), items: items.map(\.code),
                regions: regions, measures: PlanGathering.measures(draft.quotas)),
            query: SubjectQuery(regions: regions, selectors: items.map(\.selector), within: draft.within), items: items)
    }

    private static func measures(_ quotas: [Campaign.Quota]) -> [RiskClass: Measure] {
        Dictionary(
            quotas.filter { !$0.measure.isNothing }.map { ($0.risk, $0.measure) }, uniquingKeysWith: { one, _ in one })
    }
}

/// The lists in force on the days on which campaigns begin, each read once.
private final class ItemBook {
    private let stores: any Stores
    private let today: Day
    private var lists: [Day: [[UInt8]: Item]] = [:]

    init(stores: any Stores, today: Day) {
        self.stores = stores
        self.today = today
    }

    /// As they read on that day, or today when it has passed; a retired one in its last wording.
    func items(_ codes: [String], on day: Day) throws -> [Item] {
        let day = max(day, today)
        if lists[day] == nil {
            lists[day] = Dictionary(
                try stores.catalogue.items(on: day).map { (Array($0.code.utf8), $0) },
                uniquingKeysWith: { one, _ in one })
        }
        return try codes.compactMap { try lists[day]?[Array($0.utf8)] ?? stores.catalogue.item($0, on: day) }
    }
}

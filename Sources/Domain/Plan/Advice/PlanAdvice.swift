/// 编制建议: ratios for a plan's open campaigns that meet floor and bounds within the inspectors' capacity (2.3.2, 2.3.4, 2.3.8, 3.5.1).
package struct PlanAdvice: Sendable {
    /// How much of the capacity is spent on a wider reach.
    package enum Width: String, Sendable, CaseIterable, Codable {
        case fewest, middle, widest

        package var title: String {
            switch self {
            case .fewest: "最少上门"
            case .middle: "居中"
            case .widest: "最大覆盖"
            }
        }
    }

    package struct Option: Sendable {
        package let width: Width
        package let solution: AdviceSolution
        /// What the plan comes to with these ratios.
        package let figures: PlanFigures
        /// By place of the campaign: those of the plan that can be changed.
        package let ratios: [Int: [RiskClass: Int]]

        /// At most so many whole visits could be saved by a better answer; 0 where it is proven to be the best.
        package var gap: Int { (solution.visits - solution.bound) / AdviceProblem.whole }
    }

    package let problem: AdviceProblem
    /// From few visits to many; empty where the rules clash. Equal ones stand once.
    package let options: [Option]
    /// Why there are none.
    package let clash: AdviceOutcome?
    /// Names exactly these ratios: whoever chooses an option has seen them.
    package let fingerprint: String

    package init(_ input: PlanFiguresInput, _ rules: PlanFiguresRules) throws {
        problem = try PlanAdvice.problem(input, rules)
        // Less than a visit is no difference.
        let slack = AdviceProblem.whole - 1
        let solver = AdviceSolver(problem, slack: slack)
        var found: [(Width, AdviceSolution)] = []
        switch solver.solve() {
        case .solved(let fewest):
            clash = nil
            let widest = solver.widest()
            found.append((.fewest, fewest))
            let quick = AdviceSolver(problem, effort: 2_000_000, slack: slack)
            if case .solved(let middle) = quick.solve(target: fewest.reach + max(0, widest.reach - fewest.reach) / 2),
                middle.visits > fewest.visits, middle.visits < widest.visits
            {
                found.append((.middle, middle))
            }
            if widest.reach > fewest.reach { found.append((.widest, widest)) }
        case let other: clash = other
        }
        let problem = problem
        options = try found.map { width, solution in
            var ratios: [Int: [RiskClass: Int]] = [:]
            for (variable, points) in zip(problem.variables, solution.ratios) {
                let task = input.tasks[variable.task]
                if task.isOwn, task.isOpen { ratios[variable.task, default: [:]][variable.risk] = points }
            }
            return Option(
                width: width, solution: solution,
                figures: try PlanFigures(PlanAdvice.applied(ratios, to: input), rules), ratios: ratios)
        }
        fingerprint = String(
            Digest.sha256Hex(
                options.map { "\($0.width.rawValue):\($0.solution.ratios.map(String.init).joined(separator: ","))" }
                    .joined(separator: ";")
                    + input.tasks.map { "\($0.id)" }.joined(separator: ",")
            ).prefix(16))
    }

    private static func applied(_ ratios: [Int: [RiskClass: Int]], to input: PlanFiguresInput) -> PlanFiguresInput {
        PlanFiguresInput(
            year: input.year, kind: input.kind, region: input.region,
            tasks: input.tasks.enumerated().map { place, task in
                guard let own = ratios[place] else { return task }
                return PlanFiguresInput.Task(
                    id: task.id, title: task.title, kind: task.kind, isOwn: task.isOwn, isDraft: task.isDraft,
                    isOpen: task.isOpen, isDelegated: task.isDelegated, importance: task.importance,
                    mayRepeat: task.mayRepeat, startsOn: task.startsOn, endsOn: task.endsOn, items: task.items,
                    regions: task.regions,
                    measures: task.measures.merging(own.mapValues(Measure.ratio)) { _, new in new })
            }, overlaps: input.overlaps, enterprises: input.enterprises, caps: input.caps)
    }

    /// The plan as a problem. A class of a general campaign may move within its bounds; where there is none it may rise above what the
    /// planner wrote. Classes that the planner left out stay out, unless the campaign has no ratio at all. What stands in the authority's
    /// other plan, has begun or is a number is fixed.
    package static func problem(_ input: PlanFiguresInput, _ rules: PlanFiguresRules) throws -> AdviceProblem {
        let chances = Chances(input)
        let groups = VisitGroups(input.tasks, input.overlaps).all
        var variables: [AdviceProblem.Variable] = []
        var places: [Int: [RiskClass: Int]] = [:]
        var family: [Int: Int] = [:]
        for (number, group) in groups.enumerated() { for member in group.members { family[member] = number } }
        for (place, task) in input.tasks.enumerated() {
            let bounds = try RatioBounds(
                importance: task.importance, law: rules.law, on: task.startsOn, in: input.region)
            for risk in RiskClass.allCases where (chances.subjects[place][risk] ?? 0) > 0 {
                guard
                    let (low, high) = span(
                        task, risk, bounds.bound(risk), population: chances.subjects[place][risk] ?? 0)
                else { continue }
                places[place, default: [:]][risk] = variables.count
                variables.append(
                    AdviceProblem.Variable(task: place, risk: risk, low: low, high: high, family: family[place] ?? 0))
            }
        }
        var atoms: [[Int]: (risk: RiskClass, number: Int, enterprises: Int)] = [:]
        for overlap in input.overlaps {
            let drawn = overlap.members.compactMap { places[$0]?[overlap.risk] }
            guard !drawn.isEmpty else { continue }
            atoms[drawn, default: (overlap.risk, 0, 0)].number += overlap.number
            if overlap.isEnterprise { atoms[drawn, default: (overlap.risk, 0, 0)].enterprises += overlap.number }
        }
        let capacity = input.caps.reduce(0) { $0 + max(0, $1) } / max(1, rules.certified.value ?? 1)
        return AdviceProblem(
            variables: variables,
            atoms: atoms.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
                AdviceProblem.Atom(number: $0.value.number, enterprises: $0.value.enterprises, variables: $0.key)
            },
            weights: groups.map { group in
                let isOwn = !group.members.contains { input.tasks[$0].isDelegated }
                let days = MonthLoad.share(group.window)
                let all = max(1, group.window.upperBound.number - group.window.lowerBound.number + 1)
                return days.map { isOwn ? ($0 * 1000 + all - 1) / all : 0 }
            },
            needed: PlanFigures.share(input.enterprises, rules.floor.value ?? 0),
            capacity: [Int](repeating: capacity, count: 12))
    }

    private static func span(
        _ task: PlanFiguresInput.Task, _ risk: RiskClass, _ bound: RatioBounds.Bound?, population: Int
    ) -> (Int, Int)? {
        let whole = AdviceProblem.whole
        let written = task.measures[risk]
        if let number = written?.number {
            let points = (min(number, population) * whole + population - 1) / max(1, population)
            return points > 0 ? (points, points) : nil
        }
        let now = written?.points.map { min(max($0, 0), whole) }
        guard task.isOwn, task.isOpen else { return now.map { ($0, $0) } }
        if let bound, now != nil || task.measures.isEmpty {
            return (max(1, bound.minimum ?? 1), max(1, bound.maximum ?? whole))
        }
        return now.map { ($0, whole) }
    }
}

/// Asking for advice, and taking it.
extension Planning {
    /// Advice with the figures as the plan stands.
    package struct AdviceView: Sendable {
        package let now: FiguresView
        package let advice: PlanAdvice
    }

    package func advice(_ actor: Actor, plan id: Int64) async throws -> AdviceView {
        let house = house
        let now = try await house.reading { stores, sets in
            let plan = try Planning.editable(id, stores, actor)
            return try PlanGathering(plan: plan, stores: stores, sets: sets, house: house).view(
                draft: nil, replacing: nil, areas: false)
        }
        return AdviceView(now: now, advice: try PlanAdvice(now.input, now.rules))
    }

    /// Writes the ratios of an option into the campaigns of a draft plan.
    ///
    /// - Parameter fingerprint: of the advice that the person saw.
    /// - Throws: `plan.reported` for a plan that is fixed already (2.3.15); a conflict where plan, lists or library have changed so
    ///   that the advice is another one now.
    package func take(
        _ actor: Actor, plan id: Int64, _ width: PlanAdvice.Width, fingerprint: String, submission: String? = nil
    ) async throws {
        let house = house
        // Worked out before the transaction that writes: it may take a moment, and writers wait for each other.
        let view = try await advice(actor, plan: id)
        guard view.now.plan.state == .draft else {
            throw Problem(
                .refused, "plan.reported", "计划已经报备，不能直接修改任务。", clause: "2.3.15",
                remedy: "请在计划页面用“动态调整”取消原任务并增加新任务。")
        }
        guard view.advice.fingerprint == fingerprint,
            let option = view.advice.options.first(where: { $0.width == width })
        else {
            throw Problem(
                .conflict, "plan.advice.changed", "任务或名录有了变动，建议已经不同，这次没有填入。", remedy: "请重新看过建议再选择。")
        }
        let version = view.now.plan.version
        try await house.storage.write { stores in
            try stores.claim(submission, by: actor, to: "/plan/\(id)", at: house.clock.now())
            let plan = try Planning.editable(id, stores, actor)
            guard plan.version == version, plan.state == .draft else { throw Problem.moved("计划") }
            var written: [LedgerValue] = []
            for (place, ratios) in option.ratios.sorted(by: { $0.key < $1.key }) {
                guard let campaign = try stores.plans.campaign(id: view.now.input.tasks[place].id) else { continue }
                let draft = CampaignDraft(campaign, ratios: ratios)
                try stores.plans.updateCampaign(id: campaign.id, version: campaign.version, draft)
                written.append(.object(["campaign": .text(campaign.number), "draft": draft.ledgerValue]))
            }
            try stores.plans.touch(plan: id)
            try stores.ledger.append(
                LedgerEntry(
                    act: "plan.advice", actor: actor.account, object: "plan/\(id)", at: house.clock.now(),
                    sentence: "按编制建议“\(width.title)”填入\(written.count)个任务的抽查比例",
                    data: [
                        "width": .text(width.rawValue), "visits": .number(Int64(option.figures.mergedVisits)),
                        "campaigns": .list(written),
                    ]),
                at: house.clock.now())
        }
    }
}

extension CampaignDraft {
    /// A saved campaign with other ratios; classes that are not named keep theirs. A ratio within the bounds needs no reason.
    init(_ campaign: Campaign, ratios: [RiskClass: Int]) {
        self.init(
            title: campaign.title, items: campaign.items, regions: campaign.regions, startsOn: campaign.startsOn,
            endsOn: campaign.endsOn, method: campaign.method, dispatch: campaign.dispatch,
            quotas: campaign.quotas.filter { ratios[$0.risk] == nil }
                + ratios.sorted { $0.key < $1.key }.map { one in
                    Campaign.Quota(
                        risk: one.key, basisPoints: one.value,
                        reason: campaign.quotas.first { $0.risk == one.key && $0.basisPoints == one.value }?.reason)
                }, repeatBasis: campaign.repeatBasis, jointReason: campaign.jointReason, stations: campaign.stations,
            within: campaign.within, specialReason: campaign.specialReason)
    }
}

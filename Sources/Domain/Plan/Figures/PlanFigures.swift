/// What a plan comes to (2.3.2–2.3.11): the campaigns of an authority's year together, saved ones and the draft.
///
/// Draws are random, so numbers of subjects are expected values. A class of n subjects from which k are drawn gives each the chance
/// k/n. Campaigns that are drawn apart are independent of each other; campaigns of one ceremony share their lots, so that of the
/// subjects they have in common the more frequent draw holds the rarer one.
package struct PlanFigures: Sendable, Equatable {
    /// One campaign.
    package struct Line: Sendable, Equatable {
        /// Subjects that it reaches today.
        package let subjects: [RiskClass: Int]
        package let draws: [RiskClass: Int]
        /// Classes whose ratio lies outside the general bounds (2.3.2), ascending.
        package let outside: [RiskClass]

        package var allSubjects: Int { subjects.values.reduce(0, +) }
        package var allDraws: Int { draws.values.reduce(0, +) }
    }

    /// Load of one month.
    package struct Month: Sendable, Equatable {
        /// 1 to 12.
        package let month: Int
        /// Visits of the authority's own people, each campaign by itself.
        package let apart: Int
        /// The same when campaigns are merged as in ``groups``.
        package let merged: Int
    }

    /// An item of an internal campaign that a joint plan covers in that region (2.3.11), by places of the campaigns.
    package struct Doubled: Sendable, Equatable {
        package let task: Int
        package let item: String
        package let joint: Int
    }

    /// In the order of the input's campaigns.
    package let lines: [Line]
    /// Subjects that any campaign reaches.
    package let reached: Int
    /// Draws of all campaigns; a subject drawn twice counts twice.
    package let draws: Int
    /// Expected number of different subjects drawn.
    package let distinct: Int
    package let enterprises: Int
    /// Expected number of different enterprises drawn: the measure of 2.3.4.
    package let distinctEnterprises: Int
    /// Enterprises that the floor asks for, rounded up (2.3.4).
    package let needed: Int
    /// Expected draws of low-risk subjects beyond the allowed number a year (2.3.10).
    package let repeats: Int
    /// Those that come about among campaigns that may draw again: a basis is cited, or all items are key ones.
    package let foundedRepeats: Int
    package let doubled: [Doubled]
    package let jointTasks: Int
    /// Expected different subjects that joint campaigns draw.
    package let jointSubjects: Int
    package let months: [Month]
    /// Visits that the authority's certified inspectors can make in a month, with one draw a month.
    package let capacity: Int
    /// Places of campaigns that one ceremony can draw together: they share subjects and days. Single ones are left out.
    package let groups: [[Int]]
    /// Visits with every campaign by itself, and with the groups merged (2.3.8).
    package let visits: Int
    package let mergedVisits: Int
    package let rules: Due

    /// What the law says of the plan.
    package struct Due: Sendable, Equatable {
        /// Last day for reporting (2.3.12).
        package let reportBy: Day
        /// Basis points (2.3.4).
        package let floor: Int
        /// Certified inspectors for each visit (3.5.1).
        package let certified: Int
    }

    package var reachesFloor: Bool { distinctEnterprises >= needed }
    package var savedVisits: Int { visits - mergedVisits }
    package var overloaded: [Month] { months.filter { $0.merged > capacity } }

    package init(_ input: PlanFiguresInput, _ rules: PlanFiguresRules) throws {
        let tasks = input.tasks
        let chances = Chances(input)
        lines = try tasks.indices.map { place in
            let task = tasks[place]
            let bounds = try RatioBounds(
                importance: task.importance, law: rules.law, on: task.startsOn, in: input.region)
            let outside = task.measures.filter { risk, measure in
                guard let bound = bounds.bound(risk) else { return false }
                return !bound.holds(measure, of: chances.subjects[place][risk] ?? 0)
            }
            return Line(
                subjects: chances.subjects[place], draws: chances.draws[place], outside: outside.keys.sorted())
        }
        reached = input.overlaps.reduce(0) { $0 + $1.number }
        draws = lines.reduce(0) { $0 + $1.allDraws }
        let all = Set(tasks.indices)
        distinct = PlanFigures.rounded(chances.distinct(all))
        enterprises = input.enterprises
        distinctEnterprises = PlanFigures.rounded(chances.distinct(all, enterprises: true))
        let floor = rules.floor.value ?? 0
        needed = PlanFigures.share(input.enterprises, floor)
        let limit = rules.perYear.value ?? 1
        repeats = PlanFigures.rounded(chances.repeats(all, rules.lowRiskClasses, limit))
        foundedRepeats = PlanFigures.rounded(
            chances.repeats(Set(tasks.indices.filter { tasks[$0].mayRepeat }), rules.lowRiskClasses, limit))
        doubled = rules.joint.value == 1 ? PlanFigures.doubled(tasks) : []
        let joint = tasks.indices.filter { tasks[$0].kind == .joint }
        jointTasks = joint.count
        jointSubjects = PlanFigures.rounded(chances.distinct(Set(joint)))
        let certified = rules.certified.value ?? 1
        capacity = input.caps.reduce(0) { $0 + max(0, $1) } / max(1, certified)
        let grouping = VisitGroups(tasks, input.overlaps)
        groups = grouping.all.map(\.members).filter { $0.count > 1 }
        visits = draws
        let merged = zip(grouping.all, chances.merged(grouping.all.map(\.members)).map(PlanFigures.rounded))
        mergedVisits = merged.reduce(0) { $0 + $1.1 }
        let own = { (places: [Int]) in !places.contains { tasks[$0].isDelegated } }
        var apart = [Int](repeating: 0, count: 12), together = apart
        for place in tasks.indices where own([place]) {
            let task = tasks[place]
            MonthLoad.add(lines[place].allDraws, task.startsOn...max(task.startsOn, task.endsOn), to: &apart)
        }
        for (group, number) in merged where own(group.members) { MonthLoad.add(number, group.window, to: &together) }
        months = (0..<12).map { Month(month: $0 + 1, apart: apart[$0], merged: together[$0]) }
        self.rules = Due(reportBy: rules.due, floor: floor, certified: certified)
    }

    /// Half up; what is only below a half by the error of binary fractions counts as the half.
    static func rounded(_ expected: Double) -> Int { Int((max(0, expected) + 0.5 + 1e-6).rounded(.down)) }

    /// So many basis points of a number, rounded up.
    static func share(_ number: Int, _ basisPoints: Int) -> Int {
        let (product, overflow) = number.multipliedReportingOverflow(by: basisPoints)
        return overflow ? .max : (product + 9_999) / 10_000
    }

    private static func doubled(_ tasks: [PlanFiguresInput.Task]) -> [Doubled] {
        let joint = tasks.indices.filter { tasks[$0].kind == .joint }
        return tasks.indices.filter { tasks[$0].kind == .internal }.flatMap { place in
            tasks[place].items.compactMap { item in
                joint.first { tasks[$0].items.contains(item) && tasks[$0].meets(tasks[place]) }
                    .map { Doubled(task: place, item: item, joint: $0) }
            }
        }
    }
}

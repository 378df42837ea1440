import VerifiableDraw

/// The chance of each subject to be drawn by each campaign, and what follows from it.
struct Chances {
    private let overlaps: [SubjectOverlap]
    private let tasks: [PlanFiguresInput.Task]
    /// By campaign.
    let subjects: [[RiskClass: Int]]
    let draws: [[RiskClass: Int]]
    /// Draws of a class over its subjects.
    private let chance: [[RiskClass: Double]]

    init(_ input: PlanFiguresInput) {
        overlaps = input.overlaps
        tasks = input.tasks
        var subjects = [[RiskClass: Int]](repeating: [:], count: input.tasks.count)
        for overlap in input.overlaps {
            for place in overlap.members where place < subjects.count {
                subjects[place][overlap.risk, default: 0] += overlap.number
            }
        }
        self.subjects = subjects
        draws = input.tasks.enumerated().map { place, task in
            var numbers: [RiskClass: Int] = [:]
            for (risk, measure) in task.measures {
                let drawn = (try? measure.count(of: subjects[place][risk] ?? 0)) ?? 0
                if drawn > 0 { numbers[risk] = drawn }
            }
            return numbers
        }
        chance = draws.enumerated().map { place, numbers in
            numbers.reduce(into: [:]) { $0[$1.key] = Double($1.value) / Double(max(1, subjects[place][$1.key] ?? 1)) }
        }
    }

    private func chances(_ overlap: SubjectOverlap, _ places: [Bool]) -> [Double] {
        overlap.members.compactMap { places[$0] ? chance[$0][overlap.risk] : nil }
    }

    /// A plan may have as many overlaps as there are ways to combine its campaigns: sets of places are looked up in each of them.
    private func marked(_ places: Set<Int>) -> [Bool] { tasks.indices.map(places.contains) }

    /// Expected number of subjects that at least one of the campaigns draws, each drawn apart.
    func distinct(_ places: Set<Int>, enterprises: Bool = false) -> Double {
        let places = marked(places)
        return overlaps.reduce(0) { sum, overlap in
            guard overlap.isEnterprise || !enterprises else { return sum }
            var missed = 1.0
            for place in overlap.members where places[place] { missed *= 1 - (chance[place][overlap.risk] ?? 0) }
            return sum + Double(overlap.number) * (1 - missed)
        }
    }

    /// The same for each group of campaigns that one ceremony draws: the first tickets count for each of them.
    func merged(_ groups: [[Int]]) -> [Double] {
        var group = [Int](repeating: 0, count: tasks.count)
        for (number, members) in groups.enumerated() { for member in members { group[member] = number } }
        var sums = [Double](repeating: 0, count: groups.count)
        var most = sums
        for overlap in overlaps {
            for place in overlap.members {
                most[group[place]] = max(most[group[place]], chance[place][overlap.risk] ?? 0)
            }
            for place in overlap.members where most[group[place]] > 0 {
                sums[group[place]] += Double(overlap.number) * most[group[place]]
                most[group[place]] = 0
            }
        }
        return sums
    }

    /// Expected draws of subjects of those classes beyond `limit` for each, campaigns drawn apart.
    func repeats(_ places: Set<Int>, _ classes: Set<String>, _ limit: Int) -> Double {
        let places = marked(places)
        return overlaps.reduce(0) { sum, overlap in
            guard overlap.members.count > limit, classes.contains(overlap.risk.rawValue) else { return sum }
            let chances = chances(overlap, places)
            guard chances.count > limit else { return sum }
            // The chance of having been drawn exactly 0, 1, … limit - 1 times.
            var exactly = [Double](repeating: 0, count: max(0, limit))
            if limit > 0 { exactly[0] = 1 }
            for one in chances {
                for times in exactly.indices.reversed() {
                    exactly[times] = exactly[times] * (1 - one) + (times > 0 ? exactly[times - 1] * one : 0)
                }
            }
            let fewer = exactly.reduce(0, +)
            let allowed =
                exactly.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element } + Double(limit) * (1 - fewer)
            return sum + Double(overlap.number) * (chances.reduce(0, +) - allowed)
        }
    }
}

/// Which campaigns one ceremony can draw, so that one visit checks them all (2.3.8).
struct VisitGroups {
    struct Group {
        var members: [Int]
        /// Days that all of them share.
        var window: ClosedRange<Day>
    }

    let all: [Group]

    /// In the order of their beginning, end and place, each campaign joins the first group with which it shares subjects and days. Only
    /// campaigns that are not begun, with the authority's own people, are joined.
    init(_ tasks: [PlanFiguresInput.Task], _ overlaps: [SubjectOverlap]) {
        var shares = [[Bool]](repeating: [Bool](repeating: false, count: tasks.count), count: tasks.count)
        for overlap in overlaps where overlap.number > 0 {
            for place in overlap.members { for other in overlap.members { shares[place][other] = true } }
        }
        let order = tasks.indices.sorted {
            (tasks[$0].startsOn, tasks[$0].endsOn, $0) < (tasks[$1].startsOn, tasks[$1].endsOn, $1)
        }
        var groups: [Group] = []
        for place in order {
            let task = tasks[place]
            let window = task.startsOn...max(task.startsOn, task.endsOn)
            let isFree = { (one: Int) in tasks[one].isOpen && !tasks[one].isDelegated }
            let joined = groups.firstIndex { group in
                isFree(place) && group.members.allSatisfy(isFree) && group.window.overlaps(window)
                    && group.members.contains { shares[place][$0] }
            }
            guard let joined else {
                groups.append(Group(members: [place], window: window))
                continue
            }
            groups[joined].members.append(place)
            groups[joined].window = groups[joined].window.clamped(to: window)
        }
        all = groups.map { Group(members: $0.members.sorted(), window: $0.window) }
    }
}

/// Visits spread evenly over days.
enum MonthLoad {
    /// The visits until the end of a month are those of its share of days, rounded down: months add up to all.
    static func add(_ visits: Int, _ window: ClosedRange<Day>, to months: inout [Int]) {
        let days = window.upperBound.number - window.lowerBound.number + 1
        var passed = 0, before = 0
        for (month, number) in share(window).enumerated() {
            passed += number
            let (product, overflow) = visits.multipliedReportingOverflow(by: passed)
            let until = overflow ? visits : product / max(1, days)
            months[month] += until - before
            before = until
        }
    }

    /// How many of the days lie in each of the months 1 to 12 of the year in which they begin.
    static func share(_ window: ClosedRange<Day>) -> [Int] {
        let year = window.lowerBound.year
        return (1...12).map { month in
            guard let first = Day(year: year, month: month, day: 1),
                let last = Day(year: year, month: month, day: Day.length(ofMonth: month, year: year)),
                window.overlaps(first...last)
            else { return 0 }
            let inside = window.clamped(to: first...last)
            return inside.upperBound.number - inside.lowerBound.number + 1
        }
    }
}

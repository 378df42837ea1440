/// What the public numbers of a draw tell of the classes of those in it (2.3.2; invariant 4).
///
/// Everybody may know which classes a stratum holds: its ratio is public, and so are the law's bounds. Nobody can tell a
/// lot's name; but a published result names subject and campaigns, so whoever knows in which campaigns a subject is
/// eligible knows in which strata its lots can stand, and which campaigns drew them. The same holds for a subject without a
/// result. A class is told where all these strata can hold one class only.
enum ClassExposure {
    /// Subjects whose classes no campaign tells apart.
    struct Cell {
        /// Classes that its ratios allow, whether or not somebody has them: who does is not public.
        let classes: Set<DrawClass>
        let population: Int
        /// Number drawn by each campaign, by its place.
        let takes: [Int: Int]
    }

    /// Whether results, or their absence, tell a class in a crowd that has one lot for all its campaigns. Everybody in it
    /// stands in one cell, and ranks there are the same for all campaigns: the first k are drawn by each, so the sets of
    /// campaigns that draw somebody are nested.
    static func isTold(crowd cells: [Cell]) -> Bool {
        var possible: [Set<Int>: Set<DrawClass>] = [:]
        for cell in cells {
            var below = 0
            for take in Set(cell.takes.values).sorted() where take > below {
                let drawing = Set(cell.takes.filter { $0.value >= take }.keys)
                possible[drawing, default: []].formUnion(cell.classes)
                below = take
            }
            if below < cell.population { possible[[], default: []].formUnion(cell.classes) }
        }
        return possible.values.contains { told($0) != nil }
    }

    /// The strata of one campaign in which those stand who have no common lot.
    struct Alone {
        /// Classes that somebody drawn can have, and that somebody not drawn can have.
        let drawn: Set<DrawClass>
        let left: Set<DrawClass>

        init(_ cells: [Cell]) {
            drawn = cells.reduce(into: []) {
                if $1.takes.values.contains(where: { $0 > 0 }) { $0.formUnion($1.classes) }
            }
            left = cells.reduce(into: []) { sum, cell in
                if cell.takes.values.contains(where: { $0 < cell.population }) { sum.formUnion(cell.classes) }
            }
        }
    }

    /// A class that would be told, and by being drawn by these campaigns and by none of the others.
    struct Told {
        let risk: RiskClass
        let drawnBy: [Int]
    }

    /// What is told of subjects of that reach who have a lot of their own in each campaign: nobody can join these, but a
    /// class must fit every campaign. Follows every set of campaigns that may have drawn such a subject.
    static func told(of reach: Reach, alone: [Alone], among classes: [DrawClass]) -> Told? {
        // Classes that are still possible, each with one set of campaigns that leads there.
        var possible: [Set<DrawClass>: [Int]] = [Set(classes): []]
        for place in reach.campaigns {
            var next: [Set<DrawClass>: [Int]] = [:]
            for (classes, drawnBy) in possible {
                next[classes.intersection(alone[place].drawn)] = drawnBy + [place]
                next[classes.intersection(alone[place].left)] = drawnBy
            }
            possible = next
        }
        return possible.compactMap { classes, drawnBy in told(classes).map { Told(risk: $0, drawnBy: drawnBy) } }
            .min { $0.risk < $1.risk }
    }

    /// The class that is told where these are possible: anybody may know who stands in the whitelist, so both kinds are looked at
    /// apart. None: nobody can have such a result. Who is not classified has no class to tell.
    private static func told(_ possible: Set<DrawClass>) -> RiskClass? {
        for isEased in [false, true] {
            let classes = possible.filter { $0.isEased == isEased }
            if classes.count == 1, let only = classes.first, only.risk != .unclassified { return only.risk }
        }
        return nil
    }

    /// - Parameter campaigns: those of the reach.
    static func refusal(_ told: Told, campaigns: [Campaign]) -> Problem {
        let names = campaigns.map { "“\($0.title)”" }.joined(separator: "、")
        let who = told.drawnBy.isEmpty ? "没有抽到的" : told.drawnBy.count < campaigns.count ? "只被其中一部分任务抽到的" : "抽到的"
        return Problem(
            .refused, "draw.class-exposed",
            "任务\(names)\(who)全部是\(told.risk.title)主体：结果一公示，谁都能看出他们的信用风险分类，而分类只供内部使用。", clause: "2.3.2",
            remedy: "请中止本次摇号，在计划中给相近的类别设同一个抽查比例（例如A、B两类都设为3%），或者增加抽查的类别，再重新公布方案"
                + (campaigns.count > 1 ? "；也可以把这几项任务分开摇号。" : "。"))
    }
}

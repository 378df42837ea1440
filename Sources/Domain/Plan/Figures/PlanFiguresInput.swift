/// All that a plan's figures are worked out from: the campaigns of an authority's year, and how their subjects overlap. No store, no
/// clock: the same input gives the same figures, here and in the judge's Python.
package struct PlanFiguresInput: Sendable {
    /// A campaign as far as figures need it. Its place among the others is its place in ``SubjectOverlap/members``.
    package struct Task: Sendable {
        /// 0 for a draft that is not saved yet.
        package let id: Int64
        package let title: String
        package let kind: Plan.Kind
        /// Whether it stands in the plan that is looked at, and not in the authority's other one.
        package let isOwn: Bool
        /// Whether it is being edited.
        package let isDraft: Bool
        /// Whether it can still be changed and joined with others: planned, not begun.
        package let isOpen: Bool
        /// Whether another authority's inspectors go (3.1.2, 3.1.3).
        package let isDelegated: Bool
        package let importance: [Item.Importance]
        /// Whether a law is cited for drawing low-risk subjects again, or all items are key ones (2.3.3, 2.3.10).
        package let mayRepeat: Bool
        package let startsOn: Day
        package let endsOn: Day
        package let items: [String]
        package let regions: [RegionCode]
        /// What is drawn of each class; classes that are not drawn are absent.
        package let measures: [RiskClass: Measure]

        package init(
            id: Int64, title: String, kind: Plan.Kind, isOwn: Bool, isDraft: Bool, isOpen: Bool, isDelegated: Bool,
            importance: [Item.Importance], mayRepeat: Bool, startsOn: Day, endsOn: Day, items: [String],
            regions: [RegionCode], measures: [RiskClass: Measure]
        ) {
            self.id = id
            self.title = title
            self.kind = kind
            self.isOwn = isOwn
            self.isDraft = isDraft
            self.isOpen = isOpen
            self.isDelegated = isDelegated
            self.importance = importance
            self.mayRepeat = mayRepeat
            self.startsOn = startsOn
            self.endsOn = endsOn
            self.items = items
            self.regions = regions
            self.measures = measures
        }

        /// What is drawn of a class, in words: `2.5%`, `30户`.
        package func measure(_ risk: RiskClass) -> String? { measures[risk]?.words }

        func meets(_ other: Task) -> Bool {
            regions.contains { one in other.regions.contains { one.contains($0) || $0.contains(one) } }
        }
    }

    package let year: Int
    package let kind: Plan.Kind
    package let region: RegionCode
    package let tasks: [Task]
    package let overlaps: [SubjectOverlap]
    /// Enterprises of the plan's region today.
    package let enterprises: Int
    /// Visits that each certified inspector of the authority takes on in one draw.
    package let caps: [Int]

    package init(
        year: Int, kind: Plan.Kind, region: RegionCode, tasks: [Task], overlaps: [SubjectOverlap], enterprises: Int,
        caps: [Int]
    ) {
        self.year = year
        self.kind = kind
        self.region = region
        self.tasks = tasks
        self.overlaps = overlaps
        self.enterprises = enterprises
        self.caps = caps
    }
}

/// The values of the law that figures are measured by, each with its rule.
package struct PlanFiguresRules: Sendable {
    package let floor: LawRule
    package let certified: LawRule
    package let lowRisk: LawRule
    package let perYear: LawRule
    package let joint: LawRule
    /// Last day for reporting the plan (2.3.12).
    package let due: Day
    let law: LawBook

    package init(law: LawBook, year: Int, kind: Plan.Kind, region: RegionCode) throws {
        guard let start = Day(year: year, month: 1, day: 1) else { throw Problem.notFound("年度") }
        self.law = law
        floor = try law.rule("coverage.floor", on: start, in: region)
        certified = try law.rule("matching.certified.min", on: start, in: region)
        lowRisk = try law.rule("repeat.low-risk.classes", on: start, in: region)
        perYear = try law.rule("repeat.low-risk.per-year", on: start, in: region)
        joint = try law.rule("repeat.joint-covered", on: start, in: region)
        due = try PlanDeadline.due(kind, year: year, region: region, law: law)
    }

    var lowRiskClasses: Set<String> { Set(lowRisk.list ?? []) }
}

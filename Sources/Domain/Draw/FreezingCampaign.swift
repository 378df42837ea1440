/// One campaign as a freeze goes through it: who may be drawn, who is left out and why, and at which ratio each class is
/// drawn.
struct FreezingCampaign {
    let campaign: Campaign
    /// From 0, in the order of the ceremony; the plan entry counts from 1.
    let place: Int
    private let query: SubjectQuery
    private let rules: RepeatRules
    let libraries: LibraryRules
    /// Key items and stated bases may be drawn again within the year (2.3.10).
    private let mayRepeat: Bool
    /// How much of each class is drawn; classes that are not drawn are absent.
    let measures: [DrawClass: Measure]
    /// A witness of the candidates: it must count them as the database gives them. Nil in a house without index.
    private let sets: (any SubjectSets)?

    init(
        _ campaign: Campaign, place: Int, items: [Item], rules: RepeatRules, libraries: LibraryRules,
        sets: (any SubjectSets)? = nil
    ) {
        self.sets = sets
        self.campaign = campaign
        self.place = place
        query = campaign.reach(items)
        self.rules = rules
        self.libraries = libraries
        mayRepeat = campaign.repeatBasis != nil || items.allSatisfy { $0.importance == .key }
        measures = libraries.measures(campaign.measures)
    }

    /// Gives every subject that may be checked, whether or not its class is drawn, so that being in the population tells
    /// no class; and those that are left out, with the reason.
    /// - Throws: `draw.subject-id`, `index.disagrees`, and what the store throws.
    func forEachEligible(
        _ stores: any Stores, on day: Day, leftOut: (Int32, String) -> Void = { _, _ in },
        _ body: (Int32, Candidate) -> Void
    ) throws {
        var counted: [RiskClass: Int] = [:]
        try stores.registry.forEachCandidate(query, riskOn: day) { candidate in
            guard let subject = Int32(exactly: candidate.id), subject >= 0 else {
                throw Problem(.defect, "draw.subject-id", "检查对象编号超出范围。")
            }
            counted[candidate.risk, default: 0] += 1
            if let reason = libraries.reason(candidate) { return leftOut(subject, reason.text) }
            if let reason = rules.reason(against: candidate, mayRepeat: mayRepeat, cites: campaign.repeatBasis != nil) {
                return leftOut(subject, reason)
            }
            body(subject, candidate)
        }
        try sets?.expect(counted, of: query, riskOn: day, stores)
    }
}

/// 不得重复抽查 (2.3.10) and the cap of visits that a province may set, as the law holds them on the day of the freeze.
struct RepeatRules {
    private let classes: Set<String>
    private let perYear: Int
    /// Draws of one subject in a year, whatever its class; nil where the region sets none.
    private let cap: Int?

    init(law: LawBook, on day: Day, in region: RegionCode) throws {
        classes = Set(try law.rule("repeat.low-risk.classes", on: day, in: region).list ?? [])
        perYear = try law.value("repeat.low-risk.per-year", on: day, in: region)
        cap = try law.rule("repeat.visits.per-year", on: day, in: region).value
    }

    /// Why a subject is not drawn again; nil when it may be.
    /// - Parameters:
    ///   - mayRepeat: key items, and campaigns that cite a law, may draw low-risk subjects again.
    ///   - cites: only a cited law goes beyond the cap.
    func reason(against candidate: Candidate, mayRepeat: Bool, cites: Bool) -> String? {
        if let cap, !cites, candidate.drawnThisYear >= cap { return "本年度已抽查\(cap)次，达到本地规定的次数上限" }
        guard !mayRepeat, candidate.drawnThisYear >= perYear, classes.contains(candidate.risk.rawValue) else {
            return nil
        }
        return "本年度已被抽查，依规定不重复抽查"
    }
}

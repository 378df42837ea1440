/// One campaign as a freeze goes through it: who may be drawn, who is left out and why, and at which ratio each class is
/// drawn.
struct FreezingCampaign {
    let campaign: Campaign
    /// From 0, in the order of the ceremony; the plan entry counts from 1.
    let place: Int
    private let selectors: [Selector]
    private let rules: RepeatRules
    private let libraries: LibraryRules
    /// Key items and stated bases may be drawn again within the year (2.3.10).
    private let mayRepeat: Bool
    /// Basis points at which each class is drawn; classes that are not drawn are absent.
    let ratios: [RiskClass: Int]
    /// A witness of the candidates: it must count them as the database gives them. Nil in a house without index.
    private let sets: (any SubjectSets)?

    init(
        _ campaign: Campaign, place: Int, items: [Item], rules: RepeatRules, libraries: LibraryRules,
        sets: (any SubjectSets)? = nil
    ) {
        self.sets = sets
        self.campaign = campaign
        self.place = place
        selectors = items.map(\.selector)
        self.rules = rules
        self.libraries = libraries
        mayRepeat = campaign.repeatBasis != nil || items.allSatisfy { $0.importance == .key }
        ratios = Dictionary(campaign.quotas.map { ($0.risk, $0.basisPoints) }, uniquingKeysWith: { first, _ in first })
    }

    /// Gives every subject that may be checked, whether or not its class is drawn, so that being in the population tells
    /// no class; and those that are left out, with the reason.
    /// - Throws: `draw.subject-id`, `index.disagrees`, and what the store throws.
    func forEachEligible(
        _ stores: any Stores, on day: Day, leftOut: (Int32, String) -> Void = { _, _ in },
        _ body: (Int32, Candidate) -> Void
    ) throws {
        var counted: [RiskClass: Int] = [:]
        try stores.registry.forEachCandidate(regions: campaign.regions, selectors: selectors, riskOn: day) {
            candidate in
            guard let subject = Int32(exactly: candidate.id), subject >= 0 else {
                throw Problem(.defect, "draw.subject-id", "检查对象编号超出范围。")
            }
            counted[candidate.risk, default: 0] += 1
            if let reason = libraries.reason(candidate) { return leftOut(subject, reason.text) }
            if !mayRepeat, let reason = rules.reason(against: candidate) { return leftOut(subject, reason) }
            body(subject, candidate)
        }
        try sets?.expect(
            counted, of: SubjectQuery(regions: campaign.regions, selectors: selectors), riskOn: day, stores)
    }
}

/// 不得重复抽查 (2.3.10) as the law holds it on the day of the freeze.
struct RepeatRules {
    private let classes: Set<String>
    private let perYear: Int

    init(law: LawBook, on day: Day, in region: RegionCode) throws {
        classes = Set(try law.rule("repeat.low-risk.classes", on: day, in: region).list ?? [])
        perYear = try law.value("repeat.low-risk.per-year", on: day, in: region)
    }

    /// Why a subject is not drawn again; nil when it may be.
    func reason(against candidate: Candidate) -> String? {
        candidate.drawnThisYear >= perYear && classes.contains(candidate.risk.rawValue) ? "本年度已被抽查，依规定不重复抽查" : nil
    }
}

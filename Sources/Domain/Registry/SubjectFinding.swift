/// Finding and counting subjects: from the index where it shows the present state, else from the database. Both answer alike.
package struct SubjectFinding: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// Whom a selection reaches.
    package struct Selection: Sendable {
        package let breakdown: SubjectBreakdown
        package let listing: SubjectListing
        package let choices: SelectorChoices

        package init(breakdown: SubjectBreakdown, listing: SubjectListing, choices: SelectorChoices) {
            self.breakdown = breakdown
            self.listing = listing
            self.choices = choices
        }
    }

    /// A page of subjects with their breakdown. The region is cut to the actor's own, and so are the tags.
    package func selection(_ filter: SubjectFilter, slice: Slice, for actor: Actor) async throws -> Selection {
        try actor.require(.registryRead)
        var filter = filter
        if !actor.region.contains(filter.region) { filter.region = actor.region }
        let wanted = filter
        return try await house.reading { stores, sets in
            let sight = try TagSight(actor, stores.registry)
            let query = sight.narrowed(wanted).query
            return Selection(
                breakdown: try SubjectFinding.breakdown(query, stores, sets),
                listing: sight.visible(try SubjectFinding.listing(query, slice, stores, sets)),
                choices: try SelectorChoices(wanted, sight, stores, actor))
        }
    }

    static func listing(
        _ query: SubjectQuery, _ slice: Slice, _ stores: any Stores, _ sets: (any SubjectSets)?
    ) throws -> SubjectListing {
        guard let sets else { return try stores.registry.search(query, slice: slice) }
        let (ids, total) = sets.page(query, slice)
        return SubjectListing(
            rows: try stores.registry.subjects(ids: ids).sorted { $0.id < $1.id }, slice: slice, counted: total,
            isCapped: false)
    }

    static func breakdown(
        _ query: SubjectQuery, _ stores: any Stores, _ sets: (any SubjectSets)?
    ) throws -> SubjectBreakdown {
        if let sets { return sets.breakdown(query) }
        return try stores.registry.breakdown(query)
    }

    /// By class of the newest snapshot dated on or before the day. The index knows the newest of all.
    package static func classes(
        _ query: SubjectQuery, riskOn day: Day, _ stores: any Stores, _ sets: (any SubjectSets)?
    ) throws -> [RiskClass: Int] {
        if let sets, sets.riskSnapshot == (try stores.registry.riskSnapshot(until: day)) { return sets.classes(query) }
        return try stores.registry.classes(query, riskOn: day)
    }
}

extension RegistryStore {
    /// How many subjects ``forEachCandidate(_:riskOn:_:)`` would give, by class. `types` narrows to those
    /// type codes (nil: all), for the floor of 2.3.4.
    package func countCandidates(regions: [RegionCode], selectors: [Selector], types: [String]?, riskOn day: Day) throws
        -> [RiskClass: Int]
    {
        try classes(SubjectQuery(regions: regions, selectors: selectors, types: types), riskOn: day)
    }
}

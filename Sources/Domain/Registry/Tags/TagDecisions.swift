/// Which decisions about tags are listed.
package struct TagDecisionFilter: Sendable {
    package enum State: String, Sendable, CaseIterable {
        case standing, coming, over

        package var title: String {
            switch self {
            case .standing: "有效"
            case .coming: "未开始"
            case .over: "已结束、到期"
            }
        }
    }

    package let region: RegionCode
    /// On which a decision stands, begins later, or is over.
    package let day: Day
    package var state: State?
    /// Code of a tag.
    package var tag: String?
    package var gives: Bool?
    /// Part of a subject's name or identifier.
    package var text = ""
    /// Numbers of tags that the person may not see.
    package var hidden: [Int64] = []

    package init(region: RegionCode, day: Day) {
        self.region = region
        self.day = day
    }
}

/// What a person decided, and of whom.
package struct TagDecision: Sendable {
    package let hold: TagHold
    package let identifier: String
    package let name: String
    package let region: RegionCode

    package init(hold: TagHold, identifier: String, name: String, region: RegionCode) {
        self.hold = hold
        self.identifier = identifier
        self.name = name
        self.region = region
    }
}

extension TagReading {
    package struct Decisions: Sendable {
        package let rows: Listing<TagDecision>
        /// Those that the person may see, by number.
        package let tags: [Int64: RegistryTag]
        package let regionNames: [RegionCode: String]
    }

    /// What people decided about tags in the person's region, whoever they were.
    package func decisions(
        state: TagDecisionFilter.State?, tag: String?, gives: Bool?, text: String, slice: Slice, for actor: Actor
    ) async throws -> Decisions {
        try actor.require(.registryRead)
        var filter = TagDecisionFilter(region: actor.region, day: house.clock.today)
        filter.state = state
        filter.tag = tag
        filter.gives = gives
        filter.text = text
        let wanted = filter
        return try await house.storage.read { stores in
            let registry = stores.registry
            let closed = try TagReading.closed(to: actor, registry)
            let all = try registry.tagRecords()
            var filter = wanted
            filter.hidden = all.filter { $0.owner.map(closed.contains) ?? false }.map(\.number)
            return Decisions(
                rows: try registry.decisions(filter, slice: slice),
                tags: Dictionary(
                    all.filter { !($0.owner.map(closed.contains) ?? false) }.map { ($0.number, $0) }
                ) { first, _ in first },
                regionNames: Dictionary(try registry.regions(within: actor.region).map { ($0.code, $0.name) }) {
                    first, _ in first
                })
        }
    }
}

/// Which tags a person may see: those that the province keeps for all, and those of the directories that the person may read
/// (2.2.6). Whoever may not see a tag is not offered it, does not read it on a subject, and finds nobody by it.
package struct TagSight: Sendable {
    private let hidden: Set<String>
    private let offered: [TagRules.Tag]

    package init(_ actor: Actor, _ registry: any RegistryStore) throws {
        let closed = try TagReading.closed(to: actor, registry)
        let hidden = Set(
            try registry.tagRecords().filter { $0.owner.map(closed.contains) ?? false }.map(\.code))
        self.hidden = hidden
        offered = try registry.tags().filter { !hidden.contains($0.code) }
    }

    /// Tags in use that the person may see.
    package var tags: [TagRules.Tag] { offered }

    package var names: [String: String] { Dictionary(offered.map { ($0.code, $0.name) }) { first, _ in first } }

    func sees(_ selector: Selector) -> Bool {
        hidden.isDisjoint(with: selector.tags + selector.allTags + selector.noTags)
    }

    /// The same question where a hidden tag is one that does not exist: it reaches nobody, and keeps nobody out.
    func narrowed(_ filter: SubjectFilter) -> SubjectFilter {
        guard !hidden.isEmpty else { return filter }
        var filter = filter
        filter.tags = seen(filter.tags)
        filter.selector = narrowed(filter.selector)
        return filter
    }

    func narrowed(_ selector: Selector) -> Selector {
        var selector = selector
        selector.tags = seen(selector.tags)
        selector.allTags = seen(selector.allTags)
        selector.noTags = seen(selector.noTags)
        return selector
    }

    private func seen(_ codes: [String]) -> [String] { codes.map { hidden.contains($0) ? "" : $0 } }

    package func visible(_ codes: [String]) -> [String] { codes.filter { !hidden.contains($0) } }

    func visible(_ subject: Subject) -> Subject {
        var subject = subject
        subject.facts.tags = visible(subject.facts.tags)
        return subject
    }

    func visible(_ listing: SubjectListing) -> SubjectListing {
        SubjectListing(
            rows: listing.rows.map(visible), slice: listing.slice, counted: listing.counted, isCapped: listing.isCapped)
    }
}

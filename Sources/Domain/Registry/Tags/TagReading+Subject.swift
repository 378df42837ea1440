/// A subject's tags: where each comes from, what people decided, what changed and why.
extension TagReading {
    package struct Carried: Sendable {
        package let tag: RegistryTag
        package let dimension: String
        /// The decision it rests on; nil where the rules give it.
        package let hold: TagHold?
        /// Phrases of the scope or name that the rules found; empty for a decision or a rule by type.
        package let phrases: [String]
    }

    package struct SubjectTags: Sendable {
        package let id: Int64
        package let name: String
        package let carried: [Carried]
        package let holds: [(hold: TagHold, tag: RegistryTag)]
        /// Oldest first, those by imports, forms and calls among them.
        package let changes: [(change: TagChange, tag: RegistryTag)]
        package let directories: [Department]
        package let libraries: [(library: Library, entry: LibraryEntry, effect: LibraryEffect?)]
        /// Tags that this person may give.
        package let givable: [RegistryTag]
    }

    package func subject(_ id: Int64, for actor: Actor) async throws -> SubjectTags {
        try actor.require(.registryRead)
        let house = house
        return try await house.storage.read { stores in
            guard let subject = try stores.registry.subject(id: id) else { throw Problem.notFound("检查对象") }
            try actor.require(.registryRead, over: subject.facts.region, what: "检查对象")
            return try TagReading.of(id, name: subject.name, subject.facts, for: actor, stores, house)
        }
    }

    /// In a transaction that has the subject already.
    static func of(
        _ id: Int64, name: String, _ facts: SubjectFacts, for actor: Actor, _ stores: any Stores, _ house: House
    ) throws -> SubjectTags {
        let registry = stores.registry
        let today = house.clock.today
        let closed = try TagReading.closed(to: actor, registry)
        let book = try TagBook(registry)
        let visible = book.tags.filter { !($0.owner.map(closed.contains) ?? false) }
        let byNumber = Dictionary(visible.map { ($0.number, $0) }) { first, _ in first }
        let dimensions = Dictionary(try registry.tagDimensions().map { ($0.code, $0.name) }) { first, _ in first }
        let holds = try registry.tagHolds(subject: id)
        var tagger = book.tagger
        let found = tagger.reasons(scope: facts.scope, name: name)
        let carried = visible.filter { tag in facts.tags.contains { $0.utf8.elementsEqual(tag.code.utf8) } }
            .map { tag in
                Carried(
                    tag: tag, dimension: dimensions[tag.dimension] ?? tag.dimension,
                    hold: holds.first { $0.tag == tag.number && $0.gives && $0.stands(on: today) },
                    phrases: found[tag.code] ?? [])
            }
        let mayEdit = actor.may(.registryEdit) && actor.covers(facts.region)
        let departments = Set(try registry.directories(of: id)).subtracting(closed)
        let changes =
            try registry.tagChanges(subject: id)
            + stores.subjects.changes(subject: id, limit: SubjectDossiers.changeLimit)
            .flatMap { TagChange.told(by: $0, of: id, book) }
        return SubjectTags(
            id: id, name: name, carried: carried,
            holds: holds.compactMap { hold in byNumber[hold.tag].map { (hold, $0) } },
            changes: changes.sorted { $0.at < $1.at }.compactMap { change in
                byNumber[change.tag].map { (change, $0) }
            },
            directories: try registry.departments().filter { departments.contains($0.code) },
            libraries: try LibraryReading.of(id, stores, house),
            givable: mayEdit ? visible.filter { $0.state == .active && TagHolding.mayGive($0, actor) } : [])
    }
}

extension TagChange {
    /// What a statement about the subject changed in its tags: its history keeps them as one field.
    fileprivate static func told(by change: SubjectChange, of subject: Int64, _ book: TagBook) -> [TagChange] {
        change.fields.filter { $0.field == .tags }.flatMap { field -> [TagChange] in
            let before = Set(field.old.split(separator: " ").map(String.init))
            let after = Set(field.new.split(separator: " ").map(String.init))
            func line(_ code: String, gained: Bool) -> TagChange? {
                book.byCode[code].map {
                    TagChange(
                        subject: subject, tag: $0.number, gained: gained, cause: "way:\(change.way.rawValue)",
                        at: change.at)
                }
            }
            return before.subtracting(after).sorted().compactMap { line($0, gained: false) }
                + after.subtracting(before).sorted().compactMap { line($0, gained: true) }
        }
    }
}

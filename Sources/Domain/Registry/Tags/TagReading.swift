/// What people may read of tags: the taxonomy, one tag, a subject's tags with where each comes from, the rules.
package struct TagReading: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    package struct Taxonomy: Sendable {
        package let dimensions: [TagDimension]
        package let tags: [RegistryTag]
        package let counts: [Int64: Int]
        package let ruled: Set<String>
        package let departments: [Department]
        package let rulesInForce: Int
        package let draft: Int?
        package let mayKeep: Bool
    }

    package func taxonomy(for actor: Actor) async throws -> Taxonomy {
        try actor.require(.registryRead)
        return try await house.storage.read { stores in
            let registry = stores.registry
            let rules = try registry.rulesInForce()
            let closed = try TagReading.closed(to: actor, registry)
            return Taxonomy(
                dimensions: try registry.tagDimensions(),
                tags: try registry.tagRecords().filter { !($0.owner.map(closed.contains) ?? false) },
                counts: try registry.countCarriers(), ruled: Set(rules?.rules.rules.map(\.tag) ?? []),
                departments: try registry.departments(), rulesInForce: rules?.number ?? 0,
                draft: try registry.draftOfRules()?.number, mayKeep: TagKeeping.mayKeep(nil, actor))
        }
    }

    /// Departments whose directory, and so whose tags, the person may not read.
    static func closed(to actor: Actor, _ registry: any RegistryStore) throws -> Set<String> {
        let declared = try registry.directories()
        return Set(
            try registry.departments().map(\.code).filter {
                !DirectoryKeeping.mayRead($0, isShared: declared[$0]?.isShared ?? false, actor)
            })
    }

    package struct Dossier: Sendable {
        package let tag: RegistryTag
        package let dimension: String
        package let owner: Department?
        package let carriers: Int
        package let rules: [TagRules.Rule]
        package let items: [Item]
        package let inspectors: Int
        package let mergedInto: RegistryTag?
        /// Tags that were merged into this one.
        package let absorbed: [RegistryTag]
        /// Tags it may be merged into.
        package let others: [RegistryTag]
        package let dimensions: [TagDimension]
        package let timeline: [LedgerLine]
        package let mayKeep: Bool
        package let mayGive: Bool
    }

    package func tag(_ code: String, for actor: Actor) async throws -> Dossier {
        try actor.require(.registryRead)
        let today = house.clock.today
        return try await house.storage.read { stores in
            let registry = stores.registry
            let all = try registry.tagRecords()
            guard let tag = all.first(where: { $0.code.utf8.elementsEqual(code.utf8) }),
                !(try tag.owner.map { try TagReading.closed(to: actor, registry).contains($0) } ?? false)
            else { throw Problem.notFound("标签") }
            let dimensions = try registry.tagDimensions()
            return Dossier(
                tag: tag, dimension: dimensions.first { $0.code == tag.dimension }?.name ?? tag.dimension,
                owner: try tag.owner.flatMap { try registry.department($0) },
                carriers: try registry.countCarriers()[tag.number] ?? 0,
                rules: try registry.rulesInForce()?.rules.rules(of: code) ?? [],
                items: try TagFollowing.items(naming: code, stores),
                inspectors: try registry.countInspectors(naming: code, on: today),
                mergedInto: all.first { $0.number == tag.mergedInto },
                absorbed: all.filter { $0.mergedInto == tag.number },
                others: all.filter { $0.state == .active && $0.owner == tag.owner && $0.number != tag.number },
                dimensions: dimensions, timeline: try stores.ledger.timeline(object: "tag/\(code)"),
                mayKeep: tag.state == .active && TagKeeping.mayKeep(tag.owner, actor),
                mayGive: tag.state == .active && TagHolding.mayGive(tag, actor))
        }
    }

    // MARK: Rules

    package func versions(for actor: Actor) async throws -> [TagRuleVersion] {
        try actor.require(.registryRead)
        return try await house.storage.read { try $0.registry.ruleVersions() }
    }

    package struct Version: Sendable {
        package let version: TagRuleVersion
        package let before: TagRuleVersion?
        package let tags: [RegistryTag]
        /// Codes of the tags whose rules differ from those of the version before.
        package let differing: Set<String>
        /// Names of the subjects in the trial's samples that lie in the person's region.
        package let samples: [Int64: String]
        package let run: TagRuns.Report?
        package let timeline: [LedgerLine]
        package let mayKeep: Bool
    }

    package func version(_ number: Int, for actor: Actor) async throws -> Version {
        try actor.require(.registryRead)
        let run = house.tagRuns.report
        return try await house.storage.read { stores in
            let registry = stores.registry
            guard let version = try registry.ruleVersion(number) else { throw Problem.notFound("规则版本") }
            let before = try registry.ruleVersion(version.base)
            let ids = version.trial?.lines.flatMap { $0.gainedSamples + $0.lostSamples } ?? []
            let people = try registry.subjects(ids: Set(ids).sorted())
            return Version(
                version: version, before: before, tags: try registry.tagRecords(),
                differing: before.map { version.rules.differing(from: $0.rules) } ?? [],
                samples: Dictionary(
                    people.filter { actor.covers($0.facts.region) }.map { ($0.id, $0.name) }
                ) { first, _ in first },
                run: run?.version == number
                    ? run
                    : try version.settledTo.map { _ in
                        TagRuns.Report(
                            version: number, isTrial: false, done: version.trial?.subjects ?? 0,
                            total: try registry.countAllSubjects(), failure: nil)
                    },
                timeline: try stores.ledger.timeline(object: "tag-rules/\(number)"),
                mayKeep: TagKeeping.mayKeep(nil, actor))
        }
    }

    /// A version as tools/check-tags.py and judge-tags.py read it: JSON, which is YAML.
    package func file(_ number: Int, for actor: Actor) async throws -> String {
        try actor.require(.registryRead)
        return try await house.storage.read { stores in
            let registry = stores.registry
            guard let version = try registry.ruleVersion(number) else { throw Problem.notFound("规则版本") }
            let named = Set(version.rules.rules.map(\.tag))
            let file = TagRules(
                dimensions: try registry.tagDimensions().map { TagRules.Dimension(code: $0.code, name: $0.name) },
                negation: version.rules.negation,
                tags: try registry.tagRecords().filter { named.contains($0.code) }
                    .map { TagRules.Tag(code: $0.code, name: $0.name, dimension: $0.dimension) },
                rules: version.rules.rules)
            return try file.json()
        }
    }
}

/// What the pages of the lists show.
extension CatalogueKeeping {
    package typealias Names = CatalogueNames

    package struct Overview: Sendable {
        package let list: CatalogueList
        /// In force today.
        package let version: CatalogueVersion?
        /// Published, and yet to take effect; the nearest first.
        package let coming: [CatalogueVersion]
        /// Number of the newest version: what a change builds on.
        package let newest: Int
        package let entries: [ListEntry]
        package let withChecklist: Set<String>
        /// Documents of each entry, by code.
        package let documents: [String: Int]
        package let names: Names
    }

    package struct Dossier: Sendable {
        /// As it reads today; of a retired entry the last wording, of a coming one the first.
        package let entry: ListEntry
        package let state: VersionStanding.State
        /// The newest wording, on which a change builds; nil when the newest version no longer holds it.
        package let newest: ListEntry?
        package let regionName: String
        package let history: [EntryPeriod]
        package let checklist: Checklist?
        /// Whom it reaches within ``area``, counted as the freeze does; the first of them for those who may find them by
        /// themselves. Nil for joint items.
        package let reach: SubjectFinding.Selection?
        /// The actor's region, or the part of it that a local entry holds in.
        package let area: RegionCode
        /// Of a key-supervision item (3.6.1).
        package let coverage: KeyCoverage?
        package let documents: [CatalogueDocument]
        /// How a local entry came into the list, and what was proposed about it since.
        package let proposals: [Proposal]
        package let names: Names
        package let today: Day
    }

    package struct VersionDossier: Sendable {
        package let version: CatalogueVersion
        package let state: VersionStanding.State
        /// Against the version before, or the one that was asked for.
        package let diff: CatalogueDiff
        package let entries: Int
        /// What it is compared with; 0 for nothing.
        package let against: Int
        /// All versions, newest first.
        package let versions: [CatalogueVersion]
        package let timeline: [LedgerLine]
    }

    /// The list in force, as far as it may be used anywhere in the actor's region.
    package func overview(_ actor: Actor, _ list: CatalogueList = .items) async throws -> Overview {
        try actor.require(.catalogueRead)
        let house = house
        let today = house.clock.today
        return try await house.storage.read { stores in
            let inForce = try stores.catalogue.versionInForce(list, on: today)
            let versions = try stores.catalogue.versions(list)
            return Overview(
                list: list, version: inForce,
                coming: versions.filter { $0.withdrawnBy == nil && $0.effectiveFrom > today }.reversed(),
                newest: versions.first?.number ?? 0,
                entries: try stores.catalogue.entries(list, version: inForce?.number ?? 0)
                    .filter { CatalogueKeeping.concerns($0.region, actor) },
                withChecklist: try stores.catalogue.itemsWithChecklist(),
                documents: try stores.catalogue.documentCounts(list),
                names: try CatalogueNames(stores, house))
        }
    }

    /// An entry of the actor's region, of one above it, or of one below.
    static func concerns(_ region: RegionCode, _ actor: Actor) -> Bool {
        region.contains(actor.region) || actor.region.contains(region)
    }

    package func dossier(_ actor: Actor, item code: String) async throws -> Dossier {
        try await dossier(actor, .items, code)
    }

    package func dossier(_ actor: Actor, _ list: CatalogueList, _ code: String) async throws -> Dossier {
        try actor.require(.catalogueRead)
        let house = house
        let today = house.clock.today
        return try await house.reading { stores, sets in
            let history = try stores.catalogue.history(list, code)
            let inForce = try stores.catalogue.versionInForce(list, on: today)?.number ?? 0
            func stands(_ period: EntryPeriod) -> Bool {
                period.since.number <= inForce && (period.until.map { $0.number > inForce } ?? true)
            }
            let shown =
                history.first(where: stands) ?? history.first { $0.since.number <= inForce } ?? history.last
            guard let shown, CatalogueKeeping.concerns(shown.entry.region, actor) else {
                throw Problem.notFound(list.noun)
            }
            let entry = shown.entry
            let area = actor.region.contains(entry.region) ? entry.region : actor.region
            let reach = try entry.selector.map { selector in
                var filter = SubjectFilter(region: area)
                (filter.selector, filter.status) = (selector, .active)
                let sight = try TagSight(actor, stores.registry)
                let slice = Slice(page: 1, size: 5)
                return SubjectFinding.Selection(
                    breakdown: try SubjectFinding.breakdown(filter.query, stores, sets),
                    listing: actor.may(.registryRead) && sight.sees(selector)
                        ? try SubjectFinding.listing(filter.query, slice, stores, sets)
                        : SubjectListing(rows: [], slice: slice, counted: 0, isCapped: false),
                    choices: try SelectorChoices(filter, sight, stores, actor))
            }
            var coverage: KeyCoverage?
            if case .key(let item) = entry {
                coverage = try stores.catalogue.coverage(of: item, within: area, year: today.year)
            }
            return Dossier(
                entry: entry,
                state: stands(shown) ? .inForce : shown.since.number <= inForce ? .past : .coming,
                newest: history.first { $0.until == nil }?.entry,
                regionName: try stores.registry.region(entry.region)?.name ?? entry.region.text, history: history,
                checklist: list == .items ? try stores.catalogue.checklist(item: code) : nil,
                reach: reach, area: area,
                coverage: coverage,
                documents: try stores.catalogue.documents(list, code: code),
                proposals: try stores.catalogue.proposals(about: list, code: code)
                    .filter { CatalogueKeeping.concerns($0.region, actor) },
                names: try CatalogueNames(stores, house), today: today)
        }
    }

    package func versions(_ actor: Actor, _ list: CatalogueList = .items) async throws -> [VersionDossier] {
        try actor.require(.catalogueRead)
        let today = house.clock.today
        return try await house.storage.read { stores in
            let versions = try stores.catalogue.versions(list)
            let inForce = try stores.catalogue.versionInForce(list, on: today)?.number
            return try versions.map {
                try CatalogueKeeping.dossier($0, nil, versions, inForce, .codes, stores, today)
            }
        }
    }

    /// A version and what it changes against `from`, or against the one before it.
    package func version(_ actor: Actor, _ list: CatalogueList = .items, _ number: Int, from: Int? = nil) async throws
        -> VersionDossier
    {
        try actor.require(.catalogueRead)
        let house = house
        let today = house.clock.today
        return try await house.storage.read { stores in
            let versions = try stores.catalogue.versions(list)
            guard let version = versions.first(where: { $0.number == number }),
                from.map({ one in one == 0 || versions.contains { $0.number == one } }) ?? true
            else { throw Problem.notFound("清单版本") }
            return try CatalogueKeeping.dossier(
                version, from, versions, try stores.catalogue.versionInForce(list, on: today)?.number,
                try CatalogueNames(stores, house), stores, today)
        }
    }

    private static func dossier(
        _ version: CatalogueVersion, _ from: Int?, _ versions: [CatalogueVersion], _ inForce: Int?, _ names: Names,
        _ stores: any Stores, _ today: Day
    ) throws -> VersionDossier {
        let entries = try stores.catalogue.entries(version.list, version: version.number)
        let against = from ?? version.number - 1
        return VersionDossier(
            version: version,
            state: version.standing.state(of: version.number, inForce: inForce, on: today),
            diff: CatalogueDiff(
                from: try stores.catalogue.entries(version.list, version: against), to: entries, names: names),
            entries: entries.count, against: against, versions: versions,
            timeline: try stores.ledger.timeline(object: object(version.list, version.number)))
    }

    /// Words for forms.
    package func names(_ actor: Actor) async throws -> Names {
        try actor.require(.catalogueRead)
        let house = house
        return try await house.storage.read { try CatalogueNames($0, house) }
    }

    /// Subjects that a key-supervision item reaches and nobody has inspected within its cycle.
    package func uncovered(_ actor: Actor, key code: String, slice: Slice) async throws -> (
        item: KeyItem, coverage: KeyCoverage, listing: Listing<UncoveredSubject>
    ) {
        try actor.require(.registryRead)
        let dossier = try await dossier(actor, .key, code)
        guard case .key(let item) = dossier.entry, let coverage = dossier.coverage else {
            throw Problem.notFound(CatalogueList.key.noun)
        }
        let area = actor.region.contains(item.region) ? item.region : actor.region
        let year = house.clock.today.year
        return try await house.storage.read { stores in
            (item, coverage, try stores.catalogue.uncovered(by: item, within: area, year: year, slice: slice))
        }
    }
}

/// 全覆盖: how many of the subjects of a key-supervision item were inspected within its cycle (3.6.1).
package struct KeyCoverage: Sendable, Equatable {
    package let reached: Int
    package let covered: Int
    /// First calendar year of the cycle that counts.
    package let fromYear: Int

    package init(reached: Int, covered: Int, fromYear: Int) {
        self.reached = reached
        self.covered = covered
        self.fromYear = fromYear
    }

    package var missing: Int { max(0, reached - covered) }
}

package struct UncoveredSubject: Sendable {
    package let id: Int64
    package let name: String
    package let identifier: String
    package let regionName: String
    package let address: String
    /// Day of its last inspection before the cycle, if any.
    package let lastInspected: Day?

    package init(
        id: Int64, name: String, identifier: String, regionName: String, address: String, lastInspected: Day?
    ) {
        self.id = id
        self.name = name
        self.identifier = identifier
        self.regionName = regionName
        self.address = address
        self.lastInspected = lastInspected
    }
}

/// The lists as the public reads them.
extension Portal {
    /// What can be seen of a list on its page.
    package struct ListPage: Sendable {
        /// In force today; nil before the first version takes effect.
        package let inForce: PublicVersion?
        /// Published, and yet to take effect; the nearest first.
        package let coming: [PublicVersion]
        package let listing: Listing<PublicEntry>
        package let retired: Int
    }

    package struct EntryPage: Sendable {
        /// The wording in force; of a retired entry the last, of a coming one the first.
        package let entry: PublicEntry
        package let state: VersionStanding.State
        /// All wordings, newest first, with the versions that brought and ended them.
        package let periods: [(period: PublicPeriod, since: PublicVersion, until: PublicVersion?)]
        package let files: [PublicFile]
        package let today: Day
    }

    package struct Comparison: Sendable {
        package let from: PublicVersion?
        package let to: PublicVersion
        package let diff: ListDiff<PublicEntry>
        package let versions: [PublicVersion]
        package let inForce: Int?
        package let today: Day
    }

    package func list(_ list: CatalogueList, text: String, slice: Slice) async throws -> ListPage {
        let today = house.clock.today
        return try await house.storage.read { stores in
            let versions = try stores.publication.publicVersions(list)
            let inForce = Portal.inForce(versions, on: today)
            let number = inForce?.number ?? 0
            return ListPage(
                inForce: inForce,
                coming: versions.filter { $0.withdrawnBy == nil && $0.effectiveFrom > today }.reversed(),
                listing: try stores.publication.publicEntries(list, version: number, text: text, slice: slice),
                retired: try stores.publication.retiredEntries(list, version: number, slice: Slice(size: 1)).total)
        }
    }

    package func retired(_ list: CatalogueList, slice: Slice) async throws -> Listing<PublicPeriod> {
        let today = house.clock.today
        return try await house.storage.read { stores in
            let number = Portal.inForce(try stores.publication.publicVersions(list), on: today)?.number ?? 0
            return try stores.publication.retiredEntries(list, version: number, slice: slice)
        }
    }

    package func entry(_ list: CatalogueList, _ code: String) async throws -> EntryPage {
        let today = house.clock.today
        return try await house.storage.read { stores in
            let periods = try stores.publication.publicPeriods(list, code: code)
            let versions = Dictionary(
                try stores.publication.publicVersions(list).map { ($0.number, $0) }
            ) { first, _ in first }
            let inForce = Portal.inForce(Array(versions.values), on: today)?.number ?? 0
            let shown =
                periods.first { $0.stands(in: inForce) } ?? periods.first { $0.since <= inForce } ?? periods.last
            guard let shown else { throw Portal.gone(list.noun) }
            let state: VersionStanding.State =
                shown.stands(in: inForce) ? .inForce : shown.since <= inForce ? .past : .coming
            return EntryPage(
                entry: shown.entry, state: state,
                periods: periods.compactMap { period in
                    versions[period.since].map { (period, $0, period.until.flatMap { versions[$0] }) }
                }, files: try stores.publication.publicFiles(list, code: code), today: today)
        }
    }

    package func versions(_ list: CatalogueList) async throws -> (versions: [PublicVersion], inForce: Int?, today: Day)
    {
        let today = house.clock.today
        return try await house.storage.read { stores in
            let versions = try stores.publication.publicVersions(list)
            return (versions, Portal.inForce(versions, on: today)?.number, today)
        }
    }

    /// What `to` changes against `from`; against the version before it when none is named.
    package func comparison(_ list: CatalogueList, from: Int?, to: Int) async throws -> Comparison {
        let today = house.clock.today
        return try await house.storage.read { stores in
            let versions = try stores.publication.publicVersions(list)
            let earlier = from ?? to - 1
            guard let target = versions.first(where: { $0.number == to }),
                earlier == 0 || versions.contains(where: { $0.number == earlier })
            else { throw Portal.gone("清单版本") }
            func entries(_ number: Int) throws -> [PublicEntry] {
                var entries: [PublicEntry] = []
                try stores.publication.forEachPublicEntry(list, version: number) { entries.append($0) }
                return entries
            }
            return Comparison(
                from: versions.first { $0.number == earlier }, to: target,
                diff: ListDiff(from: try entries(earlier), to: try entries(to)), versions: versions,
                inForce: Portal.inForce(versions, on: today)?.number, today: today)
        }
    }

    package func file(document: Int64, version: Int) async throws -> (file: PublicFile, content: [UInt8]) {
        try await house.storage.read { stores in
            guard let found = try stores.publication.publicFile(document: document, version: version) else {
                throw Portal.gone("文件")
            }
            return found
        }
    }

    static func inForce(_ versions: [PublicVersion], on today: Day) -> PublicVersion? {
        versions.filter { $0.withdrawnBy == nil && $0.effectiveFrom <= today }.max { $0.number < $1.number }
    }
}

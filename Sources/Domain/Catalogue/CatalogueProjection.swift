/// Copies the lists to the projection that the portal reads: every version and every wording of every entry, so that
/// the public sees which list is in force on a day, what each version changed, and what was retired (2.2.1).
struct CatalogueProjection {
    private let house: House
    private let stores: any Stores

    init(_ house: House, _ stores: any Stores) {
        self.house = house
        self.stores = stores
    }

    /// Called in the transaction that makes the version.
    func publish(_ list: CatalogueList, version number: Int, diff: CatalogueDiff, entries: Int) throws {
        guard let version = try stores.catalogue.version(list, number) else { throw Problem.notFound("清单版本") }
        try stores.publication.publish(PublicVersion(version, summary: diff.summary, entries: entries))
        for earlier in try stores.catalogue.versions(list) where earlier.withdrawnBy == number {
            try stores.publication.withdraw(list, version: earlier.number, by: number)
        }
        let names = try CatalogueNames(stores, house)
        for entry in diff.removed + diff.changed.map(\.before) {
            try stores.publication.close(list, code: entry.code, at: number)
        }
        for entry in diff.added + diff.changed.map(\.after) {
            try stores.publication.publish(try publicEntry(entry, names), since: number)
        }
    }

    private func publicEntry(_ entry: ListEntry, _ names: CatalogueNames) throws -> PublicEntry {
        PublicEntry(
            list: entry.list, code: entry.code, title: entry.title, heading: entry.heading,
            regionName: names.region(entry.region), isLocal: entry.isLocal, isSample: entry.isSample,
            facts: entry.particulars(names),
            approval: entry.isLocal ? try stores.catalogue.approval(entry.list, entry.code)?.sentence : nil)
    }

    /// Fills the projection of a database whose lists are older than it. Nothing happens where it is complete.
    static func complete(_ house: House) async throws {
        try await house.storage.housekeep { stores in
            let projection = CatalogueProjection(house, stores)
            for list in CatalogueList.allCases {
                let versions = try stores.catalogue.versions(list).reversed()
                let known = Set(try stores.publication.publicVersions(list).map(\.number))
                var before: [ListEntry] = []
                for version in versions {
                    let entries = try stores.catalogue.entries(list, version: version.number)
                    if !known.contains(version.number) {
                        try projection.publish(
                            list, version: version.number, diff: CatalogueDiff(from: before, to: entries),
                            entries: entries.count)
                    }
                    before = entries
                }
            }
        }
    }
}

/// Brings the public copy of the lists up to date at start; see ``CatalogueProjection``.
package struct CataloguePublishing: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package func complete() async throws { try await CatalogueProjection.complete(house) }
}

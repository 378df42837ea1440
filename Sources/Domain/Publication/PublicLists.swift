/// A version of a list as the portal shows it (2.2.1).
package struct PublicVersion: Sendable, Equatable {
    package let list: CatalogueList
    package let number: Int
    package let effectiveFrom: Day
    package let withdrawnBy: Int?
    package let reason: String
    package let basis: String
    package let publishedOn: Day
    /// `新增3项，修改1项`.
    package let summary: String
    package let entries: Int

    package init(
        list: CatalogueList, number: Int, effectiveFrom: Day, withdrawnBy: Int?, reason: String, basis: String,
        publishedOn: Day, summary: String, entries: Int
    ) {
        self.list = list
        self.number = number
        self.effectiveFrom = effectiveFrom
        self.withdrawnBy = withdrawnBy
        self.reason = reason
        self.basis = basis
        self.publishedOn = publishedOn
        self.summary = summary
        self.entries = entries
    }

    init(_ version: CatalogueVersion, summary: String, entries: Int) {
        self.init(
            list: version.list, number: version.number, effectiveFrom: version.effectiveFrom,
            withdrawnBy: version.withdrawnBy, reason: version.reason, basis: version.basis,
            publishedOn: version.createdAt.day, summary: summary, entries: entries)
    }

    package var standing: VersionStanding { VersionStanding(withdrawnBy: withdrawnBy, effectiveFrom: effectiveFrom) }
}

/// An entry of a list as the portal shows it: its facts in words. Nothing of a subject stands here.
package struct PublicEntry: Sendable, Codable, Equatable, ListedEntry {
    package let list: CatalogueList
    package let code: String
    package let title: String
    package let heading: String
    package let regionName: String
    package let isLocal: Bool
    package let isSample: Bool
    package let facts: [Particular]
    /// How a local entry came into the list (2.2.2).
    package let approval: String?

    package init(
        list: CatalogueList, code: String, title: String, heading: String, regionName: String, isLocal: Bool,
        isSample: Bool, facts: [Particular], approval: String?
    ) {
        self.list = list
        self.code = code
        self.title = title
        self.heading = heading
        self.regionName = regionName
        self.isLocal = isLocal
        self.isSample = isSample
        self.facts = facts
        self.approval = approval
    }

    package func particulars(_ names: CatalogueNames) -> [Particular] { facts }
}

/// A wording of an entry and the versions between which it stood.
package struct PublicPeriod: Sendable {
    package let entry: PublicEntry
    package let since: Int
    package let until: Int?

    package init(entry: PublicEntry, since: Int, until: Int?) {
        self.entry = entry
        self.since = since
        self.until = until
    }

    package func stands(in version: Int) -> Bool { since <= version && (until.map { $0 > version } ?? true) }
}

/// Guides and rules of an entry that are open to everybody (3.4.1).
package struct PublicFile: Sendable, Equatable {
    package let document: Int64
    package let version: Int
    package let list: CatalogueList
    package let code: String
    package let kind: String
    package let title: String
    package let filename: String
    package let size: Int
    package let digest: String
    package let publishedOn: Day
    /// A newer version has taken its place.
    package let isReplaced: Bool

    package init(
        document: Int64, version: Int, list: CatalogueList, code: String, kind: String, title: String,
        filename: String, size: Int, digest: String, publishedOn: Day, isReplaced: Bool
    ) {
        self.document = document
        self.version = version
        self.list = list
        self.code = code
        self.kind = kind
        self.title = title
        self.filename = filename
        self.size = size
        self.digest = digest
        self.publishedOn = publishedOn
        self.isReplaced = isReplaced
    }
}

/// What the public reads of the lists. Its queries name no table but `publication_…`.
package protocol PublicListStore {
    func publicVersions(_ list: CatalogueList) throws -> [PublicVersion]
    /// The list as a version holds it, narrowed to what holds `text` in title or heading, by code.
    func publicEntries(_ list: CatalogueList, version: Int, text: String, slice: Slice) throws -> Listing<PublicEntry>
    func forEachPublicEntry(_ list: CatalogueList, version: Int, _ body: (PublicEntry) throws -> Void) throws
    /// All wordings of an entry, newest first; empty when there was never such a code.
    func publicPeriods(_ list: CatalogueList, code: String) throws -> [PublicPeriod]
    /// Entries that no longer stand in that version, with their last wording, by code.
    func retiredEntries(_ list: CatalogueList, version: Int, slice: Slice) throws -> Listing<PublicPeriod>
    /// Files of an entry, newest version of each first.
    func publicFiles(_ list: CatalogueList, code: String) throws -> [PublicFile]
    func publicFile(document: Int64, version: Int) throws -> (file: PublicFile, content: [UInt8])?
}

/// Fills it; each call belongs into the transaction that changes what it shows.
package protocol PublicListKeeping: PublicListStore {
    func publish(_ version: PublicVersion) throws
    func withdraw(_ list: CatalogueList, version: Int, by number: Int) throws
    func publish(_ entry: PublicEntry, since version: Int) throws
    func close(_ list: CatalogueList, code: String, at version: Int) throws
    func publish(_ file: PublicFile, content: [UInt8]) throws
    /// Takes all versions of a document off the portal.
    func removeFiles(document: Int64) throws
}

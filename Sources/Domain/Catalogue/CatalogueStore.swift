/// The lists with their checklists, documents and proposals.
package protocol CatalogueStore: ChecklistStore, CatalogueListStore, ProposalStore, DocumentStore {
    /// An item by code in its newest wording, also one that takes effect later or has been retired: for naming it.
    /// What an item says on a day is ``CatalogueListStore/item(_:on:)``.
    func item(_ code: String) throws -> Item?
}

/// Versions of the lists and what stands in them.
package protocol CatalogueListStore {
    /// The items in force on a day, by code.
    func items(on day: Day) throws -> [Item]
    /// An item as it reads on a day. One retired by then keeps its last wording, so that what names it stays readable;
    /// one that is yet to come has its first.
    func item(_ code: String, on day: Day) throws -> Item?

    /// The newest version, whether in force already or not. It is never a withdrawn one.
    func latestVersion(_ list: CatalogueList) throws -> CatalogueVersion?
    /// The version in force on a day.
    func versionInForce(_ list: CatalogueList, on day: Day) throws -> CatalogueVersion?
    func version(_ list: CatalogueList, _ number: Int) throws -> CatalogueVersion?
    /// All versions, newest first.
    func versions(_ list: CatalogueList) throws -> [CatalogueVersion]
    /// The list as that version holds it, by code; empty for 0.
    func entries(_ list: CatalogueList, version: Int) throws -> [ListEntry]
    /// How an entry stood, newest first.
    func history(_ list: CatalogueList, _ code: String) throws -> [EntryPeriod]

    /// The next version; returns its number.
    func insertVersion(_ list: CatalogueList, _ notice: VersionNotice, by account: Int64?, at: Moment) throws -> Int
    /// Marks those versions as taken back by `number`.
    func withdraw(_ list: CatalogueList, from first: Int, by number: Int) throws
    func insert(_ entry: ListEntry, since version: Int) throws
    /// Ends the standing of an entry; throws a conflict when it does not stand.
    func close(_ list: CatalogueList, code: String, at version: Int) throws
}

package protocol CatalogueStore: ChecklistStore {
    /// Items of the current version that may be used in that region, by code.
    func items(region: RegionCode) throws -> [Item]
    /// An item by code in the newest version that holds it; retired items stay readable.
    func item(_ code: String) throws -> Item?

    func latestVersion() throws -> CatalogueVersion?
    func version(_ number: Int) throws -> CatalogueVersion?
    /// All versions, newest first.
    func versions() throws -> [CatalogueVersion]
    /// The list as that version holds it, by code; empty for 0.
    func items(version: Int) throws -> [Item]
    /// How an item stood, newest first.
    func history(item code: String) throws -> [ItemPeriod]

    /// The next version; returns its number.
    func insertVersion(_ notice: VersionNotice, by account: Int64?, at: Moment) throws -> Int
    func insert(_ item: Item, since version: Int) throws
    /// Ends the standing of an item; throws a conflict when it does not stand.
    func close(item code: String, at version: Int) throws
}

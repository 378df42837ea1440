package protocol CatalogueStore {
    /// Items of the current version that may be used in that region, by code.
    func items(region: RegionCode) throws -> [Item]
    /// An item by code in the newest version that holds it; retired items stay readable.
    func item(_ code: String) throws -> Item?
    /// The newest checklist of an item.
    func checklist(item code: String) throws -> Checklist?
    func checklist(id: Int64) throws -> Checklist?
}

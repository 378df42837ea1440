/// Words for the codes of tags, types, departments, divisions and items.
package struct CatalogueNames: Sendable {
    package let tags: [String: String]
    package let types: [String: String]
    package let departments: [Department]
    private let regions: [RegionCode: String]
    private let industries: Industries
    private let stations: [String: String]
    private let items: [String: String]

    /// Every code stands for itself.
    package static let codes = CatalogueNames()

    private init() {
        (tags, types, departments, regions, items) = ([:], [:], [], [:], [:])
        (industries, stations) = (Industries(), [:])
    }

    init(_ stores: any Stores, _ house: House) throws {
        let declared = try stores.registry.directories()
        // These words go to the portal: the name of a tag that its department does not share stays inside.
        tags = Dictionary(
            try stores.registry.tagRecords().filter { $0.state == .active }.map { tag in
                let isShared = tag.owner.map { declared[$0]?.isShared ?? false } ?? true
                return (tag.code, isShared ? tag.name : "未共享的部门标签")
            }
        ) { first, _ in first }
        industries = house.reference?.industries ?? Industries()
        stations = Dictionary(
            try house.reference.map { try stores.subjects.stationChoices(within: $0.resolver.provinceCode) }?
                .map { ($0.code, $0.name) } ?? []
        ) { first, _ in first }
        types = Dictionary((house.reference?.types.all ?? []).map { ($0.code, $0.name) }) { first, _ in first }
        departments = try stores.registry.departments()
        regions = Dictionary((house.reference?.regions ?? []).map { ($0.code, $0.name) }) { first, _ in first }
        items = Dictionary(
            try stores.catalogue.entries(.items, version: try stores.catalogue.latestVersion(.items)?.number ?? 0)
                .map { ($0.code, $0.title) }
        ) { first, _ in first }
    }

    package func tag(_ code: String) -> String { tags[code] ?? code }
    package func type(_ code: String) -> String { types[code] ?? code }
    package func region(_ code: RegionCode) -> String { regions[code] ?? code.text }
    package func item(_ code: String) -> String { items[code].map { "\($0)（\(code)）" } ?? code }
    package func department(_ code: String) -> String {
        departments.first { $0.code.utf8.elementsEqual(code.utf8) }?.name ?? code
    }
    package func sentence(_ selector: Selector) -> String {
        selector.sentence(
            tagName: { tag($0) }, typeName: { type($0) }, regionName: { region($0) },
            industryName: { industries.title(of: $0) }, stationName: { stations[$0] ?? $0 })
    }
}

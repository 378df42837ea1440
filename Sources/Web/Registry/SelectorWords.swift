import Domain

/// What a selector may name, with words for its codes.
struct SelectorWords: Sendable {
    let tags: [TagRules.Tag]
    let dimensions: [TagDimension]
    let types: [SubjectType]
    let industries: Industries?
    let regions: [Region]
    let stations: [SelectorChoices.Station]
    private let allRegions: [RegionRow]

    init(
        _ choices: SelectorChoices, types: [SubjectType] = [], industries: Industries? = nil,
        allRegions: [RegionRow] = []
    ) {
        tags = choices.tags
        dimensions = choices.dimensions
        regions = choices.regions
        stations = choices.stations
        self.types = types
        self.industries = industries
        self.allRegions = allRegions
    }

    init(_ choices: SelectorChoices, _ reference: ReferenceBook?) {
        self.init(
            choices, types: reference?.types.all ?? [], industries: reference?.industries,
            allRegions: reference?.regions ?? [])
    }

    func sentence(_ selector: Selector) -> String {
        selector.sentence(
            tagName: { code in tags.first { $0.code == code }?.name ?? code }, typeName: typeName,
            regionName: regionName, industryName: { industries?.title(of: $0) ?? $0 }, stationName: stationName)
    }

    func typeName(_ code: String) -> String {
        types.first { $0.code == code }?.name
            ?? (code == SubjectTypes.unknown.code ? SubjectTypes.unknown.name : code)
    }

    func regionName(_ code: RegionCode) -> String {
        regions.first { $0.code == code }?.name ?? allRegions.first { $0.code == code }?.name ?? code.text
    }

    func stationName(_ code: String) -> String { stations.first { $0.code == code }?.name ?? code }
}

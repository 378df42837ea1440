/// What a person may put into a selector: tags that the person may see, divisions and stations of the own region.
package struct SelectorChoices: Sendable {
    package struct Station: Sendable {
        package let code: String
        package let name: String

        package init(code: String, name: String) {
            self.code = code
            self.name = name
        }
    }

    package let tags: [TagRules.Tag]
    package let dimensions: [TagDimension]
    package let regions: [Region]
    /// Stations of the divisions that are chosen, else of the area that is looked at.
    package let stations: [Station]

    package init(tags: [TagRules.Tag], dimensions: [TagDimension] = [], regions: [Region], stations: [Station] = []) {
        self.tags = tags
        self.dimensions = dimensions
        self.regions = regions
        self.stations = stations
    }

    init(_ filter: SubjectFilter, _ sight: TagSight, _ stores: any Stores, _ actor: Actor) throws {
        let chosen = filter.selector.regions.filter(filter.region.contains)
        self.init(
            tags: sight.tags, dimensions: try stores.registry.tagDimensions(),
            regions: try stores.registry.regions(within: actor.region),
            stations: try (chosen.isEmpty ? [filter.region] : chosen).flatMap {
                try stores.subjects.stationChoices(within: $0)
            }.map { Station(code: $0.code, name: $0.name) })
    }
}

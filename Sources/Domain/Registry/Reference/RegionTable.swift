/// One row of Reference/regions.yaml: a division of today, a historic one, or the code of a registration office.
package struct RegionRow: Sendable, Codable, Equatable {
    package enum Level: String, Sendable, Codable {
        case province, prefecture, county

        /// The word the registry stores.
        package var stored: String { self == .prefecture ? "city" : rawValue }
    }

    package let code: RegionCode
    package let name: String
    package let parent: RegionCode?
    package let level: Level
    /// Where today's jurisdiction lies; nil for a current row.
    package let successor: RegionCode?
    /// A development or management zone, not a division of GB/T 2260.
    package let functional: Bool
}

/// Reference/region-aliases.yaml: names in addresses that are no row of regions.yaml.
struct RegionAliases: Sendable, Codable {
    struct Alias: Sendable, Codable {
        let prefecture: RegionCode
        let name: String
        let region: RegionCode
        /// Our reading; it never overrules a county code.
        let assumed: Bool
    }

    let zonePrefixes: [String]
    let aliases: [Alias]

    enum CodingKeys: String, CodingKey {
        case zonePrefixes = "zone_prefixes"
        case aliases
    }
}

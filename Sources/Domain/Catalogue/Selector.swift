/// Which subjects are meant (2.2.5): any of `tags`, all of `allTags`, none of `noTags`, any of `types`, within any of
/// `regions`, market subjects or not, of any of the `industries`, `scales` and `stations`; an empty list sets no condition.
///
/// One model for the items of the list, the search of subjects and the estimates of plans. A selector says nothing of the
/// status: a draw takes active subjects only, and the search asks for the status by itself.
package struct Selector: Sendable, Codable, Equatable {
    /// Tag codes of Reference/tag-rules.yaml.
    package var tags: [String]
    /// Type codes of Reference/subject-types.yaml.
    package var types: [String]
    package var allTags: [String]
    package var noTags: [String]
    /// Subtrees; a subject lies in one of them.
    package var regions: [RegionCode]
    /// True for 市场主体, false for 非市场主体, nil for both (2.4.5).
    package var market: Bool?
    /// Sections, divisions, groups or classes of GB/T 4754-2017 with the letter (`H`, `H62`, `H621`): each reaches what lies
    /// below it. A subject whose industry is not known lies in none.
    package var industries: [String]
    package var scales: [SubjectScale]
    /// Codes of stations (所).
    package var stations: [String]

    package init(
        tags: [String] = [], types: [String] = [], allTags: [String] = [], noTags: [String] = [],
        regions: [RegionCode] = [], market: Bool? = nil, industries: [String] = [], scales: [SubjectScale] = [],
        stations: [String] = []
    ) {
        self.tags = tags
        self.types = types
        self.allTags = allTags
        self.noTags = noTags
        self.regions = regions
        self.market = market
        self.industries = industries
        self.scales = scales
        self.stations = stations
    }

    private enum CodingKeys: String, CodingKey {
        case tags, types, allTags, noTags, regions, market, industries, scales, stations
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func list<Value: Decodable>(_ key: CodingKeys) throws -> [Value] {
            try container.decodeIfPresent([Value].self, forKey: key) ?? []
        }
        tags = try container.decode([String].self, forKey: .tags)
        types = try container.decode([String].self, forKey: .types)
        allTags = try list(.allTags)
        noTags = try list(.noTags)
        regions = try list(.regions)
        market = try container.decodeIfPresent(Bool.self, forKey: .market)
        industries = try list(.industries)
        scales = try list(.scales)
        stations = try list(.stations)
    }

    /// What came later is left out where it sets no condition, so that the lists of before keep their digests.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(tags, forKey: .tags)
        try container.encode(types, forKey: .types)
        try container.encode(allTags, forKey: .allTags)
        try container.encode(noTags, forKey: .noTags)
        if !regions.isEmpty { try container.encode(regions, forKey: .regions) }
        try container.encodeIfPresent(market, forKey: .market)
        if !industries.isEmpty { try container.encode(industries, forKey: .industries) }
        if !scales.isEmpty { try container.encode(scales, forKey: .scales) }
        if !stations.isEmpty { try container.encode(stations, forKey: .stations) }
    }

    package var isEmpty: Bool { self == Selector() }

    /// Whether a subject is reached, by the same rule as the store's query.
    package func reaches(_ subject: Subject) -> Bool {
        let facts = subject.facts
        let traits = subject.traits
        let carried = Set(facts.tags)
        return (tags.isEmpty || !carried.isDisjoint(with: tags)) && carried.isSuperset(of: allTags)
            && carried.isDisjoint(with: noTags) && (types.isEmpty || types.contains(facts.type))
            && (regions.isEmpty || regions.contains { $0.contains(facts.region) })
            && (market == nil || market == facts.isMarket)
            && (industries.isEmpty || industries.contains { traits.industry.utf8.starts(with: $0.utf8) })
            && (scales.isEmpty || traits.scale.map(scales.contains) ?? false)
            && (stations.isEmpty || traits.station.map(stations.contains) ?? false)
    }

    /// The selector in words: `类型为企业，带有“食品销售”或“餐饮服务”标签的检查对象`.
    package func sentence(
        tagName: (String) -> String, typeName: (String) -> String, regionName: (RegionCode) -> String = { $0.text },
        industryName: (String) -> String = { $0 }, stationName: (String) -> String = { $0 }
    ) -> String {
        let quoted = { (code: String) in "“\(tagName(code))”" }
        var parts: [String] = []
        if !regions.isEmpty { parts.append("位于" + regions.map(regionName).joined(separator: "、")) }
        if !stations.isEmpty { parts.append("由" + stations.map(stationName).joined(separator: "、") + "管辖") }
        if let market { parts.append("属于" + (market ? "市场主体" : "非市场主体")) }
        if !types.isEmpty { parts.append("类型为" + types.map(typeName).joined(separator: "、")) }
        if !industries.isEmpty { parts.append("行业为" + industries.map(industryName).joined(separator: "、")) }
        if !scales.isEmpty { parts.append("规模为" + scales.map(\.title).joined(separator: "、")) }
        if !tags.isEmpty { parts.append("带有" + tags.map(quoted).joined(separator: "或") + "标签") }
        if !allTags.isEmpty { parts.append("同时带有" + allTags.map(quoted).joined(separator: "和") + "标签") }
        if !noTags.isEmpty { parts.append("不带" + noTags.map(quoted).joined(separator: "、") + "标签") }
        return parts.isEmpty ? "全部存续的检查对象" : parts.joined(separator: "，") + "的检查对象"
    }
}

import Domain

/// The fields by which a selector is built: tags by dimension, each 其一、必须 or 排除, types, regions, market subjects or not.
/// Partial `registry/selector`, for any form; ``read(_:)`` reads it back from a form or a query.
struct SelectorForm: Sendable {
    struct Tag: Sendable {
        let code: String
        let name: String
        let isAny: Bool
        let isAll: Bool
        let isBarred: Bool
    }

    struct Group: Sendable {
        let title: String
        let note: String
        let isOpen: Bool
        let tags: [Tag]
    }

    struct Choice: Sendable {
        let value: String
        let title: String
        let isChosen: Bool
        /// Counties stand below their city.
        let isInner: Bool
    }

    struct Choices: Sendable {
        let title: String
        let note: String
        let isOpen: Bool
        let choices: [Choice]
    }

    let groups: [Group]
    let markets: [Choice]
    let types: [Choices]
    let regions: Choices?

    /// What a selector may name.
    struct Vocabulary: Sendable {
        let tags: [TagRules.Tag]
        let dimensions: [TagRules.Dimension]
        let types: [SubjectType]
        let regions: [Region]

        init(tags: [TagRules.Tag], dimensions: [TagRules.Dimension] = [], types: [SubjectType], regions: [Region]) {
            self.tags = tags
            self.dimensions = dimensions
            self.types = types
            self.regions = regions
        }

        init(tags: [TagRules.Tag], regions: [Region], reference: ReferenceBook?) {
            self.init(
                tags: tags, dimensions: reference?.dimensions ?? [], types: reference?.types.all ?? [],
                regions: regions)
        }

        func sentence(_ selector: Selector) -> String {
            selector.sentence(
                tagName: { code in tags.first { $0.code == code }?.name ?? code }, typeName: typeName,
                regionName: { code in regions.first { $0.code == code }?.name ?? code.text })
        }

        func typeName(_ code: String) -> String {
            types.first { $0.code == code }?.name
                ?? (code == SubjectTypes.unknown.code ? SubjectTypes.unknown.name : code)
        }
    }

    init(_ selector: Selector, _ words: Vocabulary) {
        let titles = Dictionary(words.dimensions.map { ($0.code, $0.name) }) { first, _ in first }
        var order: [String] = words.dimensions.map(\.code)
        for tag in words.tags where !order.contains(tag.dimension) { order.append(tag.dimension) }
        groups = order.enumerated().compactMap { place, dimension in
            let tags = words.tags.filter { $0.dimension == dimension }.map { tag in
                Tag(
                    code: tag.code, name: tag.name, isAny: selector.tags.contains(tag.code),
                    isAll: selector.allTags.contains(tag.code), isBarred: selector.noTags.contains(tag.code))
            }
            guard !tags.isEmpty else { return nil }
            let chosen = tags.count { $0.isAny || $0.isAll || $0.isBarred }
            return Group(
                title: titles[dimension] ?? "其他标签", note: SelectorForm.note(chosen, of: tags.count),
                isOpen: chosen > 0 || place == 0, tags: tags)
        }
        markets = [("", "不限"), ("yes", "市场主体"), ("no", "非市场主体")].map { value, title in
            Choice(
                value: value, title: title,
                isChosen: value == (selector.market.map { $0 ? "yes" : "no" } ?? ""), isInner: false)
        }
        var authorities: [String] = []
        // Those that most matters are about come first.
        for type in words.types.filter(\.market) + words.types where !authorities.contains(type.authority) {
            authorities.append(type.authority)
        }
        types = authorities.map { authority in
            let choices = words.types.filter { $0.authority == authority }.map {
                Choice(value: $0.code, title: $0.name, isChosen: selector.types.contains($0.code), isInner: false)
            }
            let chosen = choices.count(where: \.isChosen)
            return Choices(
                title: authority + "登记的", note: SelectorForm.note(chosen, of: choices.count), isOpen: chosen > 0,
                choices: choices)
        }
        let places = words.regions.filter { $0.code.level != .province }.map { region in
            Choice(
                value: region.code.text, title: region.name, isChosen: selector.regions.contains(region.code),
                isInner: region.code.level == .county)
        }
        let chosen = places.count(where: \.isChosen)
        regions =
            places.count < 2
            ? nil
            : Choices(
                title: "限于这些地区", note: SelectorForm.note(chosen, of: places.count), isOpen: chosen > 0,
                choices: places)
    }

    private static func note(_ chosen: Int, of all: Int) -> String { chosen > 0 ? "已选 \(chosen)" : "\(all)" }

    // MARK: Reading

    private static let limit = 60

    static func read(_ fields: Fields) throws -> Selector {
        func list(_ name: String) throws -> [String] {
            var seen = Set<String>()
            let values = fields.list(name).filter { seen.insert($0).inserted }
            guard values.count <= limit, values.allSatisfy({ $0.utf8.count <= 60 }) else {
                throw Fields.refusal(name, "一次最多选 \(limit) 项。")
            }
            return values
        }
        let market: Bool?
        switch fields.text("market") {
        case "yes": market = true
        case "no": market = false
        default: market = nil
        }
        return Selector(
            tags: try list("tags"), types: try list("types"), allTags: try list("all_tags"),
            noTags: try list("no_tags"),
            regions: try list("regions").map { text in
                guard let code = RegionCode(text) else { throw Fields.refusal("regions", "地区中有无法识别的代码。") }
                return code
            }, market: market)
    }

    /// The selector as pairs of a query, for links and hidden fields.
    static func pairs(_ selector: Selector) -> [(name: String, value: String)] {
        var pairs = selector.tags.map { (name: "tags", value: $0) }
        pairs += selector.allTags.map { ("all_tags", $0) }
        pairs += selector.noTags.map { ("no_tags", $0) }
        pairs += selector.types.map { ("types", $0) }
        pairs += selector.regions.map { ("regions", $0.text) }
        if let market = selector.market { pairs.append(("market", market ? "yes" : "no")) }
        return pairs
    }

    /// A path with the selector and more pairs as its query.
    static func href(_ path: String, _ selector: Selector, _ more: [(name: String, value: String)] = []) -> String {
        let pairs = pairs(selector) + more
        guard !pairs.isEmpty else { return path }
        return path + "?"
            + pairs.map { FormCoding.encode($0.name) + "=" + FormCoding.encode($0.value) }.joined(separator: "&")
    }
}

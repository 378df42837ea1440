import Domain

/// The fields by which a selector is built: tags by dimension, each 其一、必须 or 排除, types, industries, scales, regions, stations,
/// market subjects or not. Partial `registry/selector`, for any form; ``read(_:_:)`` reads it back from a form or a query.
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
        /// Counties stand below their city, groups of industries below their division.
        let isInner: Bool

        init(_ value: String, _ title: String, _ chosen: [String], isInner: Bool = false) {
            self.value = value
            self.title = title
            isChosen = chosen.contains(value)
            self.isInner = isInner
        }
    }

    struct Choices: Sendable {
        let title: String
        let note: String
        let isOpen: Bool
        let choices: [Choice]

        init(_ title: String, _ choices: [Choice]) {
            self.title = title
            self.choices = choices
            let chosen = choices.count(where: \.isChosen)
            note = SelectorForm.note(chosen, of: choices.count)
            isOpen = chosen > 0
        }
    }

    let groups: [Group]
    let markets: [Choice]
    let types: [Choices]
    let scales: [Choice]
    /// Sections, each with its divisions and the groups that are known by name.
    let industries: [Choices]
    let hasIndustries: Bool
    /// Codes that are no choice above.
    let industryCodes: String
    let industryError: String?
    let regions: Choices?
    let stations: Choices?
    let manyStations: String?

    /// More stations than these are offered only after a smaller area is chosen.
    private static let stationLimit = 200

    /// - Parameter typed: codes of industries as they were written, for showing them again beside what is wrong with them.
    /// - Parameter withRegions: false where the form has a field of regions of its own.
    init(
        _ selector: Selector, _ words: SelectorWords, typed: String = "", errors: [String: String] = [:],
        withRegions: Bool = true
    ) {
        groups = SelectorForm.groups(selector, words)
        let market = selector.market.map { $0 ? "yes" : "no" } ?? ""
        markets = [("", "不限"), ("yes", "市场主体"), ("no", "非市场主体")].map { Choice($0, $1, [market]) }
        types = SelectorForm.types(selector, words)
        let wanted = selector.scales.map(\.rawValue)
        scales = SubjectScale.allCases.map { Choice($0.rawValue, $0.title, wanted) }
        industries = SelectorForm.industries(selector, words)
        hasIndustries = !industries.isEmpty
        let offered = Set(industries.flatMap { $0.choices.map(\.value) })
        industryError = errors["industry_codes"] ?? errors["industries"]
        industryCodes =
            industryError != nil
            ? typed : selector.industries.filter { !offered.contains($0) }.joined(separator: "、")
        let chosenPlaces = selector.regions.map(\.text)
        let foreign = selector.regions.filter { code in !words.regions.contains { $0.code == code } }
        let places =
            words.regions.filter { $0.code.level != .province || chosenPlaces.contains($0.code.text) }.map { region in
                Choice(region.code.text, region.name, chosenPlaces, isInner: region.code.level == .county)
            } + foreign.map { Choice($0.text, words.regionName($0), chosenPlaces) }
        regions = !withRegions || (places.count < 2 && foreign.isEmpty) ? nil : Choices("限于这些地区", places)
        let isMany = words.stations.count > SelectorForm.stationLimit
        let posts = words.stations.filter { !isMany || selector.stations.contains($0.code) }
        let lost = selector.stations.filter { code in !words.stations.contains { $0.code == code } }
        let all =
            posts.map { Choice($0.code, $0.name, selector.stations) }
            + lost.map { Choice($0, words.stationName($0), selector.stations) }
        stations = all.isEmpty ? nil : Choices("限于这些监管所", all)
        manyStations = isMany ? "这里有\(words.stations.count)个监管所；先选定地区，再点下面的按钮，就可以按所选择。" : nil
    }

    private static func groups(_ selector: Selector, _ words: SelectorWords) -> [Group] {
        let titles = Dictionary(words.dimensions.map { ($0.code, $0.name) }) { first, _ in first }
        var order: [String] = words.dimensions.map(\.code)
        for tag in words.tags where !order.contains(tag.dimension) { order.append(tag.dimension) }
        func group(_ title: String, _ tags: [(code: String, name: String)], isFirst: Bool) -> Group? {
            let tags = tags.map { tag in
                Tag(
                    code: tag.code, name: tag.name, isAny: selector.tags.contains(tag.code),
                    isAll: selector.allTags.contains(tag.code), isBarred: selector.noTags.contains(tag.code))
            }
            guard !tags.isEmpty else { return nil }
            let chosen = tags.count { $0.isAny || $0.isAll || $0.isBarred }
            return Group(title: title, note: note(chosen, of: tags.count), isOpen: chosen > 0 || isFirst, tags: tags)
        }
        // What is chosen and no longer offered stays in the form: saving it must not drop a condition unseen.
        var lost: [(code: String, name: String)] = []
        for code in selector.tags + selector.allTags + selector.noTags
        where !words.tags.contains(where: { $0.code == code }) && !lost.contains(where: { $0.code == code }) {
            lost.append((code, code))
        }
        return order.enumerated().compactMap { place, dimension in
            group(
                titles[dimension] ?? "其他标签",
                words.tags.filter { $0.dimension == dimension }.map { ($0.code, $0.name) }, isFirst: place == 0)
        } + [group("不再提供的标签", lost, isFirst: false)].compactMap(\.self)
    }

    private static func types(_ selector: Selector, _ words: SelectorWords) -> [Choices] {
        var authorities: [String] = []
        // Those that most matters are about come first.
        for type in words.types.filter(\.market) + words.types where !authorities.contains(type.authority) {
            authorities.append(type.authority)
        }
        let lost = selector.types.filter { code in !words.types.contains { $0.code == code } }
        return authorities.map { authority in
            Choices(
                authority + "登记的",
                words.types.filter { $0.authority == authority }.map { Choice($0.code, $0.name, selector.types) })
        } + (lost.isEmpty ? [] : [Choices("其他类型", lost.map { Choice($0, words.typeName($0), selector.types) })])
    }

    private static func industries(_ selector: Selector, _ words: SelectorWords) -> [Choices] {
        guard let book = words.industries else { return [] }
        return book.sections.map { section in
            var choices = [Choice(section.code, "整个门类", selector.industries)]
            for division in book.divisions where division.section == section.code {
                let code = division.section + division.code
                choices.append(Choice(code, "\(code) \(division.name)", selector.industries))
                choices += book.named(below: division).map {
                    Choice($0.code, "\($0.code) \($0.name)", selector.industries, isInner: true)
                }
            }
            return Choices("\(section.code) \(section.name)", choices)
        }
    }

    private static func note(_ chosen: Int, of all: Int) -> String { chosen > 0 ? "已选 \(chosen)" : "\(all)" }
}

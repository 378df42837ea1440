import Domain

/// Whom a selector reaches: the sentence, how many by region and by type, and the first of them. Partial `registry/reach`; every
/// number opens its rows.
struct SelectionReach: Sendable {
    struct Row: Sendable {
        let name: String
        let href: String
        let region: String
        let type: String
    }

    let sentence: String
    let area: String
    let total: String
    /// Nil for those who may not read the registry.
    let listHref: String?
    let regions: BarsModel?
    let types: BarsModel?
    let rows: [Row]
    let more: String?
    let none: EmptyModel?

    /// - Parameter opens: whether the numbers lead to the subjects behind them.
    init(
        _ found: SubjectFinding.Selection, _ filter: SubjectFilter, _ words: SelectorWords, sentence: String? = nil,
        opens: Bool = true
    ) {
        let selector = filter.selector
        func list(_ more: [(name: String, value: String)]) -> String? {
            guard opens else { return nil }
            return SelectorForm.href("/registry/subjects", selector, [("status", "active")] + more)
        }
        let here = ("region", filter.region.text)
        self.sentence = sentence ?? words.sentence(selector)
        area = words.regionName(filter.region)
        total = Figures.grouped(found.breakdown.total)
        listHref = list([here])
        let places = found.breakdown.regions(below: filter.region)
        let top = places.map(\.number).max() ?? 0
        regions =
            places.isEmpty
            ? nil
            : BarsModel(
                "按地区", unit: "户",
                places.map { code, number in
                    let name = words.regionName(code)
                    return .init(
                        code == filter.region && code.level != .county ? "\(name)（未细分）" : name,
                        value: Figures.grouped(number), share: Double(number) / Double(max(1, top)),
                        href: list([("region", code.text)]))
                })
        let kinds = found.breakdown.types.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let most = kinds.first?.value ?? 0
        types =
            kinds.isEmpty
            ? nil
            : BarsModel(
                "按类型", unit: "户",
                kinds.map { code, number in
                    .init(
                        words.typeName(code), value: Figures.grouped(number),
                        share: Double(number) / Double(max(1, most)), href: list([here, ("type", code)]))
                })
        rows = found.listing.rows.map { subject in
            Row(
                name: subject.name, href: "/registry/subjects/\(subject.id)",
                region: words.regionName(subject.facts.region),
                type: words.typeName(subject.facts.type))
        }
        more = opens && found.breakdown.total > rows.count ? "列出全部 \(total) 户" : nil
        none =
            found.breakdown.total == 0
            ? EmptyModel("没有这样的对象", why: "名录中没有符合条件的存续对象，可以减少条件，或换一个地区。") : nil
    }
}

import Domain

/// From a form or a query to a selector, and back to a query.
extension SelectorForm {
    private static let limit = 60

    /// - Throws: a refusal at the field of what cannot be read.
    static func read(_ fields: Fields, _ reference: ReferenceBook?) throws -> Selector {
        func list(_ name: String) throws -> [String] {
            var seen = Set<String>()
            let values = fields.list(name).filter { seen.insert($0).inserted }
            guard values.count <= limit, values.allSatisfy({ $0.utf8.count <= 60 }) else {
                throw Fields.refusal(name, "一次最多选 \(limit) 项。")
            }
            return values
        }
        return Selector(
            tags: try list("tags"), types: try list("types"), allTags: try list("all_tags"),
            noTags: try list("no_tags"),
            regions: try list("regions").map { text in
                guard let code = RegionCode(text) else { throw Fields.refusal("regions", "地区中有无法识别的代码。") }
                return code
            }, market: ["yes": true, "no": false][fields.text("market")],
            industries: try industries(list("industries"), fields, reference?.industries),
            scales: try list("scales").map { text in
                guard let scale = SubjectScale(rawValue: text) else { throw Fields.refusal("scales", "规模不在可选范围内。") }
                return scale
            }, stations: try list("posts"))
    }

    static func refusal(_ fields: Fields, _ reference: ReferenceBook?) -> Problem? {
        do {
            _ = try read(fields, reference)
            return nil
        } catch { return error as? Problem }
    }

    /// As much of a wrong form as can be read, so that the rest need not be clicked again.
    static func readable(_ fields: Fields, _ reference: ReferenceBook?) -> Selector {
        let ticked = Fields(fields.pairs.filter { $0.name != "industry_codes" })
        return (try? read(fields, reference)) ?? (try? read(ticked, reference)) ?? Selector()
    }

    private static func industries(_ ticked: [String], _ fields: Fields, _ book: Industries?) throws -> [String] {
        let typed = try fields.optional("industry_codes", "行业代码", max: 300) ?? ""
        var found: [String] = []
        for code in ticked + typed.split(whereSeparator: { "、,，;； \n\t".contains($0) }).map(String.init) {
            guard let known = book.map({ $0.canonical(code) }) ?? code.uppercased() else {
                throw Fields.refusal("industry_codes", "“\(code.prefix(10))”不是国民经济行业分类（GB/T 4754-2017）的代码。")
            }
            if !found.contains(known) { found.append(known) }
        }
        guard found.count <= limit else { throw Fields.refusal("industry_codes", "一次最多选 \(limit) 个行业。") }
        return found
    }

    /// The selector as pairs of a query, for links and hidden fields.
    static func pairs(_ selector: Selector) -> [(name: String, value: String)] {
        var pairs = selector.tags.map { (name: "tags", value: $0) }
        pairs += selector.allTags.map { ("all_tags", $0) }
        pairs += selector.noTags.map { ("no_tags", $0) }
        pairs += selector.types.map { ("types", $0) }
        pairs += selector.regions.map { ("regions", $0.text) }
        pairs += selector.industries.map { ("industries", $0) }
        pairs += selector.scales.map { ("scales", $0.rawValue) }
        pairs += selector.stations.map { ("posts", $0) }
        if let market = selector.market { pairs.append(("market", market ? "yes" : "no")) }
        return pairs
    }

    /// The names that ``pairs(_:)`` uses, and the one that only a form has.
    static let names = [
        "tags", "all_tags", "no_tags", "types", "regions", "industries", "industry_codes", "scales", "posts", "market",
    ]

    /// A path with the selector and more pairs as its query.
    static func href(_ path: String, _ selector: Selector, _ more: [(name: String, value: String)] = []) -> String {
        let pairs = pairs(selector) + more
        guard !pairs.isEmpty else { return path }
        return path + "?"
            + pairs.map { FormCoding.encode($0.name) + "=" + FormCoding.encode($0.value) }.joined(separator: "&")
    }
}

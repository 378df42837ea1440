/// 抽查事项: a matter that may be inspected (2.2.1).
package struct Item: Sendable {
    /// 一般 or 重点 (2.3.2).
    package enum Importance: String, Sendable, Codable {
        case general, key
        package var title: String { self == .general ? "一般检查事项" : "重点检查事项" }
    }

    package let code: String
    /// 抽查类别.
    package let category: String
    /// 抽查事项.
    package let matter: String
    /// 检查对象, as the list words it.
    package let subjects: String
    package let importance: Importance
    /// 检查方式, such as 现场检查、网络检查.
    package let methods: [String]
    /// 检查主体.
    package let level: String
    /// 检查依据.
    package let basis: String
    package let department: String
    /// Where it may be used: the province, or a local item's administrative area (2.2.2).
    package let region: RegionCode
    package let selector: Selector
    /// Shipped as an example, not an official list.
    package let isSample: Bool
    package let note: String?

    package init(
        code: String, category: String, matter: String, subjects: String, importance: Importance, methods: [String],
        level: String, basis: String, department: String, region: RegionCode, selector: Selector, isSample: Bool,
        note: String?
    ) {
        self.code = code
        self.category = category
        self.matter = matter
        self.subjects = subjects
        self.importance = importance
        self.methods = methods
        self.level = level
        self.basis = basis
        self.department = department
        self.region = region
        self.selector = selector
        self.isSample = isSample
        self.note = note
    }
}

/// Which subjects an item reaches (2.2.5): any of `tags`, all of `allTags`, none of `noTags`, and any of `types`; an
/// empty list sets no condition.
package struct Selector: Sendable, Codable, Equatable {
    /// Tag codes of Reference/tag-rules.yaml.
    package var tags: [String]
    /// Type codes of Reference/subject-types.yaml.
    package var types: [String]
    package var allTags: [String]
    package var noTags: [String]

    package init(tags: [String] = [], types: [String] = [], allTags: [String] = [], noTags: [String] = []) {
        self.tags = tags
        self.types = types
        self.allTags = allTags
        self.noTags = noTags
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        tags = try container.decode([String].self, forKey: .tags)
        types = try container.decode([String].self, forKey: .types)
        allTags = try container.decodeIfPresent([String].self, forKey: .allTags) ?? []
        noTags = try container.decodeIfPresent([String].self, forKey: .noTags) ?? []
    }

    /// The selector in words: `类型为企业，带有“食品销售”或“餐饮服务”标签的检查对象`.
    package func sentence(tagName: (String) -> String, typeName: (String) -> String) -> String {
        func list(_ codes: [String], _ name: (String) -> String, _ word: String) -> String {
            codes.map(name).joined(separator: word)
        }
        let quoted = { (code: String) in "“\(tagName(code))”" }
        var parts: [String] = []
        if !types.isEmpty { parts.append("类型为" + list(types, typeName, "、")) }
        if !tags.isEmpty { parts.append("带有" + list(tags, quoted, "或") + "标签") }
        if !allTags.isEmpty { parts.append("同时带有" + list(allTags, quoted, "和") + "标签") }
        if !noTags.isEmpty { parts.append("不带" + list(noTags, quoted, "、") + "标签") }
        return parts.isEmpty ? "全部存续的检查对象" : parts.joined(separator: "，") + "的检查对象"
    }
}

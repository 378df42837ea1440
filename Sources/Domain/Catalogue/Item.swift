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

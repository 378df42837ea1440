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

/// Which subjects an item reaches (2.2.5): any of the tags, and any of the types; an empty list sets no condition.
package struct Selector: Sendable, Codable, Equatable {
    /// Tag codes of Reference/tag-rules.yaml.
    package var tags: [String]
    /// Type codes of Reference/subject-types.yaml.
    package var types: [String]

    package init(tags: [String] = [], types: [String] = []) {
        self.tags = tags
        self.types = types
    }
}

/// 检查表: the questions of an item, versioned (3.4.2).
package struct Checklist: Sendable {
    package enum Kind: String, Sendable, Codable { case yesNo = "yes_no_na", number, text, choice }

    package struct Question: Sendable, Codable, Equatable {
        package let code: String
        package let text: String
        package let kind: Kind
        package let options: [String]?
        package let guidance: String?
        package let basis: String?
        /// Answer → code of the outcome it suggests (2.4.1).
        package let suggests: [String: String]?

        package init(
            code: String, text: String, kind: Kind, options: [String]? = nil, guidance: String? = nil,
            basis: String? = nil, suggests: [String: String]? = nil
        ) {
            self.code = code
            self.text = text
            self.kind = kind
            self.options = options
            self.guidance = guidance
            self.basis = basis
            self.suggests = suggests
        }
    }

    package let id: Int64
    package let item: String
    package let version: Int
    package let title: String
    package let questions: [Question]

    package init(id: Int64, item: String, version: Int, title: String, questions: [Question]) {
        self.id = id
        self.item = item
        self.version = version
        self.title = title
        self.questions = questions
    }
}

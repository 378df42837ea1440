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
        /// Answer → code of the outcome it suggests (2.4.1); `>0` stands for any positive number.
        package let suggests: [String: String]?
        /// May be left open, also for 未发现问题.
        package let isOptional: Bool

        package init(
            code: String, text: String, kind: Kind, options: [String]? = nil, guidance: String? = nil,
            basis: String? = nil, suggests: [String: String]? = nil, isOptional: Bool = false
        ) {
            self.code = code
            self.text = text
            self.kind = kind
            self.options = options
            self.guidance = guidance
            self.basis = basis
            self.suggests = suggests
            self.isOptional = isOptional
        }

        /// What a stored question does not name is left out or, for `isOptional`, required.
        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            code = try values.decode(String.self, forKey: .code)
            text = try values.decode(String.self, forKey: .text)
            kind = try values.decode(Kind.self, forKey: .kind)
            options = try values.decodeIfPresent([String].self, forKey: .options)
            guidance = try values.decodeIfPresent(String.self, forKey: .guidance)
            basis = try values.decodeIfPresent(String.self, forKey: .basis)
            suggests = try values.decodeIfPresent([String: String].self, forKey: .suggests)
            isOptional = try values.decodeIfPresent(Bool.self, forKey: .isOptional) ?? false
        }

        /// The code of the outcome that an answer suggests; nil for none.
        package func suggestion(of answer: String) -> String? {
            if let exact = suggests?[answer] { return exact }
            guard kind == .number, let number = Double(answer), number > 0 else { return nil }
            return suggests?[">0"]
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

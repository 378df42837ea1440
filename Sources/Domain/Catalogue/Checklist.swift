/// 检查表: the sections and questions of an item, versioned (3.4.2). Published ones never change.
package struct Checklist: Sendable {
    package let id: Int64
    package let item: String
    package let version: Int
    package let title: String
    package let sections: [Section]

    package init(id: Int64, item: String, version: Int, title: String, sections: [Section]) {
        self.id = id
        self.item = item
        self.version = version
        self.title = title
        self.sections = sections
    }

    /// All questions in order, whatever their section.
    package var questions: [Question] { sections.flatMap(\.questions) }

    /// How a question is answered.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case yesNo = "yes_no_na", number, text, choice, several, photo

        package var title: String {
            switch self {
            case .yesNo: "是／否／不适用"
            case .number: "数字"
            case .text: "文字"
            case .choice: "单选"
            case .several: "多选"
            case .photo: "拍照"
            }
        }

        /// Whether it is answered with one of a list of codes.
        package var hasChoices: Bool { self == .yesNo || self == .choice || self == .several }
        /// Whether 不适用 may be offered. Texts can say so, and a photo that does not apply has a condition.
        package var canNotApply: Bool { self == .yesNo || self == .number || self == .choice }
    }

    /// A group of questions under one heading; as rows, a group that is filled in once for each thing looked at.
    package struct Section: Sendable, Equatable {
        package var code: String
        /// Empty: the questions stand without a heading.
        package var title: String
        /// What the officer should know before beginning.
        package var note: String?
        package var condition: Condition?
        package var rows: Rows?
        package var questions: [Question]

        package init(
            code: String = "A", title: String = "", note: String? = nil, condition: Condition? = nil,
            rows: Rows? = nil, questions: [Question]
        ) {
            self.code = code
            self.title = title
            self.note = note
            self.condition = condition
            self.rows = rows
            self.questions = questions
        }
    }

    /// How often a section of rows is filled in.
    package struct Rows: Sendable, Codable, Equatable {
        package var least: Int
        package var most: Int

        package init(least: Int = 1, most: Int = 20) {
            self.least = least
            self.most = most
        }
        /// What no checklist exceeds.
        package static let limit = 50
    }

    /// An answer to choose: `code` is kept, `title` is read.
    package struct Option: Sendable, Equatable, ExpressibleByStringLiteral {
        package var code: String
        package var title: String

        package init(_ code: String, _ title: String) {
            self.code = code
            self.title = title
        }
        /// An option that is kept by its title.
        package init(stringLiteral title: String) { self.init(title, title) }
    }

    /// The outcome type that an answer suggests (2.4.1); `outcome` may name a value, `conformity:nonconforming`.
    package struct Suggestion: Sendable, Codable, Equatable {
        package var comparison: Comparison
        package var value: String
        package var outcome: String

        package init(_ comparison: Comparison, _ value: String, _ outcome: String) {
            self.comparison = comparison
            self.value = value
            self.outcome = outcome
        }
    }

    package struct Question: Sendable, Equatable {
        package var code: String
        package var text: String
        package var kind: Kind
        package var options: [Option]
        /// Unit of a number: 台, ℃.
        package var unit: String?
        package var guidance: String?
        package var basis: String?
        /// Bounds of a number, as decimals; `least` of a photo question is how many photos there must be.
        package var least: String?
        package var most: String?
        package var isWhole: Bool
        /// 不适用 may be chosen; see ``Kind/canNotApply``.
        package var mayNotApply: Bool
        /// May be left open, also for 未发现问题.
        package var isOptional: Bool
        /// When it is asked; nil: always.
        package var condition: Condition?
        package var suggestions: [Suggestion]

        package init(
            code: String, text: String, kind: Kind, options: [Option] = [], unit: String? = nil,
            guidance: String? = nil, basis: String? = nil, least: String? = nil, most: String? = nil,
            isWhole: Bool = false, mayNotApply: Bool? = nil, isOptional: Bool = false, condition: Condition? = nil,
            suggestions: [Suggestion] = []
        ) {
            self.code = code
            self.text = text
            self.kind = kind
            self.options = options
            self.unit = unit
            self.guidance = guidance
            self.basis = basis
            self.least = least
            self.most = most
            self.isWhole = isWhole
            self.mayNotApply = mayNotApply ?? (kind == .yesNo)
            self.isOptional = isOptional
            self.condition = condition
            self.suggestions = suggestions
        }

        /// The code of the outcome that an answer suggests: of the first suggestion that fits; nil for none.
        package func suggestion(of answer: String) -> String? {
            suggestions.first { $0.comparison.holds($0.value, of: answer) }?.outcome
        }

        /// What may be chosen, with 不适用 where it may be said; empty for what is written.
        package var choices: [Option] {
            var choices: [Option] =
                switch kind {
                case .yesNo: [Option("yes", "是"), Option("no", "否")]
                case .choice, .several: options
                case .number, .text, .photo: []
                }
            if mayNotApply, kind.canNotApply, kind != .number { choices.append(Option("na", "不适用")) }
            return choices
        }

        /// An answer as people read it.
        package func words(_ answer: String) -> String {
            if answer.utf8.elementsEqual("na".utf8), kind.canNotApply { return "不适用" }
            switch kind {
            case .yesNo, .choice: return title(of: answer)
            case .several: return answer.split(separator: " ").map { title(of: String($0)) }.joined(separator: "、")
            case .number: return answer + (unit ?? "")
            case .text, .photo: return answer
            }
        }

        private func title(of code: String) -> String {
            choices.first { $0.code.utf8.elementsEqual(code.utf8) }?.title ?? code
        }
    }
}

extension Checklist {
    /// When a question or section is asked: all of its clauses, or any of them.
    package struct Condition: Sendable, Codable, Equatable {
        package var any: Bool
        package var clauses: [Clause]

        package init(any: Bool = false, _ clauses: [Clause]) {
            self.any = any
            self.clauses = clauses
        }
    }

    /// One comparison with the answer to another question.
    package struct Clause: Sendable, Codable, Equatable {
        package var question: String
        package var comparison: Comparison
        package var value: String

        package init(_ question: String, _ comparison: Comparison, _ value: String = "") {
            self.question = question
            self.comparison = comparison
            self.value = value
        }
    }

    /// How an answer is compared. The same in Public/js/checklist.mjs, held together by Tests/vectors/checklist.json.
    package enum Comparison: String, Sendable, Codable, CaseIterable {
        case equals = "="
        case differs = "!="
        case above = ">"
        case atLeast = ">="
        case below = "<"
        case atMost = "<="
        /// Among the chosen options of a question with several.
        case contains = "has"
        case answered = "answered"
        case unanswered = "unanswered"

        package var title: String {
            switch self {
            case .equals: "是"
            case .differs: "不是"
            case .above: "大于"
            case .atLeast: "不小于"
            case .below: "小于"
            case .atMost: "不大于"
            case .contains: "选中了"
            case .answered: "已填写"
            case .unanswered: "未填写"
            }
        }

        package var needsValue: Bool { self != .answered && self != .unanswered }
        package var isOrder: Bool { [.above, .atLeast, .below, .atMost].contains(self) }

        /// What may be asked of an answer of that kind.
        package static func fitting(_ kind: Kind) -> [Comparison] {
            switch kind {
            case .yesNo, .choice: [.equals, .differs, .answered, .unanswered]
            case .number: [.equals, .differs, .above, .atLeast, .below, .atMost, .answered, .unanswered]
            case .several: [.contains, .answered, .unanswered]
            case .text, .photo: [.answered, .unanswered]
            }
        }

        /// Whether it holds for an answer; `""` is none. Of what was not answered nothing holds but `unanswered`, so
        /// that no question appears before the one it depends on has been decided. Two numbers are compared as
        /// numbers, everything else byte by byte; 不适用 is no number.
        package func holds(_ value: String, of answer: String) -> Bool {
            if answer.isEmpty { return self == .unanswered }
            switch self {
            case .answered: return true
            case .unanswered: return false
            case .equals: return Comparison.same(value, answer)
            case .differs: return !Comparison.same(value, answer)
            case .contains:
                return answer.utf8.split(separator: 0x20).contains { $0.elementsEqual(value.utf8) }
            case .above, .atLeast, .below, .atMost:
                guard let limit = Decimals.number(value), let number = Decimals.number(answer) else { return false }
                switch self {
                case .above: return number > limit
                case .atLeast: return number >= limit
                case .below: return number < limit
                default: return number <= limit
                }
            }
        }

        private static func same(_ value: String, _ answer: String) -> Bool {
            if let left = Decimals.number(value), let right = Decimals.number(answer) { return left == right }
            return value.utf8.elementsEqual(answer.utf8)
        }
    }

    /// Numbers as checklists write them: at most 15 digits before and 6 behind the point, no exponent.
    package enum Decimals {
        package static func number(_ text: String) -> Double? {
            var digits = text.utf8[...]
            if digits.first == 0x2D { digits = digits.dropFirst() }
            let parts = digits.split(separator: 0x2E, maxSplits: 1, omittingEmptySubsequences: false)
            guard let whole = parts.first, (1...15).contains(whole.count), whole.allSatisfy(isDigit) else { return nil }
            if parts.count == 2 {
                guard (1...6).contains(parts[1].count), parts[1].allSatisfy(isDigit) else { return nil }
            }
            return Double(text)
        }

        package static func isWhole(_ text: String) -> Bool { number(text) != nil && !text.utf8.contains(0x2E) }

        private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    }
}

extension Checklist.Condition {
    /// The condition in words, by the texts of the questions it names.
    package func sentence(_ questions: [Checklist.Question]) -> String {
        clauses.map { clause in
            let asked = questions.first { $0.code.utf8.elementsEqual(clause.question.utf8) }
            let name = asked.map { "“\($0.text)”" } ?? clause.question
            guard clause.comparison.needsValue else { return name + clause.comparison.title }
            return "\(name)\(clause.comparison.title)“\(asked?.words(clause.value) ?? clause.value)”"
        }.joined(separator: any ? "，或者" : "，并且")
    }
}

/// Conditions and suggestions as people write them in a table: in words, `CS28-07 = “否” 并且 CS28-08 > 0`, or as XLSForm
/// does, `${CS28-07} = 'no' and ${CS28-08} > 0`. Both are read everywhere.
package enum ChecklistExpression {
    /// How a table is written: for readers of Chinese, or for programs that know XLSForm.
    package enum Style: String, Sendable, CaseIterable { case chinese = "zh", xlsForm = "xlsform" }

    // MARK: Reading

    /// Reads a condition. Throws a ``Problem`` whose message says what is wrong with it.
    package static func condition(_ text: String, _ questions: [Checklist.Question]) throws -> Checklist.Condition {
        var tokens = try ExpressionTokens(text)
        var clauses: [Checklist.Clause] = []
        var any: Bool?
        repeat {
            clauses.append(try clause(&tokens, questions))
            guard let next = tokens.next() else { break }
            guard case .word(let word) = next, let isAny = connector(word) else {
                throw trouble("“\(next.text)”这里应当是“并且”或者“或者”；带空格的答案请加引号")
            }
            if let any, any != isAny { throw trouble("“并且”和“或者”不能在同一个条件里混用，请拆开写（可以把一部分写成章节的条件）") }
            any = isAny
        } while true
        return Checklist.Condition(any: any ?? false, clauses)
    }

    /// Reads the suggestions of a question: `否 → 责令改正；> 0 → ordered-correction`.
    package static func suggestions(_ text: String, _ question: Checklist.Question, _ outcomes: OutcomeTypes) throws
        -> [Checklist.Suggestion]
    {
        try text.split(whereSeparator: { $0 == "；" || $0 == ";" || $0.isNewline }).map(String.init).filter { part in
            part.contains { !$0.isWhitespace }
        }.map { part in
            guard let arrow = ["→", "->", "=>", "＝>"].lazy.compactMap({ part.ranges(of: $0).last }).first else {
                throw trouble("“\(part)”里没有箭头，应写成“答案 → 结果类型”")
            }
            var tokens = try ExpressionTokens(String(part[..<arrow.lowerBound]))
            let (comparison, value) = try test(&tokens, question, mayOmitOperator: true)
            if let more = tokens.next() { throw trouble("“\(more.text)”多余；带空格的答案请加引号") }
            let wanted = String(part[arrow.upperBound...]).trimmed
            guard
                let outcome = outcomes.suggestions.first(where: {
                    $0.code.utf8.elementsEqual(wanted.utf8) || $0.title.utf8.elementsEqual(wanted.utf8)
                })
            else { throw trouble("“\(wanted)”不是九种结果类型之一") }
            return Checklist.Suggestion(comparison, value, outcome.code)
        }
    }

    /// Reads XLSForm's `constraint` of a number: `. >= 0 and . <= 100`.
    package static func bounds(_ text: String) throws -> (least: String?, most: String?) {
        var tokens = try ExpressionTokens(text)
        var bounds: (least: String?, most: String?) = (nil, nil)
        while let token = tokens.next() {
            if case .word(let word) = token, connector(word) == false { continue }
            guard case .word(".") = token, case .sign(let sign)? = tokens.next(),
                case .word(let number)? = tokens.next(),
                Checklist.Decimals.number(number) != nil
            else { throw trouble("取值范围只支持“. >= 下限 and . <= 上限”") }
            switch sign {
            case .atLeast where bounds.least == nil: bounds.least = number
            case .atMost where bounds.most == nil: bounds.most = number
            default: throw trouble("取值范围只支持“. >= 下限 and . <= 上限”")
            }
        }
        return bounds
    }

    private static func clause(_ tokens: inout ExpressionTokens, _ questions: [Checklist.Question]) throws
        -> Checklist.Clause
    {
        guard let first = tokens.next() else { throw trouble("条件没有写完") }
        func question(_ token: ExpressionTokens.Token) throws -> Checklist.Question {
            guard case .reference(let code) = token.asReference else { throw trouble("“\(token.text)”这里应当是题目编号") }
            guard let question = questions.first(where: { $0.code.utf8.elementsEqual(code.utf8) }) else {
                throw trouble("引用的题目 \(code) 不在这份检查表里")
            }
            return question
        }
        if case .word(let word) = first {
            if word == "selected" {
                guard let asked = tokens.next(), let value = tokens.next() else { throw trouble("selected(…) 没有写完") }
                let question = try question(asked)
                let code = code(of: value.text, question)
                return .init(question.code, question.kind == .several ? .contains : .equals, code)
            }
            if word == "not" || word == "!" { throw trouble("不支持 not(…)，请用“不是”") }
        }
        let question = try question(first)
        let (comparison, value) = try test(&tokens, question, mayOmitOperator: false)
        return .init(question.code, comparison, value)
    }

    /// An operator and what it is compared with.
    private static func test(
        _ tokens: inout ExpressionTokens, _ question: Checklist.Question, mayOmitOperator: Bool
    ) throws -> (Checklist.Comparison, String) {
        guard let token = tokens.next() else { throw trouble("没有写答案") }
        let comparison: Checklist.Comparison
        switch token {
        case .sign(let sign): comparison = sign
        case .word(let word) where words[word] != nil && !(mayOmitOperator && tokens.isAtEnd && word == "是"):
            comparison = words[word] ?? .equals
        default:
            guard mayOmitOperator else {
                throw trouble("“\(token.text)”这里应当是 =、≠、>、≥、<、≤、包含、已填写或者未填写")
            }
            return (question.kind == .several ? .contains : .equals, code(of: token.text, question))
        }
        guard comparison.needsValue else { return (comparison, "") }
        guard let value = tokens.next() else { throw trouble("“\(token.text)”后面没有写答案") }
        // XLSForm compares with the empty text where it means "answered".
        if value.text.isEmpty {
            if comparison == .equals { return (.unanswered, "") }
            if comparison == .differs { return (.answered, "") }
        }
        return (comparison, code(of: value.text, question))
    }

    /// The code of an answer that may be written by its code or by its title.
    private static func code(of text: String, _ question: Checklist.Question) -> String {
        let choices = question.choices + (question.kind == .number ? [Checklist.Option("na", "不适用")] : [])
        if choices.contains(where: { $0.code.utf8.elementsEqual(text.utf8) }) { return text }
        return choices.first { $0.title.utf8.elementsEqual(text.utf8) }?.code ?? text
    }

    /// False for 并且, true for 或者.
    private static func connector(_ word: String) -> Bool? {
        switch word.lowercased() {
        case "and", "并且", "且", "而且": false
        case "or", "或者", "或": true
        default: nil
        }
    }

    private static let words: [String: Checklist.Comparison] = [
        "是": .equals, "为": .equals, "等于": .equals, "不是": .differs, "不为": .differs, "不等于": .differs, "大于": .above,
        "不小于": .atLeast, "小于": .below, "不大于": .atMost, "包含": .contains, "选中了": .contains, "has": .contains,
        "已填写": .answered, "已填": .answered, "answered": .answered, "未填写": .unanswered, "未填": .unanswered,
        "unanswered": .unanswered,
    ]

    private static func trouble(_ message: String) -> Problem { Problem(.invalid, "checklist.expression", message) }

    // MARK: Writing

    package static func text(_ condition: Checklist.Condition, _ questions: [Checklist.Question], _ style: Style)
        -> String
    {
        let connector: String
        switch style {
        case .chinese: connector = condition.any ? " 或者 " : " 并且 "
        case .xlsForm: connector = condition.any ? " or " : " and "
        }
        return condition.clauses.map { clause in
            let asked = questions.first { $0.code.utf8.elementsEqual(clause.question.utf8) }
            if style == .chinese {
                return clause.question + " " + text(clause.comparison, clause.value, asked, style)
            }
            let reference = "${\(clause.question)}"
            switch clause.comparison {
            case .contains: return "selected(\(reference), \(literal(clause.value, asked, style)))"
            case .answered: return "\(reference) != ''"
            case .unanswered: return "\(reference) = ''"
            default: return reference + " " + text(clause.comparison, clause.value, asked, style)
            }
        }.joined(separator: connector)
    }

    package static func text(
        _ suggestions: [Checklist.Suggestion], _ question: Checklist.Question, _ outcomes: OutcomeTypes, _ style: Style
    ) -> String {
        suggestions.map { suggestion in
            let isPlain = suggestion.comparison == (question.kind == .several ? .contains : .equals)
            let left =
                isPlain
                ? literal(suggestion.value, question, style)
                : text(suggestion.comparison, suggestion.value, question, style)
            let outcome = style == .chinese ? outcomes.suggested(suggestion.outcome) : nil
            return "\(left) → \(outcome ?? suggestion.outcome)"
        }.joined(separator: "；")
    }

    package static func constraint(least: String?, most: String?) -> String {
        [least.map { ". >= \($0)" }, most.map { ". <= \($0)" }].compactMap { $0 }.joined(separator: " and ")
    }

    private static func text(
        _ comparison: Checklist.Comparison, _ value: String, _ asked: Checklist.Question?, _ style: Style
    ) -> String {
        switch comparison {
        case .answered: return style == .chinese ? "已填写" : "answered"
        case .unanswered: return style == .chinese ? "未填写" : "unanswered"
        case .contains: return (style == .chinese ? "包含 " : "has ") + literal(value, asked, style)
        case .differs: return (style == .chinese ? "≠ " : "!= ") + literal(value, asked, style)
        case .atLeast: return (style == .chinese ? "≥ " : ">= ") + literal(value, asked, style)
        case .atMost: return (style == .chinese ? "≤ " : "<= ") + literal(value, asked, style)
        case .equals, .above, .below: return comparison.rawValue + " " + literal(value, asked, style)
        }
    }

    /// A number bare, everything else in quotes; in Chinese by its title, unless the title would be read as another code.
    private static func literal(_ value: String, _ asked: Checklist.Question?, _ style: Style) -> String {
        if Checklist.Decimals.number(value) != nil, asked?.kind == .number { return value }
        if style == .chinese, let asked {
            let title = asked.words(value)
            if code(of: title, asked).utf8.elementsEqual(value.utf8), let text = quoted(title) { return text }
        }
        return quoted(value, style == .chinese ? ChecklistExpression.quotes : [("'", "'"), ("\"", "\"")]) ?? value
    }

    private static let quotes: [(open: Character, close: Character)] = [
        ("“", "”"), ("「", "」"), ("\"", "\""), ("'", "'"),
    ]

    /// In the first kind of quotes that the text does not hold itself.
    private static func quoted(_ text: String, _ pairs: [(open: Character, close: Character)] = quotes) -> String? {
        pairs.first { pair in !text.contains { $0 == pair.open || $0 == pair.close } }
            .map { "\($0.open)\(text)\($0.close)" }
    }
}

@testable import Domain

/// Checklists without a fault, by chance but repeatably.
struct RandomChecklist {
    private var state: UInt64
    private let outcomes: [String]

    init(seed: UInt64, _ outcomes: OutcomeTypes) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        self.outcomes = outcomes.suggestions.map(\.code)
    }

    mutating func below(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(limit))
    }

    private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    private mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

    /// Words with everything that tables and expressions find hard.
    private mutating func words() -> String {
        let parts = [
            "是否", "执照", "“亮照”", "温度(℃)", "a,b", "'x'", "\"y\"", "并且", "或者", "100%", "→", "行一\n行二", "|竖线", "=SUM(1)",
            "-3",
            "，", "${q}",
        ]
        return (0...below(3)).map { _ in pick(parts) }.joined()
    }

    mutating func sections() -> [Checklist.Section] {
        var all: [Checklist.Section] = []
        var asked: [Checklist.Question] = []
        let count = 1 + below(4)
        for index in 0..<count {
            var section = Checklist.Section(
                code: index == 0 && chance(50) ? "A" : "S\(index)", title: "章节\(index)" + words(),
                note: chance(30) ? words() : nil, questions: [])
            if count == 1, section.code == "A", chance(50) { (section.title, section.note) = ("", nil) }
            if !asked.isEmpty, chance(30) { section.condition = condition(asked) }
            if !section.title.isEmpty, chance(30) {
                let least = below(4)
                section.rows = .init(least: least, most: max(1, least) + below(5))
            }
            let before = asked
            for number in 0...below(5) {
                var question = self.question("Q\(index)-\(number)")
                // Of its own section only what stands before it, so that nothing leads back to itself.
                let known = before + section.questions
                if !known.isEmpty, chance(35) { question.condition = condition(known) }
                section.questions.append(question)
            }
            asked += section.questions
            all.append(section)
        }
        return all
    }

    private mutating func question(_ code: String) -> Checklist.Question {
        var question = Checklist.Question(
            code: code, text: "题" + words(), kind: pick(Checklist.Kind.allCases), guidance: chance(40) ? words() : nil,
            basis: chance(30) ? words() : nil, isOptional: chance(25))
        switch question.kind {
        case .yesNo: question.mayNotApply = chance(70)
        case .number:
            question.isWhole = chance(40)
            question.unit = chance(40) ? "℃" : nil
            question.mayNotApply = chance(30)
            if chance(50) { question.least = pick(["-3", "0", "1.5"]) }
            if chance(50) { question.most = pick(["2", "10.25", "100"]) }
        case .choice, .several:
            let titles = ["整洁", "一般", "是", "不适用？", "甲“一”", "b", "需要（整改）", "大于 3"]
            let own = question.kind == .several ? titles.filter { !$0.contains(" ") } : titles
            for title in own where question.options.count < 2 || chance(40) {
                question.options.append(
                    chance(40) ? .init("c\(question.options.count)", title) : .init(title, title))
            }
            question.mayNotApply = question.kind == .choice && chance(30)
        case .photo: question.least = chance(50) ? "2" : nil
        case .text: break
        }
        for _ in 0..<below(3) where question.kind != .photo {
            let clause = self.clause(question)
            guard clause.comparison != .unanswered else { continue }
            question.suggestions.append(.init(clause.comparison, clause.value, pick(outcomes)))
        }
        return question
    }

    private mutating func condition(_ questions: [Checklist.Question]) -> Checklist.Condition {
        let clauses = (0...below(3)).map { _ in clause(pick(questions)) }
        return .init(any: clauses.count > 1 && chance(50), clauses)
    }

    private mutating func clause(_ question: Checklist.Question) -> Checklist.Clause {
        let comparison = pick(Checklist.Comparison.fitting(question.kind))
        guard comparison.needsValue else { return .init(question.code, comparison) }
        if question.kind == .number {
            let none = question.mayNotApply && !comparison.isOrder && chance(30)
            return .init(question.code, comparison, none ? "na" : pick(["0", "1", "2.5", "-3", "10"]))
        }
        return .init(question.code, comparison, pick(question.choices).code)
    }

    /// Answers to some of the questions, not all of them fitting.
    mutating func answers(_ sections: [Checklist.Section]) -> [String: String] {
        var answers: [String: String] = [:]
        for section in sections {
            let rows: [Int?] = section.rows.map { limits in (1...min(limits.most, 3)).map { $0 } } ?? [nil]
            for row in rows where row == nil || chance(70) {
                for question in section.questions where chance(70) {
                    let answer: String
                    switch question.kind {
                    case .yesNo, .choice: answer = pick(question.choices).code
                    case .several:
                        answer = question.options.filter { _ in chance(50) }.map(\.code).joined(separator: " ")
                    case .number: answer = pick(["0", "1", "2.50", "-3", "10.0", "na", "x"])
                    case .text, .photo: answer = pick(["无", "有 一处"])
                    }
                    if !answer.isEmpty { answers[ChecklistState.key(question.code, row)] = answer }
                }
            }
        }
        return answers
    }
}

/// The nine types, loaded once.
enum TestOutcomes {
    static let all = Result { try DomainTestLaw.load().outcomes }
}

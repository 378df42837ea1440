/// Which outcome type the answers of the checklist speak for, and why (2.4.1). It advises, the officer decides.
package struct OutcomeAdvice: Sendable, Equatable {
    /// One of the nine types; nil as long as the answers speak for none.
    package let outcome: String?
    /// Value of the type, where an answer names one as `conformity:nonconforming`.
    package let value: String?
    /// One Chinese sentence for each answer that led here, or what is still missing.
    package let reasons: [String]
    /// Questions without an answer.
    package let unanswered: Int

    package init(outcome: String?, value: String?, reasons: [String], unanswered: Int) {
        self.outcome = outcome
        self.value = value
        self.reasons = reasons
        self.unanswered = unanswered
    }

    /// Among several, a type that counts as a problem goes before one that does not, and of those the later in the
    /// list of 2.1.2: its order runs from formal faults to matters for the case body.
    package static func from(
        answers: [String: String], questions: [Checklist.Question], outcomes: OutcomeTypes
    ) -> OutcomeAdvice {
        var votes: [(weight: Int, suggestion: String, reason: String)] = []
        var unanswered = 0
        for question in questions {
            guard let answer = answers[question.code], !answer.isEmpty else {
                if !question.isOptional { unanswered += 1 }
                continue
            }
            guard let suggestion = question.suggestion(of: answer) else { continue }
            let parts = suggestion.split(separator: ":", maxSplits: 1).map(String.init)
            guard let code = parts.first, let outcome = outcomes.outcome(code) else { continue }
            let value = parts.count > 1 ? outcome.values.first { $0.code.utf8.elementsEqual(parts[1].utf8) } : nil
            let isProblem = value?.problem ?? outcome.problem ?? true
            votes.append(
                (
                    weight: (isProblem ? 100 : 0) + outcome.order, suggestion: suggestion,
                    reason: "“\(question.text)”的答案是“\(words(answer, question))”"
                ))
        }
        guard let strongest = votes.max(by: { $0.weight < $1.weight }) else {
            if questions.isEmpty {
                return OutcomeAdvice(outcome: nil, value: nil, reasons: ["这个事项没有检查表，请按实际情况选择"], unanswered: 0)
            }
            if unanswered > 0 {
                return OutcomeAdvice(
                    outcome: nil, value: nil, reasons: ["还有 \(unanswered) 项没有填写，填完后给出建议"], unanswered: unanswered)
            }
            return OutcomeAdvice(
                outcome: "no-problem", value: nil, reasons: ["检查表各项都已填写，没有指向问题的答案"], unanswered: 0)
        }
        let parts = strongest.suggestion.split(separator: ":", maxSplits: 1).map(String.init)
        let reasons = votes.filter { $0.suggestion.utf8.elementsEqual(strongest.suggestion.utf8) }.map(\.reason)
        return OutcomeAdvice(
            outcome: parts.first, value: parts.count > 1 ? parts[1] : nil, reasons: reasons, unanswered: unanswered)
    }

    /// An answer as the form shows it.
    package static func words(_ answer: String, _ question: Checklist.Question) -> String {
        guard question.kind == .yesNo else { return answer }
        switch answer {
        case "yes": return "是"
        case "no": return "否"
        default: return "不适用"
        }
    }
}

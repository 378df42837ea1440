/// Which outcome type the answers of the checklist speak for, and why (2.4.1). It advises, the officer decides.
///
/// The same in Public/js/checklist.mjs; Tests/vectors/checklist.json holds the two together.
package struct OutcomeAdvice: Sendable, Equatable {
    /// One of the nine types; nil as long as the answers speak for none.
    package let outcome: String?
    /// Value of the type, where an answer names one as `conformity:nonconforming`.
    package let value: String?
    /// One Chinese sentence for each answer that led here, or what is still missing.
    package let reasons: [String]
    /// Questions that are asked and have no answer.
    package let unanswered: Int

    package init(outcome: String?, value: String?, reasons: [String], unanswered: Int) {
        self.outcome = outcome
        self.value = value
        self.reasons = reasons
        self.unanswered = unanswered
    }

    /// Among several, a type that counts as a problem goes before one that does not, and of those the later in the
    /// list of 2.1.2: its order runs from formal faults to matters for the case body. Only questions that are asked
    /// count; in a section of rows every row does.
    package static func from(
        answers: [String: String], sections: [Checklist.Section], outcomes: OutcomeTypes
    ) -> OutcomeAdvice {
        let places = ChecklistState(sections, answers).places
        let unanswered = places.count { $0.isOpen }
        var votes: [(weight: Int, suggestion: String, reason: String)] = []
        for place in places where place.isVisible && !place.answer.isEmpty {
            guard let suggestion = place.question.suggestion(of: place.answer) else { continue }
            let (code, named) = split(suggestion)
            guard let outcome = outcomes.outcome(code) else { continue }
            let value = named.flatMap { name in outcome.values.first { $0.code.utf8.elementsEqual(name.utf8) } }
            let isProblem = value?.problem ?? outcome.problem ?? true
            votes.append(
                (
                    weight: (isProblem ? 100 : 0) + outcome.order, suggestion: suggestion,
                    reason: "“\(place.title)”的答案是“\(place.question.words(place.answer))”"
                ))
        }
        guard let weight = votes.map(\.weight).max(), let strongest = votes.first(where: { $0.weight == weight }) else {
            if places.isEmpty {
                return OutcomeAdvice(outcome: nil, value: nil, reasons: ["这个事项没有检查表，请按实际情况选择"], unanswered: 0)
            }
            if unanswered > 0 {
                return OutcomeAdvice(
                    outcome: nil, value: nil, reasons: ["还有 \(unanswered) 项没有填写，填完后给出建议"], unanswered: unanswered)
            }
            return OutcomeAdvice(
                outcome: "no-problem", value: nil, reasons: ["检查表各项都已填写，没有指向问题的答案"], unanswered: 0)
        }
        let (code, value) = split(strongest.suggestion)
        let reasons = votes.filter { $0.suggestion.utf8.elementsEqual(strongest.suggestion.utf8) }.map(\.reason)
        return OutcomeAdvice(outcome: code, value: value, reasons: reasons, unanswered: unanswered)
    }

    private static func split(_ suggestion: String) -> (code: String, value: String?) {
        let parts = suggestion.split(separator: ":", maxSplits: 1).map(String.init)
        return (parts.first ?? "", parts.count > 1 ? parts[1] : nil)
    }
}

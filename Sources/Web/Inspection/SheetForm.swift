import Domain

/// The form of an inspection: read from what was posted, shown from what is kept.
enum SheetForm {
    struct Option: Sendable {
        let id: String
        let value: String
        let title: String
        let selected: Bool
    }

    struct Outcome: Sendable {
        let code: String
        let title: String
        let explanation: String
        let selected: Bool
        let suggested: Bool
        let values: [Option]
        let hasValues: Bool
        let valueError: String?
        let particulars: [Particular]
        let hasParticulars: Bool
    }

    struct Particular: Sendable {
        let name: String
        let id: String
        let title: String
        let hint: String
        let value: String
        let isText: Bool
        let isTerm: Bool
        let isImmediate: Bool
        let isDated: Bool
        let day: String
        let error: String?
    }

    /// What was posted. Particulars stand under the outcome they belong to: `particular.<outcome>.<code>`.
    static func draft(_ form: Fields, outcomes: OutcomeTypes, sections: [Checklist.Section]) throws
        -> InspectionDraft
    {
        var draft = InspectionDraft(answers: ChecklistForm.answers(form, sections))
        draft.outcome = form.optional("outcome")
        draft.inspectedOn = try form.day("inspected_on", "检查日期")
        guard let code = draft.outcome, let outcome = outcomes.outcome(code) else { return draft }
        draft.outcomeValue = form.optional("outcome_value")
        for need in outcome.needs {
            guard let particular = outcomes.particular(need), particular.kind != "choice" else { continue }
            let name = "particular.\(code).\(need)"
            var text = form.text(name)
            if particular.kind == "term", text == "dated" { text = form.text(name + ".day") }
            if !text.isEmpty { draft.particulars[need] = text }
        }
        return draft
    }

    static func outcomes(
        _ outcomes: OutcomeTypes, _ draft: InspectionDraft, advice: OutcomeAdvice, errors: [String: String]
    ) -> [Outcome] {
        outcomes.outcomes.sorted { $0.order < $1.order }.map { outcome in
            let selected = outcome.code == draft.outcome
            let particulars = outcome.needs.compactMap { need -> Particular? in
                guard let particular = outcomes.particular(need), particular.kind != "choice" else { return nil }
                let value = draft.particulars[need] ?? ""
                let isTerm = particular.kind == "term"
                let isImmediate = isTerm && value == EntryRules.immediately
                return Particular(
                    name: "particular.\(outcome.code).\(need)", id: "particular-\(outcome.code)-\(need)",
                    title: particular.title, hint: hint(particular), value: value, isText: !isTerm, isTerm: isTerm,
                    isImmediate: isImmediate, isDated: isTerm && !isImmediate && !value.isEmpty,
                    day: isTerm && !isImmediate ? value : "",
                    error: selected ? errors["particular.\(need)"] : nil)
            }
            return Outcome(
                code: outcome.code, title: outcome.title, explanation: outcome.explanation, selected: selected,
                suggested: outcome.code == advice.outcome,
                values: outcome.values.map {
                    Option(
                        id: "value-\($0.code)", value: $0.code, title: $0.title,
                        selected: selected && $0.code == draft.outcomeValue)
                }, hasValues: !outcome.values.isEmpty, valueError: selected ? errors["outcome_value"] : nil,
                particulars: particulars, hasParticulars: !particulars.isEmpty)
        }
    }

    /// Photos and files are named here and kept where they were taken; the field says so.
    private static func hint(_ particular: OutcomeTypes.Particular) -> String {
        let hint = particular.hint ?? ""
        switch particular.kind {
        case "photo", "file": return hint + "；写明编号和存放处，如执法记录仪编号、文件名"
        default: return hint
        }
    }
}

import TransparencyLog

/// What an officer has filled in so far. Nothing has to be complete in a draft.
package struct InspectionDraft: Sendable, Equatable {
    /// Question code, with `.2` for the second row → answer: `yes`, `no`, `na`, a number, a text, the code of an
    /// option, or several codes with blanks between.
    package var answers: [String: String]
    package var outcome: String?
    package var outcomeValue: String?
    /// Particular code → text; `correction-term` is `immediate` or a day.
    package var particulars: [String: String]
    package var inspectedOn: Day?

    package init(
        answers: [String: String] = [:], outcome: String? = nil, outcomeValue: String? = nil,
        particulars: [String: String] = [:], inspectedOn: Day? = nil
    ) {
        self.answers = answers
        self.outcome = outcome
        self.outcomeValue = outcomeValue
        self.particulars = particulars
        self.inspectedOn = inspectedOn
    }

    package init(_ inspection: Inspection) {
        self.init(
            answers: inspection.answers, outcome: inspection.outcome, outcomeValue: inspection.outcomeValue,
            particulars: inspection.particulars, inspectedOn: inspection.inspectedOn)
    }
}

/// A result that has passed every rule and may be signed.
package struct SignedResult: Sendable, Equatable {
    package let answers: [String: String]
    package let outcome: String
    package let outcomeValue: String?
    package let particulars: [String: String]
    package let inspectedOn: Day
    package let by: Int64
    package let at: Moment
    /// Random, 32 hexadecimal digits.
    package let salt: String

    package init(
        answers: [String: String], outcome: String, outcomeValue: String?, particulars: [String: String],
        inspectedOn: Day, by: Int64, at: Moment, salt: String
    ) {
        self.answers = answers
        self.outcome = outcome
        self.outcomeValue = outcomeValue
        self.particulars = particulars
        self.inspectedOn = inspectedOn
        self.by = by
        self.at = at
        self.salt = salt
    }

    /// SHA-256 of the signed content with its salt, hex: what the log holds. The log cannot forget, and a result may
    /// have to disappear one day (5.5.1), so its content enters only in this form.
    package var digest: String {
        let content = LedgerValue.object([
            "answers": .object(answers.mapValues { .text($0) }), "outcome": .text(outcome),
            "value": outcomeValue.map { .text($0) } ?? .null,
            "particulars": .object(particulars.mapValues { .text($0) }),
            "inspected": .text(inspectedOn.description), "by": .number(by), "salt": .text(salt),
        ])
        return Hash.sha256(Array(content.json.utf8)).hex
    }
}

/// Checks what was filled in against the checklist, the nine outcome types and the calendar.
package struct EntryRules: Sendable {
    package let outcomes: OutcomeTypes
    package let sections: [Checklist.Section]

    package init(outcomes: OutcomeTypes, sections: [Checklist.Section]) {
        self.outcomes = outcomes
        self.sections = sections
    }

    /// Longest text of an answer or a particular, in characters.
    package static let longest = 2000

    /// The word of `correction-term` for 立即改正.
    package static let immediately = "immediate"

    /// A draft reduced to what belongs here: known questions and particulars, not too long. Refuses texts beyond
    /// `longest` and outcomes that are none of the nine (2.1.2).
    package func tidied(_ draft: InspectionDraft) throws -> InspectionDraft {
        var tidy = InspectionDraft(inspectedOn: draft.inspectedOn)
        tidy.answers = ChecklistState.tidied(draft.answers, sections)
        for place in ChecklistState(sections, tidy.answers).places where !place.answer.isEmpty {
            guard let trouble = place.question.trouble(place.answer) else { continue }
            // What nobody can see nobody can correct: it is not signed either.
            if !place.isVisible {
                tidy.answers[place.key] = nil
            } else {
                throw Problem(
                    .invalid, "inspection.answer", "“\(place.title)”的答案无法保存：\(trouble)",
                    fields: ["answer.\(place.key)": trouble])
            }
        }
        for particular in outcomes.particulars {
            guard let text = draft.particulars[particular.code], !text.isEmpty else { continue }
            guard text.count <= EntryRules.longest else {
                let message = "\(particular.title)不能超过 \(EntryRules.longest) 个字。"
                throw Problem(
                    .invalid, "inspection.particular", message, fields: ["particular.\(particular.code)": message])
            }
            tidy.particulars[particular.code] = text
        }
        if let code = draft.outcome, !code.isEmpty {
            guard let outcome = outcomes.outcome(code) else { _ = try outcomes.chosen(code, value: nil); return tidy }
            tidy.outcome = code
            if let value = draft.outcomeValue,
                outcome.values.contains(where: { $0.code.utf8.elementsEqual(value.utf8) })
            {
                tidy.outcomeValue = value
            }
        }
        return tidy
    }

    /// The result as it may be signed; refuses with every field that is missing or wrong at once.
    package func result(
        _ draft: InspectionDraft, drawnOn: Day, by account: Int64, at: Moment, salt: String
    ) throws -> SignedResult {
        let tidy = try tidied(draft)
        let (outcome, value) = try outcomes.chosen(tidy.outcome ?? "", value: tidy.outcomeValue)
        var fields: [String: String] = [:]
        if let trouble = dateTrouble(tidy.inspectedOn, drawnOn: drawnOn, today: at.day) {
            fields["inspected_on"] = trouble
        }
        let state = ChecklistState(sections, tidy.answers)
        let isClean = outcome.code.utf8.elementsEqual("no-problem".utf8)
        fields.merge(state.faults(cleanTitle: isClean ? outcome.title : nil)) { first, _ in first }
        var particulars: [String: String] = [:]
        for code in outcome.needs where outcomes.particular(code)?.kind != "choice" {
            let title = outcomes.particular(code)?.title ?? code
            guard let text = tidy.particulars[code] else {
                fields["particular.\(code)"] = "选择“\(outcome.title)”需要填写\(title)"
                continue
            }
            if outcomes.particular(code)?.kind == "term", let trouble = termTrouble(text, after: tidy.inspectedOn) {
                fields["particular.\(code)"] = trouble
            }
            particulars[code] = text
        }
        guard fields.isEmpty, let inspectedOn = tidy.inspectedOn else {
            throw Problem(
                .refused, "inspection.incomplete", "还有 \(fields.count) 处没有填好，结果没有签名提交，草稿已保留在表单中。",
                clause: "2.4.1", remedy: "请按各栏的提示补充后再提交。", fields: fields)
        }
        return SignedResult(
            answers: state.stated, outcome: outcome.code, outcomeValue: value?.code, particulars: particulars,
            inspectedOn: inspectedOn, by: account, at: at, salt: salt)
    }

    private func dateTrouble(_ day: Day?, drawnOn: Day, today: Day) -> String? {
        guard let day else { return "请填写检查日期" }
        if day > today { return "检查日期不能晚于今天（\(today.description)）" }
        if day < drawnOn { return "检查日期不能早于抽取之日（\(drawnOn.description)）" }
        return nil
    }

    private func termTrouble(_ text: String, after day: Day?) -> String? {
        if text.utf8.elementsEqual(EntryRules.immediately.utf8) { return nil }
        guard let term = Day(text) else { return "请选择立即改正，或者写明限期改正的日期" }
        if let day, term < day { return "改正期限不能早于检查日期" }
        return nil
    }
}

import Domain
import Foundation

/// The questions of a checklist as a form: the same on the visit sheet and in the preview of the list keeper.
///
/// All questions are in the page, those that are not asked are hidden; checklist-form.mjs shows and hides them while
/// one answers, and without scripts saving the draft does.
enum ChecklistForm {
    struct Model: Sendable {
        /// JSON for checklist.mjs.
        let checklist: String
        let outcomes: String
        /// Where the answers go without being signed.
        let keepHref: String
        let sections: [Section]
    }

    struct Section: Sendable {
        let code: String
        let title: String
        let hasTitle: Bool
        let note: String?
        let hidden: Bool
        let least: String
        let most: String
        let rows: [Row]
        /// A row to copy; nil where there is only one.
        let template: Row?
    }

    struct Row: Sendable {
        let row: String
        let title: String
        let hasTitle: Bool
        let questions: [Question]
    }

    struct Question: Sendable {
        let key: String
        let name: String
        let id: String
        let text: String
        let unit: String?
        let guidance: String?
        let basis: String?
        let bounds: String?
        let value: String
        let hidden: Bool
        let isChoiceLike: Bool
        let isNumber: Bool
        let isText: Bool
        let isPhoto: Bool
        let options: [Option]
        /// 不适用 of a number.
        let none: Option?
        let error: String?
    }

    struct Option: Sendable {
        let id: String
        let name: String
        let type: String
        let value: String
        let title: String
        let selected: Bool
    }

    // MARK: Reading

    /// Answers as posted, `answer.KEY`; rows without any answer are left out.
    static func answers(_ form: Fields, _ sections: [Checklist.Section]) -> [String: String] {
        // Fields are a list: a long checklist is read from a table of its names.
        var posted: [String: [String]] = [:]
        for (name, value) in form.pairs where name.hasPrefix("answer.") {
            let text = Fields.trimmed(value)
            if !text.isEmpty { posted[String(name.dropFirst("answer.".count)), default: []].append(text) }
        }
        var answers: [String: String] = [:]
        for section in sections {
            let rows: [Int?] = section.rows == nil ? [nil] : (1...Checklist.Rows.limit).map { $0 }
            for question in section.questions {
                for row in rows {
                    let key = ChecklistState.key(question.code, row)
                    guard let values = posted[key] else { continue }
                    // 不适用 beside a number wins over what was typed before.
                    let isNone = question.kind == .number && values.contains("na")
                    answers[key] =
                        question.kind == .several ? values.joined(separator: " ") : isNone ? "na" : values[0]
                }
            }
        }
        return ChecklistState.tidied(answers, sections)
    }

    // MARK: Showing

    /// - Parameter more: the section that shows one row more than it has.
    static func model(
        _ sections: [Checklist.Section], _ answers: [String: String], outcomes: OutcomeTypes, errors: [String: String],
        keepHref: String, more: String? = nil
    ) -> Model {
        let state = ChecklistState(sections, answers)
        var places = state.places[...]
        let shown = sections.enumerated().map { index, section -> Section in
            let count = state.rows[index]
            var rows = (1...count).map { row -> Row in
                let questions = places.prefix(section.questions.count).map { place in
                    question(
                        place.question, row: place.row.map(String.init), answer: place.answer,
                        hidden: !place.isVisible, error: errors["answer.\(place.key)"])
                }
                places = places.dropFirst(section.questions.count)
                return Self.row(row, section, questions)
            }
            let most = section.rows?.most ?? 1
            if let more, more == section.code, section.rows != nil, count < most {
                rows.append(
                    Self.row(
                        count + 1, section,
                        section.questions.map {
                            question($0, row: String(count + 1), answer: "", hidden: $0.condition != nil, error: nil)
                        }))
            }
            return Section(
                code: section.code, title: section.title, hasTitle: !section.title.isEmpty, note: section.note,
                hidden: !state.visible[index], least: String(section.rows?.least ?? 1), most: String(most), rows: rows,
                template: section.rows.map { _ in
                    Row(
                        row: "ROW", title: "", hasTitle: true,
                        questions: section.questions.map {
                            question($0, row: "ROW", answer: "", hidden: $0.condition != nil, error: nil)
                        })
                })
        }
        return Model(
            checklist: (try? Checklist.Body(sections: sections).json) ?? "{}", outcomes: json(outcomes),
            keepHref: keepHref, sections: shown)
    }

    private static func row(_ number: Int, _ section: Checklist.Section, _ questions: [Question]) -> Row {
        Row(row: String(number), title: "第\(number)项", hasTitle: section.rows != nil, questions: questions)
    }

    private static func question(
        _ question: Checklist.Question, row: String?, answer: String, hidden: Bool, error: String?
    ) -> Question {
        let key = row.map { "\(question.code).\($0)" } ?? question.code
        let isSeveral = question.kind == .several
        let chosen = isSeveral ? answer.split(separator: " ").map(String.init) : [answer]
        func option(_ place: Int, _ choice: Checklist.Option, _ type: String, _ selected: Bool) -> Option {
            Option(
                id: "answer-\(place)-\(key)", name: "answer.\(key)", type: type, value: choice.code,
                title: choice.title, selected: selected)
        }
        let isNone = question.kind == .number && answer == "na"
        var guidance = question.guidance
        if question.kind == .photo {
            let count = question.least.map { "至少\($0)张，" } ?? ""
            guidance = (guidance.map { $0 + "；" } ?? "") + "须拍照：\(count)每行写明一张的编号和存放处"
        }
        return Question(
            key: key, name: "answer.\(key)", id: "answer-\(key)",
            text: question.text + (question.isOptional ? "（选填）" : ""), unit: question.unit, guidance: guidance,
            basis: question.basis,
            bounds: question.kind == .number && !question.boundsInWords.isEmpty ? question.boundsInWords : nil,
            value: isNone ? "" : answer, hidden: hidden, isChoiceLike: question.kind.hasChoices,
            isNumber: question.kind == .number, isText: question.kind == .text, isPhoto: question.kind == .photo,
            options: question.choices.enumerated().map { place, choice in
                option(place, choice, isSeveral ? "checkbox" : "radio", chosen.contains(choice.code))
            },
            none: question.kind == .number && question.mayNotApply
                ? option(0, Checklist.Option("na", "不适用"), "checkbox", isNone) : nil,
            error: error)
    }

    /// What checklist.mjs needs to know of the nine types to give the advice of 2.4.1.
    private static func json(_ outcomes: OutcomeTypes) -> String {
        func flag(_ value: Bool?) -> LedgerValue { value.map { .flag($0) } ?? .null }
        return LedgerValue.object(
            Dictionary(
                uniqueKeysWithValues: outcomes.outcomes.map { outcome in
                    (
                        outcome.code,
                        .object([
                            "order": .number(Int64(outcome.order)), "title": .text(outcome.title),
                            "problem": flag(outcome.problem),
                            "values": .object(
                                Dictionary(
                                    uniqueKeysWithValues: outcome.values.map {
                                        ($0.code, .object(["title": .text($0.title), "problem": .flag($0.problem)]))
                                    })),
                        ])
                    )
                })
        ).json
    }
}

import Domain

/// A checklist to read: on the item's page and as one of its versions.
struct ChecklistOutline: Sendable {
    struct Part: Sendable {
        let title: String?
        let note: String?
        let questions: [Question]
    }

    struct Question: Sendable {
        let text: String
        let answers: String
        let condition: String?
        let guidance: String?
        let basis: String?
        let suggests: String?
    }

    let title: String
    let version: String
    let count: String
    let parts: [Part]

    init(_ list: Checklist, _ outcomes: OutcomeTypes) {
        let all = list.questions
        title = list.title
        version = "第\(list.version)版"
        count = String(all.count)
        parts = list.sections.map { section in
            var note: [String] = []
            if let rows = section.rows { note.append("逐项填写，\(rows.least)至\(rows.most)项") }
            if let condition = section.condition { note.append(condition.sentence(all) + "时填写") }
            if let text = section.note { note.append(text) }
            return Part(
                title: section.title.isEmpty ? nil : section.title,
                note: note.isEmpty ? nil : note.joined(separator: "；"),
                questions: section.questions.map { question in
                    Question(
                        text: question.text + (question.isOptional ? "（选填）" : ""),
                        answers: ChecklistOutline.answers(question),
                        condition: question.condition.map { $0.sentence(all) + "时填写" }, guidance: question.guidance,
                        basis: question.basis,
                        suggests: question.suggestions.isEmpty
                            ? nil : question.suggestions.map { question.sentence($0, outcomes) }.joined(separator: "；"))
                })
        }
    }

    static func answers(_ question: Checklist.Question) -> String {
        let bounds = question.boundsInWords.isEmpty ? "" : "，\(question.boundsInWords)"
        switch question.kind {
        case .yesNo, .choice: return question.choices.map(\.title).joined(separator: "／")
        case .several: return "可多选：" + question.options.map(\.title).joined(separator: "／")
        case .number: return "填写数字" + (question.unit.map { "（\($0)）" } ?? "") + bounds
        case .text: return "文字说明"
        case .photo: return "拍照" + bounds
        }
    }
}

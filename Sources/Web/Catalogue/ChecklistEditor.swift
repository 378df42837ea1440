import Domain

/// What the editor shows of a draft.
enum ChecklistEditor {
    struct Model: Sendable {
        let action: String
        let revision: String
        let base: String
        let title: FieldModel
        let sections: [Section]
        let saved: String
        let remark: RemarkModel?
        let faults: [Fault]
        let hasFaults: Bool
        let isSound: Bool
        let summary: String
        let canUndo: Bool
        let canDiscard: Bool
        let isOvertaken: Bool
        let homeHref: String
    }

    struct Fault: Sendable {
        let href: String
        let place: String
        let message: String
    }

    struct Choice: Sendable {
        let value: String
        let title: String
        let selected: Bool
    }

    struct Section: Sendable {
        let at: String
        let code: String
        let title: String
        let note: String
        let isRows: Bool
        let least: String
        let most: String
        let when: When
        let count: String
        let questions: [Question]
        let errors: [String]
        let isOpen: Bool
    }

    struct When: Sendable {
        let name: String
        let at: String
        let add: String
        let remove: String
        let isAny: Bool
        let isAll: Bool
        let several: Bool
        let clauses: [Clause]
        let sentence: String?
    }

    struct Clause: Sendable {
        let name: String
        let removes: String
        let was: String
        let questions: [Choice]
        let tests: [Choice]
        let value: Value
    }

    /// A value to compare with: chosen where there are choices.
    struct Value: Sendable {
        let name: String
        let text: String
        let options: [Choice]
        let hasOptions: Bool
        let isTyped: Bool
    }

    struct Question: Sendable {
        let at: String
        let name: String
        let number: String
        let code: String
        let text: String
        let shown: String
        let kind: String
        let kinds: [Choice]
        let answers: String
        let marks: [String]
        let options: String
        let hasOptions: Bool
        let isNumber: Bool
        let isPhoto: Bool
        let canNone: Bool
        let none: Bool
        let optional: Bool
        let whole: Bool
        let unit: String
        let least: String
        let most: String
        let guidance: String
        let basis: String
        let when: When
        let suggestions: [Suggestion]
        let canSuggest: Bool
        let sections: [Choice]
        let hasSections: Bool
        let errors: [String]
        let isOpen: Bool
    }

    struct Suggestion: Sendable {
        let name: String
        let removes: String
        let tests: [Choice]
        let value: Value
        let outcomes: [Choice]
    }

    // MARK: Making it

    /// - Parameter focus: the code of the question or section that a step made or moved; it stands open.
    static func model(
        _ file: ChecklistKeeping.File, _ draft: ChecklistDraft, faults: [ChecklistCheck.Fault], diff: ChecklistDiff,
        outcomes: OutcomeTypes, focus: String?, problem: Problem?
    ) -> Model {
        let address = "/catalogue/items/\(file.item.code)/checklist"
        let all = draft.sections.flatMap(\.questions)
        let maker = Maker(all: all, sections: draft.sections, faults: faults, outcomes: outcomes, focus: focus)
        var number = 0
        let sections = draft.sections.enumerated().map { index, section in
            maker.section(index, section, &number)
        }
        return Model(
            action: "\(address)/edit", revision: String(file.revision), base: String(file.base),
            title: FieldModel(
                .text, "title", "检查表名称", value: draft.title,
                error: faults.first { $0.field == "title" && $0.section == nil }?.message,
                maxlength: 100),
            sections: sections,
            saved: file.waiting.map { "草稿由\($0.byName)于 \($0.at.onScreen) 保存" } ?? "还没有改动，第一次修改时保存为草稿",
            remark: problem.map { RemarkModel($0.description, .danger) },
            faults: faults.map { fault in maker.fault(fault) }, hasFaults: !faults.isEmpty, isSound: faults.isEmpty,
            summary: file.checklist == nil
                ? "尚无发布的版本，共\(all.count)题" : "与现行第\(file.checklist?.version ?? 0)版相比：\(diff.summary)",
            canUndo: file.waiting?.canUndo ?? false, canDiscard: file.waiting != nil,
            isOvertaken: file.isOvertaken, homeHref: address)
    }

    private struct Maker {
        let all: [Checklist.Question]
        let sections: [Checklist.Section]
        let faults: [ChecklistCheck.Fault]
        let outcomes: OutcomeTypes
        let focus: String?

        func fault(_ fault: ChecklistCheck.Fault) -> Fault {
            guard let section = fault.section else {
                return Fault(href: "#editor", place: "检查表", message: fault.message)
            }
            guard let place = fault.question else {
                return Fault(href: "#s-\(section)", place: "第\(section + 1)章节", message: fault.message)
            }
            let before = sections[..<section].reduce(0) { $0 + $1.questions.count }
            return Fault(href: "#q-\(section).\(place)", place: "第\(before + place + 1)题", message: fault.message)
        }

        func section(_ index: Int, _ section: Checklist.Section, _ number: inout Int) -> Section {
            let questions = section.questions.enumerated().map { place, question in
                number += 1
                return self.question(index, place, number, question)
            }
            let errors = faults.filter { $0.section == index && $0.question == nil }.map(\.message)
            return Section(
                at: String(index), code: section.code, title: section.title, note: section.note ?? "",
                isRows: section.rows != nil, least: String(section.rows?.least ?? 1),
                most: String(section.rows?.most ?? 20),
                when: when("s.\(index).when", "section", String(index), section.condition, own: nil, section: index),
                count: String(section.questions.count), questions: questions, errors: errors,
                isOpen: focus == section.code || !errors.isEmpty || section.title.isEmpty)
        }

        private func question(_ section: Int, _ place: Int, _ number: Int, _ question: Checklist.Question) -> Question {
            let name = "q.\(section).\(place)", at = "\(section).\(place)"
            let errors = faults.filter { $0.section == section && $0.question == place }.map(\.message)
            var marks: [String] = []
            if question.isOptional { marks.append("选填") }
            if question.condition != nil { marks.append("有条件") }
            if !question.suggestions.isEmpty { marks.append("提示结果") }
            return Question(
                at: at, name: name, number: String(number), code: question.code, text: question.text,
                shown: question.text.isEmpty ? "（还没有写题目）" : question.text, kind: question.kind.rawValue,
                kinds: Checklist.Kind.allCases.map {
                    Choice(value: $0.rawValue, title: $0.title, selected: $0 == question.kind)
                }, answers: ChecklistOutline.answers(question), marks: marks,
                options: question.options.map { $0.code == $0.title ? $0.title : "\($0.title)|\($0.code)" }
                    .joined(separator: "\n"),
                hasOptions: question.kind == .choice || question.kind == .several,
                isNumber: question.kind == .number, isPhoto: question.kind == .photo,
                canNone: question.kind.canNotApply, none: question.mayNotApply, optional: question.isOptional,
                whole: question.isWhole, unit: question.unit ?? "", least: question.least ?? "",
                most: question.most ?? "", guidance: question.guidance ?? "", basis: question.basis ?? "",
                when: when("\(name).when", "question", at, question.condition, own: question.code, section: section),
                suggestions: question.suggestions.enumerated().map { index, one in
                    suggestion("\(name).then.\(index)", "question.suggestion-remove:\(at).\(index)", question, one)
                }, canSuggest: question.kind != .photo,
                sections: sections.map {
                    Choice(
                        value: $0.code, title: $0.title.isEmpty ? $0.code : $0.title,
                        selected: $0.code == sections[section].code)
                }, hasSections: sections.count > 1, errors: errors, isOpen: focus == question.code || !errors.isEmpty)
        }

        private func suggestion(
            _ name: String, _ removes: String, _ question: Checklist.Question, _ one: Checklist.Suggestion
        ) -> Suggestion {
            Suggestion(
                name: name, removes: removes,
                tests: tests(question.kind, one.comparison, dropping: .unanswered),
                value: value("\(name).value", one.value, one.comparison, question),
                outcomes: [Choice(value: "", title: "选择结果类型", selected: one.outcome.isEmpty)]
                    + outcomes.suggestions.map {
                        Choice(value: $0.code, title: $0.title, selected: $0.code == one.outcome)
                    })
        }

        private func when(
            _ name: String, _ noun: String, _ at: String, _ condition: Checklist.Condition?, own: String?, section: Int
        ) -> When {
            let clauses = condition?.clauses ?? []
            // A question cannot ask itself, a section none of its own.
            let askable = all.filter { question in
                own.map { $0 != question.code }
                    ?? !sections[section].questions.contains { $0.code == question.code }
            }
            return When(
                name: name, at: at, add: "\(noun).clause:\(at)", remove: "\(noun).clause-remove:\(at)",
                isAny: condition?.any ?? false, isAll: !(condition?.any ?? false), several: clauses.count > 1,
                clauses: clauses.enumerated().map { index, clause in
                    let asked = all.first { $0.code == clause.question }
                    let clauseName = "\(name).\(index)"
                    return Clause(
                        name: clauseName, removes: "\(noun).clause-remove:\(at).\(index)", was: clause.question,
                        questions: [Choice(value: "", title: "选择一题", selected: clause.question.isEmpty)]
                            + (asked == nil && !clause.question.isEmpty
                                ? [Choice(value: clause.question, title: "\(clause.question)（已不在表中）", selected: true)]
                                : [])
                            + askable.map { question in
                                Choice(
                                    value: question.code, title: "\(place(question)). \(question.text)",
                                    selected: question.code == clause.question)
                            }, tests: tests(asked?.kind ?? .yesNo, clause.comparison, dropping: nil),
                        value: value("\(clauseName).value", clause.value, clause.comparison, asked))
                }, sentence: condition.map { $0.sentence(all) })
        }

        private func place(_ question: Checklist.Question) -> String {
            String((all.firstIndex { $0.code == question.code } ?? 0) + 1)
        }

        private func tests(_ kind: Checklist.Kind, _ chosen: Checklist.Comparison, dropping: Checklist.Comparison?)
            -> [Choice]
        {
            var fitting = Checklist.Comparison.fitting(kind).filter { $0 != dropping }
            // What does not fit any more stays in sight until it is changed.
            if !fitting.contains(chosen) { fitting.append(chosen) }
            return fitting.map { Choice(value: $0.rawValue, title: $0.title, selected: $0 == chosen) }
        }

        private func value(
            _ name: String, _ text: String, _ comparison: Checklist.Comparison, _ asked: Checklist.Question?
        ) -> Value {
            let choices = asked?.choices ?? []
            let known = choices.contains { $0.code == text }
            let stray = known || text.isEmpty ? [] : [Choice(value: text, title: "\(text)（已不是选项）", selected: true)]
            return Value(
                name: name, text: text,
                options: [Choice(value: "", title: "选择答案", selected: text.isEmpty)] + stray
                    + choices.map { Choice(value: $0.code, title: $0.title, selected: $0.code == text) },
                hasOptions: comparison.needsValue && !choices.isEmpty,
                isTyped: comparison.needsValue && choices.isEmpty)
        }
    }
}

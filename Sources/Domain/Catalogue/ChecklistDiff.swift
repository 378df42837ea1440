/// What changed from one version of a checklist to another, to be read by people.
package struct ChecklistDiff: Sendable {
    package struct Change: Sendable {
        package let code: String
        package let text: String
        package let fields: [CatalogueDiff.FieldChange]
    }

    package let added: [Checklist.Question]
    package let removed: [Checklist.Question]
    package let changed: [Change]
    /// Sections that are new, gone or changed, and the title of the checklist.
    package let frame: [CatalogueDiff.FieldChange]

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty && frame.isEmpty }

    package var summary: String {
        let parts = [("新增", added.count), ("修改", changed.count), ("删去", removed.count)]
            .filter { $0.1 > 0 }.map { "\($0.0)\($0.1)题" }
        let all = parts + (frame.isEmpty ? [] : ["调整章节或名称\(frame.count)处"])
        return all.isEmpty ? "内容没有变化" : all.joined(separator: "，")
    }

    package init(
        from old: (title: String, sections: [Checklist.Section])?,
        to new: (title: String, sections: [Checklist.Section]),
        outcomes: OutcomeTypes
    ) {
        let before = Lines(old?.sections ?? [], outcomes), after = Lines(new.sections, outcomes)
        added = after.questions.filter { before.facts[Array($0.code.utf8)] == nil }
        removed = before.questions.filter { after.facts[Array($0.code.utf8)] == nil }
        // Places are compared among the questions that stayed, so that one new question does not move all below it.
        let stayed = before.questions.map { Array($0.code.utf8) }.filter { after.facts[$0] != nil }
        let stays = after.questions.map { Array($0.code.utf8) }.filter { before.facts[$0] != nil }
        let unmoved = ChecklistDiff.longestCommon(stayed, stays)
        changed = after.questions.compactMap { question in
            let key = Array(question.code.utf8)
            guard let earlier = before.facts[key], let later = after.facts[key] else { return nil }
            var fields = ChecklistDiff.fields(earlier, later)
            if !unmoved.contains(key), fields.allSatisfy({ $0.label != "章节" }) {
                fields.append(.init(label: "位置", before: "原来的次序", after: "移到第\(after.number(key))题"))
            }
            return fields.isEmpty ? nil : Change(code: question.code, text: question.text, fields: fields)
        }
        var frame: [CatalogueDiff.FieldChange] = []
        if let old, !old.title.utf8.elementsEqual(new.title.utf8) {
            frame.append(.init(label: "检查表名称", before: old.title, after: new.title))
        }
        if old != nil {
            for (code, fact) in after.sections where before.section(code)?.key != fact.key {
                frame.append(.init(label: fact.label, before: before.section(code)?.value ?? "", after: fact.value))
            }
            for (code, fact) in before.sections where after.section(code) == nil {
                frame.append(.init(label: fact.label, before: fact.value, after: ""))
            }
        }
        self.frame = frame
    }

    private static func fields(_ old: [Fact], _ new: [Fact]) -> [CatalogueDiff.FieldChange] {
        zip(old, new).filter { !$0.0.key.utf8.elementsEqual($0.1.key.utf8) }
            .map { .init(label: $0.0.label, before: $0.0.value, after: $0.1.value) }
    }

    /// What is shown of a question, and what is compared: a condition quotes other questions, whose new wording is no
    /// change of its own.
    fileprivate struct Fact {
        let label: String
        let value: String
        let key: String

        init(_ label: String, _ value: String, key: String? = nil) {
            self.label = label
            self.value = value
            self.key = key ?? value
        }

        static func key(_ condition: Checklist.Condition?) -> String {
            condition.map { "；" + ChecklistExpression.text($0, [], .xlsForm) } ?? ""
        }
    }

    /// The codes of a longest common subsequence: what did not move.
    private static func longestCommon(_ left: [[UInt8]], _ right: [[UInt8]]) -> Set<[UInt8]> {
        var lengths = Array(repeating: Array(repeating: 0, count: right.count + 1), count: left.count + 1)
        for i in left.indices.reversed() {
            for j in right.indices.reversed() {
                lengths[i][j] =
                    left[i] == right[j] ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
            }
        }
        var common: Set<[UInt8]> = []
        var (i, j) = (0, 0)
        while i < left.count, j < right.count {
            if left[i] == right[j] {
                common.insert(left[i])
                (i, j) = (i + 1, j + 1)
            } else if lengths[i + 1][j] >= lengths[i][j + 1] {
                i += 1
            } else {
                j += 1
            }
        }
        return common
    }

    /// A checklist as labelled texts.
    private struct Lines {
        let questions: [Checklist.Question]
        let facts: [[UInt8]: [Fact]]
        let sections: [(code: String, fact: Fact)]

        init(_ all: [Checklist.Section], _ outcomes: OutcomeTypes) {
            questions = all.flatMap(\.questions)
            let questions = questions
            var facts: [[UInt8]: [Fact]] = [:]
            for section in all {
                for question in section.questions {
                    facts[Array(question.code.utf8)] = question.facts(questions, section, outcomes)
                }
            }
            self.facts = facts
            sections = all.map { section in
                var words = section.title
                if let rows = section.rows { words += "（逐行填写，\(rows.least)至\(rows.most)行）" }
                if let note = section.note { words += "；\(note)" }
                let plain = words
                if let condition = section.condition { words += "；出现条件：\(condition.sentence(questions))" }
                return (section.code, Fact("章节 \(section.code)", words, key: plain + Fact.key(section.condition)))
            }
        }

        func section(_ code: String) -> Fact? { sections.first { $0.code.utf8.elementsEqual(code.utf8) }?.fact }
        func number(_ key: [UInt8]) -> Int { (questions.firstIndex { Array($0.code.utf8) == key } ?? 0) + 1 }
    }
}

extension Checklist.Question {
    /// Every fact of a question with its label.
    fileprivate func facts(
        _ questions: [Checklist.Question], _ section: Checklist.Section, _ outcomes: OutcomeTypes
    ) -> [ChecklistDiff.Fact] {
        [
            .init("题目", text), .init("类型", kind.title), .init("选项", choicesInWords), .init("单位", unit ?? ""),
            .init("检查指引", guidance ?? ""), .init("依据", basis ?? ""), .init("范围", boundsInWords),
            .init("必填", isOptional ? "选填" : "必填"),
            .init("出现条件", condition?.sentence(questions) ?? "总是出现", key: ChecklistDiff.Fact.key(condition)),
            .init("结果建议", suggestions.map { sentence($0, outcomes) }.joined(separator: "；")),
            .init("章节", section.title.isEmpty ? section.code : section.title, key: section.code),
        ]
    }

    private var choicesInWords: String {
        choices.map { $0.code == $0.title || kind == .yesNo || $0.code == "na" ? $0.title : "\($0.title)（\($0.code)）" }
            .joined(separator: "／")
    }

    /// `0 至 100，整数`; empty where nothing bounds it.
    package var boundsInWords: String {
        if kind == .photo { return least.map { "至少\($0)张" } ?? "" }
        var parts: [String] = []
        switch (least, most) {
        case (let low?, let high?): parts.append("\(low) 至 \(high)")
        case (let low?, nil): parts.append("不小于 \(low)")
        case (nil, let high?): parts.append("不大于 \(high)")
        case (nil, nil): break
        }
        if isWhole { parts.append("整数") }
        if kind == .number, mayNotApply { parts.append("可选不适用") }
        return parts.joined(separator: "，")
    }

    /// `答“否”时提示“责令改正”`.
    package func sentence(_ suggestion: Checklist.Suggestion, _ outcomes: OutcomeTypes) -> String {
        let title = outcomes.suggested(suggestion.outcome) ?? suggestion.outcome
        guard suggestion.comparison.needsValue else { return "\(suggestion.comparison.title)时提示“\(title)”" }
        let word = suggestion.comparison == .equals ? "答" : suggestion.comparison.title
        return "\(word)“\(words(suggestion.value))”时提示“\(title)”"
    }
}

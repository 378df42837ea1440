import Domain

/// The editor's form read back: the whole draft stands in the page, so the whole draft comes with every step.
///
/// Names carry positions, `q.0.3.text`; what a field cannot hold (a number of rows that is none) becomes a value that
/// the check then finds, so that nothing typed is lost by saving.
enum ChecklistFields {
    static func draft(_ form: Fields, item: String) -> ChecklistDraft {
        var values: [String: [String]] = [:]
        for (name, value) in form.pairs { values[name, default: []].append(value) }
        let reader = Reader(values: values)
        var sections: [Checklist.Section] = []
        var renamed: [(old: String, new: String)] = []
        /// Questions that were put into another section by its select.
        var moved: [(question: Checklist.Question, to: String)] = []
        for index in 0..<200 where values["s.\(index).code"] != nil {
            let name = "s.\(index)"
            var section = Checklist.Section(
                code: reader.text("\(name).code"), title: reader.text("\(name).title"),
                note: reader.optional("\(name).note"), condition: reader.condition("\(name).when"), questions: [])
            if reader.text("\(name).rows") == "rows" {
                section.rows = .init(
                    least: reader.whole("\(name).least") ?? 1, most: reader.whole("\(name).most") ?? 20)
            }
            for place in 0..<1000 where values["q.\(index).\(place).code"] != nil {
                let (question, was) = reader.question("q.\(index).\(place)")
                if !was.isEmpty, was != question.code, !question.code.isEmpty { renamed.append((was, question.code)) }
                let home = reader.text("q.\(index).\(place).section")
                if home.isEmpty || home == section.code {
                    section.questions.append(question)
                } else {
                    moved.append((question, home))
                }
            }
            sections.append(section)
        }
        for (question, to) in moved {
            guard let home = sections.firstIndex(where: { $0.code == to }) else { continue }
            sections[home].questions.append(question)
        }
        for one in renamed { ChecklistEdit.rename(one.old, one.new, in: &sections) }
        return ChecklistDraft(item: item, title: reader.text("title"), sections: sections)
    }

    private struct Reader {
        let values: [String: [String]]

        func text(_ name: String) -> String { values[name]?.first.map(Fields.trimmed) ?? "" }

        func optional(_ name: String) -> String? {
            let text = text(name)
            return text.isEmpty ? nil : text
        }

        /// -1 for what is no number: the check refuses it.
        func whole(_ name: String) -> Int? { optional(name).map { Int($0) ?? -1 } }

        func question(_ name: String) -> (Checklist.Question, was: String) {
            let kind = Checklist.Kind(rawValue: text("\(name).kind")) ?? .yesNo
            let hasOptions = kind == .choice || kind == .several
            var question = Checklist.Question(
                code: text("\(name).code"), text: text("\(name).text"), kind: kind,
                options: hasOptions ? options(values["\(name).options"]?.first ?? "") : [],
                unit: kind == .number ? optional("\(name).unit") : nil, guidance: optional("\(name).guidance"),
                basis: optional("\(name).basis"),
                least: kind == .number || kind == .photo ? optional("\(name).least") : nil,
                most: kind == .number ? optional("\(name).most") : nil,
                isWhole: kind == .number && text("\(name).whole") == "yes",
                mayNotApply: kind.canNotApply && text("\(name).none") == "yes",
                isOptional: text("\(name).optional") == "yes", condition: condition("\(name).when"))
            // A question that just became 是／否 begins with 不适用, as most do.
            if kind == .yesNo, text("\(name).was-kind") != kind.rawValue, values["\(name).was-kind"] != nil {
                question.mayNotApply = true
            }
            for number in 0..<40 where values["\(name).then.\(number).outcome"] != nil {
                question.suggestions.append(
                    .init(
                        comparison("\(name).then.\(number).test", kind), text("\(name).then.\(number).value"),
                        text("\(name).then.\(number).outcome")))
            }
            return (question, text("\(name).was"))
        }

        /// One on a line: `标题`, or `标题|代码`.
        private func options(_ text: String) -> [Checklist.Option] {
            text.split(whereSeparator: \.isNewline).map { Fields.trimmed(String($0)) }.filter { !$0.isEmpty }.map {
                line in
                let pair = line.split(maxSplits: 1, whereSeparator: { $0 == "|" || $0 == "｜" })
                    .map { Fields.trimmed(String($0)) }
                return Checklist.Option(pair.count > 1 ? pair[1] : pair.first ?? "", pair.first ?? "")
            }
        }

        func condition(_ name: String) -> Checklist.Condition? {
            var clauses: [Checklist.Clause] = []
            for number in 0..<40 where values["\(name).\(number).question"] != nil {
                let asked = text("\(name).\(number).question")
                var comparison =
                    Checklist.Comparison(rawValue: text("\(name).\(number).test")) ?? .equals
                var value = text("\(name).\(number).value")
                // Another question was chosen: its answers are other ones.
                if asked != text("\(name).\(number).was"), values["\(name).\(number).was"] != nil {
                    (comparison, value) = (.equals, "")
                    if let kind = kind(of: asked) { comparison = Checklist.Comparison.fitting(kind)[0] }
                }
                if !comparison.needsValue { value = "" }
                clauses.append(.init(asked, comparison, value))
            }
            guard !clauses.isEmpty else { return nil }
            return .init(any: text("\(name).any") == "any", clauses)
        }

        private func comparison(_ name: String, _ kind: Checklist.Kind) -> Checklist.Comparison {
            let fitting = Checklist.Comparison.fitting(kind)
            guard let said = Checklist.Comparison(rawValue: text(name)), fitting.contains(said) else {
                return fitting[0]
            }
            return said
        }

        private func kind(of code: String) -> Checklist.Kind? {
            for (name, value) in values where value.first == code && name.hasSuffix(".was") {
                if let kind = values[name.dropLast(".was".count) + ".kind"]?.first { return .init(rawValue: kind) }
            }
            return nil
        }
    }
}

/// One row of the survey sheet.
struct SurveyRow {
    typealias Column = ChecklistTable.Column

    let number: Int
    let line: Int
    private var cells: [Column: String] = [:]

    init(_ record: TableRecord, _ map: ColumnMap<Column>) {
        number = record.number
        line = record.line
        for column in Column.allCases {
            let text = map.text(column, in: record)
            if !text.isEmpty { cells[column] = ChecklistTable.undefused(text) }
        }
    }

    func text(_ column: Column) -> String { cells[column] ?? "" }
    func optional(_ column: Column) -> String? { cells[column] }
}

/// Rows become sections and questions; conditions are read when all questions are known.
struct SurveyReading {
    typealias Column = ChecklistTable.Column

    let lists: [String: [Checklist.Option]]
    let outcomes: OutcomeTypes
    private(set) var refusals: [RowRefusal]
    private var sections: [Checklist.Section] = []
    /// Where each section (question nil) and question came from.
    private var origins: [Spot: SurveyRow] = [:]
    /// How an open XLSForm group has to end.
    private var open: String?
    /// The next question begins a section of its own: after `end_group`.
    private var isBetween = true

    struct Spot: Hashable {
        let section: Int
        let question: Int?
    }

    init(lists: [String: [Checklist.Option]], outcomes: OutcomeTypes, refusals: [RowRefusal]) {
        self.lists = lists
        self.outcomes = outcomes
        self.refusals = refusals
    }

    mutating func refuse(_ refusal: RowRefusal) { refusals.append(refusal) }

    private mutating func refuse(_ row: SurveyRow, _ column: Column, _ reason: String) {
        refusals.append(
            RowRefusal(
                row: row.number, line: row.line, field: column.names[0],
                value: row.text(column).count > 60 ? row.text(column).prefix(60) + "…" : row.text(column),
                reason: reason))
    }

    mutating func take(_ row: SurveyRow) {
        let written = row.text(.type)
        let parts = written.split(whereSeparator: \.isWhitespace).map(String.init)
        var word = parts.first ?? ""
        var list = parts.count > 1 ? parts[1] : nil
        // `begin group` and `begin_group` are the same to XLSForm.
        if word == "begin" || word == "end", let second = list { (word, list) = ("\(word)_\(second)", nil) }
        word = ChecklistTable.chinese.first { $0.word == word }?.form ?? word
        switch word {
        case "": refuse(row, .type, "没有写类型")
        case "begin_group", "begin_repeat", "逐行章节": begin(row, isRows: word != "begin_group")
        case "end_group", "end_repeat", "章节结束":
            guard word == "章节结束" || open == word else {
                refuse(row, .type, open.map { "这里应当是 \($0)" } ?? "没有与它对应的开始行")
                return
            }
            (open, isBetween) = (nil, true)
        case "note": note(row)
        default: question(row, word, list)
        }
    }

    private mutating func begin(_ row: SurveyRow, isRows: Bool) {
        let english = row.text(.type).utf8.first == UInt8(ascii: "b")
        if english, open != nil {
            refuse(row, .type, "章节里不能再套章节，请先写 \(open ?? "")")
            return
        }
        open = english ? (isRows ? "end_repeat" : "end_group") : nil
        isBetween = false
        var rows: Checklist.Rows?
        if isRows {
            let count = row.optional(.count)
            let least = whole(row, .rowsLeast) ?? (count == nil ? 1 : whole(row, .count) ?? 1)
            rows = Checklist.Rows(
                least: least, most: whole(row, .rowsMost) ?? (count == nil ? max(20, least) : least))
        } else if row.optional(.rowsLeast) != nil || row.optional(.rowsMost) != nil {
            refuse(row, .type, "只有逐项章节（begin_repeat）才有行数")
        }
        sections.append(
            Checklist.Section(
                code: row.text(.name), title: row.text(.label), note: row.optional(.hint), rows: rows, questions: []))
        origins[Spot(section: sections.count - 1, question: nil)] = row
    }

    private mutating func whole(_ row: SurveyRow, _ column: Column) -> Int? {
        guard let text = row.optional(column) else { return nil }
        guard let number = Int(text), (0...1000).contains(number) else {
            refuse(row, column, "应为整数，如 5")
            return nil
        }
        return number
    }

    /// A note says what to do before the questions of its group; elsewhere there is no place for it.
    private mutating func note(_ row: SurveyRow) {
        guard !isBetween, let last = sections.indices.last, sections[last].questions.isEmpty, sections[last].note == nil
        else {
            refuse(row, .type, "note 只能是章节的第一行；提示请写在题目的检查指引里")
            return
        }
        sections[last].note = row.text(.label)
    }

    private mutating func question(_ row: SurveyRow, _ word: String, _ list: String?) {
        var question = Checklist.Question(
            code: row.text(.name), text: row.text(.label), kind: .text, unit: row.optional(.unit),
            guidance: row.optional(.hint), basis: row.optional(.basis), least: row.optional(.least),
            most: row.optional(.most))
        switch word {
        case "是否", "yes_no_na", "yes_no": question.kind = .yesNo
        case "integer", "decimal":
            question.kind = .number
            question.isWhole = word == "integer"
        case "text": break
        case "image", "photo": question.kind = .photo
        case "select_one", "select_multiple":
            question.kind = word == "select_one" ? .choice : .several
            options(row, list, &question)
        default:
            refuse(row, .type, "不支持这种类型；可用：章节、逐项章节、是否、数字、整数、文字、单选、多选、拍照，或者对应的 XLSForm 类型")
            return
        }
        var mayNotApply = question.kind == .yesNo ? word != "yes_no" && list != "yes_no" : question.mayNotApply
        if let said = row.optional(.none) { mayNotApply = flag(row, .none, said) ?? mayNotApply }
        question.mayNotApply = mayNotApply
        if let required = row.optional(.required) { question.isOptional = flag(row, .required, required) == false }
        if let constraint = row.optional(.constraint) {
            do {
                let bounds = try ChecklistExpression.bounds(constraint)
                question.least = question.least ?? bounds.least
                question.most = question.most ?? bounds.most
            } catch { refuse(row, .constraint, (error as? Problem)?.message ?? "无法读取") }
        }
        if isBetween {
            isBetween = false
            let code = sections.isEmpty ? "A" : freeCode()
            sections.append(Checklist.Section(code: code, title: "", questions: []))
        }
        let section = sections.count - 1
        sections[section].questions.append(question)
        origins[Spot(section: section, question: sections[section].questions.count - 1)] = row
    }

    private mutating func options(_ row: SurveyRow, _ list: String?, _ question: inout Checklist.Question) {
        if let list, list == "yes_no_na" || list == "yes_no", question.kind == .choice {
            question.kind = .yesNo
            return
        }
        if let list {
            guard var options = lists[list] else {
                refuse(row, .type, lists.isEmpty ? "没有选项表，找不到选项组 \(list)；也可以把选项写在“选项”列" : "选项表里没有选项组 \(list)")
                return
            }
            if let none = options.firstIndex(where: { $0.code.utf8.elementsEqual("na".utf8) }) {
                options.remove(at: none)
                question.mayNotApply = true
            }
            question.options = options
            return
        }
        question.options = row.text(.options).split(whereSeparator: { "；;\n\r\r\n".contains($0) }).map { part in
            let pair = part.split(whereSeparator: { $0 == "|" || $0 == "｜" }).map { String($0).trimmed }
            return Checklist.Option(pair.count > 1 ? pair[1] : pair.first ?? "", pair.first ?? "")
        }
    }

    private mutating func flag(_ row: SurveyRow, _ column: Column, _ text: String) -> Bool? {
        switch text.lowercased() {
        case "yes", "true", "true()", "1", "是", "必填", "√": return true
        case "no", "false", "false()", "0", "否", "选填": return false
        default:
            refuse(row, column, "只能写“是”或者“否”")
            return nil
        }
    }

    private func freeCode() -> String {
        for number in 1... {
            let code = "A\(number)"
            if !sections.contains(where: { $0.code.utf8.elementsEqual(code.utf8) }) { return code }
        }
        return "A"
    }

    // MARK: The end

    mutating func finish() -> ChecklistTable.Reading {
        if let open, let row = origins[Spot(section: sections.count - 1, question: nil)] {
            refuse(row, .type, "这个章节没有结束行 \(open)")
        }
        let questions = sections.flatMap(\.questions)
        for (index, section) in sections.enumerated() {
            if let row = origins[Spot(section: index, question: nil)] {
                sections[index].condition = condition(row, questions)
            }
            for (place, question) in section.questions.enumerated() {
                guard let row = origins[Spot(section: index, question: place)] else { continue }
                sections[index].questions[place].condition = condition(row, questions)
                guard let text = row.optional(.suggests) else { continue }
                do {
                    sections[index].questions[place].suggestions = try ChecklistExpression.suggestions(
                        text, question, outcomes)
                } catch { refuse(row, .suggests, (error as? Problem)?.message ?? "无法读取") }
            }
        }
        let refused = Set(refusals.map { "\($0.row) \($0.field)" })
        for fault in ChecklistCheck.faults(title: "—", sections, outcomes: outcomes) {
            let origin = fault.section.flatMap { section in
                // A section without a row of its own is where its first question stands.
                origins[Spot(section: section, question: fault.question)]
                    ?? origins[Spot(section: section, question: 0)]
            }
            let column = SurveyReading.columns[fault.field] ?? .label
            let refusal = RowRefusal(
                row: origin?.number ?? 0, line: origin?.line ?? 0,
                field: origin == nil ? "整份检查表" : column.names[0],
                value: String((origin?.text(column) ?? "").prefix(60)), reason: fault.message)
            // What could not be read is not complained of twice.
            if !refused.contains("\(refusal.row) \(refusal.field)") { refusals.append(refusal) }
        }
        return ChecklistTable.Reading(
            sections: sections, refusals: refusals.sorted { ($0.row, $0.field) < ($1.row, $1.field) })
    }

    private mutating func condition(_ row: SurveyRow, _ questions: [Checklist.Question])
        -> Checklist.Condition?
    {
        guard let text = row.optional(.relevant) else { return nil }
        do {
            return try ChecklistExpression.condition(text, questions)
        } catch {
            refuse(row, .relevant, (error as? Problem)?.message ?? "无法读取")
            return nil
        }
    }

    private static let columns: [String: Column] = [
        "code": .name, "text": .label, "title": .label, "kind": .type, "options": .options, "unit": .unit,
        "guidance": .hint, "note": .hint, "basis": .basis, "least": .least, "most": .most, "condition": .relevant,
        "suggestions": .suggests, "rows": .rowsMost,
    ]
}

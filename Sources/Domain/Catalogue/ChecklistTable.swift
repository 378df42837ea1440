/// A checklist as tables (3.4.2): in the columns of XLSForm, so that other form programs read it, or the same in Chinese
/// with the options beside their question, which is easier for people who live in Excel. Reading takes both, mixed too.
package enum ChecklistTable {
    package typealias Style = ChecklistExpression.Style

    /// One sheet: `survey` with the questions, `choices` with the options.
    package struct Sheet: Sendable {
        package let name: String
        package let header: [String]
        package let rows: [[String]]
    }

    enum Column: Hashable, Sendable, CaseIterable {
        case type, name, label, options, hint, basis, required, relevant, least, most, constraint, unit, none
        case suggests, rowsLeast, rowsMost, count

        /// In Chinese, then as XLSForm names it; what XLSForm does not know has a name of ours, which it passes over.
        var names: [String] {
            switch self {
            case .type: ["类型", "type"]
            case .name: ["编号", "name", "题目编号"]
            case .label: ["题目", "label", "题目或章节名称"]
            case .options: ["选项", "options"]
            case .hint: ["检查指引", "hint", "指引", "说明"]
            case .basis: ["依据", "basis"]
            case .required: ["必填", "required"]
            case .relevant: ["出现条件", "relevant", "relevance"]
            case .least: ["下限", "least"]
            case .most: ["上限", "most"]
            case .constraint: ["取值范围", "constraint"]
            case .unit: ["单位", "unit"]
            case .none: ["可选不适用", "allow_na"]
            case .suggests: ["结果建议", "suggests"]
            case .rowsLeast: ["最少行数", "rows_min"]
            case .rowsMost: ["最多行数", "rows_max"]
            case .count: ["重复次数", "repeat_count"]
            }
        }

        func title(_ style: Style) -> String { names[style == .chinese ? 0 : 1] }

        static func written(_ style: Style) -> [Column] {
            switch style {
            case .chinese:
                [
                    .type, .name, .label, .options, .required, .none, .relevant, .least, .most, .unit, .hint, .basis,
                    .suggests, .rowsLeast, .rowsMost,
                ]
            case .xlsForm:
                [
                    .type, .name, .label, .hint, .required, .relevant, .constraint, .least, .unit, .none, .basis,
                    .suggests, .rowsLeast, .rowsMost,
                ]
            }
        }
    }

    static let choiceHeader = ["list_name", "name", "label"]
    static let settingsHeader = ["form_title", "form_id", "version"]

    // MARK: Writing

    /// A workbook with all of its sheets, XLSForm's `settings` too, or a CSV of the questions alone.
    package static func write(
        _ list: (title: String, code: String, version: String), _ sections: [Checklist.Section], style: Style,
        as format: TableFormat, outcomes: OutcomeTypes, at desk: any TableDesk
    ) throws -> any WrittenTable {
        var sheets = sheets(sections, style: style, outcomes: outcomes)
        if style == .xlsForm {
            sheets.append(
                Sheet(name: "settings", header: settingsHeader, rows: [[list.title, list.code, list.version]]))
        }
        let writer = try desk.write(format, tableSheet(sheets[0], style))
        for (index, sheet) in sheets.enumerated() where index == 0 || format == .xlsx {
            if index > 0 { try writer.begin(tableSheet(sheet, style)) }
            for row in sheet.rows { try writer.add(row.map { $0.isEmpty ? .empty : .text($0) }) }
        }
        return try writer.finish()
    }

    private static func tableSheet(_ sheet: Sheet, _ style: Style) -> TableSheet {
        let yesNo = ["是", "否"]
        let helps: [String: (width: Int, choices: [String], hint: String?)] = [
            "类型": (12, chinese.dropLast(2).map(\.word) + ["是否"], nil), "编号": (12, [], "英文字母开头，在表内不重复"),
            "题目": (44, [], nil), "选项": (30, [], "用分号隔开；要写代码时写成“标题|代码”"), "必填": (8, yesNo, nil),
            "可选不适用": (12, yesNo, nil), "出现条件": (30, [], "如 Q-01 = 否 并且 Q-03 > 0"), "下限": (8, [], "拍照题为最少张数"),
            "上限": (8, [], nil), "单位": (8, [], nil), "检查指引": (36, [], nil), "依据": (36, [], nil),
            "结果建议": (44, [], "如 否 → 发现问题，待后续调查处理"), "label": (44, [], nil), "hint": (36, [], nil),
        ]
        return TableSheet(
            name: style == .chinese ? "检查表" : sheet.name,
            columns: sheet.header.map { name in
                let help = helps[name]
                return TableSheet.Column(
                    name, width: help?.width ?? 14, choices: help?.choices ?? [], hint: help?.hint,
                    isRequired: ["类型", "编号", "题目"].contains(name))
            })
    }

    package static func sheets(_ sections: [Checklist.Section], style: Style, outcomes: OutcomeTypes) -> [Sheet] {
        let questions = sections.flatMap(\.questions)
        let columns = Column.written(style)
        var rows: [[String]] = []
        func add(_ cells: [Column: String]) { rows.append(columns.map { cells[$0] ?? "" }) }
        for (index, section) in sections.enumerated() {
            // A checklist without headings is a bare list of questions.
            let isBare =
                index == 0 && section.code == "A" && section.title.isEmpty && section.note == nil
                && section.condition == nil && section.rows == nil
            if !isBare {
                var cells: [Column: String] = [
                    .name: section.code, .label: section.title, .hint: section.note ?? "",
                    .relevant: section.condition.map { ChecklistExpression.text($0, questions, style) } ?? "",
                ]
                cells[.type] = words(section.rows == nil ? "begin_group" : "begin_repeat", style)
                if let limits = section.rows {
                    cells[.rowsLeast] = String(limits.least)
                    cells[.rowsMost] = String(limits.most)
                }
                add(cells)
            }
            for question in section.questions { add(self.cells(question, questions, style, outcomes)) }
            if !isBare, style == .xlsForm { add([.type: section.rows == nil ? "end_group" : "end_repeat"]) }
        }
        let survey = Sheet(name: "survey", header: columns.map { $0.title(style) }, rows: rows)
        guard style == .xlsForm else { return [survey] }
        var choices: [[String]] = []
        if questions.contains(where: { $0.kind == .yesNo && $0.mayNotApply }) {
            choices += [["yes_no_na", "yes", "是"], ["yes_no_na", "no", "否"], ["yes_no_na", "na", "不适用"]]
        }
        if questions.contains(where: { $0.kind == .yesNo && !$0.mayNotApply }) {
            choices += [["yes_no", "yes", "是"], ["yes_no", "no", "否"]]
        }
        for question in questions where question.kind == .choice || question.kind == .several {
            choices += question.choices.map { [question.code, $0.code, $0.title] }
        }
        return [survey, Sheet(name: "choices", header: choiceHeader, rows: choices)]
    }

    private static func cells(
        _ question: Checklist.Question, _ questions: [Checklist.Question], _ style: Style, _ outcomes: OutcomeTypes
    ) -> [Column: String] {
        var cells: [Column: String] = [
            .name: question.code, .label: question.text, .hint: question.guidance ?? "", .basis: question.basis ?? "",
            .required: words(question.isOptional ? "no" : "yes", style), .unit: question.unit ?? "",
            .relevant: question.condition.map { ChecklistExpression.text($0, questions, style) } ?? "",
            .suggests: ChecklistExpression.text(question.suggestions, question, outcomes, style),
        ]
        let type: String
        switch question.kind {
        case .yesNo: type = question.mayNotApply ? "select_one yes_no_na" : "select_one yes_no"
        case .number: type = question.isWhole ? "integer" : "decimal"
        case .text: type = "text"
        case .choice: type = "select_one \(question.code)"
        case .several: type = "select_multiple \(question.code)"
        case .photo: type = "image"
        }
        switch style {
        case .chinese:
            cells[.type] = question.kind == .yesNo ? "是否" : words(String(type.prefix { $0 != " " }), style)
            cells[.options] =
                question.options.map { $0.code == $0.title ? $0.title : "\($0.title)|\($0.code)" }.joined(
                    separator: "；")
            cells[.least] = question.least ?? ""
            cells[.most] = question.most ?? ""
        case .xlsForm:
            cells[.type] = type
            if question.kind == .number {
                cells[.constraint] = ChecklistExpression.constraint(least: question.least, most: question.most)
            } else {
                cells[.least] = question.least ?? ""
            }
        }
        cells[.none] = question.kind.canNotApply ? words(question.mayNotApply ? "yes" : "no", style) : ""
        return cells
    }

    /// The words of the Chinese table for XLSForm's.
    static let chinese: [(form: String, word: String)] = [
        ("begin_group", "章节"), ("begin_repeat", "逐项章节"), ("integer", "整数"), ("decimal", "数字"), ("text", "文字"),
        ("select_one", "单选"), ("select_multiple", "多选"), ("image", "拍照"), ("yes", "是"), ("no", "否"),
    ]

    private static func words(_ form: String, _ style: Style) -> String {
        style == .xlsForm ? form : chinese.first { $0.form == form }?.word ?? form
    }
}

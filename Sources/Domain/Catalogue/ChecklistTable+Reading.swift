/// Reading a checklist from tables: whole, or not at all with every wrong row and what is wrong with it.
extension ChecklistTable {
    package struct Reading: Sendable {
        package let sections: [Checklist.Section]
        /// Empty when the checklist may be taken.
        package let refusals: [RowRefusal]
        /// `form_title` of a workbook; nil where it is not said.
        package var title: String?
    }

    /// Reads a workbook with its sheets, whatever of XLSForm's and ours it has, or a table of questions.
    package static func read(book: any TableSource, choices: (any TableSource)?, outcomes: OutcomeTypes) throws
        -> Reading
    {
        func sheet(_ names: [String]) throws -> (any TableSource)? {
            try book.sheets.first { names.contains($0.lowercased()) }.map { try book.sheet($0) }
        }
        var reading = try read(
            survey: try sheet(["survey", "检查表", "题目", "题目表"]) ?? book,
            choices: try choices ?? sheet(["choices", "选项", "选项表"]), outcomes: outcomes)
        if let settings = try sheet(["settings"]) {
            let reader = try settings.open()
            var record = TableRecord()
            if let place = reader.header.firstIndex(of: "form_title"), try reader.next(&record) {
                let title = String(decoding: record.field(place), as: UTF8.self).trimmed
                if !title.isEmpty { reading.title = title }
            }
        }
        return reading
    }

    /// - Parameter choices: XLSForm's second sheet; nil where the options stand beside their question.
    package static func read(survey: any TableSource, choices: (any TableSource)?, outcomes: OutcomeTypes) throws
        -> Reading
    {
        var lists: [String: [Checklist.Option]] = [:]
        var refusals: [RowRefusal] = []
        if let choices { lists = try readChoices(choices, &refusals) }
        var reading = SurveyReading(lists: lists, outcomes: outcomes, refusals: refusals)
        let reader = try survey.open()
        let map = try ColumnMap(
            Column.allCases.map { .init($0, $0.names, required: [.type, .name, .label].contains($0)) },
            header: plain(reader.header), encoding: survey.encoding)
        var record = TableRecord()
        while try reader.next(&record) {
            guard record.number <= 1000 else {
                throw Problem(.invalid, "checklist.rows", "题目表超过1000行，没有导入任何内容。", remedy: "请分成几份检查表。")
            }
            if let refusal = record.unreadable(columns: reader.header) {
                reading.refuse(refusal)
            } else {
                reading.take(SurveyRow(record, map))
            }
        }
        return reading.finish()
    }

    /// XLSForm writes `label::中文 (zh)`; the first column of a name counts.
    private static func plain(_ header: [String]) -> [String] {
        var seen: Set<String> = []
        return header.enumerated().map { index, name in
            let plain = name.ranges(of: "::").first.map { String(name[..<$0.lowerBound]) } ?? name
            let isLanguage = plain.utf8.count < name.utf8.count
            return seen.insert(plain).inserted || !isLanguage ? plain : "\(name) #\(index)"
        }
    }

    private static func readChoices(_ source: any TableSource, _ refusals: inout [RowRefusal]) throws
        -> [String: [Checklist.Option]]
    {
        enum Field: Hashable, Sendable { case list, code, title }
        let reader = try source.open()
        let map = try ColumnMap<Field>(
            [
                .init(.list, ["list_name", "list name", "选项组"], required: true),
                .init(.code, ["name", "代码", "选项代码"], required: true),
                .init(.title, ["label", "标题", "选项"], required: true),
            ], header: plain(reader.header), encoding: source.encoding)
        var lists: [String: [Checklist.Option]] = [:]
        var record = TableRecord()
        while try reader.next(&record) {
            guard record.number <= 10_000 else {
                throw Problem(.invalid, "checklist.rows", "选项表超过10000行，没有导入任何内容。", remedy: "请删去不用的选项。")
            }
            if let refusal = record.unreadable(columns: reader.header) {
                refusals.append(refusal.inChoices)
                continue
            }
            let list = map.text(.list, in: record), code = map.text(.code, in: record)
            if list.isEmpty, code.isEmpty { continue }
            guard !list.isEmpty, !code.isEmpty else {
                refusals.append(
                    RowRefusal(
                        row: record.number, line: record.line, field: list.isEmpty ? "list_name" : "name", value: "",
                        reason: "选项组和选项代码都要填写"
                    ).inChoices)
                continue
            }
            lists[list, default: []].append(
                Checklist.Option(undefused(code), undefused(map.text(.title, in: record))))
        }
        return lists
    }

    /// Spreadsheets are kept from running a text as a formula by an apostrophe in front; it is not part of the text.
    static func undefused(_ text: String) -> String {
        guard text.utf8.first == 0x27, let second = text.utf8.dropFirst().first,
            [0x3D, 0x2B, 0x2D, 0x40].contains(second)
        else { return text }
        return String(text.dropFirst())
    }
}

extension RowRefusal {
    /// The same in the second sheet.
    fileprivate var inChoices: RowRefusal {
        RowRefusal(row: row, line: line, field: "选项表：\(field)", value: value, reason: reason)
    }
}

/// Why a row, or a field of it, was not taken: one line of the error file.
package struct RowRefusal: Sendable, Equatable {
    /// Row number below the header, from 1.
    package let row: Int
    /// Line of the file, from 1; differs from the row where fields hold line breaks.
    package let line: Int
    /// Name of the field; `整行` when the row as a whole is meant.
    package let field: String
    /// What stood there, shortened.
    package let value: String
    package let reason: String

    package init(row: Int, line: Int, field: String, value: String, reason: String) {
        self.row = row
        self.line = line
        self.field = field
        // Shown as a sign: no database keeps the character itself.
        self.value = value.utf8.contains(0) ? value.replacing("\0", with: "␀") : value
        self.reason = reason
    }

    package static let wholeRow = "整行"
    /// Header of the error file, in the order of ``columns``.
    package static let header = ["数据行", "文件行", "字段", "原值", "原因"]
    package var columns: [String] { [String(row), String(line), field, value, reason] }

    /// At most 60 characters of a value, so that neither table nor file is flooded.
    static func shortened(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes.prefix(400), as: UTF8.self)
        return text.count > 60 ? text.prefix(60) + "…" : text
    }
}

extension TableRecord {
    /// A refusal of the whole row where it cannot be read, or has more or fewer fields than the header.
    package func unreadable(columns: [String]) -> RowRefusal? {
        let reason: String
        var field = RowRefusal.wholeRow
        switch defect {
        case .fieldTooLong(let column, let limit):
            if columns.indices.contains(column) { field = columns[column] }
            reason = "内容超过 \(limit) 个字符的上限"
        case .undecodable: reason = "含有无法识别的字符，编码可能不一致"
        case .nul: reason = "含有空字符（NUL），不是文本"
        case .tooManyFields(let limit): reason = "列数超过 \(limit)"
        case .cellFault(let column, let text):
            if columns.indices.contains(column) { field = columns[column] }
            reason = "单元格是公式错误 \(text)，请改成具体的值"
        case nil:
            guard count != columns.count else { return nil }
            reason = "列数为 \(count)，表头为 \(columns.count) 列，可能有多余或缺少的分隔符、引号"
        }
        let value = count > 0 ? RowRefusal.shortened(self.field(0)) : ""
        return RowRefusal(row: number, line: line, field: field, value: value, reason: reason)
    }
}

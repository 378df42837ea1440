import CXlsxwriter
import Domain
import Foundation

/// The few formats of our workbooks.
struct WorkbookFormats {
    let title: UnsafeMutablePointer<lxw_format>?
    let remark: UnsafeMutablePointer<lxw_format>?
    let header: UnsafeMutablePointer<lxw_format>?
    let required: UnsafeMutablePointer<lxw_format>?
    let text: UnsafeMutablePointer<lxw_format>?
    let whole: UnsafeMutablePointer<lxw_format>?
    let number: UnsafeMutablePointer<lxw_format>?
    let day: UnsafeMutablePointer<lxw_format>?
    let wrong: UnsafeMutablePointer<lxw_format>?
    let wrongNumber: UnsafeMutablePointer<lxw_format>?
    let wrongDay: UnsafeMutablePointer<lxw_format>?

    init(_ book: UnsafeMutablePointer<lxw_workbook>) {
        func format(_ code: String?, _ more: (UnsafeMutablePointer<lxw_format>) -> Void = { _ in })
            -> UnsafeMutablePointer<lxw_format>?
        {
            guard let format = workbook_add_format(book) else { return nil }
            if let code { format_set_num_format(format, code) }
            format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
            more(format)
            return format
        }
        let yellow: lxw_color_t = 0xFFF2_CC
        let grey: lxw_color_t = 0xE7EC_F2
        func isWrong(_ format: UnsafeMutablePointer<lxw_format>) {
            format_set_bg_color(format, yellow)
            format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
            format_set_border_color(format, 0xC055_00)
        }
        title = format("@") {
            format_set_bold($0)
            format_set_font_size($0, 14)
        }
        remark = format("@") { format_set_font_color($0, 0x5966_75) }
        header = format("@") {
            format_set_bold($0)
            format_set_bg_color($0, grey)
            format_set_bottom($0, UInt8(LXW_BORDER_THIN.rawValue))
        }
        required = format("@") {
            format_set_bold($0)
            format_set_bg_color($0, yellow)
            format_set_bottom($0, UInt8(LXW_BORDER_THIN.rawValue))
        }
        text = format("@")
        whole = format("0")
        number = format("General")
        day = format("yyyy-mm-dd")
        wrong = format("@", isWrong)
        wrongNumber = format("General", isWrong)
        wrongDay = format("yyyy-mm-dd", isWrong)
    }
}

/// What may be chosen in the cells of a column, and a word while one fills them in.
enum Choices {
    /// Rows below the header that get the list.
    private static let rows = 5_000

    static func add(
        _ column: TableSheet.Column, to page: UnsafeMutablePointer<lxw_worksheet>, from row: Int, column place: Int
    ) {
        var rule = lxw_data_validation()
        var texts: [UnsafeMutablePointer<CChar>?] = []
        func copy(_ text: String) -> UnsafeMutablePointer<CChar>? {
            let made = strdup(text)
            texts.append(made)
            return made
        }
        defer { texts.forEach { free($0) } }
        if let hint = column.hint {
            // The format's limits, in characters.
            rule.input_title = copy(String(column.title.prefix(30)))
            rule.input_message = copy(String(hint.prefix(250)))
        }
        // All choices together have 255 characters; longer lists are for the sheet with the remarks.
        let length = column.choices.reduce(0) { $0 + $1.utf16.count + 1 }
        guard !column.choices.isEmpty, length <= 255, !column.choices.contains(where: { $0.contains(",") }) else {
            rule.validate = UInt8(LXW_VALIDATION_TYPE_ANY.rawValue)
            guard column.hint != nil else { return }
            worksheet_data_validation_range(
                page, lxw_row_t(row), lxw_col_t(place), lxw_row_t(row + rows), lxw_col_t(place), &rule)
            return
        }
        rule.validate = UInt8(LXW_VALIDATION_TYPE_LIST.rawValue)
        rule.error_title = copy("不在可选范围内")
        rule.error_message = copy("请从下拉列表中选择。")
        rule.ignore_blank = UInt8(LXW_VALIDATION_ON.rawValue)
        var list = column.choices.map { copy($0) } + [nil]
        list.withUnsafeMutableBufferPointer { buffer in
            rule.value_list = buffer.baseAddress
            worksheet_data_validation_range(
                page, lxw_row_t(row), lxw_col_t(place), lxw_row_t(row + rows), lxw_col_t(place), &rule)
        }
    }
}

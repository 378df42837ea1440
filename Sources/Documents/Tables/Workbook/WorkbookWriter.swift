import CXlsxwriter
import Domain
import Foundation

/// Writes an xlsx workbook with libxlsxwriter in constant memory: rows go to disk as they come.
///
/// Every text is written as text, so that nothing is run as a formula and codes keep all their digits; the cells keep
/// the text format, so that editing them in a spreadsheet program does not change that.
final class WorkbookWriter: TableWriter {
    private let path: String
    private var book: UnsafeMutablePointer<lxw_workbook>?
    private var page: UnsafeMutablePointer<lxw_worksheet>?
    private var pages: [UnsafeMutablePointer<lxw_worksheet>] = []
    private var formats: WorkbookFormats
    private var sheet: TableSheet
    /// Columns' titles stand in this row; -1 where there are none.
    private var headerRow = -1
    private var row = 0
    private var names: Set<String> = []
    private var isFinished = false
    /// Rows of a sheet; the format ends a little above a million.
    private static let rowLimit = 1_000_000
    /// Characters of a cell (UTF-16), as the format has it.
    private static let cellLimit = 32_767

    init(path: String, folder: String, _ sheet: TableSheet) throws {
        self.path = path
        self.sheet = sheet
        var made: UnsafeMutablePointer<lxw_workbook>?
        folder.withCString { temporary in
            var options = lxw_workbook_options()
            options.constant_memory = 1
            options.use_zip64 = 1
            options.tmpdir = UnsafeMutablePointer(mutating: temporary)
            made = workbook_new_opt(path, &options)
        }
        guard let made else { throw WrittenFile.noRoom }
        book = made
        formats = WorkbookFormats(made)
        try begin(sheet)
    }

    deinit {
        if let book { lxw_workbook_free(book) }
        if !isFinished { try? FileManager.default.removeItem(atPath: path) }
    }

    // MARK: Sheets

    func begin(_ sheet: TableSheet) throws {
        endSheet()
        self.sheet = sheet
        guard let book, let page = workbook_add_worksheet(book, uniqueName(sheet.name)) else {
            throw WrittenFile.noRoom
        }
        self.page = page
        pages.append(page)
        row = 0
        headerRow = -1
        for (place, column) in sheet.columns.enumerated() {
            worksheet_set_column(
                page, lxw_col_t(place), lxw_col_t(place), Double(min(max(column.width, 4), 100)), formats.text)
        }
        if sheet.columns.isEmpty { worksheet_set_column(page, 0, 0, 100, formats.text) }
        if let title = sheet.title { try line(title, formats.title) }
        for text in sheet.lines { try line(text, formats.remark) }
        if !sheet.columns.isEmpty {
            headerRow = row
            for (place, column) in sheet.columns.enumerated() {
                try check(
                    worksheet_write_string(
                        page, lxw_row_t(row), lxw_col_t(place), column.title,
                        column.isRequired ? formats.required : formats.header))
            }
            row += 1
            // Up to the first column too: the name stays in sight while one scrolls sideways.
            worksheet_freeze_panes(page, lxw_row_t(row), 1)
            worksheet_repeat_rows(page, lxw_row_t(headerRow), lxw_row_t(headerRow))
            for (place, column) in sheet.columns.enumerated() where !column.choices.isEmpty || column.hint != nil {
                Choices.add(column, to: page, from: row, column: place)
            }
        }
        worksheet_set_landscape(page)
        worksheet_set_paper(page, 9)
        worksheet_fit_to_pages(page, 1, 0)
    }

    private func endSheet() {
        guard let page, headerRow >= 0, row > headerRow + 1 else { return }
        worksheet_autofilter(
            page, lxw_row_t(headerRow), 0, lxw_row_t(row - 1), lxw_col_t(max(sheet.columns.count - 1, 0)))
    }

    private func line(_ text: String, _ format: UnsafeMutablePointer<lxw_format>?) throws {
        guard let page else { throw WrittenFile.noRoom }
        try check(worksheet_write_string(page, lxw_row_t(row), 0, WorkbookWriter.clean(text), format))
        row += 1
    }

    /// At most 31 characters, none of `[]:*?/\`, and no two alike.
    private func uniqueName(_ wanted: String) -> String {
        let base = String(wanted.filter { !"[]:*?/\\'".contains($0) }.prefix(25))
        var name = base.isEmpty ? "表" : base
        var number = 1
        while !names.insert(name.lowercased()).inserted {
            number += 1
            name = "\(base)（\(number)）"
        }
        return name
    }

    // MARK: Rows

    func add(_ values: [TableValue], marked: Set<Int>) throws {
        if row >= WorkbookWriter.rowLimit { try begin(sheet) }
        guard let page else { throw WrittenFile.noRoom }
        let line = lxw_row_t(row)
        for (place, value) in values.enumerated() {
            let column = lxw_col_t(place)
            let isMarked = marked.contains(place)
            switch value {
            case .empty: if isMarked { try check(worksheet_write_blank(page, line, column, formats.wrong)) }
            case .text(let text):
                guard !text.isEmpty || isMarked else { continue }
                if text.isEmpty {
                    try check(worksheet_write_blank(page, line, column, formats.wrong))
                } else {
                    try check(
                        worksheet_write_string(
                            page, line, column, WorkbookWriter.clean(text), isMarked ? formats.wrong : formats.text))
                }
            case .number(let number):
                let whole = number == number.rounded()
                try check(
                    worksheet_write_number(
                        page, line, column, number,
                        isMarked ? formats.wrongNumber : whole ? formats.whole : formats.number))
            case .day(let day):
                try check(
                    worksheet_write_number(
                        page, line, column, Double(day.number + 25_569), isMarked ? formats.wrongDay : formats.day))
            }
        }
        row += 1
    }

    func finish() throws -> any WrittenTable {
        endSheet()
        // The library does not look whether its temporary files took everything.
        for page in pages {
            guard let file = page.pointee.optimize_tmpfile else { continue }
            guard fflush(file) == 0, ferror(file) == 0 else { throw WrittenFile.noRoom }
        }
        guard let book else { throw WrittenFile.noRoom }
        self.book = nil
        // Frees the book, whether it ends well or not.
        try check(workbook_close(book))
        isFinished = true
        try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return try WrittenFile(path: path)
    }

    private func check(_ error: lxw_error) throws {
        guard error.rawValue == LXW_NO_ERROR.rawValue else { throw WrittenFile.noRoom }
    }

    /// Without characters that XML cannot hold, and no longer than a cell. A text that reads like the format's escape
    /// of a character is escaped itself.
    static func clean(_ text: String) -> String {
        var isClean = true
        var units = 0
        for scalar in text.unicodeScalars {
            units += scalar.value > 0xFFFF ? 2 : 1
            // An underscore may begin an escape.
            if scalar == "_" || !allowed(scalar) { isClean = false }
        }
        if isClean && units <= cellLimit { return text }
        var out = String.UnicodeScalarView()
        units = 0
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            let isEscape = beginsEscape(rest)
            rest.removeFirst()
            guard allowed(scalar) else { continue }
            units += isEscape ? 7 : scalar.value > 0xFFFF ? 2 : 1
            guard units <= cellLimit else { break }
            if isEscape { out.append(contentsOf: "_x005F".unicodeScalars) }
            out.append(scalar)
        }
        return String(out)
    }

    /// `_xHHHH_`.
    private static func beginsEscape(_ text: Substring.UnicodeScalarView) -> Bool {
        let head = Array(text.prefix(7))
        return head.count == 7 && head[0] == "_" && head[1] == "x" && head[6] == "_"
            && head[2..<6].allSatisfy { Character($0).isHexDigit && $0.isASCII }
    }

    private static func allowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: true
        case ..<0x20, 0xFFFE, 0xFFFF: false
        default: true
        }
    }
}

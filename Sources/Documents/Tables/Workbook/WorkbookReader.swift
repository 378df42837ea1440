import Domain

/// Reads the rows of one sheet, unpacking and parsing as they are asked for.
final class WorkbookReader: TableReader {
    private(set) var header: [String] = []
    private let more: (UnsafeMutableBufferPointer<UInt8>) throws -> Int
    private let push: XMLPush
    private let listener: SheetListener
    private var piece = [UInt8](repeating: 0, count: 128 << 10)
    /// Rows not handed out yet, and how many of them were.
    private var rows: [TableRecord] = []
    private var taken = 0
    private var hasEnded = false
    private var number = 0

    init(_ sheet: WorkbookFile) throws {
        let archive = try ZipArchive(path: sheet.path, title: sheet.name, limits: sheet.limits)
        guard let more = try archive.open(sheet.part) else {
            throw ZipArchive.damaged(sheet.name, "缺少工作表“\(sheet.sheetName)”")
        }
        self.more = more
        listener = SheetListener(
            title: sheet.name, strings: sheet.book.strings, meanings: sheet.book.meanings,
            countsFrom1904: sheet.book.countsFrom1904, limits: sheet.limits)
        push = try XMLPush(listener, part: sheet.part, title: sheet.name)
        let search = try HeaderSearch { try self.row(&$0) }
        guard let found = search.header else {
            throw Problem(
                .invalid, "table.empty", "文件“\(sheet.name)”的工作表“\(sheet.sheetName)”是空的，没有可以导入的内容。",
                remedy: "请选择含有表头和数据的文件，数据应在第一张工作表里。")
        }
        if found.defect != nil, let why = found.unreadable(columns: []) {
            throw Problem(
                .invalid, "table.header", "文件“\(sheet.name)”的表头（第 \(found.line) 行）无法识别：\(why.reason)。",
                remedy: "请检查表头的文字，删去多余的列后重新导入。")
        }
        header = HeaderSearch.names(found, keepsEmpty: false)
        rows = search.pending + rows[taken...]
        taken = 0
    }

    func next(_ record: inout TableRecord) throws -> Bool {
        guard try row(&record) else { return false }
        number += 1
        record.number = number
        // A sheet does not say where a row ends: what is missing is empty.
        while record.ends.count < header.count { record.ends.append(record.bytes.count) }
        return true
    }

    private func row(_ record: inout TableRecord) throws -> Bool {
        while taken >= rows.count {
            guard !hasEnded else { return false }
            let count = try piece.withUnsafeMutableBufferPointer { try more($0) }
            hasEnded = count == 0
            try piece.withUnsafeBufferPointer {
                try push.feed(UnsafeBufferPointer(rebasing: $0[..<count]), isLast: count == 0)
            }
            rows = listener.takeRows()
            taken = 0
        }
        record = rows[taken]
        taken += 1
        return true
    }
}

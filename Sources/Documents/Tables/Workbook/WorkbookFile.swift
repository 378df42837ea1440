import Domain
import Foundation

/// A sheet of an xlsx workbook that was looked over once. Opening another sheet shares the look.
final class WorkbookFile: TableSource {
    let name: String
    let digest: String
    let lines: Int
    var encoding: String { book.sheets.count > 1 ? "Excel 工作簿（工作表“\(sheetName)”）" : "Excel 工作簿" }
    var sheets: [String] { book.sheets.map(\.name) }

    let path: String
    let limits: TableLimits
    let book: Book
    /// The sheet's part in the archive, and its name.
    let part: String
    let sheetName: String

    /// What all sheets share.
    final class Book: Sendable {
        let sheets: [(name: String, part: String, isHidden: Bool)]
        let meanings: [StyleListener.Meaning]
        let countsFrom1904: Bool
        // Written before the book is shared, only read afterwards.
        nonisolated(unsafe) let strings: SharedStrings

        init(path: String, title: String, limits: TableLimits) throws {
            let archive = try ZipArchive(path: path, title: title, limits: limits)
            let parts = try BookParts(archive, title: title)
            sheets = parts.sheets
            countsFrom1904 = parts.countsFrom1904
            let styles = StyleListener()
            try XMLPush.read(parts.styles, of: archive, title: title, into: styles)
            meanings = styles.meanings
            let strings = SharedStrings(title: title, limits: limits)
            try XMLPush.read(parts.strings, of: archive, title: title, into: strings)
            self.strings = strings
        }
    }

    /// Throws a ``Problem`` that names what the file is and the way out, when it is no workbook that can be read.
    init(path: String, name: String, limits: TableLimits = TableLimits()) throws {
        self.path = path
        self.name = name
        self.limits = limits
        digest = try WorkbookFile.digest(path, name: name)
        book = try Book(path: path, title: name, limits: limits)
        guard let first = book.sheets.first(where: { !$0.isHidden }) ?? book.sheets.first else {
            throw ZipArchive.damaged(name, "没有工作表")
        }
        part = first.part
        sheetName = first.name
        lines = try WorkbookFile.countRows(path, part: part, name: name, limits: limits)
    }

    private init(_ file: WorkbookFile, sheet: (name: String, part: String, isHidden: Bool)) throws {
        path = file.path
        name = file.name
        limits = file.limits
        digest = file.digest
        book = file.book
        part = sheet.part
        sheetName = sheet.name
        lines = try WorkbookFile.countRows(file.path, part: sheet.part, name: file.name, limits: file.limits)
    }

    func open() throws -> any TableReader { try WorkbookReader(self) }

    func sheet(_ name: String) throws -> any TableSource {
        guard let found = book.sheets.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
            throw Problem(
                .invalid, "table.no-sheet", "文件“\(self.name)”没有名为“\(name)”的工作表。",
                remedy: "文件里的工作表有：\(sheets.prefix(20).joined(separator: "、"))。请改名或换一个文件。")
        }
        return try WorkbookFile(self, sheet: found)
    }

    /// SHA-256 of a file, lower-case hex.
    static func digest(_ path: String, name: String) throws -> String {
        var fingerprint = Fingerprint()
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Problem(.invalid, "table.missing", "找不到文件“\(name)”，或没有读取权限。", remedy: "请检查文件路径后重试。")
        }
        defer { try? file.close() }
        while let data = try file.read(upToCount: 1 << 20), !data.isEmpty {
            data.withUnsafeBytes { fingerprint.add($0) }
        }
        return fingerprint.hex()
    }

    /// Unpacks the sheet once: finds damage and bombs before anything is done, and how many rows there may be.
    private static func countRows(_ path: String, part: String, name: String, limits: TableLimits) throws -> Int {
        let archive = try ZipArchive(path: path, title: name, limits: limits)
        guard let more = try archive.open(part) else { throw ZipArchive.damaged(name, "缺少工作表") }
        var piece = [UInt8](repeating: 0, count: 256 << 10)
        var count = 0
        // How far `row` has been matched behind a `<` or a `:`.
        var matched = 0
        while true {
            let length = try piece.withUnsafeMutableBufferPointer { try more($0) }
            guard length > 0 else { return count }
            piece.withUnsafeBufferPointer { bytes in
                for byte in bytes[..<length] {
                    switch (matched, byte) {
                    case (_, 0x3C), (_, 0x3A): matched = 1
                    case (1, 0x72): matched = 2
                    case (2, 0x6F): matched = 3
                    case (3, 0x77): matched = 4
                    case (4, 0x20), (4, 0x3E), (4, 0x2F):
                        count &+= 1
                        matched = 0
                    default: matched = 0
                    }
                }
            }
        }
    }
}

/// Where a workbook's parts are, found by its relations as the format wants it.
private struct BookParts {
    var sheets: [(name: String, part: String, isHidden: Bool)] = []
    var countsFrom1904 = false
    var styles = "xl/styles.xml"
    var strings = "xl/sharedStrings.xml"

    init(_ archive: ZipArchive, title: String) throws {
        try BookParts.refuseOthers(archive, title: title)
        let root = RelationListener()
        try XMLPush.read("_rels/.rels", of: archive, title: title, into: root)
        let main =
            root.targets.first { $0.type.hasSuffix("/officeDocument") }.map { BookParts.resolved($0.target, in: "") }
            ?? "xl/workbook.xml"
        let book = BookListener()
        guard try XMLPush.read(main, of: archive, title: title, into: book) else {
            throw Problem(
                .invalid, "table.not-a-workbook", "文件“\(title)”是压缩包，但不是 Excel 工作簿。",
                remedy: "请选择 xlsx 或 CSV 文件；压缩包请先解压。")
        }
        countsFrom1904 = book.countsFrom1904
        let folder = main.split(separator: "/").dropLast().joined(separator: "/")
        let file = main.split(separator: "/").last.map(String.init) ?? "workbook.xml"
        let relations = RelationListener()
        try XMLPush.read(
            (folder.isEmpty ? "" : folder + "/") + "_rels/\(file).rels", of: archive, title: title, into: relations)
        for one in relations.targets {
            if one.type.hasSuffix("/styles") { styles = BookParts.resolved(one.target, in: folder) }
            if one.type.hasSuffix("/sharedStrings") { strings = BookParts.resolved(one.target, in: folder) }
        }
        for sheet in book.sheets {
            guard let target = relations.targets.first(where: { $0.id == sheet.relation }),
                target.type.hasSuffix("/worksheet")
            else { continue }
            sheets.append((sheet.name, BookParts.resolved(target.target, in: folder), sheet.isHidden))
        }
    }

    /// Other things that are zip files, by what they hold.
    private static func refuseOthers(_ archive: ZipArchive, title: String) throws {
        if archive.holds("xl/workbook.bin") {
            throw Problem(
                .invalid, "table.xlsb", "文件“\(title)”是二进制工作簿（xlsb），不能读取。",
                remedy: "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再导入。")
        }
        if archive.holds("content.xml"), archive.holds("mimetype") {
            throw Problem(
                .invalid, "table.ods", "文件“\(title)”是 OpenDocument 表格（ods），不能读取。",
                remedy: "请用表格软件打开，另存为“Excel 工作簿（*.xlsx）”后再导入。")
        }
        if archive.holds("word/document.xml") || archive.holds("ppt/presentation.xml") {
            throw Problem(
                .invalid, "table.not-a-workbook", "文件“\(title)”是文档或演示文稿，不是表格。", remedy: "请选择 xlsx 或 CSV 文件。")
        }
    }

    /// A target, from the root of the archive when it begins with a slash, else from the folder.
    private static func resolved(_ target: String, in folder: String) -> String {
        var parts = target.hasPrefix("/") ? [] : folder.split(separator: "/").map(String.init)
        for part in target.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}

package import Domain
import Foundation

/// A file of delimited text (CSV or tab-separated, plain or gz) that was looked over once: its digest, its encoding,
/// its delimiter and its lines are known, and rows can be read from it.
///
/// Encoding: a UTF-8 byte order mark decides; otherwise valid UTF-8 is UTF-8, and anything else that is valid GB 18030
/// is GB 18030 (a superset of GBK and GB 2312). UTF-16, workbooks and other binary files are refused by name.
package final class DelimitedFile: TableSource {
    package let name: String
    package let digest: String
    package let lines: Int
    package var encoding: String { textEncoding.title }

    let path: String
    let limits: TableLimits
    let textEncoding: TextEncoding
    /// Whether every byte is known to be valid text, so that rows need no check of their own.
    let isClean: Bool
    let delimiter: UInt8
    /// The unpacked bytes, kept when they are few enough.
    private let kept: [[UInt8]]?

    /// Looks the file over. `name` is shown to people; by default the last part of the path.
    ///
    /// Throws a ``Problem`` when the file is missing, empty, damaged, too large or no text.
    package init(path: String, name: String? = nil, limits: TableLimits = TableLimits()) throws {
        self.path = path
        let title = name ?? (path as NSString).lastPathComponent
        self.name = title
        self.limits = limits
        let look = try Look(path: path, name: title, limits: limits)
        digest = look.digest
        lines = look.lines
        textEncoding = look.encoding
        isClean = look.isClean
        kept = look.kept
        delimiter = look.delimiter
    }

    package func open() throws -> any TableReader {
        try DelimitedReader(file: self)
    }

    /// The file's bytes as UTF-8, without a byte order mark, in pieces; empty at the end.
    func text() throws -> () throws -> [UInt8] {
        let raw: () throws -> [UInt8]
        if let kept {
            var index = 0
            raw = {
                guard index < kept.count else { return [] }
                index += 1
                return kept[index - 1]
            }
        } else {
            let bytes = try FileBytes(path: path, name: name, limit: limits.unpackedBytes)
            raw = { try bytes.next() }
        }
        switch textEncoding {
        case .utf8: return raw
        case .utf8WithMark:
            var toSkip = 3
            return {
                while true {
                    let piece = try raw()
                    guard toSkip > 0, !piece.isEmpty else { return piece }
                    let skipped = min(toSkip, piece.count)
                    toSkip -= skipped
                    if skipped < piece.count { return Array(piece[skipped...]) }
                }
            }
        case .gb18030:
            let decoder = try GBDecoder()
            var ended = false
            return {
                while !ended {
                    let piece = try raw()
                    ended = piece.isEmpty
                    let text = decoder.decode(piece, isLast: ended)
                    if !text.isEmpty { return text }
                }
                return []
            }
        }
    }
}

/// The first pass over a file.
private struct Look {
    let digest: String
    let lines: Int
    let encoding: TextEncoding
    let isClean: Bool
    let delimiter: UInt8
    let kept: [[UInt8]]?

    init(path: String, name: String, limits: TableLimits) throws {
        let bytes = try FileBytes(path: path, name: name, limit: limits.unpackedBytes)
        let fingerprint = Box(Fingerprint())
        bytes.onRawBytes = { fingerprint.value.add($0) }
        var pieces: [[UInt8]]? = []
        var check = UTF8Check()
        var count = 0
        var head: [UInt8] = []
        while true {
            let piece = try bytes.next()
            if piece.isEmpty { break }
            if head.count < 65_536 {
                head += piece.prefix(65_536 - head.count)
                if head.count >= 4 { try Look.refuseBinary(head, name: name) }
            }
            piece.withUnsafeBufferPointer {
                check.add($0)
                count += Look.lineBreaks($0)
            }
            pieces?.append(piece)
            if bytes.delivered > limits.keptBytes { pieces = nil }
        }
        check.finish()
        try Look.refuseBinary(head, name: name)
        guard head.contains(where: { $0 > 0x20 && ![0xEF, 0xBB, 0xBF].contains($0) }) else {
            throw Problem(.invalid, "table.empty", "文件“\(name)”是空的，没有可以导入的内容。", remedy: "请选择含有表头和数据的文件。")
        }
        if head.starts(with: [0xEF, 0xBB, 0xBF]) {
            encoding = .utf8WithMark
            isClean = check.errors == 0
        } else if check.errors == 0 {
            encoding = .utf8
            isClean = true
        } else {
            // Errors at the cut end of the sample do not count: the decoder waits for the rest there.
            let decoder = try GBDecoder()
            _ = decoder.decode(head, isLast: false)
            if decoder.errors == 0 {
                encoding = .gb18030
            } else if check.errors <= max(1, count / 100) {
                encoding = .utf8
            } else {
                throw Problem(
                    .invalid, "table.encoding", "无法识别文件“\(name)”的文字编码，既不是 UTF-8，也不是 GB18030（GBK）。",
                    remedy: "请用表格软件打开，另存为“CSV UTF-8（逗号分隔）”后再导入。")
            }
            isClean = false
        }
        let firstLine = head.prefix { $0 != 0x0A && $0 != 0x0D }
        delimiter = firstLine.contains(0x09) && !firstLine.contains(0x2C) ? 0x09 : 0x2C
        digest = fingerprint.value.hex()
        lines = count
        kept = pieces
    }

    private static func lineBreaks(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        for byte in bytes where byte == 0x0A { count &+= 1 }
        return count
    }

    private static func refuseBinary(_ head: [UInt8], name: String) throws {
        let remedy = "请用表格软件打开，另存为 xlsx 或“CSV UTF-8（逗号分隔）”后再导入。"
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
            throw Problem(.invalid, "table.utf-16", "文件“\(name)”是 UTF-16（Unicode 文本）编码，不能导入。", remedy: remedy)
        }
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            throw Problem(.invalid, "table.workbook", "文件“\(name)”是 Excel 工作簿或压缩包，不是 CSV 文本。", remedy: remedy)
        }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            throw Problem(.invalid, "table.workbook", "文件“\(name)”是旧版 Excel 工作簿，不是 CSV 文本。", remedy: remedy)
        }
        try OldWorkbook.refusePage(head, name: name)
        if head.prefix(4_096).contains(0) {
            throw Problem(.invalid, "table.binary", "文件“\(name)”不是文本文件，或使用了不支持的编码（如 UTF-16）。", remedy: remedy)
        }
    }

    private final class Box<Value> {
        var value: Value
        init(_ value: Value) { self.value = value }
    }
}

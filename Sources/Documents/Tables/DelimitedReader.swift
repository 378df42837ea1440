import Domain
import Foundation

/// Reads records of RFC 4180: fields in quotes may hold delimiters, line breaks and doubled quotes; lines end with
/// LF, CRLF or CR. A quote inside an unquoted field, or text after a closing quote, is taken as it stands.
final class DelimitedReader: TableReader {
    private(set) var header: [String] = []
    /// Rows that were read in search of the header and stand below it.
    private var pending: [TableRecord] = []
    private let file: DelimitedFile
    private let more: () throws -> [UInt8]
    private var piece: [UInt8] = []
    private var place = 0
    private var line = 1
    private var number = 0
    private var afterReturn = false
    private let fieldBytes: Int

    private enum State { case fieldStart, plain, quoted, quoteInQuoted }

    init(file: DelimitedFile) throws {
        self.file = file
        more = try file.text()
        // A character has four bytes at most: below this no field can be too long by its bytes alone.
        fieldBytes = file.limits.fieldCharacters
        let search = try HeaderSearch { try read(&$0) }
        guard let found = search.header else {
            throw Problem(.invalid, "table.empty", "文件“\(file.name)”是空的，没有表头。", remedy: "请选择含有表头和数据的文件。")
        }
        if found.defect != nil, let why = found.unreadable(columns: []) {
            throw Problem(
                .invalid, "table.header", "文件“\(file.name)”的表头（第\(found.line)行）无法识别：\(why.reason)。",
                remedy: "请检查文件是否为 CSV 文本、编码是否为 UTF-8 或 GB18030。")
        }
        header = HeaderSearch.names(found, keepsEmpty: true)
        pending = search.pending
    }

    func next(_ record: inout TableRecord) throws -> Bool {
        if !pending.isEmpty { record = pending.removeFirst() } else if try !read(&record) { return false }
        number += 1
        record.number = number
        return true
    }

    /// One record; passes over lines without any character.
    private func read(_ record: inout TableRecord) throws -> Bool {
        while true {
            record.clear()
            record.line = line
            let sawAnything = try parse(&record)
            if !sawAnything && atEnd { return false }
            if record.count == 1 && record.bytes.isEmpty && record.defect == nil {
                if atEnd { return false }
                continue
            }
            check(&record)
            return true
        }
    }

    private var atEnd: Bool { place >= piece.count && ended }
    private var ended = false

    private func fill() throws -> Bool {
        guard place >= piece.count else { return true }
        guard !ended else { return false }
        piece = try more()
        place = 0
        if piece.isEmpty { ended = true }
        return !ended
    }

    /// Parses up to the end of a record. False when there was no byte at all.
    private func parse(_ record: inout TableRecord) throws -> Bool {
        var state = State.fieldStart
        var sawAnything = false
        var quoteLine = line
        var fieldStart = 0
        while try fill() {
            let delimiter = file.delimiter
            let limit = fieldBytes * 4 + 4
            var ends = false
            piece.withUnsafeBufferPointer { bytes in
                var index = place
                let count = bytes.count
                scan: while index < count {
                    let byte = bytes[index]
                    if afterReturn {
                        afterReturn = false
                        if byte == 0x0A {
                            index += 1
                            continue
                        }
                    }
                    sawAnything = true
                    switch state {
                    case .fieldStart, .plain:
                        if byte == 0x22 && state == .fieldStart {
                            state = .quoted
                            quoteLine = line
                            index += 1
                            continue
                        }
                        var stop = index
                        while stop < count, bytes[stop] != delimiter, bytes[stop] != 0x0A, bytes[stop] != 0x0D {
                            stop &+= 1
                        }
                        append(bytes[index..<stop], to: &record, from: fieldStart, limit: limit)
                        state = .plain
                        index = stop
                        guard stop < count else { break scan }
                        index += 1
                        closeField(&record, from: &fieldStart)
                        state = .fieldStart
                        if bytes[stop] != delimiter {
                            afterReturn = bytes[stop] == 0x0D
                            line += 1
                            ends = true
                            break scan
                        }
                    case .quoted:
                        var stop = index
                        while stop < count, bytes[stop] != 0x22 {
                            if bytes[stop] == 0x0A { line += 1 }
                            stop &+= 1
                        }
                        append(bytes[index..<stop], to: &record, from: fieldStart, limit: limit)
                        index = stop
                        if stop < count {
                            state = .quoteInQuoted
                            index += 1
                        }
                    case .quoteInQuoted:
                        if byte == 0x22 {
                            append(bytes[index...index], to: &record, from: fieldStart, limit: limit)
                            index += 1
                            state = .quoted
                        } else {
                            state = .plain
                        }
                    }
                }
                place = index
            }
            if ends { return true }
        }
        if state == .quoted {
            throw Problem(
                .invalid, "table.open-quote", "文件“\(file.name)”第 \(quoteLine) 行的引号没有闭合，其后的内容无法区分，整个文件未导入。",
                remedy: "请在该行补上或删去引号后重新导入。")
        }
        if sawAnything { closeField(&record, from: &fieldStart) }
        return sawAnything
    }

    private func append(
        _ bytes: Swift.Slice<UnsafeBufferPointer<UInt8>>, to record: inout TableRecord, from start: Int, limit: Int
    ) {
        guard record.bytes.count - start <= limit else {
            if record.defect == nil {
                record.defect = .fieldTooLong(column: record.ends.count, limit: file.limits.fieldCharacters)
            }
            return
        }
        record.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: bytes))
    }

    private func closeField(_ record: inout TableRecord, from start: inout Int) {
        if record.bytes.count - start > fieldBytes, record.defect == nil {
            // Continuation bytes are no characters of their own.
            var characters = 0
            for byte in record.bytes[start...] where byte & 0xC0 != 0x80 { characters += 1 }
            if characters > fieldBytes {
                record.defect = .fieldTooLong(column: record.ends.count, limit: file.limits.fieldCharacters)
            }
        }
        if record.defect != nil { record.bytes.removeLast(record.bytes.count - start) }
        if record.ends.count < file.limits.fields {
            record.ends.append(record.bytes.count)
        } else {
            record.bytes.removeLast(record.bytes.count - start)
            record.defect = .tooManyFields(limit: file.limits.fields)
        }
        start = record.bytes.count
    }

    private func check(_ record: inout TableRecord) {
        guard record.defect == nil else { return }
        if record.bytes.contains(0) {
            record.defect = .nul
        } else if !file.isClean {
            var check = UTF8Check()
            record.bytes.withUnsafeBufferPointer { check.add($0) }
            check.finish()
            if check.errors > 0 || DelimitedReader.holdsReplacement(record.bytes) { record.defect = .undecodable }
        }
    }

    /// U+FFFD, which the decoder puts where bytes were no text.
    private static func holdsReplacement(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 3 else { return false }
        for index in 0..<(bytes.count - 2)
        where bytes[index] == 0xEF && bytes[index + 1] == 0xBF && bytes[index + 2] == 0xBD {
            return true
        }
        return false
    }
}

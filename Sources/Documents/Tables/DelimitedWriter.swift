import Foundation

/// Writes CSV that spreadsheet programs open correctly: UTF-8 with a byte order mark, CRLF, quotes where needed.
///
/// A text that a spreadsheet would run as a formula (beginning with `=`, `+`, `-`, `@`, tab or return) gets an
/// apostrophe in front (CSV injection); numbers keep their sign.
package struct DelimitedWriter {
    package private(set) var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]

    package init(header: [String]) { add(header) }

    /// Begins without a header.
    init() {}

    /// What was written since the last time, for files that are larger than memory.
    mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    package mutating func add(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(0x2C) }
            let text = DelimitedWriter.harmless(field)
            if text.utf8.contains(where: { [0x2C, 0x22, 0x0A, 0x0D, 0x09].contains($0) }) {
                bytes.append(0x22)
                for byte in text.utf8 {
                    if byte == 0x22 { bytes.append(0x22) }
                    bytes.append(byte)
                }
                bytes.append(0x22)
            } else {
                bytes.append(contentsOf: text.utf8)
            }
        }
        bytes.append(contentsOf: [0x0D, 0x0A])
    }

    /// Writes the file whole: first beside its place, then by renaming.
    package func write(to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    static func harmless(_ text: String) -> String {
        guard let first = text.utf8.first, [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains(first) else { return text }
        return isNumber(text) ? text : "'" + text
    }

    private static func isNumber(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
            && (text.hasPrefix("-") || text.hasPrefix("+"))
    }
}

import Foundation

/// What auditors hold beside a published ceremony: the keys, opened, and the registry as frozen (docs/draw-spec.md, 13).
///
/// The tables stay bytes: a province has millions of lines.
package struct AuditPackage: Sendable {
    /// `keys.json`: 64 lower-case hex characters each.
    package struct Keys: Sendable, Codable, Equatable {
        package let lot: String
        package let slip: String
        /// Absent where inspectors are not matched.
        package let inspector: String?

        package init(lot: [UInt8], slip: [UInt8], inspector: [UInt8]?) {
            self.lot = Hex.lower(lot)
            self.slip = Hex.lower(slip)
            self.inspector = inspector.map { Hex.lower($0) }
        }

        /// The file: members sorted by name.
        /// - Throws: `auditFormat`, which strings of hex cannot cause.
        package func json() throws(DrawRefusal) -> [UInt8] {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            do {
                return [UInt8](try encoder.encode(self))
            } catch {
                throw DrawRefusal(.auditFormat, "无法写出keys.json")
            }
        }
    }

    package let keys: Keys
    /// `subjects.tsv`: `identifier TAB stratum LF`, sorted by bytes.
    package let subjects: [UInt8]
    /// `excluded.tsv`: `identifier TAB campaign TAB reason LF`, sorted by bytes.
    package let excluded: [UInt8]
    /// `inspectors.tsv`: `identifier LF`, sorted by bytes.
    package let inspectors: [UInt8]

    package init(keys: Keys, subjects: [UInt8], excluded: [UInt8], inspectors: [UInt8]) {
        self.keys = keys
        self.subjects = subjects
        self.excluded = excluded
        self.inspectors = inspectors
    }

    /// A table of the package from its rows, in any order: sorted, each line ending in LF.
    package static func table(_ rows: [String]) -> [UInt8] {
        var out: [UInt8] = []
        for row in rows.sorted(by: ByteOrder.precedes) {
            out += row.utf8
            out.append(0x0A)
        }
        return out
    }
}

/// A table of the package as its lines come.
enum AuditTable {
    /// Gives the columns of every line. The order is strict: sorted by bytes, no line twice.
    /// - Throws: `auditFormat`, naming file and line, and what `body` throws.
    static func forEachLine(
        _ bytes: [UInt8], file: String, columns: Int, _ body: ([ArraySlice<UInt8>]) throws(DrawRefusal) -> Void
    ) throws(DrawRefusal) {
        var start = 0
        var previous: ArraySlice<UInt8> = []
        var number = 0
        while start < bytes.count {
            number += 1
            guard let end = bytes[start...].firstIndex(of: 0x0A) else {
                throw DrawRefusal(.auditFormat, "\(file)第\(number)行末尾没有换行符")
            }
            let line = bytes[start..<end]
            guard number == 1 || previous.lexicographicallyPrecedes(line) else {
                throw DrawRefusal(.auditFormat, "\(file)第\(number)行没有按字节顺序排列，或者重复")
            }
            let parts = line.split(separator: 0x09, maxSplits: columns, omittingEmptySubsequences: false)
            guard parts.count == columns, !parts.contains(where: \.isEmpty) else {
                throw DrawRefusal(.auditFormat, "\(file)第\(number)行不是\(columns)列")
            }
            try body(parts)
            previous = line
            start = end + 1
        }
    }

    static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}

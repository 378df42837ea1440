import Domain
import Foundation
import Testing

@testable import Documents

/// Damaged and hostile files: 10,000 mutations of good ones are read to the end or refused with a reason, and the
/// process lives. The mutations repeat: their seed is fixed.
@Suite("Damaged tables") struct MutationTests {
    /// splitmix64: enough to choose places, and the same everywhere.
    struct Dice {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        mutating func below(_ limit: Int) -> Int { limit < 1 ? 0 : Int(next() % UInt64(limit)) }
    }

    /// One of eight injuries.
    static func injured(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var out = bytes
        for _ in 0...dice.below(4) {
            guard !out.isEmpty else { return out }
            let place = dice.below(out.count)
            let length = 1 + dice.below(min(64, out.count - place))
            switch dice.below(8) {
            case 0: out[place] = UInt8(truncatingIfNeeded: dice.next())
            case 1: out[place] ^= 1 << UInt8(dice.below(8))
            case 2: out.removeSubrange(place..<(place + length))
            case 3: out.insert(contentsOf: out[place..<(place + length)], at: dice.below(out.count))
            case 4: out.removeLast(out.count - place)
            case 5: for index in place..<(place + length) { out[index] = 0xFF }
            case 6: for index in place..<(place + length) { out[index] = 0 }
            default:
                let interesting: [[UInt8]] = [
                    [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80], Array("\"".utf8), Array("\r\n".utf8),
                    Array("<![CDATA[".utf8),
                    Array("&a;".utf8), Array("_xD800_".utf8), Array("r=\"XFD1048576\"".utf8), Array("</row>".utf8),
                    Array("99999999999999999999".utf8), [0xED, 0xA0, 0x80],
                ]
                out.insert(contentsOf: interesting[dice.below(interesting.count)], at: place)
            }
        }
        return out
    }

    private enum Seen { case read, refused }

    private func look(_ bytes: [UInt8], in scratch: Scratch) throws -> Seen {
        let path = try scratch.file(bytes, "m")
        var limits = TableLimits()
        limits.workbookBytes = 64 << 20
        do {
            let source = try LocalTableDesk(folder: scratch.folder.path(), limits: limits).open(path: path, name: "m")
            for sheet in source.sheets.isEmpty ? [source] : try source.sheets.map({ try source.sheet($0) }) {
                let table = try sheet.open()
                var record = TableRecord()
                while try table.next(&record) {
                    _ = record.unreadable(columns: table.header)
                    for place in 0..<record.count { _ = record.field(place).count }
                }
            }
            return .read
        } catch let problem as Problem {
            #expect(problem.kind == .invalid && !problem.message.isEmpty && problem.remedy != nil, "\(problem.code)")
            return .refused
        }
    }

    @Test("10,000 mutated workbooks, parts of workbooks and CSVs are read or refused") func mutations() throws {
        let scratch = try Scratch()
        var dice = Dice(state: 20_261_123)
        let sheet = WorkbookTests.sheet
        let workbook = try WorkbookTests.written(.xlsx, sheet, WorkbookTests.rows, in: scratch)
        let text = try WorkbookTests.written(.csv, sheet, WorkbookTests.rows, in: scratch)
        let parts = try StoredZip.parts(workbook, in: scratch)
        var read = 0
        for round in 0..<10_000 {
            let bytes: [UInt8]
            switch round % 4 {
            case 0: bytes = Self.injured(workbook, &dice)
            case 1: bytes = Self.injured(text, &dice)
            default:
                // The checksum is right and the part is not: what lies behind unpacking is tried.
                var changed = parts
                let names = changed.keys.sorted().filter { $0.hasPrefix("xl/") && !$0.contains("theme") }
                let name = names[dice.below(names.count)]
                changed[name] = Self.injured(changed[name] ?? [], &dice)
                bytes = StoredZip.pack(changed)
            }
            if try look(bytes, in: scratch) == .read { read += 1 }
        }
        // Both ways out are taken, or the test tries nothing.
        #expect(read > 1_000 && read < 9_000, "\(read) were read")
    }
}

/// Zip files without compression, written here because ten thousand of them are needed.
enum StoredZip {
    static func parts(_ bytes: [UInt8], in scratch: Scratch) throws -> [String: [UInt8]] {
        let path = try scratch.file(bytes, "whole")
        let archive = try ZipArchive(path: path, title: "whole", limits: TableLimits())
        var parts: [String: [UInt8]] = [:]
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        for name in archive.names {
            let more = try #require(try archive.open(name))
            while true {
                let count = try buffer.withUnsafeMutableBufferPointer { try more($0) }
                if count == 0 { break }
                parts[name, default: []] += buffer[..<count]
            }
        }
        return parts
    }

    static func pack(_ parts: [String: [UInt8]]) -> [UInt8] {
        var out: [UInt8] = []
        var directory: [UInt8] = []
        func little(_ value: Int, _ bytes: Int) -> [UInt8] { (0..<bytes).map { UInt8(value >> ($0 * 8) & 0xFF) } }
        for (name, bytes) in parts.sorted(by: { $0.key < $1.key }) {
            let title = Array(name.utf8)
            let common =
                little(20, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(Int(checksum(bytes)), 4)
                + little(bytes.count, 4) + little(bytes.count, 4) + little(title.count, 2) + little(0, 2)
            directory += little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 10) + little(out.count, 4) + title
            out += little(0x0403_4B50, 4) + common + title + bytes
        }
        let start = out.count
        return out + directory + little(0x0605_4B50, 4) + little(0, 4) + little(parts.count, 2) + little(parts.count, 2)
            + little(directory.count, 4) + little(start, 4) + little(0, 2)
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] }
    }
}

import CRoaring
import Foundation

/// One text of many subjects, in one block of memory, so that a search for any part of it is one pass of the C library's `memmem`
/// over the bytes: some 5 GB/s, without an index of syllables or characters (decision 0014).
///
/// UTF-8 is its own mark of character beginnings: equal bytes are equal text, one Chinese character is as good as ten.
struct TextColumn: Sendable {
    /// A line feed before each row and one after the last.
    private(set) var bytes: [UInt8] = [TextColumn.separator]
    /// Where each row begins, and where the next one would.
    private(set) var starts: [UInt32] = [1]

    static let separator: UInt8 = 0x0A

    var rows: Int { starts.count - 1 }

    mutating func append(_ text: String) {
        let begin = bytes.count
        bytes.append(contentsOf: text.utf8)
        // A line feed within a text would be the end of its row; nobody searches for one.
        if text.utf8.contains(TextColumn.separator) {
            for place in begin..<bytes.count where bytes[place] == TextColumn.separator { bytes[place] = 0 }
        }
        end()
    }

    /// Copies a row of another column.
    mutating func append(row: Int, of other: TextColumn) {
        bytes.append(contentsOf: other.bytes[Int(other.starts[row])..<Int(other.starts[row + 1]) - 1])
        end()
    }

    private mutating func end() {
        bytes.append(TextColumn.separator)
        starts.append(UInt32(bytes.count))
    }

    /// Gives back the room that growing took.
    mutating func trim() {
        // A copy takes no more than it needs; growing left up to half of the room unused.
        bytes = bytes.withUnsafeBufferPointer { Array($0) }
        starts = starts.withUnsafeBufferPointer { Array($0) }
    }

    /// Rows that hold the needle, ascending; with `anchored`, those that begin with it.
    func rows(holding needle: [UInt8], anchored: Bool) -> [Int] {
        guard !needle.isEmpty, !needle.contains(TextColumn.separator) else {
            return needle.isEmpty ? Array(0..<rows) : []
        }
        let wanted = anchored ? [TextColumn.separator] + needle : needle
        var found: [Int] = []
        bytes.withUnsafeBytes { block in
            starts.withUnsafeBufferPointer { starts in
                guard let base = block.baseAddress else { return }
                var row = 0
                var place = 0
                while row < rows,
                    let hit = memmem(base + place, block.count - place, wanted, wanted.count)
                {
                    let position = base.distance(to: UnsafeRawPointer(hit)) + (anchored ? 1 : 0)
                    row = TextColumn.row(of: position, from: row, starts)
                    found.append(row)
                    row += 1
                    // On with the next row, from the line feed before it.
                    place = Int(starts[row]) - 1
                }
            }
        }
        return found
    }

    /// The row that a byte belongs to, at or after `low`: doubling steps, then halving.
    private static func row(of position: Int, from low: Int, _ starts: UnsafeBufferPointer<UInt32>) -> Int {
        var low = low
        var step = 1
        let last = starts.count - 2
        while low + step <= last, Int(starts[low + step]) <= position {
            low += step
            step <<= 1
        }
        var high = min(low + step, last + 1)
        while low + 1 < high {
            let middle = (low + high) / 2
            if Int(starts[middle]) <= position { low = middle } else { high = middle }
        }
        return low
    }

    /// Whether one row holds the needle.
    func holds(_ needle: [UInt8], row: Int, anchored: Bool) -> Bool {
        bytes.withUnsafeBytes { block in
            guard let base = block.baseAddress else { return false }
            let begin = Int(starts[row])
            let length = Int(starts[row + 1]) - 1 - begin
            if anchored { return length >= needle.count && memcmp(base + begin, needle, needle.count) == 0 }
            return memmem(base + begin, length, needle, needle.count) != nil
        }
    }
}

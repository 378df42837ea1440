/// A lot (签号): 80 bits written as 20 upper-case hex characters, in 16 bytes of memory so that a province of 3.2 million
/// subjects fits in 51 MB.
package struct Lot: Hashable, Sendable, Comparable {
    /// Characters of the written form.
    package static let length = 20

    let high: UInt64
    let low: UInt16

    init(high: UInt64, low: UInt16) {
        self.high = high
        self.low = low
    }

    /// Reads the written form: exactly 20 characters `[0-9A-F]`.
    /// - Throws: `lotFormat`.
    package init(_ text: String) throws(DrawRefusal) {
        var text = text
        let read = text.withUTF8 { Lot(ascii: UnsafeRawBufferPointer($0)) }
        guard let read else { throw DrawRefusal(.lotFormat, "签号“\(text)”不是20位大写十六进制数") }
        self = read
    }

    /// Reads the written form from a buffer; nil unless it is exactly 20 characters `[0-9A-F]`.
    package init?(ascii: UnsafeRawBufferPointer) {
        guard ascii.count == Lot.length else { return nil }
        var high: UInt64 = 0
        for index in 0..<16 {
            guard let digit = Hex.upperValue(ascii[index]) else { return nil }
            high = high << 4 | UInt64(digit)
        }
        var low: UInt16 = 0
        for index in 16..<20 {
            guard let digit = Hex.upperValue(ascii[index]) else { return nil }
            low = low << 4 | UInt16(digit)
        }
        self.init(high: high, low: low)
    }

    /// The written form.
    package var text: String {
        withUnsafeTemporaryAllocation(byteCount: Lot.length, alignment: 1) { buffer in
            write(to: buffer)
            return String(decoding: buffer, as: UTF8.self)
        }
    }

    /// Writes the 20 characters to the front of `buffer`, which has room for them.
    func write(to buffer: UnsafeMutableRawBufferPointer) {
        Hex.upperDigits.withUnsafeBufferPointer { digits in
            for index in 0..<16 { buffer[index] = digits[Int(truncatingIfNeeded: high >> (60 - 4 * index)) & 15] }
            for index in 0..<4 { buffer[16 + index] = digits[Int(low >> (12 - 4 * index)) & 15] }
        }
    }

    /// Order of the written forms' bytes (digits sort before letters, so it is the order of the numbers).
    package static func < (a: Lot, b: Lot) -> Bool {
        a.high != b.high ? a.high < b.high : a.low < b.low
    }

    /// The first lot that occurs more than once, for the freezer: give it one lot per distinct subject of the ceremony
    /// (all strata and campaigns together). Nil when all are different, as they must be.
    package static func firstRepeated(in lots: [Lot]) -> Lot? {
        var sorted = lots
        LotOrder.sort(&sorted)
        for index in sorted.indices.dropFirst() where sorted[index] == sorted[index - 1] { return sorted[index] }
        return nil
    }
}

/// Sorting millions of lots on all cores: distribute by the leading bits, then sort each bucket on its own.
enum LotOrder {
    static func sort(_ lots: inout [Lot]) {
        guard lots.count > 4096 else { return lots.sort() }
        let buckets = 256
        var ends = [Int](repeating: 0, count: buckets)
        for lot in lots { ends[Int(lot.high >> 56)] += 1 }
        var starts = [Int](repeating: 0, count: buckets)
        var running = 0
        for bucket in 0..<buckets {
            starts[bucket] = running
            running += ends[bucket]
            ends[bucket] = running
        }
        let ranges = (0..<buckets).map { starts[$0]..<ends[$0] }
        var out = [Lot](repeating: Lot(high: 0, low: 0), count: lots.count)
        for lot in lots {
            let bucket = Int(lot.high >> 56)
            out[starts[bucket]] = lot
            starts[bucket] += 1
        }
        Parallel.forEachRange(of: &out, ranges: ranges) { part in
            var part = part
            part.sort()
        }
        lots = out
    }
}

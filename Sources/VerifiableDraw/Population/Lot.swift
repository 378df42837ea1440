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

    /// The first ten bytes of a message authentication code.
    init(leading bytes: UnsafeRawBufferPointer) {
        high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        low = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
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

/// A lot with the number of the subject it stands for: the freezer's secret mapping, before it is put in order.
package struct MappedLot: Sendable {
    package let lot: Lot
    package let subject: Int32

    package init(lot: Lot, subject: Int32) {
        self.lot = lot
        self.subject = subject
    }

    /// Sorts by lot, on all cores.
    package static func sort(_ mapped: inout [MappedLot]) { LotOrder.sort(&mapped) { $0.lot } }
}

/// Sorting millions of lots on all cores.
enum LotOrder {
    static func sort(_ lots: inout [Lot]) {
        if !isSorted(lots) { sort(&lots) { $0 } }
    }

    /// Worth a look: a freezer that keeps a mapping has put them in order already.
    private static func isSorted(_ lots: [Lot]) -> Bool {
        for index in lots.indices.dropFirst() where lots[index] < lots[index - 1] { return false }
        return true
    }

    static func sort<Item: Sendable>(_ items: inout [Item], by lot: @Sendable (Item) -> Lot) {
        BucketOrder.sort(&items, leading: { Int(lot($0).high >> 56) }) { lot($0) < lot($1) }
    }
}

/// Sorting on all cores what is spread evenly over its leading byte.
enum BucketOrder {
    /// - Parameter leading: 0…255, in agreement with the order.
    static func sort<Item: Sendable>(
        _ items: inout [Item], leading: @Sendable (Item) -> Int, _ precedes: @Sendable (Item, Item) -> Bool
    ) {
        guard items.count > 4096 else { return items.sort(by: precedes) }
        let buckets = 256
        var ends = [Int](repeating: 0, count: buckets)
        for item in items { ends[leading(item)] += 1 }
        var starts = [Int](repeating: 0, count: buckets)
        var running = 0
        for bucket in 0..<buckets {
            starts[bucket] = running
            running += ends[bucket]
            ends[bucket] = running
        }
        let ranges = (0..<buckets).map { starts[$0]..<ends[$0] }
        var out = items
        for item in items {
            let bucket = leading(item)
            out[starts[bucket]] = item
            starts[bucket] += 1
        }
        Parallel.forEachRange(of: &out, ranges: ranges) { part in
            var part = part
            part.sort(by: precedes)
        }
        items = out
    }
}

/// A ticket number of Rivest's consistent sampling (generation 1): a decimal fraction whose digits are those of a
/// SHA-256 value in reverse, so that the least biased digits lead.
///
/// With x the big-endian integer of the digest and D its decimal digits, left-padded with zeros to at least 64:
/// ticket = "0." + reverse(D).
struct TicketNumber {
    /// 10^18, the largest power of ten whose remainders fit a word with room to spare.
    static let base: UInt64 = 1_000_000_000_000_000_000

    /// The digest as four words, most significant first.
    let words: (UInt64, UInt64, UInt64, UInt64)

    init(digest: UnsafeRawBufferPointer) {
        words = (
            UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
            UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
        )
    }

    /// The ticket's first 18 decimals as a number: orders tickets, but for ties.
    var key: UInt64 {
        var rest = words.0 % Self.base
        rest = Self.base.dividingFullWidth((rest, words.1)).remainder
        rest = Self.base.dividingFullWidth((rest, words.2)).remainder
        rest = Self.base.dividingFullWidth((rest, words.3)).remainder
        return Self.reversed(rest)
    }

    /// The ticket in full.
    var text: String {
        // Digits from the least significant on, 18 per division: 5 · 18 = 90 covers the 78 digits of 2^256.
        String(unsafeUninitializedCapacity: 92) { out in
            out[0] = UInt8(ascii: "0")
            out[1] = UInt8(ascii: ".")
            var words = words
            for piece in 0..<5 {
                let rest = Self.divideByBase(&words)
                Self.write(rest, to: UnsafeMutableBufferPointer(rebasing: out[(2 + 18 * piece)...]))
            }
            var count = 92
            while count > 66, out[count - 1] == UInt8(ascii: "0") { count -= 1 }
            return count
        }
    }

    /// Divides a number of four words by 10^18 in place and returns the remainder.
    private static func divideByBase(_ words: inout (UInt64, UInt64, UInt64, UInt64)) -> UInt64 {
        var rest: UInt64 = 0
        (words.0, rest) = base.dividingFullWidth((rest, words.0))
        (words.1, rest) = base.dividingFullWidth((rest, words.1))
        (words.2, rest) = base.dividingFullWidth((rest, words.2))
        (words.3, rest) = base.dividingFullWidth((rest, words.3))
        return rest
    }

    /// Writes the 18 digits of a number below 10^18, the least significant first.
    private static func write(_ number: UInt64, to out: UnsafeMutableBufferPointer<UInt8>) {
        // Nine and nine, so that the divisions by ten are of half words.
        var low = UInt32(truncatingIfNeeded: number % 1_000_000_000)
        var high = UInt32(truncatingIfNeeded: number / 1_000_000_000)
        for place in 0..<9 {
            out[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: low % 10)
            out[9 + place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: high % 10)
            low /= 10
            high /= 10
        }
    }

    /// The 18 digits of a number below 10^18, leading zeros included, in reverse.
    static func reversed(_ number: UInt64) -> UInt64 {
        reversedTriples.withUnsafeBufferPointer { table in
            var rest = number
            var out: UInt64 = 0
            for _ in 0..<6 {
                out = out * 1000 + UInt64(table[Int(rest % 1000)])
                rest /= 1000
            }
            return out
        }
    }

    private static let reversedTriples: [UInt16] = (0..<1000).map { (number: UInt16) -> UInt16 in
        let ones = number % 10
        let tens = number / 10 % 10
        return ones * 100 + tens * 10 + number / 100
    }
}

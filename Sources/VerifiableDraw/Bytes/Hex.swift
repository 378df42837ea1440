/// Hexadecimal text of bytes, in the one spelling the protocol uses at each place.
package enum Hex {
    static let lowerDigits: [UInt8] = Array("0123456789abcdef".utf8)
    static let upperDigits: [UInt8] = Array("0123456789ABCDEF".utf8)

    /// Lower-case text: hashes, commitments, seeds.
    package static func lower(_ bytes: some Sequence<UInt8>) -> String {
        text(bytes, digits: lowerDigits)
    }

    /// Upper-case text: lots and slips.
    package static func upper(_ bytes: some Sequence<UInt8>) -> String {
        text(bytes, digits: upperDigits)
    }

    private static func text(_ bytes: some Sequence<UInt8>, digits: [UInt8]) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.underestimatedCount * 2)
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The bytes of exactly `count` bytes in lower-case hex; nil for any other spelling (upper case included:
    /// two spellings of one hash would be two different documents).
    package static func bytes(lower text: String, count: Int) -> [UInt8]? {
        let utf8 = Array(text.utf8)
        guard utf8.count == count * 2 else { return nil }
        var out: [UInt8] = []
        out.reserveCapacity(count)
        for index in stride(from: 0, to: utf8.count, by: 2) {
            guard let high = lowerValue(utf8[index]), let low = lowerValue(utf8[index + 1]) else { return nil }
            out.append(high << 4 | low)
        }
        return out
    }

    private static func lowerValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }

    /// The value of an upper-case hex digit, as lots are written; nil for any other byte.
    static func upperValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        default: nil
        }
    }
}

import Foundation

/// Standard base64 (RFC 4648 section 4), strict: padding required, no stray characters, no non-zero trailing bits,
/// so that one value has one spelling.
enum Base64 {
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
    }

    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let string = String(text)
        guard let data = Data(base64Encoded: string) else { return nil }
        guard data.base64EncodedString().utf8.elementsEqual(string.utf8) else { return nil }
        return [UInt8](data)
    }
}

enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var out: [UInt8] = []
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Reads lower- or upper-case hex of even length.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var out: [UInt8] = []
        var high: UInt8?
        for character in text.utf8 {
            let nibble: UInt8
            switch character {
            case 0x30...0x39: nibble = character - 0x30
            case 0x61...0x66: nibble = character - 0x61 + 10
            case 0x41...0x46: nibble = character - 0x41 + 10
            default: return nil
            }
            if let first = high {
                out.append(first << 4 | nibble)
                high = nil
            } else {
                high = nibble
            }
        }
        return high == nil ? out : nil
    }
}

/// ASCII decimal without sign or leading zeroes, at most `Int64.max`: every index and size fits a database BIGINT.
enum Decimal64 {
    static func parse(_ digits: some Collection<UInt8>) -> UInt64? {
        guard let first = digits.first, digits.count <= 19, first != 0x30 || digits.count == 1 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            // Nineteen digits are below 10^19 < 2^64: neither operation can overflow.
            value = value * 10 + UInt64(digit - 0x30)
        }
        return value <= UInt64(Int64.max) ? value : nil
    }
}

/// Big-endian 64-bit numbers, as RFC 8446 section 3.3 writes them.
enum BigEndian {
    static func bytes(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * $0)) }
    }

    /// Reads exactly eight bytes.
    static func read(_ bytes: some Collection<UInt8>) -> UInt64? {
        guard bytes.count == 8 else { return nil }
        return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension String {
    /// Whether two texts are the same bytes; `==` would be canonical equivalence.
    func sameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

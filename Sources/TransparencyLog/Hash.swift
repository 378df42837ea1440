import Crypto

/// A SHA-256 value: 32 bytes held inline, ordered by its bytes.
package struct Hash: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// 32.
    package static let byteCount = 32

    // Big-endian words, so that comparing words is comparing bytes.
    private let a: UInt64, b: UInt64, c: UInt64, d: UInt64

    /// Nil unless there are exactly 32 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var position = 0
        for byte in bytes {
            switch position >> 3 {
            case 0: words.0 = words.0 << 8 | UInt64(byte)
            case 1: words.1 = words.1 << 8 | UInt64(byte)
            case 2: words.2 = words.2 << 8 | UInt64(byte)
            default: words.3 = words.3 << 8 | UInt64(byte)
            }
            position += 1
        }
        (a, b, c, d) = words
    }

    /// Nil unless the text is 64 hex digits.
    package init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes)
    }

    /// Nil unless the text is the one standard base64 spelling of 32 bytes.
    package init?(base64: some StringProtocol) {
        guard let bytes = Base64.decode(base64) else { return nil }
        self.init(bytes)
    }

    init(_ digest: SHA256.Digest) {
        self = digest.withUnsafeBytes { raw in
            Hash(
                raw.loadUnaligned(as: UInt64.self), raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
                raw.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
        }
    }

    private init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
        self.a = UInt64(bigEndian: a)
        self.b = UInt64(bigEndian: b)
        self.c = UInt64(bigEndian: c)
        self.d = UInt64(bigEndian: d)
    }

    /// The plain SHA-256 of some bytes, without a Merkle prefix.
    package static func sha256(_ bytes: [UInt8]) -> Hash { Hash(SHA256.hash(data: bytes)) }

    package var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            store(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
            count = Self.byteCount
        }
    }

    /// 64 lower-case hex digits.
    package var hex: String { Hex.encode(bytes) }

    /// 44 characters of standard base64.
    package var base64: String { Base64.encode(bytes) }

    package var description: String { hex }

    package static func < (left: Hash, right: Hash) -> Bool {
        (left.a, left.b, left.c, left.d) < (right.a, right.b, right.c, right.d)
    }

    func store(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) {
        buffer.storeBytes(of: a.bigEndian, toByteOffset: offset, as: UInt64.self)
        buffer.storeBytes(of: b.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
        buffer.storeBytes(of: c.bigEndian, toByteOffset: offset + 16, as: UInt64.self)
        buffer.storeBytes(of: d.bigEndian, toByteOffset: offset + 24, as: UInt64.self)
    }
}

extension Hash: Codable {
    /// As 64 hex digits.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let hash = Hash(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not 64 hex digits")
        }
        self = hash
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

import Crypto

/// A hash of 32 bytes in four words: ordered as its bytes are, and 32 bytes in memory, so that a province's leaves can be
/// sorted and folded without an array for each.
struct TreeHash: Sendable, Equatable, Comparable {
    /// Bytes of the written form.
    static let length = 32

    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// Reads `length` bytes from the front of the buffer.
    init(_ buffer: UnsafeRawBufferPointer) {
        func word(_ offset: Int) -> UInt64 {
            UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        (first, second, third, fourth) = (word(0), word(8), word(16), word(24))
    }

    init(_ digest: SHA256Digest) { self = digest.withUnsafeBytes { TreeHash($0) } }

    /// Writes `length` bytes to the front of the buffer.
    func write(to buffer: UnsafeMutableRawBufferPointer) {
        buffer.storeBytes(of: first.bigEndian, toByteOffset: 0, as: UInt64.self)
        buffer.storeBytes(of: second.bigEndian, toByteOffset: 8, as: UInt64.self)
        buffer.storeBytes(of: third.bigEndian, toByteOffset: 16, as: UInt64.self)
        buffer.storeBytes(of: fourth.bigEndian, toByteOffset: 24, as: UInt64.self)
    }

    /// The leading byte, for sorting by buckets.
    var leading: Int { Int(first >> 56) }

    /// The first eight bytes as a number.
    var prefix: UInt64 { first }

    /// Appends the upper-case hex in two lines, the first of `cut` characters, each ending in LF.
    func appendUpperHex(to out: inout [UInt8], cut: Int) {
        var place = 0
        func append(_ word: UInt64) {
            for shift in stride(from: 60, through: 0, by: -4) {
                if place == cut { out.append(0x0A) }
                out.append(Hex.upperDigits[Int(truncatingIfNeeded: word >> UInt64(shift)) & 15])
                place += 1
            }
        }
        append(first)
        append(second)
        append(third)
        append(fourth)
        out.append(0x0A)
    }

    var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: TreeHash.length) { buffer, count in
            write(to: UnsafeMutableRawBufferPointer(buffer))
            count = TreeHash.length
        }
    }

    /// Lower-case hex.
    var hex: String { Hex.lower(bytes) }

    static func < (a: TreeHash, b: TreeHash) -> Bool {
        if a.first != b.first { return a.first < b.first }
        if a.second != b.second { return a.second < b.second }
        if a.third != b.third { return a.third < b.third }
        return a.fourth < b.fourth
    }
}

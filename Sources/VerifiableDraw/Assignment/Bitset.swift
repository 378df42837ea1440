/// A fixed number of bits in words, for breadth-first searches that visit 64 neighbours at a time.
struct Bitset: Sendable {
    var words: [UInt64]

    init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

    func contains(_ bit: Int) -> Bool { words[bit >> 6] >> UInt64(bit & 63) & 1 == 1 }
    mutating func insert(_ bit: Int) { words[bit >> 6] |= 1 << UInt64(bit & 63) }
    mutating func remove(_ bit: Int) { words[bit >> 6] &= ~(1 << UInt64(bit & 63)) }

    mutating func set(_ bit: Int, to present: Bool) {
        if present { insert(bit) } else { remove(bit) }
    }

    mutating func removeAll() {
        for index in words.indices { words[index] = 0 }
    }

    /// The other set has as many bits.
    mutating func formUnion(_ other: Bitset) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    /// The other set has as many bits.
    mutating func formIntersection(_ other: Bitset) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    /// Calls `body` with each bit that is set, in ascending order.
    func forEach(_ body: (Int) -> Void) {
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                body(index << 6 | word.trailingZeroBitCount)
                word &= word - 1
            }
        }
    }
}

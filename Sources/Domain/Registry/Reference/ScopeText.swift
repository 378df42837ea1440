/// A business scope or a name, made ready for the tag rules: blanks out, full-width ASCII to ASCII, a–z to A–Z, every
/// bracket but 《》 to ( or ), 。 to the single byte 01. Buffers are kept between texts.
struct ScopeText {
    static let fullStop: UInt8 = 0x01

    var bytes: [UInt8] = []
    /// For each byte: number of its bracket group, and of its clause.
    var groups: [Int32] = []
    var clauses: [Int32] = []
    /// For each byte, and for the end: number of the character it belongs to.
    var characters: [Int32] = []
    /// For each group: first byte, byte after its last, and whether its bracket closes.
    var spans: [(start: Int, end: Int, isClosed: Bool)] = []
    private var groupStack: [Int32] = []
    private var clauseStack: [Int32] = []

    mutating func set(_ text: some Collection<UInt8>) {
        bytes.removeAll(keepingCapacity: true)
        let done: Void? = text.withContiguousStorageIfAvailable { normalise($0) }
        if done == nil { Array(text).withUnsafeBufferPointer { normalise($0) } }
    }

    private mutating func normalise(_ text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        let count = text.count
        while index < count {
            let byte = text[index]
            if byte < 0x80 {
                ascii(byte)
                index += 1
                continue
            }
            let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            guard index + length <= count else { break }
            switch byte {
            case 0xC2 where text[index + 1] == 0xA0: break
            case 0xE3 where text[index + 1] == 0x80: cjkMark(text[index + 2])
            case 0xEF where text[index + 1] == 0xBC && text[index + 2] >= 0x81: ascii(text[index + 2] - 0x60)
            case 0xEF where text[index + 1] == 0xBD && text[index + 2] <= 0x9E: ascii(text[index + 2] - 0x20)
            default: bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[index..<(index + length)]))
            }
            index += length
        }
    }

    @inline(__always)
    private mutating func ascii(_ byte: UInt8) {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D: break
        case 0x61...0x7A: bytes.append(byte - 0x20)
        case 0x28, 0x5B, 0x7B, 0x3C: bytes.append(0x28)
        case 0x29, 0x5D, 0x7D, 0x3E: bytes.append(0x29)
        default: bytes.append(byte)
        }
    }

    /// U+3000 to U+303F: the blank, the full stop, the brackets 〈〉【】〔〕〖〗.
    @inline(__always)
    private mutating func cjkMark(_ last: UInt8) {
        switch last {
        case 0x80: break
        case 0x82: bytes.append(ScopeText.fullStop)
        case 0x88, 0x90, 0x94, 0x96: bytes.append(0x28)
        case 0x89, 0x91, 0x95, 0x97: bytes.append(0x29)
        default: bytes.append(contentsOf: [0xE3, 0x80, last])
        }
    }

    /// Numbers groups and clauses: a bracket opens both, comma, semicolon and full stop open a clause.
    mutating func divide() {
        let count = bytes.count
        groups.removeAll(keepingCapacity: true)
        clauses.removeAll(keepingCapacity: true)
        spans.removeAll(keepingCapacity: true)
        groupStack.removeAll(keepingCapacity: true)
        clauseStack.removeAll(keepingCapacity: true)
        characters.removeAll(keepingCapacity: true)
        groups.reserveCapacity(count)
        clauses.reserveCapacity(count)
        characters.reserveCapacity(count + 1)
        spans.append((0, count, true))
        var group: Int32 = 0
        var clause: Int32 = 0
        var nextClause: Int32 = 1
        var character: Int32 = -1
        for (index, byte) in bytes.enumerated() {
            if byte & 0xC0 != 0x80 { character += 1 }
            characters.append(character)
            switch byte {
            case 0x28:
                spans.append((index + 1, count, false))
                groups.append(group)
                clauses.append(clause)
                groupStack.append(group)
                clauseStack.append(clause)
                group = Int32(spans.count - 1)
                clause = nextClause
                nextClause += 1
                continue
            case 0x29:
                if let outer = groupStack.popLast(), let outerClause = clauseStack.popLast() {
                    spans[Int(group)].end = index
                    spans[Int(group)].isClosed = true
                    group = outer
                    clause = outerClause
                }
            case 0x2C, 0x3B, ScopeText.fullStop:
                clause = nextClause
                nextClause += 1
            default: break
            }
            groups.append(group)
            clauses.append(clause)
        }
        characters.append(character + 1)
    }

    /// Whether a byte is the first one inside a bracket.
    func opensGroup(_ index: Int) -> Bool {
        let own = groups[index]
        return own != 0 && spans[Int(own)].start == index
    }

    /// Blanks the stretch that a negating word at `start..<end` takes away from the reading.
    mutating func mask(into masked: inout [Bool], from start: Int, to end: Int, forward: Bool) {
        let own = groups[start]
        let span = spans[Int(own)]
        // Inside a closed bracket a comma goes on listing; elsewhere it ends the stretch.
        let commaStops = own == 0 || !span.isClosed
        func stops(_ index: Int) -> Bool {
            guard groups[index] == own else { return false }
            let byte = bytes[index]
            return byte == 0x3B || byte == ScopeText.fullStop || (byte == 0x2C && commaStops)
        }
        if forward {
            var stop = end
            while stop < span.end, !stops(stop) { stop += 1 }
            for index in start..<max(start, stop) { masked[index] = true }
        } else {
            var first = start
            while first > span.start, !stops(first - 1) { first -= 1 }
            for index in first..<end { masked[index] = true }
        }
    }
}

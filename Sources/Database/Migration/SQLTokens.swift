/// SQL text cut into the pieces that matter to us; joined again they are the text.
///
/// Strings (`'it''s'`), quoted identifiers (`"a"`), comments (`-- …`, `/* … */`) and PostgreSQL's dollar quotes (`$$ … $$`)
/// are one piece each, so that nothing is looked for inside them. An unfinished one reaches to the end.
struct SQLTokens: Sequence, IteratorProtocol {
    enum Kind: Sendable, Hashable {
        case word, placeholder, quoted, comment, space, semicolon, symbol
    }

    struct Token: Sendable, Hashable {
        var kind: Kind
        var text: String
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func next() -> Token? {
        guard position < bytes.count else { return nil }
        let start = position
        let kind = advance()
        return Token(kind: kind, text: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private func at(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

    private mutating func advance() -> Kind {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            skipQuoted(byte)
            return .quoted
        case UInt8(ascii: "-") where at(position + 1) == UInt8(ascii: "-"):
            skip { $0 != 0x0A }
            return .comment
        case UInt8(ascii: "/") where at(position + 1) == UInt8(ascii: "*"):
            skipPast(Array("*/".utf8), from: position + 2)
            return .comment
        case UInt8(ascii: "$"):
            if let tag = dollarTag() {
                skipPast(tag, from: position + tag.count)
                return .quoted
            }
            position += 1
            return .symbol
        case UInt8(ascii: ";"):
            position += 1
            return .semicolon
        case UInt8(ascii: "?") where Self.isDigit(at(position + 1)):
            position += 1
            skip(while: Self.isDigit)
            return .placeholder
        case _ where Self.isSpace(byte):
            skip(while: Self.isSpace)
            return .space
        case _ where Self.isWord(byte):
            skip { Self.isWord($0) || $0 == UInt8(ascii: "$") }
            return .word
        default:
            position += 1
            return .symbol
        }
    }

    private mutating func skip(while condition: (UInt8) -> Bool) {
        while position < bytes.count, condition(bytes[position]) { position += 1 }
    }

    /// A doubled quote stands for itself.
    private mutating func skipQuoted(_ quote: UInt8) {
        position += 1
        while position < bytes.count {
            if bytes[position] == quote {
                guard at(position + 1) == quote else { break }
                position += 1
            }
            position += 1
        }
        position = Swift.min(position + 1, bytes.count)
    }

    private mutating func skipPast(_ end: [UInt8], from start: Int) {
        position = Swift.min(start, bytes.count)
        while position < bytes.count {
            if bytes[position...].starts(with: end) {
                position += end.count
                return
            }
            position += 1
        }
    }

    /// `$$` or `$name$` at the position.
    private func dollarTag() -> [UInt8]? {
        var end = position + 1
        while end < bytes.count, Self.isWord(bytes[end]), end > position + 1 || !Self.isDigit(bytes[end]) { end += 1 }
        guard at(end) == UInt8(ascii: "$") else { return nil }
        return Array(bytes[position...end])
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

    /// Letters, digits, underscore and every byte of a non-ASCII character, as in both databases.
    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == 0x5F || byte >= 0x80
    }
}

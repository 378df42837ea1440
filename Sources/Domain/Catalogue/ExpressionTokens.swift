/// The words and signs of a condition. Brackets are checked and passed over: conditions do not mix 并且 with 或者, so that
/// brackets change nothing.
struct ExpressionTokens {
    enum Token: Equatable {
        /// `${CODE}`.
        case reference(String)
        /// In quotes.
        case quoted(String)
        case word(String)
        case sign(Checklist.Comparison)

        var text: String {
            switch self {
            case .reference(let text), .quoted(let text), .word(let text): text
            case .sign(let sign): sign.rawValue
            }
        }

        /// A bare word may be a reference.
        var asReference: Token {
            if case .word(let word) = self { return .reference(word) }
            return self
        }
    }

    private var tokens: [Token] = []
    private var place = 0

    var isAtEnd: Bool { place == tokens.count }

    mutating func next() -> Token? {
        guard place < tokens.count else { return nil }
        place += 1
        return tokens[place - 1]
    }

    private static let closing: [Character: Character] = ["'": "'", "\"": "\"", "“": "”", "‘": "’", "「": "」"]
    private static let signs: [(text: String, sign: Checklist.Comparison)] = [
        ("!=", .differs), ("≠", .differs), ("<>", .differs), (">=", .atLeast), ("≥", .atLeast), ("<=", .atMost),
        ("≤", .atMost), ("==", .equals), ("=", .equals), ("＝", .equals), (">", .above), ("＞", .above), ("<", .below),
        ("＜", .below),
    ]

    init(_ text: String) throws {
        guard text.count <= 2000 else { throw Problem(.invalid, "checklist.expression", "条件超过2000字") }
        var rest = text[...]
        var depth = 0
        while let first = rest.first {
            if first.isWhitespace || first == "," || first == "，" {
                rest = rest.dropFirst()
            } else if first == "(" || first == "（" {
                depth += 1
                rest = rest.dropFirst()
            } else if first == ")" || first == "）" {
                depth -= 1
                guard depth >= 0 else { throw Problem(.invalid, "checklist.expression", "括号没有配对") }
                rest = rest.dropFirst()
            } else if rest.hasPrefix("${") {
                guard let end = rest.firstIndex(of: "}") else {
                    throw Problem(.invalid, "checklist.expression", "“${”后面缺少“}”")
                }
                tokens.append(.reference(String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end]).trimmed))
                rest = rest[rest.index(after: end)...]
            } else if let close = ExpressionTokens.closing[first] {
                let body = rest.dropFirst()
                guard let end = body.firstIndex(of: close) else {
                    throw Problem(.invalid, "checklist.expression", "引号没有配对")
                }
                tokens.append(.quoted(String(body[..<end])))
                rest = body[body.index(after: end)...]
            } else if let found = ExpressionTokens.signs.first(where: { rest.hasPrefix($0.text) }) {
                tokens.append(.sign(found.sign))
                rest = rest.dropFirst(found.text.count)
            } else {
                let end =
                    rest.firstIndex { character in
                        character.isWhitespace || ",，()（）=＝≠!<>＜＞≥≤'\"“‘「".contains(character)
                    } ?? rest.endIndex
                // A lone character that begins nothing, such as `!`.
                let stop = end == rest.startIndex ? rest.index(after: end) : end
                tokens.append(.word(String(rest[..<stop])))
                rest = rest[stop...]
            }
        }
        guard depth == 0 else { throw Problem(.invalid, "checklist.expression", "括号没有配对") }
    }
}

/// `?1` … `?n` to `$1` … `$n`, outside of strings, quoted identifiers and comments.
enum PostgresPlaceholders {
    /// The text for PostgreSQL and the highest number in it.
    static func translate(_ text: String) -> (text: String, count: Int) {
        var result = ""
        var count = 0
        for token in SQLTokens(text) {
            if token.kind == .placeholder, let number = Int(token.text.dropFirst()) {
                count = max(count, number)
                result += "$\(number)"
            } else {
                result += token.text
            }
        }
        return (result, count)
    }
}

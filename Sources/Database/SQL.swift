/// A statement, or a part of one, in which no runtime string can become SQL.
///
/// ```swift
/// let filter: SQL = "region = \(region)"
/// let rows = try connection.rows("SELECT id FROM subject WHERE \(filter) LIMIT \(20)")
/// ```
/// The literal segments are `StaticString`, so the compiler refuses a `String` variable there; `\(value)` is always a
/// bound parameter; `\(fragment)` splices another `SQL`. There is no initialiser that takes a `String`.
///
/// One text for both databases. What to mind:
/// - Booleans are integers: write `flag = 1` or `\(flag) = 1`, not `WHERE flag`.
/// - An `Int` parameter is a BIGINT. PostgreSQL's `substr`, `left`, `repeat` and `round(x, n)` want a small integer: write
///   `substr(name, 1, CAST(\(n) AS INTEGER))`. For a large number write `CAST(x AS BIGINT)`.
/// - Name result columns in lower case with `AS`; expressions have different default names.
/// - Nulls sort first on SQLite and last on PostgreSQL: write `NULLS FIRST` or `NULLS LAST` where a column may be null.
/// - `LIKE` is case-sensitive on both (the SQLite driver sets that); name the escape character: `LIKE \(p) ESCAPE '!'`.
/// - Text columns compare and sort by UTF-8 bytes on both (the migrations give them `COLLATE "C"`).
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    enum Piece: Sendable {
        case text(String)
        case parameter(SQLParameter)
    }

    private(set) var pieces: [Piece] = []

    /// False when the text depends on the number of values, so that keeping it prepared would only fill the cache.
    private(set) var isReusable = true

    /// The fragment that adds nothing.
    package static let empty = SQL(pieces: [])

    package init(stringLiteral value: StaticString) { append(value) }

    package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

    init(pieces: [Piece], isReusable: Bool = true) {
        self.pieces = pieces
        self.isReusable = isReusable
    }

    /// A statement of a migration file, the only SQL that is read at run time; it cannot be reached from outside this target.
    init(migrationStatement text: String) {
        pieces = [.text(text)]
        isReusable = false
    }

    /// True when nothing would be sent.
    package var isEmpty: Bool { pieces.isEmpty }

    private mutating func append(_ literal: StaticString) {
        let text = literal.description
        if !text.isEmpty { pieces.append(.text(text)) }
    }

    /// Collects the segments; see ``SQL``.
    package struct StringInterpolation: StringInterpolationProtocol, Sendable {
        fileprivate var sql = SQL.empty

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        package mutating func appendLiteral(_ literal: StaticString) { sql.append(literal) }

        /// Binds the value.
        package mutating func appendInterpolation<Value: SQLBindable>(_ value: Value) {
            sql.pieces.append(.parameter(SQLParameter(value: value.sqlValue, type: Value.sqlType)))
        }

        /// Binds the value, or null.
        package mutating func appendInterpolation<Value: SQLBindable>(_ value: Value?) {
            sql.pieces.append(.parameter(SQLParameter(value: value.sqlValue, type: Value.sqlType)))
        }

        /// Splices the fragment with its own parameters.
        package mutating func appendInterpolation(_ fragment: SQL) { sql = sql + fragment }
    }

    package static func + (left: SQL, right: SQL) -> SQL {
        SQL(pieces: left.pieces + right.pieces, isReusable: left.isReusable && right.isReusable)
    }

    package static func += (left: inout SQL, right: SQL) { left = left + right }

    /// The parts with the separator between them; ``empty`` for no parts. Empty parts are left out.
    package static func joined(_ parts: [SQL], separator: SQL) -> SQL {
        var result = SQL.empty
        for part in parts where !part.isEmpty {
            if !result.isEmpty { result += separator }
            result += part
        }
        return result
    }

    /// A bound list for `IN (\(SQL.list(values)))` and `NOT IN (…)`.
    ///
    /// An empty list becomes a subquery without rows, because `IN ()` is no SQL and `NOT IN (NULL)` would never be true.
    /// Databases bound the number of parameters (32,766 on SQLite, 65,535 on PostgreSQL): join with a table beyond that.
    package static func list<Value: SQLBindable>(_ values: [Value]) -> SQL {
        guard !values.isEmpty else {
            switch Value.sqlType {
            case .integer: return "SELECT CAST(NULL AS BIGINT) WHERE 1 = 0"
            case .real: return "SELECT CAST(NULL AS DOUBLE PRECISION) WHERE 1 = 0"
            case .text: return "SELECT CAST(NULL AS TEXT) WHERE 1 = 0"
            case .blob: return "SELECT CAST(NULL AS BYTEA) WHERE 1 = 0"
            }
        }
        var list = joined(values.map { "\($0)" }, separator: ", ")
        list.isReusable = false
        return list
    }

    /// The text with numbered placeholders (`?1` on SQLite, `$1` on PostgreSQL) and the parameters in that order.
    func rendered(for kind: DatabaseKind) -> (text: String, parameters: [SQLParameter]) {
        let mark = kind == .sqlite ? "?" : "$"
        var text = ""
        var parameters: [SQLParameter] = []
        for piece in pieces {
            switch piece {
            case .text(let literal): text += literal
            case .parameter(let parameter):
                parameters.append(parameter)
                text += mark
                text += String(parameters.count)
            }
        }
        return (text, parameters)
    }
}

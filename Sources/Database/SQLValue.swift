package import Foundation

/// One value as both databases hold it. Text is UTF-8 without NUL; booleans are the integers 0 and 1.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    /// The stored form of any bindable Swift value.
    package init(_ value: some SQLBindable) { self = value.sqlValue }
}

extension SQLValue: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByBooleanLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .real(value) }
    package init(stringLiteral value: String) { self = .text(value) }
    package init(booleanLiteral value: Bool) { self = .integer(value ? 1 : 0) }
}

/// The four column types of the house. PostgreSQL is told the type of each bound parameter, also of a null one,
/// so that `SELECT \(x)`, `\(x) IS NULL` and arithmetic mean the same there as on SQLite.
package enum SQLType: Sendable, Hashable {
    case integer, real, text, blob
}

/// A Swift value that may stand in an interpolation of ``SQL``, where it becomes a bound parameter.
///
/// Dates are not bindable on purpose: the caller decides their text form (UTC).
package protocol SQLBindable: Sendable {
    /// The column type that holds values of this Swift type.
    static var sqlType: SQLType { get }
    /// The value to be bound.
    var sqlValue: SQLValue { get }
}

extension Int: SQLBindable {
    package static var sqlType: SQLType { .integer }
    package var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Int64: SQLBindable {
    package static var sqlType: SQLType { .integer }
    package var sqlValue: SQLValue { .integer(self) }
}

extension Double: SQLBindable {
    package static var sqlType: SQLType { .real }
    package var sqlValue: SQLValue { .real(self) }
}

extension Bool: SQLBindable {
    package static var sqlType: SQLType { .integer }
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension String: SQLBindable {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(self) }
}

extension [UInt8]: SQLBindable {
    package static var sqlType: SQLType { .blob }
    package var sqlValue: SQLValue { .blob(self) }
}

extension Data: SQLBindable {
    package static var sqlType: SQLType { .blob }
    package var sqlValue: SQLValue { .blob([UInt8](self)) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    package static var sqlType: SQLType { Wrapped.sqlType }
    package var sqlValue: SQLValue { self?.sqlValue ?? .null }
}

/// A value on its way to the database, with the type it keeps even when it is null.
struct SQLParameter: Sendable, Hashable {
    var value: SQLValue
    var type: SQLType
}

extension String {
    /// PostgreSQL cannot hold U+0000 in text; SQLite would, and would then truncate it in most functions.
    /// Both drivers refuse it, so that a text accepted by one is accepted by the other.
    var containsNUL: Bool {
        if let found = utf8.withContiguousStorageIfAvailable({ $0.contains(0) }) { return found }
        return utf8.contains(0)
    }
}

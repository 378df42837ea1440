import Foundation
import GRDB
import GRDBSQLite

/// SQLite's result codes and messages, in the words of the house.
enum SQLiteProblem {
    /// Errors that are not the database's, such as those of a transaction's body, pass unchanged.
    static func map(_ error: any Error) -> any Error {
        // A cancelled task interrupts its statement: result code 9.
        if case DatabaseProblem.other(code: "9", _) = error, Task.isCancelled { return CancellationError() }
        guard let error = error as? DatabaseError else { return error }
        return map(code: error.extendedResultCode.rawValue, message: error.message ?? "")
    }

    static func map(code: CInt, message: String) -> DatabaseProblem {
        switch code {
        case 2067, 1555, 2579:  // CONSTRAINT_UNIQUE, _PRIMARYKEY, _ROWID
            return .constraint(kind: .unique, detail: place(message))
        case 787: return .constraint(kind: .foreignKey, detail: ConstraintDetail())
        case 275: return .constraint(kind: .check, detail: ConstraintDetail(name: tail(message)))
        case 1299: return .constraint(kind: .notNull, detail: place(message))
        default: break
        }
        switch code & 0xFF {
        case SQLITE_FULL: return .diskFull
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy
        case SQLITE_READONLY: return .readOnly
        case SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_NOTADB: return .unavailable("SQLite \(code): \(message)")
        case SQLITE_MISUSE where message == "Connection is closed": return .unavailable(message)
        default: return .other(code: String(code), message: message)
        }
    }

    /// What stands after the colon of `UNIQUE constraint failed: …`.
    private static func tail(_ message: String) -> String? {
        guard let colon = message.range(of: ": ") else { return nil }
        return String(message[colon.upperBound...])
    }

    /// `subject.code, subject.region`, or `index 'name'` for an index on an expression.
    private static func place(_ message: String) -> ConstraintDetail {
        guard let tail = tail(message) else { return ConstraintDetail() }
        if tail.hasPrefix("index '"), tail.hasSuffix("'") {
            return ConstraintDetail(name: String(tail.dropFirst(7).dropLast()))
        }
        var detail = ConstraintDetail()
        for part in tail.components(separatedBy: ", ") {
            guard let dot = part.lastIndex(of: ".") else { continue }
            detail.table = String(part[..<dot])
            detail.columns.append(String(part[part.index(after: dot)...]))
        }
        return detail
    }
}

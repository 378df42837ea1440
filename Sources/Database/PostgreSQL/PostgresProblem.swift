import CPQ

/// The failure of a connection that was lost while a transaction was open: nothing of it was kept, so it may run again on
/// another connection.
struct PostgresConnectionLost: Error {
    let message: String
}

/// SQLSTATE classes in the words of the house (PostgreSQL manual, appendix A).
enum PostgresProblem {
    /// The problem of a failed result.
    static func of(_ result: PostgresResult) -> DatabaseProblem {
        let message = result.errorField(UInt8(ascii: "M")) ?? "no message"
        switch result.errorField(UInt8(ascii: "C")) ?? "" {
        case "23505":
            return .constraint(kind: .unique, detail: place(result, columns: keyColumns(result)))
        case "23503":
            return .constraint(kind: .foreignKey, detail: place(result, columns: keyColumns(result)))
        case "23514":
            return .constraint(kind: .check, detail: place(result, columns: []))
        case "23502":
            let column = result.errorField(UInt8(ascii: "c"))
            return .constraint(kind: .notNull, detail: place(result, columns: column.map { [$0] } ?? []))
        case "40001", "40P01": return .serialization
        // A cached plan outlived a change of the schema, or a proxy dropped the prepared statement.
        case "0A000" where message.contains("cached plan"), "26000": return .serialization
        case "55P03": return .busy
        case "53100": return .diskFull
        case "25006": return .readOnly
        case let state where state.hasPrefix("08") || state.hasPrefix("57P") || state == "53300" || state == "53200":
            return .unavailable("PostgreSQL \(state): \(message)")
        case let state: return .other(code: state, message: message)
        }
    }

    private static func place(_ result: PostgresResult, columns: [String]) -> ConstraintDetail {
        ConstraintDetail(
            table: result.errorField(UInt8(ascii: "t")), columns: columns, name: result.errorField(UInt8(ascii: "n")))
    }

    /// The columns in `Key (region, code)=(…) already exists.`, whatever the server's language; the values are left out.
    private static func keyColumns(_ result: PostgresResult) -> [String] {
        guard let detail = result.errorField(UInt8(ascii: "D")), let open = detail.firstIndex(of: "("),
            let close = detail[open...].firstIndex(of: ")"), detail[close...].hasPrefix(")=(")
        else { return [] }
        return detail[detail.index(after: open)..<close].split(separator: ",")
            .map { String($0.drop { $0 == " " }) }
    }
}

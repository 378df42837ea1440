/// The names of a result's columns, held once for all its rows.
final class RowColumns: Sendable {
    let names: [String]
    init(names: [String]) { self.names = names }
}

/// One row of a result. Reading a column that is missing, null or of another type throws ``DatabaseProblem/decoding(_:)``.
package struct Row: Sendable {
    let columns: RowColumns

    /// The values in the order of the statement.
    package let values: [SQLValue]

    init(columns: RowColumns, values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The names of the columns, in the order of ``values``.
    package var columnNames: [String] { columns.names }

    /// The raw value of a column.
    package func value(_ column: String) throws -> SQLValue {
        // Results have few columns and short names, which compare as machine words: a scan beats a dictionary.
        for index in columns.names.indices where columns.names[index] == column { return values[index] }
        throw DatabaseProblem.decoding("no column \(column) among \(columns.names.joined(separator: ", "))")
    }

    /// The raw value at a position, counted from 0.
    package func value(_ index: Int) throws -> SQLValue {
        guard values.indices.contains(index) else {
            throw DatabaseProblem.decoding("no column \(index) among \(values.count)")
        }
        return values[index]
    }

    private func mismatch(_ value: SQLValue, _ wanted: String, _ place: String) -> DatabaseProblem {
        let found: String
        switch value {
        case .null: found = "null"
        case .integer: found = "integer"
        case .real: found = "real"
        case .text: found = "text"
        case .blob: found = "blob"
        }
        return .decoding("column \(place) holds \(found), not \(wanted)")
    }

    private func int(_ value: SQLValue, _ place: String) throws -> Int {
        guard case .integer(let number) = value else { throw mismatch(value, "integer", place) }
        guard let int = Int(exactly: number) else { throw mismatch(value, "a machine integer", place) }
        return int
    }

    /// An integer stored in a REAL column comes back as a whole number from some expressions, so integers are accepted.
    private func double(_ value: SQLValue, _ place: String) throws -> Double {
        switch value {
        case .real(let number): return number
        case .integer(let number): return Double(number)
        default: throw mismatch(value, "real", place)
        }
    }

    private func text(_ value: SQLValue, _ place: String) throws -> String {
        guard case .text(let text) = value else { throw mismatch(value, "text", place) }
        return text
    }

    private func bytes(_ value: SQLValue, _ place: String) throws -> [UInt8] {
        guard case .blob(let bytes) = value else { throw mismatch(value, "blob", place) }
        return bytes
    }

    private func bool(_ value: SQLValue, _ place: String) throws -> Bool {
        switch value {
        case .integer(0): return false
        case .integer(1): return true
        default: throw mismatch(value, "0 or 1", place)
        }
    }
}

extension Row {
    package func int(_ column: String) throws -> Int { try int(value(column), column) }
    package func double(_ column: String) throws -> Double { try double(value(column), column) }
    package func text(_ column: String) throws -> String { try text(value(column), column) }
    package func bytes(_ column: String) throws -> [UInt8] { try bytes(value(column), column) }
    package func bool(_ column: String) throws -> Bool { try bool(value(column), column) }

    package func int(_ index: Int) throws -> Int { try int(value(index), String(index)) }
    package func double(_ index: Int) throws -> Double { try double(value(index), String(index)) }
    package func text(_ index: Int) throws -> String { try text(value(index), String(index)) }
    package func bytes(_ index: Int) throws -> [UInt8] { try bytes(value(index), String(index)) }
    package func bool(_ index: Int) throws -> Bool { try bool(value(index), String(index)) }

    package func intOrNil(_ column: String) throws -> Int? { try orNil(value(column)) { try int($0, column) } }
    package func doubleOrNil(_ column: String) throws -> Double? { try orNil(value(column)) { try double($0, column) } }
    package func textOrNil(_ column: String) throws -> String? { try orNil(value(column)) { try text($0, column) } }
    package func bytesOrNil(_ column: String) throws -> [UInt8]? { try orNil(value(column)) { try bytes($0, column) } }
    package func boolOrNil(_ column: String) throws -> Bool? { try orNil(value(column)) { try bool($0, column) } }

    package func intOrNil(_ index: Int) throws -> Int? { try orNil(value(index)) { try int($0, String(index)) } }
    package func doubleOrNil(_ index: Int) throws -> Double? {
        try orNil(value(index)) { try double($0, String(index)) }
    }
    package func textOrNil(_ index: Int) throws -> String? { try orNil(value(index)) { try text($0, String(index)) } }
    package func bytesOrNil(_ index: Int) throws -> [UInt8]? {
        try orNil(value(index)) { try bytes($0, String(index)) }
    }
    package func boolOrNil(_ index: Int) throws -> Bool? { try orNil(value(index)) { try bool($0, String(index)) } }

    private func orNil<Value>(_ value: SQLValue, _ decode: (SQLValue) throws -> Value) rethrows -> Value? {
        value == .null ? nil : try decode(value)
    }
}

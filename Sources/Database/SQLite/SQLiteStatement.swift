import GRDB
import GRDBSQLite

/// A prepared statement, bound and stepped directly: GRDB's own argument and row types would cost as much as SQLite itself
/// on the loads and streams of millions of rows. Only used on the queue of its connection.
struct SQLiteStatement {
    let handle: OpaquePointer
    let connection: OpaquePointer
    let columnCount: Int32

    init(_ statement: Statement, in db: GRDB.Database) throws {
        guard let connection = db.sqliteConnection else { throw DatabaseProblem.unavailable("SQLite is closed") }
        handle = statement.sqliteStatement
        self.connection = connection
        columnCount = sqlite3_column_count(handle)
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

    /// Binds the value at a position counted from 1.
    func bind(_ value: SQLValue, at position: Int) throws {
        // SQLite copies the bytes (SQLITE_TRANSIENT, which C spells as a function pointer of -1).
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        guard let index = CInt(exactly: position) else { throw DatabaseProblem.invalidValue("too many parameters") }
        let code: CInt
        switch value {
        case .null: code = sqlite3_bind_null(handle, index)
        case .integer(let number): code = sqlite3_bind_int64(handle, index, number)
        case .real(let number):
            // SQLite turns NaN into NULL silently, PostgreSQL keeps it and sorts it last.
            guard !number.isNaN else { throw DatabaseProblem.invalidValue("a real that is not a number") }
            code = sqlite3_bind_double(handle, index, number)
        case .text(var text):
            guard !text.containsNUL else { throw DatabaseProblem.invalidValue("text with NUL") }
            code = text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text64(
                        handle, index, $0.baseAddress ?? emptyText, UInt64($0.count), transient, UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            code = bytes.withUnsafeBytes {
                // A null pointer would bind NULL instead of an empty blob.
                $0.isEmpty
                    ? sqlite3_bind_zeroblob(handle, index, 0)
                    : sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), transient)
            }
        }
        if code != SQLITE_OK { throw problem(code) }
    }

    /// Binds all parameters of a statement.
    func bind(_ parameters: [SQLParameter]) throws {
        guard parameters.count == parameterCount else {
            throw DatabaseProblem.invalidValue("\(parameters.count) values for \(parameterCount) parameters")
        }
        for (index, parameter) in parameters.enumerated() { try bind(parameter.value, at: index + 1) }
    }

    /// Advances; true when a row is there.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw problem(code)
        }
    }

    func reset() { sqlite3_reset(handle) }

    private func problem(_ code: CInt) -> DatabaseProblem {
        let extended = sqlite3_extended_errcode(connection)
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? ""
        // A constraint's primary code is 19; the extended one tells which.
        return SQLiteProblem.map(code: extended & 0xFF == code & 0xFF ? extended : code, message: message)
    }

    func columns() -> RowColumns {
        RowColumns(names: (0..<columnCount).map { sqlite3_column_name(handle, $0).map { String(cString: $0) } ?? "" })
    }

    /// The values of the current row.
    func values() -> [SQLValue] {
        var values: [SQLValue] = []
        values.reserveCapacity(Int(columnCount))
        for index in 0..<columnCount {
            switch sqlite3_column_type(handle, index) {
            case SQLITE_INTEGER: values.append(.integer(sqlite3_column_int64(handle, index)))
            case SQLITE_FLOAT: values.append(.real(sqlite3_column_double(handle, index)))
            case SQLITE_TEXT:
                let start = sqlite3_column_text(handle, index)
                let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index)))
                values.append(.text(String(decoding: bytes, as: UTF8.self)))
            case SQLITE_BLOB:
                let start = sqlite3_column_blob(handle, index)
                let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index)))
                values.append(.blob([UInt8](bytes)))
            default: values.append(.null)
            }
        }
        return values
    }
}

/// An empty Swift string may have no address, which SQLite would take for NULL.
private nonisolated(unsafe) let emptyText: UnsafePointer<CChar> = {
    let text = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    text.pointee = 0
    return UnsafePointer(text)
}()

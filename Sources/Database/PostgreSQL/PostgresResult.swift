import CPQ

/// A result of libpq, freed with its last owner.
final class PostgresResult {
    private let pointer: OpaquePointer?

    init(_ pointer: OpaquePointer?) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }
    var rowCount: Int32 { PQntuples(pointer) }

    var isFailure: Bool {
        switch status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN, PGRES_PIPELINE_SYNC, PGRES_SINGLE_TUPLE,
            PGRES_EMPTY_QUERY:
            false
        default: true
        }
    }

    /// The command's name and counts, such as `INSERT 0 5`.
    var command: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    /// Rows changed by INSERT, UPDATE, DELETE, MERGE or COPY; 0 for anything else, also SELECT.
    var affected: Int {
        let command = command
        guard !command.hasPrefix("SELECT"), !command.hasPrefix("FETCH") else { return 0 }
        return PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// A field of the error, by its letter in the protocol (C the SQLSTATE, M the message, D the detail, …).
    func errorField(_ letter: UInt8) -> String? {
        PQresultErrorField(pointer, CInt(letter)).map { String(cString: $0) }
    }

    /// What the columns are called and how their text becomes values.
    func shape() -> PostgresShape {
        let count = PQnfields(pointer)
        return PostgresShape(
            columns: RowColumns(
                names: (0..<count).map { PQfname(pointer, $0).map { String(cString: $0) } ?? "" }),
            types: (0..<count).map { PQftype(pointer, $0) })
    }

    /// The values of one row, and the bytes they took on the wire.
    func values(row: Int32, shape: PostgresShape) throws -> (values: [SQLValue], size: Int) {
        var values: [SQLValue] = []
        values.reserveCapacity(shape.types.count)
        var size = 0
        for (index, type) in shape.types.enumerated() {
            let column = Int32(truncatingIfNeeded: index)
            guard PQgetisnull(pointer, row, column) == 0, let start = PQgetvalue(pointer, row, column) else {
                values.append(.null)
                continue
            }
            let length = Int(PQgetlength(pointer, row, column))
            size += length
            let bytes = UnsafeRawBufferPointer(start: start, count: length)
            values.append(try PostgresDecoding.value(bytes, type: type))
        }
        return (values, size)
    }
}

/// The columns of a result.
struct PostgresShape {
    let columns: RowColumns
    let types: [Oid]
}

/// From PostgreSQL's text format to values, by the type of the column (`pg_type.oid`, fixed numbers).
enum PostgresDecoding {
    static func value(_ bytes: UnsafeRawBufferPointer, type: Oid) throws -> SQLValue {
        switch type {
        case 20, 21, 23, 26:  // int8, int2, int4, oid
            guard let number = integer(bytes) else { throw DatabaseProblem.decoding("an integer out of range") }
            return .integer(number)
        case 16: return .integer(bytes.first == UInt8(ascii: "t") ? 1 : 0)
        case 700, 701: return .real(try real(bytes))
        case 1700:  // numeric: the sum of a BIGINT is whole, an average is not
            return try integer(bytes).map { .integer($0) } ?? .real(real(bytes))
        case 17: return .blob(try blob(bytes))
        default: return .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    private static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = bytes.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty else { return nil }
        var number: Int64 = 0
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            // Downwards, because the least Int64 has no positive counterpart.
            let (sum, carry) = product.subtractingReportingOverflow(Int64(byte - 0x30))
            if overflow || carry { return nil }
            number = sum
        }
        if isNegative { return number }
        return number == .min ? nil : -number
    }

    private static func real(_ bytes: UnsafeRawBufferPointer) throws -> Double {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let number = Double(text) else { throw DatabaseProblem.decoding("a real out of range") }
        return number
    }

    /// `\x` and two hexadecimal digits for each byte.
    private static func blob(_ bytes: UnsafeRawBufferPointer) throws -> [UInt8] {
        guard bytes.count >= 2, bytes.count % 2 == 0, bytes[0] == UInt8(ascii: "\\"), bytes[1] == UInt8(ascii: "x")
        else {
            throw DatabaseProblem.decoding("a blob not in hexadecimal form")
        }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 2 - 1)
        for index in stride(from: 2, to: bytes.count, by: 2) {
            guard let high = digit(bytes[index]), let low = digit(bytes[index + 1]) else {
                throw DatabaseProblem.decoding("a blob not in hexadecimal form")
            }
            result.append(high << 4 | low)
        }
        return result
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}

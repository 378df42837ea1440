import CPQ

extension SQLType {
    /// The PostgreSQL type of a parameter: int8, float8, text, bytea.
    var oid: Oid {
        switch self {
        case .integer: 20
        case .real: 701
        case .text: 25
        case .blob: 17
        }
    }
}

/// Parameters laid out one after another in one buffer, as libpq wants them: text ends with NUL, blobs are binary.
struct PostgresParameters {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []
    private var lengths: [CInt] = []
    private var formats: [CInt] = []

    var count: Int { offsets.count }

    init(_ values: some Collection<SQLValue>) throws {
        offsets.reserveCapacity(values.count)
        for value in values { try append(value) }
        // The address of an empty buffer would be nil, which libpq takes for NULL.
        bytes.append(0)
    }

    private mutating func append(_ value: SQLValue) throws {
        var length = 0
        var format: CInt = 0
        offsets.append(bytes.count)
        switch value {
        case .null: offsets[offsets.count - 1] = -1
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .real(let number): bytes.append(contentsOf: try PostgresEncoding.text(number).utf8)
        case .text(let text):
            guard !text.containsNUL else { throw DatabaseProblem.invalidValue("text with NUL") }
            bytes.append(contentsOf: text.utf8)
        case .blob(let blob):
            length = blob.count
            format = 1
            bytes.append(contentsOf: blob)
        }
        bytes.append(0)
        guard let short = CInt(exactly: length) else { throw DatabaseProblem.invalidValue("a blob over 2 GB") }
        lengths.append(short)
        formats.append(format)
    }

    /// Calls with the four arrays of libpq.
    func withPointers<T>(
        _ body: (CInt, [UnsafePointer<CChar>?], [CInt], [CInt]) throws -> T
    ) rethrows -> T {
        try bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = offsets.map { offset in offset < 0 ? nil : start.map { $0 + offset } }
            return try body(CInt(truncatingIfNeeded: offsets.count), pointers, lengths, formats)
        }
    }
}

enum PostgresEncoding {
    /// The shortest text that reads back as the same number; NaN is refused as SQLite cannot hold it.
    static func text(_ number: Double) throws -> String {
        guard !number.isNaN else { throw DatabaseProblem.invalidValue("a real that is not a number") }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return number.description
    }

    /// Appends one row in the text format of COPY (manual: COPY, file formats).
    static func copyLine(_ values: [SQLValue], into buffer: inout [UInt8]) throws {
        for (index, value) in values.enumerated() {
            if index > 0 { buffer.append(0x09) }
            switch value {
            case .null: buffer.append(contentsOf: [0x5C, 0x4E])  // \N
            case .integer(let number): buffer.append(contentsOf: String(number).utf8)
            case .real(let number): buffer.append(contentsOf: try text(number).utf8)
            case .text(var text): try text.withUTF8 { try copyText($0, into: &buffer) }
            case .blob(let blob):
                buffer.append(contentsOf: [0x5C, 0x5C, 0x78])  // \\x
                for byte in blob {
                    buffer.append(hex[Int(byte >> 4)])
                    buffer.append(hex[Int(byte & 15)])
                }
            }
        }
        buffer.append(0x0A)
    }

    private static let hex = Array("0123456789abcdef".utf8)

    private static func copyText(_ text: UnsafeBufferPointer<UInt8>, into buffer: inout [UInt8]) throws {
        // Whole runs are appended at once; only what COPY would misread is escaped.
        var start = 0
        for index in text.indices {
            let byte = text[index]
            guard byte < 0x20 || byte == 0x5C else { continue }
            let escape: UInt8
            switch byte {
            case 0: throw DatabaseProblem.invalidValue("text with NUL")
            case 0x5C: escape = 0x5C
            case 0x0A: escape = UInt8(ascii: "n")
            case 0x0D: escape = UInt8(ascii: "r")
            case 0x09: escape = UInt8(ascii: "t")
            default: continue
            }
            buffer.append(contentsOf: text[start..<index])
            buffer.append(0x5C)
            buffer.append(escape)
            start = index + 1
        }
        buffer.append(contentsOf: text[start...])
    }
}

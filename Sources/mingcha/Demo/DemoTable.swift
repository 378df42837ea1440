import Domain

/// Generated rows as a table source, so that the demo goes through the same import as a real file.
struct DemoTable: TableSource {
    let name: String
    let digest: String
    let encoding = "UTF-8"
    let lines: Int
    private let header: [String]
    private let rows: [[String]]

    init(name: String, header: [String], rows: [[String]]) {
        self.name = name
        self.header = header
        self.rows = rows
        lines = rows.count
        digest = Digest.sha256Hex(([header] + rows).map { $0.joined(separator: "\t") }.joined(separator: "\n"))
    }

    func open() throws -> any TableReader { Reader(header: header, rows: rows) }

    private final class Reader: TableReader {
        let header: [String]
        private let rows: [[String]]
        private var next = 0

        init(header: [String], rows: [[String]]) {
            self.header = header
            self.rows = rows
        }

        func next(_ record: inout TableRecord) throws -> Bool {
            guard next < rows.count else { return false }
            record.clear()
            record.number = next + 1
            record.line = next + 2
            for field in rows[next] {
                record.bytes += Array(field.utf8)
                record.ends.append(record.bytes.count)
            }
            next += 1
            return true
        }
    }
}

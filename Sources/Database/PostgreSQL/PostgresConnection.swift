/// A transaction on PostgreSQL; lives on the thread of its link.
final class PostgresConnection: Connection {
    private let link: PostgresLink
    private var state = TransactionState()
    private var lost: PostgresConnectionLost?
    private var cursors = 0
    private var savepoints = 0

    init(_ link: PostgresLink) { self.link = link }

    var kind: DatabaseKind { .postgres }

    func run<T>(_ body: (any Connection) throws -> T) throws -> T {
        defer { state.end() }
        do {
            let result = try body(self)
            if let lost { throw lost }
            if let failure = state.failure { throw failure }
            return result
        } catch {
            // Whatever the body made of it: a lost connection is a reason to run again.
            if let lost { throw lost }
            throw state.verdict(on: error)
        }
    }

    private func attempt<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let problem as DatabaseProblem {
            state.fail(problem)
            throw problem
        } catch let loss as PostgresConnectionLost {
            lost = loss
            state.fail(.unavailable("PostgreSQL: \(loss.message)"))
            throw DatabaseProblem.unavailable("PostgreSQL: \(loss.message)")
        }
    }

    private func result(_ sql: SQL) throws -> PostgresResult {
        try state.check()
        return try attempt {
            let (text, parameters) = sql.rendered(for: .postgres)
            return try link.run(text, parameters, reusable: sql.isReusable)
        }
    }

    func execute(_ sql: SQL) throws -> Int { try result(sql).affected }

    func rows(_ sql: SQL) throws -> [Row] {
        let result = try result(sql)
        return try attempt {
            let shape = result.shape()
            return try (0..<result.rowCount).map {
                Row(columns: shape.columns, values: try result.values(row: $0, shape: shape).values)
            }
        }
    }

    func row(_ sql: SQL) throws -> Row? {
        let result = try result(sql)
        guard result.rowCount > 0 else { return nil }
        return try attempt {
            let shape = result.shape()
            return Row(columns: shape.columns, values: try result.values(row: 0, shape: shape).values)
        }
    }

    /// A server-side cursor rather than libpq's single-row mode, so that the body may use the connection.
    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        cursors += 1
        let cursor = "mingcha_\(cursors)"
        try state.check()
        try attempt {
            let (text, parameters) = sql.rendered(for: .postgres)
            _ = try link.run("DECLARE \(cursor) NO SCROLL CURSOR FOR \(text)", parameters, reusable: false)
        }
        defer {
            // A failed transaction has closed its cursors.
            if state.failure == nil { _ = try? attempt { try link.run("CLOSE \(cursor)") } }
        }
        // Batches of about a megabyte: few round trips for narrow rows, constant memory for wide ones.
        var batch = 64
        var shape: PostgresShape?
        while true {
            let result = try attempt { try link.run("FETCH FORWARD \(batch) FROM \(cursor)") }
            let known = shape ?? result.shape()
            shape = known
            var bytes = 0
            for index in 0..<result.rowCount {
                let (values, size) = try attempt { try result.values(row: index, shape: known) }
                bytes += size
                try body(Row(columns: known.columns, values: values))
                try state.check()
            }
            if Int(result.rowCount) < batch { return }
            batch = min(8_192, max(1, 1_048_576 / max(1, bytes / batch)))
        }
    }

    func insert(into table: StaticString, columns: [StaticString], rows: () throws -> [SQLValue]?) throws -> Int {
        try state.check()
        let names = columns.map(\.description).joined(separator: ", ")
        // The caller may take long to produce rows: no time limit for this one statement.
        let timeout = try attempt {
            let setting = try link.run("SELECT current_setting('statement_timeout')", [], reusable: true)
            let value = try setting.values(row: 0, shape: setting.shape()).values.first
            try link.run("SET LOCAL statement_timeout = 0")
            try link.run("COPY \(table.description) (\(names)) FROM STDIN")
            return value ?? .text("0")
        }
        state.beginLoad()
        defer { state.endLoad() }
        do {
            try copy(rows, width: columns.count)
        } catch {
            // Ends the COPY; the server's complaint about it is our own and says nothing new.
            _ = try? link.endCopy(refusing: "abandoned")
            state.fail(error as? DatabaseProblem ?? .other(code: "abandoned", message: "the bulk load was abandoned"))
            if let loss = error as? PostgresConnectionLost { lost = loss }
            throw error
        }
        return try attempt {
            let affected = try link.endCopy(refusing: nil).affected
            let restore: SQL = "SELECT set_config('statement_timeout', \(timeout.text), true)"
            let (text, parameters) = restore.rendered(for: .postgres)
            _ = try link.run(text, parameters, reusable: true)
            return affected
        }
    }

    private func copy(_ rows: () throws -> [SQLValue]?, width: Int) throws {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(copyChunk + 4_096)
        while let values = try rows() {
            guard values.count == width else {
                throw DatabaseProblem.invalidValue("\(values.count) values for \(width) columns")
            }
            try PostgresEncoding.copyLine(values, into: &buffer)
            if buffer.count >= copyChunk {
                try link.sendCopy(buffer)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        if !buffer.isEmpty { try link.sendCopy(buffer) }
    }

    func executeMany(_ statement: StaticString, rows: () throws -> [SQLValue]?) throws -> Int {
        try state.check()
        let (text, width) = PostgresPlaceholders.translate(statement.description)
        let name = try attempt { try link.prepare(text, types: nil) }
        state.beginLoad()
        defer { state.endLoad() }
        do {
            return try pipeline(name, width: width, rows: rows)
        } catch {
            // Half a load must not be kept, whoever abandoned it.
            if let loss = error as? PostgresConnectionLost { lost = loss }
            state.fail(error as? DatabaseProblem ?? .other(code: "abandoned", message: "the bulk load was abandoned"))
            throw error
        }
    }

    private func pipeline(_ name: String, width: Int, rows: () throws -> [SQLValue]?) throws -> Int {
        var affected = 0
        var batch: [PostgresParameters] = []
        while let values = try rows() {
            guard values.count == width else {
                throw DatabaseProblem.invalidValue("\(values.count) values for \(width) parameters")
            }
            batch.append(try PostgresParameters(values))
            if batch.count == 128 {
                affected += try link.pipeline(name, batch)
                batch.removeAll(keepingCapacity: true)
            }
        }
        if !batch.isEmpty { affected += try link.pipeline(name, batch) }
        return affected
    }

    /// LOCK takes no snapshot, so what follows sees what the holder before committed.
    func queueWriters(on table: StaticString) throws {
        try state.check()
        _ = try attempt { try link.run("LOCK TABLE \(table) IN SHARE ROW EXCLUSIVE MODE") }
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        try state.check()
        savepoints += 1
        let name = "mingcha_\(savepoints)"
        _ = try attempt { try link.run("SAVEPOINT \(name)") }
        do {
            let result = try body()
            if let failure = state.failure { throw failure }
            _ = try attempt { try link.run("RELEASE \(name)") }
            return result
        } catch {
            // A serialization failure or a lost connection cannot be undone by a part: the whole must run again.
            if lost != nil || state.failure?.isTransient == true { throw error }
            _ = try attempt { try link.run("ROLLBACK TO \(name); RELEASE \(name)") }
            state.recover()
            throw error
        }
    }
}

/// How much is gathered before it is handed to libpq.
private let copyChunk = 65_536

extension SQLValue {
    fileprivate var text: String { if case .text(let text) = self { text } else { "0" } }
}

import CPQ
import Dispatch
import Logging

/// One connection to a server, with its own thread: libpq blocks, and must not block the cooperative pool.
///
/// Unchecked because the compiler cannot see it: everything but `perform` runs on `queue` alone.
final class PostgresLink: @unchecked Sendable {
    private let queue = DispatchQueue(label: "mingcha.postgres")
    private var connection: OpaquePointer?
    private var notices: PostgresNotices?
    private let interrupt = PostgresInterrupt()
    private var prepared: [Preparation: String] = [:]
    private var preparedCount = 0
    private(set) var isBroken = false

    /// The same text with other parameter types is another statement.
    struct Preparation: Hashable {
        var text: String
        var types: [SQLType]?
    }

    /// Runs the body on the thread of this connection; a cancelled task cancels the statement that runs.
    func perform<T: Sendable>(_ body: @escaping @Sendable (PostgresLink) throws -> T) async throws -> T {
        let turn = interrupt.begin()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.async {
                    let result = Result { try body(self) }
                    self.interrupt.end()
                    continuation.resume(with: result)
                }
            }
        } onCancel: {
            interrupt.cancel(turn: turn)
        }
    }

    /// Connects and sets the session; blocks for at most the connect timeout for each address.
    func connect(url: String, configuration: DatabaseConfiguration, logger: Logger) throws {
        let timeout = String(max(2, Int(configuration.connectTimeout.seconds)))
        // What stands in the URL comes later and wins, but for the encoding.
        let settings = [
            ("connect_timeout", timeout), ("fallback_application_name", "mingcha"), ("keepalives_idle", "30"),
            ("tcp_user_timeout", "30000"), ("dbname", url), ("client_encoding", "UTF8"),
        ]
        connection = withCStrings(settings.map(\.0)) { keys in
            withCStrings(settings.map(\.1)) { values in PQconnectdbParams(keys, values, 1) }
        }
        guard PQstatus(connection) == CONNECTION_OK else {
            isBroken = true
            throw DatabaseProblem.unavailable("PostgreSQL: \(connectionMessage)")
        }
        interrupt.attach(connection)
        let notices = PostgresNotices(logger: logger)
        self.notices = notices
        notices.install(on: connection)
        let milliseconds = max(0, Int(configuration.statementTimeout.seconds * 1_000))
        try run("SET statement_timeout = \(milliseconds)")
        // Streams are read to their end: the planner must not prefer the first rows.
        try run("SET cursor_tuple_fraction = 1")
        try run("SET bytea_output = hex")
        // Never weaker than what this house promises; `remote_apply` and the like stay.
        try run(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'")
    }

    private var connectionMessage: String {
        (PQerrorMessage(connection).map { String(cString: $0) } ?? "").split(whereSeparator: \.isNewline)
            .joined(separator: " ")
    }

    /// Marks the connection as not to be used again.
    func abandon() { isBroken = true }

    func disconnect() {
        PQfinish(connection)
        connection = nil
        isBroken = true
    }

    deinit { PQfinish(connection) }

    /// Runs text without parameters through the simple protocol.
    @discardableResult func run(_ text: String) throws -> PostgresResult { try check(PQexec(connection, text)) }

    /// Runs one statement with typed parameters; a reusable one is prepared once for each connection.
    func run(_ text: String, _ parameters: [SQLParameter], reusable: Bool) throws -> PostgresResult {
        let packed = try PostgresParameters(parameters.lazy.map(\.value))
        guard packed.count <= 65_535 else { throw DatabaseProblem.invalidValue("more than 65,535 parameters") }
        if reusable {
            let name = try prepare(text, types: parameters.map(\.type))
            return try packed.withPointers { count, values, lengths, formats in
                try check(PQexecPrepared(connection, name, count, values, lengths, formats, 0))
            }
        }
        let types = parameters.map(\.type.oid)
        return try packed.withPointers { count, values, lengths, formats in
            try check(PQexecParams(connection, text, count, types, values, lengths, formats, 0))
        }
    }

    /// The name of the prepared statement; without types the server infers them.
    func prepare(_ text: String, types: [SQLType]?) throws -> String {
        let key = Preparation(text: text, types: types)
        if let name = prepared[key] { return name }
        preparedCount += 1
        let name = "mingcha_\(preparedCount)"
        let oids = types?.map(\.oid) ?? []
        try check(PQprepare(connection, name, text, CInt(truncatingIfNeeded: oids.count), oids))
        prepared[key] = name
        return name
    }

    /// Between transactions: keeps the number of prepared statements bounded on the server.
    func tidy() throws {
        guard prepared.count > 400 else { return }
        try forgetPrepared()
    }

    func forgetPrepared() throws {
        prepared.removeAll()
        try run("DEALLOCATE ALL")
    }

    /// Turns a failed result into a problem, and notices a lost connection.
    @discardableResult func check(_ pointer: OpaquePointer?) throws -> PostgresResult {
        let result = PostgresResult(pointer)
        guard pointer == nil || result.isFailure else { return result }
        if PQstatus(connection) != CONNECTION_OK {
            isBroken = true
            throw PostgresConnectionLost(message: connectionMessage)
        }
        if let state = result.errorField(UInt8(ascii: "C")) {
            // 57P01 to 57P03: the server ends this session.
            if state.hasPrefix("57P0") {
                isBroken = true
                throw PostgresConnectionLost(message: state)
            }
            throw PostgresProblem.of(result)
        }
        isBroken = true
        throw PostgresConnectionLost(message: connectionMessage)
    }

    /// True while the server still keeps the transaction alive.
    var isInTransaction: Bool { PQtransactionStatus(connection) == PQTRANS_INTRANS }

    // MARK: - COPY and pipelines

    func sendCopy(_ buffer: [UInt8]) throws {
        let sent = buffer.withUnsafeBytes { bytes in
            PQputCopyData(
                connection, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                CInt(truncatingIfNeeded: bytes.count))
        }
        // A failed COPY tells why when it is ended.
        if sent != 1 && PQstatus(connection) != CONNECTION_OK {
            isBroken = true
            throw PostgresConnectionLost(message: connectionMessage)
        }
    }

    /// Ends a COPY, successfully or with a refusal, and returns its last result.
    func endCopy(refusing reason: String?) throws -> PostgresResult {
        _ = PQputCopyEnd(connection, reason)
        var last = PQgetResult(connection)
        while let next = PQgetResult(connection) {
            PQclear(last)
            last = next
        }
        return try check(last)
    }

    /// Sends all rows to a prepared statement without waiting for each answer. The rows of one call must be few enough that
    /// the answers fit the socket's buffers. Returns the rows affected.
    func pipeline(_ name: String, _ rows: [PostgresParameters]) throws -> Int {
        guard PQenterPipelineMode(connection) == 1 else { throw PostgresConnectionLost(message: connectionMessage) }
        for row in rows {
            _ = row.withPointers { count, values, lengths, formats in
                PQsendQueryPrepared(connection, name, count, values, lengths, formats, 0)
            }
        }
        var affected = 0
        var failure: (any Error)?
        if PQpipelineSync(connection) == 1 {
            collecting: while true {
                guard let pointer = PQgetResult(connection) else {
                    // The end of one statement's results; the connection may be gone instead.
                    if PQstatus(connection) == CONNECTION_OK { continue }
                    break
                }
                if PQresultStatus(pointer) == PGRES_PIPELINE_SYNC {
                    PQclear(pointer)
                    break collecting
                }
                // After a failure the server skips the rest, which says nothing new.
                if failure != nil {
                    PQclear(pointer)
                    continue
                }
                do { affected += try check(pointer).affected } catch { failure = error }
            }
        }
        if PQstatus(connection) != CONNECTION_OK || PQexitPipelineMode(connection) != 1 {
            isBroken = true
            throw failure ?? PostgresConnectionLost(message: connectionMessage)
        }
        if let failure { throw failure }
        return affected
    }
}

/// C strings that live as long as the call, with nil at the end.
private func withCStrings<T>(_ strings: [String], _ body: ([UnsafePointer<CChar>?]) -> T) -> T {
    var bytes: [CChar] = []
    var offsets: [Int] = []
    for string in strings {
        offsets.append(bytes.count)
        bytes.append(contentsOf: string.utf8CString)
    }
    return bytes.withUnsafeBufferPointer { buffer in
        body(offsets.map { offset in buffer.baseAddress.map { $0 + offset } } + [nil])
    }
}

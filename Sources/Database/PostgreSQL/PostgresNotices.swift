import CPQ
import Logging

/// Sends the server's notices and warnings to the log instead of standard error. Must outlive its connection.
final class PostgresNotices: Sendable {
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    func install(on connection: OpaquePointer?) {
        _ = PQsetNoticeProcessor(
            connection,
            { target, message in
                guard let target, let message else { return }
                let notices = Unmanaged<PostgresNotices>.fromOpaque(target).takeUnretainedValue()
                notices.logger.info(
                    "PostgreSQL notice", metadata: ["text": "\(String(cString: message).prefix(500))"])
            }, Unmanaged.passUnretained(self).toOpaque())
    }
}

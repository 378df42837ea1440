import Crypto
import Domain
import TransparencyLog

/// The log as the static files of C2SP tlog-tiles, receipts, and readiness. Public.
enum LogRoutes {
    /// `/log/checkpoint`: the only resource that changes.
    static func checkpoint(_ call: Call) async throws -> Reply {
        let bytes = try await file("checkpoint", call)
        return tagged(.bytes(bytes, type: LogPath.checkpoint.contentType, cache: .seconds(5)), bytes)
    }

    /// `/log/tile/<level>/<index>[.p/<width>]` and `/log/tile/entries/…`.
    static func tile(_ call: Call) async throws -> Reply {
        let path = "tile/" + (try call.parameter("**"))
        let bytes = try await file(path, call)
        // A tile under its address never changes: a partial one names its width.
        return tagged(.bytes(bytes, type: "application/octet-stream", cache: .forever), bytes)
    }

    private static func tagged(_ reply: Reply, _ bytes: [UInt8]) -> Reply {
        .with(headers: [(name: "ETag", value: "\"" + Digest.hex(SHA256.hash(data: bytes).prefix(16)) + "\"")], reply)
    }

    private static func file(_ path: String, _ call: Call) async throws -> [UInt8] {
        guard let path = LogPath(path) else { throw Problem.notFound("日志文件") }
        let files = LogFiles(call.house.checkpoints)
        guard let bytes = try await call.house.storage.read({ try files.bytes(of: path, from: $0.ledger) }) else {
            throw Problem.notFound("日志文件")
        }
        return bytes
    }

    static func receipt(_ call: Call) async throws -> Reply {
        guard let index = Int64(try call.parameter("index")), index >= 0 else { throw Problem.notFound("留痕记录") }
        let checkpoints = call.house.checkpoints
        let receipt = try await call.house.storage.read { try checkpoints.receipt(of: index, in: $0.ledger) }
        return .text(receipt.encoded, cache: .seconds(60))
    }

    /// Ready when the database answers.
    static func health(_ call: Call) async throws -> Reply {
        _ = try await call.house.storage.read { try $0.ledger.size() }
        return .json(#"{"status":"ready"}"#)
    }
}

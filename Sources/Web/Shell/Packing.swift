import CZlib
import HTTPTypes
import Hummingbird
import NIOCore

/// gzip for what everybody may read: pages of the portal, public files of text, CSS and scripts. Nothing that is for one
/// person alone is packed: the length of a packed page with a secret and a stranger's words in it tells of the secret.
enum Packing {
    /// Shorter bodies gain nothing.
    static let least = 1_024

    /// Whether the client takes gzip (RFC 9110, 12.5.3): named, or by `*`, without `q=0`.
    static func isTaken(by request: Request) -> Bool {
        guard let header = request.headers[.acceptEncoding] else { return false }
        for part in header.lowercased().split(separator: ",") {
            let words = part.split(separator: ";").map { Fields.trimmed(String($0)) }
            guard words.first == "gzip" || words.first == "*" else { continue }
            let quality = words.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
            return (quality ?? 1) > 0
        }
        return false
    }

    /// Whether bytes of that kind become shorter.
    static func isText(_ type: String) -> Bool {
        type.hasPrefix("text/") || type.hasPrefix("application/json") || type.hasPrefix("application/atom+xml")
            || type.hasPrefix("image/svg") || type.hasPrefix("application/manifest+json")
    }

    /// One gzip member (RFC 1952); nil where zlib refuses, or the bytes do not become fewer.
    static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        // 15 bits of window, and 16 for the gzip frame.
        guard
            deflateInit2_(
                &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        guard let length = UInt32(exactly: bytes.count) else { return nil }
        var input = bytes
        let packed = [UInt8](unsafeUninitializedCapacity: bytes.count) { room, count in
            input.withUnsafeMutableBufferPointer { given in
                stream.next_in = given.baseAddress
                stream.avail_in = length
                stream.next_out = room.baseAddress
                stream.avail_out = length
                if deflate(&stream, Z_FINISH) == Z_STREAM_END { count = bytes.count - Int(stream.avail_out) }
            }
        }
        return packed.isEmpty ? nil : packed
    }
}

extension Response {
    /// The body packed, where the client takes it and it becomes shorter.
    static func packing(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok, taken: Bool) -> Response {
        var headers: HTTPFields = [.contentType: type]
        var body = bytes
        if bytes.count >= Packing.least, Packing.isText(type) {
            headers[.vary] = "Accept-Encoding"
            if taken, let packed = Packing.gzip(bytes) {
                headers[.contentEncoding] = "gzip"
                body = packed
            }
        }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}

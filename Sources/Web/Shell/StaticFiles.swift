import Crypto
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The files of `Public/`, read once at start. A request can only name one of them: no path ever reaches the file
/// system.
struct StaticFiles: Sendable {
    private struct File: Sendable {
        let body: ByteBuffer
        /// The same as gzip, where that is shorter.
        let packed: ByteBuffer?
        let type: String
        let etag: String
    }

    private let files: [String: File]
    /// Changes with any file; put into their addresses so that browsers may keep them for ever.
    let version: String
    /// Address of the vendored htmx, nil when set-up has not fetched it.
    let htmx: String?

    init(folder: String) throws {
        var files: [String: File] = [:]
        var all = SHA256()
        let names = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in names {
            guard let type = StaticFiles.type(of: name) else { continue }
            let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
            all.update(data: Array(name.utf8))
            all.update(data: data)
            files["/" + name] = File(
                body: ByteBuffer(bytes: data),
                packed: data.count >= Packing.least && Packing.isText(type)
                    ? Packing.gzip(Array(data)).map { ByteBuffer(bytes: $0) } : nil,
                type: type, etag: "W/\"" + Digest.hex(SHA256.hash(data: data).prefix(8)) + "\"")
        }
        self.files = files
        self.htmx = files.keys.first { $0.hasPrefix("/vendor/htmx-") && $0.hasSuffix(".js") }
        self.version = Digest.hex(all.finalize().prefix(8))
    }

    /// A file as text; empty when there is none.
    func text(_ path: String) -> String { files[path].map { String(buffer: $0.body) } ?? "" }

    /// Nil when no file has that address.
    func response(to request: Request) -> Response? {
        guard request.method == .get || request.method == .head, let file = files[request.uri.path] else { return nil }
        let forever = request.uri.query == "v=" + version
        var headers: HTTPFields = [.contentType: file.type, .eTag: file.etag]
        headers[.cacheControl] = forever ? Caching.forever.header : "public, no-cache"
        if file.packed != nil { headers[.vary] = "Accept-Encoding" }
        if request.headers[.ifNoneMatch] == file.etag { return Response(status: .notModified, headers: headers) }
        var body = file.body
        if let packed = file.packed, Packing.isTaken(by: request) {
            body = packed
            headers[.contentEncoding] = "gzip"
        }
        if request.method == .head {
            headers[.contentLength] = String(body.readableBytes)
            return Response(status: .ok, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: body))
    }

    private static func type(of name: String) -> String? {
        guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { return nil }
        guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else { return nil }
        switch name[dot...].dropFirst() {
        case "css": return "text/css; charset=utf-8"
        case "js", "mjs": return "text/javascript; charset=utf-8"
        case "svg": return "image/svg+xml"
        case "png": return "image/png"
        case "webp": return "image/webp"
        case "ico": return "image/x-icon"
        case "woff2": return "font/woff2"
        case "json": return "application/json"
        case "webmanifest": return "application/manifest+json"
        case "txt": return "text/plain; charset=utf-8"
        default: return nil
        }
    }
}

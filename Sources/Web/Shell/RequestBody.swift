import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// What a request carried.
struct Received: Sendable {
    var form = Fields()
    var uploads: [Upload] = []
    var body: [UInt8] = []

    /// Removes the temporary files.
    func discard() {
        for upload in uploads {
            if case .file(let path) = upload.content { try? FileManager.default.removeItem(atPath: path) }
        }
    }

    /// Reads the body of a request as its content type says, within the limits of its route.
    static func read(_ request: Request, route: Route, _ configuration: WebConfiguration) async throws -> Received {
        let type = request.headers[.contentType] ?? ""
        let kind = type.split(separator: ";").first.map { $0.lowercased() } ?? ""
        var received = Received()
        switch kind {
        case "multipart/form-data":
            guard let boundary = boundary(in: type) else { throw malformed }
            let limit = route.uploads ? configuration.uploadLimit : configuration.formLimit
            try checkLength(request, limit: limit)
            let sink = MultipartSink(
                boundary: boundary, inMemory: configuration.uploadInMemory, fieldLimit: configuration.formLimit,
                directory: configuration.temporaryDirectory)
            do {
                var total = 0
                for try await buffer in request.body {
                    total += buffer.readableBytes
                    guard total <= limit else { throw tooLarge(limit) }
                    try sink.take(buffer.readableBytesView)
                }
                (received.form, received.uploads) = try sink.finish()
            } catch {
                sink.discard()
                throw error
            }
        case "application/json":
            try checkLength(request, limit: configuration.formLimit)
            received.body = Array(
                try await collect(request, limit: route.uploads ? configuration.uploadLimit : configuration.formLimit))
        case "application/x-www-form-urlencoded", "":
            try checkLength(request, limit: configuration.formLimit)
            let bytes = try await collect(request, limit: configuration.formLimit)
            received.form = try FormCoding.decode(bytes)
        default:
            throw Problem(
                .invalid, "request.type", "不支持以“\(kind.prefix(60))”格式提交内容，没有保存任何更改。", remedy: "请从平台的页面上提交。")
        }
        return received
    }

    static let malformed = Problem(
        .invalid, "request.malformed", "提交的内容不完整或已损坏，没有保存任何更改。", remedy: "请返回上一页重新提交。")

    static func tooLarge(_ limit: Int) -> Problem {
        let size = limit >= 1 << 20 ? "\(limit >> 20) MB" : "\(limit >> 10) KB"
        return Problem(
            .invalid, "request.too-large", "提交的内容超过 \(size)，没有接收。", remedy: "请减小文件或分批提交。")
    }

    private static func checkLength(_ request: Request, limit: Int) throws {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge(limit) }
    }

    private static func collect(_ request: Request, limit: Int) async throws -> ByteBufferView {
        var all = ByteBuffer()
        for try await var buffer in request.body {
            guard all.readableBytes + buffer.readableBytes <= limit else { throw tooLarge(limit) }
            all.writeBuffer(&buffer)
        }
        return all.readableBytesView
    }

    /// RFC 2046: 1 to 70 characters, optionally quoted.
    private static func boundary(in type: String) -> [UInt8]? {
        for part in type.split(separator: ";").dropFirst() {
            let trimmed = Fields.trimmed(String(part))
            guard trimmed.lowercased().hasPrefix("boundary=") else { continue }
            var value = trimmed.dropFirst("boundary=".count)
            if value.hasPrefix("\""), value.hasSuffix("\""), value.count >= 2 { value = value.dropFirst().dropLast() }
            let bytes = Array(value.utf8)
            return (1...70).contains(bytes.count) ? bytes : nil
        }
        return nil
    }
}

/// `application/x-www-form-urlencoded`, strictly UTF-8.
enum FormCoding {
    /// So many fields at most: a flood of tiny ones costs more than their bytes.
    static let fieldLimit = 5000

    static func decode(_ bytes: some Collection<UInt8>) throws -> Fields {
        guard !bytes.isEmpty else { return Fields() }
        let parts = bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true)
        guard parts.count <= fieldLimit else { throw Received.malformed }
        return Fields(
            try parts.map { part in
                let equals = part.firstIndex(of: UInt8(ascii: "="))
                let name = part[..<(equals ?? part.endIndex)]
                let value = equals.map { part[part.index(after: $0)...] }
                guard let decodedName = text(name), let decodedValue = value.map({ text($0) }) ?? "" else {
                    throw Received.malformed
                }
                return (decodedName, decodedValue)
            })
    }

    /// Percent-decoded text; nil when a sequence is broken or the bytes are not UTF-8.
    static func text(_ bytes: some Collection<UInt8>, plusIsSpace: Bool = true) -> String? {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else {
                    return nil
                }
                out.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: out.append(0x20)
            default: out.append(byte)
            }
        }
        guard !out.contains(0) else { return nil }
        return String(validating: out, as: UTF8.self)
    }

    /// For cookies and query strings.
    static func encode(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                out.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return out
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}

import Domain
import Foundation

/// Reads `multipart/form-data` (RFC 7578) chunk by chunk: fields and small files in memory, larger files into private
/// temporary files. Holds at most one chunk and one delimiter of unread bytes.
final class MultipartSink {
    private enum State { case preamble, headers, content, done }

    private let delimiter: [UInt8]
    private let inMemory: Int
    private let fieldLimit: Int
    private let directory: String

    private var state = State.preamble
    /// Unread bytes; begins with an imagined CRLF so that the first delimiter looks like the others.
    private var pending: [UInt8] = [0x0D, 0x0A]
    private var part: Part?
    private var pairs: [(name: String, value: String)] = []
    private var uploads: [Upload] = []
    private var fieldBytes = 0

    private static let headerLimit = 8192
    private static let partLimit = 2000

    init(boundary: [UInt8], inMemory: Int, fieldLimit: Int, directory: String) {
        self.delimiter = [0x0D, 0x0A, 0x2D, 0x2D] + boundary
        self.inMemory = inMemory
        self.fieldLimit = fieldLimit
        self.directory = directory
    }

    /// The next bytes of the body.
    func take(_ bytes: some Sequence<UInt8>) throws {
        pending.append(contentsOf: bytes)
        while try step() {}
    }

    /// What was read; refuses a body that ends before its closing delimiter.
    func finish() throws -> (Fields, [Upload]) {
        guard state == .done else { throw Received.malformed }
        return (Fields(pairs), uploads)
    }

    /// Removes temporary files after a failure.
    func discard() {
        part?.discard()
        part = nil
        Received(uploads: uploads).discard()
        uploads = []
    }

    /// One step of reading; false when more bytes are needed.
    private func step() throws -> Bool {
        switch state {
        case .done:
            pending.removeAll()  // An epilogue says nothing.
            return false
        case .preamble, .content:
            guard let found = search(delimiter) else {
                let safe = pending.count - delimiter.count + 1
                if safe > 0 {
                    try deliver(pending[..<safe])
                    pending.removeFirst(safe)
                }
                return false
            }
            // After the delimiter come `--` (the end) or optional blanks and CRLF.
            let rest = pending[(found + delimiter.count)...]
            guard rest.count >= 2 else { return false }
            let ends = rest.starts(with: [0x2D, 0x2D])
            var next = rest.startIndex
            if !ends {
                while next < rest.endIndex, rest[next] == 0x20 || rest[next] == 0x09 { next += 1 }
                guard rest.endIndex - next >= 2 else {
                    guard rest.count < 256 else { throw Received.malformed }
                    return false
                }
                guard rest[next] == 0x0D, rest[next + 1] == 0x0A else { throw Received.malformed }
            }
            try deliver(pending[..<found])
            try closePart()
            pending.removeFirst(next + 2)
            state = ends ? .done : .headers
            return true
        case .headers:
            // A part without headers begins with the empty line at once; ours always have one.
            guard let end = search([0x0D, 0x0A, 0x0D, 0x0A]) else {
                guard pending.count <= MultipartSink.headerLimit else { throw Received.malformed }
                return false
            }
            guard end <= MultipartSink.headerLimit, pairs.count + uploads.count < MultipartSink.partLimit,
                let text = String(validating: pending[..<end], as: UTF8.self)
            else { throw Received.malformed }
            part = try Part(headers: text)
            pending.removeFirst(end + 4)
            state = .content
            return true
        }
    }

    private func deliver(_ bytes: ArraySlice<UInt8>) throws {
        guard state == .content, var current = part else { return }
        part = nil
        if current.filename == nil {
            fieldBytes += bytes.count
            guard fieldBytes <= fieldLimit else { throw Received.tooLarge(fieldLimit) }
        }
        do {
            try current.append(bytes, inMemory: inMemory, directory: directory)
            part = current
        } catch {
            current.discard()
            throw error
        }
    }

    private func closePart() throws {
        guard var current = part else { return }
        part = nil
        if let filename = current.filename {
            try current.close()
            // A file field left empty is sent without a name.
            guard !filename.isEmpty || current.size > 0 else { return }
            uploads.append(
                Upload(
                    name: current.name, filename: filename,
                    content: current.path.map { .file(path: $0) } ?? .bytes(current.bytes), size: current.size))
        } else {
            guard !current.bytes.contains(0), let value = String(validating: current.bytes, as: UTF8.self) else {
                throw Received.malformed
            }
            pairs.append((current.name, value))
        }
    }

    /// Where the pattern begins in the unread bytes.
    private func search(_ pattern: [UInt8]) -> Int? {
        guard let first = pattern.first, pending.count >= pattern.count else { return nil }
        let last = pending.count - pattern.count
        return pending.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress else { return nil }
            var from = 0
            while from <= last, let hit = memchr(base + from, Int32(first), last - from + 1) {
                let index = UnsafeRawPointer(hit) - base
                if memcmp(base + index, pattern, pattern.count) == 0 { return index }
                from = index + 1
            }
            return nil
        }
    }
}

/// One part while it is read.
private struct Part {
    let name: String
    /// Nil for a plain field.
    let filename: String?
    var bytes: [UInt8] = []
    var path: String?
    var size = 0
    private var handle: FileHandle?

    init(headers: String) throws {
        var found: (name: String, filename: String?)?
        for line in headers.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "content-disposition" else {
                continue
            }
            let values = Part.attributes(line[line.index(after: colon)...])
            if let name = values["name"] { found = (name, values["filename"]) }
        }
        guard let found, found.name.utf8.count <= 200 else { throw Received.malformed }
        name = found.name
        // Display only: no path, no control characters, not too long.
        filename = found.filename.map { full in
            let last = full.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
            return String(last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.map(Character.init))
                .prefix(200).description
        }
    }

    /// `form-data; name="a"; filename="b.csv"`; browsers write a quote as %22.
    private static func attributes(_ text: Substring) -> [String: String] {
        var values: [String: String] = [:]
        var rest = text[...]
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop(while: \.isWhitespace)
            guard let equals = rest.firstIndex(of: "=") else { break }
            let key = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            guard rest.first == "\"" else { continue }
            rest = rest.dropFirst()
            var value = ""
            while let character = rest.popFirst(), character != "\"" {
                if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                    value.append(next)
                    rest = rest.dropFirst()
                } else {
                    value.append(character)
                }
            }
            values[key] = value.replacing("%22", with: "\"")
        }
        return values
    }

    mutating func append(_ more: ArraySlice<UInt8>, inMemory: Int, directory: String) throws {
        guard !more.isEmpty else { return }
        size += more.count
        if let handle {
            try write(more, handle)
        } else if filename == nil || size <= inMemory {
            bytes.append(contentsOf: more)
        } else {
            let file = directory + "/mingcha-upload-\(UUID().uuidString)"
            // O_EXCL and 0600: nobody else's file, nobody else's eyes.
            let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw Part.noRoom }
            let opened = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            path = file
            handle = opened
            try write(bytes[...], opened)
            bytes = []
            try write(more, opened)
        }
    }

    private func write(_ bytes: ArraySlice<UInt8>, _ handle: FileHandle) throws {
        do { try handle.write(contentsOf: bytes) } catch { throw Part.noRoom }
    }

    mutating func close() throws {
        do { try handle?.close() } catch { throw Part.noRoom }
        handle = nil
    }

    mutating func discard() {
        try? handle?.close()
        handle = nil
        if let path { try? FileManager.default.removeItem(atPath: path) }
        path = nil
    }

    static let noRoom = Problem(
        .unavailable, "upload.no-room", "服务器暂时放不下这个文件，没有保存任何更改。", remedy: "请稍后重试，或联系平台运维人员检查磁盘空间。")
}

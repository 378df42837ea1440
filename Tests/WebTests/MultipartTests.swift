import Domain
import Foundation
import Testing

@testable import Web

@Suite struct MultipartTests {
    private static let body: [UInt8] = {
        var bytes: [UInt8] = []
        bytes += Array("preamble\r\n--X-b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n 道里 --X-b \r\n".utf8)
        bytes += Array("--X-b\r\nContent-Disposition: form-data; name=\"none\"; filename=\"\"\r\n\r\n\r\n".utf8)
        bytes += Array(
            "--X-b  \r\ncontent-disposition: form-data; name=\"file\"; filename=\"C:\\\\a/b%22c.csv\"\r\nContent-Type: text/csv\r\n\r\n"
                .utf8)
        bytes += file
        bytes += Array("\r\n--X-b--\r\nepilogue".utf8)
        return bytes
    }()

    /// Holds everything that looks like a delimiter without being one.
    private static let file: [UInt8] =
        Array("\r\n--X-\r\n--X\r\r\n--X-a\r\n\r\n".utf8) + [0, 1, 2, 255, 13, 10] + Array("-".utf8)

    private static func sink(inMemory: Int, fieldLimit: Int = 1000) -> MultipartSink {
        MultipartSink(
            boundary: Array("X-b".utf8), inMemory: inMemory, fieldLimit: fieldLimit,
            directory: FileManager.default.temporaryDirectory.path)
    }

    /// However the bytes arrive, the same is read.
    @Test(arguments: [1, 2, 3, 5, 7, 16, 61, 10_000], [0, 10_000])
    func chunksDoNotMatter(size: Int, inMemory: Int) throws {
        let sink = Self.sink(inMemory: inMemory)
        var start = 0
        while start < Self.body.count {
            let end = min(start + size, Self.body.count)
            try sink.take(Self.body[start..<end])
            start = end
        }
        let (fields, uploads) = try sink.finish()
        defer { Received(uploads: uploads).discard() }
        #expect(fields.raw("title") == " 道里 --X-b ")
        #expect(fields.text("title") == "道里 --X-b")
        let upload = try #require(uploads.first)
        #expect(uploads.count == 1)
        #expect(upload.filename == "b\"c.csv")
        #expect(upload.size == Self.file.count)
        switch upload.content {
        case .bytes(let bytes):
            #expect(inMemory > 0)
            #expect(bytes == Self.file)
        case .file(let path):
            #expect(inMemory == 0)
            let kept = try Data(contentsOf: URL(filePath: path))
            #expect(Array(kept) == Self.file)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func temporaryFilesGo() throws {
        let sink = Self.sink(inMemory: 0)
        try sink.take(Self.body)
        let (_, uploads) = try sink.finish()
        guard case .file(let path)? = uploads.first?.content else {
            Issue.record("not in a file")
            return
        }
        #expect(FileManager.default.fileExists(atPath: path))
        Received(uploads: uploads).discard()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aFieldMayNotBeEndless() throws {
        let sink = Self.sink(inMemory: 10, fieldLimit: 20)
        try sink.take(Array("--X-b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n".utf8))
        #expect(throws: Problem.self) { try sink.take(Array(repeating: UInt8(ascii: "x"), count: 100)) }
    }

    /// Random damage never traps: it is read, or refused.
    @Test func damageIsRefusedNotFatal() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var damaged = Self.body
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                damaged[Int.random(in: 0..<damaged.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            let sink = Self.sink(inMemory: 10_000)
            do {
                try sink.take(damaged)
                let (fields, uploads) = try sink.finish()
                #expect(fields.pairs.count + uploads.count <= 4)
            } catch {
                #expect(error is Problem)
            }
            sink.discard()
        }
    }
}

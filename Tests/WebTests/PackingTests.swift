import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import World

@testable import Web

/// What everybody may read is sent packed, and not again while it has not changed; what is for one person is neither.
@Suite struct PackingTests {
    @Test func gzipIsReadBackByAnotherProgram() throws {
        let text = Array(String(repeating: "黑龙江省哈尔滨市道里区，", count: 4000).utf8)
        let packed = try #require(Packing.gzip(text))
        #expect(packed.count < text.count / 20)
        let folder = FileManager.default.temporaryDirectory.appending(path: "packing-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "a.gz")
        try Data(packed).write(to: file)
        let program = Process()
        program.executableURL = URL(filePath: "/bin/sh")
        program.arguments = ["-c", "gzip -dc \"$1\" > \"$2\"", "sh", file.path(), folder.appending(path: "a").path()]
        try program.run()
        program.waitUntilExit()
        #expect(program.terminationStatus == 0)
        #expect(try Data(contentsOf: folder.appending(path: "a")) == Data(text))
        // Noise does not become shorter.
        var noise = SystemRandomNumberGenerator()
        #expect(Packing.gzip((0..<4096).map { _ in UInt8.random(in: 0...255, using: &noise) }) == nil)
    }

    @Test(arguments: [
        ("gzip", true), ("deflate, gzip;q=0.5", true), ("*", true), ("br", false), ("gzip;q=0", false), ("", false),
    ])
    func theClientSaysWhatItTakes(header: String, taken: Bool) {
        let request = Request(
            head: .init(
                method: .get, scheme: nil, authority: nil, path: "/", headerFields: [.acceptEncoding: header]),
            body: .init(buffer: .init()))
        #expect(Packing.isTaken(by: request) == taken)
    }

    @Test func publicPagesArePackedAndNotSentAgain() async throws {
        try await World.with { world in
            let world = try await world.published()
            try await world.server(routes: RouteTable.all(world.house)).application().test(.router) { client in
                let browser = Browser(client)
                try await browser.get("/login")
                let gzip = ["Accept-Encoding": "gzip"]
                for path in ["/", "/results", "/items", "/ceremonies", "/plans", "/log/witnesses", "/css/tokens.css"] {
                    let plain = try await browser.get(path)
                    let packed = try await browser.get(path, headers: gzip)
                    #expect(plain.header("Content-Encoding") == nil, "\(path)")
                    #expect(packed.header("Content-Encoding") == "gzip", "\(path)")
                    #expect(packed.header("Vary")?.contains("Accept-Encoding") == true)
                    #expect(packed.body.readableBytes * 2 < plain.body.readableBytes, "\(path)")
                    let tag = try #require(plain.header("ETag"))
                    #expect(packed.header("ETag") == tag)
                    for more in [[:], gzip] {
                        let again = try await browser.get(
                            path, headers: ["If-None-Match": tag].merging(more) { first, _ in first })
                        #expect(again.status == .notModified && again.body.readableBytes == 0, "\(path)")
                        #expect(again.header("Content-Encoding") == nil)
                    }
                }
                let before = try #require(try await browser.get("/results").header("ETag"))
                let another = try await browser.get("/results?q=没有", headers: ["If-None-Match": before])
                #expect(another.status == .ok && another.header("ETag") != before)
            }
        }
    }

    @Test func whatIsForOnePersonIsNot() async throws {
        try await World.with { world in
            let world = try await world.published()
            try await world.server(routes: RouteTable.all(world.house)).application().test(.router) { client in
                let browser = Browser(client)
                browser.use(try await world.session(try world.own.person(.planner).account))
                for path in ["/workbench", "/plan", "/results"] {
                    let response = try await browser.get(path, headers: ["Accept-Encoding": "gzip"])
                    #expect(response.status == .ok && response.header("Content-Encoding") == nil, "\(path)")
                }
                #expect(try await browser.get("/plan").header("ETag") == nil)
            }
        }
    }
}

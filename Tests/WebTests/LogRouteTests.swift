import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import TransparencyLog
import World

@testable import Web

/// The log as static files, with what caches are told (C2SP tlog-tiles).
@Suite struct LogRouteTests {
    private func serve(_ body: @escaping @Sendable (World, Browser) async throws -> Void) async throws {
        let world = try await World()
        let now = world.clock.now
        // More than one full tile, so that full and partial ones are there.
        _ = try await world.house.storage.write { stores in
            for number in 0..<600 {
                try stores.ledger.append(
                    LedgerEntry(act: "test", actor: nil, object: "test/\(number)", at: now, sentence: "x"), at: now)
            }
        }
        try await world.server(WebConfiguration()).application().test(.router) { client in
            try await body(world, Browser(client))
        }
        await world.close()
    }

    @Test("the checkpoint is kept for seconds and asked for again by its tag")
    func checkpoint() async throws {
        try await serve { world, browser in
            let first = try await browser.get("/log/checkpoint")
            #expect(first.status == .ok)
            #expect(first.header("Content-Type") == "text/plain; charset=utf-8")
            #expect(first.header("Cache-Control") == "public, max-age=5")
            let tag = try #require(first.header("ETag"))
            let opened = try world.house.checkpoints.trust().open(SignedNote(bytes: Array(first.text.utf8)))
            #expect(opened.checkpoint.size >= 600)

            for known in [tag, "\"other\", \(tag)", "W/\(tag)", "*"] {
                let again = try await browser.get("/log/checkpoint", headers: ["If-None-Match": known])
                #expect(again.status == .notModified && again.text.isEmpty, "\(known)")
                #expect(again.header("ETag") == tag)
                #expect(again.header("Cache-Control") == "public, max-age=5")
            }
            let now = world.clock.now
            _ = try await world.house.storage.write { stores in
                try stores.ledger.append(
                    LedgerEntry(act: "test", actor: nil, object: "one-more", at: now, sentence: "x"), at: now)
            }
            let grown = try await browser.get("/log/checkpoint", headers: ["If-None-Match": tag])
            #expect(grown.status == .ok && grown.header("ETag") != tag && grown.text != first.text)
        }
    }

    @Test("tiles are kept for ever; a partial one under its own address, also after it is full")
    func tiles() async throws {
        try await serve { world, browser in
            let size = try await world.house.storage.read { try $0.ledger.size() }
            for path in [
                "tile/0/000", "tile/0/001", "tile/0/001.p/17", "tile/1/000.p/2", "tile/entries/000",
                "tile/entries/002.p/\(size - 512)", "tile/0/002.p/\(size - 512)", "tile/0/002.p/1",
            ] {
                let response = try await browser.get("/log/" + path)
                #expect(response.status == .ok, "\(path)")
                #expect(response.header("Content-Type") == "application/octet-stream")
                #expect(response.header("Cache-Control") == "public, max-age=31536000, immutable")
                let tag = try #require(response.header("ETag"))
                let again = try await browser.get("/log/" + path, headers: ["If-None-Match": tag])
                #expect(again.status == .notModified && again.body.readableBytes == 0, "\(path)")
                let head = try await browser.send("/log/" + path, .head, headers: [:], body: nil)
                #expect(head.status == .ok && head.body.readableBytes == 0 && head.header("ETag") == tag, "\(path)")
            }
            let whole = try await browser.get("/log/tile/0/001"), part = try await browser.get("/log/tile/0/001.p/17")
            #expect(whole.body.readableBytes == 256 * 32 && part.body.readableBytes == 17 * 32)
            #expect(Array(whole.body.readableBytesView.prefix(17 * 32)) == Array(part.body.readableBytesView))
        }
    }

    @Test("what is not there yet is not found, and not kept")
    func missing() async throws {
        try await serve { _, browser in
            for path in [
                "tile/0/002", "tile/0/009", "tile/1/000", "tile/entries/002", "tile/entries/003.p/1", "tile/0/000.p/0",
                "tile/0/000.p/256", "tile/0/x000/001", "tile/8/000", "tile/0/0", "tile/data/000",
            ] {
                let response = try await browser.get("/log/" + path)
                #expect(response.status == .notFound, "\(path)")
                #expect(response.header("Cache-Control") == "no-store", "\(path)")
            }
        }
    }
}

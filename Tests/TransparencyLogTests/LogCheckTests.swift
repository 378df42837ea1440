import Foundation
import Testing

@testable import TransparencyLog

@Suite("Checking a whole log")
struct LogCheckTests {
    static func check(_ log: LogFixture, _ files: [String: [UInt8]], known: [Checkpoint] = []) async throws -> LogReport
    {
        await LogCheck(trust: try LogTrust(key: log.signer.key), known: known).run(FileSet(files: files))
    }

    @Test("good logs of many sizes", arguments: [0, 1, 2, 255, 256, 257, 512, 700, 65_536, 66_000])
    func good(size: Int) async throws {
        let log = try LogFixture(size: size)
        var seen: UInt64 = 0
        let report = await LogCheck(trust: try LogTrust(key: log.signer.key)).run(log) { index, entry in
            #expect(index == seen && entry == log.entries[Int(index)])
            seen += 1
        }
        #expect(report.faults.isEmpty)
        #expect(report.isIntact)
        #expect(seen == UInt64(size) && report.entries == seen)
        #expect(report.entryBytes == log.entries.reduce(0) { $0 + UInt64($1.count) })
        #expect(report.bundles == (size + 255) / 256)
        #expect(report.tiles == (0..<3).map { ((size >> (8 * $0)) + 255) / 256 }.reduce(0, +))
        #expect(report.opened?.checkpoint == (try log.checkpoint()))
    }

    @Test("a directory on disk; a full tile stands in for a part that was deleted")
    func directory() async throws {
        var log = try LogFixture(size: 300)
        try await withDirectory { directory in
            try write(try log.files(), to: directory)
            let report = try await LogDirectory.verify(directory.path, vkey: log.signer.key.vkey)
            #expect(report.lines.count == 3)
            #expect(report.isIntact)
            // The log grows and cleans up its parts while a reader still holds the old checkpoint.
            let old = try #require(try LogDirectory(directory.path).read(.checkpoint))
            for index in 300..<600 { log.append(LogFixture.entry(index)) }
            try FileManager.default.removeItem(at: directory.appending(path: "tile"))
            try write(try log.files(), to: directory)
            try Data(old).write(to: directory.appending(path: "checkpoint"))
            let later = try await LogDirectory.verify(directory.path, vkey: log.signer.key.vkey)
            #expect(later.faults.map(\.path) == ["tile/1/000.p/1"])
            try write(
                ["tile/1/000.p/1": Tile.encode([log.nodes[NodeID(level: 8, index: 0)]].compactMap(\.self))],
                to: directory)
            #expect(try await LogDirectory.verify(directory.path, vkey: log.signer.key.vkey).isIntact)
        }
        try await withDirectory { directory in
            let report = try await LogDirectory.verify(directory.path, vkey: log.signer.key.vkey)
            #expect(report.faults.map(\.kind) == [.missing])
            #expect(!report.isIntact)
        }
        await #expect(throws: LogError.self) { try await LogDirectory.verify("/nowhere", vkey: "nonsense") }
    }

    @Test("every file: gone, empty, cut, longer, one bit turned")
    func everyFile() async throws {
        let log = try LogFixture(size: 600)
        let files = try log.files()
        #expect(files.count == 8)
        for (path, bytes) in files {
            var damages: [[UInt8]?] = [nil, [], Array(bytes.dropLast()), bytes + [0], bytes + bytes.prefix(32)]
            for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
                var spoilt = bytes
                spoilt[place] ^= 0x10
                damages.append(spoilt)
            }
            for damage in damages {
                var copy = files
                copy[path] = damage
                let report = try await Self.check(log, copy)
                #expect(!report.isIntact)
                #expect(report.faults.contains { $0.path == path || $0.path == "checkpoint" || $0.kind == .mismatch })
                #expect(report.lines.allSatisfy { $0.hasPrefix("不通过:") })
            }
        }
    }

    @Test("an entry edited with its tiles still fails, and the entry is named")
    func editedEntry() async throws {
        let log = try LogFixture(size: 600)
        var entries = log.entries
        entries[300] = Array("edited".utf8)
        var files = try log.files()
        files["tile/entries/001"] = try EntryBundle.encode(entries[256..<512])
        let edited = try await Self.check(log, files)
        #expect(edited.faults.map(\.path) == ["tile/0/001", "tile/1/000.p/2", "checkpoint"])
        #expect(edited.faults.first?.message.contains("300") == true)
        var forged = try LogFixture()
        for entry in entries { forged.append(entry) }
        files = try forged.files()
        files["checkpoint"] = try log.files()["checkpoint"]
        let report = try await Self.check(log, files)
        #expect(report.faults.map(\.kind) == [.mismatch])
        #expect(report.faults.map(\.path) == ["checkpoint"])
    }

    @Test("entries swapped, dropped, inserted, or a log signed by another")
    func rearranged() async throws {
        let log = try LogFixture(size: 40)
        let files = try log.files()
        var swapped = log.entries
        swapped.swapAt(4, 5)
        var inserted = log.entries
        inserted.insert([1], at: 7)
        for entries in [swapped, log.entries.dropLast(), Array(log.entries.dropFirst()), inserted] {
            var copy = files
            copy["tile/entries/000.p/40"] = try EntryBundle.encode(entries)
            #expect(try await !Self.check(log, copy).isIntact)
        }
        let stranger = try NoteSigner(name: LogFixture.origin)
        var copy = files
        copy["checkpoint"] = Array(try log.checkpoint().signed(by: [stranger]).encoded.utf8)
        #expect(try await Self.check(log, copy).faults.map(\.kind) == [.notSigned])
        let elsewhere = try Checkpoint(origin: "other.example/log", size: 40, root: log.frontier.root)
        copy["checkpoint"] = Array(try elsewhere.signed(by: [log.signer]).encoded.utf8)
        #expect(try await Self.check(log, copy).faults.map(\.kind) == [.wrongOrigin])
    }

    @Test("an entry too many in the last bundle is not passed over")
    func smuggled() async throws {
        let log = try LogFixture(size: 40)
        var files = try log.files()
        files["tile/entries/000.p/40"] = try EntryBundle.encode(log.entries + [Array("smuggled".utf8)])
        let report = try await Self.check(log, files)
        #expect(report.faults.map(\.kind) == [.malformed])
        #expect(report.faults.map(\.path) == ["tile/entries/000.p/40"])
    }

    @Test("a log rewritten and signed again is caught by a checkpoint from before")
    func rewritten() async throws {
        let log = try LogFixture(size: 300)
        let known = try Checkpoint(
            origin: LogFixture.origin, size: 200, root: MerkleTree.root(ofLeafHashes: log.leaves.prefix(200)))
        let empty = try Checkpoint(origin: LogFixture.origin, size: 0, root: MerkleTree.emptyRoot)
        let good = try await Self.check(log, try log.files(), known: [known, empty, try log.checkpoint()])
        #expect(good.isIntact && good.extended == 3)
        var forged = try LogFixture()
        for (index, entry) in log.entries.enumerated() { forged.append(index == 100 ? [9] : entry) }
        #expect(try await Self.check(forged, try forged.files()).isIntact)
        #expect(try await Self.check(forged, try forged.files(), known: [known]).faults.map(\.kind) == [.fork])
        let shorter = try LogFixture(size: 150)
        #expect(try await Self.check(shorter, try shorter.files(), known: [known]).faults.map(\.kind) == [.fork])
        let foreign = try Checkpoint(origin: "other.example/log", size: 200, root: known.root)
        #expect(try await Self.check(log, try log.files(), known: [foreign]).faults.map(\.kind) == [.wrongOrigin])
    }

    @Test("a checkpoint that claims an endless log ends at the first missing file")
    func endless() async throws {
        let log = try LogFixture(size: 10)
        var files = try log.files()
        let claim = try Checkpoint(origin: LogFixture.origin, size: UInt64(Int64.max), root: log.frontier.root)
        files["checkpoint"] = Array(try claim.signed(by: [log.signer]).encoded.utf8)
        #expect(try await Self.check(log, files).faults.map(\.path) == ["tile/entries/000"])
    }

    @Test("very many faults are cut short")
    func manyFaults() async throws {
        let log = try LogFixture(size: 256 * 40)
        var files = try log.files()
        for index in 0..<40 { files["tile/0/0" + (index < 10 ? "0" : "") + "\(index)"] = [] }
        #expect(try await Self.check(log, files).faults.count == LogCheck.maximumFaults)
    }
}

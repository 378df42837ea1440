import Testing

@testable import TransparencyLog

@Suite("Tiles: C2SP tlog-tiles")
struct TileTests {
    @Test("paths of the specification")
    func paths() {
        let known: [(LogPath, String)] = [
            (.checkpoint, "checkpoint"), (.tile(level: 0, index: 0, width: 256), "tile/0/000"),
            (.tile(level: 0, index: 1_234_067, width: 256), "tile/0/x001/x234/067"),
            (.tile(level: 3, index: 999, width: 1), "tile/3/999.p/1"),
            (.tile(level: 7, index: 1000, width: 255), "tile/7/x001/000.p/255"),
            (.entries(index: 1_234_067, width: 8), "tile/entries/x001/x234/067.p/8"),
            (.entries(index: UInt64(Int64.max), width: 256), "tile/entries/x009/x223/x372/x036/x854/x775/807"),
        ]
        for (path, text) in known {
            #expect(path.description == text)
            #expect(LogPath(text) == path)
        }
    }

    @Test("no other spelling is a path")
    func badPaths() {
        let bad = [
            "", "/checkpoint", "checkpoint/", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/0000", "tile/8/000",
            "tile/00/000", "tile/-1/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/",
            "tile/0/000.p", "tile/0/x000/000", "tile/0/x000", "tile/0/000/000", "tile/0/x001/000/000", "tile/data/000",
            "tile/entries/../000", "tile/0/..", "tile/0/x1/000", "tile/0/X001/000", "tile/0/+01", "tile/0/000 ",
            "tile/entries/x009/x223/x372/x036/x854/x775/808", "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
            "tile/0/٠٠٠", "tile/0/000.p/١", "tile/0/000%2f",
        ]
        for text in bad { #expect(LogPath(text) == nil, "\(text)") }
    }

    @Test("the specification's example of 70,000 entries, and small sizes")
    func plan() throws {
        var counts: [String: Int] = [:]
        var last = LogPath.entries(index: 0, width: 1)
        for path in try LogDirectoryPlan(size: 70_000).paths {
            last = path
            switch path {
            case .checkpoint: counts["checkpoint", default: 0] += 1
            case .tile(let level, _, let width): counts["\(level) \(width)", default: 0] += 1
            case .entries(_, let width): counts["entries \(width)", default: 0] += 1
            }
        }
        #expect(
            counts == [
                "checkpoint": 1, "0 256": 273, "0 112": 1, "1 256": 1, "1 17": 1, "2 1": 1, "entries 256": 273,
                "entries 112": 1,
            ])
        #expect(last == .checkpoint)
        func paths(_ size: UInt64, _ old: UInt64 = 0) throws -> [String] {
            try LogDirectoryPlan(size: size, since: old).paths.map(\.description)
        }
        #expect(try paths(0) == ["checkpoint"])
        #expect(try paths(1) == ["tile/entries/000.p/1", "tile/0/000.p/1", "checkpoint"])
        #expect(try paths(256) == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1", "checkpoint"])
        #expect(try paths(256, 256) == ["checkpoint"])
        #expect(try paths(257, 256) == ["tile/entries/001.p/1", "tile/0/001.p/1", "checkpoint"])
        #expect(throws: LogError.self) { try LogDirectoryPlan(size: 1, since: 2) }
        #expect(throws: LogError.self) { try LogDirectoryPlan(size: 1 << 63) }
    }

    @Test("exports step by step leave the same files as one export, and all exist")
    func incremental() throws {
        var written: Set<String> = []
        var old: UInt64 = 0
        for size in [0, 1, 5, 255, 256, 257, 700, 65_535, 65_536, 65_900, 70_000, 131_072] as [UInt64] {
            for path in try LogDirectoryPlan(size: size, since: old).paths {
                #expect(path.exists(inLogOf: size))
                written.insert(path.description)
            }
            let whole = try LogDirectoryPlan(size: size).paths.map(\.description)
            #expect(written.isSuperset(of: whole))
            old = size
        }
        #expect(!LogPath.tile(level: 0, index: 0, width: 256).exists(inLogOf: 255))
        #expect(!LogPath.tile(level: 1, index: 0, width: 1).exists(inLogOf: 255))
        #expect(!LogPath.entries(index: 1, width: 1).exists(inLogOf: 256))
        #expect(LogPath.entries(index: 0, width: 3).exists(inLogOf: 256))
    }

    @Test("entries in bundles")
    func bundles() throws {
        let entries: [[UInt8]] = [[], [0], Array(repeating: 7, count: 65_535), [1, 2, 3], []]
        let bytes = try EntryBundle.encode(entries)
        #expect(bytes.prefix(7).elementsEqual([0, 0, 0, 1, 0, 0xFF, 0xFF]))
        #expect(try EntryBundle.decode(bytes) == entries)
        #expect(throws: LogError.self) { try EntryBundle.decode(bytes + [0]) }
        #expect(throws: LogError.self) { try EntryBundle.decode(bytes + [0, 1]) }
        #expect {
            try EntryBundle.encode([Array(repeating: 7, count: 65_536)])
        } throws: {
            ($0 as? LogError)?.kind == .entryTooLong
        }
    }

    @Test("proofs made from tiles are those made from nodes")
    func tileNodes() async throws {
        for size in [1, 2, 255, 256, 257, 600, 66_000] {
            let log = try LogFixture(size: size)
            let files = FileSet(files: try log.files())
            let nodes = TileNodes(files, size: log.size)
            for index in stride(from: 0, to: size, by: max(1, size / 9)) {
                let index = UInt64(index)
                #expect(
                    try await InclusionProof.make(index: index, size: log.size, from: nodes)
                        == InclusionProof.make(index: index, size: log.size, from: log))
                #expect(
                    try await ConsistencyProof.make(oldSize: index, newSize: log.size, from: nodes)
                        == ConsistencyProof.make(oldSize: index, newSize: log.size, from: log))
            }
            for node in log.nodes.keys.prefix(300) {
                #expect(try await nodes.hashes(of: [node]) == [log.nodes[node]])
            }
            for path in try LogDirectoryPlan(size: log.size).paths where !path.nodes.isEmpty {
                #expect(try await Tile.bytes(of: path, from: nodes) == files.read(path))
            }
            await #expect(throws: LogError.self) { try await nodes.hashes(of: [NodeID(level: 0, index: log.size)]) }
            await #expect(throws: LogError.self) { try await nodes.hashes(of: [NodeID(level: 99, index: 0)]) }
            await #expect(throws: LogError.self) { try await nodes.hashes(of: [NodeID(level: -1, index: 0)]) }
        }
    }

    @Test("a store that keeps tile hashes alone keeps one row an entry")
    func tileHashes() throws {
        let log = try LogFixture(size: 66_000)
        let kept = log.nodes.keys.filter { CompletedNode(id: $0, hash: log.frontier.root).isInTile }
        #expect(kept.count == 66_000 + 66_000 / 256 + 66_000 / 65_536)
    }
}

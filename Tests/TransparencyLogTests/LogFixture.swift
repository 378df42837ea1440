import Foundation

@testable import TransparencyLog

/// A log held in memory, with every node, as a store would keep it.
struct LogFixture: NodeReader, TileReader {
    static let origin = "mingcha.example/log"

    private(set) var entries: [[UInt8]] = []
    private(set) var leaves: [Hash] = []
    private(set) var frontier = Frontier()
    private(set) var nodes: [NodeID: Hash] = [:]
    let signer: NoteSigner

    init(size: Int = 0) throws {
        signer = try NoteSigner(name: Self.origin, kind: .log, seed: Array(1...32))
        for index in 0..<size { append(Self.entry(index)) }
    }

    var size: UInt64 { frontier.size }

    /// Entries of differing lengths, some empty, some with every byte value.
    static func entry(_ index: Int) -> [UInt8] {
        if index % 7 == 3 { return [] }
        return Array("entry \(index)\n".utf8) + (0..<(index % 11)).map { UInt8(truncatingIfNeeded: $0 * 97 + index) }
    }

    mutating func append(_ entry: [UInt8]) {
        let leaf = MerkleTree.leafHash(entry)
        entries.append(entry)
        leaves.append(leaf)
        for node in frontier.append(leaf) { nodes[node.id] = node.hash }
    }

    func hashes(of ids: [NodeID]) throws -> [Hash] {
        try ids.map {
            guard let hash = nodes[$0] else { throw LogError(.missing, "\($0)") }
            return hash
        }
    }

    func checkpoint() throws -> Checkpoint {
        try Checkpoint(origin: Self.origin, size: frontier.size, root: frontier.root)
    }

    func read(_ path: LogPath) throws -> [UInt8]? {
        guard path.exists(inLogOf: size) else { return nil }
        switch path {
        case .checkpoint: return Array(try checkpoint().signed(by: [signer]).encoded.utf8)
        case .tile: return Tile.encode(try hashes(of: path.nodes))
        case .entries(let index, let width):
            let start = Int(index) * 256
            return try EntryBundle.encode(entries[start..<(start + width)])
        }
    }

    /// The files of the log, by path.
    func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for path in try LogDirectoryPlan(size: size).paths { files[path.description] = try read(path) }
        return files
    }

    func receipt(_ index: UInt64) async throws -> Receipt {
        let proof = try await InclusionProof.make(index: index, size: size, from: self)
        return Receipt(index: index, path: proof.path, checkpoint: try checkpoint().signed(by: [signer]))
    }
}

/// Files in memory, to damage.
struct FileSet: TileReader {
    var files: [String: [UInt8]]

    func read(_ path: LogPath) -> [UInt8]? { files[path.description] }
}

extension Hash {
    /// The same with one bit turned.
    var spoilt: Hash {
        var bytes = self.bytes
        bytes[31] ^= 1
        return Hash(bytes) ?? self
    }
}

/// A directory of its own that goes when the work is done.
func withDirectory(_ work: (URL) async throws -> Void) async throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "mingcha-log-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    try await work(url)
}

/// Writes files below a directory.
func write(_ files: [String: [UInt8]], to directory: URL) throws {
    for (path, bytes) in files {
        let file = directory.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
}

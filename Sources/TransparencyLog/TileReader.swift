import Foundation

/// Where a log's resources come from: a directory, a database, a web server.
package protocol TileReader: Sendable {
    /// The bytes of a resource; nil if there is none.
    func read(_ path: LogPath) async throws -> [UInt8]?
}

extension TileReader {
    /// Reads a resource, or, if it is a part that is gone, the first of the full one that has taken its place.
    /// - Returns: the path that was found and its bytes, which may hold more than the width asked for.
    func readOrFull(_ path: LogPath) async throws -> (path: LogPath, bytes: [UInt8])? {
        if let bytes = try await read(path) { return (path, bytes) }
        guard path.full != path, let bytes = try await read(path.full) else { return nil }
        return (path.full, bytes)
    }
}

/// A log exported as static files.
package struct LogDirectory: TileReader {
    /// The directory that has `checkpoint` and `tile/` in it.
    private let url: URL

    package init(_ path: String) { url = URL(filePath: path, directoryHint: .isDirectory) }

    /// - Throws: what the file system says, unless it says that there is no such file.
    package func read(_ path: LogPath) throws -> [UInt8]? {
        let file = url.appending(path: path.description, directoryHint: .notDirectory)
        do {
            return [UInt8](try Data(contentsOf: file))
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            return nil
        }
    }
}

/// The nodes of a tree rebuilt from its tiles, for proofs from a log of which only the files are at hand.
///
/// The hashes are as good as the tiles: check the proof that is made from them.
package struct TileNodes: NodeReader {
    private let tiles: any TileReader
    private let size: UInt64

    /// - Parameter size: that of the checkpoint in hand; it decides which partial tiles there are.
    package init(_ tiles: any TileReader, size: UInt64) {
        self.tiles = tiles
        self.size = size
    }

    /// Which tile a node's hash is made from, and which of the tile's hashes.
    /// - Throws: `outOfRange` if a log of `size` entries does not have the node.
    package static func place(of node: NodeID, size: UInt64) throws(LogError) -> (tile: LogPath, range: Range<Int>) {
        guard (0..<63).contains(node.level), size <= UInt64(Int64.max),
            node.index < size >> UInt64(node.level)
        else { throw LogError(.outOfRange, "\(size) 条的日志没有第 \(node.level) 层第 \(node.index) 个节点") }
        let level = node.level / Tile.height
        let span = 1 << (node.level % Tile.height)
        // Cannot overflow: the node's first entry is below size.
        let first = node.index << UInt64(node.level % Tile.height)
        let count = size >> UInt64(level * Tile.height)
        let index = first / 256
        let width = index < count / 256 ? Tile.width : Int(count % 256)
        let start = Int(first % 256)
        return (.tile(level: level, index: index, width: width), start..<(start + span))
    }

    /// - Throws: `outOfRange`, `missing`, `malformed`; what the reader throws.
    package func hashes(of nodes: [NodeID]) async throws -> [Hash] {
        var read: [LogPath: [Hash]] = [:]
        var hashes: [Hash] = []
        for node in nodes {
            let (path, range) = try Self.place(of: node, size: size)
            var tile = read[path] ?? []
            if tile.isEmpty {
                guard let found = try await tiles.readOrFull(path) else {
                    throw LogError(.missing, "缺少哈希块", path: path.description)
                }
                tile = try Tile.decode(found.bytes)
                read[path] = tile
            }
            guard range.upperBound <= tile.count else {
                throw LogError(.malformed, "哈希块不完整:只有 \(tile.count) 个哈希", path: path.description)
            }
            hashes.append(MerkleTree.root(ofLeafHashes: tile[range]))
        }
        return hashes
    }
}

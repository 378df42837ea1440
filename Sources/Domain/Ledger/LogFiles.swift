package import TransparencyLog

/// The log as the static files of C2SP tlog-tiles, read from the ledger. The web server answers with them under /log/,
/// `mingcha log export` writes them to a directory.
package struct LogFiles: Sendable {
    private let checkpoints: Checkpoints

    package init(_ checkpoints: Checkpoints) { self.checkpoints = checkpoints }

    /// The bytes of a resource; nil when the log is too short to have it.
    package func bytes(of path: LogPath, from ledger: any Ledger) throws -> [UInt8]? {
        let size = try ledger.size()
        guard path.exists(inLogOf: UInt64(size)) else { return nil }
        switch path {
        case .checkpoint:
            return Array(try checkpoints.shown(of: ledger).note.encoded.utf8)
        case .entries(let index, let width):
            return try EntryBundle.encode(ledger.entries(from: Int64(index) * Int64(Tile.width), count: width))
        case .tile:
            // The nodes of a tile are neighbours on one level.
            guard let first = path.nodes.first else { return nil }
            let hashes = try ledger.nodes(level: first.level, from: Int64(first.index), count: path.nodes.count)
            guard hashes.count == path.nodes.count else {
                throw Problem(.defect, "ledger.node-missing", "留痕日志缺少节点。", clause: "3.5.4")
            }
            return Tile.encode(hashes)
        }
    }
}

/// The shape of tiles (C2SP tlog-tiles): 256 hashes wide, eight levels of the tree high.
package enum Tile {
    /// 8.
    package static let height = 8
    /// 256.
    package static let width = 256
}

/// A resource of a log as static files, with its path below the log's prefix (C2SP tlog-tiles).
package enum LogPath: Sendable, Hashable, CustomStringConvertible {
    /// The signed tree head; the only resource that changes.
    case checkpoint
    /// `width` hashes, 1 … 256, of tile level `level`, 0 … 7: nodes of tree level `8 · level` from `index · 256`.
    case tile(level: Int, index: UInt64, width: Int)
    /// `width` entries, 1 … 256, from `index · 256`.
    case entries(index: UInt64, width: Int)

    /// Such as `tile/0/x001/x234/067.p/8`.
    package var description: String {
        switch self {
        case .checkpoint: "checkpoint"
        case .tile(let level, let index, let width): "tile/\(level)/" + Self.number(index, width)
        case .entries(let index, let width): "tile/entries/" + Self.number(index, width)
        }
    }

    /// Reads a path as a web server gets it, without a leading slash; nil unless it is spelt exactly so.
    package init?(_ path: String) {
        if path.sameBytes(as: "checkpoint") {
            self = .checkpoint
            return
        }
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (3...12).contains(parts.count), parts.removeFirst().sameBytes(as: "tile") else { return nil }
        let kind = parts.removeFirst()
        var width = Tile.width
        if parts.count >= 2, parts[parts.count - 2].utf8.suffix(2).elementsEqual(".p".utf8) {
            guard let partial = Decimal64.parse(parts.removeLast().utf8), (1...255).contains(partial) else {
                return nil
            }
            width = Int(partial)
            parts.append(String(parts.removeLast().dropLast(2)))
        }
        var index: UInt64 = 0
        for (place, part) in parts.enumerated() {
            let digits = place == parts.count - 1 ? part[...] : part.dropFirst()
            guard part.hasPrefix("x") == (place < parts.count - 1), digits.utf8.count == 3,
                digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = UInt64(digits)
            else { return nil }
            let (product, over) = index.multipliedReportingOverflow(by: 1000)
            guard !over, product <= UInt64(Int64.max) - value else { return nil }
            index = product + value
        }
        if kind.sameBytes(as: "entries") {
            self = .entries(index: index, width: width)
        } else if let level = Decimal64.parse(kind.utf8), level < 8 {
            self = .tile(level: Int(level), index: index, width: width)
        } else {
            return nil
        }
        // One spelling only: leading x000 groups would be a second address of the same bytes.
        guard description.sameBytes(as: path) else { return nil }
    }

    /// The whole tile or bundle in whose place this part stands until it is full; itself if it is full.
    package var full: LogPath {
        switch self {
        case .checkpoint: self
        case .tile(let level, let index, _): .tile(level: level, index: index, width: Tile.width)
        case .entries(let index, _): .entries(index: index, width: Tile.width)
        }
    }

    /// Whether the resource never changes, so that a server may let caches keep it for ever.
    package var isImmutable: Bool { self != .checkpoint }

    /// `text/plain; charset=utf-8` for the checkpoint, `application/octet-stream` for the rest.
    package var contentType: String { self == .checkpoint ? "text/plain; charset=utf-8" : "application/octet-stream" }

    /// The tree nodes whose hashes make up the tile; for other resources none.
    package var nodes: [NodeID] {
        guard case .tile(let level, let index, let width) = self, (0..<8).contains(level), (1...256).contains(width),
            index <= UInt64(Int64.max) >> 8
        else { return [] }
        return (0..<UInt64(width)).map { NodeID(level: level * Tile.height, index: index << 8 + $0) }
    }

    /// Whether a log of `size` entries has enough hashes or entries for the resource.
    package func exists(inLogOf size: UInt64) -> Bool {
        switch self {
        case .checkpoint: return true
        case .tile(let level, let index, let width):
            return (0..<8).contains(level) && Self.holds(size >> UInt64(8 * level), index, width)
        case .entries(let index, let width): return Self.holds(size, index, width)
        }
    }

    private static func holds(_ count: UInt64, _ index: UInt64, _ width: Int) -> Bool {
        guard (1...256).contains(width) else { return false }
        return index < count / 256 || (index == count / 256 && UInt64(width) <= count % 256)
    }

    private static func number(_ index: UInt64, _ width: Int) -> String {
        var groups: [String] = []
        var rest = index
        repeat {
            let group = String(rest % 1000)
            groups.append(String(repeating: "0", count: 3 - group.utf8.count) + group)
            rest /= 1000
        } while rest > 0
        let last = groups.removeFirst()
        let path = (groups.reversed().map { "x" + $0 } + [last]).joined(separator: "/")
        return width == Tile.width ? path : "\(path).p/\(width)"
    }
}

/// What an exporter has to write for a log to be served as static files.
package struct LogDirectoryPlan: Sendable {
    /// The number of entries before: what was written for that size is there already.
    package let oldSize: UInt64
    package let size: UInt64

    /// - Throws: `outOfRange` unless `oldSize ≤ size ≤ Int64.max`.
    package init(size: UInt64, since oldSize: UInt64 = 0) throws(LogError) {
        guard oldSize <= size, size <= UInt64(Int64.max) else {
            throw LogError(.outOfRange, "日志只增不减:旧条数 \(oldSize) 大于新条数 \(size)")
        }
        self.oldSize = oldSize
        self.size = size
    }

    /// The resources to write, in an order that never lets a reader see a checkpoint before its tiles: entry bundles,
    /// tiles from below, and the checkpoint last.
    package var paths: some Sequence<LogPath> {
        let levels = (0..<8).filter { size >> UInt64(8 * $0) > 0 }
        let bundles = row(level: 0).lazy.map { LogPath.entries(index: $0.index, width: $0.width) }
        let tiles = levels.lazy.flatMap { level in
            row(level: level).lazy.map { LogPath.tile(level: level, index: $0.index, width: $0.width) }
        }
        return [AnySequence(bundles), AnySequence(tiles), AnySequence([LogPath.checkpoint])].lazy.joined()
    }

    private func row(level: Int) -> some Sequence<(index: UInt64, width: Int)> {
        let count = size >> UInt64(8 * level)
        let old = oldSize >> UInt64(8 * level)
        let full = (old / 256..<count / 256).lazy.map { (index: $0, width: Tile.width) }
        let partial = count % 256 > 0 && count > old ? [(index: count / 256, width: Int(count % 256))] : []
        return [AnySequence(full), AnySequence(partial)].lazy.joined()
    }
}

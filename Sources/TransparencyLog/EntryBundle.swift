/// Entries as they are served: each after its length as a big-endian 16-bit number (C2SP tlog-tiles, "Log entries").
package enum EntryBundle {
    /// 65,535 bytes: what the length field can say. Larger things are logged by their hash.
    package static let maximumEntryBytes = 65_535

    /// - Throws: `entryTooLong`. To be asked before an entry is accepted: what is in the log can never be taken out.
    package static func checkLength(_ entry: [UInt8]) throws(LogError) {
        guard entry.count <= maximumEntryBytes else {
            throw LogError(.entryTooLong, "日志条目过长:\(entry.count) 字节,上限 \(maximumEntryBytes) 字节")
        }
    }

    /// - Throws: `entryTooLong`.
    package static func encode(_ entries: some Sequence<[UInt8]>) throws(LogError) -> [UInt8] {
        var out: [UInt8] = []
        for entry in entries {
            try checkLength(entry)
            out.append(UInt8(truncatingIfNeeded: entry.count >> 8))
            out.append(UInt8(truncatingIfNeeded: entry.count))
            out += entry
        }
        return out
    }

    /// Reads all entries of a bundle.
    /// - Throws: `malformed` if the bytes end within an entry.
    package static func decode(_ bytes: [UInt8]) throws(LogError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var rest = bytes[...]
        while let high = rest.popFirst() {
            guard let low = rest.popFirst(), rest.count >= Int(high) << 8 | Int(low) else {
                throw LogError(.malformed, "条目文件在第 \(entries.count + 1) 条处中断")
            }
            let length = Int(high) << 8 | Int(low)
            entries.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return entries
    }
}

/// Tiles from hashes and back.
extension Tile {
    /// The bytes of a tile, read from where nodes are kept.
    /// - Throws: `outOfRange` for a path that is no tile; what the reader throws.
    package static func bytes(of path: LogPath, from reader: some NodeReader) async throws -> [UInt8] {
        let nodes = path.nodes
        guard !nodes.isEmpty else { throw LogError(.outOfRange, "不是哈希块:\(path)") }
        let hashes = try await reader.hashes(of: nodes)
        guard hashes.count == nodes.count else {
            throw LogError(.missing, "哈希不全:应有 \(nodes.count) 个,得到 \(hashes.count) 个", path: path.description)
        }
        return encode(hashes)
    }

    package static func encode(_ hashes: [Hash]) -> [UInt8] { hashes.flatMap(\.bytes) }

    /// - Throws: `malformed` unless there are 1 … 256 whole hashes.
    package static func decode(_ bytes: [UInt8]) throws(LogError) -> [Hash] {
        guard bytes.count.isMultiple(of: Hash.byteCount), (1...width).contains(bytes.count / Hash.byteCount) else {
            throw LogError(.malformed, "哈希块长度不对:\(bytes.count) 字节")
        }
        return Hash.list(bytes[...])
    }
}

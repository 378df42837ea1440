/// The right edge of a log's tree: the number of entries and the complete subtrees that make them up.
///
/// All that an append needs. A store keeps it in one locked row: load, `append`, save the completed nodes and the
/// frontier, in one transaction. At most 63 hashes.
package struct Frontier: Sendable, Hashable {
    /// The number of entries.
    package private(set) var size: UInt64
    /// The complete subtrees from left to right, largest first: one for every bit set in `size`.
    package private(set) var subtrees: [Hash]

    /// The empty log.
    package init() {
        size = 0
        subtrees = []
    }

    /// - Throws: `malformed` unless there is one subtree for every bit set in `size`, or if `size` exceeds `Int64.max`.
    package init(size: UInt64, subtrees: [Hash]) throws(LogError) {
        guard size <= UInt64(Int64.max), subtrees.count == size.nonzeroBitCount else {
            throw LogError(.malformed, "日志前沿损坏:条数 \(size) 与 \(subtrees.count) 个子树不符")
        }
        self.size = size
        self.subtrees = subtrees
    }

    /// Adds one entry and returns the subtrees it completed, from the leaf upwards. Two hashes on average.
    @discardableResult
    package mutating func append(_ leafHash: Hash) -> [CompletedNode] {
        var node = CompletedNode(id: NodeID(level: 0, index: size), hash: leafHash)
        var completed = [node]
        while !node.index.isMultiple(of: 2), let left = subtrees.popLast() {
            node = CompletedNode(
                id: NodeID(level: node.level + 1, index: node.index >> 1),
                hash: MerkleTree.nodeHash(left, node.hash))
            completed.append(node)
        }
        subtrees.append(node.hash)
        size += 1
        return completed
    }

    /// The root hash of the tree so far (RFC 6962 section 2.1).
    package var root: Hash { MerkleTree.join(subtrees) ?? MerkleTree.emptyRoot }

    /// Eight bytes of size, big-endian, then 32 bytes a subtree.
    package var bytes: [UInt8] {
        var out = BigEndian.bytes(size)
        for hash in subtrees { out += hash.bytes }
        return out
    }

    /// Reads what `bytes` wrote.
    /// - Throws: `malformed`.
    package init(bytes: [UInt8]) throws(LogError) {
        guard let size = BigEndian.read(bytes.prefix(8)), (bytes.count - 8).isMultiple(of: Hash.byteCount) else {
            throw LogError(.malformed, "日志前沿损坏:\(bytes.count) 字节的长度不对")
        }
        try self.init(size: size, subtrees: Hash.list(bytes.dropFirst(8)))
    }
}

extension Frontier: Codable {
    /// As standard base64 of `bytes`.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let bytes = Base64.decode(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not base64")
        }
        try self.init(bytes: bytes)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Base64.encode(bytes))
    }
}

extension Hash {
    /// Cuts bytes into hashes; a remainder that is not a whole hash is left out, so callers check the length first.
    static func list(_ bytes: ArraySlice<UInt8>) -> [Hash] {
        var hashes: [Hash] = []
        hashes.reserveCapacity(bytes.count / byteCount)
        var rest = bytes
        while let hash = Hash(rest.prefix(byteCount)) {
            hashes.append(hash)
            rest = rest.dropFirst(byteCount)
        }
        return hashes
    }
}

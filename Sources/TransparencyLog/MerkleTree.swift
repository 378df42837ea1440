import Crypto

/// The hashes of RFC 6962 section 2.1 (the same as RFC 9162 section 2.1) with SHA-256.
package enum MerkleTree {
    /// The root of the tree without leaves: SHA-256 of nothing.
    package static let emptyRoot = Hash.sha256([])

    /// SHA-256(00 ‖ entry).
    package static func leafHash(_ entry: [UInt8]) -> Hash {
        var hasher = SHA256()
        hasher.update(data: [0x00])
        entry.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return Hash(hasher.finalize())
    }

    /// SHA-256(01 ‖ left ‖ right).
    package static func nodeHash(_ left: Hash, _ right: Hash) -> Hash {
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Hash.byteCount, alignment: 8) { block in
            block[0] = 0x01
            left.store(into: block, at: 1)
            right.store(into: block, at: 1 + Hash.byteCount)
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(block))
            return Hash(hasher.finalize())
        }
    }

    /// The root over leaf hashes in order. Linear in time, logarithmic in memory.
    package static func root(ofLeafHashes leaves: some Sequence<Hash>) -> Hash {
        var frontier = Frontier()
        for leaf in leaves { frontier.append(leaf) }
        return frontier.root
    }

    /// Joins complete subtrees given from left to right, each smaller than the one before, into the hash over all of
    /// them; nil for none.
    static func join(_ subtrees: [Hash]) -> Hash? {
        guard var result = subtrees.last else { return nil }
        for left in subtrees.dropLast().reversed() { result = nodeHash(left, result) }
        return result
    }
}

/// The place of a complete subtree: `level` 0 is a leaf hash, a node at `level` covers the `2^level` entries from
/// `index · 2^level`.
package struct NodeID: Sendable, Hashable, Comparable, Codable {
    /// 0 … 62.
    package let level: Int
    /// From 0, counted within the level.
    package let index: UInt64

    package init(level: Int, index: UInt64) {
        self.level = level
        self.index = index
    }

    package static func < (left: NodeID, right: NodeID) -> Bool {
        (left.level, left.index) < (right.level, right.index)
    }

    /// The complete subtrees that make up the entries `start ..< end`, from left to right, largest first. `start` must
    /// be a multiple of the largest power of two not above the length, as every range of RFC 6962 is.
    static func covering(_ start: UInt64, _ end: UInt64) -> [NodeID] {
        var ids: [NodeID] = []
        var from = start
        while from < end {
            let level = UInt64.bitWidth - 1 - (end - from).leadingZeroBitCount
            ids.append(NodeID(level: level, index: from >> UInt64(level)))
            from += 1 << UInt64(level)
        }
        return ids
    }
}

/// A subtree that an append completed: it never changes again.
package struct CompletedNode: Sendable, Hashable {
    package let id: NodeID
    package let hash: Hash

    package var level: Int { id.level }
    package var index: UInt64 { id.index }

    /// Whether this is one of the hashes written in tiles (levels 0, 8, 16, …). A store that keeps only these keeps
    /// one row an entry instead of two; `TileNodes` rebuilds the levels between.
    package var isInTile: Bool { id.level.isMultiple(of: Tile.height) }
}

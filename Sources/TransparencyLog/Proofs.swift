/// Where complete subtrees are kept. Asked once a proof, for all hashes together, so that a database can answer with
/// one query.
package protocol NodeReader: Sendable {
    /// The hashes of the nodes, in the order asked.
    func hashes(of nodes: [NodeID]) async throws -> [Hash]
}

/// Which nodes a proof is made of, before anything is read. For callers that fetch hashes by their own means:
/// read `nodes`, then ask for the `path`.
package struct ProofPlan: Sendable, Hashable {
    /// One proof hash each: the subtrees it is joined from.
    private let parts: [[NodeID]]

    fileprivate init(_ parts: [[NodeID]]) { self.parts = parts }

    /// All nodes to read, in order.
    package var nodes: [NodeID] { parts.flatMap(\.self) }

    /// The proof's hashes from the hashes of `nodes`, in that order.
    /// - Throws: `missing` if the number of hashes is not that of `nodes`.
    package func path(_ hashes: [Hash]) throws(LogError) -> [Hash] {
        var rest = hashes[...]
        var path: [Hash] = []
        for part in parts {
            let piece = rest.prefix(part.count)
            guard piece.count == part.count, let hash = MerkleTree.join(Array(piece)) else {
                throw LogError(.missing, "生成证明所需的哈希不全:应有 \(nodes.count) 个,得到 \(hashes.count) 个")
            }
            path.append(hash)
            rest = rest.dropFirst(part.count)
        }
        guard rest.isEmpty else {
            throw LogError(.malformed, "生成证明所需的哈希多出 \(rest.count) 个")
        }
        return path
    }
}

/// That an entry is in the tree of a given size (RFC 6962 section 2.1.1).
package struct InclusionProof: Sendable, Hashable {
    /// The entry's place, from 0.
    package let index: UInt64
    /// The number of entries of the tree.
    package let size: UInt64
    /// From the leaf's sibling up to the root's child.
    package let path: [Hash]

    package init(index: UInt64, size: UInt64, path: [Hash]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// The nodes a proof for `index` in the tree of `size` entries needs.
    /// - Throws: `outOfRange` unless `index < size ≤ Int64.max`.
    package static func plan(index: UInt64, size: UInt64) throws(LogError) -> ProofPlan {
        guard index < size, size <= UInt64(Int64.max) else {
            throw LogError(.outOfRange, "日志中没有第 \(index) 条:共 \(size) 条(从 0 数起)")
        }
        var parts: [[NodeID]] = []
        var start: UInt64 = 0
        var end = size
        while end - start > 1 {
            let middle = start + split(end - start)
            if index < middle {
                parts.append(NodeID.covering(middle, end))
                end = middle
            } else {
                parts.append(NodeID.covering(start, middle))
                start = middle
            }
        }
        return ProofPlan(parts.reversed())
    }

    /// Makes the proof by reading what `plan` names.
    package static func make(index: UInt64, size: UInt64, from nodes: some NodeReader) async throws -> InclusionProof {
        let plan = try plan(index: index, size: size)
        return InclusionProof(index: index, size: size, path: try plan.path(await nodes.hashes(of: plan.nodes)))
    }

    /// Checks that the leaf is in the tree with this root (RFC 9162 section 2.1.3.2).
    /// - Throws: `outOfRange`, `malformed` for a path of the wrong length, `mismatch` if it leads to another root.
    package func verify(leafHash: Hash, root: Hash) throws(LogError) {
        guard index < size, size <= UInt64(Int64.max) else {
            throw LogError(.outOfRange, "日志中没有第 \(index) 条:共 \(size) 条(从 0 数起)")
        }
        var position = index
        var last = size - 1
        var hash = leafHash
        for sibling in path {
            guard last > 0 else { throw LogError(.malformed, "包含证明过长:\(path.count) 个哈希") }
            if position & 1 == 1 || position == last {
                hash = MerkleTree.nodeHash(sibling, hash)
                while position & 1 == 0, position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                hash = MerkleTree.nodeHash(hash, sibling)
            }
            position >>= 1
            last >>= 1
        }
        guard last == 0 else { throw LogError(.malformed, "包含证明过短:只有 \(path.count) 个哈希") }
        guard hash == root else { throw LogError(.mismatch, "第 \(index) 条不在该日志中:推算出的根哈希与检查点不一致") }
    }
}

/// That the tree of `newSize` entries begins with the tree of `oldSize` entries (RFC 6962 section 2.1.2).
package struct ConsistencyProof: Sendable, Hashable {
    package let oldSize: UInt64
    package let newSize: UInt64
    /// Empty if the sizes are equal or the old one is 0.
    package let path: [Hash]

    package init(oldSize: UInt64, newSize: UInt64, path: [Hash]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.path = path
    }

    /// The nodes a proof needs.
    /// - Throws: `outOfRange` unless `oldSize ≤ newSize ≤ Int64.max`.
    package static func plan(oldSize: UInt64, newSize: UInt64) throws(LogError) -> ProofPlan {
        guard oldSize <= newSize, newSize <= UInt64(Int64.max) else {
            throw LogError(.outOfRange, "日志只增不减:旧条数 \(oldSize) 大于新条数 \(newSize)")
        }
        guard oldSize > 0, oldSize < newSize else { return ProofPlan([]) }
        var parts: [[NodeID]] = []
        var start: UInt64 = 0
        var end = newSize
        // SUBPROOF(m, D[n], b): go down to the old tree's right edge.
        while end != oldSize {
            let middle = start + split(end - start)
            if oldSize <= middle {
                parts.append(NodeID.covering(middle, end))
                end = middle
            } else {
                parts.append(NodeID.covering(start, middle))
                start = middle
            }
        }
        // b is true where the walk never went right: the verifier holds that hash, it is the old root.
        if start > 0 { parts.append(NodeID.covering(start, end)) }
        return ProofPlan(parts.reversed())
    }

    /// Makes the proof by reading what `plan` names.
    package static func make(
        oldSize: UInt64, newSize: UInt64, from nodes: some NodeReader
    ) async throws -> ConsistencyProof {
        let plan = try plan(oldSize: oldSize, newSize: newSize)
        let hashes = plan.nodes.isEmpty ? [] : try await nodes.hashes(of: plan.nodes)
        return ConsistencyProof(oldSize: oldSize, newSize: newSize, path: try plan.path(hashes))
    }

    /// Checks that the new tree extends the old one (RFC 9162 section 2.1.4.2).
    /// - Throws: `outOfRange`, `malformed` for a path of the wrong length, `fork` if the roots do not fit.
    package func verify(oldRoot: Hash, newRoot: Hash) throws(LogError) {
        guard oldSize <= newSize, newSize <= UInt64(Int64.max) else {
            throw LogError(.outOfRange, "日志只增不减:旧条数 \(oldSize) 大于新条数 \(newSize)")
        }
        let fork = LogError(.fork, "日志被改写:前 \(oldSize) 条与先前的检查点不一致")
        guard oldSize > 0, oldSize < newSize else {
            guard path.isEmpty else { throw LogError(.malformed, "一致性证明应为空") }
            guard oldSize > 0 || oldRoot == MerkleTree.emptyRoot else { throw fork }
            guard oldSize < newSize || oldRoot == newRoot else { throw fork }
            return
        }
        var rest = path[...]
        // A whole power of two is a node of the new tree: the proof leaves its hash, the old root, out.
        guard let first = oldSize.nonzeroBitCount == 1 ? oldRoot : rest.popFirst() else {
            throw LogError(.malformed, "一致性证明为空")
        }
        var position = oldSize - 1
        var last = newSize - 1
        while position & 1 == 1 {
            position >>= 1
            last >>= 1
        }
        var old = first
        var new = first
        for sibling in rest {
            guard last > 0 else { throw LogError(.malformed, "一致性证明过长:\(path.count) 个哈希") }
            if position & 1 == 1 || position == last {
                old = MerkleTree.nodeHash(sibling, old)
                new = MerkleTree.nodeHash(sibling, new)
                while position & 1 == 0, position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                new = MerkleTree.nodeHash(new, sibling)
            }
            position >>= 1
            last >>= 1
        }
        guard last == 0 else { throw LogError(.malformed, "一致性证明过短:只有 \(path.count) 个哈希") }
        guard old == oldRoot, new == newRoot else { throw fork }
    }
}

/// The largest power of two below `count`, which is at least 2.
private func split(_ count: UInt64) -> UInt64 {
    1 << UInt64(UInt64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
}

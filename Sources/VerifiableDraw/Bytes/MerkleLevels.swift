import Crypto

/// The Merkle tree of RFC 6962 over hashes of leaves, all its levels kept.
struct MerkleLevels: Sendable {
    /// The leaves first, the root last.
    private let levels: [[TreeHash]]

    init(_ leaves: [TreeHash]) {
        var levels = [leaves]
        var level = leaves
        while level.count > 1 {
            level = MerkleLevels.parents(level)
            levels.append(level)
        }
        self.levels = levels
    }

    /// SHA-256 of nothing for no leaves.
    var root: TreeHash { levels.last?.first ?? TreeHash(SHA256().finalize()) }

    /// The siblings on the way from a leaf to the root, the leaf's own first.
    func path(to index: Int) -> [TreeHash] {
        var path: [TreeHash] = []
        for (height, level) in levels.enumerated() {
            let sibling = index >> height ^ 1
            if level.indices.contains(sibling) { path.append(level[sibling]) }
        }
        return path
    }

    /// The root alone.
    static func root(_ leaves: [TreeHash]) -> TreeHash {
        var level = leaves
        while level.count > 1 { level = parents(level) }
        return level.first ?? TreeHash(SHA256().finalize())
    }

    /// Pairs a level's hashes; an odd last one moves up unchanged. That is the tree of RFC 6962.
    private static func parents(_ level: [TreeHash]) -> [TreeHash] {
        var up: [TreeHash] = []
        up.reserveCapacity(level.count / 2 + 1)
        for index in stride(from: 0, to: level.count - 1, by: 2) { up.append(node(level[index], level[index + 1])) }
        if level.count % 2 == 1, let last = level.last { up.append(last) }
        return up
    }

    private static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 1) { buffer in
            buffer[0] = 1
            left.write(to: UnsafeMutableRawBufferPointer(rebasing: buffer[1..<33]))
            right.write(to: UnsafeMutableRawBufferPointer(rebasing: buffer[33..<65]))
            return TreeHash(Digests.digest(UnsafeRawBufferPointer(buffer)))
        }
    }
}

/// Aligned runs of leaves: complete subtrees of eight levels, but for the last. A large tree is folded run by run, on all
/// cores, and only the runs' roots are kept: for 3.2 million leaves under half a megabyte.
enum MerkleRun {
    /// Leaves of a run.
    static let length = 256

    /// The run with that number, of a tree of so many leaves.
    static func range(_ run: Int, of count: Int) -> Range<Int> {
        run * length..<min((run + 1) * length, count)
    }

    /// Calls `body` for each run, on all cores, and returns the results in their order.
    static func map<T: Sendable>(count: Int, _ body: @Sendable (Range<Int>) -> T) -> [T] {
        Parallel.map(count: (count + length - 1) / length, chunk: 32) { runs in
            runs.map { body(range($0, of: count)) }
        }.flatMap { $0 }
    }
}

/// Collects the leaves of the slip tree as subjects come from the registry, in any order.
///
/// Leaves are distributed by their first byte as they come, so that sorting needs no second copy: 48 bytes a subject.
package struct SlipTreeBuilder: Sendable {
    private var buckets = [[SlipLeaf]](repeating: [], count: 256)
    package private(set) var count = 0

    package init() {}

    /// Each subject once, however many strata it stands in.
    package mutating func append(_ leaves: [SlipLeaf]) {
        for leaf in leaves { buckets[leaf.hash.leading].append(leaf) }
        count += leaves.count
    }

    /// - Throws: `slipRepeated` when two subjects have one slip, or slips so alike that nobody could tell them apart
    ///   (16 of 20 characters; about 10⁻⁷ for a province: freeze again with another key), or one subject came twice.
    package consuming func finish() throws(DrawRefusal) -> SlipTree {
        let repeated = DrawRefusal(.slipRepeated, "两个对象得到了相同的签条")
        var slips: [UInt64] = []
        slips.reserveCapacity(count)
        for bucket in buckets { for leaf in bucket { slips.append(leaf.slip) } }
        BucketOrder.sort(&slips, leading: { Int($0 >> 56) }, <)
        for index in slips.indices.dropFirst() where slips[index] == slips[index - 1] { throw repeated }
        slips = []
        Parallel.forEachRange(of: &buckets, ranges: buckets.indices.map { $0..<$0 + 1 }) { part in
            part[part.startIndex].sort { $0.hash < $1.hash }
        }
        return SlipTree(sorted: buckets, count: count)
    }
}

/// The slip tree's leaves in ascending order of their bytes.
package struct SlipTree: Sendable {
    /// A stretch of leaves with their subjects, for keeping: leaf hashes of 32 bytes one after another.
    package struct Piece: Sendable {
        package let leaves: [UInt8]
        package let subjects: [Int32]

        package init(leaves: [UInt8], subjects: [Int32]) {
            self.leaves = leaves
            self.subjects = subjects
        }
    }

    /// Leaves of a piece: whole runs, 2 MiB.
    package static let pieceLength = MerkleRun.length * 256

    package let count: Int
    /// Lower-case hex: what the freeze entry names.
    package let root: String
    private let buckets: [[SlipLeaf]]

    init(sorted buckets: [[SlipLeaf]], count: Int) {
        self.buckets = buckets
        self.count = count
        var roots: [TreeHash] = []
        SlipTree.forEachStretch(buckets) { leaves in
            roots += MerkleRun.map(count: leaves.count) { MerkleLevels.root(leaves[$0].map(\.hash)) }
        }
        root = MerkleLevels.root(roots).hex
    }

    /// The whole tree in pieces, in order.
    package func forEachPiece(_ body: (Piece) throws -> Void) rethrows {
        try SlipTree.forEachStretch(buckets) { leaves in
            var bytes = [UInt8](repeating: 0, count: leaves.count * TreeHash.length)
            bytes.withUnsafeMutableBytes { buffer in
                for (index, leaf) in leaves.enumerated() {
                    leaf.hash.write(to: UnsafeMutableRawBufferPointer(rebasing: buffer[(index * TreeHash.length)...]))
                }
            }
            try body(Piece(leaves: bytes, subjects: leaves.map(\.subject)))
        }
    }

    private static func forEachStretch(_ buckets: [[SlipLeaf]], _ body: ([SlipLeaf]) throws -> Void) rethrows {
        var stretch: [SlipLeaf] = []
        stretch.reserveCapacity(pieceLength)
        for bucket in buckets {
            for leaf in bucket {
                stretch.append(leaf)
                if stretch.count == pieceLength {
                    try body(stretch)
                    stretch.removeAll(keepingCapacity: true)
                }
            }
        }
        if !stretch.isEmpty { try body(stretch) }
    }
}

/// Makes the audit paths of some subjects' slips in one pass over the kept leaves, without holding them all.
package struct SlipProver: Sendable {
    private let wanted: Set<Int32>
    private var roots: [TreeHash] = []
    private var last: TreeHash?
    private var count = 0
    /// Place in the tree and path inside the run, by subject.
    private var found: [Int32: (index: Int, path: [TreeHash])] = [:]

    package init(subjects: Set<Int32>) { wanted = subjects }

    /// Takes the next piece, as `SlipTree.forEachPiece` gave it.
    /// - Throws: `slipOrder` when the pieces are not the tree's: lengths that do not fit, leaves not ascending.
    package mutating func add(_ piece: SlipTree.Piece) throws(DrawRefusal) {
        let refused = DrawRefusal(.slipOrder, "保存的签条树有改动")
        guard piece.leaves.count == piece.subjects.count * TreeHash.length, count % MerkleRun.length == 0 else {
            throw refused
        }
        let leaves = piece.leaves.withUnsafeBytes { buffer in
            piece.subjects.indices.map {
                TreeHash(UnsafeRawBufferPointer(rebasing: buffer[($0 * TreeHash.length)...]))
            }
        }
        for leaf in leaves {
            if let last, !(last < leaf) { throw refused }
            last = leaf
        }
        let (wanted, subjects) = (wanted, piece.subjects)
        let runs = MerkleRun.map(count: leaves.count) { range in
            let asked = range.filter { wanted.contains(subjects[$0]) }
            let own = Array(leaves[range])
            if asked.isEmpty { return (root: MerkleLevels.root(own), paths: [(place: Int, path: [TreeHash])]()) }
            let levels = MerkleLevels(own)
            return (levels.root, asked.map { (place: $0, path: levels.path(to: $0 - range.lowerBound)) })
        }
        for run in runs {
            roots.append(run.root)
            for one in run.paths { found[subjects[one.place]] = (count + one.place, one.path) }
        }
        count += leaves.count
    }

    /// The root over all pieces (lower-case hex), and the paths of those asked for that were there.
    package func finish() -> (root: String, paths: [Int32: AuditPath]) {
        let levels = MerkleLevels(roots)
        let paths = found.mapValues { one in
            AuditPath(
                index: one.index, count: count,
                path: (one.path + levels.path(to: one.index / MerkleRun.length)).map(\.hex))
        }
        return (levels.root.hex, paths)
    }
}

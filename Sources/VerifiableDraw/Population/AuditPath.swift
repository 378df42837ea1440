/// Proof that one leaf stands in a tree (RFC 6962, 2.1.1): a line in the frozen population, or a subject's slip in the
/// slip tree. Checked without the rest of the tree.
package struct AuditPath: Sendable, Equatable, Codable {
    /// The leaf's number from 0.
    package let index: Int
    /// Leaves of the tree.
    package let count: Int
    /// Sibling hashes from the leaf up, lower-case hex.
    package let path: [String]

    package init(index: Int, count: Int, path: [String]) {
        self.index = index
        self.count = count
        self.path = path
    }

    /// Whether the proof leads from a population's line to the root (lower-case hex).
    package func verifies(_ line: PopulationLine, root: String) -> Bool {
        verifies(leaf: Digests.sha256([0] + line.bytes), root: root)
    }

    /// Whether the proof leads from a subject's slip to the root (lower-case hex).
    package func verifies(_ slip: Slip, root: String) -> Bool { verifies(leaf: slip.leaf, root: root) }

    /// Whether the proof leads from a leaf's hash (32 bytes) to the root (lower-case hex).
    package func verifies(leaf: [UInt8], root: String) -> Bool {
        guard index >= 0, index < count else { return false }
        var hash = leaf
        var at = index
        var last = count - 1
        var rest = path[...]
        while last > 0 {
            // An even last node has no sibling at this level and moves up unchanged.
            if at % 2 == 1 || at < last {
                guard let text = rest.popFirst(), let sibling = Hex.bytes(lower: text, count: 32) else { return false }
                hash = Digests.sha256([1] + (at % 2 == 1 ? sibling + hash : hash + sibling))
            }
            at >>= 1
            last >>= 1
        }
        return rest.isEmpty && ByteOrder.equal(Hex.lower(hash), root)
    }
}

/// Proof that one line stands in a frozen population: printed on a subject's notice, checked without the population.
package struct PopulationProof: Sendable, Equatable, Codable {
    /// The line's number from 0.
    package let index: Int
    /// Lines in the population.
    package let count: Int
    /// Sibling hashes from the leaf up (RFC 6962, 2.1.1), lower-case hex.
    package let path: [String]

    package init(index: Int, count: Int, path: [String]) {
        self.index = index
        self.count = count
        self.path = path
    }

    /// Whether the proof leads from the line to the root (lower-case hex).
    package func verifies(_ line: PopulationLine, root: String) -> Bool {
        guard index >= 0, index < count else { return false }
        var hash = Digests.sha256([0] + line.bytes)
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

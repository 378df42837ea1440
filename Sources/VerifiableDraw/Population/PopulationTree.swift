/// The RFC 6962 Merkle tree over a population's lines (a leaf is a line without its LF).
///
/// Kept are only the hashes of aligned runs of 256 lines; what lies below is computed again when a proof is asked for,
/// so the tree of 3.2 million lines takes under a megabyte.
package struct PopulationTree: Sendable {
    private let population: Population
    private let runs: MerkleLevels

    package init(_ population: Population) {
        self.population = population
        runs = MerkleLevels(
            MerkleRun.map(count: population.count) { MerkleLevels.root(population.leaves($0)) })
    }

    /// The root, 32 bytes; SHA-256 of nothing for an empty population.
    package var root: [UInt8] { runs.root.bytes }

    /// The audit path of a line; nil when the line is not there.
    package func proof(stratum: String, lot: Lot) -> AuditPath? {
        guard let index = population.position(of: lot, in: stratum) else { return nil }
        let run = index / MerkleRun.length
        let range = MerkleRun.range(run, of: population.count)
        let path =
            MerkleLevels(population.leaves(range)).path(to: index - range.lowerBound) + runs.path(to: run)
        return AuditPath(index: index, count: population.count, path: path.map(\.hex))
    }
}

extension Population {
    /// The root over all lines, lower-case hex: what the freeze entry and the seed document name.
    package var root: String { Hex.lower(PopulationTree(self).root) }

    /// Leaf hashes of a range of lines.
    fileprivate func leaves(_ range: Range<Int>) -> [TreeHash] {
        guard var stratum = ranges.firstIndex(where: { $0.contains(range.lowerBound) }) else { return [] }
        var out: [TreeHash] = []
        out.reserveCapacity(range.count)
        var line: [UInt8] = []
        var prepared = -1
        for index in range {
            while !ranges[stratum].contains(index) { stratum += 1 }
            if prepared != stratum {
                line = [0] + Array(names[stratum].utf8) + [0x09] + [UInt8](repeating: 0, count: Lot.length)
                prepared = stratum
            }
            line.withUnsafeMutableBytes { buffer in
                let lot = UnsafeMutableRawBufferPointer(rebasing: buffer[(buffer.count - Lot.length)...])
                lots[index].write(to: lot)
                out.append(TreeHash(Digests.digest(UnsafeRawBufferPointer(buffer))))
            }
        }
        return out
    }
}

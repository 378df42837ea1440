import Crypto

/// The RFC 6962 Merkle tree over a population's lines (a leaf is a line without its LF).
///
/// Kept are only the hashes of aligned runs of 256 lines; what lies below is computed again when a proof is asked for,
/// so the tree of 3.2 million lines takes under a megabyte.
package struct PopulationTree: Sendable {
    private static let run = 256
    private let population: Population
    private let runs: [SHA256Digest]

    package init(_ population: Population) {
        self.population = population
        // Parallel chunks of many runs each; a run is a complete subtree, the last may be shorter.
        runs = Parallel.map(count: population.count, chunk: PopulationTree.run * 32) { range in
            stride(from: range.lowerBound, to: range.upperBound, by: PopulationTree.run).map { lower in
                let upper = min(lower + PopulationTree.run, range.upperBound)
                return Self.fold(population.leaves(lower..<upper))
            }
        }.flatMap { $0 }
    }

    /// The root, 32 bytes; SHA-256 of nothing for an empty population.
    package var root: [UInt8] { Array(Self.fold(runs)) }

    /// The audit path of a line, from its sibling up (RFC 6962, 2.1.1), 32 bytes each; nil when the line is not there.
    package func proof(stratum: String, lot: Lot) -> PopulationProof? {
        guard let index = population.position(of: lot, in: stratum) else { return nil }
        let run = index / Self.run
        let lower = run * Self.run
        let upper = min(lower + Self.run, population.count)
        let path =
            Self.path(index - lower, in: population.leaves(lower..<upper)) + Self.path(run, in: runs)
        return PopulationProof(index: index, count: population.count, path: path.map { Hex.lower($0) })
    }

    /// Pairs a level's hashes until one is left; an odd last one moves up unchanged. That is the tree of RFC 6962.
    private static func fold(_ hashes: [SHA256Digest]) -> SHA256Digest {
        var level = hashes
        while level.count > 1 { level = parents(level) }
        return level.first ?? SHA256().finalize()
    }

    private static func path(_ index: Int, in hashes: [SHA256Digest]) -> [SHA256Digest] {
        var level = hashes
        var at = index
        var path: [SHA256Digest] = []
        while level.count > 1 {
            if level.indices.contains(at ^ 1) { path.append(level[at ^ 1]) }
            level = parents(level)
            at >>= 1
        }
        return path
    }

    private static func parents(_ level: [SHA256Digest]) -> [SHA256Digest] {
        var up: [SHA256Digest] = []
        up.reserveCapacity(level.count / 2 + 1)
        for index in stride(from: 0, to: level.count - 1, by: 2) { up.append(node(level[index], level[index + 1])) }
        if level.count % 2 == 1, let last = level.last { up.append(last) }
        return up
    }

    private static func node(_ left: SHA256Digest, _ right: SHA256Digest) -> SHA256Digest {
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 1) { buffer in
            buffer[0] = 1
            left.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[1..<33]).copyMemory(from: $0) }
            right.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[33..<65]).copyMemory(from: $0) }
            return Digests.digest(UnsafeRawBufferPointer(buffer))
        }
    }
}

extension Population {
    /// The root over all lines, lower-case hex: what the freeze entry and the seed document name.
    package var root: String { Hex.lower(PopulationTree(self).root) }

    /// Leaf hashes of a range of lines.
    fileprivate func leaves(_ range: Range<Int>) -> [SHA256Digest] {
        guard var stratum = ranges.firstIndex(where: { $0.contains(range.lowerBound) }) else { return [] }
        var out: [SHA256Digest] = []
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
                out.append(Digests.digest(UnsafeRawBufferPointer(buffer)))
            }
        }
        return out
    }
}

import VerifiableDraw

/// The result of a freeze.
struct Frozen {
    let population: Population
    /// Subject of every line, in the order of the file.
    let subjectIDs: [Int32]
    let strata: [Stratum]
    let excluded: [Excluded]

    /// Counts by reason, all campaigns together.
    var exclusions: [(reason: String, count: Int)] {
        Dictionary(grouping: excluded, by: \.reason)
            .map { (reason: $0.key, count: $0.value.reduce(0) { $0 + $1.subjects.count }) }
            .sorted { $0.reason.utf8.lexicographicallyPrecedes($1.reason.utf8) }
    }

    /// The file with the mapping, in pieces.
    func forEachPiece(_ body: (PopulationPiece) throws -> Void) rethrows {
        var line = 0
        var ordinal = 0
        try population.writeText { buffer in
            let count = buffer.count { $0 == 0x0A }
            try body(
                PopulationPiece(
                    ordinal: ordinal, lines: Array(buffer),
                    subjectIDs: SubjectBytes.pack(subjectIDs[line..<line + count])))
            line += count
            ordinal += 1
        }
    }
}

/// Numbers of subjects as they are kept beside a piece: 32-bit little endian.
package enum SubjectBytes {
    package static func pack(_ subjects: some Collection<Int32>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(subjects.count * 4)
        for subject in subjects { withUnsafeBytes(of: subject.littleEndian) { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// A rest of fewer than four bytes is left out: the counts then disagree, and whoever reads refuses.
    package static func unpack(_ bytes: [UInt8]) -> [Int32] {
        bytes.withUnsafeBytes { buffer in
            stride(from: 0, to: buffer.count - 3, by: 4).map {
                Int32(littleEndian: buffer.loadUnaligned(fromByteOffset: $0, as: Int32.self))
            }
        }
    }
}

/// Who was left out of a campaign's population, for auditors.
package struct Excluded: Sendable {
    package let campaign: Int64
    package let reason: String
    /// Ascending.
    package let subjects: [Int32]

    package init(campaign: Int64, reason: String, subjects: [Int32]) {
        self.campaign = campaign
        self.reason = reason
        self.subjects = subjects
    }
}

import Foundation
import Testing

@testable import TransparencyLog

/// Writes a log with keys, proofs and receipts for software that nobody here wrote: `tools/judge-log.py` sets
/// MINGCHA_LOG_OUT to the directory and judges what it finds there. Without it the same is written to a directory that
/// goes away, and read back with our own check.
@Suite("What the outside judges get")
struct JudgeExportTests {
    /// What the judges read besides the log's own files.
    struct Dossier: Codable {
        struct Inclusion: Codable {
            let index, size: UInt64
            let path: [Hash]
        }
        struct Consistency: Codable {
            let oldSize, newSize: UInt64
            let path: [Hash]
        }
        let vkey, secretLine, witnessVkey, oldCheckpoint: String
        var roots: [Hash]
        var inclusion: [Inclusion] = []
        var consistency: [Consistency] = []
        var receipts: [String] = []
    }

    static let size = 66_000
    static let oldSize = 1_021

    @Test("a log of 66,000 entries with proofs")
    func export() async throws {
        if let path = ProcessInfo.processInfo.environment["MINGCHA_LOG_OUT"] {
            try await export(to: URL(filePath: path, directoryHint: .isDirectory))
        } else {
            try await withDirectory { try await export(to: $0) }
        }
    }

    private func export(to directory: URL) async throws {
        let witness = try NoteSigner(name: "witness.example/w1", kind: .witness, seed: Array(101...132))
        var log = try LogFixture(size: Self.oldSize)
        let old = try log.checkpoint()
        let oldNote = try old.signed(by: [log.signer])
        for index in Self.oldSize..<Self.size { log.append(LogFixture.entry(index)) }

        var dossier = Dossier(
            vkey: log.signer.key.vkey, secretLine: log.signer.secretLine(), witnessVkey: witness.key.vkey,
            oldCheckpoint: oldNote.encoded,
            roots: (0...600).map { MerkleTree.root(ofLeafHashes: log.leaves.prefix($0)) })
        var wanted: [(UInt64, UInt64)] = []
        for size in 1...48 as ClosedRange<UInt64> { wanted += (0..<size).map { ($0, size) } }
        wanted += stride(from: 0, to: log.size, by: 977).map { ($0, log.size) } + [(log.size - 1, log.size)]
        for (index, size) in wanted {
            let path = try await InclusionProof.make(index: index, size: size, from: log).path
            dossier.inclusion.append(.init(index: index, size: size, path: path))
            let extended = try await ConsistencyProof.make(oldSize: index + 1, newSize: size, from: log).path
            dossier.consistency.append(.init(oldSize: index + 1, newSize: size, path: extended))
        }

        var note = try log.checkpoint().signed(by: [log.signer, witness], time: 1_790_000_000)
        note.add(SignatureLine(name: "sm2.example/log", keyID: 7, signature: [1, 2, 3, 4]))
        for index in [0, 1, 255, 256, 65_535, 65_536, 65_999] as [UInt64] {
            let path = try await InclusionProof.make(index: index, size: log.size, from: log).path
            dossier.receipts.append(
                Receipt(index: index, path: path, checkpoint: note, extra: index == 1 ? [0xFF] : nil).encoded)
        }

        var files = try log.files()
        files["checkpoint"] = Array(note.encoded.utf8)
        try write(files, to: directory)
        try JSONEncoder().encode(dossier).write(to: directory.appending(path: "dossier.json"))

        let trust = try LogTrust(
            origin: LogFixture.origin, logKeys: [log.signer.key], witnesses: [witness.key], quorum: 1)
        let report = await LogCheck(trust: trust, known: [old]).run(LogDirectory(directory.path))
        #expect(report.isIntact, "\(report.lines)")
        #expect(report.entries == UInt64(Self.size) && report.extended == 1)
        for receipt in dossier.receipts {
            let read = try Receipt(bytes: Array(receipt.utf8))
            _ = try read.verify(entry: log.entries[Int(read.index)], trust: trust)
        }
    }
}

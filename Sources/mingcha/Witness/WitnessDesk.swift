import Domain
import Foundation
import Logging
import TransparencyLog

/// A witness at work: one checkpoint after the other, each kept on disk before its signature is handed out.
actor WitnessDesk {
    private let witness: Witness
    private let folder: String
    private let time: @Sendable () -> UInt64
    private let logger: Logger

    init(
        _ witness: Witness, folder: String, logger: Logger,
        time: @escaping @Sendable () -> UInt64 = { UInt64(max(0, Date().timeIntervalSince1970)) }
    ) {
        self.witness = witness
        self.folder = folder
        self.logger = logger
        self.time = time
    }

    /// Answers a request of a log with the cosignature line.
    /// - Throws: ``WitnessRefusal``; a ``Problem`` when the state cannot be read or kept, and then nothing was signed.
    func cosign(_ body: [UInt8]) throws -> String {
        let request: WitnessRequest
        do { request = try WitnessRequest(bytes: body) } catch { throw WitnessRefusal.malformed(error) }
        do {
            let (line, checkpoint) = try witness.cosign(request, time: time()) { try self.latest($0) }
            var note = request.checkpoint
            note.add(line)
            try DurableFile.write(Array(note.encoded.utf8), to: path(checkpoint.origin))
            return line.line
        } catch let refusal as WitnessRefusal {
            keepEvidence(request, refusal)
            throw refusal
        }
    }

    /// What was signed last for a log. A file that cannot be read is no reason to begin anew.
    private func latest(_ origin: String) throws -> Checkpoint? {
        guard let bytes = try DurableFile.read(path(origin)) else { return nil }
        do {
            return try Checkpoint(text: SignedNote(bytes: bytes).text)
        } catch {
            throw Problem(.unavailable, "witness.state", "见证记录 \(path(origin)) 损坏：\(error)。", remedy: "请从备份恢复这个文件。")
        }
    }

    private func path(_ origin: String) -> String {
        folder + "/seen-" + MerkleTree.leafHash(Array(origin.utf8)).hex.prefix(32) + ".checkpoint"
    }

    /// A checkpoint that the log signed and that contradicts what it signed before proves what it did: kept, a few.
    private func keepEvidence(_ request: WitnessRequest, _ refusal: WitnessRefusal) {
        switch refusal {
        case .inconsistent: break
        case .conflict(let size) where size == request.oldSize: break
        default: return
        }
        logger.critical("the log contradicts itself", metadata: ["status": "\(refusal.status)"])
        for number in 1...20 {
            let path = "\(folder)/evidence-\(number).txt"
            if FileManager.default.fileExists(atPath: path) { continue }
            do { try DurableFile.write(Array(request.encoded.utf8), to: path) } catch {
                logger.error("evidence not kept", metadata: ["error": "\(error)"])
            }
            return
        }
    }
}

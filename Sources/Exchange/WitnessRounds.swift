import AsyncHTTPClient
package import Domain
package import Logging
import NIOCore
import NIOHTTP1
import Synchronization
package import TransparencyLog

/// What came of asking one witness.
package enum WitnessAnswer: Sendable {
    case cosigned(SignatureLine)
    /// It has seen a log that ours is no continuation of: ours was rewritten, or restored from an old backup.
    case contradicts(String)
    /// It could not be asked, or would not say.
    case unavailable(String)
}

/// Shows the log's heads to its witnesses and keeps what they sign (C2SP tlog-witness, the log's side).
///
/// A round takes the head, asks all witnesses at once and publishes the head with the cosignatures that came. A witness
/// that is down costs a round its time limit and nothing else: no use case waits for a round.
package final class WitnessRounds: Sendable {
    /// The longest that one witness is waited for.
    static let patience = Duration.seconds(5)

    private struct State {
        /// The size each witness signed last, as far as known; asked for with the first answer.
        var sizes: [LogKey: Int64] = [:]
        /// Witnesses whose trouble has been reported.
        var troubled: Set<LogKey> = []
    }

    private let house: House
    private let witnesses: [WitnessEndpoint]
    private let logger: Logger
    private let state = Mutex(State())

    package init(_ house: House, witnesses: [WitnessEndpoint], logger: Logger) {
        self.house = house
        self.witnesses = witnesses
        self.logger = logger
    }

    /// Takes the head once around. Without witnesses the head is only remembered as the state to continue.
    /// - Returns: how many cosignatures the newest published checkpoint has.
    @discardableResult
    package func round() async throws -> Int {
        let checkpoints = house.checkpoints
        let (head, published) = try await house.storage.read { stores in
            (try checkpoints.head(of: stores.ledger), try stores.ledger.published())
        }
        guard head.size > 0, !witnesses.isEmpty else { return 0 }
        let present = published.flatMap { $0.size == head.size && $0.root == head.root ? $0.note : nil }
        let missing = witnesses.filter { witness in present.map { !has($0, witness) } ?? true }
        guard !missing.isEmpty else { return witnesses.count }

        var answers: [(WitnessEndpoint, WitnessAnswer)] = []
        await withTaskGroup(of: (WitnessEndpoint, WitnessAnswer).self) { group in
            for witness in missing { group.addTask { (witness, await self.ask(witness, head)) } }
            for await answer in group { answers.append(answer) }
        }
        var note = head.note
        var isContradicted = false
        for (witness, answer) in answers {
            report(witness, answer)
            switch answer {
            case .cosigned(let line): note.add(line)
            case .contradicts: isContradicted = true
            case .unavailable: break
            }
        }
        // What a witness contradicts is not shown to anybody else.
        guard !isContradicted else { return 0 }
        let (signed, now) = (note, house.clock.now())
        let kept = try await house.storage.housekeep { stores in
            var note = signed
            // Another process of this house may have asked at the same time.
            if let earlier = try stores.ledger.published(size: head.size), earlier.root == head.root {
                for line in earlier.note.signatures { note.add(line) }
            }
            try stores.ledger.publish(PublishedCheckpoint(size: head.size, root: head.root, note: note), at: now)
            return note
        }
        return witnesses.filter { has(kept, $0) }.count
    }

    private func has(_ note: SignedNote, _ witness: WitnessEndpoint) -> Bool {
        (try? note.verify(keys: [witness.key])) != nil
    }

    // MARK: - One witness

    private func ask(_ witness: WitnessEndpoint, _ head: PublishedCheckpoint) async -> WitnessAnswer {
        var old = state.withLock { $0.sizes[witness.key] } ?? 0
        do {
            // Once with the size we think it has seen, once with the size it says.
            for _ in 0..<2 {
                guard old <= head.size else { return try await beyond(witness, old, head) }
                let (status, body) = try await send(try await request(from: old, head), to: witness)
                switch status {
                case 200:
                    let line = try cosignature(body, of: witness, on: head.note)
                    state.withLock { $0.sizes[witness.key] = head.size }
                    return .cosigned(line)
                case 409:
                    guard let size = Int64(body.filter { !$0.isWhitespace }), size >= 0 else {
                        return .unavailable("答复 409 而没有条数")
                    }
                    if size == old { return .contradicts("它见过的第 \(size) 条处是另一个根哈希") }
                    state.withLock { $0.sizes[witness.key] = size }
                    old = size
                case 422: return .contradicts("它见过的前 \(old) 条与本日志不一致")
                default: return .unavailable("答复 \(status)：\(body.prefix(200))")
                }
            }
            return .unavailable("它的条数一直在变")
        } catch {
            return .unavailable("\(error)")
        }
    }

    /// It has seen more than our head: another process of ours was faster, or our log lost its end.
    private func beyond(_ witness: WitnessEndpoint, _ size: Int64, _ head: PublishedCheckpoint) async throws
        -> WitnessAnswer
    {
        let now = try await house.storage.read { try $0.ledger.size() }
        return now >= size
            ? .unavailable("它刚见过更新的检查点") : .contradicts("它见过 \(size) 条，本日志只有 \(now) 条")
    }

    private func request(from old: Int64, _ head: PublishedCheckpoint) async throws -> WitnessRequest {
        let checkpoints = house.checkpoints
        let path = try await house.storage.read { stores in
            try checkpoints.consistency(from: old, to: head.size, in: stores.ledger)
        }
        return WitnessRequest(oldSize: UInt64(old), path: path, checkpoint: head.note)
    }

    private func send(_ body: WitnessRequest, to witness: WitnessEndpoint) async throws -> (Int, String) {
        var request = HTTPClientRequest(url: witness.url + "/add-checkpoint")
        request.method = .POST
        request.headers.add(name: "content-type", value: "text/plain; charset=utf-8")
        request.body = .bytes(ByteBuffer(string: body.encoded))
        let answer = try await HTTPClient.shared.execute(
            request, timeout: .seconds(Int64(Self.patience.components.seconds)))
        let text = try await answer.body.collect(upTo: 65_536)
        return (Int(answer.status.code), String(buffer: text))
    }

    /// The witness's line among those it answered with, its signature checked.
    private func cosignature(_ body: String, of witness: WitnessEndpoint, on note: SignedNote) throws -> SignatureLine {
        let signed = try SignedNote(bytes: Array((note.text + "\n" + body).utf8))
        _ = try signed.verify(keys: [witness.key])
        guard
            let line = signed.signatures.first(where: {
                $0.keyID == witness.key.keyID && $0.name.utf8.elementsEqual(witness.key.name.utf8)
            })
        else { throw Problem.notFound("见证签名") }
        return line
    }

    /// Trouble is said once when it begins, and its end; a contradiction every time.
    private func report(_ witness: WitnessEndpoint, _ answer: WitnessAnswer) {
        let name = Logger.MetadataValue.string(witness.key.name)
        switch answer {
        case .cosigned:
            let recovered = state.withLock { $0.troubled.remove(witness.key) != nil }
            if recovered { logger.info("witness answers again", metadata: ["witness": name]) }
        case .unavailable(let why):
            let isNew = state.withLock { $0.troubled.insert(witness.key).inserted }
            if isNew { logger.warning("witness does not cosign", metadata: ["witness": name, "why": "\(why)"]) }
        case .contradicts(let why):
            logger.critical("witness contradicts the log", metadata: ["witness": name, "why": "\(why)"])
        }
    }
}

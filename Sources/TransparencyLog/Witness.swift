/// What a log sends to a witness: a new checkpoint and the proof that it extends the one the witness saw last
/// (C2SP tlog-witness, `add-checkpoint`).
package struct WitnessRequest: Sendable {
    package let oldSize: UInt64
    /// The consistency path from the old size; empty if that is 0.
    package let path: [Hash]
    package let checkpoint: SignedNote

    package init(oldSize: UInt64, path: [Hash], checkpoint: SignedNote) {
        self.oldSize = oldSize
        self.path = path
        self.checkpoint = checkpoint
    }

    /// Reads the body of a request.
    /// - Throws: `malformed`.
    package init(bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= SignedNote.maximumBytes else {
            throw LogError(.malformed, "见证请求过长:\(bytes.count) 字节")
        }
        var rest = bytes[...]
        var lines: [String] = []
        while let end = rest.firstIndex(of: 0x0A), end > rest.startIndex, lines.count <= 64 {
            lines.append(String(decoding: rest[..<end], as: UTF8.self))
            rest = rest[(end + 1)...]
        }
        guard rest.popFirst() == 0x0A, let first = lines.first, first.utf8.starts(with: "old ".utf8),
            let oldSize = Decimal64.parse(first.utf8.dropFirst(4)), lines.count <= 64
        else { throw LogError(.malformed, "见证请求格式不对:首行应为“old 条数”,证明之后应有空行") }
        var path: [Hash] = []
        for line in lines.dropFirst() {
            guard let hash = Hash(base64: line) else { throw LogError(.malformed, "见证请求中的证明格式不对") }
            path.append(hash)
        }
        self.init(oldSize: oldSize, path: path, checkpoint: try SignedNote(bytes: Array(rest)))
    }

    /// The body of a request.
    package var encoded: String {
        (["old \(oldSize)"] + path.map(\.base64)).map { $0 + "\n" }.joined() + "\n" + checkpoint.encoded
    }
}

/// Why a witness does not sign, with the HTTP answer that C2SP tlog-witness asks for.
package enum WitnessRefusal: Error, Sendable, Hashable {
    /// The request makes no sense.
    case malformed(LogError)
    /// The checkpoint's log is not among those witnessed.
    case unknownLog(origin: String)
    /// The log has not signed.
    case notSigned(LogError)
    /// The witness has seen another size, which it tells; or another root at that size.
    case conflict(size: UInt64)
    /// The log was rewritten, or the proof is wrong. Worth an alarm: the note is evidence.
    case inconsistent(LogError)

    /// 400, 404, 403, 409 or 422.
    package var status: Int {
        switch self {
        case .malformed: 400
        case .unknownLog: 404
        case .notSigned: 403
        case .conflict: 409
        case .inconsistent: 422
        }
    }

    /// For a conflict the size, as `text/x.tlog.size`; a Chinese sentence otherwise.
    package var body: String {
        switch self {
        case .malformed(let error), .notSigned(let error), .inconsistent(let error): error.message + "\n"
        case .unknownLog(let origin): "本见证人不见证这个日志:“\(origin)”\n"
        case .conflict(let size): "\(size)\n"
        }
    }
}

/// A witness's judgement; what it has signed last is kept by the caller.
package struct Witness: Sendable {
    private let signer: NoteSigner
    /// The logs witnessed, by origin.
    package let logs: [LogTrust]

    /// - Throws: `malformed` if the key is no witness key.
    package init(signer: NoteSigner, logs: [LogTrust]) throws(LogError) {
        guard signer.key.kind == .witness else { throw LogError(.malformed, "见证人须用见证签名类型(4)的密钥") }
        self.signer = signer
        self.logs = logs
    }

    /// Signs a checkpoint that extends the last one signed.
    ///
    /// The caller must store the answer's checkpoint in place of `latest` before it hands the signature out, in one
    /// step that fails if `latest` has changed meanwhile; or the witness could be led to sign a log that shrinks.
    /// - Parameters:
    ///   - latest: what was signed last, by the origin asked for; nil if nothing.
    ///   - time: now, in seconds since 1970.
    package func cosign(
        _ request: WitnessRequest, time: UInt64, latest: (_ origin: String) throws -> Checkpoint?
    ) throws -> (line: SignatureLine, checkpoint: Checkpoint) {
        let claimed: Checkpoint
        do { claimed = try Checkpoint(text: request.checkpoint.text) } catch { throw WitnessRefusal.malformed(error) }
        guard let trust = logs.first(where: { $0.origin.sameBytes(as: claimed.origin) }) else {
            throw WitnessRefusal.unknownLog(origin: claimed.origin)
        }
        let checkpoint: Checkpoint
        do { checkpoint = try trust.open(request.checkpoint).checkpoint } catch {
            throw WitnessRefusal.notSigned(error)
        }
        guard request.oldSize <= checkpoint.size else {
            throw WitnessRefusal.malformed(LogError(.outOfRange, "旧条数大于检查点的条数"))
        }
        let last = try latest(checkpoint.origin)
        let lastSize = last?.size ?? 0
        guard request.oldSize == lastSize else { throw WitnessRefusal.conflict(size: lastSize) }
        let lastRoot = last?.root ?? MerkleTree.emptyRoot
        guard checkpoint.size != lastSize || checkpoint.root == lastRoot else {
            throw WitnessRefusal.conflict(size: lastSize)
        }
        do {
            try ConsistencyProof(oldSize: lastSize, newSize: checkpoint.size, path: request.path)
                .verify(oldRoot: lastRoot, newRoot: checkpoint.root)
        } catch {
            throw WitnessRefusal.inconsistent(error)
        }
        return (try signer.sign(request.checkpoint.text, time: time), checkpoint)
    }
}

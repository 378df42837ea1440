/// The state of a log at a size: the text that the log signs (C2SP tlog-checkpoint).
package struct Checkpoint: Sendable, Hashable {
    /// Which log: a URL without scheme, such as `mingcha.example/log`.
    package let origin: String
    /// The number of entries.
    package let size: UInt64
    /// The root hash over them.
    package let root: Hash
    /// Further lines the log signed with it, usually none.
    package let extensions: [String]

    /// - Throws: `malformed` if the origin or an extension is empty or has a control character, `outOfRange` for a size
    ///   above `Int64.max`.
    package init(origin: String, size: UInt64, root: Hash, extensions: [String] = []) throws(LogError) {
        for line in [origin] + extensions {
            guard !line.isEmpty, !line.utf8.contains(where: { $0 < 0x20 }) else {
                throw LogError(.malformed, "检查点的每一行都不能为空,也不能含控制字符")
            }
        }
        guard size <= UInt64(Int64.max) else { throw LogError(.outOfRange, "检查点的条数超出范围") }
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// Reads the text of a checkpoint, without its signatures.
    /// - Throws: `malformed`.
    package init(text: String) throws(LogError) {
        let lines = Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard lines.count >= 4, let last = lines.last, last.isEmpty else {
            throw LogError(.malformed, "检查点应至少有来源、条数、根哈希三行")
        }
        guard let size = Decimal64.parse(lines[1].utf8) else {
            throw LogError(.malformed, "检查点第二行不是条数:“\(lines[1])”")
        }
        guard let root = Hash(base64: lines[2]) else {
            throw LogError(.malformed, "检查点第三行不是根哈希:“\(lines[2])”")
        }
        guard size > 0 || root == MerkleTree.emptyRoot else {
            throw LogError(.mismatch, "空日志的根哈希不对")
        }
        try self.init(origin: lines[0], size: size, root: root, extensions: Array(lines[3..<(lines.count - 1)]))
    }

    /// The text to sign, each line ending in LF.
    package var text: String {
        ([origin, String(size), root.base64] + extensions).map { $0 + "\n" }.joined()
    }

    /// Signs the checkpoint, usually with the log's key alone; witnesses add theirs later.
    /// - Parameter time: seconds since 1970, for signers that are witnesses.
    package func signed(by signers: [NoteSigner], time: UInt64 = 0) throws(LogError) -> SignedNote {
        var note = try SignedNote(text: text)
        for signer in signers { note.add(try signer.sign(text, time: time)) }
        return note
    }

    package static func == (left: Checkpoint, right: Checkpoint) -> Bool {
        left.size == right.size && left.root == right.root && left.text.sameBytes(as: right.text)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(size)
        hasher.combine(root)
    }
}

/// Whom a reader trusts: one log by its keys, and so many of some witnesses.
package struct LogTrust: Sendable, Hashable {
    /// The origin line that checkpoints must have.
    package let origin: String
    /// Keys of which one signature is enough: the present key, and during a rotation the one before or after.
    package let logKeys: [LogKey]
    package let witnesses: [LogKey]
    /// How many different witnesses must have cosigned.
    package let quorum: Int

    /// - Throws: `malformed` without a log key, with a key of the wrong kind, or with a quorum that cannot be met.
    package init(origin: String, logKeys: [LogKey], witnesses: [LogKey] = [], quorum: Int = 0) throws(LogError) {
        guard !logKeys.isEmpty, logKeys.allSatisfy({ $0.kind == .log }) else {
            throw LogError(.malformed, "须给出日志自己的公钥(类型 1)")
        }
        guard witnesses.allSatisfy({ $0.kind == .witness }) else {
            throw LogError(.malformed, "见证人的公钥须为见证签名类型(4)")
        }
        // One public key under two names would count twice: the signed message does not hold the witness's name.
        guard quorum >= 0, quorum <= Set(witnesses.map(\.publicKey)).count else {
            throw LogError(.malformed, "要求 \(quorum) 个见证签名,但可信见证人只有 \(witnesses.count) 个")
        }
        self.origin = origin
        self.logKeys = logKeys
        self.witnesses = witnesses
        self.quorum = quorum
    }

    /// Trust in a log whose origin is the name of its key, and in no witness.
    package init(key: LogKey) throws(LogError) { try self.init(origin: key.name, logKeys: [key]) }

    /// Opens a signed checkpoint: signatures, then origin.
    /// - Throws: `malformed`, `badSignature`, `notSigned`, `wrongOrigin`.
    package func open(_ note: SignedNote) throws(LogError) -> SignedCheckpoint {
        let signatures = try note.verify(keys: logKeys + witnesses)
        guard signatures.contains(where: { $0.key.kind == .log }) else {
            throw LogError(.notSigned, "检查点没有日志自己的签名")
        }
        let seen = Set(signatures.filter { $0.key.kind == .witness }.map(\.key.publicKey)).count
        guard seen >= quorum else {
            throw LogError(.notSigned, "检查点的见证签名不足:需要 \(quorum) 个,只有 \(seen) 个")
        }
        let checkpoint = try Checkpoint(text: note.text)
        guard checkpoint.origin.sameBytes(as: origin) else {
            throw LogError(.wrongOrigin, "检查点属于另一个日志:“\(checkpoint.origin)”,应为“\(origin)”")
        }
        return SignedCheckpoint(checkpoint: checkpoint, note: note, signatures: signatures)
    }
}

/// A checkpoint whose signatures have been checked; made by `LogTrust.open` only.
package struct SignedCheckpoint: Sendable {
    package let checkpoint: Checkpoint
    package let note: SignedNote
    /// The trusted keys that signed.
    package let signatures: [VerifiedSignature]

    fileprivate init(checkpoint: Checkpoint, note: SignedNote, signatures: [VerifiedSignature]) {
        self.checkpoint = checkpoint
        self.note = note
        self.signatures = signatures
    }
}

/// A proof that a reader keeps and checks offline: where an entry is in a log, and the checkpoint that says so
/// (C2SP tlog-proof v1, file extension `.tlog-proof`).
package struct Receipt: Sendable {
    private static let header = "c2sp.org/tlog-proof@v1"

    /// Bytes for the application; nothing protects them, so trust nothing in them.
    package let extra: [UInt8]?
    /// The entry's place in the log, from 0.
    package let index: UInt64
    /// The inclusion path, from the leaf's sibling up to the root's child.
    package let path: [Hash]
    /// The signed checkpoint, verbatim.
    package let checkpoint: SignedNote

    package init(index: UInt64, path: [Hash], checkpoint: SignedNote, extra: [UInt8]? = nil) {
        self.extra = extra
        self.index = index
        self.path = path
        self.checkpoint = checkpoint
    }

    /// Reads a receipt.
    /// - Throws: `malformed`.
    package init(bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= SignedNote.maximumBytes else {
            throw LogError(.malformed, "回执过长:\(bytes.count) 字节")
        }
        var rest = bytes[...]
        /// The next line without its newline; nil at the end, so that an unfinished line is not a line.
        func next() -> String? {
            guard let end = rest.firstIndex(of: 0x0A) else { return nil }
            defer { rest = rest[(end + 1)...] }
            return String(validating: rest[..<end], as: UTF8.self)
        }
        guard let first = next(), first.sameBytes(as: Self.header) else {
            throw LogError(.malformed, "不是日志回执:首行应为 \(Self.header)")
        }
        var line = next()
        var extra: [UInt8]?
        if let text = line, text.utf8.starts(with: "extra ".utf8) {
            guard let decoded = Base64.decode(text.dropFirst(6)) else {
                throw LogError(.malformed, "回执的附加数据不是有效的 base64 编码")
            }
            extra = decoded
            line = next()
        }
        guard let text = line, text.utf8.starts(with: "index ".utf8),
            let index = Decimal64.parse(text.utf8.dropFirst(6))
        else { throw LogError(.malformed, "回执缺少条目序号(index)") }
        var path: [Hash] = []
        while true {
            guard let text = next() else { throw LogError(.malformed, "回执不完整:缺少检查点") }
            if text.isEmpty { break }
            guard path.count < 63, let hash = Hash(base64: text) else {
                throw LogError(.malformed, "回执第 \(path.count + 1) 个哈希格式不对")
            }
            path.append(hash)
        }
        self.init(index: index, path: path, checkpoint: try SignedNote(bytes: Array(rest)), extra: extra)
    }

    /// The receipt as a file.
    package var encoded: String {
        var lines = [Self.header]
        if let extra { lines.append("extra " + Base64.encode(extra)) }
        lines.append("index \(index)")
        lines += path.map(\.base64)
        return lines.map { $0 + "\n" }.joined() + "\n" + checkpoint.encoded
    }

    /// Checks that the log that is trusted has this entry at `index`.
    /// - Throws: what `LogTrust.open` and `InclusionProof.verify` throw.
    package func verify(entry: [UInt8], trust: LogTrust) throws(LogError) -> SignedCheckpoint {
        try verify(leafHash: MerkleTree.leafHash(entry), trust: trust)
    }

    /// The same for an entry known by its leaf hash.
    package func verify(leafHash: Hash, trust: LogTrust) throws(LogError) -> SignedCheckpoint {
        let opened = try trust.open(checkpoint)
        try InclusionProof(index: index, size: opened.checkpoint.size, path: path)
            .verify(leafHash: leafHash, root: opened.checkpoint.root)
        return opened
    }

    /// The same for keys alone: the log's, whose name is the origin, and any witnesses', all of which must have signed.
    package func verify(entry: [UInt8], keys: [LogKey]) throws(LogError) -> SignedCheckpoint {
        let logKeys = keys.filter { $0.kind == .log }
        let witnesses = keys.filter { $0.kind == .witness }
        guard let name = logKeys.first?.name, logKeys.allSatisfy({ $0.name.sameBytes(as: name) }) else {
            throw LogError(.malformed, "须给出同一个日志的公钥")
        }
        return try verify(
            entry: entry,
            trust: LogTrust(
                origin: name, logKeys: logKeys, witnesses: witnesses, quorum: Set(witnesses.map(\.publicKey)).count))
    }
}

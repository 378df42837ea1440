package import TransparencyLog

/// Signs the log's heads and makes receipts. One set of keys for an installation, kept outside the database.
package struct Checkpoints: Sendable {
    /// The keys that sign, the present one first; two while a rotation is under way.
    private let signers: [NoteSigner]
    /// Public keys that signed in former times: readers of old receipts need them.
    private let retired: [LogKey]
    private let present: NoteSigner
    /// What left the house last; nil where nothing leaves it (tests, measurements).
    private let memory: (any CheckpointMemory)?
    /// Who cosigns new heads before the world sees them; empty where nobody does.
    package let witnesses: [LogKey]
    package var isWitnessed: Bool { !witnesses.isEmpty }

    /// - Throws: `malformed` without a signer, or with keys of different names: the name is the log's origin.
    package init(
        signers: [NoteSigner], retired: [LogKey] = [], memory: (any CheckpointMemory)? = nil, witnesses: [LogKey] = []
    ) throws(LogError) {
        guard let first = signers.first else { throw LogError(.malformed, "没有日志签名密钥") }
        let names = signers.map(\.key.name) + retired.map(\.name)
        guard names.allSatisfy({ $0.utf8.elementsEqual(first.key.name.utf8) }) else {
            throw LogError(.malformed, "日志的各个密钥名称不同：\(names.joined(separator: "、"))")
        }
        self.signers = signers
        self.retired = retired
        present = first
        self.memory = memory
        self.witnesses = witnesses
    }

    /// One key and no memory of what left the house.
    package init(signer: NoteSigner) {
        signers = [signer]
        retired = []
        present = signer
        memory = nil
        witnesses = []
    }

    /// Name of the log, first line of every checkpoint.
    package var origin: String { present.key.name }

    /// All keys under which a checkpoint of this log may stand: those that sign, then the retired ones.
    package var keys: [LogKey] { signers.map(\.key) + retired }

    /// Keys that sign now.
    package var signing: [LogKey] { signers.map(\.key) }

    /// Verifier keys, `name+hex+base64`, one a line, without a final newline.
    package var vkey: String { keys.map(\.vkey).joined(separator: "\n") }

    /// What a reader trusts who has this log's published keys.
    package func trust() throws(LogError) -> LogTrust { try LogTrust(origin: origin, logKeys: keys) }

    /// The signed head of the log as it stands in this transaction.
    package func checkpoint(of ledger: any Ledger) throws -> SignedNote {
        let size = try ledger.size()
        return try checkpoint(size: size, root: ledger.root(size: size))
    }

    /// The checkpoint to show to the world: the newest that witnesses have seen, or the head where there are none.
    ///
    /// A head that is shown for the first time is remembered outside the database before it is handed out.
    /// - Throws: `log.behind` or `log.forked` when the log is not the continuation of what was shown before.
    package func shown(of ledger: any Ledger) throws -> PublishedCheckpoint {
        guard isWitnessed, let witnessed = try ledger.published() else { return try head(of: ledger) }
        try admit(size: witnessed.size, root: witnessed.root, in: ledger, mayBeOlder: true)
        return witnessed
    }

    /// The head, signed and remembered as having left the house.
    package func head(of ledger: any Ledger) throws -> PublishedCheckpoint {
        let size = try ledger.size()
        let root = try ledger.root(size: size)
        try admit(size: size, root: root, in: ledger)
        return PublishedCheckpoint(size: size, root: root, note: try checkpoint(size: size, root: root))
    }

    /// Refuses when the log is shorter than what was shown before, or another one. To be asked before anything is signed
    /// or written: a database restored from an old backup would otherwise be a fork.
    package func check(_ ledger: any Ledger) throws {
        guard let memory, let last = try memory.last() else { return }
        try compare(size: ledger.size(), with: last, in: ledger)
    }

    /// What left the house last, as far as this machine remembers.
    package func remembered() throws -> Checkpoint? { try memory?.last() }

    private func admit(size: Int64, root: Hash, in ledger: any Ledger, mayBeOlder: Bool = false) throws {
        guard let memory, size > 0 else { return }
        let last = try memory.last()
        if let last {
            if last.size == UInt64(size) && last.root == root { return }
            if mayBeOlder, last.size > UInt64(size), try ledger.size() >= Int64(last.size) { return }
            try compare(size: size, with: last, in: ledger)
        }
        try memory.remember(Checkpoint(origin: origin, size: UInt64(size), root: root))
    }

    private func compare(size: Int64, with last: Checkpoint, in ledger: any Ledger) throws {
        let known = Int64(last.size)
        guard size >= known else {
            throw Problem(
                .conflict, "log.behind", "留痕日志只有 \(size) 条，而对外公布过 \(known) 条：数据库可能是从旧备份恢复的，继续办理会使日志前后矛盾。",
                clause: "3.5.4", remedy: "请恢复更新的备份；没有的，按 docs/log.md“恢复备份之后”办理。")
        }
        guard try ledger.root(size: known) == last.root else {
            throw Problem(
                .conflict, "log.forked", "留痕日志前 \(known) 条与对外公布过的不一致：数据库被改动过，或不是同一个日志。", clause: "3.5.4",
                remedy: "请停止办理，用 mingcha log verify 查明位置，从备份恢复。")
        }
    }

    /// A tlog-proof receipt of an entry. Against the newest checkpoint that witnesses have seen, if it covers the entry,
    /// else against the head as it stands in this transaction; or against the log of an earlier size. It carries the
    /// witnesses' cosignatures where that checkpoint has any.
    package func receipt(of index: Int64, in ledger: any Ledger, size: Int64? = nil) throws -> Receipt {
        let head = try ledger.size()
        var published = try size.map { try ledger.published(size: $0) } ?? ledger.published()
        if let found = published, found.size <= index || found.size > head { published = nil }
        let size = size ?? published?.size ?? head
        guard index >= 0, index < size else { throw Problem.notFound("留痕记录") }
        let plan = try InclusionProof.plan(index: UInt64(index), size: UInt64(size))
        let path = try plan.path(hashes(plan, in: ledger))
        let root = try ledger.root(size: size)
        if let published, published.size == size, published.root == root {
            return Receipt(index: UInt64(index), path: path, checkpoint: published.note)
        }
        return Receipt(index: UInt64(index), path: path, checkpoint: try checkpoint(size: size, root: root))
    }

    /// The proof that the log of `size` entries extends that of `oldSize`, for a witness.
    package func consistency(from oldSize: Int64, to size: Int64, in ledger: any Ledger) throws -> [Hash] {
        guard oldSize > 0 else { return [] }
        let plan = try ConsistencyProof.plan(oldSize: UInt64(oldSize), newSize: UInt64(size))
        return try plan.path(hashes(plan, in: ledger))
    }

    private func hashes(_ plan: ProofPlan, in ledger: any Ledger) throws -> [Hash] {
        try plan.nodes.map { node in
            guard let hash = try ledger.node(level: node.level, index: Int64(node.index)) else {
                throw Problem(.defect, "ledger.node-missing", "留痕日志缺少节点，无法出具回执。", clause: "3.5.4")
            }
            return hash
        }
    }

    private func checkpoint(size: Int64, root: Hash) throws -> SignedNote {
        try Checkpoint(origin: origin, size: UInt64(size), root: root).signed(by: signers)
    }
}

/// What left the house last, remembered where restoring the database does not reach.
package protocol CheckpointMemory: Sendable {
    func last() throws -> Checkpoint?
    /// Durable when it returns. A checkpoint smaller than the one remembered changes nothing.
    func remember(_ checkpoint: Checkpoint) throws
}

/// A checkpoint that was shown, with whatever cosignatures came back.
package struct PublishedCheckpoint: Sendable {
    package let size: Int64
    package let root: Hash
    package let note: SignedNote

    package init(size: Int64, root: Hash, note: SignedNote) {
        self.size = size
        self.root = root
        self.note = note
    }
}

package import TransparencyLog

/// Signs the log's tree heads and makes receipts. One signing key for an installation, kept outside the database.
package struct Checkpoints: Sendable {
    private let signer: NoteSigner

    package init(signer: NoteSigner) { self.signer = signer }

    /// Name of the log, first line of every checkpoint.
    package var origin: String { signer.key.name }

    /// Verifier key, `name+hex+base64`.
    package var vkey: String { signer.key.vkey }

    /// The signed head of the log as it stands in this transaction.
    package func checkpoint(of ledger: any Ledger) throws -> SignedNote {
        let size = try ledger.size()
        return try checkpoint(size: size, root: ledger.root(size: size))
    }

    /// A tlog-proof receipt of an entry against the head as it stands in this transaction, or against the log of an
    /// earlier size.
    package func receipt(of index: Int64, in ledger: any Ledger, size: Int64? = nil) throws -> Receipt {
        let size = try size ?? ledger.size()
        guard index >= 0, index < size else { throw Problem.notFound("留痕记录") }
        let plan = try InclusionProof.plan(index: UInt64(index), size: UInt64(size))
        let hashes = try plan.nodes.map { node in
            guard let hash = try ledger.node(level: node.level, index: Int64(node.index)) else {
                throw Problem(.defect, "ledger.node-missing", "留痕日志缺少节点，无法出具回执。", clause: "3.5.4")
            }
            return hash
        }
        let head = try checkpoint(size: size, root: ledger.root(size: size))
        return Receipt(index: UInt64(index), path: try plan.path(hashes), checkpoint: head)
    }

    private func checkpoint(size: Int64, root: Hash) throws -> SignedNote {
        try Checkpoint(origin: origin, size: UInt64(size), root: root).signed(by: [signer])
    }
}

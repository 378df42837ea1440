package import TransparencyLog

/// How the log's witnesses stand: who cosigned which head when, and who is late. Public, like the log.
package struct Witnessing: Sendable {
    /// Heads of which the signatures are told one by one.
    package static let recent = 20

    /// A head that a witness cosigned.
    package struct Signature: Sendable, Equatable {
        package let witness: String
        package let size: Int64
        /// By the witness's own clock; nil for a time beyond all dates.
        package let at: Moment?
    }

    package struct Standing: Sendable {
        package let key: LogKey
        /// The newest head it cosigned; nil when it never did.
        package let last: Signature?
        /// Entries between that head and the newest that was shown to witnesses.
        package let behind: Int64

        package var isLate: Bool { behind > 0 }
    }

    package struct View: Sendable {
        /// Size of the newest head that was shown to witnesses; nil when none was.
        package let newest: Int64?
        /// In the order of the operator's list.
        package let standings: [Standing]
        /// Newest first, with the signatures of the witnesses listed now.
        package let heads: [(checkpoint: PublishedCheckpoint, signatures: [Signature])]

        package var late: [Standing] { standings.filter(\.isLate) }
    }

    let house: House

    package init(_ house: House) { self.house = house }

    package func view() async throws -> View {
        let witnesses = house.checkpoints.witnesses
        return try await house.storage.read { stores in
            let recent = try stores.ledger.published(newest: Witnessing.recent, signedBy: nil)
            let newest = recent.first?.size
            let standings = try witnesses.map { key in
                let last = try stores.ledger.published(newest: 1, signedBy: key.name).first.flatMap {
                    Witnessing.signatures(on: $0, by: [key]).first
                }
                return Standing(key: key, last: last, behind: (newest ?? 0) - (last?.size ?? 0))
            }
            return View(
                newest: newest, standings: standings,
                heads: recent.map { ($0, Witnessing.signatures(on: $0, by: witnesses)) })
        }
    }

    /// The cosignatures that verify.
    private static func signatures(on head: PublishedCheckpoint, by witnesses: [LogKey]) -> [Signature] {
        witnesses.compactMap { key in
            guard let verified = try? head.note.verify(keys: [key]).first else { return nil }
            let at = verified.time.flatMap { Int64(exactly: $0) }.flatMap { seconds in
                seconds < 253_402_300_800 ? Moment(milliseconds: seconds * 1000) : nil
            }
            return Signature(witness: key.name, size: head.size, at: at)
        }
    }
}

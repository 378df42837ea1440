import TransparencyLog

/// What the public reads: the projection, and receipts of the log. No login, nothing of the working tables.
package struct Portal: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    package func results(_ search: ResultSearch, slice: Slice) async throws -> Listing<PublicResult> {
        let today = house.clock.today
        return try await house.storage.read { try $0.publication.results(search, on: today, slice: slice) }
    }

    /// A result on display. One that has expired (5.5.1) looks like one that never was.
    package func result(_ id: Int64) async throws -> PublicResult {
        let today = house.clock.today
        return try await house.storage.read {
            guard let result = try $0.publication.result(id: id, on: today) else { throw Portal.gone("公示结果") }
            return result
        }
    }

    /// Proof that the publication of a result stands in the log: tlog-proof text, the entry's bytes, and the record
    /// whose SHA-256 the entry holds.
    package func proof(of id: Int64) async throws -> ResultProof {
        let today = house.clock.today
        let checkpoints = house.checkpoints
        return try await house.storage.read { stores in
            guard let result = try stores.publication.result(id: id, on: today) else { throw Portal.gone("公示结果") }
            return ResultProof(
                receipt: try Portal.receipt(of: result.logEntry, checkpoints, stores.ledger),
                entry: try stores.ledger.entry(result.logEntry), record: result.record)
        }
    }

    package func regions() async throws -> [(code: RegionCode, name: String)] {
        let today = house.clock.today
        return try await house.storage.read { try $0.publication.resultRegions(on: today) }
    }

    package func ceremonies(_ slice: Slice) async throws -> Listing<PublicCeremony> {
        try await house.storage.read { try $0.publication.ceremonies(slice: slice) }
    }

    package func ceremony(_ code: String) async throws -> PublicCeremony {
        try await house.storage.read {
            guard let ceremony = try $0.publication.publicCeremony(code: code) else { throw Portal.gone("摇号") }
            return ceremony
        }
    }

    /// One piece of the frozen population; nil beyond the last. Pieces never change once they are there.
    package func population(_ code: String, piece: Int) async throws -> [UInt8]? {
        try await house.storage.read { try $0.publication.populationPiece(code: code, ordinal: piece) }
    }

    /// Proof of a drawn slip as JSON: index, count and path, nothing about who it is.
    package func slipProof(_ code: String, slip: String) async throws -> String {
        try await house.storage.read {
            guard let proof = try $0.publication.slipProof(code: code, slip: slip) else { throw Portal.gone("签条证明") }
            return proof
        }
    }

    package func plans(_ slice: Slice) async throws -> Listing<PublicPlan> {
        try await house.storage.read { try $0.publication.plans(slice: slice) }
    }

    package func plan(_ id: Int64) async throws -> PublicPlan {
        try await house.storage.read {
            guard let plan = try $0.publication.publicPlan(id: id) else { throw Portal.gone("抽查计划") }
            return plan
        }
    }

    package func counts() async throws -> PortalCounts {
        let today = house.clock.today
        return try await house.storage.read { try $0.publication.portalCounts(on: today) }
    }

    /// A tlog-proof of any log entry that a public page refers to (the steps of a ceremony).
    package func receipt(ofEntry index: Int64) async throws -> String {
        let checkpoints = house.checkpoints
        return try await house.storage.read { try Portal.receipt(of: index, checkpoints, $0.ledger) }
    }

    /// With the entry inside, so that one file is enough for `mingcha-verify receipt`.
    private static func receipt(of index: Int64, _ checkpoints: Checkpoints, _ ledger: any Ledger) throws -> String {
        let bare = try checkpoints.receipt(of: index, in: ledger)
        return Receipt(
            index: bare.index, path: bare.path, checkpoint: bare.checkpoint, extra: try ledger.entry(index)
        ).encoded
    }

    /// Verifier key of the log, one line.
    package var verifierKey: String { house.checkpoints.vkey }

    /// 合格 reads as its value; the explanation is the type's.
    package func explanation(_ outcome: String) -> String { house.law.outcomes.outcome(outcome)?.explanation ?? "" }

    package var outcomes: [OutcomeTypes.Outcome] { house.law.outcomes.outcomes }

    static func gone(_ what: String) -> Problem {
        Problem(.notFound, "portal.not-found", "没有找到这项\(what)，可能已停止公示。", remedy: "请返回首页重新查询。")
    }
}

/// What proves a publication; see ``Portal/proof(of:)``.
package struct ResultProof: Sendable {
    /// C2SP tlog-proof.
    package let receipt: String
    /// Bytes of the log entry.
    package let entry: [UInt8]
    /// Canonical JSON.
    package let record: String
}

import TransparencyLog

/// What people see of ceremonies inside the house. The public sees the projection only.
extension Ceremonies {
    /// A ceremony with all that its page needs.
    package struct View: Sendable {
        package let ceremony: Ceremony
        /// Leaf hash of the plan entry: part of what a commitment hashes.
        package let planLeaf: String
        /// The ceremony's entries, oldest first.
        package let lines: [LedgerLine]
        package let campaigns: [Campaign]
        /// Names of the parties' accounts.
        package let people: [Int64: String]
        package let strata: [Stratum]
        package let exclusions: [(reason: String, count: Int)]
        package let lots: Int
        package let visits: Int
        /// The first lots of every stratum, and the first visits; only once drawn.
        package let samples: [String: [DrawnSubject]]
        package let visitSample: [DrawnVisit]
        package let now: Moment
        /// Somebody wants to abort although the seed is known; another one must agree.
        package let abortRequest: AbortRequest?

        package init(
            ceremony: Ceremony, planLeaf: String, lines: [LedgerLine], campaigns: [Campaign], people: [Int64: String],
            strata: [Stratum], exclusions: [(reason: String, count: Int)], lots: Int, visits: Int,
            samples: [String: [DrawnSubject]], visitSample: [DrawnVisit], now: Moment,
            abortRequest: AbortRequest? = nil
        ) {
            self.ceremony = ceremony
            self.planLeaf = planLeaf
            self.lines = lines
            self.campaigns = campaigns
            self.people = people
            self.strata = strata
            self.exclusions = exclusions
            self.lots = lots
            self.visits = visits
            self.samples = samples
            self.visitSample = visitSample
            self.now = now
            self.abortRequest = abortRequest
        }
    }

    /// What may be put into a new ceremony.
    package struct Choices: Sendable {
        package struct Choice: Sendable {
            package let campaign: Campaign
            package let planTitle: String
            /// Why it may not be drawn now; nil when it may.
            package let refusal: Problem?
        }

        package let campaigns: [Choice]
        /// Witness accounts that may supervise here.
        package let supervisors: [Account]
        package let authority: Authority
    }

    /// Rows of each table that the ceremony's page shows before one asks for all.
    static let sampleSize = 20

    /// Whether a person may see who is behind the lots: before the visit only who draws and sends out.
    package static func maySeeSubjects(_ actor: Actor) -> Bool { actor.may(.drawRun) }

    /// Whether this person acts for the party: its own account, or whoever types in for a party that is there without
    /// account and has not opened a link.
    package static func mayAct(_ actor: Actor, for party: Ceremony.Party) -> Bool {
        party.account.map { $0 == actor.account } ?? (actor.may(.drawRun) && party.link?.openedAt == nil)
    }

    /// - Parameter states: empty for any.
    package func list(_ actor: Actor, states: [Ceremony.State] = [], slice: Slice) async throws -> Listing<Ceremony> {
        try actor.require(.drawRead)
        return try await house.storage.read {
            try $0.draws.ceremonies(region: actor.region, department: actor.department, states: states, slice: slice)
        }
    }

    package func view(_ actor: Actor, ceremony id: Int64) async throws -> View {
        let now = house.clock.now()
        return try await house.storage.read { stores in
            try Ceremonies.view(of: Ceremonies.mine(id, stores, actor, .drawRead), stores, now: now)
        }
    }

    static func view(of ceremony: Ceremony, _ stores: any Stores, now: Moment) throws -> View {
        let id = ceremony.id
        var people: [Int64: String] = [:]
        for account in ceremony.parties.compactMap(\.account) + ceremony.sources.compactMap(\.keyedBy) {
            people[account] = try stores.access.account(id: account)?.name
        }
        let counts = ceremony.state == .drawn ? try stores.draws.drawnCounts(ceremony: id) : (0, 0)
        let strata = try stores.draws.strata(ceremony: id)
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        var samples: [String: [DrawnSubject]] = [:]
        var visits: [DrawnVisit] = []
        if ceremony.state == .drawn {
            let first = Slice(page: 1, size: Ceremonies.sampleSize)
            for stratum in strata {
                samples[stratum.name] =
                    try stores.draws.drawnSubjects(ceremony: id, stratum: stratum.name, slice: first).rows
            }
            visits = try stores.draws.drawnVisits(ceremony: id, slice: first).rows
        }
        return View(
            ceremony: ceremony, planLeaf: try Ceremonies.planLeaf(id, stores),
            lines: try stores.ledger.timeline(object: "ceremony/\(id)"),
            campaigns: try ceremony.campaigns.compactMap { try stores.plans.campaign(id: $0) }, people: people,
            strata: strata, exclusions: try stores.draws.exclusions(ceremony: id), lots: counts.0,
            visits: counts.1, samples: samples, visitSample: visits, now: now,
            abortRequest: ceremony.state == .aborted ? nil : try stores.draws.abortRequest(ceremony: id))
    }

    /// Id of the ceremony with that code, if the person may see it.
    package func id(_ actor: Actor, code: String) async throws -> Int64 {
        try await house.storage.read { stores in
            guard let found = try stores.draws.ceremony(code: code) else { throw Problem.notFound("摇号") }
            return try Ceremonies.mine(found.id, stores, actor, .drawRead).id
        }
    }

    /// Lots of one stratum in ticket order, with who is behind them.
    package func drawn(_ actor: Actor, ceremony id: Int64, stratum: String, slice: Slice) async throws
        -> Listing<DrawnSubject>
    {
        try await house.storage.read { stores in
            _ = try Ceremonies.mine(id, stores, actor, .drawRead)
            return try stores.draws.drawnSubjects(ceremony: id, stratum: stratum, slice: slice)
        }
    }

    package func visits(_ actor: Actor, ceremony id: Int64, slice: Slice) async throws -> Listing<DrawnVisit> {
        try await house.storage.read { stores in
            _ = try Ceremonies.mine(id, stores, actor, .drawRead)
            return try stores.draws.drawnVisits(ceremony: id, slice: slice)
        }
    }

    /// Every campaign of this year's and last year's plans in the actor's scope, those that may be drawn first.
    package func choices(_ actor: Actor) async throws -> Choices {
        try actor.require(.drawRun)
        let year = house.clock.now().day.year
        return try await house.storage.read { stores in
            guard let authority = try stores.registry.authority(id: actor.authority) else {
                throw Problem.notFound("机关")
            }
            var found: [Choices.Choice] = []
            for year in [year, year - 1] {
                let plans = try stores.plans.plans(
                    region: actor.region, department: actor.department, year: year, slice: Slice(page: 1, size: 200))
                for plan in plans.rows {
                    for campaign in try stores.plans.campaigns(plan: plan.id) where campaign.state != .cancelled {
                        found.append(
                            Choices.Choice(
                                campaign: campaign, planTitle: plan.title,
                                refusal: try Ceremonies.refusal(
                                    of: campaign, in: plan, stores, on: house.clock.today)))
                    }
                }
            }
            return Choices(
                campaigns: found.filter { $0.refusal == nil } + found.filter { $0.refusal != nil },
                supervisors: try stores.access.accounts(
                    role: .witness, covering: authority.region, department: authority.department
                ).filter { $0.id != actor.account },
                authority: authority)
        }
    }
}

extension Ceremonies {
    /// The public record and the population file, as published: what `mingcha-verify ceremony` reads.
    package struct PublicFiles: Sendable {
        package let record: String
        package let population: [[UInt8]]
        /// Proofs of the drawn slips, JSON; each is served as `slips/<slip>.json`.
        package let slips: [(slip: String, proof: String)]
    }

    /// - Parameter code: the public code.
    /// - Throws: not found before the plan of such a ceremony is published.
    package func publicFiles(code: String) async throws -> PublicFiles {
        try await house.storage.read { stores in
            guard let ceremony = try stores.publication.publicCeremony(code: code) else { throw Problem.notFound("摇号") }
            var pieces: [[UInt8]] = []
            while let piece = try stores.publication.populationPiece(code: code, ordinal: pieces.count) {
                pieces.append(piece)
            }
            var slips: [(slip: String, proof: String)] = []
            try stores.publication.forEachSlipProof(code: code) { slips.append(($0, $1)) }
            return PublicFiles(record: ceremony.record, population: pieces, slips: slips)
        }
    }
}

extension Ceremonies {
    /// What the printed record needs beyond the page's view.
    package struct RecordFacts: Sendable {
        /// Log positions by party, and by public source.
        package let commitEntries: [String: Int64]
        package let revealEntries: [String: Int64]
        package let publicEntries: [String: Int64]
        package let seedDocument: String
        /// In ticket order within each stratum, up to the limit in all.
        package let lots: [(name: String, lots: [DrawnLot])]
        /// Inspectors with at least one visit, their places in all, and the inspections.
        package let inspectors: Int
        package let places: Int
        package let inspections: Int

        package init(
            commitEntries: [String: Int64], revealEntries: [String: Int64], publicEntries: [String: Int64],
            seedDocument: String, lots: [(name: String, lots: [DrawnLot])], inspectors: Int, places: Int,
            inspections: Int
        ) {
            self.commitEntries = commitEntries
            self.revealEntries = revealEntries
            self.publicEntries = publicEntries
            self.seedDocument = seedDocument
            self.lots = lots
            self.inspectors = inspectors
            self.places = places
            self.inspections = inspections
        }
    }

    package func recordFacts(_ actor: Actor, ceremony id: Int64, limit: Int) async throws -> RecordFacts {
        try await house.storage.read { stores in
            _ = try Ceremonies.mine(id, stores, actor, .drawRead)
            let secrets = try stores.draws.secrets(ceremony: id)
            var lots: [(name: String, lots: [DrawnLot])] = []
            for lot in try stores.draws.lots(ceremony: id).prefix(limit) {
                if lots.last?.name == lot.stratum {
                    lots[lots.count - 1].lots.append(lot)
                } else {
                    lots.append((lot.stratum, [lot]))
                }
            }
            let staffed = try stores.draws.staffedCounts(ceremony: id)
            return RecordFacts(
                commitEntries: secrets.commitEntries, revealEntries: secrets.revealEntries,
                publicEntries: secrets.publicEntries, seedDocument: try stores.draws.seedDocument(ceremony: id) ?? "",
                lots: lots, inspectors: staffed.inspectors, places: staffed.places, inspections: staffed.inspections)
        }
    }
}

package import VerifiableDraw

package protocol DrawStore: VacancyStore, DelegationStore {
    func ceremony(id: Int64) throws -> Ceremony?
    func ceremony(code: String) throws -> Ceremony?
    /// Ceremonies of a region subtree and department (nil: all) in one of the states (empty: any), newest first.
    func ceremonies(region: RegionCode, department: String?, states: [Ceremony.State], slice: Slice) throws
        -> Listing<Ceremony>
    /// The living or drawn ceremony of a campaign; aborted ones do not count.
    func ceremony(campaign: Int64) throws -> Ceremony?
    /// Number of ceremonies whose code begins so; for the next code.
    func count(codePrefix: String) throws -> Int

    func insert(_ ceremony: NewCeremony) throws -> Int64
    func setPlanEntry(_ position: Int64, ceremony: Int64) throws
    /// planned → frozen. All `set…` throw a conflict unless state and version are as read.
    func setFrozen(_ freeze: FrozenFacts, ceremony: Ceremony) throws
    func setCommitment(_ hex: String, entry: Int64, at: Moment, party: String, ceremony: Int64) throws
    /// frozen → committed, with the log's head that holds all commitments.
    func setCommitted(treeSize: Int64, treeRoot: String, ceremony: Ceremony) throws
    func setReveal(_ hex: String, entry: Int64, at: Moment, party: String, ceremony: Int64) throws
    func setMissing(party: String, ceremony: Int64) throws
    /// committed → revealed.
    func setRevealed(ceremony: Ceremony) throws
    func setPublicValue(_ value: String, source: String, entry: Int64, at: Moment, ceremony: Int64) throws
    /// Keeps the first keying of a source's value, instead of an earlier one.
    func setKeying(_ value: String, source: String, account: Int64, at: Moment, ceremony: Int64) throws
    /// The first keying: its value, and who keyed it.
    func keying(source: String, ceremony: Int64) throws -> (value: String, account: Int64)?
    func removeKeying(source: String, ceremony: Int64) throws
    /// revealed → drawn.
    func setDrawn(_ drawn: DrawnFacts, ceremony: Ceremony) throws
    func setAborted(reason: String, entry: Int64, ceremony: Ceremony) throws
    func setAbortRequest(_ request: AbortRequest, ceremony: Int64) throws
    func abortRequest(ceremony: Int64) throws -> AbortRequest?
    /// A new link of a party; earlier ones of the same party, and the browsers that hold them, end.
    func insertLink(_ link: NewPartyLink, ceremony: Int64) throws
    /// The link behind a token as its hash.
    func link(tokenHash: String) throws -> PartyLinkFacts?
    /// The opened link behind a browser's cookie as its hash.
    func link(passHash: String) throws -> PartyLinkFacts?
    func setOpened(link: Int64, passHash: String, at: Moment) throws
    /// Log position of the newest abort of a ceremony that one of the campaigns stood in.
    func lastAbort(campaigns: [Int64]) throws -> Int64?

    func insertPiece(_ piece: PopulationPiece, ceremony: Int64) throws
    func forEachPiece(ceremony: Int64, _ body: (PopulationPiece) throws -> Void) throws
    func insert(strata: [Stratum], ceremony: Int64) throws
    func strata(ceremony: Int64) throws -> [Stratum]
    func insert(exclusions: [(reason: String, count: Int)], ceremony: Int64) throws
    func exclusions(ceremony: Int64) throws -> [(reason: String, count: Int)]
    /// Inspectors and pools as frozen.
    func staffing(ceremony: Int64) throws -> FrozenStaffing?
    /// The same list with recusals and leaves read again.
    func setStaffing(_ staffing: FrozenStaffing, ceremony: Int64) throws
    func insert(lots: [DrawnLot], ceremony: Int64) throws
    /// The slip tree as frozen, in order.
    func insertPiece(_ piece: SlipTree.Piece, ordinal: Int, ceremony: Int64) throws
    func forEachSlipPiece(ceremony: Int64, _ body: (SlipTree.Piece) throws -> Void) throws
    /// Who was left out at the freeze: for auditors alone.
    func insert(_ excluded: Excluded, ceremony: Int64) throws
    func forEachExcluded(ceremony: Int64, _ body: (Excluded) throws -> Void) throws
    func insert(slips: [DrawnSlip], ceremony: Int64) throws
    /// The slip of a drawn subject, with its proof.
    func slip(ceremony: Int64, subject: Int64) throws -> DrawnSlip?
    func lots(ceremony: Int64) throws -> [DrawnLot]
    /// One stratum in ticket order, with the subjects behind the lots.
    func drawnSubjects(ceremony: Int64, stratum: String, slice: Slice) throws -> Listing<DrawnSubject>
    /// The visits of a drawn ceremony, by slip.
    func drawnVisits(ceremony: Int64, slice: Slice) throws -> Listing<DrawnVisit>
    /// Drawn lots, the strata's repetitions included, and the visits they came to.
    func drawnCounts(ceremony: Int64) throws -> (lots: Int, visits: Int)
    /// Inspectors sent out by a drawn ceremony, their places in all, and its inspections.
    func staffedCounts(ceremony: Int64) throws -> (inspectors: Int, places: Int, inspections: Int)
    func seedDocument(ceremony: Int64) throws -> String?
    /// How far the visit of a drawn subject has come; nil when it was not drawn.
    func visitState(ceremony: Int64, subject: Int64) throws -> Visit.State?
    /// Visits of a ceremony that nobody has begun.
    func waitingVisits(ceremony: Int64) throws -> Int
    /// Audits of a ceremony, in the order in which the keys were opened.
    func audits(ceremony: Int64) throws -> [Audit]
    func openAudit(ceremony: Int64, account: Int64, at: Moment, entry: Int64) throws
    /// Findings of the last check; nothing changes once they are signed.
    func setAuditFindings(_ findings: [AuditFinding], ceremony: Int64, account: Int64, at: Moment) throws
    func signAudit(ceremony: Int64, account: Int64, at: Moment, entry: Int64, remark: String) throws
    /// Secrets and log positions, for the use cases alone.
    func secrets(ceremony: Int64) throws -> CeremonySecrets
    /// The public record as JSON, once drawn.
    func record(ceremony: Int64) throws -> String?
}

/// A ceremony at its beginning.
package struct NewCeremony: Sendable {
    package let code: String
    package let title: String
    package let authority: Int64
    package let region: RegionCode
    package let department: String
    package let campaigns: [Int64]
    package let parties: [Ceremony.Party]
    package let sources: [String]
    package let commitDeadline: Moment
    package let revealDeadline: Moment
    package let createdAt: Moment
}

/// What a freeze fixes.
package struct FrozenFacts: Sendable {
    package let lotKey: [UInt8]
    package let slipKey: [UInt8]
    package let inspectorLotKey: [UInt8]
    package let entry: Int64
    package let root: String
    package let count: Int
    /// Leaves and root of the slip tree.
    package let subjects: Int
    package let slipsRoot: String
    package let staffing: FrozenStaffing
}

/// What a draw fixes.
package struct DrawnFacts: Sendable {
    package let seedDocument: String
    package let seed: String
    package let entry: Int64
    package let record: String
    package let at: Moment
}

/// Whole lines of the population file and beside them the subjects' ids, 32-bit little endian.
package struct PopulationPiece: Sendable {
    package let ordinal: Int
    package let lines: [UInt8]
    package let subjectIDs: [UInt8]

    package init(ordinal: Int, lines: [UInt8], subjectIDs: [UInt8]) {
        self.ordinal = ordinal
        self.lines = lines
        self.subjectIDs = subjectIDs
    }
}

/// A stratum: the classes of one campaign that are drawn at one ratio, or one of which a number is drawn. Its public name says neither.
package struct Stratum: Sendable, Equatable {
    package let name: String
    package let campaign: Int64
    /// Ascending.
    package let classes: [RiskClass]
    /// N and k.
    package let population: Int
    /// `.fixed(0)` for classes that are not drawn.
    package let measure: Measure
    package let take: Int

    package init(
        name: String, campaign: Int64, classes: [RiskClass], population: Int, measure: Measure, take: Int
    ) {
        self.name = name
        self.campaign = campaign
        self.classes = classes
        self.population = population
        self.measure = measure
        self.take = take
    }
}

/// A drawn lot with the subject behind it.
package struct DrawnLot: Sendable {
    package let stratum: String
    package let lot: String
    /// From 1, in ticket order within the stratum.
    package let rank: Int
    package let ticket: String
    package let subject: Int64

    package init(stratum: String, lot: String, rank: Int, ticket: String, subject: Int64) {
        self.stratum = stratum
        self.lot = lot
        self.rank = rank
        self.ticket = ticket
        self.subject = subject
    }
}

/// A drawn subject's slip with its proof: what its notice carries, and what auditors check.
package struct DrawnSlip: Sendable {
    package let subject: Int64
    /// 20 and 44 characters `[0-9A-F]`.
    package let slip: String
    package let nonce: String
    /// Place in the slip tree and siblings from the leaf up.
    package let proof: AuditPath

    package init(subject: Int64, slip: String, nonce: String, proof: AuditPath) {
        self.subject = subject
        self.slip = slip
        self.nonce = nonce
        self.proof = proof
    }

    package init(subject: Int64, slip: String, nonce: String, index: Int, count: Int, path: [String]) {
        self.init(
            subject: subject, slip: slip, nonce: nonce, proof: AuditPath(index: index, count: count, path: path))
    }

    /// The leaf's number from 0, the tree's leaves, and the siblings from the leaf up.
    package var index: Int { proof.index }
    package var count: Int { proof.count }
    package var path: [String] { proof.path }
}

package struct CeremonySecrets: Sendable {
    package let lotKey: [UInt8]?
    /// Nil for a ceremony frozen before there were slips.
    package let slipKey: [UInt8]?
    package let inspectorLotKey: [UInt8]?
    package let planEntry: Int64?
    package let freezeEntry: Int64?
    package let commitTreeSize: Int64?
    package let commitTreeRoot: String?
    /// Log positions of commitments and reveals by party id, and of public values by source.
    package let commitEntries: [String: Int64]
    package let revealEntries: [String: Int64]
    package let publicEntries: [String: Int64]
    package let drawEntry: Int64?
    package let abortEntry: Int64?

    package init(
        lotKey: [UInt8]?, slipKey: [UInt8]?, inspectorLotKey: [UInt8]?, planEntry: Int64?, freezeEntry: Int64?,
        commitTreeSize: Int64?,
        commitTreeRoot: String?, commitEntries: [String: Int64], revealEntries: [String: Int64],
        publicEntries: [String: Int64], drawEntry: Int64?, abortEntry: Int64?
    ) {
        self.lotKey = lotKey
        self.slipKey = slipKey
        self.inspectorLotKey = inspectorLotKey
        self.planEntry = planEntry
        self.freezeEntry = freezeEntry
        self.commitTreeSize = commitTreeSize
        self.commitTreeRoot = commitTreeRoot
        self.commitEntries = commitEntries
        self.revealEntries = revealEntries
        self.publicEntries = publicEntries
        self.drawEntry = drawEntry
        self.abortEntry = abortEntry
    }
}

/// A drawn lot for people with the right to see who is behind it.
package struct DrawnSubject: Sendable {
    package let lot: DrawnLot
    package let name: String
    package let identifier: String
    package let regionName: String

    package init(lot: DrawnLot, name: String, identifier: String, regionName: String) {
        self.lot = lot
        self.name = name
        self.identifier = identifier
        self.regionName = regionName
    }
}

/// A visit as the draw made it.
package struct DrawnVisit: Sendable {
    package let id: Int64
    package let slip: String
    package let subjectName: String
    package let regionName: String
    package let authorityName: String
    /// In slot order.
    package let inspectors: [String]
    /// Campaigns that this one visit serves, and its inspections.
    package let campaigns: Int
    package let inspections: Int

    package init(
        id: Int64, slip: String, subjectName: String, regionName: String, authorityName: String, inspectors: [String],
        campaigns: Int, inspections: Int
    ) {
        self.id = id
        self.slip = slip
        self.subjectName = subjectName
        self.regionName = regionName
        self.authorityName = authorityName
        self.inspectors = inspectors
        self.campaigns = campaigns
        self.inspections = inspections
    }
}

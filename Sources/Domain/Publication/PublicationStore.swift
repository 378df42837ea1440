package import VerifiableDraw

/// What the publishers work with, and the projection that they fill. Public pages see only ``PortalStore``.
package protocol PublicationStore: PortalStore, PublicListKeeping {
    /// Edited working days, laid over Policy/calendar.yaml.
    func calendarEdits() throws -> [WorkCalendar.Entry]
    func setCalendarDay(_ entry: WorkCalendar.Entry, by account: Int64, at: Moment) throws
    /// Takes an edit back; the day is again as Policy/calendar.yaml has it. False when there was none.
    func removeCalendarDay(_ day: Day) throws -> Bool
    /// Completed campaigns with results that are not disclosed: their deadlines still matter.
    func runningPeriods() throws -> [RunningPeriod]
    func setPublishDue(_ day: Day, campaign: Int64) throws

    /// Results on their way to the public, the most urgent first.
    func cases(_ filter: PublicationFilter, slice: Slice) throws -> Listing<PublicationCase>
    /// The item is named as it read on the day of the inspection, else as it reads on `day`.
    func publicationCase(inspection: Int64, on day: Day) throws -> PublicationCase?
    /// How many results of a scope are due on each day, overdue ones included: for warnings.
    func dueCounts(region: RegionCode, department: String?) throws -> [(due: Day, count: Int)]

    /// Moves an approved inspection on to `published`. False when it is not at `version` or not approved.
    func markPublished(inspection: Int64, version: Int) throws -> Bool
    /// Moves an approved inspection on to `withheld` with its ground. False when it is not at `version` or not approved.
    func withhold(
        inspection: Int64, version: Int, ground: String, basis: String, by account: Int64, at: Moment
    ) throws -> Bool
    /// Ground and basis of a withheld result.
    func withholding(inspection: Int64) throws -> (ground: String, basis: String)?

    // The projection. Each call belongs into the transaction that changes what it shows.

    /// Puts a result on the portal; returns its public id.
    func insert(_ result: PublicResult) throws -> Int64
    /// Shows a ceremony as it stands: called at every step, the record replaces the earlier one.
    func publish(_ ceremony: PublicCeremony) throws
    /// Copies the frozen population file of a ceremony; returns the number of pieces.
    @discardableResult func publishPopulation(code: String, ceremony: Int64) throws -> Int
    /// Puts the proofs of a ceremony's drawn slips beside its record.
    func publish(slips: [(slip: String, proof: AuditPath)], ceremony code: String) throws
    func publish(_ plan: PublicPlan) throws
    /// - Parameter text: the booklet as its digest was made of it.
    func publish(_ edition: BookletEdition, text: String) throws
    /// Public id of the result of an inspection, expired ones included.
    func resultID(inspection: Int64) throws -> Int64?
}

/// The projection that the portal reads: the only store that public pages touch (architecture.md, invariant 7).
/// Its queries name no table but `publication_…`; a test reads every statement that they send.
package protocol PortalStore: PublicListStore {
    /// Results on display on `today`, the newest first.
    func results(_ search: ResultSearch, on today: Day, slice: Slice) throws -> Listing<PublicResult>
    /// A result on display on `today`.
    func result(id: Int64, on today: Day) throws -> PublicResult?
    /// Divisions that have results on display, by code.
    func resultRegions(on today: Day) throws -> [(code: RegionCode, name: String)]
    func ceremonies(slice: Slice) throws -> Listing<PublicCeremony>
    func publicCeremony(code: String) throws -> PublicCeremony?
    /// Pieces of the population file; nil beyond the last.
    func populationPiece(code: String, ordinal: Int) throws -> [UInt8]?
    /// The proof of a drawn slip as JSON (`AuditPath`); nil for a slip that was not drawn in that ceremony.
    func slipProof(code: String, slip: String) throws -> String?
    /// All of a ceremony's, in byte order of the slips.
    func forEachSlipProof(code: String, _ body: (_ slip: String, _ proof: String) throws -> Void) throws
    func plans(slice: Slice) throws -> Listing<PublicPlan>
    /// All editions of a trade's booklet, newest first (5.1.2).
    func booklets(code: String) throws -> [BookletEdition]
    func publicPlan(id: Int64) throws -> PublicPlan?
    func portalCounts(on today: Day) throws -> PortalCounts
}

/// Which results a publisher looks at.
package struct PublicationFilter: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case waiting, overdue, published, withheld
        package var title: String {
            switch self {
            case .waiting: "待公示"
            case .overdue: "逾期未公示"
            case .published: "已公示"
            case .withheld: "依法不公示"
            }
        }
    }

    package var region: RegionCode
    package var department: String?
    package var kind: Kind
    /// Overdue is judged on this day.
    package var today: Day
    /// Part of the subject's name, its identifier, or the campaign's number.
    package var text: String

    package init(region: RegionCode, department: String?, kind: Kind = .waiting, today: Day, text: String = "") {
        self.region = region
        self.department = department
        self.kind = kind
        self.today = today
        self.text = text
    }
}

/// A result on its way to the public, with all that its publication needs.
package struct PublicationCase: Sendable {
    package let inspection: Int64
    package let version: Int
    package let state: Inspection.State
    package let visit: Int64
    package let subjectName: String
    package let subjectIdentifier: String
    package let isMarket: Bool
    package let region: RegionCode
    package let regionName: String
    package let department: String
    package let authorityName: String
    package let campaign: Int64
    package let campaignNumber: String
    package let campaignTitle: String
    package let plan: Int64
    package let ceremonyCode: String
    /// Slip and nonce of the subject in the ceremony.
    package let slip: String
    package let slipNonce: String
    package let item: String
    package let category: String
    package let matter: String
    package let basis: String
    package let outcome: String?
    package let outcomeValue: String?
    package let particulars: [String: String]
    package let inspectedOn: Day?
    /// Nil while the campaign's checking goes on.
    package let due: Day?

    package init(
        inspection: Int64, version: Int, state: Inspection.State, visit: Int64, subjectName: String,
        subjectIdentifier: String, isMarket: Bool, region: RegionCode, regionName: String, department: String,
        authorityName: String, campaign: Int64, campaignNumber: String, campaignTitle: String, plan: Int64,
        ceremonyCode: String, slip: String, slipNonce: String, item: String, category: String, matter: String,
        basis: String, outcome: String?, outcomeValue: String?, particulars: [String: String], inspectedOn: Day?,
        due: Day?
    ) {
        self.inspection = inspection
        self.version = version
        self.state = state
        self.visit = visit
        self.subjectName = subjectName
        self.subjectIdentifier = subjectIdentifier
        self.isMarket = isMarket
        self.region = region
        self.regionName = regionName
        self.department = department
        self.authorityName = authorityName
        self.campaign = campaign
        self.campaignNumber = campaignNumber
        self.campaignTitle = campaignTitle
        self.plan = plan
        self.ceremonyCode = ceremonyCode
        self.slip = slip
        self.slipNonce = slipNonce
        self.item = item
        self.category = category
        self.matter = matter
        self.basis = basis
        self.outcome = outcome
        self.outcomeValue = outcomeValue
        self.particulars = particulars
        self.inspectedOn = inspectedOn
        self.due = due
    }
}

/// A publication period that still runs.
package struct RunningPeriod: Sendable {
    package let campaign: Int64
    package let number: String
    package let region: RegionCode
    package let completedOn: Day
    package let due: Day

    package init(campaign: Int64, number: String, region: RegionCode, completedOn: Day, due: Day) {
        self.campaign = campaign
        self.number = number
        self.region = region
        self.completedOn = completedOn
        self.due = due
    }
}

package protocol InspectionStore {
    /// All visits of a draw at once: each with its two or more inspectors in slot order, and one inspection for every
    /// (campaign, item) that drew the subject.
    func insert(visits: [NewVisit], ceremony: Int64, department: String) throws
    func visit(id: Int64) throws -> Visit?
    func inspection(id: Int64) throws -> Inspection?
    func inspections(visit: Int64) throws -> [Inspection]
    /// Visits that an inspector has and that are not finished, in all ceremonies: the base load of matching.
    func openVisits(inspector: Int64) throws -> Int

    /// Visits in the order of work: what was returned, what is begun, what is due first; finished ones last.
    func visits(_ filter: VisitFilter, slice: Slice) throws -> Listing<VisitBrief>
    /// Drawn campaigns with how far their checking has come, the earliest end first.
    func progress(region: RegionCode, department: String?, slice: Slice) throws -> Listing<CampaignProgress>
    /// The inspections of a visit, recognisable. Items are named as they read on the day of the inspection, those not
    /// yet inspected as they read on `day`.
    func briefs(visit: Int64, on day: Day) throws -> [InspectionBrief]
    /// Signed results waiting for review in a region, the oldest first.
    func waitingForReview(region: RegionCode, department: String?, on day: Day, slice: Slice) throws
        -> Listing<InspectionBrief>

    /// Keeps a draft. False when the inspection is not at `version` or no longer open for entry.
    func keep(_ draft: InspectionDraft, inspection: Int64, version: Int) throws -> Bool
    /// Signs a result. False when the inspection is not at `version` or no longer open for entry.
    func sign(_ result: SignedResult, inspection: Int64, version: Int) throws -> Bool
    /// Approves, or returns with a note. False when the inspection is not at `version` or no longer waits for review.
    func review(
        _ state: Inspection.State, inspection: Int64, version: Int, by account: Int64, at: Moment, note: String?
    ) throws -> Bool
    /// Notes when the officers began; a later call leaves the first moment.
    func begin(visit: Int64, at: Moment) throws
    func setState(_ state: Visit.State, visit: Int64) throws
    /// Gives a place in a visit's team to another inspector.
    func replaceOfficer(visit: Int64, slot: Int, by inspector: Int64) throws
    /// Ids of an inspector's visits that are not finished.
    func openVisitIDs(inspector: Int64) throws -> [Int64]
    /// Inspections of the visit that have no signed result.
    func unsigned(visit: Int64) throws -> Int
    /// Inspections of the campaign that have never had a signed result.
    func neverSigned(campaign: Int64) throws -> Int
    /// The salt of an inspection's last signature.
    func signedSalt(inspection: Int64) throws -> String?
}

/// A visit that a draw makes.
package struct NewVisit: Sendable {
    /// What it is for: one inspection of an item for a campaign.
    package struct Purpose: Sendable, Equatable {
        package let campaign: Int64
        package let item: String
        package let checklist: Int64?
        /// The department that checks it, where it is not the ceremony's.
        package let department: String?
        /// The authority of that department.
        package let authority: Int64?
        /// What is checked, where no item says it.
        package let matter: String?

        package init(
            campaign: Int64, item: String, checklist: Int64?, department: String? = nil, authority: Int64? = nil,
            matter: String? = nil
        ) {
            self.department = department
            self.authority = authority
            self.matter = matter
            self.campaign = campaign
            self.item = item
            self.checklist = checklist
        }
    }

    package let subject: Int64
    package let slip: String
    package let region: RegionCode
    package let authority: Int64
    /// In slot order.
    package let inspectors: [Int64]
    package let inspections: [Purpose]

    package init(
        subject: Int64, slip: String, region: RegionCode, authority: Int64, inspectors: [Int64], inspections: [Purpose]
    ) {
        self.subject = subject
        self.slip = slip
        self.region = region
        self.authority = authority
        self.inspectors = inspectors
        self.inspections = inspections
    }
}

/// Which visits a list holds.
package struct VisitFilter: Sendable, Equatable {
    package enum Progress: String, Sendable, CaseIterable {
        /// `changed`: of the open ones those whose subject was closed or moved since the draw (``Visit/Standing``).
        case open, changed, finished, all
        package var title: String {
            switch self {
            case .open: "未完成"
            case .changed: "对象有变动"
            case .finished: "已录入"
            case .all: "全部"
            }
        }
    }

    /// Only this inspector's.
    package var inspector: Int64?
    /// Only in this subtree.
    package var region: RegionCode?
    package var department: String?
    package var campaign: Int64?
    package var progress: Progress
    /// Part of the subject's name, or its identifier.
    package var text: String

    package init(
        inspector: Int64? = nil, region: RegionCode? = nil, department: String? = nil, campaign: Int64? = nil,
        progress: Progress = .open, text: String = ""
    ) {
        self.inspector = inspector
        self.region = region
        self.department = department
        self.campaign = campaign
        self.progress = progress
        self.text = text
    }
}

/// A visit in a list.
package struct VisitBrief: Sendable {
    package let id: Int64
    package let subjectName: String
    package let subjectIdentifier: String
    package let address: String
    package let regionName: String
    package let state: Visit.State
    package let visitedAt: Moment?
    /// Names in slot order, joined with 、.
    package let officers: String
    package let inspections: Int
    package let signed: Int
    package let returned: Int
    /// The earliest last day among its campaigns.
    package let dueOn: Day
    package let authorityName: String
    package let standing: Visit.Standing

    package init(
        id: Int64, subjectName: String, subjectIdentifier: String, address: String, regionName: String,
        state: Visit.State, visitedAt: Moment?, officers: String, inspections: Int, signed: Int, returned: Int,
        dueOn: Day, authorityName: String, standing: Visit.Standing
    ) {
        self.id = id
        self.subjectName = subjectName
        self.subjectIdentifier = subjectIdentifier
        self.address = address
        self.regionName = regionName
        self.state = state
        self.visitedAt = visitedAt
        self.officers = officers
        self.inspections = inspections
        self.signed = signed
        self.returned = returned
        self.dueOn = dueOn
        self.authorityName = authorityName
        self.standing = standing
    }
}

/// An inspection in a list, with what one needs to recognise it.
package struct InspectionBrief: Sendable {
    package let id: Int64
    package let visit: Int64
    package let state: Inspection.State
    package let subjectName: String
    package let subjectIdentifier: String
    package let region: RegionCode
    package let regionName: String
    package let item: String
    package let matter: String
    /// Name of the department that checks it, where it is not the visit's.
    package let departmentName: String?
    package let campaignNumber: String
    package let campaignTitle: String
    package let publishDue: Day?
    package let outcome: String?
    package let outcomeValue: String?
    package let inspectedOn: Day?
    package let enteredBy: Int64?
    package let enteredByName: String?
    package let enteredAt: Moment?
    package let reviewNote: String?
    package let version: Int

    package init(
        id: Int64, visit: Int64, state: Inspection.State, subjectName: String, subjectIdentifier: String,
        region: RegionCode, regionName: String, item: String, matter: String, campaignNumber: String,
        campaignTitle: String, publishDue: Day?, outcome: String?, outcomeValue: String?, inspectedOn: Day?,
        enteredBy: Int64?, enteredByName: String?, enteredAt: Moment?, reviewNote: String?, version: Int,
        departmentName: String? = nil
    ) {
        self.departmentName = departmentName
        self.id = id
        self.visit = visit
        self.state = state
        self.subjectName = subjectName
        self.subjectIdentifier = subjectIdentifier
        self.region = region
        self.regionName = regionName
        self.item = item
        self.matter = matter
        self.campaignNumber = campaignNumber
        self.campaignTitle = campaignTitle
        self.publishDue = publishDue
        self.outcome = outcome
        self.outcomeValue = outcomeValue
        self.inspectedOn = inspectedOn
        self.enteredBy = enteredBy
        self.enteredByName = enteredByName
        self.enteredAt = enteredAt
        self.reviewNote = reviewNote
        self.version = version
    }
}

/// How far a campaign's checking has come.
package struct CampaignProgress: Sendable {
    package let id: Int64
    package let number: String
    package let title: String
    package let authorityName: String
    package let regionName: String
    package let state: Campaign.State
    package let endsOn: Day
    package let publishDue: Day?
    /// Inspections in all, and of them: ever signed, returned, approved, published or lawfully withheld.
    package let inspections: Int
    package let signed: Int
    package let returned: Int
    package let approved: Int
    package let disclosed: Int

    package init(
        id: Int64, number: String, title: String, authorityName: String, regionName: String, state: Campaign.State,
        endsOn: Day, publishDue: Day?, inspections: Int, signed: Int, returned: Int, approved: Int, disclosed: Int
    ) {
        self.id = id
        self.number = number
        self.title = title
        self.authorityName = authorityName
        self.regionName = regionName
        self.state = state
        self.endsOn = endsOn
        self.publishDue = publishDue
        self.inspections = inspections
        self.signed = signed
        self.returned = returned
        self.approved = approved
        self.disclosed = disclosed
    }
}

extension CampaignProgress {
    /// Whether the campaign counts as unfinished although its checking is complete: results that are neither public
    /// nor lawfully withheld after the deadline (未在规定时间内录入、公示检查结果的，视为未完成检查任务, 2.4.3).
    package func isUnfinished(on today: Day) -> Bool {
        guard let publishDue else { return state == .inspecting && endsOn < today }
        return publishDue < today && disclosed < inspections
    }
}

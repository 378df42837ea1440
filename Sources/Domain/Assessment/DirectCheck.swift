/// 线索检查: an event-triggered check of one subject without a draw (3.6.2, 3.6.4, 5.3.1).
///
/// It stands in the tables of drawn visits, so that checklist, signature, review and publication are the same; its campaign
/// hangs on a plan that is none, its ceremony is none, and neither is ever listed, counted or published as one.
package struct DirectCheck: Sendable {
    /// What it rests on.
    package enum Ground: String, Sendable, Codable, CaseIterable {
        case complaint, assigned, monitoring, alert
        /// 重点监管事项清单 (3.6.1).
        case key
        /// A law or regulation asks for it.
        case law
        case other

        package var title: String {
            switch self {
            case .complaint: Lead.Source.complaint.title
            case .assigned: Lead.Source.assigned.title
            case .monitoring: Lead.Source.monitoring.title
            case .alert: Lead.Source.alert.title
            case .key: "重点监管"
            case .law: "法律法规规定"
            case .other: "其他情形"
            }
        }

        package init(_ source: Lead.Source) {
            switch source {
            case .complaint: self = .complaint
            case .assigned: self = .assigned
            case .monitoring: self = .monitoring
            case .alert: self = .alert
            }
        }

        /// Those that need no lead.
        package static let free: [Ground] = [.key, .law, .other]
    }

    /// What a planner fills in.
    package struct Draft: Sendable {
        package var ground: Ground
        package var lead: Int64?
        package var identifier: String
        package var items: [String]
        package var method: String
        package var inspectors: [Int64]
        /// The law, the item of the key list, or why; the lead's number where there is one.
        package var basis: String

        package init(
            ground: Ground, lead: Int64?, identifier: String, items: [String], method: String, inspectors: [Int64],
            basis: String
        ) {
            self.ground = ground
            self.lead = lead
            self.identifier = identifier
            self.items = items
            self.method = method
            self.inspectors = inspectors
            self.basis = basis
        }
    }

    package let campaign: Int64
    package let campaignNumber: String
    package let visit: Int64
    package let lead: Int64?
    package let leadNumber: String?
    package let ground: Ground
    package let basis: String
    package let openedOn: Day
    package let subjectName: String
    package let subjectIdentifier: String
    package let region: RegionCode
    package let regionName: String
    package let authorityName: String
    package let state: Visit.State

    package init(
        campaign: Int64, campaignNumber: String, visit: Int64, lead: Int64?, leadNumber: String?, ground: Ground,
        basis: String, openedOn: Day, subjectName: String, subjectIdentifier: String, region: RegionCode,
        regionName: String, authorityName: String, state: Visit.State
    ) {
        self.campaign = campaign
        self.campaignNumber = campaignNumber
        self.visit = visit
        self.lead = lead
        self.leadNumber = leadNumber
        self.ground = ground
        self.basis = basis
        self.openedOn = openedOn
        self.subjectName = subjectName
        self.subjectIdentifier = subjectIdentifier
        self.region = region
        self.regionName = regionName
        self.authorityName = authorityName
        self.state = state
    }

    /// How it is marked wherever it stands beside drawn ones.
    package static let mark = "非随机·线索检查"
}

/// A check as it is written down.
package struct NewDirectCheck: Sendable {
    package let number: String
    package let title: String
    package let authority: Authority
    package let subject: Subject
    package let items: [NewDirectCheckItem]
    package let method: String
    package let startsOn: Day
    package let endsOn: Day
    package let inspectors: [Int64]
    package let ground: DirectCheck.Ground
    package let basis: String
    package let lead: Int64?
    package let account: Int64
    package let at: Moment
}

package struct NewDirectCheckItem: Sendable {
    package let code: String
    package let checklist: Int64?
}

package protocol CheckStore {
    /// Numbers the next check of an authority's year, from 1.
    func nextCheck(prefix: String) throws -> Int
    func insert(_ check: NewDirectCheck) throws -> (campaign: Int64, visit: Int64)
    func check(visit: Int64) throws -> DirectCheck?
    /// Whether an unfinished check of the subject for the lead is there.
    func openCheck(subject: Int64, lead: Int64?) throws -> Int64?
    /// How many checks were made by draw and otherwise, by authority and month.
    func exceptions(_ scope: ExceptionScope) throws -> [ExceptionLine]
    func exceptionRows(_ scope: ExceptionScope, slice: Slice) throws -> Listing<ExceptionRow>
}

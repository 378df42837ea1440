/// 线索: what asks for a check of somebody in particular (3.6.2), and 风险预警 of the credit-risk system (2.3.5).
package struct Lead: Sendable {
    /// Where it comes from.
    package enum Source: String, Sendable, Codable, CaseIterable {
        case complaint, assigned, monitoring, alert

        package var title: String {
            switch self {
            case .complaint: "投诉举报"
            case .assigned: "转办交办"
            case .monitoring: "大数据监测"
            case .alert: "风险预警"
            }
        }

        /// The clause that it is handled under.
        package var clause: String { self == .alert ? "2.3.5" : "3.6.2" }
    }

    /// How urgent; `none` where the source gives no level.
    package enum Level: String, Sendable, Codable, CaseIterable {
        case none = ""
        case low, middle, high

        package var title: String {
            switch self {
            case .none: "—"
            case .low: "低"
            case .middle: "中"
            case .high: "高"
            }
        }
    }

    package enum State: String, Sendable, Codable, CaseIterable {
        case open
        /// A check or a campaign came of it.
        case underWay = "under-way"
        /// The result is there: closed by the signature of the last one.
        case settled
        /// Closed by a person, with a reason.
        case closed

        package var title: String {
            switch self {
            case .open: "待处置"
            case .underWay: "处置中"
            case .settled: "已有结果"
            case .closed: "已关闭"
            }
        }
    }

    package struct Party: Sendable, Equatable {
        package let subject: Int64
        package let name: String
        package let identifier: String

        package init(subject: Int64, name: String, identifier: String) {
            self.subject = subject
            self.name = name
            self.identifier = identifier
        }
    }

    package let id: Int64
    /// 线索编号, `XS-2026-230102-0001`; alerts begin with `YJ`.
    package let number: String
    package let source: Source
    /// Its number where it came from.
    package let originNumber: String
    package let category: String
    package let level: Level
    /// Where it came from, in words.
    package let origin: String
    /// What it says. May hold personal data: it never leaves the house.
    package let content: String
    package let receivedOn: Day
    /// Last day for handling it.
    package let dueOn: Day
    package let region: RegionCode
    package let regionName: String
    package let department: String
    /// One whose campaigns were all cancelled is open again.
    package let state: State
    /// Why a person closed it; empty otherwise.
    package let closing: String
    package let settledOn: Day?
    package let parties: [Party]
    package let version: Int

    package init(
        id: Int64, number: String, source: Source, originNumber: String, category: String, level: Level,
        origin: String, content: String, receivedOn: Day, dueOn: Day, region: RegionCode, regionName: String,
        department: String, state: State, closing: String, settledOn: Day?, parties: [Party], version: Int
    ) {
        self.id = id
        self.number = number
        self.source = source
        self.originNumber = originNumber
        self.category = category
        self.level = level
        self.origin = origin
        self.content = content
        self.receivedOn = receivedOn
        self.dueOn = dueOn
        self.region = region
        self.regionName = regionName
        self.department = department
        self.state = state
        self.closing = closing
        self.settledOn = settledOn
        self.parties = parties
        self.version = version
    }

    /// Whether nobody settled it within its period.
    package func isOverdue(on day: Day) -> Bool { (state == .open || state == .underWay) && dueOn < day }
}

/// A lead as it is entered, brought in by file or delivered.
package struct LeadDraft: Sendable {
    package var source: Lead.Source
    package var originNumber: String
    package var category: String
    package var level: Lead.Level
    package var origin: String
    package var content: String
    package var receivedOn: Day
    /// 统一社会信用代码; none where it names nobody in the registry.
    package var identifiers: [String]
    /// Where no subject says it.
    package var region: RegionCode?

    package init(
        source: Lead.Source, originNumber: String, category: String, level: Lead.Level = .none, origin: String,
        content: String, receivedOn: Day, identifiers: [String], region: RegionCode? = nil
    ) {
        self.source = source
        self.originNumber = originNumber
        self.category = category
        self.level = level
        self.origin = origin
        self.content = content
        self.receivedOn = receivedOn
        self.identifiers = identifiers
        self.region = region
    }
}

/// A lead as it is written down.
package struct NewLead: Sendable {
    package let id: Int64
    package let number: String
    package let draft: LeadDraft
    package let region: RegionCode
    package let department: String
    package let dueOn: Day
    package let subjects: [Int64]
    package let account: Int64?
    package let salt: String
}

/// Which leads a list holds.
package struct LeadFilter: Sendable, Equatable {
    package enum Progress: String, Sendable, CaseIterable {
        case open, overdue, underWay = "under-way", settled, closed, all
        package var title: String {
            switch self {
            case .open: "待处置"
            case .overdue: "超期"
            case .underWay: "处置中"
            case .settled: "已有结果"
            case .closed: "已关闭"
            case .all: "全部"
            }
        }
    }

    package var region: RegionCode
    package var department: String?
    /// Alerts only, or everything but alerts; nil: both.
    package var isAlert: Bool?
    package var source: Lead.Source?
    package var progress: Progress
    /// Part of a number, of a subject's name, or its identifier.
    package var text: String
    /// Only about subjects whose industry code begins so; `""` inside means none known.
    package var industry: String?
    package var today: Day
    package var receivedFrom: Day?

    package init(
        region: RegionCode, department: String? = nil, isAlert: Bool? = nil, source: Lead.Source? = nil,
        progress: Progress = .all, text: String = "", industry: String? = nil, today: Day, receivedFrom: Day? = nil
    ) {
        self.region = region
        self.department = department
        self.isAlert = isAlert
        self.source = source
        self.progress = progress
        self.text = text
        self.industry = industry
        self.today = today
        self.receivedFrom = receivedFrom
    }
}

/// A campaign that came of a lead, with how far it is: a link of the thread.
package struct LeadCampaign: Sendable {
    package let campaign: Int64
    package let number: String
    package let title: String
    package let state: Campaign.State
    /// The draw that it went through; nil for none yet, and for a check without a draw.
    package let ceremony: String?
    /// The visits of it that went to the lead's own subjects.
    package let visits: [(visit: Int64, subjectName: String, state: Visit.State, outcomes: [String])]
    package let inspections: Int
    package let signed: Int
    /// Of a check without a draw.
    package let isDirect: Bool
    package let publishDue: Day?
    package let published: Int

    package init(
        campaign: Int64, number: String, title: String, state: Campaign.State, ceremony: String?,
        visits: [(visit: Int64, subjectName: String, state: Visit.State, outcomes: [String])], inspections: Int,
        signed: Int, isDirect: Bool, publishDue: Day?, published: Int
    ) {
        self.campaign = campaign
        self.number = number
        self.title = title
        self.state = state
        self.ceremony = ceremony
        self.visits = visits
        self.inspections = inspections
        self.signed = signed
        self.isDirect = isDirect
        self.publishDue = publishDue
        self.published = published
    }
}

package protocol LeadStore: CheckStore {
    func lead(id: Int64) throws -> Lead?
    /// By its number where it came from.
    func lead(source: Lead.Source, region: RegionCode, originNumber: String) throws -> Lead?
    /// The most urgent first: by last day, then by number; settled and closed ones last.
    func leads(_ filter: LeadFilter, slice: Slice) throws -> Listing<Lead>
    /// The next number of a series, from 1; never the same again.
    func next(of series: String) throws -> Int64
    func insert(_ lead: NewLead, at: Moment) throws
    /// Throws a conflict unless it is in that version and not settled or closed.
    func closeLead(_ id: Int64, reason: String, on day: Day, version: Int) throws
    func settleLead(_ id: Int64, on day: Day) throws
    /// Deletes one that an import brought in and nothing came of yet.
    func deleteLead(_ id: Int64) throws
    /// Ties a campaign to a lead and takes the lead up; again changes nothing.
    func tie(lead: Int64, campaign: Int64, by account: Int64, at: Moment) throws
    /// The thread, oldest first.
    func campaigns(lead: Int64) throws -> [LeadCampaign]
    /// Leads that a campaign came of.
    func leads(campaign: Int64) throws -> [Lead]
    /// Leads about a subject, newest first.
    func leads(subject: Int64) throws -> [Lead]
    /// Complaints about each subject that were received on or after a day, at least so many.
    func complained(since day: Day, atLeast number: Int, region: RegionCode) throws -> [(subject: Int64, number: Int)]
    /// Open and past leads and alerts by division and industry section, received on or after a day.
    func gathered(region: RegionCode, department: String?, since day: Day) throws -> [LeadGathering]
}

/// How many leads and alerts gather at a place and in an industry (2.3.6).
package struct LeadGathering: Sendable {
    package let region: RegionCode
    package let regionName: String
    /// Letter of the section of GB/T 4754-2017; empty where it is not known.
    package let section: String
    package let complaints: Int
    package let others: Int
    package let alerts: Int
    package let subjects: Int

    package init(
        region: RegionCode, regionName: String, section: String, complaints: Int, others: Int, alerts: Int,
        subjects: Int
    ) {
        self.region = region
        self.regionName = regionName
        self.section = section
        self.complaints = complaints
        self.others = others
        self.alerts = alerts
        self.subjects = subjects
    }
}

/// 委托: a written agreement by which one authority lets another match inspectors and inspect: down to a subordinate
/// (3.1.2), or to a neighbour of its own level (3.1.3).
package struct Delegation: Sendable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case down, near

        package var title: String {
            switch self {
            case .down: "上级委托下级"
            case .near: "委托就近区域"
            }
        }

        package var clause: String {
            switch self {
            case .down: "3.1.2"
            case .near: "3.1.3"
            }
        }
    }

    package enum State: String, Sendable, Codable, CaseIterable {
        /// Registered by the delegating authority, waits for the other.
        case proposed
        case confirmed
        case declined
        /// Ended before its last day.
        case ended
    }

    /// An authority as people read it.
    package struct Side: Sendable, Equatable {
        package let authority: Int64
        package let name: String
        package let region: RegionCode
        package let department: String

        package init(authority: Int64, name: String, region: RegionCode, department: String) {
            self.authority = authority
            self.name = name
            self.region = region
            self.department = department
        }
    }

    /// The paper: its number, and the file's name and SHA-256; the name is empty where only the hash was entered.
    package struct Document: Sendable, Equatable {
        package let number: String
        package let name: String
        package let sha256: String

        package init(number: String, name: String, sha256: String) {
            self.number = number
            self.name = name
            self.sha256 = sha256
        }
    }

    /// What is handed over; an empty list of a kind means all of that kind.
    package struct Scope: Sendable, Equatable {
        package var items: [String]
        package var regions: [RegionCode]
        package var campaigns: [Int64]

        package init(items: [String] = [], regions: [RegionCode] = [], campaigns: [Int64] = []) {
            self.items = items
            self.regions = regions
            self.campaigns = campaigns
        }

        /// Whether all of these items, this region and these campaigns are handed over.
        package func covers(items: [String], region: RegionCode, campaigns: [Int64]) -> Bool {
            let known = Set(self.items.map { Array($0.utf8) })
            return (known.isEmpty || items.allSatisfy { known.contains(Array($0.utf8)) })
                && (regions.isEmpty || regions.contains { $0.contains(region) })
                && (self.campaigns.isEmpty || campaigns.allSatisfy(self.campaigns.contains))
        }
    }

    package let id: Int64
    package let kind: Kind
    package let state: State
    package let from: Side
    package let to: Side
    package let document: Document
    package let starts: Day
    /// Last day, included.
    package let ends: Day
    /// Working days after a campaign's last day within which the results are fed back.
    package let feedbackDays: Int
    /// The circumstances (特殊情况) for a neighbour; may be empty for a subordinate.
    package let reason: String
    package let scope: Scope
    package let proposedAt: Moment
    package let decidedAt: Moment?
    /// Why it was declined or ended.
    package let decision: String
    package let version: Int

    package init(
        id: Int64, kind: Kind, state: State, from: Side, to: Side, document: Document, starts: Day, ends: Day,
        feedbackDays: Int, reason: String, scope: Scope, proposedAt: Moment, decidedAt: Moment?, decision: String,
        version: Int
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.from = from
        self.to = to
        self.document = document
        self.starts = starts
        self.ends = ends
        self.feedbackDays = feedbackDays
        self.reason = reason
        self.scope = scope
        self.proposedAt = proposedAt
        self.decidedAt = decidedAt
        self.decision = decision
        self.version = version
    }

    /// Confirmed by the other side, and the day lies in its period.
    package func isInForce(on day: Day) -> Bool { state == .confirmed && starts <= day && day <= ends }

    /// The state as people read it on a day.
    package func word(on day: Day) -> String {
        switch state {
        case .proposed: "待对方确认"
        case .confirmed: day < starts ? "未开始" : ends < day ? "已到期" : "生效中"
        case .declined: "对方未同意"
        case .ended: "已提前终止"
        }
    }
}

/// 结果反馈 owed for what one ceremony handed over under an agreement.
package struct DelegationFeedback: Sendable {
    package let id: Int64
    package let delegation: Int64
    package let kind: Delegation.Kind
    package let from: Delegation.Side
    package let to: Delegation.Side
    package let ceremony: Int64
    package let ceremonyCode: String
    package let ceremonyTitle: String
    /// Visits handed over, and those whose results are all entered.
    package let visits: Int
    package let finished: Int
    package let dueOn: Day
    package let document: Delegation.Document?
    package let summary: String
    package let givenAt: Moment?
    package let chasedAt: Moment?

    package init(
        id: Int64, delegation: Int64, kind: Delegation.Kind, from: Delegation.Side, to: Delegation.Side,
        ceremony: Int64, ceremonyCode: String, ceremonyTitle: String, visits: Int, finished: Int, dueOn: Day,
        document: Delegation.Document?, summary: String, givenAt: Moment?, chasedAt: Moment?
    ) {
        self.id = id
        self.delegation = delegation
        self.kind = kind
        self.from = from
        self.to = to
        self.ceremony = ceremony
        self.ceremonyCode = ceremonyCode
        self.ceremonyTitle = ceremonyTitle
        self.visits = visits
        self.finished = finished
        self.dueOn = dueOn
        self.document = document
        self.summary = summary
        self.givenAt = givenAt
        self.chasedAt = chasedAt
    }

    /// Days since the due day; nil when it is not late, or given.
    package func daysLate(on day: Day) -> Int? {
        givenAt == nil && dueOn < day ? day.number - dueOn.number : nil
    }
}

/// An agreement as registered.
package struct NewDelegation: Sendable {
    package let kind: Delegation.Kind
    package let from: Int64
    package let to: Int64
    package let document: Delegation.Document
    /// The file itself; nil where only its hash was entered.
    package let content: [UInt8]?
    package let starts: Day
    package let ends: Day
    package let feedbackDays: Int
    package let reason: String
    package let scope: Delegation.Scope
    package let by: Int64
    package let at: Moment
}

/// Delegations in the store.
package protocol DelegationStore {
    func insert(_ delegation: NewDelegation) throws -> Int64
    func delegation(id: Int64) throws -> Delegation?
    /// Those with a side in the region subtree and department (nil: all), newest first.
    func delegations(region: RegionCode, department: String?, states: [Delegation.State], slice: Slice) throws
        -> Listing<Delegation>
    /// Confirmed ones of a delegating authority, in force on the day.
    func delegations(from authority: Int64, inForceOn day: Day) throws -> [Delegation]
    /// Throws a conflict unless state and version are as read.
    func setState(
        _ state: Delegation.State, delegation: Delegation, by account: Int64, at: Moment, decision: String) throws
    /// The file of an agreement, or of a feedback.
    func document(delegation: Int64) throws -> [UInt8]?
    func document(feedback: Int64) throws -> [UInt8]?

    /// Notes visits of a drawn ceremony, by subject, as handed over, and that feedback is owed for them.
    func insertDelegated(
        _ subjects: [Int64], ceremony: Int64, delegation: Int64, feedbackDue: Day) throws
    func feedback(id: Int64) throws -> DelegationFeedback?
    /// With a side in the region subtree and department; open ones by due day first.
    func feedbacks(region: RegionCode, department: String?, open: Bool?, slice: Slice) throws
        -> Listing<DelegationFeedback>
    func feedbacks(delegation: Int64) throws -> [DelegationFeedback]
    func setFeedback(
        _ id: Int64, document: Delegation.Document, content: [UInt8]?, summary: String, by account: Int64, at: Moment)
        throws
    func setChased(_ id: Int64, at: Moment) throws
    /// Of one authority: agreements it is to confirm, feedback it owes, and feedback that is overdue to it.
    func delegationsWaiting(authority: Int64, today: Day) throws -> (confirm: Int, owed: Int, overdue: Int)
}

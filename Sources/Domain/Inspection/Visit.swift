/// 一次上门: all that one team checks at one subject in one go (2.3.8).
package struct Visit: Sendable {
    package enum State: String, Sendable, Codable {
        case assigned, visited, finished
        package var title: String {
            switch self {
            case .assigned: "待检查"
            case .visited: "检查中"
            case .finished: "已录入"
            }
        }
    }

    /// An assigned inspector.
    package struct Officer: Sendable, Equatable {
        package let inspector: Int64
        package let name: String
        /// Nil for 辅助人员 who carry none.
        package let certificate: Inspector.Certificate?
        /// 辅助人员 may come along, but neither enter nor sign (2.2.8).
        package let isAuxiliary: Bool
        /// Of the authority that this person works for.
        package let department: String

        package init(
            inspector: Int64, name: String, certificate: Inspector.Certificate?, isAuxiliary: Bool,
            department: String = Department.marketRegulation
        ) {
            self.department = department
            self.inspector = inspector
            self.name = name
            self.certificate = certificate
            self.isAuxiliary = isAuxiliary
        }
    }

    package let id: Int64
    package let ceremony: Int64
    package let ceremonyCode: String
    package let subject: Int64
    package let subjectName: String
    package let subjectIdentifier: String
    package let address: String
    /// The subject's slip in the ceremony (签条).
    package let slip: String
    package let region: RegionCode
    package let department: String
    /// Other departments that check something in this visit (联查, 5.1.3).
    package let joined: Set<String>
    package let authority: Int64
    package let state: State
    /// When the officers began, by their own word; nil before.
    package let visitedAt: Moment?
    /// Day of the draw (Asia/Shanghai): no inspection can be older.
    package let drawnOn: Day
    /// In slot order.
    package let officers: [Officer]
    /// Inspectors who were drawn for it and were replaced (3.5.2).
    package let left: Set<Int64>
    /// What became of the subject since.
    package let standing: Standing
    /// Why it is made without a draw (3.6.2); nil: it was drawn.
    package let ground: DirectCheck.Ground?

    package init(
        id: Int64, ceremony: Int64, ceremonyCode: String, subject: Int64, subjectName: String,
        subjectIdentifier: String, address: String, slip: String, region: RegionCode, department: String,
        authority: Int64, state: State, visitedAt: Moment?, drawnOn: Day, officers: [Officer],
        left: Set<Int64> = [], standing: Standing = .present, joined: Set<String> = [],
        ground: DirectCheck.Ground? = nil
    ) {
        self.joined = joined
        self.id = id
        self.ceremony = ceremony
        self.ceremonyCode = ceremonyCode
        self.subject = subject
        self.subjectName = subjectName
        self.subjectIdentifier = subjectIdentifier
        self.address = address
        self.slip = slip
        self.region = region
        self.department = department
        self.authority = authority
        self.state = state
        self.visitedAt = visitedAt
        self.drawnOn = drawnOn
        self.officers = officers
        self.left = left
        self.standing = standing
        self.ground = ground
    }

    /// Whether the visit lies in this person's scope: that of its own department or of one that joins in.
    package func isCovered(by actor: Actor) -> Bool {
        actor.covers(region, department: department)
            || joined.contains { actor.covers(region, department: $0) }
    }

    package func officer(_ inspector: Int64?) -> Officer? { officers.first { $0.inspector == inspector } }
}

/// 一户一事项的检查: one item of one campaign checked in a visit.
package struct Inspection: Sendable {
    package enum State: String, Sendable, Codable {
        case assigned, entered, returned, approved, published, withheld
        package var title: String {
            switch self {
            case .assigned: "待录入"
            case .entered: "待审核"
            case .returned: "退回修改"
            case .approved: "待公示"
            case .published: "已公示"
            case .withheld: "依法不公示"
            }
        }
    }

    package let id: Int64
    package let visit: Int64
    package let campaign: Int64
    package let item: String
    /// The department that checks and answers for it, where it is not the visit's (联查, 5.1.3).
    package let department: String?
    package let checklist: Int64?
    package let state: State
    /// Question code → answer.
    package let answers: [String: String]
    /// Code of one of the nine outcome types (2.1.2).
    package let outcome: String?
    /// 合格 or 不合格 where the type asks for it.
    package let outcomeValue: String?
    /// Particular code → text.
    package let particulars: [String: String]
    package let inspectedOn: Day?
    /// Account that entered and signed (2.4.2).
    package let enteredBy: Int64?
    package let enteredAt: Moment?
    package let reviewedBy: Int64?
    package let reviewNote: String?
    /// Goes up with every saved draft and every step; a form carries the one it was made from.
    package let version: Int

    package init(
        id: Int64, visit: Int64, campaign: Int64, item: String, checklist: Int64?, state: State,
        answers: [String: String], outcome: String?, outcomeValue: String?, particulars: [String: String],
        inspectedOn: Day?, enteredBy: Int64?, enteredAt: Moment?, reviewedBy: Int64?,
        reviewNote: String?, version: Int, department: String? = nil
    ) {
        self.department = department
        self.id = id
        self.visit = visit
        self.campaign = campaign
        self.item = item
        self.checklist = checklist
        self.state = state
        self.answers = answers
        self.outcome = outcome
        self.outcomeValue = outcomeValue
        self.particulars = particulars
        self.inspectedOn = inspectedOn
        self.enteredBy = enteredBy
        self.enteredAt = enteredAt
        self.reviewedBy = reviewedBy
        self.reviewNote = reviewNote
        self.version = version
    }
}

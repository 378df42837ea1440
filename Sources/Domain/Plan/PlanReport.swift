/// 报备件: a plan, or one adjustment of it, as handed to the level above (2.3.12, 2.3.15).
package struct PlanReport: Sendable {
    package enum Kind: String, Sendable, Codable {
        case plan, addition, cancellation

        package var title: String {
            switch self {
            case .plan: "年度计划"
            case .addition: "动态调整：增加任务"
            case .cancellation: "动态调整：取消任务"
            }
        }
    }

    package enum State: String, Sendable, Codable, CaseIterable {
        /// The level above has not answered.
        case waiting
        /// Accepted, with a receipt.
        case received
        /// Sent back for correction, with reasons; nothing has come since.
        case returned
        /// Sent back, and handed up again since.
        case replaced

        package var title: String {
            switch self {
            case .waiting: "待上级接收"
            case .received: "已接收"
            case .returned: "退回修改"
            case .replaced: "已重新报备"
            }
        }
    }

    package let id: Int64
    package let plan: Int64
    package let planTitle: String
    package let year: Int
    package let planKind: Plan.Kind
    package let authority: Int64
    package let authorityName: String
    package let region: RegionCode
    package let department: String
    package let kind: Kind
    package let campaign: Int64?
    package let campaignTitle: String?
    package let reason: String
    package let reportedAt: Moment
    package let reporterName: String
    /// Nil where the level above is not on this platform; its receipt is then entered by who reported.
    package let receiver: Int64?
    package let receiverName: String?
    package let state: State
    package let answeredAt: Moment?
    package let answererName: String?
    package let answer: String
    package let receipt: String

    package init(
        id: Int64, plan: Int64, planTitle: String, year: Int, planKind: Plan.Kind, authority: Int64,
        authorityName: String, region: RegionCode, department: String, kind: Kind, campaign: Int64?,
        campaignTitle: String?, reason: String, reportedAt: Moment, reporterName: String, receiver: Int64?,
        receiverName: String?, state: State, answeredAt: Moment?, answererName: String?, answer: String,
        receipt: String
    ) {
        self.id = id
        self.plan = plan
        self.planTitle = planTitle
        self.year = year
        self.planKind = planKind
        self.authority = authority
        self.authorityName = authorityName
        self.region = region
        self.department = department
        self.kind = kind
        self.campaign = campaign
        self.campaignTitle = campaignTitle
        self.reason = reason
        self.reportedAt = reportedAt
        self.reporterName = reporterName
        self.receiver = receiver
        self.receiverName = receiverName
        self.state = state
        self.answeredAt = answeredAt
        self.answererName = answererName
        self.answer = answer
        self.receipt = receipt
    }

    /// What was handed up, in words.
    package var title: String {
        guard let campaignTitle else { return planTitle }
        return "\(kind.title)“\(campaignTitle)”"
    }
}

/// 催报: somebody who owes a plan was reminded (2.3.12).
package struct PlanReminder: Sendable, Equatable {
    package enum Stage: String, Sendable, Codable {
        /// By the turn of the day: the first and the last warning before the date, and after it.
        case first, last, overdue
        /// By the level above.
        case person
    }

    package let authority: Int64
    package let stage: Stage
    package let at: Moment

    package init(authority: Int64, stage: Stage, at: Moment) {
        self.authority = authority
        self.stage = stage
        self.at = at
    }
}

package protocol PlanReportStore {
    func report(id: Int64) throws -> PlanReport?
    /// Everything handed up of a plan, oldest first.
    func reports(plan: Int64) throws -> [PlanReport]
    /// Whether the adjustment that adds the campaign came back and was not handed up again.
    func isReturned(addition campaign: Int64) throws -> Bool
    /// What an authority is to receive, or has answered: oldest waiting first, else newest first.
    func reports(receiver: Int64, state: PlanReport.State, slice: Slice) throws -> Listing<PlanReport>
    func insertReport(
        plan: Int64, kind: PlanReport.Kind, campaign: Int64?, reason: String, receiver: Int64?, by account: Int64,
        at: Moment
    ) throws -> Int64
    /// Throws a conflict unless the report is in state `from`.
    func setAnswer(
        report: Int64, from: PlanReport.State, to: PlanReport.State, answer: String, receipt: String, by account: Int64,
        at: Moment) throws
    /// Throws a conflict unless the report is sent back.
    func setReplaced(report: Int64) throws
    /// Makes a reported plan a draft again; throws a conflict unless it is reported.
    func setReturned(plan: Int64, correctBy: Day?) throws
    func insertReminder(
        authority: Int64, year: Int, kind: Plan.Kind, stage: PlanReminder.Stage, by account: Int64?, at: Moment) throws
    /// Reminders of that year and kind of the authorities of a subtree (nil: all), oldest first.
    func reminders(year: Int, kind: Plan.Kind, region: RegionCode?) throws -> [PlanReminder]
}

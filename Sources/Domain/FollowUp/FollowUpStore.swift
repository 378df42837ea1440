package protocol FollowUpStore {
    /// Signed results that need something more, the earliest deadline first.
    func cases(_ filter: FollowUpFilter, slice: Slice) throws -> Listing<FollowUpCase>
}

/// Which results need something more, judged from the inspections themselves.
package struct FollowUpFilter: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// 责令改正 whose correction no later inspection has confirmed.
        case correcting
        /// Of these, the term is over.
        case overdue
        /// 待后续调查处理.
        case handling
        /// 责令改正 followed by an inspection of the same item that found nothing wrong.
        case settled

        package var title: String {
            switch self {
            case .correcting: "责令改正"
            case .overdue: "改正期限已到"
            case .handling: "待后续调查处理"
            case .settled: "复查未发现问题"
            }
        }
    }

    package var region: RegionCode
    package var department: String?
    package var kind: Kind
    package var today: Day
    /// Part of the subject's name, or its identifier.
    package var text: String

    package init(region: RegionCode, department: String?, kind: Kind, today: Day, text: String = "") {
        self.region = region
        self.department = department
        self.kind = kind
        self.today = today
        self.text = text
    }
}

/// A result that needs something more.
package struct FollowUpCase: Sendable {
    package let inspection: Int64
    package let subjectName: String
    package let subjectIdentifier: String
    package let regionName: String
    package let matter: String
    package let outcome: String
    package let state: Inspection.State
    package let inspectedOn: Day
    /// The problem as the officers wrote it.
    package let problem: String
    /// Who goes on with it, for 待后续调查处理.
    package let handlingBody: String?
    /// Last day of the correction; the day of the inspection for 立即改正; nil where there is no term.
    package let term: Day?
    package let isImmediate: Bool
    /// A later inspection of the same subject and item that found nothing wrong.
    package let settledBy: Int64?

    package init(
        inspection: Int64, subjectName: String, subjectIdentifier: String, regionName: String, matter: String,
        outcome: String, state: Inspection.State, inspectedOn: Day, problem: String, handlingBody: String?,
        term: Day?, isImmediate: Bool, settledBy: Int64?
    ) {
        self.inspection = inspection
        self.subjectName = subjectName
        self.subjectIdentifier = subjectIdentifier
        self.regionName = regionName
        self.matter = matter
        self.outcome = outcome
        self.state = state
        self.inspectedOn = inspectedOn
        self.problem = problem
        self.handlingBody = handlingBody
        self.term = term
        self.isImmediate = isImmediate
        self.settledBy = settledBy
    }
}

/// The first floor of 后续: what the inspections leave to be done. It reads, it records nothing of its own yet:
/// whether a correction was made is known only from a later inspection of the same subject and item.
package struct FollowingUp: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package func cases(
        _ actor: Actor, kind: FollowUpFilter.Kind = .correcting, text: String = "", slice: Slice = Slice()
    ) async throws -> Listing<FollowUpCase> {
        try actor.require(.followUpRead)
        let filter = FollowUpFilter(
            region: actor.region, department: actor.department, kind: kind, today: house.clock.today, text: text)
        return try await house.storage.read { try $0.followUps.cases(filter, slice: slice) }
    }
}

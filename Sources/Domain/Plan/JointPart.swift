/// 参与机关: an authority that takes part in a joint campaign beside the lead (5.1.3, 5.4.1).
package struct JointPart: Sendable {
    package enum Kind: String, Sendable, Codable {
        /// Another department of the same division.
        case department
        /// The same department of an allied division (5.4.1).
        case ally
    }

    package enum State: String, Sendable, Codable, CaseIterable {
        /// By the lead; the other side answers.
        case invited
        /// By the other side; the lead answers.
        case asked
        case accepted, declined
        /// Taken back by the lead.
        case withdrawn

        package var title: String {
            switch self {
            case .invited: "待答复"
            case .asked: "申请参加"
            case .accepted: "已参加"
            case .declined: "不参加"
            case .withdrawn: "已撤回"
            }
        }
    }

    package let id: Int64
    package let campaign: Int64
    package let authority: Int64
    package let authorityName: String
    package let region: RegionCode
    package let department: String
    package let kind: Kind
    package let alliance: Int64?
    /// What it checks, in the words of the list or its own.
    package let matter: String
    package let state: State
    /// Last day for the answer, that day included.
    package let answerBy: Day
    /// Why it asked, declined, or was taken out; empty otherwise.
    package let reason: String
    package let at: Moment
    package let answeredAt: Moment?

    package init(
        id: Int64, campaign: Int64, authority: Int64, authorityName: String, region: RegionCode, department: String,
        kind: Kind, alliance: Int64?, matter: String, state: State, answerBy: Day, reason: String, at: Moment,
        answeredAt: Moment?
    ) {
        self.id = id
        self.campaign = campaign
        self.authority = authority
        self.authorityName = authorityName
        self.region = region
        self.department = department
        self.kind = kind
        self.alliance = alliance
        self.matter = matter
        self.state = state
        self.answerBy = answerBy
        self.reason = reason
        self.at = at
        self.answeredAt = answeredAt
    }

    /// Whether the other side may still be waited for: reporting and drawing wait until then, and no longer.
    package func isPending(on day: Day) -> Bool { (state == .invited || state == .asked) && day <= answerBy }

    /// The state in words; an invitation nobody answered in time is shown as such.
    package func word(on day: Day) -> String {
        state == .invited && answerBy < day ? "逾期未答复" : state.title
    }
}

/// What a joint campaign rests on.
package struct JointBasis: Sendable, Equatable {
    /// Code of the 联查事项 (一业一查), or nil.
    package let joint: String?
    /// 跨部门综合监管事项 in the words of its list, or nil.
    package let crossMatter: String?

    package init(joint: String?, crossMatter: String?) {
        self.joint = joint
        self.crossMatter = crossMatter
    }
}

/// How far one authority is with what it has to check in a joint campaign.
package struct JointProgress: Sendable, Equatable {
    package let authority: Int64
    package let authorityName: String
    package let total: Int
    package let signed: Int
    package let disclosed: Int
    /// When it was last urged, and by whom (2.4.6).
    package let urgedAt: Moment?
    package let urgedBy: String?

    package init(
        authority: Int64, authorityName: String, total: Int, signed: Int, disclosed: Int, urgedAt: Moment?,
        urgedBy: String?
    ) {
        self.authority = authority
        self.authorityName = authorityName
        self.total = total
        self.signed = signed
        self.disclosed = disclosed
        self.urgedAt = urgedAt
        self.urgedBy = urgedBy
    }
}

/// A part that an authority has, or could have, in somebody's campaign.
package struct JointLine: Sendable {
    package let campaign: Campaign
    package let part: JointPart?

    package init(campaign: Campaign, part: JointPart?) {
        self.campaign = campaign
        self.part = part
    }
}

/// Which joint campaigns a list holds, as one authority sees them.
package enum JointView: String, Sendable, CaseIterable {
    case invited, accepted, asked, declined
    /// Those it leads.
    case led
    /// Those of other departments of its division that it may ask to join.
    case open

    package var title: String {
        switch self {
        case .invited: "待本机关答复"
        case .accepted: "本机关参加"
        case .asked: "已申请"
        case .declined: "未参加"
        case .led: "本机关牵头"
        case .open: "可申请参加"
        }
    }
}

package protocol JointStore {
    func part(id: Int64) throws -> JointPart?
    /// In the order of their invitation.
    func parts(campaign: Int64) throws -> [JointPart]
    /// Joint campaigns as an authority sees them, the newest first.
    func joint(_ view: JointView, of authority: Authority, slice: Slice) throws -> Listing<JointLine>
    /// Makes a part; one that was declined or withdrawn is made anew.
    func insertPart(_ part: JointPart, by account: Int64) throws
    /// Throws a conflict unless the part is in one of the states.
    func setPart(
        _ id: Int64, from: [JointPart.State], to: JointPart.State, reason: String, by account: Int64, at: Moment)
        throws
    /// What the part checks, in its own words.
    func setMatter(_ matter: String, part: Int64) throws
    func jointBasis(campaign: Int64) throws -> JointBasis?
    func setJointBasis(_ basis: JointBasis, campaign: Int64) throws
    /// Campaigns (not cancelled) of the year that rest on a matter, of one authority or with its part.
    func jointBases(year: Int, authority: Int64) throws -> [(campaign: Int64, title: String, basis: JointBasis)]
    /// One line for each authority that has something to check in the campaign, the lead first.
    func progress(joint campaign: Int64) throws -> [JointProgress]
    func insertUrge(campaign: Int64, authority: Int64, by account: Int64, at: Moment) throws
    /// Campaigns whose lead urged this authority and where it has results left, the newest urge first.
    func urged(authority: Int64) throws -> [(campaign: Int64, title: String, at: Moment)]
    /// Who owes a plan of that kind and year among the authorities of other departments in exactly that division
    /// (2.3.14).
    func memberReporting(year: Int, kind: Plan.Kind, region: RegionCode, apart department: String) throws
        -> [ReportingLine]
}

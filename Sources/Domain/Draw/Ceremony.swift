/// 摇号: one public draw for one campaign or a batch of them (../shared/protocol/draw.md).
package struct Ceremony: Sendable {
    /// The steps of the protocol, in order. Each is an entry in the log.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// Parties, public source and deadline are named.
        case planned
        /// The population is fixed; its root is in the log.
        case frozen
        /// All parties have committed, or the drawer closed the round; the tree head is noted.
        case committed
        /// All values are revealed, or their parties are missing after the deadline.
        case revealed
        /// Drawn and matched.
        case drawn
        case aborted

        package var title: String {
            switch self {
            case .planned: "待冻结"
            case .frozen: "承诺中"
            case .committed: "揭示中"
            case .revealed: "待公共随机值"
            case .drawn: "已抽取"
            case .aborted: "已中止"
            }
        }
    }

    package struct Party: Sendable, Equatable {
        /// Id in the seed document, `drawer`, `supervisor`, `business`.
        package let id: String
        package let title: String
        /// Account that commits and reveals; nil for a party whose values the drawer types in before witnesses.
        package let account: Int64?
        package let commitment: String?
        package let revealed: String?
        package let isMissing: Bool

        package init(
            id: String, title: String, account: Int64?, commitment: String?, revealed: String?, isMissing: Bool
        ) {
            self.id = id
            self.title = title
            self.account = account
            self.commitment = commitment
            self.revealed = revealed
            self.isMissing = isMissing
        }
    }

    package let id: Int64
    /// Public code, `YH-2026-230100-001`.
    package let code: String
    package let title: String
    package let authority: Int64
    package let authorityName: String
    package let region: RegionCode
    package let department: String
    package let state: State
    package let campaigns: [Int64]
    package let parties: [Party]
    /// `dice:room-1`, announced beforehand.
    package let publicSource: String
    package let publicValue: String?
    package let revealDeadline: Moment
    package let populationRoot: String?
    package let populationCount: Int?
    package let seed: String?
    package let abortReason: String?
    package let createdAt: Moment
    package let drawnAt: Moment?
    package let version: Int

    package init(
        id: Int64, code: String, title: String, authority: Int64, authorityName: String, region: RegionCode,
        department: String, state: State, campaigns: [Int64], parties: [Party], publicSource: String,
        publicValue: String?, revealDeadline: Moment, populationRoot: String?, populationCount: Int?, seed: String?,
        abortReason: String?, createdAt: Moment, drawnAt: Moment?, version: Int
    ) {
        self.id = id
        self.code = code
        self.title = title
        self.authority = authority
        self.authorityName = authorityName
        self.region = region
        self.department = department
        self.state = state
        self.campaigns = campaigns
        self.parties = parties
        self.publicSource = publicSource
        self.publicValue = publicValue
        self.revealDeadline = revealDeadline
        self.populationRoot = populationRoot
        self.populationCount = populationCount
        self.seed = seed
        self.abortReason = abortReason
        self.createdAt = createdAt
        self.drawnAt = drawnAt
        self.version = version
    }
}

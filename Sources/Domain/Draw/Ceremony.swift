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
        /// The living one-time link of a party without account.
        package let link: Link?

        package init(
            id: String, title: String, account: Int64?, commitment: String?, revealed: String?, isMissing: Bool,
            link: Link? = nil
        ) {
            self.id = id
            self.title = title
            self.account = account
            self.commitment = commitment
            self.revealed = revealed
            self.isMissing = isMissing
            self.link = link
        }
    }

    /// A one-time link as it stands; who opened it holds the party until the ceremony ends.
    package struct Link: Sendable, Equatable {
        package let issuedAt: Moment
        /// Until then it can be opened.
        package let expiresAt: Moment
        package let openedAt: Moment?

        package init(issuedAt: Moment, expiresAt: Moment, openedAt: Moment?) {
            self.issuedAt = issuedAt
            self.expiresAt = expiresAt
            self.openedAt = openedAt
        }
    }

    /// A public source as the plan names it, with its value once that is known.
    package struct Source: Sendable, Equatable {
        /// `dice:room-1`, `drand-quicknet:12345`, announced beforehand.
        package let name: String
        package let value: String?
        /// Account that keyed the value a first time; another one keys it again.
        package let keyedBy: Int64?

        package init(name: String, value: String?, keyedBy: Int64? = nil) {
            self.name = name
            self.value = value
            self.keyedBy = keyedBy
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
    /// In the plan's order.
    package let sources: [Source]
    /// Commitments are taken until then; not after the reveal deadline.
    package let commitDeadline: Moment
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
        department: String, state: State, campaigns: [Int64], parties: [Party], sources: [Source],
        commitDeadline: Moment? = nil, revealDeadline: Moment, populationRoot: String?, populationCount: Int?,
        seed: String?,
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
        self.sources = sources
        self.commitDeadline = commitDeadline ?? revealDeadline
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

extension Ceremony {
    /// The source whose value comes next: values are taken in the plan's order.
    package var nextSource: Source? { sources.first { $0.value == nil } }

    /// Whether every public value is known, and with them the seed.
    package var isSeedKnown: Bool { state == .revealed && nextSource == nil || state == .drawn }
}

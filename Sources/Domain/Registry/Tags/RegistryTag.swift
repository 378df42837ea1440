/// 标签: a feature by which subjects are found (2.2.4). It is never deleted: it is merged into another or retired.
package struct RegistryTag: Sendable {
    package enum State: String, Sendable, Codable, CaseIterable {
        case active, merged, retired
        package var title: String {
            switch self {
            case .active: "使用中"
            case .merged: "已合并"
            case .retired: "已停用"
            }
        }
    }

    package let number: Int64
    package let code: String
    package let name: String
    package let dimension: String
    /// What it says and what it does not.
    package let meaning: String
    /// Department whose own tag it is; nil for those that the province keeps for all.
    package let owner: String?
    package let state: State
    package let mergedInto: Int64?
    package let since: Day?
    package let endedOn: Day?

    package init(
        number: Int64, code: String, name: String, dimension: String, meaning: String, owner: String?, state: State,
        mergedInto: Int64?, since: Day?, endedOn: Day?
    ) {
        self.number = number
        self.code = code
        self.name = name
        self.dimension = dimension
        self.meaning = meaning
        self.owner = owner
        self.state = state
        self.mergedInto = mergedInto
        self.since = since
        self.endedOn = endedOn
    }
}

/// 维度: what a group of tags looks at.
package struct TagDimension: Sendable {
    package let code: String
    package let name: String

    package init(code: String, name: String) {
        self.code = code
        self.name = name
    }
}

/// What a person decided of a subject's tag. The newest decision that stands on a day wins over the rules.
package struct TagHold: Sendable {
    package enum Source: String, Sendable, Codable {
        case hand, list
        /// By a rule over other records, such as complaints (2.3.6).
        case rule
        package var title: String {
            switch self {
            case .hand: "手工"
            case .list: "名单导入"
            case .rule: "规则认定"
            }
        }
    }

    package let id: Int64
    package let subject: Int64
    package let tag: Int64
    /// Given; false: taken away.
    package let gives: Bool
    package let source: Source
    package let from: Day
    package let until: Day?
    package let reason: String
    package let accountName: String?
    package let at: Moment
    package let endedAt: Moment?
    package let movedFrom: Int64?

    package init(
        id: Int64, subject: Int64, tag: Int64, gives: Bool, source: Source, from: Day, until: Day?, reason: String,
        accountName: String?, at: Moment, endedAt: Moment?, movedFrom: Int64?
    ) {
        self.id = id
        self.subject = subject
        self.tag = tag
        self.gives = gives
        self.source = source
        self.from = from
        self.until = until
        self.reason = reason
        self.accountName = accountName
        self.at = at
        self.endedAt = endedAt
        self.movedFrom = movedFrom
    }

    package func stands(on day: Day) -> Bool {
        endedAt == nil && from <= day && (until.map { day <= $0 } ?? true)
    }
}

/// A decision as it is written down.
package struct NewTagHold: Sendable {
    package let subject: Int64
    package let tag: Int64
    package let gives: Bool
    package let source: TagHold.Source
    package let from: Day
    package let until: Day?
    package let reason: String
    package let account: Int64?
}

/// What the rules read of a subject, and what it carries.
package struct TaggableSubject: Sendable {
    package let id: Int64
    package let name: String
    package let type: String
    package let scope: String
    /// Codes with a blank between, as stored.
    package let tags: String

    package init(id: Int64, name: String, type: String, scope: String, tags: String) {
        self.id = id
        self.name = name
        self.type = type
        self.scope = scope
        self.tags = tags
    }
}

/// A tag that a subject gained or lost, and why.
package struct TagChange: Sendable {
    package let subject: Int64
    package let tag: Int64
    package let gained: Bool
    package let cause: String
    package let at: Moment

    package init(subject: Int64, tag: Int64, gained: Bool, cause: String, at: Moment) {
        self.subject = subject
        self.tag = tag
        self.gained = gained
        self.cause = cause
        self.at = at
    }
}

/// A version of the rules.
package struct TagRuleVersion: Sendable {
    package enum State: String, Sendable, Codable {
        case draft, active, past, dropped
        package var title: String {
            switch self {
            case .draft: "草稿"
            case .active: "执行中"
            case .past: "历史"
            case .dropped: "已放弃"
            }
        }
    }

    package let number: Int
    package let state: State
    /// The version it was made from.
    package let base: Int
    package let rules: TagRuleSet
    /// Of the rules' text, hex.
    package let sha256: String
    package let reason: String
    package let accountName: String?
    package let at: Moment
    package let appliedAt: Moment?
    package let trial: TagTrial?
    /// The text that the trial ran with.
    package let trialSHA256: String?
    /// While a version in force is still being carried through the registry: the last subject in line with it, by id.
    package let settledTo: Int64?

    /// Whether the trial shows what exactly these rules would do.
    package var isTried: Bool { trial != nil && trialSHA256 == sha256 }

    package init(
        number: Int, state: State, base: Int, rules: TagRuleSet, sha256: String, reason: String, accountName: String?,
        at: Moment, appliedAt: Moment?, trial: TagTrial?, trialSHA256: String?, settledTo: Int64?
    ) {
        self.number = number
        self.state = state
        self.base = base
        self.rules = rules
        self.sha256 = sha256
        self.reason = reason
        self.accountName = accountName
        self.at = at
        self.appliedAt = appliedAt
        self.trial = trial
        self.trialSHA256 = trialSHA256
        self.settledTo = settledTo
    }
}

/// What a run of the rules changed, or would change.
package struct TagTrial: Sendable, Codable, Equatable {
    package struct Line: Sendable, Codable, Equatable {
        package let tag: Int64
        package var gained = 0
        package var lost = 0
        /// The first subjects of either kind.
        package var gainedSamples: [Int64] = []
        package var lostSamples: [Int64] = []
    }

    package var subjects = 0
    package var changed = 0
    package var lines: [Line] = []
    package var seconds = 0

    package init() {}

    package var gained: Int { lines.reduce(0) { $0 + $1.gained } }
    package var lost: Int { lines.reduce(0) { $0 + $1.lost } }
}

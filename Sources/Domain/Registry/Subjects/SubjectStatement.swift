/// What a source says of one subject: a row of a delta file, an element of an API call. Fields that are nil say nothing.
package struct SubjectStatement: Sendable, Codable, Equatable {
    package enum Operation: String, Sendable, Codable, CaseIterable {
        /// Adds or changes, whichever it is.
        case put
        case add, change, move, cancel, revoke, reopen

        package var title: String {
            switch self {
            case .put: "报送"
            case .add: "新增"
            case .change: "变更"
            case .move: "迁移"
            case .cancel: "注销"
            case .revoke: "吊销"
            case .reopen: "恢复"
            }
        }

        /// From the word of a file; nil for a word that is none.
        init?(word: String) {
            switch word {
            case "新增", "设立", "add": self = .add
            case "变更", "修改", "更新", "change": self = .change
            case "迁移", "迁入", "迁出", "移交", "move": self = .move
            case "注销", "关闭", "cancel": self = .cancel
            case "吊销", "撤销", "revoke": self = .revoke
            case "恢复", "reopen": self = .reopen
            case "报送", "put": self = .put
            default: return nil
            }
        }
    }

    package struct PremisesPart: Sendable, Codable, Equatable {
        package let name: String?
        package let usage: String?
        package let address: String
        package let region: String?
        package let from: Day?
        package let until: Day?
    }

    package struct LicencePart: Sendable, Codable, Equatable {
        package let kind: String
        package let number: String
        package let issuer: String?
        package let scope: String?
        package let from: Day?
        package let until: Day?
    }

    package struct NumberPart: Sendable, Codable, Equatable {
        package let scheme: IdentifierScheme
        package let number: String
        package let issuer: String?
        package let from: Day?
        package let until: Day?
    }

    package var operation: Operation
    /// Nil is a credit code.
    package var scheme: IdentifierScheme?
    package var identifier: String
    package var name: String?
    /// Type code of Reference/subject-types.yaml; only where the number does not tell it.
    package var type: String?
    /// Division code of six digits.
    package var region: String?
    package var address: String?
    package var registeredOn: Day?
    package var kind: String?
    package var capital: String?
    package var scope: String?
    package var industry: String?
    package var scale: String?
    /// Code of a station.
    package var station: String?
    package var premises: [PremisesPart]?
    package var licences: [LicencePart]?
    package var numbers: [NumberPart]?
    /// From which day it holds; nil: at once.
    package var effectiveOn: Day?
    /// The day on which the source held it so.
    package var asOf: Day?
    package var reason: String?

    package init(operation: Operation, scheme: IdentifierScheme? = nil, identifier: String) {
        self.operation = operation
        self.scheme = scheme
        self.identifier = identifier
    }

    /// What a checked row of a file says, for the list of conflicts.
    init(_ row: SubjectRecord) {
        self.init(operation: .put, identifier: row.identifier)
        name = row.name
        region = row.facts.region.text
        address = row.facts.address
        registeredOn = row.facts.registeredOn
        kind = row.facts.kind
        capital = row.facts.capital
        scope = row.facts.scope
    }
}

/// Why a statement could not be taken as it came.
package enum ConflictKind: String, Sendable, Codable, CaseIterable {
    case older, disagree, foreign, unknown, operation

    package var title: String {
        switch self {
        case .older: "数据较旧"
        case .disagree: "来源不一致"
        case .foreign: "不在管辖地区"
        case .unknown: "代码无法识别"
        case .operation: "操作与名录不符"
        }
    }
}

/// A statement that waits for a person's decision.
package struct SubjectConflict: Sendable {
    package enum State: String, Sendable, CaseIterable {
        case open, taken, kept
        package var title: String {
            switch self {
            case .open: "待处理"
            case .taken: "已采用来件"
            case .kept: "已保留现状"
            }
        }
    }

    package let id: Int64
    package let kind: ConflictKind
    package let subject: Int64?
    package let identifier: String
    package let name: String
    /// Whose decision it is.
    package let region: RegionCode
    package let department: String
    package let way: ChangeWay
    package let importID: Int64?
    package let token: Int64?
    package let sentence: String
    package let statement: SubjectStatement
    package let at: Moment
    package let state: State
    package let resolvedBy: String?
    package let resolvedAt: Moment?
    package let reason: String

    package init(
        id: Int64, kind: ConflictKind, subject: Int64?, identifier: String, name: String, region: RegionCode,
        department: String, way: ChangeWay, importID: Int64?, token: Int64?, sentence: String,
        statement: SubjectStatement, at: Moment, state: State = .open, resolvedBy: String? = nil,
        resolvedAt: Moment? = nil, reason: String = ""
    ) {
        self.id = id
        self.kind = kind
        self.subject = subject
        self.identifier = identifier
        self.name = name
        self.region = region
        self.department = department
        self.way = way
        self.importID = importID
        self.token = token
        self.sentence = sentence
        self.statement = statement
        self.at = at
        self.state = state
        self.resolvedBy = resolvedBy
        self.resolvedAt = resolvedAt
        self.reason = reason
    }
}

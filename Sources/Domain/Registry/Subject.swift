/// 检查对象: somebody who may be inspected.
package struct Subject: Sendable {
    package enum Status: String, Sendable, Codable {
        case active, cancelled, revoked
        package var title: String {
            switch self {
            case .active: "存续"
            case .cancelled: "注销"
            case .revoked: "吊销"
            }
        }
    }

    package let id: Int64
    /// 统一社会信用代码, upper case, 18 characters.
    package let identifier: String
    package let name: String
    package internal(set) var facts: SubjectFacts
    package let status: Status
    package let traits: SubjectTraits

    package init(
        id: Int64, identifier: String, name: String, facts: SubjectFacts, status: Status,
        traits: SubjectTraits = SubjectTraits()
    ) {
        self.id = id
        self.identifier = identifier
        self.name = name
        self.facts = facts
        self.status = status
        self.traits = traits
    }
}

/// What the registry holds of a subject beside the register's entry; each may be unknown.
package struct SubjectTraits: Sendable, Equatable {
    /// Code of GB/T 4754-2017 with the letter of its section (`H6210`); empty when not known.
    package var industry: String
    package var scale: SubjectScale?
    /// Code of the station (所) in charge.
    package var station: String?

    package init(industry: String = "", scale: SubjectScale? = nil, station: String? = nil) {
        self.industry = industry
        self.scale = scale
        self.station = station
    }
}

/// What the register says of a subject, and what was derived from it.
package struct SubjectFacts: Sendable, Equatable {
    /// Type code of Reference/subject-types.yaml, from the first two characters of the identifier.
    package var type: String
    /// 市场主体 or not (2.4.5).
    package var isMarket: Bool
    /// Jurisdiction, see Reference/README.md.
    package var region: RegionCode
    /// How the region was found: code, successor, address, prefecture.
    package var regionHow: String
    package var registeredOn: Day?
    /// 企业类型 as registered, may be empty.
    package var kind: String
    /// 注册资金 as written, formats are mixed.
    package var capital: String
    /// 经营范围.
    package var scope: String
    package var address: String
    /// Tag codes, sorted by bytes.
    package var tags: [String]

    package init(
        type: String, isMarket: Bool, region: RegionCode, regionHow: String, registeredOn: Day?, kind: String,
        capital: String, scope: String, address: String, tags: [String]
    ) {
        self.type = type
        self.isMarket = isMarket
        self.region = region
        self.regionHow = regionHow
        self.registeredOn = registeredOn
        self.kind = kind
        self.capital = capital
        self.scope = scope
        self.address = address
        self.tags = tags
    }
}

/// 信用风险等级. Internal: it never leaves to a public page, file or proof (architecture.md, invariant 4).
package enum RiskClass: String, Sendable, Codable, CaseIterable, Comparable {
    case a = "A"
    case b = "B"
    case c = "C"
    case d = "D"
    /// Not classified yet.
    case unclassified = "U"

    package var title: String { self == .unclassified ? "未分类" : "\(rawValue)类" }

    package static func < (left: RiskClass, right: RiskClass) -> Bool { left.rawValue < right.rawValue }
}

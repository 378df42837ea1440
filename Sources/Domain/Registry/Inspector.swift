/// 执法检查人员: somebody who may inspect.
package struct Inspector: Sendable {
    package enum Status: String, Sendable, Codable { case active, left }

    /// 执法证.
    package struct Certificate: Sendable, Equatable {
        package let number: String
        package let kind: String
        package let from: Day
        package let until: Day

        package init(number: String, kind: String, from: Day, until: Day) {
            self.number = number
            self.kind = kind
            self.from = from
            self.until = until
        }

        package func isValid(on day: Day) -> Bool { from <= day && day <= until }
    }

    package let id: Int64
    /// 单位工号, the identifier that its lot is made of.
    package let code: String
    package let name: String
    package let authority: Int64
    package let authorityName: String
    package let region: RegionCode
    package let department: String
    package let station: Int64?
    package let stationName: String?
    package let certificate: Certificate?
    /// 辅助人员 never count towards the two certified inspectors (2.2.8).
    package let isAuxiliary: Bool
    /// 人员性质: 行政、事业、其他.
    package let post: String
    package let status: Status
    /// Visits this person can take on in one ceremony.
    package let capacity: Int
    /// Tag codes of 业务专长.
    package let expertise: [String]
    package let recusals: [Recusal]

    package init(
        id: Int64, code: String, name: String, authority: Int64, authorityName: String, region: RegionCode,
        department: String, station: Int64?, stationName: String?, certificate: Certificate?, isAuxiliary: Bool,
        post: String, status: Status, capacity: Int, expertise: [String], recusals: [Recusal]
    ) {
        self.id = id
        self.code = code
        self.name = name
        self.authority = authority
        self.authorityName = authorityName
        self.region = region
        self.department = department
        self.station = station
        self.stationName = stationName
        self.certificate = certificate
        self.isAuxiliary = isAuxiliary
        self.post = post
        self.status = status
        self.capacity = capacity
        self.expertise = expertise
        self.recusals = recusals
    }

    /// Whether this person may count as one of the certified inspectors on that day (2.2.8, 3.5.1).
    package func isCertified(on day: Day) -> Bool {
        status == .active && !isAuxiliary && (certificate?.isValid(on: day) ?? false)
    }
}

/// 回避范围 (2.1.1): never crossed by matching.
package struct Recusal: Sendable, Equatable {
    package enum Kind: String, Sendable, Codable {
        /// `target` is a subject identifier.
        case subject
        /// `target` is a region code; everything below is meant.
        case region
        /// `target` is a tag code.
        case industry
        /// 亲属、利害关系: `target` is the identifier of a subject that the other person runs, owns or works for.
        case relation

        package var title: String {
            switch self {
            case .subject: "检查对象"
            case .region: "区域"
            case .industry: "行业"
            case .relation: "亲属、利害关系"
            }
        }
    }

    /// What ties an inspector to somebody at a subject.
    package enum Relation: String, Sendable, Codable, CaseIterable {
        case spouse, kin, inLaw = "in-law", interest, former, other

        package var title: String {
            switch self {
            case .spouse: "配偶"
            case .kin: "直系或三代以内旁系血亲"
            case .inLaw: "近姻亲"
            case .interest: "投资、任职等利害关系"
            case .former: "曾在该单位任职"
            case .other: "其他可能影响公正的关系"
            }
        }
    }

    package let kind: Kind
    package let target: String
    package let reason: String
    package let from: Day
    package let until: Day?
    /// Only for ``Kind/relation``; the other person's name is sealed apart (``PersonalData``).
    package let relation: Relation?
    /// Who entered it; nil for a table read in by the command.
    package let account: Int64?

    package init(
        kind: Kind, target: String, reason: String, from: Day, until: Day?, relation: Relation? = nil,
        account: Int64? = nil
    ) {
        self.kind = kind
        self.target = target
        self.reason = reason
        self.from = from
        self.until = until
        self.relation = relation
        self.account = account
    }

    package func bars(identifier: String, region: RegionCode, tags: Set<String>, on day: Day) -> Bool {
        guard from <= day, until.map({ day <= $0 }) ?? true else { return false }
        switch kind {
        case .subject, .relation: return target.utf8.elementsEqual(identifier.utf8)
        case .region: return RegionCode(target)?.contains(region) ?? false
        case .industry: return tags.contains(target)
        }
    }
}

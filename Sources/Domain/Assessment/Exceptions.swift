/// 例外统计 (3.6.4): every inspection that did not come from a draw, with its ground, beside those that did.
package struct Exceptions: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package func table(_ actor: Actor, year: Int?, region: RegionCode?) async throws -> (
        scope: ExceptionScope, lines: [ExceptionLine]
    ) {
        let scope = try scope(actor, year: year, region: region)
        return (scope, try await house.storage.read { try $0.assessment.exceptions(scope) })
    }

    package func rows(
        _ actor: Actor, year: Int?, region: RegionCode?, authority: Int64?, month: Int?, kind: ExceptionKind?,
        slice: Slice
    ) async throws -> Listing<ExceptionRow> {
        var scope = try scope(actor, year: year, region: region)
        scope.authority = authority
        scope.month = month
        scope.kind = kind
        return try await house.storage.read { [scope] in try $0.assessment.exceptionRows(scope, slice: slice) }
    }

    private func scope(_ actor: Actor, year: Int?, region: RegionCode?) throws -> ExceptionScope {
        try actor.require(.assessmentRead, over: region, what: "区域")
        return ExceptionScope(
            year: min(max(year ?? house.clock.today.year, 2000), 9000), region: region ?? actor.region,
            department: actor.department)
    }
}

/// How an inspection came about.
package enum ExceptionKind: String, Sendable, Codable, CaseIterable {
    case drawn, lead, alert, key, law, other
    /// 清单外检查 (3.6.5).
    case offList = "off-list"

    package var title: String {
        switch self {
        case .drawn: "随机抽取"
        case .lead: "线索检查"
        case .alert: "预警检查"
        case .key: "重点监管"
        case .law: "法律法规规定"
        case .other: "其他情形"
        case .offList: "清单外检查"
        }
    }

    /// All that no draw made.
    package static let exceptions = allCases.filter { $0 != .drawn }

    package init(_ ground: DirectCheck.Ground) {
        switch ground {
        case .complaint, .assigned, .monitoring: self = .lead
        case .alert: self = .alert
        case .key: self = .key
        case .law: self = .law
        case .other: self = .other
        }
    }
}

/// Over what the exceptions are counted.
package struct ExceptionScope: Sendable, Equatable {
    package var year: Int
    package var region: RegionCode
    package var department: String?
    package var authority: Int64?
    /// 1 to 12.
    package var month: Int?
    package var kind: ExceptionKind?

    package init(
        year: Int, region: RegionCode, department: String?, authority: Int64? = nil, month: Int? = nil,
        kind: ExceptionKind? = nil
    ) {
        self.year = year
        self.region = region
        self.department = department
        self.authority = authority
        self.month = month
        self.kind = kind
    }
}

/// The visits of one authority in one month: what is counted are visits, once for each, in the month in which they were
/// drawn or opened; checks outside the lists in the month in which they were made.
package struct ExceptionLine: Sendable {
    package let authority: Int64
    package let authorityName: String
    package let month: Int
    package let counts: [ExceptionKind: Int]

    package init(authority: Int64, authorityName: String, month: Int, counts: [ExceptionKind: Int]) {
        self.authority = authority
        self.authorityName = authorityName
        self.month = month
        self.counts = counts
    }

    package var drawn: Int { counts[.drawn] ?? 0 }
    package var exceptions: Int { ExceptionKind.exceptions.reduce(0) { $0 + (counts[$1] ?? 0) } }
    /// 例外占比.
    package var share: IndicatorFigure { IndicatorFigure(exceptions, of: exceptions + drawn) }
}

/// One inspection behind a number.
package struct ExceptionRow: Sendable {
    /// Nil for a check outside the lists.
    package let visit: Int64?
    package let kind: ExceptionKind
    package let subjectName: String
    package let regionName: String
    package let authorityName: String
    package let day: Day
    /// The lead's number, the law, the reason.
    package let basis: String
    package let lead: Int64?

    package init(
        visit: Int64?, kind: ExceptionKind, subjectName: String, regionName: String, authorityName: String, day: Day,
        basis: String, lead: Int64?
    ) {
        self.visit = visit
        self.kind = kind
        self.subjectName = subjectName
        self.regionName = regionName
        self.authorityName = authorityName
        self.day = day
        self.basis = basis
        self.lead = lead
    }
}

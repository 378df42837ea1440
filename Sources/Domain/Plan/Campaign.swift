package import VerifiableDraw

/// 年度抽查计划 of one authority: 内部计划 or 部门联合计划 (2.3.1, 2.3.12).
package struct Plan: Sendable {
    package enum Kind: String, Sendable, Codable {
        case `internal`, joint
        package var title: String { self == .internal ? "内部抽查计划" : "部门联合抽查计划" }
    }

    package enum State: String, Sendable, Codable {
        case draft, reported, published
        package var title: String {
            switch self {
            case .draft: "编制中"
            case .reported: "已报备"
            case .published: "已公示"
            }
        }
    }

    package let id: Int64
    package let year: Int
    package let kind: Kind
    package let title: String
    package let authority: Int64
    package let authorityName: String
    package let region: RegionCode
    package let department: String
    package let state: State
    package let reportedAt: Moment?
    package let publishedAt: Moment?
    /// For optimistic locking.
    package let version: Int
    /// Last day for handing it up again, where it came in time and was sent back (2.3.12).
    package let correctBy: Day?

    package init(
        id: Int64, year: Int, kind: Kind, title: String, authority: Int64, authorityName: String, region: RegionCode,
        department: String, state: State, reportedAt: Moment?, publishedAt: Moment?, version: Int,
        correctBy: Day? = nil
    ) {
        self.correctBy = correctBy
        self.id = id
        self.year = year
        self.kind = kind
        self.title = title
        self.authority = authority
        self.authorityName = authorityName
        self.region = region
        self.department = department
        self.state = state
        self.reportedAt = reportedAt
        self.publishedAt = publishedAt
        self.version = version
    }
}

/// 抽查任务: one planned draw with its inspections.
package struct Campaign: Sendable {
    package enum State: String, Sendable, Codable {
        /// In a plan, not opened.
        case planned
        /// Belongs to a ceremony that has begun.
        case drawing
        /// Drawn; visits are under way.
        case inspecting
        /// All results entered; the publication period runs.
        case completed
        case cancelled

        package var title: String {
            switch self {
            case .planned: "待抽取"
            case .drawing: "抽取中"
            case .inspecting: "检查中"
            case .completed: "检查完成"
            case .cancelled: "已取消"
            }
        }
    }

    /// 选派方式 (3.1.1).
    package enum Dispatch: String, Sendable, Codable, CaseIterable {
        case bureau
        case bureauAndStations = "bureau-and-stations"
        case stations
        case station
        case delegatedDown = "delegated-down"
        case delegatedNear = "delegated-near"

        /// The kind of agreement that lets another authority's inspectors in; nil for the modes without.
        package var delegation: Delegation.Kind? {
            switch self {
            case .delegatedDown: .down
            case .delegatedNear: .near
            case .bureau, .bureauAndStations, .stations, .station: nil
            }
        }

        package var title: String {
            switch self {
            case .bureau: "全局内随机"
            case .bureauAndStations: "局机关与监管所随机"
            case .stations: "若干所内随机"
            case .station: "单一所内随机"
            case .delegatedDown: "委托下级匹配并检查"
            case .delegatedNear: "书面委托就近区域匹配并检查"
            }
        }
    }

    /// How much of one class is drawn: a ratio or a number (2.3.1).
    package struct Quota: Sendable, Equatable {
        package let risk: RiskClass
        /// As the draw itself takes it.
        package let measure: Measure
        /// Stated reason where the ratio leaves the usual bounds (一般情况下, 2.3.2).
        package let reason: String?

        package init(risk: RiskClass, measure: Measure, reason: String?) {
            self.risk = risk
            self.measure = measure
            self.reason = reason
        }

        /// - Parameter basisPoints: 100 = 1 %.
        package init(risk: RiskClass, basisPoints: Int, reason: String?) {
            self.init(risk: risk, measure: .basisPoints(basisPoints), reason: reason)
        }

        /// Nil where a number is drawn.
        package var basisPoints: Int? { measure.points }

        /// Draws from so many subjects, by the formula of the draw; 0 for what no draw takes.
        package func draws(of population: Int) -> Int { (try? measure.count(of: population)) ?? 0 }
    }

    /// 频次: one of several draws over the year (2.3.1, 2.3.3), each a campaign of its own.
    package struct Round: Sendable, Equatable {
        /// The campaign of the first round.
        package let series: Int64
        /// From 1.
        package let ordinal: Int
        package let count: Int

        package init(series: Int64, ordinal: Int, count: Int) {
            self.series = series
            self.ordinal = ordinal
            self.count = count
        }
    }

    package let id: Int64
    package let plan: Int64
    /// 任务编号, public, `2026-230102-scjg-N-003`.
    package let number: String
    package let title: String
    package let authority: Int64
    package let authorityName: String
    package let region: RegionCode
    package let department: String
    package let startsOn: Day
    package let endsOn: Day
    /// 检查方式: 现场检查、书面检查、网络检查、委托专业机构检查.
    package let method: String
    package let dispatch: Dispatch
    /// Legal basis for drawing low-risk subjects again within a year (2.3.10).
    package let repeatBasis: String?
    /// Why it holds items that a joint plan covers already (2.3.11).
    package let jointReason: String?
    package let state: State
    package let completedOn: Day?
    /// Last day of the publication period (2.4.3), fixed when the campaign is completed.
    package let publishDue: Day?
    package let items: [String]
    package let regions: [RegionCode]
    package let quotas: [Quota]
    /// Stations chosen for 若干所内 and 单一所内; empty for all of the authority.
    package let stations: [Int64]
    /// Narrows whom the items reach (2.3.6); empty: no further condition.
    package let within: Selector
    /// Nil where it is drawn once.
    package let round: Round?
    /// 专项检查: why it is needed beside the random checks of the field (2.3.9), empty where there are none; nil for the usual check.
    package let specialReason: String?
    package let version: Int

    package init(
        id: Int64, plan: Int64, number: String, title: String, authority: Int64, authorityName: String,
        region: RegionCode, department: String, startsOn: Day, endsOn: Day, method: String, dispatch: Dispatch,
        repeatBasis: String?, state: State, completedOn: Day?, publishDue: Day?, items: [String],
        regions: [RegionCode], quotas: [Quota], version: Int, jointReason: String? = nil, stations: [Int64] = [],
        within: Selector = Selector(), round: Round? = nil, specialReason: String? = nil
    ) {
        self.id = id
        self.plan = plan
        self.number = number
        self.title = title
        self.authority = authority
        self.authorityName = authorityName
        self.region = region
        self.department = department
        self.startsOn = startsOn
        self.endsOn = endsOn
        self.method = method
        self.dispatch = dispatch
        self.repeatBasis = repeatBasis
        self.jointReason = jointReason
        self.state = state
        self.completedOn = completedOn
        self.publishDue = publishDue
        self.items = items
        self.regions = regions
        self.quotas = quotas
        self.stations = stations
        self.within = within
        self.round = round
        self.specialReason = specialReason
        self.version = version
    }
}

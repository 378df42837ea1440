package protocol AssessmentStore: LeadStore, GradingStore {
    /// The four indicators for each group of a region, and for the region as a whole (first).
    func indicators(_ scope: IndicatorScope) throws -> [IndicatorRow]
    /// The rows behind one figure.
    func rows(_ question: IndicatorQuestion, _ scope: IndicatorScope, slice: Slice) throws -> Listing<IndicatorEvidence>
    /// What waits for this person, by the word of the stage (`inspection` → 3); stages without anything are left out.
    func waiting(for actor: Actor, today: Day) throws -> [String: Int]
}

/// Over what the indicators are computed.
package struct IndicatorScope: Sendable, Equatable {
    package enum Grouping: String, Sendable, CaseIterable {
        /// The divisions one level below the region (of a county: the county itself).
        case division
        /// The authorities that carried out the visits.
        case authority
        package var title: String { self == .division ? "按区域" : "按机关" }
    }

    package var year: Int
    package var region: RegionCode
    package var department: String?
    package var grouping: Grouping
    /// One group only, for the rows behind a figure: a region code, or an authority's id as text.
    package var group: String?
    package var today: Day
    /// Outcome codes that count as 发现问题, and the values that do where the value decides.
    package var problemOutcomes: [String]
    package var problemValues: [String]

    package init(
        year: Int, region: RegionCode, department: String?, grouping: Grouping, group: String? = nil, today: Day,
        outcomes: OutcomeTypes
    ) {
        self.year = year
        self.region = region
        self.department = department
        self.grouping = grouping
        self.group = group
        self.today = today
        self.problemOutcomes = outcomes.outcomes.filter { $0.problem == true }.map(\.code)
        self.problemValues = outcomes.outcomes.flatMap(\.values).filter(\.problem).map(\.code)
    }
}

/// The four indicators of 6.2.1. The clause names them without formulas; each reading below is ours and stands on the
/// page beside the figure. 户次 is one visit with at least one signed result, counted in the year of its earliest
/// inspection date; returned results count as unsigned.
package enum Indicator: String, Sendable, CaseIterable {
    /// 抽查户次占比 = 户次 in the year ÷ active subjects of the region today.
    case reach
    /// 部门联合双随机监管率 = 户次 with an inspection of a joint plan ÷ all 户次 of the year.
    case joint
    /// 检查结果按时公示率 = results public on or before their deadline ÷ results whose deadline lies in the year and
    /// is past, or that are public. Results withheld on a statutory ground (2.4.4) are in neither.
    case timely
    /// 发现问题处置率 = problems disposed of ÷ results of the year with a problem (`problem` in Policy/outcomes.yaml).
    /// Disposed of: corrected on the spot by order (责令立即改正), or a later inspection of the same subject and item
    /// found nothing wrong. Case files, lists and transfers will count when 后续 records them.
    case disposal

    package var title: String {
        switch self {
        case .reach: "抽查户次占比"
        case .joint: "部门联合双随机监管率"
        case .timely: "检查结果按时公示率"
        case .disposal: "发现问题处置率"
        }
    }

    /// The formula in words, for the page.
    package var formula: String {
        switch self {
        case .reach: "本年已检查户次 ÷ 辖区存续检查对象数"
        case .joint: "部门联合计划的检查户次 ÷ 本年全部检查户次"
        case .timely: "按时公示的结果数 ÷ 本年应当公示的结果数（依法不公示的不计）"
        case .disposal: "已责令当场改正或者复查未发现问题的结果数 ÷ 本年发现问题的结果数"
        }
    }
}

/// A figure: two counts, never only a quotient.
package struct IndicatorFigure: Sendable, Equatable {
    package let numerator: Int
    package let denominator: Int

    package init(_ numerator: Int, of denominator: Int) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Hundredths of a percent, rounded down; nil without a denominator.
    package var basisPoints: Int? {
        guard denominator > 0 else { return nil }
        let (product, overflow) = numerator.multipliedReportingOverflow(by: 10_000)
        return overflow ? nil : product / denominator
    }

    /// `12.34%`, or `—` when there is nothing to divide by.
    package var text: String {
        guard let points = basisPoints else { return "—" }
        let rest = points % 100
        return "\(points / 100).\(rest < 10 ? "0" : "")\(rest)%"
    }
}

/// One line of the table.
package struct IndicatorRow: Sendable {
    /// A region code, or an authority's id as text; nil for the line of the whole region.
    package let group: String?
    package let name: String
    package let figures: [Indicator: IndicatorFigure]

    package init(group: String?, name: String, figures: [Indicator: IndicatorFigure]) {
        self.group = group
        self.name = name
        self.figures = figures
    }
}

/// Which rows are asked for.
package struct IndicatorQuestion: Sendable, Equatable {
    package enum Part: String, Sendable { case numerator, denominator }
    package let indicator: Indicator
    package let part: Part

    package init(_ indicator: Indicator, _ part: Part) {
        self.indicator = indicator
        self.part = part
    }
}

/// A visit or a result behind a figure.
package struct IndicatorEvidence: Sendable {
    package let visit: Int64
    /// Nil where the figure counts visits.
    package let inspection: Int64?
    package let subjectName: String
    package let regionName: String
    package let authorityName: String
    package let matter: String?
    package let outcome: String?
    package let outcomeValue: String?
    package let inspectedOn: Day?
    package let due: Day?
    package let publishedOn: Day?

    package init(
        visit: Int64, inspection: Int64?, subjectName: String, regionName: String, authorityName: String,
        matter: String?, outcome: String?, outcomeValue: String?, inspectedOn: Day?, due: Day?, publishedOn: Day?
    ) {
        self.visit = visit
        self.inspection = inspection
        self.subjectName = subjectName
        self.regionName = regionName
        self.authorityName = authorityName
        self.matter = matter
        self.outcome = outcome
        self.outcomeValue = outcomeValue
        self.inspectedOn = inspectedOn
        self.due = due
        self.publishedOn = publishedOn
    }
}

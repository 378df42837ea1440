import VerifiableDraw

/// 抽查比例 bounds of a campaign's classes (2.3.2), as the law holds them on a day in a region.
package struct RatioBounds: Sendable {
    /// Bounds of one class, basis points, both ends included; nil where there is no bound.
    package struct Bound: Sendable, Equatable {
        package let minimum: Int?
        package let maximum: Int?
        package let rule: LawRule

        /// `1%–3%`, `不设上限`.
        package var text: String {
            switch (minimum, maximum) {
            case (let low?, let high?): "\(RatioBounds.percent(low))–\(RatioBounds.percent(high))"
            case (let low?, nil): "不低于\(RatioBounds.percent(low))"
            case (nil, let high?): "不高于\(RatioBounds.percent(high))"
            case (nil, nil): "不设上限"
            }
        }

        package func holds(_ basisPoints: Int) -> Bool {
            (minimum.map { $0 <= basisPoints } ?? true) && (maximum.map { basisPoints <= $0 } ?? true)
        }

        /// Whether what is drawn lies within. A number does where one of the allowed ratios would draw it from so many.
        package func holds(_ measure: Measure, of population: Int) -> Bool {
            switch measure {
            case .basisPoints(let points): return holds(points)
            case .fixed(let number):
                let range = numbers(of: population)
                return range.lowerBound <= number && number <= range.upperBound
            }
        }

        /// What the allowed ratios draw from so many subjects, by the formula of the draw.
        package func numbers(of population: Int) -> ClosedRange<Int> {
            let draws = { (points: Int?) in points.flatMap { try? Measure.basisPoints($0).count(of: population) } }
            let low = draws(minimum) ?? 0
            return low...max(low, draws(maximum) ?? population)
        }
    }

    private let bounds: [RiskClass: Bound]

    /// Loads the bounds for campaigns that hold at least one general item. A campaign of key items alone is unbounded
    /// (“重点检查事项抽查比例不设上限”); where both are mixed the general bounds apply, since the general item is
    /// checked at every drawn subject.
    package init(importance: [Item.Importance], law: LawBook, on day: Day, in region: RegionCode) throws {
        var bounds: [RiskClass: Bound] = [:]
        if importance.contains(.general) {
            for risk in [RiskClass.a, .b, .c, .d] {
                let low = try law.rule("ratio.general.\(risk.rawValue).min", on: day, in: region)
                let high = try law.rule("ratio.general.\(risk.rawValue).max", on: day, in: region)
                bounds[risk] = Bound(minimum: low.value, maximum: high.value, rule: high)
            }
        }
        self.bounds = bounds
    }

    /// Nil: no bound (key items, or subjects without a class).
    package func bound(_ risk: RiskClass) -> Bound? { bounds[risk] }

    /// - Parameter population: subjects of the class that the campaign reaches, for numbers.
    private func checkRange(_ quota: Campaign.Quota, of population: Int) throws {
        switch quota.measure {
        case .basisPoints(let points) where !(0...10_000).contains(points):
            throw Problem(
                .refused, "plan.ratio.range", "\(quota.risk.title)的抽查比例应在0%至100%之间。", clause: "2.3.2",
                fields: [RatioBounds.field(quota.risk): "请填写0至100之间的百分比"])
        case .fixed(let number) where number > population:
            throw Problem(
                .refused, "plan.ratio.number", "\(quota.risk.title)现有\(population)户，抽不到\(number)户。", clause: "2.3.1",
                remedy: "请减少抽取户数，或扩大事项和区域。",
                fields: [RatioBounds.field(quota.risk): "现有\(population)户"])
        default: break
        }
    }

    /// Checks one quota. Outside the bounds a stated reason is needed where the rule says 一般情况下; else refused.
    package func check(_ quota: Campaign.Quota, of population: Int = 0) throws {
        try checkRange(quota, of: population)
        guard let bound = bounds[quota.risk], !bound.holds(quota.measure, of: population) else { return }
        let allowed = bound.numbers(of: population)
        let now =
            quota.measure.isNumber
            ? "\(population)户中抽\(quota.measure.words)，应在\(allowed.lowerBound)至\(allowed.upperBound)户之间"
            : "现为\(quota.measure.words)"
        let stated = quota.reason?.contains { !$0.isWhitespace } ?? false
        guard bound.rule.mode == .general, stated else {
            let message =
                "一般检查事项对\(quota.risk.title)主体的抽查比例应在\(bound.text)之间，\(now)。"
            throw bound.rule.refusal(
                "plan.ratio.bounds", message,
                remedy: bound.rule.mode == .general ? "请改到范围内；确有需要的，请写明理由后继续。" : "请改到范围内。",
                fields: [RatioBounds.field(quota.risk): "应在\(bound.text)之间，或写明理由"])
        }
    }

    /// Checks all quotas and names every class that is out of bounds at once.
    package func check(_ quotas: [Campaign.Quota], of population: [RiskClass: Int] = [:]) throws {
        var first: Problem?
        var fields: [String: String] = [:]
        for quota in quotas {
            do {
                try check(quota, of: population[quota.risk] ?? 0)
            } catch let problem as Problem {
                first = first ?? problem
                fields.merge(problem.fields) { one, _ in one }
            }
        }
        guard let first else { return }
        throw Problem(
            first.kind, first.code, first.message, clause: first.clause, remedy: first.remedy, fields: fields)
    }

    /// Name of the form field of a class.
    package static func field(_ risk: RiskClass) -> String { "ratio_\(risk.rawValue)" }

    /// `2.5%` from 250.
    package static func percent(_ basisPoints: Int) -> String {
        let whole = basisPoints / 100
        let rest = basisPoints % 100
        if rest == 0 { return "\(whole)%" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10)%" : "\(whole).\(Day.padded(rest, 2))%"
    }
}

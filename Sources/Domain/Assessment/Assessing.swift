/// The first floor of 评价: the four indicators of 6.2.1, each figure opening to the rows behind it.
package struct Assessing: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    /// The indicators of a year, for the person's region or a part of it.
    package func indicators(
        _ actor: Actor, year: Int?, grouping: IndicatorScope.Grouping = .division, region: RegionCode? = nil
    ) async throws -> (scope: IndicatorScope, rows: [IndicatorRow]) {
        let scope = try scope(actor, year: year, grouping: grouping, region: region, group: nil)
        let rows = try await house.storage.read { try $0.assessment.indicators(scope) }
        return (scope, rows)
    }

    /// The rows behind a figure.
    package func rows(
        _ actor: Actor, _ question: IndicatorQuestion, year: Int?, grouping: IndicatorScope.Grouping,
        region: RegionCode?, group: String?, slice: Slice
    ) async throws -> (scope: IndicatorScope, rows: Listing<IndicatorEvidence>) {
        let scope = try scope(actor, year: year, grouping: grouping, region: region, group: group)
        let rows = try await house.storage.read { try $0.assessment.rows(question, scope, slice: slice) }
        return (scope, rows)
    }

    /// What waits for this person, by stage: the numbers in the rail.
    package func waiting(_ actor: Actor) async throws -> [String: Int] {
        let today = house.clock.today
        return try await house.storage.read { try $0.assessment.waiting(for: actor, today: today) }
    }

    private func scope(
        _ actor: Actor, year: Int?, grouping: IndicatorScope.Grouping, region: RegionCode?, group: String?
    ) throws -> IndicatorScope {
        try actor.require(.assessmentRead, over: region, what: "区域")
        let today = house.clock.today
        if grouping == .division, let group {
            guard let code = RegionCode(group), actor.covers(code) else { throw Problem.notFound("区域") }
        }
        return IndicatorScope(
            year: min(max(year ?? today.year, 2000), 9000), region: region ?? actor.region,
            department: actor.department, grouping: grouping, group: group, today: today,
            outcomes: house.law.outcomes)
    }
}

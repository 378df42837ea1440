import Database
import Domain
import Foundation

/// The writing side of plans.
extension SQLPlanStore {
    func plan(year: Int, kind: Plan.Kind, authority: Int64) throws -> Plan? {
        try connection.row(
            """
            \(Self.planColumns)
            WHERE p.year = \(year) AND p.kind = \(kind.rawValue) AND p.authority_id = \(authority)
            """
        ).map(Self.plan)
    }

    func insertPlan(year: Int, kind: Plan.Kind, title: String, authority: Authority) throws -> Int64 {
        try inserted(
            """
            INSERT INTO plan_plan (year, kind, title, authority_id, region_code, department_code, state, version)
            VALUES (\(year), \(kind.rawValue), \(title), \(authority.id), \(authority.region.text),
                \(authority.department), 'draft', 1)
            RETURNING id
            """)
    }

    func setReported(plan: Int64, version: Int, at: Moment) throws {
        try moved(
            """
            UPDATE plan_plan SET state = 'reported', reported_at = \(at.description), version = version + 1
            WHERE id = \(plan) AND state = 'draft' AND version = \(version)
            """, "计划")
    }

    func setPublished(plan: Int64, version: Int, at: Moment) throws {
        try moved(
            """
            UPDATE plan_plan SET state = 'published', published_at = \(at.description), version = version + 1
            WHERE id = \(plan) AND state = 'reported' AND version = \(version)
            """, "计划")
    }

    func touch(plan: Int64) throws {
        try moved("UPDATE plan_plan SET version = version + 1 WHERE id = \(plan)", "计划")
    }

    func nextOrdinal(plan: Int64) throws -> Int {
        (try connection.row("SELECT COUNT(*) AS n FROM plan_campaign WHERE plan_id = \(plan)")?.int("n") ?? 0) + 1
    }

    func insertCampaign(plan: Plan, number: String, _ draft: CampaignDraft) throws -> Int64 {
        let id = try inserted(
            """
            INSERT INTO plan_campaign (plan_id, number, title, authority_id, region_code, department_code, starts_on,
                ends_on, method, dispatch, repeat_basis, joint_reason, within, special_reason, state, version)
            VALUES (\(plan.id), \(number), \(draft.title), \(plan.authority), \(plan.region.text), \(plan.department),
                \(draft.startsOn.description), \(draft.endsOn.description), \(draft.method),
                \(draft.dispatch.rawValue), \(draft.repeatBasis), \(draft.jointReason),
                \(try Self.text(draft.within)), \(draft.specialReason), 'planned', 1)
            RETURNING id
            """)
        try insertParts(campaign: id, draft)
        return id
    }

    func updateCampaign(id: Int64, version: Int, _ draft: CampaignDraft) throws {
        try moved(
            """
            UPDATE plan_campaign
            SET title = \(draft.title), starts_on = \(draft.startsOn.description), ends_on = \(draft.endsOn.description),
                method = \(draft.method), dispatch = \(draft.dispatch.rawValue), repeat_basis = \(draft.repeatBasis),
                joint_reason = \(draft.jointReason), within = \(try Self.text(draft.within)),
                special_reason = \(draft.specialReason), version = version + 1
            WHERE id = \(id) AND state = 'planned' AND version = \(version)
            """, "抽查任务")
        try connection.execute("DELETE FROM plan_campaign_item WHERE campaign_id = \(id)")
        try connection.execute("DELETE FROM plan_campaign_region WHERE campaign_id = \(id)")
        try connection.execute("DELETE FROM plan_campaign_quota WHERE campaign_id = \(id)")
        try connection.execute("DELETE FROM plan_campaign_station WHERE campaign_id = \(id)")
        try insertParts(campaign: id, draft)
    }

    private func insertParts(campaign: Int64, _ draft: CampaignDraft) throws {
        for station in draft.stations {
            try connection.execute(
                "INSERT INTO plan_campaign_station (campaign_id, station_id) VALUES (\(campaign), \(station))")
        }
        for item in draft.items {
            try connection.execute(
                "INSERT INTO plan_campaign_item (campaign_id, item_code) VALUES (\(campaign), \(item)) ON CONFLICT DO NOTHING"
            )
        }
        for region in draft.regions {
            try connection.execute(
                """
                INSERT INTO plan_campaign_region (campaign_id, region_code) VALUES (\(campaign), \(region.text))
                ON CONFLICT DO NOTHING
                """)
        }
        for quota in draft.quotas {
            let (points, number) = Self.columns(quota.measure)
            try connection.execute(
                """
                INSERT INTO plan_campaign_quota (campaign_id, class, basis_points, number, reason)
                VALUES (\(campaign), \(quota.risk.rawValue), \(points), \(number), \(quota.reason))
                """)
        }
    }

    func setRound(_ round: Campaign.Round, campaign: Int64) throws {
        try moved(
            """
            UPDATE plan_campaign SET series_id = \(round.series), round = \(round.ordinal), rounds = \(round.count)
            WHERE id = \(campaign)
            """, "抽查任务")
    }

    /// `basis_points` and `number`: a number draws at no ratio.
    static func columns(_ measure: Measure) -> (points: Int, number: Int?) {
        (measure.points ?? 0, measure.number)
    }

    /// Nil: no condition.
    private static func text(_ selector: Selector) throws -> String? {
        selector.isEmpty ? nil : String(decoding: try JSONEncoder().encode(selector), as: UTF8.self)
    }

    func inserted(_ sql: SQL) throws -> Int64 {
        guard let row = try connection.row(sql) else { throw DatabaseProblem.decoding("INSERT returned no id") }
        return try row.int64("id")
    }

    func moved(_ sql: SQL, _ what: String) throws {
        guard try connection.execute(sql) == 1 else { throw Problem.moved(what) }
    }
}

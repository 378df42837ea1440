import Database
import Domain
import Foundation

/// Plans and campaigns in tables.
struct SQLPlanStore: PlanStore {
    let connection: any Connection

    func plan(id: Int64) throws -> Plan? {
        try connection.row("\(Self.planColumns) WHERE p.id = \(id)").map(Self.plan)
    }

    func campaign(id: Int64) throws -> Campaign? {
        try campaigns(where: "c.id = \(id)").first
    }

    func campaigns(plan: Int64) throws -> [Campaign] {
        try campaigns(where: "c.plan_id = \(plan)")
    }

    func setState(_ state: Campaign.State, from: Campaign.State, campaign: Int64) throws {
        let changed = try connection.execute(
            """
            UPDATE plan_campaign SET state = \(state.rawValue), version = version + 1
            WHERE id = \(campaign) AND state = \(from.rawValue)
            """)
        guard changed == 1 else { throw Problem.moved("抽查任务") }
    }

    func complete(campaign: Int64, on day: Day, publishDue: Day) throws {
        let changed = try connection.execute(
            """
            UPDATE plan_campaign
            SET state = 'completed', completed_on = \(day.description), publish_due = \(publishDue.description),
                version = version + 1
            WHERE id = \(campaign) AND state = 'inspecting'
            """)
        guard changed == 1 else { throw Problem.moved("抽查任务") }
    }

    // MARK: Reading

    static let planColumns: SQL = """
        SELECT p.id AS id, p.year AS year, p.kind AS kind, p.title AS title, p.authority_id AS authority_id,
            a.name AS authority_name, p.region_code AS region_code, p.department_code AS department_code,
            p.state AS state, p.reported_at AS reported_at, p.published_at AS published_at, p.version AS version,
            p.correct_by AS correct_by
        FROM plan_plan p JOIN registry_authority a ON a.id = p.authority_id
        """

    static func plan(_ row: Row) throws -> Plan {
        Plan(
            id: try row.int64("id"), year: try row.int("year"), kind: try row.value("kind"),
            title: try row.text("title"), authority: try row.int64("authority_id"),
            authorityName: try row.text("authority_name"), region: try row.region("region_code"),
            department: try row.text("department_code"), state: try row.value("state"),
            reportedAt: try row.momentOrNil("reported_at"), publishedAt: try row.momentOrNil("published_at"),
            version: try row.int("version"), correctBy: try row.dayOrNil("correct_by"))
    }

    /// Campaigns with their items, regions and quotas: five queries whatever the number of campaigns.
    func campaigns(where condition: SQL) throws -> [Campaign] {
        let rows = try connection.rows(
            """
            SELECT c.id AS id, c.plan_id AS plan_id, c.number AS number, c.title AS title,
                c.authority_id AS authority_id, a.name AS authority_name, c.region_code AS region_code,
                c.department_code AS department_code, c.starts_on AS starts_on, c.ends_on AS ends_on,
                c.method AS method, c.dispatch AS dispatch, c.repeat_basis AS repeat_basis,
                c.joint_reason AS joint_reason, c.within AS within, c.series_id AS series_id, c.round AS round,
                c.rounds AS rounds, c.special_reason AS special_reason, c.state AS state,
                c.completed_on AS completed_on, c.publish_due AS publish_due, c.version AS version
            FROM plan_campaign c JOIN registry_authority a ON a.id = c.authority_id
            WHERE \(condition) ORDER BY c.number
            """)
        guard !rows.isEmpty else { return [] }
        let ids = SQL.list(try rows.map { try $0.int64("id") })
        var items: [Int64: [String]] = [:]
        for row in try connection.rows(
            "SELECT campaign_id, item_code FROM plan_campaign_item WHERE campaign_id IN (\(ids)) ORDER BY item_code")
        {
            items[try row.int64("campaign_id"), default: []].append(try row.text("item_code"))
        }
        var regions: [Int64: [RegionCode]] = [:]
        for row in try connection.rows(
            // An ally that consented brings its region (5.4.1).
            """
            SELECT campaign_id, region_code FROM plan_campaign_region WHERE campaign_id IN (\(ids))
            UNION
            SELECT t.campaign_id AS campaign_id, a.region_code AS region_code FROM plan_part t
            JOIN registry_authority a ON a.id = t.authority_id
            WHERE t.kind = 'ally' AND t.state = 'accepted' AND t.campaign_id IN (\(ids))
            ORDER BY campaign_id, region_code
            """
        ) {
            regions[try row.int64("campaign_id"), default: []].append(try row.region("region_code"))
        }
        var stations: [Int64: [Int64]] = [:]
        for row in try connection.rows(
            "SELECT campaign_id, station_id FROM plan_campaign_station WHERE campaign_id IN (\(ids)) ORDER BY station_id"
        ) {
            stations[try row.int64("campaign_id"), default: []].append(try row.int64("station_id"))
        }
        var quotas: [Int64: [Campaign.Quota]] = [:]
        for row in try connection.rows(
            """
            SELECT campaign_id, class, basis_points, number, reason FROM plan_campaign_quota
            WHERE campaign_id IN (\(ids)) ORDER BY class
            """)
        {
            quotas[try row.int64("campaign_id"), default: []].append(
                Campaign.Quota(
                    risk: try row.value("class"), measure: try Self.measure(row),
                    reason: try row.textOrNil("reason")))
        }
        return try rows.map { row in
            let id = try row.int64("id")
            return Campaign(
                id: id, plan: try row.int64("plan_id"), number: try row.text("number"), title: try row.text("title"),
                authority: try row.int64("authority_id"), authorityName: try row.text("authority_name"),
                region: try row.region("region_code"), department: try row.text("department_code"),
                startsOn: try row.day("starts_on"), endsOn: try row.day("ends_on"), method: try row.text("method"),
                dispatch: try row.value("dispatch"), repeatBasis: try row.textOrNil("repeat_basis"),
                state: try row.value("state"), completedOn: try row.dayOrNil("completed_on"),
                publishDue: try row.dayOrNil("publish_due"), items: items[id] ?? [], regions: regions[id] ?? [],
                quotas: quotas[id] ?? [], version: try row.int("version"),
                jointReason: try row.textOrNil("joint_reason"), stations: stations[id] ?? [],
                within: try Self.selector(row), round: try Self.round(row),
                specialReason: try row.textOrNil("special_reason"))
        }
    }

    /// From `basis_points` and `number`.
    static func measure(_ row: Row) throws -> Measure {
        if let number = try row.intOrNil("number") { return .number(number) }
        let points = try row.int("basis_points")
        return points > 0 ? .ratio(points) : .number(0)
    }

    private static func selector(_ row: Row) throws -> Selector {
        guard let text = try row.textOrNil("within") else { return Selector() }
        return try JSONDecoder().decode(Selector.self, from: Data(text.utf8))
    }

    private static func round(_ row: Row) throws -> Campaign.Round? {
        guard let series = try row.int64OrNil("series_id") else { return nil }
        return Campaign.Round(series: series, ordinal: try row.int("round"), count: try row.int("rounds"))
    }
}

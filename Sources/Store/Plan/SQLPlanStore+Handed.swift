import Database
import Domain

/// Campaigns handed down.
extension SQLPlanStore {
    private static let handedColumns: SQL = """
        SELECT h.id AS id, h.campaign_id AS campaign_id, c.title AS title, b.name AS superior, c.starts_on AS starts_on,
            c.ends_on AS ends_on, h.authority_id AS authority_id, a.name AS authority_name,
            a.region_code AS region_code, h.take_by AS take_by, h.at AS at, h.taken_id AS taken_id,
            t.state AS taken_state, h.taken_at AS taken_at, COALESCE(n.total, 0) AS total,
            COALESCE(n.signed, 0) AS signed, COALESCE(n.disclosed, 0) AS disclosed
        FROM plan_handed h JOIN plan_campaign c ON c.id = h.campaign_id
        JOIN registry_authority a ON a.id = h.authority_id JOIN registry_authority b ON b.id = c.authority_id
        LEFT JOIN plan_campaign t ON t.id = h.taken_id
        LEFT JOIN (
            SELECT i.campaign_id AS campaign_id, COUNT(*) AS total,
                SUM(CASE WHEN i.entered_at IS NULL THEN 0 ELSE 1 END) AS signed,
                SUM(CASE WHEN i.state IN ('published', 'withheld') THEN 1 ELSE 0 END) AS disclosed
            FROM inspection_inspection i
            WHERE i.campaign_id IN (SELECT x.taken_id FROM plan_handed x WHERE x.taken_id IS NOT NULL)
            GROUP BY i.campaign_id
        ) n ON n.campaign_id = h.taken_id
        """

    private static func handed(_ row: Row) throws -> HandedDown {
        HandedDown(
            id: try row.int64("id"), campaign: try row.int64("campaign_id"), title: try row.text("title"),
            superior: try row.text("superior"), startsOn: try row.day("starts_on"), endsOn: try row.day("ends_on"),
            authority: try row.int64("authority_id"), authorityName: try row.text("authority_name"),
            region: try row.region("region_code"), takeBy: try row.day("take_by"), at: try row.moment("at"),
            taken: try row.int64OrNil("taken_id"),
            takenState: try row.textOrNil("taken_state").flatMap(Campaign.State.init),
            takenAt: try row.momentOrNil("taken_at"), total: try row.int("total"), signed: try row.int("signed"),
            disclosed: try row.int("disclosed"))
    }

    func handed(id: Int64) throws -> HandedDown? {
        try connection.row("\(Self.handedColumns) WHERE h.id = \(id)").map(Self.handed)
    }

    func handed(campaign: Int64) throws -> [HandedDown] {
        try connection.rows("\(Self.handedColumns) WHERE h.campaign_id = \(campaign) ORDER BY a.region_code, h.id")
            .map(Self.handed)
    }

    func handed(authority: Int64, slice: Slice) throws -> Listing<HandedDown> {
        let total =
            try connection.row("SELECT COUNT(*) AS n FROM plan_handed h WHERE h.authority_id = \(authority)")?
            .int("n") ?? 0
        let rows = try connection.rows(
            """
            \(Self.handedColumns) WHERE h.authority_id = \(authority)
            ORDER BY CASE WHEN h.taken_id IS NULL THEN 0 ELSE 1 END, h.id DESC
            LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map(Self.handed)
        return Listing(rows: rows, total: total, slice: slice)
    }

    func insertHanded(campaign: Int64, authority: Int64, takeBy: Day, by account: Int64, at: Moment) throws {
        try connection.execute(
            """
            INSERT INTO plan_handed (campaign_id, authority_id, take_by, at, account_id)
            VALUES (\(campaign), \(authority), \(takeBy.description), \(at.description), \(account))
            """)
    }

    func setTaken(handed: Int64, campaign: Int64, at: Moment) throws {
        try moved(
            """
            UPDATE plan_handed SET taken_id = \(campaign), taken_at = \(at.description)
            WHERE id = \(handed) AND taken_id IS NULL
            """, "派发任务")
    }
}

import Database
import Domain

/// What was handed to the level above, and who was urged (2.3.12, 2.3.15).
extension SQLPlanStore {
    func report(id: Int64) throws -> PlanReport? {
        try connection.row("\(Self.reportColumns) WHERE t.id = \(id)").map(Self.report)
    }

    func reports(plan: Int64) throws -> [PlanReport] {
        try connection.rows("\(Self.reportColumns) WHERE t.plan_id = \(plan) ORDER BY t.id").map(Self.report)
    }

    func isReturned(addition campaign: Int64) throws -> Bool {
        try connection.row(
            "SELECT 1 AS one FROM plan_report WHERE campaign_id = \(campaign) AND kind = 'addition' AND state = 'returned'"
        ) != nil
    }

    func reports(receiver: Int64, state: PlanReport.State, slice: Slice) throws -> Listing<PlanReport> {
        let filter: SQL = "t.receiver_id = \(receiver) AND t.state = \(state.rawValue)"
        let order: SQL = state == .waiting ? "t.id" : "t.id DESC"
        let total = try connection.row("SELECT COUNT(*) AS n FROM plan_report t WHERE \(filter)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            \(Self.reportColumns) WHERE \(filter) ORDER BY \(order) LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map(Self.report)
        return Listing(rows: rows, total: total, slice: slice)
    }

    func insertReport(
        plan: Int64, kind: PlanReport.Kind, campaign: Int64?, reason: String, receiver: Int64?, by account: Int64,
        at: Moment
    ) throws -> Int64 {
        try inserted(
            """
            INSERT INTO plan_report (plan_id, kind, campaign_id, reason, reported_at, account_id, receiver_id, state,
                answer, receipt)
            VALUES (\(plan), \(kind.rawValue), \(campaign), \(reason), \(at.description), \(account), \(receiver),
                'waiting', '', '')
            RETURNING id
            """)
    }

    func setAnswer(
        report: Int64, from: PlanReport.State, to: PlanReport.State, answer: String, receipt: String,
        by account: Int64, at: Moment
    ) throws {
        try moved(
            """
            UPDATE plan_report
            SET state = \(to.rawValue), answer = \(answer), receipt = \(receipt), answered_by = \(account),
                answered_at = \(at.description)
            WHERE id = \(report) AND state = \(from.rawValue)
            """, "报备")
    }

    func setReplaced(report: Int64) throws {
        try moved("UPDATE plan_report SET state = 'replaced' WHERE id = \(report) AND state = 'returned'", "报备")
    }

    func setReturned(plan: Int64, correctBy: Day?) throws {
        try moved(
            """
            UPDATE plan_plan
            SET state = 'draft', reported_at = NULL, correct_by = \(correctBy?.description), version = version + 1
            WHERE id = \(plan) AND state = 'reported'
            """, "计划")
    }

    func insertReminder(
        authority: Int64, year: Int, kind: Plan.Kind, stage: PlanReminder.Stage, by account: Int64?, at: Moment
    ) throws {
        try connection.execute(
            """
            INSERT INTO plan_reminder (authority_id, year, kind, stage, at, account_id)
            VALUES (\(authority), \(year), \(kind.rawValue), \(stage.rawValue), \(at.description), \(account))
            """)
    }

    func reminders(year: Int, kind: Plan.Kind, region: RegionCode?) throws -> [PlanReminder] {
        var conditions: [SQL] = ["m.year = \(year)", "m.kind = \(kind.rawValue)"]
        if let region { conditions.append(.within(region, "a.region_code")) }
        return try connection.rows(
            """
            SELECT m.authority_id AS authority_id, m.stage AS stage, m.at AS at
            FROM plan_reminder m JOIN registry_authority a ON a.id = m.authority_id
            WHERE \(SQL.joined(conditions, separator: " AND ")) ORDER BY m.id
            """
        ).map {
            PlanReminder(
                authority: try $0.int64("authority_id"), stage: try $0.value("stage"), at: try $0.moment("at"))
        }
    }

    private static let reportColumns: SQL = """
        SELECT t.id AS id, t.plan_id AS plan_id, p.title AS plan_title, p.year AS year, p.kind AS plan_kind,
            p.authority_id AS authority_id, a.name AS authority_name, p.region_code AS region_code,
            p.department_code AS department_code, t.kind AS kind, t.campaign_id AS campaign_id,
            c.title AS campaign_title, t.reason AS reason, t.reported_at AS reported_at, u.name AS reporter_name,
            t.receiver_id AS receiver_id, r.name AS receiver_name, t.state AS state, t.answered_at AS answered_at,
            w.name AS answerer_name, t.answer AS answer, t.receipt AS receipt
        FROM plan_report t JOIN plan_plan p ON p.id = t.plan_id JOIN registry_authority a ON a.id = p.authority_id
        JOIN access_account u ON u.id = t.account_id LEFT JOIN plan_campaign c ON c.id = t.campaign_id
        LEFT JOIN registry_authority r ON r.id = t.receiver_id LEFT JOIN access_account w ON w.id = t.answered_by
        """

    private static func report(_ row: Row) throws -> PlanReport {
        PlanReport(
            id: try row.int64("id"), plan: try row.int64("plan_id"), planTitle: try row.text("plan_title"),
            year: try row.int("year"), planKind: try row.value("plan_kind"),
            authority: try row.int64("authority_id"), authorityName: try row.text("authority_name"),
            region: try row.region("region_code"), department: try row.text("department_code"),
            kind: try row.value("kind"), campaign: try row.int64OrNil("campaign_id"),
            campaignTitle: try row.textOrNil("campaign_title"), reason: try row.text("reason"),
            reportedAt: try row.moment("reported_at"), reporterName: try row.text("reporter_name"),
            receiver: try row.int64OrNil("receiver_id"), receiverName: try row.textOrNil("receiver_name"),
            state: try row.value("state"), answeredAt: try row.momentOrNil("answered_at"),
            answererName: try row.textOrNil("answerer_name"), answer: try row.text("answer"),
            receipt: try row.text("receipt"))
    }
}

import Database
import Domain

/// The publishers' side in tables. What the portal reads is in SQLPublicationStore+Portal, the projection's writes are
/// in SQLPublicationStore+Projection.
struct SQLPublicationStore: PublicationStore {
    let connection: any Connection

    // MARK: Calendar

    func calendarEdits() throws -> [WorkCalendar.Entry] {
        try connection.rows("SELECT day, is_workday, name FROM publication_calendar_day ORDER BY day").map { row in
            WorkCalendar.Entry(
                date: try row.day("day"), working: try row.bool("is_workday"), name: try row.text("name"))
        }
    }

    func setCalendarDay(_ entry: WorkCalendar.Entry, by account: Int64, at: Moment) throws {
        try connection.execute(
            """
            INSERT INTO publication_calendar_day (day, is_workday, name, account_id, at)
            VALUES (\(entry.date.description), \(entry.working), \(entry.name), \(account), \(at.description))
            ON CONFLICT (day) DO UPDATE
            SET is_workday = excluded.is_workday, name = excluded.name, account_id = excluded.account_id,
                at = excluded.at
            """)
    }

    func removeCalendarDay(_ day: Day) throws -> Bool {
        try connection.execute("DELETE FROM publication_calendar_day WHERE day = \(day.description)") == 1
    }

    func runningPeriods() throws -> [RunningPeriod] {
        try connection.rows(
            """
            SELECT c.id AS id, c.number AS number, c.region_code AS region_code, c.completed_on AS completed_on,
                c.publish_due AS publish_due
            FROM plan_campaign c
            WHERE c.state = 'completed' AND c.completed_on IS NOT NULL AND c.publish_due IS NOT NULL AND EXISTS (
                SELECT 1 FROM inspection_inspection i
                WHERE i.campaign_id = c.id AND i.state NOT IN ('published', 'withheld'))
            ORDER BY c.id
            """
        ).map { row in
            RunningPeriod(
                campaign: try row.int64("id"), number: try row.text("number"), region: try row.region("region_code"),
                completedOn: try row.day("completed_on"), due: try row.day("publish_due"))
        }
    }

    func setPublishDue(_ day: Day, campaign: Int64) throws {
        try connection.execute(
            "UPDATE plan_campaign SET publish_due = \(day.description), version = version + 1 WHERE id = \(campaign)")
    }

    // MARK: Queue

    func cases(_ filter: PublicationFilter, slice: Slice) throws -> Listing<PublicationCase> {
        var conditions: [SQL] = [.within(filter.region, "v.region_code")]
        if let department = filter.department {
            conditions.append("COALESCE(i.department_code, v.department_code) = \(department)")
        }
        var order: SQL = "c.publish_due NULLS LAST, i.id"
        switch filter.kind {
        case .waiting: conditions.append("i.state = 'approved'")
        case .overdue:
            conditions.append("i.state NOT IN ('published', 'withheld')")
            conditions.append("c.publish_due < \(filter.today.description)")
        case .published:
            conditions.append("i.state = 'published'")
            order = "i.id DESC"
        case .withheld:
            conditions.append("i.state = 'withheld'")
            order = "i.id DESC"
        }
        if !filter.text.isEmpty {
            let named = SQL.named(filter.text, "s.name", "s.identifier")
            conditions.append("(\(named) OR c.number = \(filter.text))")
        }
        let condition = SQL.joined(conditions, separator: " AND ")
        let total =
            try connection.row(
                """
                SELECT COUNT(*) AS n FROM inspection_inspection i
                JOIN inspection_visit v ON v.id = i.visit_id
                JOIN registry_subject s ON s.id = v.subject_id
                JOIN plan_campaign c ON c.id = i.campaign_id
                WHERE \(condition)
                """)?.int("n") ?? 0
        let rows = try connection.rows(
            """
            \(Self.caseColumns) \(SQL.item(on: filter.today)) WHERE \(condition)
            ORDER BY \(order) LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        return Listing(rows: try rows.map(Self.publicationCase), total: total, slice: slice)
    }

    func publicationCase(inspection: Int64, on day: Day) throws -> PublicationCase? {
        try connection.row("\(Self.caseColumns) \(SQL.item(on: day)) WHERE i.id = \(inspection)")
            .map(Self.publicationCase)
    }

    func dueCounts(region: RegionCode, department: String?) throws -> [(due: Day, count: Int)] {
        var condition: SQL = """
            \(SQL.within(region, "v.region_code")) AND c.publish_due IS NOT NULL
            AND i.state NOT IN ('published', 'withheld')
            """
        if let department {
            condition += " AND COALESCE(i.department_code, v.department_code) = \(department)"
        }
        return try connection.rows(
            """
            SELECT c.publish_due AS due, COUNT(*) AS n
            FROM inspection_inspection i
            JOIN inspection_visit v ON v.id = i.visit_id
            JOIN plan_campaign c ON c.id = i.campaign_id
            WHERE \(condition) GROUP BY c.publish_due ORDER BY c.publish_due
            """
        ).map { (due: try $0.day("due"), count: try $0.int("n")) }
    }

    func markPublished(inspection: Int64, version: Int) throws -> Bool {
        try connection.execute(
            """
            UPDATE inspection_inspection SET state = 'published', version = version + 1
            WHERE id = \(inspection) AND version = \(version) AND state = 'approved'
            """) == 1
    }

    func withhold(
        inspection: Int64, version: Int, ground: String, basis: String, by account: Int64, at: Moment
    ) throws -> Bool {
        let changed = try connection.execute(
            """
            UPDATE inspection_inspection SET state = 'withheld', version = version + 1
            WHERE id = \(inspection) AND version = \(version) AND state = 'approved'
            """)
        guard changed == 1 else { return false }
        try connection.execute(
            """
            INSERT INTO publication_withholding (inspection_id, ground, basis, account_id, at)
            VALUES (\(inspection), \(ground), \(basis), \(account), \(at.description))
            """)
        return true
    }

    func withholding(inspection: Int64) throws -> (ground: String, basis: String)? {
        try connection.row("SELECT ground, basis FROM publication_withholding WHERE inspection_id = \(inspection)")
            .map { (ground: try $0.text("ground"), basis: try $0.text("basis")) }
    }

    private static let caseColumns: SQL = """
        SELECT i.id AS id, i.version AS version, i.state AS state, v.id AS visit_id, s.name AS subject_name,
            s.identifier AS subject_identifier, s.is_market AS is_market, v.region_code AS region_code,
            COALESCE(r.name, v.region_code) AS region_name, COALESCE(i.department_code, v.department_code) AS department_code,
            a.name AS authority_name, c.id AS campaign_id, c.number AS campaign_number, c.title AS campaign_title,
            c.plan_id AS plan_id, CASE WHEN v.ground IS NULL THEN d.code ELSE '' END AS ceremony_code, v.slip AS slip,
            COALESCE(w.nonce, '') AS slip_nonce, i.item_code AS item_code,
            COALESCE(it.category, '') AS category, COALESCE(it.matter, i.matter, i.item_code) AS matter,
            COALESCE(it.basis, '') AS basis, i.outcome AS outcome, i.outcome_value AS outcome_value,
            i.particulars AS particulars, i.inspected_on AS inspected_on, c.publish_due AS publish_due
        FROM inspection_inspection i
        JOIN inspection_visit v ON v.id = i.visit_id
        JOIN registry_subject s ON s.id = v.subject_id
        JOIN draw_ceremony d ON d.id = v.ceremony_id
        LEFT JOIN draw_slip w ON w.ceremony_id = v.ceremony_id AND w.slip = v.slip
        JOIN plan_campaign c ON c.id = i.campaign_id
        JOIN registry_authority a ON a.id = COALESCE(i.authority_id, v.authority_id)
        LEFT JOIN registry_region r ON r.code = v.region_code
        """

    private static func publicationCase(_ row: Row) throws -> PublicationCase {
        PublicationCase(
            inspection: try row.int64("id"), version: try row.int("version"), state: try row.value("state"),
            visit: try row.int64("visit_id"), subjectName: try row.text("subject_name"),
            subjectIdentifier: try row.text("subject_identifier"), isMarket: try row.bool("is_market"),
            region: try row.region("region_code"), regionName: try row.text("region_name"),
            department: try row.text("department_code"), authorityName: try row.text("authority_name"),
            campaign: try row.int64("campaign_id"), campaignNumber: try row.text("campaign_number"),
            campaignTitle: try row.text("campaign_title"), plan: try row.int64("plan_id"),
            ceremonyCode: try row.text("ceremony_code"), slip: try row.text("slip"),
            slipNonce: try row.text("slip_nonce"), item: try row.text("item_code"),
            category: try row.text("category"), matter: try row.text("matter"), basis: try row.text("basis"),
            outcome: try row.textOrNil("outcome"), outcomeValue: try row.textOrNil("outcome_value"),
            particulars: try JSONText.decode(row.text("particulars")), inspectedOn: try row.dayOrNil("inspected_on"),
            due: try row.dayOrNil("publish_due"))
    }
}

import Database
import Domain

extension SQLInspectionStore {
    func visits(_ filter: VisitFilter, slice: Slice) throws -> Listing<VisitBrief> {
        var conditions: [SQL] = ["1 = 1"]
        if let inspector = filter.inspector {
            conditions.append(
                "v.id IN (SELECT x.visit_id FROM inspection_visit_inspector x WHERE x.inspector_id = \(inspector))")
        }
        if let region = filter.region { conditions.append(.within(region, "v.region_code")) }
        if let department = filter.department {
            // A joint visit is also that of whoever checks something in it.
            conditions.append(
                """
                (v.department_code = \(department) OR EXISTS (SELECT 1 FROM inspection_inspection z
                    WHERE z.visit_id = v.id AND z.department_code = \(department)))
                """)
        }
        if let campaign = filter.campaign {
            conditions.append(
                "v.id IN (SELECT y.visit_id FROM inspection_inspection y WHERE y.campaign_id = \(campaign))")
        }
        switch filter.progress {
        case .open: conditions.append("v.state <> 'finished'")
        case .changed: conditions.append("v.state <> 'finished' AND \(Self.isChanged)")
        case .finished: conditions.append("v.state = 'finished'")
        case .all: break
        }
        if !filter.text.isEmpty { conditions.append(.named(filter.text, "s.name", "s.identifier")) }
        let tables: SQL = "FROM inspection_visit v JOIN registry_subject s ON s.id = v.subject_id"
        let condition = SQL.joined(conditions, separator: " AND ")
        let total = try connection.row("SELECT COUNT(*) AS n \(tables) WHERE \(condition)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT v.id AS id, s.name AS name, s.identifier AS identifier, s.address AS address,
                COALESCE(r.name, v.region_code) AS region_name, v.state AS state, v.visited_at AS visited_at,
                v.region_code AS region_code, s.status AS subject_status, s.region_code AS subject_region,
                q.name AS subject_region_name, a.name AS authority_name,
                (SELECT MIN(c.ends_on) FROM inspection_inspection i JOIN plan_campaign c ON c.id = i.campaign_id
                    WHERE i.visit_id = v.id) AS due_on,
                (SELECT COUNT(*) FROM inspection_inspection i WHERE i.visit_id = v.id) AS inspections,
                (SELECT COUNT(*) FROM inspection_inspection i
                    WHERE i.visit_id = v.id AND i.state NOT IN ('assigned', 'returned')) AS signed,
                (SELECT COUNT(*) FROM inspection_inspection i
                    WHERE i.visit_id = v.id AND i.state = 'returned') AS returned
            \(tables) LEFT JOIN registry_region r ON r.code = v.region_code
            LEFT JOIN registry_region q ON q.code = s.region_code
            JOIN registry_authority a ON a.id = v.authority_id
            WHERE \(condition)
            ORDER BY CASE v.state WHEN 'visited' THEN 0 WHEN 'assigned' THEN 1 ELSE 2 END, due_on, v.id
            LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        let names = try officerNames(visits: rows.map { try $0.int64("id") })
        return Listing(
            rows: try rows.map { row in
                let id = try row.int64("id")
                return VisitBrief(
                    id: id, subjectName: try row.text("name"), subjectIdentifier: try row.text("identifier"),
                    address: try row.text("address"), regionName: try row.text("region_name"),
                    state: try row.value("state"), visitedAt: try row.momentOrNil("visited_at"),
                    officers: (names[id] ?? []).joined(separator: "、"), inspections: try row.int("inspections"),
                    signed: try row.int("signed"), returned: try row.int("returned"), dueOn: try row.day("due_on"),
                    authorityName: try row.text("authority_name"), standing: try Self.standing(row))
            }, total: total, slice: slice)
    }

    /// The same as ``Visit/Standing``, in SQL: closed, or held by a division outside that of the visit.
    private static let isChanged: SQL = """
        (s.status <> 'active' OR (s.region_code <> v.region_code
            AND NOT (v.region_code LIKE '__0000' AND SUBSTR(s.region_code, 1, 2) = SUBSTR(v.region_code, 1, 2))
            AND NOT (v.region_code LIKE '____00' AND SUBSTR(s.region_code, 1, 4) = SUBSTR(v.region_code, 1, 4))))
        """

    private func officerNames(visits: [Int64]) throws -> [Int64: [String]] {
        var names: [Int64: [String]] = [:]
        for row in try connection.rows(
            """
            SELECT x.visit_id AS visit_id, p.name AS name
            FROM inspection_visit_inspector x JOIN registry_inspector p ON p.id = x.inspector_id
            WHERE x.visit_id IN (\(SQL.list(visits))) ORDER BY x.visit_id, x.slot
            """)
        {
            names[try row.int64("visit_id"), default: []].append(try row.text("name"))
        }
        return names
    }

    func progress(region: RegionCode, department: String?, slice: Slice) throws -> Listing<CampaignProgress> {
        var condition: SQL = "\(SQL.within(region, "c.region_code")) AND c.state IN ('inspecting', 'completed')"
        if let department { condition += " AND c.department_code = \(department)" }
        let total = try connection.row("SELECT COUNT(*) AS n FROM plan_campaign c WHERE \(condition)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT c.id AS id, c.number AS number, c.title AS title, a.name AS authority_name,
                COALESCE(r.name, c.region_code) AS region_name, c.state AS state, c.ends_on AS ends_on,
                c.publish_due AS publish_due, COUNT(i.id) AS inspections,
                COUNT(i.entered_at) AS signed,
                COUNT(CASE WHEN i.state = 'returned' THEN 1 END) AS returned,
                COUNT(CASE WHEN i.state = 'approved' THEN 1 END) AS approved,
                COUNT(CASE WHEN i.state IN ('published', 'withheld') THEN 1 END) AS disclosed
            FROM plan_campaign c
            JOIN registry_authority a ON a.id = c.authority_id
            LEFT JOIN registry_region r ON r.code = c.region_code
            LEFT JOIN inspection_inspection i ON i.campaign_id = c.id
            WHERE \(condition)
            GROUP BY c.id, c.number, c.title, a.name, r.name, c.region_code, c.state, c.ends_on, c.publish_due
            ORDER BY CASE c.state WHEN 'inspecting' THEN 0 ELSE 1 END, c.ends_on, c.id
            LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        return Listing(
            rows: try rows.map { row in
                CampaignProgress(
                    id: try row.int64("id"), number: try row.text("number"), title: try row.text("title"),
                    authorityName: try row.text("authority_name"), regionName: try row.text("region_name"),
                    state: try row.value("state"), endsOn: try row.day("ends_on"),
                    publishDue: try row.dayOrNil("publish_due"), inspections: try row.int("inspections"),
                    signed: try row.int("signed"), returned: try row.int("returned"),
                    approved: try row.int("approved"), disclosed: try row.int("disclosed"))
            }, total: total, slice: slice)
    }

    func briefs(visit: Int64, on day: Day) throws -> [InspectionBrief] {
        try connection.rows(
            """
            \(Self.briefColumns) \(Self.briefTables) \(SQL.item(on: day)) WHERE i.visit_id = \(visit) ORDER BY i.id
            """
        ).map(Self.brief)
    }

    func waitingForReview(region: RegionCode, department: String?, on day: Day, slice: Slice) throws
        -> Listing<InspectionBrief>
    {
        var condition: SQL = "i.state = 'entered' AND \(SQL.within(region, "v.region_code"))"
        if let department {
            condition += " AND COALESCE(i.department_code, v.department_code) = \(department)"
        }
        let total =
            try connection.row(
                """
                SELECT COUNT(*) AS n FROM inspection_inspection i JOIN inspection_visit v ON v.id = i.visit_id
                WHERE \(condition)
                """)?.int("n") ?? 0
        let rows = try connection.rows(
            """
            \(Self.briefColumns) \(Self.briefTables) \(SQL.item(on: day)) WHERE \(condition)
            ORDER BY i.entered_at, i.id LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        return Listing(rows: try rows.map(Self.brief), total: total, slice: slice)
    }

    private static let briefColumns: SQL = """
        SELECT i.id AS id, i.visit_id AS visit_id, i.state AS state, s.name AS subject_name,
            s.identifier AS subject_identifier, v.region_code AS region_code,
            COALESCE(r.name, v.region_code) AS region_name, i.item_code AS item_code,
            COALESCE(it.matter, i.matter, i.item_code) AS matter, y.name AS department_name,
            c.number AS campaign_number, c.title AS campaign_title,
            c.publish_due AS publish_due, i.outcome AS outcome, i.outcome_value AS outcome_value,
            i.inspected_on AS inspected_on, i.entered_by AS entered_by, p.name AS entered_by_name,
            i.entered_at AS entered_at, i.review_note AS review_note, i.version AS version
        """

    private static let briefTables: SQL = """
        FROM inspection_inspection i
        JOIN inspection_visit v ON v.id = i.visit_id
        JOIN registry_subject s ON s.id = v.subject_id
        JOIN plan_campaign c ON c.id = i.campaign_id
        LEFT JOIN registry_region r ON r.code = v.region_code
        LEFT JOIN access_account p ON p.id = i.entered_by
        LEFT JOIN registry_department y ON y.code = i.department_code
        """

    private static func brief(_ row: Row) throws -> InspectionBrief {
        InspectionBrief(
            id: try row.int64("id"), visit: try row.int64("visit_id"), state: try row.value("state"),
            subjectName: try row.text("subject_name"), subjectIdentifier: try row.text("subject_identifier"),
            region: try row.region("region_code"), regionName: try row.text("region_name"),
            item: try row.text("item_code"), matter: try row.text("matter"),
            campaignNumber: try row.text("campaign_number"), campaignTitle: try row.text("campaign_title"),
            publishDue: try row.dayOrNil("publish_due"), outcome: try row.textOrNil("outcome"),
            outcomeValue: try row.textOrNil("outcome_value"), inspectedOn: try row.dayOrNil("inspected_on"),
            enteredBy: try row.int64OrNil("entered_by"), enteredByName: try row.textOrNil("entered_by_name"),
            enteredAt: try row.momentOrNil("entered_at"), reviewNote: try row.textOrNil("review_note"),
            version: try row.int("version"), departmentName: try row.textOrNil("department_name"))
    }
}

extension SQL {
    /// Id of the item of `i` as it read on the day of the inspection, and before there is one as it reads on `day`
    /// (decision 0009). One retired by then keeps its last wording, one yet to come has its first.
    static func wording(on day: Day) -> SQL {
        """
        (SELECT n.id FROM catalogue_item n WHERE n.code = i.item_code AND n.since_version = COALESCE(
            (SELECT MAX(m.since_version) FROM catalogue_item m JOIN catalogue_version y ON y.number = m.since_version
                WHERE m.code = i.item_code AND y.withdrawn_by IS NULL
                    AND y.effective_from <= COALESCE(i.inspected_on, \(day.description))),
            (SELECT MIN(m.since_version) FROM catalogue_item m WHERE m.code = i.item_code)))
        """
    }

    /// Joins `it`, the item of `i` in that wording.
    static func item(on day: Day) -> SQL { "LEFT JOIN catalogue_item it ON it.id = \(wording(on: day))" }

    /// Condition that a name contains the text, or that an identifier is the text.
    static func named(_ text: String, _ name: SQL, _ identifier: SQL) -> SQL {
        "(\(name) LIKE \(containing(text)) ESCAPE '!' OR \(identifier) = \(text.uppercased()))"
    }

    /// A LIKE pattern, to be used with `ESCAPE '!'`.
    static func containing(_ text: String) -> String {
        var pattern = "%"
        for scalar in text.unicodeScalars {
            if scalar == "!" || scalar == "%" || scalar == "_" { pattern.unicodeScalars.append("!") }
            pattern.unicodeScalars.append(scalar)
        }
        return pattern + "%"
    }
}

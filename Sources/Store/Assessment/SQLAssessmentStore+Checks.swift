import Database
import Domain

/// Checks without a draw, and how they stand beside drawn ones.
extension SQLAssessmentStore {
    func nextCheck(prefix: String) throws -> Int {
        let last = try connection.row(
            """
            SELECT number FROM plan_campaign WHERE number LIKE \(prefix + "%") ESCAPE '!'
            ORDER BY LENGTH(number) DESC, number DESC LIMIT 1
            """)?.textOrNil("number")
        return (last.flatMap { Int($0.dropFirst(prefix.count)) } ?? 0) + 1
    }

    func insert(_ check: NewDirectCheck) throws -> (campaign: Int64, visit: Int64) {
        let authority = check.authority, region = check.subject.facts.region
        let campaign = try inserted(
            """
            INSERT INTO plan_campaign (plan_id, number, title, authority_id, region_code, department_code, starts_on,
                ends_on, method, dispatch, state, version)
            VALUES (\(try shelf(authority, at: check.at)), \(check.number), \(check.title), \(authority.id),
                \(region.text), \(authority.department), \(check.startsOn.description), \(check.endsOn.description),
                \(check.method), 'bureau', 'inspecting', 1)
            RETURNING id
            """)
        try connection.execute(
            "INSERT INTO plan_campaign_region (campaign_id, region_code) VALUES (\(campaign), \(region.text))")
        for item in check.items {
            try connection.execute(
                "INSERT INTO plan_campaign_item (campaign_id, item_code) VALUES (\(campaign), \(item.code))")
        }
        let ceremony = try inserted(
            """
            INSERT INTO draw_ceremony (code, title, authority_id, region_code, department_code, state, reveal_deadline,
                public_source, created_at, drawn_at, version, is_direct)
            VALUES (\(check.number), \(check.title), \(authority.id), \(region.text), \(authority.department), 'drawn',
                \(check.at.description), '', \(check.at.description), \(check.at.description), 1, 1)
            RETURNING id
            """)
        try SQLInspectionStore(connection: connection).insert(
            visits: [
                NewVisit(
                    subject: check.subject.id, slip: "", region: region, authority: authority.id,
                    inspectors: check.inspectors,
                    inspections: check.items.map {
                        NewVisit.Purpose(campaign: campaign, item: $0.code, checklist: $0.checklist)
                    })
            ], ceremony: ceremony, department: authority.department)
        guard
            let visit = try connection.row("SELECT id FROM inspection_visit WHERE ceremony_id = \(ceremony)")?
                .int64("id")
        else { throw DatabaseProblem.decoding("no id of the new visit") }
        try connection.execute("UPDATE inspection_visit SET ground = \(check.ground.rawValue) WHERE id = \(visit)")
        try connection.execute(
            """
            INSERT INTO assessment_check (campaign_id, visit_id, lead_id, ground, basis, opened_on, account_id, at)
            VALUES (\(campaign), \(visit), \(check.lead), \(check.ground.rawValue), \(check.basis),
                \(check.startsOn.description), \(check.account), \(check.at.description))
            """)
        return (campaign, visit)
    }

    /// The plan that is none, to which an authority's checks belong: a campaign needs one.
    private func shelf(_ authority: Authority, at: Moment) throws -> Int64 {
        let known = try connection.row(
            "SELECT id FROM plan_plan WHERE authority_id = \(authority.id) AND is_direct = 1")
        if let known { return try known.int64("id") }
        return try inserted(
            """
            INSERT INTO plan_plan (year, kind, title, authority_id, region_code, department_code, state, version,
                is_direct, reported_at)
            VALUES (0, 'internal', \(DirectCheck.mark), \(authority.id), \(authority.region.text),
                \(authority.department), 'reported', 1, 1, \(at.description))
            RETURNING id
            """)
    }

    private func inserted(_ query: SQL) throws -> Int64 {
        guard let row = try connection.row(query) else { throw DatabaseProblem.decoding("INSERT returned no id") }
        return try row.int64("id")
    }

    func check(visit: Int64) throws -> DirectCheck? {
        try connection.row(
            """
            SELECT x.campaign_id AS campaign_id, c.number AS campaign_number, x.visit_id AS visit_id,
                x.lead_id AS lead_id, l.number AS lead_number, x.ground AS ground, x.basis AS basis,
                x.opened_on AS opened_on, s.name AS subject_name, s.identifier AS identifier,
                v.region_code AS region_code, COALESCE(r.name, v.region_code) AS region_name,
                a.name AS authority_name, v.state AS state
            FROM assessment_check x JOIN inspection_visit v ON v.id = x.visit_id
            JOIN plan_campaign c ON c.id = x.campaign_id JOIN registry_subject s ON s.id = v.subject_id
            JOIN registry_authority a ON a.id = v.authority_id
            LEFT JOIN registry_region r ON r.code = v.region_code LEFT JOIN assessment_lead l ON l.id = x.lead_id
            WHERE x.visit_id = \(visit)
            """
        ).map { row in
            DirectCheck(
                campaign: try row.int64("campaign_id"), campaignNumber: try row.text("campaign_number"),
                visit: try row.int64("visit_id"), lead: try row.int64OrNil("lead_id"),
                leadNumber: try row.textOrNil("lead_number"), ground: try row.value("ground"),
                basis: try row.text("basis"), openedOn: try row.day("opened_on"),
                subjectName: try row.text("subject_name"), subjectIdentifier: try row.text("identifier"),
                region: try row.region("region_code"), regionName: try row.text("region_name"),
                authorityName: try row.text("authority_name"), state: try row.value("state"))
        }
    }

    func openCheck(subject: Int64, lead: Int64?) throws -> Int64? {
        let condition: SQL = lead.map { "x.lead_id = \($0)" } ?? "x.lead_id IS NULL"
        return try connection.row(
            """
            SELECT MIN(v.id) AS id FROM assessment_check x JOIN inspection_visit v ON v.id = x.visit_id
            WHERE v.subject_id = \(subject) AND v.state <> 'finished' AND \(condition)
            """)?.int64OrNil("id")
    }

    // MARK: 例外统计

    /// Moments are UTC; the month is that of Beijing, so it is taken from the day where there is one and else from the
    /// moment eight hours later.
    private static func month(_ scope: ExceptionScope) -> (from: Moment, until: Moment)? {
        guard let from = Day(year: scope.year, month: scope.month ?? 1, day: 1),
            let until = scope.month.map({ $0 < 12 ? Day(year: scope.year, month: $0 + 1, day: 1) : nil })
                ?? Day(year: scope.year + 1, month: 1, day: 1) ?? Day(year: scope.year + 1, month: 1, day: 1)
        else { return nil }
        return (Self.start(from), Self.start(until))
    }

    /// Midnight of Beijing.
    private static func start(_ day: Day) -> Moment {
        Moment(milliseconds: (Int64(day.number) * 24 - 8) * 3_600_000)
    }

    /// Every visit of the scope with its kind and the moment of its draw or opening, and the checks outside the lists.
    private static func all(_ scope: ExceptionScope) -> SQL? {
        guard let span = month(scope), let first = Day(year: scope.year, month: scope.month ?? 1, day: 1) else {
            return nil
        }
        let last = span.until.advanced(bySeconds: -1).day
        var visits: SQL = """
            \(SQL.within(scope.region, "v.region_code")) AND d.drawn_at >= \(span.from.description)
            AND d.drawn_at < \(span.until.description)
            """
        var others: SQL = """
            \(SQL.within(scope.region, "o.region_code")) AND o.inspected_on >= \(first.description)
            AND o.inspected_on <= \(last.description)
            """
        if let department = scope.department {
            visits += " AND v.department_code = \(department)"
            others += " AND a.department_code = \(department)"
        }
        if let authority = scope.authority {
            visits += " AND v.authority_id = \(authority)"
            others += " AND o.authority_id = \(authority)"
        }
        return """
            SELECT v.id AS visit_id, v.authority_id AS authority_id, s.name AS subject_name,
                v.region_code AS region_code, d.drawn_at AS at, '' AS day, COALESCE(x.basis, d.code) AS basis,
                x.lead_id AS lead_id,
                CASE WHEN v.ground IS NULL THEN 'drawn'
                    WHEN v.ground IN ('complaint', 'assigned', 'monitoring') THEN 'lead' ELSE v.ground END AS kind
            FROM inspection_visit v JOIN draw_ceremony d ON d.id = v.ceremony_id
            JOIN registry_subject s ON s.id = v.subject_id LEFT JOIN assessment_check x ON x.visit_id = v.id
            WHERE \(visits)
            UNION ALL
            SELECT NULL AS visit_id, o.authority_id AS authority_id, o.subject_name AS subject_name,
                o.region_code AS region_code, '' AS at, o.inspected_on AS day, o.basis AS basis, NULL AS lead_id,
                'off-list' AS kind
            FROM catalogue_offlist_check o JOIN registry_authority a ON a.id = o.authority_id WHERE \(others)
            """
    }

    private static func day(_ row: Row) throws -> Day {
        let day = try row.text("day")
        return day.isEmpty ? try row.moment("at").day : try row.day("day")
    }

    func exceptions(_ scope: ExceptionScope) throws -> [ExceptionLine] {
        var lines: [ExceptionLine] = []
        // A month at a time: its bounds are moments, and no database's calendar is asked.
        for month in 1...12 {
            var one = scope
            one.month = month
            guard let all = Self.all(one) else { continue }
            var counts: [Int64: (name: String, counts: [ExceptionKind: Int])] = [:]
            for row in try connection.rows(
                """
                SELECT z.authority_id AS authority_id, a.name AS name, z.kind AS kind, COUNT(*) AS n
                FROM (\(all)) z JOIN registry_authority a ON a.id = z.authority_id
                GROUP BY z.authority_id, a.name, z.kind
                """)
            {
                let id = try row.int64("authority_id")
                let name = try row.text("name")
                let (kind, number): (ExceptionKind, Int) = (try row.value("kind"), try row.int("n"))
                counts[id, default: (name, [:])].counts[kind] = number
            }
            lines += counts.map {
                ExceptionLine(authority: $0.key, authorityName: $0.value.name, month: month, counts: $0.value.counts)
            }
        }
        return lines.sorted { ($0.authority, $0.month) < ($1.authority, $1.month) }
    }

    func exceptionRows(_ scope: ExceptionScope, slice: Slice) throws -> Listing<ExceptionRow> {
        guard let all = Self.all(scope) else { return Listing(rows: [], total: 0, slice: slice) }
        let condition: SQL = scope.kind.map { "z.kind = \($0.rawValue)" } ?? "z.kind <> 'drawn'"
        let total = try connection.row("SELECT COUNT(*) AS n FROM (\(all)) z WHERE \(condition)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT z.visit_id AS visit_id, z.kind AS kind, z.subject_name AS subject_name, a.name AS authority_name,
                COALESCE(r.name, z.region_code) AS region_name, z.at AS at, z.day AS day, z.basis AS basis,
                z.lead_id AS lead_id
            FROM (\(all)) z JOIN registry_authority a ON a.id = z.authority_id
            LEFT JOIN registry_region r ON r.code = z.region_code
            WHERE \(condition) ORDER BY z.at DESC, z.day DESC, z.visit_id DESC LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map { row in
            ExceptionRow(
                visit: try row.int64OrNil("visit_id"), kind: try row.value("kind"),
                subjectName: try row.text("subject_name"), regionName: try row.text("region_name"),
                authorityName: try row.text("authority_name"), day: try Self.day(row), basis: try row.text("basis"),
                lead: try row.int64OrNil("lead_id"))
        }
        return Listing(rows: rows, total: total, slice: slice)
    }
}

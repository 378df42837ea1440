import Database
import Domain

/// The indicators of 6.2.1, counted from the working tables. What each counts is defined at ``Indicator``.
struct SQLAssessmentStore: AssessmentStore {
    let connection: any Connection

    func indicators(_ scope: IndicatorScope) throws -> [IndicatorRow] {
        var names = try groupNames(scope)
        let visits = try counts(
            """
            WITH visited AS (\(Self.visited(scope)))
            SELECT \(Self.key(scope, "x")) AS grp, COUNT(*) AS n, COUNT(CASE WHEN x.is_joint = 1 THEN 1 END) AS part
            FROM visited x GROUP BY \(Self.key(scope, "x"))
            """)
        let timely = try counts(
            """
            SELECT \(Self.key(scope, "v")) AS grp, COUNT(*) AS n,
                COUNT(CASE WHEN pr.published_on <= c.publish_due THEN 1 END) AS part
            \(Self.due(scope)) GROUP BY \(Self.key(scope, "v"))
            """)
        let disposal = try counts(
            """
            SELECT \(Self.key(scope, "v")) AS grp, COUNT(*) AS n, COUNT(CASE WHEN \(Self.disposed) THEN 1 END) AS part
            \(Self.problems(scope)) GROUP BY \(Self.key(scope, "v"))
            """)
        let subjects = try subjectsByDivision(scope.region)
        for group in Set(visits.keys).union(timely.keys).union(disposal.keys) where names[group] == nil {
            names[group] = (name: group, region: RegionCode(group) ?? scope.region)
        }
        func figures(_ groups: [String]?, region: RegionCode) -> [Indicator: IndicatorFigure] {
            func sum(_ counted: [String: (n: Int, part: Int)]) -> (n: Int, part: Int) {
                let chosen = groups.map { $0.compactMap { counted[$0] } } ?? Array(counted.values)
                return chosen.reduce((0, 0)) { ($0.0 + $1.n, $0.1 + $1.part) }
            }
            let (visited, published, found) = (sum(visits), sum(timely), sum(disposal))
            let reachable = subjects.filter { region.contains($0.key) }.values.reduce(0, +)
            return [
                .reach: IndicatorFigure(visited.n, of: reachable),
                .joint: IndicatorFigure(visited.part, of: visited.n),
                .timely: IndicatorFigure(published.part, of: published.n),
                .disposal: IndicatorFigure(found.part, of: found.n),
            ]
        }
        let whole = IndicatorRow(group: nil, name: "合计", figures: figures(nil, region: scope.region))
        return [whole]
            + names.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { group, place in
                IndicatorRow(group: group, name: place.name, figures: figures([group], region: place.region))
            }
    }

    func rows(
        _ question: IndicatorQuestion, _ scope: IndicatorScope, slice: Slice
    ) throws -> Listing<IndicatorEvidence> {
        switch question.indicator {
        case .reach: return try visitRows(scope, isJointOnly: false, slice: slice)
        case .joint: return try visitRows(scope, isJointOnly: question.part == .numerator, slice: slice)
        case .timely:
            let extra: SQL = question.part == .numerator ? " AND pr.published_on <= c.publish_due" : .empty
            return try resultRows(Self.due(scope) + extra + Self.ofGroup(scope, "v"), on: scope.today, slice: slice)
        case .disposal:
            let extra: SQL = question.part == .numerator ? " AND \(Self.disposed)" : .empty
            return try resultRows(
                Self.problems(scope) + extra + Self.ofGroup(scope, "v"), on: scope.today, slice: slice)
        }
    }

    // MARK: Parts of the questions

    /// The group a row belongs to.
    private static func key(_ scope: IndicatorScope, _ table: SQL) -> SQL {
        switch (scope.grouping, scope.region.level) {
        case (.authority, _): "CAST(\(table).authority_id AS TEXT)"
        case (.division, .province): "(substr(\(table).region_code, 1, 4) || '00')"
        case (.division, _): "\(table).region_code"
        }
    }

    private static func ofGroup(_ scope: IndicatorScope, _ table: SQL) -> SQL {
        guard let group = scope.group else { return .empty }
        return " AND \(key(scope, table)) = \(group)"
    }

    private static func inScope(_ scope: IndicatorScope) -> SQL {
        // Checks without a draw are no part of the indicators: 例外统计 counts them (3.6.4).
        var condition: SQL = "v.ground IS NULL AND \(SQL.within(scope.region, "v.region_code"))"
        if let department = scope.department { condition += " AND v.department_code = \(department)" }
        return condition
    }

    private static func firstDay(_ scope: IndicatorScope) -> String { "\(scope.year)-01-01" }
    private static func lastDay(_ scope: IndicatorScope) -> String { "\(scope.year)-12-31" }

    /// 户次 of the year: visits with at least one signed result.
    private static func visited(_ scope: IndicatorScope) -> SQL {
        """
        SELECT v.id AS id, v.region_code AS region_code, v.authority_id AS authority_id, v.subject_id AS subject_id,
            MIN(i.inspected_on) AS day, MAX(CASE WHEN p.kind = 'joint' THEN 1 ELSE 0 END) AS is_joint
        FROM inspection_visit v
        JOIN inspection_inspection i ON i.visit_id = v.id AND i.state NOT IN ('assigned', 'returned')
        JOIN plan_campaign c ON c.id = i.campaign_id
        JOIN plan_plan p ON p.id = c.plan_id
        WHERE \(inScope(scope))
        GROUP BY v.id, v.region_code, v.authority_id, v.subject_id
        HAVING MIN(i.inspected_on) >= \(firstDay(scope)) AND MIN(i.inspected_on) <= \(lastDay(scope))
        """
    }

    /// Results that had to be public this year: the deadline is past, or they are public.
    private static func due(_ scope: IndicatorScope) -> SQL {
        """
        FROM inspection_inspection i
        JOIN inspection_visit v ON v.id = i.visit_id
        JOIN plan_campaign c ON c.id = i.campaign_id
        LEFT JOIN publication_result pr ON pr.inspection_id = i.id
        WHERE \(inScope(scope)) AND i.state <> 'withheld'
            AND c.publish_due >= \(firstDay(scope)) AND c.publish_due <= \(lastDay(scope))
            AND (c.publish_due < \(scope.today.description) OR i.state = 'published')
        """
    }

    /// Results of the year with a problem.
    private static func problems(_ scope: IndicatorScope) -> SQL {
        """
        FROM inspection_inspection i
        JOIN inspection_visit v ON v.id = i.visit_id
        JOIN plan_campaign c ON c.id = i.campaign_id
        LEFT JOIN publication_result pr ON pr.inspection_id = i.id
        WHERE \(inScope(scope)) AND i.state NOT IN ('assigned', 'returned')
            AND i.inspected_on >= \(firstDay(scope)) AND i.inspected_on <= \(lastDay(scope))
            AND (i.outcome IN (\(SQL.list(scope.problemOutcomes)))
                OR i.outcome_value IN (\(SQL.list(scope.problemValues))))
        """
    }

    /// The particulars are canonical JSON, in which a quotation mark inside a value is escaped: the pattern can only
    /// match the field itself.
    private static let disposed: SQL = """
        ((i.outcome = 'ordered-correction' AND i.particulars LIKE '%"correction-term":"immediate"%')
            OR EXISTS (SELECT 1 \(SQLFollowUpStore.settling)))
        """

    private func counts(_ query: SQL) throws -> [String: (n: Int, part: Int)] {
        var counted: [String: (n: Int, part: Int)] = [:]
        for row in try connection.rows(query) {
            counted[try row.text("grp")] = (n: try row.int("n"), part: try row.int("part"))
        }
        return counted
    }

    private func subjectsByDivision(_ region: RegionCode) throws -> [RegionCode: Int] {
        var counted: [RegionCode: Int] = [:]
        for row in try connection.rows(
            """
            SELECT region_code AS code, COUNT(*) AS n FROM registry_subject
            WHERE status = 'active' AND \(SQL.within(region, "region_code")) GROUP BY region_code
            """)
        {
            counted[try row.region("code")] = try row.int("n")
        }
        return counted
    }

    /// Groups that the table always shows, with the region whose subjects they answer for.
    private func groupNames(_ scope: IndicatorScope) throws -> [String: (name: String, region: RegionCode)] {
        var names: [String: (name: String, region: RegionCode)] = [:]
        switch scope.grouping {
        case .authority:
            for row in try connection.rows(
                """
                SELECT a.id AS id, a.name AS name, a.region_code AS region_code FROM registry_authority a
                WHERE \(SQL.within(scope.region, "a.region_code")) AND EXISTS (
                    SELECT 1 FROM inspection_visit v WHERE v.authority_id = a.id)
                """)
            {
                names[String(try row.int64("id"))] = (name: try row.text("name"), region: try row.region("region_code"))
            }
        case .division:
            for row in try connection.rows(
                """
                SELECT r.code AS code, r.name AS name FROM registry_region r
                WHERE r.is_current = 1 AND (r.parent = \(scope.region.text)
                    OR (r.code = \(scope.region.text) AND r.level = 'county'))
                """)
            {
                let code = try row.region("code")
                names[code.text] = (name: try row.text("name"), region: code)
            }
        }
        return names
    }

    // MARK: Rows behind a figure

    private func visitRows(_ scope: IndicatorScope, isJointOnly: Bool, slice: Slice) throws
        -> Listing<IndicatorEvidence>
    {
        let condition: SQL = "\(isJointOnly ? "x.is_joint = 1" : "1 = 1" as SQL)\(Self.ofGroup(scope, "x"))"
        let total =
            try connection.row(
                "WITH visited AS (\(Self.visited(scope))) SELECT COUNT(*) AS n FROM visited x WHERE \(condition)")?
            .int("n") ?? 0
        let rows = try connection.rows(
            """
            WITH visited AS (\(Self.visited(scope)))
            SELECT x.id AS id, s.name AS subject_name, COALESCE(r.name, x.region_code) AS region_name,
                a.name AS authority_name, x.day AS day
            FROM visited x
            JOIN registry_subject s ON s.id = x.subject_id
            JOIN registry_authority a ON a.id = x.authority_id
            LEFT JOIN registry_region r ON r.code = x.region_code
            WHERE \(condition) ORDER BY x.day DESC, x.id LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        return Listing(
            rows: try rows.map { row in
                IndicatorEvidence(
                    visit: try row.int64("id"), inspection: nil, subjectName: try row.text("subject_name"),
                    regionName: try row.text("region_name"), authorityName: try row.text("authority_name"),
                    matter: nil, outcome: nil, outcomeValue: nil, inspectedOn: try row.day("day"), due: nil,
                    publishedOn: nil)
            }, total: total, slice: slice)
    }

    private func resultRows(_ from: SQL, on day: Day, slice: Slice) throws -> Listing<IndicatorEvidence> {
        let total = try connection.row("SELECT COUNT(*) AS n \(from)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT i.id AS id, i.visit_id AS visit_id, i.outcome AS outcome, i.outcome_value AS outcome_value,
                i.inspected_on AS inspected_on, c.publish_due AS due_on, pr.published_on AS published_on,
                (SELECT s.name FROM registry_subject s WHERE s.id = v.subject_id) AS subject_name,
                COALESCE((SELECT r.name FROM registry_region r WHERE r.code = v.region_code), v.region_code)
                    AS region_name,
                (SELECT a.name FROM registry_authority a WHERE a.id = v.authority_id) AS authority_name,
                (SELECT it.matter FROM catalogue_item it WHERE it.id = \(SQL.wording(on: day))) AS matter
            \(from) ORDER BY i.id DESC LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        return Listing(
            rows: try rows.map { row in
                IndicatorEvidence(
                    visit: try row.int64("visit_id"), inspection: try row.int64("id"),
                    subjectName: try row.text("subject_name"), regionName: try row.text("region_name"),
                    authorityName: try row.text("authority_name"), matter: try row.textOrNil("matter"),
                    outcome: try row.textOrNil("outcome"), outcomeValue: try row.textOrNil("outcome_value"),
                    inspectedOn: try row.dayOrNil("inspected_on"), due: try row.dayOrNil("due_on"),
                    publishedOn: try row.dayOrNil("published_on"))
            }, total: total, slice: slice)
    }
}

import Database
import Domain

/// Lists over several plans.
extension SQLPlanStore {
    func plans(region: RegionCode, department: String?, year: Int?, slice: Slice) throws -> Listing<Plan> {
        var conditions: [SQL] = [.within(region, "p.region_code"), "p.is_direct = 0"]
        if let department { conditions.append("p.department_code = \(department)") }
        if let year { conditions.append("p.year = \(year)") }
        let filter = SQL.joined(conditions, separator: " AND ")
        let total = try connection.row("SELECT COUNT(*) AS n FROM plan_plan p WHERE \(filter)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            \(Self.planColumns) WHERE \(filter)
            ORDER BY p.year DESC, p.region_code, p.department_code, p.kind LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map(Self.plan)
        return Listing(rows: rows, total: total, slice: slice)
    }

    func campaignCounts(plans: [Int64]) throws -> [Int64: Int] {
        var counts: [Int64: Int] = [:]
        for row in try connection.rows(
            """
            SELECT plan_id, COUNT(*) AS n FROM plan_campaign
            WHERE plan_id IN (\(SQL.list(plans))) AND state <> 'cancelled' GROUP BY plan_id
            """)
        {
            counts[try row.int64("plan_id")] = try row.int("n")
        }
        return counts
    }

    func campaigns(year: Int, authority: Int64) throws -> [Campaign] {
        try campaigns(
            where: """
                c.state <> 'cancelled' AND c.plan_id IN (
                    SELECT p.id FROM plan_plan p WHERE p.year = \(year) AND p.authority_id = \(authority))
                """)
    }

    func campaigns(text: String, region: RegionCode, department: String?, slice: Slice) throws -> Listing<Campaign> {
        let word = SQLRegistryStore.escaped(text)
        var conditions: [SQL] = [
            .within(region, "c.region_code"),
            "c.plan_id IN (SELECT p.id FROM plan_plan p WHERE p.is_direct = 0)",
            "(c.title LIKE \("%" + word + "%") ESCAPE '!' OR c.number LIKE \(word + "%") ESCAPE '!')",
        ]
        if let department { conditions.append("c.department_code = \(department)") }
        let filter = SQL.joined(conditions, separator: " AND ")
        let total = try connection.row("SELECT COUNT(*) AS n FROM plan_campaign c WHERE \(filter)")?.int("n") ?? 0
        let rows = try campaigns(
            where: """
                c.id IN (SELECT c.id FROM plan_campaign c WHERE \(filter)
                    ORDER BY c.id DESC LIMIT \(slice.size) OFFSET \(slice.offset))
                """)
        return Listing(rows: rows.sorted { $0.id > $1.id }, total: total, slice: slice)
    }

    func reporting(year: Int, kind: Plan.Kind, region: RegionCode?, department: String?) throws -> [ReportingLine] {
        // Another department's people see all of their line, market regulation those that have begun one.
        var conditions: [SQL] = []
        if let department {
            conditions.append("a.department_code = \(department)")
        } else {
            conditions.append("(a.department_code = \(Department.marketRegulation) OR p.id IS NOT NULL)")
        }
        if let region { conditions.append(.within(region, "a.region_code")) }
        return try reporting(year: year, kind: kind, where: SQL.joined(conditions, separator: " AND "))
    }

    func reporting(year: Int, kind: Plan.Kind, where condition: SQL) throws -> [ReportingLine] {
        try connection.rows(
            """
            SELECT a.id AS authority_id, a.name AS authority_name, a.region_code AS region_code, r.name AS region_name,
                p.id AS plan_id, p.state AS state, p.reported_at AS reported_at, p.correct_by AS correct_by,
                t.state AS answer, t.receiver_id AS receiver_id
            FROM registry_authority a JOIN registry_region r ON r.code = a.region_code
            LEFT JOIN plan_plan p ON p.authority_id = a.id AND p.year = \(year) AND p.kind = \(kind.rawValue)
            LEFT JOIN plan_report t ON t.id = (
                SELECT MAX(n.id) FROM plan_report n WHERE n.plan_id = p.id AND n.kind = 'plan')
            WHERE \(condition) ORDER BY a.region_code, a.code
            """
        ).map { row in
            ReportingLine(
                authority: try row.int64("authority_id"), authorityName: try row.text("authority_name"),
                region: try row.region("region_code"), regionName: try row.text("region_name"),
                plan: try row.int64OrNil("plan_id"), state: try row.textOrNil("state").flatMap(Plan.State.init),
                reportedAt: try row.momentOrNil("reported_at"), correctBy: try row.dayOrNil("correct_by"),
                answer: try row.textOrNil("answer").flatMap(PlanReport.State.init),
                receiver: try row.int64OrNil("receiver_id"))
        }
    }

    func jointlyCovered(items: [String], regions: [RegionCode], year: Int) throws -> [(item: String, plan: String)] {
        guard !items.isEmpty, !regions.isEmpty else { return [] }
        let meets = Self.meeting(regions, "g.region_code")
        return try connection.rows(
            """
            SELECT i.item_code AS item_code, MIN(p.title) AS title FROM plan_campaign_item i
            JOIN plan_campaign c ON c.id = i.campaign_id JOIN plan_plan p ON p.id = c.plan_id
            WHERE p.kind = 'joint' AND p.year = \(year) AND c.state <> 'cancelled' AND i.item_code IN (\(SQL.list(items)))
                AND EXISTS (SELECT 1 FROM plan_campaign_region g WHERE g.campaign_id = c.id AND (\(meets)))
            GROUP BY i.item_code ORDER BY i.item_code
            """
        ).map { (try $0.text("item_code"), try $0.text("title")) }
    }

    func covering(items: [String], regions: [RegionCode], year: Int) throws -> [(number: String, title: String)] {
        guard !items.isEmpty, !regions.isEmpty else { return [] }
        return try connection.rows(
            """
            SELECT DISTINCT c.number AS number, c.title AS title FROM plan_campaign_item i
            JOIN plan_campaign c ON c.id = i.campaign_id JOIN plan_plan p ON p.id = c.plan_id
            WHERE p.year = \(year) AND c.state <> 'cancelled' AND c.special_reason IS NULL
                AND i.item_code IN (\(SQL.list(items)))
                AND EXISTS (SELECT 1 FROM plan_campaign_region g
                    WHERE g.campaign_id = c.id AND (\(Self.meeting(regions, "g.region_code"))))
            ORDER BY c.number
            """
        ).map { (try $0.text("number"), try $0.text("title")) }
    }

    func rounds(series: Int64) throws -> [Campaign] { try campaigns(where: "c.series_id = \(series)") }

    /// Two areas meet when one lies in the other: below a region is a range, above it are its ancestors.
    private static func meeting(_ regions: [RegionCode], _ column: SQL) -> SQL {
        SQL.joined(
            regions.map { region in
                var above: [String] = []
                var parent = region.parent
                while let code = parent {
                    above.append(code.text)
                    parent = code.parent
                }
                return "(\(SQL.within(region, column)) OR \(column) IN (\(SQL.list(above))))"
            }, separator: " OR ")
    }

    func ceremony(campaign: Int64) throws -> (id: Int64, code: String)? {
        try connection.row(
            """
            SELECT y.id AS id, y.code AS code FROM draw_ceremony_campaign m JOIN draw_ceremony y ON y.id = m.ceremony_id
            WHERE m.campaign_id = \(campaign) ORDER BY y.id DESC LIMIT 1
            """
        ).map { (try $0.int64("id"), try $0.text("code")) }
    }
}

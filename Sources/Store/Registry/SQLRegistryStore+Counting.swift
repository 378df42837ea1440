import Database
import Domain

/// Counting subjects for the list (2.2.5) and for plans (2.3.1, 2.3.4).
extension SQLRegistryStore {
    func countCandidates(regions: [RegionCode], selectors: [Selector], types: [String]?, riskOn day: Day) throws
        -> [RiskClass: Int]
    {
        guard !regions.isEmpty, !selectors.isEmpty else { return [:] }
        let inRegions = SQL.joined(regions.map { "(\(SQL.within($0, "s.region_code")))" }, separator: " OR ")
        var conditions: [SQL] = ["s.status = 'active'", "(\(inRegions))"]
        if let reached = try reached(selectors) { conditions.append("(\(reached))") }
        if let types { conditions.append("s.type_code IN (\(SQL.list(types)))") }
        let filter = SQL.joined(conditions, separator: " AND ")
        let snapshot = try connection.row(
            """
            SELECT id FROM registry_risk_snapshot WHERE dated <= \(day.description)
            ORDER BY dated DESC, id DESC LIMIT 1
            """
        ).map { try $0.int64("id") }
        guard let snapshot else {
            let all = try connection.row("SELECT COUNT(*) AS n FROM registry_subject s WHERE \(filter)")?.int("n") ?? 0
            return all == 0 ? [:] : [.unclassified: all]
        }
        var counts: [RiskClass: Int] = [:]
        for row in try connection.rows(
            """
            SELECT r.class AS class, COUNT(*) AS n FROM registry_subject s
            LEFT JOIN registry_risk r ON r.snapshot_id = \(snapshot) AND r.subject_id = s.id
            WHERE \(filter) GROUP BY r.class
            """)
        {
            let risk = try row.textOrNil("class").flatMap(RiskClass.init) ?? .unclassified
            counts[risk, default: 0] += try row.int("n")
        }
        return counts
    }

    func countReached(by selector: Selector, within region: RegionCode) throws -> [(region: RegionCode, number: Int)] {
        var conditions: [SQL] = ["s.status = 'active'", .within(region, "s.region_code")]
        if let reached = try reached([selector]) { conditions.append("(\(reached))") }
        return try connection.rows(
            """
            SELECT s.region_code AS region_code, COUNT(*) AS n FROM registry_subject s
            WHERE \(SQL.joined(conditions, separator: " AND ")) GROUP BY s.region_code ORDER BY s.region_code
            """
        ).map { (try $0.region("region_code"), try $0.int("n")) }
    }

    func countActive(types: [String], within region: RegionCode) throws -> Int {
        try connection.row(
            """
            SELECT COUNT(*) AS n FROM registry_subject s
            WHERE s.status = 'active' AND \(SQL.within(region, "s.region_code"))
                AND s.type_code IN (\(SQL.list(types)))
            """)?.int("n") ?? 0
    }

    func countDrawn(types: [String], within region: RegionCode, year: Int) throws -> Int {
        guard let day = Day(year: year, month: 1, day: 1) else { return 0 }
        let bounds = Self.yearBounds(of: day)
        return try connection.row(
            """
            SELECT COUNT(*) AS n FROM registry_subject s
            WHERE \(SQL.within(region, "s.region_code")) AND s.type_code IN (\(SQL.list(types)))
                AND s.id IN (
                    SELECT l.subject_id FROM draw_lot l JOIN draw_ceremony c ON c.id = l.ceremony_id
                    WHERE c.state = 'drawn' AND c.drawn_at >= \(bounds.from) AND c.drawn_at < \(bounds.to))
            """)?.int("n") ?? 0
    }
}

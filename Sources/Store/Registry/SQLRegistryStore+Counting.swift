import Database
import Domain

/// Counting subjects for the list (2.2.5) and for plans (2.3.1, 2.3.4).
extension SQLRegistryStore {
    func classes(_ query: SubjectQuery, riskOn day: Day) throws -> [RiskClass: Int] {
        guard let filter = try condition(query) else { return [:] }
        guard let snapshot = try riskSnapshot(until: day) else {
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

    func breakdown(_ query: SubjectQuery) throws -> SubjectBreakdown {
        var found = SubjectBreakdown()
        guard let filter = try condition(query) else { return found }
        for row in try connection.rows(
            """
            SELECT s.region_code AS region_code, s.type_code AS type_code, COUNT(*) AS n FROM registry_subject s
            WHERE \(filter) GROUP BY s.region_code, s.type_code
            """)
        {
            let number = try row.int("n")
            found.total += number
            found.regions[try row.region("region_code"), default: 0] += number
            found.types[try row.text("type_code"), default: 0] += number
        }
        return found
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

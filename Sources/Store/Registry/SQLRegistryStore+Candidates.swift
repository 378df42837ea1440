import Database
import Domain

extension SQLRegistryStore {
    /// One pass over `registry_subject_freeze`, an index that holds all of a subject that the freeze asks for, in the
    /// order of ids: the rows themselves, with their long texts, are never read.
    func forEachCandidate(
        _ query: SubjectQuery, riskOn day: Day, _ body: (Candidate) throws -> Void
    ) throws {
        guard !query.regions.isEmpty, !query.selectors.isEmpty else { return }
        let inRegions = SQL.joined(query.regions.map(Self.inRegion), separator: " OR ")
        var conditions: [SQL] = ["s.status = 'active'", "(\(inRegions))"]
        for selectors in [query.selectors, [query.within]] {
            if let reached = try reached(selectors) { conditions.append("(\(reached))") }
        }
        let snapshot = try riskSnapshot(until: day)
        let year = Self.yearBounds(of: day)
        let drawn: SQL = """
            SELECT l.subject_id AS subject_id, COUNT(DISTINCT l.ceremony_id) AS number
            FROM draw_lot l JOIN draw_ceremony c ON c.id = l.ceremony_id
            WHERE c.state = 'drawn' AND c.drawn_at >= \(year.from) AND c.drawn_at < \(year.to)
            GROUP BY l.subject_id
            """
        // Draws and classes are merged here by id: a join would look each subject up.
        var draws = [Int64: Int]()
        try connection.forEach(drawn) { draws[Int64(try $0.int(0))] = try $0.int(1) }
        let sql: SQL
        if let snapshot {
            sql = """
                SELECT s.id AS id, s.identifier AS identifier, r.class AS class FROM registry_subject s
                LEFT JOIN registry_risk r ON r.snapshot_id = \(snapshot) AND r.subject_id = s.id
                WHERE \(SQL.joined(conditions, separator: " AND ")) ORDER BY s.id
                """
        } else {
            sql = """
                SELECT s.id AS id, s.identifier AS identifier, NULL AS class FROM registry_subject s
                WHERE \(SQL.joined(conditions, separator: " AND ")) ORDER BY s.id
                """
        }
        try connection.forEach(sql) { row in
            let id = Int64(try row.int(0))
            let risk = try row.textOrNil(2).flatMap(RiskClass.init) ?? .unclassified
            try body(
                Candidate(
                    id: id, identifier: try row.text(1), risk: risk,
                    drawnThisYear: draws.isEmpty ? 0 : draws[id] ?? 0))
        }
    }

    /// The subjects (as `s`) that any of the selectors reaches; nil when one of them sets no condition.
    func reached(_ selectors: [Selector]) throws -> SQL? {
        let numbers = try tagNumbers()
        func carrying(_ tags: [Int64]) -> SQL {
            "(SELECT t.subject_id FROM registry_subject_tag t WHERE t.tag_number IN (\(SQL.list(tags))))"
        }
        var parts: [SQL] = []
        for selector in selectors {
            var conditions: [SQL] = []
            // A tag that does not exist reaches nobody, and keeps nobody out.
            if !selector.tags.isEmpty {
                conditions.append("s.id IN \(carrying(selector.tags.compactMap { numbers[$0] }))")
            }
            for tag in selector.allTags {
                conditions.append("s.id IN \(carrying(numbers[tag].map { [$0] } ?? []))")
            }
            let barred = selector.noTags.compactMap { numbers[$0] }
            if !barred.isEmpty { conditions.append("s.id NOT IN \(carrying(barred))") }
            if !selector.types.isEmpty { conditions.append("s.type_code IN (\(SQL.list(selector.types)))") }
            if !selector.regions.isEmpty {
                conditions.append("(\(SQL.joined(selector.regions.map(Self.inRegion), separator: " OR ")))")
            }
            if let market = selector.market { conditions.append("s.is_market = \(market)") }
            if !selector.industries.isEmpty {
                let lying = selector.industries.map { code -> SQL in
                    "substr(s.industry, 1, CAST(\(code.utf8.count) AS INTEGER)) = \(code)"
                }
                conditions.append("(\(SQL.joined(lying, separator: " OR ")))")
            }
            if !selector.scales.isEmpty {
                conditions.append("s.scale IN (\(SQL.list(selector.scales.map(\.rawValue))))")
            }
            if !selector.stations.isEmpty {
                conditions.append(
                    "s.station_id IN (SELECT p.id FROM registry_station p WHERE p.code IN (\(SQL.list(selector.stations))))"
                )
            }
            if conditions.isEmpty { return nil }
            parts.append("(\(SQL.joined(conditions, separator: " AND ")))")
        }
        return SQL.joined(parts, separator: " OR ")
    }

    /// A county is found by its index. A city or province is compared as an expression, which no index answers: that
    /// keeps both planners on the one pass in the order of ids instead of a sort and a look-up for every row.
    private static func inRegion(_ code: RegionCode) -> SQL {
        switch code.level {
        case .county: "s.region_code = \(code.text)"
        case .city, .province:
            "substr(s.region_code, 1, CAST(\(code.prefix.utf8.count) AS INTEGER)) = \(code.prefix)"
        }
    }

    /// A calendar year of Asia/Shanghai as stored moments.
    static func yearBounds(of day: Day) -> (from: String, to: String) {
        func start(_ year: Int) -> String {
            guard let first = Day(year: year, month: 1, day: 1) else { return "\(year)" }
            return Moment(milliseconds: Int64(first.number) * 86_400_000 - 8 * 3_600_000).description
        }
        return (start(day.year), start(day.year + 1))
    }
}

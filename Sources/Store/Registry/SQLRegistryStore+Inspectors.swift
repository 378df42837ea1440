import Database
import Domain

extension SQLRegistryStore {
    func inspector(id: Int64) throws -> Inspector? { try inspectors(where: "i.id = \(id)").first }

    func inspector(code: String) throws -> Inspector? { try inspectors(where: "i.code = \(code)").first }

    func inspectors(authority: Int64) throws -> [Inspector] {
        try inspectors(where: "i.authority_id = \(authority) AND i.status = 'active'")
    }

    func inspectors(_ filter: InspectorFilter, slice: Slice) throws -> Listing<Inspector> {
        let condition = Self.condition(filter)
        let total = try connection.row(
            "SELECT COUNT(*) AS number \(Self.inspectorTables) WHERE \(condition)")
        let rows = try inspectors(where: condition, limit: "LIMIT \(slice.size) OFFSET \(slice.offset)")
        return Listing(rows: rows, total: try total?.int("number") ?? 0, slice: slice)
    }

    private static func condition(_ filter: InspectorFilter) -> SQL {
        var parts: [SQL] = [SQL.within(filter.region, "a.region_code")]
        if let department = filter.department { parts.append("a.department_code = \(department)") }
        if !filter.text.isEmpty {
            let pattern = "%" + Self.escaped(filter.text) + "%"
            parts.append(
                """
                (i.name LIKE \(pattern) ESCAPE '!' OR i.code LIKE \(pattern) ESCAPE '!'
                    OR i.certificate_number LIKE \(pattern) ESCAPE '!')
                """)
        }
        if let authority = filter.authority { parts.append("i.authority_id = \(authority)") }
        let today = filter.on.description
        let soon = filter.on.advanced(by: filter.soonDays).description
        switch filter.certificate {
        case nil: break
        case .valid:
            parts.append("i.valid_from <= \(today) AND i.valid_until >= \(today)")
        case .expiring:
            parts.append("i.valid_from <= \(today) AND i.valid_until >= \(today) AND i.valid_until <= \(soon)")
        case .expired: parts.append("i.valid_until < \(today)")
        case .missing:
            parts.append("(i.certificate_number IS NULL OR i.valid_from > \(today))")
        }
        if filter.certificate != nil { parts.append("i.is_auxiliary = 0") }
        if !filter.includesLeft { parts.append("i.status = 'active'") }
        return SQL.joined(parts, separator: " AND ")
    }

    private static let inspectorTables: SQL = """
        FROM registry_inspector i JOIN registry_authority a ON a.id = i.authority_id
        LEFT JOIN registry_station s ON s.id = i.station_id
        """

    /// Inspectors with expertise and recusals: three queries whatever their number.
    func inspectors(where condition: SQL, limit: SQL = .empty) throws -> [Inspector] {
        let chosen: SQL = "SELECT i.id \(Self.inspectorTables) WHERE \(condition) ORDER BY i.code \(limit)"
        let rows = try connection.rows(
            """
            SELECT i.id AS id, i.code AS code, i.name AS name, i.authority_id AS authority_id,
                a.name AS authority_name, a.region_code AS region_code, a.department_code AS department_code,
                i.station_id AS station_id, s.name AS station_name, i.certificate_number AS certificate_number,
                i.certificate_kind AS certificate_kind, i.valid_from AS valid_from, i.valid_until AS valid_until,
                i.is_auxiliary AS is_auxiliary, i.post AS post, i.status AS status, i.capacity AS capacity
            \(Self.inspectorTables) WHERE \(condition) ORDER BY i.code \(limit)
            """)
        guard !rows.isEmpty else { return [] }
        var expertise: [Int64: [String]] = [:]
        try connection.forEach(
            """
            SELECT inspector_id, tag_code FROM registry_expertise WHERE inspector_id IN (\(chosen))
            ORDER BY inspector_id, tag_code
            """
        ) { expertise[try $0.int64("inspector_id"), default: []].append(try $0.text("tag_code")) }
        var recusals: [Int64: [Recusal]] = [:]
        try connection.forEach(
            """
            SELECT inspector_id, kind, target, reason, valid_from, valid_until, relation, account_id
            FROM registry_recusal
            WHERE inspector_id IN (\(chosen)) ORDER BY inspector_id, kind, target, valid_from
            """
        ) { row in
            recusals[try row.int64("inspector_id"), default: []].append(
                Recusal(
                    kind: try row.value("kind"), target: try row.text("target"), reason: try row.text("reason"),
                    from: try row.day("valid_from"), until: try row.dayOrNil("valid_until"),
                    relation: try row.textOrNil("relation").flatMap(Recusal.Relation.init),
                    account: try row.int64OrNil("account_id")))
        }
        return try rows.map { row in
            let id = try row.int64("id")
            var certificate: Inspector.Certificate?
            if let number = try row.textOrNil("certificate_number"), let from = try row.dayOrNil("valid_from"),
                let until = try row.dayOrNil("valid_until")
            {
                certificate = Inspector.Certificate(
                    number: number, kind: try row.textOrNil("certificate_kind") ?? "", from: from, until: until)
            }
            return Inspector(
                id: id, code: try row.text("code"), name: try row.text("name"),
                authority: try row.int64("authority_id"), authorityName: try row.text("authority_name"),
                region: try row.region("region_code"), department: try row.text("department_code"),
                station: try row.int64OrNil("station_id"), stationName: try row.textOrNil("station_name"),
                certificate: certificate, isAuxiliary: try row.bool("is_auxiliary"), post: try row.text("post"),
                status: try row.value("status"), capacity: try row.int("capacity"),
                expertise: expertise[id] ?? [], recusals: recusals[id] ?? [])
        }
    }

    func coverage(region: RegionCode, on day: Day, soonDays: Int) throws -> CertificateCoverage {
        let today = day.description
        let soon = day.advanced(by: soonDays).description
        let row = try connection.row(
            """
            SELECT COUNT(*) AS all_count,
                COALESCE(SUM(CASE WHEN i.is_auxiliary = 1 THEN 1 ELSE 0 END), 0) AS auxiliary,
                COALESCE(SUM(CASE WHEN i.is_auxiliary = 0 AND i.valid_from <= \(today) AND i.valid_until >= \(today)
                    THEN 1 ELSE 0 END), 0) AS valid,
                COALESCE(SUM(CASE WHEN i.is_auxiliary = 0 AND i.valid_from <= \(today) AND i.valid_until >= \(today)
                    AND i.valid_until <= \(soon) THEN 1 ELSE 0 END), 0) AS expiring
            \(Self.inspectorTables) WHERE i.status = 'active' AND \(SQL.within(region, "a.region_code"))
            """)
        guard let row else { return CertificateCoverage(all: 0, auxiliary: 0, valid: 0, expiring: 0) }
        return CertificateCoverage(
            all: try row.int("all_count"), auxiliary: try row.int("auxiliary"), valid: try row.int("valid"),
            expiring: try row.int("expiring"))
    }

    // MARK: Writing

    func upsert(_ inspector: NewInspector, at: Moment) throws -> (id: Int64, change: RowChange) {
        let certificate = inspector.certificate
        let old = try self.inspector(code: inspector.code)
        let id: Int64
        var change = RowChange.inserted
        if let old {
            id = old.id
            change = inspector.matches(old) ? .unchanged : .updated
            guard change == .updated else { return (id, change) }
            try connection.execute(
                """
                UPDATE registry_inspector SET name = \(inspector.name), authority_id = \(inspector.authority),
                    station_id = \(inspector.station), certificate_number = \(certificate?.number),
                    certificate_kind = \(certificate?.kind), valid_from = \(certificate?.from.description),
                    valid_until = \(certificate?.until.description), is_auxiliary = \(inspector.isAuxiliary),
                    post = \(inspector.post), status = \(inspector.status.rawValue),
                    capacity = \(inspector.capacity), changed_at = \(at.description)
                WHERE id = \(id)
                """)
            try connection.execute("DELETE FROM registry_expertise WHERE inspector_id = \(id)")
        } else {
            let row = try connection.row(
                """
                INSERT INTO registry_inspector (code, name, authority_id, station_id, certificate_number,
                    certificate_kind, valid_from, valid_until, is_auxiliary, post, status, capacity, changed_at)
                VALUES (\(inspector.code), \(inspector.name), \(inspector.authority), \(inspector.station),
                    \(certificate?.number), \(certificate?.kind), \(certificate?.from.description),
                    \(certificate?.until.description), \(inspector.isAuxiliary), \(inspector.post),
                    \(inspector.status.rawValue), \(inspector.capacity), \(at.description))
                RETURNING id
                """)
            guard let row else { throw DatabaseProblem.decoding("no id returned") }
            id = try row.int64("id")
        }
        for tag in inspector.expertise {
            try connection.execute("INSERT INTO registry_expertise (inspector_id, tag_code) VALUES (\(id), \(tag))")
        }
        for recusal in inspector.recusals where !(old?.recusals.contains { $0.isSame(as: recusal) } ?? false) {
            _ = try insert(recusal, inspector: id)
        }
        return (id, change)
    }

    func insert(_ recusal: Recusal, inspector: Int64) throws -> Bool {
        try connection.execute(
            """
            INSERT INTO registry_recusal (inspector_id, kind, target, reason, valid_from, valid_until, relation,
                account_id)
            VALUES (\(inspector), \(recusal.kind.rawValue), \(recusal.target), \(recusal.reason),
                \(recusal.from.description), \(recusal.until?.description), \(recusal.relation?.rawValue),
                \(recusal.account))
            ON CONFLICT (inspector_id, kind, target, valid_from) DO NOTHING
            """) == 1
    }

    func endRecusal(inspector: Int64, kind: Recusal.Kind, target: String, from: Day, until: Day) throws {
        let changed = try connection.execute(
            """
            UPDATE registry_recusal SET valid_until = \(until.description)
            WHERE inspector_id = \(inspector) AND kind = \(kind.rawValue) AND target = \(target)
                AND valid_from = \(from.description) AND (valid_until IS NULL OR valid_until > \(until.description))
            """)
        guard changed == 1 else { throw Problem.moved("回避登记") }
    }

    func insert(_ authority: NewAuthority) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO registry_authority (code, name, region_code, department_code, parent_id)
            VALUES (\(authority.code), \(authority.name), \(authority.region.text), \(authority.department),
                \(authority.parent))
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, region_code = excluded.region_code,
                department_code = excluded.department_code, parent_id = excluded.parent_id
            RETURNING id
            """)
        guard let row else { throw DatabaseProblem.decoding("no id returned") }
        return try row.int64("id")
    }

    func station(code: String) throws -> Station? {
        try connection.row("SELECT id, name, authority_id FROM registry_station WHERE code = \(code)").map {
            Station(id: try $0.int64("id"), name: try $0.text("name"), authority: try $0.int64("authority_id"))
        }
    }

    func insertStation(code: String, name: String, authority: Int64) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO registry_station (code, name, authority_id) VALUES (\(code), \(name), \(authority))
            ON CONFLICT (code) DO UPDATE SET name = excluded.name RETURNING id
            """)
        guard let row else { throw DatabaseProblem.decoding("no id returned") }
        return try row.int64("id")
    }
}

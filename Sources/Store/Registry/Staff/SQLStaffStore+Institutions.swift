import Database
import Domain

/// Institutions, their commissions, joint-meeting members and alliances in tables.
extension SQLStaffStore {
    private func institutions(_ condition: SQL) throws -> [Institution] {
        let rows = try connection.rows(
            "SELECT id, code, name, region_code, fields, status FROM registry_institution WHERE \(condition)")
        guard !rows.isEmpty else { return [] }
        var qualifications: [Int64: [InstitutionQualification]] = [:]
        for row in try connection.rows(
            """
            SELECT institution_id, kind, number, issuer, valid_from, valid_until FROM registry_institution_qualification
            WHERE institution_id IN (\(SQL.list(try rows.map { try $0.int64("id") }))) ORDER BY valid_until DESC, id
            """)
        {
            qualifications[try row.int64("institution_id"), default: []].append(
                InstitutionQualification(
                    kind: try row.text("kind"), number: try row.text("number"), issuer: try row.text("issuer"),
                    from: try row.day("valid_from"), until: try row.day("valid_until")))
        }
        return try rows.map { row in
            Institution(
                id: try row.int64("id"), code: try row.text("code"), name: try row.text("name"),
                region: try row.region("region_code"), fields: try row.text("fields"), status: try row.value("status"),
                qualifications: qualifications[try row.int64("id")] ?? [])
        }
    }

    func institution(id: Int64) throws -> Institution? { try institutions("id = \(id)").first }

    func institution(code: String) throws -> Institution? { try institutions("code = \(code)").first }

    func institutions(text: String, slice: Slice) throws -> Listing<Institution> {
        var condition: SQL = "1 = 1"
        if !text.isEmpty {
            let pattern = "%" + SQLRegistryStore.escaped(text) + "%"
            condition =
                "(name LIKE \(pattern) ESCAPE '!' OR code LIKE \(pattern) ESCAPE '!' OR fields LIKE \(pattern) ESCAPE '!')"
        }
        let total =
            try connection.row("SELECT COUNT(*) AS n FROM registry_institution WHERE \(condition)")?.int("n") ?? 0
        return Listing(
            rows: try institutions("\(condition) ORDER BY status, name, id LIMIT \(slice.size) OFFSET \(slice.offset)"),
            total: total, slice: slice)
    }

    func upsert(_ institution: Institution, at: Moment) throws -> Int64 {
        let saved = try id(
            """
            INSERT INTO registry_institution (code, name, region_code, fields, status, changed_at)
            VALUES (\(institution.code), \(institution.name), \(institution.region.text), \(institution.fields),
                \(institution.status.rawValue), \(at.description))
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, region_code = excluded.region_code,
                fields = excluded.fields, status = excluded.status, changed_at = excluded.changed_at
            RETURNING id
            """)
        for one in institution.qualifications {
            try connection.execute(
                """
                INSERT INTO registry_institution_qualification (institution_id, kind, number, issuer, valid_from,
                    valid_until)
                VALUES (\(saved), \(one.kind), \(one.number), \(one.issuer), \(one.from.description),
                    \(one.until.description))
                ON CONFLICT (institution_id, number) DO UPDATE SET kind = excluded.kind, issuer = excluded.issuer,
                    valid_from = excluded.valid_from, valid_until = excluded.valid_until
                """)
        }
        return saved
    }

    func restore(_ institution: Institution?, institution number: Int64, at: Moment) throws {
        try connection.execute("DELETE FROM registry_institution_qualification WHERE institution_id = \(number)")
        if let institution {
            _ = try upsert(institution, at: at)
        } else {
            try connection.execute("DELETE FROM registry_institution WHERE id = \(number)")
        }
    }

    func insert(_ commission: Commission, at: Moment) throws -> Int64 {
        try id(
            """
            INSERT INTO registry_commission (institution_id, authority_id, campaign_id, visit_id, matter, document,
                starts_on, ends_on, at)
            VALUES (\(commission.institution), \(commission.authority), \(commission.campaign), \(commission.visit),
                \(commission.matter), \(commission.document), \(commission.starts.description),
                \(commission.ends.description), \(at.description))
            RETURNING id
            """)
    }

    private static let commissionTables: SQL = """
        FROM registry_commission m JOIN registry_authority a ON a.id = m.authority_id
        LEFT JOIN plan_campaign p ON p.id = m.campaign_id
        """

    private func commissions(_ condition: SQL) throws -> [Commission] {
        try connection.rows(
            """
            SELECT m.id AS id, m.institution_id AS institution_id, m.authority_id AS authority_id,
                a.name AS authority_name, a.region_code AS region_code, a.department_code AS department_code,
                m.campaign_id AS campaign_id, p.title AS title, m.visit_id AS visit_id, m.matter AS matter,
                m.document AS document, m.starts_on AS starts_on, m.ends_on AS ends_on, m.quality AS quality,
                m.timeliness AS timeliness, m.conduct AS conduct, m.evaluation AS evaluation
            \(Self.commissionTables) WHERE \(condition)
            """
        ).map { row in
            var evaluation: Commission.Evaluation?
            if let quality = try row.intOrNil("quality"), let timeliness = try row.intOrNil("timeliness"),
                let conduct = try row.intOrNil("conduct")
            {
                evaluation = Commission.Evaluation(
                    quality: quality, timeliness: timeliness, conduct: conduct,
                    words: try row.textOrNil("evaluation") ?? "")
            }
            return Commission(
                id: try row.int64("id"), institution: try row.int64("institution_id"),
                authority: try row.int64("authority_id"), authorityName: try row.text("authority_name"),
                region: try row.region("region_code"), department: try row.text("department_code"),
                campaign: try row.int64OrNil("campaign_id"), campaignTitle: try row.textOrNil("title"),
                visit: try row.int64OrNil("visit_id"), matter: try row.text("matter"),
                document: try row.text("document"), starts: try row.day("starts_on"), ends: try row.day("ends_on"),
                evaluation: evaluation)
        }
    }

    func commission(id: Int64) throws -> Commission? { try commissions("m.id = \(id)").first }

    func commissions(institution: Int64?, region: RegionCode, department: String?, slice: Slice) throws
        -> Listing<Commission>
    {
        var condition = Self.scope(region, department)
        if let institution { condition = "m.institution_id = \(institution) AND \(condition)" }
        let total =
            try connection.row("SELECT COUNT(*) AS n \(Self.commissionTables) WHERE \(condition)")?.int("n") ?? 0
        return Listing(
            rows: try commissions(
                "\(condition) ORDER BY m.starts_on DESC, m.id DESC LIMIT \(slice.size) OFFSET \(slice.offset)"),
            total: total, slice: slice)
    }

    func setEvaluation(_ evaluation: Commission.Evaluation, commission: Int64, by account: Int64, at: Moment) throws {
        let changed = try connection.execute(
            """
            UPDATE registry_commission SET quality = \(evaluation.quality), timeliness = \(evaluation.timeliness),
                conduct = \(evaluation.conduct), evaluation = \(evaluation.words), evaluated_by = \(account),
                evaluated_at = \(at.description)
            WHERE id = \(commission) AND quality IS NULL
            """)
        guard changed == 1 else { throw Problem.moved("委托的评价") }
    }

    func evaluations() throws -> [Int64: (mean: Int, count: Int)] {
        var found: [Int64: (mean: Int, count: Int)] = [:]
        try connection.forEach(
            """
            SELECT institution_id, CAST(SUM(quality + timeliness + conduct) AS BIGINT) AS marks, COUNT(*) AS n
            FROM registry_commission WHERE quality IS NOT NULL GROUP BY institution_id
            """
        ) { row in
            let count = try row.int("n")
            found[try row.int64("institution_id")] = (try row.int("marks") * 100 / (3 * count), count)
        }
        return found
    }
}

import Database
import Domain

/// Vacancies and replacements in tables.
extension SQLDrawStore {
    func insert(_ vacancy: NewVacancy) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO draw_vacancy (ceremony_id, visit_id, inspection, reason, note, server_value, entry, state,
                reported_by, reported_at, decision)
            VALUES (\(vacancy.ceremony), \(vacancy.visit), \(vacancy.inspection), \(vacancy.reason.rawValue),
                \(vacancy.note), \(vacancy.serverValue), \(vacancy.entry), 'open', \(vacancy.by),
                \(vacancy.at.description), '')
            RETURNING id
            """)
        guard let id = try row?.int64("id") else { throw DatabaseProblem.decoding("INSERT returned no id") }
        for officer in vacancy.officers {
            try connection.execute(
                """
                INSERT INTO draw_vacancy_officer (vacancy_id, slot, inspector_id, lot)
                VALUES (\(id), \(officer.slot), \(officer.inspector), \(officer.lot))
                """)
        }
        return id
    }

    func vacancy(id: Int64) throws -> Vacancy? { try vacancies(where: "c.id = \(id)", tail: "").first }

    func vacancies(visit: Int64) throws -> [Vacancy] {
        try vacancies(where: "c.visit_id = \(visit)", tail: "ORDER BY c.entry")
    }

    func vacancies(region: RegionCode, department: String?, states: [Vacancy.State], slice: Slice) throws
        -> Listing<Vacancy>
    {
        var conditions: [SQL] = [.within(region, "v.region_code")]
        if let department { conditions.append("v.department_code = \(department)") }
        if !states.isEmpty { conditions.append("c.state IN (\(SQL.list(states.map(\.rawValue))))") }
        let filter = SQL.joined(conditions, separator: " AND ")
        let total = try connection.row(
            "SELECT COUNT(*) AS n FROM draw_vacancy c JOIN inspection_visit v ON v.id = c.visit_id WHERE \(filter)")
        let order: SQL = states == [.open] ? "ORDER BY c.entry" : "ORDER BY c.entry DESC"
        let rows = try vacancies(
            where: filter, tail: "\(order) LIMIT \(slice.size) OFFSET \(slice.offset)")
        return Listing(rows: rows, total: try total?.int("n") ?? 0, slice: slice)
    }

    private func vacancies(where condition: SQL, tail: SQL) throws -> [Vacancy] {
        let rows = try connection.rows(
            """
            SELECT c.id AS id, c.ceremony_id AS ceremony_id, d.code AS ceremony_code, c.visit_id AS visit_id,
                s.name AS subject_name, v.region_code AS region_code, v.department_code AS department_code,
                a.name AS authority_name, c.inspection AS inspection, c.reason AS reason, c.note AS note,
                c.entry AS entry, c.state AS state, c.reported_by AS reported_by, r.name AS reporter_name,
                c.reported_at AS reported_at, x.name AS decider_name, c.decided_at AS decided_at,
                c.decision AS decision, c.seed AS seed, c.replacement_entry AS replacement_entry
            FROM draw_vacancy c
            JOIN draw_ceremony d ON d.id = c.ceremony_id
            JOIN inspection_visit v ON v.id = c.visit_id
            JOIN registry_subject s ON s.id = v.subject_id
            JOIN registry_authority a ON a.id = v.authority_id
            JOIN access_account r ON r.id = c.reported_by
            LEFT JOIN access_account x ON x.id = c.decided_by
            WHERE \(condition) \(tail)
            """)
        guard !rows.isEmpty else { return [] }
        var officers: [Int64: [Vacancy.Officer]] = [:]
        for row in try connection.rows(
            """
            SELECT o.vacancy_id AS vacancy_id, o.slot AS slot, o.inspector_id AS inspector_id, p.name AS name,
                o.lot AS lot, o.replaced_by AS replaced_by, n.name AS new_name
            FROM draw_vacancy_officer o
            JOIN registry_inspector p ON p.id = o.inspector_id
            LEFT JOIN registry_inspector n ON n.id = o.replaced_by
            WHERE o.vacancy_id IN (\(SQL.list(try rows.map { try $0.int64("id") }))) ORDER BY o.vacancy_id, o.slot
            """)
        {
            officers[try row.int64("vacancy_id"), default: []].append(
                Vacancy.Officer(
                    slot: try row.int("slot"), inspector: try row.int64("inspector_id"), name: try row.text("name"),
                    lot: try row.text("lot"), replacedBy: try row.int64OrNil("replaced_by"),
                    replacedByName: try row.textOrNil("new_name")))
        }
        return try rows.map { row in
            let id = try row.int64("id")
            return Vacancy(
                id: id, ceremony: try row.int64("ceremony_id"), ceremonyCode: try row.text("ceremony_code"),
                visit: try row.int64("visit_id"), subjectName: try row.text("subject_name"),
                region: try row.region("region_code"), department: try row.text("department_code"),
                authorityName: try row.text("authority_name"), inspection: try row.text("inspection"),
                reason: try row.value("reason"), note: try row.text("note"), entry: try row.int64("entry"),
                state: try row.value("state"), officers: officers[id] ?? [],
                reportedBy: try row.int64("reported_by"), reporterName: try row.text("reporter_name"),
                reportedAt: try row.moment("reported_at"), deciderName: try row.textOrNil("decider_name"),
                decidedAt: try row.momentOrNil("decided_at"), decision: try row.text("decision"),
                seed: try row.textOrNil("seed"), replacementEntry: try row.int64OrNil("replacement_entry"))
        }
    }

    func serverValue(vacancy: Int64) throws -> String {
        guard let row = try connection.row("SELECT server_value FROM draw_vacancy WHERE id = \(vacancy)") else {
            throw Problem.notFound("换人申请")
        }
        return try row.text("server_value")
    }

    func setFilled(
        _ vacancy: Int64, by account: Int64, at: Moment, seed: String, entry: Int64,
        incoming: [(slot: Int, inspector: Int64)]
    ) throws {
        let changed = try connection.execute(
            """
            UPDATE draw_vacancy SET state = 'filled', decided_by = \(account), decided_at = \(at.description),
                seed = \(seed), replacement_entry = \(entry)
            WHERE id = \(vacancy) AND state = 'open'
            """)
        guard changed == 1 else { throw Problem.moved("换人申请") }
        for one in incoming {
            try connection.execute(
                """
                UPDATE draw_vacancy_officer SET replaced_by = \(one.inspector)
                WHERE vacancy_id = \(vacancy) AND slot = \(one.slot)
                """)
        }
    }

    func setRefused(_ vacancy: Int64, by account: Int64, at: Moment, reason: String) throws {
        let changed = try connection.execute(
            """
            UPDATE draw_vacancy SET state = 'refused', decided_by = \(account), decided_at = \(at.description),
                decision = \(reason)
            WHERE id = \(vacancy) AND state = 'open'
            """)
        guard changed == 1 else { throw Problem.moved("换人申请") }
    }

    func setRecord(_ record: String, ceremony: Int64) throws {
        try connection.execute("UPDATE draw_ceremony SET record = \(record) WHERE id = \(ceremony)")
    }
}

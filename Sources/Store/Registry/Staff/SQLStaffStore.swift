import Database
import Domain

/// What the staff pages keep, in tables: changes, qualifications, the roll of days, sealed personal data.
struct SQLStaffStore: StaffStore {
    let connection: any Connection

    private static let moveTables: SQL = """
        FROM registry_move m JOIN registry_inspector i ON i.id = m.inspector_id
        JOIN registry_authority a ON a.id = i.authority_id
        LEFT JOIN registry_authority t ON t.id = m.to_authority
        LEFT JOIN access_account c ON c.id = m.account_id
        """

    private func moves(_ condition: SQL) throws -> [StaffMove] {
        try connection.rows(
            """
            SELECT m.id AS id, m.inspector_id AS inspector_id, i.name AS inspector_name, m.kind AS kind,
                m.effective_on AS effective_on, m.to_authority AS to_authority, t.name AS to_name,
                m.to_station AS to_station, m.post AS post, m.document AS document, m.note AS note, m.state AS state,
                m.account_id AS account_id, c.name AS account_name, m.at AS at, m.applied_at AS applied_at
            \(Self.moveTables) WHERE \(condition)
            """
        ).map { row in
            StaffMove(
                id: try row.int64("id"), inspector: try row.int64("inspector_id"),
                inspectorName: try row.text("inspector_name"), kind: try row.value("kind"),
                effectiveOn: try row.day("effective_on"), toAuthority: try row.int64OrNil("to_authority"),
                toAuthorityName: try row.textOrNil("to_name"), toStation: try row.int64OrNil("to_station"),
                post: try row.text("post"), document: try row.text("document"), note: try row.text("note"),
                state: try row.value("state"), account: try row.int64OrNil("account_id"),
                accountName: try row.textOrNil("account_name"), at: try row.moment("at"),
                appliedAt: try row.momentOrNil("applied_at"))
        }
    }

    func insert(_ move: NewMove) throws -> Int64 {
        try id(
            """
            INSERT INTO registry_move (inspector_id, kind, effective_on, to_authority, to_station, post, document, note,
                state, account_id, at)
            VALUES (\(move.inspector), \(move.kind.rawValue), \(move.effectiveOn.description), \(move.toAuthority),
                \(move.toStation), \(move.post), \(move.document), \(move.note), 'pending', \(move.account),
                \(move.at.description))
            RETURNING id
            """)
    }

    func id(_ sql: SQL) throws -> Int64 {
        guard let row = try connection.row(sql) else { throw DatabaseProblem.decoding("no id returned") }
        return try row.int64("id")
    }

    func move(id: Int64) throws -> StaffMove? { try moves("m.id = \(id)").first }

    func moves(inspector: Int64) throws -> [StaffMove] {
        try moves("m.inspector_id = \(inspector) ORDER BY m.effective_on DESC, m.id DESC")
    }

    func moves(region: RegionCode, department: String?, pending: Bool, slice: Slice) throws -> Listing<StaffMove> {
        let scope = Self.scope(region, department)
        let condition: SQL = pending ? "m.state = 'pending' AND \(scope)" : "m.state = 'applied' AND \(scope)"
        let order: SQL = pending ? "m.effective_on, m.id" : "m.effective_on DESC, m.id DESC"
        let total = try connection.row("SELECT COUNT(*) AS n \(Self.moveTables) WHERE \(condition)")?.int("n") ?? 0
        return Listing(
            rows: try moves("\(condition) ORDER BY \(order) LIMIT \(slice.size) OFFSET \(slice.offset)"), total: total,
            slice: slice)
    }

    static func scope(_ region: RegionCode, _ department: String?) -> SQL {
        var parts: [SQL] = [SQL.within(region, "a.region_code")]
        if let department { parts.append("a.department_code = \(department)") }
        return SQL.joined(parts, separator: " AND ")
    }

    func movesDue(on day: Day) throws -> [StaffMove] {
        try moves("m.state = 'pending' AND m.effective_on <= \(day.description) ORDER BY m.effective_on, m.id")
    }

    func setApplied(_ move: Int64, fromAuthority: Int64, fromPost: String, at: Moment) throws {
        let changed = try connection.execute(
            """
            UPDATE registry_move SET state = 'applied', from_authority = \(fromAuthority), from_post = \(fromPost),
                applied_at = \(at.description)
            WHERE id = \(move) AND state = 'pending'
            """)
        guard changed == 1 else { throw Problem.moved("人员变动") }
    }

    func setCancelled(_ move: Int64) throws {
        let changed = try connection.execute(
            "UPDATE registry_move SET state = 'cancelled' WHERE id = \(move) AND state = 'pending'")
        guard changed == 1 else { throw Problem.moved("人员变动") }
    }

    func setPlace(
        inspector: Int64, authority: Int64, station: Int64?, post: String, status: Inspector.Status, at: Moment
    ) throws {
        try connection.execute(
            """
            UPDATE registry_inspector SET authority_id = \(authority), station_id = \(station), post = \(post),
                status = \(status.rawValue), changed_at = \(at.description)
            WHERE id = \(inspector)
            """)
    }

    func inspectorsToRoll(on day: Day) throws -> [Int64] {
        try connection.rows(
            """
            SELECT DISTINCT x.inspector_id AS id
            FROM inspection_visit v JOIN inspection_visit_inspector x ON x.visit_id = v.id
            WHERE v.state <> 'finished' AND (
                EXISTS (SELECT 1 FROM registry_move m WHERE m.inspector_id = x.inspector_id AND m.state = 'applied'
                    AND m.kind IN ('transfer', 'retirement', 'departure'))
                OR EXISTS (SELECT 1 FROM registry_recusal r WHERE r.inspector_id = x.inspector_id
                    AND r.valid_from <= \(day.description)
                    AND (r.valid_until IS NULL OR r.valid_until >= \(day.description))))
            ORDER BY id
            """
        ).map { try $0.int64("id") }
    }

    func note(inspector: Int64, visit: Int64, move: Int64?, isOpened: Bool, why: String, at: Moment) throws {
        try connection.execute(
            """
            INSERT INTO registry_move_visit (inspector_id, visit_id, move_id, state, why, at)
            VALUES (\(inspector), \(visit), \(move), \(isOpened ? "opened" : "waiting"), \(why), \(at.description))
            ON CONFLICT (inspector_id, visit_id)
                DO UPDATE SET move_id = excluded.move_id, state = excluded.state, why = excluded.why,
                    at = excluded.at
            """)
    }

    func noted(inspector: Int64) throws -> [Int64: (isOpened: Bool, why: String)] {
        var noted: [Int64: (isOpened: Bool, why: String)] = [:]
        try connection.forEach(
            "SELECT visit_id, why, state FROM registry_move_visit WHERE inspector_id = \(inspector)"
        ) { noted[try $0.int64("visit_id")] = (try $0.text("state") == "opened", try $0.text("why")) }
        return noted
    }

    /// State of `w` as it stands now (``VacatedVisit/State``).
    private static let vacatedState: SQL = """
        CASE WHEN v.state = 'finished' OR NOT EXISTS (SELECT 1 FROM inspection_visit_inspector x
                WHERE x.visit_id = w.visit_id AND x.inspector_id = w.inspector_id) THEN 'settled'
            WHEN EXISTS (SELECT 1 FROM draw_vacancy c JOIN draw_vacancy_officer o ON o.vacancy_id = c.id
                WHERE c.visit_id = w.visit_id AND c.state = 'open' AND o.inspector_id = w.inspector_id) THEN 'asked'
            ELSE 'waiting' END
        """

    func openNotes() throws -> [Int64: [Int64]] {
        var notes: [Int64: [Int64]] = [:]
        try connection.forEach(
            """
            SELECT w.inspector_id AS inspector_id, w.visit_id AS visit_id
            FROM registry_move_visit w JOIN inspection_visit v ON v.id = w.visit_id
            WHERE \(Self.vacatedState) = 'waiting' ORDER BY w.inspector_id, w.visit_id
            """
        ) { notes[try $0.int64("inspector_id"), default: []].append(try $0.int64("visit_id")) }
        return notes
    }

    func forget(inspector: Int64, visit: Int64) throws {
        try connection.execute(
            "DELETE FROM registry_move_visit WHERE inspector_id = \(inspector) AND visit_id = \(visit)")
    }

    func vacated(region: RegionCode, department: String?, state: VacatedVisit.State?, slice: Slice) throws
        -> Listing<VacatedVisit>
    {
        var parts: [SQL] = [SQL.within(region, "v.region_code")]
        if let department { parts.append("v.department_code = \(department)") }
        if let state { parts.append("\(Self.vacatedState) = \(state.rawValue)") }
        let tables: SQL = """
            FROM registry_move_visit w JOIN inspection_visit v ON v.id = w.visit_id
            JOIN registry_inspector i ON i.id = w.inspector_id JOIN registry_subject s ON s.id = v.subject_id
            JOIN registry_authority a ON a.id = v.authority_id
            """
        let condition = SQL.joined(parts, separator: " AND ")
        let total = try connection.row("SELECT COUNT(*) AS n \(tables) WHERE \(condition)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT w.inspector_id AS inspector_id, i.name AS inspector_name, w.visit_id AS visit_id, s.name AS name,
                a.name AS authority_name, \(Self.vacatedState) AS state, w.why AS why, w.at AS at
            \(tables) WHERE \(condition)
            ORDER BY CASE \(Self.vacatedState) WHEN 'waiting' THEN 0 WHEN 'asked' THEN 1 ELSE 2 END, w.at DESC, w.visit_id
            LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map { row in
            VacatedVisit(
                inspector: try row.int64("inspector_id"), inspectorName: try row.text("inspector_name"),
                visit: try row.int64("visit_id"), subjectName: try row.text("name"),
                authorityName: try row.text("authority_name"), state: try row.value("state"), why: try row.text("why"),
                at: try row.moment("at"))
        }
        return Listing(rows: rows, total: total, slice: slice)
    }

    func setDayRoll(_ roll: DayRoll.Report, at: Moment) throws {
        try connection.execute(
            """
            INSERT INTO registry_day_roll (id, day, at, moves, vacancies, waiting)
            VALUES (1, \(roll.day.description), \(at.description), \(roll.moves), \(roll.vacancies), \(roll.waiting))
            ON CONFLICT (id) DO UPDATE SET day = excluded.day, at = excluded.at, moves = excluded.moves,
                vacancies = excluded.vacancies, waiting = excluded.waiting
            """)
    }

    func dayRoll() throws -> (report: DayRoll.Report, at: Moment)? {
        try connection.row("SELECT day, at, moves, vacancies, waiting FROM registry_day_roll WHERE id = 1").map { row in
            (
                DayRoll.Report(
                    day: try row.day("day"), moves: try row.int("moves"), vacancies: try row.int("vacancies"),
                    waiting: try row.int("waiting")), try row.moment("at")
            )
        }
    }

    // MARK: Qualifications

    func insert(_ qualification: Qualification, by account: Int64?, at: Moment) throws {
        try connection.execute(
            """
            INSERT INTO registry_qualification (inspector_id, kind, number, valid_from, valid_until, account_id, at)
            VALUES (\(qualification.inspector), \(qualification.kind), \(qualification.number),
                \(qualification.from.description), \(qualification.until?.description), \(account), \(at.description))
            """)
    }

    func qualifications(inspector: Int64) throws -> [Qualification] {
        try connection.rows(
            """
            SELECT id, inspector_id, kind, number, valid_from, valid_until, ended_on FROM registry_qualification
            WHERE inspector_id = \(inspector) ORDER BY valid_from DESC, id DESC
            """
        ).map { row in
            Qualification(
                id: try row.int64("id"), inspector: try row.int64("inspector_id"), kind: try row.text("kind"),
                number: try row.text("number"), from: try row.day("valid_from"), until: try row.dayOrNil("valid_until"),
                endedOn: try row.dayOrNil("ended_on"))
        }
    }

    func endQualification(_ id: Int64, inspector: Int64, on day: Day) throws {
        let changed = try connection.execute(
            """
            UPDATE registry_qualification SET ended_on = \(day.description)
            WHERE id = \(id) AND inspector_id = \(inspector) AND ended_on IS NULL
            """)
        guard changed == 1 else { throw Problem.moved("资质") }
    }
}

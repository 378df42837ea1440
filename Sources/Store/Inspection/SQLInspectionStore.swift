import Database
import Domain

/// Visits and inspections in tables; the lists are in SQLInspectionStore+Lists.
struct SQLInspectionStore: InspectionStore {
    let connection: any Connection

    func visit(id: Int64) throws -> Visit? {
        guard
            let row = try connection.row(
                """
                SELECT v.id AS id, v.ceremony_id AS ceremony_id, d.code AS ceremony_code, v.subject_id AS subject_id,
                    s.name AS subject_name, s.identifier AS subject_identifier, s.address AS address, v.slip AS slip,
                    v.region_code AS region_code, v.department_code AS department_code, v.authority_id AS authority_id,
                    v.state AS state, v.visited_at AS visited_at, COALESCE(d.drawn_at, d.created_at) AS drawn_at,
                    s.status AS subject_status, s.region_code AS subject_region, q.name AS subject_region_name,
                    v.ground AS ground
                FROM inspection_visit v
                JOIN draw_ceremony d ON d.id = v.ceremony_id
                JOIN registry_subject s ON s.id = v.subject_id
                LEFT JOIN registry_region q ON q.code = s.region_code
                WHERE v.id = \(id)
                """)
        else { return nil }
        return Visit(
            id: id, ceremony: try row.int64("ceremony_id"), ceremonyCode: try row.text("ceremony_code"),
            subject: try row.int64("subject_id"), subjectName: try row.text("subject_name"),
            subjectIdentifier: try row.text("subject_identifier"), address: try row.text("address"),
            slip: try row.text("slip"), region: try row.region("region_code"),
            department: try row.text("department_code"), authority: try row.int64("authority_id"),
            state: try row.value("state"), visitedAt: try row.momentOrNil("visited_at"),
            drawnOn: try row.moment("drawn_at").day, officers: try officers(visit: id),
            left: Set(
                try connection.rows(
                    """
                    SELECT o.inspector_id AS id FROM draw_vacancy_officer o JOIN draw_vacancy c ON c.id = o.vacancy_id
                    WHERE c.visit_id = \(id) AND c.state = 'filled'
                    """
                ).map { try $0.int64("id") }), standing: try Self.standing(row),
            joined: Set(
                try connection.rows(
                    """
                    SELECT DISTINCT department_code FROM inspection_inspection
                    WHERE visit_id = \(id) AND department_code IS NOT NULL
                    """
                ).map { try $0.text("department_code") }),
            ground: try row.textOrNil("ground").flatMap(DirectCheck.Ground.init(rawValue:)))
    }

    /// Of a row with the visit's `region_code`, and of its subject `subject_status`, `subject_region`, `subject_region_name`.
    static func standing(_ row: Row) throws -> Visit.Standing {
        let now = try row.region("subject_region")
        return Visit.Standing(
            try row.value("subject_status"), drawn: try row.region("region_code"), now: now,
            nowName: try row.textOrNil("subject_region_name") ?? now.text)
    }

    private func officers(visit: Int64) throws -> [Visit.Officer] {
        try connection.rows(
            """
            SELECT p.id AS id, p.name AS name, p.certificate_number AS number, p.certificate_kind AS kind,
                p.valid_from AS valid_from, p.valid_until AS valid_until, p.is_auxiliary AS is_auxiliary,
                a.department_code AS department_code
            FROM inspection_visit_inspector x JOIN registry_inspector p ON p.id = x.inspector_id
            JOIN registry_authority a ON a.id = p.authority_id
            WHERE x.visit_id = \(visit) ORDER BY x.slot
            """
        ).map { row in
            var certificate: Inspector.Certificate?
            if let number = try row.textOrNil("number"), let from = try row.dayOrNil("valid_from"),
                let until = try row.dayOrNil("valid_until")
            {
                certificate = Inspector.Certificate(
                    number: number, kind: try row.textOrNil("kind") ?? "", from: from, until: until)
            }
            return Visit.Officer(
                inspector: try row.int64("id"), name: try row.text("name"), certificate: certificate,
                isAuxiliary: try row.bool("is_auxiliary"), department: try row.text("department_code"))
        }
    }

    func inspection(id: Int64) throws -> Inspection? {
        try connection.row("\(Self.columns) WHERE i.id = \(id)").map(Self.inspection)
    }

    func inspections(visit: Int64) throws -> [Inspection] {
        try connection.rows("\(Self.columns) WHERE i.visit_id = \(visit) ORDER BY i.id").map(Self.inspection)
    }

    func openVisits(inspector: Int64) throws -> Int {
        try connection.row(
            """
            SELECT COUNT(*) AS n FROM inspection_visit_inspector x JOIN inspection_visit v ON v.id = x.visit_id
            WHERE x.inspector_id = \(inspector) AND v.state <> 'finished'
            """)?.int("n") ?? 0
    }

    // MARK: Steps

    func keep(_ draft: InspectionDraft, inspection: Int64, version: Int) throws -> Bool {
        try connection.execute(
            """
            UPDATE inspection_inspection
            SET answers = \(JSONText.encode(draft.answers)), outcome = \(draft.outcome),
                outcome_value = \(draft.outcomeValue), particulars = \(JSONText.encode(draft.particulars)),
                inspected_on = \(draft.inspectedOn?.description), version = version + 1
            WHERE id = \(inspection) AND version = \(version) AND state IN ('assigned', 'returned')
            """) == 1
    }

    func sign(_ result: SignedResult, inspection: Int64, version: Int) throws -> Bool {
        try connection.execute(
            """
            UPDATE inspection_inspection
            SET state = 'entered', answers = \(JSONText.encode(result.answers)), outcome = \(result.outcome),
                outcome_value = \(result.outcomeValue), particulars = \(JSONText.encode(result.particulars)),
                inspected_on = \(result.inspectedOn.description), entered_by = \(result.by),
                entered_at = \(result.at.description), signed_salt = \(result.salt), version = version + 1
            WHERE id = \(inspection) AND version = \(version) AND state IN ('assigned', 'returned')
            """) == 1
    }

    func review(
        _ state: Inspection.State, inspection: Int64, version: Int, by account: Int64, at: Moment, note: String?
    ) throws -> Bool {
        try connection.execute(
            """
            UPDATE inspection_inspection
            SET state = \(state.rawValue), reviewed_by = \(account), reviewed_at = \(at.description),
                review_note = \(note), version = version + 1
            WHERE id = \(inspection) AND version = \(version) AND state = 'entered'
            """) == 1
    }

    func begin(visit: Int64, at: Moment) throws {
        try connection.execute(
            """
            UPDATE inspection_visit SET state = 'visited', visited_at = COALESCE(visited_at, \(at.description))
            WHERE id = \(visit) AND state = 'assigned'
            """)
    }

    func setState(_ state: Visit.State, visit: Int64) throws {
        try connection.execute("UPDATE inspection_visit SET state = \(state.rawValue) WHERE id = \(visit)")
    }

    func replaceOfficer(visit: Int64, slot: Int, by inspector: Int64) throws {
        let changed = try connection.execute(
            """
            UPDATE inspection_visit_inspector SET inspector_id = \(inspector)
            WHERE visit_id = \(visit) AND slot = \(slot)
            """)
        guard changed == 1 else { throw Problem.moved("检查人员") }
    }

    func openVisitIDs(inspector: Int64) throws -> [Int64] {
        try connection.rows(
            """
            SELECT v.id AS id FROM inspection_visit_inspector x JOIN inspection_visit v ON v.id = x.visit_id
            WHERE x.inspector_id = \(inspector) AND v.state <> 'finished' ORDER BY v.id
            """
        ).map { try $0.int64("id") }
    }

    func unsigned(visit: Int64) throws -> Int {
        try connection.row(
            """
            SELECT COUNT(*) AS n FROM inspection_inspection
            WHERE visit_id = \(visit) AND state IN ('assigned', 'returned')
            """)?.int("n") ?? 0
    }

    func neverSigned(campaign: Int64) throws -> Int {
        try connection.row(
            "SELECT COUNT(*) AS n FROM inspection_inspection WHERE campaign_id = \(campaign) AND entered_at IS NULL")?
            .int("n") ?? 0
    }

    func signedSalt(inspection: Int64) throws -> String? {
        try connection.row("SELECT signed_salt FROM inspection_inspection WHERE id = \(inspection)")?
            .textOrNil("signed_salt")
    }

    // MARK: Reading

    private static let columns: SQL = """
        SELECT i.id AS id, i.visit_id AS visit_id, i.campaign_id AS campaign_id, i.item_code AS item_code,
            i.checklist_id AS checklist_id, i.state AS state, i.answers AS answers, i.outcome AS outcome,
            i.outcome_value AS outcome_value, i.particulars AS particulars, i.inspected_on AS inspected_on,
            i.entered_by AS entered_by, i.entered_at AS entered_at, i.reviewed_by AS reviewed_by,
            i.review_note AS review_note, i.version AS version, i.department_code AS department_code
        FROM inspection_inspection i
        """

    private static func inspection(_ row: Row) throws -> Inspection {
        Inspection(
            id: try row.int64("id"), visit: try row.int64("visit_id"), campaign: try row.int64("campaign_id"),
            item: try row.text("item_code"), checklist: try row.int64OrNil("checklist_id"),
            state: try row.value("state"), answers: try JSONText.decode(row.text("answers")),
            outcome: try row.textOrNil("outcome"), outcomeValue: try row.textOrNil("outcome_value"),
            particulars: try JSONText.decode(row.text("particulars")), inspectedOn: try row.dayOrNil("inspected_on"),
            enteredBy: try row.int64OrNil("entered_by"), enteredAt: try row.momentOrNil("entered_at"),
            reviewedBy: try row.int64OrNil("reviewed_by"), reviewNote: try row.textOrNil("review_note"),
            version: try row.int("version"), department: try row.textOrNil("department_code"))
    }
}

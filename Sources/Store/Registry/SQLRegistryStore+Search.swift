import Database
import Domain

extension SQLRegistryStore {
    func search(_ query: SubjectQuery, slice: Slice) throws -> SubjectListing {
        guard let condition = try condition(query) else {
            return SubjectListing(rows: [], slice: slice, counted: 0, isCapped: false)
        }
        let counted =
            try connection.row(
                """
                SELECT COUNT(*) AS number FROM (SELECT 1 AS one FROM registry_subject s WHERE \(condition)
                    LIMIT \(SubjectListing.countLimit + 1)) found
                """)?.int("number") ?? 0
        // The page is found in the narrow index and only its rows are read.
        let rows = try connection.rows(
            """
            \(Self.subjectColumns) WHERE s.id IN (
                SELECT s.id FROM registry_subject s WHERE \(condition)
                ORDER BY s.id LIMIT \(slice.size) OFFSET \(slice.offset))
            ORDER BY s.id
            """
        ).map(Self.subject)
        return SubjectListing(
            rows: rows, slice: slice, counted: counted, isCapped: counted > SubjectListing.countLimit)
    }

    func forEachSubject(_ query: SubjectQuery, _ body: (Subject) throws -> Void) throws {
        guard let condition = try condition(query) else { return }
        try connection.forEach("\(Self.subjectColumns) WHERE \(condition) ORDER BY s.id") { try body(Self.subject($0)) }
    }

    /// The subjects (as `s`) that a query finds; nil when it finds none by its nature.
    func condition(_ query: SubjectQuery) throws -> SQL? {
        guard !query.regions.isEmpty, !query.selectors.isEmpty else { return nil }
        let inRegions = SQL.joined(query.regions.map { "(\(SQL.within($0, "s.region_code")))" }, separator: " OR ")
        var parts: [SQL] = ["(\(inRegions))"]
        if let status = query.status { parts.append("s.status = \(status.rawValue)") }
        for selectors in [query.selectors, [query.within]] {
            if let reached = try reached(selectors) { parts.append("(\(reached))") }
        }
        if let types = query.types { parts.append("s.type_code IN (\(SQL.list(types)))") }
        for word in query.words {
            let word = SubjectQuery.Word(word)
            var ways: [SQL] = []
            // A range, so that the unique index serves it. The alphabet ends at Y.
            for code in word.identifiers {
                ways.append("(s.identifier >= \(code) AND s.identifier < \(code + "~"))")
            }
            if let name = word.name { ways.append("s.name LIKE \("%" + Self.escaped(name) + "%") ESCAPE '!'") }
            parts.append("(\(SQL.joined(ways, separator: " OR ")))")
        }
        if !query.address.isEmpty {
            parts.append("s.address LIKE \("%" + Self.escaped(query.address) + "%") ESCAPE '!'")
        }
        return SQL.joined(parts, separator: " AND ")
    }

    /// For LIKE with ESCAPE '!'.
    static func escaped(_ text: String) -> String {
        var out = ""
        for character in text {
            if character == "%" || character == "_" || character == "!" { out.append("!") }
            out.append(character)
        }
        return out
    }

    func countSubjects(region: RegionCode) throws -> (all: Int, active: Int) {
        let row = try connection.row(
            """
            SELECT COUNT(*) AS number, COALESCE(SUM(CASE WHEN s.status = 'active' THEN 1 ELSE 0 END), 0) AS active
            FROM registry_subject s WHERE \(SQL.within(region, "s.region_code"))
            """)
        return (try row?.int("number") ?? 0, try row?.int("active") ?? 0)
    }

    func tags() throws -> [TagRules.Tag] {
        try connection.rows("SELECT code, name, dimension FROM registry_tag WHERE state = 'active' ORDER BY number").map
        {
            TagRules.Tag(code: try $0.text("code"), name: try $0.text("name"), dimension: try $0.text("dimension"))
        }
    }

    func risk(subject: Int64, on day: Day) throws -> (risk: RiskClass, dated: Day)? {
        let row = try connection.row(
            """
            SELECT r.class AS class, n.dated AS dated FROM registry_risk_snapshot n
            JOIN registry_risk r ON r.snapshot_id = n.id AND r.subject_id = \(subject)
            WHERE n.id = (SELECT id FROM registry_risk_snapshot WHERE dated <= \(day.description)
                ORDER BY dated DESC, id DESC LIMIT 1)
            """)
        guard let row else { return nil }
        return (try row.value("class"), try row.day("dated"))
    }

    func visits(subject: Int64, on day: Day) throws -> [SubjectVisit] {
        var inspections: [Int64: [(item: String, matter: String, state: Inspection.State, outcome: String?)]] = [:]
        try connection.forEach(
            """
            SELECT i.visit_id AS visit_id, i.item_code AS item_code, i.state AS state, i.outcome AS outcome,
                it.matter AS matter
            FROM inspection_inspection i JOIN inspection_visit v ON v.id = i.visit_id \(SQL.item(on: day))
            WHERE v.subject_id = \(subject) ORDER BY i.id
            """
        ) { row in
            let item = try row.text("item_code")
            inspections[try row.int64("visit_id"), default: []].append(
                (item, try row.textOrNil("matter") ?? item, try row.value("state"), try row.textOrNil("outcome")))
        }
        return try connection.rows(
            """
            SELECT v.id AS id, CASE WHEN v.ground IS NULL THEN c.code ELSE '' END AS code, a.name AS authority_name, v.state AS state, c.drawn_at AS drawn_at,
                v.visited_at AS visited_at
            FROM inspection_visit v JOIN draw_ceremony c ON c.id = v.ceremony_id
            JOIN registry_authority a ON a.id = v.authority_id
            WHERE v.subject_id = \(subject) ORDER BY v.id DESC
            """
        ).map { row in
            let id = try row.int64("id")
            return SubjectVisit(
                visit: id, ceremonyCode: try row.text("code"), authorityName: try row.text("authority_name"),
                state: try row.value("state"), drawnAt: try row.momentOrNil("drawn_at"),
                visitedAt: try row.momentOrNil("visited_at"), inspections: inspections[id] ?? [])
        }
    }

    // MARK: Risk

    func riskSnapshot(dated: Day) throws -> Int64? {
        try connection.row(
            "SELECT id FROM registry_risk_snapshot WHERE dated = \(dated.description) ORDER BY id DESC LIMIT 1"
        ).map { try $0.int64("id") }
    }

    func beginRiskSnapshot(dated: Day, source: String, at: Moment) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO registry_risk_snapshot (dated, source, at)
            VALUES (\(dated.description), \(source), \(at.description)) RETURNING id
            """)
        guard let row else { throw DatabaseProblem.decoding("no id returned") }
        let id = try row.int64("id")
        // Nobody's class changes by this, but the snapshot that is asked.
        touches.touchNobody()
        // Whoever is not named keeps the class of the snapshot before.
        try connection.execute(
            """
            INSERT INTO registry_risk (snapshot_id, subject_id, class)
            SELECT \(id), r.subject_id, r.class FROM registry_risk r
            WHERE r.snapshot_id = (SELECT n.id FROM registry_risk_snapshot n
                WHERE n.dated < \(dated.description) ORDER BY n.dated DESC, n.id DESC LIMIT 1)
            """)
        return id
    }

    func riskClasses(snapshot: Int64, subjects: [Int64]) throws -> [Int64: RiskClass] {
        var found: [Int64: RiskClass] = [:]
        try connection.forEach(
            """
            SELECT subject_id, class FROM registry_risk
            WHERE snapshot_id = \(snapshot) AND subject_id IN (\(SQL.list(subjects)))
            """
        ) { found[try $0.int64("subject_id")] = try $0.value("class") }
        return found
    }

    func setRisk(_ rows: [(subject: Int64, risk: RiskClass)], snapshot: Int64) throws {
        touch(rows.map(\.subject))
        try keepClasses(of: rows.map(\.subject), snapshot: snapshot)
        var index = 0
        try connection.executeMany(
            """
            INSERT INTO registry_risk (snapshot_id, subject_id, class) VALUES (?1, ?2, ?3)
            ON CONFLICT (snapshot_id, subject_id) DO UPDATE SET class = excluded.class
            """
        ) {
            guard index < rows.count else { return nil }
            let row = rows[index]
            index += 1
            return [.integer(snapshot), .integer(row.subject), .text(row.risk.rawValue)]
        }
    }
}

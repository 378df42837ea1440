import Database
import Domain

/// Conflicts, departments' keys, deliveries.
extension SQLSubjectStore {
    func insert(_ conflict: SubjectConflict) throws -> Int64 {
        let statement = try JSONText.encode(conflict.statement)
        let hash = Digest.sha256Hex("\(conflict.kind.rawValue)\n\(conflict.department)\n\(statement)")
        if let same = try connection.row(
            "SELECT id FROM registry_conflict WHERE statement_hash = \(hash) AND state = 'open' ORDER BY id LIMIT 1")
        {
            return try same.int64("id")
        }
        let row = try connection.row(
            """
            INSERT INTO registry_conflict (kind, subject_id, identifier, name, region_code, department_code, way,
                import_id, token_id, sentence, statement, statement_hash, at, state, reason)
            VALUES (\(conflict.kind.rawValue), \(conflict.subject), \(conflict.identifier), \(conflict.name),
                \(conflict.region.text), \(conflict.department), \(conflict.way.rawValue), \(conflict.importID),
                \(conflict.token), \(conflict.sentence), \(statement), \(hash), \(conflict.at.description), 'open', '')
            RETURNING id
            """)
        guard let row else { throw DatabaseProblem.decoding("no id returned") }
        return try row.int64("id")
    }

    private static let conflictColumns: SQL = """
        SELECT c.id AS id, c.kind AS kind, c.subject_id AS subject_id, c.identifier AS identifier, c.name AS name,
            c.region_code AS region_code, c.department_code AS department_code, c.way AS way,
            c.import_id AS import_id, c.token_id AS token_id, c.sentence AS sentence, c.statement AS statement,
            c.at AS at, c.state AS state, a.name AS resolved_by, c.resolved_at AS resolved_at, c.reason AS reason
        FROM registry_conflict c LEFT JOIN access_account a ON a.id = c.resolved_by
        """

    private static func conflict(_ row: Row) throws -> SubjectConflict {
        SubjectConflict(
            id: try row.int64("id"), kind: try row.value("kind"), subject: try row.int64OrNil("subject_id"),
            identifier: try row.text("identifier"), name: try row.text("name"),
            region: try row.region("region_code"), department: try row.text("department_code"),
            way: try row.value("way"), importID: try row.int64OrNil("import_id"),
            token: try row.int64OrNil("token_id"), sentence: try row.text("sentence"),
            statement: try JSONText.decode(try row.text("statement")), at: try row.moment("at"),
            state: try row.value("state"), resolvedBy: try row.textOrNil("resolved_by"),
            resolvedAt: try row.momentOrNil("resolved_at"), reason: try row.text("reason"))
    }

    func conflict(id: Int64) throws -> SubjectConflict? {
        try connection.row("\(Self.conflictColumns) WHERE c.id = \(id)").map(Self.conflict)
    }

    func conflicts(_ filter: ConflictFilter, slice: Slice) throws -> Listing<SubjectConflict> {
        var parts: [SQL] = ["c.state = \(filter.state.rawValue)", SQL.within(filter.region, "c.region_code")]
        if let kind = filter.kind { parts.append("c.kind = \(kind.rawValue)") }
        let condition = SQL.joined(parts, separator: " AND ")
        let rows = try connection.rows(
            """
            \(Self.conflictColumns) WHERE \(condition) ORDER BY c.id DESC LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map(Self.conflict)
        let total = try connection.row("SELECT COUNT(*) AS n FROM registry_conflict c WHERE \(condition)")
        return Listing(rows: rows, total: try total?.int("n") ?? 0, slice: slice)
    }

    func keptConflicts(subject: Int64) throws -> [SubjectConflict] {
        try connection.rows(
            "\(Self.conflictColumns) WHERE c.subject_id = \(subject) AND c.state = 'kept' AND c.kind = 'disagree' ORDER BY c.id"
        ).map(Self.conflict)
    }

    func openConflicts(subject: Int64) throws -> Int {
        try connection.row(
            "SELECT COUNT(*) AS n FROM registry_conflict WHERE subject_id = \(subject) AND state = 'open'"
        )?.int("n") ?? 0
    }

    func resolve(_ id: Int64, _ state: SubjectConflict.State, by account: Int64, reason: String, at: Moment) throws {
        let changed = try connection.execute(
            """
            UPDATE registry_conflict SET state = \(state.rawValue), resolved_by = \(account),
                resolved_at = \(at.description), reason = \(reason)
            WHERE id = \(id) AND state = 'open'
            """)
        guard changed == 1 else { throw Problem.moved("冲突") }
    }

    // MARK: Keys

    func insert(_ token: NewDepartmentToken, at: Moment) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO registry_token (name, token_hash, department_code, region_code, issued_by, issued_at, expires_on)
            VALUES (\(token.name), \(token.hash), \(token.department), \(token.region.text), \(token.issuedBy),
                \(at.description), \(token.expiresOn.description)) RETURNING id
            """)
        guard let row else { throw DatabaseProblem.decoding("no id returned") }
        return try row.int64("id")
    }

    private func tokens(where condition: SQL) throws -> [DepartmentToken] {
        try connection.rows(
            """
            SELECT t.id AS id, t.name AS name, t.department_code AS department_code, d.name AS department_name,
                t.region_code AS region_code, a.name AS issued_by, t.issued_at AS issued_at,
                t.expires_on AS expires_on, t.revoked_at AS revoked_at, t.used_at AS used_at
            FROM registry_token t JOIN access_account a ON a.id = t.issued_by
            LEFT JOIN registry_department d ON d.code = t.department_code
            WHERE \(condition) ORDER BY t.id DESC
            """
        ).map {
            DepartmentToken(
                id: try $0.int64("id"), name: try $0.text("name"), department: try $0.text("department_code"),
                departmentName: try $0.textOrNil("department_name") ?? "", region: try $0.region("region_code"),
                issuedBy: try $0.text("issued_by"), issuedAt: try $0.moment("issued_at"),
                expiresOn: try $0.day("expires_on"), revokedAt: try $0.momentOrNil("revoked_at"),
                usedAt: try $0.momentOrNil("used_at"))
        }
    }

    func tokens(region: RegionCode) throws -> [DepartmentToken] {
        try tokens(where: SQL.within(region, "t.region_code"))
    }

    func token(id: Int64) throws -> DepartmentToken? { try tokens(where: "t.id = \(id)").first }

    func token(hash: String) throws -> DepartmentToken? { try tokens(where: "t.token_hash = \(hash)").first }

    func revokeToken(_ id: Int64, at: Moment) throws {
        let changed = try connection.execute(
            "UPDATE registry_token SET revoked_at = \(at.description) WHERE id = \(id) AND revoked_at IS NULL")
        guard changed == 1 else { throw Problem.moved("接口密钥") }
    }

    func useToken(_ id: Int64, at: Moment) throws {
        try connection.execute("UPDATE registry_token SET used_at = \(at.description) WHERE id = \(id)")
    }

    // MARK: Deliveries

    func delivery(token: Int64, key: String) throws -> (bodyHash: String, answer: String)? {
        try connection.row(
            "SELECT body_hash, answer FROM registry_delivery WHERE token_id = \(token) AND delivery_key = \(key)"
        ).map { (try $0.text("body_hash"), try $0.text("answer")) }
    }

    func insert(_ delivery: NewDelivery) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO registry_delivery (token_id, delivery_key, body_hash, answer, rows_total, rows_taken,
                rows_conflict, rows_refused, at)
            VALUES (\(delivery.token), \(delivery.key), \(delivery.bodyHash), '', \(delivery.total), 0, 0, 0,
                \(delivery.at.description)) RETURNING id
            """)
        guard let row else { throw DatabaseProblem.decoding("no id returned") }
        return try row.int64("id")
    }

    func finish(delivery: Int64, answer: String, taken: Int, conflict: Int, refused: Int) throws {
        try connection.execute(
            """
            UPDATE registry_delivery SET answer = \(answer), rows_taken = \(taken), rows_conflict = \(conflict),
                rows_refused = \(refused) WHERE id = \(delivery)
            """)
    }

    func deliveries(token: Int64, slice: Slice) throws -> Listing<DeliveryRecord> {
        let rows = try connection.rows(
            """
            SELECT id, rows_total, rows_taken, rows_conflict, rows_refused, at FROM registry_delivery
            WHERE token_id = \(token) ORDER BY id DESC LIMIT \(slice.size) OFFSET \(slice.offset)
            """
        ).map {
            DeliveryRecord(
                id: try $0.int64("id"), total: try $0.int("rows_total"), taken: try $0.int("rows_taken"),
                conflict: try $0.int("rows_conflict"), refused: try $0.int("rows_refused"),
                at: try $0.moment("at"))
        }
        let total = try connection.row("SELECT COUNT(*) AS n FROM registry_delivery WHERE token_id = \(token)")
        return Listing(rows: rows, total: try total?.int("n") ?? 0, slice: slice)
    }

    func publishedResults(identifier: String) throws -> [(id: Int64, title: String, outcome: String, on: Day)] {
        try connection.rows(
            """
            SELECT id, item_matter, outcome_text, published_on FROM publication_result
            WHERE subject_identifier = \(identifier) ORDER BY published_on DESC, id DESC LIMIT 50
            """
        ).map {
            (
                try $0.int64("id"), try $0.text("item_matter"), try $0.text("outcome_text"),
                try $0.day("published_on")
            )
        }
    }
}

import Database
import Domain

/// Agreements between authorities in tables.
extension SQLDrawStore {
    func insert(_ new: NewDelegation) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO draw_delegation (kind, state, from_authority, to_authority, document_number, document_name,
                document_sha256, document, starts_on, ends_on, feedback_days, reason, proposed_by, proposed_at,
                decision, version)
            VALUES (\(new.kind.rawValue), 'proposed', \(new.from), \(new.to), \(new.document.number),
                \(new.document.name), \(new.document.sha256), \(new.content), \(new.starts.description),
                \(new.ends.description), \(new.feedbackDays), \(new.reason), \(new.by), \(new.at.description), '', 1)
            RETURNING id
            """)
        guard let id = try row?.int64("id") else { throw DatabaseProblem.decoding("INSERT returned no id") }
        let targets =
            new.scope.items.map { ("item", $0) } + new.scope.regions.map { ("region", $0.text) }
            + new.scope.campaigns.map { ("campaign", String($0)) }
        for (kind, target) in targets {
            try connection.execute(
                """
                INSERT INTO draw_delegation_scope (delegation_id, kind, target) VALUES (\(id), \(kind), \(target))
                ON CONFLICT (delegation_id, kind, target) DO NOTHING
                """)
        }
        return id
    }

    func delegation(id: Int64) throws -> Delegation? { try delegations(where: "d.id = \(id)", tail: "").first }

    func delegations(region: RegionCode, department: String?, states: [Delegation.State], slice: Slice) throws
        -> Listing<Delegation>
    {
        var conditions = [Self.sides(region, department)]
        if !states.isEmpty { conditions.append("d.state IN (\(SQL.list(states.map(\.rawValue))))") }
        let filter = SQL.joined(conditions, separator: " AND ")
        let total = try connection.row("SELECT COUNT(*) AS n \(Self.delegationTables) WHERE \(filter)")?.int("n") ?? 0
        let rows = try delegations(
            where: filter, tail: "ORDER BY d.id DESC LIMIT \(slice.size) OFFSET \(slice.offset)")
        return Listing(rows: rows, total: total, slice: slice)
    }

    func delegations(from authority: Int64, inForceOn day: Day) throws -> [Delegation] {
        try delegations(
            where: """
                d.from_authority = \(authority) AND d.state = 'confirmed' AND d.starts_on <= \(day.description)
                    AND d.ends_on >= \(day.description)
                """, tail: "ORDER BY d.id")
    }

    private static let delegationTables: SQL = """
        FROM draw_delegation d JOIN registry_authority f ON f.id = d.from_authority
        JOIN registry_authority t ON t.id = d.to_authority
        """

    /// One of the two sides lies in the subtree and the department.
    private static func sides(_ region: RegionCode, _ department: String?) -> SQL {
        var from = SQL.within(region, "f.region_code"), to = SQL.within(region, "t.region_code")
        if let department {
            from += " AND f.department_code = \(department)"
            to += " AND t.department_code = \(department)"
        }
        return "((\(from)) OR (\(to)))"
    }

    private static func side(_ row: Row, _ prefix: String) throws -> Delegation.Side {
        Delegation.Side(
            authority: try row.int64(prefix + "_id"), name: try row.text(prefix + "_name"),
            region: try row.region(prefix + "_region"), department: try row.text(prefix + "_department"))
    }

    private static let sideColumns: SQL = """
        f.id AS from_id, f.name AS from_name, f.region_code AS from_region, f.department_code AS from_department,
        t.id AS to_id, t.name AS to_name, t.region_code AS to_region, t.department_code AS to_department
        """

    private func delegations(where condition: SQL, tail: SQL) throws -> [Delegation] {
        let rows = try connection.rows(
            """
            SELECT d.id AS id, d.kind AS kind, d.state AS state, \(Self.sideColumns),
                d.document_number AS document_number, d.document_name AS document_name,
                d.document_sha256 AS document_sha256, d.starts_on AS starts_on, d.ends_on AS ends_on,
                d.feedback_days AS feedback_days, d.reason AS reason, d.proposed_at AS proposed_at,
                d.decided_at AS decided_at, d.decision AS decision, d.version AS version
            \(Self.delegationTables) WHERE \(condition) \(tail)
            """)
        guard !rows.isEmpty else { return [] }
        var scopes: [Int64: Delegation.Scope] = [:]
        for row in try connection.rows(
            """
            SELECT delegation_id, kind, target FROM draw_delegation_scope
            WHERE delegation_id IN (\(SQL.list(try rows.map { try $0.int64("id") })))
            ORDER BY delegation_id, kind, target
            """)
        {
            let id = try row.int64("delegation_id"), target = try row.text("target")
            switch try row.text("kind") {
            case "item": scopes[id, default: .init()].items.append(target)
            case "region": scopes[id, default: .init()].regions.append(try row.region("target"))
            default: Int64(target).map { scopes[id, default: .init()].campaigns.append($0) }
            }
        }
        return try rows.map { row in
            let id = try row.int64("id")
            return Delegation(
                id: id, kind: try row.value("kind"), state: try row.value("state"),
                from: try Self.side(row, "from"), to: try Self.side(row, "to"),
                document: Delegation.Document(
                    number: try row.text("document_number"), name: try row.text("document_name"),
                    sha256: try row.text("document_sha256")),
                starts: try row.day("starts_on"), ends: try row.day("ends_on"),
                feedbackDays: try row.int("feedback_days"), reason: try row.text("reason"),
                scope: scopes[id] ?? .init(), proposedAt: try row.moment("proposed_at"),
                decidedAt: try row.momentOrNil("decided_at"), decision: try row.text("decision"),
                version: try row.int("version"))
        }
    }

    func setState(
        _ state: Delegation.State, delegation: Delegation, by account: Int64, at: Moment, decision: String
    ) throws {
        let changed = try connection.execute(
            """
            UPDATE draw_delegation SET state = \(state.rawValue), decided_by = \(account),
                decided_at = \(at.description), decision = \(decision), version = version + 1
            WHERE id = \(delegation.id) AND state = \(delegation.state.rawValue) AND version = \(delegation.version)
            """)
        guard changed == 1 else { throw Problem.moved("委托") }
    }

    func document(delegation: Int64) throws -> [UInt8]? {
        try connection.row("SELECT document FROM draw_delegation WHERE id = \(delegation)")?.bytesOrNil("document")
    }

    func document(feedback: Int64) throws -> [UInt8]? {
        try connection.row("SELECT document FROM draw_delegation_feedback WHERE id = \(feedback)")?
            .bytesOrNil("document")
    }

    // MARK: Feedback

    func insertDelegated(_ subjects: [Int64], ceremony: Int64, delegation: Int64, feedbackDue: Day) throws {
        var rest = subjects[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(500))
            rest = rest.dropFirst(500)
            try connection.execute(
                """
                INSERT INTO draw_delegated_visit (visit_id, delegation_id)
                SELECT v.id, d.id FROM inspection_visit v JOIN draw_delegation d ON d.id = \(delegation)
                WHERE v.ceremony_id = \(ceremony) AND v.subject_id IN (\(SQL.list(part)))
                """)
        }
        try connection.execute(
            """
            INSERT INTO draw_delegation_feedback (delegation_id, ceremony_id, visits, due_on)
            VALUES (\(delegation), \(ceremony), \(subjects.count), \(feedbackDue.description))
            """)
    }

    func feedback(id: Int64) throws -> DelegationFeedback? {
        try feedbacks(where: "b.id = \(id)", tail: "").first
    }

    func feedbacks(delegation: Int64) throws -> [DelegationFeedback] {
        try feedbacks(where: "b.delegation_id = \(delegation)", tail: "ORDER BY b.id DESC")
    }

    func feedbacks(region: RegionCode, department: String?, open: Bool?, slice: Slice) throws
        -> Listing<DelegationFeedback>
    {
        var conditions = [Self.sides(region, department)]
        if let open { conditions.append(open ? "b.given_at IS NULL" : "b.given_at IS NOT NULL") }
        let filter = SQL.joined(conditions, separator: " AND ")
        let total = try connection.row(
            "SELECT COUNT(*) AS n \(Self.delegationTables) \(Self.feedbackTable) WHERE \(filter)")
        let order: SQL =
            open == false
            ? "ORDER BY b.given_at DESC, b.id DESC"
            : "ORDER BY CASE WHEN b.given_at IS NULL THEN 0 ELSE 1 END, b.due_on, b.id"
        let rows = try feedbacks(where: filter, tail: "\(order) LIMIT \(slice.size) OFFSET \(slice.offset)")
        return Listing(rows: rows, total: try total?.int("n") ?? 0, slice: slice)
    }

    private static let feedbackTable: SQL = """
        JOIN draw_delegation_feedback b ON b.delegation_id = d.id JOIN draw_ceremony c ON c.id = b.ceremony_id
        """

    private func feedbacks(where condition: SQL, tail: SQL) throws -> [DelegationFeedback] {
        try connection.rows(
            """
            SELECT b.id AS id, d.id AS delegation_id, d.kind AS kind, \(Self.sideColumns), c.id AS ceremony_id,
                c.code AS ceremony_code, c.title AS ceremony_title, b.visits AS visits,
                (SELECT COUNT(*) FROM draw_delegated_visit w JOIN inspection_visit v ON v.id = w.visit_id
                    WHERE w.delegation_id = d.id AND v.ceremony_id = c.id AND v.state = 'finished') AS finished,
                b.due_on AS due_on, b.document_number AS document_number, b.document_name AS document_name,
                b.document_sha256 AS document_sha256, b.summary AS summary, b.given_at AS given_at,
                b.chased_at AS chased_at
            \(Self.delegationTables) \(Self.feedbackTable) WHERE \(condition) \(tail)
            """
        ).map { row in
            var document: Delegation.Document?
            if let number = try row.textOrNil("document_number") {
                document = Delegation.Document(
                    number: number, name: try row.textOrNil("document_name") ?? "",
                    sha256: try row.textOrNil("document_sha256") ?? "")
            }
            return DelegationFeedback(
                id: try row.int64("id"), delegation: try row.int64("delegation_id"), kind: try row.value("kind"),
                from: try Self.side(row, "from"), to: try Self.side(row, "to"),
                ceremony: try row.int64("ceremony_id"), ceremonyCode: try row.text("ceremony_code"),
                ceremonyTitle: try row.text("ceremony_title"), visits: try row.int("visits"),
                finished: try row.int("finished"), dueOn: try row.day("due_on"), document: document,
                summary: try row.textOrNil("summary") ?? "", givenAt: try row.momentOrNil("given_at"),
                chasedAt: try row.momentOrNil("chased_at"))
        }
    }

    func setFeedback(
        _ id: Int64, document: Delegation.Document, content: [UInt8]?, summary: String, by account: Int64, at: Moment
    ) throws {
        let changed = try connection.execute(
            """
            UPDATE draw_delegation_feedback SET document_number = \(document.number),
                document_name = \(document.name), document_sha256 = \(document.sha256), document = \(content),
                summary = \(summary), given_by = \(account), given_at = \(at.description)
            WHERE id = \(id) AND given_at IS NULL
            """)
        guard changed == 1 else { throw Problem.moved("结果反馈") }
    }

    func setChased(_ id: Int64, at: Moment) throws {
        try connection.execute("UPDATE draw_delegation_feedback SET chased_at = \(at.description) WHERE id = \(id)")
    }

    func delegationsWaiting(authority: Int64, today: Day) throws -> (confirm: Int, owed: Int, overdue: Int) {
        let confirm = try connection.row(
            "SELECT COUNT(*) AS n FROM draw_delegation WHERE to_authority = \(authority) AND state = 'proposed'")
        let owed = try connection.row(
            """
            SELECT COALESCE(SUM(CASE WHEN d.to_authority = \(authority) THEN 1 ELSE 0 END), 0) AS owed,
                COALESCE(SUM(CASE WHEN d.from_authority = \(authority) AND b.due_on < \(today.description)
                    THEN 1 ELSE 0 END), 0) AS overdue
            FROM draw_delegation_feedback b JOIN draw_delegation d ON d.id = b.delegation_id
            WHERE b.given_at IS NULL AND (d.to_authority = \(authority) OR d.from_authority = \(authority))
            """)
        return (try confirm?.int("n") ?? 0, try owed?.int("owed") ?? 0, try owed?.int("overdue") ?? 0)
    }
}

import Database
import Domain

/// Proposals with their threads, and the checks outside the lists.
extension SQLCatalogueStore {
    func insert(_ draft: ProposalDraft, by actor: Actor, at: Moment) throws -> Int64 {
        try returned(
            """
            INSERT INTO catalogue_proposal (list, ground, kind, state, target, heading, matter, subjects, basis, reason,
                authority_id, account_id, region_code, created_at)
            VALUES (\(draft.list.rawValue), \(draft.ground.rawValue), \(draft.kind.rawValue), 'open', \(draft.target),
                \(draft.heading), \(draft.matter), \(draft.subjects), \(draft.basis), \(draft.reason),
                \(actor.authority), \(actor.account), \(actor.region.text), \(at.description))
            RETURNING id
            """)
    }

    func proposal(id: Int64) throws -> Proposal? {
        try connection.row("\(Self.proposalColumns) WHERE p.id = \(id)").map { try proposal($0) }
    }

    func proposals(region: RegionCode, state: Proposal.State?, slice: Slice) throws -> Listing<Proposal> {
        var condition: SQL = .within(region, "p.region_code")
        if let state { condition = "\(condition) AND p.state = \(state.rawValue)" }
        let total =
            try connection.row("SELECT COUNT(*) AS n FROM catalogue_proposal p WHERE \(condition)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            \(Self.proposalColumns) WHERE \(condition)
            ORDER BY CASE p.state WHEN 'open' THEN 0 ELSE 1 END, p.created_at DESC, p.id DESC
            LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        return Listing(rows: try rows.map { try proposal($0) }, total: total, slice: slice)
    }

    func proposals(about list: CatalogueList, code: String) throws -> [Proposal] {
        try connection.rows(
            """
            \(Self.proposalColumns) WHERE p.list = \(list.rawValue) AND (p.code = \(code) OR p.target = \(code))
            ORDER BY p.created_at DESC, p.id DESC
            """
        ).map { try proposal($0) }
    }

    func decide(
        proposal id: Int64, _ state: Proposal.State, answer: String, code: String?, version: Int?, by account: Int64,
        at: Moment
    ) throws -> Bool {
        try connection.execute(
            """
            UPDATE catalogue_proposal SET state = \(state.rawValue), answer = \(answer), code = \(code),
                edition = \(version), decided_by = \(account), decided_at = \(at.description)
            WHERE id = \(id) AND state = 'open'
            """) == 1
    }

    func insertNote(proposal id: Int64, _ act: ProposalNote.Act, _ text: String, by actor: Actor, at: Moment) throws {
        try connection.execute(
            """
            INSERT INTO catalogue_proposal_note (proposal_id, act, text, account_id, authority_id, at)
            VALUES (\(id), \(act.rawValue), \(text), \(actor.account), \(actor.authority), \(at.description))
            """)
    }

    func notes(proposal id: Int64) throws -> [ProposalNote] {
        try connection.rows(
            """
            SELECT n.act AS act, n.text AS text, a.name AS account_name, u.name AS authority_name, n.at AS at
            FROM catalogue_proposal_note n JOIN access_account a ON a.id = n.account_id
            JOIN registry_authority u ON u.id = n.authority_id
            WHERE n.proposal_id = \(id) ORDER BY n.id
            """
        ).map { row in
            ProposalNote(
                act: try row.value("act"), text: try row.text("text"), accountName: try row.text("account_name"),
                authorityName: try row.text("authority_name"), at: try row.moment("at"))
        }
    }

    func approval(_ list: CatalogueList, _ code: String) throws -> Approval? {
        try connection.row(
            """
            SELECT u.name AS authority_name, p.created_at AS created_at, p.decided_at AS decided_at,
                p.edition AS edition
            FROM catalogue_proposal p JOIN registry_authority u ON u.id = p.authority_id
            WHERE p.list = \(list.rawValue) AND p.code = \(code) AND p.state = 'accepted' AND p.kind = 'add'
            ORDER BY p.id LIMIT 1
            """
        ).map { row in
            Approval(
                authorityName: try row.text("authority_name"), proposedOn: try row.moment("created_at").day,
                acceptedOn: try row.moment("decided_at").day, version: try row.int("edition"))
        }
    }

    private static let proposalColumns: SQL = """
        SELECT p.id AS id, p.list AS list, p.ground AS ground, p.kind AS kind, p.state AS state, p.target AS target,
            p.heading AS heading, p.matter AS matter, p.subjects AS subjects, p.basis AS basis, p.reason AS reason,
            u.name AS authority_name, a.name AS account_name, p.account_id AS account_id,
            p.region_code AS region_code, r.name AS region_name, p.created_at AS created_at,
            p.decided_at AS decided_at, d.name AS decided_by_name, p.answer AS answer, p.code AS code,
            p.edition AS edition
        FROM catalogue_proposal p JOIN registry_authority u ON u.id = p.authority_id
        JOIN access_account a ON a.id = p.account_id JOIN registry_region r ON r.code = p.region_code
        LEFT JOIN access_account d ON d.id = p.decided_by
        """

    private func proposal(_ row: Row) throws -> Proposal {
        let id = try row.int64("id")
        let list: CatalogueList = try row.value("list")
        let ground: Proposal.Ground = try row.value("ground")
        let kind: Proposal.Kind = try row.value("kind")
        let checks = try connection.rows("SELECT id FROM catalogue_offlist_check WHERE proposal_id = \(id) ORDER BY id")
            .map { try $0.int64("id") }
        return Proposal(
            id: id, list: list, ground: ground, kind: kind, state: try row.value("state"),
            draft: ProposalDraft(
                list: list, ground: ground, kind: kind, target: try row.textOrNil("target"),
                heading: try row.text("heading"), matter: try row.text("matter"), subjects: try row.text("subjects"),
                basis: try row.text("basis"), reason: try row.text("reason"), checks: checks),
            authorityName: try row.text("authority_name"), accountName: try row.text("account_name"),
            account: try row.int64("account_id"), region: try row.region("region_code"),
            regionName: try row.text("region_name"), createdAt: try row.moment("created_at"),
            decidedAt: try row.momentOrNil("decided_at"), decidedByName: try row.textOrNil("decided_by_name"),
            answer: try row.textOrNil("answer"), code: try row.textOrNil("code"),
            version: try row.intOrNil("edition"))
    }

    // MARK: Checks outside the lists

    func insert(_ check: OfflistCheck.Draft, by actor: Actor, at: Moment) throws -> Int64 {
        try returned(
            """
            INSERT INTO catalogue_offlist_check (inspected_on, subject_name, subject_identifier, matter, basis, cause,
                outcome, authority_id, account_id, region_code, created_at)
            VALUES (\(check.inspectedOn.description), \(check.subjectName), \(check.subjectIdentifier), \(check.matter),
                \(check.basis), \(check.cause), \(check.outcome), \(actor.authority), \(actor.account),
                \(actor.region.text), \(at.description))
            RETURNING id
            """)
    }

    func offlistCheck(id: Int64) throws -> OfflistCheck? {
        try connection.row("\(Self.checkColumns) WHERE c.id = \(id)").map(Self.check)
    }

    func offlistChecks(region: RegionCode, open: Bool, slice: Slice) throws -> Listing<OfflistCheck> {
        var condition: SQL = .within(region, "c.region_code")
        if open { condition = "\(condition) AND c.proposal_id IS NULL" }
        let total =
            try connection.row("SELECT COUNT(*) AS n FROM catalogue_offlist_check c WHERE \(condition)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            \(Self.checkColumns) WHERE \(condition)
            ORDER BY c.inspected_on DESC, c.id DESC LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        return Listing(rows: try rows.map(Self.check), total: total, slice: slice)
    }

    func offlistChecks(proposal: Int64) throws -> [OfflistCheck] {
        try connection.rows("\(Self.checkColumns) WHERE c.proposal_id = \(proposal) ORDER BY c.id").map(Self.check)
    }

    func tie(check id: Int64, to proposal: Int64) throws -> Bool {
        try connection.execute(
            "UPDATE catalogue_offlist_check SET proposal_id = \(proposal) WHERE id = \(id) AND proposal_id IS NULL")
            == 1
    }

    private static let checkColumns: SQL = """
        SELECT c.id AS id, c.inspected_on AS inspected_on, c.subject_name AS subject_name,
            c.subject_identifier AS subject_identifier, c.matter AS matter, c.basis AS basis, c.cause AS cause,
            c.outcome AS outcome, u.name AS authority_name, a.name AS account_name, c.region_code AS region_code,
            r.name AS region_name, c.created_at AS created_at, c.proposal_id AS proposal_id
        FROM catalogue_offlist_check c JOIN registry_authority u ON u.id = c.authority_id
        JOIN access_account a ON a.id = c.account_id JOIN registry_region r ON r.code = c.region_code
        """

    private static func check(_ row: Row) throws -> OfflistCheck {
        OfflistCheck(
            id: try row.int64("id"),
            draft: OfflistCheck.Draft(
                inspectedOn: try row.day("inspected_on"), subjectName: try row.text("subject_name"),
                subjectIdentifier: try row.text("subject_identifier"), matter: try row.text("matter"),
                basis: try row.text("basis"), cause: try row.text("cause"), outcome: try row.text("outcome")),
            authorityName: try row.text("authority_name"), accountName: try row.text("account_name"),
            region: try row.region("region_code"), regionName: try row.text("region_name"),
            createdAt: try row.moment("created_at"), proposal: try row.int64OrNil("proposal_id"))
    }

    /// The id that an insert gives.
    func returned(_ sql: SQL) throws -> Int64 {
        guard let id = try connection.row(sql)?.int64("id") else {
            throw DatabaseProblem.decoding("an insert returned no id")
        }
        return id
    }
}

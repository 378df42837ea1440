import Database
import Domain

/// Ceremonies in tables: the reading side.
struct SQLDrawStore: DrawStore {
    let connection: any Connection

    func ceremony(id: Int64) throws -> Ceremony? { try ceremonies(where: "c.id = \(id)").first }

    func ceremony(code: String) throws -> Ceremony? { try ceremonies(where: "c.code = \(code)").first }

    func ceremony(campaign: Int64) throws -> Ceremony? {
        try ceremonies(
            where: """
                c.state <> 'aborted' AND c.id IN
                    (SELECT ceremony_id FROM draw_ceremony_campaign WHERE campaign_id = \(campaign))
                """
        ).first
    }

    func ceremonies(region: RegionCode, department: String?, states: [Ceremony.State], slice: Slice) throws
        -> Listing<Ceremony>
    {
        var conditions: [SQL] = [.within(region, "c.region_code"), "c.is_direct = 0"]
        if let department { conditions.append("c.department_code = \(department)") }
        if !states.isEmpty { conditions.append("c.state IN (\(SQL.list(states.map(\.rawValue))))") }
        let filter = SQL.joined(conditions, separator: " AND ")
        let total = try connection.row("SELECT COUNT(*) AS n FROM draw_ceremony c WHERE \(filter)")?.int("n") ?? 0
        let rows = try ceremonies(
            where: filter, tail: "ORDER BY c.id DESC LIMIT \(slice.size) OFFSET \(slice.offset)")
        return Listing(rows: rows, total: total, slice: slice)
    }

    func count(codePrefix: String) throws -> Int {
        try connection.row("SELECT COUNT(*) AS n FROM draw_ceremony WHERE code LIKE \(codePrefix + "%") ESCAPE '!'")?
            .int("n") ?? 0
    }

    func strata(ceremony: Int64) throws -> [Stratum] {
        try connection.rows(
            """
            SELECT name, campaign_id, classes, population, basis_points, number, take FROM draw_stratum
            WHERE ceremony_id = \(ceremony) ORDER BY name
            """
        ).map {
            Stratum(
                name: try $0.text("name"), campaign: try $0.int64("campaign_id"), classes: try Self.classes($0),
                population: try $0.int("population"), measure: try SQLPlanStore.measure($0),
                take: try $0.int("take"))
        }
    }

    func exclusions(ceremony: Int64) throws -> [(reason: String, count: Int)] {
        try connection.rows(
            "SELECT reason, number FROM draw_exclusion WHERE ceremony_id = \(ceremony) ORDER BY reason"
        ).map { (try $0.text("reason"), try $0.int("number")) }
    }

    func lots(ceremony: Int64) throws -> [DrawnLot] {
        try connection.rows(
            """
            SELECT stratum, lot, rank, ticket, subject_id FROM draw_lot WHERE ceremony_id = \(ceremony)
            ORDER BY stratum, rank
            """
        ).map {
            DrawnLot(
                stratum: try $0.text("stratum"), lot: try $0.text("lot"), rank: try $0.int("rank"),
                ticket: try $0.text("ticket"), subject: try $0.int64("subject_id"))
        }
    }

    func secrets(ceremony: Int64) throws -> CeremonySecrets {
        guard
            let row = try connection.row(
                """
                SELECT lot_key, slip_key, inspector_lot_key, plan_entry, freeze_entry, commit_tree_size, commit_tree_root,
                    draw_entry, abort_entry
                FROM draw_ceremony WHERE id = \(ceremony)
                """)
        else { throw Problem.notFound("摇号") }
        var commits: [String: Int64] = [:]
        var reveals: [String: Int64] = [:]
        for party in try connection.rows(
            "SELECT party, commit_entry, reveal_entry FROM draw_party WHERE ceremony_id = \(ceremony)")
        {
            commits[try party.text("party")] = try party.int64OrNil("commit_entry")
            reveals[try party.text("party")] = try party.int64OrNil("reveal_entry")
        }
        var values: [String: Int64] = [:]
        for value in try connection.rows("SELECT source, entry FROM draw_public_value WHERE ceremony_id = \(ceremony)")
        {
            values[try value.text("source")] = try value.int64("entry")
        }
        return CeremonySecrets(
            lotKey: try row.bytesOrNil("lot_key"), slipKey: try row.bytesOrNil("slip_key"),
            inspectorLotKey: try row.bytesOrNil("inspector_lot_key"),
            planEntry: try row.int64OrNil("plan_entry"), freezeEntry: try row.int64OrNil("freeze_entry"),
            commitTreeSize: try row.int64OrNil("commit_tree_size"),
            commitTreeRoot: try row.textOrNil("commit_tree_root"), commitEntries: commits, revealEntries: reveals,
            publicEntries: values, drawEntry: try row.int64OrNil("draw_entry"),
            abortEntry: try row.int64OrNil("abort_entry"))
    }

    /// `A,B`: the classes of a stratum.
    private static func classes(_ row: Row) throws -> [RiskClass] {
        try row.text("classes").split(separator: ",").map {
            guard let risk = RiskClass(rawValue: String($0)) else {
                throw DatabaseProblem.decoding("classes: \($0) is no class")
            }
            return risk
        }
    }

    func record(ceremony: Int64) throws -> String? {
        try connection.row("SELECT record FROM draw_ceremony WHERE id = \(ceremony)")?.textOrNil("record")
    }

    /// Ceremonies with parties, links, sources and campaigns: five queries whatever their number.
    private func ceremonies(where condition: SQL, tail: SQL = "ORDER BY c.id DESC") throws -> [Ceremony] {
        let rows = try connection.rows(
            """
            SELECT c.id AS id, c.code AS code, c.title AS title, c.authority_id AS authority_id,
                a.name AS authority_name, c.region_code AS region_code, c.department_code AS department_code,
                c.state AS state, c.commit_deadline AS commit_deadline,
                c.reveal_deadline AS reveal_deadline, c.population_root AS population_root,
                c.population_count AS population_count, c.seed AS seed, c.abort_reason AS abort_reason,
                c.created_at AS created_at, c.drawn_at AS drawn_at, c.version AS version
            FROM draw_ceremony c
            JOIN registry_authority a ON a.id = c.authority_id
            WHERE \(condition) \(tail)
            """)
        guard !rows.isEmpty else { return [] }
        let ids = SQL.list(try rows.map { try $0.int64("id") })
        var parties: [Int64: [Ceremony.Party]] = [:]
        let links = try links(of: ids)
        for row in try connection.rows(
            """
            SELECT ceremony_id, party, title, account_id, commitment, revealed, is_missing FROM draw_party
            WHERE ceremony_id IN (\(ids)) ORDER BY party
            """)
        {
            let (ceremony, party) = (try row.int64("ceremony_id"), try row.text("party"))
            parties[ceremony, default: []].append(
                Ceremony.Party(
                    id: party, title: try row.text("title"), account: try row.int64OrNil("account_id"),
                    commitment: try row.textOrNil("commitment"), revealed: try row.textOrNil("revealed"),
                    isMissing: try row.bool("is_missing"), link: links[ceremony]?[party]))
        }
        let sources = try self.sources(of: ids)
        var campaigns: [Int64: [Int64]] = [:]
        for row in try connection.rows(
            """
            SELECT ceremony_id, campaign_id FROM draw_ceremony_campaign
            WHERE ceremony_id IN (\(ids)) ORDER BY ordinal
            """)
        {
            campaigns[try row.int64("ceremony_id"), default: []].append(try row.int64("campaign_id"))
        }
        return try rows.map { row in
            let id = try row.int64("id")
            return Ceremony(
                id: id, code: try row.text("code"), title: try row.text("title"),
                authority: try row.int64("authority_id"), authorityName: try row.text("authority_name"),
                region: try row.region("region_code"), department: try row.text("department_code"),
                state: try row.value("state"), campaigns: campaigns[id] ?? [], parties: parties[id] ?? [],
                sources: sources[id] ?? [], commitDeadline: try row.momentOrNil("commit_deadline"),
                revealDeadline: try row.moment("reveal_deadline"),
                populationRoot: try row.textOrNil("population_root"),
                populationCount: try row.intOrNil("population_count"), seed: try row.textOrNil("seed"),
                abortReason: try row.textOrNil("abort_reason"), createdAt: try row.moment("created_at"),
                drawnAt: try row.momentOrNil("drawn_at"), version: try row.int("version"))
        }
    }
}

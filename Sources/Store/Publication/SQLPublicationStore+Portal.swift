import Database
import Domain

/// What the public reads. No statement here may name a table that does not begin with `publication_`
/// (architecture.md, invariant 7); PortalProjectionTests reads every statement that these methods send.
extension SQLPublicationStore {
    func results(_ search: ResultSearch, on today: Day, slice: Slice) throws -> Listing<PublicResult> {
        var conditions: [SQL] = [Self.onDisplay(today)]
        if !search.text.isEmpty {
            conditions.append(.named(search.text, "p.subject_name", "p.subject_identifier"))
        }
        if let region = search.region { conditions.append(.within(region, "p.region_code")) }
        if let outcome = search.outcome { conditions.append("p.outcome_code = \(outcome)") }
        if let from = search.from { conditions.append("p.published_on >= \(from.description)") }
        if let to = search.to { conditions.append("p.published_on <= \(to.description)") }
        if let heading = search.heading { conditions.append("p.subject_heading = \(heading)") }
        if let ceremony = search.ceremony { conditions.append("p.ceremony_code = \(ceremony)") }
        if let campaign = search.campaign { conditions.append("p.campaign_number = \(campaign)") }
        let condition = SQL.joined(conditions, separator: " AND ")
        let total =
            try connection.row("SELECT COUNT(*) AS n FROM publication_result p WHERE \(condition)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            \(Self.resultColumns) WHERE \(condition)
            ORDER BY p.published_on DESC, p.id DESC LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        return Listing(rows: try rows.map(Self.result), total: total, slice: slice)
    }

    func result(id: Int64, on today: Day) throws -> PublicResult? {
        try connection.row("\(Self.resultColumns) WHERE p.id = \(id) AND \(Self.onDisplay(today))").map(Self.result)
    }

    func resultRegions(on today: Day) throws -> [(code: RegionCode, name: String)] {
        try connection.rows(
            """
            SELECT p.region_code AS code, MAX(p.region_name) AS name FROM publication_result p
            WHERE \(Self.onDisplay(today)) GROUP BY p.region_code ORDER BY p.region_code
            """
        ).map { (code: try $0.region("code"), name: try $0.text("name")) }
    }

    func ceremonies(slice: Slice) throws -> Listing<PublicCeremony> {
        let total = try connection.row("SELECT COUNT(*) AS n FROM publication_ceremony")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT code, title, authority_name, region_code, state, planned_on, drawn_at, population_count,
                drawn_count, visit_count, '[]' AS steps, '' AS record
            FROM publication_ceremony
            ORDER BY COALESCE(drawn_at, planned_on) DESC, code DESC LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        return Listing(rows: try rows.map(Self.ceremony), total: total, slice: slice)
    }

    func publicCeremony(code: String) throws -> PublicCeremony? {
        try connection.row(
            """
            SELECT code, title, authority_name, region_code, state, planned_on, drawn_at, population_count,
                drawn_count, visit_count, steps, record
            FROM publication_ceremony WHERE code = \(code)
            """
        ).map(Self.ceremony)
    }

    func populationPiece(code: String, ordinal: Int) throws -> [UInt8]? {
        try connection.row(
            "SELECT lines FROM publication_population_piece WHERE ceremony_code = \(code) AND ordinal = \(ordinal)")?
            .bytes("lines")
    }

    func slipProof(code: String, slip: String) throws -> String? {
        try connection.row(
            "SELECT proof FROM publication_slip WHERE ceremony_code = \(code) AND slip = \(slip)")?.text("proof")
    }

    func forEachSlipProof(code: String, _ body: (_ slip: String, _ proof: String) throws -> Void) throws {
        try connection.forEach(
            "SELECT slip, proof FROM publication_slip WHERE ceremony_code = \(code) ORDER BY slip"
        ) { try body($0.text("slip"), $0.text("proof")) }
    }

    func plans(slice: Slice) throws -> Listing<PublicPlan> {
        let total = try connection.row("SELECT COUNT(*) AS n FROM publication_plan")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT plan_id, year, kind_text, title, authority_name, region_code, published_on, body
            FROM publication_plan
            ORDER BY year DESC, region_code, kind_text, plan_id LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        return Listing(rows: try rows.map(Self.plan), total: total, slice: slice)
    }

    func publicPlan(id: Int64) throws -> PublicPlan? {
        try connection.row(
            """
            SELECT plan_id, year, kind_text, title, authority_name, region_code, published_on, body
            FROM publication_plan WHERE plan_id = \(id)
            """
        ).map(Self.plan)
    }

    func portalCounts(on today: Day) throws -> PortalCounts {
        let inForce =
            try connection.row(
                """
                SELECT COALESCE(MAX(number), 0) AS n FROM publication_list_version
                WHERE list = 'items' AND withdrawn_by IS NULL AND effective_from <= \(today.description)
                """)?.int("n") ?? 0
        let row = try connection.row(
            """
            SELECT (SELECT COUNT(*) FROM publication_result p WHERE \(Self.onDisplay(today))) AS results,
                (SELECT COUNT(*) FROM publication_ceremony) AS ceremonies,
                (SELECT COUNT(*) FROM publication_plan) AS plans,
                (SELECT COUNT(*) FROM publication_list_entry e WHERE e.list = 'items' AND e.since <= \(inForce)
                    AND (e.until IS NULL OR e.until > \(inForce))) AS items
            """)
        return PortalCounts(
            results: try row?.int("results") ?? 0, ceremonies: try row?.int("ceremonies") ?? 0,
            plans: try row?.int("plans") ?? 0, items: try row?.int("items") ?? 0)
    }

    // MARK: Rows

    /// Display ends after the day `ends_on` (5.5.1).
    private static func onDisplay(_ today: Day) -> SQL {
        "p.published_on <= \(today.description) AND (p.ends_on IS NULL OR p.ends_on >= \(today.description))"
    }

    private static let resultColumns: SQL = """
        SELECT p.id AS id, p.inspection_id AS inspection_id, p.subject_name AS subject_name,
            p.subject_identifier AS subject_identifier, p.subject_heading AS subject_heading,
            p.region_code AS region_code, p.region_name AS region_name, p.authority_name AS authority_name,
            p.campaign_number AS campaign_number, p.campaign_title AS campaign_title, p.plan_id AS plan_id,
            p.ceremony_code AS ceremony_code, p.slip AS slip, p.slip_nonce AS slip_nonce, p.item_code AS item_code,
            p.item_category AS item_category, p.item_matter AS item_matter, p.item_basis AS item_basis,
            p.inspected_on AS inspected_on, p.outcome_code AS outcome_code, p.outcome_text AS outcome_text,
            p.outcome_detail AS outcome_detail, p.is_negative AS is_negative, p.due_on AS due_on,
            p.published_on AS published_on, p.ends_on AS ends_on, p.record AS record, p.log_entry AS log_entry
        FROM publication_result p
        """

    private static func result(_ row: Row) throws -> PublicResult {
        PublicResult(
            id: try row.int64("id"), inspection: try row.int64("inspection_id"),
            subjectName: try row.text("subject_name"), subjectIdentifier: try row.text("subject_identifier"),
            heading: try row.text("subject_heading"), region: try row.region("region_code"),
            regionName: try row.text("region_name"), authorityName: try row.text("authority_name"),
            campaignNumber: try row.text("campaign_number"), campaignTitle: try row.text("campaign_title"),
            plan: try row.int64("plan_id"), ceremonyCode: try row.text("ceremony_code"),
            slip: try row.text("slip"), slipNonce: try row.text("slip_nonce"), item: try row.text("item_code"),
            category: try row.text("item_category"),
            matter: try row.text("item_matter"), basis: try row.text("item_basis"),
            inspectedOn: try row.day("inspected_on"), outcome: try row.text("outcome_code"),
            outcomeText: try row.text("outcome_text"), detail: try row.text("outcome_detail"),
            isNegative: try row.bool("is_negative"), due: try row.dayOrNil("due_on"),
            publishedOn: try row.day("published_on"), endsOn: try row.dayOrNil("ends_on"),
            record: try row.text("record"), logEntry: try row.int64("log_entry"))
    }

    private static func ceremony(_ row: Row) throws -> PublicCeremony {
        PublicCeremony(
            code: try row.text("code"), title: try row.text("title"), authorityName: try row.text("authority_name"),
            region: try row.region("region_code"), state: try row.value("state"), plannedOn: try row.day("planned_on"),
            drawnAt: try row.momentOrNil("drawn_at"), populationCount: try row.intOrNil("population_count"),
            drawnCount: try row.intOrNil("drawn_count"), visitCount: try row.intOrNil("visit_count"),
            steps: try JSONText.decode(row.text("steps")), record: try row.text("record"))
    }

    private static func plan(_ row: Row) throws -> PublicPlan {
        PublicPlan(
            id: try row.int64("plan_id"), year: try row.int("year"), kind: try row.text("kind_text"),
            title: try row.text("title"), authorityName: try row.text("authority_name"),
            region: try row.region("region_code"), publishedOn: try row.day("published_on"),
            campaigns: try JSONText.decode(row.text("body")))
    }
}

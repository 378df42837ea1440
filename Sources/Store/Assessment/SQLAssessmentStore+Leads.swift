import Database
import Domain

/// Leads and alerts in tables.
extension SQLAssessmentStore {
    /// A lead whose campaigns were all cancelled is open again.
    private static let state: SQL = """
        CASE WHEN l.state = 'under-way' AND NOT EXISTS (
            SELECT 1 FROM assessment_lead_campaign k JOIN plan_campaign m ON m.id = k.campaign_id
            WHERE k.lead_id = l.id AND m.state <> 'cancelled') THEN 'open' ELSE l.state END
        """

    private static let columns: SQL = """
        SELECT l.id AS id, l.number AS number, l.source AS source, l.origin_number AS origin_number,
            l.category AS category, l.level AS level, l.origin AS origin, l.content AS content,
            l.received_on AS received_on, l.due_on AS due_on, l.region_code AS region_code,
            COALESCE(r.name, l.region_code) AS region_name, l.department_code AS department_code,
            \(state) AS state, l.closing AS closing, l.settled_on AS settled_on, l.version AS version
        FROM assessment_lead l LEFT JOIN registry_region r ON r.code = l.region_code
        """

    private func leads(where condition: SQL, tail: SQL = "ORDER BY l.id DESC") throws -> [Lead] {
        let rows = try connection.rows("\(Self.columns) WHERE \(condition) \(tail)")
        guard !rows.isEmpty else { return [] }
        var parties: [Int64: [Lead.Party]] = [:]
        for row in try connection.rows(
            """
            SELECT p.lead_id AS lead_id, s.id AS id, s.name AS name, s.identifier AS identifier
            FROM assessment_lead_subject p JOIN registry_subject s ON s.id = p.subject_id
            WHERE p.lead_id IN (\(SQL.list(try rows.map { try $0.int64("id") }))) ORDER BY s.identifier
            """)
        {
            parties[try row.int64("lead_id"), default: []].append(
                Lead.Party(
                    subject: try row.int64("id"), name: try row.text("name"), identifier: try row.text("identifier")))
        }
        return try rows.map { row in
            let id = try row.int64("id")
            return Lead(
                id: id, number: try row.text("number"), source: try row.value("source"),
                originNumber: try row.text("origin_number"), category: try row.text("category"),
                level: try row.value("level"), origin: try row.text("origin"), content: try row.text("content"),
                receivedOn: try row.day("received_on"), dueOn: try row.day("due_on"),
                region: try row.region("region_code"), regionName: try row.text("region_name"),
                department: try row.text("department_code"), state: try row.value("state"),
                closing: try row.text("closing"), settledOn: try row.dayOrNil("settled_on"),
                parties: parties[id] ?? [], version: try row.int("version"))
        }
    }

    func lead(id: Int64) throws -> Lead? { try leads(where: "l.id = \(id)").first }

    func lead(source: Lead.Source, region: RegionCode, originNumber: String) throws -> Lead? {
        try leads(
            where: """
                l.source = \(source.rawValue) AND l.region_code = \(region.text)
                AND l.origin_number = \(originNumber)
                """
        ).first
    }

    func leads(_ filter: LeadFilter, slice: Slice) throws -> Listing<Lead> {
        var parts: [SQL] = [.within(filter.region, "l.region_code")]
        if let department = filter.department { parts.append("l.department_code = \(department)") }
        if let isAlert = filter.isAlert { parts.append(isAlert ? "l.source = 'alert'" : "l.source <> 'alert'") }
        if let source = filter.source { parts.append("l.source = \(source.rawValue)") }
        switch filter.progress {
        case .open: parts.append("\(Self.state) = 'open'")
        case .overdue: parts.append("l.state IN ('open', 'under-way') AND l.due_on < \(filter.today.description)")
        case .underWay: parts.append("\(Self.state) = 'under-way'")
        case .settled: parts.append("l.state = 'settled'")
        case .closed: parts.append("l.state = 'closed'")
        case .all: break
        }
        if let from = filter.receivedFrom { parts.append("l.received_on >= \(from.description)") }
        if let industry = filter.industry {
            parts.append(
                """
                COALESCE((SELECT MIN(SUBSTR(s.industry, 1, 1)) FROM assessment_lead_subject p
                    JOIN registry_subject s ON s.id = p.subject_id WHERE p.lead_id = l.id), '') = \(industry)
                """)
        }
        if !filter.text.isEmpty {
            let part = "%" + SQLRegistryStore.escaped(filter.text) + "%"
            parts.append(
                """
                (l.number LIKE \(part) ESCAPE '!' OR l.origin_number LIKE \(part) ESCAPE '!' OR EXISTS (
                    SELECT 1 FROM assessment_lead_subject p JOIN registry_subject s ON s.id = p.subject_id
                    WHERE p.lead_id = l.id AND \(SQL.named(filter.text, "s.name", "s.identifier"))))
                """)
        }
        let condition = SQL.joined(parts, separator: " AND ")
        let total = try connection.row("SELECT COUNT(*) AS n FROM assessment_lead l WHERE \(condition)")?.int("n") ?? 0
        let rows = try leads(
            where: condition,
            tail: """
                ORDER BY CASE l.state WHEN 'settled' THEN 1 WHEN 'closed' THEN 1 ELSE 0 END, l.due_on, l.number
                LIMIT \(slice.size) OFFSET \(slice.offset)
                """)
        return Listing(rows: rows, total: total, slice: slice)
    }

    func next(of series: String) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO assessment_counter (name, last) VALUES (\(series), 1)
            ON CONFLICT (name) DO UPDATE SET last = assessment_counter.last + 1 RETURNING last
            """)
        guard let row else { throw DatabaseProblem.decoding("no number of \(series)") }
        return try row.int64("last")
    }

    func insert(_ lead: NewLead, at: Moment) throws {
        let draft = lead.draft
        try connection.execute(
            """
            INSERT INTO assessment_lead (id, number, source, origin_number, category, level, origin, content,
                received_on, due_on, region_code, department_code, state, closing, account_id, created_at, salt, version)
            VALUES (\(lead.id), \(lead.number), \(draft.source.rawValue), \(draft.originNumber), \(draft.category),
                \(draft.level.rawValue), \(draft.origin), \(draft.content), \(draft.receivedOn.description),
                \(lead.dueOn.description), \(lead.region.text), \(lead.department), 'open', '', \(lead.account),
                \(at.description), \(lead.salt), 1)
            """)
        for subject in lead.subjects {
            try connection.execute(
                "INSERT INTO assessment_lead_subject (lead_id, subject_id) VALUES (\(lead.id), \(subject))")
        }
    }

    func closeLead(_ id: Int64, reason: String, on day: Day, version: Int) throws {
        let changed = try connection.execute(
            """
            UPDATE assessment_lead SET state = 'closed', closing = \(reason), settled_on = \(day.description),
                version = version + 1
            WHERE id = \(id) AND version = \(version) AND state IN ('open', 'under-way')
            """)
        guard changed == 1 else { throw Problem.moved("线索") }
    }

    func settleLead(_ id: Int64, on day: Day) throws {
        try connection.execute(
            """
            UPDATE assessment_lead SET state = 'settled', settled_on = \(day.description), version = version + 1
            WHERE id = \(id) AND state = 'under-way'
            """)
    }

    func deleteLead(_ id: Int64) throws {
        try connection.execute("DELETE FROM assessment_lead_subject WHERE lead_id = \(id)")
        try connection.execute("DELETE FROM assessment_lead WHERE id = \(id) AND state = 'open'")
    }

    func tie(lead: Int64, campaign: Int64, by account: Int64, at: Moment) throws {
        let known = try connection.row(
            "SELECT lead_id FROM assessment_lead_campaign WHERE lead_id = \(lead) AND campaign_id = \(campaign)")
        guard known == nil else { return }
        try connection.execute(
            """
            INSERT INTO assessment_lead_campaign (lead_id, campaign_id, account_id, at)
            VALUES (\(lead), \(campaign), \(account), \(at.description))
            """)
        try connection.execute(
            "UPDATE assessment_lead SET state = 'under-way', version = version + 1 WHERE id = \(lead)")
    }

    func campaigns(lead: Int64) throws -> [LeadCampaign] {
        var visits: [Int64: [(visit: Int64, subjectName: String, state: Visit.State, outcomes: [String])]] = [:]
        for row in try connection.rows(
            """
            SELECT i.campaign_id AS campaign_id, v.id AS visit_id, s.name AS name, v.state AS state,
                i.outcome AS outcome, i.state AS inspection_state
            FROM inspection_inspection i JOIN inspection_visit v ON v.id = i.visit_id
            JOIN registry_subject s ON s.id = v.subject_id
            JOIN assessment_lead_subject p ON p.subject_id = v.subject_id AND p.lead_id = \(lead)
            JOIN assessment_lead_campaign k ON k.campaign_id = i.campaign_id AND k.lead_id = \(lead)
            ORDER BY v.id, i.id
            """)
        {
            let campaign = try row.int64("campaign_id"), visit = try row.int64("visit_id")
            let signed = !["assigned", "returned"].contains(try row.text("inspection_state"))
            let outcomes = signed ? [try row.textOrNil("outcome")].compactMap { $0 } : []
            if let place = visits[campaign]?.firstIndex(where: { $0.visit == visit }) {
                visits[campaign]?[place].outcomes += outcomes
            } else {
                visits[campaign, default: []].append(
                    (visit, try row.text("name"), try row.value("state"), outcomes))
            }
        }
        return try connection.rows(
            """
            SELECT c.id AS id, c.number AS number, c.title AS title, c.state AS state, c.publish_due AS publish_due,
                (SELECT MAX(d.code) FROM draw_ceremony_campaign m JOIN draw_ceremony d ON d.id = m.ceremony_id
                    WHERE m.campaign_id = c.id AND d.state <> 'aborted' AND d.is_direct = 0) AS ceremony,
                (SELECT COUNT(*) FROM inspection_inspection i WHERE i.campaign_id = c.id) AS inspections,
                (SELECT COUNT(i.entered_at) FROM inspection_inspection i WHERE i.campaign_id = c.id) AS signed,
                (SELECT COUNT(*) FROM inspection_inspection i WHERE i.campaign_id = c.id AND i.state = 'published')
                    AS published,
                (SELECT COUNT(*) FROM assessment_check x WHERE x.campaign_id = c.id) AS direct
            FROM assessment_lead_campaign k JOIN plan_campaign c ON c.id = k.campaign_id
            WHERE k.lead_id = \(lead) ORDER BY k.at, c.id
            """
        ).map { row in
            let id = try row.int64("id")
            return LeadCampaign(
                campaign: id, number: try row.text("number"), title: try row.text("title"),
                state: try row.value("state"), ceremony: try row.textOrNil("ceremony"), visits: visits[id] ?? [],
                inspections: try row.int("inspections"), signed: try row.int("signed"),
                isDirect: try row.int("direct") > 0, publishDue: try row.dayOrNil("publish_due"),
                published: try row.int("published"))
        }
    }

    func leads(campaign: Int64) throws -> [Lead] {
        try leads(
            where: "l.id IN (SELECT k.lead_id FROM assessment_lead_campaign k WHERE k.campaign_id = \(campaign))",
            tail: "ORDER BY l.number")
    }

    func leads(subject: Int64) throws -> [Lead] {
        try leads(
            where: "l.id IN (SELECT p.lead_id FROM assessment_lead_subject p WHERE p.subject_id = \(subject))",
            tail: "ORDER BY l.received_on DESC, l.id DESC")
    }

    func complained(since day: Day, atLeast number: Int, region: RegionCode) throws -> [(subject: Int64, number: Int)] {
        try connection.rows(
            """
            SELECT p.subject_id AS subject_id, COUNT(*) AS n
            FROM assessment_lead l JOIN assessment_lead_subject p ON p.lead_id = l.id
            WHERE l.source = 'complaint' AND l.received_on >= \(day.description)
                AND \(SQL.within(region, "l.region_code"))
            GROUP BY p.subject_id HAVING COUNT(*) >= \(number) ORDER BY p.subject_id
            """
        ).map { (try $0.int64("subject_id"), try $0.int("n")) }
    }

    func gathered(region: RegionCode, department: String?, since day: Day) throws -> [LeadGathering] {
        var condition: SQL = "\(SQL.within(region, "l.region_code")) AND l.received_on >= \(day.description)"
        if let department { condition += " AND l.department_code = \(department)" }
        return try connection.rows(
            """
            SELECT g.region_code AS region_code, COALESCE(r.name, g.region_code) AS region_name, g.section AS section,
                COUNT(CASE WHEN g.source = 'complaint' THEN 1 END) AS complaints,
                COUNT(CASE WHEN g.source IN ('assigned', 'monitoring') THEN 1 END) AS others,
                COUNT(CASE WHEN g.source = 'alert' THEN 1 END) AS alerts, SUM(g.subjects) AS subjects
            FROM (SELECT l.region_code AS region_code, l.source AS source,
                    COALESCE((SELECT MIN(SUBSTR(s.industry, 1, 1)) FROM assessment_lead_subject p
                        JOIN registry_subject s ON s.id = p.subject_id WHERE p.lead_id = l.id), '') AS section,
                    (SELECT COUNT(*) FROM assessment_lead_subject p WHERE p.lead_id = l.id) AS subjects
                FROM assessment_lead l WHERE \(condition)) g
            LEFT JOIN registry_region r ON r.code = g.region_code
            GROUP BY g.region_code, r.name, g.section ORDER BY COUNT(*) DESC, g.region_code, g.section
            """
        ).map { row in
            LeadGathering(
                region: try row.region("region_code"), regionName: try row.text("region_name"),
                section: try row.text("section"), complaints: try row.int("complaints"), others: try row.int("others"),
                alerts: try row.int("alerts"), subjects: try row.intOrNil("subjects") ?? 0)
        }
    }
}

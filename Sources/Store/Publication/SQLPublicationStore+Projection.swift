import Database
import Domain
import VerifiableDraw

/// Writes of the projection: each belongs into the transaction that changes what it shows.
extension SQLPublicationStore {
    func insert(_ result: PublicResult) throws -> Int64 {
        guard
            let row = try connection.row(
                """
                INSERT INTO publication_result (
                    inspection_id, subject_name, subject_identifier, subject_heading, region_code, region_name,
                    authority_name, campaign_number, campaign_title, plan_id, ceremony_code, slip,
                    slip_nonce, item_code,
                    item_category, item_matter, item_basis, inspected_on, outcome_code, outcome_text, outcome_detail,
                    is_negative, due_on, published_on, ends_on, record, log_entry)
                VALUES (
                    \(result.inspection), \(result.subjectName), \(result.subjectIdentifier), \(result.heading),
                    \(result.region.text), \(result.regionName), \(result.authorityName), \(result.campaignNumber),
                    \(result.campaignTitle), \(result.plan), \(result.ceremonyCode), \(result.slip),
                    \(result.slipNonce), \(result.item),
                    \(result.category), \(result.matter), \(result.basis), \(result.inspectedOn.description),
                    \(result.outcome), \(result.outcomeText), \(result.detail), \(result.isNegative),
                    \(result.due?.description), \(result.publishedOn.description), \(result.endsOn?.description),
                    \(result.record), \(result.logEntry))
                RETURNING id
                """)
        else { throw DatabaseProblem.decoding("no id of the new result") }
        return try row.int64("id")
    }

    func publish(_ ceremony: PublicCeremony) throws {
        try connection.execute(
            """
            INSERT INTO publication_ceremony (
                code, title, authority_name, region_code, state, planned_on, drawn_at, population_count, drawn_count,
                visit_count, steps, record)
            VALUES (
                \(ceremony.code), \(ceremony.title), \(ceremony.authorityName), \(ceremony.region.text),
                \(ceremony.state.rawValue), \(ceremony.plannedOn.description), \(ceremony.drawnAt?.description),
                \(ceremony.populationCount), \(ceremony.drawnCount), \(ceremony.visitCount),
                \(JSONText.encode(ceremony.steps)), \(ceremony.record))
            ON CONFLICT (code) DO UPDATE SET
                title = excluded.title, authority_name = excluded.authority_name, region_code = excluded.region_code,
                state = excluded.state, planned_on = excluded.planned_on, drawn_at = excluded.drawn_at,
                population_count = excluded.population_count, drawn_count = excluded.drawn_count,
                visit_count = excluded.visit_count, steps = excluded.steps, record = excluded.record
            """)
    }

    func publishPopulation(code: String, ceremony: Int64) throws -> Int {
        try connection.execute(
            """
            INSERT INTO publication_population_piece (ceremony_code, ordinal, lines)
            SELECT \(code), p.ordinal, p.lines FROM draw_population_piece p WHERE p.ceremony_id = \(ceremony)
            """)
    }

    func publish(slips: [(slip: String, proof: AuditPath)], ceremony code: String) throws {
        var rest = slips[...]
        try connection.insert(into: "publication_slip", columns: ["ceremony_code", "slip", "proof"]) {
            guard let one = rest.popFirst() else { return nil }
            return [.text(code), .text(one.slip), .text(try JSONText.encode(one.proof))]
        }
    }

    func publish(_ plan: PublicPlan) throws {
        try connection.execute(
            """
            INSERT INTO publication_plan (
                plan_id, year, kind_text, title, authority_name, region_code, published_on, body)
            VALUES (
                \(plan.id), \(plan.year), \(plan.kind), \(plan.title), \(plan.authorityName), \(plan.region.text),
                \(plan.publishedOn.description), \(JSONText.encode(plan.campaigns)))
            ON CONFLICT (plan_id) DO UPDATE SET
                year = excluded.year, kind_text = excluded.kind_text, title = excluded.title,
                authority_name = excluded.authority_name, region_code = excluded.region_code,
                published_on = excluded.published_on, body = excluded.body
            """)
    }

    func resultID(inspection: Int64) throws -> Int64? {
        try connection.row("SELECT id FROM publication_result WHERE inspection_id = \(inspection)")?.int64("id")
    }
}

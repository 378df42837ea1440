import Database
import Domain

extension SQLAssessmentStore {
    /// Small counts on indexed columns: they stand on every page.
    func waiting(for actor: Actor, today: Day) throws -> [String: Int] {
        var waiting: [String: Int] = [:]
        func count(_ stage: String, _ query: SQL) throws {
            let n = try connection.row(query)?.int("n") ?? 0
            if n > 0 { waiting[stage, default: 0] += n }
        }
        func scope(_ table: SQL) -> SQL {
            var condition = SQL.within(actor.region, "\(table).region_code")
            if let department = actor.department { condition += " AND \(table).department_code = \(department)" }
            return condition
        }
        if actor.may(.planEdit) {
            try count("plan", "SELECT COUNT(*) AS n FROM plan_plan p WHERE p.state = 'draft' AND \(scope("p"))")
            // What the level below handed up, and adjustments that came back; a plan that came back is a draft above.
            try count(
                "plan",
                """
                SELECT COUNT(*) AS n FROM plan_report t
                WHERE t.receiver_id = \(actor.authority) AND t.state = 'waiting'
                """)
            try count(
                "plan",
                """
                SELECT COUNT(*) AS n FROM plan_report t JOIN plan_plan p ON p.id = t.plan_id
                WHERE p.authority_id = \(actor.authority) AND t.state = 'returned' AND t.kind <> 'plan'
                """)
        }
        if actor.may(.drawRun) {
            try count(
                "plan",
                """
                SELECT COUNT(*) AS n FROM plan_campaign c JOIN plan_plan p ON p.id = c.plan_id
                WHERE c.state = 'planned' AND p.state <> 'draft' AND \(scope("c"))
                """)
        }
        if actor.may(.drawTakePart) {
            try count(
                "draw",
                """
                SELECT COUNT(*) AS n FROM draw_ceremony d
                WHERE d.state NOT IN ('drawn', 'aborted') AND \(scope("d"))
                """)
        }
        if actor.may(.drawRun) {
            try count(
                "draw",
                """
                SELECT COUNT(*) AS n FROM draw_vacancy c JOIN inspection_visit v ON v.id = c.visit_id
                WHERE c.state = 'open' AND \(scope("v"))
                """)
            let delegations = try SQLDrawStore(connection: connection)
                .delegationsWaiting(authority: actor.authority, today: today)
            let n = delegations.confirm + delegations.owed + delegations.overdue
            if n > 0 { waiting["draw", default: 0] += n }
        }
        if actor.may(.inspect), let inspector = actor.inspector {
            try count(
                "inspection",
                """
                SELECT COUNT(*) AS n FROM inspection_visit_inspector x JOIN inspection_visit v ON v.id = x.visit_id
                WHERE x.inspector_id = \(inspector) AND v.state <> 'finished'
                """)
        }
        if actor.may(.review) {
            try count(
                "inspection",
                """
                SELECT COUNT(*) AS n FROM inspection_inspection i JOIN inspection_visit v ON v.id = i.visit_id
                WHERE i.state = 'entered' AND \(scope("v"))
                """)
        }
        if actor.may(.publish) {
            try count(
                "publication",
                """
                SELECT COUNT(*) AS n FROM inspection_inspection i JOIN inspection_visit v ON v.id = i.visit_id
                WHERE i.state = 'approved' AND \(scope("v"))
                """)
        }
        if actor.may(.followUpRead) {
            try count(
                "followup",
                """
                SELECT COUNT(*) AS n FROM inspection_inspection i JOIN inspection_visit v ON v.id = i.visit_id
                WHERE i.outcome = 'pending-handling' AND i.state NOT IN ('assigned', 'returned') AND \(scope("v"))
                """)
        }
        return waiting
    }
}

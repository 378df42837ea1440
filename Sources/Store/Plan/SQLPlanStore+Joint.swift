import Database
import Domain

/// Who takes part in joint campaigns.
extension SQLPlanStore {
    private static let partColumns: SQL = """
        SELECT t.id AS id, t.campaign_id AS campaign_id, t.authority_id AS authority_id, a.name AS authority_name,
            a.region_code AS region_code, a.department_code AS department_code, t.kind AS kind,
            t.alliance_id AS alliance_id, t.matter AS matter, t.state AS state, t.answer_by AS answer_by,
            t.reason AS reason, t.at AS at, t.answered_at AS answered_at
        FROM plan_part t JOIN registry_authority a ON a.id = t.authority_id
        """

    private static func part(_ row: Row) throws -> JointPart {
        JointPart(
            id: try row.int64("id"), campaign: try row.int64("campaign_id"), authority: try row.int64("authority_id"),
            authorityName: try row.text("authority_name"), region: try row.region("region_code"),
            department: try row.text("department_code"), kind: try row.value("kind"),
            alliance: try row.int64OrNil("alliance_id"), matter: try row.text("matter"), state: try row.value("state"),
            answerBy: try row.day("answer_by"), reason: try row.text("reason"), at: try row.moment("at"),
            answeredAt: try row.momentOrNil("answered_at"))
    }

    func part(id: Int64) throws -> JointPart? {
        try connection.row("\(Self.partColumns) WHERE t.id = \(id)").map(Self.part)
    }

    func parts(campaign: Int64) throws -> [JointPart] {
        try connection.rows("\(Self.partColumns) WHERE t.campaign_id = \(campaign) ORDER BY t.id").map(Self.part)
    }

    func joint(_ view: JointView, of authority: Authority, slice: Slice) throws -> Listing<JointLine> {
        let condition: SQL
        switch view {
        case .invited: condition = Self.isPart(of: authority.id, ["invited"])
        case .accepted: condition = Self.isPart(of: authority.id, ["accepted"])
        case .asked: condition = Self.isPart(of: authority.id, ["asked"])
        case .declined: condition = Self.isPart(of: authority.id, ["declined", "withdrawn"])
        case .led:
            condition = """
                c.authority_id = \(authority.id) AND (
                    c.id IN (SELECT b.campaign_id FROM plan_joint b) OR c.id IN (SELECT t.campaign_id FROM plan_part t))
                """
        case .open:
            condition = """
                c.region_code = \(authority.region.text) AND c.department_code <> \(authority.department)
                AND c.state = 'planned' AND c.plan_id IN (SELECT p.id FROM plan_plan p WHERE p.kind = 'joint')
                AND c.id NOT IN (SELECT t.campaign_id FROM plan_part t
                    WHERE t.authority_id = \(authority.id) AND t.state IN ('invited', 'asked', 'accepted'))
                """
        }
        let filter: SQL = "c.state <> 'cancelled' AND \(condition)"
        let total = try connection.row("SELECT COUNT(*) AS n FROM plan_campaign c WHERE \(filter)")?.int("n") ?? 0
        let found = try campaigns(
            where: """
                c.id IN (SELECT c.id FROM plan_campaign c WHERE \(filter)
                    ORDER BY c.id DESC LIMIT \(slice.size) OFFSET \(slice.offset))
                """
        ).sorted { $0.id > $1.id }
        var own: [Int64: JointPart] = [:]
        if !found.isEmpty {
            for part in try connection.rows(
                """
                \(Self.partColumns)
                WHERE t.authority_id = \(authority.id) AND t.campaign_id IN (\(SQL.list(found.map(\.id))))
                """
            ).map(Self.part) { own[part.campaign] = part }
        }
        return Listing(rows: found.map { JointLine(campaign: $0, part: own[$0.id]) }, total: total, slice: slice)
    }

    private static func isPart(of authority: Int64, _ states: [String]) -> SQL {
        """
        c.id IN (SELECT t.campaign_id FROM plan_part t
            WHERE t.authority_id = \(authority) AND t.state IN (\(SQL.list(states))))
        """
    }

    func insertPart(_ part: JointPart, by account: Int64) throws {
        try connection.execute(
            """
            DELETE FROM plan_part WHERE campaign_id = \(part.campaign) AND authority_id = \(part.authority)
                AND state IN ('declined', 'withdrawn')
            """)
        try connection.execute(
            """
            INSERT INTO plan_part (campaign_id, authority_id, kind, alliance_id, matter, state, answer_by, reason, at,
                account_id)
            VALUES (\(part.campaign), \(part.authority), \(part.kind.rawValue), \(part.alliance), \(part.matter),
                \(part.state.rawValue), \(part.answerBy.description), \(part.reason), \(part.at.description), \(account))
            """)
    }

    func setPart(
        _ id: Int64, from: [JointPart.State], to: JointPart.State, reason: String, by account: Int64, at: Moment
    ) throws {
        try moved(
            """
            UPDATE plan_part SET state = \(to.rawValue), reason = \(reason), answered_at = \(at.description),
                answered_by = \(account)
            WHERE id = \(id) AND state IN (\(SQL.list(from.map(\.rawValue))))
            """, "参与邀请")
    }

    func setMatter(_ matter: String, part: Int64) throws {
        try moved("UPDATE plan_part SET matter = \(matter) WHERE id = \(part)", "参与邀请")
    }

    func jointBasis(campaign: Int64) throws -> JointBasis? {
        try connection.row("SELECT joint_code, cross_matter FROM plan_joint WHERE campaign_id = \(campaign)")
            .map { JointBasis(joint: try $0.textOrNil("joint_code"), crossMatter: try $0.textOrNil("cross_matter")) }
    }

    func setJointBasis(_ basis: JointBasis, campaign: Int64) throws {
        try connection.execute(
            """
            INSERT INTO plan_joint (campaign_id, joint_code, cross_matter)
            VALUES (\(campaign), \(basis.joint), \(basis.crossMatter))
            """)
    }

    func jointBases(year: Int, authority: Int64) throws -> [(campaign: Int64, title: String, basis: JointBasis)] {
        try connection.rows(
            """
            SELECT c.id AS id, c.title AS title, b.joint_code AS joint_code, b.cross_matter AS cross_matter
            FROM plan_joint b JOIN plan_campaign c ON c.id = b.campaign_id JOIN plan_plan p ON p.id = c.plan_id
            WHERE p.year = \(year) AND c.state <> 'cancelled' AND (c.authority_id = \(authority)
                OR c.id IN (SELECT t.campaign_id FROM plan_part t
                    WHERE t.authority_id = \(authority) AND t.state IN ('invited', 'asked', 'accepted')))
            ORDER BY c.id
            """
        ).map {
            (
                try $0.int64("id"), try $0.text("title"),
                JointBasis(joint: try $0.textOrNil("joint_code"), crossMatter: try $0.textOrNil("cross_matter"))
            )
        }
    }

    func progress(joint campaign: Int64) throws -> [JointProgress] {
        try connection.rows(
            """
            SELECT a.id AS id, a.name AS name, n.total AS total, n.signed AS signed, n.disclosed AS disclosed,
                u.at AS urged_at, b.name AS urged_by
            FROM (
                SELECT COALESCE(i.authority_id, v.authority_id) AS authority_id, COUNT(*) AS total,
                    SUM(CASE WHEN i.entered_at IS NULL THEN 0 ELSE 1 END) AS signed,
                    SUM(CASE WHEN i.state IN ('published', 'withheld') THEN 1 ELSE 0 END) AS disclosed
                FROM inspection_inspection i JOIN inspection_visit v ON v.id = i.visit_id
                WHERE i.campaign_id = \(campaign) GROUP BY COALESCE(i.authority_id, v.authority_id)
            ) n
            JOIN registry_authority a ON a.id = n.authority_id
            LEFT JOIN plan_urge u ON u.id = (SELECT MAX(x.id) FROM plan_urge x
                WHERE x.campaign_id = \(campaign) AND x.authority_id = a.id)
            LEFT JOIN access_account k ON k.id = u.account_id
            LEFT JOIN registry_authority b ON b.id = k.authority_id
            ORDER BY a.department_code, a.code
            """
        ).map { row in
            JointProgress(
                authority: try row.int64("id"), authorityName: try row.text("name"), total: try row.int("total"),
                signed: try row.int("signed"), disclosed: try row.int("disclosed"),
                urgedAt: try row.momentOrNil("urged_at"), urgedBy: try row.textOrNil("urged_by"))
        }
    }

    func insertUrge(campaign: Int64, authority: Int64, by account: Int64, at: Moment) throws {
        try connection.execute(
            """
            INSERT INTO plan_urge (campaign_id, authority_id, at, account_id)
            VALUES (\(campaign), \(authority), \(at.description), \(account))
            """)
    }

    func urged(authority: Int64) throws -> [(campaign: Int64, title: String, at: Moment)] {
        try connection.rows(
            """
            SELECT c.id AS id, c.title AS title, MAX(u.at) AS at FROM plan_urge u
            JOIN plan_campaign c ON c.id = u.campaign_id
            WHERE u.authority_id = \(authority) AND EXISTS (
                SELECT 1 FROM inspection_inspection i JOIN inspection_visit v ON v.id = i.visit_id
                WHERE i.campaign_id = c.id AND COALESCE(i.authority_id, v.authority_id) = \(authority)
                    AND i.state NOT IN ('published', 'withheld'))
            GROUP BY c.id, c.title ORDER BY MAX(u.at) DESC
            """
        ).map { (try $0.int64("id"), try $0.text("title"), try $0.moment("at")) }
    }

    func memberReporting(year: Int, kind: Plan.Kind, region: RegionCode, apart department: String) throws
        -> [ReportingLine]
    {
        try reporting(
            year: year, kind: kind,
            where: "a.region_code = \(region.text) AND a.department_code <> \(department)")
    }
}

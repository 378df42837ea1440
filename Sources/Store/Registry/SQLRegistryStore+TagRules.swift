import Database
import Domain

/// Versions of the tag rules.
extension SQLRegistryStore {
    private static let ruleColumns: SQL = """
        SELECT r.number AS number, r.state AS state, r.base AS base, r.rules AS rules, r.sha256 AS sha256,
            r.reason AS reason, a.name AS account_name, r.at AS at, r.applied_at AS applied_at, r.trial AS trial,
            r.trial_sha256 AS trial_sha256, r.settled_to AS settled_to
        FROM registry_tag_rules r LEFT JOIN access_account a ON a.id = r.account_id
        """

    private static func version(_ row: Row) throws -> TagRuleVersion {
        TagRuleVersion(
            number: try row.int("number"), state: try row.value("state"), base: try row.int("base"),
            rules: try TagRuleSet(text: try row.text("rules")), sha256: try row.text("sha256"),
            reason: try row.text("reason"), accountName: try row.textOrNil("account_name"), at: try row.moment("at"),
            appliedAt: try row.momentOrNil("applied_at"),
            trial: try row.textOrNil("trial").map { try JSONText.decode($0, as: TagTrial.self) },
            trialSHA256: try row.textOrNil("trial_sha256"), settledTo: try row.int64OrNil("settled_to"))
    }

    func ruleVersions() throws -> [TagRuleVersion] {
        try connection.rows("\(Self.ruleColumns) ORDER BY r.number DESC").map(Self.version)
    }

    func ruleVersion(_ number: Int) throws -> TagRuleVersion? {
        try connection.row("\(Self.ruleColumns) WHERE r.number = \(number)").map(Self.version)
    }

    func rulesInForce() throws -> TagRuleVersion? {
        try connection.row("\(Self.ruleColumns) WHERE r.state = 'active'").map(Self.version)
    }

    func rulesUnderWay() throws -> Int? {
        try connection.row(
            "SELECT number FROM registry_tag_rules WHERE state = 'active' AND settled_to IS NOT NULL"
        )?.int("number")
    }

    func settled(_ number: Int, to subject: Int64?, trial: TagTrial) throws {
        try connection.execute(
            """
            UPDATE registry_tag_rules SET settled_to = \(subject), trial = \(try JSONText.encode(trial))
            WHERE number = \(number)
            """)
    }

    func draftOfRules() throws -> TagRuleVersion? {
        try connection.row("\(Self.ruleColumns) WHERE r.state = 'draft' ORDER BY r.number LIMIT 1").map(Self.version)
    }

    func insertRules(
        _ rules: TagRuleSet, state: TagRuleVersion.State, base: Int, reason: String, by account: Int64?, at: Moment
    ) throws -> Int {
        let text = try rules.text()
        let next = try connection.row("SELECT COALESCE(MAX(number), 0) + 1 AS next FROM registry_tag_rules")?.int(
            "next")
        try connection.execute(
            """
            INSERT INTO registry_tag_rules (number, state, base, rules, sha256, reason, account_id, at)
            VALUES (\(next ?? 1), \(state.rawValue), \(base), \(text), \(Digest.sha256Hex(text)), \(reason), \(account),
                \(at.description))
            """)
        return next ?? 1
    }

    func updateRules(_ number: Int, _ rules: TagRuleSet) throws {
        let text = try rules.text()
        try connection.execute(
            """
            UPDATE registry_tag_rules SET rules = \(text), sha256 = \(Digest.sha256Hex(text))
            WHERE number = \(number) AND state = 'draft'
            """)
    }

    func setTrial(_ trial: TagTrial, of sha256: String, rules number: Int) throws {
        try connection.execute(
            """
            UPDATE registry_tag_rules SET trial = \(try JSONText.encode(trial)), trial_sha256 = \(sha256)
            WHERE number = \(number)
            """)
    }

    func putInForce(
        _ number: Int, reason: String, by account: Int64?, at: Moment, trial: TagTrial, settledTo: Int64?
    ) throws {
        try connection.execute("UPDATE registry_tag_rules SET state = 'past' WHERE state = 'active'")
        try connection.execute(
            """
            UPDATE registry_tag_rules SET state = 'active', reason = \(reason), account_id = \(account),
                applied_at = \(at.description), trial = \(try JSONText.encode(trial)), trial_sha256 = sha256,
                settled_to = \(settledTo)
            WHERE number = \(number)
            """)
    }

    func dropRules(_ number: Int) throws {
        try connection.execute(
            "UPDATE registry_tag_rules SET state = 'dropped' WHERE number = \(number) AND state = 'draft'")
    }
}

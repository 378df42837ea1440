import Database
import Domain

/// Audits: who opened the keys, what was found, what was signed.
extension SQLDrawStore {
    func audits(ceremony: Int64) throws -> [Audit] {
        try connection.rows(
            """
            SELECT account_id, opened_at, opened_entry, checked_at, findings, signed_at, remark FROM draw_audit
            WHERE ceremony_id = \(ceremony) ORDER BY opened_entry
            """
        ).map {
            Audit(
                ceremony: ceremony, account: try $0.int64("account_id"), openedAt: try $0.moment("opened_at"),
                openedEntry: try $0.int64("opened_entry"), checkedAt: try $0.momentOrNil("checked_at"),
                findings: try $0.textOrNil("findings").map { try JSONText.decode($0) },
                signedAt: try $0.momentOrNil("signed_at"), remark: try $0.textOrNil("remark"))
        }
    }

    func openAudit(ceremony: Int64, account: Int64, at: Moment, entry: Int64) throws {
        try connection.execute(
            """
            INSERT INTO draw_audit (ceremony_id, account_id, opened_at, opened_entry)
            VALUES (\(ceremony), \(account), \(at.description), \(entry))
            """)
    }

    func setAuditFindings(_ findings: [AuditFinding], ceremony: Int64, account: Int64, at: Moment) throws {
        try connection.execute(
            """
            UPDATE draw_audit SET findings = \(try JSONText.encode(findings)), checked_at = \(at.description)
            WHERE ceremony_id = \(ceremony) AND account_id = \(account) AND signed_at IS NULL
            """)
    }

    func signAudit(ceremony: Int64, account: Int64, at: Moment, entry: Int64, remark: String) throws {
        try connection.execute(
            """
            UPDATE draw_audit SET signed_at = \(at.description), signed_entry = \(entry), remark = \(remark)
            WHERE ceremony_id = \(ceremony) AND account_id = \(account) AND signed_at IS NULL
            """)
    }
}

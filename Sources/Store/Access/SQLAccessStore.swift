import Database
import Domain

/// Accounts, sessions and submission keys in tables.
struct SQLAccessStore: AccessStore {
    let connection: any Connection

    // MARK: Accounts

    func account(username: String) throws -> (account: Account, passwordHash: String)? {
        guard
            let row = try connection.row(
                "SELECT \(Self.columns), a.password_hash AS password_hash FROM access_account a WHERE a.username = \(username)"
            )
        else { return nil }
        return (try account(row), try row.text("password_hash"))
    }

    func account(id: Int64) throws -> Account? {
        try connection.row("SELECT \(Self.columns) FROM access_account a WHERE a.id = \(id)").map(account)
    }

    func accounts(region: RegionCode, slice: Slice) throws -> Listing<Account> {
        let within = SQL.within(region, "a.region_code")
        let total = try connection.row("SELECT COUNT(*) AS n FROM access_account a WHERE \(within)")?.int("n") ?? 0
        let rows = try connection.rows(
            """
            SELECT \(Self.columns) FROM access_account a WHERE \(within)
            ORDER BY a.username LIMIT \(slice.size) OFFSET \(slice.offset)
            """)
        let roles = try roles(of: rows.map { try $0.int64("id") })
        return Listing(
            rows: try rows.map { try Self.account($0, roles: roles[try $0.int64("id")] ?? []) }, total: total,
            slice: slice)
    }

    func accounts(role: Role, covering region: RegionCode, department: String) throws -> [Account] {
        var above = [region.text]
        while let parent = RegionCode(above[above.count - 1])?.parent { above.append(parent.text) }
        let rows = try connection.rows(
            """
            SELECT \(Self.columns) FROM access_account a
            WHERE a.status = 'active' AND a.region_code IN (\(SQL.list(above)))
                AND (a.department_code IS NULL OR a.department_code = \(department))
                AND a.id IN (SELECT account_id FROM access_account_role WHERE role = \(role.rawValue))
            ORDER BY a.region_code DESC, a.name, a.id
            """)
        let roles = try roles(of: rows.map { try $0.int64("id") })
        return try rows.map { try Self.account($0, roles: roles[try $0.int64("id")] ?? []) }
    }

    func insert(_ account: NewAccount, at: Moment) throws -> Int64 {
        let row = try connection.row(
            """
            INSERT INTO access_account (username, name, password_hash, authority_id, region_code, department_code,
                inspector_id, status, failed_logins, created_at, password_changed_at)
            VALUES (\(account.username), \(account.name), \(account.passwordHash), \(account.authority),
                \(account.region.text), \(account.department), \(account.inspector), 'active', 0, \(at.description),
                \(at.description))
            ON CONFLICT (username) DO NOTHING RETURNING id
            """)
        guard let id = try row?.int64("id") else {
            let message = "用户名“\(account.username)”已被使用。"
            throw Problem(
                .conflict, "account.username.taken", message, remedy: "请换一个用户名。", fields: ["username": message])
        }
        for role in account.roles.sorted(by: { $0.rawValue < $1.rawValue }) {
            try connection.execute(
                "INSERT INTO access_account_role (account_id, role) VALUES (\(id), \(role.rawValue))")
        }
        return id
    }

    func setStatus(_ status: Account.Status, account: Int64) throws {
        try connection.execute("UPDATE access_account SET status = \(status.rawValue) WHERE id = \(account)")
    }

    func setPassword(hash: String, account: Int64, at: Moment) throws {
        try connection.execute(
            """
            UPDATE access_account SET password_hash = \(hash), password_changed_at = \(at.description),
                failed_logins = 0, locked_until = NULL
            WHERE id = \(account)
            """)
    }

    func countFailure(account: Int64, lockedUntil: Moment?) throws -> Int {
        try connection.row(
            """
            UPDATE access_account SET failed_logins = failed_logins + 1,
                locked_until = COALESCE(\(lockedUntil?.description), locked_until)
            WHERE id = \(account) RETURNING failed_logins
            """)?.int("failed_logins") ?? 0
    }

    func clearFailures(account: Int64) throws {
        try connection.execute(
            "UPDATE access_account SET failed_logins = 0, locked_until = NULL WHERE id = \(account)")
    }

    func actor(account: Int64) throws -> Actor? {
        guard
            let row = try connection.row(
                """
                SELECT a.name AS name, a.authority_id AS authority_id, u.name AS authority_name,
                    a.region_code AS region_code, r.name AS region_name, a.department_code AS department_code,
                    a.inspector_id AS inspector_id
                FROM access_account a
                JOIN registry_authority u ON u.id = a.authority_id
                JOIN registry_region r ON r.code = a.region_code
                WHERE a.id = \(account) AND a.status = 'active'
                """)
        else { return nil }
        return Actor(
            account: account, name: try row.text("name"), roles: try roles(of: [account])[account] ?? [],
            authority: try row.int64("authority_id"), authorityName: try row.text("authority_name"),
            region: try row.region("region_code"), regionName: try row.text("region_name"),
            department: try row.textOrNil("department_code"), inspector: try row.int64OrNil("inspector_id"))
    }

    // MARK: Sessions

    func insert(_ session: Session) throws {
        try connection.execute(
            """
            INSERT INTO access_session (token_hash, account_id, csrf, created_at, last_seen_at)
            VALUES (\(session.tokenHash), \(session.account), \(session.csrf), \(session.createdAt.description),
                \(session.lastSeenAt.description))
            """)
    }

    func session(tokenHash: String) throws -> Session? {
        guard
            let row = try connection.row(
                """
                SELECT account_id, csrf, created_at, last_seen_at FROM access_session WHERE token_hash = \(tokenHash)
                """)
        else { return nil }
        return Session(
            tokenHash: tokenHash, account: try row.int64("account_id"), csrf: try row.text("csrf"),
            createdAt: try row.moment("created_at"), lastSeenAt: try row.moment("last_seen_at"))
    }

    func touch(tokenHash: String, at: Moment) throws {
        try connection.execute(
            "UPDATE access_session SET last_seen_at = \(at.description) WHERE token_hash = \(tokenHash)")
    }

    func deleteSession(tokenHash: String) throws {
        try connection.execute("DELETE FROM access_session WHERE token_hash = \(tokenHash)")
    }

    func deleteSessions(account: Int64) throws {
        try connection.execute("DELETE FROM access_session WHERE account_id = \(account)")
    }

    func deleteSessions(createdBefore: Moment, idleSince: Moment) throws -> Int {
        try connection.execute(
            """
            DELETE FROM access_session
            WHERE created_at < \(createdBefore.description) OR last_seen_at < \(idleSince.description)
            """)
    }

    // MARK: Submissions

    func claimSubmission(key: String, account: Int64, location: String, at: Moment) throws -> String? {
        let inserted = try connection.execute(
            """
            INSERT INTO access_submission (account_id, submission_key, location, at)
            VALUES (\(account), \(key), \(location), \(at.description))
            ON CONFLICT (account_id, submission_key) DO NOTHING
            """)
        return inserted == 0 ? try locationOfSubmission(key, account: account) : nil
    }

    func locationOfSubmission(_ key: String, account: Int64) throws -> String? {
        try connection.row(
            "SELECT location FROM access_submission WHERE account_id = \(account) AND submission_key = \(key)"
        )?.text("location")
    }

    // MARK: Reading

    private static let columns: SQL = """
        a.id AS id, a.username AS username, a.name AS name, a.authority_id AS authority_id,
        a.region_code AS region_code, a.department_code AS department_code, a.inspector_id AS inspector_id,
        a.status AS status, a.failed_logins AS failed_logins, a.locked_until AS locked_until
        """

    private func account(_ row: Row) throws -> Account {
        let id = try row.int64("id")
        return try Self.account(row, roles: try roles(of: [id])[id] ?? [])
    }

    private static func account(_ row: Row, roles: Set<Role>) throws -> Account {
        Account(
            id: try row.int64("id"), username: try row.text("username"), name: try row.text("name"),
            authority: try row.int64("authority_id"), roles: roles, region: try row.region("region_code"),
            department: try row.textOrNil("department_code"), inspector: try row.int64OrNil("inspector_id"),
            status: try row.value("status"), failedLogins: try row.int("failed_logins"),
            lockedUntil: try row.momentOrNil("locked_until"))
    }

    /// A role that this version does not know is left out: it can grant nothing.
    private func roles(of accounts: [Int64]) throws -> [Int64: Set<Role>] {
        guard !accounts.isEmpty else { return [:] }
        var found: [Int64: Set<Role>] = [:]
        for row in try connection.rows(
            "SELECT account_id, role FROM access_account_role WHERE account_id IN (\(SQL.list(accounts)))")
        {
            if let role = Role(rawValue: try row.text("role")) {
                found[try row.int64("account_id"), default: []].insert(role)
            }
        }
        return found
    }
}

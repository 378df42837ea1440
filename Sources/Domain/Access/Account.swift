/// An account of the platform.
package struct Account: Sendable {
    package enum Status: String, Sendable, Codable { case active, disabled }

    package let id: Int64
    package let username: String
    package let name: String
    package let authority: Int64
    package let roles: Set<Role>
    /// Scope; see `Actor`.
    package let region: RegionCode
    package let department: String?
    package let inspector: Int64?
    package let status: Status
    package let failedLogins: Int
    package let lockedUntil: Moment?

    package init(
        id: Int64, username: String, name: String, authority: Int64, roles: Set<Role>, region: RegionCode,
        department: String?, inspector: Int64?, status: Status, failedLogins: Int, lockedUntil: Moment?
    ) {
        self.id = id
        self.username = username
        self.name = name
        self.authority = authority
        self.roles = roles
        self.region = region
        self.department = department
        self.inspector = inspector
        self.status = status
        self.failedLogins = failedLogins
        self.lockedUntil = lockedUntil
    }
}

/// A server-side session. The browser holds a random token; the store only its SHA-256.
package struct Session: Sendable {
    package let tokenHash: String
    package let account: Int64
    /// Value that every form of this session carries.
    package let csrf: String
    package let createdAt: Moment
    package let lastSeenAt: Moment

    package init(tokenHash: String, account: Int64, csrf: String, createdAt: Moment, lastSeenAt: Moment) {
        self.tokenHash = tokenHash
        self.account = account
        self.csrf = csrf
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
    }
}

/// What has to be known to make an account.
package struct NewAccount: Sendable {
    package let username: String
    package let name: String
    package let passwordHash: String
    package let authority: Int64
    package let roles: Set<Role>
    package let region: RegionCode
    package let department: String?
    package let inspector: Int64?

    package init(
        username: String, name: String, passwordHash: String, authority: Int64, roles: Set<Role>, region: RegionCode,
        department: String?, inspector: Int64?
    ) {
        self.username = username
        self.name = name
        self.passwordHash = passwordHash
        self.authority = authority
        self.roles = roles
        self.region = region
        self.department = department
        self.inspector = inspector
    }
}

package protocol AccessStore {
    func account(username: String) throws -> (account: Account, passwordHash: String)?
    func account(id: Int64) throws -> Account?
    /// Accounts within a region subtree, by username.
    func accounts(region: RegionCode, slice: Slice) throws -> Listing<Account>
    /// Active accounts of a role whose region and department cover those given, nearest region first, then by name.
    func accounts(role: Role, covering region: RegionCode, department: String) throws -> [Account]
    /// Throws a conflict when the username is taken.
    func insert(_ account: NewAccount, at: Moment) throws -> Int64
    func setStatus(_ status: Account.Status, account: Int64) throws
    func setPassword(hash: String, account: Int64, at: Moment) throws
    /// Counts a failed login; returns the count so far.
    func countFailure(account: Int64, lockedUntil: Moment?) throws -> Int
    func clearFailures(account: Int64) throws
    /// The actor of an account, with names joined; nil when the account is disabled or gone.
    func actor(account: Int64) throws -> Actor?

    func insert(_ session: Session) throws
    func session(tokenHash: String) throws -> Session?
    func touch(tokenHash: String, at: Moment) throws
    func deleteSession(tokenHash: String) throws
    /// Ends every session of an account (password changed, account disabled).
    func deleteSessions(account: Int64) throws
    func deleteSessions(createdBefore: Moment, idleSince: Moment) throws -> Int

    /// Idempotency: records a submission key and where its outcome can be seen. Returns the earlier location when
    /// the key was used before by the same account, nil when it is new.
    func claimSubmission(key: String, account: Int64, location: String, at: Moment) throws -> String?
    /// Where the outcome of a submission can be seen; nil when the key is new.
    func locationOfSubmission(_ key: String, account: Int64) throws -> String?
}

/// Signing in and out, and knowing a person again.
package struct SignIn: Sendable {
    private let house: House
    private let limits: AccessLimits

    package init(_ house: House, limits: AccessLimits = AccessLimits()) {
        self.house = house
        self.limits = limits
    }

    /// A session as it begins: only here is the token known in clear.
    package struct Begun: Sendable {
        /// 64 hex digits for the cookie.
        package let token: String
        package let session: Session
        package let actor: Actor
    }

    /// One text for every cause, so that nobody learns which accounts exist.
    package static func failed(_ limits: AccessLimits) -> Problem {
        Problem(
            .unauthenticated, "access.sign-in.failed", "用户名或密码不正确，或账号已停用、已锁定。",
            remedy: "连续输错 \(limits.failures) 次，账号锁定 \(limits.lock / 60) 分钟。忘记密码请联系本单位平台管理员重置。")
    }

    /// Checks the password and begins a session. A wrong password is counted, and the fifth locks the account.
    package func begin(username: String, password: String) async throws -> Begun {
        let now = house.clock.now()
        let found = try await house.storage.read { try $0.access.account(username: username) }
        // The password is hashed in any case, so that the time taken tells nothing.
        let matches = await PasswordHash.matches(password, found?.passwordHash ?? PasswordHash.decoy)
        guard let account = found?.account, account.status == .active, !isLocked(account, now) else {
            throw SignIn.failed(limits)
        }
        guard matches else {
            try await countFailure(account.id, now)
            throw SignIn.failed(limits)
        }
        let token = house.randomHex(bytes: 32)
        let session = Session(
            tokenHash: SignIn.hash(token), account: account.id, csrf: house.randomHex(bytes: 16), createdAt: now,
            lastSeenAt: now)
        let actor = try await house.storage.housekeep { stores -> Actor? in
            try stores.access.clearFailures(account: account.id)
            guard let actor = try stores.access.actor(account: account.id) else { return nil }
            try stores.access.insert(session)
            return actor
        }
        guard let actor else { throw SignIn.failed(limits) }
        return Begun(token: token, session: session, actor: actor)
    }

    /// The person behind a session token; nil when it is unknown, has ended, or the account was disabled.
    package func resume(token: String) async throws -> (session: Session, actor: Actor)? {
        guard token.utf8.count == 64 else { return nil }
        let hash = SignIn.hash(token)
        let now = house.clock.now()
        let found = try await house.storage.read { stores -> (Session, Actor)? in
            guard let session = try stores.access.session(tokenHash: hash),
                let actor = try stores.access.actor(account: session.account)
            else { return nil }
            return (session, actor)
        }
        guard let (session, actor) = found else { return nil }
        if session.lastSeenAt.advanced(bySeconds: limits.idle) <= now
            || session.createdAt.advanced(bySeconds: limits.absolute) <= now
        {
            try await end(token: token)
            return nil
        }
        if session.lastSeenAt.advanced(bySeconds: limits.touch) <= now {
            try await house.storage.housekeep { try $0.access.touch(tokenHash: hash, at: now) }
        }
        return (session, actor)
    }

    /// Signs out.
    package func end(token: String) async throws {
        let hash = SignIn.hash(token)
        try await house.storage.housekeep { try $0.access.deleteSession(tokenHash: hash) }
    }

    /// What the store keeps instead of the token.
    package static func hash(_ token: String) -> String {
        Digest.sha256Hex(token)
    }

    private func isLocked(_ account: Account, _ now: Moment) -> Bool { account.lockedUntil.map { $0 > now } ?? false }

    private func countFailure(_ id: Int64, _ now: Moment) async throws {
        try await house.storage.housekeep { [limits] stores in
            guard let account = try stores.access.account(id: id) else { return }
            // A lock that has run out begins a new count.
            let expired = account.lockedUntil.map { $0 <= now } ?? false
            if expired { try stores.access.clearFailures(account: id) }
            let count = (expired ? 0 : account.failedLogins) + 1
            let until = count >= limits.failures ? now.advanced(bySeconds: limits.lock) : nil
            _ = try stores.access.countFailure(account: id, lockedUntil: until)
        }
    }
}

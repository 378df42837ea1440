/// Accounts: made, disabled, given new passwords, within the region and department of the person who does it.
package struct Accounts: Sendable {
    let house: House
    private let limits: AccessLimits

    package init(_ house: House, limits: AccessLimits = AccessLimits()) {
        self.house = house
        self.limits = limits
    }

    /// What the form asks for.
    package struct Draft: Sendable {
        package let username: String
        package let name: String
        package let roles: Set<Role>
        package let authority: Int64

        package init(username: String, name: String, roles: Set<Role>, authority: Int64) {
            self.username = username
            self.name = name
            self.roles = roles
            self.authority = authority
        }
    }

    /// A password that is shown once.
    package struct Issued: Sendable {
        package let account: Int64
        package let password: String
    }

    package func list(for actor: Actor, slice: Slice) async throws -> Listing<Account> {
        guard actor.may(.accounts) || actor.may(.accountsRead) else {
            try actor.require(.accounts)
            throw Problem.notFound("账号")
        }
        return try await house.storage.read { try $0.access.accounts(region: actor.region, slice: slice) }
    }

    /// An account the actor may see; others look as if they did not exist.
    package func account(_ id: Int64, for actor: Actor) async throws -> Account {
        try await house.storage.read { try Accounts.find(id, for: actor, $0) }
    }

    /// Makes an account of an authority in the actor's scope, with a password that is shown once.
    package func create(_ draft: Draft, by actor: Actor, submission: String?) async throws -> Issued {
        try actor.require(.accounts)
        try Accounts.check(draft)
        let password = newPassword()
        let hash = try await PasswordHash.make(password, salt: house.randomBytes(16))
        let now = house.clock.now()
        return try await house.storage.write { stores in
            guard let authority = try stores.registry.authority(id: draft.authority),
                actor.covers(authority.region, department: authority.department)
            else { throw Problem.notFound("机关") }
            try stores.claim(submission, by: actor, to: "/system/accounts", at: now)
            let id = try stores.access.insert(
                NewAccount(
                    username: draft.username, name: draft.name, passwordHash: hash, authority: authority.id,
                    roles: draft.roles, region: authority.region, department: authority.department, inspector: nil),
                at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "account.create", actor: actor.account, object: "account/\(id)", at: now,
                    sentence: "建立账号“\(draft.name)”，角色：\(Accounts.titles(draft.roles))。",
                    data: ["roles": .list(Accounts.sorted(draft.roles).map { .text($0.rawValue) })]),
                at: now)
            return Issued(account: id, password: password)
        }
    }

    /// Stops an account and ends its sessions at once, or lets it work again.
    package func setStatus(_ status: Account.Status, of id: Int64, by actor: Actor) async throws {
        try actor.require(.accounts)
        guard id != actor.account else {
            throw Problem(
                .refused, "account.self", "不能停用自己的账号。", remedy: "请由本单位另一位平台管理员办理。")
        }
        let now = house.clock.now()
        try await house.storage.write { stores in
            let account = try Accounts.find(id, for: actor, stores)
            guard account.status != status else { throw Problem.moved("账号") }
            try stores.access.setStatus(status, account: id)
            if status == .disabled { try stores.access.deleteSessions(account: id) }
            try stores.ledger.append(
                LedgerEntry(
                    act: status == .disabled ? "account.disable" : "account.enable", actor: actor.account,
                    object: "account/\(id)", at: now,
                    sentence: status == .disabled ? "停用账号“\(account.name)”。" : "启用账号“\(account.name)”。"),
                at: now)
        }
    }

    /// Gives an account a new password, lifts a lock, and ends its sessions.
    package func reset(_ id: Int64, by actor: Actor) async throws -> Issued {
        try actor.require(.accounts)
        let password = newPassword()
        let hash = try await PasswordHash.make(password, salt: house.randomBytes(16))
        let now = house.clock.now()
        return try await house.storage.write { stores in
            let account = try Accounts.find(id, for: actor, stores)
            try stores.access.setPassword(hash: hash, account: id, at: now)
            try stores.access.deleteSessions(account: id)
            try stores.ledger.append(
                LedgerEntry(
                    act: "account.reset", actor: actor.account, object: "account/\(id)", at: now,
                    sentence: "重置账号“\(account.name)”的密码。"),
                at: now)
            return Issued(account: id, password: password)
        }
    }

    /// A person's own new password; every session of the account ends, this one too.
    package func change(from old: String, to new: String, by actor: Actor) async throws {
        try Accounts.check(password: new, limits)
        let kept = try await house.storage.read { stores -> String? in
            guard let account = try stores.access.account(id: actor.account) else { return nil }
            return try stores.access.account(username: account.username)?.passwordHash
        }
        guard await PasswordHash.matches(old, kept ?? PasswordHash.decoy) else {
            let message = "当前密码不正确。"
            throw Problem(.invalid, "account.password.old", message, fields: ["old": message])
        }
        let hash = try await PasswordHash.make(new, salt: house.randomBytes(16))
        let now = house.clock.now()
        try await house.storage.write { stores in
            try stores.access.setPassword(hash: hash, account: actor.account, at: now)
            try stores.access.deleteSessions(account: actor.account)
            try stores.ledger.append(
                LedgerEntry(
                    act: "account.password", actor: actor.account, object: "account/\(actor.account)", at: now,
                    sentence: "修改了自己的密码。"),
                at: now)
        }
    }

    // MARK: Rules

    private static func find(_ id: Int64, for actor: Actor, _ stores: any Stores) throws -> Account {
        guard let account = try stores.access.account(id: id),
            actor.covers(account.region, department: account.department)
        else { throw Problem.notFound("账号") }
        return account
    }

    static func check(_ draft: Draft) throws {
        var fields: [String: String] = [:]
        let name = Array(draft.username.utf8)
        let allowed = name.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D || $0 == 0x5F
        }
        if !(3...40).contains(name.count) || !allowed {
            fields["username"] = "用户名用 3 到 40 个小写字母、数字、点、横线或下划线。"
        }
        if draft.roles.isEmpty { fields["roles"] = "请至少选择一个角色。" }
        if !draft.roles.isDisjoint(with: Role.apart), draft.roles.count > 1 {
            fields["roles"] = "\(titles(Role.apart))各自单独设置，不与其他角色兼任。"
        }
        guard fields.isEmpty else {
            throw Problem(
                .invalid, "account.draft", "有 \(fields.count) 处需要改正。", remedy: "请按各栏下方的提示改正后重新提交。",
                fields: fields)
        }
    }

    /// Length alone (NIST SP 800-63B-4: no composition rules).
    package static func check(password: String, _ limits: AccessLimits = AccessLimits()) throws {
        guard limits.passwordLength.contains(password.count), password.utf8.count <= 1024 else {
            let message =
                "密码长度应为 \(limits.passwordLength.lowerBound) 到 \(limits.passwordLength.upperBound) 个字符。"
            throw Problem(.invalid, "account.password.length", message, fields: ["new": message])
        }
    }

    /// 16 characters without look-alikes, 78 bits.
    func newPassword() -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        // 248 is the largest multiple of 31 below 256: beyond it the remainder would favour some letters.
        var picked: [Character] = []
        while picked.count < 16 {
            picked += house.randomBytes(32).filter { $0 < 248 }.prefix(16 - picked.count).map { letters[Int($0) % 31] }
        }
        return stride(from: 0, to: 16, by: 4).map { String(picked[$0..<$0 + 4]) }.joined(separator: "-")
    }

    private static func sorted(_ roles: Set<Role>) -> [Role] { Role.allCases.filter(roles.contains) }

    private static func titles(_ roles: Set<Role>) -> String { sorted(roles).map(\.title).joined(separator: "、") }
}

extension Role {
    /// Kept apart from daily work: an account has one of these alone (GB/T 22239-2019, 8.1.4: separate
    /// administrators; a witness who also draws witnesses nothing).
    package static let apart: Set<Role> = [.administrator, .auditor, .witness]
}

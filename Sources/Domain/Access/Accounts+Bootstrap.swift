extension Accounts {
    /// Makes an account from the command line of the server, where whoever can run it owns the installation anyway.
    /// Makes the authority too when it is not there and a name for it was given. `inspector` is the code of the person in
    /// the inspectors' library: only such an account sees and enters its own visits (2.4.2).
    package func bootstrap(
        username: String, name: String, roles: Set<Role>, region: RegionCode, department: String,
        authorityName: String?, inspector: String? = nil
    ) async throws -> Issued {
        try Accounts.check(Draft(username: username, name: name, roles: roles, authority: 0))
        let password = newPassword()
        let hash = try await PasswordHash.make(password, salt: house.randomBytes(16))
        let house = house
        return try await house.storage.write { stores in
            let now = house.clock.now()
            guard try stores.registry.region(region) != nil else {
                throw Problem(.invalid, "user.region", "没有代码为\(region)的现行区划。")
            }
            guard try stores.registry.department(department) != nil else {
                throw Problem(.invalid, "user.department", "没有代码为“\(department)”的部门。")
            }
            let code = "\(region.text)-\(department)"
            let authority: Int64
            if let known = try stores.registry.authority(code: code) {
                authority = known.id
            } else if let authorityName {
                let parent = try region.parent.flatMap {
                    try stores.registry.authority(code: "\($0.text)-\(department)")?.id
                }
                authority = try stores.registry.insert(
                    NewAuthority(
                        code: code, name: authorityName, region: region, department: department, parent: parent))
            } else {
                throw Problem(
                    .notFound, "user.authority", "还没有\(region)的机关。", remedy: "请加上 --authority-name \"机关名称\" 一并建立。")
            }
            let person = try inspector.map { try Accounts.person($0, roles, authority, stores) }
            // The provincial office of the joint meeting acts for all departments.
            let scope = region.level == .province && department == Department.marketRegulation ? nil : department
            let id = try stores.access.insert(
                NewAccount(
                    username: username, name: name, passwordHash: hash, authority: authority, roles: roles,
                    region: region, department: scope, inspector: person), at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "account.bootstrap", actor: nil, object: "account/\(id)", at: now,
                    sentence: "从命令行建立账号“\(name)”。",
                    data: ["roles": .list(Role.allCases.filter(roles.contains).map { .text($0.rawValue) })]), at: now)
            return Issued(account: id, password: password)
        }
    }

    /// The inspector behind a code, of the account's own authority.
    private static func person(_ code: String, _ roles: Set<Role>, _ authority: Int64, _ stores: any Stores) throws
        -> Int64
    {
        guard roles.contains(.inspector) else {
            throw Problem(.invalid, "user.inspector-role", "只有检查角色的账号才对应执法检查人员。", remedy: "请加上 --role inspector。")
        }
        guard let found = try stores.registry.inspector(code: code), found.authority == authority,
            found.status == .active
        else {
            throw Problem(
                .notFound, "user.inspector", "本机关的执法检查人员名录里没有工号为“\(code)”的在岗人员。",
                remedy: "请先用 mingcha import inspectors 导入名录，再建立账号。")
        }
        return found.id
    }
}

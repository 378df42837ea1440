import Domain

/// Accounts of the actor's region.
enum AccountPages {
    // MARK: List

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let listing = try await Accounts(call.house).list(for: actor, slice: call.slice)
        let names = try await regionNames(call, listing.rows.map(\.region))
        let now = call.house.clock.now()
        let model = ListModel(
            "账号列表", listing, address: call.address,
            columns: [
                .head("姓名", href: { "/system/accounts/\($0.id)" }) { $0.name }, .code("用户名") { $0.username },
                .text("角色") { titles($0.roles) }, .text("管辖地区") { names[$0.region] ?? $0.region.text },
                .chip("状态") { chip($0, now) },
            ],
            empty: EmptyModel("还没有账号", why: "本地区还没有建立账号。", action: LinkModel("新建账号", href: "/system/accounts/new")))
        return try await Exports(call).reply(
            Page(
                "shell/list", title: "账号", stage: .system, model: model, trail: [("系统", "/system")],
                primary: actor.may(.accounts) ? PageAction("新建账号", href: "/system/accounts/new", icon: "plus") : nil),
            AccessTables.accounts(now), filters: [],
            rows: { try await Accounts(call.house).list(for: actor, slice: $0) })
    }

    // MARK: One account

    struct ShowModel: Sendable {
        let facts: FactsModel
        let timeline: TimelineModel
        let id: String
        let mayEdit: Bool
        let isActive: Bool
        let isOther: Bool
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let account = try await Accounts(call.house).account(try call.id(), for: actor)
        let (authority, region, lines) = try await call.house.storage.read { stores in
            (
                try stores.registry.authority(id: account.authority)?.name,
                try stores.registry.region(account.region)?.name,
                try stores.ledger.timeline(object: "account/\(account.id)")
            )
        }
        let model = ShowModel(
            facts: FactsModel([
                .init("用户名", account.username, figures: true),
                .init("状态", "", chip: chip(account, call.house.clock.now())),
                .init("机关", authority ?? "—"),
                .init("管辖地区", region ?? account.region.text),
                .init("角色", titles(account.roles)),
            ]),
            timeline: TimelineModel(lines), id: String(account.id), mayEdit: actor.may(.accounts),
            isActive: account.status == .active, isOther: account.id != actor.account)
        return .page(
            Page(
                "access/account", title: account.name, stage: .system, model: model,
                trail: [("系统", "/system"), ("账号", "/system/accounts")]))
    }

    // MARK: New

    struct NewModel: Sendable {
        let name: FieldModel
        let username: FieldModel
        let authority: FieldModel
        let roles: FieldModel
    }

    static func new(_ call: Call) async throws -> Reply { try await form(call, problem: nil) }

    static func create(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            var errors = FieldErrors()
            let name = errors.take { try call.form.required("name", "姓名", max: 50) }
            let username = errors.take { try call.form.required("username", "用户名", max: 40) }
            let authority = errors.take { () -> Int64 in
                guard let id = try call.form.int("authority", "机关") else {
                    throw Fields.refusal("authority", "请选择机关。")
                }
                return id
            }
            let roles = Set(call.form.list("roles").compactMap(Role.init))
            if roles.isEmpty { errors.add("roles", "请至少选择一个角色。") }
            try errors.check()
            guard let name, let username, let authority else { throw Received.malformed }
            let issued = try await Accounts(call.house).create(
                Accounts.Draft(username: username, name: name, roles: roles, authority: authority), by: actor,
                submission: call.submissionKey)
            return issuedPage(issued, name: name, username: username, title: "账号已建立")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await form(call, problem: problem)
        }
    }

    private static func form(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        try actor.require(.accounts)
        let authorities = try await call.house.storage.read { try $0.registry.authorities(within: actor.region) }
            .filter { actor.covers($0.region, department: $0.department) }
        let chosen = call.form.text("authority")
        let ticked = Set(call.form.list("roles"))
        let errors = problem?.fields ?? [:]
        let model = NewModel(
            name: FieldModel(
                .text, "name", "姓名", value: call.form.text("name"), error: errors["name"], maxlength: 50),
            username: FieldModel(
                .text, "username", "用户名", value: call.form.text("username"), help: "3 到 40 个小写字母、数字、点、横线或下划线。",
                error: errors["username"], maxlength: 40),
            authority: FieldModel(
                .select(
                    [OptionModel("", "请选择")]
                        + authorities.map { OptionModel(String($0.id), $0.name, selected: chosen == String($0.id)) }),
                "authority", "机关", help: "账号的管辖地区和部门随机关确定。", error: errors["authority"]),
            roles: FieldModel(
                .checks(
                    Role.allCases.map { role in
                        OptionModel(
                            role.rawValue, role.title, selected: ticked.contains(role.rawValue),
                            help: Role.apart.contains(role) ? "单独设置，不与其他角色兼任" : nil)
                    }), "roles", "角色", error: errors["roles"]))
        return .page(
            Page(
                "access/account-new", title: "新建账号", stage: .system, model: model,
                trail: [("系统", "/system"), ("账号", "/system/accounts")], status: problem == nil ? 200 : 422))
    }

    // MARK: Changes

    struct IssuedModel: Sendable {
        let name: String
        let username: String
        let password: String
        let href: String
    }

    static func setStatus(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        guard let status = try call.form.choice("status", "状态", of: Account.Status.self) else {
            throw Received.malformed
        }
        try await Accounts(call.house).setStatus(status, of: id, by: actor)
        return .seeOther("/system/accounts/\(id)", notice: status == .disabled ? "账号已停用，其登录已全部结束。" : "账号已启用。")
    }

    static func reset(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let account = try await Accounts(call.house).account(id, for: actor)
        let issued = try await Accounts(call.house).reset(id, by: actor)
        return issuedPage(issued, name: account.name, username: account.username, title: "密码已重置")
    }

    private static func issuedPage(_ issued: Accounts.Issued, name: String, username: String, title: String) -> Reply {
        .page(
            Page(
                "access/account-issued", title: title, stage: .system,
                model: IssuedModel(
                    name: name, username: username, password: issued.password,
                    href: "/system/accounts/\(issued.account)"),
                trail: [("系统", "/system"), ("账号", "/system/accounts")]))
    }

    // MARK: Words

    static func titles(_ roles: Set<Role>) -> String {
        Role.allCases.filter(roles.contains).map(\.title).joined(separator: "、")
    }

    static func chip(_ account: Account, _ now: Moment) -> ChipModel {
        if account.status == .disabled { return ChipModel("已停用", .neutral, icon: "lock") }
        if let until = account.lockedUntil, until > now { return ChipModel("已锁定", .attention, icon: "lock") }
        return ChipModel("使用中", .success)
    }

    private static func regionNames(_ call: Call, _ codes: [RegionCode]) async throws -> [RegionCode: String] {
        let wanted = Set(codes)
        return try await call.house.storage.read { stores in
            var names: [RegionCode: String] = [:]
            for code in wanted { names[code] = try stores.registry.region(code)?.name }
            return names
        }
    }
}

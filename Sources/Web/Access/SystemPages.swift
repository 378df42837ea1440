import Domain
import HTTPTypes
import TransparencyLog

/// 系统: links, the log's timeline, preferences, search.
enum SystemPages {
    struct IndexModel: Sendable {
        struct Entry: Sendable {
            let title: String
            let href: String
            let icon: String
            let about: String
        }

        let entries: [Entry]
    }

    static func index(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        var entries: [IndexModel.Entry] = []
        if actor.may(.accounts) || actor.may(.accountsRead) {
            entries.append(.init(title: "账号", href: "/system/accounts", icon: "person", about: "本地区各机关的账号、角色和状态"))
        }
        if actor.may(.accounts) {
            entries.append(
                .init(title: "接口密钥", href: "/system/tokens", icon: "key", about: "其他部门的系统报送检查对象变更所用的密钥"))
        }
        if actor.may(.logRead) {
            entries.append(.init(title: "留痕日志", href: "/system/log", icon: "log", about: "谁在什么时候办了什么，每条都有回执"))
        }
        if actor.may(.personalAudit) {
            entries.append(
                .init(title: "个人信息查看记录", href: "/registry/personal", icon: "lock", about: "谁因为什么看过人员的完整证件号码"))
        }
        entries.append(.init(title: "显示与密码", href: "/preferences", icon: "eye", about: "界面疏密、修改密码"))
        entries.append(.init(title: "公开检查点", href: "/log/checkpoint", icon: "proof", about: "留痕日志签名后的最新状态，任何人可核验"))
        return .page(
            Page("access/system", title: "系统", stage: .system, model: IndexModel(entries: entries)))
    }

    // MARK: Log

    struct LogModel: Sendable {
        let timeline: TimelineModel
        let paging: PagingModel
        let origin: String
        let size: String
    }

    static func log(_ call: Call) async throws -> Reply {
        if let file = try await Exports(call).list(
            AccessTables.log, filters: [],
            rows: { slice in try await call.house.storage.read { try $0.ledger.latest(slice) } })
        {
            return file
        }
        let slice = call.slice
        let (listing, size) = try await call.house.storage.read {
            (try $0.ledger.latest(slice), try $0.ledger.size())
        }
        let model = LogModel(
            timeline: TimelineModel(listing.rows), paging: PagingModel(listing, address: call.address),
            origin: call.house.checkpoints.origin, size: Figures.grouped(Int(size)))
        return .page(
            Page(
                "access/log", title: "留痕日志", stage: .system, model: model, trail: [("系统", "/system")],
                actions: [
                    PageAction("最新检查点", href: "/log/checkpoint", icon: "proof"),
                    PageAction("见证人", href: "/system/witnesses"),
                ] + Exports.links(call)))
    }

    // MARK: Preferences

    struct PreferencesModel: Sendable {
        let density: FieldModel
        let old: FieldModel
        let new: FieldModel
        let again: FieldModel
    }

    static func preferences(_ call: Call) async throws -> Reply { preferencesPage(call, problem: nil) }

    private static func preferencesPage(_ call: Call, problem: Problem?) -> Reply {
        let errors = problem?.fields ?? [:]
        let helps: [Density: String] = [
            .compact: "一屏看更多行，适合整天核对清单", .standard: "适合多数人", .roomy: "字更大，行更宽",
        ]
        let model = PreferencesModel(
            density: FieldModel(
                .radios(
                    Density.allCases.map {
                        OptionModel($0.rawValue, $0.title, selected: $0 == call.session.density, help: helps[$0])
                    }), "density", "界面疏密"),
            old: FieldModel(
                .password, "old", "当前密码", error: errors["old"], maxlength: 256, autocomplete: "current-password"),
            new: FieldModel(
                .password, "new", "新密码", help: "10 到 128 个字符，越长越好，不要求混用字符。", error: errors["new"], maxlength: 256,
                autocomplete: "new-password"),
            again: FieldModel(
                .password, "again", "再输一次新密码", error: errors["again"], maxlength: 256,
                autocomplete: "new-password"))
        return .page(
            Page(
                "access/preferences", title: "显示与密码", stage: .system, model: model, trail: [("系统", "/system")],
                status: problem == nil ? 200 : 422))
    }

    static func setPreferences(_ call: Call) async throws -> Reply {
        guard let density = try call.form.choice("density", "界面疏密", of: Density.self) else {
            throw Fields.refusal("density", "请选择一种。")
        }
        return .with(
            headers: [remembered(density, call)], .seeOther("/preferences", notice: "已按“\(density.title)”显示。"))
    }

    /// The portal's way to large type and back (适老化: a visible entry, no account). `back` is where the link stood.
    static func display(_ call: Call) async throws -> Reply {
        let density = try call.query.choice("size", "显示方式", of: Density.self) ?? .standard
        return .with(headers: [remembered(density, call)], .seeOther(call.query.optional("back") ?? "/"))
    }

    private static func remembered(_ density: Density, _ call: Call) -> (name: String, value: String) {
        Cookies.set(SessionState.densityCookie, density.rawValue, maxAge: 31_536_000, secure: call.configuration.secure)
    }

    static func setPassword(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            let (old, new) = (call.form.raw("old") ?? "", call.form.raw("new") ?? "")
            guard Array(new.utf8) == Array((call.form.raw("again") ?? "").utf8) else {
                throw Fields.refusal("again", "两次输入的新密码不一致。")
            }
            try call.doors.password(call, of: actor.account)
            try await Accounts(call.house).change(from: old, to: new, by: actor)
        } catch let problem as Problem where !problem.fields.isEmpty {
            return preferencesPage(call, problem: problem)
        }
        let configuration = call.configuration
        return .with(
            headers: [Cookies.set(configuration.cookieName, "", maxAge: 0, secure: configuration.secure)],
            .seeOther("/login", notice: "密码已修改，请用新密码登录。"))
    }
}

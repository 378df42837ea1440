import Domain

/// The accounts of the demo: one for each role at three levels, and one for every inspector of the counties shown.
struct DemoAccounts: Sendable {
    static let password = "mingcha-2026"

    /// One of the accounts that the start screen lists.
    struct Shown: Sendable {
        let username: String
        let place: String
        let role: Role
    }

    private(set) var actors: [String: Actor] = [:]
    private(set) var byInspector: [Int64: Actor] = [:]
    private(set) var shown: [Shown] = []

    func actor(_ username: String) throws -> Actor {
        guard let actor = actors[username] else { throw Problem(.defect, "demo.account", "演示数据缺少账号 \(username)。") }
        return actor
    }

    func actor(inspector: Int64) throws -> Actor {
        guard let actor = byInspector[inspector] else { throw Problem(.defect, "demo.account", "演示执法人员没有账号。") }
        return actor
    }

    /// Makes all accounts with one password and, since it is public anyway, one hash.
    static func make(_ house: House, _ authorities: DemoProvince.Authorities) async throws -> DemoAccounts {
        let hash = try await PasswordHash.make(password, salt: house.randomBytes(16))
        let plans: [(suffix: String, region: String, place: String, roles: [(String, Role)])] = [
            (
                "hlj", "230000", "黑龙江省",
                [
                    ("admin", .administrator), ("plan", .planner), ("stat", .statistician), ("audit", .auditor),
                    ("publish", .publisher),
                ]
            ),
            ("hrb", "230100", "哈尔滨市", county), ("dl", "230102", "道里区", county), ("ng", "230103", "南岗区", county),
            ("xf", "230110", "香坊区", [("plan", .planner)]), ("dw", "230104", "道外区", [("plan", .planner)]),
            ("ls", "230202", "龙沙区", county),
        ]
        var drafts: [(username: String, place: String, role: Role, authority: Authority, name: String)] = []
        for plan in plans {
            let authority = try authorities.at(plan.region)
            for (prefix, role) in plan.roles {
                drafts.append(
                    ("\(prefix).\(plan.suffix)", plan.place, role, authority, "\(plan.place)\(role.title)（演示）"))
            }
        }
        let named = drafts
        return try await house.storage.write { stores in
            let now = house.clock.now()
            var made = DemoAccounts()
            for draft in named {
                let id = try stores.access.insert(
                    NewAccount(
                        username: draft.username, name: draft.name, passwordHash: hash, authority: draft.authority.id,
                        roles: [draft.role], region: draft.authority.region,
                        department: draft.authority.region.level == .province ? nil : draft.authority.department,
                        inspector: nil), at: now)
                made.actors[draft.username] = try stores.access.actor(account: id)
                made.shown.append(Shown(username: draft.username, place: draft.place, role: draft.role))
            }
            for authority in authorities.byRegion.values.sorted(by: { $0.code < $1.code })
            where authority.region.level == .county && ["2301", "2302"].contains(authority.region.text.prefix(4)) {
                for inspector in try stores.registry.inspectors(authority: authority.id) {
                    let username = inspector.code.lowercased()
                    let id = try stores.access.insert(
                        NewAccount(
                            username: username, name: inspector.name, passwordHash: hash, authority: authority.id,
                            roles: [.inspector], region: authority.region, department: authority.department,
                            inspector: inspector.id), at: now)
                    let actor = try stores.access.actor(account: id)
                    made.byInspector[inspector.id] = actor
                    made.actors[username] = actor
                }
            }
            try stores.ledger.append(
                LedgerEntry(
                    act: "demo.accounts", actor: nil, object: "demo", at: now,
                    sentence: "建立演示账号\(made.actors.count)个"), at: now)
            return made
        }
    }

    /// Makes one more account; planners are shown on the start screen.
    mutating func add(_ account: NewAccount, _ stores: any Stores, at: Moment) throws {
        let id = try stores.access.insert(account, at: at)
        guard let actor = try stores.access.actor(account: id) else { return }
        actors[account.username] = actor
        if let inspector = account.inspector { byInspector[inspector] = actor }
    }

    /// Lists an account that was made on the way, after those of the same place.
    mutating func show(_ username: String, place: String, role: Role) {
        let next = shown.firstIndex { $0.place != place } ?? shown.endIndex
        shown.insert(Shown(username: username, place: place, role: role), at: next)
    }

    /// Lists the inspector who has most left to do, so that the phone pages have something to show.
    mutating func show(inspectorOf region: RegionCode, place: String, house: House) async throws {
        let candidates = byInspector.filter { $0.value.region == region }
        let busiest = try await house.storage.read { stores in
            try candidates.keys.sorted().map { ($0, try stores.inspections.openVisits(inspector: $0)) }
        }.max { $0.1 < $1.1 }
        guard let busiest, let name = actors.first(where: { $0.value.inspector == busiest.0 })?.key else { return }
        shown.append(Shown(username: name, place: place, role: .inspector))
    }

    private static let county: [(String, Role)] = [
        ("plan", .planner), ("draw", .drawer), ("witness", .witness), ("review", .reviewer), ("publish", .publisher),
    ]
}

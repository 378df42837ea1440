import Domain

/// Tags kept by people, a draft of rules with its trial, a department's directory, a sandbox and a whitelist.
struct DemoTags: Sendable {
    /// The account of a member department, 文化和旅游.
    static let liaison = "plan.whly"

    let house: House
    let accounts: DemoAccounts

    func make() async throws {
        let keeper = try accounts.actor("admin.hlj")
        try await taxonomy(keeper)
        try await rules(keeper)
        try await libraries(keeper)
        try await directory()
    }

    private func subjects(_ region: String, tag: String, limit: Int) async throws -> [Subject] {
        guard let code = RegionCode(region) else { return [] }
        var filter = SubjectFilter(region: code)
        filter.tags = [tag]
        let wanted = filter.query
        return try await house.storage.read { try $0.registry.search(wanted, slice: Slice(size: limit)).rows }
    }

    private func taxonomy(_ keeper: Actor) async throws {
        let keeping = TagKeeping(house), holding = TagHolding(house), today = house.clock.today
        _ = try await keeping.addDimension(code: "feature", name: "监管特征", by: keeper, submission: nil)
        for (code, name, meaning) in [
            ("night-market", "夜间经营", "晚八点以后仍对外营业的门店；固定摊区也算。"),
            ("night-stall", "夜市摊点", "夜市里的固定摊位。"),
        ] {
            _ = try await keeping.add(
                .init(code: code, name: name, dimension: "feature", meaning: meaning, owner: nil), by: keeper,
                submission: nil)
        }
        let list = try await subjects("230102", tag: "catering", limit: 24)
        guard list.count > 6 else { return }
        for (code, part) in [("night-market", list.prefix(16)), ("night-stall", list.suffix(8))] {
            _ = try await holding.assign(
                .init(tag: code, gives: true, from: today, until: nil, reason: "夜间经营摸排名单（演示）"),
                .identifiers(part.map(\.identifier)), by: keeper, submission: nil)
        }
        _ = try await keeping.merge(
            "night-stall", into: "night-market", reason: "两类监管要求相同（演示）", by: keeper, submission: nil)
        let planner = try accounts.actor("plan.dl")
        _ = try await holding.decide(
            .init(tag: "catering", gives: false, from: today, until: nil, reason: "现场核实已不做餐饮（演示）"),
            subject: list[0].id, by: planner, submission: nil)
        _ = try await holding.decide(
            .init(tag: "chain", gives: true, from: today, until: today.advanced(by: 365), reason: "加盟连锁品牌（演示）"),
            subject: list[0].id, by: planner, submission: nil)
    }

    private func rules(_ keeper: Actor) async throws {
        let rules = TagRuleKeeping(house)
        let number = try await rules.begin(by: keeper)
        guard let draft = try await house.storage.read({ try $0.registry.ruleVersion(number) }) else { return }
        var own = draft.rules.rules(of: "exhibition")
        own.append(TagRules.Rule(tag: "exhibition", any: ["摄影服务"]))
        try await rules.edit(number, tag: "exhibition", rules: own, by: keeper)
        try await rules.trial(number, by: keeper)
    }

    private func libraries(_ keeper: Actor) async throws {
        let keeping = LibraryKeeping(house)
        guard let province = RegionCode("230000"), let pilot = RegionCode("230200") else { return }
        _ = try await keeping.open(
            kind: .whitelist, name: "广告产业信用同盟（演示）", region: province, basis: "演示文件〔2026〕1号", by: keeper,
            submission: nil)
        _ = try await keeping.open(
            kind: .sandbox, name: "齐齐哈尔“四新”沙盒（演示）", region: pilot, basis: "演示文件〔2026〕2号", by: keeper,
            submission: nil)
        let found = try await house.storage.read { try $0.registry.libraries().map { ($0.id, $0.kind) } }
        for (id, kind) in found {
            let candidates =
                kind == .whitelist
                ? try await subjects("230102", tag: "advertising", limit: 40)
                : try await subjects("230202", tag: "software-it", limit: 60)
            var done = 0
            for subject in candidates where done < 7 {
                // Those of another class are refused; that is as it should be.
                guard await applies(subject, to: id, category: kind == .sandbox ? "新业态" : "", by: keeper) else {
                    continue
                }
                done += 1
                guard done < 6 else { continue }
                try await decide(.enter, subject, in: id, "符合入库条件（演示）", by: keeper)
                if done == 1 { try await decide(.exit, subject, in: id, "企业自愿退出（演示）", by: keeper) }
            }
        }
    }

    private func applies(_ subject: Subject, to library: Int64, category: String, by keeper: Actor) async -> Bool {
        do {
            _ = try await LibraryKeeping(house).apply(
                library: library, identifier: subject.identifier, category: category, statement: "经营规范，信用良好（演示）",
                by: keeper, submission: nil)
            return true
        } catch {
            return false
        }
    }

    private func decide(
        _ step: LibraryKeeping.Step, _ subject: Subject, in library: Int64, _ reason: String, by keeper: Actor
    ) async throws {
        let entry = try await house.storage.read { stores in
            try stores.registry.libraryEntries(subject: subject.id).first { $0.library == library }
        }
        guard let entry else { return }
        _ = try await LibraryKeeping(house).decide(
            step, entry: entry.id, reason: reason, version: entry.version, by: keeper, submission: nil)
    }

    /// 文化和旅游: an account at the province, hotels in its directory, a tag of its own.
    private func directory() async throws {
        let code = "whly"
        let hash = try await PasswordHash.make(DemoAccounts.password, salt: house.randomBytes(16))
        guard let province = RegionCode("230000") else { return }
        let house = house
        let made = try await house.storage.write { stores in
            let now = house.clock.now()
            _ = try stores.registry.seed(departments: [Department(code: code, name: "文化和旅游")])
            let authority = try stores.registry.insert(
                NewAuthority(
                    code: "230000-\(code)", name: "黑龙江省文化和旅游厅（演示）", region: province, department: code,
                    parent: nil))
            let id = try stores.access.insert(
                NewAccount(
                    username: DemoTags.liaison, name: "文化和旅游联络员（演示）", passwordHash: hash, authority: authority,
                    roles: [.planner], region: province, department: code, inspector: nil), at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "demo.department", actor: nil, object: "demo", at: now, sentence: "建立演示成员单位"), at: now)
            return try stores.access.actor(account: id)
        }
        guard let liaison = made else { return }
        let hotels = try await subjects("230100", tag: "lodging", limit: 20)
        guard hotels.count > 4 else { return }
        let keeping = DirectoryKeeping(house)
        _ = try await keeping.declare(
            code, isShared: true, note: "旅馆住宿单位，供联合检查参考（演示）。", by: liaison, submission: nil)
        _ = try await keeping.add(
            hotels.map(\.identifier), to: code, note: "旅馆住宿（演示）", by: liaison, submission: nil)
        _ = try await TagKeeping(house).add(
            .init(code: "whly-star", name: "星级饭店", dimension: "scale", meaning: "评定为星级的饭店。", owner: code),
            by: liaison, submission: nil)
        _ = try await TagHolding(house).assign(
            .init(tag: "whly-star", gives: true, from: house.clock.today, until: nil, reason: "评定名单（演示）"),
            .identifiers(hotels.prefix(5).map(\.identifier)), by: liaison, submission: nil)
    }
}

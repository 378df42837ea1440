import Domain

/// Leads, alerts and checks without a draw, for the demo. All fictional: no complaint about anybody real, no risk of a real business.
struct DemoLeads {
    let house: House
    let accounts: DemoAccounts
    let region: RegionCode

    func make() async throws {
        let planner = try accounts.actor("plan.dl"), today = house.clock.today
        let region = region
        let (subjects, officers) = try await house.storage.read { stores in
            (
                try stores.registry.search(SubjectFilter(region: region).query, slice: Slice(size: 30)).rows,
                try stores.registry.inspectors(authority: planner.authority).filter { one in
                    one.isCertified(on: today) && one.recusals.isEmpty
                }
            )
        }
        guard subjects.count > 12, officers.count > 1 else { return }
        let leads = Leads(house)
        func register(
            _ serial: Int, _ source: Lead.Source, _ subject: Int, days: Int, level: Lead.Level = .none,
            category: String, _ content: String
        ) async throws -> Int64 {
            let done = try await leads.register(
                LeadDraft(
                    source: source, originNumber: "演示-\(serial)", category: category, level: level,
                    origin: source == .alert ? "信用风险分类管理系统（演示）" : source == .complaint ? "12315平台（演示）" : "上级转办（演示）",
                    content: content + "（演示，虚构）", receivedOn: today.advanced(by: -days),
                    identifiers: [subjects[subject].identifier]), by: planner, submission: nil)
            return Int64(done.location.split(separator: "/").last ?? "") ?? 0
        }
        // Three complaints about one subject make the tag; one is handled by a check, one closed, one late.
        let checked = try await register(1, .complaint, 0, days: 3, category: "食品安全", "反映购买的食品包装破损")
        for serial in 2...4 {
            _ = try await register(serial, .complaint, 1, days: 10 * serial, category: "价格", "反映标价与结算价格不一致")
        }
        let closed = try await register(5, .assigned, 2, days: 6, category: "广告", "转办核实门头广告用语")
        _ = try await register(6, .monitoring, 3, days: 8, category: "网络交易", "网络监测发现页面未公示营业执照")
        for (serial, level) in [(7, Lead.Level.high), (8, .middle), (9, .low)] {
            _ = try await register(
                serial, .alert, serial - 3, days: serial, level: level, category: "经营异常风险", "登记住所联系核验未通过")
        }
        _ = try await leads.close(
            closed, reason: "已电话核实，广告用语有依据，不需要检查（演示）", version: 1, by: planner, submission: nil)
        for field in ["food", "price"] {
            let run = try await Grading(house).compute(field, by: planner, submission: nil)
            guard field == "food", let id = Int64(run.location.split(separator: "/").last ?? "") else { continue }
            _ = try await Grading(house).apply(id, by: planner, submission: nil)
        }
        let item = try await house.storage.read { try $0.catalogue.items(on: today) }.first {
            $0.region.contains(region)
        }
        guard let item else { return }
        let team = officers.prefix(2).map(\.id)
        _ = try await LeadChecks(house).open(
            DirectCheck.Draft(
                ground: .complaint, lead: checked, identifier: subjects[0].identifier, items: [item.code],
                method: "网络检查", inspectors: team, basis: ""), by: planner, submission: nil)
        _ = try await LeadChecks(house).open(
            DirectCheck.Draft(
                ground: .law, lead: nil, identifier: subjects[10].identifier, items: [item.code], method: "书面检查",
                inspectors: team, basis: "某条例（虚构）第十条：年度核验"), by: planner, submission: nil)
    }
}

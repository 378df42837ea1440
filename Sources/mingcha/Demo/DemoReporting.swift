import Domain

/// 逐级报备 in the demo: the city receives, sends back and urges.
extension DemoCycle {
    /// The authority above receives everything that the plans of these campaigns handed up.
    func receive(_ planner: String, _ campaigns: [Int64], on day: Day) async throws {
        clock.move(to: day, hour: 10)
        let actor = try accounts.actor(planner)
        for report in try await waiting(campaigns) {
            try await PlanReporting(house).receive(actor, report: report.id, remark: "同意（演示）")
        }
    }

    /// A campaign is added as an adjustment; the authority above sends it back.
    func adjust(_ planner: String, beside campaign: Int64, _ sketch: Sketch, above: String, on day: Day) async throws {
        clock.move(to: day, hour: 10)
        guard let plan = try await house.storage.read({ try $0.plans.campaign(id: campaign)?.plan }) else { return }
        let added = try await Planning(house).add(
            try accounts.actor(planner), plan: plan, draft(sketch), adjustment: "群众反映较多，增加一次检查（演示，虚构）")
        for report in try await waiting([added]) where report.campaign == added {
            try await PlanReporting(house).sendBack(
                try accounts.actor(above), report: report.id, reason: "与联合抽查任务时间相近，请说明能否合并（演示）")
        }
    }

    /// Puts a reminder before who has not reported.
    func urge(_ planner: String, authority region: String, kind: Plan.Kind, on day: Day) async throws {
        clock.move(to: day, hour: 10)
        guard let code = RegionCode(region), let debtor = authorities.byRegion[code] else { return }
        try await PlanReporting(house).remind(
            try accounts.actor(planner), authority: debtor.id, year: year, kind: kind)
    }

    private func waiting(_ campaigns: [Int64]) async throws -> [PlanReport] {
        try await house.storage.read { stores in
            let plans = Set(try campaigns.compactMap { try stores.plans.campaign(id: $0)?.plan })
            return try plans.sorted().flatMap { try stores.plans.reports(plan: $0) }.filter { $0.state == .waiting }
        }
    }
}

import Domain

/// Published plans (2.3.13).
enum PublicPlanPages {
    struct PlanModel: Sendable {
        let facts: FactsModel
        let campaigns: [CampaignRow]
        let empty: EmptyModel?
    }

    struct CampaignRow: Sendable {
        let number: String
        let title: String
        let items: String
        let regions: String
        let method: String
        let period: String
        let resultsHref: String
    }

    static func plans(_ call: Call) async throws -> Reply {
        let listing = try await Portal(call.house).plans(Slice(page: call.slice.page, size: 20))
        let model = ListModel(
            "年度抽查计划", listing, address: call.address,
            columns: [
                .head("计划", href: { "/plans/\($0.id)" }) { $0.title }, .figures("年度") { String($0.year) },
                .text("种类") { $0.kind }, .text("制定机关") { $0.authorityName },
                .text("任务") { "\($0.campaigns.count) 个任务" },
                .figures("公示日期", wraps: false) { $0.publishedOn.description },
            ], empty: EmptyModel("还没有公示的计划", why: "年度抽查计划报备后在这里公示。"), isShort: true)
        return try await Exports(call, isPublic: true).reply(
            Page("shell/list", title: "年度抽查计划", stage: .portal, model: model, frame: .portal),
            PortalTables.plans, filters: [], rows: { try await Portal(call.house).plans($0) })
    }

    static func plan(_ call: Call) async throws -> Reply {
        let plan = try await Portal(call.house).plan(try call.id())
        let campaigns = plan.campaigns.map {
            CampaignRow(
                number: $0.number, title: $0.title, items: $0.items.joined(separator: "、"),
                regions: $0.regions.joined(separator: "、"), method: $0.method, period: "\($0.startsOn) 至 \($0.endsOn)",
                resultsHref: Address("/results").with("campaign", $0.number).text)
        }
        let model = PlanModel(
            facts: FactsModel([
                .init("年度", "\(plan.year)年"), .init("种类", plan.kind), .init("制定机关", plan.authorityName),
                .init("公示日期", plan.publishedOn.inWords), .init("任务数量", "\(plan.campaigns.count) 个"),
            ]), campaigns: campaigns,
            empty: campaigns.isEmpty ? EmptyModel("计划中没有任务", why: "计划调整后会在这里更新。") : nil)
        return .publicPage(
            Page(
                "portal/plan", title: plan.title, stage: .portal, model: model, trail: [("抽查计划", "/plans")],
                frame: .portal))
    }
}

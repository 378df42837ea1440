import Domain

/// Published plans (2.3.13) and items (2.2.1).
enum PlanAndItemPages {
    struct Plans: Sendable {
        let rows: [PlanRow]
        let paging: PagingModel?
        let empty: EmptyModel?
    }

    struct PlanRow: Sendable {
        let href: String
        let title: String
        let year: String
        let kind: String
        let authority: String
        let campaigns: String
        let published: String
    }

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

    struct Items: Sendable {
        let filter: FilterModel
        let rows: [ItemRow]
        let paging: PagingModel?
        let empty: EmptyModel?
    }

    struct ItemRow: Sendable {
        let href: String
        let category: String
        let matter: String
        let subjects: String
        let importance: String
        let level: String
        let sample: Bool
    }

    struct ItemModel: Sendable {
        let facts: FactsModel
        let sample: RemarkModel?
    }

    static func plans(_ call: Call) async throws -> Reply {
        let listing = try await Portal(call.house).plans(Slice(page: call.slice.page, size: 20))
        let rows = listing.rows.map {
            PlanRow(
                href: "/plans/\($0.id)", title: $0.title, year: String($0.year), kind: $0.kind,
                authority: $0.authorityName, campaigns: "\($0.campaigns.count) 个任务",
                published: $0.publishedOn.description)
        }
        let model = Plans(
            rows: rows, paging: rows.isEmpty ? nil : PagingModel(listing, address: call.address),
            empty: rows.isEmpty ? EmptyModel("还没有公示的计划", why: "年度抽查计划报备后在这里公示。") : nil)
        if let file = try await Exports(call, isPublic: true).list(
            PortalTables.plans, filters: [], rows: { try await Portal(call.house).plans($0) })
        {
            return file
        }
        return .publicPage(
            Page(
                "portal/plans", title: "年度抽查计划", stage: .portal, model: model, frame: .portal,
                actions: Exports.links(call)))
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

    static func items(_ call: Call) async throws -> Reply {
        let text = try call.query.optional("q", "抽查事项", max: 100) ?? ""
        let listing = try await Portal(call.house).items(text, slice: Slice(page: call.slice.page, size: 50))
        let rows = listing.rows.map {
            ItemRow(
                href: "/items/\($0.code)", category: $0.category, matter: $0.matter, subjects: $0.subjects,
                importance: $0.importance, level: $0.level, sample: $0.isSample)
        }
        let model = Items(
            filter: FilterModel(
                action: "/items", [.text("q", "类别或者事项", value: text)], found: "\(Figures.grouped(listing.total)) 项",
                clearHref: text.isEmpty ? nil : "/items"), rows: rows,
            paging: rows.isEmpty ? nil : PagingModel(listing, address: call.address),
            empty: rows.isEmpty
                ? EmptyModel(
                    text.isEmpty ? "还没有公示的抽查事项" : "没有符合条件的抽查事项", why: text.isEmpty ? "抽查事项清单发布后在这里公示。" : "换一个词试试。")
                : nil)
        if let file = try await Exports(call, isPublic: true).list(
            PortalTables.items, filters: model.filter.words,
            rows: { try await Portal(call.house).items(text, slice: $0) })
        {
            return file
        }
        return .publicPage(
            Page(
                "portal/items", title: "抽查事项清单", stage: .portal, model: model, frame: .portal,
                actions: Exports.links(call)))
    }

    static func item(_ call: Call) async throws -> Reply {
        let item = try await Portal(call.house).item(try call.parameter("code"))
        var facts: [FactsModel.Fact] = [
            .init("编号", item.code, figures: true), .init("抽查类别", item.category), .init("检查对象", item.subjects),
            .init("事项类型", item.importance), .init("检查方式", item.methods.joined(separator: "、")),
            .init("检查主体", item.level), .init("检查依据", item.basis.isEmpty ? "清单来源未载明" : item.basis),
            .init("部门", item.department),
            .init("适用区域", item.region),
        ]
        if let note = item.note { facts.append(.init("说明", note)) }
        let model = ItemModel(
            facts: FactsModel(facts),
            sample: item.isSample ? RemarkModel("这是示例事项，不是正式发布的清单。", .attention) : nil)
        return .publicPage(
            Page(
                "portal/item", title: item.matter, stage: .portal, model: model, trail: [("抽查事项", "/items")],
                frame: .portal))
    }
}

import Domain

/// The list in force.
enum CataloguePages {
    struct Model: Sendable {
        let tabs: TabsModel
        let sample: RemarkModel?
        let version: String?
        let filter: FilterModel
        let head: TableHeadModel
        let rows: [Row]
        let hasRows: Bool
        let empty: EmptyModel?
        let paging: PagingModel
    }

    struct Row: Sendable {
        let code: String
        let href: String
        let matter: String
        let category: String
        let importance: ChipModel
        let subjects: String
        let methods: String
        let checklist: String
        let sample: ChipModel?
        let local: String?
    }

    static let sampleWords = "这是示例清单，取自公开资料中能见到的若干事项，不是黑龙江省正式发布的抽查事项清单，仅供熟悉系统使用。"

    static func tabs(_ current: String) -> TabsModel {
        TabsModel([
            .init("抽查事项", href: "/catalogue", current: current == "items"),
            .init("清单版本", href: "/catalogue/versions", current: current == "versions"),
            .init("规则", href: "/catalogue/law", current: current == "law"),
        ])
    }

    static func importance(_ value: Item.Importance) -> ChipModel {
        value == .key ? ChipModel("重点", .attention, icon: "dot") : ChipModel("一般", .neutral)
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let overview = try await CatalogueKeeping(call.house).overview(actor)
        let category = call.query.optional("category")
        let importance = try call.query.choice("importance", "事项类别", of: Item.Importance.self)
        let sample = call.query.text("sample")
        let text = try call.query.optional("q", "事项", max: 100)
        let found = overview.items.filter { item in
            (category.map { item.category.utf8.elementsEqual($0.utf8) } ?? true)
                && (importance.map { item.importance == $0 } ?? true)
                && (sample.isEmpty || item.isSample == (sample == "yes"))
                && (text.map { word in [item.code, item.matter, item.subjects].contains { $0.contains(word) } } ?? true)
        }
        let categories = overview.items.reduce(into: [String]()) { names, item in
            if !names.contains(item.category) { names.append(item.category) }
        }
        let slice = call.slice
        let shown = Listing(
            rows: Array(found.dropFirst(slice.offset).prefix(slice.size)), total: found.count, slice: slice)
        let filtered = category != nil || importance != nil || !sample.isEmpty || text != nil
        let model = Model(
            tabs: tabs("items"),
            sample: overview.items.contains(where: \.isSample) ? RemarkModel(sampleWords, .attention) : nil,
            version: overview.version.map {
                "现行第\($0.number)版，\($0.effectiveFrom.inWords)起生效，共\(overview.items.count)项。"
            },
            filter: FilterModel(
                action: "/catalogue",
                [
                    .select(
                        "category", "抽查类别",
                        [OptionModel("", "全部", selected: category == nil)]
                            + categories.map { OptionModel($0, $0, selected: $0 == category) }),
                    .select(
                        "importance", "事项类别",
                        [
                            OptionModel("", "全部", selected: importance == nil),
                            OptionModel("general", "一般", selected: importance == .general),
                            OptionModel("key", "重点", selected: importance == .key),
                        ]),
                    .select(
                        "sample", "来源",
                        [
                            OptionModel("", "全部", selected: sample.isEmpty),
                            OptionModel("no", "正式", selected: sample == "no"),
                            OptionModel("yes", "示例", selected: sample == "yes"),
                        ]),
                    .text("q", "事项", value: text ?? ""),
                ], found: "\(Figures.grouped(found.count)) 项", clearHref: filtered ? "/catalogue" : nil),
            head: TableHeadModel(
                [
                    ("抽查事项", nil, false), ("编号", nil, false), ("抽查类别", nil, false), ("事项类别", nil, false),
                    ("检查对象", nil, false), ("检查方式", nil, false), ("检查表", nil, false),
                ], address: call.address),
            rows: shown.rows.map { item in
                Row(
                    code: item.code, href: "/catalogue/items/\(item.code)", matter: item.matter,
                    category: item.category,
                    importance: CataloguePages.importance(item.importance), subjects: item.subjects,
                    methods: item.methods.isEmpty ? "未载明" : item.methods.joined(separator: "、"),
                    checklist: overview.withChecklist.contains(item.code) ? "有" : "无",
                    sample: item.isSample ? ChipModel("示例", .attention, icon: "info") : nil,
                    local: item.region.level == .province ? nil : "地方事项")
            },
            hasRows: !shown.rows.isEmpty,
            empty: shown.rows.isEmpty ? empty(filtered: filtered, actor) : nil,
            paging: PagingModel(shown, address: call.address))
        if let file = try await Exports(call).whole(table, filters: model.filter.words, found) { return file }
        return .page(
            Page(
                "catalogue/list", title: "抽查事项清单", stage: .catalogue, model: model,
                primary: mayEdit(actor) ? PageAction("新增事项", href: "/catalogue/items/new", icon: "plus") : nil,
                actions: Exports.links(call)))
    }

    private static let table = ExportTable<Item>(
        "抽查事项清单",
        [
            .text("编号", 12) { $0.code }, .text("抽查类别", 20) { $0.category }, .text("抽查事项", 40) { $0.matter },
            .text("事项类别", 14) { $0.importance.title }, .text("检查对象", 24) { $0.subjects },
            .text("检查方式", 24) { $0.methods.joined(separator: "、") }, .text("检查主体", 20) { $0.level },
            .text("检查依据", 60) { $0.basis }, .text("部门", 14) { $0.department }, .text("适用区域", 10) { $0.region.text },
            .text("来源", 8) { $0.isSample ? "示例" : "正式" }, .text("说明", 30) { $0.note },
        ])

    /// The list is the province's (2.2.1); others are not shown what would only refuse.
    static func mayEdit(_ actor: Actor) -> Bool { actor.may(.catalogueEdit) && actor.region.level == .province }

    private static func empty(filtered: Bool, _ actor: Actor) -> EmptyModel {
        if filtered {
            return EmptyModel("没有符合条件的事项", why: "请放宽筛选条件。", action: LinkModel("清除条件", href: "/catalogue"))
        }
        return EmptyModel(
            "清单还是空的", why: "用 mingcha import items 导入清单，或由省级账号逐项新增。",
            action: mayEdit(actor) ? LinkModel("新增事项", href: "/catalogue/items/new") : nil)
    }
}

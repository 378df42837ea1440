import Domain

/// The lists in force.
struct CataloguePages: Sendable {
    let list: CatalogueList

    struct Model: Sendable {
        let tabs: TabsModel
        let sample: RemarkModel?
        let coming: RemarkModel?
        let version: String?
        let versionsHref: String
        let filter: FilterModel
        let label: String
        let head: TableHeadModel
        let rows: [Row]
        let hasRows: Bool
        let empty: EmptyModel?
        let paging: PagingModel
    }

    struct Row: Sendable {
        let code: String
        let href: String
        let title: String
        let heading: String
        let cells: [Cell]
        let sample: ChipModel?
        let local: String?
    }

    struct Cell: Sendable {
        let text: String?
        let chip: ChipModel?

        init(_ text: String) {
            self.text = text
            chip = nil
        }

        init(chip: ChipModel) {
            text = nil
            self.chip = chip
        }
    }

    static let sampleWords = "这是示例清单，取自公开资料中能见到的若干事项或者虚构，不是黑龙江省正式发布的清单，仅供熟悉系统使用。"

    static func tabs(_ current: String) -> TabsModel {
        TabsModel([
            .init("抽查事项", href: "/catalogue", current: current == "items"),
            .init("联查事项", href: "/catalogue/joint", current: current == "joint"),
            .init("重点监管", href: "/catalogue/key", current: current == "key"),
            .init("清单版本", href: "/catalogue/versions", current: current == "versions"),
            .init("清单建议", href: "/catalogue/proposals", current: current == "proposals"),
            .init("清单外检查", href: "/catalogue/checks", current: current == "checks"),
            .init("规则", href: "/catalogue/law", current: current == "law"),
        ])
    }

    /// Page of a list, or of an entry in it.
    static func href(_ list: CatalogueList, _ code: String? = nil) -> String {
        guard let code else { return list == .items ? "/catalogue" : "/catalogue/\(list.rawValue)" }
        return "/catalogue/\(list.rawValue)/\(code)"
    }

    static func importance(_ value: Item.Importance) -> ChipModel {
        value == .key ? ChipModel("重点", .attention, icon: "dot") : ChipModel("一般", .neutral)
    }

    func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let overview = try await CatalogueKeeping(call.house).overview(actor, list)
        let heading = call.query.optional("category")
        let importance =
            list == .items ? try call.query.choice("importance", "事项类别", of: Item.Importance.self) : nil
        let place = call.query.text("place")
        let text = try call.query.optional("q", "事项", max: 100)
        let found = overview.entries.filter { entry in
            (heading.map { entry.heading.utf8.elementsEqual($0.utf8) } ?? true)
                && (importance.map { wanted in
                    if case .item(let item) = entry { item.importance == wanted } else { false }
                }
                    ?? true)
                && (place.isEmpty || entry.isLocal == (place == "local"))
                && (text.map { word in
                    entry.code.contains(word)
                        || entry.particulars(overview.names).contains { $0.value.contains(word) }
                } ?? true)
        }
        let headings = overview.entries.reduce(into: [String]()) { names, entry in
            if !names.contains(entry.heading) { names.append(entry.heading) }
        }
        let slice = call.slice
        let shown = Listing(
            rows: Array(found.dropFirst(slice.offset).prefix(slice.size)), total: found.count, slice: slice)
        let filtered = heading != nil || importance != nil || !place.isEmpty || text != nil
        var parts: [FilterModel.Part] = [
            .select(
                "category", CataloguePages.headingLabel(list),
                [OptionModel("", "全部", selected: heading == nil)]
                    + headings.map { OptionModel($0, $0, selected: $0 == heading) })
        ]
        if list == .items {
            parts.append(
                .select(
                    "importance", "事项类别",
                    [
                        OptionModel("", "全部", selected: importance == nil),
                        OptionModel("general", "一般", selected: importance == .general),
                        OptionModel("key", "重点", selected: importance == .key),
                    ]))
        }
        if list != .joint {
            parts.append(
                .select(
                    "place", "适用范围",
                    [
                        OptionModel("", "全部", selected: place.isEmpty),
                        OptionModel("province", "全省", selected: place == "province"),
                        OptionModel("local", "地方事项", selected: place == "local"),
                    ]))
        }
        parts.append(.text("q", "关键词", value: text ?? ""))
        let model = Model(
            tabs: CataloguePages.tabs(list.rawValue),
            sample: overview.entries.contains(where: \.isSample)
                ? RemarkModel(CataloguePages.sampleWords, .attention) : nil,
            coming: overview.coming.first.map {
                RemarkModel("第\($0.number)版已发布，将于\($0.effectiveFrom.inWords)生效：\($0.reason)。")
            },
            version: overview.version.map {
                "现行第\($0.number)版，\($0.effectiveFrom.inWords)起生效，共\(overview.entries.count)项。"
            }, versionsHref: Address("/catalogue/versions").with("list", list.rawValue).text,
            filter: FilterModel(
                action: CataloguePages.href(list), parts, found: "\(Figures.grouped(found.count)) 项",
                clearHref: filtered ? CataloguePages.href(list) : nil),
            label: list.title,
            head: TableHeadModel(
                ([list.noun, "编号", CataloguePages.headingLabel(list)] + columns).map { ($0, nil, false) },
                address: call.address),
            rows: shown.rows.map { row($0, overview) }, hasRows: !shown.rows.isEmpty,
            empty: shown.rows.isEmpty ? empty(filtered: filtered, actor) : nil,
            paging: PagingModel(shown, address: call.address))
        let table = PortalTables.entries(list.title, found, names: overview.names)
        if let file = try await Exports(call).whole(table, filters: model.filter.words, found) { return file }
        let edits = CataloguePages.mayEdit(actor)
        let importHref = Address("/registry/imports/new").with("kind", list.rawValue).text
        let propose = Address("/catalogue/proposals/new").with("list", list.rawValue).text
        return .page(
            Page(
                "catalogue/list", title: list.title, stage: .catalogue, model: model,
                primary: edits
                    ? PageAction("新增事项", href: "/catalogue/\(list.rawValue)/new", icon: "plus")
                    : actor.may(.cataloguePropose) ? PageAction("提出建议", href: propose, icon: "send") : nil,
                actions: (edits ? [PageAction("导入整份清单", href: importHref, icon: "upload")] : [])
                    + (list == .joint ? [PageAction("一业一册", href: "/catalogue/booklets")] : [])
                    + Exports.links(call)))
    }

    static func headingLabel(_ list: CatalogueList) -> String {
        switch list {
        case .items: "抽查类别"
        case .joint: "行业领域"
        case .key: "重点领域"
        }
    }

    private var columns: [String] {
        switch list {
        case .items: ["事项类别", "检查对象", "检查方式", "检查表", "指南"]
        case .joint: ["牵头部门", "参与部门", "检查对象", "指南"]
        case .key: ["监管主体", "监管对象", "覆盖要求", "指南"]
        }
    }

    private func row(_ entry: ListEntry, _ overview: CatalogueKeeping.Overview) -> Row {
        let documents = overview.documents[entry.code].map { "\($0)份" } ?? "无"
        let cells: [Cell] =
            switch entry {
            case .item(let item):
                [
                    Cell(chip: CataloguePages.importance(item.importance)), Cell(item.subjects),
                    Cell(item.methods.isEmpty ? "未载明" : item.methods.joined(separator: "、")),
                    Cell(overview.withChecklist.contains(item.code) ? "有" : "无"), Cell(documents),
                ]
            case .joint(let joint):
                [
                    Cell(overview.names.department(joint.lead)),
                    Cell(joint.parts.map { overview.names.department($0.department) }.joined(separator: "、")),
                    Cell(joint.subjects), Cell(documents),
                ]
            case .key(let key): [Cell(key.authority), Cell(key.subjects), Cell(key.cycle), Cell(documents)]
            }
        return Row(
            code: entry.code, href: CataloguePages.href(list, entry.code), title: entry.title, heading: entry.heading,
            cells: cells, sample: entry.isSample ? ChipModel("示例", .attention, icon: "info") : nil,
            local: entry.isLocal ? "地方事项：\(overview.names.region(entry.region))" : nil)
    }

    /// The lists are the province's (2.2.1); others are not shown what would only refuse.
    static func mayEdit(_ actor: Actor) -> Bool { actor.may(.catalogueEdit) && actor.region.level == .province }

    private func empty(filtered: Bool, _ actor: Actor) -> EmptyModel {
        if filtered {
            return EmptyModel(
                "没有符合条件的事项", why: "请放宽筛选条件。", action: LinkModel("清除条件", href: CataloguePages.href(list)))
        }
        return EmptyModel(
            "清单还是空的", why: "由省级账号导入整份清单，或逐项新增。",
            action: CataloguePages.mayEdit(actor)
                ? LinkModel("导入整份清单", href: Address("/registry/imports/new").with("kind", list.rawValue).text) : nil)
    }
}

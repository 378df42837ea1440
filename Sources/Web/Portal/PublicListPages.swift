import Domain

/// The lists in public: what is in force, every version and what it changed, retired entries, guides (2.2.1).
enum PublicListPages {
    struct ListModel: Sendable {
        let lists: TabsModel
        let summary: String?
        let coming: RemarkModel?
        let filter: FilterModel
        let label: String
        let headingLabel: String
        let rows: [Row]
        let paging: PagingModel?
        let empty: EmptyModel?
        let versionsHref: String
        let retired: LinkModel?
    }

    struct Row: Sendable {
        let href: String
        let code: String
        let title: String
        let heading: String
        let subjects: String
        let region: String
        let sample: Bool
    }

    static func href(_ list: CatalogueList, _ code: String) -> String {
        list == .items ? "/items/\(code)" : "/items/\(list.rawValue)/\(code)"
    }

    static func address(_ path: String, _ list: CatalogueList) -> Address {
        list == .items ? Address(path) : Address(path).with("list", list.rawValue)
    }

    static func tabs(_ path: String, _ current: CatalogueList) -> TabsModel {
        TabsModel(
            CatalogueList.allCases.map {
                .init($0.title, href: address(path, $0).text, current: $0 == current)
            }, label: "清单")
    }

    static func chosen(_ call: Call) throws -> CatalogueList {
        try call.query.choice("list", "清单", of: CatalogueList.self) ?? .items
    }

    static func list(_ call: Call) async throws -> Reply {
        let list = try chosen(call)
        let text = try call.query.optional("q", "关键词", max: 100) ?? ""
        if !text.isEmpty { try call.doors.search(call) }
        let page = try await Portal(call.house).list(list, text: text, slice: Slice(page: call.slice.page, size: 50))
        let rows = page.listing.rows.map(row)
        let model = ListModel(
            lists: tabs("/items", list),
            summary: page.inForce.map {
                "现行第\($0.number)版，\($0.effectiveFrom.inWords)起生效，共\($0.entries)项。"
            },
            coming: page.coming.first.map {
                RemarkModel("第\($0.number)版将于\($0.effectiveFrom.inWords)生效：\($0.summary)。\($0.reason)")
            },
            filter: FilterModel(
                action: "/items",
                [
                    .select(
                        "list", "清单",
                        CatalogueList.allCases.map { OptionModel($0.rawValue, $0.title, selected: $0 == list) }),
                    .text("q", "类别或者事项", value: text),
                ], found: "\(Figures.grouped(page.listing.total)) 项",
                clearHref: text.isEmpty ? nil : address("/items", list).text),
            label: list.title, headingLabel: CataloguePages.headingLabel(list), rows: rows,
            paging: rows.isEmpty ? nil : PagingModel(page.listing, address: call.address),
            empty: rows.isEmpty
                ? EmptyModel(
                    text.isEmpty ? "还没有公示的\(list.noun)" : "没有符合条件的事项",
                    why: text.isEmpty ? "\(list.title)发布后在这里公示。" : "换一个词试试。") : nil,
            versionsHref: address("/items/versions", list).text,
            retired: page.retired > 0
                ? LinkModel("已取消的事项（\(page.retired)项）", href: address("/items/retired", list).text) : nil)
        let table = PortalTables.entries(list.title, page.listing.rows)
        if let file = try await Exports(call, isPublic: true).list(
            table, filters: model.filter.words,
            rows: { try await Portal(call.house).list(list, text: text, slice: $0).listing })
        {
            return file
        }
        return .publicPage(
            Page(
                "portal/items", title: list.title, stage: .portal, model: model, frame: .portal,
                actions: Exports.links(call)))
    }

    private static func row(_ entry: PublicEntry) -> Row {
        Row(
            href: href(entry.list, entry.code), code: entry.code, title: entry.title, heading: entry.heading,
            subjects: entry.facts.first { ["检查对象", "监管对象"].contains($0.label) }?.value ?? "",
            region: entry.isLocal ? "仅\(entry.regionName)" : "全省", sample: entry.isSample)
    }

    // MARK: Retired

    struct RetiredModel: Sendable {
        let lists: TabsModel
        let rows: [RetiredRow]
        let hasRows: Bool
        let empty: EmptyModel?
        let paging: PagingModel
    }

    struct RetiredRow: Sendable {
        let entry: Row
        let span: String
    }

    static func retired(_ call: Call) async throws -> Reply {
        let list = try chosen(call)
        let listing = try await Portal(call.house).retired(list, slice: Slice(page: call.slice.page, size: 50))
        let model = RetiredModel(
            lists: tabs("/items/retired", list),
            rows: listing.rows.map { period in
                RetiredRow(
                    entry: row(period.entry),
                    span: "第\(period.since)版起，第\(period.until ?? period.since)版取消")
            }, hasRows: !listing.rows.isEmpty,
            empty: listing.rows.isEmpty ? EmptyModel("没有取消的事项", why: "从清单中取消的事项在这里继续公开。") : nil,
            paging: PagingModel(listing, address: call.address))
        if let file = try await Exports(call, isPublic: true).cells(
            "已取消的\(list.noun)", ["编号", "事项", "在清单中"],
            rows: { try await Portal(call.house).retired(list, slice: $0) },
            { [.text($0.entry.code), .text($0.entry.title), .text("第\($0.since)版起，第\($0.until ?? $0.since)版取消")] })
        {
            return file
        }
        return .publicPage(
            Page(
                "portal/items-retired", title: "已取消的\(list.noun)", stage: .portal, model: model,
                trail: [(list.title, address("/items", list).text)], frame: .portal,
                actions: Exports.links(call)))
    }

    // MARK: One entry

    struct EntryModel: Sendable {
        let state: RemarkModel?
        let sample: RemarkModel?
        let facts: FactsModel
        let files: [File]
        let hasFiles: Bool
        let history: [Period]
    }

    struct File: Sendable {
        let title: String
        let href: String
        let about: String
        let replaced: Bool
    }

    struct Period: Sendable {
        let title: String
        let href: String
        let span: String
        let reason: String
        let basis: String
    }

    static func item(_ call: Call) async throws -> Reply { try await entry(call, .items) }
    static func joint(_ call: Call) async throws -> Reply { try await entry(call, .joint) }
    static func key(_ call: Call) async throws -> Reply { try await entry(call, .key) }

    private static func entry(_ call: Call, _ list: CatalogueList) async throws -> Reply {
        let page = try await Portal(call.house).entry(list, try call.parameter("code"))
        let entry = page.entry
        var facts: [FactsModel.Fact] = [.init("编号", entry.code, figures: true)]
        for one in entry.facts where one.label != "示例" && !(one.label == "备注" && one.value.isEmpty) {
            facts.append(.init(one.label, one.value.isEmpty ? "清单来源未载明" : one.value))
        }
        if let approval = entry.approval { facts.append(.init("纳入途径", approval)) }
        let state: RemarkModel? =
            switch page.state {
            case .inForce: nil
            case .coming:
                RemarkModel("这个事项还没有生效，将于\(page.periods.last?.since.effectiveFrom.inWords ?? "")纳入清单。")
            case .past, .withdrawn:
                RemarkModel(
                    "这个事项已从清单中取消\(page.periods.first?.until.map { "（\($0.effectiveFrom.inWords)起）" } ?? "")，不再据此安排检查。",
                    .attention)
            }
        let model = EntryModel(
            state: state, sample: entry.isSample ? RemarkModel("这是示例事项，不是正式发布的清单。", .attention) : nil,
            facts: FactsModel(facts),
            files: page.files.map { file in
                File(
                    title: file.title, href: "/items/files/\(file.document)/\(file.version)",
                    about:
                        "\(file.kind)，第\(file.version)版，\(file.publishedOn.description)，\(DocumentPages.size(file.size))",
                    replaced: file.isReplaced)
            }, hasFiles: !page.files.isEmpty,
            history: page.periods.map { one in
                let until = one.until.map(\.effectiveFrom.description) ?? "今"
                return Period(
                    title: "第\(one.since.number)版", href: versionHref(list, one.since.number),
                    span: one.since.withdrawnBy != nil
                        ? "已撤回，没有生效"
                        : one.since.effectiveFrom > page.today
                            ? "\(one.since.effectiveFrom.description) 起生效"
                            : "\(one.since.effectiveFrom.description) 至 \(until)",
                    reason: one.since.reason, basis: one.since.basis)
            })
        let hasBooklet = list == .joint ? try await Portal(call.house).hasBooklet(entry.code) : false
        return .publicPage(
            Page(
                "portal/item", title: entry.title, stage: .portal, model: model,
                trail: [(list.title, address("/items", list).text)], frame: .portal,
                actions: hasBooklet ? [PageAction("一业一册", href: BookletPages.publicHref(entry.code))] : []))
    }

    static func file(_ call: Call) async throws -> Reply {
        let found = try await Portal(call.house).file(
            document: try call.id(), version: Int(try call.id("version")))
        return DocumentPages.attachment(
            DocumentFile(filename: found.file.filename, bytes: found.content), cache: .seconds(60))
    }
}

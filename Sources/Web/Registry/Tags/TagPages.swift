import Domain

/// 标签体系: the list and one tag.
enum TagPages {
    static let trail: [(title: String, href: String)] = [("标签", "/registry/tags")]

    static func chip(_ state: RegistryTag.State) -> ChipModel {
        ChipModel(state.title, state == .active ? .success : .neutral)
    }

    static func list(_ call: Call) async throws -> Reply { try await list(call, problem: nil) }

    private static func list(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let book = try await TagReading(call.house).taxonomy(for: actor)
        let ended = call.query.text("state") == "ended"
        let dimension = call.query.optional("dimension"), text = call.query.text("q")
        let owner = call.query.optional("owner")
        let departments = Dictionary(book.departments.map { ($0.code, $0.name) }) { first, _ in first }
        let order = Dictionary(book.dimensions.enumerated().map { ($1.code, $0) }) { first, _ in first }
        let names = Dictionary(book.dimensions.map { ($0.code, $0.name) }) { first, _ in first }
        let shown = book.tags.filter { tag in
            (tag.state == .active) != ended && (dimension.map { $0 == tag.dimension } ?? true)
                && (owner.map { $0 == "common" ? tag.owner == nil : tag.owner == $0 } ?? true)
                && (text.isEmpty || tag.name.contains(text) || tag.code.contains(text))
        }.sorted { (order[$0.dimension] ?? 99, $0.number) < (order[$1.dimension] ?? 99, $1.number) }
        let owners = Set(book.tags.compactMap(\.owner))
        func owned(_ tag: RegistryTag) -> String { tag.owner.map { departments[$0] ?? $0 } ?? "全省通用" }
        func how(_ tag: RegistryTag) -> String { book.ruled.contains(tag.code) ? "规则、手工" : "手工、名单" }
        let tabs = TabsModel([
            .init("使用中", href: "/registry/tags", current: !ended, count: book.tags.count { $0.state == .active }),
            .init(
                "已合并、停用", href: "/registry/tags?state=ended", current: ended,
                count: book.tags.count { $0.state != .active }),
        ])
        let filter = FilterModel(
            action: "/registry/tags",
            [
                .text("q", "名称或编号", value: text),
                .select(
                    "dimension", "维度",
                    SubjectPages.options(
                        book.dimensions.map { ($0.code, $0.name) }, chosen: dimension.map { [$0] } ?? [],
                        all: "全部维度")),
                .select(
                    "owner", "维护单位",
                    SubjectPages.options(
                        [("common", "全省通用")]
                            + book.departments.filter { owners.contains($0.code) }.map { ($0.code, $0.name) },
                        chosen: owner.map { [$0] } ?? [], all: "全部单位")),
                .select(
                    "state", "状态",
                    [OptionModel("", "使用中", selected: !ended), OptionModel("ended", "已合并、停用", selected: ended)]),
            ], found: "\(shown.count) 个", clearHref: call.address.contains("?") ? "/registry/tags" : nil)
        let form =
            book.mayKeep
            ? PanelForm(
                "/registry/tags/dimensions",
                [
                    FieldModel(
                        .text, "dimension_code", "维度编号", value: call.form.text("dimension_code"),
                        help: "小写字母，如 risk", error: problem?.fields["dimension_code"], maxlength: 40),
                    FieldModel(
                        .text, "dimension_name", "维度名称", value: call.form.text("dimension_name"),
                        error: problem?.fields["dimension_name"], maxlength: 20),
                ], button: "新增维度", summary: "新增维度") : nil
        let model = ListModel(
            "标签列表", shown, address: call.address, tabs: [tabs], filter: filter,
            remarks: book.draft.map { [RemarkModel("标签规则第\($0)版正在起草，尚未执行。", .attention)] } ?? [], form: form,
            columns: [
                .head("标签", href: { "/registry/tags/\($0.code)" }) { $0.name },
                .text("维度") { names[$0.dimension] ?? $0.dimension }, .code("编号") { $0.code },
                .text("维护单位", owned), .text("认定方式", how),
                ListColumn("检查对象", isNumber: true) {
                    PanelCell(
                        Figures.grouped(book.counts[$0.number] ?? 0), href: "/registry/subjects?tag=\($0.code)",
                        style: "number")
                }, .chip("状态") { chip($0.state) },
            ],
            empty: ended
                ? EmptyModel("没有合并或停用的标签", why: "合并、停用的标签在这里保留，可以查看历史。")
                : EmptyModel("没有符合条件的标签", why: "可以减少条件再看。"))
        let table = ExportTable<RegistryTag>(
            "标签",
            [
                .text("标签") { $0.name }, .text("编号", 22) { $0.code },
                .text("维度") { names[$0.dimension] ?? $0.dimension }, .text("含义", 40) { $0.meaning },
                .text("维护单位") { $0.owner.map { departments[$0] ?? $0 } ?? "全省通用" },
                .text("认定方式") { book.ruled.contains($0.code) ? "规则、手工" : "手工、名单" },
                .count("检查对象") { book.counts[$0.number] ?? 0 }, .text("状态") { $0.state.title },
                .text("并入") { tag in book.tags.first { $0.number == tag.mergedInto }?.name },
                .day("启用") { $0.since }, .day("合并、停用日期") { $0.endedOn },
            ])
        if let file = try await Exports(call).whole(table, filters: tabs.words + filter.words, shown) { return file }
        return .page(
            Page(
                "shell/list", title: "标签", stage: .registry, model: model, trail: [("两库", "/registry")],
                primary: actor.may(.registryEdit) && actor.region.level == .province
                    ? PageAction("新增标签", href: "/registry/tags/new", icon: "plus") : nil,
                actions: (actor.may(.registryEdit) && actor.region.level == .province
                    ? [PageAction("导入标签类目", href: "/registry/imports/new?kind=tags", icon: "upload")] : []) + [
                        PageAction("标签规则", href: "/registry/tags/rules"),
                        PageAction("手工和名单记录", href: "/registry/tags/decisions"),
                    ] + Exports.links(call), status: problem == nil ? 200 : 422))
    }

    static func addDimension(_ call: Call) async throws -> Reply {
        try await RegistryForm.answered {
            let done = try await TagKeeping(call.house).addDimension(
                code: call.form.text("dimension_code"), name: call.form.text("dimension_name"), by: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther(done.location, notice: "已新增维度。")
        } again: {
            try await list(call, problem: $0)
        }
    }

    // MARK: One tag

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let found = try await TagReading(call.house).tag(try call.parameter("code"), for: actor)
        let tag = found.tag
        var facts: [FactsModel.Fact] = [
            .init("编号", tag.code, figures: true), .init("维度", found.dimension),
            .init("含义", tag.meaning.isEmpty ? "按名称理解" : tag.meaning),
            .init("维护单位", found.owner?.name ?? "全省通用，由省级统筹"), .init("状态", "", chip: chip(tag.state)),
            .init("启用", tag.since?.description ?? "—", figures: true),
        ]
        if let ended = tag.endedOn {
            facts.append(.init(tag.state == .merged ? "合并日期" : "停用日期", ended.description, figures: true))
        }
        if let into = found.mergedInto { facts.append(.init("并入", into.name, href: "/registry/tags/\(into.code)")) }
        facts.append(
            .init("检查对象", Figures.grouped(found.carriers) + " 户", href: "/registry/subjects?tag=\(tag.code)"))
        facts.append(.init("手工和名单记录", "查看", href: "/registry/tags/decisions?tag=\(tag.code)"))
        facts.append(.init("检查人员回避、专长", "\(found.inspectors) 条"))
        let types = call.house.reference?.types
        var panels = [
            Panel("基本信息", facts: FactsModel(facts)),
            Panel(
                "认定规则", note: found.rules.isEmpty ? "没有规则，由人工或名单认定。" : nil,
                table: PanelTable("认定规则", ["规则"], found.rules.map { [PanelCell(RuleWords.sentence($0, types))] })),
            Panel(
                "用到它的抽查事项",
                table: PanelTable(
                    "抽查事项", ["编号", "事项"],
                    found.items.map {
                        [.head($0.code, href: "/catalogue/items/\($0.code)"), PanelCell($0.matter)]
                    }), none: "没有。"),
        ]
        if !found.absorbed.isEmpty {
            panels.append(
                Panel(
                    "并入本标签的标签",
                    table: PanelTable(
                        "并入的标签", ["标签", "合并日期"],
                        found.absorbed.map { [.head($0.name, href: "/registry/tags/\($0.code)"), .day($0.endedOn)] })))
        }
        let actions =
            found.mayKeep
            ? [
                PageAction("修订", href: "/registry/tags/\(tag.code)/edit", icon: "edit"),
                PageAction("合并", href: "/registry/tags/\(tag.code)/merge"),
                PageAction("停用", href: "/registry/tags/\(tag.code)/retire", icon: "stop"),
            ] : []
        return .page(
            Page(
                "registry/panels", title: tag.name, stage: .registry,
                model: PanelsModel(panels, timeline: TimelineModel(found.timeline)),
                trail: [("两库", "/registry")] + trail,
                primary: found.mayGive
                    ? PageAction("给对象加标签", href: "/registry/tags/assign?give=\(tag.code)", icon: "plus") : nil,
                actions: actions + [PageAction("规则版本", href: "/registry/tags/rules")]))
    }
}

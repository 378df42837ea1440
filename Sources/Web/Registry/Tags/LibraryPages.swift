import Domain

/// 专项库: sandbox and whitelist libraries, their lists and each subject's way through one.
enum LibraryPages {
    static let trail: [(title: String, href: String)] = [("专项库", "/registry/libraries")]

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let found = try await LibraryReading(call.house).libraries(for: actor)
        let mayOpen = actor.may(.registryEdit)
        func count(_ one: LibraryReading.Overview, _ state: LibraryEntry.State, _ number: Int) -> PanelCell {
            PanelCell(
                Figures.grouped(number), href: "/registry/libraries/\(one.library.id)?state=\(state.rawValue)",
                style: "number")
        }
        let list = PanelTable(
            "专项库", ["库", "管理方式", "适用地区", "依据", "待审核#", "在库#", "已退出、到期#"],
            found.map { one -> [PanelCell] in
                [
                    .head(one.library.name, href: "/registry/libraries/\(one.library.id)"),
                    PanelCell(one.library.kind.title), PanelCell(one.regionName), PanelCell(one.library.basis),
                    count(one, .applied, one.applied), count(one, .standing, one.standing),
                    count(one, .exited, one.exited),
                ]
            })
        let model = PanelsModel([
            Panel("各库", table: list, none: "还没有专项库。“沙盒”监管库和“白名单”由试点地区或省级的市场监督管理部门建立。")
        ])
        let table = ExportTable<LibraryReading.Overview>(
            "专项库",
            [
                .text("库", 32) { $0.library.name }, .text("管理方式") { $0.library.kind.title },
                .text("适用地区") { $0.regionName }, .text("依据", 40) { $0.library.basis }, .day("建立") { $0.library.since },
                .count("待审核") { $0.applied }, .count("在库") { $0.standing }, .count("已退出、到期") { $0.exited },
            ])
        if let file = try await Exports(call).whole(table, filters: [], found) { return file }
        return .page(
            Page(
                "registry/panels", title: "专项库", stage: .registry, model: model, trail: [("两库", "/registry")],
                primary: mayOpen ? PageAction("建立专项库", href: "/registry/libraries/new", icon: "plus") : nil,
                actions: Exports.links(call)))
    }

    static func new(_ call: Call) async throws -> Reply { try await newForm(call, nil) }

    private static func newForm(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn(), form = call.form
        let regions = try await RegistryReading(call.house).subjects(
            SubjectFilter(region: actor.region), slice: Slice(size: 1), for: actor
        ).choices.regions
        let chosen = try? form.region("region", "地区")
        return RegistryForm(
            "/registry/libraries", problem: problem,
            [
                FieldModel(
                    .radios([
                        OptionModel(
                            "whitelist", "“白名单”管理", selected: form.text("kind") != "sandbox",
                            help: "如广告产业信用同盟：不主动实施现场检查，以非现场检查为主。"),
                        OptionModel(
                            "sandbox", "“沙盒”监管", selected: form.text("kind") == "sandbox",
                            help: "试点地区的“四新”低风险企业：一年包容期，只做事件触发式检查。"),
                    ]), "kind", "管理方式", error: problem?.fields["kind"]),
                FieldModel(
                    .text, "name", "库名", value: form.text("name"), error: problem?.fields["name"], maxlength: 40),
                FieldModel(
                    .select(SubjectPages.regionOptions(regions, actor, chosen: (chosen ?? nil) ?? actor.region)),
                    "region",
                    "适用地区", error: problem?.fields["region"]),
                FieldModel(
                    .text, "basis", "依据", value: form.text("basis"), help: "建立这个库的文件名称和文号。",
                    error: problem?.fields["basis"]),
            ], button: "建立", cancelHref: "/registry/libraries"
        ).page("建立专项库", trail: trail, problem: problem)
    }

    static func open(_ call: Call) async throws -> Reply {
        try await RegistryForm.answered {
            let form = call.form
            guard let kind = try form.choice("kind", "管理方式", of: Library.Kind.self) else {
                throw Fields.refusal("kind", "请选择管理方式。")
            }
            guard let region = try form.region("region", "适用地区") else { throw Fields.refusal("region", "请选择地区。") }
            let done = try await LibraryKeeping(call.house).open(
                kind: kind, name: form.text("name"), region: region, basis: form.text("basis"),
                by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "已建立。")
        } again: {
            try await newForm(call, $0)
        }
    }

    // MARK: One library

    static func chip(_ entry: LibraryEntry, _ today: Day) -> ChipModel {
        switch entry.state {
        case .applied: return ChipModel("待审核", .attention)
        case .refused: return ChipModel("未通过", .neutral)
        case .exited: return ChipModel("已退出", .neutral)
        case .standing:
            guard let until = entry.until, until >= today else { return ChipModel("已到期", .neutral) }
            return until < today.advanced(by: 30) ? ChipModel("将到期", .attention) : ChipModel("在库", .success)
        }
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn(), id = try call.id(), today = call.house.clock.today
        let state = try call.query.choice("state", "状态", of: LibraryEntry.State.self)
        let reading = LibraryReading(call.house)
        let found = try await reading.list(id, state: state, slice: call.slice, for: actor)
        let library = found.library
        func tab(_ title: String, _ one: LibraryEntry.State?) -> TabsModel.Tab {
            TabsModel.Tab(
                title, href: "/registry/libraries/\(id)" + (one.map { "?state=\($0.rawValue)" } ?? ""),
                current: state == one, count: one.map { found.counts[$0] ?? 0 } ?? found.counts.values.reduce(0, +))
        }
        let tabs = TabsModel([tab("全部", nil)] + LibraryEntry.State.allCases.map { tab($0.title, $0) })
        let regions = found.regionNames
        let list = PanelTable(
            "库内对象", ["名称", "统一社会信用代码", "地区", "类别", "在库期限", "状态"],
            found.rows.rows.map { row -> [PanelCell] in
                [
                    .head(row.name, href: "/registry/libraries/entries/\(row.entry.id)"),
                    .code(IdentifierScheme.shown(row.identifier)),
                    PanelCell(regions[row.region] ?? row.region.text),
                    PanelCell(row.entry.category.isEmpty ? "—" : row.entry.category), .figures(period(row.entry)),
                    PanelCell("", chip: chip(row.entry, today)),
                ]
            })
        let table = ExportTable<LibraryRow>(
            library.name, personal: "library",
            [
                .text("名称", 32) { $0.name }, .text("统一社会信用代码", 22) { $0.identifier },
                .text("地区") { regions[$0.region] ?? $0.region.text }, .text("类别") { $0.entry.category },
                .text("申请理由", 40) { $0.entry.statement }, .day("自") { $0.entry.from }, .day("至") { $0.entry.until },
                .text("状态", 10) { chip($0.entry, today).word },
            ])
        if let file = try await Exports(call).list(
            table, filters: tabs.words, rows: { try await reading.list(id, state: state, slice: $0, for: actor).rows })
        {
            return file
        }
        let mayApply = actor.may(.registryEdit)
        let panels = [
            Panel(
                "名单", table: list,
                none: (state == nil ? "还没有申请。" : "没有这一状态的记录。") + "县（市、区）和本级都可以为管辖的对象提出申请，由库所在地区审核。",
                paging: found.rows.rows.isEmpty ? nil : PagingModel(found.rows, address: call.address)),
            Panel(
                "概况", note: "在库的对象，抽取时按库的管理方式处理；效果写在每个对象的页面上。",
                facts: FactsModel([
                    .init("管理方式", library.kind.title), .init("适用地区", found.regionName), .init("依据", library.basis),
                    .init("建立", library.since.description, figures: true),
                ])),
            Panel(
                "入库条件和管理规则",
                table: PanelTable(
                    "规则", ["规则", "取值", "出处"],
                    found.rules.map { rule -> [PanelCell] in
                        [
                            .head(rule.title), PanelCell(value(rule, found.tagNames, call)),
                            PanelCell("\(rule.source)，条款 \(rule.clause)"),
                        ]
                    }), none: "没有规则。"),
        ]
        return .page(
            Page(
                "registry/panels", title: library.name, stage: .registry, model: PanelsModel(panels, tabs: tabs),
                trail: [("两库", "/registry")] + trail,
                primary: mayApply ? PageAction("申请入库", href: "/registry/libraries/\(id)/apply", icon: "plus") : nil,
                actions: Exports.links(call)))
    }

    /// A rule's value in words.
    private static func value(_ rule: LawRule, _ names: [String: String], _ call: Call) -> String {
        if let value = rule.value {
            return rule.unit == "months" ? "\(value)个月" : "\(value)次"
        }
        return (rule.list ?? []).map { code in
            switch rule.unit {
            case "tags": names[code] ?? code
            case "classes": "\(code)类"
            case "regions": call.house.reference?.regions.first { $0.code.text == code }?.name ?? code
            default: code
            }
        }.joined(separator: "、")
    }

    static func period(_ entry: LibraryEntry) -> String {
        guard let from = entry.from else { return "—" }
        if let until = entry.until, until < from { return "\(from.description) 当日退出" }
        return "\(from.description) 至 \(entry.until?.description ?? "—")"
    }
}

import Domain

/// A tag given to, or taken from, many at once: all that a search finds, or a list of identifiers.
enum TagAssignPages {
    private static let filterNames = ["q", "region", "tag", "type", "status", "address"] + SelectorForm.names

    /// The search as it stands in a list's address or in the form.
    private static func filter(_ fields: Fields, _ call: Call) throws -> SubjectFilter {
        let actor = try call.signedIn()
        var filter = SubjectFilter(region: try fields.region("region", "地区") ?? actor.region)
        filter.text = try fields.optional("q", "名称或代码", max: 100) ?? ""
        filter.address = try fields.optional("address", "地址", max: 100) ?? ""
        filter.tags = Array(fields.list("tag").prefix(5))
        filter.types = Array(fields.list("type").prefix(5))
        filter.status = try fields.choice("status", "状态", of: Subject.Status.self)
        filter.selector = try SelectorForm.read(fields, call.house.reference)
        return filter
    }

    private static func hidden(_ fields: Fields) -> [(String, String)] {
        fields.pairs.filter { filterNames.contains($0.name) && !$0.value.isEmpty }.map { ($0.name, $0.value) }
    }

    static func form(_ call: Call) async throws -> Reply { try await form(call, call.query, nil) }

    private static func form(_ call: Call, _ fields: Fields, _ problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let book = try await TagReading(call.house).taxonomy(for: actor)
        let givable = book.tags.filter { $0.state == .active && TagHolding.mayGive($0, actor) }
        let chosen = fields.text("give")
        let bySearch = !hidden(fields).isEmpty || fields.text("whom") == "search"
        return RegistryForm(
            "/registry/tags/assign/preview",
            lead: bySearch
                ? "对象为“检查对象”列表中筛选出的全部对象；也可以改为粘贴名单。" : "粘贴统一社会信用代码名单；要按条件选择对象，请从“检查对象”列表进入。",
            problem: problem,
            [
                FieldModel(
                    .select(
                        [OptionModel("", "请选择", selected: chosen.isEmpty)]
                            + givable.map { OptionModel($0.code, $0.name, selected: $0.code == chosen) }), "give", "标签",
                    error: problem?.fields["tag"] ?? problem?.fields["give"]),
                FieldModel(
                    .radios([
                        OptionModel("give", "加上", selected: fields.text("act") != "take"),
                        OptionModel("take", "去掉", selected: fields.text("act") == "take"),
                    ]), "act", "做什么"),
                FieldModel(
                    .radios([
                        OptionModel("search", "筛选出的对象", selected: bySearch),
                        OptionModel("list", "名单", selected: !bySearch),
                    ]), "whom", "对象"),
                FieldModel(
                    .area, "identifiers", "名单", value: fields.text("identifiers"), help: "每行一个统一社会信用代码，最多两万个。",
                    error: problem?.fields["identifiers"], required: false, maxlength: 400_000),
                FieldModel(
                    .day, "from", "自", value: fields.optional("from") ?? call.house.clock.today.description,
                    error: problem?.fields["from"]),
                FieldModel(
                    .day, "until", "至", value: fields.text("until"), help: "不填则长期有效。", error: problem?.fields["until"],
                    required: false),
                FieldModel(
                    .text, "reason", "理由", value: fields.text("reason"), help: "随每户的标签历史保存。",
                    error: problem?.fields["reason"]),
            ], hidden: hidden(fields), button: "预览", cancelHref: "/registry/tags",
            note: "手工或按名单加上、去掉的标签，不因规则重新运行而改变。"
        ).page("批量增减标签", trail: TagPages.trail, problem: problem)
    }

    private static func read(_ call: Call) throws -> (TagHolding.Draft, TagHolding.Targets) {
        let form = call.form
        guard let tag = form.optional("give") else { throw Fields.refusal("give", "请选择标签。") }
        let from = try form.day("from", "开始日期") ?? call.house.clock.today
        let draft = TagHolding.Draft(
            tag: tag, gives: form.text("act") != "take", from: from, until: try form.day("until", "结束日期"),
            reason: form.text("reason"))
        guard form.text("whom") == "list" else {
            return (draft, .search(try filter(form, call)))
        }
        let identifiers = RegistryForm.identifiers(form.text("identifiers"))
        guard (1...20_000).contains(identifiers.count) else {
            throw Fields.refusal("identifiers", identifiers.isEmpty ? "请粘贴名单。" : "名单最多两万个，请分几次。")
        }
        return (draft, .identifiers(identifiers))
    }

    static func preview(_ call: Call) async throws -> Reply {
        try await RegistryForm.answered {
            let (draft, targets) = try read(call)
            let found = try await TagHolding(call.house).preview(draft, targets, by: try call.signedIn())
            let form = call.form
            let kept = form.pairs.filter { !$0.name.hasPrefix("_") }.map { ($0.name, $0.value) }
            let verb = draft.gives ? "加上" : "去掉"
            let count = Figures.grouped(found.changing)
            var panels = [
                Panel(
                    "将要做的",
                    note: found.changing == 0 ? "没有需要改变的对象，请返回重新选择。" : nil,
                    facts: FactsModel([
                        .init("标签", found.tag.name, href: "/registry/tags/\(found.tag.code)"), .init("做什么", verb),
                        .init(
                            "期限", "自 \(draft.from.description)" + (draft.until.map { " 至 \($0.description)" } ?? " 起长期")
                        ),
                        .init("理由", draft.reason), .init("找到的对象", Figures.grouped(found.found) + " 户"),
                        .init("将要改变", count + " 户"),
                        .init(
                            "本来就\(draft.gives ? "带有" : "没有带")", Figures.grouped(found.found - found.changing) + " 户"),
                    ]),
                    form: found.changing == 0
                        ? nil : PanelForm("/registry/tags/assign", [], button: "给 \(count) 户\(verb)", hidden: kept))
            ]
            if !found.unknown.isEmpty {
                panels.append(
                    Panel(
                        "没有找到的代码", note: "共 \(found.unknown.count) 个：名录库中没有，或不在您的管辖区域内，不会处理。列出前一百个。",
                        table: PanelTable(
                            "没有找到的代码", ["代码"], found.unknown.prefix(100).map { [.code($0)] })))
            }
            return .page(
                Page(
                    "registry/panels", title: "批量增减标签：预览", stage: .registry, model: PanelsModel(panels),
                    trail: [("两库", "/registry")] + TagPages.trail,
                    actions: [PageAction("重新选择", href: "/registry/tags/assign?give=\(found.tag.code)")]))
        } again: {
            try await form(call, call.form, $0)
        }
    }

    static func assign(_ call: Call) async throws -> Reply {
        try await RegistryForm.answered {
            let (draft, targets) = try read(call)
            let done = try await TagHolding(call.house).assign(
                draft, targets, by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "已完成。")
        } again: {
            try await form(call, call.form, $0)
        }
    }
}

import Domain

/// A tag given to, or taken from, many at once: all that a search finds, or a list of identifiers.
enum TagAssignPages {
    struct PreviewModel: Sendable {
        let facts: FactsModel
        let form: RegistryForm
        let unknown: [String]
        let hasUnknown: Bool
        let mayGo: Bool
        let backHref: String
    }

    private static let filterNames = ["q", "region", "tag", "type", "status", "address"]

    /// The search as it stands in a list's address or in the form.
    private static func filter(_ fields: Fields, _ actor: Actor) throws -> SubjectFilter {
        var filter = SubjectFilter(region: try fields.region("region", "地区") ?? actor.region)
        filter.text = try fields.optional("q", "名称或代码", max: 100) ?? ""
        filter.address = try fields.optional("address", "地址", max: 100) ?? ""
        filter.tags = Array(fields.list("tag").prefix(5))
        filter.types = Array(fields.list("type").prefix(5))
        filter.status = try fields.choice("status", "状态", of: Subject.Status.self)
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
            return (draft, .search(try filter(form, try call.signedIn())))
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
            let model = PreviewModel(
                facts: FactsModel([
                    .init("标签", found.tag.name, href: "/registry/tags/\(found.tag.code)"), .init("做什么", verb),
                    .init("期限", "自 \(draft.from.description)" + (draft.until.map { " 至 \($0.description)" } ?? " 起长期")),
                    .init("理由", draft.reason), .init("找到的对象", Figures.grouped(found.found) + " 户"),
                    .init("将要改变", Figures.grouped(found.changing) + " 户"),
                    .init("本来就\(draft.gives ? "带有" : "没有带")", Figures.grouped(found.found - found.changing) + " 户"),
                ]),
                form: RegistryForm(
                    "/registry/tags/assign", [], hidden: kept, button: "给 \(Figures.grouped(found.changing)) 户\(verb)",
                    cancelHref: "/registry/tags/assign"),
                unknown: Array(found.unknown.prefix(100)), hasUnknown: !found.unknown.isEmpty,
                mayGo: found.changing > 0, backHref: "/registry/tags/assign?give=\(found.tag.code)")
            return .page(
                Page(
                    "registry/tag-assign", title: "批量增减标签：预览", stage: .registry, model: model,
                    trail: [("两库", "/registry")] + TagPages.trail))
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

/// A subject's tags: where each comes from, giving and taking, history.
enum SubjectTagPages {
    struct Model: Sendable {
        let id: String
        let rows: [Row]
        let noRows: Bool
        let holds: [HoldRow]
        let noHolds: Bool
        let changes: [ChangeRow]
        let noChanges: Bool
        let form: RegistryForm?
    }

    struct Row: Sendable {
        let name: String
        let href: String
        let dimension: String
        let source: String
        let because: String
        let period: String
    }

    struct HoldRow: Sendable {
        let number: String
        let subject: String
        let tag: String
        let act: String
        let period: String
        let reason: String
        let who: String
        let status: ChipModel
        let mayEnd: Bool
    }

    struct ChangeRow: Sendable {
        let at: String
        let tag: String
        let act: String
        let cause: String
    }

    static func show(_ call: Call) async throws -> Reply { try await show(call, problem: nil) }

    private static func show(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn(), id = try call.id(), today = call.house.clock.today
        let found = try await TagReading(call.house).subject(id, for: actor)
        let model = Model(
            id: String(id), rows: found.carried.map(row), noRows: found.carried.isEmpty,
            holds: found.holds.map { hold, tag in
                HoldRow(
                    number: String(hold.id), subject: String(id), tag: tag.name, act: hold.gives ? "加上" : "去掉",
                    period: period(hold.from, hold.until), reason: hold.reason,
                    who: "\(hold.accountName ?? "系统")（\(hold.source.title)，\(hold.at.day.description)）",
                    status: status(hold, today),
                    mayEnd: hold.endedAt == nil && found.givable.contains { $0.number == tag.number })
            }, noHolds: found.holds.isEmpty,
            changes: found.changes.map { change, tag in
                ChangeRow(
                    at: change.at.onScreen, tag: tag.name, act: change.gained ? "带上" : "不再带有",
                    cause: cause(change.cause))
            }, noChanges: found.changes.isEmpty,
            form: found.givable.isEmpty ? nil : form(call, found, problem))
        return .page(
            Page(
                "registry/subject-tags", title: "\(found.subject.name)的标签", stage: .registry, model: model,
                trail: [
                    ("两库", "/registry"), ("检查对象", "/registry/subjects"),
                    (found.subject.name, "/registry/subjects/\(id)"),
                ], status: problem == nil ? 200 : 422))
    }

    static func row(_ one: TagReading.Carried) -> Row {
        let because: String
        if let hold = one.hold {
            because = hold.reason
        } else {
            because = one.phrases.isEmpty ? "主体类型" : "有" + one.phrases.map { "“\($0)”" }.joined(separator: "、")
        }
        return Row(
            name: one.tag.name, href: "/registry/tags/\(one.tag.code)", dimension: one.dimension,
            source: one.hold?.source.title ?? "规则", because: because,
            period: one.hold.map { period($0.from, $0.until) } ?? "随登记信息")
    }

    private static func period(_ from: Day, _ until: Day?) -> String {
        "\(from.description) 至 \(until?.description ?? "长期")"
    }

    private static func status(_ hold: TagHold, _ today: Day) -> ChipModel {
        if hold.endedAt != nil { return ChipModel("已结束", .neutral) }
        if today < hold.from { return ChipModel("未开始", .information) }
        if let until = hold.until, until < today { return ChipModel("已到期", .neutral) }
        return ChipModel("有效", .success)
    }

    /// Causes as the history keeps them, in words.
    private static func cause(_ text: String) -> String {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch parts.first {
        case "rules": return "执行标签规则第\(parts.last ?? "")版"
        case "merge": return "标签合并"
        case "retire": return "标签停用"
        case "hand": return "手工"
        case "list": return "名单导入"
        case "end": return "结束手工记录"
        case "day": return "期限开始或届满"
        case "directory": return "移出部门名录库"
        default: return text
        }
    }

    private static func form(_ call: Call, _ found: TagReading.SubjectTags, _ problem: Problem?) -> RegistryForm {
        let form = call.form, chosen = form.text("tag")
        return RegistryForm(
            "/registry/subjects/\(found.subject.id)/tags", problem: problem,
            [
                FieldModel(
                    .select(
                        [OptionModel("", "请选择", selected: chosen.isEmpty)]
                            + found.givable.map { OptionModel($0.code, $0.name, selected: $0.code == chosen) }), "tag",
                    "标签", error: problem?.fields["tag"]),
                FieldModel(
                    .radios([
                        OptionModel("give", "加上", selected: form.text("act") != "take"),
                        OptionModel("take", "去掉", selected: form.text("act") == "take"),
                    ]), "act", "做什么"),
                FieldModel(
                    .day, "from", "自", value: form.optional("from") ?? call.house.clock.today.description,
                    error: problem?.fields["from"]),
                FieldModel(
                    .day, "until", "至", value: form.text("until"), help: "不填则长期有效。", error: problem?.fields["until"],
                    required: false),
                FieldModel(
                    .text, "reason", "理由", value: form.text("reason"), error: problem?.fields["reason"]),
            ], button: "登记", cancelHref: "/registry/subjects/\(found.subject.id)",
            note: "登记后不因规则重新运行或再次导入而改变，直到结束或到期。")
    }

    static func decide(_ call: Call) async throws -> Reply {
        try await RegistryForm.answered {
            let form = call.form
            guard let tag = form.optional("tag") else { throw Fields.refusal("tag", "请选择标签。") }
            let done = try await TagHolding(call.house).decide(
                .init(
                    tag: tag, gives: form.text("act") != "take",
                    from: try form.day("from", "开始日期") ?? call.house.clock.today,
                    until: try form.day("until", "结束日期"), reason: form.text("reason")), subject: try call.id(),
                by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "已登记。")
        } again: {
            try await show(call, problem: $0)
        }
    }

    static func end(_ call: Call) async throws -> Reply {
        guard let hold = try call.form.int("hold", "标签记录") else { throw Received.malformed }
        let done = try await TagHolding(call.house).end(
            hold, subject: try call.id(), by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "已结束，此后按规则认定。")
    }
}

/// What a subject's page says of tags, directories and libraries. Partial `registry/subject-standing`.
struct SubjectStanding: Sendable {
    struct Special: Sendable {
        let name: String
        let href: String
        let status: ChipModel
        let sentences: [String]
        let basis: String?
    }

    let tags: [SubjectTagPages.Row]
    let noTags: Bool
    let tagsHref: String
    let directories: String?
    let libraries: [Special]
    let noLibraries: Bool

    init(
        tags: [SubjectTagPages.Row], noTags: Bool, tagsHref: String, directories: String?, libraries: [Special],
        noLibraries: Bool
    ) {
        self.tags = tags
        self.noTags = noTags
        self.tagsHref = tagsHref
        self.directories = directories
        self.libraries = libraries
        self.noLibraries = noLibraries
    }

    init(_ found: TagReading.SubjectTags, today: Day) {
        tags = found.carried.map(SubjectTagPages.row)
        noTags = found.carried.isEmpty
        tagsHref = "/registry/subjects/\(found.subject.id)/tags"
        directories = found.directories.isEmpty ? nil : found.directories.map(\.name).joined(separator: "、")
        libraries = found.libraries.map { library, entry, effect in
            Special(
                name: library.name, href: "/registry/libraries/entries/\(entry.id)",
                status: LibraryPages.chip(entry, today), sentences: effect?.sentences ?? [],
                basis: effect.map { "依据：\($0.source)（条款 \($0.clause)）" })
        }
        noLibraries = found.libraries.isEmpty
    }
}

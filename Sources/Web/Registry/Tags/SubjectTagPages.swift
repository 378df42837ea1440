import Domain

/// A subject's tags: where each comes from, giving and taking, history.
enum SubjectTagPages {
    struct Row: Sendable {
        let name: String
        let href: String
        let dimension: String
        let source: String
        let because: String
        let period: String
    }

    static func show(_ call: Call) async throws -> Reply { try await show(call, problem: nil) }

    private static func show(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn(), id = try call.id(), today = call.house.clock.today
        let found = try await TagReading(call.house).subject(id, for: actor)
        let model = PanelsModel(
            [
                Panel(
                    "现有标签",
                    table: PanelTable(
                        "现有标签", ["标签", "维度", "来源", "依据", "有效期"],
                        found.carried.map(row).map {
                            [
                                .head($0.name, href: $0.href), PanelCell($0.dimension), PanelCell($0.source),
                                PanelCell($0.because), .figures($0.period),
                            ]
                        }), none: "没有标签。", form: found.givable.isEmpty ? nil : form(call, found, problem)),
                Panel(
                    "手工和名单记录",
                    table: PanelTable(
                        "手工和名单记录", ["标签", "做法", "期限", "理由", "登记", "状态", ".操作"],
                        found.holds.map { hold, tag -> [PanelCell] in
                            let mayEnd = hold.endedAt == nil && found.givable.contains { $0.number == tag.number }
                            return [
                                .head(tag.name), PanelCell(hold.gives ? "加上" : "去掉"),
                                .figures(period(hold.from, hold.until)), PanelCell(hold.reason),
                                PanelCell(
                                    "\(hold.accountName ?? "系统")（\(hold.source.title)，\(hold.at.day.description)）"),
                                PanelCell("", chip: status(hold, today)),
                                PanelCell(
                                    "",
                                    actions: mayEnd
                                        ? [
                                            PanelAction(
                                                "结束", "/registry/subjects/\(id)/tags/end", [("hold", String(hold.id))])
                                        ] : []),
                            ]
                        }), none: "没有人工加上或去掉过标签。"),
                Panel(
                    "标签变化",
                    table: PanelTable(
                        "标签变化", ["时间", "标签", "变化", "原因"],
                        found.changes.map { change, tag -> [PanelCell] in
                            [
                                .figures(change.at.onScreen), PanelCell(tag.name),
                                PanelCell(change.gained ? "带上" : "不再带有"), PanelCell(cause(change.cause)),
                            ]
                        }), none: "第一次登记以来没有变化；登记时的标签按当时的规则认定。"),
            ],
            remarks: problem.map { [RemarkModel($0.description, .danger)] } ?? [])
        return .page(
            Page(
                "registry/panels", title: "\(found.name)的标签", stage: .registry, model: model,
                trail: [
                    ("两库", "/registry"), ("检查对象", "/registry/subjects"),
                    (found.name, "/registry/subjects/\(id)"),
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

    static func period(_ from: Day, _ until: Day?) -> String {
        "\(from.description) 至 \(until?.description ?? "长期")"
    }

    static func status(_ hold: TagHold, _ today: Day) -> ChipModel {
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
        case "undo": return "撤销导入"
        case "way": return ChangeWay(rawValue: parts.last ?? "")?.title ?? "登记变更"
        default: return text
        }
    }

    private static func form(_ call: Call, _ found: TagReading.SubjectTags, _ problem: Problem?) -> PanelForm {
        let form = call.form, chosen = form.text("tag")
        return PanelForm(
            "/registry/subjects/\(found.id)/tags",
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
            ], button: "登记", summary: "加上或去掉标签")
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
        tagsHref = "/registry/subjects/\(found.id)/tags"
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

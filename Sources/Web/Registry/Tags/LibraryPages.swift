import Domain

/// 专项库: sandbox and whitelist libraries, their lists and each subject's way through one.
enum LibraryPages {
    private static let trail: [(title: String, href: String)] = [("专项库", "/registry/libraries")]

    struct ListModel: Sendable {
        let head: TableHeadModel
        let rows: [LibraryRow]
        let empty: EmptyModel?
    }

    struct LibraryRow: Sendable {
        let name: String
        let href: String
        let kind: String
        let region: String
        let basis: String
        let applied: String
        let standing: String
        let exited: String
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let found = try await LibraryReading(call.house).libraries(for: actor)
        let mayOpen = actor.may(.registryEdit)
        let model = ListModel(
            head: TableHeadModel(
                [
                    ("库", nil, false), ("管理方式", nil, false), ("适用地区", nil, false), ("依据", nil, false),
                    ("待审核", nil, true), ("在库", nil, true), ("已退出", nil, true),
                ], address: call.address),
            rows: found.map { one in
                LibraryRow(
                    name: one.library.name, href: "/registry/libraries/\(one.library.id)", kind: one.library.kind.title,
                    region: one.regionName, basis: one.library.basis, applied: Figures.grouped(one.applied),
                    standing: Figures.grouped(one.standing), exited: Figures.grouped(one.exited))
            },
            empty: found.isEmpty
                ? EmptyModel(
                    "还没有专项库", why: "“沙盒”监管库和“白名单”由试点地区或省级的市场监督管理部门建立。",
                    action: mayOpen ? LinkModel("建立专项库", href: "/registry/libraries/new") : nil) : nil)
        return .page(
            Page(
                "registry/libraries", title: "专项库", stage: .registry, model: model, trail: [("两库", "/registry")],
                primary: mayOpen ? PageAction("建立专项库", href: "/registry/libraries/new", icon: "plus") : nil))
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

    struct ShowModel: Sendable {
        let facts: FactsModel
        let tabs: TabsModel
        let head: TableHeadModel
        let rows: [EntryRow]
        let empty: EmptyModel?
        let paging: PagingModel
        let rules: [RuleRow]
    }

    struct EntryRow: Sendable {
        let name: String
        let href: String
        let identifier: String
        let region: String
        let category: String
        let period: String
        let status: ChipModel
    }

    struct RuleRow: Sendable {
        let title: String
        let value: String
        let source: String
    }

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
        let found = try await LibraryReading(call.house).list(id, state: state, slice: call.slice, for: actor)
        let library = found.library
        func tab(_ title: String, _ one: LibraryEntry.State?) -> TabsModel.Tab {
            TabsModel.Tab(
                title, href: "/registry/libraries/\(id)" + (one.map { "?state=\($0.rawValue)" } ?? ""),
                current: state == one, count: one.map { found.counts[$0] ?? 0 } ?? found.counts.values.reduce(0, +))
        }
        let model = ShowModel(
            facts: FactsModel([
                .init("管理方式", library.kind.title), .init("适用地区", found.regionName), .init("依据", library.basis),
                .init("建立", library.since.description, figures: true),
            ]),
            tabs: TabsModel(
                [tab("全部", nil)] + LibraryEntry.State.allCases.map { tab($0.title, $0) }),
            head: TableHeadModel(
                [
                    ("名称", nil, false), ("统一社会信用代码", nil, false), ("地区", nil, false),
                    ("类别", nil, false), ("在库期限", nil, false), ("状态", nil, false),
                ], address: call.address),
            rows: found.rows.rows.map { row in
                EntryRow(
                    name: row.name, href: "/registry/libraries/entries/\(row.entry.id)", identifier: row.identifier,
                    region: found.regionNames[row.region] ?? row.region.text,
                    category: row.entry.category.isEmpty ? "—" : row.entry.category, period: period(row.entry),
                    status: chip(row.entry, today))
            },
            empty: found.rows.rows.isEmpty
                ? EmptyModel(
                    state == nil ? "还没有申请" : "没有这一状态的记录", why: "县（市、区）和本级都可以为管辖的对象提出申请，由库所在地区审核。",
                    action: actor.may(.registryEdit) ? LinkModel("申请入库", href: "/registry/libraries/\(id)/apply") : nil)
                : nil,
            paging: PagingModel(found.rows, address: call.address),
            rules: found.rules.map { rule in
                RuleRow(title: rule.title, value: value(rule, call), source: "\(rule.source)，条款 \(rule.clause)")
            })
        return .page(
            Page(
                "registry/library", title: library.name, stage: .registry, model: model,
                trail: [("两库", "/registry")] + trail,
                primary: actor.may(.registryEdit)
                    ? PageAction("申请入库", href: "/registry/libraries/\(id)/apply", icon: "plus") : nil))
    }

    /// A rule's value in words; codes of tags by their names in the reference data.
    private static func value(_ rule: LawRule, _ call: Call) -> String {
        if let value = rule.value {
            return rule.unit == "months" ? "\(value)个月" : "\(value)次"
        }
        let names = Dictionary((call.house.reference?.tags ?? []).map { ($0.code, $0.name) }) { first, _ in first }
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

    // MARK: Application

    static func applyForm(_ call: Call) async throws -> Reply { try await applyForm(call, nil) }

    private static func applyForm(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn(), id = try call.id(), form = call.form
        let found = try await LibraryReading(call.house).list(id, state: nil, slice: Slice(size: 1), for: actor)
        var fields = [
            FieldModel(
                .text, "identifier", "统一社会信用代码",
                value: problem == nil ? call.query.text("identifier") : form.text("identifier"),
                error: problem?.fields["identifier"], maxlength: 18)
        ]
        if found.library.kind == .sandbox {
            let categories = found.rules.first { $0.id == "library.sandbox.categories" }?.list ?? []
            fields.append(
                FieldModel(
                    .radios(categories.map { OptionModel($0, $0, selected: form.text("category") == $0) }), "category",
                    "“四新”类别", error: problem?.fields["category"]))
        }
        fields.append(
            FieldModel(
                .area, "statement", "申请理由", value: form.text("statement"), help: "写明符合入库条件的情况。",
                error: problem?.fields["statement"], maxlength: 500))
        return RegistryForm(
            "/registry/libraries/\(id)/entries", problem: problem, fields, button: "提出申请",
            cancelHref: "/registry/libraries/\(id)", note: "提交时按入库条件逐条核对，审核入库时再核对一次。"
        ).page(
            "申请入库：\(found.library.name)", trail: trail + [(found.library.name, "/registry/libraries/\(id)")],
            problem: problem)
    }

    static func apply(_ call: Call) async throws -> Reply {
        let id = try call.id()
        return try await RegistryForm.answered {
            let form = call.form
            let done = try await LibraryKeeping(call.house).apply(
                library: id, identifier: form.text("identifier").uppercased(), category: form.text("category"),
                statement: form.text("statement"), by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location + "?state=applied", notice: "已提出申请，等待审核。")
        } again: {
            try await applyForm(call, $0)
        }
    }

    // MARK: One entry

    struct EntryModel: Sendable {
        let id: String
        let version: String
        let facts: FactsModel
        let conditions: [ConditionRow]
        let effect: [String]
        let basis: String?
        let events: [EventRow]
        let error: RemarkModel?
        let mayDecide: Bool
        let mayGoOn: Bool
        let reason: FieldModel
    }

    struct ConditionRow: Sendable {
        let title: String
        let finding: String
        let status: ChipModel
        let source: String
    }

    struct EventRow: Sendable {
        let at: String
        let act: String
        let who: String
        let reason: String
    }

    static func entry(_ call: Call) async throws -> Reply { try await entry(call, nil) }

    private static func entry(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn(), id = try call.id(), today = call.house.clock.today
        let found = try await LibraryReading(call.house).entry(id, for: actor)
        let entry = found.entry
        var facts: [FactsModel.Fact] = [
            .init("检查对象", found.subject.name, href: "/registry/subjects/\(found.subject.id)"),
            .init("统一社会信用代码", found.subject.identifier, figures: true),
            .init("专项库", found.library.name, href: "/registry/libraries/\(found.library.id)"),
            .init("状态", "", chip: chip(entry, today)), .init("在库期限", period(entry), figures: true),
        ]
        if !entry.category.isEmpty { facts.append(.init("“四新”类别", entry.category)) }
        facts.append(.init("申请理由", entry.statement))
        let model = EntryModel(
            id: String(id), version: String(entry.version), facts: FactsModel(facts),
            conditions: found.conditions.all.map { one in
                ConditionRow(
                    title: one.title, finding: one.finding,
                    status: one.isMet ? ChipModel("符合", .success) : ChipModel("不符合", .danger),
                    source: one.rule.map { "\($0.source)，条款 \($0.clause)" } ?? "登记信息")
            },
            effect: found.effect?.sentences ?? [],
            basis: found.effect.map { "依据：\($0.source)（条款 \($0.clause)）" },
            events: found.events.map { event in
                EventRow(
                    at: event.at.onScreen, act: event.act.title, who: event.accountName ?? "系统",
                    reason: event.reason + (event.until.map { "（到 \($0.description)）" } ?? ""))
            }, error: problem.map { RemarkModel($0.description, .danger) },
            mayDecide: found.mayKeep && entry.state == .applied, mayGoOn: found.mayKeep && entry.state == .standing,
            reason: FieldModel(
                .area, "reason", "理由", value: call.form.text("reason"), error: problem?.fields["reason"], maxlength: 300
            ))
        return .page(
            Page(
                "registry/library-entry", title: "\(found.subject.name)：\(found.library.name)", stage: .registry,
                model: model,
                trail: [("两库", "/registry")] + trail + [
                    (found.library.name, "/registry/libraries/\(found.library.id)")
                ],
                status: problem == nil ? 200 : 422))
    }

    static func decide(_ call: Call) async throws -> Reply {
        let id = try call.id()
        return try await RegistryForm.answered {
            let form = call.form
            let steps: [String: (LibraryKeeping.Step, String)] = [
                "enter": (.enter, "已入库。"), "refuse": (.refuse, "已记为未通过。"), "renew": (.renew, "已续期。"),
                "exit": (.exit, "已退出，从今天起恢复常规抽取。"),
            ]
            guard let (step, notice) = steps[form.text("step")] else { throw Received.malformed }
            let done = try await LibraryKeeping(call.house).decide(
                step, entry: id, reason: form.text("reason"), version: Int(try form.int("version", "版本") ?? 0),
                by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: notice)
        } again: {
            try await entry(call, $0)
        }
    }
}

import Domain

/// 标签体系: the list, one tag, and its forms.
enum TagPages {
    static let trail: [(title: String, href: String)] = [("标签", "/registry/tags")]

    struct ListModel: Sendable {
        let tabs: TabsModel
        let filter: FilterModel
        let head: TableHeadModel
        let rows: [Row]
        let empty: EmptyModel?
        let remark: RemarkModel?
        let dimensionForm: DimensionForm?
    }

    struct DimensionForm: Sendable {
        let code: FieldModel
        let name: FieldModel
    }

    struct Row: Sendable {
        let dimension: String
        let name: String
        let href: String
        let code: String
        let owner: String
        let how: String
        let count: String
        let countHref: String
        let status: ChipModel
    }

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
        let model = ListModel(
            tabs: TabsModel([
                .init(
                    "使用中", href: "/registry/tags", current: !ended, count: book.tags.count { $0.state == .active }),
                .init(
                    "已合并、停用", href: "/registry/tags?state=ended", current: ended,
                    count: book.tags.count { $0.state != .active }),
            ]),
            filter: FilterModel(
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
                ], found: "\(shown.count) 个", clearHref: call.address.contains("?") ? "/registry/tags" : nil),
            head: TableHeadModel(
                [
                    ("标签", nil, false), ("维度", nil, false), ("编号", nil, false), ("维护单位", nil, false),
                    ("认定方式", nil, false), ("检查对象", nil, true), ("状态", nil, false),
                ], address: call.address),
            rows: shown.map { tag in
                Row(
                    dimension: names[tag.dimension] ?? tag.dimension, name: tag.name,
                    href: "/registry/tags/\(tag.code)",
                    code: tag.code, owner: tag.owner.map { departments[$0] ?? $0 } ?? "全省通用",
                    how: book.ruled.contains(tag.code) ? "规则、手工" : "手工、名单",
                    count: Figures.grouped(book.counts[tag.number] ?? 0),
                    countHref: "/registry/subjects?tag=\(tag.code)", status: chip(tag.state))
            },
            empty: shown.isEmpty
                ? EmptyModel(
                    ended ? "没有合并或停用的标签" : "没有符合条件的标签", why: ended ? "合并或停用的标签留在这里，历史可查。" : "可以减少条件。",
                    action: LinkModel("查看全部标签", href: "/registry/tags")) : nil,
            remark: book.draft.map { RemarkModel("标签规则第\($0)版正在起草，尚未执行。", .attention) },
            dimensionForm: book.mayKeep
                ? DimensionForm(
                    code: FieldModel(
                        .text, "dimension_code", "维度编号", value: call.form.text("dimension_code"), help: "小写字母，如 risk",
                        error: problem?.fields["dimension_code"], maxlength: 40),
                    name: FieldModel(
                        .text, "dimension_name", "维度名称", value: call.form.text("dimension_name"),
                        error: problem?.fields["dimension_name"], maxlength: 20)) : nil)
        return .page(
            Page(
                "registry/tags", title: "标签", stage: .registry, model: model, trail: [("两库", "/registry")],
                primary: actor.may(.registryEdit) && actor.region.level == .province
                    ? PageAction("新增标签", href: "/registry/tags/new", icon: "plus") : nil,
                actions: [PageAction("标签规则", href: "/registry/tags/rules")], status: problem == nil ? 200 : 422))
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

    struct ShowModel: Sendable {
        let facts: FactsModel
        let rules: [String]
        let noRules: Bool
        let rulesHref: String
        let items: [Link]
        let noItems: Bool
        let absorbed: [Link]
        let timeline: TimelineModel
    }

    struct Link: Sendable {
        let title: String
        let href: String
    }

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
        facts.append(.init("检查人员回避、专长", "\(found.inspectors) 条"))
        let model = ShowModel(
            facts: FactsModel(facts), rules: found.rules.map { RuleWords.sentence($0, call.house.reference?.types) },
            noRules: found.rules.isEmpty, rulesHref: "/registry/tags/rules",
            items: found.items.map { Link(title: "\($0.code) \($0.matter)", href: "/catalogue/items/\($0.code)") },
            noItems: found.items.isEmpty,
            absorbed: found.absorbed.map { Link(title: $0.name, href: "/registry/tags/\($0.code)") },
            timeline: TimelineModel(found.timeline))
        var actions: [PageAction] = []
        if found.mayKeep {
            actions = [
                PageAction("修订", href: "/registry/tags/\(tag.code)/edit", icon: "edit"),
                PageAction("合并", href: "/registry/tags/\(tag.code)/merge"),
                PageAction("停用", href: "/registry/tags/\(tag.code)/retire", icon: "stop"),
            ]
        }
        return .page(
            Page(
                "registry/tag", title: tag.name, stage: .registry, model: model, trail: [("两库", "/registry")] + trail,
                primary: found.mayGive
                    ? PageAction("给对象加标签", href: "/registry/tags/assign?give=\(tag.code)", icon: "plus") : nil,
                actions: actions))
    }

    // MARK: Forms

    static func new(_ call: Call) async throws -> Reply { try await newForm(call, nil) }

    private static func newForm(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let book = try await TagReading(call.house).taxonomy(for: actor)
        let form = call.form
        let own = actor.department.flatMap { code in book.departments.first { $0.code == code } }
        return RegistryForm(
            "/registry/tags", problem: problem,
            [
                FieldModel(
                    .text, "name", "名称", value: form.text("name"), help: "30个字以内，和在用的标签不重名。",
                    error: problem?.fields["name"], maxlength: 30),
                FieldModel(
                    .text, "code", "编号", value: form.text("code"), help: "小写字母、数字和短横线，定下后不再改变。",
                    error: problem?.fields["code"], maxlength: 40),
                dimensionField(book.dimensions, form.text("dimension"), problem),
                FieldModel(
                    .area, "meaning", "含义", value: form.text("meaning"), help: "什么样的对象应带这个标签，什么样的不算。",
                    error: problem?.fields["meaning"], required: false, maxlength: 500),
                FieldModel(
                    .radios(
                        (book.mayKeep
                            ? [OptionModel("", "全省通用", selected: own == nil || form.text("owner").isEmpty)] : [])
                            + (own.map {
                                [
                                    OptionModel(
                                        $0.code, "\($0.name)自有",
                                        selected: !book.mayKeep || form.text("owner") == $0.code,
                                        help: "只有本部门可以增减，只用于本部门名录库。")
                                ]
                            } ?? [])), "owner", "维护单位", error: problem?.fields["owner"], required: false),
            ], button: "新增标签", cancelHref: "/registry/tags", note: "新增后可为它起草规则，也可手工或按名单加到对象上。"
        ).page("新增标签", trail: trail, problem: problem)
    }

    private static func dimensionField(_ all: [TagDimension], _ chosen: String, _ problem: Problem?) -> FieldModel {
        FieldModel(
            .select(all.map { OptionModel($0.code, $0.name, selected: $0.code == chosen) }), "dimension", "维度",
            error: problem?.fields["dimension"])
    }

    static func add(_ call: Call) async throws -> Reply {
        try await RegistryForm.answered {
            let form = call.form
            let done = try await TagKeeping(call.house).add(
                .init(
                    code: form.text("code"), name: form.text("name"), dimension: form.text("dimension"),
                    meaning: form.text("meaning"), owner: form.optional("owner")), by: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther(done.location, notice: "已新增标签。")
        } again: {
            try await newForm(call, $0)
        }
    }

    static func edit(_ call: Call) async throws -> Reply { try await editForm(call, nil) }

    private static func editForm(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let seen = try await call.seen("tag/\(try call.parameter("code"))")
        let found = try await own(call)
        let form = call.form, tag = found.tag
        let first = problem == nil
        return RegistryForm(
            "/registry/tags/\(tag.code)", problem: problem,
            [
                FieldModel(
                    .text, "name", "名称", value: first ? tag.name : form.text("name"), error: problem?.fields["name"],
                    maxlength: 30),
                dimensionField(found.dimensions, first ? tag.dimension : form.text("dimension"), problem),
                FieldModel(
                    .area, "meaning", "含义", value: first ? tag.meaning : form.text("meaning"),
                    error: problem?.fields["meaning"], required: false, maxlength: 500),
                reason(call, problem),
            ], hidden: [seen], button: "保存", cancelHref: "/registry/tags/\(tag.code)",
            note: "编号 \(tag.code) 不变，已带有它的对象不受影响。"
        ).page("修订标签“\(tag.name)”", trail: trail, problem: problem)
    }

    static func revise(_ call: Call) async throws -> Reply {
        try await RegistryForm.answered {
            let form = call.form, code = try call.parameter("code")
            let done = try await TagKeeping(call.house).revise(
                code, name: form.text("name"), dimension: form.text("dimension"),
                meaning: form.text("meaning"), reason: form.text("reason"), by: try call.signedIn(),
                submission: try call.submissionKey(seeing: "tag/\(code)"))
            return .seeOther(done.location, notice: "已保存。")
        } again: {
            try await editForm(call, $0)
        }
    }

    static func mergeForm(_ call: Call) async throws -> Reply { try await mergeForm(call, nil) }

    private static func mergeForm(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let found = try await own(call)
        let tag = found.tag
        let chosen = call.form.text("into")
        let items =
            found.items.isEmpty
            ? "没有抽查事项用到它。"
            : "有 \(found.items.count) 个抽查事项用到它（\(found.items.prefix(4).map { "\($0.code) \($0.matter)" }.joined(separator: "；"))\(found.items.count > 4 ? " 等" : "")），合并时清单同时发布新版，选择条件改写为新标签。"
        return RegistryForm(
            "/registry/tags/\(tag.code)/merge",
            lead: "“\(tag.name)”现有 \(Figures.grouped(found.carriers)) 户，从今天起改带新标签；规则、手工记录、人员的回避和专长一并转过去。\(items)",
            problem: problem,
            [
                FieldModel(
                    .select(
                        [OptionModel("", "请选择", selected: chosen.isEmpty)]
                            + found.others.map { OptionModel($0.code, $0.name, selected: $0.code == chosen) }), "into",
                    "并入", error: problem?.fields["into"]), reason(call, problem),
            ], button: "合并", isDanger: true, cancelHref: "/registry/tags/\(tag.code)",
            note: "合并不能撤回；“\(tag.name)”的历史仍可查看，编号不再使用。"
        ).page("合并标签“\(tag.name)”", trail: trail, problem: problem)
    }

    static func merge(_ call: Call) async throws -> Reply {
        try await RegistryForm.answered {
            guard let into = call.form.optional("into") else { throw Fields.refusal("into", "请选择并入的标签。") }
            let done = try await TagKeeping(call.house).merge(
                try call.parameter("code"), into: into, reason: call.form.text("reason"), by: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther(done.location, notice: "已合并。")
        } again: {
            try await mergeForm(call, $0)
        }
    }

    static func retireForm(_ call: Call) async throws -> Reply { try await retireForm(call, nil) }

    private static func retireForm(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let found = try await own(call)
        let tag = found.tag
        return RegistryForm(
            "/registry/tags/\(tag.code)/retire",
            lead: "“\(tag.name)”现有 \(Figures.grouped(found.carriers)) 户，从今天起都不再带有，规则中有关它的部分一并去掉。"
                + (found.items.isEmpty ? "" : "还有 \(found.items.count) 个抽查事项用到它，要先改写这些事项，或改用合并。"),
            problem: problem, [reason(call, problem)], button: "停用", isDanger: true,
            cancelHref: "/registry/tags/\(tag.code)", note: "停用不能撤回；历史仍可查看，编号不再使用。"
        ).page("停用标签“\(tag.name)”", trail: trail, problem: problem)
    }

    static func retire(_ call: Call) async throws -> Reply {
        try await RegistryForm.answered {
            let done = try await TagKeeping(call.house).retire(
                try call.parameter("code"), reason: call.form.text("reason"), by: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther(done.location, notice: "已停用。")
        } again: {
            try await retireForm(call, $0)
        }
    }

    static func reason(_ call: Call, _ problem: Problem?) -> FieldModel {
        FieldModel(
            .text, "reason", "理由", value: call.form.text("reason"), help: "随历史保存。",
            error: problem?.fields["reason"], maxlength: 200)
    }

    /// A tag that this person keeps; a refusal page otherwise.
    private static func own(_ call: Call) async throws -> TagReading.Dossier {
        let found = try await TagReading(call.house).tag(try call.parameter("code"), for: try call.signedIn())
        guard found.mayKeep else {
            throw Problem(
                .refused, "tag.not-kept",
                found.tag.state == .active ? "这个标签不由您维护。" : "“\(found.tag.name)”\(found.tag.state.title)，不能再改。",
                clause: "2.2.4", remedy: "历史可在标签页查看。")
        }
        return found
    }
}

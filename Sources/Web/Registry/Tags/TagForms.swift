import Domain

/// The forms of one tag: adding, revising, merging, retiring.
enum TagForms {
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
        ).page("新增标签", trail: TagPages.trail, problem: problem)
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
        ).page("修订标签“\(tag.name)”", trail: TagPages.trail, problem: problem)
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
        ).page("合并标签“\(tag.name)”", trail: TagPages.trail, problem: problem)
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
        ).page("停用标签“\(tag.name)”", trail: TagPages.trail, problem: problem)
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

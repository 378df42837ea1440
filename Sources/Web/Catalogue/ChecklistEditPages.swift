import Domain

/// Editing a checklist: every step keeps the draft and shows it again, with scripts only the part that changed.
enum ChecklistEditPages {
    struct Model: Sendable {
        let intro: String
        let action: String
        let editor: ChecklistEditor.Model
    }

    struct PublishModel: Sendable {
        let refusal: RemarkModel?
        let intro: String
        let diff: ChecklistPages.DiffModel
        let action: String
        let revision: String
        let reason: FieldModel
        let button: String
        let cancelHref: String
    }

    static func show(_ call: Call) async throws -> Reply {
        let file = try await file(call)
        return .page(page(call, file, focus: call.query.optional("focus"), problem: nil))
    }

    /// One step: `do` says which, the form holds the whole draft.
    static func step(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let keeping = ChecklistKeeping(call.house)
        let file = try await file(call)
        let code = file.item.code
        let address = ChecklistPages.address(code)
        let revision = Int(try call.form.int("revision", "草稿版次") ?? 0)
        let isPart = call.query.text("as") == "part"
        let wish = call.form.optional("do") ?? "save"
        var focus: String?
        switch wish {
        case "undo": try await keeping.undo(item: code, revision: revision, by: actor)
        case "discard":
            try await keeping.discard(item: code, by: actor)
            return .seeOther(address, notice: "草稿已放弃。")
        default:
            var draft = ChecklistFields.draft(call.form, item: code)
            guard !draft.sections.isEmpty || wish == "section.add" else { throw Problem.moved("检查表草稿") }
            focus = ChecklistEdit(wish)?.apply(to: &draft.sections, item: code)
            let base = wish == "rebase" ? file.checklist?.version ?? 0 : Int(try call.form.int("base", "版本") ?? 0)
            let isSame =
                draft.title == file.draft.title && draft.sections == file.draft.sections && base == file.base
                && revision == file.revision
            if !isSame { _ = try await keeping.keep(draft, base: base, revision: revision, by: actor) }
        }
        if wish == "publish" || wish == "preview" {
            return .seeOther("\(address)/\(wish)\(wish == "preview" ? "?version=draft" : "")")
        }
        guard isPart else {
            let kept = try await keeping.file(actor, item: code)
            return .seeOther(
                "\(address)/edit\(anchor(kept.draft.sections, focus))", notice: wish == "save" ? "草稿已保存，还没有发布。" : nil)
        }
        let fresh = try await keeping.file(actor, item: code)
        return .fragment(
            template: "catalogue/checklist-editor", model: editor(call, fresh, focus: focus, problem: nil))
    }

    /// Where a step took place: the page opens there.
    private static func anchor(_ sections: [Checklist.Section], _ focus: String?) -> String {
        guard let focus else { return "" }
        let opens = "?focus=\(FormCoding.encode(focus))"
        for (index, section) in sections.enumerated() {
            if section.code == focus { return "\(opens)#s-\(index)" }
            if let place = section.questions.firstIndex(where: { $0.code == focus }) {
                return "\(opens)#q-\(index).\(place)"
            }
        }
        return ""
    }

    static func ask(_ call: Call) async throws -> Reply {
        .page(publishPage(call, try await file(call), problem: nil))
    }

    static func publish(_ call: Call) async throws -> Reply {
        let file = try await file(call)
        do {
            let done = try await ChecklistKeeping(call.house).publish(
                item: file.item.code, revision: Int(try call.form.int("revision", "草稿版次") ?? 0),
                reason: call.form.text("reason"), by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "检查表已发布新版本；已经开始的检查仍用原来的版本。")
        } catch let problem as Problem where !problem.fields.isEmpty || problem.code.hasPrefix("checklist.") {
            return .page(publishPage(call, file, problem: problem))
        }
    }

    // MARK: Pages

    private static func file(_ call: Call) async throws -> ChecklistKeeping.File {
        let actor = try call.signedIn()
        // The item first: one of a foreign region looks as if it did not exist.
        let file = try await ChecklistKeeping(call.house).file(actor, item: try call.parameter("code"))
        guard CataloguePages.mayEdit(actor) else {
            throw Problem(
                .refused, "catalogue.province", "检查表随抽查事项清单由省级统一维护，\(actor.regionName)不能直接修改。", clause: "2.2.1",
                remedy: "需要调整检查表的，请报省级部门。")
        }
        guard file.standing else {
            throw Problem(
                .refused, "checklist.retired", "事项 \(file.item.code) 已从清单中取消，不能再修改它的检查表。", clause: "2.2.1",
                remedy: "以往的检查表和结果仍可查看。")
        }
        return file
    }

    private static func editor(_ call: Call, _ file: ChecklistKeeping.File, focus: String?, problem: Problem?)
        -> ChecklistEditor.Model
    {
        let keeping = ChecklistKeeping(call.house)
        return ChecklistEditor.model(
            file, file.draft, faults: keeping.faults(file.draft), diff: keeping.diff(file),
            outcomes: call.house.law.outcomes, focus: focus, problem: problem)
    }

    private static func page(_ call: Call, _ file: ChecklistKeeping.File, focus: String?, problem: Problem?) -> Page {
        let address = ChecklistPages.address(file.item.code)
        return Page(
            "catalogue/checklist-edit", title: "编辑检查表", stage: .catalogue,
            model: Model(
                intro: "\(file.item.code) \(file.item.matter)。改动随时保存为草稿；发布后用于此后抽取的检查。", action: "\(address)/edit",
                editor: editor(call, file, focus: focus, problem: problem)), trail: ChecklistPages.trail(file.item),
            actions: [PageAction("从表格读入", href: "\(address)/import", icon: "upload")])
    }

    private static func publishPage(_ call: Call, _ file: ChecklistKeeping.File, problem: Problem?) -> Page {
        let keeping = ChecklistKeeping(call.house)
        let address = ChecklistPages.address(file.item.code)
        let faults = keeping.faults(file.draft)
        let next = (file.checklist?.version ?? 0) + 1
        let refusal =
            problem.map { RemarkModel($0.description, .danger) }
            ?? (faults.isEmpty
                ? nil : RemarkModel("检查表还有\(faults.count)处需要修改，改好后才能发布：\(faults[0].message)。", .attention))
        return Page(
            "catalogue/checklist-publish", title: "发布检查表第\(next)版", stage: .catalogue,
            model: PublishModel(
                refusal: refusal, intro: "发布后，此后抽取的检查使用第\(next)版；已经抽取的检查仍用抽取时的版本。",
                diff: ChecklistPages.DiffModel(
                    file.checklist == nil ? "首次发布" : "与现行第\(next - 1)版相比", keeping.diff(file)),
                action: "\(address)/publish", revision: call.form.optional("revision") ?? String(file.revision),
                reason: FieldModel(
                    .area, "reason", "调整原因", value: call.form.text("reason"), help: "写给以后查看版本的人，如依据的文件或发现的问题。",
                    error: problem?.fields["reason"], maxlength: 500),
                button: "发布第\(next)版", cancelHref: "\(address)/edit"), trail: ChecklistPages.trail(file.item),
            status: problem?.kind.status ?? 200)
    }
}

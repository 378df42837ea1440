import Domain

/// A checklist as the phone will show it: the same form, script and rules as the visit sheet; nothing is kept.
enum ChecklistPreview {
    struct Model: Sendable {
        let remark: RemarkModel
        let action: String
        let title: String
        let checklist: ChecklistForm.Model
        let advice: SheetPage.Advice
        let verdict: RemarkModel?
    }

    static func show(_ call: Call) async throws -> Reply { .page(try await page(call, [:])) }

    /// Without scripts: the answers so far decide what is asked next; `check` tries the signature.
    static func answer(_ call: Call) async throws -> Reply { .page(try await page(call, nil)) }

    /// - Parameter given: nil for the answers of the form.
    private static func page(_ call: Call, _ given: [String: String]?) async throws -> Page {
        let actor = try call.signedIn()
        let outcomes = call.house.law.outcomes
        let keeping = ChecklistKeeping(call.house)
        let file = try await keeping.file(actor, item: try call.parameter("code"))
        let wanted = call.query.text("version")
        let isDraft = wanted == "draft" && CataloguePages.mayEdit(actor)
        let title: String, sections: [Checklist.Section], words: String
        if isDraft {
            (title, sections) = (file.draft.title, file.draft.sections)
            let faults = keeping.faults(file.draft)
            words = faults.isEmpty ? "这是草稿的预览。" : "这是草稿的预览，还有\(faults.count)处要改。"
        } else {
            guard let number = Int(wanted) ?? file.checklist?.version else { throw Problem.notFound("检查表") }
            let version = try await keeping.version(actor, item: file.item.code, number)
            (title, sections) = (version.checklist.title, version.checklist.sections)
            words = "这是第\(number)版的预览。"
        }
        let answers = given ?? ChecklistForm.answers(call.form, sections)
        let state = ChecklistState(sections, answers)
        let isCheck = call.form.flag("check")
        let faults = isCheck ? state.faults(cleanTitle: outcomes.outcome("no-problem")?.title) : [:]
        let action =
            "\(ChecklistPages.address(file.item.code))/preview"
            + (wanted.isEmpty ? "" : "?version=\(FormCoding.encode(wanted))")
        return Page(
            "catalogue/checklist-preview", title: "预览：\(file.item.matter)", stage: .catalogue,
            model: Model(
                remark: RemarkModel(words + "在这里填写不会保存；题目的出现、范围和结果建议与检查人员手机上的相同。"), action: action, title: title,
                checklist: ChecklistForm.model(
                    sections, answers, outcomes: outcomes, errors: faults, keepHref: action,
                    more: call.form.optional("more")),
                advice: SheetPage.advice(
                    OutcomeAdvice.from(answers: answers, sections: sections, outcomes: outcomes), outcomes),
                verdict: !isCheck
                    ? nil
                    : faults.isEmpty
                        ? RemarkModel("这样填写可以签名提交。", .success)
                        : RemarkModel("还有 \(faults.count) 处没有填好，签名会被退回。", .attention)),
            trail: ChecklistPages.trail(file.item),
            actions: isDraft
                ? [PageAction("回到编辑", href: "\(ChecklistPages.address(file.item.code))/edit", icon: "edit")] : [])
    }
}

import Domain

/// Ending a ceremony without a draw: asked once more, with what it means; by two people once the seed is known.
enum CeremonyAbort {
    struct Model: Sendable {
        let code: String
        let consequence: String
        let action: String
        let cancelHref: String
        let button: String
        /// Nil for the second person, who agrees to a reason that stands.
        let reason: FieldModel?
        let stated: String?
        /// What must be ticked once the outcome could be computed.
        let confirm: FieldModel?
    }

    static func ask(_ call: Call) async throws -> Reply { try await form(call, problem: nil) }

    static func confirm(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            let view = try await Ceremonies(call.house).view(actor, ceremony: try call.id())
            if view.ceremony.isSeedKnown, !call.form.flag("confirm") {
                throw Fields.refusal("confirm", "请先确认您知道这意味着什么。")
            }
            try await Ceremonies(call.house).abort(
                actor, ceremony: try call.id(), reason: call.form.text("reason"), submission: call.submissionKey)
            let isAsked = view.ceremony.isSeedKnown && view.abortRequest == nil
            return .seeOther(
                "/draw/\(try call.id())", notice: isAsked ? "中止申请已公开，等待另一人同意。" : "摇号已中止，理由已公开。")
        } catch let problem as Problem where problem.fields["reason"] != nil || problem.fields["confirm"] != nil {
            return try await form(call, problem: problem)
        }
    }

    private static func form(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let view = try await Ceremonies(call.house).view(actor, ceremony: try call.id())
        let address = "/draw/\(view.ceremony.id)"
        let known = view.ceremony.isSeedKnown
        let request = known ? view.abortRequest : nil
        if request == nil, !actor.may(.drawRun) {
            throw Problem(
                .conflict, "draw.abort.none", "没有等您同意的中止申请。", clause: "3.5.4",
                remedy: "中止由抽取人员写明理由提出；种子已知后须由另一人同意。")
        }
        let model = Model(
            code: view.ceremony.code, consequence: consequence(known: known, asked: request != nil),
            action: address + "/abort", cancelHref: address,
            button: request != nil ? "同意中止" : known ? "申请中止" : "中止摇号",
            reason: request != nil
                ? nil
                : FieldModel(
                    .area, "reason", "理由", value: call.form.text("reason"), help: "会向社会公开，请不要写姓名。",
                    error: problem?.fields["reason"], maxlength: 300),
            stated: request?.reason,
            confirm: known
                ? FieldModel(
                    .checks([OptionModel("1", "我知道：结果已经可以算出，这次中止会公开，并会被问是不是因为不满意结果。")]), "confirm",
                    "确认", error: problem?.fields["confirm"]) : nil)
        return .page(
            Page(
                "draw/abort", title: "中止摇号", stage: .draw, model: model,
                trail: [("抽取", "/draw"), (view.ceremony.title, address)], status: problem == nil ? 200 : 422))
    }

    private static func consequence(known: Bool, asked: Bool) -> String {
        if asked { return "您同意后摇号立即中止，不能撤销；编号、步骤、理由和两人的操作永久公开。不同意就返回，请抽取人直接抽取。" }
        return known
            ? "种子已经可以算出，此时中止会让人怀疑是不满意结果。您的申请和理由立即公开；另一人（监督人等）用自己的账号同意后才中止。不能撤销，下一次摇号会注明承接这次中止。"
            : "中止不能撤销，已提交的承诺作废；编号、步骤和理由永久公开，下一次摇号会注明承接这次中止。"
    }
}

import Domain

/// 报备 and 公示: asked first, then done.
enum PlanSteps {
    static func askReport(_ call: Call) async throws -> Reply {
        let dossier = try await editable(call)
        let plan = dossier.plan
        guard plan.state == .draft else { throw Problem.moved("计划") }
        let count = dossier.campaigns.filter { $0.state != .cancelled }.count
        let late =
            dossier.deadline.isOverdue
            ? "报备截止日是\(dossier.deadline.due.inWords)，\(dossier.deadline.words)，将记为逾期报备。" : ""
        return .page(
            page(
                plan, title: "报备计划",
                ConfirmModel(
                    "报备“\(plan.title)”（\(count)个任务）？",
                    consequence: "\(late)报备后任务不能直接修改，只能通过动态调整增加或取消，并须写明理由。",
                    action: "/plan/\(plan.id)/report?version=\(plan.version)", button: "报备",
                    cancelHref: "/plan/\(plan.id)")))
    }

    static func report(_ call: Call) async throws -> Reply {
        let id = try call.id()
        let position = try await Planning(call.house).report(
            try call.signedIn(), plan: id, version: try version(call), submission: call.submissionKey)
        return .seeOther("/plan/\(id)", notice: "计划已报备，留痕编号 \(position.index)。")
    }

    static func askPublish(_ call: Call) async throws -> Reply {
        let plan = try await editable(call).plan
        guard plan.state == .reported else {
            throw Problem(.refused, "plan.not-reported", "计划报备后才能公示。", clause: "2.3.12", remedy: "请先报备。")
        }
        return .page(
            page(
                plan, title: "公示计划",
                ConfirmModel(
                    "公示“\(plan.title)”？",
                    consequence: "任务名称、事项、区域、时间和检查方式将在公示平台公开；各类主体的抽查比例不公开。公示后不能撤回。",
                    action: "/plan/\(plan.id)/publish?version=\(plan.version)", button: "公示",
                    cancelHref: "/plan/\(plan.id)")))
    }

    static func publish(_ call: Call) async throws -> Reply {
        let id = try call.id()
        try await Planning(call.house).publish(
            try call.signedIn(), plan: id, version: try version(call), submission: call.submissionKey)
        return .seeOther("/plan/\(id)", notice: "计划已公示，可在公示平台查看。")
    }

    /// The version the person looked at.
    static func version(_ call: Call) throws -> Int {
        guard let version = try call.query.int("version", "版本") else {
            throw Problem(.invalid, "form.version", "页面内容不完整，这次操作没有生效。", remedy: "请返回计划页面重新操作。")
        }
        return Int(version)
    }

    /// The plan, if this person may change it; a foreign one looks as if it did not exist.
    private static func editable(_ call: Call) async throws -> Planning.Dossier {
        let actor = try call.signedIn()
        return try await Planning(call.house).dossier(actor, plan: try call.id())
    }

    private static func page(_ plan: Plan, title: String, _ confirm: ConfirmModel) -> Page {
        Page(
            "shell/confirm", title: title, stage: .plan, model: confirm,
            trail: [("计划", "/plan"), (plan.title, "/plan/\(plan.id)")])
    }
}

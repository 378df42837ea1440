import Domain

/// 逐级报备 (2.3.12, 2.3.15): what the level below handed up, and each thing handed up with its receipt.
enum PlanReportPages {
    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let state = try call.query.choice("state", "状态", of: PlanReport.State.self) ?? .waiting
        let reporting = PlanReporting(call.house)
        let listing = try await reporting.received(actor, state: state, slice: call.slice)
        let tabs = try await TabsModel.counted(
            PlanReport.State.allCases, chosen: state, label: "按状态查看",
            href: { "/plan/reports?state=\($0.rawValue)" }, title: title,
            count: { try await reporting.received(actor, state: $0, slice: .one).total })
        let model = ListModel(
            "下级报备", listing, address: call.address, tabs: [PlanList.tabs("reports"), tabs],
            columns: [
                .head("报备内容", href: { "/plan/reports/\($0.id)" }) { $0.title }, .text("机关") { $0.authorityName },
                .figures("报备时间") { $0.reportedAt.onScreen }, .text("报备人") { $0.reporterName },
                .figures("回执") { receipt($0) }, .chip("状态") { chip($0) },
            ],
            empty: EmptyModel(
                state == .waiting ? "没有等待接收的报备" : "没有\(title(state))的报备",
                why: "下级机关报备年度计划或动态调整后，由\(actor.authorityName)接收或退回。"))
        return try await Exports(call).reply(
            Page("shell/list", title: "下级报备", stage: .plan, model: model, trail: [("计划", "/plan")]),
            PlanTables.reports, filters: model.words,
            rows: { try await reporting.received(actor, state: state, slice: $0) })
    }

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    private static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let dossier = try await PlanReporting(call.house).dossier(actor, report: try call.id())
        let model = model(dossier, problem: problem, form: call.form)
        return .page(
            Page(
                "shell/panels", title: dossier.report.title, stage: .plan, model: model,
                trail: [("计划", "/plan"), (dossier.report.planTitle, "/plan/\(dossier.report.plan)")],
                status: problem == nil ? 200 : 422))
    }

    private static func model(_ dossier: PlanReporting.Dossier, problem: Problem?, form: Fields) -> PanelsModel {
        let report = dossier.report, errors = problem?.fields ?? [:], address = "/plan/reports/\(report.id)"
        var facts: [FactsModel.Fact] = [
            .init("状态", "", chip: chip(report)), .init("报备机关", report.authorityName),
            .init("计划", report.planTitle, href: "/plan/\(report.plan)"), .init("内容", report.kind.title),
        ]
        if let campaign = report.campaign, let title = report.campaignTitle {
            facts.append(.init("任务", title, href: "/plan/campaigns/\(campaign)"))
        }
        if !report.reason.isEmpty { facts.append(.init("理由", report.reason)) }
        facts.append(.init("报备", "\(report.reporterName)，\(report.reportedAt.onScreen)", figures: true))
        if report.kind == .plan {
            facts.append(
                .init("报备截止", dossier.deadline.due.inWords, chip: PlanWords.chip(dossier.deadline), figures: true))
        }
        facts.append(.init("接收机关", report.receiverName ?? "上级机关不在本平台"))
        if let at = report.answeredAt {
            facts.append(
                .init(
                    report.state == .received ? "接收" : "退回", "\(report.answererName ?? "—")，\(at.onScreen)",
                    figures: true))
            facts.append(.init("回执", receipt(report), figures: true))
        }
        if !report.answer.isEmpty { facts.append(.init(report.state == .received ? "意见" : "退回理由", report.answer)) }
        var panels = [Panel("报备情况", facts: FactsModel(facts))]
        if dossier.mayAnswer {
            panels.append(
                Panel(
                    "接收", note: "接收后出具回执，回执编号就是留痕编号。（依据条款 2.3.12）",
                    form: PanelForm(
                        address + "/receive",
                        [
                            FieldModel(
                                .area, "remark", "意见", value: form.text("remark"), error: errors["remark"],
                                required: false, maxlength: 500)
                        ], button: "接收")))
        }
        if dossier.mayAnswer, dossier.mayReturn {
            panels.append(
                Panel(
                    "退回",
                    note: report.kind == .plan
                        ? "计划退回后恢复为编制中；按期报备的，改正期内重新报备仍算按期。" : "增加的任务退回后不能抽取，由报备机关说明后重新报备，或取消任务。",
                    form: PanelForm(
                        address + "/return",
                        [
                            FieldModel(
                                .area, "reason", "退回理由", value: form.text("reason"), help: "写明需要修改什么。",
                                error: errors["reason"], maxlength: 500)
                        ], button: "退回修改", summary: "退回修改")))
        }
        if dossier.mayEnterReceipt {
            panels.append(
                Panel(
                    "登记上级回执", note: "上级机关不在本平台，收到它的回执后登记文号。",
                    form: PanelForm(
                        address + "/receipt",
                        [
                            FieldModel(
                                .text, "number", "回执文号", value: form.text("number"), error: errors["number"],
                                maxlength: 80)
                        ], button: "登记回执")))
        }
        if dossier.mayRepeat {
            panels.append(
                Panel(
                    "重新报备", note: "不再坚持的，请取消这个任务，取消也会报备。",
                    form: PanelForm(
                        address + "/again",
                        [
                            FieldModel(
                                .area, "explanation", "说明", value: form.text("explanation"), help: "对退回理由怎样处理。",
                                error: errors["explanation"], maxlength: 500)
                        ], button: "重新报备")))
        }
        return PanelsModel(
            panels, remarks: problem.map { [RemarkModel($0.message + ($0.remedy ?? ""), .danger)] } ?? [],
            timeline: TimelineModel(dossier.timeline))
    }

    // MARK: Steps

    static func receive(_ call: Call) async throws -> Reply {
        try await step(call, notice: "已接收，报备机关会看到回执。") { reporting, actor, id in
            try await reporting.receive(
                actor, report: id, remark: try call.form.optional("remark", "意见", max: 500) ?? "",
                submission: call.submissionKey)
        }
    }

    static func sendBack(_ call: Call) async throws -> Reply {
        try await step(call, notice: "已退回，报备机关会看到理由。") { reporting, actor, id in
            try await reporting.sendBack(
                actor, report: id, reason: try call.form.optional("reason", "退回理由", max: 500) ?? "",
                submission: call.submissionKey)
        }
    }

    static func enterReceipt(_ call: Call) async throws -> Reply {
        try await step(call, notice: "上级回执已登记。") { reporting, actor, id in
            try await reporting.enterReceipt(
                actor, report: id, number: try call.form.optional("number", "回执文号", max: 80) ?? "",
                submission: call.submissionKey)
        }
    }

    static func again(_ call: Call) async throws -> Reply {
        try await step(call, notice: "已重新报备，等待上级接收。") { reporting, actor, id in
            try await reporting.reportAgain(
                actor, report: id, explanation: try call.form.optional("explanation", "说明", max: 500) ?? "",
                submission: call.submissionKey)
        }
    }

    private static func step(
        _ call: Call, notice: String, _ body: (PlanReporting, Actor, Int64) async throws -> SubmissionOutcome
    ) async throws -> Reply {
        do {
            let done = try await body(PlanReporting(call.house), try call.signedIn(), try call.id())
            return .seeOther(done.location, notice: notice)
        } catch let problem as Problem where problem.kind == .invalid && !problem.fields.isEmpty {
            return try await page(call, problem: problem)
        }
    }

    /// 催报, from the overview.
    static func remind(_ call: Call) async throws -> Reply {
        guard let authority = try call.form.int("authority", "机关", in: 1...Int64.max),
            let year = try call.form.int("year", "年度", in: 2020...2100),
            let kind = try call.form.choice("kind", "种类", of: Plan.Kind.self)
        else { throw Problem(.invalid, "form.incomplete", "页面内容不完整，这次操作没有生效。", remedy: "请返回报备情况重新操作。") }
        let done = try await PlanReporting(call.house).remind(
            try call.signedIn(), authority: authority, year: Int(year), kind: kind, submission: call.submissionKey)
        return .seeOther(
            call.form.flag("members") ? "/plan/members?year=\(year)" : done.location, notice: "已催报，对方的计划页面会看到。")
    }

    // MARK: Words

    static func chip(_ report: PlanReport) -> ChipModel {
        switch report.state {
        case .waiting: ChipModel(report.receiver == nil ? "待登记回执" : report.state.title, .attention)
        case .received: ChipModel(report.state.title, .success)
        case .returned: ChipModel(report.state.title, .danger)
        case .replaced: ChipModel(report.state.title, .neutral)
        }
    }

    static func receipt(_ report: PlanReport) -> String {
        report.receipt.isEmpty ? "—" : report.receiver == nil ? report.receipt : "留痕编号 \(report.receipt)"
    }

    /// As the receiving side says it.
    private static func title(_ state: PlanReport.State) -> String {
        switch state {
        case .waiting: "待接收"
        case .received: "已接收"
        case .returned: "已退回"
        case .replaced: "退回后已重报"
        }
    }
}

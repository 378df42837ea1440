import Domain

/// 换人: reporting a vacancy from a visit, the approver's list, and the decision.
enum VacancyPages {
    // MARK: Reporting

    struct FormModel: Sendable {
        let action: String
        let cancelHref: String
        let inspectors: FieldModel
        let reason: FieldModel
        let note: FieldModel
        let open: RemarkModel?
        let error: RemarkModel?
        let mayReport: Bool
    }

    static func new(_ call: Call) async throws -> Reply { try await form(call, problem: nil) }

    static func report(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            var errors = FieldErrors()
            let inspectors = errors.take { try call.form.ids("inspectors", "退出人员") } ?? []
            let reason = errors.take { () -> Vacancy.Reason in
                guard let reason = try call.form.choice("reason", "原因", of: Vacancy.Reason.self) else {
                    throw Fields.refusal("reason", "请选择原因。")
                }
                return reason
            }
            let note = errors.take { try call.form.required("note", "情况", max: 300) }
            if inspectors.isEmpty { errors.add("inspectors", "请选择谁退出。") }
            try errors.check()
            guard let reason, let note else { throw Received.malformed }
            let done = try await Vacancies(call.house).report(
                actor, visit: try call.id(), .init(inspectors: inspectors, reason: reason, note: note),
                submission: call.submissionKey)
            return .seeOther(
                actor.may(.inspectionRead) ? done.location : "/draw/vacancies", notice: "换人申请已提交，由另一名抽取人员处理。")
        } catch let problem as Problem where !problem.fields.isEmpty || problem.kind == .conflict {
            return try await form(call, problem: problem)
        }
    }

    private static func form(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let (visit, open) = try await Vacancies(call.house).form(actor, visit: try call.id())
        // A list of work may name who leaves, and why.
        let ticked = Set(call.form.list("inspectors") + call.query.list("inspectors"))
        let team = visit.officers.filter { Vacancies.mayReport($0, of: visit, actor) }
        let chosen = call.form.optional("reason") ?? call.query.text("reason")
        let address = "/inspection/visits/\(visit.id)"
        let model = FormModel(
            action: address + "/vacancy",
            cancelHref: actor.may(.inspectionRead) ? address : "/draw/vacancies",
            inspectors: FieldModel(
                .checks(
                    team.map {
                        OptionModel(
                            String($0.inspector), $0.name,
                            selected: ticked.contains(String($0.inspector)) || team.count == 1)
                    }), "inspectors", "退出人员", error: problem?.fields["inspectors"]),
            reason: FieldModel(
                .radios(
                    Vacancy.Reason.allCases.map { OptionModel($0.rawValue, $0.title, selected: chosen == $0.rawValue) }),
                "reason", "原因", help: "会在留痕日志中公开，不公开姓名。", error: problem?.fields["reason"]),
            note: FieldModel(
                .area, "note", "情况", value: call.form.text("note"), help: "写明与检查对象的关系、请假时间等。只供内部处理，不公开。",
                error: problem?.fields["note"], maxlength: 300),
            open: open.map {
                RemarkModel(
                    "\($0.officers.map(\.name).joined(separator: "、"))的换人申请（\($0.reason.title)）正在等待处理，处理之后才能再申请。",
                    .attention)
            },
            error: problem.map { RemarkModel($0.message + ($0.remedy ?? ""), .danger) }, mayReport: open == nil)
        return .page(
            Page(
                "draw/vacancy-new", title: "换人、申请回避", stage: .inspection, model: model,
                trail: actor.may(.inspectionRead)
                    ? [("检查", "/inspection"), (visit.subjectName, address)]
                    : [("抽取", "/draw"), ("换人", "/draw/vacancies")],
                status: problem == nil ? 200 : 422))
    }

    // MARK: The approver's list

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let chosen = try call.query.choice("state", "状态", of: Vacancy.State.self) ?? .open
        let vacancies = Vacancies(call.house)
        let tabs = try await TabsModel.counted(
            Vacancy.State.allCases, chosen: chosen, label: "按处理情况查看",
            href: { $0 == .open ? "/draw/vacancies" : "/draw/vacancies?state=\($0.rawValue)" }, title: \.title,
            count: { try await vacancies.list(actor, states: [$0], slice: .one).total })
        let listing = try await vacancies.list(actor, states: [chosen], slice: call.slice)
        let model = ListModel(
            "换人申请", listing, address: call.address, tabs: [tabs],
            columns: [
                .head("检查对象", href: { "/draw/vacancies/\($0.id)" }) { $0.subjectName },
                .text("实施机关") { $0.authorityName },
                .text("退出") { $0.officers.map(\.name).joined(separator: "、") }, .text("原因") { $0.reason.title },
                .figures("申请") { "\($0.reporterName)，\($0.reportedAt.onScreen)" },
                .text("接替") {
                    $0.state == .filled ? $0.officers.compactMap(\.replacedByName).joined(separator: "、") : "—"
                },
                .chip("状态") { chip($0.state) },
            ], empty: empty(chosen))
        if let file = try await Exports(call).cells(
            "换人", personal: "vacancies", ["检查对象", "实施机关", "退出", "原因", "申请人", "申请时间", "接替", "状态"],
            filters: ["查看：\(chosen.title)"],
            rows: { try await vacancies.list(actor, states: [chosen], slice: $0) },
            { one in
                [
                    .text(one.subjectName), .text(one.authorityName),
                    .text(one.officers.map(\.name).joined(separator: "、")), .text(one.reason.title),
                    .text(one.reporterName), .text(one.reportedAt.onScreen),
                    .text(one.officers.compactMap(\.replacedByName).joined(separator: "、")), .text(one.state.title),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "shell/list", title: "换人", stage: .draw, model: model, trail: [("抽取", "/draw")],
                actions: Exports.links(call)))
    }

    static func chip(_ state: Vacancy.State) -> ChipModel {
        switch state {
        case .open: ChipModel(state.title, .attention)
        case .filled: ChipModel(state.title, .success)
        case .refused: ChipModel(state.title, .neutral)
        }
    }

    private static func empty(_ state: Vacancy.State) -> EmptyModel {
        switch state {
        case .open: EmptyModel("没有待处理的换人申请", why: "检查人员因回避、患病等退出时，申请会列在这里。")
        case .filled: EmptyModel("还没有换过人", why: "随机递补的结果会列在这里，并写入公开的摇号记录。")
        case .refused: EmptyModel("没有未同意的申请", why: "未同意的申请连同理由会列在这里。")
        }
    }

    // MARK: One vacancy

    struct ShowModel: Sendable {
        let facts: FactsModel
        let result: [Result]
        let refused: RemarkModel?
        let barred: RemarkModel?
        let error: RemarkModel?
        let approve: Approve?
        let proof: FactsModel?
    }

    struct Result: Sendable {
        let leaving: String
        let incoming: String
    }

    struct Approve: Sendable {
        let action: String
        let refuseAction: String
        let value: FieldModel
        let reason: FieldModel
    }

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    static func approve(_ call: Call) async throws -> Reply {
        do {
            let done = try await Vacancies(call.house).approve(
                try call.signedIn(), vacancy: try call.id(), value: call.form.text("value"),
                submission: call.submissionKey)
            return .seeOther(done.location, notice: "已随机递补，检查人员已更换。")
        } catch let problem as Problem where shownHere(problem) {
            return try await page(call, problem: problem)
        }
    }

    static func refuse(_ call: Call) async throws -> Reply {
        do {
            let done = try await Vacancies(call.house).refuse(
                try call.signedIn(), vacancy: try call.id(), reason: call.form.text("reason"),
                submission: call.submissionKey)
            return .seeOther(done.location, notice: "已记录不同意换人，原检查人员不变。")
        } catch let problem as Problem where shownHere(problem) {
            return try await page(call, problem: problem)
        }
    }

    /// Refusals that belong beside the form.
    private static func shownHere(_ problem: Problem) -> Bool {
        !problem.fields.isEmpty || ["vacancy.nobody", "vacancy.recusal-stands"].contains(problem.code)
    }

    private static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let (vacancy, visit) = try await Vacancies(call.house).view(actor, vacancy: try call.id())
        return .page(
            Page(
                "draw/vacancy", title: "换人：\(vacancy.subjectName)", stage: .draw,
                model: model(vacancy, visit, actor: actor, problem: problem, form: call.form),
                trail: [("抽取", "/draw"), ("换人", "/draw/vacancies")], status: problem == nil ? 200 : 422))
    }

    static func model(_ vacancy: Vacancy, _ visit: Visit, actor: Actor, problem: Problem?, form: Fields) -> ShowModel {
        let address = "/draw/vacancies/\(vacancy.id)"
        let refusal = vacancy.state == .open ? Vacancies.refusal(vacancy, visit, actor) : nil
        var facts: [FactsModel.Fact] = [
            .init("检查对象", vacancy.subjectName), .init("实施机关", vacancy.authorityName),
            .init("现检查人员", visit.officers.map(\.name).joined(separator: "、")),
            .init("退出", vacancy.officers.map(\.name).joined(separator: "、")),
            .init("原因", vacancy.reason.title), .init("情况", vacancy.note),
            .init("申请", "\(vacancy.reporterName)，\(vacancy.reportedAt.onScreen)"),
            .init("状态", "", chip: chip(vacancy.state)),
        ]
        if let name = vacancy.deciderName, let at = vacancy.decidedAt {
            facts.append(.init("处理", "\(name)，\(at.onScreen)"))
        }
        var proof: [FactsModel.Fact] = [
            .init("摇号", vacancy.ceremonyCode, href: "/ceremonies/\(vacancy.ceremonyCode)", figures: true),
            .init("检查编号", vacancy.inspection, figures: true),
            .init("空缺条目", String(vacancy.entry), href: "/log/receipt/\(vacancy.entry)", figures: true),
        ]
        if let entry = vacancy.replacementEntry {
            proof.append(.init("递补条目", String(entry), href: "/log/receipt/\(entry)", figures: true))
        }
        if let seed = vacancy.seed { proof.append(.init("子种子", seed, figures: true)) }
        let mayDecide = vacancy.state == .open && refusal == nil
        return ShowModel(
            facts: FactsModel(facts),
            result: vacancy.state == .filled
                ? vacancy.officers.map { Result(leaving: $0.name, incoming: $0.replacedByName ?? "") } : [],
            refused: vacancy.state == .refused ? RemarkModel("没有同意换人：\(vacancy.decision)", .information) : nil,
            barred: refusal.map { RemarkModel($0.message + ($0.remedy ?? ""), .attention) },
            error: problem.map { RemarkModel($0.message + ($0.remedy ?? ""), .danger) },
            approve: mayDecide
                ? Approve(
                    action: address + "/approve", refuseAction: address + "/refuse",
                    value: FieldModel(
                        .text, "value", "您的随机数", value: form.text("value"),
                        help: "由您的浏览器生成，与服务器事先封存的随机数合成子种子，谁都不能选定由谁接替。没有生成时，可用任何工具写64位十六进制数。",
                        error: problem?.fields["value"], maxlength: 64),
                    reason: FieldModel(
                        .area, "reason", "不同意的理由", value: form.text("reason"), error: problem?.fields["reason"],
                        maxlength: 300)) : nil,
            proof: FactsModel(proof))
    }
}

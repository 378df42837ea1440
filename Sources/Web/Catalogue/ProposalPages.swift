import Domain

/// 清单建议: proposed from below, answered by the province, with the whole thread (2.2.2, 3.6.5).
enum ProposalPages {
    static func chip(_ state: Proposal.State) -> ChipModel {
        switch state {
        case .open: ChipModel(state.title, .information)
        case .accepted: ChipModel(state.title, .success)
        case .declined: ChipModel(state.title, .attention)
        case .withdrawn: ChipModel(state.title, .neutral)
        }
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let state = try call.query.choice("state", "状态", of: Proposal.State.self)
        let listing = try await Proposing(call.house).list(actor, state: state, slice: call.slice)
        let model = ListModel(
            "清单建议", listing, address: call.address,
            tabs: [
                CataloguePages.tabs("proposals"),
                TabsModel(
                    [.init("全部", href: "/catalogue/proposals", current: state == nil)]
                        + Proposal.State.allCases.map {
                            .init(
                                $0.title, href: Address("/catalogue/proposals").with("state", $0.rawValue).text,
                                current: $0 == state)
                        }, label: "按状态"),
            ],
            columns: [
                .head("建议", href: { $0.location }) { title($0) }, .text("清单") { $0.list.title },
                .text("情形") { $0.ground.title }, .text("提出单位") { $0.authorityName },
                .figures("提出日期", wraps: false) { $0.createdAt.day.description }, .chip("状态") { chip($0.state) },
                .text("结果") { one in one.version.map { "\(one.list.title)第\($0)版" } ?? one.answer ?? "" },
            ],
            empty: EmptyModel(
                "没有清单建议", why: "清单以外有法定检查、或清单需要调整时，市、县在这里提出，省级逐条答复。",
                action: actor.may(.cataloguePropose) ? LinkModel("提出建议", href: "/catalogue/proposals/new") : nil))
        if let file = try await Exports(call).cells(
            "清单建议", ["建议", "清单", "情形", "提出单位", "提出日期", "状态", "结果", "理由", "依据"],
            filters: model.words,
            rows: { try await Proposing(call.house).list(actor, state: state, slice: $0) },
            { one in
                [
                    .text(title(one)), .text(one.list.title), .text(one.ground.title), .text(one.authorityName),
                    .day(one.createdAt.day), .text(one.state.title),
                    .text(one.version.map { "\(one.list.title)第\($0)版" } ?? one.answer), .text(one.draft.reason),
                    .text(one.draft.basis),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "shell/list", title: "清单建议", stage: .catalogue, model: model, trail: [("一单", "/catalogue")],
                primary: actor.may(.cataloguePropose)
                    ? PageAction("提出建议", href: "/catalogue/proposals/new", icon: "send") : nil,
                actions: Exports.links(call)))
    }

    static func title(_ proposal: Proposal) -> String {
        let what = proposal.draft.matter.isEmpty ? proposal.draft.target ?? "" : proposal.draft.matter
        return "\(proposal.kind.title)：\(what)"
    }

    // MARK: New

    struct FormModel: Sendable {
        let intro: RemarkModel
        let refusal: RemarkModel?
        let checks: [String]
        let source: String?
        let fields: [FieldModel]
    }

    static func new(_ call: Call) async throws -> Reply { .page(try await form(call, problem: nil)) }

    static func add(_ call: Call) async throws -> Reply {
        do {
            let form = call.form
            var errors = FieldErrors()
            let list = errors.take { try form.choice("list", "清单", of: CatalogueList.self) ?? .items }
            let ground = errors.take { try form.choice("ground", "情形", of: Proposal.Ground.self) ?? .adjustment }
            let kind = errors.take { try form.choice("kind", "建议", of: Proposal.Kind.self) ?? .add }
            let checks = errors.take { try form.ids("check", "清单外检查") }
            try errors.check()
            guard let list, let ground, let kind, let checks else { throw Problem.notFound("清单建议") }
            let location = try await Proposing(call.house).propose(
                ProposalDraft(
                    list: list, ground: ground, kind: kind, target: form.optional("target"),
                    heading: form.text("heading"), matter: form.text("matter"), subjects: form.text("subjects"),
                    basis: form.text("basis"), reason: form.text("reason"), checks: checks),
                by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(location, notice: "建议已提交，省级答复后这里会显示结果。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try await form(call, problem: problem))
        }
    }

    private static func form(_ call: Call, problem: Problem?) async throws -> Page {
        let actor = try call.signedIn()
        let sent = call.form.pairs.contains { $0.name == "matter" }
        var values: [String: String] = ["list": call.query.text("list"), "target": call.query.text("target")]
        var source: String?
        let checks = sent ? call.form.list("check") : call.query.list("check")
        if !sent, let id = checks.first.flatMap(Int64.init) {
            let check = try await Proposing(call.house).check(actor, id)
            values["matter"] = check.draft.matter
            values["basis"] = check.draft.basis
            values["ground"] = Proposal.Ground.gap.rawValue
            values["reason"] = "\(check.draft.inspectedOn.inWords)依法检查时发现清单未列入：\(check.draft.cause)"
            source = "由\(check.draft.inspectedOn.inWords)的清单外检查“\(check.draft.matter)”转来。"
        }
        if !(values["target"] ?? "").isEmpty {
            values["kind"] = Proposal.Kind.revise.rawValue
            values["ground"] = Proposal.Ground.adjustment.rawValue
        }
        func value(_ name: String) -> String { sent ? call.form.text(name) : values[name] ?? "" }
        let errors = problem?.fields ?? [:]
        func choices<Value: RawRepresentable & CaseIterable>(_ name: String, _ title: (Value) -> String)
            -> FieldModel.Kind where Value.RawValue == String
        {
            let chosen = value(name)
            return .radios(
                Value.allCases.enumerated().map { index, one in
                    OptionModel(
                        one.rawValue, title(one), selected: chosen.isEmpty ? index == 0 : chosen == one.rawValue)
                })
        }
        return Page(
            "catalogue/propose", title: "提出清单建议", stage: .catalogue,
            model: FormModel(
                intro: RemarkModel("没有列入清单不是不检查的理由：依法应当检查的照常检查，同时在这里建议补充。"),
                refusal: problem.map { RemarkModel($0.description, .danger) }, checks: checks, source: source,
                fields: [
                    FieldModel(
                        choices("ground") { (one: Proposal.Ground) in one.title }, "ground", "情形",
                        error: errors["ground"]),
                    FieldModel(
                        choices("list") { (one: CatalogueList) in one.title }, "list", "针对的清单", error: errors["list"]),
                    FieldModel(
                        choices("kind") { (one: Proposal.Kind) in one.title }, "kind", "建议", error: errors["kind"]),
                    FieldModel(
                        .text, "target", "原事项编号", value: value("target"), help: "修改或取消时填写。", error: errors["target"],
                        required: false, maxlength: 20),
                    FieldModel(
                        .text, "heading", "类别或领域", value: value("heading"), help: "增加时填写。", error: errors["heading"],
                        required: false, maxlength: 60),
                    FieldModel(
                        .text, "matter", "事项名称", value: value("matter"), help: "增加时填写。", error: errors["matter"],
                        required: false),
                    FieldModel(
                        .text, "subjects", "检查对象", value: value("subjects"), help: "增加时填写。",
                        error: errors["subjects"], required: false, maxlength: 300),
                    FieldModel(
                        .area, "basis", "法律依据", value: value("basis"), help: "地方事项写明地方性法规或政府规章的名称和条款。",
                        error: errors["basis"], maxlength: 2000),
                    FieldModel(
                        .area, "reason", "理由", value: value("reason"), error: errors["reason"], maxlength: 2000),
                ]),
            trail: [("一单", "/catalogue"), ("清单建议", "/catalogue/proposals")],
            status: problem.map { $0.kind.status } ?? 200)
    }
}

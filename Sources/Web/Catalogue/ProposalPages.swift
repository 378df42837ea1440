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

    private static func title(_ proposal: Proposal) -> String {
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

    // MARK: One

    struct Model: Sendable {
        let facts: FactsModel
        let checks: [CheckLine]
        let hasChecks: Bool
        let notes: [Note]
        let remark: RemarkForm?
        let decline: RemarkForm?
        let withdraw: RemarkForm?
    }

    struct CheckLine: Sendable {
        let matter: String
        let at: String
        let who: String
    }

    struct Note: Sendable {
        let title: String
        let text: String
        let who: String
        let at: String
    }

    /// A form of one field.
    struct RemarkForm: Sendable {
        let title: String
        let action: String
        let field: FieldModel
        let button: String
    }

    static func show(_ call: Call) async throws -> Reply { .page(try await page(call, problem: nil)) }

    static func remark(_ call: Call) async throws -> Reply {
        try await act(call, "补充说明已记入。") { proposing, id, actor in
            try await proposing.remark(id, call.form.text("text"), by: actor, submission: call.submissionKey)
        }
    }

    static func decline(_ call: Call) async throws -> Reply {
        try await act(call, "已答复：不予采纳。") { proposing, id, actor in
            try await proposing.decline(id, call.form.text("reason"), by: actor, submission: call.submissionKey)
        }
    }

    static func withdraw(_ call: Call) async throws -> Reply {
        try await act(call, "建议已撤回。") { proposing, id, actor in
            try await proposing.withdraw(
                id, call.form.text("withdraw_reason"), by: actor, submission: call.submissionKey)
        }
    }

    private static func act(
        _ call: Call, _ notice: String, _ body: (Proposing, Int64, Actor) async throws -> Void
    ) async throws -> Reply {
        let id = try call.id()
        do {
            try await body(Proposing(call.house), id, try call.signedIn())
            return .seeOther("/catalogue/proposals/\(id)", notice: notice)
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try await page(call, problem: problem))
        }
    }

    private static func page(_ call: Call, problem: Problem?) async throws -> Page {
        let actor = try call.signedIn()
        let dossier = try await Proposing(call.house).dossier(actor, try call.id())
        let proposal = dossier.proposal
        let draft = proposal.draft
        let errors = problem?.fields ?? [:]
        let isOpen = proposal.state == .open
        let decides = isOpen && CataloguePages.mayEdit(actor)
        func form(_ title: String, _ path: String, _ name: String, _ label: String, _ button: String) -> RemarkForm {
            RemarkForm(
                title: title, action: "\(proposal.location)/\(path)",
                field: FieldModel(
                    .area, name, label, value: call.form.text(name), error: errors[name], maxlength: 2000),
                button: button)
        }
        let model = Model(
            facts: facts(dossier),
            checks: dossier.checks.map {
                CheckLine(
                    matter: "\($0.draft.matter)（\($0.draft.basis)）", at: $0.draft.inspectedOn.description,
                    who: $0.authorityName)
            }, hasChecks: !dossier.checks.isEmpty,
            notes: dossier.notes.map {
                Note(
                    title: $0.act.title, text: $0.text, who: "\($0.authorityName) \($0.accountName)", at: $0.at.onScreen
                )
            },
            remark: isOpen && (actor.may(.cataloguePropose) || decides)
                ? form("补充说明", "notes", "text", "说明", "记入") : nil,
            decline: decides ? form("不予采纳", "decline", "reason", "理由", "不予采纳") : nil,
            withdraw: isOpen && actor.may(.cataloguePropose) && proposal.region == actor.region
                ? form("撤回建议", "withdraw", "withdraw_reason", "理由", "撤回") : nil)
        return Page(
            "catalogue/proposal", title: title(proposal), stage: .catalogue, model: model,
            trail: [("一单", "/catalogue"), ("清单建议", "/catalogue/proposals")],
            primary: decides ? PageAction("采纳", href: acceptHref(proposal), icon: "check") : nil,
            status: problem.map { $0.kind.status } ?? 200)
    }

    private static func facts(_ dossier: Proposing.Dossier) -> FactsModel {
        let proposal = dossier.proposal
        let draft = proposal.draft
        var facts: [FactsModel.Fact] = [
            .init("状态", "", chip: chip(proposal.state)), .init("针对的清单", proposal.list.title),
            .init("情形", "\(proposal.ground.title)（方案条款 \(proposal.ground.clause)）"),
            .init("建议", proposal.kind.title),
        ]
        if let target = dossier.target {
            facts.append(
                .init(
                    proposal.state == .accepted ? "对应事项" : "原事项", "\(target.title)（\(target.code)）",
                    href: CataloguePages.href(target.list, target.code)))
        }
        for (label, text) in [("类别或领域", draft.heading), ("事项名称", draft.matter), ("检查对象", draft.subjects)]
        where !text.isEmpty { facts.append(.init(label, text)) }
        facts += [
            .init("法律依据", draft.basis), .init("提出单位", "\(proposal.authorityName)（\(proposal.regionName)）"),
            .init("提出人", proposal.accountName), .init("提出时间", proposal.createdAt.onScreen, figures: true),
        ]
        if proposal.ground == .local { facts.append(.init("适用区域", "采纳后仅在\(proposal.regionName)执行")) }
        if let version = proposal.version {
            facts.append(
                .init(
                    "结果", "纳入\(proposal.list.title)第\(version)版",
                    href: CatalogueVersion.location(proposal.list, version)))
        }
        return FactsModel(facts)
    }

    /// Accepting is making the version: the form of the entry, filled in from the proposal.
    private static func acceptHref(_ proposal: Proposal) -> String {
        let base = "/catalogue/\(proposal.list.rawValue)"
        let path: String
        switch (proposal.kind, proposal.draft.target) {
        case (.revise, let target?): path = "\(base)/\(target)/edit"
        case (.retire, let target?): path = "\(base)/\(target)/retire"
        default: path = base + "/new"
        }
        return Address(path).with("proposal", String(proposal.id)).text
    }
}

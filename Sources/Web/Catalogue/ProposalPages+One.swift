import Domain

/// One proposal with its thread, and the province's answers.
extension ProposalPages {
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

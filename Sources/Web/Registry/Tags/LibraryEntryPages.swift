import Domain

/// A subject's way through a library: application, entry, renewal, exit.
enum LibraryEntryPages {
    static func applyForm(_ call: Call) async throws -> Reply { try await applyForm(call, nil) }

    private static func applyForm(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn(), id = try call.id(), form = call.form
        let found = try await LibraryReading(call.house).list(id, state: nil, slice: Slice(size: 1), for: actor)
        var fields = [
            FieldModel(
                .text, "identifier", "统一社会信用代码",
                value: problem == nil ? call.query.text("identifier") : form.text("identifier"),
                error: problem?.fields["identifier"], maxlength: 18)
        ]
        if found.library.kind == .sandbox {
            let categories = found.rules.first { $0.id == "library.sandbox.categories" }?.list ?? []
            fields.append(
                FieldModel(
                    .radios(categories.map { OptionModel($0, $0, selected: form.text("category") == $0) }), "category",
                    "“四新”类别", error: problem?.fields["category"]))
        }
        fields.append(
            FieldModel(
                .area, "statement", "申请理由", value: form.text("statement"), help: "写明符合入库条件的情况。",
                error: problem?.fields["statement"], maxlength: 500))
        return RegistryForm(
            "/registry/libraries/\(id)/entries", problem: problem, fields, button: "提出申请",
            cancelHref: "/registry/libraries/\(id)", note: "提交时按入库条件逐条核对，审核入库时再核对一次。"
        ).page(
            "申请入库：\(found.library.name)",
            trail: LibraryPages.trail + [(found.library.name, "/registry/libraries/\(id)")],
            problem: problem)
    }

    static func apply(_ call: Call) async throws -> Reply {
        let id = try call.id()
        return try await RegistryForm.answered {
            let form = call.form
            let done = try await LibraryKeeping(call.house).apply(
                library: id, identifier: form.text("identifier").uppercased(), category: form.text("category"),
                statement: form.text("statement"), by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location + "?state=applied", notice: "已提出申请，等待审核。")
        } again: {
            try await applyForm(call, $0)
        }
    }

    // MARK: One entry

    static func entry(_ call: Call) async throws -> Reply { try await entry(call, nil) }

    private static func entry(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn(), id = try call.id(), today = call.house.clock.today
        let found = try await LibraryReading(call.house).entry(id, for: actor)
        let entry = found.entry
        var facts: [FactsModel.Fact] = [
            .init("检查对象", found.subject.name, href: "/registry/subjects/\(found.subject.id)"),
            .init("统一社会信用代码", found.subject.identifier, figures: true),
            .init("专项库", found.library.name, href: "/registry/libraries/\(found.library.id)"),
            .init("状态", "", chip: LibraryPages.chip(entry, today)),
            .init("在库期限", LibraryPages.period(entry), figures: true),
        ]
        if !entry.category.isEmpty { facts.append(.init("“四新”类别", entry.category)) }
        facts.append(.init("申请理由", entry.statement))
        var panels = [
            Panel("入库记录", facts: FactsModel(facts)),
            Panel(
                "对抽取的效果",
                note: found.effect.map { $0.sentences.joined() + "依据：\($0.source)（条款 \($0.clause)）。" }
                    ?? "现在没有效果，按常规抽取。"),
            Panel(
                "入库条件（今天核对）", note: "信用风险分类仅供内部使用，不对外公开。",
                table: PanelTable(
                    "入库条件", ["条件", "实际", "结果", "出处"],
                    found.conditions.all.map { one -> [PanelCell] in
                        [
                            .head(one.title), PanelCell(one.finding),
                            one.isMet ? .chip("符合", .success) : .chip("不符合", .danger),
                            PanelCell(one.rule.map { "\($0.source)，条款 \($0.clause)" } ?? "登记信息"),
                        ]
                    })),
        ]
        let steps: [(String, String, String)] =
            entry.state == .applied
            ? [("enter", "入库", "再按条件逐条核对一次，从今天起生效。"), ("refuse", "不予入库", "")]
            : entry.state == .standing ? [("renew", "续期", "按规则延长，条件再核对一次。"), ("exit", "退出", "从今天起恢复常规抽取。")] : []
        if found.mayKeep, !steps.isEmpty {
            let chosen = call.form.text("step")
            panels.append(
                Panel(
                    entry.state == .applied ? "审核" : "续期、退出",
                    form: PanelForm(
                        "/registry/libraries/entries/\(id)",
                        [
                            FieldModel(
                                .radios(
                                    steps.map { OptionModel($0.0, $0.1, selected: $0.0 == chosen, help: $0.2) }),
                                "step",
                                "做什么", error: problem?.fields["step"]),
                            FieldModel(
                                .area, "reason", "理由", value: call.form.text("reason"),
                                error: problem?.fields["reason"], maxlength: 300),
                        ], button: "提交", hidden: [("version", String(entry.version))])))
        }
        panels.append(
            Panel(
                "经过",
                table: PanelTable(
                    "经过", ["时间", "步骤", "谁", "理由"],
                    found.events.map { event -> [PanelCell] in
                        [
                            .figures(event.at.onScreen), PanelCell(event.act.title),
                            PanelCell(event.accountName ?? "系统"),
                            PanelCell(event.reason + (event.until.map { "（到 \($0.description)）" } ?? "")),
                        ]
                    })))
        return .page(
            Page(
                "registry/panels", title: "\(found.subject.name)：\(found.library.name)", stage: .registry,
                model: PanelsModel(panels, remarks: problem.map { [RemarkModel($0.description, .danger)] } ?? []),
                trail: [("两库", "/registry")] + LibraryPages.trail + [
                    (found.library.name, "/registry/libraries/\(found.library.id)")
                ], status: problem == nil ? 200 : 422))
    }

    static func decide(_ call: Call) async throws -> Reply {
        let id = try call.id()
        return try await RegistryForm.answered {
            let form = call.form
            let steps: [String: (LibraryKeeping.Step, String)] = [
                "enter": (.enter, "已入库。"), "refuse": (.refuse, "已记为未通过。"), "renew": (.renew, "已续期。"),
                "exit": (.exit, "已退出，从今天起恢复常规抽取。"),
            ]
            guard let (step, notice) = steps[form.text("step")] else { throw Fields.refusal("step", "请选择做什么。") }
            let done = try await LibraryKeeping(call.house).decide(
                step, entry: id, reason: form.text("reason"), version: Int(try form.int("version", "版本") ?? 0),
                by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: notice)
        } again: {
            try await entry(call, $0)
        }
    }
}

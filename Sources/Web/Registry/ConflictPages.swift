import Domain

/// 来件冲突: what could not be taken as it came, side by side with what we hold, and the decision.
enum ConflictPages {
    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let state = try call.query.choice("state", "状态", of: SubjectConflict.State.self) ?? .open
        let kind = try call.query.choice("kind", "原因", of: ConflictKind.self)
        let listing = try await Conflicts(call.house).list(
            ConflictFilter(region: actor.region, state: state, kind: kind), slice: call.slice, for: actor)
        let isFiltered = call.address.contains("?")
        let model = ListModel(
            "来件冲突列表", listing, address: call.address,
            filter: FilterModel(
                action: "/registry/conflicts",
                [
                    .select(
                        "state", "状态",
                        SubjectConflict.State.allCases.map {
                            OptionModel($0.rawValue, $0.title, selected: $0 == state)
                        }),
                    .select(
                        "kind", "原因",
                        [OptionModel("", "全部原因", selected: kind == nil)]
                            + ConflictKind.allCases.map { OptionModel($0.rawValue, $0.title, selected: $0 == kind) }),
                ], found: "\(Figures.grouped(listing.total)) 件",
                clearHref: isFiltered ? "/registry/conflicts" : nil),
            columns: [
                .head("主体", href: { "/registry/conflicts/\($0.id)" }) { $0.name },
                .code("编号") { $0.statement.identifier },
                .chip("原因") { ChipModel($0.kind.title, .attention) }, .text("说明") { $0.sentence },
                .text("来自") { $0.way.title }, .figures("时间") { $0.at.onScreen }, .chip("状态") { chip($0.state) },
            ],
            empty: EmptyModel(
                state == .open ? "没有待处理的冲突" : "没有这样的冲突",
                why: "较旧的、与名录不一致的、不在管辖地区的、代码无法识别的来件，不直接采用，列在这里等人决定。"))
        if let file = try await Exports(call).cells(
            "来件冲突", personal: "conflicts", ["主体", "编号", "原因", "说明", "来自", "时间", "状态"],
            filters: model.words,
            rows: {
                try await Conflicts(call.house).list(
                    ConflictFilter(region: actor.region, state: state, kind: kind), slice: $0, for: actor)
            },
            { one in
                [
                    .text(one.name), .text(one.statement.identifier), .text(one.kind.title), .text(one.sentence),
                    .text(one.way.title), .text(one.at.onScreen), .text(one.state.title),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "shell/list", title: "来件冲突", stage: .registry, model: model, trail: [("两库", "/registry")],
                actions: Exports.links(call)))
    }

    private static func chip(_ state: SubjectConflict.State) -> ChipModel {
        switch state {
        case .open: ChipModel(state.title, .attention)
        case .taken: ChipModel(state.title, .success)
        case .kept: ChipModel(state.title, .neutral)
        }
    }

    // MARK: One

    struct Line: Sendable {
        let field: String
        let held: String
        let stated: String
        let differs: Bool
    }

    struct ShowModel: Sendable {
        let facts: FactsModel
        let lines: [Line]
        let noLines: Bool
        let decision: Decision?
        let resolved: RemarkModel?
    }

    struct Decision: Sendable {
        let action: String
        let choice: FieldModel
        let reason: FieldModel
    }

    static func show(_ call: Call) async throws -> Reply { try await page(call, nil) }

    private static func page(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let found = try await Conflicts(call.house).show(try call.id(), for: actor)
        let conflict = found.conflict, statement = conflict.statement
        let chosen = call.form.text("decision")
        var facts: [FactsModel.Fact] = [
            .init("原因", conflict.sentence, chip: ChipModel(conflict.kind.title, .attention)),
            .init(
                "主体", conflict.name, href: conflict.subject.map { "/registry/subjects/\($0)" }),
            .init((statement.scheme ?? .uscc).title, statement.identifier, figures: true),
            .init("来件", "\(found.departmentName)，\(found.origin)，\(conflict.at.onScreen)"),
            .init("要求", statement.operation.title),
        ]
        if let origin = found.heldOrigin { facts.insert(.init("名录现值", origin), at: 4) }
        if let day = statement.asOf { facts.append(.init("来件数据日期", day.description, figures: true)) }
        if let day = found.held?.asOf { facts.append(.init("名录数据日期", day.description, figures: true)) }
        if let day = statement.effectiveOn { facts.append(.init("生效日期", day.description, figures: true)) }
        if let reason = statement.reason, !reason.isEmpty { facts.append(.init("来件说明", reason)) }
        let lines = found.rows.map { row in
            Line(
                field: row.field.title,
                held: found.held == nil ? "（名录中没有）" : found.words.value(row.old, of: row.field),
                stated: found.words.value(row.new, of: row.field), differs: row.old != row.new)
        }
        let model = ShowModel(
            facts: FactsModel(facts), lines: lines, noLines: lines.isEmpty,
            decision: conflict.state == .open && actor.may(.registryEdit)
                ? Decision(
                    action: "/registry/conflicts/\(conflict.id)",
                    choice: FieldModel(
                        .radios([
                            OptionModel(
                                "take", "采用来件", selected: chosen == "take", help: "按来件新增或修改，记入变更记录"),
                            OptionModel("keep", "保留现状", selected: chosen == "keep", help: "不改名录，来件留档"),
                        ]), "decision", "决定", error: problem?.fields["decision"]),
                    reason: FieldModel(
                        .area, "reason", "理由或依据", value: call.form.text("reason"),
                        error: problem?.fields["reason"] ?? problem.map(\.message), maxlength: 300)) : nil,
            resolved: conflict.state == .open
                ? nil
                : RemarkModel(
                    "\(conflict.resolvedBy ?? "") 于 \(conflict.resolvedAt?.onScreen ?? "") 决定：\(conflict.state.title)。理由：\(conflict.reason)",
                    conflict.state == .taken ? .success : .information))
        return .page(
            Page(
                "registry/conflict", title: "\(conflict.kind.title)：\(conflict.name)", stage: .registry, model: model,
                trail: [("两库", "/registry"), ("来件冲突", "/registry/conflicts")],
                status: problem == nil ? 200 : 422))
    }

    static func resolve(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            var errors = FieldErrors()
            let reason = errors.take { try call.form.required("reason", "理由或依据", max: 300) }
            let decision = call.form.text("decision")
            if decision != "take", decision != "keep" { errors.add("decision", "请选择采用来件或保留现状。") }
            try errors.check()
            guard let reason else { throw Received.malformed }
            let done = try await Conflicts(call.house).resolve(
                try call.id(), take: decision == "take", reason: reason, by: actor, submission: call.submissionKey)
            return .seeOther(done.location, notice: decision == "take" ? "已采用来件。" : "已保留现状。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await page(call, problem)
        }
    }
}

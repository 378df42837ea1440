import Domain

/// The checklist of one inspection on the phone: answers with autosave, the advice, the outcome, the signature;
/// afterwards the same to read, with the timeline.
enum SheetPage {
    struct Model: Sendable {
        let id: String
        let subject: String
        let facts: FactsModel
        let form: Form?
        let sealed: Sealed?
        let remark: RemarkModel?
        let timeline: TimelineModel
    }

    struct Form: Sendable {
        let id: String
        let version: String
        let returned: RemarkModel?
        let summary: RemarkModel?
        let checklist: ChecklistForm.Model
        let noQuestions: Bool
        let advice: Advice
        let outcomes: [SheetForm.Outcome]
        let outcomeError: String?
        let inspectedOn: FieldModel
        let signer: String
    }

    struct Advice: Sendable {
        let title: String
        let reasons: String
        let has: Bool
    }

    struct Sealed: Sendable {
        let outcome: ChipModel
        let facts: FactsModel
        let answers: [Answer]
        let hasAnswers: Bool
        let receipt: String?
    }

    struct Answer: Sendable {
        let text: String
        let answer: String
    }

    static func show(_ call: Call) async throws -> Reply {
        let sheet = try await Inspecting(call.house).inspection(try call.id(), actor: try call.signedIn())
        return .page(try page(call, sheet, draft: nil, problem: nil))
    }

    /// Keeps a draft: from the autosave of inspection.mjs (`?as=json`) or from the button 保存草稿.
    static func keep(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn(), id = try call.id()
        let inspecting = Inspecting(call.house)
        let sheet = try await inspecting.inspection(id, actor: actor)
        let draft = try SheetForm.draft(
            call.form, outcomes: call.house.law.outcomes, sections: sheet.checklist?.sections ?? [])
        let version = try call.form.int("version", "版本") ?? 0
        let isScript = call.query.text("as") == "json"
        do {
            let kept = try await inspecting.keep(draft, inspection: id, version: Int(version), actor: actor)
            guard isScript else {
                // Without scripts a further row comes with the next page.
                let more = call.form.optional("more").map {
                    "?more=\(FormCoding.encode($0))#section-\(FormCoding.encode($0))"
                }
                return .seeOther(
                    "/inspection/inspections/\(id)\(more ?? "")", notice: more == nil ? "草稿已保存，还没有提交。" : "草稿已保存，已加一项。")
            }
            let advice = advice(kept.advice, call.house.law.outcomes)
            return .json(
                LedgerValue.object([
                    "version": .number(Int64(kept.version)), "title": .text(advice.title),
                    "reasons": .text(advice.reasons), "outcome": kept.advice.outcome.map { .text($0) } ?? .null,
                    "at": .text(call.house.clock.now().onScreen),
                ]).json)
        } catch let problem as Problem where !problem.fields.isEmpty && !isScript {
            return .page(try page(call, sheet, draft: draft, problem: problem))
        }
    }

    static func sign(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn(), id = try call.id()
        let inspecting = Inspecting(call.house)
        let sheet = try await inspecting.inspection(id, actor: actor)
        let draft = try SheetForm.draft(
            call.form, outcomes: call.house.law.outcomes, sections: sheet.checklist?.sections ?? [])
        let version = try call.form.int("version", "版本") ?? 0
        do {
            let done = try await inspecting.sign(
                draft, inspection: id, version: Int(version), actor: actor, submission: call.submissionKey)
            return .seeOther(done.location, notice: "结果已签名提交，等待审核。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try page(call, sheet, draft: draft, problem: problem))
        }
    }

    // MARK: Model

    private static func page(_ call: Call, _ sheet: InspectionSheet, draft: InspectionDraft?, problem: Problem?) throws
        -> Page
    {
        let actor = try call.signedIn()
        let outcomes = call.house.law.outcomes
        let inspection = sheet.inspection
        let mayWrite = sheet.isMine && inspection.state.isOpenForEntry
        let facts = FactsModel([
            .init("检查对象", sheet.visit.subjectName, href: "/inspection/visits/\(sheet.visit.id)"),
            .init("统一社会信用代码", sheet.visit.subjectIdentifier, figures: true),
            .init("抽查任务", "\(sheet.brief.campaignTitle)（\(sheet.brief.campaignNumber)）"),
            .init("检查依据", sheet.item?.basis ?? "未登记"),
            .init("检查人员", sheet.visit.officers.map(\.name).joined(separator: "、")),
            .init("状态", "", chip: InspectionChips.inspection(inspection.state)),
        ])
        var remark: RemarkModel?
        if inspection.state.isOpenForEntry, !sheet.isMine {
            let names = sheet.visit.officers.filter { !$0.isAuxiliary }.map(\.name).joined(separator: "、")
            remark = RemarkModel("这项结果只能由抽取匹配的执法人员（\(names)）录入和签名。")
        }
        if mayWrite { remark = sheet.visit.standing.guidance(outcomes).map { RemarkModel($0, .attention) } }
        let model = Model(
            id: String(inspection.id), subject: sheet.visit.subjectName, facts: facts,
            form: mayWrite ? form(call, sheet, draft: draft, problem: problem, actor, outcomes) : nil,
            sealed: inspection.state.isOpenForEntry ? nil : sealed(sheet, outcomes), remark: remark,
            timeline: TimelineModel(sheet.timeline))
        return Page(
            "inspection/sheet", title: sheet.brief.matter, stage: .inspection, model: model,
            trail: [("检查", "/inspection"), (sheet.visit.subjectName, "/inspection/visits/\(sheet.visit.id)")],
            status: problem == nil ? 200 : 422)
    }

    private static func form(
        _ call: Call, _ sheet: InspectionSheet, draft given: InspectionDraft?, problem: Problem?, _ actor: Actor,
        _ outcomes: OutcomeTypes
    ) -> Form {
        let draft = given ?? InspectionDraft(sheet.inspection)
        let errors = problem?.fields ?? [:]
        let sections = sheet.checklist?.sections ?? []
        let advice = OutcomeAdvice.from(answers: draft.answers, sections: sections, outcomes: outcomes)
        return Form(
            id: String(sheet.inspection.id), version: String(sheet.inspection.version),
            returned: sheet.inspection.state == .returned
                ? RemarkModel("审核退回：\(sheet.inspection.reviewNote ?? "")", .attention) : nil,
            summary: problem.map { RemarkModel($0.message + ($0.remedy ?? ""), .danger) },
            checklist: ChecklistForm.model(
                sections, draft.answers, outcomes: outcomes, errors: errors,
                keepHref: "/inspection/inspections/\(sheet.inspection.id)/draft", more: call.query.optional("more")),
            noQuestions: sections.isEmpty,
            advice: Self.advice(advice, outcomes),
            outcomes: SheetForm.outcomes(outcomes, draft, advice: advice, errors: errors),
            outcomeError: errors["outcome"],
            inspectedOn: FieldModel(
                .day, "inspected_on", "检查日期", value: (draft.inspectedOn ?? call.house.clock.today).description,
                help: "从抽取之日（\(sheet.visit.drawnOn)）到今天", error: errors["inspected_on"]),
            signer: actor.name)
    }

    static func sealed(_ sheet: InspectionSheet, _ outcomes: OutcomeTypes) -> Sealed {
        let inspection = sheet.inspection
        let code = inspection.outcome ?? ""
        var facts: [FactsModel.Fact] = [
            .init("检查日期", inspection.inspectedOn?.description ?? "—", figures: true),
            .init("录入并签名", sheet.brief.enteredByName ?? "—"),
            .init("提交时间", inspection.enteredAt?.onScreen ?? "—", figures: true),
        ]
        for need in outcomes.outcome(code)?.needs ?? [] {
            guard let particular = outcomes.particular(need), let text = inspection.particulars[need] else { continue }
            facts.append(.init(particular.title, PublicResult.words(text, kind: particular.kind)))
        }
        let answers = ChecklistState(sheet.checklist?.sections ?? [], inspection.answers).places.compactMap { place in
            place.answer.isEmpty ? nil : Answer(text: place.title, answer: place.question.words(place.answer))
        }
        let signature = sheet.timeline.last { $0.act == "inspection.sign" }
        return Sealed(
            outcome: InspectionChips.outcome(code, inspection.outcomeValue, outcomes), facts: FactsModel(facts),
            answers: answers, hasAnswers: !answers.isEmpty, receipt: signature.map { "/log/receipt/\($0.index)" })
    }

    static func advice(_ advice: OutcomeAdvice, _ outcomes: OutcomeTypes) -> Advice {
        let title = advice.outcome.map { "建议选择：\(outcomes.title($0, advice.value))" } ?? "暂无建议"
        return Advice(title: title, reasons: advice.reasons.joined(separator: "；"), has: advice.outcome != nil)
    }
}

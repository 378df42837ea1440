import Domain

/// 结果反馈 of delegated visits: what is owed by when, both sides.
enum FeedbackPages {
    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let given = call.query.text("state") == "given"
        let delegating = Delegating(call.house)
        let today = call.house.clock.today
        let owed = try await delegating.feedbacks(actor, open: true, slice: .one).total
        let done = try await delegating.feedbacks(actor, open: false, slice: .one).total
        let listing = try await delegating.feedbacks(actor, open: !given, slice: call.slice)
        let model = ListModel(
            "结果反馈", listing, address: call.address,
            tabs: [
                TabsModel(
                    [
                        .init("待反馈", href: "/draw/feedback", current: !given, count: owed),
                        .init("已反馈", href: "/draw/feedback?state=given", current: given, count: done),
                    ], label: "按反馈情况查看")
            ],
            columns: [
                .head("摇号", href: { "/draw/feedback/\($0.id)" }) { $0.ceremonyTitle },
                .text("委托方") { $0.from.name }, .text("受托方") { $0.to.name }, .number("已录入", visits),
                .figures("期限", wraps: false) { $0.dueOn.description }, .chip("状态") { chip($0, today) },
            ],
            empty: EmptyModel(
                given ? "还没有反馈过结果" : "没有待反馈的结果", why: "按委托抽取的检查，由受托方在期限内书面反馈结果，列在这里。"))
        if let file = try await Exports(call).cells(
            "结果反馈", ["摇号", "委托方", "受托方", "检查户数", "已录入", "期限", "状态"],
            filters: ["查看：\(given ? "已反馈" : "待反馈")"],
            rows: { try await delegating.feedbacks(actor, open: !given, slice: $0) },
            { one in
                [
                    .text(one.ceremonyTitle), .text(one.from.name), .text(one.to.name), .count(one.visits),
                    .count(one.finished), .day(one.dueOn), .text(chip(one, today).word),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "shell/list", title: "结果反馈", stage: .draw, model: model,
                trail: [("抽取", "/draw"), ("委托", "/draw/delegations")], actions: Exports.links(call)))
    }

    /// Of how many visits the results are in.
    static func visits(_ one: DelegationFeedback) -> String {
        "\(Figures.grouped(one.finished)) / \(Figures.grouped(one.visits)) 户"
    }

    static func chip(_ one: DelegationFeedback, _ today: Day) -> ChipModel {
        if let at = one.givenAt { return ChipModel("\(at.day) 已反馈", .success) }
        if let late = one.daysLate(on: today) {
            return ChipModel("逾期\(late)天" + (one.chasedAt == nil ? "" : "，已催办"), .danger)
        }
        return ChipModel("还有\(one.dueOn.number - today.number)天", .attention)
    }

    // MARK: One

    struct ShowModel: Sendable {
        let facts: FactsModel
        let remark: RemarkModel?
        let error: RemarkModel?
        let give: Give?
        let chaseAction: String?
        let timeline: TimelineModel
    }

    struct Give: Sendable {
        let action: String
        let number: FieldModel
        let document: FieldModel
        let hash: FieldModel
        let summary: FieldModel
    }

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    private static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let (feedback, timeline) = try await Delegating(call.house).feedback(actor, feedback: try call.id())
        return .page(
            Page(
                "draw/feedback", title: "结果反馈：\(feedback.ceremonyTitle)", stage: .draw,
                model: model(
                    feedback, timeline, actor: actor, today: call.house.clock.today, problem: problem, form: call.form),
                trail: [("抽取", "/draw"), ("委托", "/draw/delegations"), ("结果反馈", "/draw/feedback")],
                status: problem == nil ? 200 : 422))
    }

    static func model(
        _ one: DelegationFeedback, _ timeline: [LedgerLine], actor: Actor, today: Day, problem: Problem?, form: Fields
    ) -> ShowModel {
        let address = "/draw/feedback/\(one.id)"
        let runs = actor.may(.drawRun)
        let late = one.daysLate(on: today)
        var facts: [FactsModel.Fact] = [
            .init("委托", "\(one.from.name)委托\(one.to.name)", href: "/draw/delegations/\(one.delegation)"),
            .init("摇号", one.ceremonyCode, href: "/ceremonies/\(one.ceremonyCode)", figures: true),
            .init("受托检查", "\(Figures.grouped(one.visits)) 户，已录完 \(Figures.grouped(one.finished)) 户"),
            .init("反馈期限", one.dueOn.description, chip: chip(one, today), figures: true),
        ]
        if let at = one.chasedAt { facts.append(.init("最近催办", at.onScreen, figures: true)) }
        if let document = one.document {
            facts.append(.init("反馈文书", document.number))
            facts.append(
                .init(
                    "文书文件", document.name.isEmpty ? "未上传" : document.name,
                    href: document.name.isEmpty ? nil : address + "/document"))
            facts.append(.init("文书SHA-256", document.sha256, figures: true))
            facts.append(.init("检查结果", one.summary))
        }
        let mine = runs && one.givenAt == nil && one.to.authority == actor.authority
        let ready = one.finished == one.visits
        return ShowModel(
            facts: FactsModel(facts),
            remark: mine && !ready
                ? RemarkModel("还有\(one.visits - one.finished)户没有录完结果，录完后再反馈。", .information) : nil,
            error: problem.map { RemarkModel($0.message + ($0.remedy ?? ""), .danger) },
            give: mine && ready
                ? Give(
                    action: address,
                    number: FieldModel(
                        .text, "document_number", "反馈文书编号", value: form.text("document_number"),
                        error: problem?.fields["document_number"], maxlength: 80),
                    document: FieldModel(
                        .file(accept: ".pdf,.jpg,.png,.ofd,.doc,.docx"), "document", "反馈文书", help: "不超过10兆字节。",
                        error: problem?.fields["document"], required: false),
                    hash: FieldModel(
                        .text, "document_sha256", "文书文件的SHA-256", value: form.text("document_sha256"),
                        help: "文书不便上传时填写，64位十六进制数。", required: false, maxlength: 64),
                    summary: FieldModel(
                        .area, "summary", "检查结果", value: form.text("summary"), help: "各类结果的户数，发现的问题和处理情况。",
                        error: problem?.fields["summary"], maxlength: 1000)) : nil,
            chaseAction: runs && late != nil && one.from.authority == actor.authority ? address + "/chase" : nil,
            timeline: TimelineModel(timeline))
    }

    static func give(_ call: Call) async throws -> Reply {
        do {
            let done = try await Delegating(call.house).feedBack(
                try call.signedIn(), feedback: try call.id(), paper: try DelegationForm.readPaper(call),
                summary: call.form.text("summary"), submission: call.submissionKey)
            return .seeOther(done.location, notice: "检查结果已反馈委托方。")
        } catch let problem as Problem where !problem.fields.isEmpty || problem.code == "delegation.feedback-early" {
            return try await page(call, problem: problem)
        }
    }

    static func chase(_ call: Call) async throws -> Reply {
        let done = try await Delegating(call.house).chase(
            try call.signedIn(), feedback: try call.id(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "已催办，对方的待办中会看到。")
    }

    static func document(_ call: Call) async throws -> Reply {
        let (name, bytes) = try await Delegating(call.house).document(try call.signedIn(), feedback: try call.id())
        return .bytes(bytes, type: "application/octet-stream", filename: name)
    }
}

import Domain

/// `/draw/new`: what is announced before anything is random.
enum CeremonyForm {
    struct Model: Sendable {
        let campaigns: FieldModel?
        let none: EmptyModel?
        let refused: [Refused]
        let title: FieldModel
        let drawer: String
        let supervisor: FieldModel
        let noSupervisor: RemarkModel?
        let business: FieldModel
        let source: FieldModel
        let deadline: FieldModel
        let error: RemarkModel?
    }

    struct Refused: Sendable {
        let title: String
        let number: String
        let why: String
        let clause: String?
    }

    static func new(_ call: Call) async throws -> Reply { try await form(call, problem: nil) }

    static func create(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            var errors = FieldErrors()
            let campaigns = errors.take { try call.form.ids("campaigns", "抽查任务") } ?? []
            let title = errors.take { try call.form.optional("title", "名称", max: 100) } ?? nil
            let supervisor = errors.take { () -> Int64 in
                guard let id = try call.form.int("supervisor", "监督人") else {
                    throw Fields.refusal("supervisor", "请选择监督人。")
                }
                return id
            }
            let business = errors.take { try call.form.optional("business", "第三方", max: 30) } ?? nil
            let source = errors.take { try call.form.required("source", "骰子编号", max: 60) }
            let deadline = errors.take { try readDeadline(call.form) }
            if campaigns.isEmpty { errors.add("campaigns", "请至少选择一个抽查任务。") }
            try errors.check()
            guard let supervisor, let source, let deadline else { throw Received.malformed }
            var parties = [
                Ceremonies.PartyDraft(id: "drawer", title: "抽取人", account: actor.account),
                Ceremonies.PartyDraft(id: "supervisor", title: "监督人", account: supervisor),
            ]
            if let business { parties.append(Ceremonies.PartyDraft(id: "business", title: business, account: nil)) }
            let id = try await Ceremonies(call.house).plan(
                actor,
                Ceremonies.Draft(
                    title: title ?? "", campaigns: campaigns, parties: parties,
                    publicSource: source.contains(":") ? source : "dice:" + source, revealDeadline: deadline),
                submission: call.submissionKey)
            return .seeOther("/draw/\(id)", notice: "摇号方案已公布并写入留痕日志。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await form(call, problem: problem)
        }
    }

    private static func form(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let choices = try await Ceremonies(call.house).choices(actor)
        let ticked = Set(call.form.list("campaigns"))
        let open = choices.campaigns.filter { $0.refusal == nil }
        let sent = problem != nil
        var errors = problem?.fields ?? [:]
        // The use case names its own fields.
        errors["source"] = errors["source"] ?? errors["public_source"]
        errors["deadline"] = errors["deadline"] ?? errors["reveal_deadline"]
        errors["supervisor"] = errors["supervisor"] ?? errors["parties"]
        let chosen = call.form.text("supervisor")
        let model = Model(
            campaigns: open.isEmpty
                ? nil
                : FieldModel(
                    .checks(
                        open.map { choice in
                            OptionModel(
                                String(choice.campaign.id), "\(choice.campaign.title)（\(choice.campaign.number)）",
                                selected: ticked.contains(String(choice.campaign.id)),
                                help:
                                    "\(choice.planTitle)，\(choice.campaign.startsOn)至\(choice.campaign.endsOn)，\(choice.campaign.dispatch.title)"
                            )
                        }), "campaigns", "抽查任务", help: "几个任务一起摇号，同一对象被几个任务抽中时只上门一次。",
                    error: errors["campaigns"]),
            none: open.isEmpty
                ? EmptyModel(
                    "没有可以抽取的任务", why: "只有已报备计划中、还没有抽取的任务才能摇号。",
                    action: actor.may(.planRead) ? LinkModel("查看计划", href: "/plan") : nil) : nil,
            refused: choices.campaigns.filter { $0.refusal != nil }.map {
                Refused(
                    title: $0.campaign.title, number: $0.campaign.number, why: $0.refusal?.message ?? "",
                    clause: $0.refusal?.clause)
            },
            title: FieldModel(
                .text, "title", "名称", value: call.form.text("title"), help: "不填则用任务名称。", error: errors["title"],
                required: false, maxlength: 100),
            drawer: actor.name,
            supervisor: FieldModel(
                .select(
                    [OptionModel("", "请选择")]
                        + choices.supervisors.map {
                            OptionModel(String($0.id), $0.name, selected: chosen == String($0.id))
                        }), "supervisor", "监督人", help: "用自己的账号提交和揭示随机数，可以在手机上操作。",
                error: errors["supervisor"]),
            noSupervisor: choices.supervisors.isEmpty
                ? RemarkModel("本地区还没有监督见证账号，请平台管理员先建立。", .attention) : nil,
            business: FieldModel(
                .text, "business", "第三方", value: call.form.text("business"),
                help: "例如“企业代表”。其随机数由抽取人当面代录。会永久公开，请不要写姓名。", error: errors["business"], required: false,
                maxlength: 30),
            source: FieldModel(
                .text, "source", "骰子编号", value: sent ? call.form.text("source") : "hall-1",
                help: "事先公布，例如会议室的十面骰 hall-1。也可写其他公共来源，如 lottery:2026150。", error: errors["source"],
                maxlength: 60),
            deadline: FieldModel(
                .text, "deadline", "承诺和揭示截止",
                value: sent ? call.form.text("deadline") : call.house.clock.now().advanced(bySeconds: 7200).onScreen,
                help: "写作 2026-03-01 16:00。之后未揭示的一方记为缺席。", error: errors["deadline"], maxlength: 16),
            error: problem.map { RemarkModel($0.message + ($0.remedy ?? ""), .danger) })
        return .page(
            Page(
                "draw/new", title: "新建摇号", stage: .draw, model: model, trail: [("抽取", "/draw")],
                status: sent ? 422 : 200))
    }

    /// `2026-03-01 16:00`, the time of Shanghai.
    private static func readDeadline(_ form: Fields) throws -> Moment {
        let text = try form.required("deadline", "截止时间", max: 16).replacing("T", with: " ")
        let parts = text.split(separator: " ")
        guard parts.count == 2, let moment = Moment("\(parts[0])T\(parts[1]):00.000Z") else {
            throw Fields.refusal("deadline", "截止时间应写作 2026-03-01 16:00。")
        }
        return moment.advanced(bySeconds: -8 * 3600)
    }
}

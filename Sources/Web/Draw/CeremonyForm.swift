import Domain

/// `/draw/new`: what is announced before anything is random.
enum CeremonyForm {
    struct Model: Sendable {
        let campaigns: FieldModel?
        let none: EmptyModel?
        let refused: [Refused]
        let overlap: Overlaps?
        let mayCompare: Bool
        let title: FieldModel
        let drawer: String
        let supervisor: FieldModel
        let noSupervisor: RemarkModel?
        let parties: [PartyRow]
        let partyRows: String
        let mayAddParty: Bool
        let sources: [SourceRow]
        let sourceRows: String
        let mayAddSource: Bool
        let commitDeadline: FieldModel
        let deadline: FieldModel
        let error: RemarkModel?
    }

    struct Refused: Sendable {
        let title: String
        let number: String
        let why: String
        let clause: String?
    }

    /// A party beyond drawer and supervisor.
    struct PartyRow: Sendable {
        let label: String
        let title: FieldModel
        let account: FieldModel
    }

    struct SourceRow: Sendable {
        let label: String
        let kind: FieldModel
        let id: FieldModel
    }

    /// What drawing together would save, as counted today.
    struct Overlaps: Sendable {
        struct Row: Sendable {
            let first: String
            let second: String
            let firstCount: String
            let secondCount: String
            let shared: String
        }

        let rows: [Row]
        let sentence: String
    }

    static func new(_ call: Call) async throws -> Reply { try await form(call, problem: nil) }

    /// The same form with one more row, or with the overlaps counted; nothing is kept.
    static func change(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        guard call.form.text("change") == "overlap" else { return try await form(call, problem: nil) }
        let ceremonies = Ceremonies(call.house)
        do {
            var ids = try call.form.ids("campaigns", "抽查任务")
            if ids.count < 2 {
                ids = try await ceremonies.choices(actor).campaigns.filter { $0.refusal == nil }.map(\.campaign.id)
                ids = Array(ids.prefix(Ceremonies.overlapLimit))
            }
            let found = try await ceremonies.overlaps(actor, campaigns: ids)
            let rows = found.map {
                Overlaps.Row(
                    first: $0.first.title, second: $0.second.title, firstCount: Figures.grouped($0.firstCount),
                    secondCount: Figures.grouped($0.secondCount), shared: Figures.grouped($0.shared))
            }
            let overlap = Overlaps(
                rows: rows,
                sentence: rows.isEmpty
                    ? "比较了\(ids.count)个任务，没有共同的检查对象，一起摇号不会减少上门。"
                    : "比较了\(ids.count)个任务。有共同检查对象的任务一起摇号，同一户被几个任务抽中时只上门一次；少上门几次，抽取后如实算出。")
            return try await form(call, problem: nil, overlap: overlap)
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await form(call, problem: problem)
        }
    }

    static func create(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            let id = try await Ceremonies(call.house).plan(
                actor, try CeremonyDraftReading(call.form, actor: actor).draft(), submission: call.submissionKey)
            return .seeOther("/draw/\(id)", notice: "摇号方案已公布并写入留痕日志。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await form(call, problem: problem)
        }
    }

    private static func form(_ call: Call, problem: Problem?, overlap: Overlaps? = nil) async throws -> Reply {
        let actor = try call.signedIn()
        let choices = try await Ceremonies(call.house).choices(actor)
        let (form, errors) = (call.form, fields(problem))
        let ticked = Set(form.list("campaigns"))
        let open = choices.campaigns.filter { $0.refusal == nil }
        let chosen = form.text("supervisor")
        let extra = CeremonyDraftReading.rows(form, "party", limit: Ceremonies.partyLimit - 2)
        let sources = CeremonyDraftReading.rows(form, "source", limit: PublicSources.limit)
        let now = call.house.clock.now()
        let model = Model(
            campaigns: open.isEmpty
                ? nil
                : FieldModel(
                    .checks(open.map { option($0, ticked) }), "campaigns", "抽查任务",
                    help: "几个任务一起摇号，同一对象被几个任务抽中时只上门一次。", error: errors["campaigns"]),
            none: open.isEmpty
                ? EmptyModel(
                    "没有可以抽取的任务", why: "只有已报备计划中、还没有抽取的任务才能摇号。",
                    action: actor.may(.planRead) ? LinkModel("查看计划", href: "/plan") : nil) : nil,
            refused: choices.campaigns.filter { $0.refusal != nil }.map {
                Refused(
                    title: $0.campaign.title, number: $0.campaign.number, why: $0.refusal?.message ?? "",
                    clause: $0.refusal?.clause)
            }, overlap: overlap, mayCompare: open.count > 1,
            title: FieldModel(
                .text, "title", "名称", value: form.text("title"), help: "不填则用任务名称。", error: errors["title"],
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
            parties: (0..<extra).map {
                partyRow($0 + 3, form, choices.supervisors, errors)
            },
            partyRows: String(extra), mayAddParty: extra < Ceremonies.partyLimit - 2,
            sources: (0..<sources).map { sourceRow($0 + 1, form, errors) },
            sourceRows: String(sources), mayAddSource: sources < PublicSources.limit,
            commitDeadline: FieldModel(
                .text, "commit_deadline", "承诺截止",
                value: form.raw("commit_deadline") ?? now.advanced(bySeconds: 3600).onScreen,
                help: "写作 2026-03-01 16:00。到时还没有承诺的，只能中止重来。", error: errors["commit_deadline"], maxlength: 16),
            deadline: FieldModel(
                .text, "deadline", "揭示截止",
                value: form.raw("deadline") ?? now.advanced(bySeconds: 7200).onScreen,
                help: "之后未揭示的一方记为缺席，抽取照常进行。", error: errors["deadline"], maxlength: 16),
            error: problem.map { RemarkModel($0.message + ($0.remedy ?? ""), .danger) })
        return .page(
            Page(
                "draw/new", title: "新建摇号", stage: .draw, model: model, trail: [("抽取", "/draw")],
                status: problem == nil ? 200 : 422))
    }

    /// The use case names its own fields.
    private static func fields(_ problem: Problem?) -> [String: String] {
        var errors = problem?.fields ?? [:]
        errors["source"] = errors["source"] ?? errors["public_source"]
        errors["deadline"] = errors["deadline"] ?? errors["reveal_deadline"]
        errors["supervisor"] = errors["supervisor"] ?? errors["parties"]
        return errors
    }

    private static func option(_ choice: Ceremonies.Choices.Choice, _ ticked: Set<String>) -> OptionModel {
        let campaign = choice.campaign
        return OptionModel(
            String(campaign.id), "\(campaign.title)（\(campaign.number)）",
            selected: ticked.contains(String(campaign.id)),
            help: "\(choice.planTitle)，\(campaign.startsOn)至\(campaign.endsOn)，\(campaign.dispatch.title)")
    }

    private static func partyRow(_ number: Int, _ form: Fields, _ accounts: [Account], _ errors: [String: String])
        -> PartyRow
    {
        let chosen = form.text("party\(number)_account")
        return PartyRow(
            label: "第\(CeremonyDraftReading.numeral(number))方",
            title: FieldModel(
                .text, "party\(number)_title", "称呼", value: form.text("party\(number)_title"),
                help: number == 3 ? "例如“企业代表”。会永久公开，请不要写姓名；留空则没有这一方。" : nil,
                error: errors["party\(number)_title"], required: false, maxlength: 30),
            account: FieldModel(
                .select(
                    [OptionModel("", "没有账号，用一次性链接")]
                        + accounts.map { OptionModel(String($0.id), $0.name, selected: chosen == String($0.id)) }),
                "party\(number)_account", "怎样参加", error: errors["party\(number)_account"], required: false))
    }

    private static func sourceRow(_ number: Int, _ form: Fields, _ errors: [String: String]) -> SourceRow {
        let suffix = number == 1 ? "" : String(number)
        let kind = CeremonySources.Kind(rawValue: form.text("source_kind\(suffix)")) ?? .dice
        return SourceRow(
            label: number == 1 ? "公共来源" : "第\(CeremonyDraftReading.numeral(number))个公共来源",
            kind: FieldModel(
                .select(
                    CeremonySources.Kind.allCases.map { OptionModel($0.rawValue, $0.title, selected: $0 == kind) }),
                "source_kind\(suffix)", "种类"),
            id: FieldModel(
                .text, "source\(suffix)", "编号", value: form.raw("source\(suffix)") ?? (number == 1 ? "hall-1" : ""),
                help: number == 1
                    ? "骰子写会议室和骰子的编号；彩票写期号，如 2026150；drand 写轮次，留空则取揭示截止一分钟后的第一轮；其他写作 种类:编号。"
                    : nil,
                error: errors["source\(suffix)"], required: false, maxlength: 60))
    }
}

/// The form as a draft.
struct CeremonyDraftReading {
    let form: Fields
    let actor: Actor

    init(_ form: Fields, actor: Actor) {
        self.form = form
        self.actor = actor
    }

    /// - Throws: a refusal with all fields that are wrong.
    func draft() throws -> Ceremonies.Draft {
        var errors = FieldErrors()
        let campaigns = errors.take { try form.ids("campaigns", "抽查任务") } ?? []
        let title = errors.take { try form.optional("title", "名称", max: 100) } ?? nil
        let supervisor = errors.take { () -> Int64 in
            guard let id = try form.int("supervisor", "监督人") else {
                throw Fields.refusal("supervisor", "请选择监督人。")
            }
            return id
        }
        let deadline = errors.take { try moment("deadline", "揭示截止") }
        let commitDeadline = errors.take { () -> Moment? in
            form.optional("commit_deadline") == nil ? deadline : try moment("commit_deadline", "承诺截止")
        }
        var parties: [Ceremonies.PartyDraft] = []
        for number in 3..<3 + CeremonyDraftReading.rows(form, "party", limit: Ceremonies.partyLimit - 2) {
            if let party = errors.take({ try party(number) }) ?? nil { parties.append(party) }
        }
        var sources: [String] = []
        for number in 1...CeremonyDraftReading.rows(form, "source", limit: PublicSources.limit) {
            if let source = errors.take({ try source(number, deadline) }) ?? nil { sources.append(source) }
        }
        if campaigns.isEmpty { errors.add("campaigns", "请至少选择一个抽查任务。") }
        try errors.check()
        guard let supervisor, let deadline, let commitDeadline = commitDeadline ?? nil else { throw Received.malformed }
        return Ceremonies.Draft(
            title: title ?? "", campaigns: campaigns,
            parties: [
                Ceremonies.PartyDraft(id: "drawer", title: "抽取人", account: actor.account),
                Ceremonies.PartyDraft(id: "supervisor", title: "监督人", account: supervisor),
            ] + parties, sources: sources, commitDeadline: commitDeadline, revealDeadline: deadline)
    }

    /// Rows that the form showed, one more where its button asked for it; within bounds.
    static func rows(_ form: Fields, _ name: String, limit: Int) -> Int {
        let shown = min(max(Int(form.text(name + "_rows")) ?? 1, 1), limit)
        return min(shown + (form.text("change") == name ? 1 : 0), limit)
    }

    static func numeral(_ number: Int) -> String {
        let words = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
        return words.indices.contains(number) ? words[number] : String(number)
    }

    private func party(_ number: Int) throws -> Ceremonies.PartyDraft? {
        let account = try form.int("party\(number)_account", "参加方式")
        guard let title = try form.optional("party\(number)_title", "称呼", max: 30) else {
            guard account == nil else { throw Fields.refusal("party\(number)_title", "请写明这一方的称呼。") }
            return nil
        }
        return Ceremonies.PartyDraft(id: "party-\(number)", title: title, account: account)
    }

    private func source(_ number: Int, _ deadline: Moment?) throws -> String? {
        let suffix = number == 1 ? "" : String(number)
        let kind = try form.choice("source_kind\(suffix)", "种类", of: CeremonySources.Kind.self) ?? .dice
        let id = try form.optional("source\(suffix)", "编号", max: 60)
        if kind == .drand {
            if let id { return DrandQuicknet.prefix + id }
            return deadline.map { DrandQuicknet.first(after: $0.advanced(bySeconds: 60)).source }
        }
        guard let id else {
            guard number > 1 else { throw Fields.refusal("source", "请填写公共来源的编号。") }
            return nil
        }
        if kind == .other || id.contains(":") { return id }
        return "\(kind.rawValue):\(id)"
    }

    /// `2026-03-01 16:00`, the time of Shanghai.
    private func moment(_ name: String, _ label: String) throws -> Moment {
        let text = try form.required(name, label, max: 16).replacing("T", with: " ")
        let parts = text.split(separator: " ")
        guard parts.count == 2, let moment = Moment("\(parts[0])T\(parts[1]):00.000Z") else {
            throw Fields.refusal(name, "\(label)应写作 2026-03-01 16:00。")
        }
        return moment.advanced(bySeconds: -8 * 3600)
    }
}

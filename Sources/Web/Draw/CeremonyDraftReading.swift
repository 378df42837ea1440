import Domain

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

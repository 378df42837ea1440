import Domain

/// Adding, revising and retiring entries; each makes a new version of the list. A form may answer a proposal.
struct EntryForm: Sendable {
    let list: CatalogueList

    struct Model: Sendable {
        let action: String
        let base: String
        let proposal: String?
        let intro: String
        let refusal: RemarkModel?
        let fields: [FieldModel]
        /// Nil where an entry has no selector: joint items, and taking an entry out.
        let builder: Builder?
        let notice: [FieldModel]
        let button: String
        let cancelHref: String
    }

    /// Whom the entry reaches, built by clicking, with the numbers beside it.
    struct Builder: Sendable {
        /// 适用区域: where the entry holds, and so where is counted.
        let scope: FieldModel
        let fields: SelectorForm
        let reach: SelectionReach
    }

    // MARK: Pages

    func new(_ call: Call) async throws -> Reply {
        try admit(call)
        return .page(try await page(call, entry: nil, isNew: true, problem: nil))
    }

    func edit(_ call: Call) async throws -> Reply {
        let entry = try await existing(call)
        return .page(try await page(call, entry: entry, isNew: false, problem: nil))
    }

    func ask(_ call: Call) async throws -> Reply {
        let entry = try await existing(call)
        return .page(try await retirePage(call, entry, problem: nil))
    }

    // MARK: Actions

    func add(_ call: Call) async throws -> Reply {
        try await submit(call, isNew: true, code: call.form.text("code"))
    }

    func revise(_ call: Call) async throws -> Reply {
        _ = try await existing(call)
        return try await submit(call, isNew: false, code: try call.parameter("code"))
    }

    func retire(_ call: Call) async throws -> Reply {
        let entry = try await existing(call)
        do {
            let outcome = try await CatalogueKeeping(call.house).retire(
                entry.code, from: list, notice: try NoticeFields.read(call), base: try base(call),
                by: try call.signedIn(),
                submission: call.submissionKey, answering: try answer(call))
            return .seeOther(
                try landing(call, outcome.location), notice: "事项已取消，\(list.title)更新为第\(outcome.version ?? 0)版。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try await retirePage(call, entry, problem: problem))
        }
    }

    private func submit(_ call: Call, isNew: Bool, code: String) async throws -> Reply {
        let actor = try call.signedIn()
        if call.form.flag("_estimate") {
            try admit(call)
            let problem = SelectorForm.refusal(call.form, call.house.reference)
            return .page(try await page(call, entry: nil, code: code, isNew: isNew, problem: problem))
        }
        var written: ListEntry?
        do {
            let entry = try EntryFields.entry(call, list, code: code)
            written = entry
            let keeping = CatalogueKeeping(call.house)
            let (notice, base, answer) = (try NoticeFields.read(call), try base(call), try answer(call))
            let outcome =
                isNew
                ? try await keeping.add(
                    entry, notice: notice, base: base, by: actor, submission: call.submissionKey, answering: answer)
                : try await keeping.revise(
                    entry, notice: notice, base: base, by: actor, submission: call.submissionKey, answering: answer)
            guard let version = outcome.version else {
                return .seeOther(CataloguePages.href(list, code), notice: "内容没有变化，没有产生新版本。")
            }
            return .seeOther(try landing(call, outcome.location), notice: "\(list.title)已更新为第\(version)版。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try await page(call, entry: written, code: code, isNew: isNew, problem: problem))
        }
    }

    // MARK: Reading the form

    private func admit(_ call: Call) throws {
        try CatalogueKeeping.admitProvince(try call.signedIn(), list)
    }

    /// The newest wording, on which the change builds.
    private func existing(_ call: Call) async throws -> ListEntry {
        // The entry first: one of a foreign region looks as if it did not exist.
        let dossier = try await CatalogueKeeping(call.house).dossier(
            try call.signedIn(), list, try call.parameter("code"))
        try admit(call)
        guard let newest = dossier.newest else { throw Problem.moved(list.noun) }
        return newest
    }

    private func base(_ call: Call) throws -> Int? { try call.form.int("base", "清单版本").map(Int.init) }

    private func answer(_ call: Call) throws -> CatalogueKeeping.Answer? {
        guard let id = try call.form.int("proposal", "清单建议", in: 1...Int64.max) else { return nil }
        return CatalogueKeeping.Answer(
            proposal: id, text: try call.form.required("answer", "采纳说明", max: 2000))
    }

    /// Back to the proposal that was answered, or on to the version that was made.
    private func landing(_ call: Call, _ location: String) throws -> String {
        try call.form.int("proposal", "清单建议", in: 1...Int64.max).map { "/catalogue/proposals/\($0)" } ?? location
    }

    // MARK: Showing it

    private func proposal(_ call: Call) async throws -> Proposal? {
        let sent = try call.form.int("proposal", "清单建议", in: 1...Int64.max)
        let id = try sent ?? call.query.int("proposal", "清单建议", in: 1...Int64.max)
        guard let id else { return nil }
        let proposal = try await Proposing(call.house).dossier(try call.signedIn(), id).proposal
        return proposal.state == .open && proposal.list == list ? proposal : nil
    }

    private func page(
        _ call: Call, entry: ListEntry?, code: String? = nil, isNew: Bool, problem: Problem?
    ) async throws -> Page {
        let actor = try call.signedIn()
        let keeping = CatalogueKeeping(call.house)
        let names = try await keeping.names(actor)
        let overview = try await keeping.overview(actor, list)
        let proposal = try await proposal(call)
        let code = code ?? entry?.code ?? call.form.text("code")
        let values = EntryValues(call, entry: entry, proposal: isNew ? proposal : nil, names: names)
        let model = Model(
            action: isNew ? "/catalogue/\(list.rawValue)" : CataloguePages.href(list, code),
            base: call.form.optional("base") ?? String(overview.newest), proposal: proposal.map { String($0.id) },
            intro: intro(overview, proposal), refusal: problem.map { RemarkModel($0.description, .danger) },
            fields: EntryFields.all(list, values, isNew: isNew, names: names, errors: problem?.fields ?? [:]),
            builder: try await builder(call, values, errors: problem?.fields ?? [:]),
            notice: NoticeFields.fields(call, problem, overview, proposal), button: isNew ? "新增并发布新版本" : "保存并发布新版本",
            cancelHref: proposal?.location ?? (isNew ? CataloguePages.href(list) : CataloguePages.href(list, code)))
        return Page(
            "catalogue/form", title: isNew ? "新增\(list.noun)" : "修订：\(entry?.title ?? values.title(list) ?? code)",
            stage: .catalogue,
            model: model, trail: [("一单", "/catalogue")], status: problem.map { $0.kind.status } ?? 200)
    }

    private func builder(_ call: Call, _ values: EntryValues, errors: [String: String]) async throws -> Builder? {
        guard list != .joint else { return nil }
        let filter = SelectionPage.filter(
            values.selector, RegionCode(values.text("region")), try call.signedIn())
        let built = try await SelectionPage.build(
            call, filter, typed: call.form.text("industry_codes"), errors: errors)
        return Builder(scope: EntryFields.region(values, errors), fields: built.fields, reach: built.reach)
    }

    private func retirePage(_ call: Call, _ entry: ListEntry, problem: Problem?) async throws -> Page {
        let overview = try await CatalogueKeeping(call.house).overview(try call.signedIn(), list)
        let proposal = try await proposal(call)
        let model = Model(
            action: CataloguePages.href(list, entry.code) + "/retire",
            base: call.form.optional("base") ?? String(overview.newest), proposal: proposal.map { String($0.id) },
            intro: "取消后不能再为这个事项安排新的任务；已有的任务、结果和历史版本不受影响，公众仍可查到。" + intro(overview, proposal),
            refusal: problem.map { RemarkModel($0.description, .danger) }, fields: [], builder: nil,
            notice: NoticeFields.fields(call, problem, overview, proposal), button: "取消这个事项",
            cancelHref: proposal?.location ?? CataloguePages.href(list, entry.code))
        return Page(
            "catalogue/form", title: "取消事项：\(entry.title)", stage: .catalogue, model: model,
            trail: [("一单", "/catalogue"), (entry.title, CataloguePages.href(list, entry.code))],
            status: problem.map { $0.kind.status } ?? 200)
    }

    private func intro(_ overview: CatalogueKeeping.Overview, _ proposal: Proposal?) -> String {
        var text = "保存后\(list.title)成为第\(overview.newest + 1)版，原来的内容保留在历史版本中。"
        if let proposal { text += "保存即采纳\(proposal.authorityName)的建议。" }
        if let coming = overview.coming.last {
            text += "第\(coming.number)版将于\(coming.effectiveFrom.inWords)生效，这里在它的基础上修改。"
        }
        return text
    }
}

/// From when, why and on which basis: what every new version says.
enum NoticeFields {
    static func read(_ call: Call) throws -> VersionNotice {
        guard let day = try call.form.day("effective_from", "生效日期") else {
            throw Fields.refusal("effective_from", "请填写生效日期")
        }
        return VersionNotice(
            effectiveFrom: day, reason: call.form.text("reason"), basis: call.form.text("version_basis"))
    }

    static func fields(
        _ call: Call, _ problem: Problem?, _ overview: CatalogueKeeping.Overview, _ proposal: Proposal? = nil
    ) -> [FieldModel] {
        let errors = problem?.fields ?? [:]
        let earliest = overview.coming.last?.effectiveFrom ?? call.house.clock.today
        var fields = [
            FieldModel(
                .day, "effective_from", "生效日期", value: call.form.optional("effective_from") ?? earliest.description,
                help: "可以是将来的日期：到那一天自动生效，此前现行版本不变。", error: errors["effective_from"]),
            FieldModel(
                .area, "reason", "调整原因",
                value: call.form.optional("reason") ?? proposal.map { "采纳\($0.authorityName)提出的建议" } ?? "",
                error: errors["reason"], maxlength: 500),
            FieldModel(
                .area, "version_basis", "调整依据",
                value: call.form.optional("version_basis") ?? proposal.map { String($0.draft.basis.prefix(500)) } ?? "",
                help: "文件名称和文号，或法律法规条款。", error: errors["version_basis"], maxlength: 500),
        ]
        if proposal != nil {
            fields.append(
                FieldModel(
                    .area, "answer", "采纳说明", value: call.form.text("answer"), help: "答复提出单位：采纳了什么，有什么改动。",
                    error: errors["answer"], maxlength: 2000))
        }
        return fields
    }
}

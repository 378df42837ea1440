import Domain

/// One entry of a list: facts, whom it reaches, checklist, coverage, documents, proposals, history.
struct EntryPage: Sendable {
    let list: CatalogueList

    struct Model: Sendable {
        let sample: RemarkModel?
        let state: RemarkModel?
        let facts: FactsModel
        let reach: SelectionReach?
        let coverage: CoverageModel?
        let parts: [Part]
        let hasParts: Bool
        let showsChecklist: Bool
        let checklist: ChecklistOutline?
        let checklistHref: String
        let documents: DocumentsModel
        let approval: String?
        let proposals: [ProposalLine]
        let hasProposals: Bool
        let history: [Period]
    }

    struct CoverageModel: Sendable {
        let sentence: String
        let tiles: [TileModel]
    }

    struct Part: Sendable {
        let department: String
        let role: String
        let matter: String
    }

    struct DocumentsModel: Sendable {
        let rows: [DocumentRow]
        let hasRows: Bool
        let addHref: String?
    }

    struct DocumentRow: Sendable {
        let title: String
        let href: String
        let kind: String
        let version: String
        let download: String
        let state: ChipModel
    }

    struct ProposalLine: Sendable {
        let title: String
        let href: String
        let state: ChipModel
        let who: String
    }

    struct Period: Sendable {
        let title: String
        let href: String
        let span: String
        let reason: String
        let basis: String
        let state: ChipModel?
    }

    func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let dossier = try await CatalogueKeeping(call.house).dossier(actor, list, try call.parameter("code"))
        let entry = dossier.entry
        let parts = EntryPage.parts(entry, dossier.names)
        // A proposal is its own authority's and the province's: others would be led to a page they may not see.
        let proposals = dossier.proposals.filter { actor.covers($0.region) }
        let model = Model(
            sample: entry.isSample ? RemarkModel("示例事项。" + CataloguePages.sampleWords, .attention) : nil,
            state: state(dossier), facts: facts(dossier), reach: reach(dossier, call.house.reference, actor),
            coverage: coverage(dossier, actor), parts: parts, hasParts: !parts.isEmpty, showsChecklist: list == .items,
            checklist: dossier.checklist.map { ChecklistOutline($0, call.house.law.outcomes) },
            checklistHref: CataloguePages.href(.items, entry.code) + "/checklist",
            documents: documents(dossier, actor),
            approval: entry.isLocal ? approval(dossier) : nil,
            proposals: proposals.map {
                ProposalLine(
                    title: "\($0.kind.title)：\($0.draft.matter.isEmpty ? entry.title : $0.draft.matter)",
                    href: $0.location, state: ProposalPages.chip($0.state),
                    who: "\($0.authorityName) \($0.createdAt.day.description)")
            }, hasProposals: !proposals.isEmpty, history: dossier.history.map { period($0, dossier.today) })
        let edits = CataloguePages.mayEdit(actor) && dossier.newest != nil
        let href = CataloguePages.href(list, entry.code)
        let propose = Address("/catalogue/proposals/new").with("list", list.rawValue).with("target", entry.code).text
        return .page(
            Page(
                "catalogue/item", title: entry.title, stage: .catalogue, model: model,
                trail: [("一单", "/catalogue"), (list.title, CataloguePages.href(list))],
                primary: edits ? PageAction("修订", href: href + "/edit", icon: "edit") : nil,
                actions: (edits
                    ? [PageAction("取消事项", href: href + "/retire", icon: "stop")]
                    : actor.may(.cataloguePropose) && dossier.newest != nil
                        ? [PageAction("建议修改或取消", href: propose, icon: "send")] : [])
                    + (list == .joint ? [PageAction("一业一册", href: BookletPages.href(entry.code))] : [])))
    }

    private func state(_ dossier: CatalogueKeeping.Dossier) -> RemarkModel? {
        switch dossier.state {
        case .coming:
            let from = dossier.history.last?.since.effectiveFrom.inWords ?? ""
            return RemarkModel("这个事项还没有生效，将于\(from)纳入清单。")
        case .past, .withdrawn:
            return RemarkModel("这个事项已从清单中取消，不能再安排新的任务；以往的任务和结果仍可查看。", .attention)
        case .inForce:
            guard let next = dossier.history.first, next.since.withdrawnBy == nil else { return nil }
            if next.since.effectiveFrom > dossier.today {
                return RemarkModel("下面是现行的内容；\(next.since.effectiveFrom.inWords)起按第\(next.since.number)版执行。")
            }
            if let until = next.until, until.effectiveFrom > dossier.today, until.withdrawnBy == nil {
                return RemarkModel("这个事项将于\(until.effectiveFrom.inWords)取消。", .attention)
            }
            return nil
        }
    }

    private func facts(_ dossier: CatalogueKeeping.Dossier) -> FactsModel {
        let entry = dossier.entry
        var facts: [FactsModel.Fact] = [.init("事项编号", entry.code, figures: true)]
        for one in entry.particulars(dossier.names) {
            // Told elsewhere on the page, or by a chip.
            if ["对象范围", "示例", "参与部门及检查内容", "牵头部门"].contains(one.label) { continue }
            if one.label == "备注" && one.value.isEmpty { continue }
            if case .item(let item) = entry, one.label == "事项类别" {
                facts.append(.init(one.label, "", chip: CataloguePages.importance(item.importance)))
                continue
            }
            facts.append(.init(one.label, one.value.isEmpty ? "来源未载明" : one.value))
        }
        return FactsModel(facts)
    }

    private func reach(_ dossier: CatalogueKeeping.Dossier, _ reference: ReferenceBook?, _ actor: Actor)
        -> SelectionReach?
    {
        guard let found = dossier.reach, let selector = dossier.entry.selector else { return nil }
        var filter = SubjectFilter(region: dossier.area)
        filter.selector = selector
        return SelectionReach(
            found, filter, SelectorWords(found.choices, reference), sentence: dossier.names.sentence(selector),
            opens: actor.may(.registryRead))
    }

    /// 3.6.1: how far the full coverage has come; the missing are named behind the number.
    private func coverage(_ dossier: CatalogueKeeping.Dossier, _ actor: Actor) -> CoverageModel? {
        guard case .key(let key) = dossier.entry, let coverage = dossier.coverage else { return nil }
        let years =
            coverage.fromYear == dossier.today.year
            ? "\(dossier.today.year)年" : "\(coverage.fromYear)至\(dossier.today.year)年"
        let missing = actor.may(.registryRead) ? CataloguePages.href(.key, key.code) + "/missing" : "#reach"
        return CoverageModel(
            sentence: "\(key.cycle)（\(years)，本辖区）"
                + (key.items.isEmpty ? "，任何一次检查都计入。" : "，检查过\(key.items.joined(separator: "、"))的计入。"),
            tiles: [
                TileModel("应覆盖", Figures.grouped(coverage.reached), unit: "户", href: "#reach"),
                TileModel(
                    "已覆盖", Figures.percent(coverage.covered, of: max(coverage.reached, 1)),
                    unit: "（\(Figures.grouped(coverage.covered)) 户）", href: missing),
                TileModel(
                    "未覆盖", Figures.grouped(coverage.missing), unit: "户", href: missing,
                    meaning: coverage.missing > 0 ? .attention : .neutral),
            ])
    }

    private static func parts(_ entry: ListEntry, _ names: CatalogueNames) -> [Part] {
        guard case .joint(let joint) = entry else { return [] }
        return [Part(department: names.department(joint.lead), role: "牵头", matter: joint.matter)]
            + joint.parts.map { Part(department: names.department($0.department), role: "参与", matter: $0.matter) }
    }

    private func documents(_ dossier: CatalogueKeeping.Dossier, _ actor: Actor) -> DocumentsModel {
        let rows = dossier.documents.filter { $0.retiredAt == nil }.compactMap { document in
            document.versions.first.map { version in
                DocumentRow(
                    title: document.title, href: "/catalogue/documents/\(document.id)", kind: document.kind.title,
                    version: "第\(version.number)版，\(version.at.day.description)",
                    download: "/catalogue/documents/\(document.id)/files/\(version.number)",
                    state: DocumentPages.chip(document))
            }
        }
        return DocumentsModel(
            rows: rows, hasRows: !rows.isEmpty,
            addHref: DocumentKeeping.mayEdit(actor, dossier.entry)
                ? Address("/catalogue/documents/new").with("list", list.rawValue).with("code", dossier.entry.code).text
                : nil)
    }

    /// 2.2.2: who asked for a local item, and when the province took it in.
    private func approval(_ dossier: CatalogueKeeping.Dossier) -> String {
        let accepted = dossier.proposals.last { $0.state == .accepted && $0.kind == .add }
        guard let accepted, let decided = accepted.decidedAt else {
            return "仅在\(dossier.regionName)执行，由省级直接纳入清单。"
        }
        return "仅在\(dossier.regionName)执行。\(accepted.authorityName)\(accepted.createdAt.day.inWords)上报，省级"
            + "\(decided.day.inWords)采纳，第\(accepted.version ?? 0)版纳入清单。"
    }

    private func period(_ period: EntryPeriod, _ today: Day) -> Period {
        let since = period.since
        let until = period.until.map(\.effectiveFrom.description) ?? "今"
        return Period(
            title: "第\(since.number)版", href: CatalogueVersion.location(list, since.number),
            span: since.effectiveFrom > today
                ? "\(since.effectiveFrom.description) 起" : "\(since.effectiveFrom.description) 至 \(until)",
            reason: since.reason, basis: since.basis,
            state: since.withdrawnBy != nil
                ? VersionStanding.State.withdrawn.chip
                : since.effectiveFrom > today ? VersionStanding.State.coming.chip : nil)
    }

    // MARK: What is not covered yet

    static func missing(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn(), code = try call.parameter("code")
        let (item, coverage, listing) = try await CatalogueKeeping(call.house).uncovered(
            actor, key: code, slice: call.slice)
        let model = ListModel(
            "未覆盖的监管对象", listing, address: call.address,
            sentence: "\(item.cycle)，从\(coverage.fromYear)年算起，本辖区还有\(Figures.grouped(listing.total))户没有检查过。",
            columns: [
                .head("名称", href: { "/registry/subjects/\($0.id)" }) { $0.name },
                .code("统一社会信用代码") { IdentifierScheme.shown($0.identifier) }, .text("地区") { $0.regionName },
                .text("地址") { $0.address },
                .figures("上次检查", wraps: false) { $0.lastInspected?.description ?? "没有检查过" },
            ], empty: EmptyModel("已经全部覆盖", why: "监管对象都在周期内检查过。"))
        if let file = try await Exports(call).cells(
            "未覆盖的监管对象", personal: "uncovered", ["名称", "编号", "地区", "地址", "最近检查"],
            filters: ["重点监管事项：\(item.matter)", item.cycle],
            rows: { try await CatalogueKeeping(call.house).uncovered(actor, key: code, slice: $0).2 },
            { [.text($0.name), .text($0.identifier), .text($0.regionName), .text($0.address), .day($0.lastInspected)] })
        {
            return file
        }
        return .page(
            Page(
                "shell/list", title: "未覆盖的监管对象", stage: .catalogue, model: model,
                trail: [
                    ("一单", "/catalogue"), (CatalogueList.key.title, "/catalogue/key"),
                    (item.matter, CataloguePages.href(.key, item.code)),
                ], actions: Exports.links(call)))
    }
}

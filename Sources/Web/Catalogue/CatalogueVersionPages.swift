import Domain

/// Versions of the lists, and what changed between any two, to be read.
enum CatalogueVersionPages {
    struct ListModel: Sendable {
        let tabs: TabsModel
        let lists: TabsModel
        let rows: [Row]
        let hasRows: Bool
        let empty: EmptyModel?
        let compare: CompareModel?
    }

    struct Row: Sendable {
        let title: String
        let href: String
        let effective: String
        let summary: String
        let entries: String
        let reason: String
        let basis: String
        let who: String
        let state: ChipModel
    }

    static func list(_ call: Call) async throws -> Reply {
        let list = try chosen(call)
        let versions = try await CatalogueKeeping(call.house).versions(try call.signedIn(), list)
        let model = ListModel(
            tabs: CataloguePages.tabs("versions"),
            lists: lists("/catalogue/versions", list),
            rows: versions.map { one in
                Row(
                    title: "第\(one.version.number)版", href: CatalogueVersion.location(list, one.version.number),
                    effective: one.version.effectiveFrom.description, summary: one.diff.summary,
                    entries: Figures.grouped(one.entries), reason: one.version.reason, basis: one.version.basis,
                    who: one.version.createdByName ?? "系统导入", state: one.state.chip)
            }, hasRows: !versions.isEmpty,
            empty: versions.isEmpty ? EmptyModel("还没有版本", why: "导入或新增第一批事项后，这里会列出每一次调整。") : nil,
            compare: versions.count > 1
                ? compare(versions.map(\.version), list, from: versions[1].version.number) : nil)
        if let file = try await Exports(call).cells(
            "\(list.title)的版本", ["版本", "生效日期", "变化", "事项数", "原因", "依据", "发布人", "状态"], whole: versions,
            { one in
                [
                    .count(one.version.number), .day(one.version.effectiveFrom), .text(one.diff.summary),
                    .count(one.entries), .text(one.version.reason), .text(one.version.basis),
                    .text(one.version.createdByName ?? "系统导入"), .text(one.state.chip.word),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "catalogue/versions", title: "\(list.title)的版本", stage: .catalogue, model: model,
                trail: [("一单", "/catalogue")], actions: Exports.links(call)))
    }

    static func lists(_ address: String, _ current: CatalogueList) -> TabsModel {
        TabsModel(
            CatalogueList.allCases.map {
                .init($0.title, href: Address(address).with("list", $0.rawValue).text, current: $0 == current)
            }, label: "清单")
    }

    static func compare(_ versions: [CatalogueVersion], _ list: CatalogueList, from: Int, to: Int? = nil)
        -> CompareModel
    {
        CompareModel(
            "/catalogue/versions/compare", list, versions: versions.map { ($0.number, $0.effectiveFrom) }, from: from,
            to: to ?? versions.first?.number ?? 0)
    }

    struct Model: Sendable {
        let withdrawn: RemarkModel?
        let facts: FactsModel
        let title: String
        let diff: DiffModel
        let compare: CompareModel
        let previous: String?
        let next: String?
        let timeline: TimelineModel
    }

    static func show(_ call: Call) async throws -> Reply {
        let from = try call.query.int("from", "版本").map(Int.init)
        return try await page(call, Int(try call.id("number")), from: from)
    }

    /// The same page from two selects.
    static func compared(_ call: Call) async throws -> Reply {
        guard let to = try call.query.int("to", "版本"), let from = try call.query.int("from", "版本") else {
            throw Problem.notFound("清单版本")
        }
        return try await page(call, Int(to), from: Int(from))
    }

    private static func page(_ call: Call, _ number: Int, from: Int?) async throws -> Reply {
        let actor = try call.signedIn()
        let list = try chosen(call)
        let dossier = try await CatalogueKeeping(call.house).version(actor, list, number, from: from)
        let version = dossier.version
        let newest = dossier.versions.first?.number ?? number
        let model = Model(
            withdrawn: version.withdrawnBy.map {
                RemarkModel("这一版没有生效：已由第\($0)版撤回。", .attention)
            },
            facts: FactsModel([
                .init("生效日期", version.effectiveFrom.inWords, chip: dossier.state.chip),
                .init("调整原因", version.reason), .init("调整依据", version.basis),
                .init("发布人", version.createdByName ?? "系统导入"),
                .init("发布时间", version.createdAt.onScreen, figures: true),
                .init("本版事项数", Figures.grouped(dossier.entries), figures: true),
            ]),
            title: dossier.against == 0 ? "第\(number)版的全部事项" : "第\(number)版与第\(dossier.against)版相比",
            diff: DiffModel(dossier.diff) { CataloguePages.href(list, $0) },
            compare: compare(dossier.versions, list, from: dossier.against, to: number),
            previous: number > 1 ? CatalogueVersion.location(list, number - 1) : nil,
            next: number < newest ? CatalogueVersion.location(list, number + 1) : nil,
            timeline: TimelineModel(dossier.timeline))
        let withdraws = CataloguePages.mayEdit(actor) && dossier.state == .coming
        return .page(
            Page(
                "catalogue/version", title: "\(list.title)第\(number)版", stage: .catalogue, model: model,
                trail: [
                    ("一单", "/catalogue"),
                    ("清单版本", Address("/catalogue/versions").with("list", list.rawValue).text),
                ],
                actions: withdraws
                    ? [
                        PageAction(
                            "撤回这一版",
                            href: Address("/catalogue/versions/\(number)/withdraw").with("list", list.rawValue).text,
                            icon: "stop")
                    ] : []))
    }

    // MARK: Taking back what has not taken effect

    struct WithdrawModel: Sendable {
        let action: String
        let list: String
        let consequence: String
        let reason: FieldModel
        let cancelHref: String
    }

    static func ask(_ call: Call) async throws -> Reply { .page(try await withdrawPage(call, problem: nil)) }

    static func withdraw(_ call: Call) async throws -> Reply {
        let list = try chosen(call)
        do {
            let reason = try call.form.required("reason", "撤回原因", max: 500)
            let outcome = try await CatalogueKeeping(call.house).withdraw(
                list, version: Int(try call.id("number")), reason: reason, by: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther(outcome.location, notice: "已撤回，\(list.title)恢复原来的内容。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try await withdrawPage(call, problem: problem))
        }
    }

    private static func withdrawPage(_ call: Call, problem: Problem?) async throws -> Page {
        let list = try chosen(call)
        let number = Int(try call.id("number"))
        let actor = try call.signedIn()
        try CatalogueKeeping.admitProvince(actor, list)
        let dossier = try await CatalogueKeeping(call.house).version(actor, list, number)
        let later = dossier.versions.filter { $0.number > number && $0.withdrawnBy == nil }.count
        return Page(
            "catalogue/withdraw", title: "撤回\(list.title)第\(number)版", stage: .catalogue,
            model: WithdrawModel(
                action: "/catalogue/versions/\(number)/withdraw", list: list.rawValue,
                consequence: "撤回后这一版不再生效\(later > 0 ? "，它之后的\(later)版也一并撤回" : "")；清单恢复为它之前的内容，另成新的一版。撤回的版本仍可查看。",
                reason: FieldModel(
                    .area, "reason", "撤回原因", value: call.form.text("reason"), error: problem?.fields["reason"],
                    maxlength: 500), cancelHref: CatalogueVersion.location(list, number)),
            trail: [("一单", "/catalogue"), ("第\(number)版", CatalogueVersion.location(list, number))],
            status: problem.map { $0.kind.status } ?? 200)
    }

    /// The list that `?list=` or the form names; 抽查事项清单 when none is named.
    static func chosen(_ call: Call) throws -> CatalogueList {
        try call.form.choice("list", "清单", of: CatalogueList.self)
            ?? call.query.choice("list", "清单", of: CatalogueList.self) ?? .items
    }
}

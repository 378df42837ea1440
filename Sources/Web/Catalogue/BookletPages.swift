import Domain

/// 一业一册 (5.1.2): the notice booklet of a trade, in the office beside what the lists say today, on the portal as it was
/// published, and as a PDF.
enum BookletPages {
    struct Model: Sendable {
        let remarks: [RemarkModel]
        let publish: PanelForm?
        let sheet: Sheet
        let editions: [Edition]
        let hasEditions: Bool
        let timeline: TimelineModel?
    }

    /// What the business reads; the same on the page and on paper.
    struct Sheet: Sendable {
        struct Part: Sendable {
            let department: String
            let role: String
            let matter: String
        }

        struct Item: Sendable {
            let ordinal: String
            let matter: String
            let facts: FactsModel
            let sections: [Section]
            let hasSections: Bool
        }

        struct Section: Sendable {
            let title: String?
            let questions: [String]
        }

        let facts: FactsModel
        let parts: [Part]
        let items: [Item]
        let hasItems: Bool
        let verifyHref: String
        let resultsHref: String
        let about: String
    }

    struct Edition: Sendable {
        let title: String
        let href: String
        let day: String
        let digest: String
    }

    // MARK: Office

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let state = try call.query.choice("state", "状态", of: BookletKeeping.State.self)
        let all = try await BookletKeeping(call.house).list(for: actor)
        let rows = state.map { wanted in all.filter { $0.state == wanted } } ?? all
        let model = ListModel(
            "一业一册", rows, address: call.address,
            filter: FilterModel(
                action: "/catalogue/booklets",
                [
                    .select(
                        "state", "状态",
                        [OptionModel("", "全部", selected: state == nil)]
                            + BookletKeeping.State.allCases.filter { $0 != .retired }.map {
                                OptionModel($0.rawValue, $0.title, selected: $0 == state)
                            })
                ], found: "\(rows.count) 个行业", clearHref: state == nil ? nil : "/catalogue/booklets"),
            about: "每个联查行业一份告知手册：查什么、谁来查、依据什么、备好什么。内容由清单和检查表生成，发布后对外公开。（依据条款 5.1.2）",
            columns: [
                .head("行业", href: { href($0.booklet.code) }) { $0.booklet.trade },
                .text("综合监管事项") { $0.booklet.matter }, .text("牵头部门") { $0.booklet.parts.first?.department ?? "" },
                ListColumn("抽查事项", isNumber: true) { number($0.booklet.items.count, $0) },
                ListColumn("检查问题", isNumber: true) { number($0.booklet.questions, $0) },
                .figures("版本", wraps: false) { line in
                    line.newest.map { "第\($0.edition)版，\($0.publishedOn.description)" } ?? "—"
                }, .chip("状态") { chip($0.state) },
            ],
            empty: EmptyModel(
                state == nil ? "还没有联查行业" : "没有这种状态的行业",
                why: state == nil ? "部门联查事项清单生效后，每个行业在这里有一册。" : "换一个状态看看。"))
        if let file = try await Exports(call).cells(
            "一业一册", ["编号", "行业", "综合监管事项", "牵头部门", "抽查事项", "检查问题", "版本", "发布日期", "状态"],
            filters: model.words, whole: rows,
            { line in
                [
                    .text(line.booklet.code), .text(line.booklet.trade), .text(line.booklet.matter),
                    .text(line.booklet.parts.first?.department ?? ""), .number(Double(line.booklet.items.count)),
                    .number(Double(line.booklet.questions)), .text(line.newest.map { "第\($0.edition)版" } ?? ""),
                    .day(line.newest?.publishedOn), .text(line.state.title),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "shell/list", title: "一业一册", stage: .catalogue, model: model, trail: [("一单", "/catalogue")],
                actions: Exports.links(call)))
    }

    /// What is counted stands in the booklet.
    private static func number(_ count: Int, _ line: BookletKeeping.Line) -> PanelCell {
        PanelCell(String(count), href: href(line.booklet.code), style: "number")
    }

    static func href(_ code: String) -> String { "/catalogue/joint/\(code)/booklet" }
    static func publicHref(_ code: String) -> String { "/items/joint/\(code)/booklet" }

    private static func chip(_ state: BookletKeeping.State) -> ChipModel {
        switch state {
        case .current: ChipModel(state.title, .success)
        case .behind, .none: ChipModel(state.title, .attention)
        case .retired: ChipModel(state.title, .neutral)
        }
    }

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    private static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let code = try call.parameter("code")
        let draft = try await BookletKeeping(call.house).draft(code, for: try call.signedIn())
        guard let booklet = draft.now ?? draft.newest?.booklet else { throw Problem.notFound("一业一册") }
        var remarks = problem.map { [RemarkModel($0.description, .danger)] } ?? []
        switch draft.state {
        case .none: remarks.append(RemarkModel("还没有发布，企业在公示平台上看不到。下面是按现行清单生成的内容。", .attention))
        case .behind:
            remarks.append(
                RemarkModel("清单或检查表在第\(draft.newest?.edition ?? 0)版之后有了变化。下面是按现行清单生成的内容，发布后才对外公开。", .attention))
        case .current: break
        case .retired: remarks.append(RemarkModel("这个行业已不在现行清单中，下面是最后发布的一版。", .attention))
        }
        if booklet.isSample { remarks.append(RemarkModel("示例行业，不是正式发布的清单。", .attention)) }
        let publishes = draft.mayPublish && (draft.state == .none || draft.state == .behind)
        let model = Model(
            remarks: remarks,
            publish: publishes
                ? PanelForm(href(code), [], button: "发布第\((draft.newest?.edition ?? 0) + 1)版") : nil,
            sheet: sheet(booklet, draft.state == .current ? draft.newest : nil, origin: call.origin),
            editions: editions(draft.editions, code), hasEditions: !draft.editions.isEmpty,
            timeline: draft.timeline.isEmpty ? nil : TimelineModel(draft.timeline))
        return .page(
            Page(
                "catalogue/booklet", title: title(booklet), stage: .catalogue, model: model,
                trail: [("一单", "/catalogue"), ("一业一册", "/catalogue/booklets")],
                primary: draft.newest == nil
                    ? nil : PageAction("下载已发布的 PDF", href: publicHref(code) + ".pdf", icon: "download"),
                actions: [PageAction("联查事项", href: CataloguePages.href(.joint, code))],
                status: problem.map { $0.kind.status } ?? 200))
    }

    static func publish(_ call: Call) async throws -> Reply {
        do {
            let done = try await BookletKeeping(call.house).publish(
                try call.parameter("code"), by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "一业一册已发布，公示平台上可以查看和下载。")
        } catch let problem as Problem where problem.code == "booklet.empty" || problem.code == "booklet.same" {
            return try await page(call, problem: problem)
        }
    }

    // MARK: Portal

    static func published(_ call: Call) async throws -> Reply {
        let (edition, all) = try await chosen(call)
        let code = edition.booklet.code
        let isOld = edition.edition != all.first?.edition
        let model = Model(
            remarks: (isOld ? [RemarkModel("这是旧版。现行的是第\(all.first?.edition ?? 0)版。", .attention)] : [])
                + (edition.booklet.isSample ? [RemarkModel("这是示例行业，不是正式发布的清单。", .attention)] : []),
            publish: nil, sheet: sheet(edition.booklet, edition, origin: call.origin),
            editions: editions(all, code), hasEditions: all.count > 1, timeline: nil)
        return .publicPage(
            Page(
                "catalogue/booklet", title: title(edition.booklet), stage: .portal, model: model,
                trail: [
                    (CatalogueList.joint.title, PublicListPages.address("/items", .joint).text),
                    (edition.booklet.matter, PublicListPages.href(.joint, code)),
                ], frame: .portal,
                actions: [
                    PageAction(
                        "下载 PDF", href: publicHref(code) + ".pdf?edition=\(edition.edition)", icon: "download")
                ]))
    }

    static func pdf(_ call: Call) async throws -> Reply {
        let (edition, _) = try await chosen(call)
        let booklet = edition.booklet
        // Setting a page takes as long as a list's file: strangers wait in the same line.
        try await call.doors.file(call, isPublic: call.actor == nil) {}
        let model = Model(
            remarks: [], publish: nil, sheet: sheet(booklet, edition, origin: call.origin), editions: [],
            hasEditions: false, timeline: nil)
        return .pdf(
            Page("catalogue/booklet", title: title(booklet), model: model, frame: .print),
            filename: "一业一册-\(booklet.trade)-第\(edition.edition)版.pdf")
    }

    private static func chosen(_ call: Call) async throws -> (BookletEdition, [BookletEdition]) {
        let all = try await Portal(call.house).booklets(try call.parameter("code"))
        let wanted = try call.query.int("edition", "版本", in: 1...100_000).map(Int.init)
        guard let found = wanted.map({ number in all.first { $0.edition == number } }) ?? all.first else {
            throw Problem.notFound("这一版")
        }
        return (found, all)
    }

    // MARK: Content

    private static func title(_ booklet: Booklet) -> String { "\(booklet.trade)一业一册" }

    private static func editions(_ all: [BookletEdition], _ code: String) -> [Edition] {
        all.map {
            Edition(
                title: "第\($0.edition)版", href: publicHref(code) + "?edition=\($0.edition)",
                day: $0.publishedOn.description, digest: $0.sha256)
        }
    }

    /// The list words what the others inspect; the lead inspects what the items of its department say.
    private static func matter(_ part: Booklet.Part, _ booklet: Booklet) -> String {
        if !part.matter.isEmpty { return part.matter }
        guard part.isLead else { return "清单未载明" }
        let own = booklet.items.contains { $0.department.utf8.elementsEqual(part.department.utf8) }
        return own ? "牵头组织联合检查，并检查下列抽查事项" : "牵头组织联合检查"
    }

    static func sheet(_ booklet: Booklet, _ edition: BookletEdition?, origin: String) -> Sheet {
        Sheet(
            facts: FactsModel([
                .init("行业", booklet.trade), .init("综合监管事项", booklet.matter), .init("检查对象", booklet.subjects),
                .init("抽查层级", booklet.level.isEmpty ? "清单未载明" : booklet.level),
                .init("检查依据", booklet.basis.isEmpty ? "清单未载明" : booklet.basis),
                .init(
                    "版本",
                    edition.map { "第\($0.edition)版，\($0.publishedOn.inWords)发布" } ?? "尚未发布", figures: true),
            ]),
            parts: booklet.parts.map {
                Sheet.Part(
                    department: $0.department, role: $0.isLead ? "牵头" : "参与",
                    matter: matter($0, booklet))
            },
            items: booklet.items.enumerated().map { place, item in
                Sheet.Item(
                    ordinal: "\(place + 1)．", matter: item.matter,
                    facts: FactsModel([
                        .init("事项编号", item.code, figures: true), .init("检查部门", item.department),
                        .init("检查方式", item.methods.isEmpty ? "清单未载明" : item.methods.joined(separator: "、")),
                        .init("依据", item.basis.isEmpty ? "清单未载明" : item.basis),
                        .init("检查表", item.checklist.map { "第\($0.version)版，\($0.count) 个问题" } ?? "尚未制定"),
                    ]),
                    sections: item.checklist?.sections.map {
                        Sheet.Section(title: $0.title.isEmpty ? nil : $0.title, questions: $0.questions)
                    } ?? [], hasSections: item.checklist != nil)
            }, hasItems: !booklet.items.isEmpty, verifyHref: origin + "/verify/slip",
            resultsHref: origin + "/results",
            about: "依据部门联查事项清单第\(booklet.jointVersion)版、抽查事项清单第\(booklet.itemsVersion)版生成。"
                + (edition.map { "内容指纹（SHA-256）：\($0.sha256)" } ?? ""))
    }
}

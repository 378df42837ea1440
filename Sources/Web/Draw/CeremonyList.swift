import Domain

/// `/draw`: ceremonies by where they stand, each with what it waits for.
enum CeremonyList {
    struct Model: Sendable {
        let tabs: TabsModel
        let head: TableHeadModel
        let rows: [Row]
        let empty: EmptyModel?
        let paging: PagingModel
    }

    struct Row: Sendable {
        let title: String
        let href: String
        let code: String
        let authority: String
        let state: ChipModel
        let next: String
        let isMine: Bool
        let created: String
    }

    private enum Group: String, CaseIterable {
        case running, drawn, aborted

        var title: String {
            switch self {
            case .running: "进行中"
            case .drawn: "已抽取"
            case .aborted: "已中止"
            }
        }

        var states: [Ceremony.State] {
            switch self {
            case .running: [.planned, .frozen, .committed, .revealed]
            case .drawn: [.drawn]
            case .aborted: [.aborted]
            }
        }
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let chosen = try call.query.choice("state", "状态", of: Group.self) ?? .running
        let ceremonies = Ceremonies(call.house)
        let now = call.house.clock.now()
        var tabs: [TabsModel.Tab] = []
        for group in Group.allCases {
            let count = try await ceremonies.list(actor, states: group.states, slice: Slice(page: 1, size: 1)).total
            tabs.append(
                TabsModel.Tab(
                    group.title, href: group == .running ? "/draw" : "/draw?state=\(group.rawValue)",
                    current: group == chosen, count: count))
        }
        let listing = try await ceremonies.list(actor, states: chosen.states, slice: call.slice)
        let runs = actor.may(.drawRun)
        let model = Model(
            tabs: TabsModel(tabs),
            head: TableHeadModel(
                [
                    ("摇号", nil, false), ("编号", nil, false), ("机关", nil, false), ("状态", nil, false),
                    ("下一步", nil, false), ("公布方案", nil, false),
                ], address: call.address),
            rows: listing.rows.map { ceremony in
                let next = CeremonyWords.next(
                    ceremony, now: now, for: CeremonyViewer(actor, ceremony: ceremony.id))
                return Row(
                    title: ceremony.title, href: "/draw/\(ceremony.id)", code: ceremony.code,
                    authority: ceremony.authorityName, state: CeremonyWords.chip(ceremony), next: next.title,
                    isMine: next.isMine, created: ceremony.createdAt.onScreen)
            },
            empty: listing.rows.isEmpty ? empty(chosen, runs: runs) : nil,
            paging: PagingModel(listing, address: call.address))
        if let file = try await Exports(call).list(
            DrawTables.ceremonies, filters: model.tabs.words,
            rows: { try await ceremonies.list(actor, states: chosen.states, slice: $0) })
        {
            return file
        }
        return .page(
            Page(
                "draw/list", title: "抽取", stage: .draw, model: model,
                primary: runs ? PageAction("新建摇号", href: "/draw/new", icon: "plus") : nil,
                actions: (runs ? [PageAction("换人", href: "/draw/vacancies")] : [])
                    + [PageAction("委托", href: "/draw/delegations")] + Exports.links(call)))
    }

    private static func empty(_ group: Group, runs: Bool) -> EmptyModel {
        switch group {
        case .running:
            EmptyModel(
                "没有进行中的摇号", why: "计划报备后，由抽取人员选择任务、公布方案。",
                action: runs ? LinkModel("新建摇号", href: "/draw/new") : nil)
        case .drawn: EmptyModel("还没有完成的摇号", why: "完成的摇号会列在这里，结果可随时核验。")
        case .aborted: EmptyModel("没有中止过的摇号", why: "中止的摇号连同理由永久公开，并列在这里。")
        }
    }
}

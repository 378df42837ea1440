import Domain

/// `/draw`: ceremonies by where they stand, each with what it waits for.
enum CeremonyList {
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
        let tabs = try await TabsModel.counted(
            Group.allCases, chosen: chosen, label: "分类查看",
            href: { $0 == .running ? "/draw" : "/draw?state=\($0.rawValue)" }, title: \.title,
            count: { try await ceremonies.list(actor, states: $0.states, slice: .one).total })
        let listing = try await ceremonies.list(actor, states: chosen.states, slice: call.slice)
        let runs = actor.may(.drawRun)
        let model = ListModel(
            "摇号列表", listing, address: call.address, tabs: [tabs],
            columns: [
                .head("摇号", href: { "/draw/\($0.id)" }) { $0.title }, .figures("编号", wraps: false) { $0.code },
                .text("机关") { $0.authorityName }, .chip("状态") { CeremonyWords.chip($0) },
                ListColumn("下一步") { ceremony in
                    let next = CeremonyWords.next(
                        ceremony, now: now, for: CeremonyViewer(actor, ceremony: ceremony.id))
                    return PanelCell(next.title, isStrong: next.isMine)
                },
                .figures("公布方案", wraps: false) { $0.createdAt.onScreen },
            ], empty: empty(chosen, runs: runs))
        return try await Exports(call).reply(
            Page(
                "shell/list", title: "抽取", stage: .draw, model: model,
                primary: runs ? PageAction("新建摇号", href: "/draw/new", icon: "plus") : nil,
                actions: (runs ? [PageAction("换人", href: "/draw/vacancies")] : [])
                    + [PageAction("委托", href: "/draw/delegations")]),
            DrawTables.ceremonies, filters: model.words,
            rows: { try await ceremonies.list(actor, states: chosen.states, slice: $0) })
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

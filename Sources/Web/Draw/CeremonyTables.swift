import Domain

/// The long tables of a drawn ceremony, and its record as a file.
enum CeremonyTables {
    static func lots(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let ceremonies = Ceremonies(call.house)
        let view = try await ceremonies.view(actor, ceremony: try call.id())
        let chosen = call.query.optional("stratum") ?? view.strata.first?.name ?? ""
        let listing = try await ceremonies.drawn(
            actor, ceremony: view.ceremony.id, stratum: chosen, slice: call.slice)
        let named = Ceremonies.maySeeSubjects(actor)
        let columns: [ListColumn<DrawnSubject>] = [
            .number("顺序") { String($0.lot.rank) },
            ListColumn("签号") { PanelCell($0.lot.lot, style: "code", isHead: true) }, .code("签票") { $0.lot.ticket },
        ]
        let names: [ListColumn<DrawnSubject>] =
            named ? [.text("检查对象") { "\($0.name)（\($0.regionName)）" }] : []
        let model = ListModel(
            "抽中的签号", listing, address: call.address,
            tabs: [
                TabsModel(
                    view.strata.map {
                        TabsModel.Tab(
                            $0.name, href: Address("/draw/\(view.ceremony.id)/lots").with("stratum", $0.name).text,
                            current: $0.name == chosen, count: $0.take)
                    }, label: "各层")
            ], columns: columns + names, empty: EmptyModel("没有抽中的签号", why: "抽取之后，每层按签票顺序列在这里。"))
        return try await Exports(call).reply(
            Page(
                "shell/list", title: "抽中的签号", stage: .draw, model: model,
                trail: [("抽取", "/draw"), (view.ceremony.title, "/draw/\(view.ceremony.id)")]),
            DrawTables.lots(named: named), filters: ["摇号：\(view.ceremony.code)", "层：\(chosen)"],
            rows: { try await ceremonies.drawn(actor, ceremony: view.ceremony.id, stratum: chosen, slice: $0) })
    }

    static func visits(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let ceremonies = Ceremonies(call.house)
        let view = try await ceremonies.view(actor, ceremony: try call.id())
        let listing = try await ceremonies.visits(actor, ceremony: view.ceremony.id, slice: call.slice)
        let model = ListModel(
            "上门检查和执法人员", listing, address: call.address,
            columns: [
                .head("检查对象") { $0.subjectName }, .text("地区") { $0.regionName }, .text("实施机关") { $0.authorityName },
                .text("执法人员") { $0.inspectors.joined(separator: "、") }, .number("任务") { String($0.campaigns) },
                .number("事项") { String($0.inspections) }, .code("签条") { $0.slip },
                ListColumn("操作", isHidden: true) {
                    PanelCell("换人", href: "/inspection/visits/\($0.id)/vacancy", style: "nowrap")
                },
            ], empty: EmptyModel("还没有检查", why: "抽取之后，每户的执法人员列在这里。"))
        return try await Exports(call).reply(
            Page(
                "shell/list", title: "上门检查和执法人员", stage: .draw, model: model,
                trail: [("抽取", "/draw"), (view.ceremony.title, "/draw/\(view.ceremony.id)")]),
            DrawTables.visits, filters: ["摇号：\(view.ceremony.code)"],
            rows: { try await ceremonies.visits(actor, ceremony: view.ceremony.id, slice: $0) })
    }

    static func record(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let ceremonies = Ceremonies(call.house)
        let view = try await ceremonies.view(actor, ceremony: try call.id())
        let files = try await ceremonies.publicFiles(code: view.ceremony.code)
        return .bytes(
            Array(files.record.utf8), type: "application/json", filename: "\(view.ceremony.code).json")
    }
}

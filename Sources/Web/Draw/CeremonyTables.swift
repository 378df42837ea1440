import Domain

/// The long tables of a drawn ceremony, and its record as a file.
enum CeremonyTables {
    struct LotsModel: Sendable {
        let tabs: TabsModel
        let named: Bool
        let rows: [CeremonyOutcome.Lot]
        let empty: EmptyModel?
        let paging: PagingModel
    }

    struct VisitsModel: Sendable {
        let rows: [CeremonyOutcome.Visit]
        let empty: EmptyModel?
        let paging: PagingModel
    }

    static func lots(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let ceremonies = Ceremonies(call.house)
        let view = try await ceremonies.view(actor, ceremony: try call.id())
        let chosen = call.query.optional("stratum") ?? view.strata.first?.name ?? ""
        let listing = try await ceremonies.drawn(
            actor, ceremony: view.ceremony.id, stratum: chosen, slice: call.slice)
        let named = Ceremonies.maySeeSubjects(actor)
        if let file = try await Exports(call).list(
            DrawTables.lots(named: named), filters: ["摇号：\(view.ceremony.code)", "层：\(chosen)"],
            rows: { try await ceremonies.drawn(actor, ceremony: view.ceremony.id, stratum: chosen, slice: $0) })
        {
            return file
        }
        let model = LotsModel(
            tabs: TabsModel(
                view.strata.map {
                    TabsModel.Tab(
                        $0.name, href: Address("/draw/\(view.ceremony.id)/lots").with("stratum", $0.name).text,
                        current: $0.name == chosen, count: $0.take)
                }, label: "各层"),
            named: named, rows: listing.rows.map { CeremonyOutcome.lot($0, named: named) },
            empty: listing.rows.isEmpty ? EmptyModel("没有抽中的签号", why: "抽取之后，每层按签票顺序列在这里。") : nil,
            paging: PagingModel(listing, address: call.address))
        return .page(
            Page(
                "draw/lots", title: "抽中的签号", stage: .draw, model: model,
                trail: [("抽取", "/draw"), (view.ceremony.title, "/draw/\(view.ceremony.id)")],
                actions: Exports.links(call)))
    }

    static func visits(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let ceremonies = Ceremonies(call.house)
        let view = try await ceremonies.view(actor, ceremony: try call.id())
        if let file = try await Exports(call).list(
            DrawTables.visits, filters: ["摇号：\(view.ceremony.code)"],
            rows: { try await ceremonies.visits(actor, ceremony: view.ceremony.id, slice: $0) })
        {
            return file
        }
        let listing = try await ceremonies.visits(actor, ceremony: view.ceremony.id, slice: call.slice)
        let model = VisitsModel(
            rows: listing.rows.map(CeremonyOutcome.visit),
            empty: listing.rows.isEmpty ? EmptyModel("还没有检查", why: "抽取之后，每户的执法人员列在这里。") : nil,
            paging: PagingModel(listing, address: call.address))
        return .page(
            Page(
                "draw/visits", title: "上门检查和执法人员", stage: .draw, model: model,
                trail: [("抽取", "/draw"), (view.ceremony.title, "/draw/\(view.ceremony.id)")],
                actions: Exports.links(call)))
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

import Domain

/// The portal's first page: one search box, the newest ceremonies and results, how the draw works in four pictures.
enum PortalHome {
    struct Model: Sendable {
        let tiles: [TileModel]
        let results: [ResultPages.Row]
        let noResults: EmptyModel?
        let ceremonies: [CeremonyPages.Row]
        let noCeremonies: EmptyModel?
    }

    static func show(_ call: Call) async throws -> Reply {
        let portal = Portal(call.house)
        let counts = try await portal.counts()
        let results = try await portal.results(ResultSearch(), slice: Slice(size: 6))
        let ceremonies = try await portal.ceremonies(Slice(size: 6))
        let model = Model(
            tiles: [
                TileModel("检查结果", Figures.grouped(counts.results), unit: "条", href: "/results"),
                TileModel("公开摇号", Figures.grouped(counts.ceremonies), unit: "场", href: "/ceremonies"),
                TileModel("抽查计划", Figures.grouped(counts.plans), unit: "份", href: "/plans"),
                TileModel("抽查事项", Figures.grouped(counts.items), unit: "项", href: "/items"),
            ], results: results.rows.map(ResultPages.Row.init),
            noResults: results.total == 0 ? EmptyModel("还没有公示的结果", why: "检查完成后 20 个工作日内在这里公示。") : nil,
            ceremonies: ceremonies.rows.map(CeremonyPages.Row.init),
            noCeremonies: ceremonies.total == 0 ? EmptyModel("还没有摇号", why: "每次抽取都在这里公开。") : nil)
        return .publicPage(Page("portal/home", title: "双随机、一公开", stage: .portal, model: model, frame: .portal))
    }
}

/// How to check a draw, and the way to it by lot or ceremony code.
enum VerifyPage {
    struct Model: Sendable {
        let query: String
        let remark: RemarkModel?
        let results: [ResultPages.Row]
        let key: String
    }

    static func show(_ call: Call) async throws -> Reply {
        let query = try call.query.optional("q", "签号或者摇号编号", max: 40) ?? ""
        let portal = Portal(call.house)
        var remark: RemarkModel?
        var rows: [ResultPages.Row] = []
        if !query.isEmpty {
            if let found = try? await portal.ceremony(query.uppercased()) {
                return .seeOther("/ceremonies/\(found.code)")
            }
            rows = try await portal.results(ResultSearch(lot: query.uppercased()), slice: Slice()).rows
                .map(ResultPages.Row.init)
            remark =
                rows.isEmpty
                ? RemarkModel("没有找到这个编号。签号要到结果公示后才能查到，检查对象可以凭检查通知书上的二维码查询。", .attention)
                : RemarkModel("这个签号有 \(rows.count) 项已公示的结果。", .success)
        }
        let model = Model(query: query, remark: remark, results: rows, key: portal.verifierKey)
        return .publicPage(Page("portal/verify", title: "怎样验证", stage: .portal, model: model, frame: .portal))
    }
}

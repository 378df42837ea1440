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

/// How to check a draw, and the way to it by ceremony code.
enum VerifyPage {
    struct Model: Sendable {
        let query: String
        let remark: RemarkModel?
        let key: String
    }

    static func show(_ call: Call) async throws -> Reply {
        let query = try call.query.optional("q", "摇号编号", max: 40) ?? ""
        let portal = Portal(call.house)
        var remark: RemarkModel?
        if !query.isEmpty {
            if let found = try? await portal.ceremony(query.uppercased()) {
                return .seeOther("/ceremonies/\(found.code)")
            }
            remark = RemarkModel("没有找到这个摇号编号。编号写在摇号页面和抽查任务公告上，如 YH-2026-230102-001。", .attention)
        }
        let model = Model(query: query, remark: remark, key: portal.verifierKey)
        return .publicPage(Page("portal/verify", title: "怎样验证", stage: .portal, model: model, frame: .portal))
    }
}

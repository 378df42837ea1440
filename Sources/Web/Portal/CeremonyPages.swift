import Domain

/// Ceremonies: the list, and each step by step with its files.
enum CeremonyPages {
    struct Row: Sendable {
        let href: String
        let code: String
        let title: String
        let authority: String
        let state: ChipModel
        let when: String
        let population: String
        let drawn: String

        init(_ ceremony: PublicCeremony) {
            href = "/ceremonies/\(ceremony.code)"
            code = ceremony.code
            title = ceremony.title
            authority = ceremony.authorityName
            state = CeremonyPages.chip(ceremony.state)
            when = ceremony.drawnAt?.onScreen ?? ceremony.plannedOn.description
            population = ceremony.populationCount.map(Figures.grouped) ?? "—"
            drawn = ceremony.drawnCount.map(Figures.grouped) ?? "—"
        }
    }

    struct Model: Sendable {
        let code: String
        let facts: FactsModel
        let steps: StepsModel
        let lines: [Line]
        let files: [File]
        let hasFiles: Bool
        let aborted: RemarkModel?
        let key: String
        let indexes: String
    }

    struct Line: Sendable {
        let title: String
        let text: String
        let at: String?
        let receipt: String?
    }

    struct File: Sendable {
        let name: String
        let href: String
        let about: String
    }

    static func chip(_ state: Ceremony.State) -> ChipModel {
        switch state {
        case .drawn: ChipModel(state.title, .success)
        case .aborted: ChipModel(state.title, .danger)
        default: ChipModel(state.title, .information)
        }
    }

    static func list(_ call: Call) async throws -> Reply {
        let listing = try await Portal(call.house).ceremonies(Slice(page: call.slice.page, size: 20))
        let model = ListModel(
            "公开摇号", listing.map(Row.init), address: call.address,
            columns: [
                ListColumn("摇号") {
                    PanelCell($0.title, href: $0.href, isHead: true, note: PanelCell.Note(code: $0.code))
                },
                .text("组织机关") { $0.authority }, .chip("状态") { $0.state }, .figures("时间", wraps: false) { $0.when },
                .number("名单") { $0.population }, .number("抽中") { $0.drawn },
            ], empty: EmptyModel("还没有摇号", why: "每次抽取从公布方案起就在这里公开。"), isShort: true)
        return try await Exports(call, isPublic: true).reply(
            Page("shell/list", title: "公开摇号", stage: .portal, model: model, frame: .portal), PortalTables.ceremonies,
            filters: [], rows: { try await Portal(call.house).ceremonies($0) })
    }

    static func show(_ call: Call) async throws -> Reply {
        let portal = Portal(call.house)
        let ceremony = try await portal.ceremony(try call.parameter("code"))
        let base = "/ceremonies/\(ceremony.code)"
        var files: [File] = []
        if ceremony.state == .drawn {
            files = [
                File(name: "population.txt", href: base + "/population.txt", about: "冻结的名单，每行一个分层和签号，不含名称"),
                File(
                    name: "ceremony.json", href: base + "/ceremony.json", about: "全过程记录：方案、承诺、揭示、公共随机值、种子文书、抽中签号、人员匹配"),
                File(name: "log.vkey", href: base + "/log.vkey", about: "留痕日志的验证公钥"),
            ]
        }
        let indexes = ceremony.steps.compactMap { $0.entry.map(String.init) }
        let model = Model(
            code: ceremony.code,
            facts: FactsModel([
                .init("摇号编号", ceremony.code, figures: true), .init("组织机关", ceremony.authorityName),
                .init("状态", "", chip: chip(ceremony.state)),
                .init("公布方案", ceremony.plannedOn.inWords), .init("抽取时间", ceremony.drawnAt?.onScreen ?? "尚未抽取"),
                .init("名单数量", ceremony.populationCount.map { "\(Figures.grouped($0)) 个签号" } ?? "尚未冻结"),
                .init("抽中", ceremony.drawnCount.map { "\(Figures.grouped($0)) 户" } ?? "尚未抽取"),
                .init("合并上门", ceremony.visitCount.map { "\(Figures.grouped($0)) 次" } ?? "尚未抽取"),
            ]), steps: StepsModel(progress(ceremony.state)),
            lines: ceremony.steps.map { step in
                Line(
                    title: step.title, text: step.text, at: step.at.flatMap { Moment($0)?.onScreen },
                    receipt: step.entry.map { "\(base)/receipts/\($0).tlog-proof" })
            }, files: files, hasFiles: !files.isEmpty,
            aborted: ceremony.state == .aborted ? RemarkModel("这次摇号已中止，中止的原因见下方记录，没有抽取结果。", .danger) : nil,
            key: portal.verifierKey, indexes: indexes.joined(separator: " "))
        return .publicPage(
            Page(
                "portal/ceremony", title: ceremony.title, stage: .portal, model: model,
                trail: [("公开摇号", "/ceremonies")], frame: .portal))
    }

    private static func progress(_ state: Ceremony.State) -> [StepsModel.Step] {
        let order: [(Ceremony.State, String)] = [
            (.planned, "冻结名单"), (.frozen, "各方承诺"), (.committed, "各方揭示"), (.revealed, "公共随机值"), (.drawn, "抽取与匹配"),
        ]
        guard let current = order.firstIndex(where: { $0.0 == state }) else {
            return order.map { StepsModel.Step($0.1, .failed) }
        }
        return order.enumerated().map { index, step in
            StepsModel.Step(step.1, index < current || state == .drawn ? .done : index == current ? .current : .waiting)
        }
    }
}

/// The files that an outsider checks a draw with.
enum CeremonyFiles {
    /// Streamed piece by piece: a province's population is hundreds of megabytes.
    static func population(_ call: Call) async throws -> Reply {
        let portal = Portal(call.house)
        let ceremony = try await portal.ceremony(try call.parameter("code"))
        guard try await portal.population(ceremony.code, piece: 0) != nil else { throw notYet }
        let pieces = PieceReader(portal: portal, code: ceremony.code)
        return .with(
            headers: [("Cache-Control", "public, max-age=300")],
            .stream(
                AsyncThrowingStream(unfolding: { try await pieces.next() }), type: "text/plain; charset=utf-8",
                filename: "population.txt"))
    }

    static func record(_ call: Call) async throws -> Reply {
        let ceremony = try await Portal(call.house).ceremony(try call.parameter("code"))
        guard !ceremony.record.isEmpty else { throw notYet }
        return .bytes(
            Array(ceremony.record.utf8), type: "application/json; charset=utf-8", filename: "ceremony.json",
            cache: .seconds(300))
    }

    static func key(_ call: Call) async throws -> Reply {
        let portal = Portal(call.house)
        _ = try await portal.ceremony(try call.parameter("code"))
        return .bytes(
            Array((portal.verifierKey + "\n").utf8), type: "text/plain; charset=utf-8", filename: "log.vkey",
            cache: .seconds(300))
    }

    /// Receipt of one of the ceremony's own steps: `receipts/17.tlog-proof`.
    static func receipt(_ call: Call) async throws -> Reply {
        let portal = Portal(call.house)
        let ceremony = try await portal.ceremony(try call.parameter("code"))
        let name = try call.parameter("index")
        let suffix = ".tlog-proof"
        guard name.hasSuffix(suffix), let index = Int64(name.dropLast(suffix.count)),
            ceremony.steps.contains(where: { $0.entry == index })
        else { throw Problem.notFound("回执") }
        return .bytes(
            Array(try await portal.receipt(ofEntry: index).utf8), type: "text/plain; charset=utf-8", filename: name,
            cache: .seconds(60))
    }

    /// Proof that a drawn slip stands in the frozen slip tree: `slips/<slip>.json`. It never changes.
    static func slip(_ call: Call) async throws -> Reply {
        let name = try call.parameter("slip")
        let suffix = ".json"
        guard name.hasSuffix(suffix) else { throw Problem.notFound("签条证明") }
        let proof = try await Portal(call.house).slipProof(
            try call.parameter("code"), slip: String(name.dropLast(suffix.count)))
        return .bytes(
            Array(proof.utf8), type: "application/json; charset=utf-8", filename: name, cache: .seconds(86_400))
    }

    private static let notYet = Problem(
        .notFound, "portal.not-yet", "这次摇号还没有抽取，文件尚未公布。", remedy: "抽取完成后可以在这里下载。")
}

/// Gives the pieces one after another.
private actor PieceReader {
    private let portal: Portal
    private let code: String
    private var ordinal = 0

    init(portal: Portal, code: String) {
        self.portal = portal
        self.code = code
    }

    func next() async throws -> [UInt8]? {
        let current = ordinal
        ordinal += 1
        return try await portal.population(code, piece: current)
    }
}

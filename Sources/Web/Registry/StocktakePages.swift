import Domain

/// 名单核对: a full list beside the registry; who is absent, and marking them.
enum StocktakePages {
    static func list(_ call: Call) async throws -> Reply { try await page(call, nil) }

    private static func page(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let listing = try await Stocktakes(call.house).list(slice: call.slice, for: actor)
        let model = ListModel(
            "核对记录列表", listing, address: call.address,
            form: actor.may(.registryEdit)
                ? PanelForm(
                    "/registry/stocktakes",
                    [
                        FieldModel(
                            .file(accept: ".csv,.txt,.tsv,.gz,.xlsx"), "file", "完整名单",
                            help: "只需要编号一列；不是统一社会信用代码的，另加“编号类型”一列。与名录库中\(actor.regionName)、本部门为准的存续主体比较，不修改名录。",
                            error: problem?.fields["file"])
                    ], button: "核对", isMultipart: true) : nil,
            columns: [
                .head("文件", href: { "/registry/stocktakes/\($0.id)" }) { $0.fileName },
                .figures("时间") { $0.at.onScreen }, .text("核对人") { $0.accountName ?? "命令行" },
                .number("名单行数") { Figures.grouped($0.rows) },
                .number("名录没有或已注销") { Figures.grouped($0.unknown) },
                .number("名单缺失") { Figures.grouped($0.absent) }, .chip("处理", chip),
            ], empty: EmptyModel("还没有核对过", why: "定期用来源单位的完整名单核对，可以发现已不在名单内、名录仍存续的主体。"))
        if let file = try await Exports(call).cells(
            "名单核对", ["文件", "时间", "核对人", "名单行数", "名录没有或已注销", "编号有误", "名单缺失", "处理"],
            rows: { try await Stocktakes(call.house).list(slice: $0, for: actor) },
            { one in
                [
                    .text(one.fileName), .text(one.at.onScreen), .text(one.accountName ?? "命令行"), .count(one.rows),
                    .count(one.unknown), .count(one.unreadable), .count(one.absent), .text(chip(one).word),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "shell/list", title: "名单核对", stage: .registry, model: model, trail: [("两库", "/registry")],
                actions: Exports.links(call), status: problem == nil ? 200 : 422))
    }

    private static func chip(_ one: Stocktake) -> ChipModel {
        one.absent == 0
            ? ChipModel("一致", .success)
            : one.markedAt == nil ? ChipModel("未标记", .attention) : ChipModel("已标记", .information)
    }

    static func compare(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            guard let upload = call.upload("file") else { throw Fields.refusal("file", "请选择完整名单。") }
            let content: TableContent =
                switch upload.content {
                case .bytes(let bytes): .bytes(bytes)
                case .file(let path): .file(path: path)
                }
            let desk = try call.house.desk()
            let source = try desk.keep(content, name: upload.filename)
            defer { desk.discard(digest: source.digest) }
            let done = try await Stocktakes(call.house).compare(source, by: actor, submission: call.submissionKey)
            return .seeOther(done.location)
        } catch let problem as Problem where problem.kind == .invalid {
            return try await page(
                call,
                problem.fields.isEmpty
                    ? Problem(.invalid, problem.code, problem.message, fields: ["file": problem.description]) : problem)
        }
    }

    // MARK: One

    struct ShowModel: Sendable {
        let tiles: [TileModel]
        let remark: RemarkModel
        let mark: String?
        let table: PanelTable?
        let paging: PagingModel?
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let (one, absent) = try await Stocktakes(call.house).show(id, slice: call.slice, for: actor)
        let here = "/registry/stocktakes/\(id)"
        let model = ShowModel(
            tiles: [
                TileModel("名单行数", Figures.grouped(one.rows), unit: "行", href: here),
                TileModel(
                    "名录没有或已注销", Figures.grouped(one.unknown), unit: "户",
                    href: actor.may(.registryEdit) ? "/registry/imports/new" : here,
                    note: one.unknown > 0 ? "核实后导入或恢复" : nil),
                TileModel("编号有误", Figures.grouped(one.unreadable), unit: "行", href: here),
                TileModel(
                    "名单缺失", Figures.grouped(one.absent), unit: "户", href: here,
                    meaning: one.absent > 0 ? .attention : .neutral),
            ],
            remark: one.absent == 0
                ? RemarkModel("名录库中的存续主体都在名单内。", .success)
                : one.markedAt.map { RemarkModel("已于 \($0.onScreen) 标记“来源名单缺失”。核实后请在各主体页面注销或迁移。") }
                    ?? RemarkModel("标记只作提醒，不改变登记状态；主体仍会进入抽取，直到核实后注销或迁移。", .attention),
            mark: one.absent > 0 && one.markedAt == nil && actor.may(.registryEdit) ? here + "/mark" : nil,
            table: absent.rows.isEmpty
                ? nil
                : PanelTable(
                    "名单缺失的主体", absent.rows,
                    [
                        .head("名称", href: { "/registry/subjects/\($0.id)" }) { $0.name },
                        .code("统一社会信用代码") { IdentifierScheme.shown($0.identifier) }, .text("地址") { $0.facts.address },
                    ], isShort: false),
            paging: absent.rows.isEmpty ? nil : PagingModel(absent, address: call.address))
        if let file = try await Exports(call).cells(
            "名单缺失", personal: "stocktake", ["名称", "编号", "地址"], filters: ["名单：\(one.fileName)（\(one.at.onScreen)）"],
            rows: { try await Stocktakes(call.house).show(id, slice: $0, for: actor).absent },
            { [.text($0.name), .text($0.identifier), .text($0.facts.address)] })
        {
            return file
        }
        return .page(
            Page(
                "registry/stocktake", title: one.fileName, stage: .registry, model: model,
                trail: [("两库", "/registry"), ("名单核对", "/registry/stocktakes")], actions: Exports.links(call)))
    }

    static func mark(_ call: Call) async throws -> Reply {
        let done = try await Stocktakes(call.house).mark(
            try call.id(), by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "已标记。")
    }
}

import Domain

/// 导入记录: history, and each import with its refused rows, its corrected table and its undo. The way there is in
/// `ImportJobPages`.
enum ImportPages {
    static let trail: [(title: String, href: String)] = [("两库", "/registry"), ("导入记录", "/registry/imports")]

    struct Row: Sendable {
        let file: String
        let href: String
        let kind: String
        let at: String
        let who: String
        let total: String
        let kept: String
        let refused: String
        let status: ChipModel

        init(_ record: ImportRecord) {
            file = record.fileName
            href = "/registry/imports/\(record.id)"
            kind = record.kind.title
            at = record.at.onScreen
            who = record.accountName ?? "命令行"
            total = Figures.grouped(record.counts.total)
            kept = Figures.grouped(record.counts.kept)
            refused = Figures.grouped(record.counts.refused)
            status =
                record.isUnderWay
                ? ChipModel("正在导入", .information)
                : record.counts.refused == 0 ? ChipModel("全部入库", .success) : ChipModel("有退回", .attention)
        }
    }

    /// A file that somebody handed in and nobody confirmed or gave up.
    struct Waiting: Sendable {
        let file: String
        let href: String
        let kind: String
        let state: ChipModel

        init(_ job: ImportJob) {
            file = job.fileName
            href = "/registry/imports/jobs/\(job.id)"
            kind = job.kind.title
            state =
                switch job.state {
                case .open: ChipModel("待对应列", .attention)
                case .checking: ChipModel("正在核对", .information)
                case .checked: ChipModel("待确认", .attention)
                case .running: ChipModel("正在导入", .information)
                case .failed, .done, .discarded: ChipModel("没有导入", .danger)
                }
        }
    }

    struct ListModel: Sendable {
        let waiting: [Waiting]
        let hasWaiting: Bool
        let head: TableHeadModel
        let rows: [Row]
        let empty: EmptyModel?
        let paging: PagingModel
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let listing = try await RegistryReading(call.house).imports(slice: call.slice, for: actor)
        let mayEdit = actor.may(.registryEdit)
        let waiting = try await ImportFlow(call.house).waiting(for: actor).map(Waiting.init)
        let model = ListModel(
            waiting: waiting, hasWaiting: !waiting.isEmpty,
            head: TableHeadModel(
                [
                    ("文件", nil, false), ("内容", nil, false), ("时间", nil, false), ("导入人", nil, false),
                    ("总行数", nil, true), ("入库", nil, true), ("退回", nil, true), ("结果", nil, false),
                ], address: call.address),
            rows: listing.rows.map(Row.init),
            empty: listing.rows.isEmpty
                ? EmptyModel(
                    "还没有导入记录", why: "导入名录后，每一次的结果都留在这里。",
                    action: mayEdit ? LinkModel("导入名录", href: "/registry/imports/new") : nil) : nil,
            paging: PagingModel(listing, address: call.address))
        if let file = try await Exports(call).list(
            RegistryTables.imports, filters: [],
            rows: { try await RegistryReading(call.house).imports(slice: $0, for: actor) })
        {
            return file
        }
        return .page(
            Page(
                "registry/imports", title: "导入记录", stage: .registry, model: model, trail: [("两库", "/registry")],
                primary: mayEdit ? PageAction("导入名录", href: "/registry/imports/new", icon: "plus") : nil,
                actions: Exports.links(call)))
    }

    struct RefusalRow: Sendable {
        let row: String
        let line: String
        let field: String
        let value: String
        let reason: String

        init(_ one: RowRefusal) {
            row = String(one.row)
            line = String(one.line)
            field = one.field
            value = one.value
            reason = one.reason
        }
    }

    // MARK: Result

    struct ShowModel: Sendable {
        let tiles: [TileModel]
        let facts: FactsModel
        let refusals: [RefusalRow]
        let hasRefusals: Bool
        let errorsHref: String
        /// Where the person who handed the file in gets their own rows back; nil for others and once the file is gone.
        let correctedHref: String?
        let undone: RemarkModel?
        let paging: PagingModel
        let timeline: TimelineModel
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let (record, refusals, timeline) = try await RegistryReading(call.house).importRecord(
            id, slice: call.slice, for: actor)
        if let file = try await Exports(call).list(
            RegistryTables.refusals, filters: ["导入：\(record.fileName)（\(record.at.onScreen)）"],
            rows: { try await RegistryReading(call.house).importRecord(id, slice: $0, for: actor).refusals })
        {
            return file
        }
        let (job, undone) = try await ImportFlow(call.house).traces(of: id, for: actor)
        let counts = record.counts
        let rows = try TableImports.of(record.kind).address
        let model = ShowModel(
            tiles: [
                TileModel("新增", Figures.grouped(counts.inserted), unit: "行", href: rows),
                TileModel("更新", Figures.grouped(counts.updated), unit: "行", href: rows),
                TileModel("没有变化", Figures.grouped(counts.unchanged), unit: "行", href: rows),
                TileModel(
                    "退回", Figures.grouped(counts.refused), unit: "行", href: "#refused",
                    meaning: counts.refused > 0 ? .attention : .neutral),
            ],
            facts: FactsModel([
                .init("内容", record.kind.title), .init("文件", record.fileName), .init("编码", record.encoding),
                .init("总行数", Figures.grouped(counts.total), figures: true),
                .init("文件指纹（SHA-256）", record.digest, figures: true),
                .init("导入人", record.accountName ?? "命令行"), .init("时间", record.at.onScreen, figures: true),
            ]),
            refusals: refusals.rows.map(RefusalRow.init), hasRefusals: refusals.total > 0,
            errorsHref: "/registry/imports/\(id)/errors.csv",
            correctedHref: job.map { "/registry/imports/jobs/\($0)/corrected.xlsx" },
            undone: undone.map { RemarkModel("这次导入已由\($0.by)在 \($0.at.onScreen) 撤销。", .attention) },
            paging: PagingModel(refusals, address: call.address),
            timeline: TimelineModel(timeline))
        return .page(
            Page(
                "registry/import", title: "导入结果", stage: .registry, model: model,
                trail: [("两库", "/registry"), ("导入记录", "/registry/imports")],
                primary: PageAction("查看\(record.kind.title)", href: rows),
                actions: actor.may(.registryEdit) && undone == nil
                    ? [PageAction("撤销这次导入", href: "/registry/imports/\(id)/undo")] : []))
    }

    // MARK: Undo

    struct UndoModel: Sendable {
        struct Row: Sendable {
            let label: String
            let what: String
        }

        let confirm: ConfirmModel?
        let refusal: RemarkModel?
        let since: [Row]
        let hasSince: Bool
        let more: String?
    }

    static func undoPage(_ call: Call) async throws -> Reply {
        let id = try call.id()
        let outlook = try await ImportUndo(call.house).outlook(id, for: try call.signedIn())
        let model = UndoModel(
            confirm: outlook.refusal == nil
                ? ConfirmModel(
                    "撤销“\(outlook.record.fileName)”的导入？", consequence: outlook.sentence + "撤销会留痕。",
                    action: "/registry/imports/\(id)/undo", button: "撤销导入", cancelHref: "/registry/imports/\(id)")
                : nil,
            refusal: outlook.refusal.map { RemarkModel("不能撤销。\($0.description)", .attention) },
            since: outlook.since.map { UndoModel.Row(label: $0.label, what: $0.what) },
            hasSince: !outlook.since.isEmpty,
            more: outlook.since.count >= ImportUndo.Facts.limit ? "只列出前 \(ImportUndo.Facts.limit) 条。" : nil)
        return .page(
            Page(
                "registry/import-undo", title: "撤销导入", stage: .registry, model: model,
                trail: trail + [(outlook.record.fileName, "/registry/imports/\(id)")]))
    }

    static func undo(_ call: Call) async throws -> Reply {
        let id = try call.id()
        try await ImportUndo(call.house).undo(id, by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther("/registry/imports/\(id)", notice: "已撤销这次导入。")
    }

    static func errors(_ call: Call) async throws -> Reply {
        let id = try call.id()
        let bytes = try await RegistryReading(call.house).errorFile(id, for: try call.signedIn())
        return .bytes(bytes, type: "text/csv; charset=utf-8", filename: "退回清单-\(id).csv")
    }
}

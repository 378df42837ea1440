import Domain

/// 名录导入: history, upload, preview, confirmation, result with the error file.
enum ImportPages {
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
                record.counts.refused == 0 ? ChipModel("全部入库", .success) : ChipModel("有退回", .attention)
        }
    }

    struct ListModel: Sendable {
        let head: TableHeadModel
        let rows: [Row]
        let empty: EmptyModel?
        let paging: PagingModel
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let listing = try await RegistryReading(call.house).imports(slice: call.slice, for: actor)
        let mayEdit = actor.may(.registryEdit)
        let model = ListModel(
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
        return .page(
            Page(
                "registry/imports", title: "导入记录", stage: .registry, model: model, trail: [("两库", "/registry")],
                primary: mayEdit ? PageAction("导入名录", href: "/registry/imports/new", icon: "plus") : nil))
    }

    // MARK: Upload

    struct NewModel: Sendable {
        let kind: FieldModel
        let file: FieldModel
        let dated: FieldModel
        let limit: String
    }

    static func new(_ call: Call) async throws -> Reply { form(call, problem: nil) }

    private static func form(_ call: Call, problem: Problem?) -> Reply {
        let chosen = call.form.optional("kind") ?? call.query.optional("kind") ?? "subjects"
        let model = NewModel(
            kind: FieldModel(
                .radios([
                    OptionModel(
                        "subjects", "检查对象", selected: chosen == "subjects",
                        help: "必需列：企业名称、统一社会信用代码、经营范围、注册地址；可有注册日期、企业类型、注册资金、地区、登记状态"),
                    OptionModel(
                        "inspectors", "执法检查人员", selected: chosen == "inspectors",
                        help: "必需列：工号、姓名、机关代码、执法证编号、有效期止；可有监管所、证件类型、有效期起、是否辅助、人员性质、专长、回避、容量"),
                    OptionModel(
                        "risk", "信用风险分类", selected: chosen == "risk", help: "必需列：统一社会信用代码、信用风险等级（A、B、C、D）；仅供内部使用"),
                ]), "kind", "导入内容", error: problem?.fields["kind"]),
            file: FieldModel(
                .file(accept: ".csv,.txt,.tsv,.gz"), "file", "文件", help: "CSV 文件，可用 gz 压缩；编码为 UTF-8 或 GB18030（GBK）。",
                error: problem?.fields["file"]),
            dated: FieldModel(
                .day, "dated", "分类结果的日期", value: call.form.text("dated"), help: "只在导入信用风险分类时填写。",
                error: problem?.fields["dated"], required: false),
            limit: "\(call.configuration.uploadLimit >> 20) MiB")
        return .page(
            Page(
                "registry/import-new", title: "导入名录", stage: .registry, model: model,
                trail: [("两库", "/registry"), ("导入记录", "/registry/imports")], status: problem == nil ? 200 : 422))
    }

    // MARK: Preview

    struct PreviewModel: Sendable {
        let file: String
        let encoding: String
        let digest: String
        let kind: String
        let kindTitle: String
        let dated: String
        let tiles: [TileModel]
        let rows: [SubjectRow]
        let hasRows: Bool
        let tags: BarsModel?
        let regions: BarsModel?
        let refusals: [RefusalRow]
        let hasRefusals: Bool
        let more: String?
        let nothing: Bool
    }

    struct SubjectRow: Sendable {
        let name: String
        let identifier: String
        let region: String
        let type: String
        let tags: String
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

    static func preview(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            guard let kind = try call.form.choice("kind", "导入内容", of: ImportRecord.Kind.self) else {
                throw Fields.refusal("kind", "请选择导入内容。")
            }
            guard let upload = call.upload("file") else { throw Fields.refusal("file", "请选择要导入的文件。") }
            let content: TableContent =
                switch upload.content {
                case .bytes(let bytes): .bytes(bytes)
                case .file(let path): .file(path: path)
                }
            let dated = try call.form.day("dated", "分类结果的日期")
            let preview = try await UploadedImport(call.house).preview(
                content, name: upload.filename, kind: kind, dated: dated, by: actor)
            return .page(
                Page(
                    "registry/import-preview", title: "核对后导入", stage: .registry, model: model(preview, call),
                    trail: [("两库", "/registry"), ("导入记录", "/registry/imports")]))
        } catch let problem as Problem where !problem.fields.isEmpty {
            return form(call, problem: problem)
        } catch let problem as Problem where problem.kind == .invalid {
            // An unusable file is a matter of the field it was chosen in.
            let told = Problem(
                .invalid, problem.code, problem.message, fields: ["file": problem.message + (problem.remedy ?? "")])
            return form(call, problem: told)
        }
    }

    private static func model(_ preview: UploadedImport.Preview, _ call: Call) -> PreviewModel {
        let counts = preview.counts
        let book = call.house.reference
        let names = Dictionary((book?.regions ?? []).map { ($0.code, $0.name) }) { first, _ in first }
        let tagNames = Dictionary((book?.tags ?? []).map { ($0.code, $0.name) }) { first, _ in first }
        let subjects = preview.subjects
        let most = Double(subjects?.tags.first?.number ?? 1)
        let largest = Double(subjects?.regions.map(\.number).max() ?? 1)
        return PreviewModel(
            file: preview.fileName, encoding: preview.encoding, digest: preview.digest, kind: preview.kind.rawValue,
            kindTitle: preview.kind.title, dated: preview.dated?.description ?? "",
            tiles: [
                TileModel("新增", Figures.grouped(counts.inserted), unit: "行", href: "#rows"),
                TileModel("更新", Figures.grouped(counts.updated), unit: "行", href: "#rows"),
                TileModel("没有变化", Figures.grouped(counts.unchanged), unit: "行", href: "#rows"),
                TileModel(
                    "退回", Figures.grouped(counts.refused), unit: "行", href: "#refused",
                    meaning: counts.refused > 0 ? .attention : .neutral),
            ],
            rows: (subjects?.first ?? []).map { row in
                SubjectRow(
                    name: row.name, identifier: row.identifier,
                    region: names[row.facts.region] ?? row.facts.region.text,
                    type: book?.types.type(code: row.facts.type).name ?? row.facts.type,
                    tags: SubjectPages.shortened(row.facts.tags.map { tagNames[$0] ?? $0 }))
            },
            hasRows: !(subjects?.first.isEmpty ?? true),
            tags: subjects.flatMap { report in
                report.tags.first.map { top in
                    BarsModel(
                        "最多的标签是“\(top.name)”", unit: "户",
                        report.tags.prefix(15).map {
                            .init($0.name, value: Figures.grouped($0.number), share: Double($0.number) / most)
                        })
                }
            },
            regions: subjects.flatMap { report in
                report.regions.isEmpty
                    ? nil
                    : BarsModel(
                        "分布在 \(report.regions.count) 个地区", unit: "户",
                        report.regions.sorted { $0.number > $1.number }.prefix(15).map {
                            .init(
                                names[$0.code] ?? $0.code.text, value: Figures.grouped($0.number),
                                share: Double($0.number) / largest)
                        })
            },
            refusals: preview.refusals.prefix(100).map(RefusalRow.init), hasRefusals: !preview.refusals.isEmpty,
            more: preview.refusals.count > 100 ? "只列出前 100 条，完整清单在导入后可以下载。" : nil,
            nothing: counts.kept == 0)
    }

    static func confirm(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        guard let kind = try call.form.choice("kind", "导入内容", of: ImportRecord.Kind.self) else {
            throw Received.malformed
        }
        let id = try await UploadedImport(call.house).confirm(
            digest: try call.form.required("digest", "文件"), name: try call.form.required("name", "文件名"), kind: kind,
            dated: try call.form.day("dated", "分类结果的日期"), by: actor, submission: call.submissionKey)
        return .seeOther("/registry/imports/\(id)", notice: "导入完成。")
    }

    static func discard(_ call: Call) async throws -> Reply {
        try UploadedImport(call.house).discard(
            digest: try call.form.required("digest", "文件"), by: try call.signedIn())
        return .seeOther("/registry/imports/new", notice: "已放弃，没有导入任何内容。")
    }

    // MARK: Result

    struct ShowModel: Sendable {
        let tiles: [TileModel]
        let facts: FactsModel
        let refusals: [RefusalRow]
        let hasRefusals: Bool
        let errorsHref: String
        let paging: PagingModel
        let timeline: TimelineModel
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let (record, refusals, timeline) = try await RegistryReading(call.house).importRecord(
            id, slice: call.slice, for: actor)
        let counts = record.counts
        let rows =
            switch record.kind {
            case .subjects, .risk: "/registry/subjects"
            case .inspectors: "/registry/inspectors"
            }
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
            errorsHref: "/registry/imports/\(id)/errors.csv", paging: PagingModel(refusals, address: call.address),
            timeline: TimelineModel(timeline))
        return .page(
            Page(
                "registry/import", title: "导入结果", stage: .registry, model: model,
                trail: [("两库", "/registry"), ("导入记录", "/registry/imports")],
                primary: PageAction("查看名录", href: rows)))
    }

    static func errors(_ call: Call) async throws -> Reply {
        let id = try call.id()
        let bytes = try await RegistryReading(call.house).errorFile(id, for: try call.signedIn())
        return .bytes(bytes, type: "text/csv; charset=utf-8", filename: "退回清单-\(id).csv")
    }
}

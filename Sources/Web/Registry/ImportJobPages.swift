import Domain

/// 导入: hand in, match columns, look, confirm; the page shows where the file stands, also after a reload.
enum ImportJobPages {
    // MARK: Hand in

    struct NewModel: Sendable {
        let kind: FieldModel
        let file: FieldModel
        let dated: FieldModel
        let limit: String
        let templates: [LinkModel]
    }

    static func new(_ call: Call) async throws -> Reply { form(call, problem: nil) }

    private static func form(_ call: Call, problem: Problem?) -> Reply {
        let chosen = call.form.optional("kind") ?? call.query.optional("kind") ?? "subjects"
        let model = NewModel(
            kind: FieldModel(
                .radios(
                    TableImports.all.map { sort in
                        let required = sort.fields.filter(\.isRequired).map(\.title).joined(separator: "、")
                        let others = sort.fields.filter { !$0.isRequired }.map(\.title).joined(separator: "、")
                        return OptionModel(
                            sort.kind.rawValue, sort.kind.title, selected: sort.kind.rawValue == chosen,
                            help: "必需列：\(required)" + (others.isEmpty ? "" : "；可有\(others)"))
                    }), "kind", "导入内容", error: problem?.fields["kind"]),
            file: FieldModel(
                .file(accept: ".xlsx,.csv,.txt,.tsv,.gz"), "file", "文件",
                help: "Excel 工作簿（xlsx）或 CSV 文件；CSV 可用 gz 压缩，编码为 UTF-8 或 GB18030（GBK）。表头上方可以有标题。",
                error: problem?.fields["file"]),
            dated: FieldModel(
                .day, "dated", "分类结果的日期", value: call.form.text("dated"), help: "只在导入信用风险分类时填写。",
                error: problem?.fields["dated"], required: false),
            limit: "\(call.configuration.uploadLimit >> 20) MiB",
            templates: TableImports.all.map {
                LinkModel("\($0.kind.title)模板", href: "/registry/imports/templates/\($0.kind.rawValue)")
            })
        return .page(
            Page(
                "registry/import-new", title: "导入名录", stage: .registry, model: model, trail: ImportPages.trail,
                status: problem == nil ? 200 : 422))
    }

    static func template(_ call: Call) async throws -> Reply {
        guard let kind = ImportRecord.Kind(rawValue: try call.parameter("kind")) else { throw Problem.notFound("模板") }
        let table = try ImportTemplate(call.house).blank(kind, for: try call.signedIn())
        return .table(table, name: "\(kind.title)导入模板", .xlsx)
    }

    static func begin(_ call: Call) async throws -> Reply {
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
            let flow = ImportFlow(call.house)
            let id = try await flow.begin(
                content, name: upload.filename, kind: kind, dated: try call.form.day("dated", "分类结果的日期"), by: actor)
            _ = try await flow.settle(id, for: actor)
            return .seeOther("/registry/imports/jobs/\(id)")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return form(call, problem: problem)
        } catch let problem as Problem where problem.kind == .invalid {
            // An unusable file is a matter of the field it was chosen in.
            let told = Problem(
                .invalid, problem.code, problem.message, fields: ["file": problem.message + (problem.remedy ?? "")])
            return form(call, problem: told)
        }
    }

    // MARK: Where it stands

    struct Model: Sendable {
        let id: String
        let about: String
        let progress: ProgressModel?
        let broken: RemarkModel?
        let problem: RemarkModel?
        let missing: RemarkModel?
        let checked: Checked?
        let matching: Matching?
        let mayDiscard: Bool
    }

    struct Checked: Sendable {
        let id: String
        let tiles: [TileModel]
        let mode: FieldModel?
        let nothing: Bool
        let modeValue: String
        let refusals: [ImportPages.RefusalRow]
        let hasRefusals: Bool
        let hasFile: Bool
        let paging: PagingModel
        let header: [String]
        let rows: [PreviewRow]
        let hasRows: Bool
        let rankings: [BarsModel]
    }

    struct PreviewRow: Sendable {
        let cells: [String]
    }

    struct Matching: Sendable {
        let id: String
        let isOpen: Bool
        let sheet: FieldModel?
        let columns: [Column]
    }

    struct Column: Sendable {
        let name: String
        let title: String
        let required: Bool
        let options: [OptionModel]
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let view = try await ImportFlow(call.house).view(try call.id(), slice: call.slice, for: actor)
        if let done = view.job.importID { return .seeOther("/registry/imports/\(done)", notice: "导入完成。") }
        guard view.job.state != .discarded else {
            return .seeOther("/registry/imports/new", notice: "这个文件已放弃，没有导入任何内容。")
        }
        let title =
            switch view.job.state {
            case .open: "对应列"
            case .checking: "正在核对"
            case .running: "正在导入"
            case .checked: "核对后导入"
            case .failed, .done, .discarded: "没有导入"
            }
        return .page(
            Page(
                "registry/import-job", title: title, stage: .registry, model: model(view, call),
                trail: ImportPages.trail))
    }

    private static func model(_ view: ImportFlow.View, _ call: Call) -> Model {
        let job = view.job
        let missing = job.matching.missing(view.fields)
        let isBusy = view.progress != nil
        return Model(
            id: String(job.id),
            about: "\(job.kind.title)文件“\(job.fileName)”"
                + (view.encoding.isEmpty ? "。" : "，按 \(view.encoding) 读取。")
                + (job.state == .checked ? "以下是导入后的结果，现在还没有改动名录。" : ""),
            progress: isBusy && !view.isBroken ? progress(view) : nil,
            broken: view.isBroken
                ? RemarkModel(
                    job.state == .running
                        ? "导入中断了（服务可能重新启动过），没有导入任何内容。请重新核对后再导入。" : "核对中断了（服务可能重新启动过）。请重新核对。", .attention)
                : nil,
            problem: job.problem.map { RemarkModel($0, .danger) },
            missing: !isBusy && !missing.isEmpty
                ? RemarkModel(
                    twice(view.header) + "还缺必需的列：\(missing.joined(separator: "、"))。请在下面选择文件里对应的列。", .attention) : nil,
            checked: job.state == .checked ? checked(view, call) : nil,
            matching: isBusy && !view.isBroken || !view.hasFile ? nil : matching(view),
            mayDiscard: !isBusy || view.isBroken)
    }

    private static func twice(_ header: [String]) -> String {
        let names = Dictionary(grouping: header.filter { !$0.isEmpty }, by: \.self).filter { $0.value.count > 1 }.keys
        guard let name = names.min() else { return "" }
        return "表头中“\(name)”出现了两次，请确定用哪一列。"
    }

    private static func progress(_ view: ImportFlow.View) -> ProgressModel {
        let rows = view.progress?.rows ?? 0
        let lines = max(view.progress?.lines ?? 0, 1)
        return ProgressModel(
            view.job.state == .running ? "正在导入“\(view.job.fileName)”" : "正在核对“\(view.job.fileName)”",
            done: min(rows, lines), total: lines,
            summary: rows == 0 ? "正在准备" : "已处理 \(Figures.grouped(rows)) 行，文件约 \(Figures.grouped(lines)) 行",
            pollHref: "/registry/imports/jobs/\(view.job.id)/progress")
    }

    static func progress(_ call: Call) async throws -> Reply {
        let view = try await ImportFlow(call.house).view(
            try call.id(), slice: Slice(page: 1, size: 1), for: try call.signedIn())
        guard view.progress != nil, !view.isBroken else {
            // Without an address to poll, the page loads itself anew.
            return .fragment(
                template: "shell/progress", model: ProgressModel("已结束", done: 1, total: 1, summary: "正在显示结果"))
        }
        return .fragment(template: "shell/progress", model: progress(view))
    }

    private static func checked(_ view: ImportFlow.View, _ call: Call) -> Checked? {
        guard let finding = view.job.finding else { return nil }
        let counts = finding.counts
        let id = String(view.job.id)
        return Checked(
            id: id,
            tiles: [
                TileModel("新增", Figures.grouped(counts.inserted), unit: "行", href: "#rows"),
                TileModel("更新", Figures.grouped(counts.updated), unit: "行", href: "#rows"),
                TileModel("没有变化", Figures.grouped(counts.unchanged), unit: "行", href: "#rows"),
                TileModel(
                    "退回", Figures.grouped(counts.refused), unit: "行", href: "#refused",
                    meaning: counts.refused > 0 ? .attention : .neutral),
            ],
            mode: counts.refused == 0
                ? nil
                : FieldModel(
                    .radios([
                        OptionModel(
                            ImportMode.goodRows.rawValue, ImportMode.goodRows.title, selected: true,
                            help: "导入 \(Figures.grouped(counts.kept)) 行，退回 \(Figures.grouped(counts.refused)) 行"),
                        OptionModel(
                            ImportMode.allOrNothing.rawValue, ImportMode.allOrNothing.title,
                            help: "现在有不合格的行，改好之前不会导入"),
                    ]), "mode", "不合格的行怎么办"),
            nothing: counts.kept == 0, modeValue: ImportMode.allOrNothing.rawValue,
            refusals: view.refusals.rows.map(ImportPages.RefusalRow.init), hasRefusals: view.refusals.total > 0,
            hasFile: view.hasFile, paging: PagingModel(view.refusals, address: call.address), header: finding.header,
            rows: finding.rows.map(PreviewRow.init), hasRows: !finding.rows.isEmpty,
            rankings: finding.rankings.map { ranking in
                let most = Double(ranking.lines.map(\.number).max() ?? 1)
                return BarsModel(
                    ranking.title, unit: ranking.unit,
                    ranking.lines.map {
                        .init($0.name, value: Figures.grouped($0.number), share: Double($0.number) / most)
                    })
            })
    }

    private static func matching(_ view: ImportFlow.View) -> Matching {
        let job = view.job
        return Matching(
            id: String(job.id), isOpen: job.state != .checked,
            sheet: view.sheets.count > 1
                ? FieldModel(
                    .select(
                        view.sheets.map {
                            OptionModel($0, $0, selected: $0 == (job.sheet ?? view.sheets.first))
                        }), "sheet", "工作表", help: "换工作表后重新识别列。", required: false) : nil,
            columns: view.fields.enumerated().map { index, field in
                let place = job.matching.places[field.title]
                return Column(
                    name: "field-\(index)", title: field.title, required: field.isRequired,
                    options: [OptionModel("", "不导入", selected: place == nil)]
                        + view.header.enumerated().map { at, name in
                            OptionModel(
                                String(at), name.isEmpty ? "第 \(at + 1) 列（无列名）" : name, selected: at == place)
                        })
            })
    }

    // MARK: What a person does

    static func match(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let flow = ImportFlow(call.house)
        let view = try await flow.view(id, slice: Slice(page: 1, size: 1), for: actor)
        var places: [String: Int] = [:]
        for (index, field) in view.fields.enumerated() {
            if let place = try call.form.int("field-\(index)", field.title, in: 0...20_000) {
                places[field.title] = Int(place)
            }
        }
        let sheet = call.form.optional("sheet")
        let current = view.job.sheet ?? view.sheets.first
        try await flow.match(id, places: places, sheet: sheet == current ? nil : sheet, by: actor)
        _ = try await flow.settle(id, for: actor)
        return .seeOther("/registry/imports/jobs/\(id)")
    }

    static func recheck(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let flow = ImportFlow(call.house)
        try await flow.recheck(id, by: actor)
        _ = try await flow.settle(id, for: actor)
        return .seeOther("/registry/imports/jobs/\(id)")
    }

    static func confirm(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let flow = ImportFlow(call.house)
        let mode = try call.form.choice("mode", "不合格的行怎么办", of: ImportMode.self) ?? .allOrNothing
        try await flow.confirm(id, mode: mode, by: actor)
        let job = try await flow.settle(id, for: actor)
        guard let done = job.importID else { return .seeOther("/registry/imports/jobs/\(id)") }
        return .seeOther("/registry/imports/\(done)", notice: "导入完成。")
    }

    static func discard(_ call: Call) async throws -> Reply {
        try await ImportFlow(call.house).discard(try call.id(), by: try call.signedIn())
        return .seeOther("/registry/imports/new", notice: "已放弃，没有导入任何内容。")
    }

    static func corrected(_ call: Call) async throws -> Reply {
        let (table, name) = try await ImportTemplate(call.house).corrected(
            try call.id(), whole: call.query.flag("whole"), for: try call.signedIn())
        return .table(table, name: name, .xlsx)
    }
}

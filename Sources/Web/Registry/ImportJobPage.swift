import Domain

/// Where a file stands on its way, also after a reload: columns to be matched, what its check found, how far it is.
enum ImportJobPage {
    struct Model: Sendable {
        let id: String
        let about: String
        let progress: ProgressModel?
        let broken: RemarkModel?
        let problem: RemarkModel?
        let missing: RemarkModel?
        let checked: Checked?
        let matching: Matching?
        /// What the button says that begins the broken work anew.
        let again: String
        let mayDiscard: Bool
    }

    struct Checked: Sendable {
        let id: String
        let tiles: [TileModel]
        let mode: FieldModel?
        let questions: [FieldModel]
        let warning: RemarkModel?
        /// Why nothing can be imported; nil when something can.
        let nothing: String?
        /// How a long file goes in; nil where it is one step.
        let portions: String?
        let modeValue: String
        let refusals: [ImportPages.RefusalRow]
        let hasRefusals: Bool
        let hasFile: Bool
        let paging: PagingModel
        let caption: String
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

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    /// - Parameter problem: what was wrong with the form that confirms.
    static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let view = try await ImportFlow(call.house).view(try call.id(), slice: call.slice, for: actor)
        if view.job.state == .done, let done = view.job.importID {
            return .seeOther("/registry/imports/\(done)", notice: "导入完成。")
        }
        guard view.job.state != .discarded else {
            return .seeOther("/registry/imports/new", notice: "这个文件已放弃，没有导入任何内容。")
        }
        let title =
            switch view.job.state {
            case .open: "对应列"
            case .checking: view.isBroken ? "核对中断" : "正在核对"
            case .running: view.isBroken ? "导入中断" : "正在导入"
            case .checked: "核对后导入"
            case .failed, .done, .discarded: "没有导入"
            }
        return .page(
            Page(
                "registry/import-job", title: title, stage: .registry, model: model(view, call, problem),
                trail: ImportPages.trail, status: problem.map { $0.kind.status } ?? 200))
    }

    private static func model(_ view: ImportFlow.View, _ call: Call, _ problem: Problem?) -> Model {
        let job = view.job
        let missing = job.matching.missing(view.fields)
        let isBusy = view.progress != nil
        return Model(
            id: String(job.id),
            about: "\(job.kind.title)文件“\(job.fileName)”"
                + (view.encoding.isEmpty ? "。" : "，按 \(view.encoding) 读取。")
                + (job.state == .checked ? "以下是导入后的结果，现在还没有改动。" : ""),
            progress: isBusy && !view.isBroken ? progress(view) : nil,
            broken: view.isBroken
                ? RemarkModel(
                    job.state == .running
                        ? job.reached.map {
                            "导入中断了（服务可能重新启动过），前 \(Figures.grouped($0)) 行已经导入。系统几分钟内会自动继续，也可以现在继续。"
                        } ?? "导入中断了（服务可能重新启动过），没有导入任何内容。请重新核对后再导入。" : "核对中断了（服务可能重新启动过）。请重新核对。", .attention)
                : nil,
            problem: (problem?.description ?? job.problem).map { RemarkModel($0, .danger) },
            missing: !isBusy && !missing.isEmpty
                ? RemarkModel(
                    twice(view.header) + "还缺必需的列：\(missing.joined(separator: "、"))。请在下面选择文件里对应的列。", .attention) : nil,
            checked: job.state == .checked ? checked(view, call, problem) : nil,
            matching: isBusy && (!view.isBroken || job.reached != nil) || !view.hasFile ? nil : matching(view),
            again: job.reached != nil && job.state == .running ? "继续导入" : "重新核对",
            mayDiscard: (!isBusy || view.isBroken) && job.reached == nil)
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

    private static func checked(_ view: ImportFlow.View, _ call: Call, _ problem: Problem?) -> Checked? {
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
            mode: counts.refused == 0 || view.isWhole
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
            questions: view.questions.map { question in
                let today = call.house.clock.today.description
                return FieldModel(
                    question.isDay ? .day : .area, question.name, question.title,
                    value: call.form.optional(question.name) ?? (question.isDay ? today : ""),
                    help: question.help.isEmpty ? nil : question.help, error: problem?.fields[question.name],
                    maxlength: 500)
            },
            warning: finding.warning.map { RemarkModel($0, .attention) }, nothing: nothing(view, counts),
            portions: ImportFlow.isPortioned(view.job.kind) && counts.total > 1_000
                ? "内容较多，分批写入，其间别人的办理不受影响；全部写完才算导入完成，服务中断了会接着写。"
                    + (counts.refused == 0 ? "核对后又变得不合格的行如有出现，已写入的部分会自动撤回。" : "") : nil,
            modeValue: ImportMode.allOrNothing.rawValue,
            refusals: view.refusals.rows.map(ImportPages.RefusalRow.init), hasRefusals: view.refusals.total > 0,
            hasFile: view.hasFile, paging: PagingModel(view.refusals, address: call.address),
            caption: finding.caption ?? "前几行将这样入库", header: finding.header,
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

    private static func nothing(_ view: ImportFlow.View, _ counts: ImportCounts) -> String? {
        if view.isWhole, counts.refused > 0 { return "整份导入的内容要全部合格，请按下面的原因改正后重新上传。" }
        if counts.kept == 0 { return "没有可以入库的行，请按下面的原因改正后重新上传。" }
        let isSame = counts.inserted + counts.updated == 0 && counts.refused == 0
        return isSame && view.job.finding?.warning == nil ? "和现有内容完全相同，不需要导入。" : nil
    }
}

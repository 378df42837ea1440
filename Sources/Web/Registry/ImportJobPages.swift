import Domain

/// 导入: a file handed in, its columns matched, confirmed or given up. Where it stands is shown by `ImportJobPage`.
enum ImportJobPages {
    // MARK: Hand in

    struct NewModel: Sendable {
        let kind: FieldModel
        let file: FieldModel
        let dated: FieldModel
        let limit: String
        let templates: [LinkModel]
    }

    static func new(_ call: Call) async throws -> Reply { try form(call, problem: nil) }

    private static func form(_ call: Call, problem: Problem?) throws -> Reply {
        let chosen = call.form.optional("kind") ?? call.query.optional("kind") ?? "subjects"
        let kinds = TableImports.open(to: try call.signedIn())
        let model = NewModel(
            kind: FieldModel(
                .radios(
                    kinds.map { sort in
                        let required = sort.fields.filter(\.isRequired).map(\.title).joined(separator: "、")
                        return OptionModel(
                            sort.kind.rawValue, sort.kind.title, selected: sort.kind.rawValue == chosen,
                            help: "必需列：\(required)" + (sort.isWhole ? "；整份导入，文件里没有的现行事项会被取消" : ""))
                    }), "kind", "导入内容", error: problem?.fields["kind"]),
            file: FieldModel(
                .file(accept: ".xlsx,.csv,.txt,.tsv,.gz"), "file", "文件",
                help: "Excel 工作簿（xlsx）或 CSV 文件；CSV 可用 gz 压缩，编码为 UTF-8 或 GB18030（GBK）。表头上方可以有标题。",
                error: problem?.fields["file"]),
            dated: FieldModel(
                .day, "dated", "分类结果的日期", value: call.form.text("dated"), help: "只在导入信用风险分类时填写。",
                error: problem?.fields["dated"], required: false),
            limit: "\(call.configuration.uploadLimit >> 20) MiB",
            templates: kinds.map {
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
            return try form(call, problem: problem)
        } catch let problem as Problem where problem.kind == .invalid {
            // An unusable file is a matter of the field it was chosen in.
            let told = Problem(
                .invalid, problem.code, problem.message, fields: ["file": problem.message + (problem.remedy ?? "")])
            return try form(call, problem: told)
        }
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
        let kind = try await flow.view(id, slice: Slice(page: 1, size: 1), for: actor)
        var answers: [String: String] = [:]
        for question in kind.questions { answers[question.name] = call.form.text(question.name) }
        do {
            try await flow.confirm(id, mode: mode, answers: answers, by: actor)
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await ImportJobPage.page(call, problem: problem)
        }
        let job = try await flow.settle(id, for: actor)
        guard job.state == .done, let done = job.importID else { return .seeOther("/registry/imports/jobs/\(id)") }
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

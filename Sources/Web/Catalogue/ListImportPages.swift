import Domain

/// A whole list from a file: what it would change is shown first, field by field; then it becomes the next version.
enum ListImportPages {
    struct NewModel: Sendable {
        let lists: [FieldModel]
        let templates: [LinkModel]
        let refusal: RemarkModel?
    }

    struct Model: Sendable {
        let list: String
        let name: String
        let digest: String
        let base: String
        let sentence: String
        let removal: RemarkModel?
        let diff: DiffModel?
        let refusals: [ImportPages.RefusalRow]
        let hasRefusals: Bool
        let more: String?
        let notice: [FieldModel]
        let canConfirm: Bool
        let again: String
    }

    static func new(_ call: Call) async throws -> Reply { .page(try form(call, problem: nil)) }

    private static func form(_ call: Call, problem: Problem?) throws -> Page {
        let chosen = try CatalogueVersionPages.chosen(call)
        return Page(
            "catalogue/import-new", title: "导入整份清单", stage: .catalogue,
            model: NewModel(
                lists: [
                    FieldModel(
                        .radios(
                            CatalogueList.allCases.map {
                                OptionModel($0.rawValue, $0.title, selected: $0 == chosen)
                            }), "list", "清单", error: problem?.fields["list"]),
                    FieldModel(
                        .file(accept: ".csv,.txt,.tsv,.gz,.xlsx"), "file", "文件",
                        help: "第一行为表头。文件里没有的现行事项会被取消，所以请交整份清单。", error: problem?.fields["file"]),
                ],
                templates: CatalogueList.allCases.map {
                    LinkModel(
                        $0.title, href: Address("/catalogue/import/template").with("list", $0.rawValue).text)
                }, refusal: problem.map { RemarkModel($0.description, .danger) }), trail: [("一单", "/catalogue")],
            status: problem.map { $0.kind.status } ?? 200)
    }

    static func template(_ call: Call) async throws -> Reply {
        let list = try CatalogueVersionPages.chosen(call)
        return .bytes(
            try CatalogueImport(call.house).template(list), type: "text/csv; charset=utf-8",
            filename: "\(list.title)模板.csv")
    }

    static func preview(_ call: Call) async throws -> Reply {
        do {
            let list = try CatalogueVersionPages.chosen(call)
            guard let upload = call.upload("file"), upload.size > 0 else {
                throw Fields.refusal("file", "请选择要导入的文件。")
            }
            let content: TableContent =
                switch upload.content {
                case .bytes(let bytes): .bytes(bytes)
                case .file(let path): .file(path: path)
                }
            let preview = try await CatalogueImport(call.house).preview(
                list, content, name: upload.filename, by: try call.signedIn())
            return .page(try await page(call, preview))
        } catch let problem as Problem where problem.kind == .invalid {
            let told = Problem(
                .invalid, problem.code, problem.message, clause: problem.clause,
                fields: problem.fields.isEmpty ? ["file": problem.message + (problem.remedy ?? "")] : problem.fields)
            return .page(try form(call, problem: told))
        }
    }

    private static func page(_ call: Call, _ preview: CatalogueImport.Preview, problem: Problem? = nil) async throws
        -> Page
    {
        let overview = try await CatalogueKeeping(call.house).overview(try call.signedIn(), preview.list)
        let removed = preview.diff?.removed.count ?? 0
        let isSame = preview.diff?.isEmpty == true
        let sentence =
            if let diff = preview.diff {
                isSame
                    ? "与\(preview.list.title)第\(preview.base)版完全相同，不需要导入。"
                    : "共\(preview.entries)项；与第\(preview.base)版相比：\(diff.summary)。清单还没有改动。"
            } else { "有\(preview.refusals.count)处不合格，整份退回，清单没有改动。请改正文件后重新上传。" }
        return Page(
            "catalogue/import-preview", title: "核对后发布", stage: .catalogue,
            model: Model(
                list: preview.list.rawValue, name: preview.name, digest: preview.digest, base: String(preview.base),
                sentence: "文件“\(preview.name)”，按 \(preview.encoding) 读取。\(sentence)",
                removal: removed > 0
                    ? RemarkModel("文件里没有的\(removed)项将被取消：取消后不能再安排新的任务。", .attention) : nil,
                diff: isSame ? nil : preview.diff.map { DiffModel($0) { CataloguePages.href(preview.list, $0) } },
                refusals: preview.refusals.prefix(200).map(ImportPages.RefusalRow.init),
                hasRefusals: !preview.refusals.isEmpty,
                more: preview.refusals.count > 200 ? "只列出前200处。" : nil,
                notice: NoticeFields.fields(call, problem, overview),
                canConfirm: preview.diff != nil && !isSame,
                again: Address("/catalogue/import").with("list", preview.list.rawValue).text),
            trail: [
                ("一单", "/catalogue"),
                ("导入整份清单", Address("/catalogue/import").with("list", preview.list.rawValue).text),
            ], status: problem.map { $0.kind.status } ?? 200)
    }

    static func confirm(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let list = try CatalogueVersionPages.chosen(call)
        let digest = try call.form.required("digest", "文件")
        let name = try call.form.required("name", "文件名")
        let importing = CatalogueImport(call.house)
        do {
            let base = Int(try call.form.int("base", "清单版本") ?? 0)
            let outcome = try await importing.confirm(
                list, digest: digest, name: name, notice: try NoticeFields.read(call), base: base, by: actor,
                submission: call.submissionKey)
            return .seeOther(outcome.location, notice: "\(list.title)已更新为第\(outcome.version ?? 0)版。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            let preview = try await importing.again(list, digest: digest, name: name, by: actor)
            return .page(try await page(call, preview, problem: problem))
        }
    }

    static func discard(_ call: Call) async throws -> Reply {
        let list = try CatalogueVersionPages.chosen(call)
        try CatalogueImport(call.house).discard(
            digest: try call.form.required("digest", "文件"), by: try call.signedIn())
        return .seeOther(CataloguePages.href(list), notice: "已放弃，清单没有改动。")
    }
}

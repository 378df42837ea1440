import Domain
import Foundation

/// Rules and guides of an entry: upload, versions, download (3.4.1).
enum DocumentPages {
    struct FormModel: Sendable {
        let action: String
        let list: String
        let code: String
        let refusal: RemarkModel?
        let fields: [FieldModel]
        let button: String
        let cancelHref: String
    }

    static func chip(_ document: CatalogueDocument) -> ChipModel {
        if document.retiredAt != nil { return ChipModel("已停用", .neutral) }
        return document.isPublic ? ChipModel("公开", .success) : ChipModel("内部", .neutral, icon: "lock")
    }

    private static let about = "PDF、DOCX、XLSX 或 OFD，不超过20MB。"

    static func new(_ call: Call) async throws -> Reply { .page(try await form(call, problem: nil)) }

    static func add(_ call: Call) async throws -> Reply {
        do {
            let list = try CatalogueVersionPages.chosen(call)
            let code = try call.form.required("code", "事项编号", max: 20)
            guard let kind = try call.form.choice("kind", "种类", of: CatalogueDocument.Kind.self) else {
                throw Fields.refusal("kind", "请选择种类")
            }
            try await DocumentKeeping(call.house).add(
                kind, title: call.form.text("title"), isPublic: call.form.text("public") != "no",
                note: call.form.text("note"), file: try file(call), to: list, code, by: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther(CataloguePages.href(list, code), notice: "文件已保存。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try await form(call, problem: problem))
        }
    }

    /// The upload as bytes; refused before it is read when it is too large to keep.
    private static func file(_ call: Call) throws -> DocumentFile {
        guard let upload = call.upload("file"), upload.size > 0 else { throw Fields.refusal("file", "请选择文件") }
        guard upload.size <= DocumentFile.limit else { throw Fields.refusal("file", "文件超过20MB") }
        let bytes: [UInt8] =
            switch upload.content {
            case .bytes(let bytes): bytes
            case .file(let path): Array(try Data(contentsOf: URL(filePath: path)))
            }
        return DocumentFile(filename: upload.filename, bytes: bytes)
    }

    private static func form(_ call: Call, problem: Problem?) async throws -> Page {
        let list = try CatalogueVersionPages.chosen(call)
        let code = call.form.optional("code") ?? call.query.text("code")
        let dossier = try await CatalogueKeeping(call.house).dossier(try call.signedIn(), list, code)
        let errors = problem?.fields ?? [:]
        let kind = call.form.optional("kind") ?? (list == .joint ? "joint" : "guide")
        let isPublic = call.form.text("public") != "no"
        return Page(
            "catalogue/document-new", title: "添加指南或细则", stage: .catalogue,
            model: FormModel(
                action: "/catalogue/documents", list: list.rawValue, code: code,
                refusal: problem.map { RemarkModel($0.description, .danger) },
                fields: [
                    FieldModel(
                        .radios(
                            CatalogueDocument.Kind.allCases.map {
                                OptionModel($0.rawValue, $0.title, selected: $0.rawValue == kind)
                            }), "kind", "种类", error: errors["kind"]),
                    FieldModel(
                        .text, "title", "标题", value: call.form.text("title"), error: errors["title"], maxlength: 100),
                    FieldModel(.file(accept: DocumentFile.accepted), "file", "文件", help: about, error: errors["file"]),
                    FieldModel(
                        .radios([
                            OptionModel("yes", "向社会公开", selected: isPublic, help: "公示平台的事项页面提供下载"),
                            OptionModel("no", "内部使用", selected: !isPublic),
                        ]), "public", "公开范围"),
                    FieldModel(
                        .text, "note", "版本说明", value: call.form.text("note"), required: false, maxlength: 500),
                ], button: "上传", cancelHref: CataloguePages.href(list, code)),
            trail: [("一单", "/catalogue"), (dossier.entry.title, CataloguePages.href(list, code))],
            status: problem.map { $0.kind.status } ?? 200)
    }

    // MARK: One document

    struct Model: Sendable {
        let facts: FactsModel
        let rows: [VersionRow]
        let edits: EditModel?
        let timeline: TimelineModel
    }

    struct VersionRow: Sendable {
        let title: String
        let filename: String
        let href: String
        let size: String
        let note: String
        let who: String
        let at: String
        let digest: String
        let current: ChipModel?
    }

    struct EditModel: Sendable {
        let replace: String
        let file: FieldModel
        let note: FieldModel
        let visibility: String
        let visibilityValue: String
        let visibilityButton: String
        let retire: String
    }

    static func show(_ call: Call) async throws -> Reply { .page(try await page(call, problem: nil)) }

    static func replace(_ call: Call) async throws -> Reply {
        do {
            let id = try call.id()
            try await DocumentKeeping(call.house).replace(
                id, note: call.form.text("note"), file: try file(call), by: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther("/catalogue/documents/\(id)", notice: "新版本已保存，原来的版本仍可下载。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try await page(call, problem: problem))
        }
    }

    static func visibility(_ call: Call) async throws -> Reply {
        let id = try call.id()
        let isPublic = call.form.text("public") == "yes"
        try await DocumentKeeping(call.house).set(
            id, isPublic: isPublic, by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther("/catalogue/documents/\(id)", notice: isPublic ? "已向社会公开。" : "已改为内部使用。")
    }

    static func retire(_ call: Call) async throws -> Reply {
        let id = try call.id()
        try await DocumentKeeping(call.house).retire(id, by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther("/catalogue/documents/\(id)", notice: "已停用，各版本仍可在内部查看。")
    }

    private static func page(_ call: Call, problem: Problem?) async throws -> Page {
        let actor = try call.signedIn()
        let dossier = try await DocumentKeeping(call.house).dossier(actor, try call.id())
        let document = dossier.document
        let base = "/catalogue/documents/\(document.id)"
        let href = CataloguePages.href(document.list, document.code)
        let edits = document.retiredAt == nil && DocumentKeeping.mayEdit(actor, dossier.entry)
        let model = Model(
            facts: FactsModel([
                .init("种类", document.kind.title), .init("所属事项", dossier.entry.title, href: href),
                .init("公开范围", "", chip: chip(document)),
            ]),
            rows: document.versions.map { version in
                VersionRow(
                    title: "第\(version.number)版", filename: version.filename,
                    href: "\(base)/files/\(version.number)", size: size(version.size), note: version.note,
                    who: version.accountName, at: version.at.onScreen, digest: version.digest,
                    current: version.number == document.versions.first?.number && document.retiredAt == nil
                        ? ChipModel("现行", .success) : nil)
            },
            edits: edits
                ? EditModel(
                    replace: base,
                    file: FieldModel(
                        .file(accept: DocumentFile.accepted), "file", "新版本", help: about,
                        error: problem?.fields["file"]),
                    note: FieldModel(
                        .text, "note", "版本说明", value: call.form.text("note"), required: false, maxlength: 500),
                    visibility: base + "/visibility", visibilityValue: document.isPublic ? "no" : "yes",
                    visibilityButton: document.isPublic ? "改为内部使用" : "向社会公开", retire: base + "/retire") : nil,
            timeline: TimelineModel(dossier.timeline))
        return Page(
            "catalogue/document", title: document.title, stage: .catalogue, model: model,
            trail: [("一单", "/catalogue"), (dossier.entry.title, href)], status: problem.map { $0.kind.status } ?? 200)
    }

    static func download(_ call: Call) async throws -> Reply {
        let file = try await DocumentKeeping(call.house).content(
            try call.signedIn(), try call.id(), version: Int(try call.id("version")))
        return attachment(file, cache: .never)
    }

    /// Always a download, never shown as a page of ours, whatever is in it.
    static func attachment(_ file: DocumentFile, cache: Caching) -> Reply {
        .with(
            headers: [
                ("Content-Security-Policy", "sandbox; default-src 'none'"), ("X-Content-Type-Options", "nosniff"),
            ],
            .bytes(
                file.bytes, type: DocumentFile.mediaType(of: file.filename), filename: file.filename, cache: cache))
    }

    static func size(_ bytes: Int) -> String {
        bytes >= 1 << 20
            ? "\(Figures.tenths(bytes * 10 >> 20)) MB" : "\(max(1, bytes >> 10)) KB"
    }
}

extension Figures {
    /// 15 → `1.5`.
    static func tenths(_ number: Int) -> String { "\(number / 10).\(number % 10)" }
}

import Domain

/// Checklists as tables: out in Chinese or as XLSForm, in from either, always into the draft.
enum ChecklistTransfer {
    struct Model: Sendable {
        let refusal: RemarkModel?
        let action: String
        let revision: String
        let base: String
        let fields: [FieldModel]
        let refusals: [Refusal]
        let hasRefusals: Bool
        let templates: [ChecklistPages.Link]
        let words: [Word]
        let cancelHref: String
    }

    struct Refusal: Sendable {
        let row: String
        let line: String
        let field: String
        let value: String
        let reason: String
    }

    struct Word: Sendable {
        let term: String
        let text: String
    }

    static func export(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let keeping = ChecklistKeeping(call.house)
        let file = try await keeping.file(actor, item: try call.parameter("code"))
        let style = try call.query.choice("style", "表格样式", of: ChecklistTable.Style.self) ?? .chinese
        let sections: [Checklist.Section]
        var mark = ""
        switch call.query.text("version") {
        case "template":
            sections = template
            mark = "模板"
        case "":
            guard let checklist = file.checklist else { throw Problem.notFound("检查表") }
            sections = checklist.sections
            mark = "第\(checklist.version)版"
        case let number:
            let version = try await keeping.version(actor, item: file.item.code, Int(number) ?? 0)
            sections = version.checklist.sections
            mark = "第\(version.checklist.version)版"
        }
        let format = try call.query.choice("format", "文件格式", of: TableFormat.self) ?? .xlsx
        let written = try ChecklistTable.write(
            (file.checklist?.title ?? file.draft.title, file.item.code, mark), sections, style: style, as: format,
            outcomes: call.house.law.outcomes, at: call.house.desk())
        return .table(
            written, name: "\(file.item.code)-\(style == .chinese ? "检查表" : "XLSForm")-\(mark)", format)
    }

    static func new(_ call: Call) async throws -> Reply {
        let file = try await ChecklistKeeping(call.house).file(try call.signedIn(), item: try call.parameter("code"))
        return .page(page(call, file, refusals: [], problem: nil))
    }

    static func take(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let keeping = ChecklistKeeping(call.house)
        let file = try await keeping.file(actor, item: try call.parameter("code"))
        do {
            guard let upload = call.upload("survey"), upload.size > 0 else {
                throw Fields.refusal("survey", "请选择检查表文件")
            }
            let desk = try call.house.desk()
            let survey = try desk.keep(content(upload), name: upload.filename)
            defer { desk.discard(digest: survey.digest) }
            let choices = try call.upload("choices").flatMap { upload in
                upload.size > 0 ? try desk.keep(content(upload), name: upload.filename) : nil
            }
            defer { if let choices { desk.discard(digest: choices.digest) } }
            let reading = try ChecklistTable.read(book: survey, choices: choices, outcomes: call.house.law.outcomes)
            guard reading.refusals.isEmpty else {
                return .page(page(call, file, refusals: reading.refusals, problem: nil))
            }
            let draft = ChecklistDraft(
                item: file.item.code, title: reading.title ?? file.draft.title, sections: reading.sections)
            _ = try await keeping.keep(
                draft, base: file.checklist?.version ?? 0,
                revision: Int(try call.form.int("revision", "草稿版次") ?? 0), by: actor)
            let count = draft.sections.reduce(0) { $0 + $1.questions.count }
            return .seeOther(
                "\(ChecklistPages.address(file.item.code))/edit", notice: "已读入 \(count) 题，成为草稿；原来的草稿可用“撤销上一步”找回。核对后请发布。"
            )
        } catch let problem as Problem where [.invalid, .refused, .conflict].contains(problem.kind) {
            return .page(page(call, file, refusals: [], problem: problem))
        }
    }

    private static func content(_ upload: Upload) -> TableContent {
        switch upload.content {
        case .bytes(let bytes): .bytes(bytes)
        case .file(let path): .file(path: path)
        }
    }

    private static func page(
        _ call: Call, _ file: ChecklistKeeping.File, refusals: [RowRefusal], problem: Problem?
    ) -> Page {
        let address = ChecklistPages.address(file.item.code)
        let rows = Set(refusals.map(\.row)).count
        let refusal =
            problem.map { RemarkModel($0.description, .danger) }
            ?? (refusals.isEmpty
                ? nil : RemarkModel("表里有 \(rows) 行、共 \(refusals.count) 处要改，没有读入任何内容，草稿没有变。", .danger))
        return Page(
            "catalogue/checklist-import", title: "从表格读入检查表", stage: .catalogue,
            model: Model(
                refusal: refusal, action: "\(address)/import",
                revision: call.form.optional("revision") ?? String(file.revision), base: String(file.base),
                fields: [
                    FieldModel(
                        .file(accept: ".xlsx,.csv,.txt,.tsv"), "survey", "检查表文件",
                        help: file.waiting == nil ? "读入后成为草稿，不会直接发布。" : "读入的内容会换掉现在的草稿（可以撤销）。",
                        error: problem?.fields["survey"]),
                    FieldModel(
                        .file(accept: ".xlsx,.csv,.txt,.tsv"), "choices", "选项表",
                        help: "只有 XLSForm 的两张 CSV 才需要；工作簿和选项写在题目旁的不用。",
                        error: problem?.fields["choices"], required: false),
                ],
                refusals: refusals.prefix(200).map {
                    Refusal(
                        row: $0.row == 0 ? "—" : String($0.row), line: $0.line == 0 ? "—" : String($0.line),
                        field: $0.field, value: $0.value, reason: $0.reason)
                }, hasRefusals: !refusals.isEmpty,
                templates: [
                    .init(title: "空白模板（Excel）", href: "\(address)/export?version=template", note: "每种题型一行示例")
                ] + (file.checklist == nil ? [] : ChecklistPages.exports(address)),
                words: words, cancelHref: address), trail: ChecklistPages.trail(file.item),
            status: problem?.kind.status ?? (refusals.isEmpty ? 200 : 422))
    }

    private static let words = [
        Word(term: "类型", text: "章节、逐项章节、是否、数字、整数、文字、单选、多选、拍照；也可写 XLSForm 的类型"),
        Word(term: "编号", text: "英文字母开头，在表内不重复；沿用原编号，系统才知道是同一题"),
        Word(term: "选项", text: "用分号隔开；要写代码时写成“标题|代码”"),
        Word(term: "出现条件", text: "如 CS28-07 = 否 并且 CS28-08 > 0；“并且”和“或者”前后空一格"),
        Word(term: "结果建议", text: "如 否 → 发现问题，待后续调查处理；几条用分号隔开"),
        Word(term: "下限、上限", text: "数字题的范围；拍照题的下限是最少张数"),
    ]

    /// One of everything, so that nobody begins with an empty sheet.
    private static let template: [Checklist.Section] = [
        Checklist.Section(
            code: "A", title: "基本情况", note: "先出示执法证件",
            questions: [
                .init(
                    code: "Q-01", text: "是否亮照经营", kind: .yesNo, guidance: "看醒目位置", basis: "填写法规名称和条款",
                    suggestions: [.init(.equals, "no", "ordered-correction")]),
                .init(
                    code: "Q-02", text: "现场照片：执照悬挂处", kind: .photo, least: "1",
                    condition: .init([.init("Q-01", .equals, "no")])),
                .init(
                    code: "Q-03", text: "从业人员数", kind: .number, unit: "人", least: "0", most: "9999", isWhole: true),
                .init(code: "Q-04", text: "场所卫生", kind: .choice, options: ["整洁", "一般", "差"]),
                .init(code: "Q-05", text: "发现的问题", kind: .several, options: ["过期", "无标签", "来源不明"], isOptional: true),
                .init(code: "Q-06", text: "其他需要记录的情况", kind: .text, isOptional: true),
            ]),
        Checklist.Section(
            code: "B", title: "抽查的设备", rows: .init(least: 1, most: 20),
            questions: [.init(code: "Q-07", text: "是否在检验有效期内", kind: .yesNo)]),
    ]
}

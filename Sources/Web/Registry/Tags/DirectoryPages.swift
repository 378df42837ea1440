import Domain

/// 成员单位名录库: each department's own directory with its own tags.
enum DirectoryPages {
    private static let trail: [(title: String, href: String)] = [("部门名录库", "/registry/directories")]

    struct ListModel: Sendable {
        let head: TableHeadModel
        let rows: [Row]
    }

    struct Row: Sendable {
        let name: String
        let href: String?
        let subjects: String
        let tags: String
        let rights: ChipModel
        let note: String
    }

    static func list(_ call: Call) async throws -> Reply {
        let found = try await DirectoryKeeping(call.house).overview(for: try call.signedIn())
        let model = ListModel(
            head: TableHeadModel(
                [
                    ("部门", nil, false), ("本地区对象", nil, true), ("自有标签", nil, true), ("查看", nil, false),
                    ("说明", nil, false),
                ], address: call.address),
            rows: found.map { one in
                let code = one.directory.department.code
                return Row(
                    name: one.directory.department.name, href: one.mayRead ? "/registry/directories/\(code)" : nil,
                    subjects: one.mayRead ? Figures.grouped(one.subjects) : "—",
                    tags: one.mayRead ? String(one.tags) : "—",
                    rights: one.mayEdit
                        ? ChipModel("本部门", .success)
                        : one.directory.isShared
                            ? ChipModel("同地区部门可查看", .information) : ChipModel("仅本部门", .neutral),
                    note: one.directory.note.isEmpty ? "—" : one.directory.note)
            })
        return .page(
            Page(
                "registry/directories", title: "部门名录库", stage: .registry, model: model, trail: [("两库", "/registry")]))
    }

    struct ShowModel: Sendable {
        let code: String
        let remark: RemarkModel
        let filter: FilterModel
        let head: TableHeadModel
        let rows: [EntryRow]
        let empty: EmptyModel?
        let paging: PagingModel
        let tags: [TagPages.Link]
        let noTags: Bool
        let add: RegistryForm?
        let rights: RegistryForm?
        let timeline: TimelineModel
    }

    struct EntryRow: Sendable {
        let name: String
        let href: String
        let identifier: String
        let region: String
        let tags: String
        let note: String
        let since: String
        let status: ChipModel
        let subject: String
        let code: String
        let mayEdit: Bool
    }

    static func show(_ call: Call) async throws -> Reply { try await show(call, nil) }

    private static func show(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn(), code = try call.parameter("department")
        let text = call.query.text("q"), tag = call.query.optional("tag")
        let found = try await DirectoryKeeping(call.house).list(
            code, text: text, tag: tag, slice: call.slice, for: actor)
        let own = Dictionary(found.tags.map { ($0.code, $0.name) }) { first, _ in first }
        let directory = found.directory, form = call.form
        let model = ShowModel(
            code: code,
            remark: RemarkModel(
                (directory.isShared ? "本部门维护，同地区其他部门可查看。" : "本部门维护，其他部门不能查看。") + directory.note),
            filter: FilterModel(
                action: "/registry/directories/\(code)",
                [
                    .text("q", "名称或代码", value: text),
                    .select(
                        "tag", "自有标签",
                        SubjectPages.options(
                            found.tags.map { ($0.code, $0.name) }, chosen: tag.map { [$0] } ?? [], all: "全部标签")),
                ], found: "\(Figures.grouped(found.rows.total)) 户",
                clearHref: call.address.contains("?") ? "/registry/directories/\(code)" : nil),
            head: TableHeadModel(
                [
                    ("名称", nil, false), ("统一社会信用代码", nil, false), ("地区", nil, false), ("自有标签", nil, false),
                    ("备注", nil, false), ("纳入", nil, false), ("状态", nil, false), ("操作", nil, false),
                ], address: call.address),
            rows: found.rows.rows.map { row in
                EntryRow(
                    name: row.name, href: "/registry/subjects/\(row.subject)", identifier: row.identifier,
                    region: found.regionNames[row.region] ?? row.region.text,
                    tags: row.tags.compactMap { own[$0] }.joined(separator: "、"),
                    note: row.note.isEmpty ? "—" : row.note, since: row.since.description,
                    status: SubjectPages.chip(row.status), subject: String(row.subject), code: code,
                    mayEdit: found.mayEdit)
            },
            empty: found.rows.rows.isEmpty
                ? EmptyModel("没有对象", why: "名录库还没有纳入对象，或没有符合条件的。", action: nil) : nil,
            paging: PagingModel(found.rows, address: call.address),
            tags: found.tags.map { TagPages.Link(title: $0.name, href: "/registry/tags/\($0.code)") },
            noTags: found.tags.isEmpty,
            add: found.mayEdit
                ? RegistryForm(
                    "/registry/directories/\(code)/entries", problem: problem,
                    [
                        FieldModel(
                            .area, "identifiers", "统一社会信用代码", value: form.text("identifiers"), help: "每行一个，最多两万个。",
                            error: problem?.fields["identifiers"], maxlength: 400_000),
                        FieldModel(
                            .text, "entry_note", "备注", value: form.text("entry_note"),
                            error: problem?.fields["entry_note"], required: false),
                    ], button: "纳入名录库", cancelHref: "/registry/directories/\(code)") : nil,
            rights: found.mayEdit && actor.region.level == .province
                ? RegistryForm(
                    "/registry/directories/\(code)/rights",
                    [
                        FieldModel(
                            .radios([
                                OptionModel("1", "同地区部门可查看", selected: directory.isShared),
                                OptionModel("0", "仅本部门", selected: !directory.isShared),
                            ]), "shared", "谁可以查看"),
                        FieldModel(
                            .text, "note", "说明", value: directory.note, error: problem?.fields["note"], required: false),
                    ], button: "保存", cancelHref: "/registry/directories/\(code)") : nil,
            timeline: TimelineModel(found.timeline))
        return .page(
            Page(
                "registry/directory", title: "\(directory.department.name)名录库", stage: .registry, model: model,
                trail: [("两库", "/registry")] + trail,
                primary: found.mayEdit ? PageAction("批量加标签", href: "/registry/tags/assign", icon: "plus") : nil,
                status: problem == nil ? 200 : 422))
    }

    static func add(_ call: Call) async throws -> Reply {
        let code = try call.parameter("department")
        return try await RegistryForm.answered {
            let identifiers = RegistryForm.identifiers(call.form.text("identifiers"))
            guard identifiers.count <= 20_000 else { throw Fields.refusal("identifiers", "最多两万个，请分几次。") }
            let done = try await DirectoryKeeping(call.house).add(
                identifiers, to: code, note: call.form.text("entry_note"), by: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther(done.location, notice: "已纳入名录库。")
        } again: {
            guard $0.code != "directory.owner" else { throw $0 }
            return try await show(call, $0)
        }
    }

    static func remove(_ call: Call) async throws -> Reply {
        guard let subject = try call.form.int("subject", "检查对象") else { throw Received.malformed }
        let done = try await DirectoryKeeping(call.house).remove(
            subject, from: try call.parameter("department"), reason: call.form.text("reason"), by: try call.signedIn(),
            submission: call.submissionKey)
        return .seeOther(done.location, notice: "已移出名录库，本部门的标签一并去掉。")
    }

    static func declare(_ call: Call) async throws -> Reply {
        let done = try await DirectoryKeeping(call.house).declare(
            try call.parameter("department"), isShared: call.form.flag("shared"), note: call.form.text("note"),
            by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "已保存。")
    }
}

import Domain

/// 成员单位名录库: each department's own directory with its own tags.
enum DirectoryPages {
    private static let trail: [(title: String, href: String)] = [("部门名录库", "/registry/directories")]

    static func list(_ call: Call) async throws -> Reply {
        let found = try await DirectoryKeeping(call.house).overview(for: try call.signedIn())
        func told(_ one: DirectoryKeeping.Overview, _ number: Int) -> String {
            one.mayRead ? Figures.grouped(number) : "—"
        }
        func rights(_ one: DirectoryKeeping.Overview) -> ChipModel {
            one.mayEdit
                ? ChipModel("本部门", .success)
                : one.directory.isShared ? ChipModel("同地区部门可查看", .information) : ChipModel("仅本部门", .neutral)
        }
        let list = PanelTable(
            "部门名录库", ["部门", "本地区对象#", "自有标签#", "查看", "说明"],
            found.map { one -> [PanelCell] in
                let directory = one.directory
                return [
                    .head(
                        directory.department.name,
                        href: one.mayRead ? "/registry/directories/\(directory.department.code)" : nil),
                    .number(told(one, one.subjects)), .number(told(one, one.tags)), PanelCell("", chip: rights(one)),
                    PanelCell(directory.note.isEmpty ? "—" : directory.note),
                ]
            })
        let model = PanelsModel([
            Panel("各部门", note: "成员单位从名录库中选出本部门的检查对象，加上本部门的标签，自己维护。（依据条款 2.2.6）", table: list, none: "没有部门。")
        ])
        let table = ExportTable<DirectoryKeeping.Overview>(
            "部门名录库",
            [
                .text("部门", 24) { $0.directory.department.name },
                .init("本地区对象", 12) { $0.mayRead ? .count($0.subjects) : .empty },
                .init("自有标签", 10) { $0.mayRead ? .count($0.tags) : .empty },
                .text("查看", 20) { $0.directory.isShared ? "同地区部门可查看" : "仅本部门" },
                .text("说明", 40) { $0.directory.note },
            ])
        if let file = try await Exports(call).whole(table, filters: [], found) { return file }
        return .page(
            Page(
                "registry/panels", title: "部门名录库", stage: .registry, model: model, trail: [("两库", "/registry")],
                actions: Exports.links(call)))
    }

    static func show(_ call: Call) async throws -> Reply { try await show(call, nil) }

    private static func show(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn(), code = try call.parameter("department")
        let text = call.query.text("q"), tag = call.query.optional("tag")
        let keeping = DirectoryKeeping(call.house), own = "/registry/directories/\(code)"
        let found = try await keeping.list(code, text: text, tag: tag, slice: call.slice, for: actor)
        let tags = Dictionary(found.tags.map { ($0.code, $0.name) }) { first, _ in first }
        let regions = found.regionNames, directory = found.directory, form = call.form
        let filter = FilterModel(
            action: own,
            [
                .text("q", "名称或代码", value: text),
                .select(
                    "tag", "自有标签",
                    SubjectPages.options(
                        found.tags.map { ($0.code, $0.name) }, chosen: tag.map { [$0] } ?? [], all: "全部标签")),
            ], found: "\(Figures.grouped(found.rows.total)) 户", clearHref: call.address.contains("?") ? own : nil)
        let list = PanelTable(
            "名录库", ["名称", "统一社会信用代码", "地区", "自有标签", "备注", "纳入", "状态"] + (found.mayEdit ? [".操作"] : []),
            found.rows.rows.map { row -> [PanelCell] in
                [
                    .head(row.name, href: "/registry/subjects/\(row.subject)"),
                    .code(IdentifierScheme.shown(row.identifier)),
                    PanelCell(regions[row.region] ?? row.region.text),
                    PanelCell(row.tags.compactMap { tags[$0] }.joined(separator: "、")),
                    PanelCell(row.note.isEmpty ? "—" : row.note), .day(row.since),
                    PanelCell("", chip: SubjectPages.chip(row.status)),
                ] + (found.mayEdit ? [PanelCell("移出", href: own + "/remove?subject=\(row.subject)")] : [])
            })
        var panels = [
            Panel(
                "名录", table: list, none: "名录库还没有纳入对象，或没有符合条件的。",
                paging: found.rows.rows.isEmpty ? nil : PagingModel(found.rows, address: call.address),
                form: found.mayEdit
                    ? PanelForm(
                        own + "/entries",
                        [
                            FieldModel(
                                .area, "identifiers", "统一社会信用代码", value: form.text("identifiers"),
                                help: "每行一个，最多两万个；也可以用 Excel 导入。", error: problem?.fields["identifiers"],
                                maxlength: 400_000),
                            FieldModel(
                                .text, "entry_note", "备注", value: form.text("entry_note"),
                                error: problem?.fields["entry_note"], required: false),
                        ], button: "纳入名录库", summary: "纳入对象") : nil),
            Panel(
                "自有标签",
                table: PanelTable(
                    "自有标签", ["标签", "编号", "含义"],
                    found.tags.map {
                        [
                            .head($0.name, href: "/registry/tags/\($0.code)"), .code($0.code),
                            PanelCell($0.meaning.isEmpty ? "按名称理解" : $0.meaning),
                        ]
                    }), none: "本部门还没有自己的标签。"),
        ]
        if found.mayEdit, actor.region.level == .province {
            panels.append(
                Panel(
                    "查看权限",
                    form: PanelForm(
                        own + "/rights",
                        [
                            FieldModel(
                                .radios([
                                    OptionModel("1", "同地区部门可查看", selected: directory.isShared),
                                    OptionModel("0", "仅本部门", selected: !directory.isShared),
                                ]), "shared", "谁可以查看"),
                            FieldModel(
                                .text, "note", "说明", value: directory.note, error: problem?.fields["note"],
                                required: false),
                        ], button: "保存")))
        }
        let table = ExportTable<DirectoryRow>(
            "\(directory.department.name)名录库", personal: "directory",
            [
                .text("名称", 32) { $0.name }, .text("统一社会信用代码", 22) { $0.identifier },
                .text("地区") { regions[$0.region] ?? $0.region.text },
                .text("自有标签", 24) { $0.tags.compactMap { tags[$0] }.joined(separator: "、") },
                .text("备注", 24) { $0.note }, .day("纳入") { $0.since }, .text("状态") { $0.status.title },
            ])
        if let file = try await Exports(call).list(
            table, filters: filter.words,
            rows: { try await keeping.list(code, text: text, tag: tag, slice: $0, for: actor).rows })
        {
            return file
        }
        return .page(
            Page(
                "registry/panels", title: "\(directory.department.name)名录库", stage: .registry,
                model: PanelsModel(
                    panels,
                    remarks: [
                        RemarkModel((directory.isShared ? "本部门维护，同地区其他部门可查看。" : "本部门维护，其他部门不能查看。") + directory.note)
                    ] + (problem.map { [RemarkModel($0.description, .danger)] } ?? []), filter: filter,
                    timeline: TimelineModel(found.timeline)), trail: [("两库", "/registry")] + trail,
                primary: found.mayEdit
                    ? PageAction("批量加标签", href: "/registry/tags/assign", icon: "plus") : nil,
                actions: (found.mayEdit
                    ? [PageAction("导入成员", href: "/registry/imports/new?kind=directory", icon: "upload")] : [])
                    + (found.mayEdit && actor.region.level == .province
                        ? [PageAction("新增自有标签", href: "/registry/tags/new")] : [])
                    + Exports.links(call), status: problem == nil ? 200 : 422))
    }

    // MARK: Removing

    static func removeForm(_ call: Call) async throws -> Reply { try await removeForm(call, nil) }

    private static func removeForm(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let code = try call.parameter("department"), actor = try call.signedIn()
        guard let id = try (problem == nil ? call.query : call.form).int("subject", "检查对象") else {
            throw Received.malformed
        }
        let found = try await TagReading(call.house).subject(id, for: actor)
        guard DirectoryKeeping.mayEdit(code, actor), found.directories.contains(where: { $0.code == code }) else {
            throw Problem.moved("名录库中的这个对象")
        }
        let lost = found.carried.filter { $0.tag.owner == code }.map { "“\($0.tag.name)”" }
        return RegistryForm(
            "/registry/directories/\(code)/remove",
            lead: lost.isEmpty ? "移出后，本部门不能再给它加自有标签。" : "移出后，本部门的标签\(lost.joined(separator: "、"))一并去掉。",
            problem: problem, [TagForms.reason(call, problem)], hidden: [("subject", String(id))], button: "移出名录库",
            isDanger: true, cancelHref: "/registry/directories/\(code)"
        ).page("移出名录库：\(found.name)", trail: trail, problem: problem)
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
        return try await RegistryForm.answered {
            let done = try await DirectoryKeeping(call.house).remove(
                subject, from: try call.parameter("department"), reason: call.form.text("reason"),
                by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "已移出名录库，本部门的标签一并去掉。")
        } again: {
            guard $0.code != "directory.owner" else { throw $0 }
            return try await removeForm(call, $0)
        }
    }

    static func declare(_ call: Call) async throws -> Reply {
        let done = try await DirectoryKeeping(call.house).declare(
            try call.parameter("department"), isShared: call.form.flag("shared"), note: call.form.text("note"),
            by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "已保存。")
    }
}

import Domain

/// An item's checklist: the version in force, earlier ones and what each changed, tables to take away.
enum ChecklistPages {
    struct Model: Sendable {
        let retired: RemarkModel?
        let waiting: RemarkModel?
        let current: Bool
        let outline: ChecklistOutline?
        let empty: EmptyModel?
        let diff: DiffModel?
        let exports: [Link]
        let hasExports: Bool
        let versions: [Version]
        let hasVersions: Bool
    }

    struct Link: Sendable {
        let title: String
        let href: String
        let note: String
    }

    struct Version: Sendable {
        let title: String
        let href: String
        let chip: ChipModel?
        let reason: String
        let at: String
        let who: String
        let used: String
    }

    struct DiffModel: Sendable {
        let title: String
        let summary: String
        let added: [Entry]
        let removed: [Entry]
        let changed: [Change]
        let hasAdded: Bool
        let hasRemoved: Bool
        let hasChanged: Bool

        init(_ title: String, _ diff: ChecklistDiff) {
            self.title = title
            summary = diff.summary
            added = diff.added.map { Entry(code: $0.code, text: $0.text) }
            removed = diff.removed.map { Entry(code: $0.code, text: $0.text) }
            let shown = { (text: String) in text.isEmpty ? "（空）" : text }
            func change(_ text: String, _ field: CatalogueDiff.FieldChange) -> Change {
                Change(text: text, label: field.label, before: shown(field.before), after: shown(field.after))
            }
            changed =
                diff.frame.map { change("整份检查表", $0) }
                + diff.changed.flatMap { one in one.fields.map { change(one.text, $0) } }
            (hasAdded, hasRemoved, hasChanged) = (!added.isEmpty, !removed.isEmpty, !changed.isEmpty)
        }
    }

    struct Entry: Sendable {
        let code: String
        let text: String
    }

    struct Change: Sendable {
        let text: String
        let label: String
        let before: String
        let after: String
    }

    static func address(_ item: String) -> String { "/catalogue/items/\(item)/checklist" }

    static func trail(_ item: Item, own: Bool = false) -> [(title: String, href: String)] {
        [("一单", "/catalogue"), (item.matter, "/catalogue/items/\(item.code)")]
            + (own ? [] : [("检查表", address(item.code))])
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let keeping = ChecklistKeeping(call.house)
        let file = try await keeping.file(actor, item: try call.parameter("code"))
        let edits = CataloguePages.mayEdit(actor) && file.standing
        let address = address(file.item.code)
        let waiting = file.waiting.flatMap { waiting in
            edits
                ? RemarkModel(
                    "有一份草稿没有发布：\(waiting.byName)于 \(waiting.at.onScreen) 保存，\(keeping.diff(file).summary)。", .attention)
                : nil
        }
        let model = Model(
            retired: file.standing ? nil : RemarkModel("这个事项已从清单中取消，检查表不再修改。", .attention), waiting: waiting,
            current: file.checklist != nil,
            outline: file.checklist.map { ChecklistOutline($0, call.house.law.outcomes) },
            empty: file.checklist == nil
                ? EmptyModel(
                    "还没有检查表", why: "没有检查表时，检查人员直接选择结果类型，系统不能给出建议。",
                    action: edits ? LinkModel("编写检查表", href: "\(address)/edit") : nil) : nil,
            diff: nil, exports: file.checklist == nil ? [] : exports(address), hasExports: file.checklist != nil,
            versions: versions(file), hasVersions: !file.versions.isEmpty)
        var actions: [PageAction] = []
        if file.checklist != nil {
            actions.append(PageAction("预览", href: "\(address)/preview", icon: "phone"))
        }
        if edits { actions.append(PageAction("从表格读入", href: "\(address)/import", icon: "upload")) }
        return .page(
            Page(
                "catalogue/checklist", title: "检查表：\(file.item.matter)", stage: .catalogue, model: model,
                trail: trail(file.item, own: true),
                primary: edits
                    ? PageAction(
                        file.waiting == nil ? "修改" : "继续编辑草稿", href: "\(address)/edit", icon: "edit") : nil,
                actions: actions))
    }

    static func version(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let number = Int(try call.id("version"))
        let (file, checklist, diff) = try await ChecklistKeeping(call.house).version(
            actor, item: try call.parameter("code"), number)
        let address = address(file.item.code)
        let about = file.versions.first { $0.number == number }
        let model = Model(
            retired: nil,
            waiting: about.map {
                RemarkModel(
                    "第\(number)版，\($0.at.onScreen) 由\($0.byName ?? "系统导入")发布。\($0.reason.map { "调整原因：\($0)。" } ?? "")"
                        + (number == file.checklist?.version
                            ? "这是现行版。" : "已被第\(file.checklist?.version ?? number)版取代；用它开始的检查仍按它完成。"))
            }, current: false, outline: ChecklistOutline(checklist, call.house.law.outcomes), empty: nil,
            diff: number > 1 ? DiffModel("与第\(number - 1)版相比", diff) : nil,
            exports: exports(address, version: number), hasExports: true, versions: versions(file),
            hasVersions: true)
        return .page(
            Page(
                "catalogue/checklist", title: "检查表第\(number)版", stage: .catalogue, model: model,
                trail: trail(file.item),
                actions: [PageAction("预览", href: "\(address)/preview?version=\(number)", icon: "phone")]))
    }

    static func versions(_ file: ChecklistKeeping.File) -> [Version] {
        file.versions.map { one in
            Version(
                title: "第\(one.number)版", href: "\(address(file.item.code))/versions/\(one.number)",
                chip: one.number == file.checklist?.version ? ChipModel("现行", .success) : nil,
                reason: one.reason ?? "随清单导入", at: one.at.onScreen, who: one.byName ?? "系统导入",
                used: one.inspections == 0 ? "尚未用于检查" : "用于 \(Figures.grouped(one.inspections)) 项检查")
        }
    }

    static func exports(_ address: String, version: Int? = nil) -> [Link] {
        let wanted = version.map { "&version=\($0)" } ?? ""
        return [
            Link(title: "导出 Excel", href: "\(address)/export?style=zh\(wanted)", note: "中文列名，选项写在题目旁，适合修改后再读入"),
            Link(title: "导出 CSV", href: "\(address)/export?style=zh&format=csv\(wanted)", note: "内容相同"),
            Link(
                title: "导出 XLSForm", href: "\(address)/export?style=xlsform\(wanted)",
                note: "survey、choices、settings 三张表，供其他表单软件使用"),
        ]
    }
}

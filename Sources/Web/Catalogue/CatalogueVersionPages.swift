import Domain

/// Versions of the list, and what each changed, to be read.
enum CatalogueVersionPages {
    struct ListModel: Sendable {
        let tabs: TabsModel
        let rows: [Row]
        let hasRows: Bool
        let empty: EmptyModel?
    }

    struct Row: Sendable {
        let title: String
        let href: String
        let effective: String
        let summary: String
        let items: String
        let reason: String
        let basis: String
        let who: String
        let current: ChipModel?
    }

    static func list(_ call: Call) async throws -> Reply {
        let versions = try await CatalogueKeeping(call.house).versions(try call.signedIn())
        let model = ListModel(
            tabs: CataloguePages.tabs("versions"),
            rows: versions.map { one in
                Row(
                    title: "第\(one.version.number)版", href: "/catalogue/versions/\(one.version.number)",
                    effective: one.version.effectiveFrom.description, summary: one.diff.summary,
                    items: Figures.grouped(one.items), reason: one.version.reason, basis: one.version.basis,
                    who: one.version.createdByName ?? "系统导入",
                    current: one.version.number == one.newest ? ChipModel("现行", .success) : nil)
            }, hasRows: !versions.isEmpty,
            empty: versions.isEmpty ? EmptyModel("还没有版本", why: "导入或新增第一批事项后，这里会列出每一次调整。") : nil)
        return .page(
            Page("catalogue/versions", title: "清单版本", stage: .catalogue, model: model, trail: [("一单", "/catalogue")]))
    }

    struct Model: Sendable {
        let facts: FactsModel
        let summary: String
        let added: [Entry]
        let removed: [Entry]
        let changed: [Change]
        let hasAdded: Bool
        let hasRemoved: Bool
        let hasChanged: Bool
        let previous: String?
        let next: String?
    }

    struct Entry: Sendable {
        let code: String
        let matter: String
        let category: String
        let href: String
    }

    struct Change: Sendable {
        let entry: Entry
        let fields: [Field]
    }

    struct Field: Sendable {
        let label: String
        let before: String
        let after: String
    }

    static func show(_ call: Call) async throws -> Reply {
        let number = Int(try call.id("number"))
        let dossier = try await CatalogueKeeping(call.house).version(try call.signedIn(), number)
        let version = dossier.version
        let shown = { (text: String) in text.isEmpty ? "（空）" : text }
        let entry = { (item: Item) in
            Entry(code: item.code, matter: item.matter, category: item.category, href: "/catalogue/items/\(item.code)")
        }
        let model = Model(
            facts: FactsModel([
                .init(
                    "生效日期", version.effectiveFrom.inWords,
                    chip: version.number == dossier.newest ? ChipModel("现行", .success) : nil),
                .init("调整原因", version.reason), .init("调整依据", version.basis),
                .init("发布人", version.createdByName ?? "系统导入"),
                .init("发布时间", version.createdAt.onScreen, figures: true),
                .init("本版事项数", Figures.grouped(dossier.items), figures: true),
            ]), summary: dossier.diff.summary, added: dossier.diff.added.map(entry),
            removed: dossier.diff.removed.map(entry),
            changed: dossier.diff.changed.map { change in
                Change(
                    entry: entry(change.after),
                    fields: change.fields.map {
                        Field(label: $0.label, before: shown($0.before), after: shown($0.after))
                    })
            }, hasAdded: !dossier.diff.added.isEmpty, hasRemoved: !dossier.diff.removed.isEmpty,
            hasChanged: !dossier.diff.changed.isEmpty,
            previous: number > 1 ? "/catalogue/versions/\(number - 1)" : nil,
            next: number < dossier.newest ? "/catalogue/versions/\(number + 1)" : nil)
        return .page(
            Page(
                "catalogue/version", title: "清单第\(number)版", stage: .catalogue, model: model,
                trail: [("一单", "/catalogue"), ("清单版本", "/catalogue/versions")]))
    }
}

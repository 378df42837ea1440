import Domain

/// What changed between two states of a list, entry by entry and field by field. Partial `shell/diff`.
struct DiffModel: Sendable {
    struct Entry: Sendable {
        let code: String
        let title: String
        let heading: String
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

    let summary: String
    let added: [Entry]
    let removed: [Entry]
    let changed: [Change]
    let hasAdded: Bool
    let hasRemoved: Bool
    let hasChanged: Bool

    init<Listed: ListedEntry>(_ diff: ListDiff<Listed>, href: (String) -> String) {
        func entry(_ one: Listed) -> Entry {
            Entry(code: one.code, title: one.title, heading: one.heading, href: href(one.code))
        }
        func shown(_ text: String) -> String { text.isEmpty ? "（空）" : text }
        summary = diff.summary
        added = diff.added.map(entry)
        removed = diff.removed.map(entry)
        changed = diff.changed.map { change in
            Change(
                entry: entry(change.after),
                fields: change.fields.map {
                    Field(label: $0.label, before: shown($0.before), after: shown($0.after))
                })
        }
        (hasAdded, hasRemoved, hasChanged) = (!added.isEmpty, !removed.isEmpty, !changed.isEmpty)
    }
}

/// Which two versions to compare. Partial `shell/compare`.
struct CompareModel: Sendable {
    let action: String
    let list: String
    let from: [OptionModel]
    let to: [OptionModel]

    init(_ action: String, _ list: CatalogueList, versions: [(number: Int, day: Day)], from: Int, to: Int) {
        self.action = action
        self.list = list.rawValue
        func options(_ chosen: Int) -> [OptionModel] {
            versions.map {
                OptionModel(String($0.number), "第\($0.number)版（\($0.day.description)）", selected: $0.number == chosen)
            }
        }
        self.from = options(from) + [OptionModel("0", "空清单", selected: from == 0)]
        self.to = options(to)
    }
}

extension VersionStanding.State {
    /// The word beside a version.
    var chip: ChipModel {
        switch self {
        case .inForce: ChipModel("现行", .success)
        case .past: ChipModel("历史", .neutral)
        case .coming: ChipModel("将生效", .information)
        case .withdrawn: ChipModel("已撤回", .attention)
        }
    }
}

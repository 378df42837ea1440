import Domain

/// What stands in the fields of an entry's form: what was sent, or what the entry (or the proposal) says.
struct EntryValues {
    private let form: Fields
    private let sent: Bool
    private var texts: [String: String] = [:]
    private var lists: [String: [String]] = [:]
    private(set) var selector = Selector()

    init(_ call: Call, entry: ListEntry?, proposal: Proposal?, names: CatalogueNames) {
        form = call.form
        sent = call.form.pairs.contains { $0.name == "matter" }
        texts["region"] = (try? call.signedIn())?.region.text
        texts["department"] = Department.marketRegulation
        texts["cycle"] = "1"
        if let proposal { fill(proposal) }
        switch entry {
        case .item(let item): fill(item)
        case .joint(let joint): fill(joint, names)
        case .key(let key): fill(key)
        case nil: break
        }
        if sent { selector = SelectorForm.readable(call.form, call.house.reference) }
    }

    func text(_ name: String) -> String { sent ? form.text(name) : texts[name] ?? "" }
    func title(_ list: CatalogueList) -> String? {
        let title = text(list == .joint ? "trade" : "matter")
        return title.isEmpty ? nil : title
    }
    func list(_ name: String) -> [String] { sent ? form.list(name) : lists[name] ?? [] }

    private mutating func fill(_ proposal: Proposal) {
        let draft = proposal.draft
        for name in ["category", "trade", "field"] { texts[name] = draft.heading }
        (texts["matter"], texts["subjects"], texts["basis"]) = (draft.matter, draft.subjects, draft.basis)
        if proposal.ground == .local { texts["region"] = proposal.region.text }
    }

    private mutating func fill(_ item: Item) {
        texts.merge([
            "code": item.code, "category": item.category, "matter": item.matter, "subjects": item.subjects,
            "importance": item.importance.rawValue, "level": item.level, "basis": item.basis,
            "department": item.department, "region": item.region.text, "note": item.note ?? "",
            "is_sample": item.isSample ? "yes" : "no",
        ]) { $1 }
        lists["methods"] = item.methods
        selector = item.selector
    }

    private mutating func fill(_ joint: JointItem, _ names: CatalogueNames) {
        texts.merge([
            "code": joint.code, "trade": joint.trade, "matter": joint.matter, "subjects": joint.subjects,
            "lead": joint.lead, "level": joint.level, "basis": joint.basis, "note": joint.note ?? "",
            "items": joint.items.joined(separator: "、"), "is_sample": joint.isSample ? "yes" : "no",
            "parts": joint.parts.map {
                names.department($0.department) + ($0.matter.isEmpty ? "" : "：" + $0.matter)
            }.joined(separator: "\n"),
        ]) { $1 }
    }

    private mutating func fill(_ key: KeyItem) {
        texts.merge([
            "code": key.code, "field": key.field, "matter": key.matter, "subjects": key.subjects,
            "authority": key.authority, "measures": key.measures, "basis": key.basis, "cycle": String(key.cycleYears),
            "department": key.department, "region": key.region.text, "note": key.note ?? "",
            "items": key.items.joined(separator: "、"), "is_sample": key.isSample ? "yes" : "no",
        ]) { $1 }
        selector = key.selector
    }
}

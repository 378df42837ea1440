/// What a subject's history says of its fields, as far as a new statement has to know.
package struct FieldHistory: Sendable {
    /// Last written by a person.
    package var byHand: Set<SubjectField> = []
    /// Last written by a decided conflict: the value that the decision overruled.
    package var overruled: [SubjectField: String] = [:]
    package var changedAt: [SubjectField: Moment] = [:]

    package init() {}

    /// In the order of time: the last word on a field stands.
    package mutating func add(_ field: SubjectField, _ way: ChangeWay, old: String, at: Moment) {
        if way == .hand { byHand.insert(field) } else { byHand.remove(field) }
        overruled[field] = way == .conflict ? old : nil
        changedAt[field] = at
    }
}

/// Which differences a source may not simply write (decision 0012): the keeper's word, and a person's, stand against others
/// until somebody decides. What was decided is not asked again while a source only repeats the value that lost.
struct FieldContest {
    /// For a person to decide.
    private(set) var open: [FieldChange] = []
    /// Decided before, and only repeated.
    private(set) var settled: [FieldChange] = []

    var withheld: [FieldChange] { open + settled }

    /// - Parameter kept: conflicts of the subject that were decided for what we hold; asked only where it matters.
    init(
        _ fields: [FieldChange], _ known: SubjectProfile, _ source: SubjectSource, _ history: FieldHistory,
        industries: Industries?, kept: () throws -> [SubjectConflict]
    ) rethrows {
        guard source.way != .hand else { return }
        let isKeeper = source.department.utf8.elementsEqual(known.keeper.utf8)
        var decided: [SubjectConflict]?
        // What is empty anybody may fill.
        for one in fields where !one.old.isEmpty && one.field != .tags && one.field != .absent {
            if let lost = history.overruled[one.field], lost.utf8.elementsEqual(one.new.utf8) {
                settled.append(one)
                continue
            }
            guard !isKeeper || history.byHand.contains(one.field) else { continue }
            if decided == nil { decided = try kept() }
            let isDecided = (decided ?? []).contains { conflict in
                conflict.department.utf8.elementsEqual(source.department.utf8)
                    && (history.changedAt[one.field] ?? conflict.at) <= (conflict.resolvedAt ?? conflict.at)
                    && conflict.statement.named(nil, industries).contains {
                        $0.field == one.field && $0.new.trimmed.utf8.elementsEqual(one.new.utf8)
                    }
            }
            if isDecided { settled.append(one) } else { open.append(one) }
        }
    }
}

extension SubjectStatement {
    /// What the statement names, beside what is held; codes of industries without the letter of their section.
    func named(_ held: SubjectProfile?, _ industries: Industries?) -> [FieldChange] {
        var rows: [FieldChange] = []
        func row(_ field: SubjectField, _ new: String?) {
            guard let new else { return }
            rows.append(FieldChange(field: field, old: held?.value(field) ?? "", new: new))
        }
        row(.name, name)
        switch operation {
        case .cancel: row(.status, Subject.Status.cancelled.rawValue)
        case .revoke: row(.status, Subject.Status.revoked.rawValue)
        case .reopen: row(.status, Subject.Status.active.rawValue)
        case .put, .add, .change, .move: break
        }
        row(.region, region)
        row(.address, address)
        row(.registeredOn, registeredOn?.description)
        row(.kind, kind)
        row(.capital, capital)
        row(.scope, scope)
        row(.industry, industry.map { industries?.canonical($0.trimmed) ?? $0 })
        row(.scale, scale)
        return rows
    }
}

/// What hangs on a subject and comes by rows of a table: a licence, a place.
protocol SubjectPart: Equatable {
    /// All that its traces keep; its number and nothing else is left out.
    associatedtype Traced: Codable, Equatable
    static var act: SubjectAct { get }
    static var field: SubjectField { get }
    static func held(_ parts: SubjectParts) -> [Self]
    static func find(_ id: Int64, _ store: any SubjectStore) throws -> Self?
    static func delete(_ id: Int64, _ store: any SubjectStore) throws
    init(_ traced: Traced, id: Int64)
    var id: Int64 { get }
    var subject: Int64 { get }
    var traced: Traced { get }
    /// For the history of the subject.
    var summary: String { get }
    /// What people call it beside its subject's name.
    var label: String { get }
    /// Whether a row about the other is about this one.
    func isSame(as other: Self) -> Bool
    /// As a row states it, of one that is there.
    func following(_ old: Self) -> Traced
    func insert(_ store: any SubjectStore) throws -> Int64
    func update(_ store: any SubjectStore) throws
}

/// A kind whose rows each say one part of a subject. Said once are its columns and how a row is read.
protocol PartTable: RowTable {
    associatedtype Part: SubjectPart
    /// The part as the row states it, numbered 0; nil with the faults in `row`.
    func part(_ row: inout RowCells<Field>, of subject: SubjectProfile?, _ context: RowContext) throws -> Part?
    /// Which columns name the subject.
    var subjectColumns: (number: Field, scheme: Field) { get }
}

extension PartTable {
    func take(_ row: inout RowCells<Field>, _ context: RowContext) throws -> RowTrace? {
        let subject = try row.subject(subjectColumns.number, scheme: subjectColumns.scheme, context)
        let stated = try part(&row, of: subject, context)
        guard row.faults.list.isEmpty, let subject, let stated else { return nil }
        let store = context.stores.subjects
        let label = "\(subject.name)：\(stated.label)"
        guard let old = Part.held(try store.parts(subject: subject.id)).first(where: { $0.isSame(as: stated) }) else {
            let id = try stated.insert(store)
            try remember(subject.id, old: "", new: stated.summary, context)
            return RowTrace(object: id, label: label, before: nil, after: try RowTrace.text(stated.traced))
        }
        // The same one again: a renewal, an end, or nothing new.
        let state = stated.following(old)
        if state != old.traced {
            let now = Part(state, id: old.id)
            try now.update(store)
            try remember(subject.id, old: old.summary, new: now.summary, context)
        }
        return RowTrace(
            object: old.id, label: label, before: try RowTrace.text(old.traced), after: try RowTrace.text(state))
    }

    func state(of trace: RowTrace, _ stores: any Stores) throws -> String? {
        try Part.find(trace.object, stores.subjects).map { try RowTrace.text($0.traced) }
    }

    func restore(_ trace: RowTrace, _ context: RowContext) throws {
        let store = context.stores.subjects
        guard let now = try Part.find(trace.object, store) else { return }
        guard let before = trace.before else {
            try Part.delete(now.id, store)
            return try remember(now.subject, old: now.summary, new: "", context)
        }
        let old = Part(try RowTrace.state(before), id: now.id)
        try old.update(store)
        try remember(now.subject, old: now.summary, new: old.summary, context)
    }

    /// Writes down what a row, or its undo, did to something that hangs on a subject.
    private func remember(_ subject: Int64, old: String, new: String, _ context: RowContext) throws {
        try context.stores.subjects.insert([
            NewSubjectChange(
                subject: subject, act: Part.act, source: context.source, effectiveOn: nil, reason: context.reason,
                fields: [FieldChange(field: Part.field, old: old, new: new)], at: context.at)
        ])
    }
}

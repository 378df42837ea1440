/// The history of an import of subjects that is taken back: each field that returns, each move the other way. The rows
/// themselves go back in one statement (``ImportStore/undo(_:by:at:)``).
struct SubjectUndoing {
    private let record: ImportRecord
    private let context: RowContext
    private static let portion = 500

    init(_ record: ImportRecord, _ context: RowContext) {
        self.record = record
        self.context = context
    }

    func remember() throws {
        let subjects = context.stores.subjects
        let reason = context.reason
        var last: Int64 = 0
        while true {
            let images = try context.stores.imports.subjectImages(
                import: record.id, after: last, limit: SubjectUndoing.portion)
            guard let end = images.last?.id else { return }
            last = end
            var held: [Int64: SubjectProfile] = [:]
            for profile in try subjects.profiles(ids: images.map(\.id)) { held[profile.id] = profile }
            var changes: [NewSubjectChange] = []
            for before in images {
                guard let now = held[before.id] else { continue }
                let fields = now.differences(to: before)
                guard !fields.isEmpty else { continue }
                changes.append(
                    NewSubjectChange(
                        subject: before.id, act: SubjectTaking.act(fields, before), source: context.source,
                        effectiveOn: nil, reason: reason, fields: fields, at: context.at))
                if now.facts.region != before.facts.region {
                    _ = try subjects.insert(
                        RegionMove(
                            id: 0, subject: before.id, from: now.facts.region, to: before.facts.region,
                            effectiveOn: context.at.day, reason: reason, isDone: true),
                        by: context.actor.account, at: context.at, doneAt: context.at)
                }
            }
            try subjects.insert(changes)
        }
    }
}

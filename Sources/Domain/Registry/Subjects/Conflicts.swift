/// 冲突处理: statements that could not be taken as they came, and what people decide about them.
package struct Conflicts: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package func list(_ filter: ConflictFilter, slice: Slice, for actor: Actor) async throws
        -> Listing<SubjectConflict>
    {
        try actor.require(.registryRead)
        var filter = filter
        if !actor.region.contains(filter.region) { filter.region = actor.region }
        let wanted = filter
        return try await house.storage.read { try $0.subjects.conflicts(wanted, slice: slice) }
    }

    /// A conflict with what the registry holds and what a decision for the statement would change.
    package struct Case: Sendable {
        package let conflict: SubjectConflict
        package let held: SubjectProfile?
        package let rows: [FieldChange]
        package let departmentName: String
        package let origin: String
        /// Where what we hold comes from: the keeper, and the last change of a field that differs; nil for an unknown subject.
        package let heldOrigin: String?
        package let words: SubjectWords
    }

    package func show(_ id: Int64, for actor: Actor) async throws -> Case {
        try actor.require(.registryRead)
        let book = try house.book()
        return try await house.storage.read { stores in
            let conflict = try Conflicts.find(id, stores, actor, .registryRead)
            let held = try conflict.subject.flatMap { try stores.subjects.profile(id: $0) }
            let origin: String
            if let token = try conflict.token.flatMap({ try stores.subjects.token(id: $0) }) {
                origin = "接口“\(token.name)”"
            } else if let file = try conflict.importID.flatMap({ try stores.registry.importRecord($0) }) {
                origin = "文件“\(file.fileName)”"
            } else {
                origin = conflict.way.title
            }
            let rows = conflict.statement.named(held, book.industries)
            return Case(
                conflict: conflict, held: held, rows: rows,
                departmentName: try stores.registry.department(conflict.department)?.name ?? conflict.department,
                origin: origin, heldOrigin: try held.map { try Conflicts.origin($0, rows, stores) },
                words: try SubjectWords(stores, book, TagSight(actor, stores.registry)))
        }
    }

    private static func origin(_ held: SubjectProfile, _ rows: [FieldChange], _ stores: any Stores) throws -> String {
        let keeper = try stores.registry.department(held.keeper)?.name ?? held.keeper
        let differing = Set(rows.filter { !$0.old.utf8.elementsEqual($0.new.utf8) }.map(\.field))
        let last = try stores.subjects.changes(subject: held.id, limit: SubjectDossiers.changeLimit).first { change in
            change.fields.contains { differing.contains($0.field) }
        }
        return keeper + (last.map { "；最近一次：\($0.way.title)，\($0.who)，\($0.at.onScreen)" } ?? "；入库时登记")
    }

    /// Decides: the statement is taken, or what we hold is kept. Both with a reason, both for good.
    package func resolve(_ id: Int64, take: Bool, reason: String, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        let reason = try SubjectKeeping.reason(reason)
        let now = house.clock.now()
        let book = try house.book()
        return try await house.submit(submission, by: actor, to: "/registry/conflicts/\(id)") { stores in
            let conflict = try Conflicts.find(id, stores, actor, .registryEdit)
            guard conflict.state == .open else { throw Problem.moved("冲突") }
            if take {
                var statement = conflict.statement
                statement.reason = reason
                let taking = SubjectTaking(
                    stores: stores, book: book,
                    source: SubjectSource(
                        way: .conflict, account: actor.account, importID: conflict.importID, token: conflict.token,
                        department: conflict.department, region: actor.region), at: now, isDecided: true)
                _ = try taking.take(
                    statement, known: try conflict.subject.flatMap { try stores.subjects.profile(id: $0) })
            }
            try stores.subjects.resolve(id, take ? .taken : .kept, by: actor.account, reason: reason, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.conflict.resolve", actor: actor.account,
                    object: conflict.subject.map { "subject/\($0)" } ?? "conflict/\(id)", at: now,
                    sentence: "处理来件冲突（\(conflict.kind.title)）：\(take ? "采用来件" : "保留现状")。",
                    data: ["conflict": .number(id), "kind": .text(conflict.kind.rawValue), "taken": .flag(take)]),
                at: now)
        }
    }

    private static func find(_ id: Int64, _ stores: any Stores, _ actor: Actor, _ permission: Permission) throws
        -> SubjectConflict
    {
        guard let conflict = try stores.subjects.conflict(id: id) else { throw Problem.notFound("冲突") }
        try actor.require(permission, over: conflict.region, what: "冲突")
        return conflict
    }
}

/// Names of codes, for showing values of the history.
package struct SubjectWords: Sendable {
    private let regions: [String: String]
    private let sight: TagSight
    private let stations: [Int64: String]
    private let types: SubjectTypes
    private let industries: Industries

    init(_ stores: any Stores, _ book: ReferenceBook, _ sight: TagSight) throws {
        regions = Dictionary(book.regions.map { ($0.code.text, $0.name) }) { first, _ in first }
        self.sight = sight
        stations = Dictionary(
            try stores.subjects.stations(within: book.resolver.provinceCode).map { ($0.id, $0.name) }
        ) { first, _ in first }
        types = book.types
        industries = book.industries
    }

    package func region(_ code: RegionCode) -> String { regions[code.text] ?? code.text }

    /// The value as people read it; “空” for nothing.
    package func value(_ value: String, of field: SubjectField) -> String {
        guard !value.isEmpty else { return "（空）" }
        switch field {
        case .status: return Subject.Status(rawValue: value)?.title ?? value
        case .type: return types.type(code: value).name
        case .region: return regions[value].map { "\($0)（\(value)）" } ?? value
        // The history of before has codes without the letter.
        case .industry:
            return industries.name(of: value).map { "\(industries.canonical(value) ?? value) \($0)" } ?? value
        case .scale: return SubjectScale(word: value)?.title ?? value
        case .station: return Int64(value).flatMap { stations[$0] } ?? value
        case .tags:
            let names = sight.names
            let seen = sight.visible(value.split(separator: " ").map(String.init)).map { names[$0] ?? $0 }
            return seen.isEmpty ? "（空）" : seen.joined(separator: "、")
        case .name, .registeredOn, .kind, .capital, .scope, .address, .absent, .premises, .licence, .number:
            return value
        }
    }
}

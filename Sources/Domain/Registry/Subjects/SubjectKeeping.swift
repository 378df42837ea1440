/// 名录维护: what people do to subjects on pages, each with its reason. The statement goes the same way as a delta's.
package struct SubjectKeeping: Sendable {
    let house: House
    let book: ReferenceBook

    package init(_ house: House) throws {
        self.house = house
        book = try house.book()
    }

    /// A new subject; the outcome's address is its page.
    package func add(_ statement: SubjectStatement, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        try actor.require(.registryEdit)
        _ = try SubjectKeeping.reason(statement.reason)
        let now = house.clock.now()
        let book = book
        return try await house.submit(
            submission, by: actor,
            locating: { stores in "/registry/subjects/\(try stores.registry.lockSubjectCounter())" }
        ) { stores, location in
            let done = try SubjectTaking(stores: stores, book: book, source: SubjectSource(actor), at: now)
                .take(statement)
            guard let id = done.subject, location == "/registry/subjects/\(id)" else {
                throw Problem(.defect, "subject.number", "新增没有得到编号。")
            }
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.subject.add", actor: actor.account, object: "subject/\(id)", at: now,
                    sentence: "新增检查对象。", data: ["scheme": .text((statement.scheme ?? .uscc).rawValue)]), at: now)
        }
    }

    /// Changes fields, closes, reopens or moves, as the statement's operation says.
    ///
    /// - Parameter base: when the form was opened, the subject had last changed then; nil: not compared.
    package func change(
        _ id: Int64, _ statement: SubjectStatement, base: Moment?, by actor: Actor, submission: String?
    ) async throws -> SubmissionOutcome {
        let reason = try SubjectKeeping.reason(statement.reason)
        let now = house.clock.now()
        let book = book
        return try await house.submit(submission, by: actor, to: "/registry/subjects/\(id)") { stores in
            let known = try SubjectKeeping.profile(id, stores, actor)
            if let base, base != known.changedAt { throw Problem.moved("检查对象") }
            try SubjectKeeping.check(statement, known)
            var statement = statement
            statement.scheme = known.scheme
            statement.reason = reason
            let done = try SubjectTaking(stores: stores, book: book, source: SubjectSource(actor), at: now)
                .take(statement, known: known)
            guard done.kind != .unchanged else {
                throw Problem(
                    .invalid, "subject.same", "没有任何改动。", remedy: "请修改后再保存，或返回。", fields: ["reason": "没有任何改动"])
            }
            try SubjectKeeping.log(known.id, done, statement, actor, stores, now)
        }
    }

    /// Takes a move back whose day has not come.
    package func cancelMove(_ move: Int64, subject id: Int64, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/subjects/\(id)") { stores in
            _ = try SubjectKeeping.profile(id, stores, actor)
            guard let move = try stores.subjects.move(id: move), move.subject == id, !move.isDone else {
                throw Problem.moved("迁移")
            }
            try stores.subjects.cancelMove(move.id, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.subject.move-cancel", actor: actor.account, object: "subject/\(id)", at: now,
                    sentence: "撤销原定 \(move.effectiveOn.description) 生效的迁移。"), at: now)
        }
    }

    private static func log(
        _ id: Int64, _ done: SubjectTaking.Outcome, _ statement: SubjectStatement, _ actor: Actor,
        _ stores: any Stores, _ now: Moment
    ) throws {
        let names = done.fields.filter { $0.field != .tags }.map(\.field.title)
        let sentence =
            done.kind == .scheduled
            ? "登记迁移，\(statement.effectiveOn?.description ?? "") 起生效。"
            : "\(statement.operation.title)：\(names.joined(separator: "、"))。"
        try stores.ledger.append(
            LedgerEntry(
                act: "registry.subject.\(statement.operation.rawValue)", actor: actor.account, object: "subject/\(id)",
                at: now, sentence: sentence,
                data: ["fields": .list(done.fields.map { .text($0.field.rawValue) })]), at: now)
    }

    /// What the subject's state does not allow.
    private static func check(_ statement: SubjectStatement, _ known: SubjectProfile) throws {
        switch statement.operation {
        case .cancel, .revoke:
            guard known.status == .active else {
                throw Problem(.conflict, "subject.closed", "这个主体已经\(known.status.title)。", clause: "2.2.6")
            }
        case .reopen:
            guard known.status != .active else {
                throw Problem(.conflict, "subject.active", "这个主体仍在存续，不需要恢复。", clause: "2.2.6")
            }
        case .move:
            guard let region = statement.region, region != known.facts.region.text else {
                throw SubjectTaking.invalid("region", "请选择与现在不同的地区")
            }
        case .put, .add, .change: break
        }
    }

    static func reason(_ text: String?) throws -> String {
        guard let reason = text?.trimmed, !reason.isEmpty else {
            throw Problem(
                .invalid, "subject.reason", "请写明修改的理由或依据。", clause: "2.2.6", fields: ["reason": "请写明理由或依据。"])
        }
        return reason
    }

    static func profile(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> SubjectProfile {
        guard let profile = try stores.subjects.profile(id: id) else { throw Problem.notFound("检查对象") }
        try actor.require(.registryEdit, over: profile.facts.region, what: "检查对象")
        return profile
    }

    /// Moves whose day has come. Run now and then by the server; does nothing and logs nothing when there are none.
    package func carryOutMoves() async throws -> Int {
        let now = house.clock.now()
        let due = try await house.storage.read { try $0.subjects.dueMoves(on: now.day) }
        guard !due.isEmpty else { return 0 }
        return try await house.storage.write { stores in
            var count = 0
            for move in try stores.subjects.dueMoves(on: now.day) {
                guard let known = try stores.subjects.profile(id: move.subject) else { continue }
                var new = known
                new.facts.region = move.to
                new.facts.regionHow = RegionResolver.Place.How.stated.rawValue
                try stores.subjects.update(new, from: known, at: now)
                try stores.subjects.finishMove(move.id, at: now)
                let source = SubjectSource(way: .system, department: known.keeper, region: move.to)
                try stores.subjects.insert([
                    NewSubjectChange(
                        subject: known.id, act: .move, source: source, effectiveOn: move.effectiveOn,
                        reason: move.reason, fields: known.differences(to: new), at: now)
                ])
                count += 1
            }
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.subject.moves", actor: nil, object: "registry", at: now,
                    sentence: "\(count) 个主体的迁移到期生效。", data: ["moved": .number(Int64(count))]), at: now)
            return count
        }
    }
}

/// Premises, licences and numbers by hand. Nothing is deleted: an end has its day.
extension SubjectKeeping {
    package enum Part: String, Sendable, CaseIterable {
        case premises, licences, numbers

        var field: SubjectField {
            switch self {
            case .premises: .premises
            case .licences: .licence
            case .numbers: .number
            }
        }

        var act: SubjectAct {
            switch self {
            case .premises: .premises
            case .licences: .licence
            case .numbers: .number
            }
        }
    }

    package func add(_ premises: Premises, reason: String?, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        if let from = premises.from, let until = premises.until, until < from {
            throw SubjectTaking.invalid("until", "结束日期早于开始日期")
        }
        return try await part(.premises, of: premises.subject, reason: reason, by: actor, submission: submission) {
            stores in
            guard try stores.registry.region(premises.region)?.current == true else {
                throw SubjectTaking.invalid("region", "没有这个地区")
            }
            _ = try stores.subjects.insert(premises)
            return FieldChange(field: .premises, old: "", new: premises.summary)
        }
    }

    package func add(_ licence: Licence, reason: String?, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        if let from = licence.from, let until = licence.until, until < from {
            throw SubjectTaking.invalid("until", "有效期结束早于开始")
        }
        return try await part(.licences, of: licence.subject, reason: reason, by: actor, submission: submission) {
            stores in
            let held = try stores.subjects.parts(subject: licence.subject).licences
            // The same number again is a renewal.
            if let old = held.first(where: { $0.kind == licence.kind && $0.number == licence.number }) {
                try stores.subjects.update(
                    Licence(
                        id: old.id, subject: old.subject, kind: old.kind, number: old.number, issuer: licence.issuer,
                        scope: licence.scope, from: licence.from, until: licence.until, endedOn: nil))
                return FieldChange(field: .licence, old: old.summary, new: licence.summary)
            }
            _ = try stores.subjects.insert(licence)
            return FieldChange(field: .licence, old: "", new: licence.summary)
        }
    }

    package func add(_ number: OtherIdentifier, reason: String?, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        let checked: String
        do {
            checked = try number.scheme.checked(number.number)
        } catch let problem as Problem {
            throw Problem(
                problem.kind, problem.code, problem.message, clause: problem.clause, remedy: problem.remedy,
                fields: ["number": problem.message])
        }
        if let from = number.from, let until = number.until, until < from {
            throw SubjectTaking.invalid("until", "有效期结束早于开始")
        }
        return try await part(.numbers, of: number.subject, reason: reason, by: actor, submission: submission) {
            stores in
            if let other = try stores.subjects.profile(scheme: number.scheme, number: checked),
                number.scheme != .own || other.id == number.subject
            {
                throw Problem(
                    .conflict, "subject.number-taken",
                    other.id == number.subject ? "这个编号已经登记过。" : "这个编号已登记在“\(other.name)”名下。", clause: "2.2.6",
                    remedy: "请核对证照。", fields: ["number": "已经登记"])
            }
            let new = OtherIdentifier(
                id: 0, subject: number.subject, scheme: number.scheme, number: checked, issuer: number.issuer,
                from: number.from, until: number.until)
            _ = try stores.subjects.insert(new)
            return FieldChange(field: .number, old: "", new: new.summary)
        }
    }

    /// Ends a premises, licence or number on a day.
    package func end(
        _ part: Part, id: Int64, subject: Int64, on day: Day, reason: String?, by actor: Actor, submission: String?
    ) async throws -> SubmissionOutcome {
        try await self.part(part, of: subject, reason: reason, by: actor, submission: submission) { stores in
            let parts = try stores.subjects.parts(subject: subject)
            let old: String?
            switch part {
            case .premises:
                old = parts.premises.first { $0.id == id }?.summary
                try stores.subjects.endPremises(id, subject: subject, on: day)
            case .licences:
                old = parts.licences.first { $0.id == id }?.summary
                try stores.subjects.endLicence(id, subject: subject, on: day)
            case .numbers:
                old = parts.numbers.first { $0.id == id }?.summary
                try stores.subjects.endNumber(id, subject: subject, on: day)
            }
            return FieldChange(field: part.field, old: old ?? "", new: "至 \(day.description) 止")
        }
    }

    private func part(
        _ part: Part, of subject: Int64, reason: String?, by actor: Actor, submission: String?,
        _ body: @escaping @Sendable (any Stores) throws -> FieldChange
    ) async throws -> SubmissionOutcome {
        let reason = try SubjectKeeping.reason(reason)
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/subjects/\(subject)") { stores in
            _ = try SubjectKeeping.profile(subject, stores, actor)
            let field = try body(stores)
            try stores.subjects.insert([
                NewSubjectChange(
                    subject: subject, act: part.act, source: SubjectSource(actor), effectiveOn: nil, reason: reason,
                    fields: [field], at: now)
            ])
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.subject.\(part.rawValue)", actor: actor.account, object: "subject/\(subject)",
                    at: now, sentence: field.old.isEmpty ? "登记\(field.field.title)。" : "变更\(field.field.title)。",
                    data: ["field": .text(field.field.rawValue)]), at: now)
        }
    }
}

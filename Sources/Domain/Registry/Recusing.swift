/// 回避登记 (2.1.1): adding and ending an inspector's recusals.
package struct Recusing: Sendable {
    private let house: House

    package init(_ house: House) { self.house = house }

    package struct Draft: Sendable {
        package let kind: Recusal.Kind
        /// An identifier (of a relation: one or several), a region code, or a tag code.
        package let target: String
        package let reason: String
        package let from: Day
        package let until: Day?
        package let relation: Recusal.Relation?
        /// The other person of a relation; sealed.
        package let person: String

        package init(
            kind: Recusal.Kind, target: String, reason: String, from: Day, until: Day?,
            relation: Recusal.Relation? = nil, person: String = ""
        ) {
            self.kind = kind
            self.target = target
            self.reason = reason
            self.from = from
            self.until = until
            self.relation = relation
            self.person = person.trimmed
        }

        /// What it names: a relation may name several subjects, with blanks or commas between.
        var targets: [String] {
            guard kind == .relation else { return [target] }
            return target.split { $0.isWhitespace || ",，、;；".contains($0) }.map { $0.uppercased() }
        }
    }

    /// Adds a recusal. It binds every matching whose round of commitments is not closed yet. Visits that were drawn already,
    /// and that it bars, get a request for a replacement each (3.5.2).
    package func add(_ draft: Draft, inspector id: Int64, by actor: Actor, submission: String?) async throws
        -> SubmissionOutcome
    {
        let house = house
        let now = house.clock.now()
        if let until = draft.until, until < draft.from {
            throw Problem(
                .invalid, "recusal.period", "回避的结束日期早于开始日期。", clause: "2.1.1", fields: ["until": "不能早于开始日期"])
        }
        return try await house.submit(submission, by: actor, to: "/registry/inspectors/\(id)") { stores in
            let inspector = try Recusing.inspector(id, stores, actor)
            try Recusing.check(draft, stores)
            for target in draft.targets {
                let recusal = Recusal(
                    kind: draft.kind, target: target, reason: draft.reason, from: draft.from, until: draft.until,
                    relation: draft.relation, account: actor.account)
                guard try stores.registry.insert(recusal, inspector: id) else {
                    throw Problem(
                        .conflict, "recusal.twice", "这项回避已经登记过（同一对象、同一开始日期）。", clause: "2.1.1",
                        fields: ["target": "已经登记"])
                }
                if draft.kind == .relation, !draft.person.isEmpty {
                    let owner = PersonalData.owner(recusal: recusal, inspector: id)
                    try stores.staff.keep(
                        try house.personal().seal(draft.person, owner: owner, kind: .relative), owner: owner,
                        kind: .relative, at: now)
                }
                try stores.ledger.append(
                    LedgerEntry(
                        act: "registry.recusal.add", actor: actor.account, object: "inspector/\(inspector.id)",
                        at: now, sentence: "登记回避：\(draft.kind.title)，自 \(draft.from.description) 起。",
                        data: ["kind": .text(draft.kind.rawValue), "from": .text(draft.from.description)]), at: now)
            }
            // What it bars already is given up at once; what it bars later, when its day comes (``DayRoll``).
            _ = try DayRoll.vacate(id, stores, house, at: now)
        }
    }

    /// Ends a recusal with today as its last day; nothing is deleted.
    package func end(
        kind: Recusal.Kind, target: String, from: Day, inspector id: Int64, by actor: Actor, submission: String?
    ) async throws -> SubmissionOutcome {
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/registry/inspectors/\(id)") { stores in
            let inspector = try Recusing.inspector(id, stores, actor)
            try stores.registry.endRecusal(
                inspector: id, kind: kind, target: target, from: from, until: max(from, now.day))
            try stores.ledger.append(
                LedgerEntry(
                    act: "registry.recusal.end", actor: actor.account, object: "inspector/\(inspector.id)", at: now,
                    sentence: "结束回避：\(kind.title)（自 \(from.description) 起）。",
                    data: ["kind": .text(kind.rawValue), "from": .text(from.description)]), at: now)
        }
    }

    private static func inspector(_ id: Int64, _ stores: any Stores, _ actor: Actor) throws -> Inspector {
        guard let inspector = try stores.registry.inspector(id: id) else { throw Problem.notFound("执法检查人员") }
        try actor.require(.registryEdit, over: inspector.region, department: inspector.department, what: "执法检查人员")
        return inspector
    }

    private static func check(_ draft: Draft, _ stores: any Stores) throws {
        func refuse(_ message: String) -> Problem {
            Problem(.invalid, "recusal.target", message, clause: "2.1.1", fields: ["target": message])
        }
        switch draft.kind {
        case .relation:
            guard !draft.targets.isEmpty, draft.targets.count <= 50, draft.targets.allSatisfy(IdentifierCheck.isValid)
            else { throw refuse("请填写对方经营、任职单位的18位统一社会信用代码，多家用空格隔开，最多50家。") }
            guard draft.relation != nil else {
                throw Problem(.invalid, "recusal.relation", "请选择关系。", clause: "2.1.1", fields: ["relation": "请选择关系"])
            }
            guard draft.person.isEmpty || PersonalKind.relative.checked(draft.person) != nil else {
                throw Problem(.invalid, "recusal.person", "关系人姓名不超过50字。", clause: "2.1.1", fields: ["person": "不超过50字"])
            }
        case .subject:
            guard IdentifierCheck.isValid(draft.target) else { throw refuse("请填写正确的18位统一社会信用代码。") }
        case .region:
            guard let code = RegionCode(draft.target), try stores.registry.region(code) != nil else {
                throw refuse("没有这个行政区划代码。")
            }
        case .industry:
            guard try stores.registry.tagNumbers()[draft.target] != nil else { throw refuse("没有这个业务标签。") }
        }
        guard !draft.reason.isEmpty else {
            throw Problem(.invalid, "recusal.reason", "请写明回避理由。", clause: "2.1.1", fields: ["reason": "请写明理由"])
        }
    }
}

/// 委托的登记、确认、终止和结果反馈 (3.1.2, 3.1.3).
package struct Delegating: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// Largest file kept, in bytes.
    package static let largestDocument = 10_000_000

    /// A paper as it comes in: number, and the file or its SHA-256.
    package struct Paper: Sendable {
        package let number: String
        package let name: String
        package let content: [UInt8]?
        package let sha256: String

        package init(number: String, name: String = "", content: [UInt8]? = nil, sha256: String = "") {
            self.number = number
            self.name = name
            self.content = content
            self.sha256 = sha256
        }
    }

    package struct Draft: Sendable {
        package let kind: Delegation.Kind
        package let to: Int64
        package let paper: Paper
        package let starts: Day
        package let ends: Day
        /// Nil for the value of the rule.
        package let feedbackDays: Int?
        package let reason: String
        package let scope: Delegation.Scope

        package init(
            kind: Delegation.Kind, to: Int64, paper: Paper, starts: Day, ends: Day, feedbackDays: Int?, reason: String,
            scope: Delegation.Scope
        ) {
            self.kind = kind
            self.to = to
            self.paper = paper
            self.starts = starts
            self.ends = ends
            self.feedbackDays = feedbackDays
            self.reason = reason
            self.scope = scope
        }
    }

    // MARK: The agreement

    /// Registers a written agreement for the actor's own authority; it takes effect when the other side confirms it.
    package func propose(_ actor: Actor, _ draft: Draft, submission: String? = nil) async throws -> SubmissionOutcome {
        try actor.require(.drawRun)
        let house = house
        let now = house.clock.now()
        let document = try Delegating.checked(draft.paper, clause: draft.kind.clause)
        return try await house.submit(submission, by: actor, to: "/draw/delegations") { stores in
            guard let from = try stores.registry.authority(id: actor.authority),
                let to = try stores.registry.authority(id: draft.to)
            else { throw Problem.notFound("机关") }
            try Delegating.check(draft, from: from, to: to, now: now, stores)
            let days =
                try draft.feedbackDays
                ?? house.law.book.value("delegation.feedback.within", on: now.day, in: from.region)
            let id = try stores.draws.insert(
                NewDelegation(
                    kind: draft.kind, from: from.id, to: to.id, document: document, content: draft.paper.content,
                    starts: draft.starts, ends: draft.ends, feedbackDays: days, reason: draft.reason.trimmed,
                    scope: draft.scope, by: actor.account, at: now))
            try stores.ledger.append(
                LedgerEntry(
                    act: "delegation.propose", actor: actor.account, object: "delegation/\(id)", at: now,
                    sentence: "登记委托：\(from.name)委托\(to.name)（\(document.number)）",
                    data: [
                        "kind": .text(draft.kind.rawValue), "from": .text(from.code), "to": .text(to.code),
                        "document": .text(document.sha256), "starts": .text(draft.starts.description),
                        "ends": .text(draft.ends.description),
                    ]), at: now)
        }
    }

    /// Throws unless the two authorities may agree on this.
    static func check(
        _ draft: Draft, from: Authority, to: Authority, now: Moment, _ stores: any Stores
    ) throws {
        let clause = draft.kind.clause
        var fields: [String: String] = [:]
        if !from.department.utf8.elementsEqual(to.department.utf8) || from.id == to.id {
            fields["to"] = "请选择本系统的另一个机关"
        } else if draft.kind == .down, from.region == to.region || !from.region.contains(to.region) {
            fields["to"] = "上级委托下级，只能委托本辖区内的下级机关"
        } else if draft.kind == .near, from.region.level != to.region.level || from.region == to.region {
            fields["to"] = "委托就近区域，只能委托同级的其他机关"
        }
        if draft.ends < draft.starts { fields["ends"] = "不能早于开始日期" }
        if draft.ends < now.day { fields["ends"] = "委托期限已经过去" }
        if draft.kind == .near, draft.reason.trimmed.isEmpty { fields["reason"] = "请写明特殊情况" }
        if draft.reason.count > 300 { fields["reason"] = "不超过300字" }
        if let days = draft.feedbackDays, !(1...250).contains(days) { fields["feedback_days"] = "应为1至250个工作日" }
        for region in draft.scope.regions where !from.region.contains(region) {
            fields["regions"] = "只能委托本辖区内的区域"
        }
        for code in draft.scope.items where try stores.catalogue.item(code, on: now.day) == nil {
            fields["items"] = "所选事项不在清单内"
        }
        for id in draft.scope.campaigns where try stores.plans.campaign(id: id)?.authority != from.id {
            fields["campaigns"] = "只能委托本机关的任务"
        }
        guard fields.isEmpty else {
            throw Problem(.invalid, "delegation.form", "有\(fields.count)处需要修改。", clause: clause, fields: fields)
        }
    }

    static func checked(_ paper: Paper, clause: String) throws -> Delegation.Document {
        var fields: [String: String] = [:]
        let number = paper.number.trimmed
        let typed = paper.sha256.trimmed.lowercased()
        if number.isEmpty { fields["document_number"] = "请填写文书编号" }
        if number.count > 80 { fields["document_number"] = "不超过80字" }
        if let content = paper.content, content.count > largestDocument { fields["document"] = "文件不超过10兆字节" }
        if paper.content == nil, typed.wholeMatch(of: /[0-9a-f]{64}/) == nil {
            fields["document"] = "请上传文书，或填写文书文件的SHA-256"
        }
        guard fields.isEmpty else {
            throw Problem(
                .invalid, "delegation.document", "书面委托应有文书编号和文书（或文书文件的SHA-256）。", clause: clause, fields: fields)
        }
        return Delegation.Document(
            number: number, name: paper.content == nil ? "" : String(paper.name.suffix(120)),
            sha256: paper.content.map { Digest.sha256Hex($0) } ?? typed)
    }

    /// The other side agrees; from its first day on the agreement lets its inspectors into the pool.
    package func confirm(_ actor: Actor, delegation id: Int64, version: Int, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        try await decide(actor, id, version, .confirmed, reason: "", submission)
    }

    package func decline(
        _ actor: Actor, delegation id: Int64, version: Int, reason: String, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        try await decide(actor, id, version, .declined, reason: reason, submission)
    }

    /// Either side ends it early. What was drawn under it stays, and so does the feedback owed.
    package func end(
        _ actor: Actor, delegation id: Int64, version: Int, reason: String, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        try await decide(actor, id, version, .ended, reason: reason, submission)
    }

    private func decide(
        _ actor: Actor, _ id: Int64, _ version: Int, _ state: Delegation.State, reason: String, _ submission: String?
    ) async throws -> SubmissionOutcome {
        try actor.require(.drawRun)
        let reason = reason.trimmed
        if state != .confirmed, reason.isEmpty || reason.count > 300 {
            throw Problem(
                .invalid, "delegation.reason", reason.isEmpty ? "请写明理由。" : "理由不超过300字。", clause: "3.1.2",
                fields: ["reason": reason.isEmpty ? "请写明理由" : "不超过300字"])
        }
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/draw/delegations/\(id)") { stores in
            let delegation = try Delegating.visible(id, stores, actor)
            let sides = state == .ended ? [delegation.from, delegation.to] : [delegation.to]
            guard sides.contains(where: { $0.authority == actor.authority }) else {
                throw Problem(
                    .refused, "delegation.side",
                    state == .ended
                        ? "只有委托双方可以终止委托。" : "应由被委托的\(delegation.to.name)确认，委托方不能代为确认。",
                    clause: delegation.kind.clause, remedy: "请\(delegation.to.name)的抽取人员登录办理。")
            }
            guard delegation.version == version,
                delegation.state == (state == .ended ? .confirmed : .proposed)
            else { throw Problem.moved("委托") }
            if state == .confirmed, delegation.ends < now.day {
                throw Problem(
                    .refused, "delegation.over", "委托期限\(delegation.ends.inWords)已过，不能再确认。",
                    clause: delegation.kind.clause, remedy: "请委托方重新登记。")
            }
            try stores.draws.setState(
                state, delegation: delegation, by: actor.account, at: now, decision: reason)
            let word =
                switch state {
                case .confirmed: "\(delegation.to.name)确认委托"
                case .declined: "\(delegation.to.name)不同意委托：\(reason)"
                default: "提前终止委托：\(reason)"
                }
            try stores.ledger.append(
                LedgerEntry(
                    act: "delegation.\(state.rawValue)", actor: actor.account, object: "delegation/\(id)", at: now,
                    sentence: word, data: ["document": .text(delegation.document.sha256)]), at: now)
        }
    }

    // MARK: Feedback

    /// The delegate feeds the results back in writing (3.1.3), once all of them are entered.
    package func feedBack(
        _ actor: Actor, feedback id: Int64, paper: Paper, summary: String, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        try actor.require(.drawRun)
        let document = try Delegating.checked(paper, clause: "3.1.3")
        let summary = summary.trimmed
        guard !summary.isEmpty, summary.count <= 1000 else {
            let word = summary.isEmpty ? "请写明检查结果" : "不超过1000字"
            throw Problem(.invalid, "delegation.summary", word + "。", clause: "3.1.3", fields: ["summary": word])
        }
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/draw/feedback/\(id)") { stores in
            let feedback = try Delegating.visibleFeedback(id, stores, actor)
            guard feedback.to.authority == actor.authority else {
                throw Problem(
                    .refused, "delegation.feedback-side", "应由被委托的\(feedback.to.name)反馈检查结果。", clause: "3.1.3",
                    remedy: "请\(feedback.to.name)的抽取人员登录办理；逾期的可以催办。")
            }
            guard feedback.givenAt == nil else { throw Problem.moved("结果反馈") }
            guard feedback.finished == feedback.visits else {
                throw Problem(
                    .refused, "delegation.feedback-early",
                    "受托的\(feedback.visits)户中还有\(feedback.visits - feedback.finished)户没有录完结果，不能反馈。", clause: "3.1.3",
                    remedy: "请检查人员录完结果后再反馈。")
            }
            try stores.draws.setFeedback(
                id, document: document, content: paper.content, summary: summary, by: actor.account, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "delegation.feedback", actor: actor.account, object: "delegation/\(feedback.delegation)",
                    at: now, sentence: "\(feedback.to.name)反馈\(feedback.visits)户的检查结果（\(document.number)）",
                    data: ["ceremony": .text(feedback.ceremonyCode), "document": .text(document.sha256)]), at: now)
        }
    }

    /// The delegating authority asks for a feedback that is late.
    package func chase(_ actor: Actor, feedback id: Int64, submission: String? = nil) async throws -> SubmissionOutcome
    {
        try actor.require(.drawRun)
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/draw/feedback/\(id)") { stores in
            let feedback = try Delegating.visibleFeedback(id, stores, actor)
            guard feedback.from.authority == actor.authority else {
                throw Problem(
                    .refused, "delegation.chase-side", "只有委托方可以催办。", clause: "3.1.3",
                    remedy: "请\(feedback.from.name)的抽取人员办理。")
            }
            guard feedback.givenAt == nil else { throw Problem.moved("结果反馈") }
            guard let late = feedback.daysLate(on: now.day) else {
                throw Problem(
                    .refused, "delegation.chase-early", "反馈期限是\(feedback.dueOn.inWords)，还没有到期。", clause: "3.1.3",
                    remedy: "到期未反馈时再催办。")
            }
            try stores.draws.setChased(id, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "delegation.chase", actor: actor.account, object: "delegation/\(feedback.delegation)", at: now,
                    sentence: "催办结果反馈，已逾期\(late)天", data: ["ceremony": .text(feedback.ceremonyCode)]), at: now)
        }
    }
}

/// 逐级报备: the level above receives plans and adjustments or sends them back, and urges who is late (2.3.12, 2.3.15).
package struct PlanReporting: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// One thing handed up, as both sides see it.
    package struct Dossier: Sendable {
        package let report: PlanReport
        package let deadline: PlanDeadline
        package let timeline: [LedgerLine]
        /// Whether this person may receive or return it.
        package let mayAnswer: Bool
        /// Whether it may still be sent back; a plan that is public or begun may not.
        package let mayReturn: Bool
        /// Whether this person may enter the receipt of a level above that is not here.
        package let mayEnterReceipt: Bool
        /// Whether this person may hand an adjustment up again that was sent back.
        package let mayRepeat: Bool
    }

    // MARK: Reading

    /// What this authority is to receive, or has answered.
    package func received(_ actor: Actor, state: PlanReport.State, slice: Slice) async throws -> Listing<PlanReport> {
        try actor.require(.planRead)
        return try await house.storage.read {
            try $0.plans.reports(receiver: actor.authority, state: state, slice: slice)
        }
    }

    package func dossier(_ actor: Actor, report id: Int64) async throws -> Dossier {
        let house = house
        return try await house.storage.read { stores in
            let (report, plan) = try PlanReporting.readable(id, stores, actor)
            let edits = actor.may(.planEdit)
            let isOwn = report.authority == actor.authority
            return Dossier(
                report: report, deadline: try Planning.deadline(plan, house),
                timeline: try stores.ledger.timeline(object: "plan/\(plan.id)"),
                mayAnswer: edits && report.state == .waiting && report.receiver == actor.authority,
                mayReturn: try report.kind != .plan || PlanReporting.returnRefusal(plan, stores) == nil,
                mayEnterReceipt: edits && isOwn && report.state == .waiting && report.receiver == nil,
                mayRepeat: edits && isOwn && report.state == .returned && report.kind != .plan)
        }
    }

    // MARK: The level above

    /// 接收: the receipt is the place in the log.
    @discardableResult
    package func receive(_ actor: Actor, report id: Int64, remark: String, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let house = house
        let now = house.clock.now()
        return try await house.submit(submission, by: actor, to: "/plan/reports/\(id)") { stores in
            let report = try PlanReporting.answerable(id, stores, actor)
            let receipt = try stores.ledger.append(
                LedgerEntry(
                    act: "plan.receive", actor: actor.account, object: "plan/\(report.plan)", at: now,
                    sentence: "\(actor.authorityName)接收报备：\(report.title)",
                    data: ["report": .number(id), "remark": .text(remark.trimmed)]), at: now)
            try stores.plans.setAnswer(
                report: id, from: .waiting, to: .received, answer: remark.trimmed, receipt: String(receipt.index),
                by: actor.account, at: now)
        }
    }

    /// 退回修改: a plan becomes a draft again. Who had reported in time has a fixed period for the correction; the date
    /// of others is not moved.
    @discardableResult
    package func sendBack(_ actor: Actor, report id: Int64, reason: String, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let house = house
        let now = house.clock.now()
        let reason = reason.trimmed
        guard !reason.isEmpty else {
            throw Problem(
                .invalid, "plan.return.reason", "退回应写明需要修改什么。", clause: "2.3.12", fields: ["reason": "请写明退回理由"])
        }
        return try await house.submit(submission, by: actor, to: "/plan/reports/\(id)") { stores in
            let report = try PlanReporting.answerable(id, stores, actor)
            var sentence = "\(actor.authorityName)退回：\(report.title)，理由：\(reason)"
            if report.kind == .plan {
                guard let plan = try stores.plans.plan(id: report.plan) else { throw Problem.notFound("计划") }
                if let refusal = try PlanReporting.returnRefusal(plan, stores) { throw refusal }
                let due = try Planning.deadline(plan, house)
                var correctBy: Day?
                if due.standing == .inTime {
                    let days = try house.law.book.value("plan.correct-within", on: now.day, in: plan.region)
                    let day = now.day.advanced(by: days)
                    correctBy = day
                    sentence += "，请于\(max(day, due.due).inWords)前改正并重新报备"
                }
                try stores.plans.setReturned(plan: plan.id, correctBy: correctBy)
            }
            let receipt = try stores.ledger.append(
                LedgerEntry(
                    act: "plan.return", actor: actor.account, object: "plan/\(report.plan)", at: now,
                    sentence: sentence,
                    data: ["report": .number(id), "reason": .text(reason)]), at: now)
            try stores.plans.setAnswer(
                report: id, from: .waiting, to: .returned, answer: reason, receipt: String(receipt.index),
                by: actor.account, at: now)
        }
    }

    /// 催报: puts a reminder before who owes a plan; once a day.
    @discardableResult
    package func remind(
        _ actor: Actor, authority id: Int64, year: Int, kind: Plan.Kind, submission: String? = nil
    ) async throws -> SubmissionOutcome {
        try actor.require(.planEdit)
        let house = house
        let now = house.clock.now()
        return try await house.submit(
            submission, by: actor, to: "/plan/reporting?year=\(year)&kind=\(kind.rawValue)"
        ) { stores in
            guard let debtor = try stores.registry.authority(id: id) else { throw Problem.notFound("机关") }
            // Market regulation urges the other departments of its own division too (2.3.14).
            if debtor.region != actor.region
                || !actor.covers(debtor.region, department: Department.marketRegulation)
            {
                try actor.require(.planEdit, over: debtor.region, department: debtor.department, what: "机关")
            }
            guard debtor.id != actor.authority else {
                throw Problem(
                    .refused, "plan.remind.self", "不能催报本机关。", clause: "2.3.12", remedy: "请直接编制并报备本机关的计划。")
            }
            let plan = try stores.plans.plan(year: year, kind: kind, authority: id)
            guard plan.map({ $0.state == .draft }) ?? true else { throw Problem.moved("计划") }
            let told = try stores.plans.reminders(year: year, kind: kind, region: debtor.region).contains {
                $0.authority == id && $0.stage == .person && $0.at.day == now.day
            }
            guard !told else {
                throw Problem(
                    .conflict, "plan.remind.today", "今天已经催报过\(debtor.name)。", clause: "2.3.12", remedy: "请明天再催，或直接联系。")
            }
            try stores.plans.insertReminder(
                authority: id, year: year, kind: kind, stage: .person, by: actor.account, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "plan.remind", actor: actor.account, object: plan.map { "plan/\($0.id)" } ?? "authority/\(id)",
                    at: now, sentence: "\(actor.authorityName)催报\(debtor.name)\(year)年度\(kind.title)",
                    data: ["authority": .number(id), "year": .number(Int64(year)), "kind": .text(kind.rawValue)]),
                at: now)
        }
    }

    // MARK: Who reported

    /// The receipt of a level above that is not on this platform, by the number on its paper.
    @discardableResult
    package func enterReceipt(_ actor: Actor, report id: Int64, number: String, submission: String? = nil)
        async throws -> SubmissionOutcome
    {
        let house = house
        let now = house.clock.now()
        let number = number.trimmed
        guard !number.isEmpty else {
            throw Problem(.invalid, "plan.receipt.number", "请填写上级回执的文号。", fields: ["number": "请填写文号"])
        }
        return try await house.submit(submission, by: actor, to: "/plan/reports/\(id)") { stores in
            let report = try PlanReporting.own(id, stores, actor)
            guard report.receiver == nil else {
                throw Problem(
                    .refused, "plan.receipt.here", "上级机关在本平台接收报备，回执由它出具。", clause: "2.3.12",
                    remedy: "请等待\(report.receiverName ?? "上级机关")接收。")
            }
            try stores.ledger.append(
                LedgerEntry(
                    act: "plan.receipt", actor: actor.account, object: "plan/\(report.plan)", at: now,
                    sentence: "登记上级回执：\(report.title)，文号\(number)",
                    data: ["report": .number(id), "number": .text(number)]), at: now)
            try stores.plans.setAnswer(
                report: id, from: .waiting, to: .received, answer: "", receipt: number, by: actor.account, at: now)
        }
    }

    /// Hands an adjustment up again that was sent back, with what is said to the reasons.
    @discardableResult
    package func reportAgain(_ actor: Actor, report id: Int64, explanation: String, submission: String? = nil)
        async throws -> SubmissionOutcome
    {
        let house = house
        let now = house.clock.now()
        let explanation = explanation.trimmed
        guard !explanation.isEmpty else {
            throw Problem(
                .invalid, "plan.repeat.reason", "请说明对退回理由的处理。", clause: "2.3.15", fields: ["explanation": "请填写说明"])
        }
        return try await house.submit(submission, by: actor, to: "/plan/reports/\(id)") { stores in
            let report = try PlanReporting.own(id, stores, actor)
            guard report.kind != .plan else {
                throw Problem(
                    .refused, "plan.repeat.plan", "年度计划退回后应修改计划本身。", clause: "2.3.12", remedy: "请在计划页面修改后重新报备。")
            }
            guard report.state == .returned else { throw Problem.moved("报备") }
            try PlanReporting.handUp(
                report.plan, report.kind, campaign: report.campaign, reason: explanation, stores, actor, at: now)
            try stores.ledger.append(
                LedgerEntry(
                    act: "plan.adjust.again", actor: actor.account, object: "plan/\(report.plan)", at: now,
                    sentence: "重新报备：\(report.title)，说明：\(explanation)",
                    data: ["report": .number(id), "explanation": .text(explanation)]), at: now)
        }
    }
}

import TransparencyLog
import VerifiableDraw

/// 换人 (2.1.1, 3.5.2): reporting that a drawn inspector must leave a visit, and filling the place by chance.
///
/// Two people and the server make the sub-seed: the server seals its value when the vacancy is reported, another person
/// than the reporter approves with a value made in the own browser. Nobody of them can choose who comes in.
package struct Vacancies: Sendable {
    let house: House

    package init(_ house: House) { self.house = house }

    /// What is reported.
    package struct Draft: Sendable {
        /// Who leaves, by their numbers in the registry.
        package let inspectors: [Int64]
        package let reason: Vacancy.Reason
        package let note: String

        package init(inspectors: [Int64], reason: Vacancy.Reason, note: String) {
            self.inspectors = inspectors
            self.reason = reason
            self.note = note
        }
    }

    // MARK: Reporting

    /// Reports that somebody must leave: an inspector of the visit for themself, or whoever draws or reviews in its
    /// region for anybody of the team.
    package func report(_ actor: Actor, visit id: Int64, _ draft: Draft, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let house = house
        let draft = try Vacancies.checked(draft)
        return try await house.submit(submission, by: actor, to: "/inspection/visits/\(id)") { stores in
            guard let visit = try stores.inspections.visit(id: id) else { throw Problem.notFound("检查") }
            try Vacancies.mayReport(actor, visit, draft)
            try Vacancies.open(visit, draft, by: actor, stores, house)
        }
    }

    private static func checked(_ draft: Draft) throws -> Draft {
        var fields: [String: String] = [:]
        let note = draft.note.trimmed
        if draft.inspectors.isEmpty { fields["inspectors"] = "请选择谁退出" }
        if note.isEmpty { fields["note"] = "请写明情况" }
        if note.count > 300 { fields["note"] = "不超过300字" }
        guard fields.isEmpty else {
            throw Problem(.invalid, "vacancy.form", "有\(fields.count)处需要修改。", clause: "3.5.2", fields: fields)
        }
        return Draft(inspectors: Array(Set(draft.inspectors)), reason: draft.reason, note: note)
    }

    /// Whether this person may report for others, not only for themself: of the whole team, or of the own department's people
    /// in a joint visit.
    package static func mayReportForAll(_ actor: Actor, _ visit: Visit) -> Bool {
        (actor.may(.drawRun) || actor.may(.review)) && visit.isCovered(by: actor)
    }

    /// Whether this person may report for that one: the lead for everybody, another department for its own people.
    package static func mayReport(_ officer: Visit.Officer, of visit: Visit, _ actor: Actor) -> Bool {
        officer.inspector == actor.inspector
            || mayReportForAll(actor, visit)
                && (actor.covers(visit.region, department: visit.department)
                    || actor.covers(visit.region, department: officer.department))
    }

    private static func mayReport(_ actor: Actor, _ visit: Visit, _ draft: Draft) throws {
        if mayReportForAll(actor, visit) {
            let foreign = visit.officers.first {
                draft.inspectors.contains($0.inspector) && !mayReport($0, of: visit, actor)
            }
            guard let foreign else { return }
            throw Problem(
                .refused, "vacancy.department", "\(foreign.name)是其他部门的检查人员，您只能为本部门的人员申请换人。", clause: "3.5.2",
                remedy: "请由其本人、其部门或者牵头部门办理。")
        }
        guard actor.may(.inspect), let officer = visit.officer(actor.inspector) else { throw Problem.notFound("检查") }
        guard draft.inspectors == [officer.inspector] else {
            throw Problem(
                .refused, "vacancy.others", "您只能为自己申请退出这次检查。", clause: "3.5.2",
                remedy: "他人需要退出的，请由其本人申请，或者由本局抽取、审核人员办理。")
        }
    }

    /// Opens a vacancy within a transaction, for use cases that find one.
    static func open(_ visit: Visit, _ draft: Draft, by actor: Actor, _ stores: any Stores, _ house: House) throws {
        guard visit.state != .finished else {
            throw Problem(
                .conflict, "vacancy.finished", "这次上门的结果已全部录入，不能再换人。", clause: "3.5.2",
                remedy: "结果确有问题的，请审核人员退回后处理。")
        }
        let earlier = try stores.draws.vacancies(visit: visit.id)
        guard !earlier.contains(where: { $0.state == .open }) else {
            throw Problem(
                .conflict, "vacancy.twice", "这次检查已有一件换人申请待处理。", clause: "3.5.2", remedy: "请等待处理结果，或由处理人不同意后重新申请。")
        }
        guard visit.ground == nil else {
            throw Problem(
                .refused, "vacancy.direct", "这是\(DirectCheck.mark)，检查人员由机关指派，不办理随机递补。", clause: "3.5.2",
                remedy: "请由安排检查的计划制定人员在检查页面更换，并写明理由。")
        }
        guard let frozen = try stores.draws.staffing(ceremony: visit.ceremony) else {
            throw Problem.notFound("冻结的人员名单")
        }
        var leaving: [Vacancy.Officer] = []
        for (slot, officer) in visit.officers.enumerated() where draft.inspectors.contains(officer.inspector) {
            guard let lot = frozen.officers.first(where: { $0.inspector == officer.inspector })?.lot else {
                throw Problem(.defect, "vacancy.lot", "检查人员的签号无法对应。", clause: "3.5.4")
            }
            leaving.append(
                Vacancy.Officer(slot: slot, inspector: officer.inspector, name: officer.name, lot: lot))
        }
        guard leaving.count == draft.inspectors.count else {
            throw Problem(
                .conflict, "vacancy.not-assigned", "所选人员不在这次检查中。", clause: "3.5.2", remedy: "请刷新页面查看最新的检查人员。")
        }
        guard let ceremony = try stores.draws.ceremony(id: visit.ceremony) else { throw Problem.notFound("摇号") }
        let now = try Ceremonies.moment(ceremony, stores, house.clock)
        let value = house.randomHex(bytes: 32)
        let inspection = visit.inspectionID
        let entry = try CeremonyEntries.vacancy(
            plan: Ceremonies.planLeaf(visit.ceremony, stores), at: now, inspection: inspection,
            officers: leaving.map(\.lot), reason: draft.reason, value: value)
        let position = try stores.ledger.append(
            LedgerEntry(
                act: "draw.vacancy", actor: actor.account, object: "ceremony/\(ceremony.id)",
                sentence: "\(leaving.count)名检查人员因\(draft.reason.title)需要退出一次检查", bytes: entry), at: now)
        _ = try stores.draws.insert(
            NewVacancy(
                ceremony: ceremony.id, visit: visit.id, inspection: inspection, reason: draft.reason, note: draft.note,
                serverValue: value, entry: position.index, officers: leaving, by: actor.account, at: now))
        try stores.ledger.append(
            LedgerEntry(
                act: "visit.vacancy", actor: actor.account, object: "visit/\(visit.id)", at: now,
                sentence: "申请换人：\(leaving.map(\.name).joined(separator: "、"))因\(draft.reason.title)退出",
                namesActor: false), at: now)
        try publish(ceremony.id, stores, house, position.index) { record in
            record.replacements = (record.replacements ?? []) + [ReplacementRecord(vacancy: Int(position.index))]
        }
    }

    // MARK: Deciding

    /// Approves: draws who comes in. Another person than the reporter, who has no part in the visit.
    /// - Parameter value: 32 random bytes of the approver's own browser, 64 hex characters.
    package func approve(_ actor: Actor, vacancy id: Int64, value: String, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let house = house
        let hex = value.trimmed.lowercased()
        guard Hex.bytes(lower: hex, count: 32) != nil else {
            throw Problem(
                .invalid, "vacancy.value", "随机数应为64位十六进制数。", clause: "3.5.2", fields: ["value": "应为64位十六进制数"])
        }
        return try await house.submit(submission, by: actor, to: "/draw/vacancies/\(id)") { stores in
            let (vacancy, visit) = try Vacancies.decidable(id, actor, stores)
            try Replacing(house: house, stores: stores, vacancy: vacancy, visit: visit).fill(by: actor, value: hex)
        }
    }

    /// Refuses with a reason: who was drawn stays.
    package func refuse(_ actor: Actor, vacancy id: Int64, reason: String, submission: String? = nil) async throws
        -> SubmissionOutcome
    {
        let house = house
        let reason = reason.trimmed
        guard !reason.isEmpty, reason.count <= 300 else {
            throw Problem(
                .invalid, "vacancy.reason", reason.isEmpty ? "不同意换人应写明理由。" : "理由不超过300字。", clause: "3.5.2",
                fields: ["reason": reason.isEmpty ? "请写明理由" : "不超过300字"])
        }
        return try await house.submit(submission, by: actor, to: "/draw/vacancies/\(id)") { stores in
            let (vacancy, visit) = try Vacancies.decidable(id, actor, stores)
            let now = house.clock.now()
            if vacancy.reason == .recusal,
                let rule = try? house.law.book.rule(
                    "matching.recusal", on: now.day, in: visit.region),
                try Vacancies.isRecused(vacancy, visit, stores, on: now.day)
            {
                throw rule.refusal(
                    "vacancy.recusal-stands", "\(vacancy.officers.map(\.name).joined(separator: "、"))的回避已经登记，必须退出这次检查。",
                    remedy: "请同意换人；回避登记有误的，请名录库管理人员先结束该项回避。")
            }
            try stores.draws.setRefused(id, by: actor.account, at: now, reason: reason)
            for object in ["visit/\(visit.id)", "ceremony/\(vacancy.ceremony)"] {
                try stores.ledger.append(
                    LedgerEntry(
                        act: "draw.vacancy.refuse", actor: actor.account, object: object, at: now,
                        sentence: object.hasPrefix("visit") ? "不同意换人：\(reason)" : "一件换人申请没有同意，原检查人员不变",
                        data: ["vacancy": .number(vacancy.entry)], namesActor: false), at: now)
            }
            try Ceremonies.projectSteps(vacancy.ceremony, stores, house.checkpoints)
        }
    }

    private static func decidable(_ id: Int64, _ actor: Actor, _ stores: any Stores) throws -> (Vacancy, Visit) {
        guard let vacancy = try stores.draws.vacancy(id: id),
            let visit = try stores.inspections.visit(id: vacancy.visit)
        else { throw Problem.notFound("换人申请") }
        try actor.require(.drawRun, over: visit.region, department: visit.department, what: "换人申请")
        guard vacancy.state == .open else { throw Problem.moved("换人申请") }
        if let refusal = refusal(vacancy, visit, actor) { throw refusal }
        return (vacancy, visit)
    }

    /// Why this person may not decide, or nil.
    package static func refusal(_ vacancy: Vacancy, _ visit: Visit, _ actor: Actor) -> Problem? {
        if vacancy.reportedBy == actor.account {
            return Problem(
                .refused, "vacancy.same-person", "换人申请由您提出，应由另一名有抽取权限的人员处理。", clause: "3.5.2",
                remedy: "请本局或者上级局的其他抽取人员处理。")
        }
        if visit.officer(actor.inspector) != nil {
            return Problem(
                .refused, "vacancy.party", "您是这次检查的检查人员，不能处理本次换人。", clause: "3.5.2", remedy: "请其他抽取人员处理。")
        }
        return nil
    }

    private static func isRecused(_ vacancy: Vacancy, _ visit: Visit, _ stores: any Stores, on day: Day) throws -> Bool
    {
        guard let subject = try stores.registry.subject(id: visit.subject) else { return false }
        return try vacancy.officers.contains { officer in
            try stores.registry.inspector(id: officer.inspector)?.isRecused(from: subject, on: day) ?? false
        }
    }

    // MARK: Reading

    /// What waits and what was decided, in the actor's scope.
    package func list(_ actor: Actor, states: [Vacancy.State], slice: Slice) async throws -> Listing<Vacancy> {
        try actor.require(.drawRun)
        return try await house.storage.read {
            try $0.draws.vacancies(region: actor.region, department: actor.department, states: states, slice: slice)
        }
    }

    package func view(_ actor: Actor, vacancy id: Int64) async throws -> (vacancy: Vacancy, visit: Visit) {
        try await house.storage.read { stores in
            guard let vacancy = try stores.draws.vacancy(id: id),
                let visit = try stores.inspections.visit(id: vacancy.visit)
            else { throw Problem.notFound("换人申请") }
            try actor.require(.drawRun, over: visit.region, department: visit.department, what: "换人申请")
            return (vacancy, visit)
        }
    }

    /// The team of a visit for the form, with the vacancy that is open.
    package func form(_ actor: Actor, visit id: Int64) async throws -> (visit: Visit, open: Vacancy?) {
        try await house.storage.read { stores in
            guard let visit = try stores.inspections.visit(id: id),
                Vacancies.mayReportForAll(actor, visit)
                    || (actor.may(.inspect) && visit.officer(actor.inspector) != nil)
            else { throw Problem.notFound("检查") }
            return (visit, try stores.draws.vacancies(visit: id).first { $0.state == .open })
        }
    }

    // MARK: The public record

    /// Adds a log entry to the published record, and what came with it.
    static func publish(
        _ ceremony: Int64, _ stores: any Stores, _ house: House, _ entry: Int64,
        _ change: (inout CeremonyRecord) -> Void
    ) throws {
        guard let text = try stores.draws.record(ceremony: ceremony) else { throw Problem.notFound("摇号结果") }
        do {
            var record = try CeremonyRecord(json: Array(text.utf8))
            let receipt = try house.checkpoints.receipt(of: entry, in: stores.ledger, size: nil)
            record.entries.append(
                CeremonyRecord.LoggedEntry(
                    index: Int(entry), bytes: try stores.ledger.entry(entry), receipt: receipt.encoded))
            change(&record)
            let json = String(decoding: try record.json(), as: UTF8.self)
            try stores.draws.setRecord(json, ceremony: ceremony)
            try Ceremonies.projectSteps(ceremony, stores, house.checkpoints, record: json)
        } catch let refusal as DrawRefusal {
            throw refusal.forPeople
        }
    }
}

extension Inspector {
    /// Whether a recusal in force on that day keeps this person from the subject.
    package func isRecused(from subject: Subject, on day: Day) -> Bool {
        let tags = Set(subject.facts.tags)
        return recusals.contains {
            $0.bars(identifier: subject.identifier, region: subject.facts.region, tags: tags, on: day)
        }
    }
}

extension Visit {
    /// The inspection's id in the ceremony's public record.
    var inspectionID: String { slip }
}

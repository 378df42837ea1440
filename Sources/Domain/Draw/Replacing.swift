import TransparencyLog
import VerifiableDraw

/// Fills one vacancy within a transaction: sub-seed, matching of the vacated places, the visit's new team, the public record.
struct Replacing {
    let house: House
    let stores: any Stores
    let vacancy: Vacancy
    let visit: Visit

    func fill(by actor: Actor, value: String) throws {
        guard let ceremony = try stores.draws.ceremony(id: vacancy.ceremony), let seed = ceremony.seed,
            let frozen = try stores.draws.staffing(ceremony: ceremony.id),
            let text = try stores.draws.record(ceremony: ceremony.id)
        else { throw Problem.notFound("摇号") }
        let now = try Ceremonies.moment(ceremony, stores, house.clock)
        let plan = try Ceremonies.planLeaf(ceremony.id, stores)
        let server = try stores.draws.serverValue(vacancy: vacancy.id)
        let leaf = MerkleTree.leafHash(try stores.ledger.entry(vacancy.entry)).hex
        do {
            let subSeed = try SubSeed.hex(seed: seed, vacancy: leaf, server: server, approver: value)
            let byLot = Dictionary(frozen.officers.map { ($0.lot, $0) }, uniquingKeysWith: { first, _ in first })
            let leaving = vacancy.officers.map(\.lot)
            let found = try Self.problem(
                visit, leaving: leaving, seed: subSeed, record: text, frozen: frozen, stores, on: now.day)
            let problem = found.problem
            var standing = found.standing
            let assigned: [AssignedInspection]
            switch try Assignment.solve(problem) {
            case .assigned(let outcome): assigned = outcome
            case .infeasible: throw refusal(problem, found.absent)
            }
            let incoming = assigned.first?.officers ?? []
            try standing.replace(vacancy.inspection, leaving: leaving, by: incoming)
            let people = try zip(vacancy.officers, incoming).map { leaver, lot in
                guard let inspector = byLot[lot]?.inspector else {
                    throw Problem(.defect, "vacancy.officer-lot", "递补结果中的签号无法对应。", clause: "3.5.4")
                }
                return (slot: leaver.slot, inspector: inspector)
            }
            let matching = MatchingRecord(
                officers: problem.officers, pools: problem.pools, inspections: problem.inspections,
                assignment: assigned)
            let entry = ReplacementEntry(
                plan: plan, time: CeremonyEntries.time(now), vacancy: leaf, server: server, approver: value,
                seed: subSeed, matching: matching)
            let position = try stores.ledger.append(
                LedgerEntry(
                    act: "draw.replacement", actor: actor.account, object: "ceremony/\(ceremony.id)",
                    sentence: "随机递补\(people.count)名检查人员", bytes: try CeremonyEntry.replacement(entry).bytes()),
                at: now)
            try record(people, matching, seed: subSeed, entry: position.index, by: actor, at: now)
        } catch let refusal as DrawRefusal {
            throw refusal.forPeople
        }
    }

    /// The places that those lots leave, with who can still be sent today.
    private static func problem(
        _ visit: Visit, leaving: [String], seed: String, record text: String, frozen: FrozenStaffing,
        _ stores: any Stores, on day: Day
    ) throws -> (standing: Standing, problem: AssignmentProblem, absent: [String: Absence]) {
        guard let standing = try Standing(CeremonyRecord(json: Array(text.utf8))) else {
            throw Problem.notFound("匹配结果")
        }
        let absences = try Absences(stores: stores, visit: visit, on: day)
        let byLot = Dictionary(frozen.officers.map { ($0.lot, $0) }, uniquingKeysWith: { first, _ in first })
        var absent: [String: Absence] = [:]
        for slot in try standing.vacatedSlots(visit.inspectionID, leaving: leaving) {
            for lot in standing.members(ofPool: slot.pool) ?? [] where absent[lot] == nil {
                guard let officer = byLot[lot] else { continue }
                absent[lot] = try absences.absence(officer)
            }
        }
        let problem = try standing.problem(visit.inspectionID, leaving: leaving, seed: seed) { absent[$0] == nil }
        return (standing, problem, absent)
    }

    /// Whether anybody of the frozen list could come in today for this inspector; who it would be only a sub-seed tells.
    static func isPossible(_ visit: Visit, leaving inspector: Int64, _ stores: any Stores, on day: Day) throws -> Bool {
        guard let frozen = try stores.draws.staffing(ceremony: visit.ceremony),
            let text = try stores.draws.record(ceremony: visit.ceremony),
            let lot = frozen.officers.first(where: { $0.inspector == inspector })?.lot
        else { return false }
        do {
            let anySeed = String(repeating: "0", count: 64)
            let problem = try Self.problem(
                visit, leaving: [lot], seed: anySeed, record: text, frozen: frozen, stores, on: day
            ).problem
            if case .assigned = try Assignment.solve(problem) { return true }
            return false
        } catch let refusal as DrawRefusal {
            throw refusal.forPeople
        }
    }

    private func record(
        _ people: [(slot: Int, inspector: Int64)], _ matching: MatchingRecord, seed: String, entry: Int64,
        by actor: Actor, at now: Moment
    ) throws {
        try stores.draws.setFilled(
            vacancy.id, by: actor.account, at: now, seed: seed, entry: entry, incoming: people)
        for one in people {
            try stores.inspections.replaceOfficer(visit: visit.id, slot: one.slot, by: one.inspector)
        }
        let team = try stores.inspections.visit(id: visit.id)?.officers.map(\.name) ?? []
        try stores.ledger.append(
            LedgerEntry(
                act: "visit.replacement", actor: actor.account, object: "visit/\(visit.id)", at: now,
                sentence: "随机递补：\(vacancy.officers.map(\.name).joined(separator: "、"))退出，现为"
                    + team.joined(separator: "、"), namesActor: false), at: now)
        let done = ReplacementRecord(
            vacancy: Int(vacancy.entry), replacement: (entry: Int(entry), matching: matching))
        try Vacancies.publish(vacancy.ceremony, stores, house, entry) { record in
            record.replacements = (record.replacements ?? []).map { $0.vacancy == done.vacancy ? done : $0 }
        }
    }

    /// Nobody can come in: why each of the pool cannot, and what would help.
    private func refusal(_ problem: AssignmentProblem, _ absent: [String: Absence]) -> Problem {
        var counts: [Absence.Kind: Int] = [:]
        for absence in absent.values { counts[absence.kind, default: 0] += 1 }
        let full = problem.officers.count { $0.cap == 0 }
        var parts = Absence.Kind.allCases.compactMap { kind in counts[kind].map { "\($0)人\(kind.title)" } }
        if full > 0 { parts.append("\(full)人已到承担上限") }
        let barred = problem.inspections.first?.recused?.count ?? 0
        let back = absent.values.compactMap { $0.kind == .leave ? $0.until : nil }.min()
        return Problem(
            .refused, "vacancy.nobody",
            "没有人可以接替：冻结的人员池中，\(barred)人已在本次检查中、已退出或须回避"
                + (parts.isEmpty ? "" : "，" + parts.joined(separator: "，")) + "。",
            clause: "3.5.2",
            remedy: (back.map { "最早\($0.inWords)之后有人销假，届时可再次处理；" } ?? "")
                + "执法证更新、提前销假或者其他检查录完之后也可再次处理。摇号冻结之后不能再加人；一直无人可派的，请不同意本申请并写明情况，由本局负责人另行公布方案重新抽取这一户。")
    }
}

/// Why somebody who was frozen cannot be sent now.
struct Absence: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case left, moved, certificate, leave, recused

        var title: String {
            switch self {
            case .left: "已离岗"
            case .moved: "已调离"
            case .certificate: "执法证不在有效期"
            case .leave: "请假或外出"
            case .recused: "须回避该对象"
            }
        }
    }

    let kind: Kind
    /// Last day of a leave.
    let until: Day?
}

/// Looks up who of the frozen can still be sent to a visit, by the registry of the day.
struct Absences {
    let stores: any Stores
    let day: Day
    private let subject: Subject
    private let leaves: [Int64: Day]

    init(stores: any Stores, visit: Visit, on day: Day) throws {
        guard let subject = try stores.registry.subject(id: visit.subject) else { throw Problem.notFound("检查对象") }
        self.stores = stores
        self.day = day
        self.subject = subject
        leaves = Dictionary(
            try stores.registry.leaves(on: day).map { ($0.inspector, $0.until) }, uniquingKeysWith: { max($0, $1) })
    }

    /// Nil for one who can be sent.
    func absence(_ officer: FrozenOfficer) throws -> Absence? {
        guard let now = try stores.registry.inspector(id: officer.inspector), now.status == .active else {
            return Absence(kind: .left, until: nil)
        }
        if now.authority != officer.authority { return Absence(kind: .moved, until: nil) }
        if !now.isCertified(on: day) { return Absence(kind: .certificate, until: nil) }
        if let until = leaves[officer.inspector] { return Absence(kind: .leave, until: until) }
        if now.isRecused(from: subject, on: day) { return Absence(kind: .recused, until: nil) }
        return nil
    }
}

/// Who holds which place of a drawn ceremony's inspections as it stands: after the draw, and after the replacements so far.
/// The house makes the problem of a replacement from it, the verifier checks one against it.
package struct Standing: Sendable {
    private let frozen: MatchingRecord
    private let inspectionByID: [ByteKey: AssignmentProblem.Inspection]
    private let frozenOfficers: [ByteKey: AssignmentProblem.Officer]
    /// Officers of each inspection in slot order.
    private var teams: [ByteKey: [String]]
    /// Places that each officer holds.
    private var places: [ByteKey: Int] = [:]
    /// Who left an inspection before.
    private var left: [ByteKey: [String]] = [:]

    /// As the draw left it.
    package init(_ drawn: MatchingRecord) {
        frozen = drawn
        inspectionByID = Dictionary(
            drawn.inspections.map { (ByteKey($0.id), $0) }, uniquingKeysWith: { first, _ in first })
        frozenOfficers = Dictionary(
            drawn.officers.map { (ByteKey($0.id), $0) }, uniquingKeysWith: { first, _ in first })
        teams = Dictionary(
            drawn.assignment.map { (ByteKey($0.id), $0.officers) }, uniquingKeysWith: { first, _ in first })
        for assigned in drawn.assignment {
            for officer in assigned.officers { places[ByteKey(officer), default: 0] += 1 }
        }
    }

    /// The officers of an inspection in slot order; nil where there is no such inspection.
    package func team(_ inspection: String) -> [String]? { teams[ByteKey(inspection)] }

    /// Members of a frozen pool; nil where there is no such pool.
    package func members(ofPool name: String) -> [String]? {
        frozen.pools.first { ByteOrder.equal($0.key, name) }?.value
    }

    /// Pools of the places that the leaving officers hold, in the order of the places.
    /// - Throws: `problemFormat` when there is no such inspection, or somebody has no place in it.
    package func vacatedSlots(
        _ inspection: String, leaving: [String]
    ) throws(DrawRefusal) -> [(slot: Int, pool: String)] {
        guard let known = inspectionByID[ByteKey(inspection)], let team = teams[ByteKey(inspection)],
            known.slots.count == team.count
        else { throw DrawRefusal(.problemFormat, "没有检查“\(inspection)”") }
        for officer in leaving where !team.contains(where: { ByteOrder.equal($0, officer) }) {
            throw DrawRefusal(.problemFormat, "“\(officer)”不在检查“\(inspection)”中，不能退出")
        }
        return team.indices.filter { slot in leaving.contains { ByteOrder.equal($0, team[slot]) } }
            .map { (slot: $0, pool: known.slots[$0]) }
    }

    /// Who may not come in: those who leave, those who left before, those who stay, and the recused of the draw; in
    /// byte order.
    func barred(_ inspection: String, leaving: [String]) -> [String] {
        let key = ByteKey(inspection)
        let all = leaving + (left[key] ?? []) + (teams[key] ?? []) + (inspectionByID[key]?.recused ?? [])
        return Set(all.map(ByteKey.init)).sorted().map(\.text)
    }

    /// An officer as a replacement counts: the places held weigh on the base and come off the cap. Nil for one who is not
    /// among the frozen.
    func counted(_ lot: String) -> AssignmentProblem.Officer? {
        guard let officer = frozenOfficers[ByteKey(lot)] else { return nil }
        let held = places[ByteKey(lot)] ?? 0
        let base = (officer.base ?? 0).addingReportingOverflow(held)
        guard !base.overflow else { return nil }
        return AssignmentProblem.Officer(
            id: officer.id, cap: officer.cap.map { max(0, $0 - held) }, base: base.partialValue)
    }

    /// The problem of the vacated places (docs/draw-spec.md, 12).
    /// - Parameters:
    ///   - leaving: lots of those who leave, each with a place in the inspection.
    ///   - seed: the sub-seed.
    ///   - canServe: whether somebody frozen can still take part: present, certified, not recused since.
    /// - Throws: `problemFormat`.
    package func problem(
        _ inspection: String, leaving: [String], seed: String, canServe: (String) -> Bool
    ) throws(DrawRefusal) -> AssignmentProblem {
        let slots = try vacatedSlots(inspection, leaving: leaving)
        var pools: [String: [String]] = [:]
        for slot in slots where pools[slot.pool] == nil {
            guard let members = members(ofPool: slot.pool) else {
                throw DrawRefusal(.problemFormat, "没有人员池“\(slot.pool)”")
            }
            pools[slot.pool] = members.filter(canServe)
        }
        let officers = Set(pools.values.joined().map(ByteKey.init)).sorted().compactMap { counted($0.text) }
        return AssignmentProblem(
            seed: seed, officers: officers, pools: pools,
            inspections: [
                AssignmentProblem.Inspection(
                    id: inspection, slots: slots.map(\.pool), recused: barred(inspection, leaving: leaving))
            ])
    }

    /// Carries out a replacement: the places of those who leave go to `incoming`, in their order.
    /// - Throws: `problemFormat`.
    package mutating func replace(
        _ inspection: String, leaving: [String], by incoming: [String]
    ) throws(DrawRefusal) {
        let slots = try vacatedSlots(inspection, leaving: leaving)
        guard slots.count == incoming.count else { throw DrawRefusal(.problemFormat, "递补的人数与空缺不符") }
        let key = ByteKey(inspection)
        for (place, officer) in zip(slots, incoming) {
            if let former = teams[key]?[place.slot] { places[ByteKey(former), default: 0] -= 1 }
            teams[key]?[place.slot] = officer
            places[ByteKey(officer), default: 0] += 1
        }
        left[key, default: []] += leaving
    }
}

extension Standing {
    /// As a published record leaves it, replacements included; nil for a ceremony without matching.
    /// - Throws: `recordFormat`, `problemFormat` for a record that does not hold together.
    package init?(_ record: CeremonyRecord) throws(DrawRefusal) {
        guard let matching = record.matching else { return nil }
        self.init(matching)
        let steps = try CeremonySteps(record)
        let filled = (record.replacements ?? []).filter { $0.replacement != nil }
            .sorted { ($0.replacement ?? 0) < ($1.replacement ?? 0) }
        for one in filled {
            guard let vacancy = steps.vacancies.first(where: { $0.index == one.vacancy })?.entry else {
                throw DrawRefusal(.recordFormat, "日志第\(one.vacancy)条不是空缺条目")
            }
            try replace(vacancy.inspection, leaving: vacancy.officers, by: one.assignment?.first?.officers ?? [])
        }
    }
}

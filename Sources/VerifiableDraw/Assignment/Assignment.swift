/// Rule SLO-1 (sum of squared loads, then lexicographic by ticket).
///
/// Among the complete matchings (every slot filled from its pool, nobody recused, nobody twice in one inspection, nobody
/// above the cap) with the least sum over all officers of (base + slots)², the one that comes first when inspections are
/// taken in the order of ticket(seed ":inspections", inspection), their slots as listed, and for each slot officers are
/// preferred in the order of ticket(seed ":assign:" inspection, officer). It is unique, so any correct solver finds it.
///
/// Method: fill greedily, augment; move load along paths in the residual graph until no officer reaches another with two
/// slots fewer, which is optimality for convex costs; then fix slot by slot the most preferred officer that a zero-cost
/// cycle of the residual graph can bring there.
package enum Assignment {
    /// - Throws: `problemFormat`, `identifierRepeated`.
    package static func solve(_ problem: AssignmentProblem) throws(DrawRefusal) -> AssignmentOutcome {
        let eligibility = try Eligibility(problem)
        var matching = Matching(eligibility)
        if let slot = matching.fill() { return .infeasible(shortage(of: matching, unfilled: slot, in: problem)) }
        matching.balance()
        matching.fixInOrder(seed: DrawSeed(problem.seed), inspections: problem.inspections)

        var assigned = problem.inspections.map { AssignedInspection(id: $0.id, officers: []) }
        for (place, index) in eligibility.order.enumerated() {
            let officers = eligibility.slotRanges[place].map { eligibility.officerIDs[matching.holder[$0]] }
            assigned[index] = AssignedInspection(id: problem.inspections[index].id, officers: officers)
        }
        return .assigned(assigned)
    }

    /// The slots that the failed search for an officer of `slot` has seen: every officer eligible for one of them is
    /// full with slots among them, or already sits in the same inspection at one of them.
    private static func shortage(
        of matching: Matching, unfilled slot: Int, in problem: AssignmentProblem
    ) -> Shortage {
        let eligibility = matching.problem
        var slots: [Shortage.Slot] = []
        var inspectionsOf = [Int](repeating: 0, count: eligibility.caps.count)
        var latest = [Int](repeating: -1, count: eligibility.caps.count)
        matching.search.seenSlots.forEach { seen in
            let place = eligibility.inspectionOf[seen]
            slots.append(
                Shortage.Slot(
                    inspection: problem.inspections[eligibility.order[place]].id,
                    slot: seen - eligibility.slotRanges[place].lowerBound))
            eligibility.rows[eligibility.rowOf[seen]].forEach { officer in
                // Slots come in ascending order, so an inspection's slots follow each other.
                if latest[officer] != place {
                    latest[officer] = place
                    inspectionsOf[officer] += 1
                }
            }
        }
        let eligible = inspectionsOf.indices.filter { inspectionsOf[$0] > 0 }
        return Shortage(
            slots: slots, officers: eligible.map { eligibility.officerIDs[$0] },
            capacity: eligible.reduce(0) { $0 + min(eligibility.caps[$1], inspectionsOf[$1]) })
    }
}

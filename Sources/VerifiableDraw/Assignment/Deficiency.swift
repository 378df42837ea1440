/// How far a problem is from a complete matching, for words a person can act on.
package struct Deficiency: Sendable, Equatable {
    /// Slots that stay empty in a largest partial matching; 0 when a complete matching exists.
    package let missing: Int
    /// Every slot that competes for the officers who are short: those left empty, and those that could hand theirs over.
    /// All officers eligible for one of them are used up among them. In no particular order.
    package let slots: [Shortage.Slot]
}

extension Assignment {
    /// A largest partial matching, counted. Which slots it leaves empty is arbitrary; how many is not.
    /// - Throws: `problemFormat`, `identifierRepeated`.
    package static func deficiency(_ problem: AssignmentProblem) throws(DrawRefusal) -> Deficiency {
        let eligibility = try Eligibility(problem)
        var matching = Matching(eligibility)
        let empty = matching.fillMost()
        guard !empty.isEmpty else { return Deficiency(missing: 0, slots: []) }
        matching.searchFrom(emptySlots: empty)
        var slots: [Shortage.Slot] = []
        matching.search.seenSlots.forEach { seen in
            let place = eligibility.inspectionOf[seen]
            slots.append(
                Shortage.Slot(
                    inspection: problem.inspections[eligibility.order[place]].id,
                    slot: seen - eligibility.slotRanges[place].lowerBound))
        }
        return Deficiency(missing: empty.count, slots: slots)
    }
}

/// Who fills which slot at the moment, and the moves that change it.
///
/// Moves are sought in the residual graph of the flow officers → (officer, inspection) → slots. Its nodes are, after
/// contraction, *officers with one slot too many* and *slots without an officer*:
/// - an officer with one too many drops any slot held (not yet fixed);
/// - a slot without officer takes any eligible officer who is not in its inspection, who then has one more;
/// - a slot without officer takes an eligible officer from another slot of its own inspection, which is then without.
struct Matching: Sendable {
    let problem: Eligibility
    /// Officer of each slot, -1 for none.
    private(set) var holder: [Int]
    /// Slots in hand of each officer: base load and slots of this problem.
    private(set) var load: [Int]
    private(set) var used: [Int]
    /// Slots that an officer may still drop.
    private(set) var held: [[Int]]
    /// Where a slot stands in its holder's `held`.
    private var place: [Int]
    private(set) var fixed: [Bool]
    var search: ResidualSearch

    init(_ problem: Eligibility) {
        self.problem = problem
        let slots = problem.rowOf.count
        holder = [Int](repeating: -1, count: slots)
        place = [Int](repeating: 0, count: slots)
        fixed = [Bool](repeating: false, count: slots)
        load = problem.bases
        used = [Int](repeating: 0, count: problem.caps.count)
        held = [[Int]](repeating: [], count: problem.caps.count)
        search = ResidualSearch(officers: problem.caps.count, slots: slots)
    }

    func hasRoom(_ officer: Int) -> Bool { used[officer] < problem.caps[officer] }

    /// Whether the officer is at another slot of the slot's inspection.
    func isBusy(_ officer: Int, inInspectionOf slot: Int) -> Bool {
        for other in problem.slotRanges[problem.inspectionOf[slot]] where holder[other] == officer { return true }
        return false
    }

    /// Gives a slot to an officer, taking it from whoever held it.
    mutating func give(_ slot: Int, to officer: Int) {
        let former = holder[slot]
        if former >= 0 {
            release(slot, of: former)
            load[former] -= 1
            used[former] -= 1
        }
        holder[slot] = officer
        place[slot] = held[officer].count
        held[officer].append(slot)
        load[officer] += 1
        used[officer] += 1
    }

    /// Makes the slot's officer final.
    mutating func fix(_ slot: Int) {
        release(slot, of: holder[slot])
        fixed[slot] = true
    }

    private mutating func release(_ slot: Int, of officer: Int) {
        let at = place[slot]
        if let last = held[officer].popLast(), last != slot {
            held[officer][at] = last
            place[last] = at
        }
    }

    /// Carries out the moves that a search found, from the officer who takes one more back to the search's root.
    mutating func carryOut(endingAt officer: Int) {
        var officer = officer
        var slot = search.slotBefore(officer: officer)
        while slot >= 0 {
            let former = holder[slot]
            give(slot, to: officer)
            if slot == search.root { return }
            (officer, slot) = search.before(slot: slot, formerHolder: former)
        }
    }
}

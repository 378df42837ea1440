/// Breadth-first search through a matching's residual graph, with the way back to where it began.
struct ResidualSearch: Sendable {
    private(set) var seenOfficers: Bitset
    private(set) var seenSlots: Bitset
    /// The slot a seen officer takes; -1 for the officer where a search began.
    private var slotOfOfficer: [Int]
    /// What made a seen slot lose its officer: an officer with one too many (≥ 0), or another slot of its inspection
    /// that takes its officer (`~slot`).
    private var causeOfSlot: [Int]
    /// What was seen, in that order: officers as they are, slots as `~slot`.
    private(set) var nodes: [Int] = []
    private var next = 0
    /// The slot that the moves refill last; -1 when the search began at an officer.
    private(set) var root = -1

    init(officers: Int, slots: Int) {
        seenOfficers = Bitset(count: officers)
        seenSlots = Bitset(count: slots)
        slotOfOfficer = [Int](repeating: -1, count: officers)
        causeOfSlot = [Int](repeating: -1, count: slots)
    }

    /// Forgets everything seen.
    mutating func reset() {
        seenOfficers.removeAll()
        seenSlots.removeAll()
        nodes.removeAll(keepingCapacity: true)
        next = 0
        root = -1
    }

    /// Begins at a slot without officer that may be refilled in any way.
    mutating func begin(emptySlot slot: Int) {
        root = slot
        seenSlots.insert(slot)
        nodes.append(~slot)
    }

    /// Begins at an officer who is to hold one less; keeps what earlier searches have seen.
    mutating func begin(officer: Int) {
        guard !seenOfficers.contains(officer) else { return }
        root = -1
        see(officer: officer, taking: -1)
    }

    func slotBefore(officer: Int) -> Int { slotOfOfficer[officer] }

    /// The move that comes before a slot's loss: who takes which slot.
    func before(slot: Int, formerHolder: Int) -> (officer: Int, slot: Int) {
        let cause = causeOfSlot[slot]
        return cause >= 0 ? (cause, slotOfOfficer[cause]) : (formerHolder, ~cause)
    }

    private mutating func see(officer: Int, taking slot: Int) {
        seenOfficers.insert(officer)
        slotOfOfficer[officer] = slot
        nodes.append(officer)
    }

    private mutating func see(slot: Int, cause: Int) {
        seenSlots.insert(slot)
        causeOfSlot[slot] = cause
        nodes.append(~slot)
    }

    /// Goes on until it meets an officer for whom `accepts` holds, whom it returns, or nothing is left.
    mutating func run(_ problem: Eligibility, holder: [Int], held: [[Int]], accepts: (Int) -> Bool) -> Int? {
        while next < nodes.count {
            let node = nodes[next]
            next += 1
            if node >= 0 {
                if accepts(node) { return node }
                for slot in held[node] where !seenSlots.contains(slot) { see(slot: slot, cause: node) }
            } else if let end = expand(slot: ~node, problem, holder: holder, accepts: accepts) {
                return end
            }
        }
        return nil
    }

    private mutating func expand(
        slot: Int, _ problem: Eligibility, holder: [Int], accepts: (Int) -> Bool
    ) -> Int? {
        let row = problem.rowOf[slot]
        let range = problem.slotRanges[problem.inspectionOf[slot]]
        for other in range where other != slot && !seenSlots.contains(other) {
            let officer = holder[other]
            if officer >= 0, problem.rows[row].contains(officer) { see(slot: other, cause: ~slot) }
        }
        for index in problem.rows[row].words.indices {
            var fresh = problem.rows[row].words[index] & ~seenOfficers.words[index]
            while fresh != 0 {
                let officer = index << 6 | fresh.trailingZeroBitCount
                fresh &= fresh - 1
                if range.contains(where: { holder[$0] == officer }) { continue }
                see(officer: officer, taking: slot)
                if accepts(officer) { return officer }
            }
        }
        return nil
    }
}

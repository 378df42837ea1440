/// Breadth-first search forwards through a matching's residual graph, with the way back to where it began.
struct ResidualSearch: Sendable {
    /// Where a search stops.
    enum End: Equatable {
        /// An officer who may take one more.
        case officer(Int)
        /// The slot where the search began.
        case root
    }

    private(set) var seenOfficers: Bitset
    private(set) var seenSlots: Bitset
    /// The slot a seen officer takes; -1 for the officer where a search began.
    private var slotOfOfficer: [Int]
    /// What made a seen slot lose its officer: an officer with one too many (≥ 0), or another slot of its inspection
    /// that takes its officer (`~slot`).
    private var causeOfSlot: [Int]
    /// Officers as they are, slots as `~slot`.
    private var queue: [Int] = []
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
        queue.removeAll(keepingCapacity: true)
        next = 0
        root = -1
    }

    /// Begins at a slot without officer that may be refilled in any way.
    mutating func begin(emptySlot slot: Int) {
        root = slot
        seenSlots.insert(slot)
        queue.append(~slot)
    }

    /// Begins at an officer who is to hold one less; keeps what earlier searches have seen.
    mutating func begin(officer: Int) {
        guard !seenOfficers.contains(officer) else { return }
        root = -1
        see(officer: officer, taking: -1)
    }

    /// Begins with `officer` taking `slot`: from outside its inspection, or from its slot `from` there. Keeps what
    /// earlier searches with the same root have seen. False when that was seen before, in vain.
    mutating func begin(slot: Int, takenBy officer: Int, from: Int?) -> Bool {
        root = slot
        if let from {
            guard !seenSlots.contains(from) else { return false }
            see(slot: from, cause: ~slot)
        } else {
            guard !seenOfficers.contains(officer) else { return false }
            see(officer: officer, taking: slot)
        }
        return true
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
        queue.append(officer)
    }

    private mutating func see(slot: Int, cause: Int) {
        seenSlots.insert(slot)
        causeOfSlot[slot] = cause
        queue.append(~slot)
    }

    /// Goes on until the root slot is reached again, or an officer for whom `accepts` holds, or nothing is left.
    mutating func run(
        _ problem: Eligibility, holder: [Int], held: [[Int]], fixed: [Bool], accepts: (Int) -> Bool
    ) -> End? {
        while next < queue.count {
            let node = queue[next]
            next += 1
            if node >= 0 {
                if accepts(node) { return .officer(node) }
                for slot in held[node] {
                    if slot == root {
                        causeOfSlot[slot] = node
                        return .root
                    }
                    if !seenSlots.contains(slot) { see(slot: slot, cause: node) }
                }
            } else if let end = expand(slot: ~node, problem, holder: holder, fixed: fixed, accepts: accepts) {
                return end
            }
        }
        return nil
    }

    private mutating func expand(
        slot: Int, _ problem: Eligibility, holder: [Int], fixed: [Bool], accepts: (Int) -> Bool
    ) -> End? {
        let row = problem.rowOf[slot]
        let range = problem.slotRanges[problem.inspectionOf[slot]]
        for other in range where other != slot {
            let officer = holder[other]
            guard officer >= 0, !fixed[other], problem.rows[row].contains(officer) else { continue }
            if other == root {
                causeOfSlot[other] = ~slot
                return .root
            }
            if !seenSlots.contains(other) { see(slot: other, cause: ~slot) }
        }
        // The root's own officer closes the cycle: look there before the crowd.
        if root >= 0, holder[root] >= 0 {
            let last = holder[root]
            if problem.rows[row].contains(last), !seenOfficers.contains(last),
                !range.contains(where: { holder[$0] == last })
            {
                see(officer: last, taking: slot)
                causeOfSlot[root] = last
                return .root
            }
        }
        let words = problem.rows[row].words.count
        for index in 0..<words {
            var fresh = problem.rows[row].words[index] & ~seenOfficers.words[index]
            while fresh != 0 {
                let officer = index << 6 | fresh.trailingZeroBitCount
                fresh &= fresh - 1
                if range.contains(where: { holder[$0] == officer }) { continue }
                see(officer: officer, taking: slot)
                if accepts(officer) { return .officer(officer) }
            }
        }
        return nil
    }
}

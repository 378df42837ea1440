/// Breadth-first search backwards through a matching's residual graph from one slot: which officers could hold one less if
/// that slot were taken from its officer.
struct ReleaseSearch: Sendable {
    /// Slots each officer may fill, the transpose of the problem's rows.
    private let slotsOf: [Bitset]
    private var seenSlots: Bitset
    private var seenOfficers: Bitset
    /// Who takes a seen slot: an officer (≥ 0), or the officer of another slot of its inspection (`~slot`).
    private var taker: [Int]
    /// The slot a seen officer drops.
    private var dropped: [Int]
    private var queue: [Int] = []

    init(_ problem: Eligibility) {
        let slots = problem.rowOf.count
        var slotsOf = [Bitset](repeating: Bitset(count: slots), count: problem.caps.count)
        for slot in 0..<slots {
            problem.rows[problem.rowOf[slot]].forEach { slotsOf[$0].insert(slot) }
        }
        self.slotsOf = slotsOf
        seenSlots = Bitset(count: slots)
        seenOfficers = Bitset(count: problem.caps.count)
        taker = [Int](repeating: -1, count: slots)
        dropped = [Int](repeating: -1, count: problem.caps.count)
    }

    /// Finds an officer with exactly `load` who comes to hold one less when `root` is taken from its officer by
    /// someone else, and the moves for it. Nil when there is none; `most` is then the highest load found.
    mutating func find(
        load: Int, root: Int, in matching: Matching, most: inout Int
    ) -> [(slot: Int, officer: Int)]? {
        seenSlots.removeAll()
        seenOfficers.removeAll()
        queue.removeAll(keepingCapacity: true)
        let problem = matching.problem
        if see(root, takenBy: -1, load, matching, &most) { return [] }
        var next = 0
        while next < queue.count {
            let slot = queue[next]
            next += 1
            let officer = matching.holder[slot]
            for other in problem.slotRanges[problem.inspectionOf[slot]]
            where !matching.fixed[other] && !seenSlots.contains(other) && problem.allows(officer, other) {
                if see(other, takenBy: ~slot, load, matching, &most) {
                    return moves(from: other, to: root, in: matching)
                }
            }
            // An officer is reached by the first slot seen of those held, and takes others once.
            guard dropped[officer] == slot else { continue }
            for index in seenSlots.words.indices {
                var fresh = slotsOf[officer].words[index] & matching.unfixed.words[index] & ~seenSlots.words[index]
                while fresh != 0 {
                    let other = index << 6 | fresh.trailingZeroBitCount
                    fresh &= fresh - 1
                    if matching.isBusy(officer, inInspectionOf: other) { continue }
                    if see(other, takenBy: officer, load, matching, &most) {
                        return moves(from: other, to: root, in: matching)
                    }
                }
            }
        }
        return nil
    }

    /// Notes that a slot can be given up; whether its officer has the load that is sought.
    private mutating func see(
        _ slot: Int, takenBy: Int, _ load: Int, _ matching: Matching, _ most: inout Int
    ) -> Bool {
        seenSlots.insert(slot)
        taker[slot] = takenBy
        queue.append(slot)
        let officer = matching.holder[slot]
        guard !seenOfficers.contains(officer) else { return false }
        seenOfficers.insert(officer)
        dropped[officer] = slot
        most = max(most, matching.load[officer])
        return matching.load[officer] == load
    }

    private func moves(from first: Int, to root: Int, in matching: Matching) -> [(slot: Int, officer: Int)] {
        var out: [(slot: Int, officer: Int)] = []
        var slot = first
        while slot != root {
            let by = taker[slot]
            if by >= 0 {
                out.append((slot, by))
                slot = dropped[by]
            } else {
                out.append((slot, matching.holder[~by]))
                slot = ~by
            }
        }
        return out
    }
}

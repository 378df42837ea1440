/// The first two steps of rule SLO-1: a complete matching, then one of least cost.
extension Matching {
    /// Fills every slot, each with the least loaded officer at hand, or by moving others along.
    /// - Returns: a slot that cannot be filled, with the failed search left in `search`; nil when all are filled.
    mutating func fill() -> Int? {
        for slot in holder.indices {
            if let officer = leastLoaded(for: slot) {
                give(slot, to: officer)
                continue
            }
            search.reset()
            search.begin(emptySlot: slot)
            guard let end = seekRoom() else { return slot }
            carryOut(endingAt: end)
        }
        return nil
    }

    /// Fills as many slots as can be filled together.
    /// - Returns: the slots that stay empty.
    mutating func fillMost() -> [Int] {
        var empty: [Int] = []
        for slot in holder.indices {
            if let officer = leastLoaded(for: slot) {
                give(slot, to: officer)
                continue
            }
            search.reset()
            search.begin(emptySlot: slot)
            guard let end = seekRoom() else {
                // What no augmenting path reaches now, none reaches later either.
                empty.append(slot)
                continue
            }
            carryOut(endingAt: end)
        }
        return empty
    }

    /// Leaves in `search` what is reached from all these slots together.
    mutating func searchFrom(emptySlots: [Int]) {
        search.reset()
        for slot in emptySlots where !search.seenSlots.contains(slot) {
            search.begin(emptySlot: slot)
            _ = seekRoom()
        }
    }

    private func leastLoaded(for slot: Int) -> Int? {
        var best: Int?
        problem.rows[problem.rowOf[slot]].forEach { officer in
            guard hasRoom(officer) else { return }
            if let known = best, load[known] <= load[officer] { return }
            if !isBusy(officer, inInspectionOf: slot) { best = officer }
        }
        return best
    }

    private mutating func seekRoom() -> Int? {
        let (caps, used) = (problem.caps, used)
        return search.run(problem, holder: holder, held: held) { used[$0] < caps[$0] }
    }

    /// Moves slots from loaded officers to less loaded ones until no move of any length lowers the sum of squares:
    /// until no officer can hand one on to another who has at least two fewer.
    mutating func balance() {
        var changed = true
        while changed {
            changed = false
            search.reset()
            for officer in load.indices.sorted(by: { load[$0] > load[$1] }) {
                // What searches from more loaded officers saw in vain is in vain from here too.
                search.begin(officer: officer)
                guard let end = seekLoad(atMost: load[officer] - 2) else { continue }
                carryOut(endingAt: end)
                search.reset()
                changed = true
            }
        }
    }

    private mutating func seekLoad(atMost limit: Int) -> Int? {
        let (caps, used, load) = (problem.caps, used, load)
        return search.run(problem, holder: holder, held: held) {
            load[$0] <= limit && used[$0] < caps[$0]
        }
    }

    /// Of a balanced matching, for each officer and slot the highest load of an officer who could hold one less if it
    /// came to hold one more or to lose its officer; nil where nobody could. These are optimal dual prices: no matching
    /// of least cost moves a slot between officers of different level.
    mutating func levels() -> (officers: [Int?], slots: [Int?]) {
        var levels = (
            officers: [Int?](repeating: nil, count: load.count), slots: [Int?](repeating: nil, count: holder.count)
        )
        search.reset()
        for officer in load.indices.sorted(by: { load[$0] > load[$1] }) where !held[officer].isEmpty {
            let known = search.nodes.count
            search.begin(officer: officer)
            _ = search.run(problem, holder: holder, held: held) { _ in false }
            for node in search.nodes[known...] {
                if node >= 0 { levels.officers[node] = load[officer] } else { levels.slots[~node] = load[officer] }
            }
        }
        return levels
    }
}

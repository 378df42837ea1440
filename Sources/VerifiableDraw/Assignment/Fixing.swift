/// The last step of rule SLO-1: of all matchings of least cost, the lexicographically first.
extension Matching {
    /// Goes through the slots in order and settles each on the most preferred officer that leaves the cost least.
    mutating func fixInOrder(seed: DrawSeed, inspections: [AssignmentProblem.Inspection]) {
        var release: ReleaseSearch?
        // Preferences take a hash for each officer and inspection: by batches on all cores, before each is needed.
        let batch = 256
        for start in stride(from: 0, to: problem.order.count, by: batch) {
            let end = min(start + batch, problem.order.count)
            let eligibility = problem
            let preferences = Parallel.map(count: end - start, chunk: 8) { range in
                range.map { offset in
                    let place = start + offset
                    let id = inspections[eligibility.order[place]].id
                    return eligibility.preferences(Sampler(seed: seed.assignment(of: id)), at: place)
                }
            }.flatMap { $0 }
            for place in start..<end {
                for slot in problem.slotRanges[place] {
                    settle(slot, preferences: preferences[place - start], release: &release)
                    fix(slot)
                }
            }
        }
    }

    private mutating func settle(_ slot: Int, preferences: [Int], release: inout ReleaseSearch?) {
        let current = holder[slot]
        search.reset()
        /// Least load of an officer with room whom the searches of this slot have met.
        var least = Int.max
        /// Highest load of an officer who could hold one less if the slot went to another; or a bound of it.
        var most: Int?
        for officer in preferences where problem.allows(officer, slot) {
            if officer == current { return }
            var from: Int?
            if let other = problem.slotRanges[problem.inspectionOf[slot]].first(where: { holder[$0] == officer }) {
                if fixed[other] { continue }
                from = other
            }
            guard search.begin(slot: slot, takenBy: officer, from: from) else { continue }
            switch seekEqualCost(for: slot, least: &least) {
            case .root:
                carryOutCycle()
                return
            case .officer(let end):
                carryOut(endingAt: end)
                return
            case nil:
                break
            }
            // Someone ends with one more; someone who has exactly one more than that must end with one less.
            guard least < Int.max else { continue }
            let highest = most ?? highestMovableLoad
            most = highest
            guard highest > least else { continue }
            var found = Int.min
            var searching = release ?? ReleaseSearch(problem)
            release = nil
            defer { release = searching }
            if let moves = searching.find(load: least + 1, root: slot, in: self, most: &found),
                let end = lastSeen(load: least)
            {
                carryOut(endingAt: end)
                for move in moves { give(move.slot, to: move.officer) }
                return
            }
            most = found
        }
    }

    /// An officer with room and that load among those the search has seen.
    private func lastSeen(load wanted: Int) -> Int? {
        var found: Int?
        search.seenOfficers.forEach { if load[$0] == wanted, hasRoom($0) { found = $0 } }
        return found
    }

    /// Goes on searching for a move that keeps the cost: a cycle, or an officer who comes to the load that the slot's
    /// officer leaves.
    private mutating func seekEqualCost(for slot: Int, least: inout Int) -> ResidualSearch.End? {
        let (caps, used, load) = (problem.caps, used, load)
        let equal = load[holder[slot]] - 1
        return search.run(problem, holder: holder, held: held, fixed: fixed) { officer in
            guard used[officer] < caps[officer] else { return false }
            least = min(least, load[officer])
            return load[officer] == equal
        }
    }
}

extension Eligibility {
    /// The officers who may fill a slot of the inspection, most preferred first.
    func preferences(_ sampler: Sampler, at place: Int) -> [Int] {
        var all = Bitset(count: officerIDs.count)
        for slot in slotRanges[place] {
            for index in all.words.indices { all.words[index] |= rows[rowOf[slot]].words[index] }
        }
        var officers: [Int] = []
        all.forEach { officers.append($0) }
        let eligible = officers
        return sampler.select(count: eligible.count, take: eligible.count) {
            sampler.number(of: officerIDs[eligible[$0]])
        } bytes: {
            Array(officerIDs[eligible[$0]].utf8)
        }.map { eligible[$0] }
    }
}

/// The last step of rule SLO-1: of all matchings of least cost, the lexicographically first.
extension Matching {
    /// Goes through the slots in order and settles each on the most preferred officer that leaves the cost least.
    mutating func fixInOrder(seed: DrawSeed, inspections: [AssignmentProblem.Inspection]) {
        var exchange = Exchange(&self)
        let ids = OfficerIDs(problem.officerIDs)
        // Preferences take a hash for each officer and inspection: by batches on all cores, before each is needed.
        let batch = 256
        for start in stride(from: 0, to: problem.order.count, by: batch) {
            let end = min(start + batch, problem.order.count)
            let (matching, levels) = (self, exchange)
            var preferences = Parallel.map(count: end - start, chunk: 8) { range in
                range.map { offset in
                    let id = inspections[matching.problem.order[start + offset]].id
                    return Preferences(
                        levels.candidates(at: start + offset, in: matching), ids: ids,
                        sampler: Sampler(seed: seed.assignment(of: id)))
                }
            }.flatMap { $0 }
            for place in start..<end {
                for slot in problem.slotRanges[place] {
                    settle(slot, preferences: &preferences[place - start], exchange: &exchange)
                    fix(slot)
                    exchange.noteFixed(slot, in: self)
                }
            }
        }
    }

    private mutating func settle(_ slot: Int, preferences: inout Preferences, exchange: inout Exchange) {
        exchange.begin(root: slot, in: self)
        var place = 0
        while let officer = preferences.officer(at: place), officer != holder[slot] {
            place += 1
            guard problem.allows(officer, slot) else { continue }
            if let moves = exchange.moves(to: officer, in: self) { return exchange.carryOut(moves, in: &self) }
        }
    }
}

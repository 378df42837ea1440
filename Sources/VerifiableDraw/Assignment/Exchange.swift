/// A slot that comes to an officer.
struct Move {
    let slot: Int
    let officer: Int
}

/// Which slots of a matching of least cost can change hands so that the cost stays least.
///
/// By complementary slackness every change from one matching of least cost to another runs along arcs of the residual
/// graph whose ends have one level (see `Matching.levels`): from an officer to a slot held, from there to an officer who
/// takes it; or, once, from an officer who stays with one more than before (a keeper) to one who ends with one less (a
/// giver). Levels hold for all matchings of least cost, so they are found once. What is searched for each slot is a graph
/// of officers alone, a row of bits each, which keeps a search over all of them in the tens of microseconds.
struct Exchange: Sendable {
    private let levels: (officers: [Int?], slots: [Int?])
    /// Officers of each level.
    private let peers: [Int: Bitset]
    /// Who can take a slot of each officer, by itself or with colleagues of the inspection changing places.
    private var takers: [Bitset]
    private var isStale: [Bool]
    private var keepers: Bitset
    private var givers: Bitset

    /// The slot that is sought for another officer, and the officers who lead to it if they drop a slot.
    private var root = -1
    private var targets: [Int] = []
    private var seen: Bitset
    private var hasRelayed = false
    /// The officer before a seen one on the way, -1 at the start.
    private var cameFrom: [Int]
    /// The giver's place on the way follows a keeper, not a taken slot.
    private var cameByRelay: Bitset
    private var queue: [Int] = []
    private var passage = Passage()
    private var scratch: Bitset

    init(_ matching: inout Matching) {
        let levels = matching.levels()
        let officers = levels.officers.count
        var peers: [Int: Bitset] = [:]
        for (officer, level) in levels.officers.enumerated() {
            if let level { peers[level, default: Bitset(count: officers)].insert(officer) }
        }
        self.levels = levels
        self.peers = peers
        takers = [Bitset](repeating: Bitset(count: officers), count: officers)
        isStale = [Bool](repeating: true, count: officers)
        keepers = Bitset(count: officers)
        givers = Bitset(count: officers)
        seen = Bitset(count: officers)
        cameFrom = [Int](repeating: -1, count: officers)
        cameByRelay = Bitset(count: officers)
        scratch = Bitset(count: officers)
        for officer in 0..<officers { note(officer, matching) }
    }

    /// The officers who come into question for a slot of the inspection, in no order.
    func candidates(at place: Int, in matching: Matching) -> [Int] {
        let problem = matching.problem
        var all = Bitset(count: levels.officers.count)
        for slot in problem.slotRanges[place] {
            all.insert(matching.holder[slot])
            guard let level = levels.slots[slot], let peers = peers[level] else { continue }
            let row = problem.rows[problem.rowOf[slot]]
            for index in all.words.indices { all.words[index] |= row.words[index] & peers.words[index] }
        }
        var officers: [Int] = []
        all.forEach { officers.append($0) }
        return officers
    }

    /// Forgets the searches for another slot and begins with this one.
    mutating func begin(root slot: Int, in matching: Matching) {
        root = slot
        seen.removeAll()
        cameByRelay.removeAll()
        hasRelayed = false
        targets.removeAll(keepingCapacity: true)
        for other in matching.problem.slotRanges[matching.problem.inspectionOf[slot]] where !matching.fixed[other] {
            let officer = matching.holder[other]
            guard let level = levels.slots[slot], levels.slots[other] == level, levels.officers[officer] == level
            else { continue }
            passage.open(other, in: matching, levels: levels.slots)
            if passage.slots.contains(slot) { targets.append(officer) }
        }
    }

    /// The moves that bring the root slot to an officer who may fill it, at no cost; nil when there are none. What a
    /// search has seen in vain is not looked at again for the same root.
    mutating func moves(to officer: Int, in matching: Matching) -> [Move]? {
        guard let level = levels.slots[root] else { return nil }
        queue.removeAll(keepingCapacity: true)
        let start = Move(slot: root, officer: officer)
        let range = matching.problem.slotRanges[matching.problem.inspectionOf[root]]
        guard let own = range.first(where: { matching.holder[$0] == officer }) else {
            guard levels.officers[officer] == level, !seen.contains(officer) else { return nil }
            see(officer, from: -1)
            return search(matching).map { Move.withoutLoops([start] + handOver($0, matching)) }
        }
        // The officer leaves another slot of the inspection for this one.
        guard !matching.fixed[own], levels.slots[own] == level else { return nil }
        passage.open(own, in: matching, levels: levels.slots)
        if passage.slots.contains(root) { return [start] + passage.moves(to: root, in: matching) }
        collectTakers(level: level, matching)
        spread(scratch, from: -1)
        return search(matching).map { way in
            Move.withoutLoops([start] + take(own, by: way[0], matching) + handOver(way, matching))
        }
    }

    /// Carries out moves and notes what they change.
    mutating func carryOut(_ moves: [Move], in matching: inout Matching) {
        for move in moves {
            let former = matching.holder[move.slot]
            matching.give(move.slot, to: move.officer)
            note(former, matching)
            note(move.officer, matching)
        }
        for move in moves { noteColleagues(of: move.slot, matching) }
    }

    /// Notes that a slot became final.
    mutating func noteFixed(_ slot: Int, in matching: Matching) {
        note(matching.holder[slot], matching)
        noteColleagues(of: slot, matching)
    }

    private mutating func note(_ officer: Int, _ matching: Matching) {
        isStale[officer] = true
        let load = matching.load[officer]
        keepers.set(officer, to: levels.officers[officer] == load + 1 && matching.hasRoom(officer))
        givers.set(officer, to: levels.officers[officer] == load && !matching.held[officer].isEmpty)
    }

    private mutating func noteColleagues(of slot: Int, _ matching: Matching) {
        for other in matching.problem.slotRanges[matching.problem.inspectionOf[slot]] {
            isStale[matching.holder[other]] = true
        }
    }

    private mutating func see(_ officer: Int, from: Int) {
        seen.insert(officer)
        cameFrom[officer] = from
        queue.append(officer)
    }

    private mutating func spread(_ officers: Bitset, from: Int, byRelay: Bool = false) {
        for index in officers.words.indices {
            var fresh = officers.words[index] & ~seen.words[index]
            while fresh != 0 {
                let officer = index << 6 | fresh.trailingZeroBitCount
                fresh &= fresh - 1
                see(officer, from: from)
                if byRelay { cameByRelay.insert(officer) }
            }
        }
    }

    /// Officers from the start of the queue to one of the targets; nil when none can be reached.
    private mutating func search(_ matching: Matching) -> [Int]? {
        var next = 0
        while next < queue.count {
            let officer = queue[next]
            next += 1
            if targets.contains(officer) { return way(to: officer) }
            if isStale[officer] { renew(officer, matching) }
            if let target = targets.first(where: { takers[officer].contains($0) && !seen.contains($0) }) {
                see(target, from: officer)
                return way(to: target)
            }
            if !hasRelayed, keepers.contains(officer) {
                hasRelayed = true
                spread(givers, from: officer, byRelay: true)
            }
            spread(takers[officer], from: officer)
        }
        return nil
    }

    private func way(to target: Int) -> [Int] {
        var way = [target]
        var officer = cameFrom[target]
        while officer >= 0 {
            way.append(officer)
            officer = cameFrom[officer]
        }
        return way.reversed()
    }

    /// Finds again who can take one of the officer's slots.
    private mutating func renew(_ officer: Int, _ matching: Matching) {
        isStale[officer] = false
        takers[officer].removeAll()
        guard let level = levels.officers[officer] else { return }
        for slot in matching.held[officer] where levels.slots[slot] == level {
            passage.open(slot, in: matching, levels: levels.slots)
            collectTakers(level: level, matching)
            takers[officer].formUnion(scratch)
        }
    }

    /// Puts into `scratch` the officers of the level who can take the last slot of some way through the open passage.
    private mutating func collectTakers(level: Int, _ matching: Matching) {
        let problem = matching.problem
        scratch.removeAll()
        var latest = -1
        for slot in passage.slots where problem.rowOf[slot] != latest {
            latest = problem.rowOf[slot]
            scratch.formUnion(problem.rows[latest])
        }
        for colleague in problem.slotRanges[problem.inspectionOf[passage.slots[0]]] {
            scratch.remove(matching.holder[colleague])
        }
        if let peers = peers[level] { scratch.formIntersection(peers) }
    }

    /// The moves along a way of officers, the last of whom leads to the root.
    private mutating func handOver(_ way: [Int], _ matching: Matching) -> [Move] {
        var moves: [Move] = []
        for (giver, taker) in zip(way, way.dropFirst()) where !cameByRelay.contains(taker) {
            for slot in matching.held[giver] where levels.slots[slot] == levels.officers[giver] {
                let found = take(slot, by: taker, matching)
                if !found.isEmpty {
                    moves += found
                    break
                }
            }
        }
        let last = way.last
        let range = matching.problem.slotRanges[matching.problem.inspectionOf[root]]
        for slot in range where matching.holder[slot] == last {
            passage.open(slot, in: matching, levels: levels.slots)
            moves += passage.moves(to: root, in: matching)
        }
        return moves
    }

    /// The moves by which an officer from outside the inspection comes into it when a slot loses its officer; none when
    /// that cannot be.
    private mutating func take(_ slot: Int, by taker: Int, _ matching: Matching) -> [Move] {
        guard !matching.isBusy(taker, inInspectionOf: slot) else { return [] }
        passage.open(slot, in: matching, levels: levels.slots)
        guard let end = passage.slots.first(where: { matching.problem.allows(taker, $0) }) else { return [] }
        return passage.moves(to: end, in: matching) + [Move(slot: end, officer: taker)]
    }
}

extension Move {
    /// Cuts out what leads back to a slot already on the way.
    fileprivate static func withoutLoops(_ moves: [Move]) -> [Move] {
        var kept: [Move] = []
        for move in moves {
            if let again = kept.firstIndex(where: { $0.slot == move.slot }) { kept.removeSubrange(again...) }
            kept.append(move)
        }
        return kept
    }
}

/// The slots of one inspection that can come to be without officer, one after the other, when one of them is: each takes
/// the officer of the next, and both have one level.
struct Passage: Sendable {
    /// The slot it began with, then those that can be reached from it.
    private(set) var slots: [Int] = []
    /// For each of `slots` the place in it of the slot that takes its officer; -1 for the first.
    private var cameFrom: [Int] = []

    mutating func open(_ slot: Int, in matching: Matching, levels: [Int?]) {
        slots.removeAll(keepingCapacity: true)
        cameFrom.removeAll(keepingCapacity: true)
        slots.append(slot)
        cameFrom.append(-1)
        let problem = matching.problem
        let range = problem.slotRanges[problem.inspectionOf[slot]]
        var next = 0
        while next < slots.count {
            for other in range where !matching.fixed[other] && levels[other] == levels[slot] {
                if problem.allows(matching.holder[other], slots[next]), !slots.contains(other) {
                    slots.append(other)
                    cameFrom.append(next)
                }
            }
            next += 1
        }
    }

    /// The moves after which `end` is without officer instead of the first slot; none when they are the same.
    func moves(to end: Int, in matching: Matching) -> [Move] {
        guard var place = slots.firstIndex(of: end) else { return [] }
        var moves: [Move] = []
        while cameFrom[place] >= 0 {
            moves.append(Move(slot: slots[cameFrom[place]], officer: matching.holder[slots[place]]))
            place = cameFrom[place]
        }
        return moves.reversed()
    }
}

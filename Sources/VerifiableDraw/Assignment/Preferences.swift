/// Officers in the order in which an inspection prefers them, put in order only as far as somebody asks: most slots go to
/// one of the first few.
struct Preferences: Sendable {
    private struct Candidate: Sendable {
        let key: UInt64
        let officer: Int
    }

    private let ids: OfficerIDs
    private let sampler: Sampler
    /// The first `ready` are in order; the others all come after them and are in none.
    private var candidates: [Candidate]
    private var ready = 0

    init(_ officers: [Int], ids: OfficerIDs, sampler: Sampler) {
        self.ids = ids
        self.sampler = sampler
        candidates = officers.map { Candidate(key: ids.number($0, sampler).key, officer: $0) }
    }

    /// The officer at a place of the order; nil after the last.
    mutating func officer(at place: Int) -> Int? {
        guard place < candidates.count else { return nil }
        while place >= ready { prepareMore() }
        return candidates[place].officer
    }

    /// Puts some more in order: those whose keys are below a bound that doubles from round to round. Keys are uniform on
    /// 0..<10^18, so about sixteen come first.
    private mutating func prepareMore() {
        let start = ready
        let rest = candidates.count - start
        let share = 16 * (start + 1)
        let split: Int
        if share >= rest {
            split = candidates.count
        } else {
            let floor = start == 0 ? 0 : candidates[start - 1].key
            let step = (TicketNumber.base - floor) / UInt64(rest) * UInt64(share)
            // Never an empty round: at the least the smallest key of the rest comes along.
            let least = candidates[start...].reduce(UInt64.max) { min($0, $1.key) }
            let bound = max(floor + step, least + 1)
            split = candidates.withUnsafeMutableBufferPointer { all in
                var rest = UnsafeMutableBufferPointer(rebasing: all[start...])
                return start + rest.partition { $0.key >= bound }
            }
        }
        candidates[start..<split].sort(by: precedes)
        ready = split
    }

    /// By full ticket where the leading decimals are equal, then by identifier.
    private func precedes(_ a: Candidate, _ b: Candidate) -> Bool {
        if a.key != b.key { return a.key < b.key }
        let (first, second) = (ids.number(a.officer, sampler).text, ids.number(b.officer, sampler).text)
        return ByteOrder.equal(first, second) ? ids.precedes(a.officer, b.officer) : ByteOrder.precedes(first, second)
    }
}

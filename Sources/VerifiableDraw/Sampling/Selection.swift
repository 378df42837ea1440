/// A candidate of a draw: its place in the input and the leading decimals of its ticket.
private struct Candidate {
    let key: UInt64
    let index: Int
}

extension Sampler {
    /// The indexes of the first `take` of `count` things in the order of (ticket bytes, identifier bytes).
    ///
    /// Ticket keys are uniform on 0..<10^18, so all but about `take` things are discarded as soon as their key is known,
    /// by a bound with room for the deviation of a binomial; should that room ever not suffice, the bound is raised.
    /// Time O(count), memory O(take), all cores; the outcome depends on neither bound nor cores.
    func select(
        count: Int, take: Int, number: @Sendable (Int) -> TicketNumber, bytes: (Int) -> [UInt8]
    ) -> [Int] {
        let take = min(take, count)
        guard take > 0 else { return [] }
        var bound = Self.bound(count: count, take: take)
        var found: [Candidate] = []
        while true {
            let limit = bound
            found = Parallel.map(count: count, chunk: 8192) { range in
                var part: [Candidate] = []
                for index in range {
                    let key = number(index).key
                    if key < limit { part.append(Candidate(key: key, index: index)) }
                }
                return part
            }.flatMap { $0 }
            if found.count >= take { break }
            bound = TicketNumber.base
        }
        found.sort { $0.key < $1.key }
        var order = found.map(\.index)
        Self.settleTies(&order, keys: found, number: number, bytes: bytes)
        return Array(order.prefix(take))
    }

    private static func bound(count: Int, take: Int) -> UInt64 {
        let expected = Double(take)
        let share = (expected + 8 * expected.squareRoot() + 64) / Double(count)
        return share >= 0.5 ? TicketNumber.base : UInt64(share * Double(TicketNumber.base))
    }

    /// Orders runs of equal keys by full ticket, then by identifier.
    private static func settleTies(
        _ order: inout [Int], keys: [Candidate], number: (Int) -> TicketNumber, bytes: (Int) -> [UInt8]
    ) {
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count, keys[end].key == keys[start].key { end += 1 }
            if end - start > 1 {
                let run = order[start..<end].map { (index: $0, ticket: Array(number($0).text.utf8), id: bytes($0)) }
                let settled = run.sorted { a, b in
                    a.ticket == b.ticket
                        ? a.id.lexicographicallyPrecedes(b.id) : a.ticket.lexicographicallyPrecedes(b.ticket)
                }
                order.replaceSubrange(start..<end, with: settled.map(\.index))
            }
            start = end
        }
    }
}

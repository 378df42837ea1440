import Crypto

/// Something drawn, with the ticket that put it where it is.
package struct Drawn: Sendable, Equatable, Hashable, Codable {
    package let id: String
    /// The full ticket, `0.` and at least 64 digits.
    package let ticket: String

    package init(id: String, ticket: String) {
        self.id = id
        self.ticket = ticket
    }
}

/// Rivest's consistent sampling, generation 1, without replacement: everything gets a ticket from the seed and its own
/// identifier alone; a draw is the first k in the order of (ticket bytes, identifier bytes).
///
/// PyPI `consistent-sampler` is the judge of this type.
package struct Sampler: Sendable {
    /// A SHA-256 state that has taken in the 64 characters of `sh = hex_lower(SHA256(seed))`, exactly one block.
    private let seeded: SHA256

    /// - Parameter seed: any string; the protocol uses the purposes of `DrawSeed`.
    package init(seed: String) {
        var state = SHA256()
        let sh = Array(Digests.sha256Hex(seed).utf8)
        sh.withUnsafeBytes { state.update(bufferPointer: $0) }
        seeded = state
    }

    func number(ofUTF8 id: UnsafeRawBufferPointer) -> TicketNumber {
        var state = seeded
        state.update(bufferPointer: id)
        return state.finalize().withUnsafeBytes { TicketNumber(digest: $0) }
    }

    func number(of id: String) -> TicketNumber {
        var id = id
        return id.withUTF8 { number(ofUTF8: UnsafeRawBufferPointer($0)) }
    }

    /// The full ticket of an identifier.
    package func ticket(for id: String) -> String { number(of: id).text }

    /// The first 18 decimals of a ticket as a number: orders identifiers but for ties, which full tickets decide.
    package func key(for id: String) -> UInt64 { number(of: id).key }

    /// The identifiers' indexes in ticket order.
    /// - Throws: `identifierRepeated`: a double entry would be drawn twice.
    package func order(_ ids: [String]) throws(DrawRefusal) -> [Int] {
        try Sampler.checkDistinct(ids)
        return select(count: ids.count, take: ids.count) {
            number(of: ids[$0])
        } bytes: {
            Array(ids[$0].utf8)
        }
    }

    /// The first `take` of the identifiers, all of them when there are fewer.
    /// - Throws: `takeRange` for a negative number, `identifierRepeated`.
    package func draw(_ ids: [String], take: Int) throws(DrawRefusal) -> [Drawn] {
        guard take >= 0 else { throw DrawRefusal(.takeRange, "抽取数量不能为负数") }
        try Sampler.checkDistinct(ids)
        return select(count: ids.count, take: take) {
            number(of: ids[$0])
        } bytes: {
            Array(ids[$0].utf8)
        }
        .map { Drawn(id: ids[$0], ticket: ticket(for: ids[$0])) }
    }

    /// The first `take` lots of a population's stratum, all of them when there are fewer; none for an unknown stratum.
    /// - Throws: `takeRange` for a negative number.
    package func draw(from population: Population, stratum: String, take: Int) throws(DrawRefusal) -> [Drawn] {
        guard take >= 0 else { throw DrawRefusal(.takeRange, "抽取数量不能为负数") }
        let lots = population.lots(in: stratum)
        let start = lots.startIndex
        return select(count: lots.count, take: take) { index in
            withUnsafeTemporaryAllocation(byteCount: Lot.length, alignment: 1) { buffer in
                lots[start + index].write(to: buffer)
                return number(ofUTF8: UnsafeRawBufferPointer(buffer))
            }
        } bytes: {
            Array(lots[start + $0].text.utf8)
        }.map {
            let text = lots[start + $0].text
            return Drawn(id: text, ticket: ticket(for: text))
        }
    }

    static func checkDistinct(_ ids: [String]) throws(DrawRefusal) {
        var seen = Set<ByteKey>(minimumCapacity: ids.count)
        for id in ids where !seen.insert(ByteKey(id)).inserted {
            throw DrawRefusal(.identifierRepeated, "编号“\(id)”重复")
        }
    }
}

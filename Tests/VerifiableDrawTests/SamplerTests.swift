import Testing

@testable import VerifiableDraw

@Suite struct SamplerTests {
    private struct TicketVector: Decodable {
        let seed: String
        let id: String
        let ticket: String
    }

    private struct DrawVector: Decodable {
        let seed: String
        let ids: [String]
        let take: Int
        let selected: [String]
    }

    @Test func ticketsOfTheProtocol() {
        let sampler = Sampler(seed: "01382438112797316654")
        #expect(
            sampler.ticket(for: "AB-130")
                == "0.26299714122838008416507544297546663599715395525154425586041245287750224561854")
        #expect(
            sampler.ticket(for: "91110000100000000X")
                == "0.27490905113178602483690371626263733250631799272369320813246702323919000122992")
        #expect(
            sampler.ticket(for: "E0007655")
                == "0.99994032396664988082185352769582873402802034310940616141886693598502741777431")
    }

    @Test func ticketsOfConsistentSampler() throws {
        let vectors = try Vectors.load([TicketVector].self, "tickets")
        #expect(vectors.count > 80)
        for vector in vectors {
            let sampler = Sampler(seed: vector.seed)
            #expect(sampler.ticket(for: vector.id) == vector.ticket, "\(vector.seed) \(vector.id)")
            let leading = String(vector.ticket.dropFirst(2).prefix(18))
            #expect(sampler.key(for: vector.id) == UInt64(leading))
        }
    }

    @Test func drawsOfConsistentSampler() throws {
        let vectors = try Vectors.load([DrawVector].self, "draws")
        #expect(vectors.count == 400)
        for vector in vectors {
            let drawn = try Sampler(seed: vector.seed).draw(vector.ids, take: vector.take)
            #expect(drawn.map { Array($0.id.utf8) } == vector.selected.map { Array($0.utf8) })
        }
    }

    @Test func shortTicketsArePaddedTo64Digits() {
        let zero = [UInt8](repeating: 0, count: 32)
        let number = zero.withUnsafeBytes { TicketNumber(digest: $0) }
        #expect(number.text == "0." + String(repeating: "0", count: 64))
        #expect(number.key == 0)
        let most = [UInt8](repeating: 255, count: 32).withUnsafeBytes { TicketNumber(digest: $0) }
        #expect(most.text == "0.539936921319700485754930465046566489962358709786800589075324591613732980297511")
    }

    @Test func equalKeysAreDecidedByFullTicketsThenByIdentifiers() {
        // Numbers that agree in their last 18 decimals: x, x + 10^18, x + 2·10^18.
        @Sendable func number(_ multiple: UInt8) -> TicketNumber {
            var digest = [UInt8](repeating: 0, count: 32)
            let (high, low) = TicketNumber.base.multipliedFullWidth(by: UInt64(multiple))
            for index in 0..<8 {
                digest[16 + index] = UInt8(truncatingIfNeeded: high >> UInt64(56 - 8 * index))
                digest[24 + index] = UInt8(truncatingIfNeeded: low >> UInt64(56 - 8 * index))
            }
            return digest.withUnsafeBytes { TicketNumber(digest: $0) }
        }
        let multiples: [UInt8] = [21, 3, 12, 3, 100]
        let ids = ["a", "z", "b", "y", "c"]
        // The nineteenth decimal of a ticket is the multiple's last digit, and so on:
        // 100 → 001, 21 → 12, 12 → 21, 3 → 3 twice (y before z).
        let order = Sampler(seed: "").select(count: 5, take: 5) {
            number(multiples[$0])
        } bytes: {
            Array(ids[$0].utf8)
        }
        #expect(order.map { ids[$0] } == ["c", "a", "b", "y", "z"])
        let some = Sampler(seed: "").select(count: 5, take: 4) {
            number(multiples[$0])
        } bytes: {
            Array(ids[$0].utf8)
        }
        #expect(some.map { ids[$0] } == ["c", "a", "b", "y"])
    }

    /// Tickets so uneven that the selection's first bound keeps nobody: it must look again without a bound.
    @Test func anUnluckyBoundDoesNotShow() {
        let order = Sampler(seed: "").select(count: 20_000, take: 3) { _ in
            [UInt8](repeating: 255, count: 32).withUnsafeBytes { TicketNumber(digest: $0) }
        } bytes: {
            Array(String(100_000 - $0).utf8)
        }
        #expect(order == [0, 19_999, 19_998])
    }

    @Test func identifiersAreBytes() throws {
        let composed = "\u{E9}"
        let decomposed = "e\u{301}"
        let drawn = try Sampler(seed: "s").draw([composed, decomposed], take: 2)
        #expect(Set(drawn.map { Array($0.id.utf8) }) == [Array(composed.utf8), Array(decomposed.utf8)])
        #expect(drawn[0].ticket != drawn[1].ticket)
        #expect(throws: DrawRefusal.self) { try Sampler(seed: "s").draw([composed, composed], take: 1) }
    }

    @Test func takesWhatThereIs() throws {
        let sampler = Sampler(seed: "s")
        #expect(try sampler.draw([], take: 3).isEmpty)
        #expect(try sampler.draw(["a", "b"], take: 0).isEmpty)
        #expect(try sampler.draw(["a", "b"], take: 9).count == 2)
        #expect(throws: DrawRefusal.self) { try sampler.draw(["a"], take: -1) }
    }

    /// The selection's bound and its chunks must not show: every take of a large set is the prefix of the full order,
    /// which is found here by comparing full tickets.
    @Test func everySizeIsAPrefixOfTheFullOrder() throws {
        let ids = (0..<20_000).map { "E\($0)" }
        let sampler = Sampler(seed: "prefix")
        let full = ids.map { (ticket: sampler.ticket(for: $0), id: $0) }.sorted {
            ($0.ticket, $0.id) < ($1.ticket, $1.id)
        }
        for take in [1, 2, 7, 63, 64, 200, 1000, 5000, 9_999, 10_000, 19_999, 20_000] {
            let drawn = try sampler.draw(ids, take: take)
            #expect(drawn.map(\.id) == full.prefix(take).map(\.id), "\(take)")
            #expect(drawn.map(\.ticket) == full.prefix(take).map(\.ticket), "\(take)")
        }
    }

    /// Over a fixed list of seeds every one of 20 is drawn (5 of 20) about 500 times of 2000: bounds are five standard
    /// deviations, which chance alone would break once in some 100,000 lists.
    @Test func inclusionIsEven() throws {
        let ids = (0..<20).map { "S\($0)" }
        var counts = [String: Int]()
        for seed in 0..<2000 {
            for drawn in try Sampler(seed: "seed\(seed)").draw(ids, take: 5) { counts[drawn.id, default: 0] += 1 }
        }
        let deviation = (2000 * 0.25 * 0.75).squareRoot()
        for id in ids { #expect(abs(Double(counts[id] ?? 0) - 500) < 5 * deviation, "\(id)") }
    }

    /// Campaigns of one seed that share subjects pick overlapping samples.
    @Test func oneSeedCoordinatesCampaigns() throws {
        let sampler = Sampler(seed: "batch")
        let first = (0..<1000).map { "S\($0)" }
        let second = (500..<1500).map { "S\($0)" }
        let together = Set(try sampler.draw(first, take: 100).map(\.id))
            .intersection(try sampler.draw(second, take: 100).map(\.id))
        let apart = Set(try sampler.draw(first, take: 100).map(\.id))
            .intersection(try Sampler(seed: "other").draw(second, take: 100).map(\.id))
        #expect(together.count > 30)
        #expect(apart.count < 20)
    }
}

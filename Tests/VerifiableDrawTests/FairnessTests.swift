import Foundation
import Testing

@testable import VerifiableDraw

/// Whether everybody has the same chances, over fixed lists of seeds. Each test is also put to a method with a bias that
/// is known from deployed systems or planted for the purpose, and must find it: otherwise it would show nothing.
@Suite struct FairnessTests {
    private static let ids = (0..<30).map { "91230100TEST\(String(1000 + $0).dropFirst())" }
    private static let take = 6
    private static let seeds = 20_000

    /// A way to draw `take` of the thirty, by its number.
    private typealias Method = (Int) throws -> [Int]

    private static func ours(_ seed: Int) throws -> [Int] {
        Array(try Sampler(seed: "fair-\(seed)").order(ids).prefix(take))
    }

    /// A published code base draws every ⌊N/n⌋-th row from one random start: five outcomes exist.
    private static func everyFifth(_ seed: Int) -> [Int] {
        var random = SeededGenerator(state: UInt64(seed) &* 7919 &+ 1)
        let step = ids.count / take
        let start = Int.random(in: 0..<step, using: &random)
        return (0..<take).map { start + $0 * step }
    }

    /// Our tickets, but those of the first half are made smaller by so much.
    private static func favouring(_ share: Double) -> Method {
        { seed in
            let sampler = Sampler(seed: "fair-\(seed)")
            let keys = ids.enumerated().map { index, id in
                Double(sampler.key(for: id)) * (index < ids.count / 2 ? 1 - share : 1)
            }
            return Array(keys.indices.sorted { keys[$0] < keys[$1] }.prefix(take))
        }
    }

    /// Chances of how often each was drawn, and each pair together.
    ///
    /// A draw without replacement is more even than independent ones: counts of single subjects vary by (1 - k/N)·N/(N-1)
    /// of a chi-square. Counts of pairs have the covariance of the Johnson scheme J(N, 2), whose two eigenvalues give
    /// mean and variance of their statistic; with 405 and 29 dimensions it is close to normal.
    private static func chances(_ method: Method) throws -> (single: Double, pairs: Double) {
        var single = [Int](repeating: 0, count: ids.count)
        var pairs = [[Int]](repeating: [Int](repeating: 0, count: ids.count), count: ids.count)
        for seed in 0..<seeds {
            let drawn = try method(seed).sorted()
            for (place, a) in drawn.enumerated() {
                single[a] += 1
                for b in drawn[(place + 1)...] { pairs[a][b] += 1 }
            }
        }
        let (n, k, m) = (Double(ids.count), Double(take), Double(seeds))
        let p2 = k * (k - 1) / (n * (n - 1))
        let shared = p2 * (k - 2) / (n - 2) - p2 * p2
        let apart = p2 * (k - 2) * (k - 3) / ((n - 2) * (n - 3)) - p2 * p2
        let own = p2 * (1 - p2)
        let values = [
            (dimensions: n - 1, value: (own + (n - 4) * shared - (n - 3) * apart) / p2),
            (dimensions: n * (n - 3) / 2, value: (own - 2 * shared + apart) / p2),
        ]
        var statistic = 0.0
        for a in ids.indices {
            for b in ids.indices where b > a {
                statistic += (Double(pairs[a][b]) - m * p2) * (Double(pairs[a][b]) - m * p2) / (m * p2)
            }
        }
        let mean = values.reduce(0) { $0 + $1.dimensions * $1.value }
        let variance = values.reduce(0) { $0 + 2 * $1.dimensions * $1.value * $1.value }
        return (
            Statistics.chance(of: single, scale: (n - 1) / n / (1 - k / n)),
            Statistics.chance(ofNormal: (statistic - mean) / variance.squareRoot())
        )
    }

    @Test("3.1.2 everyone, and every pair, is drawn equally often")
    func inclusion() throws {
        let fair = try Self.chances(Self.ours)
        #expect(fair.single > Statistics.fair && fair.pairs > Statistics.fair, "\(fair)")
    }

    /// The test's power. The row method treats single subjects alike and only pairs give it away. Tickets of one half made
    /// 6 % smaller, which moves its chances up by about 3 % and the others' down, fail the count of single subjects.
    @Test func biasedDrawsAreFound() throws {
        #expect(try Self.chances(Self.everyFifth).pairs < Statistics.unfair)
        #expect(try Self.chances(Self.favouring(0.06)).single < Statistics.unfair)
    }

    @Test("3.1.2 tickets are uniform, over subjects and over seeds")
    func tickets() {
        let base = Double(TicketNumber.base)
        let sampler = Sampler(seed: "uniform")
        let overSubjects = (0..<50_000).map { Double(sampler.key(for: "E\($0)")) / base }
        let overSeeds = (0..<20_000).map { Double(Sampler(seed: "s\($0)").key(for: "E1")) / base }
        #expect(Statistics.chanceOfUniform(overSubjects) > Statistics.fair)
        #expect(Statistics.chanceOfUniform(overSeeds) > Statistics.fair)
        // The same digits not reversed lead with 1 far too often (2^256 is 1.16 · 10^77): the test must see it.
        let forwards = (0..<2000).map { index in
            Double("0." + String(sampler.ticket(for: "E\(index)").dropFirst(2).reversed().prefix(17))) ?? 0
        }
        #expect(Statistics.chanceOfUniform(forwards) < Statistics.unfair)
    }

    @Test("3.1.2 where a subject stands in the population tells nothing about its ticket")
    func placeAndTicket() throws {
        let key = try LotKey(bytes: [UInt8](repeating: 7, count: 32))
        let lots = (0..<20_000).map { key.value(of: "91230100TEST\($0)").text }.sorted()
        let sampler = Sampler(seed: "place:subjects")
        let places = lots.indices.map(Double.init)
        let tickets = lots.map { Double(sampler.key(for: $0)) / Double(TicketNumber.base) }
        #expect(lots.count == 20_000)
        #expect(Statistics.chanceOfIndependence(places, tickets) > Statistics.fair)
        // A twentieth of the place in the ticket is a correlation of 0.05: seven deviations.
        let leaning = zip(tickets, places).map { $0 * 0.94 + $1 / 20_000 * 0.06 }
        #expect(Statistics.chanceOfIndependence(places, leaning) < Statistics.unfair)
    }

    /// Two campaigns of 400 that share 200 and draw 80 each. A shared subject is in both samples when fewer than 80 of
    /// either campaign have smaller tickets; the expected number is that probability, integrated over its ticket.
    @Test("2.2.8 campaigns of one seed overlap as much as theory says, of two seeds as chance does")
    func overlap() throws {
        let (size, common, take, draws) = (400, 200, 80, 300)
        let expected = Self.expectedOverlap(size: size, common: common, take: take)
        let first = (0..<size).map { "S\($0)" }
        let second = (size - common..<2 * size - common).map { "S\($0)" }
        func overlaps(_ seedOfSecond: (Int) -> String) throws -> [Double] {
            try (0..<draws).map { number in
                let a = Set(try Sampler(seed: "batch-\(number)").draw(first, take: take).map(\.id))
                return Double(
                    try Sampler(seed: seedOfSecond(number)).draw(second, take: take).count { a.contains($0.id) })
            }
        }
        func chance(_ overlaps: [Double], of mean: Double) -> Double {
            let found = overlaps.reduce(0, +) / Double(draws)
            let variance = overlaps.reduce(0) { $0 + ($1 - found) * ($1 - found) } / Double(draws - 1)
            return Statistics.chance(ofNormal: (found - mean) / (variance / Double(draws)).squareRoot())
        }
        let together = try overlaps { "batch-\($0)" }
        let apart = try overlaps { "other-\($0)" }
        #expect(chance(together, of: expected) > Statistics.fair, "\(expected)")
        #expect(chance(apart, of: Double(common * take * take) / Double(size * size)) > Statistics.fair)
        #expect(chance(apart, of: expected) < Statistics.unfair)
        #expect(chance(together, of: expected * 0.95) < Statistics.fair)
    }

    private static func expectedOverlap(size: Int, common: Int, take: Int) -> Double {
        func binomial(_ n: Int, _ u: Double) -> [Double] {
            (0...n).map { x -> Double in
                let ways = lgamma(Double(n + 1)) - lgamma(Double(x + 1)) - lgamma(Double(n - x + 1))
                return exp(ways + Double(x) * log(u) + Double(n - x) * log(1 - u))
            }
        }
        let steps = 500
        return (0..<steps).reduce(0.0) { sum, step in
            let u = (Double(step) + 0.5) / Double(steps)
            let shared = binomial(common - 1, u)
            let alone = binomial(size - common, u)
            var below = [0.0]
            for probability in alone { below.append((below.last ?? 0) + probability) }
            let both = (0..<min(take, shared.count)).reduce(0.0) { total, x in
                let rest = below[min(take - x, below.count - 1)]
                return total + shared[x] * rest * rest
            }
            return sum + both / Double(steps) * Double(common)
        }
    }
}

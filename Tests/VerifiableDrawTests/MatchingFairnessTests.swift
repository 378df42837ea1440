import Testing

@testable import VerifiableDraw

/// Whether inspectors whom the rule does not tell apart have the same chances: in each place and with each colleague.
@Suite struct MatchingFairnessTests {
    private static let officers = ["a", "b", "c", "d", "e", "f"]
    private static let inspections = ["J1", "J2", "J3"]

    /// Six alike for three inspections of two: by symmetry each of the 720 arrangements is equally likely.
    private static func ours(_ seed: Int) throws -> [String] {
        let problem = AssignmentProblem(
            seed: "alike-\(seed)", officers: officers.map { .init(id: $0) }, pools: ["p": officers],
            inspections: inspections.map { .init(id: $0, slots: ["p", "p"]) })
        guard case .assigned(let assigned) = try Assignment.solve(problem) else { return [] }
        return assigned.flatMap(\.officers)
    }

    /// What deployed systems do: pairs in the order of the register, from a random one on.
    private static func roundRobin(_ seed: Int) -> [String] {
        var random = SeededGenerator(state: UInt64(seed) &* 104_729 &+ 1)
        let start = Int.random(in: 0..<officers.count, using: &random)
        let order = inspections.indices.shuffled(using: &random)
        return inspections.indices.flatMap { place in
            (0..<2).map { officers[(start + order[place] * 2 + $0) % officers.count] }
        }
    }

    /// Chances of how often each arrangement came, and each officer in each place.
    private static func chances(_ method: (Int) throws -> [String]) throws -> (arrangements: Double, places: Double) {
        var arrangements: [[String]: Int] = [:]
        var places: [String: [Int]] = [:]
        for seed in 0..<14_400 {
            let arrangement = try method(seed)
            arrangements[arrangement, default: 0] += 1
            for (place, officer) in arrangement.enumerated() {
                places[officer, default: [Int](repeating: 0, count: 6)][place] += 1
            }
        }
        let missing = [Int](repeating: 0, count: max(0, 720 - arrangements.count))
        // Each place is one of six for each officer; worst of the officers, for six looks.
        let worst = places.values.map { Statistics.chance(of: $0) }.min() ?? 0
        return (Statistics.chance(of: Array(arrangements.values) + missing), worst * 6)
    }

    @Test("3.1.2 six alike inspectors: all 720 arrangements are equally likely")
    func arrangements() throws {
        let fair = try Self.chances(Self.ours)
        #expect(fair.arrangements > Statistics.fair && fair.places > Statistics.fair, "\(fair)")
    }

    @Test func roundRobinIsFound() throws {
        #expect(try Self.chances(Self.roundRobin).arrangements < Statistics.unfair)
    }

    /// Among others with other loads, caps and pools, three of one kind: exchanging their names exchanges their chances,
    /// so each comes to each place equally often.
    @Test("3.1.2 inspectors of one kind have equal chances among others of other kinds")
    func interchangeable() throws {
        func counts(names: [String], leaning: Bool) throws -> [[Int]] {
            var counts = [[Int]](repeating: [Int](repeating: 0, count: 6), count: 3)
            for seed in 0..<6000 {
                let alike = names.enumerated().map { index, id in
                    AssignmentProblem.Officer(id: id, cap: 2, base: leaning && index == 0 && seed % 2 == 0 ? 1 : 0)
                }
                let problem = AssignmentProblem(
                    seed: "kinds-\(seed)",
                    officers: alike + [.init(id: "x", cap: 1), .init(id: "y", base: 2), .init(id: "z", base: 1)],
                    pools: ["p": names + ["x", "y"], "q": names + ["z"]],
                    inspections: [
                        .init(id: "J1", slots: ["p", "q"]), .init(id: "J2", slots: ["q", "p"], recused: ["x"]),
                        .init(id: "J3", slots: ["p", "p"]),
                    ])
                guard case .assigned(let assigned) = try Assignment.solve(problem) else { continue }
                for (place, officer) in assigned.flatMap(\.officers).enumerated() {
                    if let index = names.firstIndex(of: officer) { counts[index][place] += 1 }
                }
            }
            return counts
        }
        func chance(_ counts: [[Int]]) -> Double {
            6 * ((0..<6).map { place in Statistics.chance(of: counts.map { $0[place] }) }.min() ?? 0)
        }
        #expect(chance(try counts(names: ["a", "b", "c"], leaning: false)) > Statistics.fair)
        #expect(chance(try counts(names: ["c", "甲", "x-b"], leaning: false)) > Statistics.fair)
        // One of the three has one task more in half of the draws: found.
        #expect(chance(try counts(names: ["a", "b", "c"], leaning: true)) < Statistics.fair)
    }
}

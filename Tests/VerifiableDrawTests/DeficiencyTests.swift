import Testing

@testable import VerifiableDraw

/// How many slots stay empty, against a largest flow found by brute force.
@Suite struct DeficiencyTests {
    /// splitmix64, so that every run sees the same instances.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static func instance(_ seed: UInt64) -> AssignmentProblem {
        var dice = Dice(state: seed)
        let officers = (0..<Int.random(in: 1...4, using: &dice)).map {
            AssignmentProblem.Officer(id: "o\($0)", cap: Int.random(in: 0...2, using: &dice))
        }
        var pools: [String: [String]] = [:]
        for name in ["a", "b"] { pools[name] = officers.map(\.id).filter { _ in Bool.random(using: &dice) } }
        let inspections = (0..<Int.random(in: 1...3, using: &dice)).map { index in
            AssignmentProblem.Inspection(
                id: "i\(index)", slots: (0..<2).map { _ in Bool.random(using: &dice) ? "a" : "b" },
                recused: officers.map(\.id).filter { _ in Int.random(in: 0..<4, using: &dice) == 0 })
        }
        return AssignmentProblem(seed: "s\(seed)", officers: officers, pools: pools, inspections: inspections)
    }

    /// The most slots that can be filled, by trying everything.
    private static func most(_ problem: AssignmentProblem) -> Int {
        let slots = problem.inspections.flatMap { one in one.slots.map { (one, $0) } }
        func best(_ index: Int, _ used: [String: Int], _ taken: [String: Set<String>]) -> Int {
            guard index < slots.count else { return 0 }
            let (inspection, pool) = slots[index]
            var most = best(index + 1, used, taken)
            for officer in problem.officers
            where problem.pools[pool]?.contains(officer.id) == true && used[officer.id, default: 0] < officer.cap ?? 99
                && inspection.recused?.contains(officer.id) != true
                && taken[inspection.id]?.contains(officer.id) != true
            {
                var (nextUsed, nextTaken) = (used, taken)
                nextUsed[officer.id, default: 0] += 1
                nextTaken[inspection.id, default: []].insert(officer.id)
                most = max(most, 1 + best(index + 1, nextUsed, nextTaken))
            }
            return most
        }
        return best(0, [:], [:])
    }

    @Test("3.1.1 what is missing is counted exactly, and the slots named prove it") func exact() throws {
        var short = 0
        for seed in 0..<600 as Range<UInt64> {
            let problem = Self.instance(seed)
            let all = problem.inspections.reduce(0) { $0 + $1.slots.count }
            let deficiency = try Assignment.deficiency(problem)
            #expect(deficiency.missing == all - Self.most(problem), "instance \(seed)")
            let feasible = if case .assigned = try Assignment.solve(problem) { true } else { false }
            #expect(feasible == (deficiency.missing == 0))
            guard deficiency.missing > 0 else { continue }
            short += 1
            // Hall: the officers who could fill the named slots fill all of them but the missing.
            var room = 0
            for officer in problem.officers {
                let reachable = problem.inspections.count { inspection in
                    inspection.recused?.contains(officer.id) != true
                        && inspection.slots.indices.contains { slot in
                            deficiency.slots.contains { $0.inspection == inspection.id && $0.slot == slot }
                                && problem.pools[inspection.slots[slot]]?.contains(officer.id) == true
                        }
                }
                room += min(officer.cap ?? 99, reachable)
            }
            #expect(room + deficiency.missing == deficiency.slots.count, "instance \(seed)")
        }
        #expect(short > 100)
    }
}

import Testing

@testable import VerifiableDraw

/// The rule by trying every matching: shares nothing with the solver but the tickets.
private struct BruteForce {
    let problem: AssignmentProblem
    var best: (cost: Int, ranks: [Int], officers: [[String]])?

    static func solve(_ problem: AssignmentProblem) -> [String: [String]]? {
        var search = BruteForce(problem: problem)
        let order = problem.inspections.sorted {
            let tickets = Sampler(seed: problem.seed + ":inspections")
            return (tickets.ticket(for: $0.id), $0.id) < (tickets.ticket(for: $1.id), $1.id)
        }
        search.extend(order, [], [], [:])
        guard let best = search.best else { return nil }
        return Dictionary(uniqueKeysWithValues: zip(order.map(\.id), best.officers))
    }

    private mutating func extend(
        _ order: [AssignmentProblem.Inspection], _ ranks: [Int], _ officers: [[String]], _ used: [String: Int]
    ) {
        guard officers.count < order.count else {
            let cost = problem.officers.reduce(0) {
                let load = ($1.base ?? 0) + (used[$1.id] ?? 0)
                return $0 + load * load
            }
            if let known = best {
                if known.cost < cost { return }
                if known.cost == cost, !ranks.lexicographicallyPrecedes(known.ranks) { return }
            }
            best = (cost, ranks, officers)
            return
        }
        let inspection = order[officers.count]
        let tickets = Sampler(seed: problem.seed + ":assign:" + inspection.id)
        let preferred = problem.officers.map(\.id).sorted {
            (tickets.ticket(for: $0), $0) < (tickets.ticket(for: $1), $1)
        }
        fill(order, preferred, [], ranks, officers, used)
    }

    /// Tries everyone for the next slot of the inspection after those of `officers`.
    private mutating func fill(
        _ order: [AssignmentProblem.Inspection], _ preferred: [String], _ chosen: [String], _ ranks: [Int],
        _ officers: [[String]], _ used: [String: Int]
    ) {
        let inspection = order[officers.count]
        guard chosen.count < inspection.slots.count else { return extend(order, ranks, officers + [chosen], used) }
        for (rank, id) in preferred.enumerated() {
            guard problem.pools[inspection.slots[chosen.count]]?.contains(id) == true, !chosen.contains(id),
                inspection.recused?.contains(id) != true
            else { continue }
            let cap = problem.officers.first { $0.id == id }?.cap ?? .max
            guard used[id] ?? 0 < cap else { continue }
            let next = used.merging([id: 1], uniquingKeysWith: +)
            fill(order, preferred, chosen + [id], ranks + [rank], officers, next)
        }
    }
}

@Suite struct AssignmentTests {
    private static func random(_ random: inout SeededGenerator) -> AssignmentProblem {
        let officers = (0..<Int.random(in: 1...5, using: &random)).map { index in
            AssignmentProblem.Officer(
                id: "I\(index)", cap: Bool.random(using: &random) ? Int.random(in: 0...3, using: &random) : nil,
                base: Bool.random(using: &random) ? Int.random(in: 0...3, using: &random) : nil)
        }
        let ids = officers.map(\.id)
        var pools: [String: [String]] = [:]
        for name in ["p", "q", "r"] { pools[name] = ids.filter { _ in Int.random(in: 0...2, using: &random) > 0 } }
        let inspections = (0..<Int.random(in: 0...4, using: &random)).map { index in
            AssignmentProblem.Inspection(
                id: "J\(index)",
                slots: (0..<Int.random(in: 1...2, using: &random)).map { _ in
                    ["p", "q", "r"].randomElement(using: &random) ?? "p"
                },
                recused: Int.random(in: 0...2, using: &random) == 0 ? [ids.randomElement(using: &random) ?? ""] : nil)
        }
        return AssignmentProblem(
            seed: "\(random.next())", officers: officers, pools: pools, inspections: inspections)
    }

    /// Whether the shortage proves that the problem cannot be solved, computed from the problem alone.
    private static func proves(_ shortage: Shortage, _ problem: AssignmentProblem) -> Bool {
        guard Set(shortage.slots).count == shortage.slots.count else { return false }
        var capacity = 0
        for officer in problem.officers {
            var inspections: Set<String> = []
            for slot in shortage.slots {
                guard let inspection = problem.inspections.first(where: { $0.id == slot.inspection }),
                    inspection.slots.indices.contains(slot.slot)
                else { return false }
                let pool = problem.pools[inspection.slots[slot.slot]] ?? []
                if pool.contains(officer.id), inspection.recused?.contains(officer.id) != true {
                    inspections.insert(inspection.id)
                }
            }
            capacity += min(officer.cap ?? .max, inspections.count)
        }
        return capacity == shortage.capacity && capacity < shortage.slots.count
    }

    @Test func equalsBruteForceOnThousandsOfProblems() throws {
        var random = SeededGenerator(state: 2026)
        var solved = 0
        var refused = 0
        for _ in 0..<3000 {
            let problem = Self.random(&random)
            let expected = BruteForce.solve(problem)
            switch try Assignment.solve(problem) {
            case .assigned(let assigned):
                solved += 1
                #expect(assigned.map(\.id) == problem.inspections.map(\.id))
                #expect(
                    Dictionary(uniqueKeysWithValues: assigned.map { ($0.id, $0.officers) }) == expected, "\(problem)")
            case .infeasible(let shortage):
                refused += 1
                #expect(expected == nil, "\(problem)")
                #expect(Self.proves(shortage, problem), "\(problem) \(shortage)")
            }
        }
        #expect(solved > 500 && refused > 500)
    }

    @Test func orderOfTheInputDoesNotShow() throws {
        var random = SeededGenerator(state: 5)
        for _ in 0..<200 {
            let problem = Self.random(&random)
            let shuffled = AssignmentProblem(
                seed: problem.seed, officers: problem.officers.shuffled(using: &random),
                pools: problem.pools.mapValues { $0.shuffled(using: &random) },
                inspections: problem.inspections.shuffled(using: &random))
            let first = try Assignment.solve(problem)
            let second = try Assignment.solve(shuffled)
            switch (first, second) {
            case (.assigned(let a), .assigned(let b)): #expect(Set(a) == Set(b))
            case (.infeasible, .infeasible): break
            default: Issue.record("\(problem)")
            }
        }
    }

    /// Interchangeable officers have equal chances: one slot, four officers, 2000 seeds.
    @Test func chancesAreEqual() throws {
        var counts: [String: Int] = [:]
        for seed in 0..<2000 {
            let problem = AssignmentProblem(
                seed: "s\(seed)", officers: ["a", "b", "c", "d"].map { .init(id: $0) },
                pools: ["p": ["a", "b", "c", "d"]],
                inspections: [.init(id: "J", slots: ["p"])])
            guard case .assigned(let assigned) = try Assignment.solve(problem) else { continue }
            for officer in assigned.flatMap(\.officers) { counts[officer, default: 0] += 1 }
        }
        #expect(counts.count == 4)
        for count in counts.values { #expect(abs(Double(count) - 500) < 5 * (2000 * 0.25 * 0.75).squareRoot()) }
    }

    @Test func namesAreBytes() throws {
        let problem = AssignmentProblem(
            seed: "s", officers: [.init(id: "\u{E9}"), .init(id: "e\u{301}")], pools: ["p": ["\u{E9}", "e\u{301}"]],
            inspections: [.init(id: "J", slots: ["p", "p"])])
        guard case .assigned(let assigned) = try Assignment.solve(problem) else {
            Issue.record("two officers for two slots")
            return
        }
        #expect(Set(assigned[0].officers.map { Array($0.utf8) }).count == 2)
    }

    @Test func refusesWhatMakesNoSense() {
        func refused(
            _ officers: [AssignmentProblem.Officer], _ pools: [String: [String]] = ["p": ["a"]],
            _ inspections: [AssignmentProblem.Inspection] = []
        ) -> DrawRefusal.Code? {
            do {
                _ = try Assignment.solve(
                    AssignmentProblem(seed: "s", officers: officers, pools: pools, inspections: inspections))
                return nil
            } catch {
                return error.code
            }
        }
        #expect(refused([.init(id: "a")]) == nil)
        #expect(refused([.init(id: "a"), .init(id: "a")]) == .problemFormat)
        #expect(refused([.init(id: "a", cap: -1)]) == .problemFormat)
        #expect(refused([.init(id: "a", base: -1)]) == .problemFormat)
        #expect(refused([.init(id: "a", base: .max)]) == .problemFormat)
        #expect(refused([.init(id: "b")]) == .problemFormat)
        #expect(refused([.init(id: "a")], ["p": ["a"]], [.init(id: "J", slots: ["q"])]) == .problemFormat)
        let twice = [AssignmentProblem.Inspection(id: "J", slots: []), .init(id: "J", slots: [])]
        #expect(refused([.init(id: "a")], ["p": ["a"]], twice) == .identifierRepeated)
        #expect(
            refused(
                [.init(id: "a", cap: .max, base: 1_000_000_000)], ["p": ["a"]],
                [.init(id: "J", slots: ["p"], recused: ["x"])]) == nil)
    }

    /// Loads are levelled against the base: 40 inspections of two over officers who begin with 0 to 9.
    @Test func levelsLoads() throws {
        let officers = (0..<10).map { (number: Int) in AssignmentProblem.Officer(id: "I\(number)", base: number) }
        let problem = AssignmentProblem(
            seed: "level", officers: officers, pools: ["p": officers.map(\.id)],
            inspections: (0..<40).map { .init(id: "J\($0)", slots: ["p", "p"]) })
        guard case .assigned(let assigned) = try Assignment.solve(problem) else {
            Issue.record("infeasible")
            return
        }
        var loads = Dictionary(uniqueKeysWithValues: officers.map { ($0.id, $0.base ?? 0) })
        for officer in assigned.flatMap(\.officers) { loads[officer, default: 0] += 1 }
        // 45 + 80 = 125 over ten officers: twelve or thirteen each.
        #expect(Set(loads.values) == [12, 13])
    }
}

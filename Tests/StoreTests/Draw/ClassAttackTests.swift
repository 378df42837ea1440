import Domain
import Foundation
import Testing

@testable import Database
@testable import VerifiableDraw

/// Invariant 4, tried by an attacker who holds every public file of a ceremony and knows which classes a stratum holds.
@Suite struct ClassAttackTests {
    private static func seeded(_ seed: UInt64) -> DrawBench.Variation {
        var variation = DrawBench.Variation()
        variation.seed = seed
        return variation
    }

    /// Longer words of a text: names, numbers, hashes, pseudonyms.
    private static func tokens(_ text: String) -> Set<String> {
        Set(text.matches(of: /[0-9A-Za-z]{12,}/).map { String($0.0) })
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Record by record, whatever a join by a shared word can reach from a name.
    @Test("threat: class inferred from public files — no chain of shared words leads from a name to a stratum")
    func joins() async throws {
        try await DrawBench.with(.sqlite, Self.seeded(1)) { bench async throws in
            let view = try await PublicView.make(bench, [1, 2])
            #expect(view.results.count >= 25 && view.lots.count >= 20)
            var named: [Set<String>] = []
            for result in view.results {
                let proof = try await Portal(bench.house).proof(of: result.id)
                named.append(
                    Self.tokens(
                        "\(result.subjectName) \(result.subjectIdentifier) \(result.slip) \(result.slipNonce) "
                            + result.record + String(decoding: proof.entry, as: UTF8.self)))
            }
            var told: [Set<String>] = view.population.map { Self.tokens($0.lot) }
            for stratum in view.record.strata ?? [] {
                told += try stratum.drawn.map { Self.tokens("\(stratum.name) \(try Self.json($0))") }
            }
            var others: [Set<String>] = view.proofs.map { Self.tokens($0.slip + $0.text) }
            let matching = try #require(view.record.matching)
            others += try matching.officers.map { Self.tokens(try Self.json($0)) }
            others += matching.pools.flatMap { pool, members in members.map { Self.tokens("\(pool) \($0)") } }
            others += try matching.inspections.map { Self.tokens(try Self.json($0)) }
            others += try matching.assignment.map { Self.tokens(try Self.json($0)) }
            others += view.log.map(Self.tokens)
            #expect(others.count > 100)

            // Not one word in common, and none by way of any number of other records.
            var reached = named.reduce(into: Set<String>()) { $0.formUnion($1) }
            #expect(reached.isSuperset(of: view.record.slips?.map(\.id) ?? []))
            var waiting = others
            while let place = waiting.firstIndex(where: { !$0.isDisjoint(with: reached) }) {
                reached.formUnion(waiting.remove(at: place))
            }
            #expect(waiting.count < others.count)
            let found = told.filter { !$0.isDisjoint(with: reached) }
            #expect(found.isEmpty, "\(found.prefix(3))")
            // The search finds such a chain where there is one.
            let planted = told + [Self.tokens("c1:s1 \(view.record.slips?.first?.id ?? "")")]
            #expect(planted.contains { !$0.isDisjoint(with: reached) })
        }
    }

    /// True pairs that a join hits, and how its ranks go together.
    private struct Score {
        var matches = 0
        var pairs = 0
        var ceremonies = 0
        /// Sum of Spearman's ρ·√(n−1), about normal with variance 1 for each ceremony.
        var rank = 0.0

        mutating func add(_ lots: [String], _ names: [String], truth: [String: String]) {
            for (lot, name) in zip(lots, names) where truth[name] == lot { matches += 1 }
            pairs += lots.count
            ceremonies += 1
            let place = Dictionary(uniqueKeysWithValues: lots.enumerated().map { ($0.element, Double($0.offset)) })
            let other = names.map { place[truth[$0] ?? ""] ?? 0 }
            let count = Double(names.count)
            let squares = other.enumerated().reduce(0.0) {
                $0 + (Double($1.offset) - $1.element) * (Double($1.offset) - $1.element)
            }
            rank += (1 - 6 * squares / (count * (count * count - 1))) * (count - 1).squareRoot()
        }

        /// Chance pairs 1 in a ceremony of any size (Poisson), and ranks at random: both would be beyond these bounds
        /// less than once in 10⁵ joins.
        var isChance: Bool {
            let expected = Double(ceremonies)
            return Double(matches) < expected + 5 * expected.squareRoot() + 2
                && abs(rank) / expected.squareRoot() < 4.8
        }
    }

    @Test("threat: class inferred from public files — no order of subjects goes with any order of lots")
    func orders() async throws {
        var scores: [String: Score] = [:]
        var control = Score(), halfControl = Score()
        for seed in 1...12 as ClosedRange<UInt64> {
            try await DrawBench.with(.sqlite, Self.seeded(seed)) { bench async throws in
                let view = try await PublicView.make(bench, [2])
                let count = view.lots.count
                #expect(count >= 18)
                for (lotOrder, lots) in view.lotOrders {
                    #expect(lots.count == count, "\(lotOrder)")
                    for (nameOrder, names) in view.nameOrders {
                        #expect(names.count == count, "\(nameOrder)")
                        for (turn, turned) in [("", names), (" turned", names.reversed())] {
                            scores["\(lotOrder) × \(nameOrder)\(turn)", default: Score()]
                                .add(lots, turned, truth: view.lots)
                        }
                    }
                }
                // What it would look like: visits in the order of lots; and only roughly so.
                let lots = view.lots.values.sorted()
                let inOrder = view.lots.sorted { $0.value < $1.value }.map(\.key)
                control.add(lots, inOrder, truth: view.lots)
                halfControl.add(
                    lots,
                    inOrder.enumerated().sorted { ($0.offset / 4, $0.element) < ($1.offset / 4, $1.element) }
                        .map(\.element), truth: view.lots)
            }
        }
        #expect(scores.count == 5 * 14 * 2)
        let found = scores.filter { !$0.value.isChance }
        #expect(found.isEmpty, "\(found.keys.sorted())")
        #expect(!control.isChance && !halfControl.isChance)
    }

    /// What the attacker knows of the lots: in which strata each stands, and which were drawn.
    private struct Guessing {
        let view: PublicView
        let standsIn: [String: Set<String>]

        init(_ view: PublicView) {
            self.view = view
            standsIn = Dictionary(grouping: view.population, by: \.lot).mapValues { Set($0.map(\.stratum)) }
        }

        static func campaign(_ stratum: String) -> String { String(stratum.prefix { $0 != ":" }) }

        /// Classes that a subject of that reach can have, which these campaigns drew and the others did not.
        ///
        /// Campaigns of a batch either know a lot again or do not. Where lots stand in just the campaigns of the reach, it is
        /// one of them; otherwise its lots stand alone, one in each campaign, and its class fits them all.
        func classes(reach: Set<String>, drawnBy: Set<String>) -> Set<RiskClass> {
            var shared: Set<RiskClass>?
            for (lot, strata) in standsIn where reach.count > 1 && Set(strata.map(Self.campaign)) == reach {
                let drawn = Set((view.drawnIn[lot] ?? []).map(Self.campaign))
                guard drawn == drawnBy else {
                    shared = shared ?? []
                    continue
                }
                shared = (shared ?? []).union(
                    strata.reduce(Set(RiskClass.allCases)) { $0.intersection(view.classes[$1] ?? []) })
            }
            if let shared { return shared }
            return reach.reduce(Set(RiskClass.allCases)) { possible, campaign in
                let lots = standsIn.filter { Set($0.value.map(Self.campaign)) == [campaign] }
                let fitting = lots.filter { (view.drawnIn[$0.key] != nil) == drawnBy.contains(campaign) }
                return possible.intersection(
                    fitting.values.reduce(into: Set<RiskClass>()) { sum, strata in
                        for stratum in strata { sum.formUnion(view.classes[stratum] ?? []) }
                    })
            }
        }
    }

    @Test(
        "threat: class inferred from public files — two classes at least stay possible for every subject, drawn or not, alone and in batches",
        arguments: [
            (1, [2]), (2, [1, 2]), (3, [1]), (4, [1, 2]), (5, [2, 3]), (6, [1, 2, 3]), (7, [1, 3]), (8, [3, 2, 1]),
            (9, [1, 2, 3]), (10, [1, 2, 3]),
        ] as [(UInt64, [Int64])])
    func counts(_ seed: UInt64, _ campaigns: [Int64]) async throws {
        try await DrawBench.with(.sqlite, Self.seeded(seed)) { bench async throws in
            let view = try await PublicView.make(bench, campaigns)
            let guessing = Guessing(view)
            let ordinals = Dictionary(
                uniqueKeysWithValues: campaigns.enumerated().map {
                    ("2026-230100-scjg-N-00\($0.element)", "c\($0.offset + 1)")
                })
            let drawn = Dictionary(grouping: view.results, by: \.subjectIdentifier).mapValues {
                Set($0.compactMap { ordinals[$0.campaignNumber] })
            }
            #expect(drawn.count >= 10 && view.reaches.count >= 40)
            let known = try await bench.classes()
            for (identifier, reach) in view.reaches {
                let possible = guessing.classes(reach: reach, drawnBy: drawn[identifier] ?? [])
                #expect(possible.count >= 2, "\(identifier)")
                // The attacker reckons soundly: the truth is among what is left.
                #expect(try possible.contains(#require(known[identifier])), "\(identifier)")
            }
        }
    }

    @Test("2.3.2 a campaign that would draw one class only is not frozen", arguments: DatabaseKind.allCases)
    func oneClass(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            try await bench.database.write { connection in
                try connection.execute("DELETE FROM plan_campaign_quota WHERE campaign_id = 2 AND class <> 'D'")
                // The same by chance: several classes are planned, one is there.
                try connection.execute(
                    "UPDATE registry_risk SET class = 'B' WHERE subject_id IN (SELECT subject_id FROM registry_subject_tag)"
                )
            }
            for campaign in [1, 2] as [Int64] {
                let id = try await bench.plan([campaign])
                let size = try await bench.logSize()
                let problem = await refusal { try await bench.ceremonies.freeze(DrawBench.drawer(), ceremony: id) }
                #expect(problem?.code == "draw.class-exposed")
                #expect(problem?.clause == "2.3.2" && problem?.remedy?.contains("同一个抽查比例") == true)
                #expect(try await bench.logSize() == size)
                #expect(try await bench.number("SELECT COUNT(*) FROM draw_slip_piece") == 0)
                try await bench.ceremonies.abort(DrawBench.drawer(), ceremony: id, reason: "只抽一类")
            }
            // One ratio for all is the way out, even where one class only is there.
            try await bench.database.write { connection in
                for risk in ["A", "B", "C", "D", "U"] {
                    try connection.execute(
                        """
                        INSERT INTO plan_campaign_quota (campaign_id, class, basis_points) VALUES (2, \(risk), 3000)
                        ON CONFLICT (campaign_id, class) DO UPDATE SET basis_points = 3000
                        """)
                }
            }
            let id = try await bench.drawn([2])
            let strata = try await bench.house.storage.read { try $0.draws.strata(ceremony: id) }
            #expect(strata.map(\.name) == ["c1:s1"])
            #expect(strata.first?.classes == RiskClass.allCases)
            // So is one ratio for two neighbours: nobody outside can know which of them is there.
            try await bench.database.write {
                try $0.execute(
                    "UPDATE plan_campaign_quota SET basis_points = 300 WHERE campaign_id = 1 AND class IN ('A', 'B')")
            }
            let next = try await bench.drawn([1])
            let drawn = try await bench.house.storage.read { try $0.draws.strata(ceremony: next) }.filter {
                $0.take > 0
            }
            #expect(drawn.map(\.classes) == [[.a, .b]])
        }
    }
}

extension DrawBench {
    /// Secret: the true class of each subject.
    fileprivate func classes() async throws -> [String: RiskClass] {
        Dictionary(
            uniqueKeysWithValues: try await rows(
                "SELECT s.identifier AS identifier, r.class AS class FROM registry_risk r JOIN registry_subject s ON s.id = r.subject_id"
            ).map { (try $0.text("identifier"), try #require(RiskClass(rawValue: $0.text("class")))) })
    }
}

import Database
import Domain
import Store
import Testing

@Suite struct EstimateTests {
    typealias Bench = PlanBench

    @Test(
        "2.2.5 counting by class agrees with the candidates of the draw, subject by subject",
        arguments: DatabaseKind.allCases)
    func agrees(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind, items: false) { bench async throws in
            try await bench.subjects()
            let place = try Bench.place("230102")
            let city = try Bench.place("230100")
            let day = try Bench.day("2026-06-01")
            try await SQLStorage(bench.database).read { stores throws in
                for selectors in [
                    [Selector()], [Selector(tags: ["catering"])], [Selector(types: ["92"])],
                    [Selector(tags: ["catering"], types: ["91"]), Selector(types: ["92"])],
                    [Selector(noTags: ["catering"])], [Selector(allTags: ["catering"], noTags: ["branch"])],
                    [Selector(tags: ["no-such-tag"])],
                ] {
                    for regions in [[place], [city], [place, city]] {
                        var streamed: [RiskClass: Int] = [:]
                        try stores.registry.forEachCandidate(
                            SubjectQuery(regions: regions, selectors: selectors), riskOn: day
                        ) {
                            streamed[$0.risk, default: 0] += 1
                        }
                        let counted = try stores.registry.countCandidates(
                            regions: regions, selectors: selectors, types: nil, riskOn: day)
                        #expect(counted == streamed, "\(selectors) \(regions)")
                    }
                }
            }
        }
    }

    @Test("2.3.1 expected draws by class follow the formula of the draw", arguments: DatabaseKind.allCases)
    func expected(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.subjects()
            let plan = try await bench.plan()
            let estimate = try await Planning(bench.house("2026-02-01")).estimate(
                try Bench.planner(), plan: plan,
                try Bench.draft(
                    items: ["G2"], regions: ["230102"],
                    quotas: [
                        .init(risk: .a, basisPoints: 250, reason: nil), .init(risk: .d, basisPoints: 5000, reason: nil),
                        .init(risk: .c, basisPoints: 100, reason: nil),
                    ]))
            // Half of each class lies in the county; ceil(300·2.5 %) = 8, ceil(30·1 %) = 1, ceil(15·50 %) = 8.
            #expect(estimate.lines.map(\.candidates) == [300, 150, 30, 15, 5])
            #expect(estimate.lines.map(\.draws) == [8, 0, 1, 8, 0])
            #expect(estimate.lines.map(\.withinBound) == [true, true, false, true, true])
            #expect(estimate.lines.map(\.bound) == ["1%–3%", "3%–5%", "20%–50%", "50%–100%", nil])
            let nothing = try await Planning(bench.house()).estimate(
                try Bench.planner(), plan: plan, try Bench.draft(items: ["unknown"], regions: []))
            #expect(nothing.draws == 0)
            #expect(nothing.candidates == 0)
        }
    }

    @Test(
        "2.3.4 the floor is 5 % of the jurisdiction's enterprises; sole traders do not count",
        arguments: DatabaseKind.allCases)
    func floor(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.subjects()
            let actor = try Bench.planner()
            let planning = Planning(try bench.house())
            let plan = try await bench.plan()
            let empty = try #require(try await planning.coverageFloor(actor, plan: plan))
            #expect(empty.enterprises == 500)
            #expect(empty.needed == 25)
            #expect(empty.expected == 0)
            #expect(!empty.isReached)
            _ = try await planning.add(
                actor, plan: plan,
                try Bench.draft(items: ["K1"], quotas: [.init(risk: .b, basisPoints: 1600, reason: nil)]))
            // K1 reaches everybody: 150 enterprises of class B, 16 % are 24: one short.
            let short = try #require(try await planning.coverageFloor(actor, plan: plan))
            #expect(short.expected == 24)
            #expect(!short.isReached)
            let more = try await planning.add(
                actor, plan: plan,
                try Bench.draft("补", items: ["K1"], quotas: [.init(risk: .d, basisPoints: 1, reason: nil)]))
            #expect(try await planning.coverageFloor(actor, plan: plan)?.isReached == true)
            try await planning.cancel(actor, campaign: more, reason: nil)
            #expect(try await planning.coverageFloor(actor, plan: plan)?.isReached == false)
            #expect(short.rule.clause == "2.3.4")
        }
    }
}

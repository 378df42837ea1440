import Database
import Domain
import Store
import Testing

@Suite struct PlanAdviceTests {
    typealias Bench = PlanBench

    /// Two campaigns over the same subjects at their upper bounds, and inspectors for some visits a month.
    private static func with(
        _ kind: DatabaseKind, caps: Int = 60, _ body: (PlanBench, Planning, Int64) async throws -> Void
    ) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.subjects()
            _ = try await bench.database.write { connection in
                for officer in 1...4 {
                    try connection.execute(
                        """
                        INSERT INTO registry_inspector (id, code, name, authority_id, certificate_number,
                            certificate_kind, valid_from, valid_until, is_auxiliary, post, status, capacity, changed_at)
                        VALUES (\(officer), \("E\(officer)"), \("虚构\(officer)"), 2, \("T\(officer)"), '行政执法证',
                            '2020-01-01', '2099-12-31', 0, '行政', 'active', \(caps), '2026-01-01T00:00:00.000Z')
                        """)
                }
            }
            let planning = Planning(try bench.house())
            let plan = try await bench.plan()
            for title in ["甲", "乙"] {
                _ = try await planning.add(
                    try Bench.planner(), plan: plan,
                    try Bench.draft(
                        title, items: ["G2"],
                        quotas: [
                            .init(risk: .a, basisPoints: 300, reason: nil),
                            .init(risk: .b, basisPoints: 500, reason: nil),
                            .init(risk: .c, basisPoints: 5000, reason: nil),
                        ]))
            }
            try await body(bench, planning, plan)
        }
    }

    @Test(
        "2.3.8 advice meets the floor within the bounds with fewer visits, and the choice fills the campaigns, logged",
        arguments: DatabaseKind.allCases)
    func taken(_ kind: DatabaseKind) async throws {
        try await Self.with(kind) { bench, planning, plan async throws in
            let actor = try Bench.planner()
            let view = try await planning.advice(actor, plan: plan)
            let fewest = try #require(view.advice.options.first)
            #expect(fewest.width == .fewest)
            // The floor itself is the bound: no answer saves a whole visit.
            #expect(fewest.solution.bound == 250_000)
            #expect(fewest.gap == 0)
            #expect(fewest.figures.reachesFloor)
            // The floor of 25 enterprises, in one ceremony: 25 visits and what rounding up of each class adds.
            #expect((25...28).contains(fewest.figures.mergedVisits))
            #expect(fewest.figures.mergedVisits < view.now.figures.mergedVisits + 1)
            #expect(
                view.advice.options.map(\.figures.mergedVisits)
                    == view.advice.options.map(\.figures.mergedVisits).sorted())
            for option in view.advice.options {
                #expect(option.figures.lines.allSatisfy { $0.outside.isEmpty })
                #expect(option.figures.overloaded.isEmpty)
            }
            let size = try await bench.logSize()
            try await planning.take(
                actor, plan: plan, .fewest, fingerprint: view.advice.fingerprint, submission: "one")
            #expect(try await bench.logSize() == size + 1)
            let campaigns = try await bench.campaigns(plan)
            for (place, campaign) in campaigns.enumerated() {
                let ratios = Dictionary(uniqueKeysWithValues: campaign.quotas.map { ($0.risk, $0.basisPoints) })
                #expect(ratios == fewest.ratios[place])
            }
            #expect(try await planning.figures(actor, plan: plan).figures == fewest.figures)
            // The same form again changes nothing; advice of before is not taken any more.
            await #expect(throws: (any Error).self) {
                try await planning.take(
                    actor, plan: plan, .fewest, fingerprint: view.advice.fingerprint, submission: "one")
            }
            #expect(try await bench.logSize() == size + 1)
        }
    }

    @Test(
        "2.3.8 advice that has changed, a reported plan and a neighbour's are refused", arguments: DatabaseKind.allCases
    )
    func refused(_ kind: DatabaseKind) async throws {
        try await Self.with(kind) { bench, planning, plan async throws in
            let actor = try Bench.planner()
            let seen = try await planning.advice(actor, plan: plan).advice.fingerprint
            let size = try await bench.logSize()
            #expect(
                await refusal { try await planning.take(actor, plan: plan, .fewest, fingerprint: "anders") }?.code
                    == "plan.advice.changed")
            let neighbour = try Bench.neighbour()
            #expect(
                await refusal { try await planning.take(neighbour, plan: plan, .fewest, fingerprint: seen) }?.kind
                    == .notFound)
            #expect(try await bench.logSize() == size)
            let version = try await bench.stored(plan).version
            _ = try await planning.report(actor, plan: plan, version: version)
            #expect(
                await refusal { try await planning.take(actor, plan: plan, .fewest, fingerprint: seen) }?.code
                    == "plan.reported")
        }
    }

    @Test(
        "2.3.4 3.5.1 where rules clash the advice says which and by how much", arguments: DatabaseKind.allCases)
    func clash(_ kind: DatabaseKind) async throws {
        // Four people with one visit each are two visits a month; the lowest ratios ask for more.
        try await Self.with(kind, caps: 1) { _, planning, plan async throws in
            let advice = try await planning.advice(try Bench.planner(), plan: plan).advice
            #expect(advice.options.isEmpty)
            guard case .capacity(let month, let excess)? = advice.clash else {
                Issue.record("\(String(describing: advice.clash))")
                return
            }
            #expect((3...5).contains(month))
            #expect(excess > 0)
        }
    }
}

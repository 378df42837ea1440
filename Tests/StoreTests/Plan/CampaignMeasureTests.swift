import Database
import Domain
import Store
import Testing

/// Numbers, a campaign's own condition, rounds and special checks.
@Suite struct CampaignMeasureTests {
    typealias Bench = PlanBench

    private static func number(_ risk: RiskClass, _ count: Int, reason: String? = nil) -> Campaign.Quota {
        Campaign.Quota(risk: risk, measure: .number(count), reason: reason)
    }

    @Test(
        "2.3.2 a number stands where an allowed ratio would draw it: both ends of 1%–3% of 300 are 3 and 9",
        arguments: DatabaseKind.allCases)
    func numbers(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.subjects()
            let (actor, planning, plan) = (try Bench.planner(), Planning(try bench.house()), try await bench.plan())
            func add(_ quota: Campaign.Quota) async throws -> Int64 {
                try await planning.add(actor, plan: plan, try Bench.draft(items: ["G2"], quotas: [quota]))
            }
            for count in [3, 9] {
                let id = try await add(Self.number(.a, count))
                let stored = try #require(try await bench.campaigns(plan).first { $0.id == id })
                #expect(stored.quotas == [Self.number(.a, count)])
                #expect(try await planning.campaign(actor, id).estimate.draws == count)
            }
            for count in [2, 10] {
                let problem = await refusal { _ = try await add(Self.number(.a, count)) }
                #expect(problem?.code == "plan.ratio.bounds")
                #expect(problem?.clause == "2.3.2")
                #expect(problem?.message.contains("300户中抽\(count)户，应在3至9户之间") == true)
                _ = try await add(Self.number(.a, count, reason: "投诉集中"))
            }
            let tooMany = await refusal { _ = try await add(Self.number(.a, 301, reason: "全部")) }
            #expect(tooMany?.code == "plan.ratio.number")
            // Key items have no bound, but nobody is drawn twice.
            _ = try await planning.add(
                actor, plan: plan, try Bench.draft(items: ["K1"], quotas: [Self.number(.a, 299)]))
        }
    }

    @Test("2.3.6 a campaign's own condition counts in its estimate and is kept", arguments: DatabaseKind.allCases)
    func within(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.subjects()
            let (actor, planning, plan) = (try Bench.planner(), Planning(try bench.house()), try await bench.plan())
            var draft = try Bench.draft(items: ["G2"], quotas: [.init(risk: .a, basisPoints: 200, reason: nil)])
            draft.within = Selector(tags: ["catering"], market: true)
            // Even numbers lie in the county, two fifths of them are catering.
            let estimate = try await planning.estimate(actor, plan: plan, draft)
            #expect(estimate.lines.map(\.candidates) == [120, 60, 12, 6, 2])
            let id = try await planning.add(actor, plan: plan, draft)
            #expect(try await bench.campaigns(plan).first { $0.id == id }?.within == draft.within)
            draft.within.regions = [try Bench.place("230103")]
            let outside = await refusal { _ = try await planning.add(actor, plan: plan, draft) }
            #expect(outside?.fields["regions"] != nil)
        }
    }

    @Test(
        "2.3.1, 2.3.3 a frequency makes rounds over the year; a class stands in as many as it is drawn",
        arguments: DatabaseKind.allCases)
    func rounds(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let (actor, planning, plan) = (try Bench.planner(), Planning(try bench.house()), try await bench.plan())
            var draft = try Bench.draft(
                "餐饮", from: "2026-01-01", to: "2026-12-31",
                quotas: [
                    .init(risk: .a, basisPoints: 200, reason: nil), .init(risk: .c, basisPoints: 3000, reason: nil),
                    .init(risk: .d, basisPoints: 10_000, reason: nil),
                ])
            draft.frequencies = [.c: 2, .d: 4]
            let first = try await planning.add(actor, plan: plan, draft)
            let rounds = try await bench.campaigns(plan)
            #expect(rounds.map(\.title) == ["餐饮（第1轮）", "餐饮（第2轮）", "餐饮（第3轮）", "餐饮（第4轮）"])
            #expect(
                rounds.map { $0.quotas.map(\.risk) } == [[.a, .c, .d], [.d], [.c, .d], [.d]])
            #expect(rounds.map(\.startsOn.description) == ["2026-01-01", "2026-04-02", "2026-07-02", "2026-10-01"])
            #expect(rounds.map(\.endsOn.description) == ["2026-04-01", "2026-07-01", "2026-09-30", "2026-12-31"])
            #expect(rounds.compactMap(\.round).map(\.ordinal) == [1, 2, 3, 4])
            #expect(Set(rounds.compactMap(\.round?.series)) == [first])
            #expect(try await planning.campaign(actor, first).rounds.count == 4)

            draft.frequencies = [.a: 2]
            let low = await refusal { _ = try await planning.add(actor, plan: plan, draft) }
            #expect(low?.clause == "2.3.10")
            #expect(low?.remedy?.contains("依据") == true)
            draft.repeatBasis = "《某某条例》第三条"
            _ = try await planning.add(actor, plan: plan, draft)
            draft.frequencies = [.d: 3]
            #expect(await refusal { _ = try await planning.add(actor, plan: plan, draft) }?.code == "plan.frequency")
            draft.frequencies = [.d: 12]
            draft.endsOn = try Bench.day("2026-01-11")
            #expect(await refusal { _ = try await planning.add(actor, plan: plan, draft) }?.fields["ends_on"] != nil)
        }
    }

    @Test(
        "2.3.9 a special check where random checks cover the field is refused with the rule, or goes on with its reason",
        arguments: DatabaseKind.allCases)
    func special(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let (actor, planning, plan) = (try Bench.planner(), Planning(try bench.house()), try await bench.plan())
            _ = try await planning.add(actor, plan: plan, try Bench.draft("春季随机", items: ["G1"]))
            var draft = try Bench.draft("整治", items: ["G1"])
            draft.specialReason = " "
            let problem = try #require(await refusal { _ = try await planning.add(actor, plan: plan, draft) })
            #expect(problem.code == "plan.special")
            #expect(problem.clause == "2.3.9")
            #expect(problem.message.contains("“春季随机”（2026-230102-scjg-N-001）"))
            #expect(problem.fields["special_reason"] != nil)
            draft.specialReason = "上级统一部署"
            let id = try await planning.add(actor, plan: plan, draft)
            #expect(try await bench.campaigns(plan).first { $0.id == id }?.specialReason == "上级统一部署")
            // “全覆盖”式巡查: everybody of every class, though nobody calls it special.
            var everybody = try Bench.draft(
                "全查", items: ["G2"],
                quotas: [RiskClass.a, .b, .c, .d].map { .init(risk: $0, basisPoints: 10_000, reason: "全查") })
            let sweep = await refusal { _ = try await planning.add(actor, plan: plan, everybody) }
            #expect(sweep?.message.contains("“全覆盖”式巡查") == true)
            // Key items are to be covered in full (3.6.1).
            everybody.items = ["K1"]
            _ = try await planning.add(actor, plan: plan, everybody)
        }
    }

    @Test(
        "2.3.1 last year's plan comes over as far as the rules let it, a leap day as the 28th; the rest is named",
        arguments: DatabaseKind.allCases)
    func copied(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let actor = try Bench.planner()
            let house = try bench.house("2028-01-10")
            let planning = Planning(house)
            let plan = try await planning.create(actor, year: 2028, kind: .internal, title: nil)
            var kept = try Bench.draft("留用", items: ["G1", "G2"], from: "2028-02-29", to: "2028-02-29")
            kept.within = Selector(tags: ["catering"])
            _ = try await planning.add(actor, plan: plan, kept)
            _ = try await planning.add(
                actor, plan: plan,
                try Bench.draft(
                    "例外", from: "2028-03-01", to: "2028-03-31",
                    quotas: [.init(risk: .a, basisPoints: 900, reason: "投诉集中")]))
            let gone = try await planning.add(
                actor, plan: plan, try Bench.draft("取消的", from: "2028-03-01", to: "2028-03-31"))
            try await planning.cancel(actor, campaign: gone, reason: nil)
            // G2 leaves the list for 2029.
            _ = try await CatalogueImport(house).apply(
                try Bench.items().filter { $0.code != "G2" }, notice: try Bench.notice("2029-01-01"), actor: nil)
            let copied = try await planning.copy(actor, plan: plan, to: 2029)
            let campaigns = try await bench.campaigns(copied.plan)
            #expect(campaigns.map(\.title) == ["留用"])
            #expect(copied.campaigns == 1)
            #expect(campaigns[0].items == ["G1"])
            #expect(campaigns[0].startsOn.description == "2029-02-28")
            #expect(campaigns[0].within == kept.within)
            #expect(copied.refused.map(\.title) == ["留用", "例外"])
            #expect(copied.refused[0].why.contains("事项G2"))
            #expect(copied.refused[1].why.contains("2.3.2"))
            #expect(await refusal { _ = try await planning.copy(actor, plan: plan, to: 2029) }?.code == "plan.exists")
            #expect(await refusal { _ = try await planning.copy(try Bench.neighbour(), plan: plan, to: 2030) } != nil)
        }
    }
}

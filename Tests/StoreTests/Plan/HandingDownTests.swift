import Domain
import Store
import Testing
import World

@testable import Database

/// 统筹派发: a superior's campaign becomes one of each authority below.
@Suite struct HandingDownTests {
    private static func county() throws -> Actor { try DrawBench.actor(28, [.planner], region: "230102", authority: 2) }
    private static func day(_ text: String) throws -> Day { try #require(Day(text)) }

    /// Whether the campaign of the reported plan may not go to that authority.
    private static func isRefused(_ bench: DrawBench, to authority: Int64, by day: Day) async throws -> Bool {
        let planner = try DrawBench.planner()
        let problem = await refusal {
            _ = try await HandingDown(bench.house).hand(planner, campaign: 3, to: [authority], takeBy: day)
        }
        return problem?.code == "handed.who"
    }

    @Test(
        "2.3.7 a superior hands a campaign down; each takes it over in one step into its own plan; progress is seen above",
        arguments: DatabaseKind.allCases)
    func handedDown(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            try await bench.joining(kind)
            let handing = HandingDown(bench.house), planner = try DrawBench.planner()
            let by = try Self.day("2026-06-20")
            // Campaign 4 stands in a draft; 3 is reported. Only the next level below, of the same department.
            #expect(
                await refusal { _ = try await handing.hand(planner, campaign: 4, to: [2], takeBy: by) }?.code
                    == "handed.draft")
            #expect(try await Self.isRefused(bench, to: 4, by: by))
            #expect(try await Self.isRefused(bench, to: 10, by: by))
            #expect(try await Self.isRefused(bench, to: 1, by: by))
            #expect(try await handing.dossier(planner, campaign: 3).candidates.map(\.id) == [2, 3])
            _ = try await handing.hand(planner, campaign: 3, to: [2, 3], takeBy: by, submission: "h")
            _ = try await handing.hand(planner, campaign: 3, to: [2, 3], takeBy: by, submission: "h")
            let waiting = try await handing.received(Self.county(), slice: Slice()).rows
            #expect(waiting.count == 1 && waiting.first?.taken == nil)
            let id = try #require(waiting.first?.id)
            // Nobody takes another one's; the superior does not draw it too.
            #expect(await refusal { _ = try await handing.take(planner, handed: id) }?.kind == .notFound)
            let drawn = await refusal { _ = try await bench.plan([3]) }
            #expect(drawn?.code == "draw.handed-down" && drawn?.clause == "2.3.7")
            let first = try await handing.take(Self.county(), handed: id, submission: "t")
            let second = try await handing.take(Self.county(), handed: id, submission: "t")
            #expect(first.location == second.location)
            let above = try await handing.dossier(planner, campaign: 3).handed
            #expect(above.map { $0.taken != nil } == [true, false])
            let own = try #require(
                try await bench.house.storage.read { try $0.plans.campaign(id: above[0].taken ?? 0) })
            #expect(own.region.text == "230102" && own.regions.map(\.text) == ["230102"] && own.items == ["S-003"])
            #expect(
                own.quotas.map(\.basisPoints) == [1000, 2000, 5000, 10_000] as [Int?]
                    && own.number.hasPrefix("2026-230102-scjg-N-"))
            #expect(above[1].word(on: try Self.day("2026-06-21")) == "逾期未接收")
            // Into a reported plan it goes as an adjustment with the superior's campaign as its reason (2.3.15).
            try await bench.database.write { connection in
                _ = try connection.execute(
                    """
                    INSERT INTO plan_plan (id, year, kind, title, authority_id, region_code, department_code, state, version)
                    VALUES (50, 2026, 'internal', '南岗计划', 3, '230103', 'scjg', 'reported', 1)
                    """)
            }
            let other = try DrawBench.actor(29, [.planner], region: "230103", authority: 3)
            let next = try #require(try await handing.received(other, slice: Slice()).rows.first?.id)
            _ = try await handing.take(other, handed: next)
            let report = try #require(try await bench.house.storage.read { try $0.plans.reports(plan: 50).first })
            #expect(report.kind == .addition && report.reason.contains("2026-230100-scjg-N-003"))
        }
    }
}

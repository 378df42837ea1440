import Domain
import Store
import Testing
import VerifiableDraw
import World

@testable import Database

/// 上级委托下级 and 委托就近区域: only a confirmed agreement in force, covering item and region, lets others in.
@Suite struct DelegationTests {
    private static let paper = Delegating.Paper(number: "哈市监委〔2026〕1号", sha256: String(repeating: "a", count: 64))
    private static func subordinate() throws -> Actor {
        try DrawBench.actor(5, [.drawer], region: "230102", authority: 2)
    }

    private static func day(_ text: String) throws -> Day { try #require(Day(text)) }

    private static func draft(
        _ kind: Delegation.Kind = .down, to: Int64 = 2, ends: String = "2026-12-31", reason: String = "",
        scope: Delegation.Scope = .init(), days: Int? = nil
    ) throws -> Delegating.Draft {
        Delegating.Draft(
            kind: kind, to: to, paper: paper, starts: try day("2026-05-01"), ends: try day(ends), feedbackDays: days,
            reason: reason, scope: scope)
    }

    /// Inspectors 7 … 12 work for another authority.
    private static func staff(_ bench: DrawBench, _ authority: Int64) async throws {
        try await bench.database.write {
            try $0.execute("UPDATE registry_inspector SET authority_id = \(authority), station_id = NULL WHERE id > 6")
        }
    }

    private static func agreement(_ bench: DrawBench, _ draft: Delegating.Draft, by: Actor? = nil) async throws
        -> Delegation
    {
        _ = try await Delegating(bench.house).propose(by ?? DrawBench.drawer(), draft)
        return try #require(
            try await bench.house.storage.read {
                try $0.draws.delegations(
                    region: DrawBench.drawer().region, department: nil, states: [], slice: Slice()
                ).rows.first
            })
    }

    private static func teams(_ bench: DrawBench, _ id: Int64) async throws -> [(
        region: String, authority: Int, own: Int
    )] {
        try await bench.rows(
            """
            SELECT v.region_code AS region, v.authority_id AS authority, p.authority_id AS own FROM inspection_visit v
            JOIN inspection_visit_inspector x ON x.visit_id = v.id JOIN registry_inspector p ON p.id = x.inspector_id
            WHERE v.ceremony_id = \(id)
            """
        ).map { (try $0.text("region"), try $0.int("authority"), try $0.int("own")) }
    }

    @Test(
        "3.1.2 a superior hands matching down by a confirmed agreement, in its scope only",
        arguments: DatabaseKind.allCases)
    func down(_ kind: DatabaseKind) async throws {
        var variation = DrawBench.Variation()
        variation.dispatch = "delegated-down"
        try await DrawBench.with(kind, variation) { bench async throws in
            try await Self.staff(bench, 2)
            let delegating = Delegating(bench.house)
            let region = try #require(RegionCode("230102"))
            let agreement = try await Self.agreement(
                bench, Self.draft(scope: .init(items: ["S-002"], regions: [region]), days: 5))
            // Not confirmed yet: nobody of the other authority.
            let before = try await bench.drawn([1])
            #expect(try await Self.teams(bench, before).allSatisfy { $0.authority == 1 && $0.own == 1 })
            // Only the other side may confirm.
            let wrong = await refusal {
                _ = try await delegating.confirm(DrawBench.drawer(), delegation: agreement.id, version: 1)
            }
            #expect(wrong?.code == "delegation.side" && wrong?.clause == "3.1.2")
            _ = try await delegating.confirm(Self.subordinate(), delegation: agreement.id, version: 1)
            #expect(
                await refusal {
                    _ = try await delegating.confirm(
                        Self.subordinate(), delegation: agreement.id, version: 1)
                }?.code == "moved-on")
            // Another item: not covered. The item: in the county of the agreement theirs, elsewhere the superior's own.
            let other = try await bench.drawn([3])
            #expect(try await Self.teams(bench, other).allSatisfy { $0.own == 1 })
            let id = try await bench.drawn([2])
            let teams = try await Self.teams(bench, id)
            #expect(teams.contains { $0.region == "230102" } && teams.contains { $0.region == "230103" })
            for team in teams {
                #expect(team.authority == (team.region == "230102" ? 2 : 1))
                #expect(team.own == team.authority)
            }
            let (record, _, bytes) = try await bench.published(id)
            let population = try bytes.withUnsafeBytes { try Population(utf8: $0) }
            #expect(CeremonyVerifier.verify(record: record, population: population).firstFailure == nil)

            // Feedback is owed five working days after the campaign's last day (2026-11-30, a Monday).
            let owed = try await delegating.feedbacks(Self.subordinate(), open: true, slice: Slice()).rows
            let feedback = try #require(owed.first)
            #expect(
                owed.count == 1
                    && feedback.visits == Set(teams.indices.filter { teams[$0].region == "230102" }).count / 2)
            #expect(feedback.dueOn == (try Self.day("2026-12-07")))
            let paper = Delegating.Paper(number: "道里反馈1号", name: "反馈.pdf", content: Array("%PDF".utf8))
            let early = await refusal {
                _ = try await delegating.feedBack(Self.subordinate(), feedback: feedback.id, paper: paper, summary: "甲")
            }
            #expect(early?.code == "delegation.feedback-early" && early?.clause == "3.1.3")
            #expect(
                await refusal { _ = try await delegating.chase(DrawBench.drawer(), feedback: feedback.id) }?.code
                    == "delegation.chase-early")
            bench.clock.advance(190 * 86_400)
            #expect(feedback.daysLate(on: bench.house.clock.today) == 1)
            let waiting = try await bench.house.storage.read { [today = bench.house.clock.today] in
                try (
                    $0.draws.delegationsWaiting(authority: 1, today: today),
                    $0.draws.delegationsWaiting(authority: 2, today: today)
                )
            }
            #expect(waiting.0 == (0, 0, 1) && waiting.1 == (0, 1, 0))
            _ = try await delegating.chase(DrawBench.drawer(), feedback: feedback.id)
            #expect(
                await refusal { _ = try await delegating.chase(Self.subordinate(), feedback: feedback.id) }?.code
                    == "delegation.chase-side")
            try await bench.database.write { try $0.execute("UPDATE inspection_visit SET state = 'finished'") }
            #expect(
                await refusal {
                    _ = try await delegating.feedBack(
                        DrawBench.drawer(), feedback: feedback.id, paper: paper, summary: "甲")
                }?.code
                    == "delegation.feedback-side")
            #expect(
                await refusal {
                    _ = try await delegating.feedBack(
                        Self.subordinate(), feedback: feedback.id, paper: .init(number: ""), summary: "甲")
                }?.fields.count == 2)
            _ = try await delegating.feedBack(
                Self.subordinate(), feedback: feedback.id, paper: paper, summary: "全部未发现问题")
            let given = try await delegating.feedback(DrawBench.drawer(), feedback: feedback.id).feedback
            #expect(given.givenAt != nil && given.document?.sha256 == Digest.sha256Hex("%PDF"))
            #expect(
                try await delegating.document(DrawBench.drawer(), feedback: feedback.id).bytes == Array("%PDF".utf8))
        }
    }

    @Test("3.1.3 a neighbour is let in by a written agreement, until it ends", arguments: DatabaseKind.allCases)
    func near(_ kind: DatabaseKind) async throws {
        var variation = DrawBench.Variation()
        variation.dispatch = "delegated-near"
        try await DrawBench.with(kind, variation) { bench async throws in
            try await Self.staff(bench, 4)
            let delegating = Delegating(bench.house)
            #expect(
                await refusal { _ = try await delegating.propose(DrawBench.drawer(), Self.draft(.near, to: 4)) }?
                    .fields["reason"] != nil)
            let agreement = try await Self.agreement(bench, Self.draft(.near, to: 4, reason: "辖区偏远，人员不足"))
            // The value of the rule, as nothing else was agreed.
            #expect(agreement.feedbackDays == 10)
            _ = try await delegating.confirm(DrawBench.stranger(), delegation: agreement.id, version: 1)
            let id = try await bench.drawn([1])
            #expect(try await Self.teams(bench, id).allSatisfy { $0.authority == 4 && $0.own == 4 })
            // Ended between freeze and draw: it lets nobody in any more.
            let running = try await bench.toDraw([2])
            _ = try await delegating.end(
                DrawBench.stranger(), delegation: agreement.id, version: 2, reason: "人员调整")
            try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: running)
            #expect(try await Self.teams(bench, running).allSatisfy { $0.own == 1 })
            // Both sides see it, nobody else does.
            let outsider = try DrawBench.actor(5, [.drawer], region: "230103", authority: 3)
            #expect(
                await refusal { _ = try await delegating.view(outsider, delegation: agreement.id) }?.kind == .notFound)
            #expect(try await delegating.list(outsider, states: [], slice: Slice()).total == 0)
            #expect(try await delegating.view(DrawBench.stranger(), delegation: agreement.id).feedbacks.count == 1)
        }
    }

    @Test("3.1.3 an agreement needs a paper, a period and two fitting authorities", arguments: DatabaseKind.allCases)
    func refused(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let delegating = Delegating(bench.house)
            let drawer = try DrawBench.drawer()
            func fields(_ draft: Delegating.Draft, by actor: Actor) async -> Set<String> {
                Set(await refusal { _ = try await delegating.propose(actor, draft) }?.fields.keys.map { $0 } ?? [])
            }
            #expect(await fields(try Self.draft(.down, to: 4), by: drawer) == ["to"])
            #expect(await fields(try Self.draft(.near, to: 2, reason: "甲"), by: drawer) == ["to"])
            #expect(await fields(try Self.draft(.down, to: 1), by: drawer) == ["to"])
            #expect(await fields(try Self.draft(ends: "2026-05-20"), by: drawer) == ["ends"])
            #expect(await fields(try Self.draft(scope: .init(items: ["nothing"])), by: drawer) == ["items"])
            #expect(
                await fields(try Self.draft(scope: .init(regions: [#require(RegionCode("230200"))])), by: drawer)
                    == ["regions"])
            #expect(await fields(try Self.draft(days: 0), by: drawer) == ["feedback_days"])
            #expect(
                await fields(
                    Delegating.Draft(
                        kind: .down, to: 2, paper: .init(number: " ", sha256: "xyz"),
                        starts: try Self.day("2026-05-01"),
                        ends: try Self.day("2026-12-31"), feedbackDays: nil, reason: "", scope: .init()), by: drawer)
                    == ["document_number", "document"])
            let witness = try DrawBench.witness()
            #expect(await refusal { _ = try await delegating.propose(witness, Self.draft()) }?.kind == .forbidden)
            #expect(try await bench.number("SELECT COUNT(*) FROM draw_delegation") == 0)
            // Declined: with its reason, for good.
            let agreement = try await Self.agreement(bench, Self.draft())
            _ = try await delegating.decline(Self.subordinate(), delegation: agreement.id, version: 1, reason: "人手不够")
            #expect(try await delegating.view(drawer, delegation: agreement.id).delegation.decision == "人手不够")
            #expect(
                await refusal {
                    _ = try await delegating.confirm(
                        Self.subordinate(), delegation: agreement.id, version: 2)
                }?.code == "moved-on")
        }
    }

    @Test("3.1.1 chosen stations are the pool", arguments: DatabaseKind.allCases)
    func stations(_ kind: DatabaseKind) async throws {
        for (dispatch, chosen) in [("stations", [1, 2]), ("stations", [2]), ("station", [2])] {
            var variation = DrawBench.Variation()
            variation.dispatch = dispatch
            try await DrawBench.with(kind, variation) { bench async throws in
                try await bench.database.write { connection in
                    for station in chosen {
                        try connection.execute(
                            "INSERT INTO plan_campaign_station (campaign_id, station_id) VALUES (1, \(station))")
                    }
                }
                let id = try await bench.drawn([1])
                let rows = try await bench.rows(
                    """
                    SELECT DISTINCT COALESCE(p.station_id, 0) AS station FROM inspection_visit v
                    JOIN inspection_visit_inspector x ON x.visit_id = v.id JOIN registry_inspector p ON p.id = x.inspector_id
                    WHERE v.ceremony_id = \(id)
                    """)
                #expect(Set(try rows.map { try $0.int("station") }) == Set(chosen))
            }
        }
    }
}

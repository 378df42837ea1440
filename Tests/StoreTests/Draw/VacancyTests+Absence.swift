import Domain
import Store
import Testing
import VerifiableDraw
import World

@testable import Database

/// Recusals and leaves, before and after the draw.
extension VacancyTests {
    @Test(
        "2.1.1 a recusal counts until the commitments are closed, and opens a vacancy after the draw",
        arguments: DatabaseKind.allCases)
    func recusals(_ kind: DatabaseKind) async throws {
        var variation = DrawBench.Variation()
        variation.seed = 7
        try await DrawBench.with(kind, variation) { bench async throws in
            let registry = try DrawBench.actor(1, [.planner])
            let county = try #require(Day("2026-01-01"))
            func recuse(_ inspector: Int64, _ region: String) async throws {
                _ = try await Recusing(bench.house).add(
                    .init(kind: .region, target: region, reason: "近亲属", from: county, until: nil), inspector: inspector,
                    by: registry, submission: nil)
            }
            let id = try await bench.plan([1, 2, 3])
            try await bench.ceremonies.freeze(DrawBench.drawer(), ceremony: id)
            try await bench.commit(id, "drawer", by: DrawBench.drawer())
            // Declared after the freeze, before the round is closed: counts.
            for inspector in 1...4 { try await recuse(Int64(inspector), "230102") }
            try await bench.commit(id, "supervisor", by: DrawBench.witness())
            try await bench.ceremonies.closeCommits(DrawBench.drawer(), ceremony: id)
            let closed = try await bench.rows("SELECT entry FROM log_entry WHERE act = 'draw.close-commits'")
            #expect(String(decoding: try #require(closed.first).bytes("entry"), as: UTF8.self).contains("\"bars\":\""))
            // Declared after that: not in this draw.
            for inspector in 5...8 { try await recuse(Int64(inspector), "230103") }
            try await bench.reveal(id, "drawer", by: DrawBench.drawer())
            try await bench.reveal(id, "supervisor", by: DrawBench.witness())
            bench.clock.advance(60)
            try await bench.ceremonies.enterPublicValue(
                DrawBench.drawer(), ceremony: id, value: "31415", again: "31415")
            try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: id)
            let rows = try await bench.rows(
                """
                SELECT v.id AS id, v.region_code AS region, x.inspector_id AS inspector FROM inspection_visit v
                JOIN inspection_visit_inspector x ON x.visit_id = v.id ORDER BY v.id, x.slot
                """)
            #expect(try rows.allSatisfy { try $0.int("inspector") > 4 || $0.text("region") == "230103" })
            let late = try rows.filter { try (5...8).contains($0.int("inspector")) && $0.text("region") == "230103" }
            #expect(!late.isEmpty)
            // Declared after the draw: each barred visit gets its vacancy, and a recusal cannot be waved aside.
            let row = try #require(try rows.first { try $0.text("region") == "230102" && $0.int("inspector") > 8 })
            let inspector = Int64(try row.int("inspector"))
            try await recuse(inspector, "230102")
            let barred = try rows.filter {
                try Int64($0.int("inspector")) == inspector && $0.text("region") == "230102"
            }
            #expect(try await bench.number("SELECT COUNT(*) FROM draw_vacancy WHERE state = 'open'") == barred.count)
            let vacancies = Vacancies(bench.house)
            for vacancy in try await vacancies.list(Self.approver(), states: [.open], slice: Slice(size: 200)).rows {
                #expect(vacancy.officers.map(\.inspector) == [inspector] && vacancy.reason == .recusal)
                let problem = await refusal {
                    _ = try await vacancies.refuse(Self.approver(), vacancy: vacancy.id, reason: "人手不够")
                }
                #expect(problem?.code == "vacancy.recusal-stands")
                _ = try await vacancies.approve(Self.approver(), vacancy: vacancy.id, value: Self.value)
            }
            #expect(try await Self.verified(bench, id).firstFailure == nil)
            #expect(
                try await bench.number(
                    """
                    SELECT COUNT(*) FROM inspection_visit_inspector x JOIN inspection_visit v ON v.id = x.visit_id
                    WHERE x.inspector_id = \(inspector) AND v.region_code = '230102'
                    """) == 0)
        }
    }

    @Test(
        "3.1.1 who is on leave on the day is not matched, and counts again afterwards", arguments: DatabaseKind.allCases
    )
    func leave(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let planner = try DrawBench.actor(1, [.planner])
            let leaving = Leaving(bench.house)
            let (today, later) = (bench.house.clock.today, bench.house.clock.today.advanced(by: 3))
            for inspector in 1...6 {
                _ = try await leaving.add(
                    .init(kind: .annual, from: today, until: later, note: ""), inspector: Int64(inspector), by: planner,
                    submission: nil)
            }
            let first = try await bench.drawn([1])
            let sent = try await bench.rows(
                """
                SELECT DISTINCT x.inspector_id AS inspector FROM inspection_visit_inspector x
                JOIN inspection_visit v ON v.id = x.visit_id WHERE v.ceremony_id = \(first)
                """)
            #expect(try !sent.isEmpty && sent.allSatisfy { try $0.int("inspector") > 6 })
            #expect(try await Self.verified(bench, first).firstFailure == nil)
            bench.clock.advance(5 * 86_400)
            let second = try await bench.drawn([3])
            let again = try await bench.rows(
                """
                SELECT DISTINCT x.inspector_id AS inspector FROM inspection_visit_inspector x
                JOIN inspection_visit v ON v.id = x.visit_id WHERE v.ceremony_id = \(second)
                """)
            #expect(try again.contains { try $0.int("inspector") <= 6 })
            // Overlapping, backwards and foreign leaves are refused.
            #expect(
                await refusal {
                    _ = try await leaving.add(
                        .init(kind: .sick, from: later, until: later, note: ""), inspector: 1, by: planner,
                        submission: nil)
                }?
                .code == "leave.overlap")
            #expect(
                await refusal {
                    _ = try await leaving.add(
                        .init(kind: .sick, from: later, until: today, note: ""), inspector: 1, by: planner,
                        submission: nil)
                }?
                .fields["until"] != nil)
            #expect(
                await refusal {
                    _ = try await leaving.add(
                        .init(kind: .sick, from: later, until: later, note: ""), inspector: 1,
                        by: DrawBench.actor(4, [.planner], region: "230200", authority: 4), submission: nil)
                }?.kind == .notFound)
        }
    }
}

import Domain
import Store
import Testing
import VerifiableDraw
import World

@testable import Database

/// Somebody who was drawn must leave, and the place is filled by chance (3.5.2).
@Suite struct VacancyTests {
    private static let value = String(repeating: "7", count: 64)

    /// Another person who draws in the city, and the inspector behind an account.
    private static func approver() throws -> Actor { try DrawBench.actor(3, [.drawer]) }

    private static func officer(_ inspector: Int64) throws -> Actor {
        let base = try DrawBench.actor(6, [.inspector])
        return Actor(
            account: 6, name: "检查员", roles: [.inspector], authority: 1, authorityName: "市局", region: base.region,
            regionName: base.regionName, department: "scjg", inspector: inspector)
    }

    private static func visit(_ bench: DrawBench, _ place: Int = 0) async throws -> Visit {
        let ids = try await bench.rows("SELECT id FROM inspection_visit ORDER BY id")
        let id = Int64(try ids[place].int("id"))
        return try #require(try await bench.house.storage.read { try $0.inspections.visit(id: id) })
    }

    private static func open(_ bench: DrawBench, _ visit: Visit) async throws -> Vacancy {
        try #require(try await bench.house.storage.read { try $0.draws.vacancies(visit: visit.id).last })
    }

    private static func verified(_ bench: DrawBench, _ id: Int64) async throws -> CeremonyReport {
        let (record, _, bytes) = try await bench.published(id)
        let population = try bytes.withUnsafeBytes { try Population(utf8: $0) }
        return CeremonyVerifier.verify(record: record, population: population)
    }

    @Test(
        "3.5.2 a drawn inspector asks to be recused, another person approves, chance decides who comes in",
        arguments: DatabaseKind.allCases)
    func whole(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.drawn()
            let visit = try await Self.visit(bench)
            let leaving = try #require(visit.officers.first)
            let me = try Self.officer(leaving.inspector)
            let vacancies = Vacancies(bench.house)
            #expect(try await Inspecting(bench.house).visit(visit.id, actor: me).mayReport)
            _ = try await vacancies.report(
                me, visit: visit.id, .init(inspectors: [leaving.inspector], reason: .recusal, note: "法定代表人是近亲属"))
            var vacancy = try await Self.open(bench, visit)
            #expect(vacancy.state == .open && vacancy.officers.map(\.inspector) == [leaving.inspector])
            // Published at once, without the words, and verified as an open one.
            var json = try await bench.published(id).json
            #expect(!json.contains("近亲属"))
            #expect(try await Self.verified(bench, id).firstFailure == nil)
            #expect(
                await refusal {
                    _ = try await vacancies.report(
                        me, visit: visit.id, .init(inspectors: [leaving.inspector], reason: .recusal, note: "再次"))
                }?.code
                    == "vacancy.twice")

            _ = try await vacancies.approve(Self.approver(), vacancy: vacancy.id, value: Self.value)
            vacancy = try await Self.open(bench, visit)
            #expect(vacancy.state == .filled)
            let now = try #require(try await bench.house.storage.read { try $0.inspections.visit(id: visit.id) })
            #expect(now.officers.count == 2)
            #expect(now.officer(leaving.inspector) == nil && now.left == [leaving.inspector])
            #expect(now.officers[1] == visit.officers[1])
            #expect(now.officers[0].inspector == vacancy.officers[0].replacedBy)
            // Whoever left sees it no more; whoever came in may enter results.
            #expect(
                await refusal { _ = try await Inspecting(bench.house).visit(visit.id, actor: me) }?.kind == .notFound)
            let incoming = try Self.officer(now.officers[0].inspector)
            #expect(try await Inspecting(bench.house).visit(visit.id, actor: incoming).isMine)
            // The whole record verifies, replacement and all, by outsiders' rules.
            let report = try await Self.verified(bench, id)
            #expect(report.firstFailure == nil)
            #expect(report.checks.contains { $0.title == "换人按规则随机递补" && $0.detail.hasPrefix("1次换人") })
            json = try await bench.published(id).json
            #expect(!json.contains("检查员") && !json.contains("近亲属"))
            #expect(try await bench.number("SELECT COUNT(*) FROM log_entry WHERE act = 'draw.replacement'") == 1)
        }
    }

    @Test("3.5.2 who may report, approve and refuse", arguments: DatabaseKind.allCases)
    func people(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.drawn()
            let visit = try await Self.visit(bench)
            let (first, second) = (visit.officers[0].inspector, visit.officers[1].inspector)
            let vacancies = Vacancies(bench.house)
            let draft = Vacancies.Draft(inspectors: [second], reason: .illness, note: "住院")
            #expect(
                await refusal { _ = try await vacancies.report(Self.officer(first), visit: visit.id, draft) }?.code
                    == "vacancy.others")
            #expect(
                await refusal { _ = try await vacancies.report(DrawBench.stranger(), visit: visit.id, draft) }?.kind
                    == .notFound)
            #expect(
                await refusal {
                    _ = try await vacancies.report(
                        DrawBench.drawer(), visit: visit.id, .init(inspectors: [], reason: .other, note: ""))
                }?.fields.count == 2)
            #expect(
                await refusal {
                    _ = try await vacancies.report(
                        DrawBench.drawer(), visit: visit.id, .init(inspectors: [999], reason: .other, note: "甲"))
                }?.code
                    == "vacancy.not-assigned")
            let size = try await bench.logSize()
            _ = try await vacancies.report(DrawBench.drawer(), visit: visit.id, draft, submission: "key")
            _ = try await vacancies.report(DrawBench.drawer(), visit: visit.id, draft, submission: "key")
            #expect(try await bench.logSize() == size + 2)
            let vacancy = try await Self.open(bench, visit)
            let reporter = await refusal {
                _ = try await vacancies.approve(DrawBench.drawer(), vacancy: vacancy.id, value: Self.value)
            }
            #expect(reporter?.code == "vacancy.same-person" && reporter?.clause == "3.5.2")
            #expect(
                await refusal {
                    _ = try await vacancies.approve(
                        DrawBench.witness(), vacancy: vacancy.id, value: Self.value)
                }?.kind == .forbidden)
            #expect(
                await refusal {
                    _ = try await vacancies.approve(
                        DrawBench.stranger(), vacancy: vacancy.id, value: Self.value)
                }?.kind == .notFound)
            #expect(
                await refusal {
                    _ = try await vacancies.approve(
                        Self.approver(), vacancy: vacancy.id, value: "7")
                }?.fields["value"] != nil)
            #expect(
                await refusal {
                    _ = try await vacancies.refuse(
                        Self.approver(), vacancy: vacancy.id, reason: " ")
                }?.fields["reason"] != nil)
            // Refused: who was drawn stays, the vacancy stays public, and a new one may be reported.
            _ = try await vacancies.refuse(Self.approver(), vacancy: vacancy.id, reason: "已经出院")
            #expect(try await Self.visit(bench).officers == visit.officers)
            #expect(try await Self.verified(bench, id).firstFailure == nil)
            #expect(
                await refusal {
                    _ = try await vacancies.approve(
                        Self.approver(), vacancy: vacancy.id, value: Self.value)
                }?.code == "moved-on")
            _ = try await vacancies.report(DrawBench.drawer(), visit: visit.id, draft)
            let again = try await Self.open(bench, visit)
            _ = try await vacancies.approve(Self.approver(), vacancy: again.id, value: Self.value)
            #expect(try await Self.visit(bench).officer(second) == nil)
            #expect(try await Self.verified(bench, id).firstFailure == nil)
            let listed = try await vacancies.list(Self.approver(), states: [], slice: Slice())
            #expect(listed.total == 2)
            #expect(try await vacancies.list(DrawBench.stranger(), states: [], slice: Slice()).total == 0)
        }
    }

    @Test(
        "3.5.2 who is away, expired, moved or recused does not come in; nobody left is said",
        arguments: DatabaseKind.allCases)
    func nobody(_ kind: DatabaseKind) async throws {
        var variation = DrawBench.Variation()
        variation.inspectors = 7
        try await DrawBench.with(kind, variation) { bench async throws in
            let id = try await bench.drawn()
            let visit = try await Self.visit(bench)
            let others = (1...7).map { Int64($0) }.filter { visit.officer($0) == nil }
            let (away, expired, moved, recused) = (others[0], others[1], others[2], others[3])
            try await bench.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO registry_leave (inspector_id, kind, starts_on, ends_on, note, account_id, at)
                    VALUES (\(away), 'annual', '2026-05-20', '2026-06-20', '', 1, '2026-05-20T00:00:00.000Z')
                    """)
                try connection.execute(
                    "UPDATE registry_inspector SET valid_until = '2026-05-31' WHERE id = \(expired)")
                try connection.execute("UPDATE registry_inspector SET authority_id = 2 WHERE id = \(moved)")
                try connection.execute(
                    """
                    INSERT INTO registry_recusal (inspector_id, kind, target, reason, valid_from)
                    VALUES (\(recused), 'region', '230100', '亲属', '2026-01-01')
                    """)
            }
            let vacancies = Vacancies(bench.house)
            let draft = Vacancies.Draft(inspectors: [visit.officers[1].inspector], reason: .leave, note: "外出学习")
            _ = try await vacancies.report(DrawBench.drawer(), visit: visit.id, draft)
            let vacancy = try await Self.open(bench, visit)
            // Only the fifth is left.
            _ = try await vacancies.approve(Self.approver(), vacancy: vacancy.id, value: Self.value)
            #expect(try await Self.visit(bench).officers[1].inspector == others[4])
            #expect(try await Self.verified(bench, id).firstFailure == nil)
            // Then nobody is.
            let fifth = others[4]
            let last = Vacancies.Draft(inspectors: [fifth], reason: .illness, note: "住院")
            _ = try await vacancies.report(DrawBench.drawer(), visit: visit.id, last)
            let empty = try await Self.open(bench, visit)
            let size = try await bench.logSize()
            let problem = await refusal {
                _ = try await vacancies.approve(Self.approver(), vacancy: empty.id, value: Self.value)
            }
            #expect(problem?.code == "vacancy.nobody" && problem?.clause == "3.5.2")
            for word in ["1人请假或外出", "1人执法证不在有效期", "1人已调离", "1人须回避该对象"] {
                #expect(problem?.message.contains(word) == true, "\(problem?.message ?? "")")
            }
            #expect(problem?.remedy?.contains("2026年6月20日") == true)
            #expect(try await bench.logSize() == size)
            #expect(try await Self.open(bench, visit).state == .open)
            // Back from leave, the way out works.
            _ = try await Leaving(bench.house).end(
                1, inspector: away, by: DrawBench.actor(1, [.planner]), submission: nil)
            _ = try await vacancies.approve(Self.approver(), vacancy: empty.id, value: Self.value)
            #expect(try await Self.visit(bench).officers[1].inspector == away)
            #expect(try await Self.verified(bench, id).firstFailure == nil)
        }
    }

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

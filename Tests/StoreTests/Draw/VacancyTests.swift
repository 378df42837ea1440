import Domain
import Store
import Testing
import VerifiableDraw
import World

@testable import Database

/// Somebody who was drawn must leave, and the place is filled by chance (3.5.2).
@Suite struct VacancyTests {
    static let value = String(repeating: "7", count: 64)

    /// Another person who draws in the city, and the inspector behind an account.
    static func approver() throws -> Actor { try DrawBench.actor(3, [.drawer]) }

    static func officer(_ inspector: Int64) throws -> Actor {
        let base = try DrawBench.actor(6, [.inspector])
        return Actor(
            account: 6, name: "检查员", roles: [.inspector], authority: 1, authorityName: "市局", region: base.region,
            regionName: base.regionName, department: "scjg", inspector: inspector)
    }

    static func visit(_ bench: DrawBench, _ place: Int = 0) async throws -> Visit {
        let ids = try await bench.rows("SELECT id FROM inspection_visit ORDER BY id")
        let id = Int64(try ids[place].int("id"))
        return try #require(try await bench.house.storage.read { try $0.inspections.visit(id: id) })
    }

    static func open(_ bench: DrawBench, _ visit: Visit) async throws -> Vacancy {
        try #require(try await bench.house.storage.read { try $0.draws.vacancies(visit: visit.id).last })
    }

    static func verified(_ bench: DrawBench, _ id: Int64) async throws -> CeremonyReport {
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
}

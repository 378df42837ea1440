import Domain
import Testing
import VerifiableDraw

@testable import Database

/// Opening the keys, comparing with the registry, signing. Requirements 3.1.3, 3.5.4; docs/draw-spec.md, 13.
@Suite struct AuditingTests {
    private static func auditor(_ bench: DrawBench) async throws -> Actor {
        try await bench.database.write { connection in
            try connection.execute(
                """
                INSERT INTO access_account (id, username, name, password_hash, authority_id, region_code,
                    department_code, status, created_at, password_changed_at)
                VALUES (77, 'auditor', '审计', '', 1, '230100', 'scjg', 'active',
                    '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')
                """)
            try connection.execute("INSERT INTO access_account_role (account_id, role) VALUES (77, 'auditor')")
        }
        return try DrawBench.actor(77, [.auditor])
    }

    private static func change(_ bench: DrawBench, _ sql: SQL) async throws {
        try await bench.database.write { _ = try $0.execute(sql) }
    }

    /// What a new check finds wrong.
    private static func faults(_ bench: DrawBench, _ actor: Actor, _ id: Int64) async throws -> [String: String] {
        let auditing = Auditing(bench.house)
        try await auditing.check(actor, ceremony: id)
        let findings = try await auditing.view(actor, ceremony: id).mine?.findings ?? []
        return Dictionary(
            findings.filter { $0.state == .failed }.map { ($0.title, $0.detail) },
            uniquingKeysWith: { first, _ in first })
    }

    @Test(
        "3.5.4 an auditor opens the keys, finds all as it should be, and signs it for all to see",
        arguments: DatabaseKind.allCases)
    func honest(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let auditor = try await Self.auditor(bench)
            let auditing = Auditing(bench.house)
            let early = try await bench.toDraw([1, 2])
            #expect(await refusal { try await auditing.open(auditor, ceremony: early) }?.code == "draw.audit-early")
            try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: early)
            let id = early
            let before = try await bench.published(id)
            #expect(await refusal { _ = try await auditing.files(auditor, ceremony: id) }?.code == "draw.audit-closed")

            try await auditing.open(auditor, ceremony: id)
            let opened = try await auditing.view(auditor, ceremony: id)
            let findings = try #require(opened.mine?.findings)
            #expect(findings.passed && findings.count { $0.state == .passed } == 8, "\(findings)")
            #expect(await refusal { try await auditing.open(auditor, ceremony: id) }?.code == "draw.audit-open")

            try await auditing.sign(auditor, ceremony: id, remark: "抽样电话核实10户")
            #expect(await refusal { try await auditing.sign(auditor, ceremony: id, remark: "") } != nil)
            let code = try #require(try await bench.house.storage.read { try $0.draws.ceremony(id: id)?.code })
            let shown = try #require(
                try await bench.house.storage.read { try $0.publication.publicCeremony(code: code) })
            #expect(shown.steps.suffix(2).map(\.title) == ["打开密钥", "审计核对"])
            #expect(shown.steps.last?.text.contains("全部相符。说明：抽样电话核实10户") == true)
            // The rest of the projection is untouched, and the ceremony still verifies.
            #expect(
                try await bench.published(id).json == before.json && shown.drawnCount != nil && shown.visitCount != nil)
        }
    }

    @Test("3.5.4 the package verifies outside, and its digest is in the log", arguments: DatabaseKind.allCases)
    func package(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.drawn([1, 2])
            let code = try #require(try await bench.house.storage.read { try $0.draws.ceremony(id: id)?.code })
            let size = try await bench.logSize()
            let audit = try await Auditing(bench.house).files(code: code)
            #expect(try await bench.logSize() == size + 1)
            let names = audit.files.map(\.name)
            #expect(names.contains("audit/keys.json") && names.contains { $0.hasPrefix("slips/") })
            let tar = try TapeArchive.chunks(audit.files, time: bench.clock.now)
            #expect(tar.joined().count % 512 == 0)
            let subjects = try #require(audit.files.first { $0.name == "audit/subjects.tsv" }?.bytes)
            let lines = String(decoding: subjects, as: UTF8.self).split(separator: "\n")
            #expect(lines.count == 100 && lines.contains { $0.hasPrefix(DrawBench.identifier(1) + "\t") })
        }
    }

    @Test("3.5.4 who was kept out of the list before the freeze is named", arguments: DatabaseKind.allCases)
    func omitted(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let auditor = try await Self.auditor(bench)
            // Hidden during the freeze, back again afterwards with its old date, as somebody with the database could do.
            try await Self.change(bench, "UPDATE registry_subject SET status = 'cancelled' WHERE id = 7")
            let id = try await bench.drawn([2])
            try await Self.change(bench, "UPDATE registry_subject SET status = 'active' WHERE id = 7")
            try await Auditing(bench.house).open(auditor, ceremony: id)
            let found = try await Self.faults(bench, auditor, id)
            #expect(found.count == 1)
            #expect(found["名录库中应当列入的对象没有遗漏"]?.contains("1户：样例主体7（\(DrawBench.identifier(7))）") == true, "\(found)")
            // Registered after the freeze: nobody can know, so it is said and not held against anyone.
            try await Self.change(
                bench, "UPDATE registry_subject SET changed_at = '2026-06-02T00:00:00.000Z' WHERE id = 7")
            #expect(try await Self.faults(bench, auditor, id).isEmpty)
            let findings = try await Auditing(bench.house).view(auditor, ceremony: id).mine?.findings ?? []
            #expect(findings.contains { $0.state == .note && $0.detail.contains("1户在冻结之后") })
        }
    }

    @Test(
        "3.5.4 a subject exchanged behind its lot, or put into another class, is named",
        arguments: DatabaseKind.allCases)
    func exchanged(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let auditor = try await Self.auditor(bench)
            let id = try await bench.drawn([2])
            try await Auditing(bench.house).open(auditor, ceremony: id)
            try await Self.change(bench, "UPDATE registry_risk SET class = 'D' WHERE subject_id = 7")
            let moved = try await Self.faults(bench, auditor, id)
            #expect(moved.keys.sorted() == ["各户所在的层与名录库的分类一致"] && moved.values.allSatisfy { $0.contains("样例主体7（") })
            try await Self.change(bench, "UPDATE registry_risk SET class = 'A' WHERE subject_id = 7")
            #expect(try await Self.faults(bench, auditor, id).isEmpty)
            try await Self.change(
                bench, "UPDATE registry_subject SET identifier = '91230102T000000999' WHERE id = 7")
            let swapped = try await Self.faults(bench, auditor, id)
            #expect(swapped["名录与公布的名单逐行相符"]?.contains("91230102T000000999") == true, "\(swapped)")
            try await Auditing(bench.house).sign(auditor, ceremony: id, remark: "")
            let line = try await bench.house.storage.read { try $0.ledger.timeline(object: "ceremony/\(id)").last }
            // Public words: titles, no names.
            #expect(line?.sentence.contains("项不符：名录与公布的名单逐行相符") == true && line?.sentence.contains("9123") == false)
        }
    }

    @Test("3.1.3 nobody but an auditor of the region opens keys", arguments: DatabaseKind.allCases)
    func permission(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.drawn()
            let auditing = Auditing(bench.house)
            for role in Role.allCases where role != .auditor {
                let actor = try DrawBench.actor(1, [role])
                #expect(await refusal { try await auditing.open(actor, ceremony: id) }?.code == "access.permission")
            }
            let foreign = try DrawBench.actor(1, [.auditor], region: "230200", authority: 4)
            #expect(await refusal { try await auditing.open(foreign, ceremony: id) }?.kind == .notFound)
        }
    }
}

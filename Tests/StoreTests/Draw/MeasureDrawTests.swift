import Domain
import Store
import Testing
import World

@testable import Database
@testable import VerifiableDraw

/// What a campaign draws besides ratios: numbers, its own condition, and the cap of visits.
@Suite struct MeasureDrawTests {
    @Test(
        "2.3.1 a number is drawn as such, alone and beside a campaign of ratios, and the record passes the verifier",
        arguments: DatabaseKind.allCases)
    func numbers(_ kind: DatabaseKind) async throws {
        for campaigns in [[Int64(2)], [1, 2]] {
            try await DrawBench.with(kind) { bench async throws in
                _ = try await bench.database.write { connection in
                    try connection.execute(
                        "UPDATE plan_campaign_quota SET basis_points = 0, number = 5 WHERE campaign_id = 2 AND class = 'B'"
                    )
                }
                let id = try await bench.drawn(campaigns)
                let (record, _, text) = try await bench.published(id)
                let report = CeremonyVerifier.verify(
                    record: record, population: try text.withUnsafeBytes { try Population(utf8: $0) })
                #expect(report.passed, "\(report.checks.filter { $0.state == .failed })")
                let drawn = try await bench.number(
                    """
                    SELECT COUNT(*) FROM draw_lot l JOIN draw_stratum s
                        ON s.ceremony_id = l.ceremony_id AND s.name = l.stratum
                    WHERE s.campaign_id = 2 AND s.classes = 'B'
                    """)
                #expect(drawn == 5)
                #expect(
                    try await bench.number("SELECT COUNT(*) FROM draw_stratum WHERE number = 5 AND classes = 'B'") == 1)
            }
        }
    }

    @Test("2.3.6 a campaign's own condition narrows whom it draws", arguments: DatabaseKind.allCases)
    func within(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            _ = try await bench.database.write { connection in
                try connection.execute(
                    #"UPDATE plan_campaign SET within = '{"tags":["food"],"types":[],"regions":["230102"]}' WHERE id = 2"#
                )
            }
            let id = try await bench.drawn([2])
            let expected = try await bench.number(
                """
                SELECT COUNT(*) FROM registry_subject s WHERE s.status = 'active' AND s.region_code = '230102'
                    AND s.id IN (SELECT t.subject_id FROM registry_subject_tag t JOIN registry_tag g ON g.number = t.tag_number
                        WHERE g.code = 'food')
                """)
            #expect(expected > 5 && expected < DrawBench.subjects)
            #expect(
                try await bench.number("SELECT SUM(population) FROM draw_stratum WHERE ceremony_id = \(id)") == expected
            )
        }
    }

    @Test(
        "2.3.8 a province's cap of visits keeps everybody from another draw in the year; a cited law goes on",
        arguments: DatabaseKind.allCases)
    func cap(_ kind: DatabaseKind) async throws {
        var variation = DrawBench.Variation()
        variation.law = try TestSources.law("repeat.visits.per-year", is: 1)
        try await DrawBench.with(kind, variation) { bench async throws in
            _ = try await bench.drawn([2])
            let first = try await bench.number("SELECT COUNT(DISTINCT subject_id) FROM draw_lot")
            // Key items may be drawn again, but not beyond the cap.
            let second = try await bench.drawn([3])
            let left = try await bench.rows("SELECT reason, number FROM draw_exclusion WHERE ceremony_id = \(second)")
            #expect(try left.map { try $0.text("reason") } == ["本年度已抽查1次，达到本地规定的次数上限"])
            #expect(try left.map { try $0.int("number") } == [first])
        }
        try await DrawBench.with(kind, variation) { bench async throws in
            _ = try await bench.drawn([2])
            _ = try await bench.database.write { connection in
                try connection.execute("UPDATE plan_campaign SET repeat_basis = '《某条例》第三条' WHERE id = 3")
            }
            let second = try await bench.drawn([3])
            #expect(try await bench.number("SELECT COUNT(*) FROM draw_exclusion WHERE ceremony_id = \(second)") == 0)
        }
    }

    @Test(
        "2.3.3 class D, and subjects of key items, are drawn again within the year", arguments: DatabaseKind.allCases)
    func again(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            _ = try await bench.database.write { connection in
                try connection.execute("INSERT INTO plan_campaign_item (campaign_id, item_code) VALUES (4, 'S-002')")
                try connection.execute("UPDATE plan_plan SET state = 'reported' WHERE id = 2")
                try connection.execute("DELETE FROM plan_campaign_item WHERE campaign_id = 4 AND item_code = 'S-001'")
            }
            _ = try await bench.drawn([2])
            let general = try await bench.drawn([4])
            let classes = try await bench.rows(
                """
                SELECT r.class AS class, COUNT(*) AS n FROM draw_lot a
                JOIN draw_lot b ON b.subject_id = a.subject_id AND b.ceremony_id <> a.ceremony_id
                JOIN registry_risk r ON r.subject_id = a.subject_id
                WHERE a.ceremony_id = \(general) GROUP BY r.class ORDER BY r.class
                """)
            let twice = Dictionary(uniqueKeysWithValues: try classes.map { (try $0.text("class"), try $0.int("n")) })
            // All of class D are drawn each time, and nobody of the low-risk class A twice.
            #expect(twice["D"] == (try await bench.number("SELECT COUNT(*) FROM registry_risk WHERE class = 'D'")))
            #expect(twice["A"] == nil)
            let key = try await bench.drawn([3])
            #expect(try await bench.number("SELECT COUNT(*) FROM draw_exclusion WHERE ceremony_id = \(key)") == 0)
        }
    }

    @Test(
        "5.3.2 whitelisted subjects are drawn off site at the whitelist's share of the ratio, and the record passes",
        arguments: DatabaseKind.allCases)
    func whitelist(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            // Everybody of class B stands in the whitelist, and of class A every second one.
            let members = try await bench.rows(
                "SELECT subject_id FROM registry_risk WHERE class = 'B' OR (class = 'A' AND subject_id % 2 = 0)"
            ).map { try $0.int("subject_id") }
            _ = try await bench.database.write { connection in
                try connection.execute("UPDATE plan_campaign SET method = '网络检查' WHERE id = 2")
                try connection.execute(
                    "UPDATE plan_campaign_quota SET basis_points = 5000 WHERE campaign_id = 2 AND class IN ('A', 'B')")
                try connection.execute(
                    """
                    INSERT INTO registry_library (id, kind, name, region_code, basis, since)
                    VALUES (1, 'whitelist', '白名单', '230100', '测试', '2026-01-01')
                    """)
                for (index, subject) in members.enumerated() {
                    try connection.execute(
                        """
                        INSERT INTO registry_library_entry (id, library_id, subject_id, state, category, statement,
                            valid_from, valid_until, version)
                        VALUES (\(index + 1), 1, \(subject), 'standing', '', '', '2026-01-01', '2026-12-31', 1)
                        """)
                }
            }
            let id = try await bench.drawn([2])
            let (record, _, text) = try await bench.published(id)
            let report = CeremonyVerifier.verify(
                record: record, population: try text.withUnsafeBytes { try Population(utf8: $0) })
            #expect(report.passed, "\(report.checks.filter { $0.state == .failed })")
            func count(_ condition: SQL) async throws -> (all: Int, drawn: Int) {
                (
                    try await bench.number("SELECT COUNT(*) FROM registry_risk r WHERE \(condition)"),
                    try await bench.number(
                        """
                        SELECT COUNT(*) FROM draw_lot l JOIN registry_risk r ON r.subject_id = l.subject_id
                        WHERE l.ceremony_id = \(id) AND \(condition)
                        """)
                )
            }
            // A, B and C have one ratio, so each kind is one stratum: 50 % outside, 25 % within, each rounded up.
            let outside = try await count("(r.class = 'C' OR (r.class = 'A' AND r.subject_id % 2 = 1))")
            let within = try await count("(r.class = 'B' OR (r.class = 'A' AND r.subject_id % 2 = 0))")
            #expect(outside.drawn == (outside.all + 1) / 2)
            #expect(within.all == members.count)
            #expect(within.drawn == (within.all + 3) / 4)
        }
    }
}

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
}

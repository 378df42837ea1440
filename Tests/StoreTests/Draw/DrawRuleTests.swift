import Domain
import Store
import Testing

@testable import Database
@testable import VerifiableDraw

/// What the policy text asks of the draw.
@Suite struct DrawRuleTests {
    @Test("2.3.16 only campaigns of a reported plan are drawn", arguments: DatabaseKind.allCases)
    func reported(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let problem = await refusal { _ = try await bench.plan([4]) }
            #expect(problem?.code == "draw.plan-not-reported")
            #expect(problem?.clause == "2.3.16")
            #expect(await refusal { _ = try await bench.plan([1, 4]) }?.code == "draw.plan-not-reported")
            #expect(try await bench.number("SELECT COUNT(*) FROM draw_ceremony") == 0)
            let choices = try await bench.ceremonies.choices(DrawBench.drawer()).campaigns
            #expect(choices.filter { $0.refusal == nil }.map(\.campaign.id).sorted() == [1, 2, 3])
            #expect(choices.first { $0.campaign.id == 4 }?.refusal?.clause == "2.3.16")
        }
    }

    @Test(
        "5.3.1, 5.3.2 who stands in a sandbox is not drawn, whitelisted ones not on site, each counted by reason",
        arguments: DatabaseKind.allCases)
    func libraries(_ kind: DatabaseKind) async throws {
        for (method, onSite) in [("现场检查", true), ("网络检查", false)] {
            try await DrawBench.with(kind) { bench async throws in
                _ = try await bench.database.write { connection in
                    try connection.execute("UPDATE plan_campaign SET method = \(method) WHERE id = 2")
                    try connection.execute(
                        """
                        INSERT INTO registry_library (id, kind, name, region_code, basis, since)
                        VALUES (1, 'sandbox', '沙盒', '230100', '测试', '2026-01-01'),
                            (2, 'whitelist', '白名单', '230100', '测试', '2026-01-01')
                        """)
                    // 4 has left, 5 has run out: both are drawn like anybody.
                    try connection.execute(
                        """
                        INSERT INTO registry_library_entry (id, library_id, subject_id, state, category, statement,
                            valid_from, valid_until, version)
                        VALUES (1, 1, 1, 'standing', '', '', '2026-01-01', '2026-12-31', 1),
                            (2, 2, 2, 'standing', '', '', '2026-01-01', '2026-12-31', 1),
                            (3, 2, 3, 'standing', '', '', '2026-01-01', '2026-12-31', 1),
                            (4, 1, 4, 'exited', '', '', '2026-01-01', '2026-02-01', 1),
                            (5, 1, 5, 'standing', '', '', '2025-01-01', '2025-12-31', 1)
                        """)
                }
                _ = try await bench.drawn([2])
                let rows = try await bench.rows("SELECT reason, number FROM draw_exclusion ORDER BY reason")
                let counts = Dictionary(
                    uniqueKeysWithValues: try rows.map { (try $0.text("reason"), try $0.int("number")) })
                #expect(
                    counts
                        == (onSite
                            ? ["在“沙盒”监管库，包容期内只做事件触发式检查": 1, "在“白名单”，不主动实施现场检查": 2]
                            : ["在“沙盒”监管库，包容期内只做事件触发式检查": 1]))
                let visited = try await bench.rows("SELECT subject_id FROM inspection_visit WHERE subject_id <= 3")
                    .map { try $0.int("subject_id") }
                #expect(!visited.contains(1))
                if onSite { #expect(visited.isEmpty) }
            }
        }
    }

    @Test("2.1.1 a recused inspector is never sent", arguments: DatabaseKind.allCases)
    func recusal(_ kind: DatabaseKind) async throws {
        var variation = DrawBench.Variation()
        // Two inspectors keep away from a county, one from the trade, one from each of many subjects.
        variation.recusals =
            [(1, "region", "230102"), (2, "region", "230103"), (3, "industry", "food")]
            + (1...DrawBench.subjects).filter { $0 % 4 == 0 }.map { (4, "subject", DrawBench.identifier($0)) }
        try await DrawBench.with(kind, variation) { bench async throws in
            let id = try await bench.drawn([2])
            let rows = try await bench.rows(
                """
                SELECT s.id AS subject, s.region_code AS region, s.tags AS tags, x.inspector_id AS inspector
                FROM inspection_visit v JOIN registry_subject s ON s.id = v.subject_id
                JOIN inspection_visit_inspector x ON x.visit_id = v.id WHERE v.ceremony_id = \(id)
                """)
            #expect(rows.count >= 20)
            for row in rows {
                let subject = try row.int("subject"), region = try row.text("region")
                switch try row.int("inspector") {
                case 1: #expect(region != "230102")
                case 2: #expect(region != "230103")
                case 3: #expect(try row.text("tags") != "food")
                case 4: #expect(subject % 4 != 0)
                default: break
                }
            }
            // They are not simply left out of the draw.
            let sent = Set(try rows.map { try $0.int("inspector") })
            #expect(!sent.isDisjoint(with: [1, 2, 3, 4]))
        }
    }

    @Test(
        "2.2.8 every visit has two certified inspectors, auxiliaries and expired certificates not counted",
        arguments: DatabaseKind.allCases)
    func certified(_ kind: DatabaseKind) async throws {
        var variation = DrawBench.Variation()
        variation.auxiliary = [1, 2, 3]
        variation.expired = [4, 5]
        try await DrawBench.with(kind, variation) { bench async throws in
            let id = try await bench.drawn()
            let visits = try await bench.rows(
                """
                SELECT v.id, COUNT(DISTINCT x.inspector_id) AS team, MIN(x.inspector_id) AS least FROM inspection_visit v
                JOIN inspection_visit_inspector x ON x.visit_id = v.id WHERE v.ceremony_id = \(id) GROUP BY v.id
                """)
            #expect(!visits.isEmpty)
            for visit in visits {
                #expect(try visit.int("team") == 2)
                #expect(try visit.int("least") > 5)
            }
        }
        variation.auxiliary = Set(1...11)
        variation.expired = []
        try await DrawBench.with(kind, variation) { bench async throws in
            let id = try await bench.plan()
            let problem = await refusal { try await bench.ceremonies.freeze(DrawBench.drawer(), ceremony: id) }
            #expect(problem?.code == "draw.officers")
            #expect(try await bench.state(id) == .planned)
        }
    }

    @Test("2.3.8 a subject drawn by several campaigns is visited once", arguments: DatabaseKind.allCases)
    func merged(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.drawn([1, 2])
            let lots = try await bench.number("SELECT COUNT(*) FROM draw_lot WHERE ceremony_id = \(id)")
            let subjects = try await bench.number(
                "SELECT COUNT(DISTINCT subject_id) FROM draw_lot WHERE ceremony_id = \(id)")
            let visits = try await bench.number("SELECT COUNT(*) FROM inspection_visit WHERE ceremony_id = \(id)")
            #expect(visits == subjects)
            // One seed and one lot space: the campaigns pick overlapping samples.
            #expect(visits < lots)
            let both = try await bench.number(
                """
                SELECT COUNT(*) FROM (SELECT visit_id FROM inspection_inspection i JOIN inspection_visit v ON v.id = i.visit_id
                WHERE v.ceremony_id = \(id) GROUP BY visit_id HAVING COUNT(DISTINCT campaign_id) = 2) t
                """)
            #expect(both == lots - visits)
            let view = try await bench.ceremonies.view(DrawBench.drawer(), ceremony: id)
            #expect(view.lots == lots && view.visits == visits)
            let record = try await bench.published(id).record
            #expect(record.visits == (lots, visits))
        }
    }

    @Test(
        "2.3.10 a low-risk subject drawn this year is not drawn again, key items excepted",
        arguments: DatabaseKind.allCases)
    func repeated(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let rule = try bench.house.law.book.rule(
                "repeat.low-risk.classes", on: bench.house.clock.today, in: try #require(RegionCode("230100")))
            let low = Set(rule.list ?? [])
            #expect(!low.isEmpty)
            let first = try await bench.drawn([1])
            let second = try await bench.drawn([2])
            let twice = try await bench.rows(
                """
                SELECT DISTINCT r.class AS class FROM draw_lot a JOIN draw_lot b ON b.subject_id = a.subject_id
                JOIN registry_risk r ON r.subject_id = a.subject_id
                WHERE a.ceremony_id = \(first) AND b.ceremony_id = \(second)
                """)
            #expect(try twice.allSatisfy { !low.contains(try $0.text("class")) })
            let kept = try await bench.house.storage.read { try $0.draws.exclusions(ceremony: second) }
            let before = try await bench.rows(
                """
                SELECT COUNT(DISTINCT l.subject_id) AS n FROM draw_lot l JOIN registry_risk r ON r.subject_id = l.subject_id
                WHERE l.ceremony_id = \(first) AND r.class IN (\(SQL.list(Array(low))))
                """)
            #expect(kept.map(\.count) == [try before[0].int("n")])
            // A key item may be drawn again: nobody is left out.
            let third = try await bench.plan([3])
            try await bench.ceremonies.freeze(DrawBench.drawer(), ceremony: third)
            #expect(try await bench.house.storage.read { try $0.draws.exclusions(ceremony: third) }.isEmpty)
            #expect(
                try await bench.house.storage.read { try $0.draws.ceremony(id: third)?.populationCount }
                    == DrawBench.subjects)
        }
    }

    @Test(
        "3.1.1 the mode narrows the pool", arguments: DatabaseKind.allCases,
        ["bureau", "bureau-and-stations", "stations", "station"])
    func mode(_ kind: DatabaseKind, _ dispatch: String) async throws {
        var variation = DrawBench.Variation()
        variation.dispatch = dispatch
        try await DrawBench.with(kind, variation) { bench async throws in
            let id = try await bench.drawn()
            let rows = try await bench.rows(
                """
                SELECT v.id AS visit, COALESCE(p.station_id, 0) AS station FROM inspection_visit v
                JOIN inspection_visit_inspector x ON x.visit_id = v.id JOIN registry_inspector p ON p.id = x.inspector_id
                WHERE v.ceremony_id = \(id)
                """)
            #expect(rows.count >= 10)
            let stations = try Dictionary(grouping: rows) { try $0.int("visit") }.mapValues {
                try Set($0.map { try $0.int("station") })
            }
            switch dispatch {
            case "stations": #expect(stations.values.allSatisfy { !$0.contains(0) })
            case "station":
                #expect(stations.values.allSatisfy { $0.count == 1 && !$0.contains(0) })
                #expect(Set(stations.values).count == 2)
            default: #expect(stations.values.contains { $0.contains(0) })
            }
        }
    }

    @Test(
        "3.1.2 a county with inspectors of its own staffs the visits of its subjects", arguments: DatabaseKind.allCases)
    func delegated(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            try await bench.database.write { connection in
                try connection.execute(
                    "UPDATE registry_inspector SET authority_id = 2, station_id = NULL WHERE id <= 5")
            }
            let id = try await bench.drawn([2])
            let rows = try await bench.rows(
                """
                SELECT v.region_code AS region, v.authority_id AS authority, p.authority_id AS own FROM inspection_visit v
                JOIN inspection_visit_inspector x ON x.visit_id = v.id JOIN registry_inspector p ON p.id = x.inspector_id
                WHERE v.ceremony_id = \(id)
                """)
            #expect(Set(try rows.map { try $0.text("region") }).count == 2)
            for row in rows {
                let expected = try row.text("region") == "230102" ? 2 : 1
                #expect(try row.int("authority") == expected)
                #expect(try row.int("own") == expected)
            }
        }
    }

    @Test(
        "3.1.1 a draw that cannot be staffed changes nothing and says what is missing", arguments: DatabaseKind.allCases
    )
    func unstaffed(_ kind: DatabaseKind) async throws {
        var variation = DrawBench.Variation()
        variation.inspectors = 3
        variation.capacity = 2
        try await DrawBench.with(kind, variation) { bench async throws in
            let id = try await bench.toDraw()
            let size = try await bench.logSize()
            let problem = await refusal { try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: id) }
            #expect(problem?.code == "draw.staffing")
            #expect(problem?.clause == "3.1.1")
            #expect(problem?.message.contains("人次") == true)
            #expect(try await bench.logSize() == size)
            #expect(try await bench.state(id) == .revealed)
            for table in ["draw_lot", "inspection_visit", "inspection_inspection"] as [StaticString] {
                #expect(try await bench.number(SQL(migrationStatement: "SELECT COUNT(*) FROM \(table)")) == 0)
            }
            // The way out works: abort and plan anew.
            try await bench.ceremonies.abort(DrawBench.drawer(), ceremony: id, reason: "人员不足")
            try await bench.ceremonies.abort(DrawBench.witness(), ceremony: id, reason: "")
            _ = try await bench.plan()
        }
    }

    @Test("3.5.4 nothing public tells a class, a name or a subject", arguments: DatabaseKind.allCases)
    func nothingLeaks(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.drawn([1, 2])
            let (record, json, population) = try await bench.published(id)
            let entries = record.entries.compactMap(\.bytes).map { String(decoding: $0, as: UTF8.self) }.joined()
            let all = json + entries + String(decoding: population, as: UTF8.self)
            for secret in ["样例主体", "检查员", "账号", "\"risk\"", "\"class\""] { #expect(!all.contains(secret), "\(secret)") }
            for subject in 1...DrawBench.subjects { #expect(!all.contains(DrawBench.identifier(subject))) }
            // The number of a stratum does not follow the class: over several ceremonies the order varies.
            let strata = try await bench.house.storage.read { try $0.draws.strata(ceremony: id) }
            // Five classes in two campaigns, once for the crowd of both and once for the others.
            #expect(Set(strata.map(\.name)).count == 20)
            #expect(strata.allSatisfy { $0.name.wholeMatch(of: /c[12]:s([1-9]|10)/) != nil })
        }
    }
}

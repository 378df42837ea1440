import Database
import Domain
import Store
import Testing
import World

/// Where a plan meets an edge: of a year, a county, a class, a pilot's region.
@Suite struct PlanBoundaryTests {
    typealias Bench = PlanBench

    private static func estimate(
        _ bench: Bench, _ plan: Int64, _ region: String = "230102", on today: String, by actor: Actor? = nil
    ) async throws -> [Int] {
        try await Planning(bench.house(today)).estimate(
            try actor ?? Bench.planner(), plan: plan,
            try Bench.draft(items: ["G2"], regions: [region], quotas: [.init(risk: .d, basisPoints: 5000, reason: nil)])
        ).lines.map(\.candidates)
    }

    @Test(
        "2.2.6, 2.3.1 a subject that moved to another county counts there from then on, and only there",
        arguments: DatabaseKind.allCases)
    func moved(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.subjects()
            let (plan, province) = (try await bench.plan(by: try Bench.province()), try Bench.province())
            func counts() async throws -> [[Int]] {
                try await [
                    Self.estimate(bench, plan, "230102", on: "2026-02-01", by: province),
                    Self.estimate(bench, plan, "230103", on: "2026-02-01", by: province),
                ]
            }
            #expect(try await counts() == [[300, 150, 30, 15, 5], [300, 150, 30, 15, 5]])
            _ = try await bench.database.write { connection in
                try connection.execute("UPDATE registry_subject SET region_code = '230103' WHERE id = 980")
            }
            #expect(try await counts() == [[300, 150, 30, 14, 5], [300, 150, 30, 16, 5]])
        }
    }

    @Test(
        "2.3.1 a class that changes in mid-year counts from the day of its snapshot, not before",
        arguments: DatabaseKind.allCases)
    func reclassified(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.subjects()
            let plan = try await bench.plan()
            // The snapshot of 1 December puts everybody who has a class into D.
            #expect(try await Self.estimate(bench, plan, on: "2026-11-30") == [300, 150, 30, 15, 5])
            #expect(try await Self.estimate(bench, plan, on: "2026-12-01") == [0, 0, 0, 495, 5])
        }
    }

    @Test(
        "2.3.12 joint plans on 31 January and internal ones on 31 March are in time, the day after late; in a leap year too",
        arguments: DatabaseKind.allCases)
    func deadlines(_ kind: DatabaseKind) async throws {
        for (kindOfPlan, year, last, after) in [
            (Plan.Kind.joint, 2026, "2026-01-31", "2026-02-01"), (.internal, 2026, "2026-03-31", "2026-04-01"),
            (.joint, 2028, "2028-01-31", "2028-02-01"), (.internal, 2028, "2028-03-31", "2028-04-01"),
        ] {
            try await Bench.with(kind) { bench async throws in
                for (actor, day, isLate) in [
                    (try Bench.planner(), last, false), (try Bench.neighbour(), after, true),
                ] {
                    let planning = Planning(try bench.house(day))
                    let plan = try await planning.create(actor, year: year, kind: kindOfPlan, title: nil)
                    _ = try await planning.add(
                        actor, plan: plan,
                        try Bench.draft(
                            regions: [actor.region.text], from: "\(year)-05-01", to: "\(year)-06-30"))
                    _ = try await planning.report(actor, plan: plan, version: try await bench.stored(plan).version)
                    let deadline = try await planning.dossier(actor, plan: plan).deadline
                    #expect((deadline.standing == .late) == isLate, "\(year) \(kindOfPlan) \(day)")
                    let said = try await planning.dossier(actor, plan: plan).timeline.contains {
                        $0.sentence.contains("逾期")
                    }
                    #expect(said == isLate)
                }
            }
        }
    }

    @Test("2.3.1 a campaign may hold the leap day, and none of another year", arguments: DatabaseKind.allCases)
    func leapDay(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let planning = Planning(try bench.house("2028-01-05"))
            let plan = try await planning.create(try Bench.planner(), year: 2028, kind: .internal, title: nil)
            _ = try await planning.add(
                try Bench.planner(), plan: plan, try Bench.draft(from: "2028-02-29", to: "2028-12-31"))
            for (from, to) in [("2027-12-31", "2028-01-31"), ("2028-12-31", "2029-01-01")] {
                let problem = await refusal {
                    _ = try await planning.add(try Bench.planner(), plan: plan, try Bench.draft(from: from, to: to))
                }
                #expect(problem?.fields["starts_on"] != nil)
            }
        }
    }

    @Test(
        "5.3.1, 5.3.2 the estimate tells who stands in a library and would be left out",
        arguments: DatabaseKind.allCases)
    func libraries(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.subjects()
            let plan = try await bench.plan()
            _ = try await bench.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO registry_library (id, kind, name, region_code, basis, since)
                    VALUES (1, 'sandbox', '沙盒', '230100', '测试', '2026-01-01'),
                        (2, 'whitelist', '白名单', '230100', '测试', '2026-01-01')
                    """)
                // 2, 4 and 6 lie in the county, 3 in the next; 1050 is no enterprise.
                for (id, library, subject) in [(1, 1, 2), (2, 2, 4), (3, 2, 6), (4, 2, 3), (5, 2, 1050)] {
                    try connection.execute(
                        """
                        INSERT INTO registry_library_entry (id, library_id, subject_id, state, category, statement,
                            valid_from, valid_until, version)
                        VALUES (\(id), \(library), \(subject), 'standing', '', '', '2026-01-01', '2026-12-31', 1)
                        """)
                }
            }
            let planning = Planning(try bench.house("2026-02-01"))
            var draft = try Bench.draft(items: ["G2"])
            #expect(
                try await planning.estimate(try Bench.planner(), plan: plan, draft).leftOut
                    == [.sandbox: 1, .whitelistOnSite: 2])
            draft.method = "网络检查"
            #expect(try await planning.estimate(try Bench.planner(), plan: plan, draft).leftOut == [.sandbox: 1])
            draft.repeatBasis = "《某某条例》第三条"
            #expect(try await planning.estimate(try Bench.planner(), plan: plan, draft).leftOut == [:])
        }
    }

    @Test("2.3.2 a pilot's own bound holds in its city and nowhere else")
    func pilot() throws {
        let book = try TestSources.law(
            also: """
                rules:
                  - {id: ratio.general.A.max, clause: "2.3.2", source: 试点方案（虚构）, title: A类抽查比例上限, value: 600, text: null,
                    list: null, unit: basis_points, mode: general, origin: platform, region: "230200", from: "2026-01-01",
                    to: "2026-12-31", wording: "", note: null}
                """
        ).book
        for (region, day, maximum) in [
            ("230200", "2026-06-01", 600), ("230202", "2026-12-31", 600), ("230202", "2025-12-31", 300),
            ("230202", "2027-01-01", 300), ("230100", "2026-06-01", 300), ("230000", "2026-06-01", 300),
        ] {
            let bounds = try RatioBounds(
                importance: [.general], law: book, on: try Bench.day(day), in: try Bench.place(region))
            #expect(bounds.bound(.a)?.maximum == maximum, "\(region) \(day)")
        }
    }
}

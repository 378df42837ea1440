import Database
import Domain
import Index
import Store
import Testing

@Suite struct PlanFiguresTests {
    typealias Bench = PlanBench

    private static func quota(_ risk: RiskClass, _ points: Int) -> Campaign.Quota {
        Campaign.Quota(risk: risk, basisPoints: points, reason: nil)
    }

    @Test(
        "2.3.4 2.3.10 a subject that two campaigns reach counts once, and its second draw is a repeat",
        arguments: DatabaseKind.allCases)
    func distinct(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.subjects()
            let actor = try Bench.planner()
            let planning = Planning(try bench.house())
            let plan = try await bench.plan()
            // All 300 enterprises of class A in the county, half of them each time: 150 and 150 draws, 225 subjects.
            for title in ["甲", "乙"] {
                _ = try await planning.add(
                    actor, plan: plan, try Bench.draft(title, items: ["K1"], quotas: [Self.quota(.a, 5000)]))
            }
            let view = try await planning.figures(actor, plan: plan)
            let figures = view.figures
            #expect(figures.lines.map(\.draws) == [[.a: 150], [.a: 150]])
            #expect(figures.lines.first?.subjects == [.a: 300, .b: 150, .c: 30, .d: 15, .unclassified: 54])
            #expect(figures.reached == 549)
            #expect(figures.draws == 300)
            #expect(figures.distinct == 225)
            #expect(figures.distinctEnterprises == 225)
            #expect(figures.enterprises == 500)
            #expect(figures.needed == 25)
            #expect(figures.reachesFloor)
            #expect(figures.repeats == 75)
            // Key items alone may draw again (2.3.3).
            #expect(figures.foundedRepeats == 75)
            // One ceremony: the same 150 are drawn for both.
            #expect(figures.groups == [[0, 1]])
            #expect(figures.visits == 300)
            #expect(figures.mergedVisits == 150)
            #expect(figures.savedVisits == 150)
            #expect(figures.months.map(\.merged).reduce(0, +) == 150)
            #expect(figures.months.filter { $0.apart > 0 }.map(\.month) == [4, 5, 6])
            #expect(figures.jointTasks == 0)
            // Nobody is in the library yet: every month is too much.
            #expect(figures.capacity == 0)
            #expect(figures.overloaded.map(\.month) == [4, 5, 6])
        }
    }

    @Test(
        "2.3.4 a draft counts beside the saved campaigns, and in the place of the one it edits",
        arguments: DatabaseKind.allCases)
    func draft(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.subjects()
            let actor = try Bench.planner()
            let planning = Planning(try bench.house())
            let plan = try await bench.plan()
            let saved = try await planning.add(
                actor, plan: plan, try Bench.draft(items: ["K1"], quotas: [Self.quota(.b, 1000)]))
            let draft = try Bench.draft(
                "草稿", items: ["G2"], from: "2026-09-01", to: "2026-09-30",
                quotas: [Self.quota(.a, 400), Self.quota(.b, 300)])
            let beside = try await planning.figures(actor, plan: plan, draft: draft)
            #expect(beside.figures.lines.map(\.draws) == [[.b: 15], [.a: 12, .b: 5]])
            #expect(beside.figures.lines.map(\.outside) == [[], [.a]])
            // 150·(1 − 9/10·145/150) of class B are different ones: 19.5 with 12 of class A.
            #expect(beside.figures.distinct == 32)
            #expect(beside.figures.groups == [])
            let replacing = try await planning.figures(actor, plan: plan, draft: draft, replacing: saved)
            #expect(replacing.figures.lines.map(\.draws) == [[.a: 12, .b: 5]])
            #expect(replacing.figures.distinct == 17)
            // The index gives the same as SQL.
            let index = LiveSubjectIndex(storage: SQLStorage(bench.database))
            try await index.catchUp()
            let plain = try bench.house()
            let house = House(
                storage: plain.storage, clock: plain.clock, law: plain.law, checkpoints: plain.checkpoints,
                reference: plain.reference, index: index)
            let counted = try await Planning(house).figures(actor, plan: plan, draft: draft, areas: true)
            #expect(counted.figures == beside.figures)
            #expect(counted.areas.map { $0.map(\.number) } == [[549], [500]])
            // A neighbour's plan looks as if it were not there.
            let neighbour = try Bench.neighbour()
            #expect(await refusal { _ = try await planning.figures(neighbour, plan: plan) }?.kind == .notFound)
        }
    }

    @Test(
        "2.3.11 an internal item that a joint plan covers is named, with the joint share of campaigns and subjects",
        arguments: DatabaseKind.allCases)
    func joint(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.subjects()
            let actor = try Bench.planner()
            let planning = Planning(try bench.house())
            let joint = try await bench.plan(.joint)
            _ = try await planning.add(
                actor, plan: joint, try Bench.draft("联查", items: ["G2"], quotas: [Self.quota(.b, 400)]))
            let plan = try await bench.plan()
            _ = try await planning.add(
                actor, plan: plan,
                try Bench.draft(
                    "单查", items: ["G1", "G2"], quotas: [Self.quota(.c, 2000)], jointReason: "专项需要"))
            let view = try await planning.figures(actor, plan: plan)
            #expect(view.figures.jointTasks == 1)
            #expect(view.figures.jointSubjects == 6)
            let doubled = try #require(view.figures.doubled.first)
            #expect(view.figures.doubled.count == 1)
            #expect(doubled.item == "G2")
            #expect(view.input.tasks[doubled.task].title == "单查")
            #expect(view.input.tasks[doubled.joint].title == "联查")
        }
    }

    @Test(
        "2.3.7 coverage by area: whole, in part, not at all; a province's campaign covers below once it is reported",
        arguments: DatabaseKind.allCases)
    func coverage(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let planning = Planning(try bench.house())
            let own = try await bench.plan()
            _ = try await planning.add(try Bench.planner(), plan: own, try Bench.draft(items: ["G1"]))
            let high = try await bench.plan(by: try Bench.province())
            _ = try await planning.add(
                try Bench.province(), plan: high, try Bench.draft("省级", items: ["G2"], regions: ["230100"]))
            let planner = try Bench.planner()
            func seen(_ actor: Actor, _ code: String, _ place: String) async throws -> PlanCoverage.Standing {
                let view = try await planning.coverage(actor, year: 2026, kind: .internal)
                #expect(view.nominal.clause == "2.3.7")
                let area = try Bench.place(place)
                let entry = try #require(view.coverage.entries(in: area).first { $0.code == code })
                return view.coverage.cell(entry, in: area).standing
            }
            let province = try Bench.province()
            #expect(try await seen(planner, "G1", "230102") == .full)
            #expect(try await seen(planner, "K1", "230102") == .gap)
            // A draft of the level above is not theirs to see.
            #expect(try await seen(planner, "G2", "230102") == .gap)
            #expect(try await seen(province, "G2", "230102") == .full)
            #expect(try await seen(province, "G2", "230100") == .full)
            #expect(try await seen(province, "G2", "230000") == .partial)
            #expect(try await seen(province, "G1", "230100") == .partial)
            #expect(try await seen(province, "G1", "230103") == .gap)
            let version = try await bench.stored(high).version
            _ = try await planning.report(province, plan: high, version: version)
            #expect(try await seen(planner, "G2", "230102") == .full)
            // A local item is asked for in its own area only (2.2.2).
            let local = try await planning.coverage(province, year: 2026, kind: .internal).coverage
            #expect(!local.entries(in: try Bench.place("230102")).contains { $0.code == "L1" })
            #expect(local.entries(in: try Bench.place("230103")).contains { $0.code == "L1" })
            // No joint list is in force: nothing to cover, and the number of the 方案 stands beside it.
            let none = try await planning.coverage(province, year: 2026, kind: .joint)
            #expect(none.coverage.entries.isEmpty)
            #expect(none.nominal.id == "coverage.joint.nominal")
        }
    }
}

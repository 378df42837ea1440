import Database
import Domain
import Store
import Testing

@Suite struct PlanningTests {
    typealias Bench = PlanBench

    @Test("2.3.1 one internal and one joint plan for a year and authority", arguments: DatabaseKind.allCases)
    func kinds(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let own = try await bench.plan(.internal)
            let joint = try await bench.plan(.joint)
            #expect(own != joint)
            #expect(try await bench.stored(own).title == "道里区局（测试）2026年度内部抽查计划")
            let again = await refusal { _ = try await bench.plan(.internal) }
            #expect(again?.code == "plan.exists")
            #expect(again?.clause == "2.3.12")
            _ = try await Planning(bench.house()).create(
                try Bench.planner(), year: 2027, kind: .internal, title: "明年计划")
            let page = try await Planning(bench.house()).plans(try Bench.planner(), year: nil, slice: Slice())
            #expect(page.rows.map(\.plan.year) == [2027, 2026, 2026])
            let early = await refusal {
                _ = try await Planning(bench.house()).create(
                    try Bench.planner(), year: 1999, kind: .internal, title: nil)
            }
            #expect(early?.code == "plan.year")
        }
    }

    @Test("2.3.1 a campaign keeps its items, regions and ratio for each class", arguments: DatabaseKind.allCases)
    func campaign(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let province = try Bench.province()
            let plan = try await bench.plan(by: province)
            let quotas: [Campaign.Quota] = [
                .init(risk: .a, basisPoints: 100, reason: nil), .init(risk: .b, basisPoints: 0, reason: nil),
                .init(risk: .unclassified, basisPoints: 5, reason: nil),
            ]
            let id = try await Planning(bench.house()).add(
                province, plan: plan,
                try Bench.draft(
                    " 春季 ", items: ["G2", "G1", "G1"], regions: ["230102", "230100", "230200"], quotas: quotas))
            let stored = try #require(try await bench.campaigns(plan).first)
            #expect(stored.id == id)
            #expect(stored.title == "春季")
            #expect(stored.number == "2026-230000-scjg-N-001")
            #expect(stored.items == ["G1", "G2"])
            // 230102 lies in 230100 and is said with it.
            #expect(stored.regions.map(\.text) == ["230100", "230200"])
            #expect(stored.quotas == [quotas[0], quotas[2]])
            let second = try await Planning(bench.house()).add(province, plan: plan, try Bench.draft("第二"))
            try await Planning(bench.house()).cancel(province, campaign: second, reason: nil)
            _ = try await Planning(bench.house()).add(province, plan: plan, try Bench.draft("第三"))
            // A number is not used again.
            #expect(try await bench.campaigns(plan).map(\.number).last == "2026-230000-scjg-N-003")
        }
    }

    @Test("campaigns are found by title and number, within one's own region", arguments: DatabaseKind.allCases)
    func found(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let province = try Bench.province(), planner = try Bench.planner()
            let plan = try await bench.plan(by: province)
            for title in ["春季 100% 抽查", "秋季抽查"] {
                _ = try await Planning(bench.house()).add(province, plan: plan, try Bench.draft(title))
            }
            let planning = Planning(try bench.house())
            func titles(_ text: String, _ actor: Actor) async throws -> [String] {
                try await planning.campaigns(actor, text: text, slice: Slice(size: 5)).rows.map(\.title)
            }
            let (both, spring, percent) = (
                try await titles("抽查", province), try await titles("春", province), try await titles("0%", province)
            )
            #expect(both == ["秋季抽查", "春季 100% 抽查"])
            #expect(spring == ["春季 100% 抽查"])
            #expect(percent == ["春季 100% 抽查"])
            let (number, wild, foreign) = (
                try await titles("2026-230000-scjg-N-002", province), try await titles("_", province),
                try await titles("抽查", planner)
            )
            #expect(number == ["秋季抽查"])
            #expect(wild.isEmpty)
            #expect(foreign.isEmpty)
        }
    }

    @Test(
        "2.3.2 ratios at the bounds are taken, outside only with a reason, which stays",
        arguments: DatabaseKind.allCases)
    func ratios(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let plan = try await bench.plan()
            let before = try await bench.logSize()
            func add(_ points: Int, _ reason: String? = nil, items: [String] = ["G1"]) async -> Problem? {
                await refusal {
                    _ = try await Planning(bench.house()).add(
                        try Bench.planner(), plan: plan,
                        try Bench.draft(items: items, quotas: [.init(risk: .a, basisPoints: points, reason: reason)]))
                }
            }
            for points in [99, 301] {
                let problem = await add(points)
                #expect(problem?.clause == "2.3.2")
                #expect(problem?.fields.keys.contains("ratio_A") == true)
            }
            #expect(try await bench.logSize() == before)
            #expect(try await bench.campaigns(plan).isEmpty)
            #expect(await add(100) == nil)
            #expect(await add(300) == nil)
            #expect(await add(301, "投诉集中") == nil)
            #expect(await add(9000, items: ["K1"]) == nil)
            #expect(await add(9000, items: ["K1", "G1"])?.code == "plan.ratio.bounds")
            #expect(try await bench.campaigns(plan).map { $0.quotas.first?.reason } == [nil, nil, "投诉集中", nil])
        }
    }

    @Test("2.2.1 only items in force, and local items only where they hold", arguments: DatabaseKind.allCases)
    func items(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let plan = try await bench.plan()
            for code in ["NONE", "L1"] {
                let problem = await refusal {
                    _ = try await Planning(bench.house()).add(
                        try Bench.planner(), plan: plan, try Bench.draft(items: [code]))
                }
                #expect(problem?.code == "plan.item.unknown")
                #expect(problem?.clause == "2.2.1")
            }
            _ = try await CatalogueKeeping(bench.house()).retire(
                "G1", notice: try Bench.notice("2026-01-10"), base: 1, by: try Bench.province(), submission: nil)
            let retired = await refusal {
                _ = try await Planning(bench.house()).add(try Bench.planner(), plan: plan, try Bench.draft())
            }
            #expect(retired?.code == "plan.item.unknown")
            let neighbour = try await bench.plan(by: Bench.neighbour())
            _ = try await Planning(bench.house()).add(
                try Bench.neighbour(), plan: neighbour, try Bench.draft(items: ["L1"], regions: ["230103"]))
        }
    }

    @Test("2.3.10 drawing low-risk subjects again needs the article it rests on", arguments: DatabaseKind.allCases)
    func basis(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let plan = try await bench.plan()
            let vague = await refusal {
                _ = try await Planning(bench.house()).add(
                    try Bench.planner(), plan: plan, try Bench.draft(repeatBasis: "工作需要"))
            }
            #expect(vague?.fields.keys.contains("repeat_basis") == true)
            let basis = "《食品生产经营监督检查管理办法》第二十二条"
            _ = try await Planning(bench.house()).add(
                try Bench.planner(), plan: plan, try Bench.draft(repeatBasis: basis))
            #expect(try await bench.campaigns(plan).map(\.repeatBasis) == [basis])
        }
    }

    @Test(
        "2.3.11 items of a joint plan stay out of internal ones unless a reason is stated",
        arguments: DatabaseKind.allCases)
    func joint(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let province = try Bench.province()
            let above = try await bench.plan(.joint, by: province)
            let joint = try await Planning(bench.house()).add(
                province, plan: above, try Bench.draft(items: ["G1"], regions: ["230100"]))
            let plan = try await bench.plan()
            func add(_ reason: String? = nil, items: [String] = ["G1"]) async -> Problem? {
                await refusal {
                    _ = try await Planning(bench.house()).add(
                        try Bench.planner(), plan: plan, try Bench.draft(items: items, jointReason: reason))
                }
            }
            let problem = await add()
            #expect(problem?.code == "plan.item.joint")
            #expect(problem?.clause == "2.3.11")
            #expect(problem?.fields.keys.contains("joint_reason") == true)
            #expect(await add(items: ["G2"]) == nil)
            #expect(await add("群众举报集中") == nil)
            #expect(try await bench.campaigns(plan).map(\.jointReason) == [nil, "群众举报集中"])
            // A joint campaign elsewhere, or a cancelled one, covers nothing here.
            try await Planning(bench.house()).cancel(province, campaign: joint, reason: nil)
            _ = try await Planning(bench.house()).add(
                province, plan: above, try Bench.draft(items: ["G1"], regions: ["230200"]))
            #expect(await add() == nil)
        }
    }

    @Test("every wrong field of a campaign is named at once", arguments: DatabaseKind.allCases)
    func form(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let plan = try await bench.plan()
            let problem = await refusal {
                _ = try await Planning(bench.house()).add(
                    try Bench.planner(), plan: plan,
                    try Bench.draft(
                        "  ", items: [], regions: ["230103"], from: "2027-02-01", to: "2027-01-01", quotas: []))
            }
            #expect(
                problem?.fields.keys.sorted() == ["ends_on", "items", "ratio_A", "regions", "starts_on", "title"])
            let ghost = await refusal {
                _ = try await Planning(bench.house()).add(
                    try Bench.province(), plan: try await bench.plan(by: Bench.province()),
                    try Bench.draft(regions: ["239999"]))
            }
            #expect(ghost?.code == "plan.region")
        }
    }
}

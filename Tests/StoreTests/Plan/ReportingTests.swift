import Database
import Domain
import Store
import Testing

@Suite struct ReportingTests {
    typealias Bench = PlanBench

    @Test("2.3.12 reporting leaves a receipt; a late one says so in the log", arguments: DatabaseKind.allCases)
    func report(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let actor = try Bench.planner()
            let plan = try await bench.plan()
            let empty = await refusal { _ = try await Planning(bench.house()).report(actor, plan: plan, version: 1) }
            #expect(empty?.code == "plan.empty")
            _ = try await Planning(bench.house()).add(actor, plan: plan, try Bench.draft())
            let version = try await bench.stored(plan).version
            let size = try await bench.logSize()
            let receipt = try await Planning(bench.house("2026-04-01")).report(actor, plan: plan, version: version)
            #expect(receipt.index == size)
            #expect(try await bench.stored(plan).state == .reported)
            let dossier = try await Planning(bench.house("2026-04-02")).dossier(actor, plan: plan)
            #expect(dossier.deadline.standing == .late)
            #expect(dossier.timeline.last?.sentence.contains("逾期") == true)
            let twice = await refusal {
                _ = try await Planning(bench.house()).report(
                    actor, plan: plan, version: try await bench.stored(plan).version)
            }
            #expect(twice?.kind == .conflict)
        }
    }

    @Test("2.3.12 the overview names who is late, those without any plan too", arguments: DatabaseKind.allCases)
    func overview(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            _ = try await bench.reported()
            let lines = try await Planning(bench.house("2026-04-02")).reporting(
                try Bench.province(), year: 2026, kind: .internal)
            #expect(lines.map(\.line.authority) == [1, 3, 2])
            #expect(lines.map(\.deadline.isOverdue) == [true, true, false])
            #expect(lines.last?.line.state == .reported)
            #expect(lines.first?.line.plan == nil)
            let own = try await Planning(bench.house("2026-04-02")).reporting(
                try Bench.neighbour(), year: 2026, kind: .internal)
            #expect(own.map(\.line.authority) == [3])
        }
    }

    @Test("2.3.13 only a reported plan is published, and its ratios stay inside", arguments: DatabaseKind.allCases)
    func publish(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let actor = try Bench.planner()
            let draft = try await bench.plan(.joint)
            _ = try await Planning(bench.house()).add(actor, plan: draft, try Bench.draft(items: ["G2"]))
            let refused = await refusal {
                try await Planning(bench.house()).publish(
                    actor, plan: draft, version: try await bench.stored(draft).version)
            }
            #expect(refused?.code == "plan.not-reported")
            let (plan, _) = try await bench.reported()
            #expect(try await bench.number("SELECT COUNT(*) FROM publication_plan") == 0)
            try await Planning(bench.house()).publish(
                actor, plan: plan, version: try await bench.stored(plan).version)
            let shown = try #require(
                try await SQLStorage(bench.database).read { try $0.publication.publicPlan(id: plan) })
            #expect(shown.campaigns.map(\.items) == [["事项G1"]])
            #expect(shown.campaigns.map(\.regions) == [["道里区"]])
            let body = try await bench.database.read { try $0.row("SELECT body FROM publication_plan")?.text(0) ?? "" }
            for word in ["basis_points", "quota", "risk", "200", "\"A\""] {
                #expect(!body.contains(word), "\(word) on the portal")
            }
        }
    }

    @Test(
        "2.3.15 after reporting, adding and cancelling need a reason and show at once", arguments: DatabaseKind.allCases
    )
    func adjust(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let actor = try Bench.planner()
            let (plan, campaign) = try await bench.reported()
            let planning = Planning(try bench.house("2026-05-01"))
            try await planning.publish(actor, plan: plan, version: try await bench.stored(plan).version)
            let silent = await refusal {
                _ = try await planning.add(actor, plan: plan, try Bench.draft("追加"), adjustment: " ")
            }
            #expect(silent?.code == "plan.adjust.reason")
            #expect(silent?.clause == "2.3.15")
            let edited = await refusal {
                try await planning.edit(actor, campaign: campaign, version: 1, try Bench.draft("改"))
            }
            #expect(edited?.code == "plan.reported")
            _ = try await planning.add(actor, plan: plan, try Bench.draft("追加"), adjustment: "上级新增部署")
            let noReason = await refusal { try await planning.cancel(actor, campaign: campaign, reason: nil) }
            #expect(noReason?.clause == "2.3.15")
            try await planning.cancel(actor, campaign: campaign, reason: "已由联查覆盖")
            let shown = try await SQLStorage(bench.database).read { try $0.publication.publicPlan(id: plan) }
            #expect(shown?.campaigns.map(\.title) == ["追加"])
            let lines = try await planning.dossier(actor, plan: plan).timeline.map(\.sentence)
            #expect(lines.contains { $0.contains("上级新增部署") })
            #expect(lines.contains { $0.contains("已由联查覆盖") })
            let again = await refusal { try await planning.cancel(actor, campaign: campaign, reason: "再次") }
            #expect(again?.code == "plan.campaign.begun")
        }
    }

    @Test("2.3.16 a campaign of a plan that is not reported cannot be drawn", arguments: DatabaseKind.allCases)
    func onlyReported(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let actor = try Bench.actor(2, "230102", [.planner, .drawer])
            let plan = try await bench.plan()
            let campaign = try await Planning(bench.house()).add(actor, plan: plan, try Bench.draft())
            func open() async -> Problem? {
                await refusal {
                    let deadline = try #require(Moment("2026-02-01T04:00:00.000Z"))
                    _ = try await Ceremonies(bench.house()).plan(
                        actor,
                        Ceremonies.Draft(
                            title: "", campaigns: [campaign],
                            parties: [
                                .init(id: "bureau", title: "执法科", account: 2),
                                .init(id: "witness", title: "见证人", account: 3),
                            ], publicSource: "dice:hall", revealDeadline: deadline))
                }
            }
            let early = await open()
            #expect(early?.code == "draw.plan-not-reported")
            #expect(early?.clause == "2.3.16")
            _ = try await Planning(bench.house()).report(
                actor, plan: plan, version: try await bench.stored(plan).version)
            #expect(await open()?.clause != "2.3.16")
        }
    }

    @Test("a foreign plan looks as if it did not exist", arguments: DatabaseKind.allCases)
    func scope(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let (plan, campaign) = try await bench.reported()
            let stranger = try Bench.neighbour()
            let planning = Planning(try bench.house())
            let version = try await bench.stored(plan).version
            let size = try await bench.logSize()
            for problem in [
                await refusal { _ = try await planning.dossier(stranger, plan: plan) },
                await refusal { _ = try await planning.campaign(stranger, campaign) },
                await refusal { _ = try await planning.add(stranger, plan: plan, try Bench.draft(), adjustment: "x") },
                await refusal { try await planning.cancel(stranger, campaign: campaign, reason: "x") },
                await refusal { try await planning.publish(stranger, plan: plan, version: version) },
                await refusal { _ = try await planning.estimate(stranger, plan: plan, try Bench.draft()) },
                await refusal { _ = try await planning.coverageFloor(stranger, plan: plan) },
            ] {
                #expect(problem?.kind == .notFound)
            }
            let reader = try Bench.actor(2, "230102", [.witness])
            let forbidden = await refusal { try await planning.publish(reader, plan: plan, version: version) }
            #expect(forbidden?.kind == .forbidden)
            let department = try Bench.actor(2, "230102", [.planner], department: "wsjk")
            let other = await refusal { _ = try await planning.dossier(department, plan: plan) }
            #expect(other?.kind == .notFound)
            #expect(try await bench.logSize() == size)
            #expect(try await planning.plans(stranger, year: nil, slice: Slice()).total == 0)
        }
    }

    @Test("a form that arrives twice acts once", arguments: DatabaseKind.allCases)
    func twice(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let actor = try Bench.planner()
            let planning = Planning(try bench.house())
            let plan = try await planning.create(
                actor, year: 2026, kind: .internal, title: nil, submission: "key-1")
            await #expect(throws: SubmittedBefore.self) {
                _ = try await planning.create(actor, year: 2026, kind: .internal, title: nil, submission: "key-1")
            }
            _ = try await planning.add(actor, plan: plan, try Bench.draft(), submission: "key-2")
            let size = try await bench.logSize()
            let earlier = await #expect(throws: SubmittedBefore.self) {
                _ = try await planning.add(actor, plan: plan, try Bench.draft(), submission: "key-2")
            }
            #expect(earlier?.location == "/plan/\(plan)")
            #expect(try await bench.campaigns(plan).count == 1)
            #expect(try await bench.logSize() == size)
        }
    }

    @Test("who decided on an older state is told so", arguments: DatabaseKind.allCases)
    func versions(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let actor = try Bench.planner()
            let planning = Planning(try bench.house())
            let plan = try await bench.plan()
            let seen = try await bench.stored(plan).version
            let campaign = try await planning.add(actor, plan: plan, try Bench.draft())
            // The plan was reported as seen before the campaign came in.
            let blind = await refusal { _ = try await planning.report(actor, plan: plan, version: seen) }
            #expect(blind?.kind == .conflict)
            try await planning.edit(actor, campaign: campaign, version: 1, try Bench.draft("甲"))
            let stale = await refusal {
                try await planning.edit(actor, campaign: campaign, version: 1, try Bench.draft("乙"))
            }
            #expect(stale?.kind == .conflict)
            #expect(try await bench.campaigns(plan).map(\.title) == ["甲"])
        }
    }
}

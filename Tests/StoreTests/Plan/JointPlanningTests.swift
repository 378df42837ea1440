import Domain
import Store
import Testing
import World

@testable import Database

/// Proposing, inviting, answering, asking: who takes part in a joint campaign.
@Suite struct JointPlanningTests {
    private static func day(_ text: String) throws -> Day { try #require(Day(text)) }

    private static func parts(_ bench: DrawBench, _ campaign: Int64 = 4) async throws -> [JointPart] {
        try await bench.house.storage.read { try $0.plans.parts(campaign: campaign) }
    }

    private static func draft(_ basis: JointBasis, invited: [Int64] = [10]) throws -> JointPlanning.Draft {
        let region = try #require(RegionCode("230100"))
        return JointPlanning.Draft(
            campaign: CampaignDraft(
                title: "集中用餐单位联查", items: ["S-001"], regions: [region], startsOn: try day("2026-06-01"),
                endsOn: try day("2026-11-30"), method: "现场检查", dispatch: .bureau,
                quotas: [Campaign.Quota(risk: .d, basisPoints: 5000, reason: nil)], repeatBasis: nil),
            basis: basis, invited: invited, answerBy: try day("2026-06-10"))
    }

    @Test(
        "5.1.1 market regulation proposes its three matters, other departments theirs; the list's lead proposes",
        arguments: DatabaseKind.allCases)
    func matters(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            try await bench.joining(kind)
            let joint = JointPlanning(bench.house)
            let known = try await joint.matters(DrawBench.planner(), year: 2026)
            #expect(known.cross.filter(\.isLed).map(\.title) == ["集中用餐单位", "客运索道", "大型游乐设施"])
            #expect(known.cross.filter { !$0.isLed }.map(\.title) == ["农药生产"] && known.joinedCount == 11)
            let wrong = await refusal {
                _ = try await joint.propose(
                    DrawBench.planner(), Self.draft(JointBasis(joint: nil, crossMatter: "农药生产")))
            }
            #expect(wrong?.code == "joint.matter" && wrong?.clause == "5.1.1")
            let id = try await joint.propose(
                DrawBench.planner(), Self.draft(JointBasis(joint: nil, crossMatter: "集中用餐单位")), submission: "one")
            // The form that arrives twice makes one campaign.
            #expect(
                try await joint.propose(
                    DrawBench.planner(), Self.draft(JointBasis(joint: nil, crossMatter: "集中用餐单位")), submission: "one")
                    == id)
            let part = try #require(try await Self.parts(bench, id).first)
            #expect(part.state == .invited && part.matter == "集中用餐单位" && part.authority == 10)
            let after = try await joint.matters(DrawBench.planner(), year: 2026)
            #expect(after.cross.first?.campaigns.map(\.id) == [id])
            // Another department leads what is its own (5.1.3): the draft goes into its own joint plan.
            let led = try await joint.propose(
                DrawBench.fire(), Self.draft(JointBasis(joint: nil, crossMatter: "农药生产"), invited: [1]))
            let own = try await bench.house.storage.read { stores in
                try (stores.plans.campaign(id: led), stores.plans.plan(year: 2026, kind: .joint, authority: 10))
            }
            #expect(own.0?.department == "xf" && own.0?.plan == own.1?.id)
            let unlisted = await refusal {
                _ = try await joint.propose(DrawBench.planner(), Self.draft(JointBasis(joint: "J99", crossMatter: nil)))
            }
            #expect(unlisted?.code == "joint.unlisted")
        }
    }

    @Test(
        "5.1.3 an invitation is answered by who was invited, with a reason when declined; reporting waits for it",
        arguments: DatabaseKind.allCases)
    func answers(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            try await bench.joining(kind)
            let joint = JointPlanning(bench.house), planner = try DrawBench.planner(), fire = try DrawBench.fire()
            let past = await refusal {
                _ = try await joint.invite(
                    planner, campaign: 4, authorities: [10], answerBy: try Self.day("2026-05-01"))
            }
            #expect(past?.fields["answer_by"] != nil)
            let own = await refusal {
                _ = try await joint.invite(
                    planner, campaign: 4, authorities: [4], answerBy: try Self.day("2026-06-10"))
            }
            #expect(own?.code == "joint.invite.who")
            _ = try await joint.invite(
                planner, campaign: 4, authorities: [10], answerBy: try Self.day("2026-06-10"), submission: "i")
            _ = try await joint.invite(
                planner, campaign: 4, authorities: [10], answerBy: try Self.day("2026-06-10"), submission: "i")
            let part = try #require(try await Self.parts(bench).first)
            #expect(try await Self.parts(bench).count == 1)
            // The invited department sees it in its own list, and its page; a stranger does not.
            #expect(try await joint.list(fire, .invited, slice: Slice()).rows.map(\.campaign.id) == [4])
            #expect(try await joint.dossier(fire, campaign: 4).own?.id == part.id)
            #expect(
                await refusal {
                    _ = try await joint.dossier(
                        DrawBench.actor(4, [.planner], region: "230200", authority: 4), campaign: 4)
                }?.kind == .notFound)
            let waiting = await refusal { try await bench.reportJoint() }
            #expect(waiting?.code == "joint.unanswered" && waiting?.clause == "5.1.3")
            #expect(waiting?.message.contains("消防救援支队") == true)
            #expect(
                await refusal { _ = try await joint.answer(planner, part: part.id, accepts: true, reason: "") }?.code
                    == "joint.answer.who")
            #expect(
                await refusal { _ = try await joint.answer(fire, part: part.id, accepts: false, reason: " ") }?.code
                    == "joint.reason")
            _ = try await joint.answer(fire, part: part.id, accepts: false, reason: "本年度已安排", submission: "a")
            _ = try await joint.answer(fire, part: part.id, accepts: false, reason: "本年度已安排", submission: "a")
            #expect(try await Self.parts(bench).map(\.state) == [.declined])
            // Declined, it may ask to join after all; the lead answers.
            _ = try await joint.ask(fire, campaign: 4, matter: "消防安全", reason: "可以安排")
            let asked = try #require(try await Self.parts(bench).first)
            #expect(asked.state == .asked && asked.reason == "可以安排")
            #expect(
                await refusal { _ = try await joint.answer(fire, part: asked.id, accepts: true, reason: "") }?.code
                    == "joint.answer.who")
            _ = try await joint.answer(planner, part: asked.id, accepts: true, reason: "")
            #expect(try await joint.list(fire, .accepted, slice: Slice()).total == 1)
            try await bench.reportJoint()
            let entries = try await bench.house.storage.read { try $0.ledger.timeline(object: "campaign/4").count }
            #expect(entries == 4)
        }
    }

    @Test(
        "5.1.3 who does not answer in time holds nobody up; once drawn nothing changes any more",
        arguments: DatabaseKind.allCases)
    func silence(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            try await bench.joining(kind)
            let joint = JointPlanning(bench.house), planner = try DrawBench.planner()
            _ = try await joint.invite(
                planner, campaign: 4, authorities: [10], answerBy: try Self.day("2026-06-03"))
            bench.clock.advance(3 * 86_400)
            let part = try #require(try await Self.parts(bench).first)
            #expect(part.word(on: bench.house.clock.today) == "逾期未答复")
            try await bench.reportJoint()
            _ = try await bench.drawn([4])
            let late = await refusal {
                _ = try await joint.answer(DrawBench.fire(), part: part.id, accepts: true, reason: "")
            }
            #expect(late?.code == "joint.begun" && late?.clause == "3.5.4")
            #expect(
                try await bench.number("SELECT COUNT(*) FROM inspection_inspection WHERE department_code IS NOT NULL")
                    == 0)
        }
    }

    @Test(
        "2.3.14 market regulation sees which member departments owe an internal plan, and urges them; they report",
        arguments: DatabaseKind.allCases)
    func members(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            try await bench.joining(kind)
            let joint = JointPlanning(bench.house), planner = try DrawBench.planner(), fire = try DrawBench.fire()
            let owed = try await joint.members(planner, year: 2026, kind: .internal)
            #expect(owed.map(\.line.authority) == [10] && owed.first?.deadline.isOverdue == true)
            // Neither another department nor another city sees or urges.
            #expect(try await joint.members(fire, year: 2026, kind: .internal).isEmpty)
            #expect(try await joint.members(DrawBench.ally(), year: 2026, kind: .internal).isEmpty)
            let reporting = PlanReporting(bench.house)
            #expect(
                await refusal {
                    try await reporting.remind(DrawBench.ally(), authority: 10, year: 2026, kind: .internal)
                }?.kind == .notFound)
            try await reporting.remind(planner, authority: 10, year: 2026, kind: .internal)
            #expect(try await joint.members(planner, year: 2026, kind: .internal).first?.urgedAt != nil)
            let mine = try await PlanReminders(bench.house).owed(fire)
            #expect(mine.contains { $0.kind == .internal && $0.urgedAt != nil })
            // It makes, reports (a receipt by hand: nobody above it is here) and publishes its own plan.
            let planning = Planning(bench.house)
            let plan = try await planning.create(fire, year: 2026, kind: .internal, title: nil)
            let region = try #require(RegionCode("230100"))
            _ = try await planning.add(
                fire, plan: plan,
                CampaignDraft(
                    title: "消防内部抽查", items: ["S-002"], regions: [region], startsOn: try Self.day("2026-06-01"),
                    endsOn: try Self.day("2026-11-30"), method: "现场检查", dispatch: .bureau,
                    quotas: [Campaign.Quota(risk: .d, basisPoints: 5000, reason: nil)], repeatBasis: nil))
            let version = try await bench.house.storage.read { try $0.plans.plan(id: plan)?.version ?? 0 }
            _ = try await planning.report(fire, plan: plan, version: version)
            let report = try #require(try await bench.house.storage.read { try $0.plans.reports(plan: plan).first })
            try await reporting.enterReceipt(fire, report: report.id, number: "省消防〔2026〕7号")
            try await planning.publish(fire, plan: plan, version: version + 1)
            let done = try await joint.members(planner, year: 2026, kind: .internal).first?.line
            #expect(done?.state == .published && done?.answer == .received)
        }
    }
}

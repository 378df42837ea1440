import Database
import Domain
import Store
import Testing

/// 逐级报备: receipts, returns, reminders (2.3.12), adjustments reported again (2.3.15, 2.3.16).
@Suite struct PlanReportTests {
    typealias Bench = PlanBench

    /// The newest thing handed up of a plan.
    private func newest(_ bench: Bench, _ plan: Int64) async throws -> PlanReport {
        try #require(try await SQLStorage(bench.database).read { try $0.plans.reports(plan: plan) }.last)
    }

    private func standing(_ bench: Bench, _ plan: Int64, on day: String) async throws -> PlanDeadline {
        try await Planning(bench.house(day)).dossier(try Bench.planner(), plan: plan).deadline
    }

    @Test(
        "2.3.12 the level above receives a plan; the receipt is its place in the log", arguments: DatabaseKind.allCases)
    func receive(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let (plan, _) = try await bench.reported()
            let report = try await newest(bench, plan)
            #expect(report.receiver == 1)
            #expect(report.state == .waiting)
            let reporting = PlanReporting(try bench.house())
            let waiting = try await reporting.received(try Bench.province(), state: .waiting, slice: Slice())
            #expect(waiting.rows.map(\.id) == [report.id])
            for stranger in [try Bench.planner(), try Bench.neighbour()] {
                let refused = await refusal { _ = try await reporting.receive(stranger, report: report.id, remark: "") }
                #expect(refused?.kind == (stranger.authority == 2 ? .refused : .notFound))
            }
            let size = try await bench.logSize()
            try await reporting.receive(try Bench.province(), report: report.id, remark: "同意")
            let done = try await newest(bench, plan)
            #expect(done.state == .received)
            #expect(done.receipt == String(size))
            #expect(done.answer == "同意")
            let again = await refusal {
                _ = try await reporting.receive(try Bench.province(), report: report.id, remark: "")
            }
            #expect(again?.kind == .conflict)
            let lines = try await Planning(bench.house()).reporting(try Bench.province(), year: 2026, kind: .internal)
            #expect(lines.first { $0.line.authority == 2 }?.line.answer == .received)
        }
    }

    @Test(
        "2.3.12 a returned plan is a draft again; who came in time has ten days, also past 31 March",
        arguments: DatabaseKind.allCases)
    func sendBack(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let actor = try Bench.planner(), above = try Bench.province()
            let plan = try await bench.plan()
            _ = try await Planning(bench.house("2026-03-30")).add(actor, plan: plan, try Bench.draft())
            _ = try await Planning(bench.house("2026-03-31")).report(
                actor, plan: plan, version: try await bench.stored(plan).version)
            let first = try await newest(bench, plan)
            let silent = await refusal {
                _ = try await PlanReporting(bench.house("2026-04-02")).sendBack(above, report: first.id, reason: " ")
            }
            #expect(silent?.fields["reason"] != nil)
            try await PlanReporting(bench.house("2026-04-02")).sendBack(above, report: first.id, reason: "缺少C类比例")
            #expect(try await bench.stored(plan).state == .draft)
            #expect(try await standing(bench, plan, on: "2026-04-12").due == (try Bench.day("2026-04-12")))
            #expect(try await standing(bench, plan, on: "2026-04-13").standing == .overdue(1))
            let owed = try await PlanReminders(bench.house("2026-04-03")).owed(actor)
            #expect(owed.contains { $0.kind == .internal && $0.returned == "缺少C类比例" })
            _ = try await Planning(bench.house("2026-04-12")).report(
                actor, plan: plan, version: try await bench.stored(plan).version)
            #expect(try await standing(bench, plan, on: "2026-05-01").standing == .inTime)
            let all = try await SQLStorage(bench.database).read { try $0.plans.reports(plan: plan) }
            #expect(all.map(\.state) == [.replaced, .waiting])
        }
    }

    @Test("2.3.12 a return does not move the date of who came late", arguments: DatabaseKind.allCases)
    func late(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let actor = try Bench.planner()
            let plan = try await bench.plan()
            _ = try await Planning(bench.house("2026-04-05")).add(actor, plan: plan, try Bench.draft())
            _ = try await Planning(bench.house("2026-04-05")).report(
                actor, plan: plan, version: try await bench.stored(plan).version)
            let report = try await newest(bench, plan)
            try await PlanReporting(bench.house("2026-04-06")).sendBack(
                try Bench.province(), report: report.id, reason: "格式不对")
            #expect(try await standing(bench, plan, on: "2026-04-07").standing == .overdue(7))
        }
    }

    @Test("2.3.12 what is published or begun is not sent back", arguments: DatabaseKind.allCases)
    func tooLate(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let (plan, campaign) = try await bench.reported()
            let report = try await newest(bench, plan)
            let reporting = PlanReporting(try bench.house())
            _ = try await bench.database.write {
                try $0.execute("UPDATE plan_campaign SET state = 'drawing' WHERE id = \(campaign)")
            }
            let begun = await refusal {
                _ = try await reporting.sendBack(try Bench.province(), report: report.id, reason: "x")
            }
            #expect(begun?.code == "plan.return.begun")
            _ = try await bench.database.write {
                try $0.execute("UPDATE plan_campaign SET state = 'planned' WHERE id = \(campaign)")
            }
            try await Planning(bench.house()).publish(
                try Bench.planner(), plan: plan, version: try await bench.stored(plan).version)
            let published = await refusal {
                _ = try await reporting.sendBack(try Bench.province(), report: report.id, reason: "x")
            }
            #expect(published?.code == "plan.return.published")
            #expect(try await bench.stored(plan).state == .published)
        }
    }

    @Test(
        "2.3.15 2.3.16 adjustments are reported; what came back is not drawn until it is reported again",
        arguments: DatabaseKind.allCases)
    func adjustments(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let actor = try Bench.planner(), above = try Bench.province()
            let (plan, first) = try await bench.reported()
            let planning = Planning(try bench.house("2026-05-01")),
                reporting = PlanReporting(try bench.house("2026-05-02"))
            let added = try await planning.add(actor, plan: plan, try Bench.draft("追加"), adjustment: "上级新增部署")
            let addition = try await newest(bench, plan)
            #expect(addition.kind == .addition)
            #expect(addition.campaign == added)
            #expect(addition.reason == "上级新增部署")
            func barred() async throws -> Problem? {
                try await SQLStorage(bench.database).read { stores in
                    try PlanReporting.refusal(of: try #require(try stores.plans.campaign(id: added)), stores)
                }
            }
            #expect(try await barred() == nil)
            try await reporting.sendBack(above, report: addition.id, reason: "与联查重复")
            #expect(try await bench.stored(plan).state == .reported)
            #expect(try await barred()?.clause == "2.3.16")
            let mute = await refusal {
                _ = try await reporting.reportAgain(actor, report: addition.id, explanation: "")
            }
            #expect(mute?.fields["explanation"] != nil)
            try await reporting.reportAgain(actor, report: addition.id, explanation: "已去掉重复事项")
            #expect(try await barred() == nil)
            let again = try await newest(bench, plan)
            #expect(again.state == .waiting)
            #expect(again.reason == "已去掉重复事项")
            try await reporting.receive(above, report: again.id, remark: "")
            try await planning.cancel(actor, campaign: first, reason: "已由联查覆盖")
            let cancelled = try await newest(bench, plan)
            #expect(cancelled.kind == .cancellation)
            #expect(cancelled.state == .waiting)
        }
    }

    @Test("2.3.12 a level above that is not here: its paper's number is entered", arguments: DatabaseKind.allCases)
    func outside(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let above = try Bench.actor(1, "230000")
            let plan = try await Planning(bench.house()).create(above, year: 2026, kind: .joint, title: nil)
            _ = try await Planning(bench.house()).add(above, plan: plan, try Bench.draft(items: ["G2"]))
            _ = try await Planning(bench.house()).report(
                above, plan: plan, version: try await bench.stored(plan).version)
            let report = try await newest(bench, plan)
            #expect(report.receiver == nil)
            let reporting = PlanReporting(try bench.house())
            let refused = await refusal { _ = try await reporting.receive(above, report: report.id, remark: "") }
            #expect(refused?.code == "plan.answer.receiver")
            let empty = await refusal { _ = try await reporting.enterReceipt(above, report: report.id, number: " ") }
            #expect(empty?.fields["number"] != nil)
            try await reporting.enterReceipt(above, report: report.id, number: "测〔2026〕1号")
            #expect(try await newest(bench, plan).receipt == "测〔2026〕1号")
            let (own, _) = try await bench.reported()
            let here = try await newest(bench, own)
            let inside = await refusal {
                _ = try await reporting.enterReceipt(try Bench.planner(), report: here.id, number: "1号")
            }
            #expect(inside?.code == "plan.receipt.here")
        }
    }

    @Test(
        "2.3.12 reminders: 15 and 3 days before, after the date, each once; a person once a day",
        arguments: DatabaseKind.allCases)
    func reminders(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            _ = try await bench.reported()
            // Joint plans are due on 31 January: three bureaus owe one. Internal ones on 31 March: two of three are left.
            #expect(try await PlanReminders(bench.house("2026-01-15")).run() == 0)
            #expect(try await PlanReminders(bench.house("2026-01-16")).run() == 3)
            #expect(try await PlanReminders(bench.house("2026-01-16")).run() == 0)
            #expect(try await PlanReminders(bench.house("2026-01-28")).run() == 3)
            #expect(try await PlanReminders(bench.house("2026-01-31")).run() == 0)
            #expect(try await PlanReminders(bench.house("2026-02-01")).run() == 3)
            #expect(try await PlanReminders(bench.house("2026-03-16")).run() == 2)
            let above = try Bench.province()
            let reporting = PlanReporting(try bench.house("2026-04-01"))
            try await reporting.remind(above, authority: 3, year: 2026, kind: .internal)
            let twice = await refusal { try await reporting.remind(above, authority: 3, year: 2026, kind: .internal) }
            #expect(twice?.code == "plan.remind.today")
            try await PlanReporting(bench.house("2026-04-02")).remind(above, authority: 3, year: 2026, kind: .internal)
            let done = await refusal { try await reporting.remind(above, authority: 2, year: 2026, kind: .internal) }
            #expect(done?.kind == .conflict)
            let own = await refusal { try await reporting.remind(above, authority: 1, year: 2026, kind: .internal) }
            #expect(own?.code == "plan.remind.self")
            let foreign = await refusal {
                try await reporting.remind(try Bench.planner(), authority: 3, year: 2026, kind: .internal)
            }
            #expect(foreign?.kind == .notFound)
            let owed = try await PlanReminders(bench.house("2026-04-02")).owed(try Bench.neighbour())
            #expect(owed.first { $0.kind == .internal }?.urgedAt?.day == (try Bench.day("2026-04-02")))
            #expect(owed.allSatisfy { $0.deadline.isOverdue })
            #expect(try await PlanReminders(bench.house("2026-01-02")).owed(try Bench.planner()).isEmpty)
        }
    }
}

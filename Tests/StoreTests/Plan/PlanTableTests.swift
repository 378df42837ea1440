import Database
import Documents
import Domain
import Foundation
import Store
import Testing

/// 年度计划 in and out by file.
@Suite struct PlanTableTests {
    typealias Bench = PlanBench

    private static let head =
        "年度,计划种类,任务编号,任务名称,抽查事项,抽查区域,开始日期,结束日期,检查方式,选派方式,每年次数,A类抽查,A类理由,C类抽查,C类理由\n"

    private static func row(
        _ title: String, items: String = "G1", region: String = "230102", from: String = "2026-03-01",
        times: String = "", a: String = "1%", c: String = "", plan: String = "内部抽查计划"
    ) -> String {
        "2026,\(plan),,\(title),\(items),\(region),\(from),2026-06-30,现场检查,全局内随机,\(times),\(a),,\(c),\n"
    }

    private static func house(_ bench: Bench) throws -> House {
        try bench.house(
            tables: LocalTableDesk(
                folder: FileManager.default.temporaryDirectory.appending(path: "plans-\(UUID().uuidString)").path()))
    }

    private func begin(_ bytes: [UInt8], _ name: String, _ house: House) async throws -> (
        id: Int64, job: ImportJob, refusals: [RowRefusal]
    ) {
        let flow = ImportFlow(house), actor = try Bench.planner()
        let id = try await flow.begin(.bytes(bytes), name: name, kind: .campaigns, dated: nil, by: actor)
        let job = try await flow.settle(id, for: actor, seconds: 300)
        return (id, job, try await flow.view(id, slice: Slice(), for: actor).refusals.rows)
    }

    @Test(
        "2.3.1 a plan's campaigns by file: all or nothing, each refusal at its column with the rule; out and in again unchanged",
        arguments: DatabaseKind.allCases)
    func file(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.subjects()
            let house = try Self.house(bench), actor = try Bench.planner(), flow = ImportFlow(house)
            let plan = try await bench.plan()
            let bad = try await begin(
                Array(
                    (Self.head + Self.row("甲") + Self.row("乙", items: "没有") + Self.row("丙", region: "230103")
                        + Self.row("丁", from: "2025-03-01") + Self.row("戊", a: "一半") + Self.row("己", plan: "部门联合抽查计划"))
                        .utf8), "计划.csv", house)
            #expect(bad.job.finding?.counts == ImportCounts(total: 6, inserted: 1, refused: 5), "\(bad.job)")
            #expect(bad.refusals.map(\.row) == [2, 3, 4, 5, 6])
            #expect(bad.refusals.map(\.field) == ["抽查事项", "抽查区域", "开始日期", "A类抽查", "计划种类"])
            #expect(bad.refusals.first?.reason.contains("2.2.1") == true)
            await #expect(throws: Problem(.refused, "import.all-or-nothing", "")) {
                try await flow.confirm(bad.id, mode: .goodRows, by: actor)
            }
            #expect(try await bench.number("SELECT COUNT(*) FROM plan_campaign") == 0)
            let good = try await begin(
                Array((Self.head + Self.row("甲") + Self.row("乙", items: "G1、G2", times: "2", a: "", c: "30%")).utf8),
                "计划.csv",
                house)
            #expect(good.job.finding?.counts == ImportCounts(total: 2, inserted: 2), "\(good.refusals)")
            try await flow.confirm(good.id, mode: .allOrNothing, by: actor)
            let done = try await flow.settle(good.id, for: actor, seconds: 300)
            #expect(done.state == .done, "\(done.problem ?? "")")
            // One of them is drawn twice: two rounds.
            #expect(try await bench.number("SELECT COUNT(*) FROM plan_campaign") == 3)
            let (table, _) = try await PlanTable(house).workbook(plan, for: actor)
            var bytes: [UInt8] = []
            while case let piece = try table.next(), !piece.isEmpty { bytes += piece }
            let out = try await begin(bytes, "任务表.xlsx", house)
            #expect(out.job.finding?.counts == ImportCounts(total: 3, unchanged: 3), "\(out.refusals)")
            let before = try await house.storage.read { try $0.plans.campaigns(plan: plan) }
            // Changed by its number; the others stay.
            let number = try #require(before.first).number
            let changed = try await begin(
                Array((Self.head + Self.row("甲改").replacing("内部抽查计划,,", with: "内部抽查计划,\(number),")).utf8), "改.csv",
                house)
            #expect(changed.job.finding?.counts == ImportCounts(total: 1, updated: 1), "\(changed.refusals)")
            try await flow.confirm(changed.id, mode: .allOrNothing, by: actor)
            _ = try await flow.settle(changed.id, for: actor, seconds: 300)
            #expect(try await house.storage.read { try $0.plans.campaigns(plan: plan) }.first?.title == "甲改")
        }
    }
}

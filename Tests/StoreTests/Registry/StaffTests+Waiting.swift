import Database
import Domain
import Testing
import World

/// Vacancies that a change of staff should open and cannot: each has an owner and a way out.
extension StaffTests {
    @Test(
        "2.2.9 a refused replacement of somebody who left stays with the drawers, and is asked again when its reason is gone",
        arguments: DatabaseKind.allCases)
    func refusedReplacement(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.drawn()
            let house = world.house, planner = try world.own.person(.planner)
            let (visit, leaver) = try await Self.officer(world, world.own.openVisit)
            let others = world.own.officers.keys.filter { one in !visit.officers.contains { $0.inspector == one } }
            let second = try await world.person([.drawer], username: "second-drawer")
            // Everybody else is away: nobody can come in.
            let today = house.clock.today
            for other in others {
                _ = try await Leaving(house).add(
                    .init(kind: .annual, from: today, until: today.advanced(by: 5), note: ""), inspector: other,
                    by: planner, submission: nil)
            }
            _ = try await Moving(house).register(
                .init(kind: .retirement, effectiveOn: today), inspector: leaver.id, by: planner)
            func request() async throws -> Vacancy? {
                try await Self.vacancies(world, of: leaver.id).first { $0.visit == visit.id && $0.state == .open }
            }
            func line() async throws -> VacatedVisit? {
                try await Moving(house).overview(slice: Slice(), for: planner).visits.rows.first {
                    $0.visit == visit.id
                }
            }
            let first = try #require(try await request())
            #expect(try await line()?.state == .asked)
            let nobody = await refusal {
                _ = try await Vacancies(house).approve(
                    second, vacancy: first.id, value: String(repeating: "7", count: 64))
            }
            #expect(nobody?.code == "vacancy.nobody")
            _ = try await Vacancies(house).refuse(second, vacancy: first.id, reason: "暂无人可派（虚构）")
            #expect(try await line()?.state == .waiting)
            #expect(try await DayRoll(house).run().waiting == 1)
            #expect(try await line()?.why.contains("没有人可以接替") == true)
            #expect(try await line()?.why.contains("暂无人可派（虚构）") == true)
            #expect(try await Moving(house).waiting(second) == 1)
            // Nothing changed, nothing is written.
            let size = try await house.storage.read { try $0.ledger.size() }
            #expect(try await DayRoll(house).run().waiting == 0)
            #expect(try await house.storage.read { try $0.ledger.size() } == size)
            // The others are back: the reason is gone, and it is asked again.
            world.clock.advance(seconds: 6 * 86_400)
            #expect(try await DayRoll(house).run().vacancies == 1)
            let again = try #require(try await request())
            #expect(try await line()?.state == .asked)
            // Refused although somebody could come in: a person's decision, listed, not asked again.
            _ = try await Vacancies(house).refuse(second, vacancy: again.id, reason: "已经上门（虚构）")
            #expect(try await DayRoll(house).run().waiting == 1)
            #expect(try await DayRoll(house).run().vacancies == 0)
            #expect(try await line()?.state == .waiting)
            #expect(try await line()?.why.contains("重新申请换人") == true)
            // The way out is a person's request; then the line is settled.
            _ = try await Vacancies(house).report(
                try world.own.person(.drawer), visit: visit.id,
                .init(inspectors: [leaver.id], reason: .transfer, note: "退休（虚构）"))
            let last = try #require(try await request())
            _ = try await Vacancies(house).approve(second, vacancy: last.id, value: String(repeating: "7", count: 64))
            #expect(try await line()?.state == .settled)
            #expect(try await Moving(house).waiting(second) == 0)
        }
    }

    @Test(
        "2.2.9 a change without an account has an owner and a way out; who comes back takes the line along",
        arguments: DatabaseKind.allCases)
    func commandLine(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.drawn()
            let house = world.house, planner = try world.own.person(.planner), region = world.own.region.text
            let (visit, leaver) = try await Self.officer(world, world.own.openVisit)
            func file(_ status: String) -> String {
                "工号,姓名,机关代码,监管所,执法证编号,有效期起,有效期止,是否辅助,专长,回避,容量,状态\n"
                    + "\(leaver.code),\(leaver.name),\(region)-scjg,虚构所,证1,2024-01-01,2028-12-31,否,,,40,\(status)\n"
            }
            let open = try await house.storage.read { try $0.inspections.openVisitIDs(inspector: leaver.id) }
            _ = try await InspectorImport(house).apply(try world.table(file("退休"), "人员.csv"), actor: nil)
            let drawer = try world.own.person(.drawer)
            #expect(try await Self.vacancies(world, of: leaver.id).isEmpty)
            #expect(try await Moving(house).waiting(drawer) == open.count)
            #expect(try await Moving(house).waiting(try world.foreign.person(.drawer)) == 0)
            let rows = try await Moving(house).overview(slice: Slice(), for: drawer).visits.rows
            #expect(rows.allSatisfy { $0.state == .waiting && $0.why.contains("申请换人") && !$0.authorityName.isEmpty })
            _ = try await Vacancies(house).report(
                drawer, visit: visit.id, .init(inspectors: [leaver.id], reason: .transfer, note: "退休（虚构）"))
            #expect(try await Moving(house).waiting(drawer) == open.count - 1)
            _ = try await Vacancies(house).approve(
                try await world.person([.drawer], username: "second-drawer"),
                vacancy: try #require(try await Self.vacancies(world, of: leaver.id).first).id,
                value: String(repeating: "7", count: 64))
            #expect(try await Moving(house).waiting(drawer) == open.count - 1)
            // Back in service: the day takes the lines away.
            _ = try await Moving(house).register(
                .init(kind: .back, effectiveOn: house.clock.today), inspector: leaver.id, by: planner)
            _ = try await DayRoll(house).run()
            #expect(try await Moving(house).waiting(drawer) == 0)
        }
    }
}

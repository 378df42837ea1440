import Database
import Domain
import Testing
import World

@Suite("Changes of staff, relations") struct StaffTests {
    static func officer(_ world: World, _ visit: Int64) async throws -> (Visit, Inspector) {
        try await world.house.storage.read { stores in
            let visit = try #require(try stores.inspections.visit(id: visit))
            let first = try #require(visit.officers.first?.inspector)
            return (visit, try #require(try stores.registry.inspector(id: first)))
        }
    }

    static func vacancies(_ world: World, of inspector: Int64) async throws -> [Vacancy] {
        try await world.house.storage.read { stores in
            try stores.draws.vacancies(
                region: world.own.region, department: nil, states: [], slice: Slice(size: 200)
            ).rows.filter { $0.officers.contains { $0.inspector == inspector } }
        }
    }

    @Test(
        "2.2.9 a retirement takes effect on its day, also when the server was off, and open visits become vacancies",
        arguments: DatabaseKind.allCases)
    func retirement(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.drawn()
            let house = world.house, planner = try world.own.person(.planner)
            let (visit, leaver) = try await Self.officer(world, world.own.openVisit)
            let open = try await house.storage.read { try $0.inspections.openVisitIDs(inspector: leaver.id) }
            let last = house.clock.today.advanced(by: 3)
            _ = try await Moving(house).register(
                .init(kind: .retirement, effectiveOn: last, document: "虚构人社〔2026〕1号"), inspector: leaver.id,
                by: planner,
                submission: "m1")
            var report = try await DayRoll(house).run()
            #expect(report.moves == 0 && report.vacancies == 0)
            #expect(try await Self.vacancies(world, of: leaver.id).isEmpty)
            // Two days more than its day: the server was off.
            world.clock.advance(seconds: 5 * 86_400)
            report = try await DayRoll(house).run()
            #expect(report.moves == 1 && report.vacancies == open.count && report.problems.isEmpty)
            let found = try await Self.vacancies(world, of: leaver.id)
            #expect(
                Set(found.map(\.visit)) == Set(open) && found.allSatisfy { $0.reason == .transfer && $0.state == .open }
            )
            let now = try await house.storage.read { try $0.registry.inspector(id: leaver.id) }
            #expect(now?.status == .left)
            let again = try await DayRoll(house).run()
            #expect(again.moves == 0 && again.vacancies == 0 && again.waiting == 0)
            // The drawer lets chance fill the place through the mechanism of 3.5.2.
            let vacancy = try #require(found.first { $0.visit == visit.id })
            _ = try await Vacancies(house).approve(
                try world.own.person(.drawer), vacancy: vacancy.id, value: String(repeating: "7", count: 64))
            let team = try await Self.officer(world, visit.id).0.officers.map(\.inspector)
            #expect(!team.contains(leaver.id) && team.count == visit.officers.count)
        }
    }

    @Test(
        "2.2.9 a transfer frees the visits of the old authority; what cannot be opened waits and is tried again",
        arguments: DatabaseKind.allCases)
    func transfer(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.drawn()
            let house = world.house, planner = try world.own.person(.planner)
            let (visit, leaver) = try await Self.officer(world, world.own.openVisit)
            let other = try #require(visit.officers.last?.inspector)
            _ = try await Vacancies(house).report(
                try world.own.person(.drawer), visit: visit.id,
                .init(inspectors: [other], reason: .illness, note: "虚构"))
            let open = try await house.storage.read { try $0.inspections.openVisitIDs(inspector: leaver.id) }
            _ = try await Moving(house).register(
                .init(kind: .transfer, effectiveOn: house.clock.today, toAuthority: world.foreign.authority),
                inspector: leaver.id, by: planner)
            #expect(try await Self.vacancies(world, of: leaver.id).count == open.count - 1)
            var overview = try await Moving(house).overview(slice: Slice(), for: planner)
            #expect(overview.visits.rows.filter { $0.state == .waiting }.map(\.visit) == [visit.id])
            #expect(
                try await house.storage.read { try $0.registry.inspector(id: leaver.id) }?.region
                    == world.foreign.region)
            // Nothing changed, nothing is written; then the way is free.
            let size = try await house.storage.read { try $0.ledger.size() }
            _ = try await DayRoll(house).run()
            #expect(try await house.storage.read { try $0.ledger.size() } == size)
            let first = try #require(try await Self.vacancies(world, of: other).first)
            _ = try await Vacancies(house).refuse(
                try await world.person([.drawer], username: "second-drawer"), vacancy: first.id, reason: "已康复（虚构）")
            #expect(try await DayRoll(house).run().vacancies == 1)
            overview = try await Moving(house).overview(slice: Slice(), for: planner)
            #expect(overview.waiting == 0)
            #expect(try await Self.vacancies(world, of: leaver.id).count == open.count)
        }
    }

    @Test("2.2.9 an import that says somebody left is a change like any other", arguments: DatabaseKind.allCases)
    func imported(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.drawn()
            let (_, leaver) = try await Self.officer(world, world.own.openVisit)
            let region = world.own.region.text
            let text =
                "工号,姓名,机关代码,监管所,执法证编号,有效期起,有效期止,是否辅助,专长,回避,容量,状态\n"
                + "\(leaver.code),\(leaver.name),\(region)-scjg,虚构所,证1,2024-01-01,2028-12-31,否,,,40,退休\n"
            let open = try await world.house.storage.read { try $0.inspections.openVisitIDs(inspector: leaver.id) }
            _ = try await InspectorImport(world.house).apply(
                try world.table(text, "人员.csv"), actor: try world.own.person(.planner))
            #expect(try await Self.vacancies(world, of: leaver.id).count == open.count)
            // A foreign county cannot pull somebody over by a file.
            let pulled = text.replacing("\(region)-scjg", with: "\(world.foreign.region.text)-scjg")
            let outcome = try await InspectorImport(world.house).apply(
                try world.table(pulled, "人员.csv"), actor: try world.foreign.person(.planner))
            #expect(outcome.counts.refused == 1)
        }
    }

    @Test(
        "2.1.1 a relation bars every subject it names, from its day on, and its person is kept sealed",
        arguments: DatabaseKind.allCases)
    func relation(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.drawn()
            let house = world.house, planner = try world.own.person(.planner)
            let (visit, officer) = try await Self.officer(world, world.own.openVisit)
            let subject = try #require(try await house.storage.read { try $0.registry.subject(id: visit.subject) })
            let second = World.identifier(777, region: world.own.region.text)
            let from = house.clock.today.advanced(by: 2)
            let draft = Recusing.Draft(
                kind: .relation, target: "\(subject.identifier)，\(second)", reason: "配偶任法定代表人（虚构）", from: from,
                until: nil,
                relation: .spouse, person: "虚构某")
            _ = try await Recusing(house).add(draft, inspector: officer.id, by: planner, submission: nil)
            let now = try #require(try await house.storage.read { try $0.registry.inspector(id: officer.id) })
            #expect(
                now.recusals.map(\.kind) == [.relation, .relation] && now.recusals.allSatisfy { $0.relation == .spouse }
            )
            #expect(!now.isRecused(from: subject, on: house.clock.today) && now.isRecused(from: subject, on: from))
            #expect(try await Self.vacancies(world, of: officer.id).isEmpty)
            world.clock.advance(seconds: 2 * 86_400)
            #expect(try await DayRoll(house).run().vacancies == 1)
            let vacancy = try #require(try await Self.vacancies(world, of: officer.id).first)
            #expect(vacancy.reason == .recusal && vacancy.visit == visit.id)
            // As long as the relation stands, the drawer cannot send this person there.
            let stands = await refusal {
                _ = try await Vacancies(house).refuse(
                    try world.own.person(.drawer), vacancy: vacancy.id, reason: "不同意")
            }
            #expect(stands?.code == "vacancy.recusal-stands")
            let rows = try await world.database.read {
                try $0.rows("SELECT owner, sealed FROM registry_personal").map {
                    (try $0.text("owner"), try $0.bytesOrNil("sealed") ?? [])
                }
            }
            #expect(rows.count == 2 && rows.allSatisfy { !String(decoding: $0.1, as: UTF8.self).contains("虚构某") })
            let bad = Recusing.Draft(
                kind: .relation, target: subject.identifier, reason: "x", from: from, until: nil)
            #expect(
                await refusal {
                    _ = try await Recusing(house).add(bad, inspector: officer.id, by: planner, submission: nil)
                }?.code == "recusal.relation")
        }
    }

    @Test(
        "2.2.8, 2.2.9 people are added and changed on pages: auxiliary without certificate, expertise, capacity, qualifications",
        arguments: DatabaseKind.allCases)
    func keeping(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.registered()
            let keeping = InspectorKeeping(world.house), planner = try world.own.person(.planner)
            var draft = InspectorKeeping.Draft(
                code: "F-1", name: "虚构新", authority: world.own.authority, station: nil, certificate: nil,
                isAuxiliary: false, post: "聘用", capacity: 10, expertise: [])
            // Without a certificate one is admitted as auxiliary only.
            #expect(await refusal { _ = try await keeping.add(draft, by: planner) }?.clause == "2.2.8")
            draft.isAuxiliary = true
            let done = try await keeping.add(draft, by: planner, submission: "k1")
            let id = try #require(Int64(done.location.split(separator: "/").last ?? ""))
            let today = world.house.clock.today
            var one = try #require(try await world.house.storage.read { try $0.registry.inspector(id: id) })
            #expect(one.isAuxiliary && !one.isCertified(on: today))
            draft.expertise = ["catering"]
            draft.capacity = 12
            _ = try await keeping.revise(draft, inspector: id, by: planner)
            one = try #require(try await world.house.storage.read { try $0.registry.inspector(id: id) })
            #expect(one.expertise == ["catering"] && one.capacity == 12)
            _ = try await keeping.addQualification(
                kind: "特种设备安全检查员", number: "虚构1", from: today, until: today.advanced(by: 30), inspector: id, by: planner
            )
            let held = try await world.house.storage.read { try $0.staff.qualifications(inspector: id) }
            #expect(held.map(\.kind) == ["特种设备安全检查员"] && held[0].isValid(on: today))
            _ = try await keeping.endQualification(held[0].id, inspector: id, by: planner)
            let ended = try await world.house.storage.read { try $0.staff.qualifications(inspector: id) }
            #expect(ended.count == 1 && !ended[0].isValid(on: today))
            // A certificate has one holder.
            draft.certificate = try #require(
                try await world.house.storage.read { stores in
                    try stores.registry.inspectors(authority: world.own.authority).compactMap(\.certificate).first
                })
            let taken = draft
            #expect(
                await refusal { _ = try await keeping.revise(taken, inspector: id, by: planner) }?.fields["number"]
                    != nil)
            draft.certificate = nil
            let foreign = try world.foreign.person(.planner)
            #expect(
                await refusal { _ = try await keeping.revise(draft, inspector: id, by: foreign) }?.kind == .notFound)
        }
    }
}

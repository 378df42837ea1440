import Domain
import Store
import Testing
import VerifiableDraw
import World

@testable import Database

/// One draw and one visit of several departments, and of several cities.
@Suite struct JointDrawTests {
    private static func day(_ text: String) throws -> Day { try #require(Day(text)) }

    private static func accepted(_ bench: DrawBench) async throws {
        let joint = JointPlanning(bench.house)
        _ = try await joint.invite(
            DrawBench.planner(), campaign: 4, authorities: [10], answerBy: try day("2026-06-10"))
        let part = try #require(try await bench.house.storage.read { try $0.plans.parts(campaign: 4).first })
        _ = try await joint.answer(DrawBench.fire(), part: part.id, accepts: true, reason: "", matter: "消防安全")
        try await bench.reportJoint()
    }

    private static func verify(_ bench: DrawBench, _ id: Int64) async throws {
        let (record, _, bytes) = try await bench.published(id)
        let population = try bytes.withUnsafeBytes { try Population(utf8: $0) }
        #expect(CeremonyVerifier.verify(record: record, population: population).firstFailure == nil)
    }

    @Test(
        "5.1.3 one visit has certified people of every department, each with its own inspection; verified outside",
        arguments: DatabaseKind.allCases)
    func oneVisit(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            try await bench.joining(kind)
            try await Self.accepted(bench)
            let id = try await bench.drawn([4])
            try await Self.verify(bench, id)
            let visits = try await bench.house.storage.read { stores in
                try stores.inspections.visits(VisitFilter(campaign: 4, progress: .all), slice: Slice(size: 200)).rows
                    .compactMap { try stores.inspections.visit(id: $0.id) }
            }
            #expect(visits.count > 5)
            for visit in visits {
                #expect(visit.officers.map(\.department) == ["scjg", "scjg", "xf", "xf"])
                #expect(visit.joined == ["xf"])
                let own = try await bench.house.storage.read { try $0.inspections.inspections(visit: visit.id) }
                #expect(own.map(\.item) == ["S-001", "L:xf"] && own.map(\.department) == [nil, "xf"])
            }
            try await Self.noticeNamesBooklet(bench, visit: try #require(visits.first).id)
        }
    }

    /// 5.1.2: the notice hands over the booklet of the trade, once one is published.
    private static func noticeNamesBooklet(_ bench: DrawBench, visit: Int64) async throws {
        let officer = try DrawBench.actor(1, [.drawer, .inspector])
        _ = try await bench.database.write { connection in
            try connection.execute("INSERT INTO plan_joint (campaign_id, joint_code) VALUES (4, 'J09')")
        }
        #expect(try await Notices(bench.house).notice(officer, visit: visit).booklets.isEmpty)
        _ = try await bench.database.write { connection in
            try connection.execute(
                """
                INSERT INTO publication_booklet (code, edition, trade, published_on, sha256, body)
                VALUES ('J09', 1, '测试行业', '2026-06-01', '0',
                    '{"code":"J09","trade":"测试行业","matter":"","subjects":"","level":"","basis":"","isSample":true,"parts":[],"items":[],"jointVersion":1,"itemsVersion":1}')
                """)
        }
        let told = try await Notices(bench.house).notice(officer, visit: visit).booklets
        #expect(told.map(\.code) == ["J09"] && told.map(\.trade) == ["测试行业"])
    }

    @Test(
        "5.1.3 2.4.2 each department enters, reviews and publishes its own, and nobody else's",
        arguments: DatabaseKind.allCases)
    func ownResults(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            try await bench.joining(kind)
            try await Self.accepted(bench)
            _ = try await bench.drawn([4])
            let (visit, sheets) = try await bench.house.storage.read { stores in
                let first = try stores.inspections.visits(VisitFilter(campaign: 4), slice: .one).rows.first
                let visit = try #require(try stores.inspections.visit(id: first?.id ?? 0))
                return (visit, try stores.inspections.inspections(visit: visit.id))
            }
            let market = try DrawBench.officer(visit.officers[0].inspector)
            let fire = try DrawBench.officer(visit.officers[2].inspector)
            let draft = InspectionDraft(answers: [:], outcome: "no-problem", inspectedOn: bench.house.clock.today)
            let inspecting = Inspecting(bench.house)
            func sign(_ place: Int, _ actor: Actor) async throws {
                _ = try await inspecting.sign(
                    draft, inspection: sheets[place].id, version: sheets[place].version, actor: actor, submission: nil)
            }
            for (place, actor) in [(1, market), (0, fire)] {
                let wrong = await refusal { try await sign(place, actor) }
                #expect(wrong?.code == "inspection.department" && wrong?.clause == "2.4.2")
            }
            #expect(await refusal { try await sign(1, market) }?.message.contains("消防救援") == true)
            try await sign(0, market)
            try await sign(1, fire)
            // The visit stands in both departments' lists; each reviews its own.
            let reviewer = try DrawBench.fire([.reviewer], account: 23)
            #expect(try await inspecting.visits(reviewer, progress: .all).total > 0)
            #expect(try await Reviewing(bench.house).queue(reviewer).rows.map(\.item) == ["L:xf"])
            #expect(try await inspecting.visit(visit.id, actor: reviewer).inspections.last?.departmentName == "消防救援")
            let foreign = try DrawBench.actor(27, [.reviewer])
            #expect(try await Reviewing(bench.house).queue(foreign).rows.map(\.item) == ["S-001"])
            let version = sheets[1].version + 1
            #expect(
                await refusal {
                    _ = try await Reviewing(bench.house).approve(
                        inspection: sheets[1].id, version: version, actor: foreign, submission: nil)
                }?.kind == .notFound)
            _ = try await Reviewing(bench.house).approve(
                inspection: sheets[1].id, version: version, actor: reviewer, submission: nil)
            let today = bench.house.clock.today
            let ready = try await bench.house.storage.read {
                try $0.publication.publicationCase(inspection: sheets[1].id, on: today)
            }
            #expect(ready?.department == "xf" && ready?.authorityName == "哈尔滨市消防救援支队")
            #expect(ready?.matter == "消防安全")
            // Who has what left is told by authority, and can be urged once a day (2.4.6).
            let lines = try await bench.house.storage.read { try $0.plans.progress(joint: 4) }
            #expect(Set(lines.map(\.authority)) == [1, 10] && lines.allSatisfy { $0.signed == 1 && $0.disclosed == 0 })
            let joint = JointPlanning(bench.house)
            try await joint.urge(DrawBench.planner(), campaign: 4, authority: 10)
            #expect(
                await refusal { try await joint.urge(DrawBench.planner(), campaign: 4, authority: 10) }?.code
                    == "joint.urge.today")
            #expect(try await joint.urged(DrawBench.fire()).map(\.campaign) == [4])
            #expect(
                await refusal { try await joint.urge(DrawBench.stranger(), campaign: 4, authority: 10) }?.kind
                    == .notFound)
        }
    }

    @Test(
        "3.5.2 5.1.3 who leaves a joint visit is replaced from the own department, and the record verifies",
        arguments: DatabaseKind.allCases)
    func replaced(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            try await bench.joining(kind)
            try await Self.accepted(bench)
            let id = try await bench.drawn([4])
            let visit = try await VacancyTests.visit(bench)
            let (market, fire) = (visit.officers[0].inspector, visit.officers[2].inspector)
            let vacancies = Vacancies(bench.house)
            let fireReviewer = try DrawBench.fire([.reviewer], account: 23)
            let foreign = await refusal {
                _ = try await vacancies.report(
                    fireReviewer, visit: visit.id, .init(inspectors: [market], reason: .illness, note: "住院"))
            }
            #expect(foreign?.code == "vacancy.department")
            _ = try await vacancies.report(
                fireReviewer, visit: visit.id, .init(inspectors: [fire], reason: .illness, note: "住院"))
            let vacancy = try await VacancyTests.open(bench, visit)
            _ = try await vacancies.approve(VacancyTests.approver(), vacancy: vacancy.id, value: VacancyTests.value)
            let now = try #require(try await bench.house.storage.read { try $0.inspections.visit(id: visit.id) })
            #expect(now.officers.map(\.department) == ["scjg", "scjg", "xf", "xf"])
            #expect(now.officer(fire) == nil && now.officer(market) != nil)
            try await Self.verify(bench, id)
        }
    }

    @Test("5.1.3 a shortage names the department that is short", arguments: DatabaseKind.allCases)
    func shortage(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            try await bench.joining(kind, inspectors: 1)
            try await Self.accepted(bench)
            let id = try await bench.toDraw([4])
            let short = await refusal { _ = try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: id) }
            #expect(short?.code == "draw.staffing")
            #expect(short?.message.contains("哈尔滨市消防救援支队") == true)
            #expect(short?.message.contains("机关230100") == false)
            #expect(short?.remedy?.contains("哈尔滨市消防救援支队增加") == true)
        }
    }

    @Test(
        "5.4.1 allies draw over one population with one pool; each has consented, recusals hold across cities",
        arguments: DatabaseKind.allCases)
    func allies(_ kind: DatabaseKind) async throws {
        var variation = DrawBench.Variation()
        variation.recusals = [(1, "region", "230200"), (8, "region", "230100")]
        try await DrawBench.with(kind, variation) { bench async throws in
            try await bench.allied(kind)
            let joint = JointPlanning(bench.house)
            _ = try await joint.ally(
                DrawBench.planner(), campaign: 4, alliance: 1, answerBy: try Self.day("2026-06-10"))
            let part = try #require(try await bench.house.storage.read { try $0.plans.parts(campaign: 4).first })
            #expect(part.kind == .ally && part.authority == 4)
            // Consent is the ally's own, and until then neither its subjects nor its people are in.
            #expect(
                await refusal {
                    _ = try await joint.answer(DrawBench.planner(), part: part.id, accepts: true, reason: "")
                }?
                .code == "joint.answer.who")
            let before = try await bench.house.storage.read { try $0.plans.campaign(id: 4)?.regions.map(\.text) }
            #expect(before == ["230100"])
            #expect(await refusal { try await bench.reportJoint() }?.code == "joint.unanswered")
            _ = try await joint.answer(DrawBench.ally(), part: part.id, accepts: true, reason: "")
            let after = try await bench.house.storage.read { try $0.plans.campaign(id: 4)?.regions.map(\.text) }
            #expect(after == ["230100", "230200"])
            #expect(try await bench.house.storage.read { try $0.staff.alliance(id: 1)?.campaigns } == [4])
            try await bench.reportJoint()
            let id = try await bench.drawn([4])
            try await Self.verify(bench, id)
            let rows = try await bench.rows(
                """
                SELECT v.region_code AS region, v.authority_id AS authority, x.inspector_id AS inspector,
                    p.authority_id AS own
                FROM inspection_visit v JOIN inspection_visit_inspector x ON x.visit_id = v.id
                JOIN registry_inspector p ON p.id = x.inspector_id WHERE v.ceremony_id = \(id)
                """
            ).map {
                (try $0.text("region"), try $0.int("authority"), try $0.int("inspector"), try $0.int("own"))
            }
            // Both cities are drawn, each visit is the own city's, and people cross.
            #expect(rows.contains { $0.0 == "230200" } && rows.contains { $0.0 != "230200" })
            #expect(rows.allSatisfy { ($0.0 == "230200") == ($0.1 == 4) })
            #expect(rows.contains { $0.1 == 4 && $0.3 == 1 } && rows.contains { $0.1 != 4 && $0.3 == 4 })
            #expect(!rows.contains { $0.0 == "230200" && $0.2 == 1 })
            #expect(!rows.contains { $0.0 != "230200" && $0.2 == 8 })
        }
    }
}

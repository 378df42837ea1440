import Database
import Domain
import Testing
import World

@Suite("Institutions, joint-meeting members, alliances") struct InstitutionTests {
    private func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch let problem as Problem {
            return problem.code
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "3.2.2 a commission needs a qualification over its whole period, and is judged once",
        arguments: DatabaseKind.allCases)
    func institutions(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.drawn()
            let institutions = Institutions(world.house), planner = try world.own.person(.planner)
            let today = world.house.clock.today
            let draft = Institutions.Draft(
                code: World.identifier(901, region: world.own.region.text), name: "虚构检测", region: world.own.region,
                fields: "食品检验")
            let done = try await institutions.save(draft, id: nil, by: planner, submission: "i1")
            let id = try #require(Int64(done.location.split(separator: "/").last ?? ""))
            func commission(_ days: Int) async throws {
                _ = try await institutions.commission(
                    institution: id, campaign: world.own.campaign, visit: world.own.openVisit, matter: "抽样检验",
                    document: "虚构委〔2026〕1号", starts: today, ends: today.advanced(by: days), by: planner)
            }
            #expect(await code { try await commission(10) } == "institution.qualification")
            _ = try await institutions.addQualification(
                InstitutionQualification(
                    kind: "检验检测机构资质认定", number: "虚构1", issuer: "", from: today.advanced(by: -10),
                    until: today.advanced(by: 20)), institution: id, by: planner)
            #expect(await code { try await commission(30) } == "institution.qualification")
            try await commission(10)
            var dossier = try await institutions.dossier(id, slice: Slice(), for: planner)
            #expect(dossier.commissions.rows.map(\.visit) == [world.own.openVisit])
            #expect(dossier.institution.state(on: today, soonDays: 60) == .expiring)
            let one = try #require(dossier.commissions.rows.first)
            let poor = Commission.Evaluation(quality: 2, timeliness: 5, conduct: 5, words: "")
            #expect(await code { _ = try await institutions.evaluate(one.id, poor, by: planner) } == "commission.form")
            let good = Commission.Evaluation(quality: 4, timeliness: 5, conduct: 5, words: "")
            let foreign = try world.foreign.person(.planner)
            #expect(await code { _ = try await institutions.evaluate(one.id, good, by: foreign) } == "not-found")
            _ = try await institutions.evaluate(one.id, good, by: planner)
            #expect(await code { _ = try await institutions.evaluate(one.id, good, by: planner) } == "moved-on")
            dossier = try await institutions.dossier(id, slice: Slice(), for: planner)
            #expect(dossier.mean?.mean == 466 && dossier.mean?.count == 1)
            // Others see the institution, not what it did elsewhere.
            #expect(try await institutions.dossier(id, slice: Slice(), for: foreign).commissions.rows.isEmpty)
            #expect(await code { _ = try await institutions.save(draft, id: id, by: foreign) } == "not-found")
            world.clock.advance(seconds: 30 * 86_400)
            #expect(
                try await institutions.dossier(id, slice: Slice(), for: planner).institution.state(
                    on: world.house.clock.today, soonDays: 60) == .expired)
        }
    }

    @Test(
        "6.1.1 who was in office on any day can be read; a change ends one term and begins another",
        arguments: DatabaseKind.allCases)
    func meeting(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.registered()
            let keeping = MeetingKeeping(world.house), planner = try world.own.person(.planner)
            let today = world.house.clock.today
            func member(_ person: String, from: Day) -> MeetingMember {
                MeetingMember(
                    id: 0, region: world.own.region, unit: "虚构生态环境局", person: person, duty: "副局长", role: .member,
                    from: from,
                    until: nil, document: "虚构函〔2026〕1号", endReason: "")
            }
            let start = today.advanced(by: -100), change = today.advanced(by: -10)
            _ = try await keeping.add(member("虚构甲", from: start), replacing: nil, by: planner, submission: "j1")
            #expect(
                await code { _ = try await keeping.add(member("虚构甲", from: start), replacing: nil, by: planner) }
                    == "meeting.twice")
            let first = try #require(try await keeping.list(region: world.own.region, for: planner).members.first)
            _ = try await keeping.add(member("虚构乙", from: change), replacing: first.id, by: planner)
            let members = try await keeping.list(region: world.own.region, for: planner).members
            #expect(members.filter { $0.isInOffice(on: change.advanced(by: -1)) }.map(\.person) == ["虚构甲"])
            #expect(members.filter { $0.isInOffice(on: change) }.map(\.person) == ["虚构乙"])
            let second = try #require(members.last)
            _ = try await keeping.end(second.id, on: today, reason: "单位职能调整", by: planner)
            let left = try await keeping.list(region: world.own.region, for: planner).members
            #expect(left.count == 2 && left.allSatisfy { !$0.isInOffice(on: today.advanced(by: 1)) })
            let foreign = try world.foreign.person(.planner)
            #expect(
                await code { _ = try await keeping.add(member("虚构丙", from: today), replacing: nil, by: foreign) }
                    == "not-found")
        }
    }

    @Test(
        "5.4.1 allies read each other's libraries for the campaigns they named, while all agree",
        arguments: DatabaseKind.allCases)
    func alliance(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.planned()
            let allying = Allying(world.house)
            let own = try world.own.person(.planner), foreign = try world.foreign.person(.planner)
            let today = world.house.clock.today
            let regions = [world.own.region, world.foreign.region]
            #expect(
                await code {
                    _ = try await allying.propose(
                        name: "虚构联合", document: "虚构1号", hash: "", starts: today, ends: today.advanced(by: 90),
                        regions: [world.own.region], by: own)
                } == "alliance.form")
            let done = try await allying.propose(
                name: "虚构联合", document: "虚构1号", hash: "", starts: today, ends: today.advanced(by: 90), regions: regions,
                by: own)
            let id = try #require(Int64(done.location.split(separator: "/").last ?? ""))
            func read(_ actor: Actor, _ region: RegionCode) async throws -> Allying.MemberView {
                try await allying.shared(
                    id, campaign: world.own.nextCampaign, region: region, inspectors: Slice(), subjects: Slice(),
                    for: actor)
            }
            #expect(
                await code { _ = try await allying.share(id, campaign: world.own.nextCampaign, by: own) }
                    == "alliance.not-in-force")
            _ = try await allying.confirm(id, by: foreign)
            #expect(await code { _ = try await read(foreign, world.own.region) } == "not-found")
            #expect(
                await code { _ = try await allying.share(id, campaign: world.own.nextCampaign, by: foreign) }
                    == "alliance.campaign")
            _ = try await allying.share(id, campaign: world.own.nextCampaign, by: own)
            let shared = try await read(foreign, world.own.region)
            #expect(shared.inspectors.rows.allSatisfy { $0.region == world.own.region } && shared.inspectors.total == 6)
            #expect(shared.subjects.total == 40 && Set(shared.subjects.rows.map(\.id)) == Set(world.own.subjects))
            #expect(try await read(own, world.foreign.region).subjects.total == 40)
            _ = try await allying.end(id, by: foreign)
            #expect(await code { _ = try await read(foreign, world.own.region) } == "alliance.not-in-force")
        }
    }
}

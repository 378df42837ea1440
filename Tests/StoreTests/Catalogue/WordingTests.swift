import Database
import Domain
import Testing
import World

/// Everything names an item as it reads on the day (decision 0009): a version that takes effect tomorrow shows nowhere today.
@Suite("Wordings in force, and items that were retired") struct WordingTests {
    private static func notice(_ day: Day) -> VersionNotice {
        VersionNotice(effectiveFrom: day, reason: "虚构调整", basis: "虚构文件")
    }

    private static func revise(_ world: World, _ code: String, matter: String, from day: Day) async throws -> Item {
        let old = try #require(
            try await world.house.storage.read { try $0.catalogue.item(code, on: world.house.clock.today) })
        let new = Item(
            code: old.code, category: old.category, matter: matter, subjects: old.subjects, importance: old.importance,
            methods: old.methods, level: old.level, basis: "虚构新依据", department: old.department, region: old.region,
            selector: old.selector, isSample: old.isSample, note: old.note)
        _ = try await CatalogueKeeping(world.house).revise(
            new, notice: notice(day), base: nil, by: try world.province.person(.administrator), submission: nil)
        return old
    }

    private static func names(_ world: World) async throws -> [String] {
        let house = world.house, own = world.own
        let campaign = try await Planning(house).campaign(try own.person(.planner), own.campaign)
        let file = try await Inspecting(house).visit(own.openVisit, actor: try own.person(.reviewer))
        let sheet = try await Inspecting(house).inspection(own.openInspection, actor: try own.person(.reviewer))
        let notice = try await Notices(house).notice(try own.person(.reviewer), visit: own.openVisit)
        let dossier = try await SubjectDossiers(house).dossier(file.visit.subject, for: try own.person(.planner))
        return campaign.items.map(\.matter) + file.inspections.map(\.matter) + [sheet.item?.matter ?? ""]
            + notice.items.map(\.matter) + (dossier.visits.first?.inspections.map(\.matter) ?? [])
    }

    @Test(
        "2.2.1 plans, visits, notices and dossiers name items as they read today; results as on the day of the inspection",
        arguments: DatabaseKind.allCases)
    func wordings(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.inspected()
            let house = world.house, today = house.clock.today
            let old = try await Self.revise(world, "S26", matter: "明日事项", from: today.advanced(by: 1))
            var names = try await Self.names(world)
            #expect(names.count >= 5 && names.allSatisfy { $0 == old.matter }, "\(names)")
            // An adjustment renews the public plan with today's names.
            func adjust() async throws -> [String] {
                let planner = try world.own.person(.planner)
                let draft = CampaignDraft(
                    title: "补充抽查", items: ["S26"], regions: [world.own.region],
                    startsOn: house.clock.today.advanced(by: 5),
                    endsOn: house.clock.today.advanced(by: 30), method: "现场检查", dispatch: .bureau,
                    quotas: zip(RiskClass.allCases, [200, 400, 2000, 5000]).map {
                        Campaign.Quota(risk: $0, basisPoints: $1, reason: nil)
                    }, repeatBasis: nil)
                _ = try await Planning(house).add(planner, plan: world.own.plan, draft, adjustment: "虚构理由")
                return try await Portal(house).plan(world.own.plan).campaigns.flatMap(\.items)
            }
            #expect(try await adjust().contains(old.matter))
            #expect(try await !Portal(house).plan(world.own.plan).campaigns.flatMap(\.items).contains("明日事项"))
            world.clock.advance(seconds: 86_400)
            names = try await Self.names(world)
            #expect(names.allSatisfy { $0 == "明日事项" }, "\(names)")
            #expect(try await adjust().contains("明日事项"))
            // What was inspected yesterday was that item, and is published so.
            let reviewer = try world.own.person(.reviewer)
            let waiting = try await Reviewing(house).queue(reviewer).rows.first { $0.id == world.own.entered }
            #expect(waiting?.matter == old.matter)
            let result = try await Publishing(house).item(world.own.approved, actor: try world.own.person(.publisher))
            #expect(result.matter == old.matter && result.basis == old.basis)
        }
    }

    @Test(
        "2.2.1 a campaign with a retired item is neither announced nor frozen; the way out is to adjust the plan",
        arguments: DatabaseKind.allCases)
    func retired(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.drawn()
            let house = world.house, drawer = try world.own.person(.drawer), planner = try world.own.person(.planner)
            let admin = try world.province.person(.administrator), today = house.clock.today
            _ = try await CatalogueKeeping(house).retire(
                "S01", notice: Self.notice(today), base: nil, by: admin, submission: nil)
            #expect(try await Planning(house).campaign(planner, world.own.nextCampaign).unlisted.count == 1)
            #expect(try await Planning(house).campaign(planner, world.own.campaign).unlisted.isEmpty)
            let size = try await house.storage.read { try $0.ledger.size() }
            let frozen = await refusal {
                _ = try await Ceremonies(house).freeze(drawer, ceremony: world.own.nextCeremony)
            }
            #expect(frozen?.code == "draw.item.retired" && frozen?.clause == "2.2.1")
            #expect(frozen?.remedy?.contains("中止本次摇号") == true && frozen?.remedy?.contains("动态调整") == true)
            #expect(try await house.storage.read { try $0.ledger.size() } == size)
            // The way out, as it says.
            try await Ceremonies(house).abort(drawer, ceremony: world.own.nextCeremony, reason: "事项已取消（虚构）")
            let witness = try world.own.person(.witness)
            func announce() async throws {
                _ = try await Ceremonies(house).plan(
                    drawer,
                    Ceremonies.Draft(
                        title: "", campaigns: [world.own.nextCampaign],
                        parties: [
                            .init(id: "drawer", title: "抽取人", account: drawer.account),
                            .init(id: "supervisor", title: "监督人", account: witness.account),
                        ], publicSource: "dice:room-1", revealDeadline: house.clock.now().advanced(bySeconds: 86_400)))
            }
            #expect(await refusal { try await announce() }?.code == "draw.item.retired")
            try await Planning(house).cancel(planner, campaign: world.own.nextCampaign, reason: "事项已取消（虚构）")
            let state = try await house.storage.read { try $0.plans.campaign(id: world.own.nextCampaign)?.state }
            #expect(state == .cancelled)
        }
    }
}

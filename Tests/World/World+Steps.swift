package import Domain
import Foundation
import VerifiableDraw

/// The cycle, one step each. All is done by the use cases and by the people who have to do it.
extension World {
    /// The sample list of items with its checklists.
    package func catalogued() async throws -> World {
        guard !steps.contains(.catalogued) else { return self }
        var world = self
        _ = try await CatalogueImport(house).apply(
            try SampleLists.items(try TestSources.text("Reference/items-sample.yaml"), province: province.region),
            checklists: try SampleLists.checklists(try TestSources.text("Reference/checklists-sample.yaml")),
            notice: VersionNotice(effectiveFrom: house.clock.today, reason: "示例", basis: "示例"), actor: nil)
        world.steps.insert(.catalogued)
        return world
    }

    /// People of every role at all three places; in the counties forty subjects with risk classes and six officers.
    package func registered() async throws -> World {
        guard !steps.contains(.registered) else { return self }
        var world = self
        for keyPath in [\World.own, \.foreign, \.province] {
            let code = world[keyPath: keyPath].region.text
            for role in Role.allCases where role != .inspector {
                world[keyPath: keyPath].people[role] = try await world.person(
                    [role], region: code, username: "\(role.rawValue).\(code)")
            }
        }
        for keyPath in [\World.own, \.foreign] { try await world.register(keyPath) }
        world.steps.insert(.registered)
        return world
    }

    private mutating func register(_ keyPath: WritableKeyPath<World, County>) async throws {
        let county = self[keyPath: keyPath]
        let region = county.region.text, planner = try county.person(.planner)
        var subjects = "企业名称,统一社会信用代码,注册日期,经营范围,地区,注册地址\n", classes = "统一社会信用代码,风险等级\n"
        for serial in 1...40 {
            let code = World.identifier(serial, region: region)
            subjects += "虚构\(serial)号食品店,\(code),2019-04-01,食品销售；餐饮服务,哈尔滨,黑龙江省哈尔滨市\(county.name)虚构路\(serial)号\n"
            classes += "\(code),\(["A", "B", "C", "D"][serial % 4])\n"
        }
        let imported = try await SubjectImport(house).apply(try table(subjects, "检查对象.csv"), actor: planner)
        guard let id = imported.id, imported.counts.inserted == 40 else { throw Missing("subjects: \(imported)") }
        let risk = try await RiskImport(house).apply(
            try table(classes, "风险.csv"), dated: house.clock.today, actor: planner)
        guard risk.counts.refused == 0 else { throw Missing("risk: \(risk)") }
        var people = "工号,姓名,机关代码,监管所,执法证编号,有效期起,有效期止,是否辅助,专长,回避,容量\n"
        for serial in 1...6 {
            people += "\(region)-\(serial),虚构\(serial),\(region)-scjg,虚构所,"
            people += "虚构证\(region)\(serial),2024-01-01,2028-12-31,否,,,40\n"
        }
        let officers = try await InspectorImport(house).apply(try table(people, "执法人员.csv"), actor: planner)
        guard officers.counts.inserted == 6 else { throw Missing("officers: \(officers)") }
        self[keyPath: keyPath].subjectImport = id
        self[keyPath: keyPath].subjects = try await house.storage.read { stores in
            try (1...40).compactMap {
                try stores.registry.subject(identifier: World.identifier($0, region: region))?.id
            }
        }
        for inspector in try await house.storage.read({ try $0.registry.inspectors(authority: county.authority) }) {
            let actor = try await person(
                [.inspector], region: region, username: "officer.\(inspector.code)", inspector: inspector.id)
            self[keyPath: keyPath].officers[inspector.id] = actor
            self[keyPath: keyPath].people[.inspector] = self[keyPath: keyPath].people[.inspector] ?? actor
        }
    }

    /// In each county a published internal plan of two campaigns, and a joint plan that is still a draft.
    package func planned() async throws -> World {
        guard !steps.contains(.planned) else { return self }
        var world = try await catalogued().registered()
        for keyPath in [\World.own, \.foreign] {
            let county = world[keyPath: keyPath]
            let planner = try county.person(.planner), planning = Planning(house)
            let year = house.clock.today.year
            let plan = try await planning.create(planner, year: year, kind: .internal, title: nil)
            let first = try await planning.add(planner, plan: plan, try draft("食品销售抽查", ["S26"], county))
            let second = try await planning.add(planner, plan: plan, try draft("营业执照抽查", ["S01"], county))
            let version = try await house.storage.read { try $0.plans.plan(id: plan)?.version ?? 0 }
            _ = try await planning.report(planner, plan: plan, version: version)
            try await planning.publish(planner, plan: plan, version: version + 1)
            let joint = try await planning.create(planner, year: year, kind: .joint, title: nil)
            let third = try await planning.add(planner, plan: joint, try draft("名称抽查", ["S02"], county))
            world[keyPath: keyPath].plan = plan
            world[keyPath: keyPath].campaign = first
            world[keyPath: keyPath].nextCampaign = second
            world[keyPath: keyPath].draftPlan = joint
            world[keyPath: keyPath].draftCampaign = third
        }
        world.steps.insert(.planned)
        return world
    }

    /// In each county one ceremony drawn, and one announced.
    package func drawn() async throws -> World {
        guard !steps.contains(.drawn) else { return self }
        var world = try await planned()
        for keyPath in [\World.own, \.foreign] {
            let county = world[keyPath: keyPath]
            let id = try await world.draw(county)
            let code = try await house.storage.read { try $0.draws.ceremony(id: id)?.code ?? "" }
            let filter = VisitFilter(campaign: county.campaign, progress: .all, text: "")
            let visits = try await house.storage.read { stores in
                try stores.inspections.visits(filter, slice: Slice(size: 200)).rows.compactMap {
                    try stores.inspections.visit(id: $0.id)
                }
            }
            guard visits.count > 5, let open = visits.last, let officer = open.officers.first,
                let inspection = try await house.storage.read({ try $0.inspections.inspections(visit: open.id).first })
            else { throw Missing("visits of \(county.name)") }
            world[keyPath: keyPath].ceremony = id
            world[keyPath: keyPath].ceremonyCode = code
            world[keyPath: keyPath].nextCeremony = try await world.announce(county, campaign: county.nextCampaign)
            world[keyPath: keyPath].visits = visits.map(\.id)
            world[keyPath: keyPath].openVisit = open.id
            world[keyPath: keyPath].openInspection = inspection.id
            world[keyPath: keyPath].people[.inspector] = county.officers[officer.inspector]
        }
        world.steps.insert(.drawn)
        return world
    }

    private func announce(_ county: County, campaign: Int64) async throws -> Int64 {
        let drawer = try county.person(.drawer), witness = try county.person(.witness)
        return try await Ceremonies(house).plan(
            drawer,
            Ceremonies.Draft(
                title: "", campaigns: [campaign],
                parties: [
                    Ceremonies.PartyDraft(id: "drawer", title: "抽取人", account: drawer.account),
                    Ceremonies.PartyDraft(id: "supervisor", title: "监督人", account: witness.account),
                ], publicSource: "dice:room-1", revealDeadline: clock.now.advanced(bySeconds: 7 * 86_400)))
    }

    private func draw(_ county: County) async throws -> Int64 {
        let drawer = try county.person(.drawer), witness = try county.person(.witness)
        let ceremonies = Ceremonies(house)
        let id = try await announce(county, campaign: county.campaign)
        try await ceremonies.freeze(drawer, ceremony: id)
        let leaf = try await house.storage.read { try Ceremonies.planLeaf(id, $0) }
        let values = ["drawer": house.randomHex(bytes: 32), "supervisor": house.randomHex(bytes: 32)]
        for (party, actor) in [("drawer", drawer), ("supervisor", witness)] {
            let commitment = try Commitment.hex(plan: leaf, party: party, value: values[party] ?? "")
            try await ceremonies.commit(actor, ceremony: id, party: party, commitment: commitment)
        }
        try await ceremonies.closeCommits(drawer, ceremony: id)
        for (party, actor) in [("drawer", drawer), ("supervisor", witness)] {
            try await ceremonies.reveal(actor, ceremony: id, party: party, value: values[party] ?? "")
        }
        clock.advance(seconds: 60)
        try await ceremonies.enterPublicValue(drawer, ceremony: id, value: "3141592653", again: "3141592653")
        try await ceremonies.draw(drawer, ceremony: id)
        return id
    }

    /// In each county all visits but one signed by their officers, and all results but one approved.
    package func inspected() async throws -> World {
        guard !steps.contains(.inspected) else { return self }
        var world = try await drawn()
        clock.advance(seconds: 3600)
        for keyPath in [\World.own, \.foreign] {
            let county = world[keyPath: keyPath]
            var signed: [Int64] = []
            for id in county.visits where id != county.openVisit { signed += try await world.inspect(id, county) }
            guard let last = signed.popLast() else { throw Missing("results of \(county.name)") }
            for id in signed {
                let version = try await house.storage.read { try $0.inspections.inspection(id: id)?.version ?? 0 }
                _ = try await Reviewing(house).approve(
                    inspection: id, version: version, actor: try county.person(.reviewer), submission: nil)
            }
            world[keyPath: keyPath].entered = last
            world[keyPath: keyPath].approved = signed.last ?? 0
        }
        world.steps.insert(.inspected)
        return world
    }

    package func inspect(_ id: Int64, _ county: County) async throws -> [Int64] {
        let (visit, sheets) = try await house.storage.read { stores in
            (
                try stores.inspections.visit(id: id),
                try stores.inspections.inspections(visit: id).map { one in
                    (one, try one.checklist.flatMap { try stores.catalogue.checklist(id: $0) }?.sections ?? [])
                }
            )
        }
        guard let officer = visit?.officers.first, let actor = county.officers[officer.inspector] else {
            throw Missing("officer of visit \(id)")
        }
        _ = try await Inspecting(house).begin(visit: id, actor: actor, submission: nil)
        for (inspection, sections) in sheets {
            let draft = InspectionDraft(
                answers: World.answers(sections), outcome: "no-problem", inspectedOn: house.clock.today)
            _ = try await Inspecting(house).sign(
                draft, inspection: inspection.id, version: inspection.version, actor: actor, submission: nil)
        }
        return sheets.map { $0.0.id }
    }

    /// In each county all approved results published but one.
    package func published() async throws -> World {
        guard !steps.contains(.published) else { return self }
        var world = try await inspected()
        for keyPath in [\World.own, \.foreign] {
            let county = world[keyPath: keyPath]
            let waiting = try await house.storage.read { stores in
                try county.visits.flatMap { try stores.inspections.inspections(visit: $0) }
                    .filter { $0.state == .approved && $0.id != county.approved }.map(\.id)
            }
            _ = try await Publishing(house).publish(waiting, actor: try county.person(.publisher), submission: nil)
            world[keyPath: keyPath].results = try await Portal(house).results(
                ResultSearch(region: county.region), slice: Slice(size: 200)
            ).rows.map(\.id)
            guard world[keyPath: keyPath].results.count == waiting.count else {
                throw Missing("public results of \(county.name)")
            }
        }
        world.steps.insert(.published)
        return world
    }

    // MARK: Data

    /// A valid invented 统一社会信用代码 of a county.
    package static func identifier(_ serial: Int, region: String) -> String {
        let body = Array(("92" + region + "DEM" + String(String(serial + 1_000_000).dropFirst())).utf8)
        return String(decoding: body + [IdentifierCheck.checkCharacter(for: body) ?? 0x30], as: UTF8.self)
    }

    package func table(_ text: String, _ name: String) throws -> any TableSource {
        try house.desk().keep(.bytes(Array(text.utf8)), name: name)
    }

    private func draft(_ title: String, _ items: [String], _ county: County) throws -> CampaignDraft {
        let today = house.clock.today
        guard let end = Day(year: today.year, month: 12, day: 20) else { throw Missing("day") }
        return CampaignDraft(
            title: title, items: items, regions: [county.region], startsOn: today, endsOn: end, method: "现场检查",
            dispatch: .bureau,
            quotas: zip(RiskClass.allCases, [200, 400, 2000, 5000]).map {
                Campaign.Quota(risk: $0, basisPoints: $1, reason: nil)
            }, repeatBasis: nil)
    }

    /// Answers that suggest no outcome.
    private static func answers(_ sections: [Checklist.Section]) -> [String: String] {
        ChecklistState(sections, [:]).places.reduce(into: [:]) { answers, place in
            let question = place.question
            switch question.kind {
            case .yesNo, .choice:
                answers[place.key] = question.choices.first { question.suggestion(of: $0.code) == nil }?.code
            case .several: answers[place.key] = question.options.first?.code
            case .number: answers[place.key] = question.least ?? "0"
            case .text, .photo: answers[place.key] = "无"
            }
        }
    }
}

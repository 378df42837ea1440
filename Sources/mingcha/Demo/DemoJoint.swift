import Domain

/// 联查 in the demo: a second department of 道里区 with people and accounts, a joint campaign of three departments that is
/// drawn and half entered, invitations that wait, and a department that leads. All fictional.
extension DemoCycle {
    /// Authorities and people of other departments in a county.
    static func departments(_ house: House, _ accounts: inout DemoAccounts) async throws -> [Authority] {
        guard let region = RegionCode("230102"), let from = Day("2022-01-01"), let until = Day("2028-12-31") else {
            throw Problem(.defect, "demo.joint", "演示数据有误。")
        }
        let hash = try await PasswordHash.make(DemoAccounts.password, salt: house.randomBytes(16))
        let known = accounts
        let (made, changed) = try await house.storage.write { stores in
            let now = house.clock.now()
            var accounts = known
            var authorities: [Authority] = []
            for (department, name) in [("xf", "消防救援大队"), ("jy", "教育局"), ("zj", "住房和城乡建设局")] {
                let code = "230102-\(department)"
                let id = try stores.registry.insert(
                    NewAuthority(
                        code: code, name: "道里区\(name)（演示）", region: region, department: department, parent: nil))
                guard let authority = try stores.registry.authority(id: id) else { continue }
                authorities.append(authority)
                for (prefix, role) in [("plan", Role.planner), ("review", .reviewer), ("publish", .publisher)]
                where department != "zj" || role == .planner {
                    try accounts.add(
                        NewAccount(
                            username: "\(prefix).dl-\(department)", name: "道里区\(name)\(role.title)（演示）",
                            passwordHash: hash, authority: id, roles: [role], region: region, department: department,
                            inspector: nil), stores, at: now)
                }
                guard department != "zj" else { continue }
                for serial in 1...2 {
                    let person = "YS-\(department.uppercased())-\(serial)"
                    _ = try stores.registry.upsert(
                        NewInspector(
                            code: person, name: "演示\(department == "xf" ? "消防" : "教育")\(serial)号", authority: id,
                            station: nil,
                            certificate: Inspector.Certificate(
                                number: "演示\(department)证\(serial)", kind: "行政执法证", from: from, until: until),
                            isAuxiliary: false, post: "行政", status: .active, capacity: 400, expertise: [], recusals: []),
                        at: now)
                }
                for one in try stores.registry.inspectors(authority: id) {
                    try accounts.add(
                        NewAccount(
                            username: one.code.lowercased(), name: one.name, passwordHash: hash, authority: id,
                            roles: [.inspector], region: region, department: department, inspector: one.id), stores,
                        at: now)
                }
            }
            try stores.ledger.append(
                LedgerEntry(
                    act: "demo.authorities", actor: nil, object: "demo", at: now,
                    sentence: "建立演示成员单位\(authorities.count)个"), at: now)
            return (authorities, accounts)
        }
        accounts = changed
        return made
    }

    /// A joint campaign of three departments, accepted, drawn and partly entered; others that wait.
    func joint(_ departments: [Authority], on day: Day) async throws {
        clock.move(to: day, hour: 9)
        let joint = JointPlanning(house)
        let market = try accounts.actor("plan.dl")
        let (fire, education) = (try accounts.actor("plan.dl-xf"), try accounts.actor("plan.dl-jy"))
        func draft(_ title: String, _ items: [String], _ months: ClosedRange<Int>) throws -> CampaignDraft {
            try self.draft(.init(title: title, items: items, regions: ["230102"], months: months, isSmall: true))
        }
        let soon = day.advanced(by: 20)
        let ids = departments.map(\.id)
        let drawn = try await joint.propose(
            market,
            .init(
                campaign: try draft("集中用餐单位联合检查（演示）", ["S25"], 9...12),
                basis: JointBasis(joint: nil, crossMatter: "集中用餐单位"), invited: Array(ids.prefix(2)), answerBy: soon))
        for part in try await house.storage.read({ try $0.plans.parts(campaign: drawn) }) {
            _ = try await joint.answer(
                part.department == "xf" ? fire : education, part: part.id, accepts: true, reason: "",
                matter: part.department == "xf" ? "消防安全" : "校园食堂陪餐和食育制度（演示）")
        }
        guard let plan = try await house.storage.read({ try $0.plans.campaign(id: drawn)?.plan }) else { return }
        let version = try await house.storage.read { try $0.plans.plan(id: plan)?.version ?? 0 }
        _ = try await Planning(house).report(market, plan: plan, version: version)
        try await Planning(house).publish(market, plan: plan, version: version + 1)
        try await ceremony("dl", [drawn], on: day, until: .drawn)
        try await enter(drawn)
        clock.move(to: day, hour: 16)
        // One that waits for answers, added as an adjustment; and one that another department leads.
        _ = try await joint.propose(
            market,
            .init(
                campaign: try draft("餐饮服务单位“一业一查”（演示）", ["S25"], 11...12),
                basis: JointBasis(joint: "J06", crossMatter: nil), invited: ids, answerBy: soon,
                adjustment: "与消防、住建部门商定合并检查（演示）"))
        let led = try await joint.propose(
            education,
            .init(
                campaign: try draft("校外培训机构“一业一查”（演示）", ["S01"], 11...12),
                basis: JointBasis(joint: "J01", crossMatter: nil), invited: [market.authority], answerBy: soon))
        _ = try await joint.ask(fire, campaign: led, matter: "消防安全", reason: "本年度也要检查培训机构（演示）")
        try await joint.urge(market, campaign: drawn, authority: education.authority)
        _ = try await PlanReporting(house).remind(market, authority: fire.authority, year: year, kind: .internal)
    }

    /// The province hands a campaign down to its cities; one has taken it over.
    func handDown(on day: Day) async throws {
        clock.move(to: day, hour: 17)
        let province = try accounts.actor("plan.hlj")
        let campaigns = try await plan(
            "plan.hlj", kind: .internal,
            [.init(title: "经营项目全省抽查（演示，统筹派发）", items: ["S04"], regions: ["230000"], months: 11...12)],
            report: day, publish: false)
        guard let campaign = campaigns.first else { return }
        let handing = HandingDown(house)
        let cities = try await handing.dossier(province, campaign: campaign).candidates
        _ = try await handing.hand(
            province, campaign: campaign, to: cities.map(\.id), takeBy: day.advanced(by: 10))
        let city = try accounts.actor("plan.hrb")
        if let waiting = try await handing.received(city, slice: .one).rows.first {
            _ = try await handing.take(city, handed: waiting.id)
        }
    }

    /// Market regulation and the fire service have entered their first results, education none.
    private func enter(_ campaign: Int64) async throws {
        let visits = try await house.storage.read { stores in
            try stores.inspections.visits(VisitFilter(campaign: campaign, progress: .all), slice: Slice(size: 6)).rows
                .compactMap { try stores.inspections.visit(id: $0.id) }
        }
        for visit in visits.prefix(4) {
            let sheets = try await house.storage.read { try $0.inspections.inspections(visit: visit.id) }
            for sheet in sheets where sheet.department != "jy" {
                let department = sheet.department ?? visit.department
                guard let officer = visit.officers.first(where: { $0.department == department }) else { continue }
                let actor = try accounts.actor(inspector: officer.inspector)
                let sections =
                    try await house.storage.read { stores in
                        try sheet.checklist.flatMap { try stores.catalogue.checklist(id: $0) }?.sections ?? []
                    }
                _ = try await Inspecting(house).sign(
                    DemoAnswers.draft(sections, number: Int(sheet.id), on: clock.today), inspection: sheet.id,
                    version: sheet.version, actor: actor, submission: nil)
            }
        }
    }
}

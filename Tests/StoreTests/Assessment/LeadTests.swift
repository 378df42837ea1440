import Database
import Domain
import Testing
import World

@Suite("Leads, alerts and checks without a draw") struct LeadTests {
    private static func complaint(
        _ number: String, _ world: World, _ serial: Int = 1, source: Lead.Source = .complaint, on day: Day? = nil,
        level: Lead.Level = .none
    ) -> LeadDraft {
        LeadDraft(
            source: source, originNumber: number, category: "食品安全", level: level, origin: "12315平台（虚构）",
            content: "反映虚构商品过期", receivedOn: day ?? world.house.clock.today,
            identifiers: [World.identifier(serial, region: World.ownCode)])
    }

    private static func id(_ outcome: SubmissionOutcome) throws -> Int64 {
        try #require(outcome.location.split(separator: "/").last.flatMap { Int64($0) })
    }

    private static func lead(_ world: World, _ id: Int64) async throws -> Lead {
        try #require(try await world.house.storage.read { try $0.assessment.lead(id: id) })
    }

    private static func check(
        _ world: World, lead: Int64?, _ serial: Int = 1, ground: DirectCheck.Ground = .law, method: String = "现场检查",
        officers: [Int64]? = nil, basis: String = "某法第三十条（虚构）"
    ) throws -> DirectCheck.Draft {
        DirectCheck.Draft(
            ground: ground, lead: lead, identifier: World.identifier(serial, region: World.ownCode), items: ["S26"],
            method: method, inspectors: officers ?? Array(world.own.officers.keys.sorted().prefix(2)), basis: basis)
    }

    @Test(
        "3.6.2 a complaint leads to a check without a draw, whose result closes it and is published as such",
        arguments: DatabaseKind.allCases)
    func complaint(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.planned(), house = world.house
            let planner = try world.own.person(.planner), leads = Leads(house), checks = LeadChecks(house)
            let id = try Self.id(
                try await leads.register(Self.complaint("12315-1", world), by: planner, submission: "key-1"))
            // The same form again makes nothing; another form with the same number is told where it is.
            let again = try await leads.register(Self.complaint("12315-1", world), by: planner, submission: "key-1")
            #expect(again == .before("/assessment/leads/\(id)"))
            let twice = await refusal {
                _ = try await leads.register(Self.complaint("12315-1", world), by: planner, submission: nil)
            }
            #expect(twice?.code == "lead.twice")
            let lead = try await Self.lead(world, id)
            #expect(lead.number == "XS-2026-230102-0001" && lead.state == .open)
            // 15 working days after 2026-06-01; 2026-06-19 is 端午节.
            #expect(lead.dueOn.description == "2026-06-23")
            let foreigner = try world.foreign.person(.planner)
            #expect(await refusal { _ = try await leads.dossier(id, for: foreigner) }?.kind == .notFound)

            let officers = world.own.officers.keys.sorted()
            let one = await refusal {
                _ = try await checks.open(
                    Self.check(world, lead: id, officers: [officers[0]]), by: planner, submission: nil)
            }
            #expect(one?.code == "check.two" && one?.clause == "3.5.1")
            try await house.storage.housekeep { stores in
                _ = try stores.registry.insert(
                    Recusal(
                        kind: .subject, target: World.identifier(1, region: World.ownCode), reason: "亲属",
                        from: house.clock.today, until: nil), inspector: officers[1])
            }
            let barred = await refusal {
                _ = try await checks.open(Self.check(world, lead: id), by: planner, submission: nil)
            }
            #expect(barred?.code == "check.recusal" && barred?.clause == "2.1.1")
            let team = [officers[0], officers[2]]
            let first = try await checks.open(
                Self.check(world, lead: id, officers: team), by: planner, submission: "key-2")
            let second = try await checks.open(
                Self.check(world, lead: id, officers: team), by: planner, submission: "key-2")
            #expect(first == .done("/assessment/leads/\(id)") && second == .before(first.location))
            let visit = try #require(
                try await leads.dossier(id, for: planner).thread.first?.visits.first?.visit)
            #expect(try await Self.lead(world, id).state == .underWay)
            let open = await refusal {
                _ = try await checks.open(Self.check(world, lead: id, officers: team), by: planner, submission: nil)
            }
            #expect(open?.code == "check.twice")

            // Nobody was drawn: no vacancy is drawn again, the planner replaces.
            let officer = try #require(world.own.officers[team[0]])
            let vacancy = await refusal {
                _ = try await Vacancies(house).report(
                    officer, visit: visit, Vacancies.Draft(inspectors: [team[0]], reason: .illness, note: "病"),
                    submission: nil)
            }
            #expect(vacancy?.code == "vacancy.direct")
            _ = try await checks.replace(
                visit: visit, leaving: team[1], by: officers[3], reason: "出差", actor: planner, submission: nil)

            // Neither plans nor draws show it; nobody counts as drawn.
            try await house.storage.read { stores in
                let plans = try stores.plans.plans(
                    region: world.own.region, department: nil, year: nil, slice: Slice())
                #expect(!plans.rows.contains { $0.year == 0 })
                #expect(
                    try stores.draws.ceremonies(region: world.own.region, department: nil, states: [], slice: Slice())
                        .total == 0)
                #expect(
                    try stores.registry.countDrawn(types: ["92"], within: world.own.region, year: 2026) == 0)
            }
            _ = try await world.inspect(visit, world.own)
            #expect(try await Self.lead(world, id).state == .settled)
            let dossier = try await leads.dossier(id, for: planner)
            #expect(dossier.thread.map(\.isDirect) == [true])
            #expect(dossier.thread.first?.visits.map(\.outcomes) == [["no-problem"]])
            #expect(dossier.timeline.map(\.act) == ["lead.register", "lead.check", "lead.settle"])
            let sheet = try await house.storage.read { try $0.inspections.inspections(visit: visit) }
            let inspection = try #require(sheet.first)
            _ = try await Reviewing(house).approve(
                inspection: inspection.id, version: inspection.version, actor: try world.own.person(.reviewer),
                submission: nil)
            _ = try await Publishing(house).publish(
                [inspection.id], actor: try world.own.person(.publisher), submission: nil)
            let shown = try await Portal(house).results(ResultSearch(region: world.own.region), slice: Slice()).rows
            let result = try #require(shown.first)
            #expect(result.ceremonyCode.isEmpty && result.slip.isEmpty)
            #expect(result.campaignTitle.contains("非随机·线索检查") && result.campaignTitle.contains(lead.number))
            let statistician = try world.own.person(.statistician)
            let table = try await Assessing(house).indicators(statistician, year: 2026)
            #expect(table.rows[0].figures[.reach]?.numerator == 0)
            #expect(table.rows[0].figures[.timely]?.denominator == 0)
        }
    }

    @Test(
        "5.3.1, 5.3.2 subjects of libraries are checked on the named grounds only", arguments: DatabaseKind.allCases)
    func libraries(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.catalogued().registered(), house = world.house
            let planner = try world.own.person(.planner), checks = LeadChecks(house)
            let today = house.clock.today
            try await house.storage.housekeep { stores in
                for (serial, kind) in [(0, Library.Kind.sandbox), (1, .whitelist)] {
                    let library = try stores.registry.insertLibrary(
                        kind: kind, name: kind.rawValue, region: world.own.region, basis: "测试", since: today)
                    let entry = try stores.registry.insertEntry(
                        library: library, subject: world.own.subjects[serial], category: "", statement: "测试")
                    try stores.registry.setEntry(
                        entry, state: .standing, from: today, until: today.advanced(by: 300), version: 1)
                }
            }
            var number = 0
            func attempt(_ serial: Int, _ source: Lead.Source?, _ ground: DirectCheck.Ground, _ method: String = "现场检查")
                async throws -> Problem?
            {
                number += 1
                var lead: Int64?
                if let source {
                    lead = try Self.id(
                        try await Leads(house).register(
                            Self.complaint(
                                "N-\(number)", world, serial, source: source, level: source == .alert ? .high : .none),
                            by: planner, submission: nil))
                }
                return await refusal { [lead] in
                    _ = try await checks.open(
                        Self.check(world, lead: lead, serial, ground: ground, method: method), by: planner,
                        submission: nil)
                }
            }
            // Sandbox: complaints, assigned leads, and what a law asks for.
            for (source, ground) in [
                (Lead.Source.monitoring as Lead.Source?, DirectCheck.Ground.monitoring), (.alert, .alert), (nil, .key),
                (nil, .other),
            ] {
                let refused = try await attempt(1, source, ground)
                #expect(refused?.code == "check.sandbox", "\(ground)")
                #expect(refused?.clause == "5.3.1" && refused?.remedy?.contains("投诉举报") == true)
            }
            #expect(try await attempt(1, .complaint, .complaint) == nil)
            #expect(try await attempt(1, .assigned, .assigned) == nil)
            #expect(try await attempt(1, nil, .law) == nil)
            // Whitelist: on site only on the exceptions; otherwise by other methods.
            for ground in [DirectCheck.Ground.key, .other] {
                let refused = try await attempt(2, nil, ground)
                #expect(refused?.code == "check.whitelist" && refused?.clause == "5.3.2", "\(ground)")
            }
            #expect(try await attempt(2, nil, .key, "网络检查") == nil)
            #expect(try await attempt(2, .complaint, .complaint) == nil)
            #expect(try await attempt(2, .alert, .alert) == nil)
            // Grounds that need a lead are not stated without one.
            #expect(try await attempt(3, nil, .complaint)?.code == "check.lead")
            #expect(try await attempt(3, nil, .other) == nil)
        }
    }

    @Test(
        "2.3.5 alerts by file and interface become a campaign, the thread is seen from both sides, and they run late",
        arguments: DatabaseKind.allCases)
    func alerts(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.planned(), house = world.house
            let planner = try world.own.person(.planner), leads = Leads(house)
            let token = DepartmentToken(
                id: 1, name: "信用系统", department: Department.marketRegulation, departmentName: "市场监管",
                region: world.own.region, issuedBy: "测试", issuedAt: house.clock.now(),
                expiresOn: house.clock.today.advanced(by: 30), revokedAt: nil, usedAt: nil)
            let code = World.identifier(1, region: World.ownCode),
                other = World.identifier(1, region: World.foreignCode)
            func alert(_ number: String, _ level: String, _ subject: String) -> String {
                #"{"number":"\#(number)","kind":"失信风险","level":"\#(level)","date":"2026-06-01","text":"虚构预警","#
                    + #""source":"信用风险分类管理系统（虚构）","subjects":["\#(subject)"]}"#
            }
            let body = Array(
                "{\"alerts\":[\(alert("A1", "high", code)),\(alert("A2", "none", code)),\(alert("A3", "low", other))]}"
                    .utf8)
            let answer = try await AlertDelivery(house).take(body, token: token)
            #expect(answer.contains(#""added":1"#) && answer.contains(#""refused":2"#))
            // The same call again adds nothing.
            #expect(try await AlertDelivery(house).take(body, token: token).contains(#""added":0"#))
            let broken = await refusal { _ = try await AlertDelivery(house).take(Array("[]".utf8), token: token) }
            #expect(broken?.code == "alerts.malformed")
            var filter = leads.filter(planner)
            filter.isAlert = true
            let lead = try #require(try await leads.list(planner, filter, slice: Slice()).rows.first)
            #expect(lead.dueOn.description == "2026-06-08" && lead.level == .high)

            let foreign = await refusal {
                _ = try await leads.tie([lead.id], campaign: world.foreign.nextCampaign, by: planner, submission: nil)
            }
            #expect(foreign?.code == "lead.campaign")
            _ = try await leads.tie([lead.id], campaign: world.own.nextCampaign, by: planner, submission: nil)
            #expect(try await Self.lead(world, lead.id).state == .underWay)
            #expect(
                try await leads.behind(campaign: world.own.nextCampaign, for: planner).map(\.number) == [lead.number])
            let closing = await refusal {
                _ = try await leads.close(lead.id, reason: "不需要检查", version: 2, by: planner, submission: nil)
            }
            #expect(closing?.code == "lead.under-way")
            // A cancelled campaign gives it back.
            try await Planning(house).cancel(planner, campaign: world.own.nextCampaign, reason: "计划有变")
            #expect(try await Self.lead(world, lead.id).state == .open)
            world.clock.advance(seconds: 86_400 * 8)
            filter = leads.filter(planner)
            filter.progress = .overdue
            #expect(try await leads.list(planner, filter, slice: Slice()).rows.map(\.id) == [lead.id])
            _ = try await leads.close(lead.id, reason: "已核实，主体已整改", version: 2, by: planner, submission: nil)
            let state = try await AlertDelivery(house).state("A1", token: token)
            #expect(state.contains(#""state":"closed""#) && state.contains("已核实"))
        }
    }

    @Test("2.3.5, 3.6.2 leads come in by file and go back with it", arguments: DatabaseKind.allCases)
    func byFile(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.registered(), planner = try world.own.person(.planner)
            let code = World.identifier(1, region: World.ownCode)
            let text = """
                来源类别,原编号,类别,来源,内容,收到日期,统一社会信用代码,地区
                投诉举报,F1,食品安全,12315平台（虚构）,反映虚构商品,2026-05-20,\(code),
                猜测,F2,食品安全,12315平台（虚构）,反映虚构商品,2026-05-20,\(code),
                转办交办,F3,价格,上级转办（虚构）,反映虚构价格,2026-05-21,,230102

                """
            let flow = ImportFlow(world.house)
            let job = try await flow.begin(
                .bytes(Array(text.utf8)), name: "线索.csv", kind: .leads, dated: nil, by: planner)
            let checked = try await flow.settle(job, for: planner, seconds: 300)
            #expect(checked.finding?.counts.refused == 1)
            try await flow.confirm(job, mode: .goodRows, by: planner)
            let done = try await flow.settle(job, for: planner, seconds: 300)
            let filter = Leads(world.house).filter(planner)
            let listing = try await Leads(world.house).list(planner, filter, slice: Slice())
            #expect(Set(listing.rows.map(\.originNumber)) == ["F1", "F3"])
            // Overdue by now: assigned ones have ten working days.
            #expect(listing.rows.first { $0.originNumber == "F3" }?.dueOn.description == "2026-06-04")
            try await ImportUndo(world.house).undo(
                try #require(done.importID), by: planner, submission: nil)
            #expect(try await Leads(world.house).list(planner, filter, slice: Slice()).total == 0)
        }
    }

    @Test(
        "2.3.6 as many complaints as the rule says make a tag with an end, which selectors know",
        arguments: DatabaseKind.allCases)
    func complaintsMakeATag(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.registered(), house = world.house
            let planner = try world.own.person(.planner), leads = Leads(house)
            func carried(_ serial: Int) async throws -> Bool {
                try await house.storage.read { stores in
                    try stores.registry.subject(id: world.own.subjects[serial - 1])?.facts.tags.contains(
                        "frequent-complaints") ?? false
                }
            }
            // One is older than the period.
            for (number, day) in [("1", "2025-11-30"), ("2", "2026-01-05"), ("3", "2026-05-05")] {
                _ = try await leads.register(
                    Self.complaint(number, world, on: Day(day)), by: planner, submission: nil)
                #expect(try await carried(1) == false, "\(number)")
            }
            _ = try await leads.register(Self.complaint("4", world), by: planner, submission: nil)
            #expect(try await carried(1))
            #expect(try await carried(2) == false)
            let subject = world.own.subjects[0]
            let hold = try #require(
                try await house.storage.read { try $0.registry.tagHolds(subject: subject).first })
            #expect(hold.source == .rule && hold.until?.description == "2026-11-30")
            let found = try await Targeting(house).gathered(planner, region: world.own.region)
            #expect(found.carriers == 1 && found.rows.map(\.complaints) == [3])
            var search = SubjectFilter(region: world.own.region)
            search.tags = ["frequent-complaints"]
            let ids = try await house.storage.read { [search] in try $0.registry.subjectIDs(search) }
            #expect(ids == [subject])
            world.clock.advance(seconds: 86_400 * 183)
            _ = try await TagHolding(house).turn()
            #expect(try await carried(1) == false)
        }
    }

    @Test(
        "3.6.4 every inspection without a draw is counted by ground beside the drawn ones",
        arguments: DatabaseKind.allCases)
    func exceptions(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.drawn(), house = world.house
            let planner = try world.own.person(.planner), checks = LeadChecks(house)
            let id = try Self.id(
                try await Leads(house).register(Self.complaint("E1", world), by: planner, submission: nil))
            _ = try await checks.open(Self.check(world, lead: id), by: planner, submission: nil)
            _ = try await checks.open(
                Self.check(world, lead: nil, 2, ground: .other, basis: "上级布置"), by: planner, submission: nil)
            let table = try await Exceptions(house).table(planner, year: 2026, region: nil)
            let line = try #require(table.lines.first)
            #expect(table.lines.count == 1 && line.month == 6)
            #expect(line.drawn == world.own.visits.count)
            #expect(line.counts[.lead] == 1 && line.counts[.other] == 1 && line.exceptions == 2)
            #expect(line.share == IndicatorFigure(2, of: world.own.visits.count + 2))
            for (kind, number) in [
                (ExceptionKind.drawn as ExceptionKind?, line.drawn), (.lead, 1), (.other, 1), (nil, 2),
            ] {
                let rows = try await Exceptions(house).rows(
                    planner, year: 2026, region: nil, authority: line.authority, month: 6, kind: kind, slice: Slice())
                #expect(rows.total == number && rows.rows.count == number, "\(String(describing: kind))")
            }
            #expect(try await Exceptions(house).table(planner, year: 2025, region: nil).lines.isEmpty)
            let foreign = try await Exceptions(house).table(
                try world.foreign.person(.planner), year: 2026, region: nil)
            #expect(foreign.lines.allSatisfy { $0.exceptions == 0 })
        }
    }
}

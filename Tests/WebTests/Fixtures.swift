import Domain
import Foundation
import World

@testable import Web

/// What the matrix puts into a route: an object of the own county and one of the neighbouring, and a form.
struct RouteFixture: Sendable {
    /// Parameters of an object of the own county.
    let own: [String: String]
    /// Parameters of an object of the neighbouring county; nil for routes that name no object of a region.
    let foreign: [String: String]?
    let form: [(String, String)]
    /// What the address carries: `?version=2`.
    var query = ""
    /// What people of a role send on top of it.
    var added: [Role: [(String, String)]] = [:]

    init(
        own: [String: String] = [:], foreign: [String: String]? = nil,
        form: [(String, String)] = []
    ) {
        self.own = own
        self.foreign = foreign
        self.form = form
    }
}

/// Of a stage: for each route name (`GET /plan/:id`) what to put in and what form to send, from a world in which
/// every step was taken.
protocol RouteFixtures: SendableMetatype {
    static func fixtures(_ world: World) async throws -> [String: RouteFixture]
}

extension RouteFixtures {
    /// An id of either county.
    static func pair(
        _ world: World, _ name: String = "id", form: [(String, String)] = [], _ pick: (World.County) -> Int64
    ) -> RouteFixture {
        RouteFixture(own: [name: String(pick(world.own))], foreign: [name: String(pick(world.foreign))], form: form)
    }
}

let allFixtures: [any RouteFixtures.Type] = [
    AccessFixtures.self, CatalogueFixtures.self, RegistryFixtures.self, TagFixtures.self, StaffFixtures.self,
    SubjectFixtures.self,
    PlanFixtures.self,
    DrawFixtures.self,
    InspectionFixtures.self, PublicationFixtures.self, PortalFixtures.self, LeadFixtures.self,
]

enum AccessFixtures: RouteFixtures {
    static func fixtures(_ world: World) async throws -> [String: RouteFixture] {
        try await world.account([.publisher], username: "signs-in")
        let own = ["id": String(try await world.account([.publisher], username: "target-own"))]
        let foreign = [
            "id": String(
                try await world.account([.publisher], region: World.foreignCode, username: "target-foreign"))
        ]
        return [
            "POST /login": RouteFixture(form: [("username", "signs-in"), ("password", World.password)]),
            "GET /system/accounts/:id": RouteFixture(own: own, foreign: foreign),
            "POST /system/accounts/:id/status": RouteFixture(
                own: own, foreign: foreign, form: [("status", "disabled")]),
            "POST /system/accounts/:id/reset": RouteFixture(own: own, foreign: foreign),
            "GET /log/tile/**": RouteFixture(own: ["**": "0/000.p/1"]),
            "GET /log/receipt/:index": RouteFixture(own: ["index": "0"]),
        ]
    }
}

enum CatalogueFixtures: RouteFixtures {
    /// One local item and one local key-supervision item in each county: the shared lists are everybody's, an entry of a
    /// foreign county is nobody else's. So with their documents and with proposals.
    static func fixtures(_ world: World) async throws -> [String: RouteFixture] {
        let house = world.house
        let administrator = try world.province.person(.administrator)
        var proposals: [String] = [], documents: [String] = []
        for (number, county) in [(1, world.own), (2, world.foreign)] {
            let base = try await house.storage.read { try $0.catalogue.item("S01") }
            guard let base else { throw Problem.notFound("抽查事项") }
            let item = Item(
                code: "D0\(number)", category: base.category, matter: "地方事项\(number)", subjects: base.subjects,
                importance: base.importance, methods: base.methods, level: base.level, basis: base.basis,
                department: base.department, region: county.region, selector: base.selector, isSample: true, note: nil)
            let key = KeyItem(
                code: "Z0\(number)", field: "食品", matter: "地方重点\(number)", authority: "局", department: "scjg",
                subjects: "企业", measures: "查", basis: "某法", cycleYears: 1, items: [], selector: base.selector,
                region: county.region, isSample: true, note: nil)
            for entry in [ListEntry.item(item), .key(key)] {
                _ = try await CatalogueKeeping(house).add(
                    entry, notice: notice(house), base: nil, by: administrator, submission: nil)
            }
            let location = try await Proposing(house).propose(
                ProposalDraft(
                    list: .items, ground: .gap, kind: .add, target: nil, heading: "食品", matter: "新事项", subjects: "企业",
                    basis: "某法", reason: "清单没有", checks: []), by: try county.person(.planner), submission: nil)
            proposals.append(location.split(separator: "/").last.map(String.init) ?? "")
            try await DocumentKeeping(house).add(
                .guide, title: "指南", isPublic: true, note: "",
                file: DocumentFile(filename: "指南.pdf", bytes: Array("%PDF-1.4".utf8)), to: .items, item.code,
                by: administrator, submission: nil)
            let document = try await CatalogueKeeping(house).dossier(administrator, item: item.code).documents.first
            documents.append(String(document?.id ?? 0))
        }
        let joint = JointItem(
            code: "J01", trade: "餐饮", matter: "餐饮综合监管", lead: "scjg", parts: [.init(department: "xf", matter: "消防")],
            subjects: "餐饮服务经营者", level: "", basis: "某文件", items: ["S25"], region: world.province.region,
            isSample: true, note: nil)
        _ = try await CatalogueKeeping(house).add(
            .joint(joint), notice: notice(house), base: nil, by: administrator, submission: nil)
        _ = try await BookletKeeping(house).publish("J01", by: administrator, submission: nil)
        var all: [String: RouteFixture] = [
            "GET /catalogue/joint/:code/booklet": RouteFixture(own: ["code": "J01"]),
            "POST /catalogue/joint/:code/booklet": RouteFixture(own: ["code": "J01"]),
            "GET /catalogue/versions/:number": RouteFixture(own: ["number": "1"]),
            "GET /catalogue/versions/:number/withdraw": RouteFixture(own: ["number": "1"]),
            "POST /catalogue/versions/:number/withdraw": RouteFixture(own: ["number": "1"]),
        ]
        for (list, own, foreign) in [("items", "D01", "D02"), ("key", "Z01", "Z02"), ("joint", "J01", nil)] {
            let fixture = RouteFixture(own: ["code": own], foreign: foreign.map { ["code": $0] })
            for route in ["GET :code", "GET :code/edit", "POST :code", "GET :code/retire", "POST :code/retire"] {
                all[route.replacing(" ", with: " /catalogue/\(list)/")] = fixture
            }
            if list == "key" { all["GET /catalogue/key/:code/missing"] = fixture }
        }
        let proposal = RouteFixture(own: ["id": proposals[0]], foreign: ["id": proposals[1]])
        for route in ["GET ", "POST /notes", "POST /decline", "POST /withdraw"] {
            all[route.replacing(" ", with: " /catalogue/proposals/:id")] = proposal
        }
        let document = RouteFixture(own: ["id": documents[0]], foreign: ["id": documents[1]])
        for route in ["GET ", "POST ", "POST /visibility", "POST /retire"] {
            all[route.replacing(" ", with: " /catalogue/documents/:id")] = document
        }
        all["GET /catalogue/documents/:id/files/:version"] = RouteFixture(
            own: ["id": documents[0], "version": "1"], foreign: ["id": documents[1], "version": "1"])
        // One that no other route of the matrix retires.
        try await DocumentKeeping(house).add(
            .joint, title: "联查指南", isPublic: true, note: "",
            file: DocumentFile(filename: "联查指南.pdf", bytes: Array("%PDF-1.4".utf8)), to: .joint, "J01",
            by: administrator, submission: nil)
        let open = try await CatalogueKeeping(house).dossier(administrator, .joint, "J01").documents.first
        all["GET /items/files/:id/:version"] = RouteFixture(own: ["id": String(open?.id ?? 0), "version": "1"])
        var compare = RouteFixture(), file = RouteFixture(form: [("list", "items"), ("code", "D01")])
        compare.query = "?from=0&to=1"
        all["GET /catalogue/versions/compare"] = compare
        all["GET /items/compare"] = compare
        all["POST /catalogue/documents"] = file
        file.query = "?list=items&code=D01"
        all["GET /catalogue/documents/new"] = file
        all.merge(try await checklists(world)) { _, new in new }
        return all
    }

    /// A published checklist with a draft on top, for an item of either county.
    private static func checklists(_ world: World) async throws -> [String: RouteFixture] {
        let keeping = ChecklistKeeping(world.house)
        let administrator = try world.province.person(.administrator)
        func draft(_ code: String, _ text: String) -> ChecklistDraft {
            ChecklistDraft(
                item: code, title: "检查表",
                sections: [.init(code: "A", title: "现场", questions: [.init(code: "q1", text: text, kind: .yesNo)])])
        }
        for code in ["D01", "D02"] {
            let first = try await keeping.keep(draft(code, "是否亮照"), base: 0, revision: 0, by: administrator)
            _ = try await keeping.publish(
                item: code, revision: first, reason: "首次", by: administrator, submission: nil)
            _ = try await keeping.keep(draft(code, "是否亮照经营"), base: 1, revision: 0, by: administrator)
        }
        var all: [String: RouteFixture] = [:]
        let edit = [("s.0.code", "A"), ("q.0.0.code", "q1"), ("revision", "1"), ("base", "1"), ("title", "检查表")]
        for (path, form) in [
            ("GET ", []), ("GET /preview", []), ("POST /preview", []), ("GET /export", []), ("GET /edit", []),
            ("POST /edit", edit), ("GET /publish", []), ("POST /publish", [("revision", "1"), ("reason", "措辞")]),
            ("GET /import", []), ("POST /import", []), ("GET /versions/:version", []),
        ] {
            let parts = path.split(separator: " ", omittingEmptySubsequences: false)
            let more = path.contains(":version") ? ["version": "1"] : [:]
            all["\(parts[0]) /catalogue/items/:code/checklist\(parts[1])"] = RouteFixture(
                own: ["code": "D01"].merging(more) { $1 }, foreign: ["code": "D02"].merging(more) { $1 }, form: form)
        }
        return all
    }

    private static func notice(_ house: House) -> VersionNotice {
        VersionNotice(effectiveFrom: house.clock.today, reason: "测试", basis: "测试")
    }
}

enum RegistryFixtures: RouteFixtures {
    static func fixtures(_ world: World) async throws -> [String: RouteFixture] {
        func inspector(_ county: World.County) -> Int64 { county.officers.keys.min() ?? 0 }
        func job(_ county: World.County) async throws -> Int64 {
            let text = "企业名称,统一社会信用代码,经营范围,注册地址\n\(county.name)虚构商店,坏代码,零售,虚构路1号\n"
            let flow = ImportFlow(world.house)
            let actor = try county.person(.planner)
            let id = try await flow.begin(
                .bytes(Array(text.utf8)), name: "名录.csv", kind: .subjects, dated: nil, by: actor)
            _ = try await flow.settle(id, for: actor)
            return id
        }
        let jobs = RouteFixture(
            own: ["id": String(try await job(world.own))], foreign: ["id": String(try await job(world.foreign))])
        let recusal = [("kind", "region"), ("target", "230103"), ("reason", "近亲属"), ("from", "2026-06-01")]
        return [
            "GET /registry/inspectors/:id": pair(world) { inspector($0) },
            "POST /registry/inspectors/:id/recusals": pair(world, form: recusal) { inspector($0) },
            "POST /registry/inspectors/:id/recusals/end": pair(world, form: recusal) { inspector($0) },
            "POST /registry/inspectors/:id/leaves": pair(
                world,
                form: [("leave_kind", "sick"), ("leave_from", "2026-06-02"), ("leave_until", "2026-06-03")]
            ) { inspector($0) },
            "POST /registry/inspectors/:id/leaves/end": pair(world, form: [("leave", "1")]) { inspector($0) },
            "GET /registry/imports/:id": pair(world) { $0.subjectImport },
            "GET /registry/imports/:id/errors.csv": pair(world) { $0.subjectImport },
            "GET /registry/imports/:id/undo": pair(world) { $0.subjectImport },
            "POST /registry/imports/:id/undo": pair(world) { $0.subjectImport },
            "GET /registry/imports/templates/:kind": RouteFixture(own: ["kind": "subjects"]),
            "GET /registry/imports/jobs/:id": jobs, "GET /registry/imports/jobs/:id/progress": jobs,
            "GET /registry/imports/jobs/:id/corrected.xlsx": jobs, "POST /registry/imports/jobs/:id/match": jobs,
            "POST /registry/imports/jobs/:id/recheck": jobs, "POST /registry/imports/jobs/:id/confirm": jobs,
            "POST /registry/imports/jobs/:id/discard": jobs,
        ]
    }
}

enum PlanFixtures: RouteFixtures {
    static func fixtures(_ world: World) async throws -> [String: RouteFixture] {
        var all: [String: RouteFixture] = [:]
        let plan = pair(world) { $0.draftPlan }, campaign = pair(world, "campaign") { $0.draftCampaign }
        for name in [
            "GET /plan/:id", "GET /plan/:id/table.xlsx", "GET /plan/:id/report", "POST /plan/:id/report",
            "GET /plan/:id/publish",
            "POST /plan/:id/publish", "GET /plan/:id/campaigns/new", "POST /plan/:id/campaigns",
            "GET /plan/:id/estimate", "GET /plan/:id/copy", "POST /plan/:id/copy", "GET /plan/:id/figures",
            "GET /plan/:id/advice", "POST /plan/:id/advice",
        ] { all[name] = plan }
        for name in [
            "GET /plan/campaigns/:campaign", "GET /plan/campaigns/:campaign/edit", "POST /plan/campaigns/:campaign",
            "GET /plan/campaigns/:campaign/cancel", "POST /plan/campaigns/:campaign/cancel",
            "GET /plan/campaigns/:campaign/handed", "POST /plan/campaigns/:campaign/handed",
        ] { all[name] = campaign }
        all["POST /plan/:id/advice"] = pair(world, form: [("width", "fewest"), ("fingerprint", "")]) { $0.draftPlan }
        for name in ["report", "publish"] { all["POST /plan/:id/\(name)"]?.query = "?version=2" }
        let ids = try await world.house.storage.read { stores in
            try [world.own.plan, world.foreign.plan].map { try stores.plans.reports(plan: $0).last?.id ?? 0 }
        }
        for (name, form) in [
            ("GET /plan/reports/:id", []), ("POST /plan/reports/:id/receive", []),
            ("POST /plan/reports/:id/return", [("reason", "请补充")]),
            ("POST /plan/reports/:id/receipt", [("number", "一号")]),
            ("POST /plan/reports/:id/again", [("explanation", "说明")]),
        ] {
            all[name] = RouteFixture(own: ["id": String(ids[0])], foreign: ["id": String(ids[1])], form: form)
        }
        let part = try await invited(world)
        for name in ["GET ", "POST /invite", "POST /ally", "POST /ask", "POST /answer", "POST /withdraw", "POST /urge"]
        {
            var fixture = campaign
            if name.hasPrefix("POST") {
                fixture = RouteFixture(
                    own: campaign.own, foreign: campaign.foreign,
                    form: [
                        ("authorities", "9999"), ("alliance", "1"), ("answer_by", "2026-07-01"), ("part", String(part)),
                        ("authority", "9999"), ("matter", "消防"), ("reason", "理由"),
                    ])
            }
            all[name.replacing(" ", with: " /plan/joint/:campaign")] = fixture
        }
        all["POST /plan/joint"] = RouteFixture(form: [("matter", "集中用餐单位"), ("title", "联查")])
        all["POST /plan/reporting/remind"] = RouteFixture(
            form: [("authority", String(world.own.authority)), ("year", "2026"), ("kind", "joint")])
        return all
    }
}

extension PlanFixtures {
    /// An invitation of the own county's fire service into the draft's campaign.
    private static func invited(_ world: World) async throws -> Int64 {
        let (house, county) = (world.house, world.own)
        let authority = try await house.storage.write { stores in
            let now = house.clock.now()
            try stores.ledger.append(
                LedgerEntry(act: "test", actor: nil, object: "test", at: now, sentence: "建立测试机关"), at: now)
            return try stores.registry.insert(
                NewAuthority(
                    code: "\(county.region.text)-xf", name: "\(county.name)消防救援大队（测试）", region: county.region,
                    department: "xf", parent: nil))
        }
        _ = try await JointPlanning(house).invite(
            try county.person(.planner), campaign: county.draftCampaign, authorities: [authority],
            answerBy: house.clock.today.advanced(by: 10))
        return try await house.storage.read { try $0.plans.parts(campaign: county.draftCampaign).first?.id ?? 0 }
    }
}

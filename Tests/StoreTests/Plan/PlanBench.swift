import Domain
import Foundation
import Logging
import Store
import Testing
import TransparencyLog
import World

@testable import Database

/// A city with two counties and a province above, the sample-like list of four items, and 1,100 subjects in one county.
struct PlanBench: Sendable {
    let database: any Database
    let law: Law
    let checkpoints: Checkpoints

    static func with(_ kind: DatabaseKind, items: Bool = true, _ body: (PlanBench) async throws -> Void) async throws {
        try await TestDatabase.with(kind) { database in
            _ = try await Migrator(directory: MigrationFiles.directory).run(on: database)
            let bench = PlanBench(
                database: database, law: try TestLaw.load(),
                checkpoints: Checkpoints(signer: try NoteSigner(name: "test.mingcha")))
            try await ReferenceSeeding(bench.house()).run()
            try await bench.people()
            if items { try await bench.list(PlanBench.items()) }
            try await body(bench)
        }
    }

    /// The house at noon in Beijing.
    func house(_ day: String = "2026-01-20", tables: (any TableDesk)? = nil) throws -> House {
        House(
            storage: SQLStorage(database), clock: .fixed(try #require(Moment(day + "T04:00:00.000Z"))), law: law,
            checkpoints: checkpoints, reference: try RegistryBench.book.get(), tables: tables)
    }

    // MARK: People: province 1, county 道里 2, county 南岗 3

    private func people() async throws {
        _ = try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO registry_authority (id, code, name, region_code, department_code, parent_id)
                VALUES (1, '230000-scjg', '黑龙江省局（测试）', '230000', 'scjg', NULL),
                    (2, '230102-scjg', '道里区局（测试）', '230102', 'scjg', 1),
                    (3, '230103-scjg', '南岗区局（测试）', '230103', 'scjg', 1)
                """)
            for (id, authority, region) in [(1, 1, "230000"), (2, 2, "230102"), (3, 3, "230103")] {
                try connection.execute(
                    """
                    INSERT INTO access_account (id, username, name, password_hash, authority_id, region_code,
                        department_code, status, created_at, password_changed_at)
                    VALUES (\(id), \("user\(id)"), \("账号\(id)"), '-', \(authority), \(region), 'scjg', 'active',
                        '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')
                    """)
            }
        }
    }

    static func actor(_ id: Int64, _ region: String, _ roles: Set<Role> = [.planner], department: String? = "scjg")
        throws -> Actor
    {
        Actor(
            account: id, name: "账号\(id)", roles: roles, authority: id, authorityName: "局", region: try place(region),
            regionName: "辖区\(region)", department: department, inspector: nil)
    }

    static func province(_ roles: Set<Role> = [.planner, .administrator]) throws -> Actor {
        try actor(1, "230000", roles, department: nil)
    }
    static func planner() throws -> Actor { try actor(2, "230102") }
    static func neighbour() throws -> Actor { try actor(3, "230103") }

    static func place(_ text: String) throws -> RegionCode { try #require(RegionCode(text)) }
    static func day(_ text: String) throws -> Day { try #require(Day(text)) }

    // MARK: The list

    static func item(
        _ code: String, _ importance: Item.Importance = .general, matter: String? = nil, region: String = "230000",
        selector: Selector = Selector(), basis: String = "某条例第一条"
    ) throws -> Item {
        Item(
            code: code, category: "测试类别", matter: matter ?? "事项\(code)", subjects: "企业", importance: importance,
            methods: ["现场检查"], level: "县级", basis: basis, department: "scjg", region: try place(region),
            selector: selector, isSample: true, note: nil)
    }

    static func items() throws -> [Item] {
        [
            try item("G1", selector: Selector(tags: ["catering"])), try item("G2", selector: Selector(types: ["91"])),
            try item("K1", .key), try item("L1", region: "230103"),
        ]
    }

    static func notice(_ day: String = "2026-01-01") throws -> VersionNotice {
        VersionNotice(effectiveFrom: try self.day(day), reason: "测试", basis: "测试文件")
    }

    func list(_ items: [Item]) async throws {
        _ = try await CatalogueImport(house()).apply(items, notice: try PlanBench.notice(), actor: nil)
    }

    // MARK: Subjects: enterprises 1…1000 (A 600, B 300, C 60, D 30, none 10), sole traders 1001…1100 (none)

    func subjects() async throws {
        let catering = try await number("SELECT number FROM registry_tag WHERE code = 'catering'")
        _ = try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO registry_risk_snapshot (id, dated, source, at)
                VALUES (1, '2026-01-01', '测试', '2026-01-01T00:00:00.000Z'),
                    (2, '2026-12-01', '以后的', '2026-01-01T00:00:00.000Z')
                """)
            for id in 1...1100 {
                let type = id <= 1000 ? "91" : "92"
                let region = id % 2 == 0 ? "230102" : "230103"
                try connection.execute(
                    """
                    INSERT INTO registry_subject (id, identifier, name, type_code, is_market, status, region_code,
                        region_how, kind, capital, scope, address, tags, row_hash, import_id, changed_at)
                    VALUES (\(id), \("X\(id)"), \("示例\(id)"), \(type), 1, \(id == 1100 ? "cancelled" : "active"),
                        \(region), 'code', '', '', '', '', '', \(id), 1, '2026-01-01T00:00:00.000Z')
                    """)
                if id % 10 < 4 {
                    try connection.execute(
                        "INSERT INTO registry_subject_tag (tag_number, subject_id) VALUES (\(catering), \(id))")
                }
                let risk = id <= 600 ? "A" : id <= 900 ? "B" : id <= 960 ? "C" : id <= 990 ? "D" : nil
                if let risk {
                    try connection.execute(
                        "INSERT INTO registry_risk (snapshot_id, subject_id, class) VALUES (1, \(id), \(risk)), (2, \(id), 'D')"
                    )
                }
            }
        }
    }

    func number(_ sql: SQL) async throws -> Int {
        try await database.read { try $0.row(sql)?.int(0) ?? -1 }
    }

    // MARK: Plans

    static func draft(
        _ title: String = "任务", items: [String] = ["G1"], regions: [String] = ["230102"], from: String = "2026-04-01",
        to: String = "2026-06-30", quotas: [Campaign.Quota] = [.init(risk: .a, basisPoints: 200, reason: nil)],
        repeatBasis: String? = nil, jointReason: String? = nil
    ) throws -> CampaignDraft {
        CampaignDraft(
            title: title, items: items, regions: try regions.map(place), startsOn: try day(from), endsOn: try day(to),
            method: "现场检查", dispatch: .bureau, quotas: quotas, repeatBasis: repeatBasis, jointReason: jointReason)
    }

    func plan(_ kind: Plan.Kind = .internal, by actor: Actor? = nil) async throws -> Int64 {
        try await Planning(house()).create(try actor ?? PlanBench.planner(), year: 2026, kind: kind, title: nil)
    }

    func stored(_ id: Int64) async throws -> Plan {
        try #require(try await SQLStorage(database).read { try $0.plans.plan(id: id) })
    }

    func campaigns(_ plan: Int64) async throws -> [Campaign] {
        try await SQLStorage(database).read { try $0.plans.campaigns(plan: plan) }
    }

    func logSize() async throws -> Int64 { try await SQLStorage(database).read { try $0.ledger.size() } }

    /// A plan with one campaign, reported.
    func reported(by actor: Actor? = nil) async throws -> (plan: Int64, campaign: Int64) {
        let actor = try actor ?? PlanBench.planner()
        let id = try await plan(by: actor)
        let campaign = try await Planning(house()).add(
            actor, plan: id, try PlanBench.draft(regions: [actor.region.text]))
        _ = try await Planning(house()).report(actor, plan: id, version: try await stored(id).version)
        return (id, campaign)
    }
}

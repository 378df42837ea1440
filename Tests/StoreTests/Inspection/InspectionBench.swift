import Domain
import Foundation
import Logging
import Store
import TransparencyLog
import World

@testable import Database

/// A small, fixed county with one drawn campaign of two visits, on a fresh database of either kind.
struct InspectionBench: Sendable {
    let database: any Database
    let law: Law
    let checkpoints: Checkpoints

    /// Subject 1 is a company, subject 2 a kindergarten that is no market subject. Inspectors 1 and 2 are assigned to
    /// both visits, 4 (auxiliary) comes along; 3 is of the same bureau and not assigned.
    static let visit1: Int64 = 1
    static let visit2: Int64 = 2
    /// Visit 1 has the checklist item (inspection 1) and a plain item (2); visit 2 has the plain item (3).
    static let checked: Int64 = 1
    static let plain: Int64 = 2
    static let kindergarten: Int64 = 3

    static func with<T>(_ kind: DatabaseKind, _ body: (InspectionBench) async throws -> T) async throws -> T {
        try await TestDatabase.with(kind) { database in
            _ = try await Migrator(directory: MigrationFiles.directory).run(on: database)
            let bench = InspectionBench(
                database: database, law: try TestLaw.load(),
                checkpoints: Checkpoints(signer: try NoteSigner(name: "test.mingcha")))
            try await bench.fill()
            return try await body(bench)
        }
    }

    /// The house at noon (Beijing) of a day.
    func house(_ day: String) throws -> House {
        guard let moment = Moment(day + "T04:00:00.000Z") else { throw BenchError.day(day) }
        return House(storage: SQLStorage(database), clock: .fixed(moment), law: law, checkpoints: checkpoints)
    }

    enum BenchError: Error { case day(String), missing }

    // MARK: People

    static func actor(
        _ account: Int64, _ roles: Set<Role>, region: String = "230102", department: String? = "scjg",
        inspector: Int64? = nil
    ) throws -> Actor {
        guard let region = RegionCode(region) else { throw BenchError.missing }
        return Actor(
            account: account, name: "账号\(account)", roles: roles, authority: 1, authorityName: "道里区局", region: region,
            regionName: "道里区", department: department, inspector: inspector)
    }

    static func officer() throws -> Actor { try actor(1, [.inspector], inspector: 1) }
    static func second() throws -> Actor { try actor(2, [.inspector], inspector: 2) }
    static func colleague() throws -> Actor { try actor(3, [.inspector], inspector: 3) }
    static func auxiliary() throws -> Actor { try actor(4, [.inspector], inspector: 4) }
    static func stranger() throws -> Actor { try actor(5, [.inspector], region: "230200", inspector: 5) }
    static func reviewer() throws -> Actor { try actor(6, [.reviewer]) }
    static func publisher() throws -> Actor { try actor(7, [.publisher]) }
    static func provincialPublisher() throws -> Actor { try actor(8, [.publisher], region: "230000") }
    static func statistician() throws -> Actor { try actor(9, [.statistician], region: "230000", department: nil) }

    // MARK: Short cuts

    static func draft(_ outcome: String, on day: String, answers: [String: String] = [:], value: String? = nil)
        -> InspectionDraft
    {
        InspectionDraft(
            answers: answers, outcome: outcome, outcomeValue: value,
            particulars: [
                "problem": "货架有三件过期商品", "legal-basis": "食品安全法第五十四条", "correction-term": "2026-11-20",
                "evidence": "现场照片三张", "handling-body": "综合执法队", "circumstances": "现场已停业",
                "conclusion-basis": "报告 2026-001", "unpublished-information": "2025 年度报告",
                "contact-attempts": "两次电话均无人接听", "scene-photo": "照片一张",
            ], inspectedOn: Day(day))
    }

    static let complete = ["q1": "yes", "q2": "na", "q3": "12.5", "q4": "整洁", "q5": "记录完整"]

    func version(_ inspection: Int64) async throws -> Int {
        try await SQLStorage(database).read { stores in
            guard let found = try stores.inspections.inspection(id: inspection) else { throw BenchError.missing }
            return found.version
        }
    }

    func state(_ inspection: Int64) async throws -> Inspection.State? {
        try await SQLStorage(database).read { try $0.inspections.inspection(id: inspection)?.state }
    }

    func campaign() async throws -> Campaign? { try await SQLStorage(database).read { try $0.plans.campaign(id: 1) } }

    func logSize() async throws -> Int64 { try await SQLStorage(database).read { try $0.ledger.size() } }

    @discardableResult
    func sign(_ inspection: Int64, _ outcome: String, on day: String, value: String? = nil) async throws
        -> SubmissionOutcome
    {
        let answers = inspection == Self.checked ? Self.complete : [:]
        return try await Inspecting(house(day)).sign(
            Self.draft(outcome, on: day, answers: answers, value: value), inspection: inspection,
            version: version(inspection), actor: Self.officer(), submission: nil)
    }

    func approve(_ inspection: Int64, on day: String) async throws {
        _ = try await Reviewing(house(day)).approve(
            inspection: inspection, version: version(inspection), actor: Self.reviewer(), submission: nil)
    }

    /// Signs, approves and publishes everything, on one day.
    func publishAll(on day: String, _ outcome: String = "no-problem") async throws {
        for id in [Self.checked, Self.plain, Self.kindergarten] {
            try await sign(id, outcome, on: day)
            try await approve(id, on: day)
        }
        _ = try await Publishing(house(day)).publish(
            [Self.checked, Self.plain, Self.kindergarten], actor: Self.publisher(), submission: nil)
    }

    private func fill() async throws {
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO registry_region (code, name, level, parent) VALUES
                    ('230000', '黑龙江省', 'province', NULL), ('230100', '哈尔滨市', 'city', '230000'),
                    ('230102', '道里区', 'county', '230100'), ('230200', '齐齐哈尔市', 'city', '230000')
                """)
            try connection.execute("INSERT INTO registry_department (code, name) VALUES ('scjg', '市场监督管理')")
            try connection.execute(
                """
                INSERT INTO registry_authority (id, code, name, region_code, department_code) VALUES
                    (1, '230102-scjg', '道里区市场监督管理局', '230102', 'scjg')
                """)
            for id in 1...9 {
                try connection.execute(
                    """
                    INSERT INTO access_account (id, username, name, password_hash, authority_id, region_code, status,
                        created_at, password_changed_at)
                    VALUES (\(id), \("user\(id)"), \("账号\(id)"), '', 1, '230102', 'active', '2026-01-01T00:00:00.000Z',
                        '2026-01-01T00:00:00.000Z')
                    """)
            }
            for id in 1...5 {
                try connection.execute(
                    """
                    INSERT INTO registry_inspector (id, code, name, authority_id, certificate_number, certificate_kind,
                        valid_from, valid_until, is_auxiliary, post, status, capacity, changed_at)
                    VALUES (\(id), \("E\(id)"), \("检查员\(id)"), 1, \("Z\(id)"), '行政执法证', '2024-01-01',
                        \(id == 2 ? "2026-11-05" : "2029-12-31"), \(id == 4), '行政', 'active', 20,
                        '2026-01-01T00:00:00.000Z')
                    """)
            }
            for (id, code, name, market) in [
                (1, "91230102000000001X", "某某食品有限公司", true), (2, "52230102000000002X", "某某幼儿园", false),
            ] {
                try connection.execute(
                    """
                    INSERT INTO registry_subject (id, identifier, name, type_code, is_market, status, region_code,
                        region_how, kind, capital, scope, address, tags, row_hash, import_id,
                        changed_at)
                    VALUES (\(id), \(code), \(name), 'x', \(market), 'active', '230102', 'code', '', '', '', '友谊路一号', '', 0,
                        1, '2026-01-01T00:00:00.000Z')
                    """)
            }
            try connection.execute(
                """
                INSERT INTO catalogue_version (number, edition, effective_from, reason, basis, created_at)
                VALUES (1, 1, '2026-01-01', '初版', '方案', '2026-01-01T00:00:00.000Z')
                """)
            for (id, code, matter) in [(1, "S-001", "食品销售环节检查"), (2, "S-002", "年度报告公示检查")] {
                try connection.execute(
                    """
                    INSERT INTO catalogue_item (id, code, since_version, category, matter, subjects, importance,
                        methods, level, basis, department_code, region_code, selector, is_sample)
                    VALUES (\(id), \(code), 1, '食品销售', \(matter), '经营主体', 'general', '["现场检查"]', '县级',
                        '食品安全法第一百零九条', 'scjg', '230000', '{"tags":[],"types":[]}', 1)
                    """)
            }
            let questions = """
                [{"code":"q1","text":"是否亮照经营","kind":"yes_no_na","suggests":{"no":"ordered-correction"}},
                {"code":"q2","text":"是否存在来源不明的商品","kind":"yes_no_na","suggests":{"yes":"pending-handling"}},
                {"code":"q3","text":"冷藏温度","kind":"number"},
                {"code":"q4","text":"场所卫生","kind":"choice","options":["整洁","一般","差"]},
                {"code":"q5","text":"进货查验记录","kind":"text"}]
                """
            try connection.execute(
                """
                INSERT INTO catalogue_checklist (id, item_code, version, title, body, created_at)
                VALUES (1, 'S-001', 1, '食品销售检查表', \(questions), '2026-01-01T00:00:00.000Z')
                """)
            try connection.execute(
                """
                INSERT INTO plan_plan (id, year, kind, title, authority_id, region_code, department_code, state, version)
                VALUES (1, 2026, 'joint', '2026 年联合抽查计划', 1, '230102', 'scjg', 'published', 1)
                """)
            try connection.execute(
                """
                INSERT INTO plan_campaign (id, plan_id, number, title, authority_id, region_code, department_code,
                    starts_on, ends_on, method, dispatch, state, version)
                VALUES (1, 1, '2026-230102-scjg-L-001', '食品销售抽查', 1, '230102', 'scjg', '2026-11-01', '2026-11-30',
                    '现场检查', 'bureau', 'inspecting', 1)
                """)
            try connection.execute(
                """
                INSERT INTO draw_ceremony (id, code, title, authority_id, region_code, department_code, state,
                    reveal_deadline, public_source, created_at, drawn_at, version)
                VALUES (1, 'YH-2026-230102-001', '食品销售摇号', 1, '230102', 'scjg', 'drawn',
                    '2026-11-02T01:00:00.000Z', 'dice:room-1', '2026-11-01T01:00:00.000Z',
                    '2026-11-02T02:00:00.000Z', 5)
                """)
        }
        guard let region = RegionCode("230102") else { throw BenchError.missing }
        try await SQLStorage(database).housekeep { stores in
            try stores.inspections.insert(
                visits: [
                    NewVisit(
                        subject: 1, slip: "AAAAAAAAAAAAAAAAAAAA", region: region, authority: 1, inspectors: [1, 2, 4],
                        inspections: [
                            NewVisit.Purpose(campaign: 1, item: "S-001", checklist: 1),
                            NewVisit.Purpose(campaign: 1, item: "S-002", checklist: nil),
                        ]),
                    NewVisit(
                        subject: 2, slip: "BBBBBBBBBBBBBBBBBBBB", region: region, authority: 1, inspectors: [1, 2],
                        inspections: [NewVisit.Purpose(campaign: 1, item: "S-002", checklist: nil)]),
                ], ceremony: 1, department: "scjg")
        }
    }
}

/// Policy/ of this source tree.
enum TestLaw {
    static func load() throws -> Law { try TestSources.law.get() }
}

/// The problem an operation ends with.
func refusal(_ body: () async throws -> Void) async -> Problem? {
    do {
        try await body()
        return nil
    } catch {
        return error as? Problem
    }
}

import Documents
import Domain
import Foundation
import Logging
import Store
import TransparencyLog
import World

@testable import Database

/// An empty registry with its reference data, on a fresh database of either kind.
struct RegistryBench: Sendable {
    let database: any Database
    let house: House
    let folder: URL

    static func with(_ kind: DatabaseKind, _ body: (RegistryBench) async throws -> Void) async throws {
        try await TestDatabase.with(kind) { database in
            try await Migrator(directory: MigrationFiles.directory).run(on: database)
            let folder = FileManager.default.temporaryDirectory.appending(path: "mingcha-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            guard let noon = Moment("2026-11-23T04:00:00.000Z") else { return }
            let house = House(
                storage: SQLStorage(database), clock: .fixed(noon), law: try TestLaw.load(),
                checkpoints: Checkpoints(signer: try NoteSigner(name: "test.mingcha")), reference: try book.get(),
                tables: LocalTableDesk(folder: folder.path() + "uploads"))
            try await ReferenceSeeding(house).run()
            let bench = RegistryBench(database: database, house: house, folder: folder)
            try await bench.people()
            try await body(bench)
        }
    }

    /// The same house an hour later.
    func later() -> House {
        House(
            storage: house.storage, clock: .fixed(Moment(milliseconds: house.clock.now().milliseconds + 3_600_000)),
            law: house.law, checkpoints: house.checkpoints, reference: house.reference, tables: house.tables)
    }

    /// The same house over another storage.
    func storing(_ storage: any Storage) -> House {
        House(
            storage: storage, clock: house.clock, law: house.law, checkpoints: house.checkpoints,
            reference: house.reference, tables: house.tables)
    }

    static var book: Result<ReferenceBook, any Error> { TestSources.book }

    private func people() async throws {
        _ = try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO registry_authority (id, code, name, region_code, department_code)
                VALUES (1, '230102-scjg', '道里区市场监督管理局（测试）', '230102', 'scjg'),
                    (2, '230200-scjg', '齐齐哈尔市市场监督管理局（测试）', '230200', 'scjg')
                """)
            try connection.execute(
                """
                INSERT INTO access_account (id, username, name, password_hash, authority_id, region_code,
                    department_code, status, created_at, password_changed_at)
                VALUES (1, 'planner', '计划员', '-', 1, '230102', 'scjg', 'active', '2026-01-01T00:00:00.000Z',
                    '2026-01-01T00:00:00.000Z')
                """)
        }
    }

    static func actor(region: String = "230102", roles: Set<Role> = [.planner]) throws -> Actor {
        guard let code = RegionCode(region) else { throw Problem.notFound("区划") }
        return Actor(
            account: 1, name: "计划员", roles: roles, authority: 1, authorityName: "测试局", region: code, regionName: "测试",
            department: "scjg", inspector: nil)
    }

    /// The same house so many days later.
    func at(days: Int) -> House {
        House(
            storage: house.storage, clock: .fixed(house.clock.now().advanced(bySeconds: days * 86_400)), law: house.law,
            checkpoints: house.checkpoints, reference: house.reference, tables: house.tables)
    }

    func source(_ text: String, _ name: String = "名录.csv") throws -> any TableSource {
        try source(Array(text.utf8), name)
    }

    func source(_ bytes: [UInt8], _ name: String = "名录.csv") throws -> any TableSource {
        let url = folder.appending(path: UUID().uuidString)
        try Data(bytes).write(to: url)
        return try house.desk().open(path: url.path(), name: name)
    }

    func number(_ sql: SQL) async throws -> Int {
        try await database.read { try $0.row(sql)?.int(0) ?? -1 }
    }

    /// All of the tables an import writes, as one text: equal texts, equal registries.
    func picture() async throws -> [String] {
        try await database.read { connection in
            var lines: [String] = []
            for sql: SQL in [
                """
                SELECT id, identifier, name, type_code, is_market, status, region_code, region_how, registered_on, kind,
                    capital, scope, address, tags, row_hash FROM registry_subject ORDER BY id
                """, "SELECT tag_number, subject_id FROM registry_subject_tag ORDER BY tag_number, subject_id",
                "SELECT snapshot_id, subject_id, class FROM registry_risk ORDER BY snapshot_id, subject_id",
                "SELECT code, name, authority_id, capacity FROM registry_inspector ORDER BY code",
            ] {
                try connection.forEach(sql) { lines.append("\($0.values)") }
            }
            return lines
        }
    }

    /// A valid identifier of a county.
    static func code(_ serial: Int, region: String = "230102", type: String = "91") -> String {
        let digits = String(serial)
        let body = Array((type + region + "DEM" + String(repeating: "0", count: 6 - digits.count) + digits).utf8)
        return String(decoding: body + [IdentifierCheck.checkCharacter(for: body) ?? 0x30], as: UTF8.self)
    }

    static let header = "企业名称,统一社会信用代码,注册日期,经营范围,地区,注册地址\n"

    static func line(
        _ serial: Int, name: String? = nil, date: String = "2019-04-01", scope: String = "餐饮服务",
        region: String = "230102", address: String = "黑龙江省哈尔滨市道里区演示路1号"
    ) -> String {
        "\(name ?? "演示\(serial)号店"),\(code(serial, region: region)),\(date),\(scope),哈尔滨,\(address)\n"
    }
}

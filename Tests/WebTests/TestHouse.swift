import Database
import Domain
import Foundation
import Logging
import Store
import Synchronization
import TransparencyLog
import Web

/// A house on a fresh SQLite file: two counties of one city, an account of every role in the first.
struct TestHouse: Sendable {
    let house: House
    let database: any Database
    let clock: TestClock
    private let folder: URL

    static let own = "230102"
    static let foreign = "230103"
    static let password = "correct-horse-battery"
    /// scrypt is slow on purpose: one cheap hash serves all accounts of all tests.
    private static let hash = Task {
        try await PasswordHash.make(
            password, salt: [UInt8](repeating: 7, count: 16), cost: PasswordHash.Cost(logN: 10, r: 8, p: 1))
    }

    static func open() async throws -> TestHouse {
        let folder = FileManager.default.temporaryDirectory.appending(path: "web-tests-\(UUID().uuidString)")
        var configuration = DatabaseConfiguration(folder.appending(path: "test.db").path)
        configuration.connections = 2
        configuration.cacheKiB = 2048
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let database = try await Databases.open(configuration, logger: logger)
        _ = try await Migrator(directory: MigrationFiles.directory).run(on: database)
        let clock = TestClock()
        let house = House(
            storage: SQLStorage(database), clock: Clock { clock.now }, law: try law(),
            checkpoints: Checkpoints(signer: try NoteSigner(name: "test.example/log")))
        let made = TestHouse(house: house, database: database, clock: clock, folder: folder)
        try await made.seed()
        return made
    }

    /// A server over this house that writes no log.
    func server(_ configuration: WebConfiguration = WebConfiguration(), routes: [Route]? = nil) -> WebServer {
        WebServer(
            house, configuration: configuration, routes: routes,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func close() async {
        await database.close()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The rules as shipped.
    private static func law() throws -> Law {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Policy")
        let names = try FileManager.default.contentsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".yaml") }
        return try Law(
            files: try names.sorted().map { ($0, try String(contentsOf: root.appending(path: $0), encoding: .utf8)) },
            hash: String(repeating: "0", count: 64))
    }

    private func seed() async throws {
        try await database.write { connection in
            for (code, name, level, parent) in [
                ("230000", "黑龙江省", "province", nil), ("230100", "哈尔滨市", "city", "230000"),
                ("230102", "道里区", "county", "230100"), ("230103", "南岗区", "county", "230100"),
            ] as [(String, String, String, String?)] {
                try connection.execute(
                    "INSERT INTO registry_region (code, name, level, parent) VALUES (\(code), \(name), \(level), \(parent)) ON CONFLICT (code) DO NOTHING"
                )
            }
            try connection.execute(
                "INSERT INTO registry_department (code, name) VALUES ('scjg', '市场监督管理') ON CONFLICT (code) DO NOTHING")
            for (id, region, name) in [(1, "230102", "示例市道里区市场监督管理局"), (2, "230103", "示例市南岗区市场监督管理局")] {
                try connection.execute(
                    """
                    INSERT INTO registry_authority (id, code, name, region_code, department_code)
                    VALUES (\(id), \(region + "-scjg"), \(name), \(region), 'scjg')
                    """)
            }
        }
    }

    /// Makes an account; the username is the role's name unless given.
    @discardableResult
    func account(_ roles: Set<Role>, region: String = own, username: String? = nil) async throws -> Int64 {
        let name = username ?? roles.map(\.rawValue).sorted().joined(separator: "-")
        let hash = try await TestHouse.hash.value
        let now = clock.now
        guard let code = RegionCode(region) else { throw Problem.notFound("地区") }
        return try await house.storage.housekeep {
            try $0.access.insert(
                NewAccount(
                    username: name, name: "测试·\(name)", passwordHash: hash, authority: region == TestHouse.own ? 1 : 2,
                    roles: roles, region: code, department: "scjg", inspector: nil), at: now)
        }
    }

    /// A session without going through the sign-in page.
    func session(_ account: Int64) async throws -> (token: String, csrf: String) {
        let token = house.randomHex(bytes: 32)
        let csrf = house.randomHex(bytes: 16)
        let now = clock.now
        try await house.storage.housekeep {
            try $0.access.insert(
                Session(
                    tokenHash: SignIn.hash(token), account: account, csrf: csrf, createdAt: now, lastSeenAt: now))
        }
        return (token, csrf)
    }
}

/// A clock that tests turn by hand.
final class TestClock: Sendable {
    private let current = Mutex(Moment("2026-06-01T02:00:00.000Z") ?? Moment(milliseconds: 0))

    var now: Moment { current.withLock { $0 } }

    func advance(seconds: Int) { current.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}

package import Database
import Documents
package import Domain
import Foundation
import Logging
import Store
import Synchronization
import TransparencyLog

/// A small province on a fresh database, for tests: two counties of one city, their bureaus and people, a clock that
/// is turned by hand and randomness that repeats.
///
/// The steps of the cycle are taken by the real use cases, in both counties alike, each step taking those before it:
/// `try await World(.sqlite).catalogued().registered().planned().drawn().inspected().published()`.
package struct World: Sendable {
    package let kind: DatabaseKind
    package let database: any Database
    package let house: House
    package let clock: TestClock
    let place: TestDatabase.Place
    /// The county that tests act for, its neighbour, and the province above.
    package internal(set) var own: County
    package internal(set) var foreign: County
    package internal(set) var province: County
    /// Steps that were taken.
    var steps: Set<Step> = []

    enum Step { case catalogued, registered, planned, drawn, inspected, published }

    /// A region with its market regulation bureau and what the steps made there. Empty or zero before its step.
    package struct County: Sendable {
        package let region: RegionCode
        package let name: String
        package let authority: Int64
        /// One person for each role; the inspector is an officer of ``openVisit``, once that is drawn.
        package internal(set) var people: [Role: Actor] = [:]
        /// Officers by their number in the registry.
        package internal(set) var officers: [Int64: Actor] = [:]
        package internal(set) var subjects: [Int64] = []
        package internal(set) var subjectImport: Int64 = 0
        /// A published plan of two campaigns, and a draft of one.
        package internal(set) var plan: Int64 = 0
        package internal(set) var draftPlan: Int64 = 0
        package internal(set) var draftCampaign: Int64 = 0
        /// Drawn, and announced only.
        package internal(set) var campaign: Int64 = 0
        package internal(set) var nextCampaign: Int64 = 0
        package internal(set) var ceremony: Int64 = 0
        package internal(set) var ceremonyCode = ""
        package internal(set) var nextCeremony: Int64 = 0
        package internal(set) var visits: [Int64] = []
        /// The visit that nobody has begun, with its inspection.
        package internal(set) var openVisit: Int64 = 0
        package internal(set) var openInspection: Int64 = 0
        /// A signed result that waits for review, an approved one that waits for publication, and what is public.
        package internal(set) var entered: Int64 = 0
        package internal(set) var approved: Int64 = 0
        package internal(set) var results: [Int64] = []

        package func person(_ role: Role) throws -> Actor {
            guard let actor = people[role] else { throw Missing("\(name): \(role.rawValue)") }
            return actor
        }
    }

    /// What a step should have made and did not.
    package struct Missing: Error, CustomStringConvertible {
        package let description: String
        init(_ description: String) { self.description = description }
    }

    package static let ownCode = "230102"
    package static let foreignCode = "230103"
    package static let password = "correct-horse-battery"
    /// scrypt is slow on purpose: one cheap hash serves all accounts of all tests.
    static let hash = Task {
        try await PasswordHash.make(
            password, salt: [UInt8](repeating: 7, count: 16), cost: PasswordHash.Cost(logN: 10, r: 8, p: 1))
    }

    /// An empty province: divisions, departments, tags and bureaus, no accounts.
    package init(_ kind: DatabaseKind = .sqlite, start: String = "2026-06-01T02:00:00.000Z") async throws {
        self.kind = kind
        guard let start = Moment(start) else { throw Missing(start) }
        place = try await TestDatabase.make(kind)
        database = try await TestDatabase.open(place, connections: kind == .sqlite ? 2 : 4)
        _ = try await Migrator(directory: MigrationFiles.directory).run(on: database)
        let clock = TestClock(start), dice = TestDice(seed: 2026)
        self.clock = clock
        house = House(
            storage: SQLStorage(database), clock: Clock { clock.now }, law: try TestSources.law.get(),
            checkpoints: Checkpoints(signer: try NoteSigner(name: "test.example/log")),
            reference: try TestSources.book.get(), tables: LocalTableDesk(folder: place.folder + "/uploads"),
            press: LocalPress(program: "/nonexistent/weasyprint"), vault: TestVault.make(),
            randomBytes: { dice.bytes($0) })
        try await ReferenceSeeding(house).run()
        let bureaus = try await World.bureaus(house)
        (province, own, foreign) = (bureaus.province, bureaus.own, bureaus.foreign)
    }

    /// Closes the database and removes it.
    package func close() async {
        await database.close()
        await TestDatabase.remove(place)
    }

    /// A world for one test, removed however it ends.
    package static func with<T>(_ kind: DatabaseKind = .sqlite, _ body: (World) async throws -> T) async throws -> T {
        let world = try await World(kind)
        do {
            let result = try await body(world)
            await world.close()
            return result
        } catch {
            await world.close()
            throw error
        }
    }

    /// The bureaus: those of the two counties first, so that they have the numbers 1 and 2.
    private static func bureaus(_ house: House) async throws -> (province: County, own: County, foreign: County) {
        try await house.storage.write { stores in
            func bureau(_ code: String) throws -> County {
                guard let region = RegionCode(code), let known = try stores.registry.region(region) else {
                    throw Missing(code)
                }
                let id = try stores.registry.insert(
                    NewAuthority(
                        code: "\(code)-scjg", name: "\(known.name)市场监督管理局（测试）", region: region,
                        department: Department.marketRegulation, parent: nil))
                return County(region: region, name: known.name, authority: id)
            }
            let (own, foreign) = (try bureau(ownCode), try bureau(foreignCode))
            _ = try bureau("230100")
            let province = try bureau("230000")
            let now = house.clock.now()
            try stores.ledger.append(
                LedgerEntry(act: "test", actor: nil, object: "test", at: now, sentence: "建立测试机关"), at: now)
            return (province, own, foreign)
        }
    }

    // MARK: People

    /// Makes an account; the username is the roles' names unless given.
    @discardableResult
    package func account(
        _ roles: Set<Role>, region: String = ownCode, username: String? = nil, name: String? = nil,
        inspector: Int64? = nil
    ) async throws -> Int64 {
        let username = username ?? roles.map(\.rawValue).sorted().joined(separator: "-")
        let hash = try await World.hash.value
        let now = clock.now
        guard let bureau = [own, foreign, province].first(where: { $0.region.text == region }) else {
            throw Missing(region)
        }
        let account = NewAccount(
            username: username, name: name ?? "测试·\(username)", passwordHash: hash, authority: bureau.authority,
            roles: roles, region: bureau.region,
            department: bureau.region.level == .province ? nil : Department.marketRegulation, inspector: inspector)
        return try await house.storage.housekeep { try $0.access.insert(account, at: now) }
    }

    /// Makes an account and gives the person as the use cases see it.
    package func person(_ roles: Set<Role>, region: String = ownCode, username: String, inspector: Int64? = nil)
        async throws -> Actor
    {
        let id = try await account(roles, region: region, username: username, inspector: inspector)
        guard let actor = try await house.storage.read({ try $0.access.actor(account: id) }) else {
            throw Missing(username)
        }
        return actor
    }

    /// A session without going through the sign-in page.
    package func session(_ account: Int64) async throws -> (token: String, csrf: String) {
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

/// A vault with one key, always the same.
package enum TestVault {
    package static func make(_ seed: UInt8 = 7) -> PersonalVault {
        let key = PersonalVault.Key(bytes: [UInt8](repeating: seed, count: 32))
        return PersonalVault([key], reload: { [key] })
    }
}

/// A clock that tests turn by hand.
package final class TestClock: Sendable {
    private let current: Mutex<Moment>

    package init(_ start: Moment) { current = Mutex(start) }

    package var now: Moment { current.withLock { $0 } }

    package func advance(seconds: Int) { current.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}

/// SplitMix64: the same bytes in every run. Nothing for a product.
final class TestDice: Sendable {
    private let state: Mutex<UInt64>

    init(seed: UInt64) { state = Mutex(seed) }

    func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<max(0, count)).map { _ in
                state &+= 0x9E37_79B9_7F4A_7C15
                var mixed = state
                mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
                return UInt8(truncatingIfNeeded: mixed ^ (mixed >> 31))
            }
        }
    }
}

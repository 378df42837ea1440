import Domain
import Foundation
import Store
import Synchronization
import TransparencyLog
import VerifiableDraw
import World

@testable import Database

/// A city with two counties, inspectors in the city's bureau, sixty subjects, a reported plan, on a fresh database.
///
/// Campaign 1 takes food shops (tag `food`, all but every third subject), campaign 2 everybody, campaign 3 a key item;
/// campaign 4 stands in a plan that is not reported.
struct DrawBench: Sendable {
    static let subjects = 60

    /// How a test changes the usual data.
    struct Variation: Sendable {
        var inspectors = 12
        var recusals: [(inspector: Int, kind: String, target: String)] = []
        var capacity = 20
        var dispatch = "bureau"
        var auxiliary: Set<Int> = []
        var expired: Set<Int> = []
        /// Randomness that repeats; nil for the system's.
        var seed: UInt64?
        /// Nil for Policy/ as shipped.
        var law: Law?
    }

    /// A clock that tests turn by hand.
    final class Turned: Sendable {
        private let current: Mutex<Moment>
        init(_ start: Moment) { current = Mutex(start) }
        var now: Moment { current.withLock { $0 } }
        func advance(_ seconds: Int) { current.withLock { $0 = $0.advanced(bySeconds: seconds) } }
    }

    let database: any Database
    let house: House
    let clock: Turned
    var ceremonies: Ceremonies { Ceremonies(house) }

    static func with<T>(
        _ kind: DatabaseKind, _ variation: Variation = Variation(), _ body: (DrawBench) async throws -> T
    ) async throws -> T {
        try await TestDatabase.with(kind) { database in
            _ = try await Migrator(directory: MigrationFiles.directory).run(on: database)
            guard let start = Moment("2026-06-01T01:00:00.000Z") else { throw Missing() }
            let clock = Turned(start)
            let random = variation.seed.map { seed in Mutex(SplitMix(state: seed)) }
            let bench = DrawBench(
                database: database,
                house: House(
                    storage: SQLStorage(database), clock: Clock { clock.now }, law: try variation.law ?? TestLaw.load(),
                    checkpoints: Checkpoints(signer: try NoteSigner(name: "test.example/log")),
                    randomBytes: { count in random?.withLock { $0.bytes(count) } ?? House.secure(count) }),
                clock: clock)
            try await bench.fill(variation)
            return try await body(bench)
        }
    }

    struct Missing: Error {}

    // MARK: People

    static func actor(_ account: Int64, _ roles: Set<Role>, region: String = "230100", authority: Int64 = 1) throws
        -> Actor
    {
        guard let region = RegionCode(region) else { throw Missing() }
        return Actor(
            account: account, name: "账号\(account)", roles: roles, authority: authority, authorityName: "市局",
            region: region, regionName: "哈尔滨市", department: "scjg", inspector: nil)
    }

    static func drawer() throws -> Actor { try actor(1, [.drawer]) }
    static func witness() throws -> Actor { try actor(2, [.witness]) }
    static func stranger() throws -> Actor { try actor(4, [.drawer], region: "230200", authority: 4) }

    // MARK: The steps

    static func value(_ party: String) -> String {
        let digit = party == "drawer" ? "a" : party == "supervisor" ? "b" : "c"
        return String(repeating: digit, count: 64)
    }

    func plan(
        _ campaigns: [Int64] = [1], business: Bool = false, submission: String? = nil, minutes: Int = 60
    ) async throws -> Int64 {
        var parties = [
            Ceremonies.PartyDraft(id: "drawer", title: "抽取人", account: 1),
            Ceremonies.PartyDraft(id: "supervisor", title: "监督人", account: 2),
        ]
        if business { parties.append(.init(id: "business", title: "企业代表", account: nil)) }
        return try await ceremonies.plan(
            Self.drawer(),
            Ceremonies.Draft(
                title: "", campaigns: campaigns, parties: parties, publicSource: "dice:hall-1",
                revealDeadline: clock.now.advanced(bySeconds: minutes * 60)), submission: submission)
    }

    func commitment(_ id: Int64, _ party: String, value: String? = nil) async throws -> String {
        let leaf = try await house.storage.read { try Ceremonies.planLeaf(id, $0) }
        return try Commitment.hex(plan: leaf, party: party, value: value ?? Self.value(party))
    }

    func commit(_ id: Int64, _ party: String, by actor: Actor, value: String? = nil) async throws {
        try await ceremonies.commit(
            actor, ceremony: id, party: party, commitment: commitment(id, party, value: value))
    }

    func reveal(_ id: Int64, _ party: String, by actor: Actor, value: String? = nil) async throws {
        try await ceremonies.reveal(actor, ceremony: id, party: party, value: value ?? Self.value(party))
    }

    /// Frozen, committed by both, closed.
    func toReveals(_ campaigns: [Int64] = [1]) async throws -> Int64 {
        let id = try await plan(campaigns)
        let drawer = try Self.drawer(), witness = try Self.witness()
        try await ceremonies.freeze(drawer, ceremony: id)
        try await commit(id, "drawer", by: drawer)
        try await commit(id, "supervisor", by: witness)
        try await ceremonies.closeCommits(drawer, ceremony: id)
        return id
    }

    /// Everything up to the draw itself.
    func toDraw(_ campaigns: [Int64] = [1]) async throws -> Int64 {
        let id = try await toReveals(campaigns)
        try await reveal(id, "drawer", by: Self.drawer())
        try await reveal(id, "supervisor", by: Self.witness())
        clock.advance(60)
        try await ceremonies.enterPublicValue(Self.drawer(), ceremony: id, value: "3141592653", again: "3141592653")
        return id
    }

    func drawn(_ campaigns: [Int64] = [1]) async throws -> Int64 {
        let id = try await toDraw(campaigns)
        try await ceremonies.draw(Self.drawer(), ceremony: id)
        return id
    }

    /// Once the seed is known an abort takes two.
    func abortByTwo(_ id: Int64, reason: String) async throws {
        try await ceremonies.abort(Self.drawer(), ceremony: id, reason: reason)
        try await ceremonies.abort(Self.witness(), ceremony: id, reason: "")
    }

    func state(_ id: Int64) async throws -> Ceremony.State? {
        try await house.storage.read { try $0.draws.ceremony(id: id)?.state }
    }

    func logSize() async throws -> Int64 { try await house.storage.read { try $0.ledger.size() } }

    /// Record and population as published.
    func published(_ id: Int64) async throws -> (record: CeremonyRecord, json: String, population: [UInt8]) {
        guard let ceremony = try await house.storage.read({ try $0.draws.ceremony(id: id) }) else { throw Missing() }
        let files = try await ceremonies.publicFiles(code: ceremony.code)
        return (try CeremonyRecord(json: Array(files.record.utf8)), files.record, files.population.flatMap { $0 })
    }

    func rows(_ sql: SQL) async throws -> [Row] { try await database.read { try $0.rows(sql) } }

    func number(_ sql: SQL) async throws -> Int { try await rows(sql).first?.int(0) ?? -1 }
}

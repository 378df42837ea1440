import Database
import Domain
import Foundation
import Store
import Synchronization
import Testing
import TransparencyLog
import World

/// A database that counts its write transactions, and fails when it is told to.
private final class Watched: Database {
    enum Trouble: Sendable {
        /// After the bodies, before the commit: the transaction is undone.
        case serialization
        /// After the commit: nobody learns that it came through.
        case answerLost
    }

    let base: any Database
    private let counters = Mutex((transactions: 0, troubles: [Trouble]()))

    init(_ base: any Database, troubles: [Trouble] = []) {
        self.base = base
        counters.withLock { $0.troubles = troubles }
    }

    var transactions: Int { counters.withLock { $0.transactions } }
    var kind: DatabaseKind { base.kind }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await base.read(body)
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        let result = try await base.write { connection in
            self.counters.withLock { $0.transactions += 1 }
            let result = try body(connection)
            if self.next(.serialization) { throw DatabaseProblem.serialization }
            return result
        }
        if next(.answerLost) { throw DatabaseProblem.unavailable("the answer was lost") }
        return result
    }

    private func next(_ trouble: Trouble) -> Bool {
        counters.withLock { counters in
            guard counters.troubles.first == trouble else { return false }
            counters.troubles.removeFirst()
            return true
        }
    }

    func close() async { await base.close() }
}

/// A value that tasks share.
private final class Cell<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    var now: Value { value.withLock { $0 } }
    func change(_ body: (inout Value) -> Void) {
        value.withLock { value in
            var copy = value
            body(&copy)
            value = copy
        }
    }
}

/// Use cases that are committed together (docs/decisions/0008).
@Suite("Group commit") struct GroupCommitTests {
    struct Refusal: Error {}

    /// What a writer does in this suite: a state row, an entry, and one way to fail or none.
    enum Way: CaseIterable {
        case good, refusesLate, refusesEarly, silent, breaksRule
    }

    static func entry(_ name: String, _ now: Moment) -> LedgerEntry {
        LedgerEntry(act: "test.write", actor: nil, object: "test/\(name)", at: now, sentence: name)
    }

    /// Writes a department and its entry; gives the entry's place in the log.
    @discardableResult
    static func write(_ storage: any Storage, _ name: String, _ now: Moment, _ way: Way = .good) async throws -> Int64 {
        try await storage.write { stores in
            guard way != .refusesEarly else { throw Refusal() }
            _ = try stores.registry.seed(departments: [Department(code: name, name: name)])
            guard way != .silent else { return -1 }
            let index = try stores.ledger.append(entry(name, now), at: now).index
            if way == .breaksRule {
                // An actor that is no account: the entry cannot be stored.
                let stranger = LedgerEntry(act: "x", actor: 999_999, object: "x", at: now, sentence: "x")
                try stores.ledger.append(stranger, at: now)
                _ = try stores.ledger.timeline(object: "x")
            }
            guard way != .refusesLate else { throw Refusal() }
            return index
        }
    }

    /// The log, recomputed from its entries, and the departments this suite made.
    static func state(_ world: World) async throws -> (entries: [[UInt8]], names: Set<String>) {
        let entries = try await world.house.storage.read { stores in
            let size = try stores.ledger.size()
            let entries = try stores.ledger.entries(from: 0, count: Int(size))
            var frontier = Frontier()
            for entry in entries {
                for node in frontier.append(MerkleTree.leafHash(entry)) {
                    #expect(try stores.ledger.node(level: node.level, index: Int64(node.index)) == node.hash)
                }
            }
            #expect(Int64(entries.count) == size)
            #expect(try stores.ledger.root(size: size) == frontier.root)
            return entries
        }
        let names = try await world.database.read {
            Set(try $0.rows("SELECT code FROM registry_department").map { try $0.text("code") })
        }
        return (entries, names)
    }

    @Test("3.5.4 of many writers at once each is kept whole or not at all", arguments: DatabaseKind.allCases)
    func crowd(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let watched = Watched(world.database)
            // Two storages are two processes: each has its own groups, and both queue at the one head.
            let storages = [SQLStorage(watched), SQLStorage(watched)]
            let now = world.house.clock.now()
            let answered = Cell<[String: Int64]>([:])
            let count = 300
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<count {
                    group.addTask {
                        let way = number % 6 == 0 ? Way.allCases[number / 6 % Way.allCases.count] : .good
                        do {
                            let index = try await Self.write(storages[number % 2], "w\(number)", now, way)
                            #expect(way == .good, "\(way) was accepted")
                            answered.change { $0["w\(number)"] = index }
                        } catch {
                            #expect(way != .good, "\(error)")
                            if way == .silent { #expect((error as? Problem)?.code == "ledger.silent") }
                            if way == .refusesLate { #expect(error is Refusal) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let kept = answered.now
            let (entries, names) = try await Self.state(world)
            #expect(kept.count == count - 40)
            #expect(Set(kept.keys) == names.filter { $0.contains(/^w\d/) })
            for (name, index) in kept { #expect(entries[Int(index)] == Self.entry(name, now).bytes) }
            #expect(entries.filter { $0 == Self.entry("w6", now).bytes }.isEmpty)
            // One wait for the disk served several; how many depends on how busy the machine is (a fifth when it is idle).
            #expect(watched.transactions < count, "\(watched.transactions) transactions")
        }
    }

    @Test("a group that the database throws back runs again, and each is answered once")
    func again() async throws {
        try await World.with(.sqlite) { world in
            let watched = Watched(world.database, troubles: [.serialization, .serialization, .serialization])
            let storage = SQLStorage(watched), now = world.house.clock.now()
            let indexes = try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<50 { group.addTask { try await Self.write(storage, "w\(number)", now) } }
                return try await group.reduce(into: [Int64]()) { $0.append($1) }
            }
            #expect(Set(indexes).count == 50)
            let (entries, names) = try await Self.state(world)
            #expect(names.filter { $0.contains(/^w\d/) }.count == 50)
            #expect(entries.filter { String(decoding: $0, as: UTF8.self).contains("test.write") }.count == 50)
        }
    }

    @Test("a commit whose outcome is unknown is told to all of its group and never repeated")
    func unknown() async throws {
        try await World.with(.sqlite) { world in
            let watched = Watched(world.database, troubles: [.answerLost])
            let storage = SQLStorage(watched), now = world.house.clock.now()
            let lost = Cell(0)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        do { try await Self.write(storage, "w\(number)", now) } catch {
                            #expect((error as? Problem)?.code == "database.unavailable")
                            lost.change { $0 += 1 }
                        }
                    }
                }
            }
            #expect(lost.now >= 1)
            // They came through all the same, each once.
            let (entries, _) = try await Self.state(world)
            #expect(entries.filter { String(decoding: $0, as: UTF8.self).contains("test.write") }.count == 20)
        }
    }

    @Test("who leaves is undone, the others of the group are not", arguments: DatabaseKind.allCases)
    func leaving(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let storage = SQLStorage(world.database), now = world.house.clock.now()
            let hasBegun = Cell(false), isOpen = Cell(false), hasLeft = Cell(false)
            // Holds the door, so that those who come now make up one group.
            async let door: Int64 = storage.write(alone: true) { stores in
                while !isOpen.now { Thread.sleep(forTimeInterval: 0.005) }
                return try stores.ledger.append(Self.entry("door", now), at: now).index
            }
            try await Task.sleep(for: .milliseconds(50))
            let leaver = Task {
                try await storage.write { stores in
                    hasBegun.change { $0 = true }
                    try stores.ledger.append(Self.entry("leaver", now), at: now)
                    // Until it is left; the next statement notices.
                    while !hasLeft.now { Thread.sleep(forTimeInterval: 0.005) }
                    _ = try stores.ledger.timeline(object: "nothing")
                }
            }
            try await Task.sleep(for: .milliseconds(20))
            let stayers = (0..<5).map { number in Task { try await Self.write(storage, "w\(number)", now) } }
            let queued = Task { try await Self.write(storage, "queued", now) }
            try await Task.sleep(for: .milliseconds(20))
            queued.cancel()
            await #expect(throws: CancellationError.self) { try await queued.value }
            isOpen.change { $0 = true }
            while !hasBegun.now { try await Task.sleep(for: .milliseconds(5)) }
            leaver.cancel()
            hasLeft.change { $0 = true }
            await #expect(throws: CancellationError.self) { try await leaver.value }
            for stayer in stayers { _ = try await stayer.value }
            _ = try await door
            let (entries, names) = try await Self.state(world)
            #expect(names.filter { $0.contains(/^w\d/) }.count == 5 && !names.contains("queued"))
            #expect(!entries.contains(Self.entry("leaver", now).bytes))
        }
    }

    @Test("a long body that says so shares its transaction with nobody", arguments: DatabaseKind.allCases)
    func alone(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let watched = Watched(world.database)
            let storage = SQLStorage(watched), now = world.house.clock.now()
            let runs = Cell(0)
            async let door: Int64 = storage.write(alone: true) { stores in
                Thread.sleep(forTimeInterval: 0.2)
                return try stores.ledger.append(Self.entry("door", now), at: now).index
            }
            try await Task.sleep(for: .milliseconds(50))
            async let long: Int64 = storage.write(alone: true) { stores in
                runs.change { $0 += 1 }
                return try stores.ledger.append(Self.entry("long", now), at: now).index
            }
            try await Task.sleep(for: .milliseconds(20))
            // A neighbour whose trouble would undo the whole transaction.
            let bad = Task { try await Self.write(storage, "bad", now, .breaksRule) }
            let good = Task { try await Self.write(storage, "w1", now) }
            await #expect(throws: (any Error).self) { try await bad.value }
            let (first, second, third) = (try await door, try await long, try await good.value)
            #expect(first < second && second < third)
            #expect(runs.now == 1)
        }
    }
}

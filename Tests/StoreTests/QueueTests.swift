import Database
import Domain
import Foundation
import Synchronization
import Testing
import World

/// How often a transaction's body ran.
private final class Runs: Sendable {
    private let number = Mutex(0)
    var counted: Int { number.withLock { $0 } }
    func count() { number.withLock { $0 += 1 } }
}

/// A long use case beside short ones (docs/decisions/0003).
@Suite("Writers queue at the log") struct QueueTests {
    @Test("a long write runs once, however many short ones come meanwhile", arguments: DatabaseKind.allCases)
    func longWrite(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let runs = Runs()
            let storage = world.house.storage
            let now = world.house.clock.now()
            let long = LedgerEntry(act: "long", actor: nil, object: "queue", at: now, sentence: "long")
            let short = LedgerEntry(act: "short", actor: nil, object: "queue", at: now, sentence: "short")
            let before = try await storage.read { try $0.ledger.size() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await storage.write { stores in
                        runs.count()
                        // Takes its snapshot, then dawdles while the others want to append.
                        _ = try stores.ledger.size()
                        Thread.sleep(forTimeInterval: 0.5)
                        try stores.ledger.append(long, at: now)
                    }
                }
                for number in 0..<10 {
                    group.addTask {
                        try await Task.sleep(for: .milliseconds(20 * number))
                        _ = try await storage.write { try $0.ledger.append(short, at: now) }
                    }
                }
                try await group.waitForAll()
            }
            #expect(runs.counted == 1)
            #expect(try await storage.read { try $0.ledger.size() } == before + 11)
        }
    }
}

import Database
import Domain
import Store
import Synchronization
import Testing

/// Imports in portions: others work beside them, a process that dies loses nothing, all or nothing still holds.
@Suite("Imports in portions", .serialized) struct ImportPortionTests {
    typealias Bench = RegistryBench

    private static func file(_ rows: Range<Int>, scope: String = "餐饮服务") -> String {
        Bench.header + rows.map { Bench.line($0, scope: scope) }.joined()
    }

    private func begin(_ text: String, _ bench: Bench) async throws -> (flow: ImportFlow, id: Int64, job: ImportJob) {
        let flow = ImportFlow(bench.house)
        let actor = try Bench.actor()
        let id = try await flow.begin(.bytes(Array(text.utf8)), name: "名录.csv", kind: .subjects, dated: nil, by: actor)
        return (flow, id, try await flow.settle(id, for: actor, seconds: 300))
    }

    /// Longest time that a small write of somebody else took while the work ran, in seconds.
    private func longestWait(_ bench: Bench, while work: @escaping @Sendable () async throws -> Void) async throws
        -> (longest: Double, whole: Double)
    {
        let isOver = Flag()
        let begun = ContinuousClock.now
        return try await withThrowingTaskGroup(of: Double.self) { group in
            group.addTask {
                var longest = 0.0
                while !isOver.isSet {
                    let before = ContinuousClock.now
                    let at = bench.house.clock.now()
                    try await bench.house.storage.write { stores in
                        try stores.ledger.append(
                            LedgerEntry(act: "test.small", actor: nil, object: "test/1", at: at, sentence: "小事。"),
                            at: at)
                    }
                    longest = max(longest, (ContinuousClock.now - before) / .seconds(1))
                    try await Task.sleep(for: .milliseconds(10))
                }
                return longest
            }
            defer { isOver.set() }
            try await work()
            let whole = (ContinuousClock.now - begun) / .seconds(1)
            isOver.set()
            return (try await group.next() ?? 0, whole)
        }
    }

    @Test(
        "2.2.6 others' small writes wait less than a second while thousands of rows come in",
        arguments: DatabaseKind.allCases)
    func beside(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let actor = try Bench.actor()
            let (flow, id, job) = try await begin(Self.file(0..<6_000), bench)
            #expect(job.finding?.counts.inserted == 6_000)
            let time = try await longestWait(bench) {
                try await flow.confirm(id, mode: .allOrNothing, by: actor)
                let done = try await flow.settle(id, for: actor, seconds: 600)
                #expect(done.state == .done, "\(done.problem ?? "")")
            }
            print("portions on \(kind): \(time)")
            #expect(time.longest < 1)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject") == 6_000)
            let record = try await bench.house.storage.read {
                try $0.registry.importRecord(try $0.imports.newest()?.id ?? 0)
            }
            #expect(record?.counts == ImportCounts(total: 6_000, inserted: 6_000))
            #expect(record?.isUnderWay == false)
            #expect(try await bench.number("SELECT COUNT(*) FROM log_entry WHERE act = 'registry.import'") == 1)
            #expect(try await bench.number("SELECT COUNT(*) FROM log_entry WHERE act = 'registry.import.begin'") == 1)
            try await TagBench.expectConsistent(bench)
            // All of it goes in one step.
            try await ImportUndo(bench.house).undo(try #require(record).id, by: actor, submission: nil)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject") == 0)
        }
    }

    @Test(
        "2.2.6 a process that dies between portions loses nothing: the next one goes on behind them",
        arguments: DatabaseKind.allCases)
    func dies(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let actor = try Bench.actor()
            let dying = bench.storing(DyingStorage(bench.house.storage, after: 3))
            let flow = ImportFlow(dying)
            let text = Self.file(0..<400) + Bench.line(400, date: "2023-02-29")
            let id = try await flow.begin(
                .bytes(Array(text.utf8)), name: "名录.csv", kind: .subjects, dated: nil, by: actor)
            let job = try await flow.settle(id, for: actor, seconds: 300)
            #expect(job.finding?.counts == ImportCounts(total: 401, inserted: 400, refused: 1))
            try await flow.confirm(id, mode: .goodRows, by: actor)
            let reached = try await stopped(flow, id, actor)
            let within = try await bench.number("SELECT COUNT(*) FROM registry_subject")
            #expect(within == reached && reached > 0 && reached < 400)
            // Half a list is not frozen, not taken back, and not given up.
            let whole = ImportFlow(bench.house)
            let record = try #require(try await whole.view(id, slice: Slice(), for: actor).job.importID)
            #expect(
                try await ImportUndo(bench.house).outlook(record, for: actor).refusal?.code == "import.undo.running")
            await #expect(throws: Problem(.refused, "import.partly", "")) { try await whole.discard(id, by: actor) }
            try await whole.recheck(id, by: actor)
            let done = try await whole.settle(id, for: actor, seconds: 300)
            #expect(done.state == .done && done.importID == record)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject") == 400)
            let kept = try await bench.house.storage.read { try $0.registry.importRecord(record) }
            #expect(kept?.counts == ImportCounts(total: 401, inserted: 400, refused: 1))
            #expect(
                try await bench.number("SELECT COUNT(*) FROM registry_import_refusal WHERE import_id = \(record)") == 1)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_import") == 1)
            #expect(try await bench.number("SELECT COUNT(*) FROM log_entry WHERE act = 'registry.import'") == 1)
            // Taken back as one.
            try await ImportUndo(bench.house).undo(record, by: actor, submission: nil)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject") == 0)
        }
    }

    /// Waits until the run has given up; how far it came.
    private func stopped(_ flow: ImportFlow, _ id: Int64, _ actor: Actor) async throws -> Int {
        for _ in 0..<1_000 {
            let view = try await flow.view(id, slice: Slice(), for: actor)
            if view.job.problem != nil { return view.job.reached ?? 0 }
            try await Task.sleep(for: .milliseconds(20))
        }
        return 0
    }

    @Test(
        "2.2.6 all or nothing: a row that turned bad after the check takes the portions before it back",
        arguments: DatabaseKind.allCases)
    func allOrNothing(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let actor = try Bench.actor()
            let (flow, id, job) = try await begin(Self.file(0..<400), bench)
            #expect(job.finding?.counts.refused == 0)
            // Meanwhile one of them is registered elsewhere.
            _ = try await SubjectImport(bench.house).apply(try bench.source(Self.file(350..<351)), actor: nil)
            _ = try await bench.database.write { connection in
                try connection.execute("UPDATE registry_subject SET region_code = '230200'")
            }
            try await flow.confirm(id, mode: .allOrNothing, by: actor)
            let back = try await flow.settle(id, for: actor, seconds: 300)
            #expect(back.state == .checked && back.importID == nil && back.reached == nil)
            #expect(back.problem?.contains("一行也没有导入") == true, "\(back.problem ?? "")")
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject") == 1)
            #expect(try await bench.number("SELECT COUNT(*) FROM log_entry WHERE act = 'registry.import.undo'") == 1)
        }
    }

    @Test(
        "rows of the other kinds go in portions too; a thing that two portions touch is one trace",
        arguments: DatabaseKind.allCases)
    func rows(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let actor = try Bench.actor()
            _ = try await ImportKindTests.take(Bench.header + Bench.line(1), .subjects, bench.house)
            var text = "统一社会信用代码,许可证名称,许可证编号,有效期起,有效期止\n"
            for number in 0..<300 { text += "\(Bench.code(1)),食品经营许可证,JY\(number),2023-06-01,2028-05-31\n" }
            // The first once more, far behind: a renewal.
            text += "\(Bench.code(1)),食品经营许可证,JY0,2023-06-01,2033-05-31\n"
            let (job, _) = try await ImportKindTests.take(text, .licences, bench.house)
            #expect(job.finding?.counts == ImportCounts(total: 301, inserted: 300, updated: 1))
            let id = try #require(job.importID)
            let record = try await bench.house.storage.read { try $0.registry.importRecord(id) }
            #expect(record?.counts == ImportCounts(total: 301, inserted: 300, updated: 1))
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_licence") == 300)
            #expect(
                try await bench.number("SELECT COUNT(*) FROM log_entry WHERE act = 'registry.import.begin'") == 1)
            let undo = ImportUndo(bench.house)
            #expect(try await undo.outlook(id, for: actor).sentence.contains("删除新增的 300 件"))
            try await undo.undo(id, by: actor, submission: nil)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_licence") == 0)
        }
    }
}

private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
}

/// Stops writing after some use cases, as the death of a process does.
private final class DyingStorage: Storage {
    private let inner: any Storage
    private let left: Mutex<Int>

    init(_ inner: any Storage, after count: Int) {
        self.inner = inner
        left = Mutex(count)
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T {
        try await inner.read(body)
    }

    func write<T: Sendable>(alone: Bool, _ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T {
        let isDead = left.withLock { left in
            left -= 1
            return left < 0
        }
        if isDead { throw Problem(.unavailable, "test.dead", "服务中断。") }
        return try await inner.write(alone: alone, body)
    }

    func housekeep<T: Sendable>(_ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T {
        try await inner.housekeep(body)
    }
}

import Database
import Domain
import Store
import Synchronization
import Testing

/// A version of the rules carried through a registry of more than one portion.
@Suite("Tags: a run of the rules in portions") struct TagRunTests {
    typealias Bench = RegistryBench
    private static let subjects = 8_100

    /// The power goes after so many transactions.
    private struct Breaking: Storage {
        let inner: any Storage
        let left: Counter

        final class Counter: Sendable {
            private let count: Mutex<Int>
            init(_ count: Int) { self.count = Mutex(count) }
            func take() -> Bool {
                count.withLock {
                    $0 -= 1; return $0 >= 0
                }
            }
        }

        struct Broken: Error {}

        func read<T: Sendable>(_ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T {
            try await inner.read(body)
        }

        func write<T: Sendable>(alone: Bool, _ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T {
            guard left.take() else { throw Broken() }
            return try await inner.write(alone: alone, body)
        }

        func housekeep<T: Sendable>(_ body: @escaping @Sendable (any Stores) throws -> T) async throws -> T {
            try await inner.housekeep(body)
        }
    }

    /// Every third subject has the word that a draft, tried already, looks for.
    private static func drafted(_ bench: Bench) async throws -> (number: Int, trial: TagTrial) {
        let text = (1...subjects).map { Bench.line($0, scope: $0 % 3 == 0 ? "虚构演艺" : "餐饮服务") }.joined()
        _ = try await SubjectImport(bench.house).apply(try bench.source(Bench.header + text), actor: nil)
        let rules = TagRuleKeeping(bench.house), actor = try TagBench.province()
        let number = try await rules.begin(by: actor)
        try await rules.edit(number, tag: "exhibition", rules: [.init(tag: "exhibition", any: ["虚构演艺"])], by: actor)
        return (number, try await rules.trial(number, by: actor))
    }

    private static func version(_ bench: Bench, _ number: Int) async throws -> TagRuleVersion {
        try #require(try await bench.house.storage.read { try $0.registry.ruleVersion(number) })
    }

    @Test("2.2.4 portion by portion, with the sums of the trial and an entry each", arguments: DatabaseKind.allCases)
    func whole(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let (number, trial) = try await Self.drafted(bench)
            #expect(trial.subjects == Self.subjects && trial.gained == Self.subjects / 3 && trial.lost == 0)
            let size = try await bench.number("SELECT size FROM log_head")
            _ = try await TagRuleKeeping(bench.house).apply(
                number, reason: "测试", by: try TagBench.province(), submission: "a")
            #expect(try await bench.number("SELECT size FROM log_head") == size + 2)
            let done = try await Self.version(bench, number)
            #expect(done.state == .active && done.settledTo == nil)
            #expect(done.trial?.subjects == trial.subjects && done.trial?.lines == trial.lines)
            try await TagBench.expectConsistent(bench)
            let entries = try await bench.house.storage.read { try $0.ledger.timeline(object: "tag-rules/\(number)") }
            #expect(Set(entries.map(\.act)) == ["tag.rules.begin", "tag.rules.apply"])
            // The form again changes nothing.
            _ = try await TagRuleKeeping(bench.house).apply(
                number, reason: "测试", by: try TagBench.province(), submission: "a")
            #expect(try await bench.number("SELECT size FROM log_head") == size + 2)
        }
    }

    @Test(
        "2.2.4 a run that broke off is carried on; until then nothing that needs one state is done",
        arguments: DatabaseKind.allCases)
    func broken(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let (number, trial) = try await Self.drafted(bench)
            let actor = try TagBench.province()
            let house = House(
                storage: Breaking(inner: bench.house.storage, left: .init(1)), clock: bench.house.clock,
                law: bench.house.law, checkpoints: bench.house.checkpoints, reference: bench.house.reference,
                tables: bench.house.tables)
            await #expect(throws: Breaking.Broken.self) {
                try await TagRuleKeeping(house).apply(number, reason: "测试", by: actor, submission: nil)
            }
            let half = try await Self.version(bench, number)
            #expect(half.state == .active && half.settledTo != nil && half.trial?.subjects == 8_000)
            let seen = try await TagReading(bench.house).version(number, for: actor)
            #expect(seen.run?.done == 8_000 && seen.run?.total == Self.subjects)
            let rules = TagRuleKeeping(bench.house)
            let next = try await rules.begin(by: actor)
            try await rules.edit(next, tag: "exhibition", rules: [], by: actor)
            #expect(await refusal { try await rules.trial(next, by: actor) }?.code == "tag.rules.under-way")
            try await rules.discard(next, by: actor)
            #expect(
                await refusal {
                    _ = try await TagKeeping(bench.house).retire("tourism", reason: "测试", by: actor, submission: nil)
                }?.code == "tag.rules.under-way")
            // Whoever comes in meanwhile is tagged by the new version already.
            _ = try await SubjectImport(bench.house).apply(
                try bench.source(Bench.header + Bench.line(9_000, scope: "虚构演艺")), actor: nil)
            #expect(try await TagBench.tags(bench, Int64(Self.subjects + 1)) == ["exhibition"])
            try await rules.carryOn()
            let done = try await Self.version(bench, number)
            #expect(done.settledTo == nil)
            #expect(done.trial?.gained == trial.gained && done.trial?.subjects == Self.subjects + 1)
            #expect(
                try await bench.number(
                    """
                    SELECT COUNT(*) FROM registry_subject_tag t JOIN registry_tag g ON g.number = t.tag_number
                    WHERE g.code = 'exhibition'
                    """) == Self.subjects / 3 + 1)
            try await TagBench.expectConsistent(bench)
            // Nothing is left to do.
            let size = try await bench.number("SELECT size FROM log_head")
            try await rules.carryOn()
            #expect(try await bench.number("SELECT size FROM log_head") == size)
        }
    }
}

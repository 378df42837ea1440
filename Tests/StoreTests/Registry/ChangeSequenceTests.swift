import Database
import Domain
import Store
import Testing

@Suite struct ChangeSequenceTests {
    typealias Bench = RegistryBench

    @Test(
        "an import is one number of the change sequence and one span; one that changes nothing leaves none",
        arguments: DatabaseKind.allCases)
    func imports(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let before = try await head(bench)
            let text = Bench.header + (1...1_500).map { Bench.line($0) }.joined()
            _ = try await SubjectImport(bench.house).apply(bench.source(text), actor: nil)
            #expect(try await head(bench).sequence == before.sequence + 1)
            #expect(try await spans(bench, after: before.sequence) == [1...1_500])
            _ = try await SubjectImport(bench.house).apply(bench.source(text), actor: nil)
            #expect(try await head(bench).sequence == before.sequence + 1)
            let changed = Bench.header + Bench.line(7, scope: "图书批发") + Bench.line(1_501)
            _ = try await SubjectImport(bench.house).apply(bench.source(changed), actor: nil)
            #expect(try await spans(bench, after: before.sequence + 1) == [7...7, 1_501...1_501])
        }
    }

    @Test("classes are changes, and a preview leaves none", arguments: DatabaseKind.allCases)
    func classes(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let text = Bench.header + (1...9).map { Bench.line($0) }.joined()
            _ = try await SubjectImport(bench.house).apply(bench.source(text), actor: nil)
            let before = try await head(bench)
            _ = try await SubjectImport(bench.house).preview(
                bench.source(Bench.header + Bench.line(10)), actor: nil)
            #expect(try await head(bench) == before)
            let risk = "统一社会信用代码,信用风险等级\n\(Bench.code(4)),A\n\(Bench.code(5)),D\n"
            _ = try await RiskImport(bench.house).apply(
                bench.source(risk), dated: bench.house.clock.today, actor: nil)
            #expect(try await spans(bench, after: before.sequence) == [4...5])
        }
    }

    private func head(_ bench: Bench) async throws -> ChangeHead {
        try await bench.house.storage.read { try $0.registry.changeHead() }
    }

    private func spans(_ bench: Bench, after sequence: Int64) async throws -> [ClosedRange<Int64>] {
        try await bench.house.storage.read { try $0.registry.changes(after: sequence).spans }
    }
}

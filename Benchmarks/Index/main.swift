// Fills a registry with generated subjects, builds the index, and asks it what officers ask; SQL answers the same beside it.
//
//     index-benchmark SUBJECTS QUESTIONS [DATABASE [POLICY]]
//
// DATABASE is the address of an empty database; without it, or with -, a temporary SQLite file is taken. With POLICY, the directory of
// rules beside Reference, only the figures of a plan are asked.
import Database
import Domain
import Foundation
import Index
import Logging
import Store

/// One run: fill, build, ask.
struct IndexBenchmark {
    let database: any Database
    let policy: String?

    func run(subjects: Int, questions: Int) async throws {
        let storage = SQLStorage(database)
        var told: [(String, Double)] = [("subjects", Double(subjects))]
        let load = try await IndexBenchmark.seconds { try await BenchRegistry(subjects: subjects).fill(database) }
        told.append(("load_s", load))
        let before = IndexBenchmark.resident("VmRSS:")
        try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
        let index = LiveSubjectIndex(storage: storage)
        var round: LiveSubjectIndex.Round?
        told.append(("build_s", try await IndexBenchmark.seconds { round = try await index.catchUp() }))
        told.append(("build_peak_mib", IndexBenchmark.resident("VmHWM:")))
        told.append(("held_mib", IndexBenchmark.resident("VmRSS:") - before))
        told.append(("sets_mib", Double(round?.bytes.sets ?? 0) / 1_048_576))
        told.append(("texts_mib", Double(round?.bytes.texts ?? 0) / 1_048_576))
        guard let sets = index.sets(at: round?.sequence ?? 0) else { throw Refused(description: "索引没有建成") }

        var asker = BenchAsker()
        var times: [String: [Double]] = [:]
        if let policy {
            let plan = try await PlanQuestions(database: database, policy: policy).run(index, questions: questions)
            times = ["figures": plan.figures, "advice": [plan.advice]]
            return show(times, told)
        }
        for _ in 0..<questions {
            let query = asker.selection()
            times["count", default: []].append(IndexBenchmark.processor { _ = sets.count(query) })
            times["breakdown", default: []].append(IndexBenchmark.processor { _ = sets.breakdown(query) })
            times["classes", default: []].append(IndexBenchmark.processor { _ = sets.classes(query) })
        }
        for _ in 0..<max(10, questions / 5) {
            let query = asker.selection()
            let slice = Slice(page: Int.random(in: 1...40, using: &asker.random), size: 50)
            times["page", default: []].append(
                try await IndexBenchmark.seconds {
                    _ = try await storage.read { stores in
                        try stores.registry.subjects(ids: sets.page(query, slice).ids)
                    }
                } * 1000)
        }
        for (kind, words) in BenchRegistry.searches {
            for word in words {
                for _ in 0..<5 {
                    var query = SubjectQuery(regions: [BenchRegistry.province], status: nil)
                    if kind == "address" { query.address = word } else { query.words = [word] }
                    let asked = query
                    times["name_" + kind, default: []].append(
                        IndexBenchmark.processor { _ = sets.page(asked, Slice()) })
                }
            }
        }
        for _ in 0..<max(10, questions / 5) {
            var query = asker.selection()
            query.words = [asker.word()]
            let asked = query
            times["combined", default: []].append(IndexBenchmark.processor { _ = sets.page(asked, Slice()) })
        }
        try await beside(storage, sets, &times)
        try await changes(storage, index, subjects, &times)
        show(times, told)
    }

    private func show(_ times: [String: [Double]], _ before: [(String, Double)]) {
        var told = before
        print("| 问题 | 次数 | 中位 ms | 99% ms | 最长 ms |\n|---|---:|---:|---:|---:|")
        for (name, all) in times.sorted(by: { $0.key < $1.key }) {
            let sorted = all.sorted()
            func at(_ share: Double) -> Double { sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] }
            print("| \(name) | \(sorted.count) | \(text(at(0.5))) | \(text(at(0.99))) | \(text(sorted.last ?? 0)) |")
            told.append((name + "_p50_ms", at(0.5)))
            told.append((name + "_p99_ms", at(0.99)))
        }
        // For programs: one line of JSON at the end.
        print("{" + told.map { "\"\($0.0)\":\(text($0.1))" }.joined(separator: ",") + "}")
    }

    /// The same questions to the store's SQL, and on PostgreSQL to a table made for them, with GIN indexes.
    private func beside(
        _ storage: SQLStorage, _ sets: any SubjectSets, _ times: inout [String: [Double]]
    ) async throws {
        var asker = BenchAsker()
        for _ in 0..<10 {
            let query = asker.selection()
            let expected = sets.breakdown(query)
            let (sql, same) = try await storage.read { stores in
                var found = SubjectBreakdown()
                let time = try IndexBenchmark.milliseconds { found = try stores.registry.breakdown(query) }
                return (time, found == expected)
            }
            guard same else { throw Refused(description: "索引与数据库的结果不一致。") }
            times["sql_breakdown", default: []].append(sql)
        }
        for word in ["鑫", "虚构", "饺子", "绝无此名"] {
            var query = SubjectQuery(regions: [BenchRegistry.province], status: nil)
            query.words = [word]
            let asked = query
            times["sql_name", default: []].append(
                try await storage.read { stores in
                    try IndexBenchmark.milliseconds { _ = try stores.registry.search(asked, slice: Slice()) }
                })
        }
        guard database.kind == .postgres else { return }
        try await BenchGin.build(database)
        asker = BenchAsker()
        for _ in 0..<20 {
            let query = asker.selection()
            let total = sets.count(query)
            let (time, found) = try await database.read { connection in
                var found = 0
                let time = try IndexBenchmark.milliseconds { found = try BenchGin.breakdown(query, connection) }
                return (time, found)
            }
            guard found == total else { throw Refused(description: "索引与 GIN 的结果不一致。") }
            times["gin_breakdown", default: []].append(time)
        }
        for (kind, words) in BenchRegistry.searches where kind != "code" && kind != "address" {
            for word in words {
                times["gin_name_" + kind, default: []].append(
                    try await database.read { connection in
                        try IndexBenchmark.milliseconds { _ = try BenchGin.named(word, connection) }
                    })
            }
        }
    }

    /// How long the index takes to follow a change of one subject, and of a thousand scattered ones.
    private func changes(
        _ storage: SQLStorage, _ index: LiveSubjectIndex, _ subjects: Int, _ times: inout [String: [Double]]
    ) async throws {
        var random = SystemRandomNumberGenerator()
        for (name, number) in [("follow_1", 1), ("follow_1000", 1000)] {
            for _ in 0..<5 {
                let ids = (0..<number).map { _ in Int64.random(in: 1...Int64(subjects), using: &random) }
                try await storage.housekeep { $0.registry.touch(ids) }
                times[name, default: []].append(
                    try await IndexBenchmark.seconds { _ = try await index.catchUp() } * 1000)
            }
        }
    }

    private func text(_ value: Double) -> String { String(format: "%.3f", value) }

    static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await body()
        return number(ContinuousClock.now - start)
    }

    /// Time on the clock, for what waits for a database.
    static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return number(ContinuousClock.now - start) * 1000
    }

    /// Time of the processor that this thread took: what an answer from memory costs, whatever else the machine does.
    static func processor(_ body: () throws -> Void) rethrows -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
        }
        let start = now()
        try body()
        return now() - start
    }

    private static func number(_ time: Duration) -> Double {
        Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    }

    /// A line of /proc/self/status in MiB.
    private static func resident(_ name: String) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
            let kib = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
        else { return 0 }
        return kib / 1024
    }
}

struct Refused: Error, CustomStringConvertible {
    let description: String
}

let words = CommandLine.arguments.dropFirst()
guard let subjects = words.first.flatMap({ Int($0) }), let questions = words.dropFirst().first.flatMap({ Int($0) }),
    (1000...20_000_000).contains(subjects), (10...100_000).contains(questions)
else { throw Refused(description: "index-benchmark 户数 次数 [数据库]") }
let folder = FileManager.default.temporaryDirectory.appending(path: "mingcha-bench-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }
let named = words.dropFirst(2).first
let place = named.flatMap { $0 == "-" ? nil : $0 } ?? folder.appending(path: "bench.db").path()
let database = try await Databases.open(
    DatabaseConfiguration(place), logger: Logger(label: "bench") { StreamLogHandler.standardError(label: $0) })
_ = try await Migrator(directory: MigrationFiles.directory).run(on: database)
guard try await database.read({ try $0.row("SELECT COUNT(*) AS n FROM registry_subject")?.int("n") }) == 0 else {
    throw Refused(description: "数据库里已有检查对象，测量只能在空库上进行。")
}
try await IndexBenchmark(database: database, policy: words.dropFirst(3).first).run(
    subjects: subjects, questions: questions)
await database.close()

import ArgumentParser
import Database
import Domain
import Foundation
import Logging
import Store
import Synchronization
import TransparencyLog

/// Appends to the log as use cases do, from many writers at once, for some seconds.
struct BenchLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "测量留痕：多人同时办理，每笔写一行业务数据和一条留痕，落盘后才算完成",
        discussion: "同一个 PostgreSQL 上可同时运行多个进程。末行是给程序读的 JSON。")

    @Option(help: "同时办理的人数。")
    var writers = 64

    @Option(help: "测量多少秒。")
    var seconds = 20

    @Option(help: "空的数据库，或以前测量用过的；不写则用临时 SQLite 文件，用完删除。")
    var database: String?

    @Option(help: "把每一笔已答复的办理记入这个文件（序号和编号），用于断电类测试。")
    var answered: String?

    func validate() throws {
        guard (1...1024).contains(writers), (1...3600).contains(seconds) else {
            throw ValidationError("人数应为 1 到 1024，秒数应为 1 到 3600。")
        }
    }

    func run() async throws {
        try await reporting {
            let folder = FileManager.default.temporaryDirectory.appending(path: "mingcha-bench-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let bench = try await LogBenchmark.open(database ?? folder.appending(path: "bench.db").path())
            do {
                let journal = try answered.map { try AnswerJournal(path: $0) }
                let result = try await bench.run(writers: writers, seconds: seconds, journal: journal)
                say(result.sentence)
                say(result.json)
            } catch {
                await bench.close()
                throw error
            }
            await bench.close()
        }
    }
}

/// What was answered, line by line, so that a test can hold it against the database after a crash.
private final class AnswerJournal: Sendable {
    private let file: Mutex<FileHandle>

    init(path: String) throws {
        guard
            FileManager.default.fileExists(atPath: path) || FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw Problem(.unavailable, "bench.journal", "写不了文件 \(path)。", remedy: "请检查目录权限。") }
        _ = try handle.seekToEnd()
        file = Mutex(handle)
    }

    func note(_ index: Int64, _ key: String) {
        // One write for a line: a process that is killed leaves no half of it.
        file.withLock { $0.write(Data("\(index) \(key)\n".utf8)) }
    }
}

/// What came out: appends, their latencies, the database.
private struct LogBenchmarkResult {
    let kind: DatabaseKind
    let writers: Int
    let elapsed: Double
    /// Milliseconds of each append, ascending.
    let latencies: [Double]

    var rate: Double { Double(latencies.count) / max(elapsed, 0.001) }

    func percentile(_ share: Double) -> Double {
        guard !latencies.isEmpty else { return 0 }
        return latencies[min(latencies.count - 1, Int(Double(latencies.count) * share))]
    }

    var sentence: String {
        "\(kind == .sqlite ? "SQLite" : "PostgreSQL")：\(writers) 人同时办理 \(text(elapsed)) 秒，完成 \(latencies.count) 笔，"
            + "每秒 \(text(rate)) 笔；一半在 \(text(percentile(0.5))) 毫秒内，99% 在 \(text(percentile(0.99))) 毫秒内。"
    }

    var json: String {
        #"{"appends":\#(latencies.count),"kind":"\#(kind.rawValue)","max_ms":\#(text(latencies.last ?? 0)),"#
            + #""p50_ms":\#(text(percentile(0.5))),"p99_ms":\#(text(percentile(0.99))),"#
            + #""per_second":\#(text(rate)),"seconds":\#(text(elapsed)),"writers":\#(writers)}"#
    }

    private func text(_ value: Double) -> String {
        value.formatted(
            .number.precision(.fractionLength(2)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
    }
}

private struct LogBenchmark {
    let database: any Database
    let storage: SQLStorage
    let account: Int64

    static func open(_ place: String) async throws -> LogBenchmark {
        let logger = Logger(label: "bench") { StreamLogHandler.standardError(label: $0) }
        let database = try await Databases.open(DatabaseConfiguration(place), logger: logger)
        do {
            _ = try await Migrator(directory: MigrationFiles.directory).run(on: database)
            let account = try await database.write { try ground($0) }
            return LogBenchmark(database: database, storage: SQLStorage(database), account: account)
        } catch {
            await database.close()
            throw (error as? DatabaseProblem)?.forPeople ?? error
        }
    }

    func close() async { await database.close() }

    /// The one account that the writers share; refuses a database in which anybody else lives.
    private static func ground(_ connection: any Connection) throws -> Int64 {
        let accounts = try connection.rows("SELECT id, username FROM access_account")
        if let row = accounts.first, accounts.count == 1, try row.text("username") == "bench" {
            return Int64(try row.int("id"))
        }
        guard accounts.isEmpty else {
            throw Problem(.refused, "bench.not-empty", "数据库里已有账号，测量只能在空库上进行。", remedy: "请换一个空的数据库。")
        }
        let stamp = "2026-01-01T00:00:00.000Z"
        try connection.execute("INSERT INTO registry_region (code, name, level) VALUES ('230000', '测量省', 'province')")
        try connection.execute("INSERT INTO registry_department (code, name) VALUES ('scjg', '市场监督管理')")
        try connection.execute(
            """
            INSERT INTO registry_authority (id, code, name, region_code, department_code)
            VALUES (1, '230000-scjg', '测量机关', '230000', 'scjg')
            """)
        try connection.execute(
            """
            INSERT INTO access_account (id, username, name, password_hash, authority_id, region_code, department_code,
                status, created_at, password_changed_at)
            VALUES (1, 'bench', '测量', '', 1, '230000', 'scjg', 'active', \(stamp), \(stamp))
            """)
        return 1
    }

    func run(writers: Int, seconds: Int, journal: AnswerJournal?) async throws -> LogBenchmarkResult {
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(seconds)
        let run = UUID().uuidString
        let latencies = try await withThrowingTaskGroup(of: [Double].self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var mine: [Double] = []
                    var count = 0
                    while clock.now < end {
                        let began = clock.now
                        let key = "\(run)-\(writer)-\(count)"
                        let index = try await append(key)
                        let spent = (clock.now - began).components
                        mine.append(Double(spent.seconds) * 1e3 + Double(spent.attoseconds) / 1e15)
                        journal?.note(index, key)
                        count += 1
                    }
                    return mine
                }
            }
            return try await group.reduce(into: [Double]()) { $0 += $1 }
        }
        let spent = (clock.now - start).components
        return LogBenchmarkResult(
            kind: database.kind, writers: writers, elapsed: Double(spent.seconds) + Double(spent.attoseconds) / 1e18,
            latencies: latencies.sorted())
    }

    /// What every form of the house does: its submission key as a row, and an entry.
    private func append(_ key: String) async throws -> Int64 {
        let now = Clock.system.now()
        let account = account
        return try await storage.write { stores in
            _ = try stores.access.claimSubmission(key: key, account: account, location: "/bench", at: now)
            return try stores.ledger.append(
                LedgerEntry(
                    act: "bench.append", actor: account, object: "bench/\(key)", at: now, sentence: "测量",
                    data: ["digest": .text(String(repeating: "0", count: 64))]), at: now
            ).index
        }
    }
}

import ArgumentParser
import Database
import Domain
import Foundation
import Logging
import Store
import TransparencyLog
import VerifiableDraw

/// `mingcha bench …`: measurements that anybody can repeat.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "性能测量", subcommands: [BenchDrawCommand.self, BenchLogCommand.self])
}

/// Freezes and draws a province of generated subjects through the use cases and the store that the house runs on.
struct BenchDrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "draw", abstract: "测量冻结和抽取：生成虚构对象，走完整的摇号流程")

    @Option(help: "生成多少个虚构的检查对象。")
    var subjects = 3_200_000

    @Option(help: "执法人员数量。")
    var inspectors = 1000

    @Option(help: "一场摇号里的任务数：第一个抽全省，其余各抽一半的县。")
    var campaigns = 1

    @Option(help: "空的数据库；不写则用临时 SQLite 文件，用完删除。")
    var database: String?

    @Option(help: "规则目录。")
    var policy = "./Policy"

    func validate() throws {
        guard (100...100_000_000).contains(subjects), (10...100_000).contains(inspectors), (1...8).contains(campaigns)
        else { throw ValidationError("对象应为 100 到 100000000，人员应为 10 到 100000，任务应为 1 到 8。") }
    }

    func run() async throws {
        try await reporting {
            let folder = FileManager.default.temporaryDirectory.appending(path: "mingcha-bench-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let bench = try await DrawBenchmark.open(
                database ?? folder.appending(path: "bench.db").path(), policy: policy)
            do {
                try await bench.run(subjects: subjects, inspectors: inspectors, campaigns: campaigns)
            } catch {
                await bench.close()
                throw error
            }
            await bench.close()
        }
    }
}

/// One run: fill, freeze, commit and reveal, draw.
private struct DrawBenchmark {
    let database: any Database
    let house: House

    static func open(_ place: String, policy: String) async throws -> DrawBenchmark {
        let logger = Logger(label: "bench") { StreamLogHandler.standardError(label: $0) }
        let database = try await Databases.open(DatabaseConfiguration(place), logger: logger)
        _ = try await Migrator(directory: MigrationFiles.directory).run(on: database)
        let present = try await database.read {
            try $0.row("SELECT COUNT(*) AS n FROM registry_subject")?.int("n") ?? 0
        }
        guard present == 0 else {
            await database.close()
            throw Problem(.refused, "bench.not-empty", "数据库里已有检查对象，测量只能在空库上进行。", remedy: "请换一个空的数据库。")
        }
        return DrawBenchmark(
            database: database,
            house: House(
                storage: SQLStorage(database), clock: .system, law: try LawFiles.load(policy),
                checkpoints: Checkpoints(signer: try NoteSigner(name: "bench.example/log"))))
    }

    func close() async { await database.close() }

    func run(subjects: Int, inspectors: Int, campaigns: Int) async throws {
        var table = MeasureTable()
        try await table.measure("生成 \(subjects) 户") {
            try await fill(subjects: subjects, inspectors: inspectors, campaigns: campaigns)
        }
        let ceremonies = Ceremonies(house)
        let drawer = try actor(1, .drawer), witness = try actor(2, .witness)
        let id = try await ceremonies.plan(
            drawer,
            Ceremonies.Draft(
                title: "测量", campaigns: (1...Int64(campaigns)).map { $0 },
                parties: [
                    .init(id: "drawer", title: "抽取人", account: 1), .init(id: "supervisor", title: "监督人", account: 2),
                ], publicSource: "dice:bench", revealDeadline: house.clock.now().advanced(bySeconds: 86_400)))
        try await table.measure("冻结") { try await ceremonies.freeze(drawer, ceremony: id) }
        let leaf = try await house.storage.read { try Ceremonies.planLeaf(id, $0) }
        let values = ["drawer": house.randomHex(bytes: 32), "supervisor": house.randomHex(bytes: 32)]
        for (party, person) in [("drawer", drawer), ("supervisor", witness)] {
            try await ceremonies.commit(
                person, ceremony: id, party: party,
                commitment: try Commitment.hex(plan: leaf, party: party, value: values[party] ?? ""))
        }
        try await ceremonies.closeCommits(drawer, ceremony: id)
        for (party, person) in [("drawer", drawer), ("supervisor", witness)] {
            try await ceremonies.reveal(person, ceremony: id, party: party, value: values[party] ?? "")
        }
        try await ceremonies.enterPublicValue(
            drawer, ceremony: id, value: "31415926535897932384", again: "31415926535897932384")
        try await table.measure("抽取和匹配") { try await ceremonies.draw(drawer, ceremony: id) }

        let view = try await ceremonies.view(drawer, ceremony: id)
        var passed = false
        try await table.measure("核验公开文件") {
            let files = try await ceremonies.publicFiles(code: view.ceremony.code)
            let record = try CeremonyRecord(json: Array(files.record.utf8))
            let population = try Array(files.population.joined()).withUnsafeBytes { try Population(utf8: $0) }
            passed = CeremonyVerifier.verify(record: record, population: population).passed
        }
        table.show()
        print(
            "名单 \(view.ceremony.populationCount ?? 0) 条，抽中 \(view.lots) 条，上门 \(view.visits) 户，核验\(passed ? "通过" : "不通过")。"
        )
        // For programs: one line of JSON at the end.
        print(table.json(subjects: subjects, names: ["freeze": "冻结", "draw": "抽取和匹配", "verify": "核验公开文件"]))
        guard passed else { throw Problem(.defect, "bench.verify", "测量得到的摇号没有通过核验。") }
    }

    private func actor(_ account: Int64, _ role: Role) throws -> Actor {
        guard let region = RegionCode("230000") else { throw Problem.notFound("区划") }
        return Actor(
            account: account, name: "测量\(account)", roles: [role], authority: 1, authorityName: "测量机关", region: region,
            regionName: "测量省", department: "scjg", inspector: nil)
    }

    private func fill(subjects: Int, inspectors: Int, campaigns: Int) async throws {
        try await database.write { connection in
            try Self.fillGround(connection)
            for number in 1...campaigns { try Self.fillCampaign(connection, number, subjects: subjects) }
            var officer = 0
            try connection.insert(
                into: "registry_inspector",
                columns: [
                    "id", "code", "name", "authority_id", "certificate_number", "certificate_kind", "valid_from",
                    "valid_until", "is_auxiliary", "post", "status", "capacity", "changed_at",
                ]
            ) {
                guard officer < inspectors else { return nil }
                officer += 1
                return [
                    .integer(Int64(officer)), .text("TEST-E\(officer)"), .text("虚构人员\(officer)"), 1,
                    .text("T\(officer)"),
                    "行政执法证", "2020-01-01", "2099-12-31", 0, "行政", "active", 60, .text(Self.stamp),
                ]
            }
            try Self.fillSubjects(connection, subjects)
        }
    }

    private static let stamp = "2026-01-01T00:00:00.000Z"

    /// Plainly fictional identifiers: `TEST` and fourteen digits. Classes in the shares A 60, B 30, C 8, D 2 percent.
    private static func fillSubjects(_ connection: any Connection, _ subjects: Int) throws {
        var id = 0
        try connection.insert(
            into: "registry_subject",
            columns: [
                "id", "identifier", "name", "type_code", "is_market", "status", "region_code", "region_how", "kind",
                "capital", "scope", "address", "tags", "row_hash", "import_id", "changed_at",
            ]
        ) {
            guard id < subjects else { return nil }
            id += 1
            let digits = String(id)
            return [
                .integer(Int64(id)), .text("TEST" + String(repeating: "0", count: 14 - digits.utf8.count) + digits),
                .text("虚构主体第\(id)号"), "92", 1, "active", .text(String(230_101 + id % 18)), "code", "个体工商户", "",
                "食品销售；日用百货零售；五金产品零售。", "虚构市虚构区虚构街道", "", .integer(Int64(id)), 1, .text(stamp),
            ]
        }
        id = 0
        try connection.insert(into: "registry_risk", columns: ["snapshot_id", "subject_id", "class"]) {
            guard id < subjects else { return nil }
            id += 1
            // Spread by a multiplicative hash, not in runs.
            let place = id &* 2_654_435_761 % 100
            return [1, .integer(Int64(id)), place < 60 ? "A" : place < 90 ? "B" : place < 98 ? "C" : "D"]
        }
    }

    private static func fillGround(_ connection: any Connection) throws {
        try connection.execute("INSERT INTO registry_region (code, name, level) VALUES ('230000', '测量省', 'province')")
        try connection.execute("INSERT INTO registry_department (code, name) VALUES ('scjg', '市场监督管理')")
        try connection.execute(
            """
            INSERT INTO registry_authority (id, code, name, region_code, department_code)
            VALUES (1, '230000-scjg', '测量机关', '230000', 'scjg')
            """)
        for (id, role) in [(1, "drawer"), (2, "witness")] {
            try connection.execute(
                """
                INSERT INTO access_account (id, username, name, password_hash, authority_id, region_code,
                    department_code, status, created_at, password_changed_at)
                VALUES (\(id), \(role), \(role), '', 1, '230000', 'scjg', 'active', \(stamp), \(stamp))
                """)
            try connection.execute("INSERT INTO access_account_role (account_id, role) VALUES (\(id), \(role))")
        }
        try connection.execute(
            """
            INSERT INTO catalogue_version (number, effective_from, reason, basis, created_at)
            VALUES (1, '2026-01-01', '测量', '测量', \(stamp))
            """)
        try connection.execute(
            """
            INSERT INTO catalogue_item (id, code, since_version, category, matter, subjects, importance, methods, level,
                basis, department_code, region_code, selector, is_sample)
            VALUES (1, 'T-001', 1, '测量', '测量事项', '经营主体', 'general', '["现场检查"]', '省级', '测量', 'scjg', '230000',
                '{"tags":[],"types":[]}', 1)
            """)
        try connection.execute(
            """
            INSERT INTO plan_plan (id, year, kind, title, authority_id, region_code, department_code, state, version)
            VALUES (1, 2026, 'internal', '测量计划', 1, '230000', 'scjg', 'reported', 1)
            """)
        try connection.execute(
            "INSERT INTO registry_risk_snapshot (id, dated, source, at) VALUES (1, '2020-01-01', '测量', \(stamp))")
    }

    /// The first campaign reaches the whole province, every further one half of its counties.
    private static func fillCampaign(_ connection: any Connection, _ number: Int, subjects: Int) throws {
        try connection.execute(
            """
            INSERT INTO plan_campaign (id, plan_id, number, title, authority_id, region_code, department_code, starts_on,
                ends_on, method, dispatch, state, version)
            VALUES (\(number), 1, \("T-2026-00\(number)"), '测量任务', 1, '230000', 'scjg', '2026-01-01', '2026-12-31',
                '现场检查', 'bureau', 'planned', 1)
            """)
        try connection.execute("INSERT INTO plan_campaign_item (campaign_id, item_code) VALUES (\(number), 'T-001')")
        for region in number == 1 ? ["230000"] : (0..<9).map({ String(230_101 + (number + 2 * $0) % 18) }) {
            try connection.execute(
                "INSERT INTO plan_campaign_region (campaign_id, region_code) VALUES (\(number), \(region))")
        }
        // At most 10,000 visits whatever the number of subjects; the ratios rise with the class.
        let scale = max(1, (subjects + 3_199_999) / 3_200_000)
        for (risk, points) in [("A", 20), ("B", 40), ("C", 80), ("D", 40)] {
            try connection.execute(
                """
                INSERT INTO plan_campaign_quota (campaign_id, class, basis_points)
                VALUES (\(number), \(risk), \(max(1, points / scale)))
                """)
        }
    }
}

/// Seconds and peak memory of each phase.
private struct MeasureTable {
    private var rows: [(name: String, seconds: Double, peak: Int)] = []

    mutating func measure(_ name: String, _ body: () async throws -> Void) async throws {
        // Resets the kernel's high-water mark, so that each phase shows its own (proc(5), clear_refs).
        try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
        let start = ContinuousClock.now
        try await body()
        let spent = (ContinuousClock.now - start).components
        rows.append((name, Double(spent.seconds) + Double(spent.attoseconds) / 1e18, MeasureTable.peak()))
    }

    /// Peak resident memory in MiB: of the phase where /proc tells it, else of the whole run.
    private static func peak() -> Int {
        if let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kib = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
        {
            return kib / 1024
        }
        var usage = rusage()
        getrusage(__rusage_who_t(truncatingIfNeeded: RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1024
    }

    /// `{"draw":1.23,…,"peak_mib":512,"subjects":3200000}`; the peak is that of the named phases.
    func json(subjects: Int, names: [String: String]) -> String {
        var fields: [String] = []
        var peak = 0
        for (key, name) in names.sorted(by: { $0.key < $1.key }) {
            guard let row = rows.first(where: { $0.name == name }) else { continue }
            fields.append("\"\(key)\":\((row.seconds * 1000).rounded() / 1000)")
            peak = max(peak, row.peak)
        }
        return "{" + (fields + ["\"peak_mib\":\(peak)", "\"subjects\":\(subjects)"]).joined(separator: ",") + "}"
    }

    func show() {
        print("| 阶段 | 秒 | 内存峰值 MiB |\n|---|---:|---:|")
        for row in rows {
            print("| \(row.name) | \(row.seconds.formatted(.number.precision(.fractionLength(2)))) | \(row.peak) |")
        }
    }
}

import Crypto
import Database
import Documents
import Domain
import Exchange
import Foundation
import Index
import Logging
import Store
import TransparencyLog

/// The one place where all is joined: an open house with its database.
struct Composition: Sendable {
    let settings: Settings
    let house: House
    let database: any Database
    let logger: Logger
    /// Nil where the database is asked instead.
    let index: LiveSubjectIndex?

    /// Opens the database, runs the migrations and loads law and signing keys. Refuses a log that is not the continuation
    /// of what left the house before.
    ///
    /// - Parameters:
    ///   - isExamined: true for a command that only looks at the log, however it is.
    ///   - isIndexed: true for a process that stays and keeps the index of the subjects current.
    static func open(
        _ settings: Settings, clock: Clock = .system, isExamined: Bool = false, isIndexed: Bool = false
    ) async throws -> Composition {
        var logger = Logger(label: "mingcha") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = Logger.Level(rawValue: settings.text("log.level")) ?? .info
        var configuration = DatabaseConfiguration(settings.text("database"))
        configuration.connections = try settings.number("connections", in: 2...200)
        let database: any Database
        do {
            database = try await Databases.open(configuration, logger: logger)
            let applied = try await Migrator(directory: MigrationFiles.directory).run(on: database)
            if !applied.isEmpty { logger.info("migrated", metadata: ["files": "\(applied.joined(separator: " "))"]) }
        } catch let problem as DatabaseProblem {
            logger.error("database", metadata: ["problem": "\(problem)"])
            throw problem.forPeople
        }
        do {
            let storage = SQLStorage(database)
            let checkpoints = try await checkpoints(settings, storage, logger)
            let index = isIndexed ? LiveSubjectIndex(storage: storage) : nil
            let sealed = try await storage.read { try $0.staff.personalKeys().values.reduce(0, +) }
            let house = House(
                storage: storage, clock: clock, law: try LawFiles.load(settings.text("policy")),
                checkpoints: checkpoints, reference: try ReferenceFiles.load(settings.text("reference")),
                tables: LocalTableDesk(folder: settings.text("data") + "/uploads"),
                press: LocalPress(program: settings.text("pdf.program")), index: index,
                vault: isExamined ? nil : try PersonalKeys.vault(settings, sealed: sealed),
                certificates: try CertificateSettings.platform(settings))
            if !isExamined { try await storage.read { try checkpoints.check($0.ledger) } }
            return Composition(settings: settings, house: house, database: database, logger: logger, index: index)
        } catch {
            await database.close()
            throw error
        }
    }

    private static func checkpoints(
        _ settings: Settings, _ storage: SQLStorage, _ logger: Logger
    ) async throws -> Checkpoints {
        let entries = try await storage.read { try $0.ledger.size() }
        let keys = try SigningKeys.open(settings, entries: entries)
        if SigningKeys.isOpenToOthers(keys.path) {
            logger.warning("the log's key can be read by others", metadata: ["file": "\(keys.path)"])
        }
        guard let name = keys.signers.first?.key.name else { throw Problem.notFound("日志签名密钥") }
        return try Checkpoints(
            signers: keys.signers, retired: keys.retired,
            memory: CheckpointFile(path: settings.text("data") + "/log.checkpoint", origin: name),
            witnesses: try witnesses(settings).map(\.key))
    }

    /// Who cosigns the log's heads, from the operator's list.
    /// - Throws: `log.witnesses` when the list is named and cannot be read.
    static func witnesses(_ settings: Settings) throws -> [WitnessEndpoint] {
        let path = settings.text("log.witnesses")
        guard !path.isEmpty else { return [] }
        guard let text = try DurableFile.read(path) else {
            throw Problem(.invalid, "log.witnesses", "找不到见证人名单 \(path)。", remedy: "请检查 MINGCHA_LOG_WITNESSES。")
        }
        return try WitnessList(text: String(decoding: text, as: UTF8.self)).witnesses
    }

    func close() async { await database.close() }
}

/// Policy/ as files.
enum LawFiles {
    static func load(_ directory: String) throws -> Law {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".yaml") }
        } catch {
            throw Problem(
                .invalid, "law.missing-directory", "找不到规则目录 \(directory)。",
                remedy: "请在程序所在目录运行，或用 MINGCHA_POLICY 指定规则目录。")
        }
        var hasher = SHA256()
        var files: [(name: String, text: String)] = []
        for name in names.sorted() {
            let data = try Data(contentsOf: URL(filePath: directory).appending(path: name))
            hasher.update(data: data)
            guard let text = String(data: data, encoding: .utf8) else {
                throw Problem(.invalid, "law.encoding", "规则文件 \(name) 不是 UTF-8 编码。")
            }
            files.append((name, text))
        }
        return try Law(files: files, hash: Digest.hex(hasher.finalize()))
    }
}

/// Reference/ as files.
enum ReferenceFiles {
    static func load(_ directory: String) throws -> ReferenceBook {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".yaml") }
        } catch {
            throw Problem(
                .invalid, "reference.missing-directory", "找不到参考数据目录 \(directory)。",
                remedy: "请在程序所在目录运行，或用 MINGCHA_REFERENCE 指定参考数据目录。")
        }
        return try ReferenceBook(
            files: names.sorted().map { name in
                (name, try String(contentsOf: URL(filePath: directory).appending(path: name), encoding: .utf8))
            })
    }
}

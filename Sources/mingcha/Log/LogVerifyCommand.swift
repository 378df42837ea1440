import ArgumentParser
import Domain
import Foundation
import TransparencyLog

/// `mingcha log verify`: the log of the running database, recomputed from its entries.
struct LogVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "检查数据库里的留痕日志：逐条重算，并与先前公布的检查点比对",
        discussion: """
            只看数据库，查得出单处改动；整套改写、重新签名的，要与库外的检查点比对才查得出：用 --since 给出先前导出的目录、\
            保存的检查点文件或回执，可重复。
            退出码：0 完好；1 有改动，并逐条说明；2 无法检查。
            """)

    @Option(help: "先前导出的日志目录、检查点文件或回执，可重复。")
    var since: [String] = []

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let settings = try await options.settings()
            let database = settings.text("database")
            guard database.hasPrefix("postgres") || FileManager.default.fileExists(atPath: database) else {
                throw Problem(
                    .invalid, "log.verify.database", "没有数据库文件 \(database)。", remedy: "请用 --data 或 --database 指定。")
            }
            let composition = try await Composition.open(settings, isExamined: true)
            let bar = ProgressBar("检查日志")
            let report: LogAuditReport
            do {
                let trust = try composition.house.checkpoints.trust()
                let known = try since.map { try Self.known($0, trust) }
                report = try await LogAudit(composition.house).run(known: known) { bar.show($0, of: $1) }
            } catch {
                await composition.close()
                throw error
            }
            bar.finish()
            await composition.close()
            guard report.isIntact else {
                for fault in report.faults { say("不通过  \(fault)") }
                say("日志不完好：\(report.faults.count) 处\(report.faults.count == LogAudit.maximumFaults ? "（只列这些）" : "")")
                throw ExitCode(1)
            }
            say("通过  共 \(report.size) 条，根哈希 \(report.root.hex)")
            say("通过  \(report.nodes) 个哈希和日志头全部由条目重新算出，逐个一致")
            if report.extended > 0 { say("通过  是先前 \(report.extended) 个检查点的延续，没有改写") }
            if since.isEmpty { say("注意  没有给出库外的检查点（--since），整套改写查不出来") }
            say("日志完好")
        }
    }

    /// A checkpoint from outside, with its signature checked.
    private static func known(_ path: String, _ trust: LogTrust) throws -> LogAudit.Known {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw Problem(.invalid, "log.verify.since", "没有“\(path)”这个文件或目录。")
        }
        let file = isDirectory.boolValue ? path + "/checkpoint" : path
        guard let bytes = try DurableFile.read(file) else {
            throw Problem(.invalid, "log.verify.since", "“\(path)”中没有检查点文件 checkpoint。")
        }
        do {
            let note = try (try? Receipt(bytes: bytes))?.checkpoint ?? SignedNote(bytes: bytes)
            return LogAudit.Known(source: "“\(path)”", checkpoint: try trust.open(note).checkpoint)
        } catch {
            throw Problem(
                .invalid, "log.verify.since", "“\(path)”不是本日志签名的检查点或回执：\(error)。",
                remedy: "换过密钥的，请确认密钥文件里留有旧公钥。")
        }
    }
}

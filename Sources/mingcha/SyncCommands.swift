import ArgumentParser
import Domain
import Exchange
import Foundation
import Logging
import ServiceLifecycle

/// `mingcha sync …`: what other systems keep.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "与其他系统同步：执法证平台", subcommands: [SyncCertificatesCommand.self])
}

struct SyncCertificatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificates", abstract: "从执法证平台（接口或文件）同步持证人员",
        discussion: """
            接口见 docs/integration/certificate-platform.md，网址和密钥用 certificates.url 等设置；加 --file 则读平台导出的表格。
            每页连同位置一起保存，中断后再次运行从断点继续；不合格的记录逐条列出，其余照常采用。
            证件变化自动更新；单位、离岗、姓名不同的列入差异，由名录管理人员确认。
            退出码：0 完成；1 规则不允许；2 中断（已收到的各页有效）。
            """)

    @Option(help: "读平台导出的 CSV 表格，不走接口。")
    var file: String?

    @Flag(help: "不从上次的位置继续，全部重新读取。")
    var full = false

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let composition = try await Composition.open(try await options.settings())
            let house = composition.house
            let source: any CertificateSource
            if let file {
                source = CertificateFile(
                    try house.desk().open(path: file, name: URL(filePath: file).lastPathComponent))
            } else if let platform = house.certificates {
                source = platform
            } else {
                throw Problem(
                    .invalid, "certificates.none", "没有设置执法证平台的网址。",
                    remedy: "请设置 MINGCHA_CERTIFICATES_URL、_KEY、_SECRET，或用 --file 读表格。")
            }
            let run = try await CertificateSync(house).run(source, by: nil, isFull: full)
            print(
                "持证人员：\(run.pages)页，收到\(run.received)条，新增\(run.inserted)，更新\(run.updated)，未变\(run.unchanged)，不合格\(run.refused)。"
            )
            let open = try await house.storage.read {
                try $0.staff.differences(
                    within: try house.book().resolver.provinceCode, open: true, slice: Slice(size: 1)
                )
                .total
            }
            if open > 0 { print("有\(open)项差异等待确认：/registry/sync") }
            await composition.close()
            if run.state == .failed {
                throw Problem(.unavailable, "sync.failed", run.problem)
            }
        }
    }
}

/// The platform of the settings; nil where none is named.
enum CertificateSettings {
    static func platform(_ settings: Settings) throws -> CertificatePlatform? {
        let url = settings.text("certificates.url")
        guard !url.isEmpty else { return nil }
        let path = settings.text("certificates.secret")
        guard let secret = try DurableFile.read(path) else {
            throw Problem(
                .invalid, "certificates.secret", "找不到执法证平台的密钥文件 \(path)。", remedy: "请检查 MINGCHA_CERTIFICATES_SECRET。")
        }
        return try CertificatePlatform(
            base: url, keyID: settings.text("certificates.key"), secret: Array(secret.prefix { $0 > 0x20 }))
    }
}

/// While the server runs: the turn of the day at start and every quarter of an hour, and the certificate platform once a day.
struct DayRounds: Service {
    let house: House
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var synchronised: Day?
            while !Task.isCancelled {
                do {
                    let report = try await DayRoll(house).run()
                    if report.moves + report.vacancies + report.waiting > 0 {
                        logger.info(
                            "day rolled",
                            metadata: [
                                "moves": "\(report.moves)", "vacancies": "\(report.vacancies)",
                                "waiting": "\(report.waiting)",
                            ])
                    }
                    if !report.problems.isEmpty {
                        logger.warning("day roll", metadata: ["problems": "\(report.problems.joined(separator: " "))"])
                    }
                    let reminded = try await PlanReminders(house).run()
                    if reminded > 0 { logger.info("plans reminded", metadata: ["authorities": "\(reminded)"]) }
                    let today = house.clock.today
                    if let platform = house.certificates, synchronised != today {
                        synchronised = today
                        let run = try await CertificateSync(house).run(platform, by: nil)
                        if run.state == .failed {
                            logger.warning("certificate platform", metadata: ["run": "\(run.id)"])
                        }
                    }
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("day rounds", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(900))
            }
        }
    }
}

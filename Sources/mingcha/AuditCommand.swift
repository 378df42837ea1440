import ArgumentParser
import Domain
import Foundation

/// `mingcha audit …`: what auditors check where the registry is.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "审计核对", subcommands: [AuditCeremonyCommand.self])
}

struct AuditCeremonyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ceremony", abstract: "打开一次摇号的密钥，写出审计资料，并与名录库逐户核对",
        discussion: "打开密钥会写入留痕日志并公开。退出码：0 全部相符；1 有不符；2 无法核对。")

    @Argument(help: "摇号编号，如 YH-2026-230102-001。")
    var code: String

    @Argument(help: "目标目录，不存在时新建。其中的 audit 目录含有密钥和名录，请妥善保管。")
    var directory: String

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let composition = try await Composition.open(try await options.settings())
            let audit = try await Auditing(composition.house).files(code: code)
            let folder = URL(filePath: directory, directoryHint: .isDirectory)
            do {
                for (name, bytes) in audit.files {
                    let file = folder.appending(path: name)
                    try FileManager.default.createDirectory(
                        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                    try Data(bytes).write(to: file, options: .atomic)
                }
                // The keys and the registry are nobody else's business.
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o700], ofItemAtPath: folder.appending(path: "audit").path)
            } catch {
                throw Problem(.unavailable, "audit.write", "无法写入目录 \(directory)。", remedy: "请检查目录权限和磁盘空间。")
            }
            await composition.close()
            for finding in audit.findings {
                let word = [.passed: "通过", .failed: "不符"][finding.state] ?? "注意"
                print("\(word)  \(finding.title)\(finding.detail.isEmpty ? "" : "：\(finding.detail)")")
            }
            print("已写出审计资料：\(directory)；离线核对：mingcha-verify audit \(directory)")
            guard audit.findings.passed else {
                throw Problem(.refused, "audit.findings", "核对有不符之处，见上。", clause: "3.5.4")
            }
        }
    }
}

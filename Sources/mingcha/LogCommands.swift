import ArgumentParser
import Domain
import Exchange
import Foundation
import TransparencyLog

/// `mingcha log …`: the transparency log as files.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "留痕日志：导出、查看验证公钥",
        subcommands: [LogExportCommand.self, LogKeyCommand.self])
}

struct LogExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "把留痕日志导出为静态文件目录，任何网站都能托管，任何人都能核验")

    @Argument(help: "目标目录，再次导出时只补新增部分。")
    var directory: String

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let composition = try await Composition.open(try await options.settings())
            let bar = ProgressBar("导出日志")
            let summary = try await LogExport(composition.house, directory: URL(filePath: directory)).run { done, all in
                bar.show(done, of: all)
            }
            bar.finish()
            print("已导出 \(summary.size) 条记录，写入 \(summary.files) 个文件：\(directory)")
            print("核验：mingcha-verify log \(directory) --vkey \(composition.house.checkpoints.vkey)")
            await composition.close()
        }
    }
}

struct LogKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "vkey", abstract: "显示日志的验证公钥")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let settings = try await options.settings()
            print(try SigningKeyFile.open(directory: settings.text("data"), name: settings.text("log.name")).key.vkey)
        }
    }
}

import ArgumentParser
import Domain
import Exchange
import Foundation
import TransparencyLog

/// `mingcha log …`: the transparency log: examined, as files, its keys.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "留痕日志：检查、导出、密钥",
        subcommands: [
            LogVerifyCommand.self, LogExportCommand.self, LogVkeyCommand.self, LogKeyCommand.self,
            LogRotateCommand.self,
        ])
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
            let keys = composition.house.checkpoints.keys.map { "--vkey \($0.vkey)" }.joined(separator: " ")
            print("核验：mingcha-verify log \(directory) \(keys)")
            await composition.close()
        }
    }
}

struct LogVkeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vkey", abstract: "显示日志的验证公钥，每行一个；换过密钥的，旧公钥列在后面")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let keys = try SigningKeys.existing(try await options.settings())
            for key in keys.signers.map(\.key) + keys.retired { print(key.vkey) }
        }
    }
}

struct LogKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "生成日志签名密钥（已有的不会覆盖）",
        discussion: "密钥写到设置 log.key 指定的文件，没有设置的写到数据目录的 log.key，只有本人可读。请另抄一份离线保管。")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let settings = try await options.settings()
            let keys = try SigningKeys.make(SigningKeys.path(settings), name: settings.text("log.name"))
            say("已生成：\(keys.path)")
            for signer in keys.signers { say("公钥：\(signer.key.vkey)") }
        }
    }
}

/// Two steps that may lie months apart: sign with both keys, then with the new one alone.
struct LogRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "更换日志签名密钥：先新旧同签，各方换用新公钥后再加 --finish 停用旧的",
        discussion: "完成后重新启动 mingcha serve。步骤和旧密钥泄露时的做法见 docs/log.md。")

    @Flag(help: "停用旧密钥：只留它的公钥，供核验旧回执。")
    var finish = false

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let settings = try await options.settings()
            let composition = try await Composition.open(settings)
            let rotation = KeyRotation(house: composition.house, path: SigningKeys.path(settings))
            do {
                let lines = finish ? try await rotation.finish() : try await rotation.begin()
                for line in lines { say(line) }
            } catch {
                await composition.close()
                throw error
            }
            await composition.close()
        }
    }
}

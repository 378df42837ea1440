import ArgumentParser
import Domain
import Foundation

/// 明查: the command.
@main
struct Mingcha: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mingcha",
        abstract: "明查：双随机、一公开监管系统",
        discussion: "各项设置可用选项、MINGCHA_ 开头的环境变量或配置文件给出，见 docs/configuration.md。",
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, DemoCommand.self, MigrateCommand.self, ImportCommand.self, UserCommand.self,
            LogCommand.self, WitnessCommand.self, SyncCommand.self, PersonalCommand.self, BackupCommand.self,
            ExportCommand.self, AuditCommand.self, TableCommand.self, PlanCommand.self, BenchCommand.self,
        ])
}

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "migrate", abstract: "建立或升级数据库结构")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let composition = try await Composition.open(try await options.settings())
            let changed = try await ReferenceSeeding(composition.house).run()
            if changed > 0 { print("参考数据（区划、标签、部门）更新 \(changed) 条。") }
            print("数据库结构已是最新：\(composition.settings.text("database"))")
            await composition.close()
        }
    }
}

/// A line for the person at the terminal, at once also where the output goes to a pipe or a file.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// Runs a command's body; a `Problem` becomes one Chinese line and exit code 2, or 1 for a refusal by rule.
func reporting(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let problem as Problem {
        FileHandle.standardError.write(Data("错误：\(problem)\n".utf8))
        throw ExitCode(problem.kind == .refused || problem.kind == .conflict ? 1 : 2)
    }
}

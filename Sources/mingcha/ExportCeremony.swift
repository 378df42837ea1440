import ArgumentParser
import Domain
import Foundation

/// `mingcha export …`: what is published, as files that others check and host.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "导出公开内容", subcommands: [ExportCeremonyCommand.self])
}

struct ExportCeremonyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ceremony", abstract: "导出一次摇号的公开文件，供任何人核验")

    @Argument(help: "摇号编号，如 YH-2026-230102-001。")
    var code: String

    @Argument(help: "目标目录，不存在时新建。")
    var directory: String

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let composition = try await Composition.open(try await options.settings())
            let house = composition.house
            let files = try await Ceremonies(house).publicFiles(code: code)
            let folder = URL(filePath: directory, directoryHint: .isDirectory)
            do {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try Data(files.record.utf8).write(to: folder.appending(path: "ceremony.json"), options: .atomic)
                try Data((house.checkpoints.vkey + "\n").utf8).write(
                    to: folder.appending(path: "log.vkey"), options: .atomic)
                let population = folder.appending(path: "population.txt")
                if files.population.isEmpty {
                    // Left over from elsewhere it would be taken for this ceremony's.
                    try? FileManager.default.removeItem(at: population)
                } else {
                    try Data(files.population.joined()).write(to: population, options: .atomic)
                }
                let slips = folder.appending(path: "slips", directoryHint: .isDirectory)
                try? FileManager.default.removeItem(at: slips)
                if !files.slips.isEmpty {
                    try FileManager.default.createDirectory(at: slips, withIntermediateDirectories: true)
                }
                for (slip, proof) in files.slips {
                    try Data(proof.utf8).write(to: slips.appending(path: "\(slip).json"))
                }
            } catch {
                throw Problem(.unavailable, "export.write", "无法写入目录 \(directory)。", remedy: "请检查目录权限和磁盘空间。")
            }
            print("已导出摇号 \(code)：\(directory)")
            print("核验：mingcha-verify ceremony \(directory)")
            await composition.close()
        }
    }
}

import ArgumentParser
import Database
import Domain
import Foundation

/// `mingcha backup`: database and signing key in a new directory, while the server runs.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "备份数据库和日志签名密钥（服务不用停）",
        discussion: """
            在目标目录下建立以时间命名的子目录。SQLite 备份就是数据库文件，恢复时放回原处；PostgreSQL 备份用 pg_restore 恢复。
            签名密钥是机密：备份目录只有本人可读，请离线保管。恢复后，先把日志的最新检查点与最近公布的比对，见 docs/log.md。
            """)

    @Argument(help: "存放备份的目录。")
    var directory: String

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let settings = try await options.settings()
            let composition = try await Composition.open(settings)
            let stamp = composition.house.clock.now().description.replacing(":", with: "").prefix(17)
            let folder = URL(filePath: directory).appending(path: "mingcha-\(stamp)")
            let isFile = !settings.text("database").hasPrefix("postgres")
            do {
                try FileManager.default.createDirectory(
                    at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                try await Backup.write(
                    composition.database, configuration: DatabaseConfiguration(settings.text("database")),
                    to: folder.appending(path: isFile ? "mingcha.db" : "mingcha.dump").path())
                let key = URL(filePath: settings.text("data")).appending(path: "log.key")
                try FileManager.default.copyItem(at: key, to: folder.appending(path: "log.key"))
            } catch {
                throw Problem(
                    .unavailable, "backup.failed", "备份没有完成：\(error)", remedy: "请检查目录权限、磁盘空间；PostgreSQL 需要 pg_dump。")
            }
            let size = try await composition.house.storage.read { try $0.ledger.size() }
            print("备份完成：\(folder.path())（留痕日志 \(size) 条）")
            await composition.close()
        }
    }
}

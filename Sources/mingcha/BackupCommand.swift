import ArgumentParser
import Database
import Domain
import Foundation

/// `mingcha backup`: the database in a new directory, while the server runs; the signing key only if asked for.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "备份数据库（服务不用停）",
        discussion: """
            在目标目录下建立以时间命名的子目录。SQLite 备份就是数据库文件，恢复时放回原处；PostgreSQL 备份用 pg_restore 恢复。
            个人信息密钥 personal.key 也不随数据库备份：没有它，备份里的身份证号和手机号谁也打不开。
            日志签名密钥不随数据库备份：谁拿到两样，谁就能改写日志再重新签名。密钥另行离线保管；确实要一并备份的加 --with-key。
            恢复时保留数据目录里的 log.checkpoint：恢复得太旧时，程序会拒绝在旧日志上继续签名，见 docs/log.md。
            """)

    @Argument(help: "存放备份的目录。")
    var directory: String

    @Flag(name: .customLong("with-key"), help: "把日志签名密钥也放进备份目录（只有本人可读）。")
    var withKey = false

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let settings = try await options.settings()
            let composition = try await Composition.open(settings, isExamined: true)
            let stamp = composition.house.clock.now().description.replacing(":", with: "").prefix(17)
            let folder = URL(filePath: directory).appending(path: "mingcha-\(stamp)")
            let isFile = !settings.text("database").hasPrefix("postgres")
            do {
                try FileManager.default.createDirectory(
                    at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                try await Backup.write(
                    composition.database, configuration: DatabaseConfiguration(settings.text("database")),
                    to: folder.appending(path: isFile ? "mingcha.db" : "mingcha.dump").path())
                if withKey {
                    let key = URL(filePath: SigningKeys.path(settings))
                    try FileManager.default.copyItem(at: key, to: folder.appending(path: "log.key"))
                    let personal = PersonalKeys.path(settings)
                    if FileManager.default.fileExists(atPath: personal) {
                        try FileManager.default.copyItem(
                            at: URL(filePath: personal), to: folder.appending(path: "personal.key"))
                    }
                }
            } catch {
                throw Problem(
                    .unavailable, "backup.failed", "备份没有完成：\(error)", remedy: "请检查目录权限、磁盘空间；PostgreSQL 需要 pg_dump。")
            }
            let size = try await composition.house.storage.read { try $0.ledger.size() }
            print("备份完成：\(folder.path())（留痕日志 \(size) 条）")
            print(withKey ? "备份中有日志签名密钥：请与数据库分开保管。" : "日志签名密钥不在备份中：\(SigningKeys.path(settings))，请另行离线保管。")
            await composition.close()
        }
    }
}

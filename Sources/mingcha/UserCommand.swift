import ArgumentParser
import Domain
import Foundation

/// `mingcha user …`: accounts from the command line, for the first administrator of an installation.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "账号：建立第一个平台管理员等", subcommands: [UserAddCommand.self])
}

struct UserAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "建立账号，口令只显示这一次",
        discussion:
            "机关不存在时用 --authority-name 一并建立。角色：\(Role.allCases.map { "\($0.rawValue)（\($0.title)）" }.joined(separator: "、"))。"
    )

    @Argument(help: "登录名。")
    var username: String

    @Option(help: "显示的姓名。")
    var name: String

    @Option(help: "角色，可重复。")
    var role: [String]

    @Option(help: "区划代码，如 230102。")
    var region: String

    @Option(help: "部门代码，默认 scjg（市场监督管理）。")
    var department = Department.marketRegulation

    @Option(name: .customLong("authority-name"), help: "该区划该部门的机关名称；机关已存在时不用填写。")
    var authorityName: String?

    @Option(help: "检查人员的工号：把账号与执法检查人员名录中的本人对应。")
    var inspector: String?

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        try await reporting {
            let roles = try role.map { text in
                guard let role = Role(rawValue: text) else {
                    throw Problem(
                        .invalid, "user.role", "没有“\(text)”这个角色。", remedy: "用 mingcha user add --help 查看角色代码。")
                }
                return role
            }
            guard !roles.isEmpty else { throw Problem(.invalid, "user.role", "至少需要一个角色（--role）。") }
            guard let region = RegionCode(region) else {
                throw Problem(.invalid, "user.region", "区划代码“\(region)”应为六位数字。")
            }
            let composition = try await Composition.open(try await options.settings())
            let house = composition.house
            try await ReferenceSeeding(house).run()
            let issued = try await Accounts(house).bootstrap(
                username: username, name: name, roles: Set(roles), region: region, department: department,
                authorityName: authorityName, inspector: inspector)
            print("账号已建立：\(username)")
            print("初始口令：\(issued.password)（只显示这一次，登录后请修改）")
            await composition.close()
        }
    }
}

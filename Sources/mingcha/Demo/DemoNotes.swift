import Domain
import Foundation

/// What a newcomer is told: the accounts to try and what to look at first. Kept beside the database, so that
/// `mingcha serve` can say it again, and as JSON for the browser tests.
struct DemoNotes {
    let accounts: DemoAccounts
    let data: String

    private static let file = "demo.txt"

    func write() throws {
        let folder = URL(filePath: data)
        try Data(text.utf8).write(to: folder.appending(path: DemoNotes.file), options: .atomic)
        let rows = accounts.shown.map {
            ["account": $0.username, "password": DemoAccounts.password, "role": $0.role.rawValue, "place": $0.place]
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(rows).write(to: folder.appending(path: "accounts.json"), options: .atomic)
    }

    /// The notes of a data directory that the demo made; nil for any other.
    static func read(_ data: String) -> String? {
        try? String(contentsOf: URL(filePath: data).appending(path: file), encoding: .utf8)
    }

    private var text: String {
        var lines = ["演示省份（区划真实，其余全部虚构）。账号，口令都是 \(DemoAccounts.password)："]
        for one in accounts.shown {
            let pad = String(repeating: " ", count: max(1, 14 - one.username.count))
            lines.append("  \(one.username)\(pad)\(one.place) \(one.role.title)")
        }
        let inspector = accounts.shown.last { $0.role == .inspector }?.username ?? ""
        lines += [
            "", "先看这些：",
            "  1. 不登录打开首页：查结果、看摇号；点“在浏览器里核验”，把一场抽取从头重算一遍。",
            "  2. 用 draw.dl 登录，打开“抽取”里“承诺中”的摇号，按提示走完；另开一个浏览器用 witness.dl 做监督人。",
            "  3. 用 \(inspector) 登录（把窗口缩到手机宽度），“检查”里开始下一户，填检查表、选结果类型、签名提交。",
            "  4. 用 review.dl 审核，用 publish.dl 公示；用 publish.ng 看一批已经超期的结果。",
            "  5. 用 plan.dw 给编制中的计划加一项任务：比例填到范围外，看系统怎样拒绝。",
            "  6. 用 stat.hlj 看四项指标，每个数字都能点开；用 audit.hlj 看留痕日志、打开一场摇号的密钥逐户核对。", "",
        ]
        return lines.joined(separator: "\n")
    }
}

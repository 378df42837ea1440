import Domain

/// What exports of accounts and of the log's timeline hold.
enum AccessTables {
    static let log = ExportTable<LedgerLine>(
        "留痕日志", personal: "log",
        [
            .count("序号") { Int($0.index) }, .text("时间", 18) { $0.at.onScreen },
            .text("操作人", 12) { $0.actorName ?? "系统" },
            .text("操作", 22) { $0.act }, .text("对象", 22) { $0.object }, .text("内容", 70) { $0.sentence },
        ])

    static func accounts(_ now: Moment) -> ExportTable<Account> {
        ExportTable(
            "账号", personal: "accounts",
            [
                .text("姓名", 12) { $0.name }, .text("用户名", 18) { $0.username },
                .text("角色", 40) { AccountPages.titles($0.roles) }, .text("管辖地区代码", 14) { $0.region.text },
                .text("状态", 12) { AccountPages.chip($0, now).word },
            ])
    }
}

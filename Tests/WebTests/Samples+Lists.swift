import Domain

@testable import Web

extension ComponentSamples {
    /// A list with everything in it, and one with nothing.
    static var lists: [(template: String, model: any Sendable)] {
        let columns: [ListColumn<String>] = [
            .head("名称", sort: "name", href: { "/\($0)" }) { $0 }, .text("机关") { $0 },
            .figures("日期", wraps: false) { $0 }, .code("代码") { $0 }, .number("户数", sort: "count") { _ in "3" },
            .chip("状态") { ChipModel($0, .success) }, ListColumn("下一步") { PanelCell($0, isStrong: true) },
            ListColumn("机关") { PanelCell($0, note: PanelCell.Note("道里区", code: "9123")) },
            ListColumn("复查") { PanelCell($0, note: PanelCell.Note("查看", href: "/x")) },
            ListColumn("签号") { PanelCell($0, style: "code", isHead: true) },
            ListColumn("操作", isHidden: true) { _ in .link("换人", href: "/x") },
        ]
        let full = ListModel(
            "列表", Listing(rows: ["甲", "乙"], total: 102, slice: Slice(page: 2)), address: "/x?sort=name&page=2",
            tabs: [TabsModel([.init("进行中", href: "/x", current: true, count: 2)])],
            filter: FilterModel(action: "/x", [.text("q", "名称", value: "甲")]), sentence: "共两条。",
            links: [LinkModel("看另一个", href: "/x")], about: "先提交的在前。", remarks: [RemarkModel("较多")],
            form: StaffSamples.folded, columns: columns, empty: EmptyModel("没有", why: "没有"))
        return [
            ("shell/list", full),
            (
                "shell/list",
                ListModel("列表", [String](), address: "/x", columns: columns, empty: EmptyModel("没有", why: "没有"))
            ),
        ]
    }
}

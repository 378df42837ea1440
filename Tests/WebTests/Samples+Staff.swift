import Domain

@testable import Web

/// A sheet with everything in it, and one with nothing.
enum StaffSamples: PageSamples {
    static let folded = PanelForm(
        "/x", [FieldModel(.text, "x", "甲", error: "错")], button: "好", summary: "展开", id: "chosen", isMultipart: true,
        hidden: [("a", "b")])

    static var samples: [(template: String, model: any Sendable)] {
        let table = PanelTable(
            "列表", ["名称", "数#", ".操作"],
            [
                [
                    .head("甲", href: "/x"), .number("1"), PanelCell("", chip: ChipModel("好", .success), tick: "1"),
                    PanelCell("乙", actions: [PanelAction("结束", "/x", [("a", "b")])]),
                ]
            ])
        let full = PanelsModel(
            [
                Panel(
                    "甲", note: "说明", facts: FactsModel([.init("甲", "乙")]), table: table,
                    paging: PagingModel(Listing(rows: [1], total: 1, slice: Slice()), address: "/x"), form: folded),
                Panel("乙", table: PanelTable("列表", ["名称"], []), none: "没有。", form: PanelForm("/x", [], button: "好")),
            ], remarks: [RemarkModel("较多")], tabs: TabsModel([.init("全部", href: "/x", current: true, count: 3)]),
            filter: FilterModel(action: "/x", [.text("q", "名称", value: "")], found: "1", clearHref: "/x"),
            tiles: [TileModel("新增", "1", unit: "行", href: "/x")],
            empty: EmptyModel("没有", why: "没有", action: LinkModel("导入", href: "/x")), timeline: TimelineModel([]))
        return [("registry/panels", full), ("registry/panels", PanelsModel([]))]
    }
}

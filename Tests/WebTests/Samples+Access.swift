import Domain

@testable import Web

enum AccessSamples: PageSamples {
    static let region: RegionCode = {
        guard let code = RegionCode("230102") else { fatalError("test data") }
        return code
    }()

    private static let timeline = TimelineModel([
        LedgerLine(
            index: 7, at: Moment(milliseconds: 0), act: "a", actorName: "张三", object: "o/1", sentence: "建立账号。"),
        LedgerLine(index: 8, at: Moment(milliseconds: 0), act: "a", actorName: nil, object: "o/1", sentence: "到期。"),
    ])
    private static let text = FieldModel(.text, "name", "姓名")
    private static let head = TableHeadModel([("姓名", nil, false)], address: "/x")
    private static let paging = PagingModel(Listing(rows: [1], total: 1, slice: Slice()), address: "/x")

    static var samples: [(template: String, model: any Sendable)] {
        let problem = Problem(
            .refused, "x.y", "不允许。", clause: "2.3.2", remedy: "请联系。", fields: ["a": "应不低于 3%。"])
        return [
            (
                "access/login",
                SignInPage.Model(
                    next: "/", username: text, password: text, error: "不正确。", remedy: "请重试。", ended: true,
                    idleMinutes: "30")
            ),
            (
                "access/login",
                SignInPage.Model(
                    next: "/", username: text, password: text, error: nil, remedy: nil, ended: false, idleMinutes: "30")
            ),
            (
                "access/workbench",
                Workbench.Model(
                    day: "2026年6月1日",
                    sections: [
                        .init(
                            title: "检查", about: "。", next: LinkModel("下一户", href: "/"), primary: true,
                            tiles: [TileModel("待检查", "3", unit: "户", href: "/")]),
                        .init(title: "公示", about: "。", next: LinkModel("查看", href: "/"), primary: false, tiles: []),
                    ], activity: timeline, calm: EmptyModel("无", why: "无"))
            ),
            ("access/workbench", Workbench.Model(day: "", sections: [], activity: nil, calm: nil)),
            (
                "access/system",
                SystemPages.IndexModel(entries: [.init(title: "账号", href: "/", icon: "person", about: "。")])
            ),
            (
                "access/account",
                AccountPages.ShowModel(
                    facts: FactsModel([.init("状态", "", chip: ChipModel("使用中"))]), timeline: timeline, id: "1",
                    mayEdit: true, isActive: true, isOther: true)
            ),
            (
                "access/account",
                AccountPages.ShowModel(
                    facts: FactsModel([]), timeline: TimelineModel([]), id: "1", mayEdit: true, isActive: false,
                    isOther: true)
            ),
            (
                "access/account-new",
                AccountPages.NewModel(name: text, username: text, authority: text, roles: text)
            ),
            ("access/account-issued", AccountPages.IssuedModel(name: "张", username: "z", password: "p", href: "/")),
            ("access/log", SystemPages.LogModel(timeline: timeline, paging: paging, origin: "o", size: "8")),
            ("access/preferences", SystemPages.PreferencesModel(density: text, old: text, new: text, again: text)),
            (
                "access/search",
                SearchPage.Model(
                    question: "q",
                    sections: [
                        .init(
                            title: "检查对象", found: "共 1 户", href: "/", hits: [.init(title: "名", href: "/", note: "码")])
                    ], empty: nil)
            ),
            (
                "access/search", SearchPage.Model(question: "", sections: [], empty: EmptyModel("无", why: "无"))
            ),
            ("shell/refused", RefusalModel(problem, request: "r", signInHref: "/login")),
            ("shell/refused", RefusalModel(Problem(.defect, "x", "。"), request: "r")),
        ]
    }
}

/// Each component in every state, in a page of its own.
enum ComponentSamples: PageSamples {
    struct Gallery: Sendable {
        let chips = [
            ChipModel("草稿"), ChipModel("抽取中", .information), ChipModel("已公示", .success),
            ChipModel("剩 2 个工作日", .attention), ChipModel("逾期", .danger),
        ]
        let remark = RemarkModel("名录已冻结，种子尚未产生。", .information)
        let empty = EmptyModel(
            "没有符合条件的检查对象", why: "当前筛选为“道里区 · 餐饮服务 · D 类”。", action: LinkModel("清除筛选", href: "/"))
        let facts = FactsModel([
            .init("名称", "示例餐饮有限公司", href: "/"), .init("统一社会信用代码", "91230102MA0000000X", figures: true),
            .init("状态", "在业", chip: ChipModel("使用中", .success)),
        ])
        let timeline = TimelineModel([
            LedgerLine(
                index: 12, at: Moment(milliseconds: 1_780_000_000_000), act: "a", actorName: "李四", object: "o",
                sentence: "上报 2026 年度抽查计划。")
        ])
        let none = TimelineModel([])
        let steps = StepsModel([
            .init("冻结名录", .done, detail: "98,022 户"), .init("提交承诺", .current, detail: "等待监督方"),
            .init("揭示与掷骰", .waiting), .init("抽取", .failed),
        ])
        let tabs = TabsModel([
            .init("待审核", href: "/", current: true, count: 12), .init("已审核", href: "/"),
        ])
        let head = TableHeadModel(
            [("名称", "name", false), ("类别", "class", false), ("户数", "count", true), ("状态", nil, false)],
            address: "/x?sort=name&page=2")
        let paging = PagingModel(
            Listing(rows: Array(0..<50), total: 98_022, slice: Slice(page: 3)), address: "/x?q=餐饮&page=3")
        let filter = FilterModel(
            action: "/x",
            [
                .select("region", "地区", [OptionModel("230102", "道里区", selected: true), OptionModel("", "全部")]),
                .text("q", "名称", value: "餐饮"), .day("since", "自", value: "2026-01-01"),
            ], found: "98,022 户", clearHref: "/x", exportHref: "/x.csv")
        let fields = [
            FieldModel(.text, "title", "任务名称", value: "餐饮服务", help: "会公示。", error: "请填写任务名称。"),
            FieldModel(.area, "note", "说明", help: "选填。", error: "太长。", required: false),
            FieldModel(.area, "note2", "说明"),
            FieldModel(
                .select([OptionModel("a", "甲", selected: true), OptionModel("b", "乙")]), "kind", "种类", help: "选一个。",
                error: "请选择。"),
            FieldModel(.file(accept: ".csv"), "file", "名录文件", help: "CSV。", error: "请选择文件。"),
            FieldModel(.file(accept: ".csv"), "file2", "名录文件", required: false),
            FieldModel(.select([]), "kind2", "种类", required: false),
            FieldModel(
                .radios([OptionModel("a", "甲", selected: true, help: "说明"), OptionModel("b", "乙")]), "one", "方式",
                help: "选一个。", error: "请选择。", required: false),
            FieldModel(
                .checks([OptionModel("a", "甲", selected: true, help: "说明"), OptionModel("b", "乙")]), "many", "类别"),
        ]
        let confirm = ConfirmModel(
            "中止这场摇号？", consequence: "中止后不能恢复，已提交的承诺作废，并公开留痕。", action: "/x", button: "中止摇号", cancelHref: "/")
        let progress = [
            ProgressModel(
                "导入检查对象", done: 41_000, total: 98_045, summary: "41,000 / 98,045 行，每秒 9,800 行，约剩 6 秒", pollHref: "/p",
                cancelHref: "/c"),
            ProgressModel("导入检查对象", done: 10, total: 10, summary: "已完成"),
        ]
        let tiles = [
            TileModel("待公示", "12", unit: "件", href: "/", note: "最早剩 3 个工作日", meaning: .attention),
            TileModel("已公示", "1,204", unit: "件", href: "/"),
        ]
        let bars = BarsModel(
            "南岗区覆盖最低", unit: "%",
            [.init("道里区", value: "62", share: 0.62, href: "/"), .init("南岗区", value: "18", share: 0.18)])
        let heat = HeatModel(
            "餐饮服务在南岗区尚未检查", corner: "类别", columns: ["道里", "南岗"],
            rows: [
                .init("餐饮服务", [.init("62%", share: 0.62, href: "/"), .init("0%", share: 0)]),
                .init("药品零售", [.init("100%", share: 1), .init("—", share: nil)]),
            ])
        let refusal = RefusalModel(
            Problem(
                .refused, "plan.ratio.out-of-bounds", "D 类检查对象的抽查比例 2% 低于下限 10%。", clause: "2.3.2",
                remedy: "请提高比例；确需低于下限的，由省局计划处决定。"), request: "9f2c")
    }

    static let templates: [String: String] = [
        "test/gallery": """
        <div class="row gap">{{#chips}}{{>shell/chip}}{{/chips}}</div>
        {{#remark}}{{>shell/remark}}{{/remark}}
        {{#steps}}{{>shell/steps}}{{/steps}}
        <div class="tiles">{{#tiles}}{{>shell/tile}}{{/tiles}}</div>
        {{#tabs}}{{>shell/tabs}}{{/tabs}}
        {{#filter}}{{>shell/filter}}{{/filter}}
        <div class="table" tabindex="0" role="region" aria-label="样例"><table>{{#head}}{{>shell/table-head}}{{/head}}
        <tbody><tr><th scope="row"><a href="/">示例餐饮有限公司</a></th><td>D</td><td class="number">3</td><td>在业</td></tr>
        <tr><th scope="row"><a href="/">示例药房</a></th><td>C</td><td class="number">12</td><td>在业</td></tr></tbody></table></div>
        {{#paging}}{{>shell/paging}}{{/paging}}
        <div class="main-aside"><div class="stack">
        <section class="panel"><h2>资料</h2>{{#facts}}{{>shell/facts}}{{/facts}}</section>
        {{#refusal}}{{>shell/refusal}}{{/refusal}}
        {{#confirm}}{{>shell/confirm}}{{/confirm}}
        <section class="panel">{{#bars}}{{>shell/bars}}{{/bars}}</section>
        <section class="panel">{{#heat}}{{>shell/heat}}{{/heat}}</section>
        {{#progress}}{{>shell/progress}}{{/progress}}
        {{#empty}}{{>shell/empty}}{{/empty}}
        </div><aside class="panel"><h2>经过</h2>{{#timeline}}{{>shell/timeline}}{{/timeline}}{{#none}}{{>shell/timeline}}{{/none}}
        <form class="form">{{#fields}}{{>shell/field}}{{/fields}}</form></aside></div>
        """
    ]

    static var samples: [(template: String, model: any Sendable)] { [("test/gallery", Gallery())] + lists }
}

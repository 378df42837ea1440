import Domain

@testable import Web

enum CatalogueSamples: PageSamples {
    private static let chip = ChipModel("示例")
    private static let remark = RemarkModel("示例清单。")
    private static let empty = EmptyModel("没有", why: "没有", action: LinkModel("新增", href: "/x"))
    private static let tabs = TabsModel([TabsModel.Tab("清单", href: "/x", current: true)])
    private static let filter = FilterModel(action: "/x", [.text("q", "事项", value: "")], found: "1 项", clearHref: "/x")
    private static let head = TableHeadModel([("事项", nil, false)], address: "/x")
    private static let paging = PagingModel(Listing(rows: [1], total: 1, slice: Slice()), address: "/x")
    private static let facts = FactsModel([.init("编号", "S01", figures: true)])
    private static let field = FieldModel(.text, "x", "甲")

    static var samples: [(template: String, model: any Sendable)] { lists + items + versions + law }

    private static var lists: [(template: String, model: any Sendable)] {
        func row(_ full: Bool) -> CataloguePages.Row {
            CataloguePages.Row(
                code: "S01", href: "/x", matter: "事项", category: "类", importance: chip, subjects: "企业", methods: "现场检查",
                checklist: "有", sample: full ? chip : nil, local: full ? "地方事项" : nil)
        }
        func list(_ full: Bool) -> CataloguePages.Model {
            CataloguePages.Model(
                tabs: tabs, sample: full ? remark : nil, version: full ? "第1版" : nil, filter: filter, head: head,
                rows: full ? [row(true), row(false)] : [], hasRows: full, empty: full ? nil : empty, paging: paging)
        }
        return [("catalogue/list", list(true)), ("catalogue/list", list(false))]
    }

    private static var items: [(template: String, model: any Sendable)] {
        func item(_ full: Bool) -> ItemPage.Model {
            ItemPage.Model(
                sample: full ? remark : nil, retired: full ? nil : remark, facts: facts, sentence: "企业", total: "3",
                bars: full ? BarsModel("地区", unit: "户", [.init("道里区", value: "3", share: 1)]) : nil,
                none: full ? nil : empty,
                checklist: full ? ChecklistSamples.outline(true) : nil, checklistHref: "/x",
                history: [.init(title: "第1版", href: "/x", span: "2026年起", reason: "首次", basis: "文件")])
        }
        return [
            ("catalogue/item", item(true)), ("catalogue/item", item(false)),
            (
                "catalogue/form",
                ItemForm.Model(
                    action: "/x", base: "1", intro: "。", refusal: remark, fields: [field], notice: [field],
                    button: "保存",
                    cancelHref: "/x")
            ),
        ]
    }

    private static var versions: [(template: String, model: any Sendable)] {
        typealias Pages = CatalogueVersionPages
        let entry = Pages.Entry(code: "S01", matter: "事项", category: "类", href: "/x")
        func version(_ full: Bool) -> Pages.Model {
            Pages.Model(
                facts: facts, summary: "新增1项", added: full ? [entry] : [], removed: full ? [entry] : [],
                changed: full ? [.init(entry: entry, fields: [.init(label: "依据", before: "甲", after: "乙")])] : [],
                hasAdded: full, hasRemoved: full, hasChanged: full, previous: full ? "/x" : nil, next: full ? "/x" : nil
            )
        }
        func row(_ current: ChipModel?) -> Pages.Row {
            Pages.Row(
                title: "第1版", href: "/x", effective: "2026-01-01", summary: "新增1项", items: "1", reason: "首次",
                basis: "文件",
                who: "张三", current: current)
        }
        return [
            ("catalogue/version", version(true)), ("catalogue/version", version(false)),
            (
                "catalogue/versions",
                Pages.ListModel(tabs: tabs, rows: [row(chip), row(nil)], hasRows: true, empty: nil)
            ),
            ("catalogue/versions", Pages.ListModel(tabs: tabs, rows: [], hasRows: false, empty: empty)),
        ]
    }

    private static var law: [(template: String, model: any Sendable)] {
        func row(_ text: String?) -> LawPage.Row {
            LawPage.Row(
                id: "x", title: "规则", value: "1%", clause: "2.3.2", source: "办法", mode: "应当", region: "全省",
                span: "2026年起", wording: text, note: text, state: chip)
        }
        return [
            (
                "catalogue/law",
                LawPage.Model(tabs: tabs, hash: "0", groups: [.init(title: "计划", rows: [row("原文"), row(nil)])])
            )
        ]
    }
}

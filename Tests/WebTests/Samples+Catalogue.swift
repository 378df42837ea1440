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

    static var samples: [(template: String, model: any Sendable)] {
        lists + entries + versions + proposals + documents + law + booklets
    }

    private static var booklets: [(template: String, model: any Sendable)] {
        func sheet(_ full: Bool) -> BookletPages.Sheet {
            BookletPages.Sheet(
                facts: facts, parts: [.init(department: "局", role: "牵头", matter: "组织")],
                items: full
                    ? [
                        .init(
                            ordinal: "1．", matter: "事项", facts: facts,
                            sections: [.init(title: "一", questions: ["问"]), .init(title: nil, questions: [])],
                            hasSections: true),
                        .init(ordinal: "2．", matter: "事项", facts: facts, sections: [], hasSections: false),
                    ] : [], hasItems: full, verifyHref: "/x", resultsHref: "/x", about: "第1版")
        }
        return [true, false].map { full in
            (
                "catalogue/booklet",
                BookletPages.Model(
                    remarks: full ? [remark] : [], publish: full ? PanelForm("/x", [], button: "发布") : nil,
                    sheet: sheet(full),
                    editions: full ? [.init(title: "第1版", href: "/x", day: "2026-01-01", digest: "0")] : [],
                    hasEditions: full, timeline: full ? TimelineModel([]) : nil)
            )
        }
    }

    private static var lists: [(template: String, model: any Sendable)] {
        func row(_ full: Bool) -> CataloguePages.Row {
            CataloguePages.Row(
                code: "S01", href: "/x", title: "事项", heading: "类",
                cells: [CataloguePages.Cell(chip: chip), CataloguePages.Cell("企业")], sample: full ? chip : nil,
                local: full ? "地方事项" : nil)
        }
        func list(_ full: Bool) -> CataloguePages.Model {
            CataloguePages.Model(
                tabs: tabs, sample: full ? remark : nil, coming: full ? remark : nil, version: full ? "第1版" : nil,
                versionsHref: "/x", filter: filter, label: "清单", head: head,
                rows: full ? [row(true), row(false)] : [], hasRows: full, empty: full ? nil : empty, paging: paging)
        }
        return [
            ("catalogue/list", list(true)), ("catalogue/list", list(false)),
        ]
    }

    private static var entries: [(template: String, model: any Sendable)] {
        func period(_ state: ChipModel?) -> EntryPage.Period {
            EntryPage.Period(title: "第1版", href: "/x", span: "2026年起", reason: "首次", basis: "文件", state: state)
        }
        func item(_ full: Bool) -> EntryPage.Model {
            EntryPage.Model(
                sample: full ? remark : nil, state: full ? remark : nil, facts: facts,
                reach: full
                    ? RegistrySamples.reach(true) : RegistrySamples.reach(false),
                coverage: full
                    ? EntryPage.CoverageModel(sentence: "每年", tiles: [TileModel("未覆盖", "1", unit: "户", href: "/x")])
                    : nil,
                parts: full ? [.init(department: "教育", role: "牵头", matter: "事项")] : [], hasParts: full,
                showsChecklist: true,
                checklist: full ? ChecklistSamples.outline(true) : nil, checklistHref: "/x",
                documents: EntryPage.DocumentsModel(
                    rows: full
                        ? [
                            .init(
                                title: "指南", href: "/x", kind: "检查指南", version: "第1版", download: "/x", state: chip)
                        ] : [], hasRows: full, addHref: full ? "/x" : nil),
                approval: full ? "仅在本市执行" : nil,
                proposals: full ? [.init(title: "增加", href: "/x", state: chip, who: "局")] : [], hasProposals: full,
                history: [period(chip), period(nil)])
        }
        let builder = EntryForm.Builder(
            scope: field, fields: RegistrySamples.fields, reach: RegistrySamples.reach(true))
        func form(_ full: Bool) -> EntryForm.Model {
            EntryForm.Model(
                action: "/x", base: "1", proposal: full ? "1" : nil, intro: "。", refusal: full ? remark : nil,
                fields: [field], builder: full ? builder : nil, notice: [field], button: "保存", cancelHref: "/x")
        }
        return [
            ("catalogue/item", item(true)), ("catalogue/item", item(false)), ("catalogue/form", form(true)),
            ("catalogue/form", form(false)),
        ]
    }

    /// With every kind of change, and with none.
    static var diffs: [DiffModel] {
        func entry(_ code: String, _ value: String) -> PublicEntry {
            PublicEntry(
                list: .items, code: code, title: "事项", heading: "类", regionName: "省", isLocal: false, isSample: true,
                facts: [Particular("依据", value)], approval: nil)
        }
        let old = [entry("S01", "甲"), entry("S02", "甲")], new = [entry("S01", ""), entry("S03", "甲")]
        return [ListDiff(from: old, to: new), ListDiff(from: old, to: old)].map { DiffModel($0) { "/\($0)" } }
    }

    private static var compare: CompareModel? {
        Day("2026-01-01").map { CompareModel("/x", .items, versions: [(1, $0)], from: 1, to: 1) }
    }

    private static let timeline = TimelineModel([])

    private static var versions: [(template: String, model: any Sendable)] {
        typealias Pages = CatalogueVersionPages
        guard let compare else { return [] }
        let shown = diffs.enumerated().map { index, diff in
            (
                "catalogue/version",
                Pages.Model(
                    withdrawn: index == 0 ? remark : nil, facts: facts, title: "第1版", diff: diff, compare: compare,
                    previous: index == 0 ? "/x" : nil, next: index == 0 ? "/x" : nil, timeline: timeline)
                    as any Sendable
            )
        }
        let row = Pages.Row(
            title: "第1版", href: "/x", effective: "2026-01-01", summary: "新增1项", entries: "1", reason: "首次",
            basis: "文件", who: "张三", state: chip)
        return shown.map { (template: $0.0, model: $0.1) } + [
            (
                "catalogue/versions",
                Pages.ListModel(
                    tabs: tabs, lists: tabs, rows: [row], hasRows: true, empty: nil, compare: compare)
            ),
            (
                "catalogue/versions",
                Pages.ListModel(tabs: tabs, lists: tabs, rows: [], hasRows: false, empty: empty, compare: nil)
            ),
            (
                "catalogue/withdraw",
                Pages.WithdrawModel(action: "/x", list: "items", consequence: "。", reason: field, cancelHref: "/x")
            ),
        ]
    }

    private static var proposals: [(template: String, model: any Sendable)] {
        let form = ProposalPages.RemarkForm(title: "说明", action: "/x", field: field, button: "记入")
        func proposal(_ full: Bool) -> ProposalPages.Model {
            ProposalPages.Model(
                facts: facts, checks: full ? [.init(matter: "事项", at: "2026-01-01", who: "局")] : [],
                hasChecks: full, notes: [.init(title: "提出建议", text: "。", who: "局", at: "2026-01-01")],
                remark: full ? form : nil, decline: full ? form : nil, withdraw: full ? form : nil)
        }
        func propose(_ full: Bool) -> ProposalPages.FormModel {
            ProposalPages.FormModel(
                intro: remark, refusal: full ? remark : nil, checks: full ? ["1"] : [], source: full ? "。" : nil,
                fields: [field])
        }
        return [
            ("catalogue/proposal", proposal(true)), ("catalogue/proposal", proposal(false)),
            ("catalogue/propose", propose(true)), ("catalogue/propose", propose(false)),
            ("catalogue/check-new", OfflistPages.FormModel(intro: remark, fields: [field])),
        ]
    }

    private static var documents: [(template: String, model: any Sendable)] {
        func row(_ current: ChipModel?) -> DocumentPages.VersionRow {
            DocumentPages.VersionRow(
                title: "第1版", filename: "指南.pdf", href: "/x", size: "1 KB", note: "首次", who: "张三", at: "2026-01-01",
                digest: "0", current: current)
        }
        func document(_ full: Bool) -> DocumentPages.Model {
            DocumentPages.Model(
                facts: facts, rows: [row(chip), row(nil)],
                edits: full
                    ? DocumentPages.EditModel(
                        replace: "/x", file: field, note: field, visibility: "/x", visibilityValue: "no",
                        visibilityButton: "改为内部使用", retire: "/x") : nil, timeline: timeline)
        }
        return [
            ("catalogue/document", document(true)), ("catalogue/document", document(false)),
            (
                "catalogue/document-new",
                DocumentPages.FormModel(
                    action: "/x", list: "items", code: "S01", refusal: remark, fields: [field], button: "上传",
                    cancelHref: "/x")
            ),
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

import Domain
import World

@testable import Web

enum RegistrySamples: PageSamples {
    private static let head = TableHeadModel([("名称", nil, false)], address: "/x")
    private static let paging = PagingModel(Listing(rows: [1], total: 1, slice: Slice()), address: "/x")
    private static let filter = FilterModel(
        action: "/x", [.text("q", "名称", value: "")], found: "1 户", clearHref: "/x", carried: [("tags", "x")])
    private static let chip = ChipModel("存续", .success)
    private static let facts = FactsModel([.init("工号", "1", figures: true)])
    private static let field = FieldModel(.text, "x", "甲")
    private static let timeline = TimelineModel([])
    private static let empty = EmptyModel("没有", why: "没有", action: LinkModel("导入", href: "/x"))
    private static let tiles = [TileModel("新增", "1", unit: "行", href: "/x")]
    private static let bars = BarsModel("最多", unit: "户", [.init("零售", value: "1", share: 1)])
    private static let record = ImportRecord(
        id: 1, kind: .subjects, fileName: "甲.csv", digest: "0", encoding: "UTF-8", region: AccessSamples.region,
        counts: ImportCounts(total: 2, inserted: 1, refused: 1), accountName: nil, at: Moment(milliseconds: 0))
    private static let refusal = ImportPages.RefusalRow(
        RowRefusal(row: 1, line: 2, field: "注册日期", value: "x", reason: "这一天不存在"))

    static var samples: [(template: String, model: any Sendable)] {
        home + subjects + selections + inspectors + imports
    }

    private static var home: [(template: String, model: any Sendable)] {
        [
            (
                "registry/home",
                RegistryHome.Model(
                    tiles: tiles, region: "道里区", imports: [.init(record)], places: [.init("专业机构", href: "/x")],
                    empty: nil)
            ),
            ("registry/home", RegistryHome.Model(tiles: tiles, region: "道里区", imports: [], places: [], empty: empty)),
        ]
    }

    private static var subjects: [(template: String, model: any Sendable)] {
        let row = SubjectPages.Row(
            name: "甲", href: "/x", identifier: "9", region: "道里区", type: "企业", tags: "零售", address: "路", status: chip)
        return [
            (
                "registry/subjects",
                SubjectPages.ListModel(
                    filter: filter, head: head, rows: [row], empty: nil, remark: RemarkModel("较多"),
                    condition: .init(sentence: "全部", editHref: "/x", clearHref: "/x"), paging: paging)
            ),
            (
                "registry/subjects",
                SubjectPages.ListModel(
                    filter: filter, head: head, rows: [], empty: empty, remark: nil, condition: nil, paging: paging)
            ),
        ]
    }

    private static let places = ["230000", "230100", "230102"].compactMap(RegionCode.init).map {
        Region(code: $0, name: "地区")
    }
    private static let words = SelectorWords(
        SelectorChoices(
            tags: [TagRules.Tag(code: "a", name: "甲", dimension: "business")], regions: places,
            stations: [.init(code: "ST-1", name: "所")]), types: [SubjectTypes.unknown], industries: industries)
    private static let industries = try? TestSources.book.get().industries
    private static var wanted: SubjectFilter {
        var filter = SubjectFilter(region: AccessSamples.region)
        filter.selector = Selector(
            tags: ["a", "gone"], types: ["91"], allTags: ["a"], noTags: ["a"], regions: places.map(\.code),
            market: true,
            industries: ["H", "H6220"], scales: [.micro], stations: ["ST-1", "ST-2"])
        return filter
    }

    static var fields: SelectorForm { SelectorForm(wanted.selector, words, errors: ["industry_codes": "不是代码"]) }

    static func reach(_ some: Bool) -> SelectionReach {
        let facts = SubjectFacts(
            type: "91", isMarket: true, region: AccessSamples.region, regionHow: "code", registeredOn: nil, kind: "",
            capital: "", scope: "", address: "", tags: [])
        var breakdown = SubjectBreakdown()
        if some {
            breakdown.total = 2
            breakdown.regions = [AccessSamples.region: 2]
            breakdown.types = ["91": 2]
        }
        let rows = some ? [Subject(id: 1, identifier: "9", name: "甲", facts: facts, status: .active)] : []
        return SelectionReach(
            SubjectFinding.Selection(
                breakdown: breakdown,
                listing: SubjectListing(rows: rows, slice: Slice(), counted: breakdown.total, isCapped: false),
                choices: SelectorChoices(tags: [], regions: places)), wanted, words, opens: some)
    }

    private static var selections: [(template: String, model: any Sendable)] {
        let few = SelectorWords(SelectorChoices(tags: [], regions: []))
        let many = SelectorWords(
            SelectorChoices(
                tags: [], regions: [], stations: (0...200).map { .init(code: "ST-\($0)", name: "所") }))
        let areas = ["230102", "230103"].map { OptionModel($0, "区", selected: $0 == "230102") }
        return [
            ("registry/reach", reach(true)), ("registry/reach", reach(false)), ("registry/selector", fields),
            ("registry/selector", SelectorForm(Selector(), many)),
            (
                "registry/selection",
                SelectionPage.Model(areas: areas, fields: fields, reach: reach(true), clearHref: "/x")
            ),
            (
                "registry/selection",
                SelectionPage.Model(
                    areas: [], fields: SelectorForm(Selector(), few), reach: reach(false), clearHref: nil)
            ),
        ]
    }

    private static var inspectors: [(template: String, model: any Sendable)] {
        let row = InspectorPages.Row(
            name: "甲", href: "/x", code: "1", authority: "局", station: "所", certificate: chip, until: "2027-01-01",
            expertise: "餐饮服务", recusals: "0", post: "行政")
        let tabs = TabsModel([TabsModel.Tab("全部", href: "/x", current: true, count: 3)])
        return [
            (
                "registry/inspectors",
                InspectorPages.ListModel(
                    tabs: tabs, filter: filter, head: head, rows: [row], empty: nil, paging: paging,
                    find: StaffSamples.folded)
            ),
            (
                "registry/inspectors",
                InspectorPages.ListModel(
                    tabs: tabs, filter: filter, head: head, rows: [], empty: empty, paging: paging, find: nil)
            ),
        ]
    }

    private static var imports: [(template: String, model: any Sendable)] {
        let job = ImportJob(
            id: 1, kind: .subjects, fileName: "甲.csv", digest: "0", account: 1, region: AccessSamples.region,
            sheet: nil, matching: ColumnMatching(), dated: nil, state: .checked, mode: nil, finding: nil,
            problem: nil, importID: nil, run: "0")
        func checked(_ full: Bool, nothing: Bool = false) -> ImportJobPage.Checked {
            ImportJobPage.Checked(
                id: "1", tiles: tiles, mode: full ? field : nil, questions: full ? [field] : [],
                warning: full ? RemarkModel("3项将被取消。", .attention) : nil, nothing: nothing ? "没有可以入库的行。" : nil,
                portions: full ? "内容较多，分批写入。" : nil,
                modeValue: "allOrNothing",
                refusals: full ? [refusal] : [], hasRefusals: full, hasFile: full, paging: paging,
                caption: "前几行将这样入库", header: full ? ["名称"] : [], rows: full ? [.init(cells: ["甲"])] : [], hasRows: full,
                rankings: full ? [bars] : [])
        }
        func page(_ full: Bool, nothing: Bool = false, progress: ProgressModel? = nil) -> ImportJobPage.Model {
            ImportJobPage.Model(
                id: "1", about: "检查对象文件“甲.csv”。", progress: progress,
                broken: full ? RemarkModel("导入中断了。", .attention) : nil,
                problem: full ? RemarkModel("没有导入。", .danger) : nil,
                missing: full ? RemarkModel("还缺必需的列。", .attention) : nil,
                checked: progress == nil ? checked(full, nothing: nothing) : nil,
                matching: full
                    ? .init(
                        id: "1", isOpen: true, sheet: field,
                        columns: [
                            .init(
                                name: "field-0", title: "企业名称", required: true,
                                options: [OptionModel("", "不导入"), OptionModel("0", "名称", selected: true)]),
                            .init(name: "field-1", title: "地区", required: false, options: [OptionModel("", "不导入")]),
                        ])
                    : nil, again: "重新核对", mayDiscard: full)
        }
        func show(_ full: Bool) -> ImportPages.ShowModel {
            ImportPages.ShowModel(
                tiles: tiles, facts: facts, refusals: full ? [refusal] : [], hasRefusals: full, errorsHref: "/x",
                correctedHref: full ? "/x" : nil, undone: full ? RemarkModel("已撤销。", .attention) : nil, paging: paging,
                timeline: timeline)
        }
        return [
            (
                "registry/imports",
                ImportPages.ListModel(
                    waiting: [.init(job)], hasWaiting: true, head: head, rows: [.init(record)], empty: nil,
                    paging: paging)
            ),
            (
                "registry/imports",
                ImportPages.ListModel(
                    waiting: [], hasWaiting: false, head: head, rows: [], empty: empty, paging: paging)
            ),
            (
                "registry/import-new",
                ImportJobPages.NewModel(
                    kind: field, file: field, dated: field, limit: "200 MiB",
                    templates: [LinkModel("检查对象模板", href: "/x")])
            ),
            ("registry/import-job", page(true)), ("registry/import-job", page(false)),
            ("registry/import-job", page(false, nothing: true)),
            (
                "registry/import-job",
                page(false, progress: ProgressModel("正在导入", done: 1, total: 2, summary: "一半", pollHref: "/x"))
            ),
            (
                "registry/import-undo",
                ImportPages.UndoModel(
                    confirm: ConfirmModel("撤销？", consequence: "不能恢复。", action: "/x", button: "撤销导入", cancelHref: "/x"),
                    refusal: nil, since: [], hasSince: false, more: nil)
            ),
            (
                "registry/import-undo",
                ImportPages.UndoModel(
                    confirm: nil, refusal: RemarkModel("不能撤销。", .attention),
                    since: [.init(label: "虚构商店", what: "内容又有改动")], hasSince: true, more: "只列出前 200 条。")
            ),
            ("registry/import", show(true)), ("registry/import", show(false)),
        ]
    }
}

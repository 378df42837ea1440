import Domain

@testable import Web

private let chip = ChipModel("已公示", .success)
private let remark = RemarkModel("提示。")
private let facts = FactsModel([.init("名称", "示例")])
private let nothing = EmptyModel("没有", why: "没有")
private let page = PagingModel(Listing(rows: [1], total: 1, slice: Slice()), address: "/x")
private let tabs = TabsModel([.init("全部", href: "/", current: true)])
private let filter = FilterModel(action: "/x", [.text("q", "名称", value: "")])

enum PortalSamples: PageSamples {
    static var samples: [(template: String, model: any Sendable)] {
        guard let day = Day("2026-01-01") else { return [] }
        let results = [true, false].map {
            ResultPages.Row(
                PublicResult(
                    id: 1, inspection: 1, subjectName: "甲", subjectIdentifier: "9", heading: "经营主体",
                    region: AccessSamples.region, regionName: "道里区", authorityName: "局", campaignNumber: "1",
                    campaignTitle: "任务", plan: 1, ceremonyCode: "YH", slip: "0123456789ABCDEF0123",
                    slipNonce: String(repeating: "A", count: 44), item: "S", category: "类", matter: "事项",
                    basis: "法", inspectedOn: day, outcome: "other", outcomeText: "其他情况", detail: "", isNegative: $0,
                    due: nil, publishedOn: day, endsOn: nil, record: "{}", logEntry: 0))
        }
        let ceremonies = [
            CeremonyPages.Row(
                PublicCeremony(
                    code: "YH", title: "摇号", authorityName: "局", region: AccessSamples.region, state: .drawn,
                    plannedOn: day, drawnAt: nil, populationCount: 1, drawnCount: 1, visitCount: 1, steps: [],
                    record: ""))
        ]
        let tiles = [TileModel("检查结果", "1", unit: "条", href: "/")]
        let lines = [true, false].map {
            CeremonyPages.Line(
                title: "冻结", text: "。", at: $0 ? "2026-01-01" : nil, receipt: $0 ? "/" : nil)
        }
        let ceremony = { (full: Bool) in
            CeremonyPages.Model(
                code: "YH", facts: facts, steps: StepsModel([.init("冻结", .done)]), lines: lines,
                files: full ? [.init(name: "population.txt", href: "/", about: "。")] : [], hasFiles: full,
                aborted: full ? nil : remark, key: "k", indexes: "1")
        }
        let campaign = PublicPlanPages.CampaignRow(
            number: "1", title: "任务", items: "事项", regions: "道里区", method: "现场检查", period: "。", resultsHref: "/")
        return [
            (
                "portal/home",
                PortalHome.Model(
                    tiles: tiles, results: results, noResults: nothing, ceremonies: ceremonies, noCeremonies: nothing)
            ),
            (
                "portal/results",
                ResultPages.List(filter: filter, tabs: tabs, rows: results, paging: page, empty: nothing, feed: "/f")
            ),
            (
                "portal/result",
                ResultPages.Model(
                    id: "1", outcome: chip, explanation: "。", detail: ["问题：过期"], facts: facts, item: facts,
                    proof: facts, check: "/verify/slip#YH/9/0/A", timely: chip)
            ),
            ("portal/ceremony", ceremony(true)), ("portal/ceremony", ceremony(false)),
            ("portal/plan", PublicPlanPages.PlanModel(facts: facts, campaigns: [campaign], empty: nil)),
            ("portal/plan", PublicPlanPages.PlanModel(facts: facts, campaigns: [], empty: nothing)),
            ("portal/verify-ceremony", VerifyCeremonyPage.Model(code: "YH", remark: remark)),
            ("portal/verify-ceremony", VerifyCeremonyPage.Model(code: "", remark: nil)),
            ("portal/verify-slip", VerifySlipPage.Model()),
            ("portal/verify", VerifyPage.Model(query: "", remark: remark, key: "k")),
        ] + lists
    }

    /// The lists and their versions.
    private static var lists: [(template: String, model: any Sendable)] {
        typealias Pages = PublicListPages
        let versions = Day("2026-01-01").map { [(number: 1, day: $0)] } ?? []
        let compare = CompareModel("/x", .items, versions: versions, from: 1, to: 1)
        func row(_ sample: Bool) -> Pages.Row {
            Pages.Row(
                href: "/", code: "S", title: "事项", heading: "类", subjects: "企业", region: "全省", sample: sample)
        }
        func list(_ full: Bool) -> Pages.ListModel {
            Pages.ListModel(
                lists: tabs, summary: full ? "现行" : nil, coming: full ? remark : nil, filter: filter, label: "清单",
                headingLabel: "类别", rows: full ? [row(true), row(false)] : [], paging: full ? page : nil,
                empty: full ? nil : nothing, versionsHref: "/", retired: full ? LinkModel("已取消", href: "/") : nil)
        }
        func retired(_ full: Bool) -> Pages.RetiredModel {
            Pages.RetiredModel(
                lists: tabs,
                rows: full ? [true, false].map { Pages.RetiredRow(entry: row($0), span: "第1版起") } : [],
                hasRows: full, empty: full ? nil : nothing, paging: page)
        }
        func entry(_ full: Bool) -> Pages.EntryModel {
            Pages.EntryModel(
                state: full ? remark : nil, sample: full ? remark : nil, facts: facts,
                files: full ? [true, false].map { Pages.File(title: "指南", href: "/", about: "。", replaced: $0) } : [],
                hasFiles: full,
                history: [Pages.Period(title: "第1版", href: "/", span: "今", reason: "首次", basis: "文件")])
        }
        func history(_ full: Bool) -> Pages.VersionsModel {
            Pages.VersionsModel(
                lists: tabs,
                rows: full
                    ? [
                        Pages.VersionRow(
                            title: "第1版", href: "/", effective: "2026-01-01", published: "2026-01-01",
                            summary: "新增1项", entries: "1", reason: "首次", basis: "文件", state: chip)
                    ] : [], hasRows: full, empty: full ? nil : nothing, compare: full ? compare : nil)
        }
        return [
            ("portal/items", list(true)), ("portal/items", list(false)),
            ("portal/items-retired", retired(true)), ("portal/items-retired", retired(false)),
            ("portal/item", entry(true)), ("portal/item", entry(false)),
            ("portal/items-versions", history(true)), ("portal/items-versions", history(false)),
        ]
            + CatalogueSamples.diffs.map {
                ("portal/items-version", Pages.VersionModel(facts: facts, title: "第1版", diff: $0, compare: compare))
            }
    }
}

import Domain

@testable import Web

enum SubjectSamples: PageSamples {
    private static let head = TableHeadModel([("名称", nil, false)], address: "/x")
    private static let paging = PagingModel(Listing(rows: [1], total: 1, slice: Slice()), address: "/x")
    private static let filter = FilterModel(action: "/x", [.text("q", "名称", value: "")], found: "1 户", clearHref: "/x")
    private static let chip = ChipModel("有效", .success)
    private static let facts = FactsModel([.init("编号", "1", figures: true)])
    private static let field = FieldModel(.text, "x", "甲")
    private static let timeline = TimelineModel([])
    private static let empty = EmptyModel("没有", why: "没有", action: LinkModel("导入", href: "/x"))
    private static let remark = RemarkModel("说明")

    static var samples: [(template: String, model: any Sendable)] { dossier + lists + forms }

    private static func show(full: Bool) -> SubjectDossierPage.Model {
        let part = SubjectDossierPage.PartRow(
            title: "食品经营许可证", detail: "JY1", place: "局", period: "2024-01-01 至 今", status: chip, endHref: "/x")
        let ended = SubjectDossierPage.PartRow(
            title: "仓储", detail: "路", place: "道里区", period: "— 至 今", status: chip, endHref: nil)
        let visit = SubjectDossierPage.VisitRow(
            ceremony: "YH-1", ceremonyHref: "/x", visitHref: "/x", authority: "局", drawn: "2026-06-01",
            visited: "尚未上门", state: chip,
            items: [
                .init(matter: "事项", outcome: "未发现问题", followUp: nil),
                .init(matter: "事项", outcome: "发现问题", followUp: chip),
            ])
        let plain = SubjectDossierPage.VisitRow(
            ceremony: "YH-1", ceremonyHref: "/x", visitHref: nil, authority: "局", drawn: "—", visited: "—", state: chip,
            items: [])
        let change = SubjectDossierPage.ChangeRow(
            at: "2026-06-01 10:00", act: "变更", who: "甲", way: "文件导入", href: "/x", effective: "2026-06-01",
            reason: "依申请", fields: [.init(field: "名称", old: "甲", new: "乙"), .init(field: "行业", old: nil, new: "621")])
        let bare = SubjectDossierPage.ChangeRow(
            at: "2026-06-01 10:00", act: "变更", who: "甲", way: "接口报送", href: nil, effective: nil, reason: nil,
            fields: [])
        return SubjectDossierPage.Model(
            remarks: full ? [remark] : [],
            pendingMove: full ? .init(text: "将迁移", action: "/x", move: "1") : nil, facts: facts,
            scope: full ? "零售" : nil, premises: full ? [part, ended] : [], noPremises: !full,
            licences: full ? [part, ended] : [], noLicences: !full, numbers: full ? [part, ended] : [],
            hasNumbers: full, yearly: "今年抽中 1 次", limit: full ? "最多 1 次" : nil,
            visits: full ? [visit, plain] : [], noVisits: !full,
            results: full ? [.init(title: "事项", href: "/x", outcome: "未发现问题", on: "2026-06-01")] : [],
            hasResults: full, changes: full ? [change, bare] : [], noChanges: !full,
            standing: TagSamples.standing(full), risks: facts,
            grades: FactsModel([.init("食品", "3类")]), hasGrades: full,
            moves: full ? ["2026-06-01　甲 → 乙"] : [], hasMoves: full,
            links: full ? [LinkModel("登记场所", href: "/x")] : [], hasLinks: full, timeline: timeline)
    }

    private static var dossier: [(template: String, model: any Sendable)] {
        [("registry/subject", show(full: true)), ("registry/subject", show(full: false))]
    }

    private static var lists: [(template: String, model: any Sendable)] {
        let token = TokenPages.Row(
            name: "甲", department: "教育", region: "道里区", issued: "2026-06-01 甲", expires: "2026-12-31", used: "未使用",
            status: chip, revoke: "/x")
        let revoked = TokenPages.Row(
            name: "甲", department: "教育", region: "道里区", issued: "2026-06-01 甲", expires: "2026-12-31", used: "未使用",
            status: chip, revoke: nil)
        func tokens(_ rows: [TokenPages.Row]) -> TokenPages.Model {
            TokenPages.Model(
                head: head, rows: rows, hasRows: !rows.isEmpty, name: field, department: field, region: field,
                expires: field)
        }
        return [
            ("registry/tokens", tokens([token, revoked])), ("registry/tokens", tokens([])),
            ("registry/token-issued", TokenPages.IssuedModel(name: "甲", secret: "mck_0")),
        ]
    }

    private static var forms: [(template: String, model: any Sendable)] {
        func conflict(_ open: Bool) -> ConflictPages.ShowModel {
            ConflictPages.ShowModel(
                facts: facts,
                lines: open
                    ? [
                        .init(field: "名称", held: "甲", stated: "乙", differs: true),
                        .init(field: "地址", held: "甲", stated: "甲", differs: false),
                    ] : [], noLines: !open,
                decision: open ? .init(action: "/x", choice: field, reason: field) : nil,
                resolved: open ? nil : remark)
        }
        func stocktake(_ absent: Bool) -> StocktakePages.ShowModel {
            StocktakePages.ShowModel(
                tiles: [TileModel("缺失", "1", unit: "户", href: "/x")], remark: remark, mark: absent ? "/x" : nil,
                table: absent
                    ? PanelTable("名单缺失", ["甲"], [.head("名称", href: { _ in "/x" }) { $0 }], isShort: false) : nil,
                paging: paging)
        }
        return [
            (
                "registry/subject-form",
                SubjectForms.Model(
                    remark: remark, action: "/x", hidden: [.init(name: "base", value: "1")], fields: [field],
                    button: "保存", back: "/x")
            ),
            (
                "registry/subject-form",
                SubjectForms.Model(remark: nil, action: "/x", hidden: [], fields: [], button: "保存", back: "/x")
            ),
            ("registry/conflict", conflict(true)), ("registry/conflict", conflict(false)),
            ("registry/stocktake", stocktake(true)), ("registry/stocktake", stocktake(false)),
        ]
    }
}

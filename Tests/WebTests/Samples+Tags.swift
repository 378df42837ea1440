import Domain

@testable import Web

enum TagSamples: PageSamples {
    private static let head = TableHeadModel([("名称", nil, false)], address: "/x")
    private static let paging = PagingModel(Listing(rows: [1], total: 1, slice: Slice()), address: "/x")
    private static let filter = FilterModel(action: "/x", [.text("q", "名称", value: "")], found: "1 户", clearHref: "/x")
    private static let chip = ChipModel("在库", .success)
    private static let facts = FactsModel([.init("编号", "1", figures: true)])
    private static let field = FieldModel(.text, "reason", "理由")
    private static let timeline = TimelineModel([])
    private static let remark = RemarkModel("甲")
    private static let empty = EmptyModel("没有", why: "没有", action: LinkModel("看", href: "/x"))
    private static let tabs = TabsModel([TabsModel.Tab("全部", href: "/x", current: true, count: 3)])
    private static let link = TagPages.Link(title: "甲", href: "/x")
    private static let problem = Problem(.refused, "x", "不行", clause: "2.2.4", remedy: "换一个")

    static var samples: [(template: String, model: any Sendable)] { tags + rules + subjects + libraries + directories }

    private static func form(_ full: Bool) -> RegistryForm {
        RegistryForm(
            "/x", lead: full ? "甲" : nil, problem: full ? problem : nil, [field], hidden: full ? [("a", "b")] : [],
            button: "保存", isDanger: full, cancelHref: "/x", note: full ? "注" : nil)
    }

    static func standing(_ full: Bool) -> SubjectStanding {
        SubjectStanding(
            tags: full ? [row] : [], noTags: !full, tagsHref: "/x", directories: full ? "甲局" : nil,
            libraries: full
                ? [
                    .init(name: "库", href: "/x", status: chip, sentences: ["甲"], basis: "依据"),
                    .init(name: "库", href: "/x", status: chip, sentences: [], basis: nil),
                ] : [], noLibraries: !full)
    }

    private static let row = SubjectTagPages.Row(
        name: "零售", href: "/x", dimension: "业态", source: "规则", because: "有“零售”", period: "随登记信息")

    private static var tags: [(template: String, model: any Sendable)] {
        let one = TagPages.Row(
            dimension: "业态", name: "零售", href: "/x", code: "retail", owner: "全省通用", how: "规则", count: "1",
            countHref: "/x", status: chip)
        func show(_ full: Bool) -> TagPages.ShowModel {
            TagPages.ShowModel(
                facts: facts, rules: full ? ["甲"] : [], noRules: !full, rulesHref: "/x", items: full ? [link] : [],
                noItems: !full, absorbed: full ? [link] : [], timeline: timeline)
        }
        func preview(_ full: Bool) -> TagAssignPages.PreviewModel {
            TagAssignPages.PreviewModel(
                facts: facts, form: form(full), unknown: full ? ["1"] : [], hasUnknown: full, mayGo: full,
                backHref: "/x")
        }
        return [
            (
                "registry/tags",
                TagPages.ListModel(
                    tabs: tabs, filter: filter, head: head, rows: [one], empty: nil, remark: remark,
                    dimensionForm: .init(code: field, name: field))
            ),
            (
                "registry/tags",
                TagPages.ListModel(
                    tabs: tabs, filter: filter, head: head, rows: [], empty: empty, remark: nil, dimensionForm: nil)
            ),
            ("registry/tag", show(true)), ("registry/tag", show(false)), ("registry/form", form(true)),
            ("registry/form", form(false)), ("registry/tag-assign", preview(true)),
            ("registry/tag-assign", preview(false)),
        ]
    }

    private static var rules: [(template: String, model: any Sendable)] {
        func version(_ full: Bool, nobody: Bool) -> TagRulePages.VersionModel {
            TagRulePages.VersionModel(
                number: "2", facts: facts,
                progress: full ? ProgressModel("甲", done: 1, total: 2, summary: "甲", pollHref: "/x") : nil,
                failure: full ? remark : nil, state: full ? remark : nil,
                tags: [
                    .init(name: "甲", href: "/x", rules: "1 条", differs: chip),
                    .init(name: "乙", href: nil, rules: "无规则", differs: nil),
                ],
                trial: full || nobody
                    ? .init(
                        summary: "甲",
                        lines: nobody
                            ? []
                            : [.init(tag: "甲", gained: "1", lost: "1", gainedSamples: [link], lostSamples: [link])],
                        nobody: nobody) : nil,
                isDraft: full, mayTry: full, mayApply: full, reason: field, file: field, fileHref: "/x",
                timeline: timeline)
        }
        return [
            (
                "registry/tag-rules",
                TagRulePages.ListModel(
                    head: head,
                    rows: [
                        .init(
                            title: "第1版", href: "/x", status: chip, reason: "甲", who: "系统", at: "2026-06-01",
                            changed: "1")
                    ], mayKeep: true, hasDraft: true)
            ),
            ("registry/tag-rules", TagRulePages.ListModel(head: head, rows: [], mayKeep: true, hasDraft: false)),
            ("registry/tag-rule-version", version(true, nobody: false)),
            ("registry/tag-rule-version", version(false, nobody: true)),
            ("registry/tag-rule-version", version(false, nobody: false)),
            (
                "registry/tag-rule-edit",
                TagRulePages.EditModel(
                    action: "/x", tag: "a", error: remark, rules: [.init(title: "第1条", fields: [field])],
                    cancelHref: "/x", count: "1")
            ),
        ]
    }

    private static var subjects: [(template: String, model: any Sendable)] {
        func page(_ full: Bool) -> SubjectTagPages.Model {
            SubjectTagPages.Model(
                id: "1", rows: full ? [row] : [], noRows: !full,
                holds: full
                    ? [true, false].map {
                        .init(
                            number: "1", subject: "1", tag: "甲", act: "加上", period: "长期", reason: "乙", who: "丙",
                            status: chip, mayEnd: $0)
                    } : [], noHolds: !full,
                changes: full ? [.init(at: "2026-06-01", tag: "甲", act: "带上", cause: "手工")] : [], noChanges: !full,
                form: full ? form(false) : nil)
        }
        return [
            ("registry/subject-tags", page(true)), ("registry/subject-tags", page(false)),
            ("registry/subject-standing", standing(true)), ("registry/subject-standing", standing(false)),
        ]
    }

    private static var libraries: [(template: String, model: any Sendable)] {
        func library(_ full: Bool) -> LibraryPages.ShowModel {
            LibraryPages.ShowModel(
                facts: facts, tabs: tabs, head: head,
                rows: full
                    ? [
                        .init(
                            name: "甲", href: "/x", identifier: "9", region: "龙沙区", category: "新业态", period: "—",
                            status: chip)
                    ] : [], empty: full ? nil : empty, paging: paging,
                rules: [.init(title: "甲", value: "乙", source: "丙")])
        }
        func entry(_ full: Bool) -> LibraryPages.EntryModel {
            LibraryPages.EntryModel(
                id: "1", version: "1", facts: facts,
                conditions: [.init(title: "存续", finding: "存续", status: chip, source: "登记信息")],
                effect: full ? ["甲"] : [], basis: full ? "依据" : nil,
                events: [.init(at: "2026-06-01", act: "申请", who: "甲", reason: "乙")], error: full ? remark : nil,
                mayDecide: full, mayGoOn: full, reason: field)
        }
        return [
            (
                "registry/libraries",
                LibraryPages.ListModel(
                    head: head,
                    rows: [
                        .init(
                            name: "甲", href: "/x", kind: "白名单", region: "黑龙江省", basis: "文", applied: "1",
                            standing: "2", exited: "0")
                    ], empty: nil)
            ),
            ("registry/libraries", LibraryPages.ListModel(head: head, rows: [], empty: empty)),
            ("registry/library", library(true)), ("registry/library", library(false)),
            ("registry/library-entry", entry(true)), ("registry/library-entry", entry(false)),
        ]
    }

    private static var directories: [(template: String, model: any Sendable)] {
        func show(_ full: Bool) -> DirectoryPages.ShowModel {
            DirectoryPages.ShowModel(
                code: "whly", remark: remark, filter: filter, head: head,
                rows: full
                    ? [true, false].map {
                        .init(
                            name: "甲", href: "/x", identifier: "9", region: "道里区", tags: "乙", note: "—",
                            since: "2026-06-01", status: chip, subject: "1", code: "whly", mayEdit: $0)
                    } : [], empty: full ? nil : empty, paging: paging, tags: full ? [link] : [], noTags: !full,
                add: full ? form(false) : nil, rights: full ? form(true) : nil, timeline: timeline)
        }
        return [
            (
                "registry/directories",
                DirectoryPages.ListModel(
                    head: head,
                    rows: [
                        .init(name: "甲", href: "/x", subjects: "1", tags: "1", rights: chip, note: "—"),
                        .init(name: "乙", href: nil, subjects: "—", tags: "—", rights: chip, note: "—"),
                    ])
            ),
            ("registry/directory", show(true)), ("registry/directory", show(false)),
        ]
    }
}

import Domain

@testable import Web

enum TagSamples: PageSamples {
    private static let chip = ChipModel("在库", .success)
    private static let facts = FactsModel([.init("编号", "1", figures: true)])
    private static let field = FieldModel(.text, "reason", "理由")
    private static let remark = RemarkModel("甲")
    private static let link = LinkModel("甲", href: "/x")
    private static let problem = Problem(.refused, "x", "不行", clause: "2.2.4", remedy: "换一个")

    static var samples: [(template: String, model: any Sendable)] {
        [
            ("registry/form", form(true)), ("registry/form", form(false)),
            ("registry/tag-rule-version", version(true, nobody: false)),
            ("registry/tag-rule-version", version(false, nobody: true)),
            ("registry/tag-rule-version", version(false, nobody: false)),
            (
                "registry/tag-rule-edit",
                TagRuleForms.EditModel(
                    action: "/x", tag: "a", error: remark, rules: [.init(title: "第1条", fields: [field])],
                    cancelHref: "/x", count: "1")
            ),
            ("registry/subject-standing", standing(true)), ("registry/subject-standing", standing(false)),
        ]
    }

    private static func form(_ full: Bool) -> RegistryForm {
        RegistryForm(
            "/x", lead: full ? "甲" : nil, problem: full ? problem : nil, [field], hidden: full ? [("a", "b")] : [],
            button: "保存", isDanger: full, cancelHref: "/x", note: full ? "注" : nil)
    }

    static func standing(_ full: Bool) -> SubjectStanding {
        let row = SubjectTagPages.Row(
            name: "零售", href: "/x", dimension: "业态", source: "规则", because: "有“零售”", period: "随登记信息")
        return SubjectStanding(
            tags: full ? [row] : [], noTags: !full, tagsHref: "/x", directories: full ? "甲局" : nil,
            libraries: full
                ? [
                    .init(name: "库", href: "/x", status: chip, sentences: ["甲"], basis: "依据"),
                    .init(name: "库", href: "/x", status: chip, sentences: [], basis: nil),
                ] : [], noLibraries: !full)
    }

    private static func version(_ full: Bool, nobody: Bool) -> TagRulePages.VersionModel {
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
                        ? [] : [.init(tag: "甲", gained: "1", lost: "1", gainedSamples: [link], lostSamples: [link])],
                    nobody: nobody) : nil, isDraft: full, mayTry: full, mayApply: full, reason: field, file: field,
            fileHref: "/x", timeline: TimelineModel([]))
    }
}

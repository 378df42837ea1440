import Domain
import World

@testable import Web

enum ChecklistSamples: PageSamples {
    private static let remark = RemarkModel("提示。")
    private static let field = FieldModel(.text, "x", "甲")

    /// Every kind of question with all that may be said of it, and one of each that is wrong.
    private static func sections(_ full: Bool) -> [Checklist.Section] {
        let questions = Checklist.Kind.allCases.map { kind in
            Checklist.Question(
                code: "q-\(kind.rawValue)", text: full ? "问" : "", kind: kind,
                options: kind == .choice || kind == .several ? ["甲", .init("b", "乙")] : [], unit: full ? "台" : nil,
                guidance: full ? "看" : nil, basis: full ? "条例" : nil, least: full ? "1" : nil, isWhole: full,
                mayNotApply: full,
                isOptional: full,
                condition: full
                    ? .init(
                        any: true,
                        [.init("q-choice", .equals, "甲"), .init("q-number", .above, "1"), .init("gone", .equals)])
                    : nil,
                suggestions: full ? [.init(.equals, "yes", "other"), .init(.equals, "丙", "")] : [])
        }
        let condition = full ? Checklist.Condition([.init("r", .equals, "yes"), .init("r", .answered)]) : nil
        return [
            Checklist.Section(
                code: "A", title: full ? "现场" : "", note: full ? "先看" : nil, condition: condition, questions: questions),
            Checklist.Section(
                code: "B", title: "设备", rows: full ? .init(least: 9, most: 2) : nil,
                questions: [.init(code: "r", text: "问", kind: .yesNo)]),
        ]
    }

    static func outline(_ full: Bool) -> ChecklistOutline {
        ChecklistOutline(
            Checklist(id: 1, item: "S01", version: 1, title: "检查表", sections: sections(full)), .none)
    }

    private static var item: Item {
        guard let region = RegionCode("230102") else { preconditionFailure("a region") }
        return Item(
            code: "S01", category: "类", matter: "事项", subjects: "企业", importance: .general, methods: [], level: "",
            basis: "", department: "scjg", region: region, selector: Selector(), isSample: true, note: nil)
    }

    private static func editor(_ full: Bool) -> ChecklistEditor.Model {
        let draft = ChecklistDraft(item: "S01", title: "检查表", sections: sections(full))
        let file = ChecklistKeeping.File(
            item: item, standing: true,
            checklist: full ? Checklist(id: 1, item: "S01", version: 2, title: "检查表", sections: []) : nil, versions: [],
            waiting: full
                ? WaitingChecklist(
                    draft: draft, revision: 2, base: 1, byName: "张三", at: Moment(milliseconds: 0), canUndo: true) : nil)
        return ChecklistEditor.model(
            file, draft, faults: full ? ChecklistCheck.faults(title: "", draft.sections, outcomes: .none) : [],
            diff: ChecklistDiff(from: nil, to: ("检查表", draft.sections), outcomes: .none), outcomes: .none,
            focus: full ? "q-text" : nil,
            problem: full ? Problem(.conflict, "x", "有人改过。") : nil)
    }

    private static func diff(_ full: Bool) -> ChecklistPages.DiffModel {
        let question = { (code: String, text: String) in Checklist.Question(code: code, text: text, kind: .text) }
        let old = [Checklist.Section(questions: [question("a", "甲"), question("b", "乙")])]
        let new = [Checklist.Section(questions: [question("a", "改"), question("c", "丙")])]
        return ChecklistPages.DiffModel(
            "与第1版相比", ChecklistDiff(from: ("表", old), to: ("表", full ? new : old), outcomes: .none))
    }

    private static func home(_ full: Bool) -> ChecklistPages.Model {
        let link = ChecklistPages.Link(title: "导出", href: "/x", note: "。")
        let version = { (chip: ChipModel?) in
            ChecklistPages.Version(
                title: "第1版", href: "/x", chip: chip, reason: "首次", at: "2026-01-01", who: "张三", used: "用于 3 项检查")
        }
        return ChecklistPages.Model(
            retired: full ? remark : nil, waiting: full ? remark : nil, current: full,
            outline: full ? outline(true) : nil,
            empty: full ? nil : EmptyModel("没有", why: "没有"), diff: full ? diff(true) : nil, exports: full ? [link] : [],
            hasExports: full, versions: full ? [version(ChipModel("现行")), version(nil)] : [], hasVersions: full)
    }

    private static func transfer(_ full: Bool) -> ChecklistTransfer.Model {
        ChecklistTransfer.Model(
            refusal: full ? remark : nil, action: "/x", revision: "1", base: "1", fields: [field],
            refusals: full ? [.init(row: "1", line: "2", field: "类型", value: "日期", reason: "不支持")] : [],
            hasRefusals: full, templates: [.init(title: "模板", href: "/x", note: "。")],
            words: [.init(term: "类型", text: "章节")], cancelHref: "/x")
    }

    /// What other templates take in.
    private static func parts(_ full: Bool) -> [(template: String, model: any Sendable)] {
        let section = editor(full).sections[0]
        return [
            ("catalogue/checklist-diff", diff(full)), ("catalogue/checklist-outline", outline(full)),
            ("catalogue/checklist-when", section.when),
        ] + section.questions.flatMap(\.suggestions).map { ("catalogue/checklist-value", $0.value) }
    }

    static var samples: [(template: String, model: any Sendable)] {
        [true, false].flatMap { full -> [(template: String, model: any Sendable)] in
            let sheet = InspectionSamples.checklist(full: full)
            return parts(full) + [
                ("inspection/questions", sheet), ("inspection/row", sheet.sections[0].rows[0]),
                ("catalogue/checklist", home(full)),
                (
                    "catalogue/checklist-edit",
                    ChecklistEditPages.Model(intro: "。", action: "/x", editor: editor(full))
                ), ("catalogue/checklist-editor", editor(full)), ("catalogue/checklist-import", transfer(full)),
                (
                    "catalogue/checklist-publish",
                    ChecklistEditPages.PublishModel(
                        refusal: full ? remark : nil, intro: "。", diff: diff(full), action: "/x", revision: "1",
                        reason: field, button: "发布", cancelHref: "/x")
                ),
                (
                    "catalogue/checklist-preview",
                    ChecklistPreview.Model(
                        remark: remark, action: "/x", title: "检查表", checklist: InspectionSamples.checklist(full: full),
                        advice: .init(title: "建议", reasons: "因为", has: true), verdict: full ? remark : nil)
                ),
            ]
        }
    }
}

extension OutcomeTypes {
    /// Those of Policy/, or none at all where they cannot be read: samples show words of their own.
    static var none: OutcomeTypes {
        (try? TestSources.law.get().outcomes) ?? OutcomeTypes(clause: "", source: "", outcomes: [], particulars: [])
    }
}

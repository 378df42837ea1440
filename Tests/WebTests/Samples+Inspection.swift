import Domain

@testable import Web

private let chip = ChipModel("待检查", .attention)
private let remark = RemarkModel("提示。")
private let facts = FactsModel([.init("名称", "示例")])
private let nothing = EmptyModel("没有", why: "没有")
private let page = PagingModel(Listing(rows: [1], total: 1, slice: Slice()), address: "/x")
private let tabs = TabsModel([.init("全部", href: "/", current: true)])
private let filter = FilterModel(action: "/x", [.text("q", "名称", value: "")])
private let field = FieldModel(.text, "name", "名称")
private let line = LedgerLine(
    index: 7, at: Moment(milliseconds: 0), act: "inspection.sign", actorName: "张三", object: "o/1", sentence: "签名。")
private let timeline = TimelineModel([line])

enum InspectionSamples: PageSamples {
    private static func option(_ selected: Bool) -> SheetForm.Option {
        SheetForm.Option(id: "a", value: "yes", title: "是", selected: selected)
    }

    /// Every kind of question, in a plain section and in one of rows; `full` with all that may be said of them.
    static func checklist(full: Bool) -> ChecklistForm.Model {
        let questions = Checklist.Kind.allCases.map { kind in
            Checklist.Question(
                code: kind.rawValue, text: "问", kind: kind, options: ["甲", "乙"], unit: full ? "台" : nil,
                guidance: full ? "看原件" : nil, basis: full ? "条例" : nil, least: full ? "1" : nil,
                mayNotApply: full, condition: full ? nil : .init([.init("text", .answered)]))
        }
        let errors = full ? Dictionary(uniqueKeysWithValues: questions.map { ("answer.\($0.code)", "请填写。") }) : [:]
        return ChecklistForm.model(
            [
                Checklist.Section(
                    title: full ? "现场" : "", note: full ? "先看" : nil, rows: nil, questions: questions),
                Checklist.Section(
                    code: "B", title: "设备", condition: full ? nil : .init([.init("text", .answered)]),
                    rows: full ? .init() : nil,
                    questions: [.init(code: "row", text: "问", kind: .yesNo)]),
            ], full ? ["number": "na", "yes_no_na": "yes"] : [:], outcomes: OutcomeTypes.none, errors: errors,
            keepHref: "/x", more: full ? "B" : nil)
    }

    private static func particular(term: Bool, full: Bool) -> SheetForm.Particular {
        SheetForm.Particular(
            name: "p", id: "p", title: "问题", hint: "写清", value: "x", isText: !term, isTerm: term, isImmediate: full,
            isDated: full, day: "2026-01-01", error: full ? "请填写。" : nil)
    }

    private static func outcome(full: Bool) -> SheetForm.Outcome {
        SheetForm.Outcome(
            code: "conformity", title: "合格/不合格", explanation: "。", selected: full, suggested: full,
            values: [option(true), option(false)], hasValues: full, valueError: full ? "请选择。" : nil,
            particulars: [particular(term: true, full: full), particular(term: false, full: full)],
            hasParticulars: true)
    }

    private static func form(full: Bool) -> SheetPage.Form {
        SheetPage.Form(
            id: "1", version: "1", returned: full ? remark : nil, summary: full ? remark : nil,
            checklist: checklist(full: full), noQuestions: !full,
            advice: .init(title: "建议", reasons: "因为", has: true), outcomes: [outcome(full: full)],
            outcomeError: full ? "请选择。" : nil, inspectedOn: field, signer: "张三")
    }

    private static let sealed = SheetPage.Sealed(
        outcome: chip, facts: facts, answers: [.init(text: "是否亮照", answer: "是")], hasAnswers: true,
        receipt: "/log/receipt/7")

    private static func notice(full: Bool) -> NoticePage.Model {
        NoticePage.Model(
            facts: facts, officers: [.init(name: "张三", certificate: "执法证 Z1")],
            items: [.init(matter: "事项", basis: "依据")],
            check: full
                ? .init(
                    link: "/", shortLink: "/", ceremony: "YH", slip: "A", nonce: "B", qrPath: "M0 0", qrBox: "0 0 1 1")
                : nil, booklets: full ? [LinkModel("餐饮一业一册", href: "/")] : [], date: "2026年1月1日", authority: "局",
            pdfHref: full ? "/" : nil)
    }

    static var samples: [(template: String, model: any Sendable)] {
        let rows = [true, false].map {
            InspectionHome.Row(
                href: "/", name: "甲", identifier: "9", address: "路", region: "道里区", officers: "张三", progress: "0 / 1",
                due: "2026-01-01", late: $0, state: chip, returned: $0 ? "1 项被退回" : nil,
                standing: $0 ? chip : nil, owner: $0 ? "由道里区局办结" : nil)
        }
        let items = [true, false].map {
            VisitPage.Item(
                href: "/", matter: "事项", campaign: "任务", state: chip, outcome: $0 ? chip : nil, action: "填写",
                primary: $0,
                note: $0 ? "退回理由" : nil)
        }
        let review = { (decides: Bool) in
            ReviewPages.Model(
                id: "1", version: "2", facts: facts, sealed: sealed,
                advice: .init(title: "建议", reasons: "因为", has: true),
                differs: decides, mayDecide: decides, why: decides ? nil : remark, note: field, timeline: timeline)
        }
        return [
            (
                "inspection/visits",
                InspectionHome.Visits(tabs: tabs, remark: remark, filter: filter, rows: rows, paging: page, empty: nil)
            ),
            (
                "inspection/visits",
                InspectionHome.Visits(tabs: tabs, remark: nil, filter: filter, rows: [], paging: nil, empty: nothing)
            ),
            (
                "inspection/visit",
                VisitPage.Model(
                    id: "1", facts: facts, items: items, standing: remark, mayBegin: true,
                    vacancyHref: "/inspection/visits/1/vacancy",
                    vacancy: remark, remark: remark, timeline: timeline)
            ),
            (
                "inspection/visit",
                VisitPage.Model(
                    id: "1", facts: facts, items: [], standing: nil, mayBegin: false, vacancyHref: nil, vacancy: nil,
                    remark: nil,
                    timeline: timeline)
            ),
            ("inspection/notice", notice(full: true)), ("inspection/notice", notice(full: false)),
            (
                "inspection/sheet",
                SheetPage.Model(
                    id: "1", subject: "甲", facts: facts, form: form(full: true), sealed: nil, remark: remark,
                    timeline: timeline)
            ),
            (
                "inspection/sheet",
                SheetPage.Model(
                    id: "1", subject: "甲", facts: facts, form: form(full: false), sealed: sealed, remark: nil,
                    timeline: timeline)
            ),
            ("inspection/review", review(true)), ("inspection/review", review(false)),
        ]
    }
}

enum PublicationSamples: PageSamples {
    static var samples: [(template: String, model: any Sendable)] {
        let rows = [true, false].map {
            PublicationQueue.Row(
                id: "1", href: $0 ? "/" : nil, subject: "甲", heading: "经营主体", region: "道里区", matter: "事项",
                campaign: "1",
                outcome: $0 ? chip : nil, state: chip, due: chip, dueOn: "2026-01-01", selectable: $0,
                withholdHref: $0 ? "/" : nil)
        }
        let cells = [true, false].map {
            CalendarPage.Cell(
                number: "1", date: "2026-01-01", kind: "holiday", name: $0 ? "元旦" : nil, edited: $0, today: $0)
        }
        return [
            (
                "publication/queue",
                PublicationQueue.Model(
                    warnings: [remark], tabs: tabs, filter: filter, rows: rows, mayPublish: true, paging: page,
                    empty: nil)
            ),
            (
                "publication/queue",
                PublicationQueue.Model(
                    warnings: [], tabs: tabs, filter: filter, rows: [], mayPublish: false, paging: nil, empty: nothing)
            ),
            (
                "publication/withhold",
                WithholdPage.Model(id: "1", facts: facts, summary: remark, ground: field, basis: field)
            ),
            (
                "publication/calendar",
                CalendarPage.Model(
                    remarks: [remark], previous: "/", next: "/",
                    months: [.init(title: "2026年1月", weeks: [.init(days: cells)])], mayEdit: true, day: field,
                    working: field, name: field, summary: remark,
                    edits: [.init(day: "2026-01-01", what: "休息日", name: "元旦")], hasEdits: true)
            ),
        ]
    }
}

enum LastStagesSamples: PageSamples {
    static var samples: [(template: String, model: any Sendable)] {
        let table = [true, false].map {
            AssessmentPages.Row(
                name: "哈尔滨市", drill: $0 ? "/" : nil, whole: !$0,
                cells: [
                    .init(
                        percent: "1%", numerator: "1", denominator: "100", numeratorHref: "/", denominatorHref: "/",
                        has: $0)
                ])
        }
        return [
            (
                "assessment/table",
                AssessmentPages.Model(
                    filter: filter, tabs: tabs, indicators: [.init(title: "占比", formula: "甲 ÷ 乙")], rows: table)
            )
        ]
    }
}

import Domain

/// 清单外检查: lawful checks that neither list holds, and the way from there to a proposal (3.6.5).
enum OfflistPages {
    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let open = call.query.flag("open")
        let listing = try await Proposing(call.house).checks(actor, open: open, slice: call.slice)
        let mayPropose = actor.may(.cataloguePropose)
        let model = ListModel(
            "清单外检查", listing, address: call.address,
            tabs: [
                CataloguePages.tabs("checks"),
                TabsModel(
                    [
                        .init("全部", href: "/catalogue/checks", current: !open),
                        .init("还没有转为建议", href: "/catalogue/checks?open=1", current: open),
                    ], label: "按办理情况"),
            ],
            columns: [
                .head("检查事项") { $0.draft.matter },
                .figures("日期", wraps: false) { $0.draft.inspectedOn.description },
                .text("检查对象") { check in
                    check.draft.subjectIdentifier.isEmpty
                        ? check.draft.subjectName : "\(check.draft.subjectName)（\(check.draft.subjectIdentifier)）"
                },
                .text("法律依据") { $0.draft.basis }, .text("原因") { $0.draft.cause }, .text("情况") { $0.draft.outcome },
                .text("检查单位") { "\($0.authorityName) \($0.accountName)" },
                ListColumn("建议") { check in
                    if let proposal = check.proposal {
                        return .link("看建议", href: "/catalogue/proposals/\(proposal)")
                    }
                    guard mayPropose else { return PanelCell("未转为建议") }
                    return .link(
                        "转为建议", href: Address("/catalogue/proposals/new").with("check", String(check.id)).text)
                },
            ],
            empty: EmptyModel(
                "没有清单外检查的记录", why: "两个清单以外的法定检查照常进行，在这里记录，再转为清单建议。",
                action: mayPropose ? LinkModel("记录一次检查", href: "/catalogue/checks/new") : nil))
        if let file = try await Exports(call).cells(
            "清单外检查", personal: "offlist", ["事项", "检查日期", "检查对象", "编号", "依据", "起因", "结果", "机关", "记录人", "办理"],
            filters: model.words,
            rows: { try await Proposing(call.house).checks(actor, open: open, slice: $0) },
            { one in
                let draft = one.draft
                return [
                    .text(draft.matter), .day(draft.inspectedOn), .text(draft.subjectName),
                    .text(draft.subjectIdentifier), .text(draft.basis), .text(draft.cause), .text(draft.outcome),
                    .text(one.authorityName), .text(one.accountName),
                    .text(one.proposal == nil ? "未转为建议" : "已转为建议"),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "shell/list", title: "清单外检查", stage: .catalogue, model: model, trail: [("一单", "/catalogue")],
                primary: mayPropose ? PageAction("记录一次检查", href: "/catalogue/checks/new", icon: "plus") : nil,
                actions: Exports.links(call)))
    }

    struct FormModel: Sendable {
        let intro: RemarkModel
        let fields: [FieldModel]
    }

    static func new(_ call: Call) async throws -> Reply { .page(form(call, problem: nil)) }

    static func add(_ call: Call) async throws -> Reply {
        do {
            guard let day = try call.form.day("inspected_on", "检查日期") else {
                throw Fields.refusal("inspected_on", "请填写检查日期")
            }
            let form = call.form
            try await Proposing(call.house).record(
                OfflistCheck.Draft(
                    inspectedOn: day, subjectName: form.text("subject_name"),
                    subjectIdentifier: form.text("subject_identifier"), matter: form.text("matter"),
                    basis: form.text("basis"), cause: form.text("cause"), outcome: form.text("outcome")),
                by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther("/catalogue/checks", notice: "已记录。认为应当纳入清单的，请接着转为建议。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(form(call, problem: problem))
        }
    }

    private static func form(_ call: Call, problem: Problem?) -> Page {
        let errors = problem?.fields ?? [:]
        func field(
            _ kind: FieldModel.Kind, _ name: String, _ label: String, help: String? = nil, required: Bool = true,
            max: Int = 200, value: String = ""
        ) -> FieldModel {
            FieldModel(
                kind, name, label, value: call.form.optional(name) ?? value, help: help, error: errors[name],
                required: required, maxlength: max)
        }
        return Page(
            "catalogue/check-new", title: "记录清单外检查", stage: .catalogue,
            model: FormModel(
                intro: RemarkModel("只记录依法必须进行、而两个清单都没有列入的检查。记录只在内部查看。"),
                fields: [
                    field(.day, "inspected_on", "检查日期", value: call.house.clock.today.description),
                    field(.text, "subject_name", "检查对象"),
                    field(.text, "subject_identifier", "统一社会信用代码", required: false, max: 18),
                    field(.text, "matter", "检查事项"), field(.area, "basis", "法律依据", help: "法律、法规、规章的名称和条款。", max: 2000),
                    field(.area, "cause", "检查原因", help: "如上级交办、事故、举报。", max: 500),
                    field(.area, "outcome", "检查情况", max: 2000),
                ]), trail: [("一单", "/catalogue"), ("清单外检查", "/catalogue/checks")],
            status: problem.map { $0.kind.status } ?? 200)
    }
}

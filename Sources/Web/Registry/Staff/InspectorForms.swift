import Domain

/// The forms on an inspector's page, filled again with what was sent when one of them comes back.
struct InspectorForms {
    let inspector: Inspector
    let staff: Moving.Dossier
    let today: Day
    let form: Fields
    let errors: [String: String]

    private var path: String { "/registry/inspectors/\(inspector.id)" }

    private func options(_ list: [(String, String)], _ name: String, empty: String? = nil) -> [OptionModel] {
        (empty.map { [OptionModel("", $0)] } ?? [])
            + list.map { OptionModel($0.0, $0.1, selected: form.text(name) == $0.0) }
    }

    private func day(
        _ name: String, _ label: String, help: String? = nil, required: Bool = true, today filled: Bool = true
    )
        -> FieldModel
    {
        FieldModel(
            .day, name, label, value: form.optional(name) ?? (filled ? today.description : ""), help: help,
            error: errors[name], required: required)
    }

    private func text(_ name: String, _ label: String, help: String? = nil, required: Bool = true, most: Int = 200)
        -> FieldModel
    {
        FieldModel(
            .text, name, label, value: form.text(name), help: help, error: errors[name], required: required,
            maxlength: most)
    }

    func personal(_ kept: [PersonalKind: String]) -> Panel {
        // What was typed is not sent back: a page with a wrong number is a page with a number.
        let fields = [PersonalKind.identity, .phone].map { kind in
            FieldModel(
                kind == .phone ? .telephone : .text, "personal_\(kind.rawValue)", kind.title,
                help: kept[kind] == nil ? nil : "不填则保留原来的号码。", error: errors["personal_\(kind.rawValue)"],
                required: false, maxlength: 20)
        }
        return Panel(
            "登记证件号码", form: PanelForm("\(path)/personal", fields, button: "保存", summary: "登记或更换号码"))
    }

    func reveal(_ kept: [PersonalKind: String]) -> [Panel] {
        guard !kept.isEmpty else { return [] }
        let kinds = [PersonalKind.identity, .phone].filter { kept[$0] != nil }.map { ($0.rawValue, $0.title) }
        return [
            Panel(
                "查看完整号码",
                form: PanelForm(
                    "\(path)/personal/reveal",
                    [
                        FieldModel(
                            .select(options(kinds, "reveal_kind")), "reveal_kind", "号码", error: errors["reveal_kind"]),
                        text("reveal_reason", "理由", help: "如“办理执法证延期”。理由和查看人一并留存。"),
                    ], button: "查看", summary: "写明理由后查看"))
        ]
    }

    var move: PanelForm {
        PanelForm(
            "\(path)/moves",
            [
                FieldModel(
                    .select(options(StaffMove.Kind.allCases.map { ($0.rawValue, $0.title) }, "move_kind")), "move_kind",
                    "变动", error: errors["move_kind"]),
                day("move_on", "生效日期", help: "可以是将来的日期，到期自动生效。"),
                FieldModel(
                    .select(
                        options(staff.authorities.map { (String($0.id), $0.name) }, "move_authority", empty: "不变")),
                    "move_authority", "调入机关", help: "只在调转时填写。", error: errors["move_authority"], required: false),
                FieldModel(
                    .select(options(staff.stations.map { (String($0.id), $0.name) }, "move_station", empty: "不指定")),
                    "move_station", "监管所", help: "只在本机关内调动时填写。", error: errors["move_station"], required: false),
                FieldModel(
                    .select(options(InspectorKeeping.posts.map { ($0, $0) }, "move_post", empty: "不变")), "move_post",
                    "人员性质", error: errors["move_post"], required: false),
                text("move_document", "依据文件", required: false), text("move_note", "说明", required: false),
            ], button: "登记变动", summary: "登记变动")
    }

    var qualification: PanelForm {
        PanelForm(
            "\(path)/qualifications",
            [
                text("qual_kind", "资质名称", most: 40), text("qual_number", "编号", most: 60),
                day("qual_from", "有效期起"),
                day("qual_until", "有效期止", help: "不填表示长期有效。", required: false, today: false),
            ], button: "登记资质", summary: "登记资质")
    }

    var recusal: PanelForm {
        let kinds: [Recusal.Kind] = [.subject, .relation, .region, .industry]
        return PanelForm(
            "\(path)/recusals",
            [
                FieldModel(
                    .select(options(kinds.map { ($0.rawValue, $0.title) }, "kind")), "kind", "回避类型",
                    error: errors["kind"]),
                text(
                    "target", "回避对象",
                    help: "检查对象填统一社会信用代码；亲属、利害关系填对方经营或任职单位的代码，多家用空格隔开；区域填六位区划代码；行业填标签名称，如“餐饮服务”。",
                    most: 1_000),
                FieldModel(
                    .select(
                        options(Recusal.Relation.allCases.map { ($0.rawValue, $0.title) }, "relation", empty: "不适用")),
                    "relation", "关系", help: "只在亲属、利害关系时选择。", error: errors["relation"], required: false),
                FieldModel(
                    .text, "person", "关系人姓名", help: "加密保存，页面不显示。", error: errors["person"], required: false,
                    maxlength: 50),
                text("reason", "理由"), day("from", "自"),
                day("until", "至", help: "不填表示长期有效。", required: false, today: false),
            ], button: "登记回避", summary: "登记回避")
    }
}

/// Rows of the staff tables.
enum StaffRows {
    static func state(_ move: StaffMove) -> PanelCell {
        switch move.state {
        case .pending: .chip("待生效", .information)
        case .applied: .chip("已生效", .success)
        case .cancelled: .chip("已撤销", .neutral)
        }
    }

    static func destination(_ move: StaffMove) -> String {
        let parts = [move.kind == .transfer ? move.toAuthorityName : nil, move.post.isEmpty ? nil : move.post]
        let text = parts.compactMap { $0 }.joined(separator: "，")
        return text.isEmpty ? "—" : text
    }

    static func move(_ move: StaffMove, mayEdit: Bool) -> [PanelCell] {
        let basis = [move.document, move.note].filter { !$0.isEmpty }.joined(separator: "；")
        return [
            .head(move.kind.title), .day(move.effectiveOn), PanelCell(destination(move)),
            PanelCell(basis.isEmpty ? "—" : basis), state(move),
            PanelCell(
                "",
                actions: mayEdit && move.state == .pending
                    ? [
                        PanelAction(
                            "撤销", "/registry/inspectors/\(move.inspector)/moves/cancel", [("move", String(move.id))])
                    ] : []),
        ]
    }

    static func qualification(_ one: Qualification, _ today: Day, mayEdit: Bool) -> [PanelCell] {
        let state: PanelCell =
            one.endedOn != nil
            ? .chip("已注销", .neutral)
            : today < one.from
                ? .chip("未生效", .information) : one.isValid(on: today) ? .chip("有效", .success) : .chip("已过期", .danger)
        return [
            .head(one.kind), .code(one.number), .day(one.from), .figures(one.until?.description ?? "长期"), state,
            PanelCell(
                "",
                actions: mayEdit && one.endedOn == nil
                    ? [
                        PanelAction(
                            "注销", "/registry/inspectors/\(one.inspector)/qualifications/end",
                            [("qualification", String(one.id))])
                    ] : []),
        ]
    }
}

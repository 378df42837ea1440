import Domain

/// 请假、外出 on an inspector's page.
enum LeavePages {
    static func row(_ leave: Leave, _ today: Day, mayEdit: Bool) -> [PanelCell] {
        [
            .head(leave.kind.title), .day(leave.from), .day(leave.until),
            PanelCell(leave.note.isEmpty ? "—" : leave.note),
            leave.until < today
                ? .chip("已结束", .neutral) : today < leave.from ? .chip("未开始", .information) : .chip("不在岗", .attention),
            PanelCell(
                "",
                actions: mayEdit && today <= leave.until
                    ? [
                        PanelAction(
                            "销假", "/registry/inspectors/\(leave.inspector)/leaves/end", [("leave", String(leave.id))])
                    ] : []),
        ]
    }

    static func form(_ call: Call, _ inspector: Int64, _ problem: Problem?, _ today: Day) -> PanelForm {
        PanelForm(
            "/registry/inspectors/\(inspector)/leaves",
            [
                kind(call.form, problem), from(call.form, problem, today), until(call.form, problem),
                note(call.form, problem),
            ], button: "登记", summary: "登记请假、外出")
    }

    static func kind(_ form: Fields, _ problem: Problem?) -> FieldModel {
        let chosen = form.text("leave_kind")
        return FieldModel(
            .select(Leave.Kind.allCases.map { OptionModel($0.rawValue, $0.title, selected: chosen == $0.rawValue) }),
            "leave_kind", "种类", error: problem?.fields["leave_kind"])
    }

    static func from(_ form: Fields, _ problem: Problem?, _ today: Day) -> FieldModel {
        FieldModel(
            .day, "leave_from", "自", value: form.optional("leave_from") ?? today.description,
            error: problem?.fields["leave_from"])
    }

    static func until(_ form: Fields, _ problem: Problem?) -> FieldModel {
        FieldModel(
            .day, "leave_until", "至", value: form.text("leave_until"), help: "最后一天，含当日。",
            error: problem?.fields["leave_until"])
    }

    static func note(_ form: Fields, _ problem: Problem?) -> FieldModel {
        FieldModel(
            .text, "leave_note", "说明", value: form.text("leave_note"), error: problem?.fields["leave_note"],
            required: false, maxlength: 200)
    }

    static func add(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        do {
            var errors = FieldErrors()
            let form = call.form
            let kind = errors.take { () -> Leave.Kind in
                guard let kind = try form.choice("leave_kind", "种类", of: Leave.Kind.self) else {
                    throw Fields.refusal("leave_kind", "请选择种类。")
                }
                return kind
            }
            let from = errors.take { try day(form, "leave_from", "开始日期") }
            let until = errors.take { try day(form, "leave_until", "结束日期") }
            let note = errors.take { try form.optional("leave_note", "说明", max: 200) } ?? nil
            try errors.check()
            guard let kind, let from, let until else { throw Received.malformed }
            let done = try await Leaving(call.house).add(
                .init(kind: kind, from: from, until: until, note: note ?? ""), inspector: id, by: actor,
                submission: call.submissionKey)
            return .seeOther(done.location, notice: "已登记，期间不参加匹配和递补。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await InspectorPages.page(call, problem: named(problem))
        }
    }

    private static func day(_ form: Fields, _ name: String, _ label: String) throws -> Day {
        guard let day = try form.day(name, label) else { throw Fields.refusal(name, "请填写\(label)。") }
        return day
    }

    /// The page has two forms: the use case's fields belong to this one.
    private static func named(_ problem: Problem) -> Problem {
        Problem(
            problem.kind, problem.code, problem.message, clause: problem.clause, remedy: problem.remedy,
            fields: Dictionary(
                problem.fields.map { ($0.key.hasPrefix("leave_") ? $0.key : "leave_" + $0.key, $0.value) },
                uniquingKeysWith: { first, _ in first }))
    }

    static func end(_ call: Call) async throws -> Reply {
        guard let leave = try call.form.int("leave", "请假登记") else { throw Received.malformed }
        let done = try await Leaving(call.house).end(
            leave, inspector: try call.id(), by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "已销假，从今天起参加匹配。")
    }
}

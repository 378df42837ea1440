import Domain

/// 联席会议成员 (6.1.1): who is in office on a day, and every change.
enum MeetingPages {
    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    private static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let today = call.house.clock.today
        let code = try (problem == nil ? call.query : call.form).region("region", "地区") ?? actor.region
        let on = try call.query.day("on", "日期") ?? today
        let isHistory = call.query.text("show") == "all"
        let (members, region, regions, timeline) = try await MeetingKeeping(call.house).list(region: code, for: actor)
        let mayEdit = actor.may(.registryEdit) && actor.covers(code)
        let shown = isHistory ? members : members.filter { $0.isInOffice(on: on) }
        let rows = shown.map { one -> [PanelCell] in
            let cells: [PanelCell] = [
                PanelCell(one.role.title), .head(one.unit), PanelCell(one.person),
                PanelCell(one.duty.isEmpty ? "—" : one.duty), .day(one.from), .figures(one.until?.description ?? "至今"),
                PanelCell(one.document),
                one.isInOffice(on: today)
                    ? .chip("在任", .success)
                    : today < one.from ? .chip("未到任", .information) : .chip("已退出", .neutral),
            ]
            return isHistory ? cells + [PanelCell(one.endReason.isEmpty ? "—" : one.endReason)] : cells
        }
        let here = Address("/registry/meeting").with("region", code.text)
        let model = PanelsModel(
            [
                Panel(
                    isHistory ? "全部任职记录" : on == today ? "现任成员" : "\(on.inWords)在任的成员",
                    table: PanelTable(
                        "联席会议成员", ["职责", "成员单位", "姓名", "职务", "自", "至", "依据文件", "状态"] + (isHistory ? ["退出原因"] : []),
                        rows),
                    none: "没有登记成员。")
            ] + (mayEdit ? forms(call, code, members.filter { $0.isInOffice(on: today) }, today, problem) : []),
            remarks: problem.map { [RemarkModel($0.message, .danger)] } ?? [],
            tabs: TabsModel(
                [
                    .init(
                        "现任", href: here.text, current: !isHistory, count: members.count { $0.isInOffice(on: today) }),
                    .init(
                        "全部任职记录", href: here.with("show", "all").text, current: isHistory, count: members.count),
                ], label: "按任期查看"),
            filter: FilterModel(
                action: "/registry/meeting",
                [
                    .select(
                        "region", "地区",
                        regions.map { OptionModel($0.code.text, $0.name, selected: $0.code == code) }),
                    .day("on", "日期", value: on.description),
                ], found: "\(shown.count) 人"), timeline: TimelineModel(timeline))
        if problem == nil,
            let file = try await Exports(call).cells(
                "联席会议成员", personal: "meeting", ["职责", "成员单位", "姓名", "职务", "自", "至", "依据文件", "退出原因"],
                filters: ["地区：\(region?.name ?? code.text)", isHistory ? "全部任职记录" : "\(on.inWords)在任"], whole: shown,
                { one in
                    [
                        .text(one.role.title), .text(one.unit), .text(one.person), .text(one.duty), .day(one.from),
                        .day(one.until), .text(one.document), .text(one.endReason),
                    ]
                })
        {
            return file
        }
        return .page(
            Page(
                "registry/panels", title: "\(region?.name ?? "")联席会议成员", stage: .registry, model: model,
                trail: [("两库", "/registry")],
                actions: (mayEdit
                    ? [PageAction("导入成员", href: "/registry/imports/new?kind=members", icon: "upload")] : [])
                    + Exports.links(call), status: problem == nil ? 200 : 422))
    }

    private static func forms(
        _ call: Call, _ region: RegionCode, _ current: [MeetingMember], _ today: Day, _ problem: Problem?
    ) -> [Panel] {
        let form = call.form, errors = problem?.fields ?? [:]
        func text(_ name: String, _ label: String, required: Bool = true, most: Int = 60) -> FieldModel {
            FieldModel(
                .text, name, label, value: form.text(name), error: errors[name], required: required, maxlength: most)
        }
        let names = current.map { (String($0.id), "\($0.unit)\($0.person)（\($0.role.title)）") }
        return [
            Panel(
                "成员变更", note: "更换成员时选择接替谁，原成员的任期到前一天为止；记录不覆盖。（依据条款 6.1.1）",
                form: PanelForm(
                    "/registry/meeting",
                    [
                        text("unit", "成员单位"), text("person", "姓名", most: 50), text("duty", "职务", required: false),
                        FieldModel(
                            .select(
                                MeetingMember.Role.allCases.map {
                                    OptionModel(
                                        $0.rawValue, $0.title,
                                        selected: form.text("role") == $0.rawValue
                                            || form.text("role").isEmpty && $0 == .member)
                                }), "role", "职责", error: errors["role"]),
                        FieldModel(
                            .select(
                                [OptionModel("", "新增，不接替")]
                                    + names.map { OptionModel($0.0, $0.1, selected: form.text("replacing") == $0.0) }),
                            "replacing", "接替", error: errors["replacing"], required: false),
                        FieldModel(
                            .day, "from", "自", value: form.optional("from") ?? today.description, error: errors["from"]),
                        text("document", "依据文件", most: 100),
                    ], button: "登记", summary: "新增或更换成员", hidden: [("region", region.text)]))
        ]
            + (current.isEmpty
                ? []
                : [
                    Panel(
                        "成员退出",
                        form: PanelForm(
                            "/registry/meeting/end",
                            [
                                FieldModel(
                                    .select(
                                        names.map { OptionModel($0.0, $0.1, selected: form.text("member") == $0.0) }),
                                    "member", "成员", error: errors["member"]),
                                FieldModel(
                                    .day, "end_on", "最后一天", value: form.optional("end_on") ?? today.description,
                                    error: errors["end_on"]), text("end_reason", "原因", most: 200),
                            ], button: "登记退出", summary: "登记退出，不另补人", hidden: [("region", region.text)]))
                ])
    }

    static func add(_ call: Call) async throws -> Reply {
        do {
            let form = call.form
            var errors = FieldErrors()
            let region = errors.take { () -> RegionCode in
                guard let code = try form.region("region", "地区") else { throw Fields.refusal("region", "请选择地区。") }
                return code
            }
            let role = errors.take { try form.choice("role", "职责", of: MeetingMember.Role.self) } ?? nil
            let from = errors.take { try StaffActions.day(form, "from", "开始日期") }
            let old = errors.take { try form.int("replacing", "接替") } ?? nil
            try errors.check()
            guard let region, let from else { throw Received.malformed }
            let done = try await MeetingKeeping(call.house).add(
                MeetingMember(
                    id: 0, region: region, unit: form.text("unit"), person: form.text("person"),
                    duty: form.text("duty"), role: role ?? .member, from: from, until: nil,
                    document: form.text("document"), endReason: ""), replacing: old, by: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther(done.location, notice: old == nil ? "成员已登记。" : "成员已更换，原任期到前一天为止。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await page(call, problem: problem)
        }
    }

    static func end(_ call: Call) async throws -> Reply {
        do {
            let form = call.form
            guard let member = try form.int("member", "成员") else { throw Fields.refusal("member", "请选择成员。") }
            let done = try await MeetingKeeping(call.house).end(
                member, on: try StaffActions.day(form, "end_on", "最后一天"), reason: form.text("end_reason"),
                by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "已登记退出，任职记录保留。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await page(call, problem: problem)
        }
    }
}

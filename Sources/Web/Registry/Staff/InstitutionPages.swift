import Domain

/// 专业机构 (3.2.2): list, one institution with qualifications and commissions, evaluation.
enum InstitutionPages {
    static let trail = [("两库", "/registry"), ("专业机构", "/registry/institutions")]

    private static func chip(_ institution: Institution, _ today: Day) -> PanelCell {
        if institution.status == .ended { return .chip("已停用", .neutral) }
        switch institution.state(on: today, soonDays: Institutions.soonDays) {
        case .valid: return .chip("资质有效", .success)
        case .expiring: return .chip("资质即将到期", .attention)
        case .expired: return .chip("资质已过期", .danger)
        case .missing: return .chip("没有资质", .danger)
        }
    }

    private static func mark(_ mean: (mean: Int, count: Int)?) -> String {
        guard let mean else { return "—" }
        return "\(mean.mean / 100).\(mean.mean % 100 / 10) 分（\(mean.count)次）"
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let text = try call.query.optional("q", "名称、代码或服务范围", max: 60) ?? ""
        let (listing, evaluations, due) = try await Institutions(call.house).list(
            text: text, slice: call.slice, for: actor)
        let today = call.house.clock.today
        let mayEdit = actor.may(.registryEdit)
        let rows = listing.rows.map { one in
            [
                PanelCell.head(one.name, href: "/registry/institutions/\(one.id)"), .code(one.code),
                PanelCell(one.fields), chip(one, today), .day(one.qualifications.map(\.until).max()),
                .figures(mark(evaluations[one.id])),
            ]
        }
        let model = PanelsModel(
            [
                Panel(
                    "机构", table: PanelTable("专业机构列表", ["名称", "统一社会信用代码", "服务范围", "资质", "资质有效期止", "评价"], rows),
                    none: text.isEmpty ? "还没有登记专业机构。" : "没有符合条件的机构。",
                    paging: PagingModel(listing, address: call.address))
            ]
                + (due.isEmpty
                    ? []
                    : [
                        Panel(
                            "待评价的委托", note: "委托期已过，还没有评价。（依据条款 3.2.2）",
                            table: PanelTable(
                                "待评价的委托", ["委托事项", "委托机关", "期止"],
                                due.map {
                                    [
                                        .head($0.matter, href: "/registry/institutions/\($0.institution)"),
                                        PanelCell($0.authorityName), .day($0.ends),
                                    ]
                                }))
                    ]),
            filter: FilterModel(
                action: "/registry/institutions", [.text("q", "名称、代码或服务范围", value: text)],
                found: "\(Figures.grouped(listing.total)) 家", clearHref: text.isEmpty ? nil : "/registry/institutions"))
        if let file = try await Exports(call).cells(
            "专业机构", ["名称", "统一社会信用代码", "服务范围", "状态", "资质", "资质编号", "资质有效期止", "评价"],
            filters: model.filter?.words ?? [],
            rows: { try await Institutions(call.house).list(text: text, slice: $0, for: actor).listing },
            { one in
                let last = one.qualifications.max { $0.until < $1.until }
                return [
                    .text(one.name), .text(one.code), .text(one.fields), .text(one.status == .active ? "在用" : "停用"),
                    .text(last?.kind), .text(last?.number), .day(last?.until), .text(mark(evaluations[one.id])),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "registry/panels", title: "专业机构", stage: .registry, model: model, trail: [("两库", "/registry")],
                primary: mayEdit ? PageAction("登记机构", href: "/registry/institutions/new", icon: "plus") : nil,
                actions: (mayEdit
                    ? [PageAction("导入机构", href: "/registry/imports/new?kind=institutions", icon: "upload")] : [])
                    + Exports.links(call)))
    }

    // MARK: One institution

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let dossier = try await Institutions(call.house).dossier(try call.id(), slice: call.slice, for: actor)
        let institution = dossier.institution
        let today = call.house.clock.today
        let mayEdit = actor.may(.registryEdit)
        let mayKeep = mayEdit && actor.covers(institution.region)
        var remarks: [RemarkModel] = []
        let state = institution.state(on: today, soonDays: Institutions.soonDays)
        if institution.status == .ended {
            remarks.append(RemarkModel("已停用，不能再委托。", .attention))
        } else if state == .expired || state == .missing {
            remarks.append(RemarkModel("没有有效的资质，不能委托。（依据条款 3.2.2）", .danger))
        } else if state == .expiring {
            remarks.append(RemarkModel("资质在\(Institutions.soonDays)天内到期，请提醒机构续期。", .attention))
        }
        let model = PanelsModel(
            [
                Panel(
                    "基本信息",
                    facts: FactsModel([
                        .init("统一社会信用代码", institution.code, figures: true), .init("所在地区", dossier.regionName),
                        .init("服务范围", institution.fields), .init("评价", mark(dossier.mean), figures: true),
                    ])),
                Panel(
                    "资质",
                    table: PanelTable(
                        "资质列表", ["资质", "编号", "发证机关", "自", "至", "状态"],
                        institution.qualifications.map { one in
                            [
                                .head(one.kind), .code(one.number), PanelCell(one.issuer.isEmpty ? "—" : one.issuer),
                                .day(one.from), .day(one.until),
                                one.until < today
                                    ? .chip("已过期", .danger)
                                    : today < one.from ? .chip("未生效", .information) : .chip("有效", .success),
                            ]
                        }), none: "还没有登记资质，登记后才能委托。", form: mayKeep ? qualification(call, institution.id, problem) : nil
                ),
                Panel(
                    "委托", note: "列出您管辖范围内机关的委托。完成后请评价。",
                    table: PanelTable(
                        "委托列表", ["委托事项", "委托机关", "任务", "检查", "文书", "自", "至", "评价"],
                        dossier.commissions.rows.map { row($0, today, mayEdit: mayEdit) }), none: "没有委托记录。",
                    paging: PagingModel(dossier.commissions, address: call.address),
                    form: mayEdit && institution.status == .active ? commission(call, dossier, problem) : nil),
            ], remarks: (problem.map { [RemarkModel($0.message, .danger)] } ?? []) + remarks,
            timeline: TimelineModel(dossier.timeline))
        if problem == nil,
            let file = try await Exports(call).cells(
                "专业机构委托", ["委托事项", "委托机关", "任务", "文书", "自", "至", "质量", "时效", "规范", "评价意见"],
                filters: ["机构：\(institution.name)"],
                rows: { try await Institutions(call.house).dossier(institution.id, slice: $0, for: actor).commissions },
                { one in
                    let marks = one.evaluation
                    return [
                        .text(one.matter), .text(one.authorityName), .text(one.campaignTitle), .text(one.document),
                        .day(one.starts), .day(one.ends), marks.map { .count($0.quality) } ?? .empty,
                        marks.map { .count($0.timeliness) } ?? .empty, marks.map { .count($0.conduct) } ?? .empty,
                        .text(marks?.words),
                    ]
                })
        {
            return file
        }
        return .page(
            Page(
                "registry/panels", title: institution.name, stage: .registry, model: model, trail: trail,
                primary: mayKeep
                    ? PageAction("修改", href: "/registry/institutions/\(institution.id)/edit", icon: "edit") : nil,
                actions: Exports.links(call), status: problem == nil ? 200 : 422))
    }

    private static func row(_ one: Commission, _ today: Day, mayEdit: Bool) -> [PanelCell] {
        var judged = PanelCell("—")
        if let evaluation = one.evaluation {
            judged = PanelCell(
                "质量\(evaluation.quality) 时效\(evaluation.timeliness) 规范\(evaluation.conduct)"
                    + (evaluation.words.isEmpty ? "" : "：\(evaluation.words)"))
        } else if mayEdit, one.starts <= today {
            judged = PanelCell("评价", href: "/registry/commissions/\(one.id)")
        }
        return [
            .head(one.matter), PanelCell(one.authorityName), PanelCell(one.campaignTitle ?? "—"),
            PanelCell(one.visit.map { "第\($0)号" } ?? "—"), .code(one.document), .day(one.starts), .day(one.ends),
            judged,
        ]
    }

    private static func qualification(_ call: Call, _ id: Int64, _ problem: Problem?) -> PanelForm {
        let form = call.form, errors = problem?.fields ?? [:]
        func text(_ name: String, _ label: String, required: Bool = true) -> FieldModel {
            FieldModel(
                .text, name, label, value: form.text(name), error: errors[name], required: required, maxlength: 60)
        }
        return PanelForm(
            "/registry/institutions/\(id)/qualifications",
            [
                text("qual_kind", "资质名称"), text("qual_number", "编号"), text("qual_issuer", "发证机关", required: false),
                FieldModel(.day, "qual_from", "有效期起", value: form.text("qual_from"), error: errors["qual_from"]),
                FieldModel(.day, "qual_until", "有效期止", value: form.text("qual_until"), error: errors["qual_until"]),
            ], button: "登记资质", summary: "登记或续期资质")
    }

    private static func commission(_ call: Call, _ dossier: Institutions.Dossier, _ problem: Problem?) -> PanelForm {
        let form = call.form, errors = problem?.fields ?? [:]
        let chosen = form.text("campaign")
        return PanelForm(
            "/registry/institutions/\(dossier.institution.id)/commissions",
            [
                FieldModel(.text, "matter", "委托事项", value: form.text("matter"), error: errors["matter"]),
                FieldModel(
                    .select(
                        [OptionModel("", "不限于一项任务")]
                            + dossier.campaigns.map {
                                OptionModel(String($0.id), $0.title, selected: chosen == String($0.id))
                            }), "campaign", "抽查任务", error: errors["campaign"], required: false),
                FieldModel(
                    .number, "visit", "检查编号", value: form.text("visit"), help: "只为一次上门检查委托时填写，编号在检查页面的地址中。",
                    error: errors["visit"], required: false),
                FieldModel(
                    .text, "document", "委托文书编号", value: form.text("document"), error: errors["document"], maxlength: 80),
                FieldModel(.day, "starts", "自", value: form.text("starts"), error: errors["starts"]),
                FieldModel(.day, "ends", "至", value: form.text("ends"), error: errors["ends"]),
            ], button: "登记委托", summary: "登记委托")
    }
}

import Domain

/// 专业机构 (3.2.2): list, one institution with qualifications and commissions, evaluation.
enum InstitutionPages {
    private static let trail = [("两库", "/registry"), ("专业机构", "/registry/institutions")]

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
        return .page(
            Page(
                "registry/panels", title: "专业机构", stage: .registry, model: model, trail: [("两库", "/registry")],
                primary: mayEdit ? PageAction("登记机构", href: "/registry/institutions/new", icon: "plus") : nil))
    }

    // MARK: One institution

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    private static func page(_ call: Call, problem: Problem?) async throws -> Reply {
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
        return .page(
            Page(
                "registry/panels", title: institution.name, stage: .registry, model: model, trail: trail,
                primary: mayKeep
                    ? PageAction("修改", href: "/registry/institutions/\(institution.id)/edit", icon: "edit") : nil,
                status: problem == nil ? 200 : 422))
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

    // MARK: Forms

    static func new(_ call: Call) async throws -> Reply { try await form(call, nil, problem: nil) }
    static func edit(_ call: Call) async throws -> Reply { try await form(call, try call.id(), problem: nil) }
    static func create(_ call: Call) async throws -> Reply { try await save(call, nil) }
    static func revise(_ call: Call) async throws -> Reply { try await save(call, try call.id()) }

    private static func form(_ call: Call, _ id: Int64?, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        var old: Institution?
        let seen = if let id { [try await call.seen("institution/\(id)")] } else { [(String, String)]() }
        if let id {
            old = try await Institutions(call.house).dossier(id, slice: Slice(), for: actor).institution
            if let old { try actor.require(.registryEdit, over: old.region, what: "专业机构") }
        }
        let regions = try await call.house.storage.read { try $0.registry.regions(within: actor.region) }
        let sent = call.form, errors = problem?.fields ?? [:], isAgain = problem != nil
        func value(_ name: String, _ kept: String?) -> String { isAgain ? sent.text(name) : kept ?? "" }
        let region = value("region", old?.region.text ?? actor.region.text)
        let status = value("status", old?.status.rawValue ?? "active")
        let model = PanelsModel(
            [
                Panel(
                    old?.name ?? "登记专业机构",
                    form: PanelForm(
                        id.map { "/registry/institutions/\($0)" } ?? "/registry/institutions",
                        [
                            FieldModel(
                                .text, "code", "统一社会信用代码", value: value("code", old?.code),
                                help: id == nil ? nil : "登记后不能修改。", error: errors["code"], maxlength: 18),
                            FieldModel(
                                .text, "name", "名称", value: value("name", old?.name), error: errors["name"],
                                maxlength: 100),
                            FieldModel(
                                .select(
                                    regions.map { OptionModel($0.code.text, $0.name, selected: $0.code.text == region) }
                                ),
                                "region", "所在地区", error: errors["region"]),
                            FieldModel(
                                .area, "fields", "服务范围", value: value("fields", old?.fields), error: errors["fields"],
                                maxlength: 300),
                            FieldModel(
                                .select([
                                    OptionModel("active", "使用中", selected: status == "active"),
                                    OptionModel("ended", "停用", selected: status == "ended"),
                                ]), "status", "状态", error: errors["status"]),
                        ], button: "保存", hidden: seen))
            ], remarks: problem.map { [RemarkModel($0.message, .danger)] } ?? [])
        return .page(
            Page(
                "registry/panels", title: id == nil ? "登记专业机构" : "修改专业机构", stage: .registry, model: model, trail: trail,
                status: problem == nil ? 200 : 422))
    }

    private static func save(_ call: Call, _ id: Int64?) async throws -> Reply {
        do {
            let sent = call.form
            guard let region = try sent.region("region", "所在地区") else { throw Fields.refusal("region", "请选择所在地区。") }
            let done = try await Institutions(call.house).save(
                Institutions.Draft(
                    code: sent.text("code").uppercased(), name: sent.text("name"), region: region,
                    fields: sent.text("fields"), status: sent.text("status") == "ended" ? .ended : .active), id: id,
                by: try call.signedIn(),
                submission: try id.map { try call.submissionKey(seeing: "institution/\($0)") } ?? call.submissionKey)
            return .seeOther(done.location, notice: "已保存。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await form(call, id, problem: problem)
        }
    }

    static func addQualification(_ call: Call) async throws -> Reply {
        do {
            let sent = call.form
            var errors = FieldErrors()
            let from = errors.take { try StaffActions.day(sent, "qual_from", "有效期起") }
            let until = errors.take { try StaffActions.day(sent, "qual_until", "有效期止") }
            try errors.check()
            guard let from, let until else { throw Received.malformed }
            let done = try await Institutions(call.house).addQualification(
                InstitutionQualification(
                    kind: sent.text("qual_kind"), number: sent.text("qual_number"), issuer: sent.text("qual_issuer"),
                    from: from, until: until), institution: try call.id(), by: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther(done.location, notice: "资质已登记。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await page(call, problem: problem)
        }
    }

    static func addCommission(_ call: Call) async throws -> Reply {
        do {
            let sent = call.form
            var errors = FieldErrors()
            let starts = errors.take { try StaffActions.day(sent, "starts", "开始日期") }
            let ends = errors.take { try StaffActions.day(sent, "ends", "结束日期") }
            let campaign = errors.take { try sent.int("campaign", "抽查任务") } ?? nil
            let visit = errors.take { try sent.int("visit", "检查编号") } ?? nil
            try errors.check()
            guard let starts, let ends else { throw Received.malformed }
            let done = try await Institutions(call.house).commission(
                institution: try call.id(), campaign: campaign, visit: visit, matter: sent.text("matter"),
                document: sent.text("document"), starts: starts, ends: ends, by: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther(done.location, notice: "委托已登记。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await page(call, problem: problem)
        }
    }

    // MARK: Evaluation

    static func evaluation(_ call: Call) async throws -> Reply { try await evaluation(call, problem: nil) }

    private static func evaluation(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let (commission, institution) = try await call.house.storage.read { stores in
            guard let commission = try stores.staff.commission(id: id),
                let institution = try stores.staff.institution(id: commission.institution)
            else { throw Problem.notFound("委托") }
            try actor.require(.registryEdit, over: commission.region, department: commission.department, what: "委托")
            return (commission, institution)
        }
        let sent = call.form, errors = problem?.fields ?? [:]
        func marks(_ name: String, _ label: String) -> FieldModel {
            FieldModel(
                .select(
                    (1...5).reversed().map {
                        OptionModel(String($0), "\($0) 分", selected: sent.text(name) == String($0))
                    }),
                name, label, error: errors[name])
        }
        let isDone = commission.evaluation != nil
        let model = PanelsModel(
            [
                Panel(
                    commission.matter,
                    facts: FactsModel([
                        .init("机构", institution.name, href: "/registry/institutions/\(institution.id)"),
                        .init("委托机关", commission.authorityName), .init("文书", commission.document, figures: true),
                        .init(
                            "期间", "\(commission.starts.description) 至 \(commission.ends.description)", figures: true),
                    ]),
                    form: isDone
                        ? nil
                        : PanelForm(
                            "/registry/commissions/\(id)",
                            [
                                marks("quality", "工作质量"), marks("timeliness", "时效"), marks("conduct", "规范、廉洁"),
                                FieldModel(
                                    .area, "words", "说明", value: sent.text("words"), help: "有一项低于3分的，请写明情况。",
                                    error: errors["words"], required: false, maxlength: 500),
                            ], button: "提交评价"))
            ], remarks: isDone ? [RemarkModel("这次委托已经评价，评价不能修改。")] : [])
        return .page(
            Page(
                "registry/panels", title: "评价委托", stage: .registry, model: model, trail: trail,
                status: problem == nil ? 200 : 422))
    }

    static func evaluate(_ call: Call) async throws -> Reply {
        do {
            let sent = call.form
            func mark(_ name: String) throws -> Int { try sent.int(name, "评分").flatMap { Int(exactly: $0) } ?? 0 }
            let done = try await Institutions(call.house).evaluate(
                try call.id(),
                Commission.Evaluation(
                    quality: try mark("quality"), timeliness: try mark("timeliness"), conduct: try mark("conduct"),
                    words: sent.text("words")), by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "评价已提交。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await evaluation(call, problem: problem)
        }
    }
}

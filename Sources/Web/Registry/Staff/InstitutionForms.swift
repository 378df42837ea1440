import Domain

/// What the forms of institutions show and do.
extension InstitutionPages {
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

import Domain

/// Registering a lead, opening a check without a draw, changing its officers.
enum LeadForms {
    static func new(_ call: Call) async throws -> Reply { try await form(call, problem: nil) }

    private static func form(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let sent = call.form, errors = problem?.fields ?? [:]
        let regions = try await call.house.storage.read { try $0.registry.regions(within: actor.region) }
        let source = sent.optional("source") ?? Lead.Source.complaint.rawValue
        let model = PanelsModel(
            [
                Panel(
                    "登记线索",
                    form: PanelForm(
                        "/assessment/leads",
                        [
                            FieldModel(
                                .radios(
                                    Lead.Source.allCases.filter { $0 != .alert }.map {
                                        OptionModel($0.rawValue, $0.title, selected: $0.rawValue == source)
                                    }), "source", "来源", error: errors["source"]),
                            FieldModel(
                                .text, "origin", "来源单位或系统", value: sent.text("origin"), help: "如12315平台、上级机关。",
                                error: errors["origin"], maxlength: 60),
                            FieldModel(
                                .text, "origin_number", "原编号", value: sent.text("origin_number"), help: "工单号或转办文号。",
                                error: errors["origin_number"], maxlength: 60),
                            FieldModel(
                                .text, "category", "类别", value: sent.text("category"), help: "如食品安全、价格。",
                                error: errors["category"], maxlength: 40),
                            FieldModel(
                                .day, "received_on", "收到日期", value: sent.text("received_on"),
                                error: errors["received_on"]),
                            FieldModel(
                                .area, "identifiers", "检查对象", value: sent.text("identifiers"),
                                help: "统一社会信用代码，多个的每行一个；对象不在名录库的不填，选择地区。", error: errors["identifiers"],
                                required: false, maxlength: 1000),
                            FieldModel(
                                .select(
                                    [OptionModel("", "按检查对象确定")]
                                        + regions.map {
                                            OptionModel(
                                                $0.code.text, $0.name, selected: $0.code.text == sent.text("region"))
                                        }), "region", "地区", error: errors["region"], required: false),
                            FieldModel(
                                .area, "content", "内容", value: sent.text("content"), help: "不要写举报人的姓名和联系方式。",
                                error: errors["content"], maxlength: Leads.longest),
                        ], button: "登记"))
            ], remarks: problem.map { [RemarkModel($0.message + ($0.remedy ?? ""), .danger)] } ?? [])
        return .page(
            Page(
                "shell/panels", title: "登记线索", stage: .assessment, model: model, trail: LeadPages.trail(false),
                status: problem == nil ? 200 : 422))
    }

    static func register(_ call: Call) async throws -> Reply {
        do {
            let sent = call.form
            var errors = FieldErrors()
            let source = errors.take { try sent.choice("source", "来源", of: Lead.Source.self) } ?? nil
            let received = errors.take { try sent.day("received_on", "收到日期") } ?? nil
            let region = errors.take { try sent.region("region", "地区") } ?? nil
            if source == nil || source == .alert { errors.add("source", "请选择来源") }
            if received == nil { errors.add("received_on", "请填写收到日期") }
            try errors.check()
            guard let source, let received else { throw Received.malformed }
            let done = try await Leads(call.house).register(
                LeadDraft(
                    source: source, originNumber: sent.text("origin_number"), category: sent.text("category"),
                    origin: sent.text("origin"), content: sent.text("content"), receivedOn: received,
                    identifiers: sent.text("identifiers").split { $0.isWhitespace || "、，；,;".contains($0) }.map {
                        $0.uppercased()
                    }, region: region), by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "线索已登记。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await form(call, problem: problem)
        }
    }

    // MARK: A check without a draw

    static func newCheck(_ call: Call) async throws -> Reply { try await checkForm(call, problem: nil) }

    private static func checkForm(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let sent = problem == nil ? call.query : call.form, errors = problem?.fields ?? [:]
        let desk = try await LeadChecks(call.house).desk(actor, lead: try sent.int("lead", "线索"))
        let items = sent.list("items"), officers = sent.list("inspectors")
        var fields: [FieldModel] = []
        if desk.lead == nil {
            let ground = sent.optional("ground") ?? DirectCheck.Ground.law.rawValue
            fields += [
                FieldModel(
                    .radios(
                        DirectCheck.Ground.free.map {
                            OptionModel($0.rawValue, $0.title, selected: $0.rawValue == ground)
                        }), "ground", "检查情形", help: "投诉举报、转办交办、监测和预警，请先登记线索，再从线索安排检查。", error: errors["ground"]),
                FieldModel(
                    .text, "basis", "依据", value: sent.text("basis"), help: "重点监管事项、法律条款，或者写明理由；计入例外统计。",
                    error: errors["basis"], maxlength: 200),
            ]
        }
        fields += [
            FieldModel(
                .text, "identifier", "检查对象的统一社会信用代码", value: sent.text("identifier"), error: errors["identifier"],
                maxlength: 18),
            FieldModel(
                .checks(
                    desk.items.map { item in
                        OptionModel(
                            item.code, "\(item.matter)（\(item.code)）",
                            selected: items.contains { $0.utf8.elementsEqual(item.code.utf8) })
                    }), "items", "检查事项", error: errors["items"]),
            FieldModel(
                .radios(
                    desk.methods.map { method in
                        OptionModel(method, method, selected: method == (sent.optional("method") ?? desk.methods.first))
                    }), "method", "检查方式", error: errors["method"] ?? (desk.lead == nil ? nil : errors["ground"])),
            FieldModel(
                .checks(
                    desk.officers.map {
                        OptionModel(
                            String($0.id),
                            "\($0.name)（\($0.stationName ?? "局机关")，执法证 \($0.certificate?.number ?? "—")）",
                            selected: officers.contains(String($0.id)))
                    }), "inspectors", "检查人员", help: "至少\(desk.least)名；登记了回避的不能指派。", error: errors["inspectors"]),
        ]
        let model = PanelsModel(
            [
                Panel(
                    desk.lead.map { "\($0.source.title) \($0.number)" } ?? "不经抽取的检查",
                    note: "不经抽取，结果同样审核、公示，标明“\(DirectCheck.mark)”；不计入抽查次数和抽查指标。（依据条款 3.6.2、3.6.4）",
                    form: PanelForm(
                        "/assessment/checks", fields, button: "安排检查",
                        hidden: desk.lead.map { [("lead", String($0.id))] } ?? []))
            ], remarks: problem.map { [RemarkModel($0.message + ($0.remedy ?? ""), .danger)] } ?? [])
        return .page(
            Page(
                "shell/panels", title: "安排检查", stage: .assessment, model: model,
                trail: desk.lead.map {
                    LeadPages.trail($0.source == .alert) + [($0.number, "/assessment/leads/\($0.id)")]
                } ?? [("评价", "/assessment"), ("例外统计", "/assessment/exceptions")],
                status: problem == nil ? 200 : 422))
    }

    static func openCheck(_ call: Call) async throws -> Reply {
        do {
            let sent = call.form
            let lead = try sent.int("lead", "线索")
            let done = try await LeadChecks(call.house).open(
                DirectCheck.Draft(
                    ground: try sent.choice("ground", "检查情形", of: DirectCheck.Ground.self) ?? .other, lead: lead,
                    identifier: sent.text("identifier").uppercased(), items: sent.list("items"),
                    method: sent.text("method"), inspectors: try sent.ids("inspectors", "检查人员"),
                    basis: sent.text("basis")), by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "检查已安排，检查人员在“检查”中可以看到。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await checkForm(call, problem: problem)
        }
    }

    static func check(_ call: Call) async throws -> Reply { try await checkPage(call, problem: nil) }

    private static func checkPage(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        let seen = try await call.seen("visit/\(id)")
        let (check, visit, others, timeline) = try await call.house.storage.read { stores in
            guard let check = try stores.assessment.check(visit: id), let visit = try stores.inspections.visit(id: id)
            else { throw Problem.notFound("检查") }
            try actor.require(.assessmentRead, over: visit.region, department: visit.department, what: "检查")
            let today = call.house.clock.today
            return (
                check, visit,
                try stores.registry.inspectors(authority: visit.authority).filter { one in
                    one.isCertified(on: today) && !visit.officers.contains { $0.inspector == one.id }
                }, try stores.ledger.timeline(object: "visit/\(id)")
            )
        }
        let errors = problem?.fields ?? [:]
        var panels = [
            Panel(
                DirectCheck.mark,
                facts: FactsModel([
                    .init("状态", "", chip: InspectionChips.visit(visit.state)), .init("检查对象", check.subjectName),
                    .init("统一社会信用代码", check.subjectIdentifier, figures: true), .init("地区", check.regionName),
                    .init("检查情形", check.ground.title),
                    check.lead.map {
                        .init("依据", check.leadNumber ?? "", href: "/assessment/leads/\($0)", figures: true)
                    }
                        ?? .init("依据", check.basis),
                    .init("编号", check.campaignNumber, figures: true), .init("机关", check.authorityName),
                    .init("安排日期", check.openedOn.inWords, figures: true),
                    .init("检查人员", visit.officers.map(\.name).joined(separator: "、")),
                    actor.may(.inspectionRead)
                        ? .init("检查记录", "打开", href: "/inspection/visits/\(id)") : .init("检查记录", visit.state.title),
                ]))
        ]
        if actor.may(.planEdit), visit.state != .finished {
            panels.append(
                Panel(
                    "更换检查人员", note: "检查人员由机关指派，更换由安排检查的人员办理，写明理由。（依据条款 3.5.2）",
                    form: PanelForm(
                        "/assessment/checks/\(id)/officers",
                        [
                            FieldModel(
                                .select(visit.officers.map { OptionModel(String($0.inspector), $0.name) }), "leaving",
                                "换下"),
                            FieldModel(
                                .select(others.map { OptionModel(String($0.id), $0.name) }), "coming", "换上",
                                error: errors["inspectors"]),
                            FieldModel(
                                .text, "reason", "理由", value: call.form.text("reason"), error: errors["reason"],
                                maxlength: 200),
                        ], button: "更换", summary: "更换检查人员", hidden: [seen])))
        }
        return .page(
            Page(
                "shell/panels", title: "\(check.subjectName)：\(DirectCheck.mark)", stage: .assessment,
                model: PanelsModel(
                    panels, remarks: problem.map { [RemarkModel($0.message + ($0.remedy ?? ""), .danger)] } ?? [],
                    timeline: TimelineModel(timeline)),
                trail: check.lead.map {
                    [("评价", "/assessment"), (check.leadNumber ?? "线索", "/assessment/leads/\($0)")]
                }
                    ?? [("评价", "/assessment"), ("例外统计", "/assessment/exceptions")],
                status: problem == nil ? 200 : 422))
    }

    static func officers(_ call: Call) async throws -> Reply {
        do {
            let id = try call.id()
            guard let leaving = try call.form.int("leaving", "换下"), let coming = try call.form.int("coming", "换上")
            else {
                throw Fields.refusal("inspectors", "请选择换下和换上的人员。")
            }
            _ = try await LeadChecks(call.house).replace(
                visit: id, leaving: leaving, by: coming, reason: call.form.text("reason"), actor: try call.signedIn(),
                submission: try call.submissionKey(seeing: "visit/\(id)"))
            return .seeOther("/assessment/checks/\(id)", notice: "检查人员已更换。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await checkPage(call, problem: problem)
        }
    }
}

import Domain

/// The form that proposes a joint campaign from a joint item or a cross-department matter.
enum JointForm {
    static func new(_ call: Call) async throws -> Reply {
        let joint = call.query.optional("joint"), matter = call.query.optional("matter")
        var input = CampaignInput()
        let today = call.house.clock.today
        input.startsOn = today.description
        input.endsOn = Day(year: today.year, month: 12, day: 20)?.description ?? ""
        return .page(try await page(call, joint: joint, matter: matter, input, problem: nil))
    }

    static func propose(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let joint = call.form.optional("joint"), matter = call.form.optional("matter")
        var input = CampaignInput(call.form, call.house.reference)
        let listed = try await JointPlanning(call.house).invitable(actor, joint: joint).joint
        if let listed, input.items.isEmpty { input.items = listed.items }
        input.regions = [actor.region.text]
        do {
            var errors = FieldErrors()
            let draft = errors.take { try input.draft(year: call.house.clock.today.year) }
            let answerBy = errors.take { try answerDay(call.form) }
            let invited = errors.take { try call.form.ids("authorities", "邀请的部门") }
            try errors.check()
            guard let draft, let answerBy, let invited else { throw Problem.notFound("联合任务") }
            let id = try await JointPlanning(call.house).propose(
                actor,
                JointPlanning.Draft(
                    campaign: draft, basis: JointBasis(joint: joint, crossMatter: matter), invited: invited,
                    answerBy: answerBy, adjustment: call.form.optional("adjustment")), submission: call.submissionKey)
            return .seeOther("/plan/joint/\(id)", notice: "联合任务已列入计划，邀请已发出。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try await page(call, joint: joint, matter: matter, input, problem: problem))
        }
    }

    static func answerDay(_ form: Fields) throws -> Day {
        guard let day = try form.day("answer_by", "答复期限") else { throw Fields.refusal("answer_by", "请填写答复期限。") }
        return day
    }

    /// The usual last day for an answer, not after the plan is due while that lies ahead.
    static func usualDay(_ call: Call, _ region: RegionCode) throws -> Day {
        let today = call.house.clock.today
        let days = try call.house.law.book.value("joint.answer-within", on: today, in: region)
        let day = today.advanced(by: days)
        let due = try PlanDeadline.due(.joint, year: today.year, region: region, law: call.house.law.book)
        return today <= due ? min(day, due) : day
    }

    private static func page(
        _ call: Call, joint: String?, matter: String?, _ input: CampaignInput, problem: Problem?
    ) async throws -> Page {
        let actor = try call.signedIn()
        let planning = JointPlanning(call.house)
        let invitable = try await planning.invitable(actor, joint: joint)
        let errors = problem?.fields ?? [:]
        let sent = call.form
        let basis = invitable.joint?.matter ?? matter ?? ""
        let chosen = Set(sent.list("authorities"))
        let isNew = problem == nil
        var fields: [FieldModel] = [
            FieldModel(
                .text, "title", "任务名称", value: isNew ? basis + "联合抽查" : input.title, error: errors["title"],
                maxlength: 100)
        ]
        let given = invitable.joint?.items ?? []
        // A joint item names its items; a cross-department matter leaves the choice among all.
        let all = try await planning.matters(actor, year: call.house.clock.today.year).choices
        let options = all.filter { given.isEmpty || given.contains($0.code) }.map { item in
            OptionModel(
                item.code, item.matter, selected: (isNew ? given : input.items).contains(item.code),
                help: "\(item.code) · \(item.subjects)")
        }
        fields += [
            FieldModel(
                .checks(options), "items", "抽查事项", help: "抽查对象按这些事项确定；不由参加部门承担的事项只用来确定抽查谁。", error: errors["items"]),
            FieldModel(.day, "starts_on", "检查开始", value: input.startsOn, error: errors["starts_on"]),
            FieldModel(.day, "ends_on", "检查结束", value: input.endsOn, error: errors["ends_on"]),
            FieldModel(
                .select(Item.methodTitles.map { OptionModel($0, $0, selected: $0 == input.method) }), "method", "检查方式",
                error: errors["method"]),
            FieldModel(
                .select(
                    Campaign.Dispatch.allCases.map {
                        OptionModel($0.rawValue, $0.title, selected: $0.rawValue == input.dispatch)
                    }), "dispatch", "牵头部门选派方式", error: errors["dispatch"]),
        ]
        let bounds = try? RatioBounds(
            importance: [.general], law: call.house.law.book, on: call.house.clock.today, in: actor.region)
        for risk in RiskClass.allCases.sorted() {
            let name = RatioBounds.field(risk)
            fields.append(
                FieldModel(
                    .text, name, "\(risk.title)比例（%）或户数", value: input.ratios[risk] ?? "",
                    help: bounds?.bound(risk).map { "一般检查事项\($0.text)；不填不抽。" } ?? "不填不抽。", error: errors[name],
                    required: false, maxlength: 10))
        }
        fields.append(
            FieldModel(
                .checks(
                    invitable.authorities.map { one in
                        OptionModel(
                            String(one.authority.id), one.authority.name,
                            selected: isNew ? one.matter != nil : chosen.contains(String(one.authority.id)),
                            help: one.matter)
                    }), "authorities", "邀请的部门",
                help: invitable.absent.isEmpty
                    ? "对方同意后，每次上门都有对方的检查人员。" : "清单列出的\(invitable.absent.joined(separator: "、"))部门在本平台没有机关，请另行联系。",
                error: errors["authorities"], required: false))
        fields.append(
            FieldModel(
                .day, "answer_by", "答复期限",
                value: isNew ? try usualDay(call, actor.region).description : sent.text("answer_by"),
                help: "期限内没有答复的，视为不参加；期限前计划不能报备。", error: errors["answer_by"]))
        fields.append(
            FieldModel(
                .area, "adjustment", "调整理由", value: sent.text("adjustment"), help: "联合计划已经报备的，增加任务属于动态调整（2.3.15）。",
                error: errors["reason"], required: false, maxlength: 300))
        let model = PanelsModel(
            [
                Panel(
                    "任务", note: "任务列入本机关的年度联合抽查计划，区域为本辖区；列入后可在任务页面修改。",
                    form: PanelForm(
                        "/plan/joint", fields, button: "列入计划并邀请",
                        hidden: [("joint", joint), ("matter", matter)].compactMap { name, value in
                            value.map { (name, $0) }
                        }))
            ],
            remarks: problem.map { [RemarkModel($0.message + ($0.remedy ?? ""), .danger)] } ?? [])
        return Page(
            "shell/panels", title: "发起联合任务", stage: .plan, model: model,
            trail: [("计划", "/plan"), ("联合任务", "/plan/joint"), ("联查事项", "/plan/joint/matters")],
            status: problem == nil ? 200 : 422)
    }
}

import Domain

/// Keeping a subject by hand: add, change, close or reopen, move. Each form asks for the reason.
enum SubjectForms {
    /// One form for all of them: fields, a button, the way back.
    struct Model: Sendable {
        struct Hidden: Sendable {
            let name: String
            let value: String
        }

        let remark: RemarkModel?
        let action: String
        let hidden: [Hidden]
        let fields: [FieldModel]
        let button: String
        let back: String
    }

    enum Form: String, CaseIterable, Sendable {
        case edit, move, status

        var title: String {
            switch self {
            case .edit: "修改登记信息"
            case .move: "迁移管辖地区"
            case .status: "注销、吊销或恢复"
            }
        }
    }

    static func trail(_ id: Int64, _ name: String) -> [(title: String, href: String)] {
        [("两库", "/registry"), ("检查对象", "/registry/subjects"), (name, "/registry/subjects/\(id)")]
    }

    static func page(
        _ model: Model, title: String, trail: [(title: String, href: String)], problem: Problem?
    ) -> Reply {
        .page(
            Page(
                "registry/subject-form", title: title, stage: .registry, model: model, trail: trail,
                status: problem == nil ? 200 : 422))
    }

    static func reasonField(_ call: Call, _ problem: Problem?) -> FieldModel {
        FieldModel(
            .area, "reason", "理由或依据", value: call.form.text("reason"), help: "记入变更记录，如“企业申请变更，见登记档案”。",
            error: problem?.fields["reason"], maxlength: 300)
    }

    // MARK: New

    static func new(_ call: Call) async throws -> Reply { try await newPage(call, nil) }

    private static func newPage(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let choices = try await SubjectDossiers(call.house).choices(nil, for: try call.signedIn())
        let form = call.form
        let scheme = form.optional("scheme") ?? IdentifierScheme.uscc.rawValue
        let model = Model(
            remark: RemarkModel("经营主体请尽量随登记数据导入；这里用于学校、医院、工地等非经营主体和个别补录。"),
            action: "/registry/subjects", hidden: [],
            fields: [
                FieldModel(
                    .select(
                        IdentifierScheme.allCases.map {
                            OptionModel($0.rawValue, $0.title, selected: $0.rawValue == scheme)
                        }), "scheme", "编号类型", error: problem?.fields["scheme"]),
                FieldModel(
                    .text, "identifier", "编号", value: form.text("identifier"), help: "照证照填写；部门自编号在本部门内不得重复。",
                    error: problem?.fields["identifier"], maxlength: 60),
                FieldModel(
                    .select(
                        [OptionModel("", "按信用代码确定")]
                            + choices.types.filter { !$0.market }.map {
                                OptionModel($0.code, $0.name, selected: form.text("type") == $0.code)
                            }), "type", "主体类型", help: "没有统一社会信用代码的，请选择。", error: problem?.fields["type"],
                    required: false),
            ] + common(call, problem, nil, choices) + [
                FieldModel(
                    .select(
                        [OptionModel("", "请选择")]
                            + choices.regions.map {
                                OptionModel(
                                    $0.code.text, $0.name,
                                    selected: (form.optional("region") ?? singleRegion(choices)) == $0.code.text)
                            }), "region", "管辖地区", error: problem?.fields["region"]),
                reasonField(call, problem),
            ], button: "新增", back: "/registry/subjects")
        return page(
            model, title: "新增检查对象", trail: [("两库", "/registry"), ("检查对象", "/registry/subjects")],
            problem: problem)
    }

    private static func singleRegion(_ choices: SubjectDossiers.Choices) -> String? {
        choices.regions.count == 1 ? choices.regions.first?.code.text : nil
    }

    static func add(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            var errors = FieldErrors()
            let form = call.form
            let identifier = errors.take { try form.required("identifier", "编号", max: 60) }
            let scheme = errors.take { try form.choice("scheme", "编号类型", of: IdentifierScheme.self) } ?? nil
            _ = errors.take { try form.required("name", "名称") }
            _ = errors.take { try form.required("region", "管辖地区") }
            var statement = SubjectStatement(operation: .add, scheme: scheme, identifier: identifier ?? "")
            read(form, into: &statement, &errors)
            statement.region = form.optional("region")
            statement.type = form.optional("type")
            try errors.check()
            let done = try await SubjectKeeping(call.house).add(statement, by: actor, submission: call.submissionKey)
            return .seeOther(done.location, notice: "已新增。可以继续登记场所和许可证。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await newPage(call, problem)
        }
    }

    // MARK: Change, move, close

    static func show(_ call: Call, _ form: Form) async throws -> Reply { try await formPage(call, form, nil) }

    private static func formPage(_ call: Call, _ form: Form, _ problem: Problem?) async throws -> Reply {
        let id = try call.id()
        let choices = try await SubjectDossiers(call.house).choices(
            id, everywhere: form == .move, for: try call.signedIn())
        guard let profile = choices.profile else { throw Problem.notFound("检查对象") }
        var fields: [FieldModel] = []
        var remark: RemarkModel?
        switch form {
        case .edit: fields = common(call, problem, profile, choices)
        case .move:
            remark = RemarkModel("自生效之日起由迁入地管辖、抽取；迁出后本地不能再修改。晚于今天的日期到期自动生效，之前可以撤销。")
            let chosen = call.form.text("region")
            fields = [
                FieldModel(
                    .select(
                        [OptionModel("", "请选择")]
                            + choices.regions.filter { $0.code != profile.facts.region }.map {
                                OptionModel($0.code.text, $0.name, selected: $0.code.text == chosen)
                            }), "region", "迁入地区", error: problem?.fields["region"]),
                FieldModel(
                    .day, "effectiveOn", "生效日期",
                    value: call.form.optional("effectiveOn") ?? call.house.clock.today.description,
                    error: problem?.fields["effectiveOn"]),
            ]
        case .status:
            remark = RemarkModel(
                profile.status == .active ? "注销、吊销后不再进入抽取；已经抽中的检查照常进行。" : "恢复后重新进入抽取。", .attention)
            let options: [SubjectStatement.Operation] = profile.status == .active ? [.cancel, .revoke] : [.reopen]
            let chosen = call.form.optional("operation") ?? options.first?.rawValue
            fields = [
                FieldModel(
                    .radios(options.map { OptionModel($0.rawValue, $0.title, selected: $0.rawValue == chosen) }),
                    "operation", "办理", error: problem?.fields["operation"]),
                FieldModel(
                    .day, "effectiveOn", "日期",
                    value: call.form.optional("effectiveOn") ?? call.house.clock.today.description,
                    error: problem?.fields["effectiveOn"]),
            ]
        }
        let model = Model(
            remark: remark, action: "/registry/subjects/\(id)/\(form.rawValue)",
            hidden: [.init(name: "base", value: call.form.optional("base") ?? profile.changedAt.description)],
            fields: fields + [reasonField(call, problem)], button: form == .edit ? "保存" : "办理",
            back: "/registry/subjects/\(id)")
        return page(model, title: form.title, trail: trail(id, profile.name), problem: problem)
    }

    static func save(_ call: Call, _ form: Form) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        do {
            var errors = FieldErrors()
            var statement = SubjectStatement(operation: .change, identifier: "")
            statement.reason = errors.take { try call.form.required("reason", "理由或依据", max: 300) }
            switch form {
            case .edit:
                _ = errors.take { try call.form.required("name", "名称") }
                read(call.form, into: &statement, &errors)
                statement.station = statement.station ?? ""
            case .move:
                statement.operation = .move
                statement.region = errors.take { try call.form.required("region", "迁入地区") }
                statement.effectiveOn = errors.take { try call.form.day("effectiveOn", "生效日期") } ?? nil
            case .status:
                statement.effectiveOn = errors.take { try call.form.day("effectiveOn", "日期") } ?? nil
                if let chosen = errors.take({
                    try call.form.choice("operation", "办理", of: SubjectStatement.Operation.self)
                }), let chosen, [.cancel, .revoke, .reopen].contains(chosen) {
                    statement.operation = chosen
                } else {
                    errors.add("operation", "请选择要办理的事项。")
                }
            }
            try errors.check()
            let done = try await SubjectKeeping(call.house).change(
                id, statement, base: call.form.optional("base").flatMap { Moment($0) }, by: actor,
                submission: call.submissionKey)
            // Who moved a subject out of the own region cannot see it any more.
            let leaves =
                form == .move && statement.effectiveOn.map { $0 <= call.house.clock.today } ?? true
                && statement.region.flatMap { RegionCode($0) }.map { !actor.covers($0) } ?? false
            return leaves
                ? .seeOther("/registry/subjects", notice: "已迁出，由迁入地继续管辖。") : .seeOther(done.location, notice: "已保存。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await formPage(call, form, problem)
        }
    }

    static func cancelMove(_ call: Call) async throws -> Reply {
        guard let move = try call.form.int("move", "迁移") else { throw Received.malformed }
        let done = try await SubjectKeeping(call.house).cancelMove(
            move, subject: try call.id(), by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "迁移已撤销。")
    }

    // MARK: Fields

    /// The fields that a new subject and a known one share.
    private static func common(
        _ call: Call, _ problem: Problem?, _ held: SubjectProfile?, _ choices: SubjectDossiers.Choices
    ) -> [FieldModel] {
        let errors = problem?.fields ?? [:]
        func value(_ name: String, _ known: String?) -> String { call.form.raw(name) ?? known ?? "" }
        let station = call.form.raw("station") ?? choices.stations.first { $0.id == held?.station }?.code
        let scale = call.form.raw("scale") ?? held?.scale?.rawValue
        return [
            FieldModel(.text, "name", "名称", value: value("name", held?.name), error: errors["name"]),
            FieldModel(
                .text, "address", "地址", value: value("address", held?.facts.address), error: errors["address"],
                required: false, maxlength: 500),
            FieldModel(
                .area, "scope", "经营范围或业务范围", value: value("scope", held?.facts.scope),
                help: "业务标签按这里的内容重新识别。", error: errors["scope"], required: false, maxlength: 20_000),
            FieldModel(
                .text, "kind", "登记类型", value: value("kind", held?.facts.kind), error: errors["kind"], required: false),
            FieldModel(
                .text, "capital", "注册资金", value: value("capital", held?.facts.capital), error: errors["capital"],
                required: false),
            FieldModel(
                .day, "registeredOn", "成立日期", value: value("registeredOn", held?.facts.registeredOn?.description),
                error: errors["registeredOn"], required: false),
            FieldModel(
                .text, "industry", "行业代码", value: value("industry", held?.industry),
                help: "国民经济行业分类 GB/T 4754-2017，如 621 正餐服务。", error: errors["industry"], required: false,
                maxlength: 5),
            FieldModel(
                .select(
                    [OptionModel("", "未填写")]
                        + SubjectScale.allCases.map {
                            OptionModel($0.rawValue, $0.title, selected: $0.rawValue == scale)
                        }), "scale", "规模", error: errors["scale"], required: false),
            FieldModel(
                .select(
                    [OptionModel("", "未指定")]
                        + choices.stations.map { OptionModel($0.code, $0.name, selected: $0.code == station) }),
                "station", "管辖监管所", error: errors["station"], required: false),
        ]
    }

    private static func read(_ form: Fields, into statement: inout SubjectStatement, _ errors: inout FieldErrors) {
        statement.name = form.optional("name")
        statement.address = form.text("address")
        statement.scope = form.text("scope")
        statement.kind = form.text("kind")
        statement.capital = form.text("capital")
        statement.registeredOn = errors.take { try form.day("registeredOn", "成立日期") } ?? nil
        statement.industry = form.text("industry")
        statement.scale = form.text("scale")
        statement.station = form.optional("station")
        if statement.reason == nil { statement.reason = errors.take { try form.required("reason", "理由或依据", max: 300) } }
    }
}

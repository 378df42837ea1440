import Domain

/// Premises, licences and numbers of a subject: registering one, and ending it on a day.
enum SubjectPartForms {
    typealias Part = SubjectKeeping.Part

    static func show(_ call: Call, _ part: Part) async throws -> Reply { try await form(call, part, nil) }

    private static func form(_ call: Call, _ part: Part, _ problem: Problem?) async throws -> Reply {
        let id = try call.id()
        let choices = try await SubjectDossiers(call.house).choices(id, everywhere: true, for: try call.signedIn())
        guard let profile = choices.profile else { throw Problem.notFound("检查对象") }
        let errors = problem?.fields ?? [:]
        func text(_ name: String, _ label: String, help: String? = nil, required: Bool = true, max: Int = 100)
            -> FieldModel
        {
            FieldModel(
                .text, name, label, value: call.form.text(name), help: help, error: errors[name], required: required,
                maxlength: max)
        }
        func day(_ name: String, _ label: String, help: String? = nil) -> FieldModel {
            FieldModel(
                .day, name, label, value: call.form.text(name), help: help, error: errors[name], required: false)
        }
        let fields: [FieldModel]
        switch part {
        case .premises:
            let chosen = call.form.optional("region") ?? profile.facts.region.text
            fields = [
                text("name", "场所名称", help: "如“第二仓库”“东校区”。", required: false),
                text("usage", "用途", help: "如经营、仓储、生产、教学。", max: 40),
                text("address", "地址", max: 300),
                FieldModel(
                    .select(
                        choices.regions.map { OptionModel($0.code.text, $0.name, selected: $0.code.text == chosen) }),
                    "region", "所在地区", error: errors["region"]),
                day("from", "启用日期"), day("until", "停用日期", help: "在用的不填。"),
            ]
        case .licences:
            fields = [
                text("kind", "许可证名称", help: "如“食品经营许可证”。"),
                text("number", "许可证编号", help: "同名同号的视为换证，更新有效期。", max: 60),
                text("issuer", "发证机关", required: false), text("scope", "许可范围", required: false, max: 300),
                day("from", "有效期起"), day("until", "有效期止", help: "长期有效的不填。"),
            ]
        case .numbers:
            let chosen = call.form.text("scheme")
            fields = [
                FieldModel(
                    .select(
                        IdentifierScheme.allCases.map {
                            OptionModel($0.rawValue, $0.title, selected: $0.rawValue == chosen)
                        }), "scheme", "编号类型", error: errors["scheme"]),
                text("number", "编号", max: 60), text("issuer", "发放机关", required: false), day("from", "有效期起"),
                day("until", "有效期止"),
            ]
        }
        return SubjectForms.page(
            .init(
                remark: nil, action: "/registry/subjects/\(id)/\(part.rawValue)", hidden: [],
                fields: fields + [SubjectForms.reasonField(call, problem)], button: "登记",
                back: "/registry/subjects/\(id)"), title: title(part), trail: SubjectForms.trail(id, profile.name),
            problem: problem)
    }

    private static func title(_ part: Part) -> String {
        switch part {
        case .premises: "登记场所"
        case .licences: "登记许可证"
        case .numbers: "登记证照编号"
        }
    }

    static func save(_ call: Call, _ part: Part) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        do {
            let done = try await save(part, call.form, SubjectKeeping(call.house), id, actor, call.submissionKey)
            return .seeOther(done.location, notice: "已登记。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await form(call, part, problem)
        }
    }

    private static func save(
        _ part: Part, _ form: Fields, _ keeping: SubjectKeeping, _ id: Int64, _ actor: Actor, _ key: String?
    ) async throws -> SubmissionOutcome {
        var errors = FieldErrors()
        let reason = errors.take { try form.required("reason", "理由或依据", max: 300) }
        let from = errors.take { try form.day("from", "开始日期") } ?? nil
        let until = errors.take { try form.day("until", "结束日期") } ?? nil
        switch part {
        case .premises:
            let usage = errors.take { try form.required("usage", "用途", max: 40) }
            let address = errors.take { try form.required("address", "地址", max: 300) }
            let region = errors.take { () -> RegionCode in
                guard let region = try form.region("region", "所在地区") else {
                    throw Fields.refusal("region", "请选择所在地区。")
                }
                return region
            }
            try errors.check()
            guard let usage, let address, let region else { throw Received.malformed }
            return try await keeping.add(
                Premises(
                    id: 0, subject: id, name: form.text("name"), usage: usage, address: address, region: region,
                    from: from, until: until), reason: reason, by: actor, submission: key)
        case .licences:
            let kind = errors.take { try form.required("kind", "许可证名称", max: 100) }
            let number = errors.take { try form.required("number", "许可证编号", max: 60) }
            try errors.check()
            guard let kind, let number else { throw Received.malformed }
            return try await keeping.add(
                Licence(
                    id: 0, subject: id, kind: kind, number: number, issuer: form.text("issuer"),
                    scope: form.text("scope"), from: from, until: until, endedOn: nil), reason: reason, by: actor,
                submission: key)
        case .numbers:
            let scheme = errors.take { () -> IdentifierScheme in
                guard let scheme = try form.choice("scheme", "编号类型", of: IdentifierScheme.self) else {
                    throw Fields.refusal("scheme", "请选择编号类型。")
                }
                return scheme
            }
            let number = errors.take { try form.required("number", "编号", max: 60) }
            try errors.check()
            guard let scheme, let number else { throw Received.malformed }
            return try await keeping.add(
                OtherIdentifier(
                    id: 0, subject: id, scheme: scheme, number: number, issuer: form.text("issuer"), from: from,
                    until: until), reason: reason, by: actor, submission: key)
        }
    }

    // MARK: Ending

    static func ending(_ call: Call) async throws -> Reply {
        try await ending(call, part: call.query.text("part"), row: call.query.text("row"), nil)
    }

    private static func ending(_ call: Call, part: String, row: String, _ problem: Problem?) async throws -> Reply {
        let id = try call.id()
        let choices = try await SubjectDossiers(call.house).choices(id, for: try call.signedIn())
        guard let profile = choices.profile, let parts = choices.parts else { throw Problem.notFound("检查对象") }
        guard let part = Part(rawValue: part), let row = Int64(row), let what = named(part, row, parts) else {
            throw Problem(.invalid, "subject.part", "请从检查对象的页面选择要结束的内容。", remedy: "请返回后重新选择。")
        }
        return SubjectForms.page(
            .init(
                remark: RemarkModel("\(what)。结束后仍保留在档案里。"), action: "/registry/subjects/\(id)/end",
                hidden: [.init(name: "part", value: part.rawValue), .init(name: "row", value: String(row))],
                fields: [
                    FieldModel(
                        .day, "on", "最后一天", value: call.form.optional("on") ?? call.house.clock.today.description,
                        error: problem?.fields["on"]), SubjectForms.reasonField(call, problem),
                ], button: "结束", back: "/registry/subjects/\(id)"), title: "结束登记",
            trail: SubjectForms.trail(id, profile.name), problem: problem)
    }

    private static func named(_ part: Part, _ row: Int64, _ parts: SubjectParts) -> String? {
        switch part {
        case .premises: parts.premises.first { $0.id == row }.map { "场所：\($0.usage)，\($0.address)" }
        case .licences: parts.licences.first { $0.id == row }.map { "许可证：\($0.kind) \($0.number)" }
        case .numbers: parts.numbers.first { $0.id == row }.map { "证照编号：\($0.scheme.title) \($0.number)" }
        }
    }

    static func end(_ call: Call) async throws -> Reply {
        let form = call.form
        do {
            var errors = FieldErrors()
            let reason = errors.take { try form.required("reason", "理由或依据", max: 300) }
            let day = errors.take { () -> Day in
                guard let day = try form.day("on", "最后一天") else { throw Fields.refusal("on", "请填写最后一天。") }
                return day
            }
            try errors.check()
            guard let day, let part = Part(rawValue: form.text("part")), let row = Int64(form.text("row")) else {
                throw Received.malformed
            }
            let done = try await SubjectKeeping(call.house).end(
                part, id: row, subject: try call.id(), on: day, reason: reason, by: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther(done.location, notice: "已结束。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await ending(call, part: form.text("part"), row: form.text("row"), problem)
        }
    }
}

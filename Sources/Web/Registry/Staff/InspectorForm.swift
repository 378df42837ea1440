import Domain

/// `/registry/inspectors/new`, `/registry/inspectors/:id/edit`: one form for both.
enum InspectorForm {
    static func new(_ call: Call) async throws -> Reply { try await page(call, nil, problem: nil) }

    static func edit(_ call: Call) async throws -> Reply { try await page(call, try call.id(), problem: nil) }

    static func create(_ call: Call) async throws -> Reply { try await save(call, nil) }

    static func revise(_ call: Call) async throws -> Reply { try await save(call, try call.id()) }

    private static func save(_ call: Call, _ id: Int64?) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            let draft = try read(call.form, isNew: id == nil)
            let keeping = InspectorKeeping(call.house)
            let done =
                if let id {
                    try await keeping.revise(
                        draft, inspector: id, by: actor, submission: try call.submissionKey(seeing: "inspector/\(id)"))
                } else {
                    try await keeping.add(draft, by: actor, submission: call.submissionKey)
                }
            return .seeOther(done.location, notice: id == nil ? "已纳入名录库。" : "已保存。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await page(call, id, problem: problem)
        }
    }

    private static func read(_ form: Fields, isNew: Bool) throws -> InspectorKeeping.Draft {
        var errors = FieldErrors()
        let code = isNew ? errors.take { try form.required("code", "工号", max: 40) } : ""
        let name = errors.take { try form.required("name", "姓名", max: 50) }
        let authority = isNew ? errors.take { try form.int("authority", "机关") } ?? nil : 0
        if isNew, authority == nil { errors.add("authority", "请选择机关") }
        let station = errors.take { try form.int("station", "监管所") } ?? nil
        let capacity = errors.take { try form.int("capacity", "每次最多户数", in: 1...500) } ?? nil
        let number = errors.take { try form.optional("number", "执法证编号", max: 60) } ?? nil
        let kind = errors.take { try form.optional("certificate_kind", "证件类型", max: 30) } ?? nil
        let from = errors.take { try form.day("valid_from", "有效期起") } ?? nil
        let until = errors.take { try form.day("valid_until", "有效期止") } ?? nil
        if number != nil, from == nil { errors.add("valid_from", "登记了执法证就要填写有效期起") }
        if number != nil, until == nil { errors.add("valid_until", "登记了执法证就要填写有效期止") }
        try errors.check()
        var certificate: Inspector.Certificate?
        if let number, let from, let until {
            certificate = Inspector.Certificate(number: number, kind: kind ?? "行政执法证", from: from, until: until)
        }
        guard let code, let name, let authority else { throw Received.malformed }
        return InspectorKeeping.Draft(
            code: code, name: name, authority: authority, station: station, certificate: certificate,
            isAuxiliary: form.flag("auxiliary"), post: form.optional("post") ?? InspectorKeeping.posts[0],
            capacity: capacity.flatMap { Int(exactly: $0) } ?? 20,
            expertise: Set(form.list("expertise")).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    private static func page(_ call: Call, _ id: Int64?, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        try actor.require(.registryEdit)
        var old: Inspector?
        let seen = if let id { [try await call.seen("inspector/\(id)")] } else { [(String, String)]() }
        if let id { old = try await RegistryReading(call.house).inspector(id, for: actor).inspector }
        let house = call.house
        let place = old?.authority ?? actor.authority
        let (authorities, stations, tags) = try await house.storage.read { stores in
            (
                try stores.registry.authorities(within: actor.region).filter {
                    actor.covers($0.region, department: $0.department)
                }, try stores.registry.stations(authority: place), try TagSight(actor, stores.registry).tags
            )
        }
        let form = call.form, errors = problem?.fields ?? [:], isAgain = problem != nil
        func value(_ name: String, _ kept: String?) -> String { isAgain ? form.text(name) : kept ?? "" }
        func field(
            _ kind: FieldModel.Kind, _ name: String, _ label: String, _ kept: String?, help: String? = nil,
            required: Bool = true, most: Int = 60
        ) -> FieldModel {
            FieldModel(
                kind, name, label, value: value(name, kept), help: help, error: errors[name], required: required,
                maxlength: most)
        }
        func options(_ list: [(String, String)], _ chosen: String, empty: String? = nil) -> [OptionModel] {
            (empty.map { [OptionModel("", $0)] } ?? []) + list.map { OptionModel($0.0, $0.1, selected: $0.0 == chosen) }
        }
        let certificate = old?.certificate
        let post = value("post", old?.post)
        let known = InspectorKeeping.posts
        let posts = post.isEmpty || known.contains(post) ? known : [post] + known
        let expertise = isAgain ? Set(form.list("expertise")) : Set(old?.expertise ?? [])
        let isAuxiliary = isAgain ? form.flag("auxiliary") : old?.isAuxiliary ?? false
        var fields: [FieldModel] = []
        if old == nil {
            fields.append(field(.text, "code", "工号", nil, help: "本人在单位的编号，登记后不能修改。", most: 40))
        }
        fields.append(field(.text, "name", "姓名", old?.name, most: 50))
        if old == nil {
            fields.append(
                FieldModel(
                    .select(
                        options(
                            authorities.map { (String($0.id), $0.name) },
                            isAgain ? form.text("authority") : String(actor.authority))), "authority", "机关",
                    error: errors["authority"]))
        }
        fields += [
            FieldModel(
                .select(
                    options(
                        stations.map { (String($0.id), $0.name) }, value("station", old?.station.map { String($0) }),
                        empty: "局机关")), "station", "监管所", error: errors["station"], required: false),
            FieldModel(
                .checks([
                    OptionModel("1", "辅助人员", selected: isAuxiliary, help: "没有执法证的人员，不计入每次检查的两名持证人员")
                ]), "auxiliary", "身份", error: errors["auxiliary"], required: false),
            FieldModel(.select(options(posts.map { ($0, $0) }, post)), "post", "人员性质", error: errors["post"]),
            field(.text, "number", "执法证编号", certificate?.number, required: false),
            field(.text, "certificate_kind", "证件类型", certificate?.kind ?? "行政执法证", required: false, most: 30),
            field(.day, "valid_from", "有效期起", certificate?.from.description, required: false),
            field(.day, "valid_until", "有效期止", certificate?.until.description, required: false),
            field(
                .number, "capacity", "每次最多户数", old.map { String($0.capacity) } ?? "20", help: "一次抽取最多分给本人的户数。", most: 3),
            FieldModel(
                .checks(
                    tags.map { OptionModel($0.code, $0.name, selected: expertise.contains($0.code)) }), "expertise",
                "业务专长", help: "抽查这些事项时，优先选派一名有专长的人员。", error: errors["expertise"], required: false),
        ]
        let path = id.map { "/registry/inspectors/\($0)" } ?? "/registry/inspectors"
        let model = PanelsModel(
            [
                Panel(
                    old?.name ?? "新增人员", form: PanelForm(path, fields, button: id == nil ? "纳入名录库" : "保存", hidden: seen)
                )
            ],
            remarks: (problem.map { [RemarkModel($0.message, .danger)] } ?? [])
                + (id == nil
                    ? [] : [RemarkModel("调转、退休、离岗等请在人员页面登记变动，从生效日期起自动处理未完成的检查。", .information)]))
        return .page(
            Page(
                "registry/panels", title: id == nil ? "新增执法检查人员" : "修改\(old?.name ?? "")", stage: .registry,
                model: model,
                trail: [("两库", "/registry"), ("执法检查人员", "/registry/inspectors")], status: problem == nil ? 200 : 422))
    }
}

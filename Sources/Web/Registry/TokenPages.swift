import Domain

/// 接口密钥: issued and revoked by the administrator.
enum TokenPages {
    struct Row: Sendable {
        let name: String
        let department: String
        let region: String
        let issued: String
        let expires: String
        let used: String
        let status: ChipModel
        let revoke: String?
    }

    struct Model: Sendable {
        let head: TableHeadModel
        let rows: [Row]
        let hasRows: Bool
        let name: FieldModel
        let department: FieldModel
        let region: FieldModel
        let expires: FieldModel
    }

    struct IssuedModel: Sendable {
        let name: String
        let secret: String
    }

    static func list(_ call: Call) async throws -> Reply { try await page(call, nil) }

    private static func page(_ call: Call, _ problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let desk = try await DepartmentTokens(call.house).desk(for: actor)
        let names = Dictionary(desk.regions.map { ($0.code, $0.name) }) { first, _ in first }
        let today = call.house.clock.today
        let form = call.form, errors = problem?.fields ?? [:]
        let chosen = form.optional("region") ?? actor.region.text
        let model = Model(
            head: TableHeadModel(
                [
                    ("名称", nil, false), ("部门", nil, false), ("地区", nil, false), ("发放", nil, false),
                    ("有效至", nil, false), ("最近使用", nil, false), ("状态", nil, false), ("操作", nil, false),
                ], address: call.address),
            rows: desk.tokens.map { token in
                Row(
                    name: token.name, department: token.departmentName,
                    region: names[token.region] ?? token.region.text,
                    issued: "\(token.issuedAt.day.description) \(token.issuedBy)",
                    expires: token.expiresOn.description, used: token.usedAt?.onScreen ?? "未使用",
                    status: token.revokedAt != nil
                        ? ChipModel("已撤销", .neutral)
                        : token.isValid(on: today) ? ChipModel("有效", .success) : ChipModel("已过期", .attention),
                    revoke: token.isValid(on: today) ? "/system/tokens/\(token.id)/revoke" : nil)
            }, hasRows: !desk.tokens.isEmpty,
            name: FieldModel(
                .text, "name", "名称", value: form.text("name"), help: "如“市教育局学校信息系统”。", error: errors["name"],
                maxlength: 60),
            department: FieldModel(
                .select(
                    desk.departments.map {
                        OptionModel($0.code, $0.name, selected: $0.code == form.text("department"))
                    }), "department", "部门", help: "报送的内容以这个部门的名义记录。", error: errors["department"]),
            region: FieldModel(
                .select(desk.regions.map { OptionModel($0.code.text, $0.name, selected: $0.code.text == chosen) }),
                "region", "地区", help: "只能报送这个地区的检查对象。", error: errors["region"]),
            expires: FieldModel(
                .day, "expires", "有效至",
                value: form.optional("expires") ?? today.advanced(by: 180).description, help: "最长一年。",
                error: errors["expires"]))
        if let file = try await Exports(call).cells(
            "接口密钥", ["名称", "部门", "地区", "发放日期", "发放人", "有效至", "最近使用", "撤销"], whole: desk.tokens,
            { token in
                [
                    .text(token.name), .text(token.departmentName), .text(names[token.region] ?? token.region.text),
                    .day(token.issuedAt.day), .text(token.issuedBy), .day(token.expiresOn),
                    .text(token.usedAt?.onScreen), .text(token.revokedAt?.onScreen),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "registry/tokens", title: "接口密钥", stage: .system, model: model, trail: [("系统", "/system")],
                actions: [PageAction("接口说明", href: "/api/subjects.openapi.json")] + Exports.links(call),
                status: problem == nil ? 200 : 422))
    }

    static func issue(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            var errors = FieldErrors()
            let name = errors.take { try call.form.required("name", "名称", max: 60) }
            let department = errors.take { try call.form.required("department", "部门") }
            let region = errors.take { () -> RegionCode in
                guard let region = try call.form.region("region", "地区") else {
                    throw Fields.refusal("region", "请选择地区。")
                }
                return region
            }
            let expires = errors.take { () -> Day in
                guard let day = try call.form.day("expires", "有效至") else {
                    throw Fields.refusal("expires", "请填写有效期。")
                }
                return day
            }
            try errors.check()
            guard let name, let department, let region, let expires else { throw Received.malformed }
            let secret = try await DepartmentTokens(call.house).issue(
                .init(name: name, department: department, region: region, expiresOn: expires), by: actor,
                submission: call.submissionKey)
            return .page(
                Page(
                    "registry/token-issued", title: "密钥已发放", stage: .system,
                    model: IssuedModel(name: name, secret: secret),
                    trail: [("系统", "/system"), ("接口密钥", "/system/tokens")]))
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await page(call, problem)
        }
    }

    static func revoke(_ call: Call) async throws -> Reply {
        let done = try await DepartmentTokens(call.house).revoke(
            try call.id(), by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "密钥已撤销，立即失效。")
    }
}

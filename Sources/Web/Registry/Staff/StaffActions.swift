import Domain

/// What the forms on an inspector's page do.
enum StaffActions {
    /// Shows the page again with the errors of a form.
    private static func again(_ call: Call, _ work: () async throws -> Reply) async throws -> Reply {
        do {
            return try await work()
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await InspectorPages.page(call, problem: problem)
        }
    }

    static func day(_ form: Fields, _ name: String, _ label: String) throws -> Day {
        guard let day = try form.day(name, label) else { throw Fields.refusal(name, "请填写\(label)。") }
        return day
    }

    static func move(_ call: Call) async throws -> Reply {
        try await again(call) {
            let form = call.form
            var errors = FieldErrors()
            let kind = errors.take { () -> StaffMove.Kind in
                guard let kind = try form.choice("move_kind", "变动", of: StaffMove.Kind.self) else {
                    throw Fields.refusal("move_kind", "请选择变动。")
                }
                return kind
            }
            let on = errors.take { try day(form, "move_on", "生效日期") }
            let authority = errors.take { try form.int("move_authority", "调入机关") } ?? nil
            let station = errors.take { try form.int("move_station", "监管所") } ?? nil
            try errors.check()
            guard let kind, let on else { throw Received.malformed }
            let isTransfer = kind == .transfer
            let house = call.house
            let id = try call.id()
            // Within the own authority only the station changes.
            let own = try await RegistryReading(house).inspector(id, for: try call.signedIn()).inspector.authority
            let to = authority ?? (station == nil ? nil : own)
            let done = try await Moving(house).register(
                Moving.Draft(
                    kind: kind, effectiveOn: on, toAuthority: isTransfer ? to : nil,
                    toStation: isTransfer && to == own ? station : nil, post: form.text("move_post"),
                    document: form.text("move_document"), note: form.text("move_note")), inspector: id,
                by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(
                done.location,
                notice: on <= house.clock.today
                    ? "\(kind.title)已生效；未完成的检查已申请换人，见动态管理。" : "\(kind.title)已登记，自\(on.inWords)起生效。")
        }
    }

    static func cancelMove(_ call: Call) async throws -> Reply {
        guard let move = try call.form.int("move", "变动") else { throw Received.malformed }
        let done = try await Moving(call.house).cancel(
            move, inspector: try call.id(), by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "变动已撤销。")
    }

    static func qualification(_ call: Call) async throws -> Reply {
        try await again(call) {
            let form = call.form
            var errors = FieldErrors()
            let kind = errors.take { try form.required("qual_kind", "资质名称", max: 40) }
            let number = errors.take { try form.required("qual_number", "编号", max: 60) }
            let from = errors.take { try day(form, "qual_from", "有效期起") }
            let until = errors.take { try form.day("qual_until", "有效期止") } ?? nil
            try errors.check()
            guard let kind, let number, let from else { throw Received.malformed }
            let done = try await InspectorKeeping(call.house).addQualification(
                kind: kind, number: number, from: from, until: until, inspector: try call.id(),
                by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "资质已登记。")
        }
    }

    static func endQualification(_ call: Call) async throws -> Reply {
        guard let one = try call.form.int("qualification", "资质") else { throw Received.malformed }
        let done = try await InspectorKeeping(call.house).endQualification(
            one, inspector: try call.id(), by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "资质已注销，记录保留。")
    }

    static func personal(_ call: Call) async throws -> Reply {
        try await again(call) {
            var values: [PersonalKind: String] = [:]
            for kind in [PersonalKind.identity, .phone] {
                if let text = try call.form.optional("personal_\(kind.rawValue)", kind.title, max: 30) {
                    values[kind] = text
                }
            }
            let done = try await PersonalData(call.house).set(
                values, inspector: try call.id(), by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "已加密保存。")
        }
    }

    /// The one page that shows a number in full. It is an answer to a form, so that its address shows nothing.
    static func reveal(_ call: Call) async throws -> Reply {
        try await again(call) {
            let actor = try call.signedIn()
            let id = try call.id()
            guard let kind = try call.form.choice("reveal_kind", "号码", of: PersonalKind.self), kind != .relative else {
                throw Fields.refusal("reveal_kind", "请选择号码。")
            }
            let reason = try call.form.required("reveal_reason", "理由", max: 200)
            let value = try await PersonalData(call.house).reveal(kind, inspector: id, reason: reason, by: actor)
            let inspector = try await RegistryReading(call.house).inspector(id, for: actor).inspector
            let model = PanelsModel(
                [
                    Panel(
                        kind.title,
                        facts: FactsModel([
                            .init("姓名", inspector.name), .init(kind.title, value, figures: true), .init("理由", reason),
                        ]))
                ], remarks: [RemarkModel("这次查看已经留存。请勿截图、转发，离开前关闭本页。", .attention)])
            return .page(
                Page(
                    "registry/panels", title: "完整\(kind.title)", stage: .registry, model: model,
                    trail: [
                        ("两库", "/registry"), ("执法检查人员", "/registry/inspectors"),
                        (inspector.name, "/registry/inspectors/\(id)"),
                    ]))
        }
    }

    static func find(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            let found = try await PersonalData(call.house).find(identity: call.form.text("identity"), for: actor)
            guard let found else {
                return .seeOther("/registry/inspectors", notice: "名录库中没有这个身份证号，或不在您的管辖范围内。")
            }
            return .seeOther("/registry/inspectors/\(found)")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .seeOther("/registry/inspectors", notice: problem.message)
        }
    }

    // MARK: Who looked

    static func accesses(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let listing = try await PersonalData(call.house).accesses(slice: call.slice, for: actor)
        let mayOpen = actor.may(.registryRead)
        let model = PanelsModel([
            Panel(
                "查看记录", note: "谁在什么时候、因为什么查看了哪位人员的完整号码。记录不能修改，号码本身不在记录里。",
                table: PanelTable(
                    "查看记录", ["时间", "查看人", "人员", "机关", "号码", "理由"],
                    listing.rows.map { row in
                        [
                            .figures(row.at.onScreen), PanelCell(row.accountName),
                            .head(row.inspectorName, href: mayOpen ? "/registry/inspectors/\(row.inspector)" : nil),
                            PanelCell(row.authorityName), PanelCell(row.kind.title), PanelCell(row.reason),
                        ]
                    }), none: "还没有人查看过完整号码。", paging: PagingModel(listing, address: call.address))
        ])
        if let file = try await Exports(call).cells(
            "个人信息查看记录", personal: "accesses", ["时间", "查看人", "人员", "机关", "号码", "理由"],
            rows: { try await PersonalData(call.house).accesses(slice: $0, for: actor) },
            { one in
                [
                    .text(one.at.onScreen), .text(one.accountName), .text(one.inspectorName), .text(one.authorityName),
                    .text(one.kind.title), .text(one.reason),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "registry/panels", title: "个人信息查看记录", stage: .system, model: model, trail: [("系统", "/system")],
                actions: Exports.links(call)))
    }

    // MARK: 动态管理

    static func moves(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let overview = try await Moving(call.house).overview(slice: call.slice, for: actor)
        let waiting = overview.waiting
        func row(_ move: StaffMove) -> [PanelCell] {
            [
                .head(move.inspectorName, href: "/registry/inspectors/\(move.inspector)"), PanelCell(move.kind.title),
                .day(move.effectiveOn), PanelCell(StaffRows.destination(move)), PanelCell(move.accountName ?? "导入"),
                StaffRows.state(move),
            ]
        }
        let titles = ["人员", "变动", "生效日期", "去向", "登记人", "状态"]
        let mayDraw = actor.may(.drawRun)
        let model = PanelsModel(
            [
                Panel(
                    "待生效", note: "到生效日期自动生效；服务停过的，启动时补上。（依据条款 2.2.9）",
                    table: PanelTable("待生效的变动", titles, overview.pending.rows.map(row)), none: "没有待生效的变动。"),
                Panel(
                    "因变动、回避空出的检查", note: "每件都转为换人申请，由承办机关的抽取人员处理；待人工处理的写明原因和办法。",
                    table: PanelTable(
                        "空出的检查", ["检查对象", "处理", "退出人员", "说明", "承办机关", "时间"],
                        overview.visits.rows.map { one in
                            [
                                .head(
                                    one.subjectName,
                                    href: mayDraw && one.state != .settled
                                        ? "/inspection/visits/\(one.visit)/vacancy?inspectors=\(one.inspector)&reason=transfer"
                                        : nil),
                                .chip(
                                    one.state.title,
                                    one.state == .waiting ? .attention : one.state == .asked ? .information : .success),
                                PanelCell(one.inspectorName, href: "/registry/inspectors/\(one.inspector)"),
                                PanelCell(one.state == .settled ? "" : one.why), PanelCell(one.authorityName),
                                .figures(one.at.onScreen),
                            ]
                        }), none: "没有因变动或回避空出的检查。"),
                Panel(
                    "已生效", table: PanelTable("已生效的变动", titles, overview.applied.rows.map(row)), none: "没有已生效的变动。",
                    paging: PagingModel(overview.applied, address: call.address)),
            ],
            remarks: overview.roll.map {
                [RemarkModel("最近一次核对：\($0.at.onScreen)，此后每15分钟核对一次。", .information)]
            } ?? [RemarkModel("还没有核对过；网站服务启动后自动核对。", .attention)],
            tiles: [
                TileModel("待生效变动", Figures.grouped(overview.pending.total), unit: "项", href: "/registry/moves"),
                TileModel(
                    "待人工处理", Figures.grouped(waiting), unit: "户", href: "/registry/moves",
                    meaning: waiting > 0 ? .attention : .neutral),
            ])
        // The file begins with what waits, as the page does.
        if let file = try await Exports(call).cells(
            "人员动态管理", personal: "moves", ["人员", "变动", "生效日期", "去向", "登记人", "状态"],
            rows: { slice in
                let found = try await Moving(call.house).overview(slice: slice, for: actor)
                return Listing(
                    rows: (slice.page == 1 ? found.pending.rows : []) + found.applied.rows, total: found.applied.total,
                    slice: slice)
            },
            { one in
                [
                    .text(one.inspectorName), .text(one.kind.title), .day(one.effectiveOn),
                    .text(StaffRows.destination(one)), .text(one.accountName ?? "导入"),
                    .text(StaffRows.state(one).chip?.word),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "registry/panels", title: "人员动态管理", stage: .registry, model: model, trail: [("两库", "/registry")],
                primary: mayDraw ? PageAction("处理换人申请", href: "/draw/vacancies", icon: "arrow") : nil,
                actions: Exports.links(call)))
    }
}

import Domain

/// 跨区域联合 (5.4.1): alliances, their members, and what is shared for a campaign.
enum AlliancePages {
    private static let trail = [("两库", "/registry"), ("跨区域联合", "/registry/alliances")]

    private static func chip(_ alliance: Alliance, _ today: Day) -> PanelCell {
        .chip(
            alliance.word(on: today),
            alliance.isInForce(on: today)
                ? .success : alliance.endedAt != nil || alliance.ends < today ? .neutral : .attention)
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let alliances = try await Allying(call.house).list(for: actor)
        let today = call.house.clock.today
        let model = PanelsModel([
            Panel(
                "联合", note: "成员地区为指定的任务互相查看检查对象和执法检查人员，并可书面委托对方匹配检查。（依据条款 5.4.1）",
                table: PanelTable(
                    "联合列表", ["名称", "成员", "文件", "自", "至", "状态"],
                    alliances.map { one in
                        [
                            .head(one.name, href: "/registry/alliances/\(one.id)"),
                            PanelCell(one.members.map(\.name).joined(separator: "、")), .code(one.document),
                            .day(one.starts), .day(one.ends), chip(one, today),
                        ]
                    }), none: "没有与您有关的联合。")
        ])
        if let file = try await Exports(call).cells(
            "跨区域联合", ["名称", "成员", "文件", "自", "至", "状态"], whole: alliances,
            { one in
                [
                    .text(one.name), .text(one.members.map(\.name).joined(separator: "、")), .text(one.document),
                    .day(one.starts), .day(one.ends), .text(chip(one, today).chip?.word),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "registry/panels", title: "跨区域联合", stage: .registry, model: model, trail: [("两库", "/registry")],
                primary: actor.may(.registryEdit)
                    ? PageAction("发起联合", href: "/registry/alliances/new", icon: "plus") : nil,
                actions: Exports.links(call)))
    }

    static func new(_ call: Call) async throws -> Reply { try await form(call, problem: nil) }

    private static func form(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let sent = call.form, errors = problem?.fields ?? [:]
        let top = try call.house.book().resolver.provinceCode
        // Allies stand on one level: the actor's own, cities for the province.
        let level: RegionCode.Level = actor.region.level == .province ? .city : actor.region.level
        let regions = try await call.house.storage.read { stores in
            try stores.registry.regions(within: top).filter { $0.code.level == level }
        }
        let chosen = Set(sent.list("regions"))
        let model = PanelsModel(
            [
                Panel(
                    "发起联合",
                    form: PanelForm(
                        "/registry/alliances",
                        [
                            FieldModel(
                                .text, "name", "名称", value: sent.text("name"), error: errors["name"], maxlength: 60),
                            FieldModel(
                                .text, "document", "合作文件编号", value: sent.text("document"), error: errors["document"],
                                maxlength: 80),
                            FieldModel(
                                .text, "hash", "文件的SHA-256", value: sent.text("hash"), help: "合作文件的电子版，用于日后核对。",
                                error: errors["hash"], required: false, maxlength: 64),
                            FieldModel(.day, "starts", "自", value: sent.text("starts"), error: errors["starts"]),
                            FieldModel(.day, "ends", "至", value: sent.text("ends"), error: errors["ends"]),
                            FieldModel(
                                .checks(
                                    regions.map {
                                        OptionModel(
                                            $0.code.text, $0.name,
                                            selected: chosen.contains($0.code.text) || $0.code == actor.region)
                                    }), "regions", "成员地区", help: "其他成员各自确认后生效。", error: errors["regions"]),
                        ], button: "发起"))
            ], remarks: problem.map { [RemarkModel($0.message, .danger)] } ?? [])
        return .page(
            Page(
                "registry/panels", title: "发起跨区域联合", stage: .registry, model: model, trail: trail,
                status: problem == nil ? 200 : 422))
    }

    static func propose(_ call: Call) async throws -> Reply {
        do {
            let sent = call.form
            var errors = FieldErrors()
            let starts = errors.take { try StaffActions.day(sent, "starts", "开始日期") }
            let ends = errors.take { try StaffActions.day(sent, "ends", "结束日期") }
            try errors.check()
            guard let starts, let ends else { throw Received.malformed }
            let done = try await Allying(call.house).propose(
                name: sent.text("name"), document: sent.text("document"), hash: sent.text("hash").lowercased(),
                starts: starts, ends: ends, regions: sent.list("regions").compactMap(RegionCode.init),
                by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "联合已发起，等待其他成员确认。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await form(call, problem: problem)
        }
    }

    // MARK: One alliance

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    private static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let dossier = try await Allying(call.house).dossier(try call.id(), for: actor)
        let alliance = dossier.alliance
        let today = call.house.clock.today
        let path = "/registry/alliances/\(alliance.id)"
        let own = alliance.member(of: actor)
        let mayAct = actor.may(.registryEdit) && own?.region == actor.region
        let isInForce = alliance.isInForce(on: today)
        let members = alliance.members.map { member in
            [
                PanelCell.head(member.name),
                member.confirmedAt == nil ? .chip("待确认", .attention) : .chip("已确认", .success),
                .figures(member.confirmedAt?.onScreen ?? "—"),
                PanelCell(
                    "",
                    actions: mayAct && member.confirmedAt == nil && member.region == actor.region
                        ? [PanelAction("确认加入", "\(path)/confirm")] : []),
            ]
        }
        let share: PanelForm? =
            mayAct && isInForce && !dossier.own.isEmpty
            ? PanelForm(
                "\(path)/campaigns",
                [
                    FieldModel(
                        .select(dossier.own.map { OptionModel(String($0.id), $0.title) }), "campaign", "本机关的任务",
                        help: "各成员可为这项任务互相查看两库。", error: problem?.fields["campaign"])
                ], button: "共享两库", summary: "为一项任务共享两库") : nil
        var panels = [
            Panel(
                "基本信息",
                facts: FactsModel([
                    .init("文件", alliance.document, figures: true),
                    .init("SHA-256", alliance.documentHash.isEmpty ? "—" : alliance.documentHash, figures: true),
                    .init("期间", "\(alliance.starts.description) 至 \(alliance.ends.description)", figures: true),
                    .init(
                        "状态", "",
                        chip: ChipModel(alliance.word(on: today), isInForce ? .success : .attention)),
                ])),
            Panel("成员地区", table: PanelTable("成员地区", ["地区", "状态", "确认时间", ".操作"], members)),
            Panel(
                "联合任务", note: "只有列在这里的任务，成员之间才能互相查看两库；不含风险分类和个人信息。",
                table: PanelTable(
                    "联合任务", ["任务", "机关", "起", "止"],
                    dossier.shared.map { one in
                        [
                            .head(
                                one.title,
                                href: (own != nil || actor.region.level == .province) && isInForce
                                    ? "\(path)/campaigns/\(one.id)" : nil),
                            PanelCell(one.authorityName), .day(one.startsOn), .day(one.endsOn),
                        ]
                    }), none: "还没有为任务共享两库。", form: share),
        ]
        if !dossier.neighbours.isEmpty, isInForce {
            panels.append(
                Panel(
                    "请成员匹配检查", note: "书面委托对方后，任务的选派方式设为“委托就近区域”，抽中的检查由对方的执法检查人员随机匹配。（依据条款 3.1.3）",
                    table: PanelTable(
                        "可委托的机关", ["机关", ".操作"],
                        dossier.neighbours.map { one in
                            [
                                .head(one.name),
                                PanelCell(
                                    actor.may(.drawRun) ? "书面委托" : "由抽取人员办理",
                                    href: actor.may(.drawRun) ? "/draw/delegations/new" : nil),
                            ]
                        })))
        }
        if actor.may(.registryEdit), alliance.endedAt == nil, mayAct || actor.region.level == .province {
            panels.append(
                Panel("终止", form: PanelForm("\(path)/end", [], button: "终止联合", summary: "终止后名录不再共享，记录保留")))
        }
        let model = PanelsModel(
            panels, remarks: problem.map { [RemarkModel($0.message, .danger)] } ?? [],
            timeline: TimelineModel(dossier.timeline))
        return .page(
            Page(
                "registry/panels", title: alliance.name, stage: .registry, model: model, trail: trail,
                status: problem == nil ? 200 : 422))
    }

    static func confirm(_ call: Call) async throws -> Reply {
        let done = try await Allying(call.house).confirm(
            try call.id(), by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "已确认加入。")
    }

    static func end(_ call: Call) async throws -> Reply {
        let done = try await Allying(call.house).end(
            try call.id(), by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "联合已终止。")
    }

    static func share(_ call: Call) async throws -> Reply {
        do {
            guard let campaign = try call.form.int("campaign", "任务") else {
                throw Fields.refusal("campaign", "请选择任务。")
            }
            let done = try await Allying(call.house).share(
                try call.id(), campaign: campaign, by: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "已为这项任务共享两库。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await page(call, problem: problem)
        }
    }

    // MARK: What is shared

    static func shared(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id(), campaign = try call.id("campaign")
        let people = Slice(page: Int(call.query.text("people")) ?? 1)
        let shared = try await Allying(call.house).shared(
            id, campaign: campaign, region: try call.query.region("region", "地区"), inspectors: people,
            subjects: call.slice, for: actor)
        let today = call.house.clock.today
        let here = Address("/registry/alliances/\(id)/campaigns/\(campaign)")
        let model = PanelsModel(
            [
                Panel(
                    "\(shared.region.name)的执法检查人员",
                    note: "证件有效的人员，共\(Figures.grouped(shared.inspectors.total))人。",
                    table: PanelTable(
                        "执法检查人员", ["姓名", "机关", "监管所", "执法证", "专长"],
                        shared.inspectors.rows.map { one in
                            [
                                .head(one.name), PanelCell(one.authorityName), PanelCell(one.stationName ?? "—"),
                                PanelCell("", chip: InspectorPages.chip(one, today)),
                                PanelCell(SubjectPages.shortened(one.expertise.map { shared.tagNames[$0] ?? $0 })),
                            ]
                        }), none: "没有证件有效的人员。"),
                Panel(
                    "\(shared.region.name)的检查对象",
                    note:
                        "任务的抽查事项（\(shared.items.joined(separator: "、"))）涉及的对象，共\(Figures.grouped(shared.subjects.total))户。",
                    table: PanelTable(
                        "检查对象", ["名称", "统一社会信用代码", "地址"],
                        shared.subjects.rows.map { one in
                            [
                                .head(one.name), .code(IdentifierScheme.shown(one.identifier)),
                                PanelCell(one.facts.address),
                            ]
                        }), none: "没有涉及的对象。", paging: PagingModel(shared.subjects, address: call.address)),
            ],
            tabs: TabsModel(
                shared.alliance.members.map {
                    .init(
                        $0.name, href: here.with("region", $0.region.text).text,
                        current: $0.region == shared.region.region)
                }, label: "按成员地区查看"))
        let region = shared.region.region
        if let file = try await Exports(call).cells(
            "联合任务检查对象", personal: "allied", ["名称", "统一社会信用代码", "地址"],
            filters: ["任务：\(shared.campaign.title)", "地区：\(shared.region.name)"],
            rows: {
                try await Allying(call.house).shared(
                    id, campaign: campaign, region: region, inspectors: people, subjects: $0, for: actor
                ).subjects
            },
            { [.text($0.name), .text($0.identifier), .text($0.facts.address)] })
        {
            return file
        }
        return .page(
            Page(
                "registry/panels", title: shared.campaign.title, stage: .registry, model: model,
                trail: trail + [(shared.alliance.name, "/registry/alliances/\(id)")], actions: Exports.links(call)))
    }
}

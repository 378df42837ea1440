import Domain

/// 执法检查人员名录: list with certificates, one person, recusals.
enum InspectorPages {
    struct ListModel: Sendable {
        let tabs: TabsModel
        let filter: FilterModel
        let head: TableHeadModel
        let rows: [Row]
        let empty: EmptyModel?
        let paging: PagingModel
        /// By identity number, for who may see one.
        let find: PanelForm?
    }

    struct Row: Sendable {
        let name: String
        let href: String
        let code: String
        let authority: String
        let station: String
        let certificate: ChipModel
        let until: String
        let expertise: String
        let recusals: String
        let post: String
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let query = call.query
        let today = call.house.clock.today
        var filter = InspectorFilter(
            region: actor.region, department: actor.department, on: today, soonDays: RegistryReading.soonDays)
        filter.text = try query.optional("q", "姓名或工号", max: 60) ?? ""
        filter.authority = try query.int("authority", "机关")
        filter.certificate = try query.choice("certificate", "证件状态", of: CertificateState.self)
        let (listing, authorities, tagNames) = try await RegistryReading(call.house).inspectors(
            filter, slice: call.slice, for: actor)
        let here = Address(call.address).with("page", nil)
        let isFiltered = call.address.contains("?")
        let model = ListModel(
            tabs: TabsModel(
                [TabsModel.Tab("全部", href: here.with("certificate", nil).text, current: filter.certificate == nil)]
                    + CertificateState.allCases.map {
                        TabsModel.Tab(
                            $0.title, href: here.with("certificate", $0.rawValue).text,
                            current: filter.certificate == $0)
                    }, label: "按执法证状态查看"),
            filter: FilterModel(
                action: "/registry/inspectors",
                [
                    .text("q", "姓名、工号或证号", value: filter.text),
                    .select(
                        "authority", "机关",
                        SubjectPages.options(
                            authorities.map { (String($0.id), $0.name) },
                            chosen: filter.authority.map { [String($0)] } ?? [], all: "全部机关")),
                    .select(
                        "certificate", "执法证",
                        SubjectPages.options(
                            CertificateState.allCases.map { ($0.rawValue, $0.title) },
                            chosen: filter.certificate.map { [$0.rawValue] } ?? [], all: "全部状态")),
                ], found: "\(Figures.grouped(listing.total)) 人", clearHref: isFiltered ? "/registry/inspectors" : nil),
            head: TableHeadModel(
                [
                    ("姓名", nil, false), ("工号", nil, false), ("机关", nil, false), ("监管所", nil, false),
                    ("执法证", nil, false), ("有效期止", nil, false), ("专长", nil, false), ("回避", nil, true),
                    ("人员性质", nil, false),
                ], address: call.address),
            rows: listing.rows.map { row($0, today, tagNames) },
            empty: listing.rows.isEmpty
                ? isFiltered
                    ? EmptyModel(
                        "没有符合条件的人员", why: "可以减少条件后再看。", action: LinkModel("清除条件", href: "/registry/inspectors"))
                    : EmptyModel(
                        "还没有执法检查人员", why: "匹配检查人员以本名录为准，请先导入。",
                        action: actor.may(.registryEdit)
                            ? LinkModel("导入名录", href: "/registry/imports/new?kind=inspectors") : nil)
                : nil,
            paging: PagingModel(listing, address: call.address),
            find: actor.may(.personalRead)
                ? PanelForm(
                    "/registry/inspectors/find",
                    [
                        FieldModel(
                            .text, "identity", "身份证号", help: "号码加密保存，只能按完整号码查找；所填号码不进入网址和日志。", maxlength: 18)
                    ], button: "查找", summary: "按身份证号查找") : nil)
        let wanted = filter
        if let file = try await Exports(call).list(
            RegistryTables.inspectors(today, tagNames), filters: model.filter.words,
            rows: { try await RegistryReading(call.house).inspectors(wanted, slice: $0, for: actor).listing })
        {
            return file
        }
        return .page(
            Page(
                "registry/inspectors", title: "执法检查人员", stage: .registry, model: model,
                trail: [("两库", "/registry")],
                primary: actor.may(.registryEdit)
                    ? PageAction("新增人员", href: "/registry/inspectors/new", icon: "plus") : nil,
                actions: [
                    PageAction("持证人员入库", href: "/registry/certificates"), PageAction("动态管理", href: "/registry/moves"),
                ]
                    + (actor.may(.registryEdit)
                        ? [PageAction("导入名录", href: "/registry/imports/new?kind=inspectors", icon: "upload")] : [])
                    + Exports.links(call)))
    }

    private static func row(_ inspector: Inspector, _ today: Day, _ tagNames: [String: String]) -> Row {
        let current = inspector.recusals.count { ($0.until.map { today <= $0 } ?? true) && $0.from <= today }
        return Row(
            name: inspector.name, href: "/registry/inspectors/\(inspector.id)", code: inspector.code,
            authority: inspector.authorityName, station: inspector.stationName ?? "—",
            certificate: chip(inspector, today), until: inspector.certificate?.until.description ?? "—",
            expertise: SubjectPages.shortened(inspector.expertise.map { tagNames[$0] ?? $0 }),
            recusals: String(current), post: inspector.post + (inspector.isAuxiliary ? "（辅助）" : ""))
    }

    static func chip(_ inspector: Inspector, _ today: Day) -> ChipModel {
        if inspector.isAuxiliary { return ChipModel("辅助人员", .neutral) }
        let state = inspector.certificateState(on: today, soonDays: RegistryReading.soonDays)
        switch state {
        case .valid: return ChipModel(state.title, .success)
        case .expiring: return ChipModel(state.title, .attention)
        case .expired, .missing: return ChipModel(state.title, .danger)
        }
    }

    // MARK: One person

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let dossier = try await RegistryReading(call.house).inspector(try call.id(), for: actor)
        let inspector = dossier.inspector
        let staff = try await Moving(call.house).dossier(inspector, for: actor)
        let personal = try await PersonalData(call.house).masked(inspector: inspector.id, for: actor)
        let today = call.house.clock.today
        let mayEdit = actor.may(.registryEdit)
        let forms = InspectorForms(
            inspector: inspector, staff: staff, today: today, form: call.form, errors: problem?.fields ?? [:])
        var remarks: [RemarkModel] = []
        if let next = staff.moves.last(where: { $0.state == .pending }) {
            remarks.append(
                RemarkModel(
                    "已登记\(next.kind.title)，自\(next.effectiveOn.inWords)起生效；届时未完成的检查自动申请换人。", .information))
        }
        if inspector.status == .left {
            remarks.append(RemarkModel("已离岗，不参加匹配。其账号仍可登录的，请平台管理员停用。", .attention))
        }
        let model = PanelsModel(
            [
                Panel("基本信息", facts: facts(inspector, dossier, today)),
                Panel(
                    "证件号码", note: "加密保存，平时只显示头尾。查看完整号码须写明理由，查看留有记录。",
                    facts: FactsModel(
                        [PersonalKind.identity, .phone].map {
                            .init($0.title, personal[$0] ?? "未登记", figures: true)
                        })),
            ] + (mayEdit ? [forms.personal(personal)] : []) + (actor.may(.personalRead) ? forms.reveal(personal) : [])
                + [
                    Panel(
                        "变动", note: "落编、调转、退休等自所填日期起生效，当日未完成的检查自动申请换人。（依据条款 2.2.9）",
                        table: PanelTable(
                            "变动列表", ["变动", "生效日期", "去向", "依据", "状态", ".操作"],
                            staff.moves.map { StaffRows.move($0, mayEdit: mayEdit) }), none: "没有登记变动。",
                        form: mayEdit ? forms.move : nil),
                    Panel(
                        "资质", note: "执法证之外的岗位资质，如特种设备安全检查员。（依据条款 2.2.9）",
                        table: PanelTable(
                            "资质列表", ["资质", "编号", "自", "至", "状态", ".操作"],
                            staff.qualifications.map { StaffRows.qualification($0, today, mayEdit: mayEdit) }),
                        none: "没有登记资质。", form: mayEdit ? forms.qualification : nil),
                    Panel(
                        "回避", note: "生效中的回避，匹配检查人员时一律避开；结束的回避保留记录。（依据条款 2.1.1）",
                        table: PanelTable(
                            "回避列表", ["类型", "对象", "理由", "自", "至", "状态", ".操作"],
                            inspector.recusals.map { recusal($0, dossier, inspector, today, mayEdit: mayEdit) }),
                        none: "没有登记回避。", form: mayEdit ? forms.recusal : nil),
                    Panel(
                        "请假、外出", note: "抽取当天请假或外出的，不参加匹配；换人时也不递补。（依据条款 3.1.1）",
                        table: PanelTable(
                            "请假列表", ["种类", "自", "至", "说明", "状态", ".操作"],
                            dossier.leaves.map { LeavePages.row($0, today, mayEdit: mayEdit) }), none: "没有登记请假或外出。",
                        form: mayEdit ? LeavePages.form(call, inspector.id, problem, today) : nil),
                ], remarks: remarks, timeline: TimelineModel(dossier.timeline))
        return .page(
            Page(
                "registry/panels", title: inspector.name, stage: .registry, model: model,
                trail: [("两库", "/registry"), ("执法检查人员", "/registry/inspectors")],
                primary: mayEdit
                    ? PageAction("修改", href: "/registry/inspectors/\(inspector.id)/edit", icon: "edit") : nil,
                actions: [PageAction("动态管理", href: "/registry/moves")], status: problem == nil ? 200 : 422))
    }

    private static func facts(
        _ inspector: Inspector, _ dossier: RegistryReading.InspectorDossier, _ today: Day
    ) -> FactsModel {
        let certificate = inspector.certificate
        return FactsModel([
            .init("工号", inspector.code, figures: true), .init("机关", inspector.authorityName),
            .init("监管所", inspector.stationName ?? "—"),
            .init("人员性质", inspector.post + (inspector.isAuxiliary ? "，辅助人员（不计入两名持证人员）" : "")),
            .init("执法证", certificate.map { "\($0.kind) \($0.number)" } ?? "未登记", chip: chip(inspector, today)),
            .init("有效期", certificate.map { "\($0.from.description) 至 \($0.until.description)" } ?? "—", figures: true),
            .init(
                "业务专长",
                inspector.expertise.isEmpty
                    ? "未登记" : inspector.expertise.map { dossier.tagNames[$0] ?? $0 }.joined(separator: "、")),
            .init("每次最多", "\(inspector.capacity) 户"), .init("未完成检查", "\(dossier.openVisits) 户"),
            .init("在岗", inspector.status == .active ? "在岗" : "已离岗"),
        ])
    }

    private static func recusal(
        _ recusal: Recusal, _ dossier: RegistryReading.InspectorDossier, _ inspector: Inspector, _ today: Day,
        mayEdit: Bool
    ) -> [PanelCell] {
        let isEnded = recusal.until.map { $0 < today } ?? false
        let mayEnd = mayEdit && (recusal.until.map { $0 > today } ?? true)
        return [
            PanelCell(recusal.kind.title), .head(name(recusal, dossier)),
            PanelCell((recusal.relation.map { $0.title + "：" } ?? "") + recusal.reason), .day(recusal.from),
            .figures(recusal.until?.description ?? "长期"),
            isEnded
                ? .chip("已结束", .neutral) : recusal.from > today ? .chip("未开始", .information) : .chip("生效中", .attention),
            PanelCell(
                "",
                actions: mayEnd
                    ? [
                        PanelAction(
                            "结束", "/registry/inspectors/\(inspector.id)/recusals/end",
                            [
                                ("kind", recusal.kind.rawValue), ("target", recusal.target),
                                ("from", recusal.from.description),
                            ])
                    ] : []),
        ]
    }

    private static func name(_ recusal: Recusal, _ dossier: RegistryReading.InspectorDossier) -> String {
        switch recusal.kind {
        case .subject, .relation: recusal.target
        case .region: dossier.regionNames[recusal.target] ?? recusal.target
        case .industry: dossier.tagNames[recusal.target] ?? recusal.target
        }
    }

    static func addRecusal(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        do {
            var errors = FieldErrors()
            let kind = errors.take { () -> Recusal.Kind in
                guard let kind = try call.form.choice("kind", "回避类型", of: Recusal.Kind.self) else {
                    throw Fields.refusal("kind", "请选择回避类型。")
                }
                return kind
            }
            let target = errors.take { try call.form.required("target", "回避对象", max: 1_000) }
            let relation =
                errors.take { try call.form.choice("relation", "关系", of: Recusal.Relation.self) } ?? nil
            let person = errors.take { try call.form.optional("person", "关系人姓名", max: 50) } ?? nil
            let reason = errors.take { try call.form.required("reason", "理由", max: 200) }
            let from = errors.take { try call.form.day("from", "开始日期") } ?? nil
            let until = errors.take { try call.form.day("until", "结束日期") } ?? nil
            try errors.check()
            guard let kind, let target, let reason else { throw Received.malformed }
            let code =
                kind == .industry
                ? call.house.reference?.tags.first { $0.name.utf8.elementsEqual(target.utf8) }?.code ?? target : target
            let outcome = try await Recusing(call.house).add(
                .init(
                    kind: kind, target: code, reason: reason, from: from ?? call.house.clock.today, until: until,
                    relation: kind == .relation ? relation : nil, person: kind == .relation ? person ?? "" : ""),
                inspector: id, by: actor, submission: call.submissionKey)
            return .seeOther(
                outcome.location, notice: "回避已登记，今后的匹配都会避开；已经匹配到的检查，已为其申请换人。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await page(call, problem: problem)
        }
    }

    static func endRecusal(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        guard let kind = try call.form.choice("kind", "回避类型", of: Recusal.Kind.self),
            let from = try call.form.day("from", "开始日期")
        else { throw Received.malformed }
        let outcome = try await Recusing(call.house).end(
            kind: kind, target: try call.form.required("target", "回避对象"), from: from, inspector: try call.id(),
            by: actor, submission: call.submissionKey)
        return .seeOther(outcome.location, notice: "回避已结束，记录保留。")
    }
}

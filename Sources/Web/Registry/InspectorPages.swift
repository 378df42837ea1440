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
            paging: PagingModel(listing, address: call.address))
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
                    ? PageAction("导入名录", href: "/registry/imports/new?kind=inspectors", icon: "plus") : nil,
                actions: Exports.links(call)))
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

    struct ShowModel: Sendable {
        let id: String
        let facts: FactsModel
        let recusals: [RecusalRow]
        let noRecusals: Bool
        let leaves: [LeavePages.Row]
        let noLeaves: Bool
        let leaveKind: FieldModel
        let leaveFrom: FieldModel
        let leaveUntil: FieldModel
        let leaveNote: FieldModel
        let mayEdit: Bool
        let kind: FieldModel
        let target: FieldModel
        let reason: FieldModel
        let from: FieldModel
        let until: FieldModel
        let timeline: TimelineModel
    }

    struct RecusalRow: Sendable {
        let kind: String
        let kindCode: String
        let target: String
        let targetCode: String
        let reason: String
        let from: String
        let until: String
        let status: ChipModel
        let mayEnd: Bool
    }

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let dossier = try await RegistryReading(call.house).inspector(try call.id(), for: actor)
        let inspector = dossier.inspector
        let today = call.house.clock.today
        let form = call.form
        let mayEdit = actor.may(.registryEdit)
        let certificate = inspector.certificate
        let kinds: [Recusal.Kind] = [.subject, .region, .industry]
        let model = ShowModel(
            id: String(inspector.id),
            facts: FactsModel([
                .init("工号", inspector.code, figures: true), .init("机关", inspector.authorityName),
                .init("监管所", inspector.stationName ?? "—"),
                .init("人员性质", inspector.post + (inspector.isAuxiliary ? "，辅助人员（不计入两名持证人员）" : "")),
                .init("执法证", certificate.map { "\($0.kind) \($0.number)" } ?? "未登记", chip: chip(inspector, today)),
                .init(
                    "有效期", certificate.map { "\($0.from.description) 至 \($0.until.description)" } ?? "—", figures: true),
                .init(
                    "业务专长",
                    inspector.expertise.isEmpty
                        ? "未登记" : inspector.expertise.map { dossier.tagNames[$0] ?? $0 }.joined(separator: "、")),
                .init("每次最多", "\(inspector.capacity) 户"), .init("未完成检查", "\(dossier.openVisits) 户"),
                .init("在岗", inspector.status == .active ? "在岗" : "已离岗"),
            ]),
            recusals: inspector.recusals.map { recusal in
                let ended = recusal.until.map { $0 < today } ?? false
                return RecusalRow(
                    kind: recusal.kind.title, kindCode: recusal.kind.rawValue, target: name(recusal, dossier),
                    targetCode: recusal.target, reason: recusal.reason, from: recusal.from.description,
                    until: recusal.until?.description ?? "长期",
                    status: ended
                        ? ChipModel("已结束", .neutral)
                        : recusal.from > today ? ChipModel("未开始", .information) : ChipModel("生效中", .attention),
                    mayEnd: mayEdit && (recusal.until.map { $0 > today } ?? true))
            },
            noRecusals: inspector.recusals.isEmpty,
            leaves: dossier.leaves.map { LeavePages.row($0, today, mayEdit: mayEdit) },
            noLeaves: dossier.leaves.isEmpty,
            leaveKind: LeavePages.kind(form, problem), leaveFrom: LeavePages.from(form, problem, today),
            leaveUntil: LeavePages.until(form, problem), leaveNote: LeavePages.note(form, problem), mayEdit: mayEdit,
            kind: FieldModel(
                .select(kinds.map { OptionModel($0.rawValue, $0.title, selected: form.text("kind") == $0.rawValue) }),
                "kind", "回避类型", error: problem?.fields["kind"]),
            target: FieldModel(
                .text, "target", "回避对象", value: form.text("target"),
                help: "检查对象填统一社会信用代码，区域填六位区划代码，行业填标签名称，如“餐饮服务”。", error: problem?.fields["target"]),
            reason: FieldModel(.text, "reason", "理由", value: form.text("reason"), error: problem?.fields["reason"]),
            from: FieldModel(
                .day, "from", "自", value: form.optional("from") ?? today.description, error: problem?.fields["from"]),
            until: FieldModel(
                .day, "until", "至", value: form.text("until"), help: "不填表示长期有效。", error: problem?.fields["until"],
                required: false),
            timeline: TimelineModel(dossier.timeline))
        return .page(
            Page(
                "registry/inspector", title: inspector.name, stage: .registry, model: model,
                trail: [("两库", "/registry"), ("执法检查人员", "/registry/inspectors")], status: problem == nil ? 200 : 422))
    }

    private static func name(_ recusal: Recusal, _ dossier: RegistryReading.InspectorDossier) -> String {
        switch recusal.kind {
        case .subject: recusal.target
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
            let target = errors.take { try call.form.required("target", "回避对象", max: 60) }
            let reason = errors.take { try call.form.required("reason", "理由", max: 200) }
            let from = errors.take { try call.form.day("from", "开始日期") } ?? nil
            let until = errors.take { try call.form.day("until", "结束日期") } ?? nil
            try errors.check()
            guard let kind, let target, let reason else { throw Received.malformed }
            let code =
                kind == .industry
                ? call.house.reference?.tags.first { $0.name.utf8.elementsEqual(target.utf8) }?.code ?? target : target
            let outcome = try await Recusing(call.house).add(
                .init(kind: kind, target: code, reason: reason, from: from ?? call.house.clock.today, until: until),
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

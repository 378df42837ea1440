import Domain
import Logging

/// 应入尽入: coverage of certificate holders with the missing named, and the synchronisation behind it.
enum CertificatePages {
    static func coverage(_ call: Call) async throws -> Reply { try await coverage(call, problem: nil) }

    private static func coverage(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let text = try call.query.optional("q", "姓名、证号或单位", max: 60) ?? ""
        let overview = try await Admitting(call.house).overview(text: text, slice: call.slice, for: actor)
        let mayEdit = actor.may(.registryEdit)
        let missing = overview.holders - overview.admitted
        let names = Dictionary(overview.authorities.map { ($0.id, $0.name) }) { first, _ in first }
        let places = overview.places.map { place in
            [
                PanelCell.head(place.name), .number(Figures.grouped(place.holders)),
                .number(Figures.grouped(place.admitted)), .number(Figures.grouped(place.holders - place.admitted)),
                .number(Figures.percent(place.admitted, of: place.holders)),
            ]
        }
        let rows = overview.missing.rows.map { holder in
            [
                PanelCell("", tick: mayEdit && holder.inspector == nil ? String(holder.id) : nil),
                PanelCell.head(
                    holder.record.name, href: holder.inspector.map { "/registry/inspectors/\($0)" }),
                .code(holder.record.certificate.number), .day(holder.record.certificate.until),
                PanelCell(holder.record.unitName),
                holder.authority.map { PanelCell(names[$0] ?? "已对应") } ?? .chip("单位未对应", .attention),
                PanelCell(
                    holder.inspector == nil ? "" : "名录库中已离岗，请登记返岗",
                    actions: mayEdit && holder.inspector == nil && holder.authority != nil
                        ? [PanelAction("纳入", "/registry/certificates/admit", [("ids", String(holder.id))])] : []),
            ]
        }
        let form: PanelForm? =
            mayEdit && !rows.isEmpty
            ? PanelForm(
                "/registry/certificates/admit",
                [
                    FieldModel(
                        .select(
                            [OptionModel("", "按平台单位对应")]
                                + overview.authorities.map { OptionModel(String($0.id), $0.name) }), "authority",
                        "所属机关",
                        help: "只对“单位未对应”的人员起作用，选过一次即记住。", error: problem?.fields["authority"], required: false)
                ], button: "纳入勾选的人员", id: "chosen") : nil
        let run = overview.lastRun
        let model = PanelsModel(
            [
                Panel(
                    "持证未入库", note: "证件有效、在岗，而名录库中没有（或已离岗）的人员。纳入后即可参加匹配。（依据条款 2.2.7）",
                    table: PanelTable(
                        "持证未入库人员", [".选择", "姓名", "执法证编号", "有效期止", "平台单位", "对应机关", ".操作"], rows),
                    none: text.isEmpty ? "持证人员都已在名录库中。" : "没有符合条件的人员。",
                    paging: PagingModel(overview.missing, address: call.address), form: form),
                Panel(
                    "各地入库率", table: PanelTable("各地入库率", ["地区", "持证#", "已入库#", "未入库#", "入库率#"], places),
                    none: "平台还没有给出本地区的持证人员。"),
            ],
            remarks: (problem.map { [RemarkModel($0.message + ($0.remedy ?? ""), .danger)] } ?? [])
                + [
                    run.map {
                        RemarkModel(
                            "数据来自执法证平台，最近同步：\($0.endedAt.onScreen)（\($0.state.title)）。",
                            $0.state == .failed ? .attention : .information)
                    } ?? RemarkModel("还没有与执法证平台同步过。", .attention)
                ],
            filter: FilterModel(
                action: "/registry/certificates", [.text("q", "姓名、证号或单位", value: text)],
                found: "\(Figures.grouped(overview.missing.total)) 人",
                clearHref: text.isEmpty ? nil : "/registry/certificates"),
            tiles: [
                TileModel(
                    "入库率", Figures.percent(overview.admitted, of: overview.holders), unit: "",
                    href: "/registry/inspectors",
                    note: "\(Figures.grouped(overview.admitted)) / \(Figures.grouped(overview.holders)) 名持证人员",
                    meaning: missing > 0 ? .attention : .neutral),
                TileModel(
                    "未入库", Figures.grouped(missing), unit: "人", href: "/registry/certificates",
                    meaning: missing > 0 ? .attention : .neutral),
            ])
        if problem == nil,
            let file = try await Exports(call).cells(
                "持证未入库", personal: "holders", ["姓名", "执法证编号", "有效期止", "平台单位", "对应机关", "情况"],
                filters: model.filter?.words ?? [],
                rows: { try await Admitting(call.house).overview(text: text, slice: $0, for: actor).missing },
                { one in
                    [
                        .text(one.record.name), .text(one.record.certificate.number),
                        .day(one.record.certificate.until), .text(one.record.unitName),
                        .text(one.authority.map { names[$0] ?? "已对应" } ?? "单位未对应"),
                        .text(one.inspector == nil ? "未入库" : "名录库中已离岗"),
                    ]
                })
        {
            return file
        }
        return .page(
            Page(
                "registry/panels", title: "持证人员入库", stage: .registry, model: model, trail: [("两库", "/registry")],
                actions: [PageAction("同步与差异", href: "/registry/sync")] + Exports.links(call),
                status: problem == nil ? 200 : 422))
    }

    static func admit(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            let ids = try call.form.ids("ids", "人员")
            let done = try await Admitting(call.house).admit(
                ids, authority: try call.form.int("authority", "所属机关"), by: actor, submission: call.submissionKey)
            return .seeOther(done.location, notice: "已纳入\(ids.count)人。请补充专长和回避。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await coverage(call, problem: problem)
        }
    }

    // MARK: Synchronisation

    static func sync(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let shown = call.query.text("state")
        let open: Bool? = shown == "all" ? nil : shown == "done" ? false : true
        let overview = try await CertificateSync(call.house).overview(open: open, slice: call.slice, for: actor)
        let mayEdit = actor.may(.registryEdit)
        let mayRun = mayEdit && actor.region.level == .province && call.house.certificates != nil
        let last = overview.runs.rows.first
        let runs = overview.runs.rows.map { run in
            [
                PanelCell.head(run.startedAt.onScreen), PanelCell(run.source == "file" ? "文件" : "接口"),
                run.state == .done
                    ? .chip("完成", .success) : run.state == .running ? .chip("进行中", .information) : .chip("中断", .danger),
                .number(Figures.grouped(run.received)), .number(Figures.grouped(run.inserted)),
                .number(Figures.grouped(run.updated)), .number(Figures.grouped(run.refused)), PanelCell(run.problem),
            ]
        }
        let differences = overview.differences.rows.map { one in
            [
                PanelCell.head(one.name, href: one.inspector.map { "/registry/inspectors/\($0)" }),
                PanelCell(one.kind.title), PanelCell(one.before), PanelCell(one.after),
                one.state == .open
                    ? .chip("待确认", .attention)
                    : one.state == .applied ? .chip("已自动更新", .success) : .chip("已处理", .neutral),
                PanelCell(
                    "",
                    actions: mayEdit && one.state == .open
                        ? (one.kind == .twice
                            ? [] : [PanelAction("按平台更新", "/registry/sync/\(one.id)/settle", [("accept", "1")])])
                            + [PanelAction("维持名录库", "/registry/sync/\(one.id)/settle")] : []),
            ]
        }
        var panels = [
            Panel(
                "差异", note: "证件变化自动更新；单位、离岗、姓名不同的由名录管理人员确认，确认后按人员变动处理。（依据条款 2.2.7、2.2.9）",
                table: PanelTable("差异列表", ["人员", "差异", "名录库", "平台", "状态", ".操作"], differences),
                none: open == true ? "没有待确认的差异。" : "没有差异。",
                paging: PagingModel(overview.differences, address: call.address)),
            Panel(
                "最近的同步", table: PanelTable("同步记录", ["开始", "方式", "状态", "收到#", "新增#", "更新#", "不合格#", "说明"], runs),
                none: "还没有同步过。", form: mayRun ? PanelForm("/registry/sync", [], button: "立即同步") : nil),
        ]
        if actor.region.level == .province {
            panels.append(
                Panel(
                    "最近一次不合格的记录", note: "只列平台编号和原因。请平台更正后，下次同步自动采用。",
                    table: PanelTable(
                        "不合格的记录", ["页#", "平台编号", "原因"],
                        overview.errors.map { [.number(String($0.page)), .code($0.record), PanelCell($0.reason)] }),
                    none: "没有不合格的记录。"))
        }
        let here = Address("/registry/sync")
        let model = PanelsModel(
            panels,
            remarks: last?.state == .failed
                ? [RemarkModel("最近一次同步中断：\(last?.problem ?? "")已收到的各页有效，下次从断点继续。", .danger)]
                : call.house.certificates == nil && mayEdit
                    ? [RemarkModel("没有设置执法证平台的接口；可用 mingcha sync certificates --file 导入平台的表格。", .information)] : [],
            tabs: TabsModel(
                [
                    .init("待确认", href: here.text, current: open == true),
                    .init("已处理", href: here.with("state", "done").text, current: open == false),
                    .init("全部", href: here.with("state", "all").text, current: open == nil),
                ], label: "按状态查看差异"))
        if let file = try await Exports(call).cells(
            "执法证平台差异", personal: "differences", ["人员", "差异", "名录库", "平台", "状态"],
            filters: ["查看：\(open == nil ? "全部" : open == true ? "待确认" : "已处理")"],
            rows: { try await CertificateSync(call.house).overview(open: open, slice: $0, for: actor).differences },
            { one in
                [
                    .text(one.name), .text(one.kind.title), .text(one.before), .text(one.after),
                    .text(one.state == .open ? "待确认" : one.state == .applied ? "已自动更新" : "已处理"),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "registry/panels", title: "执法证平台同步", stage: .registry, model: model,
                trail: [("两库", "/registry"), ("持证人员入库", "/registry/certificates")], actions: Exports.links(call)))
    }

    /// Starts a run beside the page; its row says how far it is.
    static func start(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        guard let platform = call.house.certificates else {
            throw Problem(
                .refused, "certificates.none", "没有设置执法证平台的接口。", clause: "2.2.7", remedy: "请平台管理员按部署手册设置。")
        }
        let house = call.house, logger = call.logger
        Task {
            do {
                _ = try await CertificateSync(house).run(platform, by: actor)
            } catch {
                logger.warning("certificate platform", metadata: ["error": "\(error)"])
            }
        }
        return .seeOther("/registry/sync", notice: "同步已开始，刷新本页查看进度。")
    }

    static func settle(_ call: Call) async throws -> Reply {
        let isAccepted = call.form.flag("accept")
        _ = try await CertificateSync(call.house).settle(
            try call.id(), accept: isAccepted, by: try call.signedIn(), submission: call.submissionKey)
        return .seeOther("/registry/sync", notice: isAccepted ? "已按平台更新。" : "已维持名录库的登记。")
    }
}

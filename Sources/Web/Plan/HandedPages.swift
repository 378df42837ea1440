import Domain

/// 统筹派发 (2.3.7): what was handed down to this authority, and how far a campaign is that one has handed down.
enum HandedPages {
    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let handing = HandingDown(call.house)
        let listing = try await handing.received(actor, slice: call.slice)
        let today = call.house.clock.today
        let model = ListModel(
            "派发任务", listing, address: call.address, tabs: [PlanList.tabs("handed")],
            sentence: "上级统筹派发的任务，接收后列入本机关的年度计划，区域为本辖区；计划已经报备的，作为动态调整。（依据条款 2.3.7）",
            columns: [
                .head("任务", href: { $0.taken.map { "/plan/campaigns/\($0)" } }) { $0.title },
                .text("派发机关") { $0.superior },
                .figures("检查时间") { "\($0.startsOn) 至 \($0.endsOn)" },
                .figures("接收期限", wraps: false) { $0.takeBy.description },
                .chip("状态") { chip($0, today) },
                ListColumn("操作", isHidden: true) {
                    PanelCell(
                        "",
                        actions: $0.taken == nil && actor.may(.planEdit)
                            ? [PanelAction("接收", "/plan/handed/take", [("handed", String($0.id))])] : [])
                },
            ],
            empty: EmptyModel("没有派发的任务", why: "上级机关派发抽查任务后，在这里接收并列入本机关的计划。"))
        return try await Exports(call).reply(
            Page("shell/list", title: "派发任务", stage: .plan, model: model, trail: [("计划", "/plan")]),
            PlanTables.handed(today), filters: [], rows: { try await handing.received(actor, slice: $0) })
    }

    static func chip(_ one: HandedDown, _ today: Day) -> ChipModel {
        one.takenState.map(PlanWords.chip) ?? ChipModel(one.word(on: today), one.takeBy < today ? .danger : .attention)
    }

    static func take(_ call: Call) async throws -> Reply {
        guard let id = try call.form.int("handed", "派发任务", in: 1...Int64.max) else { throw Received.malformed }
        let done = try await HandingDown(call.house).take(
            try call.signedIn(), handed: id, submission: call.submissionKey)
        return .seeOther(done.location, notice: "已列入本机关的计划。")
    }

    // MARK: Above

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    private static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id("campaign")
        let dossier = try await HandingDown(call.house).dossier(actor, campaign: id)
        let (campaign, today, errors) = (dossier.campaign, call.house.clock.today, problem?.fields ?? [:])
        if let file = try await Exports(call).whole(
            PlanTables.handed(today), filters: ["任务：\(campaign.title)"], dossier.handed)
        {
            return file
        }
        let taken = dossier.handed.filter { $0.taken != nil }.count
        var panels = [
            Panel(
                "各地进度", note: dossier.handed.isEmpty ? nil : "共派发\(dossier.handed.count)个机关，已接收\(taken)个。",
                table: PanelTable(
                    "各地进度", ["机关", "接收期限", "状态", "检查项#", "已录入#", "已公示#"],
                    dossier.handed.map { one in
                        [
                            .head(one.authorityName, href: one.taken.map { "/plan/campaigns/\($0)" }), .day(one.takeBy),
                            PanelCell("", chip: chip(one, today)), .number(Figures.grouped(one.total)),
                            .number(Figures.grouped(one.signed)), .number(Figures.grouped(one.disclosed)),
                        ]
                    }), none: "还没有派发。")
        ]
        if dossier.mayHand, !dossier.candidates.isEmpty {
            panels.append(
                Panel(
                    "派发给下级", note: "下级接收后列入自己的计划并自行抽取；派发的任务本机关不再抽取。（依据条款 2.3.7）",
                    form: PanelForm(
                        "/plan/campaigns/\(id)/handed",
                        [
                            FieldModel(
                                .checks(
                                    dossier.candidates.map {
                                        OptionModel(String($0.id), $0.name, selected: problem == nil)
                                    }), "authorities", "接收机关", error: errors["authorities"]),
                            FieldModel(
                                .day, "take_by", "接收期限",
                                value: call.form.optional("take_by") ?? dossier.usualDay.description,
                                error: errors["take_by"]),
                        ], button: "派发", summary: "派发给下级")))
        }
        let model = PanelsModel(
            panels, remarks: problem.map { [RemarkModel($0.message + ($0.remedy ?? ""), .danger)] } ?? [])
        return .page(
            Page(
                "shell/panels", title: "派发：\(campaign.title)", stage: .plan, model: model,
                trail: [("计划", "/plan"), (campaign.title, "/plan/campaigns/\(id)")], actions: Exports.links(call),
                status: problem == nil ? 200 : 422))
    }

    static func hand(_ call: Call) async throws -> Reply {
        do {
            guard let takeBy = try call.form.day("take_by", "接收期限") else {
                throw Fields.refusal("take_by", "请填写接收期限。")
            }
            let done = try await HandingDown(call.house).hand(
                try call.signedIn(), campaign: try call.id("campaign"),
                to: try call.form.ids("authorities", "接收机关"), takeBy: takeBy, submission: call.submissionKey)
            return .seeOther(done.location, notice: "已派发，下级机关的计划页面会看到。")
        } catch let problem as Problem where problem.kind == .invalid && !problem.fields.isEmpty {
            return try await page(call, problem: problem)
        }
    }
}

extension PlanTables {
    static func handed(_ today: Day) -> ExportTable<HandedDown> {
        ExportTable(
            "派发任务",
            [
                .text("任务", 40) { $0.title }, .text("派发机关", 30) { $0.superior }, .text("接收机关", 30) { $0.authorityName },
                .day("开始") { $0.startsOn }, .day("结束") { $0.endsOn }, .day("接收期限") { $0.takeBy },
                .text("状态", 12) { $0.word(on: today) }, .count("检查项") { $0.total }, .count("已录入") { $0.signed },
                .count("已公示") { $0.disclosed },
            ])
    }
}

import Domain

/// 审核: the queue, and one result with its two ways on.
enum ReviewPages {
    struct Model: Sendable {
        let id: String
        let version: String
        let facts: FactsModel
        let sealed: SheetPage.Sealed
        let advice: SheetPage.Advice
        let differs: Bool
        let mayDecide: Bool
        let why: RemarkModel?
        let note: FieldModel
        let timeline: TimelineModel
    }

    static func queue(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let outcomes = call.house.law.outcomes
        let today = call.house.clock.today
        let calendar = try await Publishing(call.house).calendar()
        let listing = try await Reviewing(call.house).queue(actor, slice: call.slice)
        let model = ListModel(
            "待审核的结果", listing, address: call.address,
            columns: [
                ListColumn("检查对象") {
                    PanelCell(
                        $0.subjectName, href: "/inspection/review/\($0.id)", isHead: true,
                        note: PanelCell.Note($0.regionName))
                },
                .text("抽查事项") { $0.matter },
                .chip("结果") { InspectionChips.outcome($0.outcome ?? "", $0.outcomeValue, outcomes) },
                .text("录入人") { $0.enteredByName ?? "—" }, .figures("提交时间") { $0.enteredAt?.onScreen ?? "—" },
                .figures("公示期限") { one in
                    one.publishDue.map { DueWords.left(calendar.workingDays(from: today, to: $0)) } ?? "任务检查中"
                },
            ], empty: EmptyModel("没有待审核的结果", why: "检查人员签名提交的结果会出现在这里，先提交的在前。"))
        return try await Exports(call).reply(
            Page(
                "shell/list", title: "审核检查结果", stage: .inspection, model: model, trail: [("检查", "/inspection")]),
            InspectionTables.review(outcomes), filters: [],
            rows: { try await Reviewing(call.house).queue(actor, slice: $0) })
    }

    static func show(_ call: Call) async throws -> Reply {
        .page(try await page(call, note: "", problem: nil))
    }

    static func approve(_ call: Call) async throws -> Reply {
        let version = Int(try call.form.int("version", "版本") ?? 0)
        let done = try await Reviewing(call.house).approve(
            inspection: try call.id(), version: version, actor: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "审核通过，已转入待公示。")
    }

    static func sendBack(_ call: Call) async throws -> Reply {
        let note = call.form.text("note")
        let version = Int(try call.form.int("version", "版本") ?? 0)
        do {
            let done = try await Reviewing(call.house).sendBack(
                inspection: try call.id(), version: version, note: note, actor: try call.signedIn(),
                submission: call.submissionKey)
            return .seeOther(done.location, notice: "已退回检查人员修改。")
        } catch let problem as Problem where problem.fields["note"] != nil {
            return .page(try await page(call, note: note, problem: problem))
        }
    }

    private static func page(_ call: Call, note: String, problem: Problem?) async throws -> Page {
        let actor = try call.signedIn()
        let outcomes = call.house.law.outcomes
        let sheet = try await Inspecting(call.house).inspection(try call.id(), actor: actor)
        try actor.require(
            .review, over: sheet.visit.region, department: sheet.inspection.department ?? sheet.visit.department,
            what: "检查记录")
        let inspection = sheet.inspection
        let own = inspection.enteredBy == actor.account || sheet.visit.officer(actor.inspector) != nil
        let waiting = inspection.state == .entered
        let why: RemarkModel? =
            !waiting
            ? RemarkModel("这项结果当前为“\(inspection.state.title)”，不在待审核状态。")
            : own ? RemarkModel("您参与了这次检查，不能审核自己的结果，请由其他审核人员审核。", .attention) : nil
        let differs =
            sheet.advice.outcome != nil && inspection.outcome != nil && sheet.advice.outcome != inspection.outcome
        let model = Model(
            id: String(inspection.id), version: String(inspection.version),
            facts: FactsModel([
                .init("检查对象", sheet.visit.subjectName, href: "/inspection/visits/\(sheet.visit.id)"),
                .init("统一社会信用代码", sheet.visit.subjectIdentifier, figures: true),
                .init("抽查任务", "\(sheet.brief.campaignTitle)（\(sheet.brief.campaignNumber)）"),
                .init("检查依据", sheet.item?.basis ?? "未登记"),
                .init("检查人员", sheet.visit.officers.map(\.name).joined(separator: "、")),
                .init("状态", "", chip: InspectionChips.inspection(inspection.state)),
            ]), sealed: SheetPage.sealed(sheet, outcomes), advice: SheetPage.advice(sheet.advice, outcomes),
            differs: differs, mayDecide: waiting && !own, why: why,
            note: FieldModel(
                .area, "note", "退回理由", value: note, help: "写明需要改正或者补充的内容，检查人员会看到", error: problem?.fields["note"],
                maxlength: 500), timeline: TimelineModel(sheet.timeline))
        return Page(
            "inspection/review", title: sheet.brief.matter, stage: .inspection, model: model,
            trail: [("检查", "/inspection"), ("审核", "/inspection/review")], status: problem == nil ? 200 : 422)
    }
}

/// Working days left, in words.
enum DueWords {
    static func left(_ days: Int) -> String {
        switch days {
        case ..<0: "已逾期 \(-days) 个工作日"
        case 0: "今天到期"
        default: "剩余 \(days) 个工作日"
        }
    }
}

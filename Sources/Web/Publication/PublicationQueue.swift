import Domain

/// 公示: the queue by remaining working days, red from two, with publication of several at once.
enum PublicationQueue {
    struct Model: Sendable {
        let warnings: [RemarkModel]
        let tabs: TabsModel
        let filter: FilterModel
        let rows: [Row]
        let mayPublish: Bool
        let paging: PagingModel?
        let empty: EmptyModel?
    }

    struct Row: Sendable {
        let id: String
        /// The inspection; nil for those who may see what is published but not how it was inspected.
        let href: String?
        let subject: String
        let heading: String
        let region: String
        let matter: String
        let campaign: String
        let outcome: ChipModel?
        let state: ChipModel
        let due: ChipModel
        let dueOn: String
        let selectable: Bool
        let withholdHref: String?
    }

    static func show(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let kind = try call.query.choice("kind", "分类", of: PublicationFilter.Kind.self) ?? .waiting
        let text = try call.query.optional("q", "检查对象", max: 100) ?? ""
        let publishing = Publishing(call.house)
        let listing = try await publishing.queue(actor, kind: kind, text: text, slice: call.slice)
        let calendar = try await publishing.calendar()
        let today = call.house.clock.today
        let warnings = try await publishing.warnings(actor)
        let outcomes = call.house.law.outcomes
        let mayPublish = actor.may(.publish) && kind != .published && kind != .withheld
        let rows = listing.rows.map { one -> Row in
            let left = one.due.map { calendar.workingDays(from: today, to: $0) }
            let isOpen = one.state != .published && one.state != .withheld
            return Row(
                id: String(one.inspection),
                href: actor.may(.inspectionRead) ? "/inspection/inspections/\(one.inspection)" : nil,
                subject: one.subjectName,
                heading: one.isMarket ? PublicResult.marketHeading : PublicResult.otherHeading,
                region: one.regionName, matter: one.matter, campaign: one.campaignNumber,
                outcome: one.outcome.map { InspectionChips.outcome($0, one.outcomeValue, outcomes) },
                state: InspectionChips.inspection(one.state), due: dueChip(left, isOpen: isOpen, warnings),
                dueOn: one.due?.description ?? "", selectable: mayPublish && one.state == .approved,
                withholdHref: mayPublish && one.state == .approved ? "/publication/withhold/\(one.inspection)" : nil)
        }
        let here = Address(call.address)
        let tabs = PublicationFilter.Kind.allCases.map {
            TabsModel.Tab(
                $0.title, href: here.with("kind", $0.rawValue).with("page", nil).text, current: $0 == kind,
                count: $0 == .overdue && warnings.overdue > 0 ? warnings.overdue : nil)
        }
        let model = Model(
            warnings: remarks(warnings), tabs: TabsModel(tabs, label: "公示进度"),
            filter: FilterModel(
                action: "/publication", [.text("q", "检查对象或任务编号", value: text)],
                found: "\(Figures.grouped(listing.total)) 件",
                clearHref: text.isEmpty ? nil : "/publication?kind=\(kind.rawValue)"),
            rows: rows, mayPublish: mayPublish && rows.contains(where: \.selectable),
            paging: rows.isEmpty ? nil : PagingModel(listing, address: call.address),
            empty: rows.isEmpty ? empty(kind, narrowed: !text.isEmpty) : nil)
        if let file = try await Exports(call).list(
            PublicationTables.queue(outcomes), filters: model.tabs.words + model.filter.words,
            rows: { try await publishing.queue(actor, kind: kind, text: text, slice: $0) })
        {
            return file
        }
        return .page(
            Page(
                "publication/queue", title: "公示", stage: .publication, model: model,
                actions: Exports.links(call) + [PageAction("工作日历", href: "/publication/calendar"), PageAction("公示平台", href: "/results")]))
    }

    static func publish(_ call: Call) async throws -> Reply {
        let ids = try call.form.ids("id", "选中的结果")
        let done = try await Publishing(call.house).publish(
            ids, actor: try call.signedIn(), submission: call.submissionKey)
        return .seeOther(done.location, notice: "已公示 \(Set(ids).count) 条结果。")
    }

    private static func dueChip(_ left: Int?, isOpen: Bool, _ warnings: DueWarnings) -> ChipModel {
        guard isOpen else { return ChipModel("已办结", .success) }
        guard let left else { return ChipModel("任务检查中", .neutral) }
        return ChipModel(
            DueWords.left(left), left <= warnings.last ? .danger : left <= warnings.first ? .attention : .neutral,
            icon: left < 0 ? "stop" : "clock")
    }

    private static func remarks(_ warnings: DueWarnings) -> [RemarkModel] {
        var remarks: [RemarkModel] = []
        if warnings.overdue > 0 {
            remarks.append(
                RemarkModel(
                    "有 \(Figures.grouped(warnings.overdue)) 条结果超过公示期限仍未公示，所在任务视为未完成检查任务（方案 二(四)2）。", .danger))
        }
        if warnings.urgent > 0 {
            remarks.append(RemarkModel("有 \(Figures.grouped(warnings.urgent)) 条结果在 \(warnings.last) 个工作日内到期。", .danger))
        }
        if warnings.soon > 0 {
            remarks.append(
                RemarkModel("有 \(Figures.grouped(warnings.soon)) 条结果在 \(warnings.first) 个工作日内到期。", .attention))
        }
        return remarks
    }

    private static func empty(_ kind: PublicationFilter.Kind, narrowed: Bool) -> EmptyModel {
        if narrowed { return EmptyModel("没有符合条件的结果", why: "换一个名称、代码或者任务编号试试。") }
        switch kind {
        case .waiting: return EmptyModel("没有待公示的结果", why: "审核通过的结果会出现在这里，最紧急的在前。")
        case .overdue: return EmptyModel("没有逾期未公示的结果", why: "任务完成后 20 个工作日内没有公示的结果会出现在这里。")
        case .published: return EmptyModel("还没有公示结果", why: "公示后的结果会出现在这里，公众可以在公示平台查到。")
        case .withheld: return EmptyModel("没有依法不公示的结果", why: "只有法定不公示情形才能不公示，须写明情形和法律条款。")
        }
    }
}

/// 依法不公示: only with a statutory ground and its provision (2.4.4).
enum WithholdPage {
    struct Model: Sendable {
        let id: String
        let facts: FactsModel
        let summary: RemarkModel?
        let ground: FieldModel
        let basis: FieldModel
    }

    static func show(_ call: Call) async throws -> Reply { .page(try await page(call, problem: nil)) }

    static func withhold(_ call: Call) async throws -> Reply {
        do {
            let done = try await Publishing(call.house).withhold(
                try call.id(), ground: call.form.text("ground"), basis: call.form.text("basis"),
                actor: try call.signedIn(), submission: call.submissionKey)
            return .seeOther(done.location, notice: "已按法定情形办理不公示。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return .page(try await page(call, problem: problem))
        }
    }

    private static func page(_ call: Call, problem: Problem?) async throws -> Page {
        let publishing = Publishing(call.house)
        let one = try await publishing.item(try call.id(), actor: try call.signedIn())
        let chosen = call.form.text("ground")
        let grounds = try publishing.grounds(in: one.region).map { OptionModel($0, $0, selected: $0 == chosen) }
        let outcomes = call.house.law.outcomes
        let model = Model(
            id: String(one.inspection),
            facts: FactsModel([
                .init("检查对象", one.subjectName), .init("抽查事项", one.matter),
                .init("抽查任务", "\(one.campaignTitle)（\(one.campaignNumber)）"),
                .init("结果", outcomes.title(one.outcome ?? "", one.outcomeValue)),
                .init("公示截止", one.due?.description ?? "任务检查中", figures: true),
            ]), summary: problem.map { RemarkModel($0.description, .danger) },
            ground: FieldModel(.radios(grounds), "ground", "法定情形", error: problem?.fields["ground"]),
            basis: FieldModel(
                .area, "basis", "法律条款", value: call.form.text("basis"), help: "写明法律、法规的名称和条款",
                error: problem?.fields["basis"], maxlength: 500))
        return Page(
            "publication/withhold", title: "依法不公示", stage: .publication, model: model,
            trail: [("公示", "/publication")], status: problem == nil ? 200 : 422)
    }
}

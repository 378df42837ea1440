import Domain

/// 委托: agreements with subordinates and neighbours.
enum DelegationPages {
    private enum Group: String, CaseIterable {
        case proposed, confirmed, past

        var title: String {
            switch self {
            case .proposed: "待确认"
            case .confirmed: "已确认"
            case .past: "未同意、已终止"
            }
        }

        var states: [Delegation.State] {
            switch self {
            case .proposed: [.proposed]
            case .confirmed: [.confirmed]
            case .past: [.declined, .ended]
            }
        }
    }

    static func list(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let chosen = try call.query.choice("state", "状态", of: Group.self) ?? .confirmed
        let delegating = Delegating(call.house)
        let today = call.house.clock.today
        let tabs = try await TabsModel.counted(
            Group.allCases, chosen: chosen, label: "按状态查看",
            href: { "/draw/delegations?state=\($0.rawValue)" }, title: \.title,
            count: { try await delegating.list(actor, states: $0.states, slice: .one).total })
        let listing = try await delegating.list(actor, states: chosen.states, slice: call.slice)
        let runs = actor.may(.drawRun)
        let model = ListModel(
            "委托", listing, address: call.address, tabs: [tabs],
            columns: [
                .head("文书编号", href: { "/draw/delegations/\($0.id)" }) { $0.document.number },
                .text("种类") { $0.kind.title }, .text("委托方") { $0.from.name }, .text("受托方") { $0.to.name },
                .figures("期限", wraps: false) { "\($0.starts) 至 \($0.ends)" }, .chip("状态") { chip($0, today) },
            ],
            empty: EmptyModel(
                chosen == .proposed ? "没有待确认的委托" : chosen == .confirmed ? "没有已确认的委托" : "没有未同意或已终止的委托",
                why: "上级可以委托下级，特殊情况下也可以书面委托就近的同级机关匹配人员并检查。",
                action: runs ? LinkModel("登记委托", href: "/draw/delegations/new") : nil))
        if let file = try await Exports(call).cells(
            "委托", ["文书编号", "种类", "委托方", "受托方", "自", "至", "状态"], filters: ["查看：\(chosen.title)"],
            rows: { try await delegating.list(actor, states: chosen.states, slice: $0) },
            { one in
                [
                    .text(one.document.number), .text(one.kind.title), .text(one.from.name), .text(one.to.name),
                    .day(one.starts), .day(one.ends), .text(one.word(on: today)),
                ]
            })
        {
            return file
        }
        return .page(
            Page(
                "shell/list", title: "委托", stage: .draw, model: model, trail: [("抽取", "/draw")],
                primary: runs ? PageAction("登记委托", href: "/draw/delegations/new", icon: "plus") : nil,
                actions: [PageAction("结果反馈", href: "/draw/feedback")] + Exports.links(call)))
    }

    static func chip(_ one: Delegation, _ today: Day) -> ChipModel {
        let word = one.word(on: today)
        return switch one.state {
        case .proposed: ChipModel(word, .attention)
        case .confirmed: ChipModel(word, one.isInForce(on: today) ? .success : .neutral)
        case .declined, .ended: ChipModel(word, .neutral)
        }
    }

    // MARK: One agreement

    struct ShowModel: Sendable {
        let id: String
        let version: String
        let facts: FactsModel
        let mayConfirm: Bool
        let mayEnd: Bool
        let remark: RemarkModel?
        let error: RemarkModel?
        let reason: FieldModel
        let feedbacks: [Feedback]
        let timeline: TimelineModel
    }

    struct Feedback: Sendable {
        let title: String
        let href: String
        let visits: String
        let due: String
        let state: ChipModel
    }

    static func show(_ call: Call) async throws -> Reply { try await page(call, problem: nil) }

    static func page(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let view = try await Delegating(call.house).view(actor, delegation: try call.id())
        return .page(
            Page(
                "draw/delegation", title: view.delegation.document.number, stage: .draw,
                model: model(view, actor: actor, problem: problem, form: call.form),
                trail: [("抽取", "/draw"), ("委托", "/draw/delegations")], status: problem == nil ? 200 : 422))
    }

    static func model(_ view: Delegating.View, actor: Actor, problem: Problem?, form: Fields) -> ShowModel {
        let one = view.delegation
        let runs = actor.may(.drawRun)
        let isTo = one.to.authority == actor.authority
        let facts: [FactsModel.Fact] = [
            .init("种类", one.kind.title), .init("委托方", one.from.name), .init("受托方", one.to.name),
            .init("状态", "", chip: chip(one, view.today)),
            .init("期限", "\(one.starts) 至 \(one.ends)", figures: true),
            .init("事项", view.items.isEmpty ? "全部事项" : view.items.joined(separator: "、")),
            .init("区域", view.regions.isEmpty ? "委托方全部辖区" : view.regions.joined(separator: "、")),
            .init("任务", view.campaigns.isEmpty ? "期限内的全部任务" : view.campaigns.joined(separator: "、")),
            .init("结果反馈", "任务检查截止后\(one.feedbackDays)个工作日内"),
            .init("情况", one.reason.isEmpty ? "—" : one.reason),
            .init(
                "文书", one.document.name.isEmpty ? "未上传" : one.document.name,
                href: one.document.name.isEmpty ? nil : "/draw/delegations/\(one.id)/document"),
            .init("文书SHA-256", one.document.sha256, figures: true),
        ]
        let remark: RemarkModel? =
            switch one.state {
            case .proposed: isTo ? nil : RemarkModel("\(one.to.name)确认之后委托才生效。", .information)
            case .declined: RemarkModel("\(one.to.name)没有同意：\(one.decision)", .attention)
            case .ended: RemarkModel("已提前终止：\(one.decision)", .attention)
            case .confirmed: nil
            }
        return ShowModel(
            id: String(one.id), version: String(one.version), facts: FactsModel(facts),
            mayConfirm: runs && isTo && one.state == .proposed,
            mayEnd: runs && one.state == .confirmed && (isTo || one.from.authority == actor.authority), remark: remark,
            error: problem.map { RemarkModel($0.message + ($0.remedy ?? ""), .danger) },
            reason: FieldModel(
                .area, "reason", "理由", value: form.text("reason"), error: problem?.fields["reason"], maxlength: 300),
            feedbacks: view.feedbacks.map {
                Feedback(
                    title: $0.ceremonyTitle, href: "/draw/feedback/\($0.id)", visits: FeedbackPages.visits($0),
                    due: $0.dueOn.description, state: FeedbackPages.chip($0, view.today))
            }, timeline: TimelineModel(view.timeline))
    }

    static func decide(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let id = try call.id()
        guard let version = try call.form.int("version", "版本").flatMap({ Int(exactly: $0) }) else {
            throw Received.malformed
        }
        let delegating = Delegating(call.house)
        let reason = call.form.text("reason")
        do {
            switch call.form.text("decision") {
            case "confirm":
                let done = try await delegating.confirm(
                    actor, delegation: id, version: version, submission: call.submissionKey)
                return .seeOther(done.location, notice: "委托已确认，期限内生效。")
            case "decline":
                let done = try await delegating.decline(
                    actor, delegation: id, version: version, reason: reason, submission: call.submissionKey)
                return .seeOther(done.location, notice: "已记录不同意委托。")
            case "end":
                let done = try await delegating.end(
                    actor, delegation: id, version: version, reason: reason, submission: call.submissionKey)
                return .seeOther(done.location, notice: "委托已终止；已经抽取的检查和应反馈的结果不变。")
            default: throw Received.malformed
            }
        } catch let problem as Problem where !problem.fields.isEmpty || problem.code == "delegation.over" {
            return try await page(call, problem: problem)
        }
    }

    static func document(_ call: Call) async throws -> Reply {
        let (name, bytes) = try await Delegating(call.house).document(try call.signedIn(), delegation: try call.id())
        return .bytes(bytes, type: "application/octet-stream", filename: name)
    }
}

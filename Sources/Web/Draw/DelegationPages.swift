import Domain
import Foundation

/// 委托: agreements with subordinates and neighbours.
enum DelegationPages {
    struct ListModel: Sendable {
        let tabs: TabsModel
        let head: TableHeadModel
        let rows: [Row]
        let empty: EmptyModel?
        let paging: PagingModel
    }

    struct Row: Sendable {
        let number: String
        let href: String
        let kind: String
        let from: String
        let to: String
        let period: String
        let state: ChipModel
    }

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
        var tabs: [TabsModel.Tab] = []
        for group in Group.allCases {
            let count = try await delegating.list(actor, states: group.states, slice: Slice(page: 1, size: 1)).total
            tabs.append(
                TabsModel.Tab(
                    group.title, href: "/draw/delegations?state=\(group.rawValue)", current: group == chosen,
                    count: count))
        }
        let listing = try await delegating.list(actor, states: chosen.states, slice: call.slice)
        let runs = actor.may(.drawRun)
        let model = ListModel(
            tabs: TabsModel(tabs, label: "按状态查看"),
            head: TableHeadModel(
                [
                    ("文书编号", nil, false), ("种类", nil, false), ("委托方", nil, false), ("受托方", nil, false),
                    ("期限", nil, false), ("状态", nil, false),
                ], address: call.address),
            rows: listing.rows.map { row($0, today) },
            empty: listing.rows.isEmpty
                ? EmptyModel(
                    chosen == .proposed ? "没有待确认的委托" : chosen == .confirmed ? "没有已确认的委托" : "没有未同意或已终止的委托",
                    why: "上级可以委托下级，特殊情况下也可以书面委托就近的同级机关匹配人员并检查。",
                    action: runs ? LinkModel("登记委托", href: "/draw/delegations/new") : nil) : nil,
            paging: PagingModel(listing, address: call.address))
        return .page(
            Page(
                "draw/delegations", title: "委托", stage: .draw, model: model, trail: [("抽取", "/draw")],
                primary: runs ? PageAction("登记委托", href: "/draw/delegations/new", icon: "plus") : nil,
                actions: [PageAction("结果反馈", href: "/draw/feedback")]))
    }

    static func row(_ one: Delegation, _ today: Day) -> Row {
        Row(
            number: one.document.number, href: "/draw/delegations/\(one.id)", kind: one.kind.title, from: one.from.name,
            to: one.to.name, period: "\(one.starts) 至 \(one.ends)", state: chip(one, today))
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
        let feedbacks: [FeedbackPages.Row]
        let timeline: TimelineModel
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
            feedbacks: view.feedbacks.map { FeedbackPages.row($0, view.today) }, timeline: TimelineModel(view.timeline))
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

    // MARK: A new one

    struct FormModel: Sendable {
        let kind: FieldModel
        let to: FieldModel
        let number: FieldModel
        let document: FieldModel
        let hash: FieldModel
        let starts: FieldModel
        let ends: FieldModel
        let items: FieldModel
        let regions: FieldModel?
        let campaigns: FieldModel?
        let feedback: FieldModel
        let reason: FieldModel
        let error: RemarkModel?
    }

    static func new(_ call: Call) async throws -> Reply { try await form(call, problem: nil) }

    static func create(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        do {
            var errors = FieldErrors()
            let form = call.form
            let kind = errors.take { () -> Delegation.Kind in
                guard let kind = try form.choice("kind", "种类", of: Delegation.Kind.self) else {
                    throw Fields.refusal("kind", "请选择委托的种类。")
                }
                return kind
            }
            let to = errors.take { () -> Int64 in
                guard let to = try form.int("to", "受托方") else { throw Fields.refusal("to", "请选择受托方。") }
                return to
            }
            let starts = errors.take { () -> Day in
                guard let day = try form.day("starts", "开始日期") else { throw Fields.refusal("starts", "请填写开始日期。") }
                return day
            }
            let ends = errors.take { () -> Day in
                guard let day = try form.day("ends", "结束日期") else { throw Fields.refusal("ends", "请填写结束日期。") }
                return day
            }
            let days = errors.take { try form.int("feedback_days", "反馈期限", in: 1...250) } ?? nil
            let campaigns = errors.take { try form.ids("campaigns", "任务") } ?? []
            let paper = errors.take { try readPaper(call) }
            try errors.check()
            guard let kind, let to, let starts, let ends, let paper else { throw Received.malformed }
            let done = try await Delegating(call.house).propose(
                actor,
                Delegating.Draft(
                    kind: kind, to: to, paper: paper, starts: starts, ends: ends,
                    feedbackDays: days.flatMap { Int(exactly: $0) }, reason: form.text("reason"),
                    scope: Delegation.Scope(
                        items: form.list("items"), regions: form.list("regions").compactMap(RegionCode.init),
                        campaigns: campaigns)), submission: call.submissionKey)
            return .seeOther(done.location + "?state=proposed", notice: "委托已登记，等待对方确认。")
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await form(call, problem: problem)
        }
    }

    /// Number, file and hash of a paper that came with a form.
    static func readPaper(_ call: Call) throws -> Delegating.Paper {
        var content: [UInt8]?
        let upload = call.upload("document").flatMap { $0.size > 0 ? $0 : nil }
        if let upload {
            guard upload.size <= Delegating.largestDocument else {
                throw Fields.refusal("document", "文件不超过10兆字节。")
            }
            switch upload.content {
            case .bytes(let bytes): content = bytes
            case .file(let path): content = FileManager.default.contents(atPath: path).map { [UInt8]($0) }
            }
        }
        return Delegating.Paper(
            number: call.form.text("document_number"), name: upload?.filename ?? "", content: content,
            sha256: call.form.text("document_sha256"))
    }

    private static func form(_ call: Call, problem: Problem?) async throws -> Reply {
        let actor = try call.signedIn()
        let choices = try await Delegating(call.house).choices(actor)
        return .page(
            Page(
                "draw/delegation-new", title: "登记委托", stage: .draw,
                model: formModel(choices, form: call.form, problem: problem, today: call.house.clock.today),
                trail: [("抽取", "/draw"), ("委托", "/draw/delegations")], status: problem == nil ? 200 : 422))
    }

    static func formModel(_ choices: Delegating.Choices, form: Fields, problem: Problem?, today: Day) -> FormModel {
        let errors = problem?.fields ?? [:]
        func options(_ name: String, _ all: [(String, String)]) -> [OptionModel] {
            let ticked = Set(form.list(name))
            return all.map { OptionModel($0.0, $0.1, selected: ticked.contains($0.0)) }
        }
        let kind = form.optional("kind") ?? (choices.below.isEmpty ? "near" : "down")
        let others =
            choices.below.map { (String($0.id), "\($0.name)（下级）") }
            + choices.beside.map { (String($0.id), "\($0.name)（同级）") }
        return FormModel(
            kind: FieldModel(
                .radios([
                    OptionModel(
                        "down", Delegation.Kind.down.title, selected: kind == "down", help: "本机关的任务由下级匹配人员并检查。"),
                    OptionModel(
                        "near", Delegation.Kind.near.title, selected: kind == "near",
                        help: "特殊情况下，经书面协商由就近的同级机关匹配人员并检查，受托方应书面反馈结果。"),
                ]), "kind", "种类", error: errors["kind"]),
            to: FieldModel(
                .select([OptionModel("", "请选择")] + options("to", others)), "to", "受托方", error: errors["to"]),
            number: FieldModel(
                .text, "document_number", "文书编号", value: form.text("document_number"),
                error: errors["document_number"], maxlength: 80),
            document: FieldModel(
                .file(accept: ".pdf,.jpg,.png,.ofd,.doc,.docx"), "document", "委托文书", help: "盖章的扫描件，不超过10兆字节。",
                error: errors["document"], required: false),
            hash: FieldModel(
                .text, "document_sha256", "文书文件的SHA-256", value: form.text("document_sha256"),
                help: "文书不便上传时填写，64位十六进制数。", required: false, maxlength: 64),
            starts: FieldModel(
                .day, "starts", "自", value: form.optional("starts") ?? today.description, error: errors["starts"]),
            ends: FieldModel(.day, "ends", "至", value: form.text("ends"), error: errors["ends"]),
            items: FieldModel(
                .checks(options("items", choices.items.map { ($0.code, "\($0.code) \($0.matter)") })), "items", "抽查事项",
                help: "不选表示全部事项。", error: errors["items"], required: false),
            regions: choices.regions.isEmpty
                ? nil
                : FieldModel(
                    .checks(options("regions", choices.regions.map { ($0.code.text, $0.name) })), "regions", "区域",
                    help: "不选表示本机关全部辖区。", error: errors["regions"], required: false),
            campaigns: choices.campaigns.isEmpty
                ? nil
                : FieldModel(
                    .checks(options("campaigns", choices.campaigns.map { (String($0.id), $0.title) })), "campaigns",
                    "抽查任务", help: "不选表示期限内的全部任务。", error: errors["campaigns"], required: false),
            feedback: FieldModel(
                .number, "feedback_days", "反馈期限（工作日）",
                value: form.optional("feedback_days") ?? String(choices.feedbackDays),
                help: "自任务检查截止的次日起算，按文书的约定填写。", error: errors["feedback_days"], maxlength: 3),
            reason: FieldModel(
                .area, "reason", "情况", value: form.text("reason"), help: "委托就近区域的，写明特殊情况。", error: errors["reason"],
                required: false, maxlength: 300),
            error: problem.map { RemarkModel($0.message + ($0.remedy ?? ""), .danger) })
    }
}

import Domain
import Foundation

/// `/draw/delegations/new`: a written agreement as it is registered.
enum DelegationForm {
    struct Model: Sendable {
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
                model: model(choices, form: call.form, problem: problem, today: call.house.clock.today),
                trail: [("抽取", "/draw"), ("委托", "/draw/delegations")], status: problem == nil ? 200 : 422))
    }

    static func model(_ choices: Delegating.Choices, form: Fields, problem: Problem?, today: Day) -> Model {
        let errors = problem?.fields ?? [:]
        func options(_ name: String, _ all: [(String, String)]) -> [OptionModel] {
            let ticked = Set(form.list(name))
            return all.map { OptionModel($0.0, $0.1, selected: ticked.contains($0.0)) }
        }
        let kind = form.optional("kind") ?? (choices.below.isEmpty ? "near" : "down")
        let others =
            choices.below.map { (String($0.id), "\($0.name)（下级）") }
            + choices.beside.map { (String($0.id), "\($0.name)（同级）") }
        return Model(
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

import Domain

/// The steps, each one form.
enum CeremonyActions {
    struct ValueModel: Sendable {
        let value: String
        let commitment: String
        let action: String
        let party: String
        let title: String
    }

    static func freeze(_ call: Call) async throws -> Reply {
        try await Ceremonies(call.house).freeze(
            try call.signedIn(), ceremony: try call.id(), submission: call.submissionKey)
        return .seeOther(try address(call), notice: "名单已冻结，根哈希已写入留痕日志。")
    }

    /// For browsers without scripts: a value and its commitment, shown once and kept nowhere.
    static func value(_ call: Call) async throws -> Reply {
        let actor = try call.signedIn()
        let party = try call.form.required("party", "参与方", max: 64)
        let made = try await Ceremonies(call.house).makeValue(actor, ceremony: try call.id(), party: party)
        return .page(
            Page(
                "draw/value", title: "随机数和承诺", stage: .draw,
                model: ValueModel(
                    value: made.value, commitment: made.commitment, action: try address(call) + "/commit", party: party,
                    title: made.title), trail: [("抽取", "/draw"), ("摇号", try address(call))]))
    }

    static func commit(_ call: Call) async throws -> Reply {
        try await withFields(call) {
            try await Ceremonies(call.house).commit(
                try call.signedIn(), ceremony: try call.id(),
                party: try call.form.required("party", "参与方", max: 64), commitment: call.form.text("commitment"),
                submission: call.submissionKey)
            return .seeOther(try address(call), notice: "承诺已写入留痕日志。请保管好随机数，揭示时要用。")
        }
    }

    static func closeCommits(_ call: Call) async throws -> Reply {
        try await Ceremonies(call.house).closeCommits(
            try call.signedIn(), ceremony: try call.id(), submission: call.submissionKey)
        return .seeOther(try address(call), notice: "承诺已结束，请各方揭示。")
    }

    static func reveal(_ call: Call) async throws -> Reply {
        try await withFields(call) {
            try await Ceremonies(call.house).reveal(
                try call.signedIn(), ceremony: try call.id(),
                party: try call.form.required("party", "参与方", max: 64), value: call.form.text("value"),
                submission: call.submissionKey)
            return .seeOther(try address(call), notice: "随机数已揭示，与承诺一致。")
        }
    }

    static func closeReveals(_ call: Call) async throws -> Reply {
        try await Ceremonies(call.house).closeReveals(
            try call.signedIn(), ceremony: try call.id(), submission: call.submissionKey)
        return .seeOther(try address(call), notice: "未揭示的一方已记为缺席。")
    }

    static func publicValue(_ call: Call) async throws -> Reply {
        try await withFields(call) {
            try await Ceremonies(call.house).enterPublicValue(
                try call.signedIn(), ceremony: try call.id(), value: call.form.text("value"),
                again: call.form.text("again"), submission: call.submissionKey)
            return .seeOther(try address(call), notice: "公共随机值已写入留痕日志，种子已确定。")
        }
    }

    static func draw(_ call: Call) async throws -> Reply {
        try await Ceremonies(call.house).draw(
            try call.signedIn(), ceremony: try call.id(), submission: call.submissionKey)
        return .seeOther(try address(call), notice: "抽取完成，结果已公开签号。")
    }

    private static func address(_ call: Call) throws -> String { "/draw/\(try call.id())" }

    /// A refusal of a field comes back beside the field, not as a page of its own.
    private static func withFields(_ call: Call, _ body: () async throws -> Reply) async throws -> Reply {
        do {
            return try await body()
        } catch let problem as Problem where !problem.fields.isEmpty {
            return try await CeremonyPage.page(call, problem: problem)
        }
    }
}

/// Ending a ceremony without a draw: asked once more, with what it means.
enum CeremonyAbort {
    struct Model: Sendable {
        let code: String
        let consequence: String
        let action: String
        let cancelHref: String
        let reason: FieldModel
    }

    static func ask(_ call: Call) async throws -> Reply { try await form(call, problem: nil) }

    static func confirm(_ call: Call) async throws -> Reply {
        do {
            try await Ceremonies(call.house).abort(
                try call.signedIn(), ceremony: try call.id(), reason: call.form.text("reason"),
                submission: call.submissionKey)
            return .seeOther("/draw/\(try call.id())", notice: "摇号已中止，理由已公开。")
        } catch let problem as Problem where problem.fields["reason"] != nil {
            return try await form(call, problem: problem)
        }
    }

    private static func form(_ call: Call, problem: Problem?) async throws -> Reply {
        let view = try await Ceremonies(call.house).view(try call.signedIn(), ceremony: try call.id())
        let address = "/draw/\(view.ceremony.id)"
        let known = view.ceremony.publicValue != nil
        return .page(
            Page(
                "draw/abort", title: "中止摇号", stage: .draw,
                model: Model(
                    code: view.ceremony.code,
                    consequence: known
                        ? "种子已经可以算出，此时中止会让人怀疑是不满意结果。中止不能撤销；编号、步骤和理由永久公开，下一次摇号会注明承接这次中止。"
                        : "中止不能撤销，已提交的承诺作废；编号、步骤和理由永久公开，下一次摇号会注明承接这次中止。",
                    action: address + "/abort", cancelHref: address,
                    reason: FieldModel(
                        .area, "reason", "理由", value: call.form.text("reason"), help: "会向社会公开，请不要写姓名。",
                        error: problem?.fields["reason"], maxlength: 300)),
                trail: [("抽取", "/draw"), (view.ceremony.title, address)], status: problem == nil ? 200 : 422))
    }
}

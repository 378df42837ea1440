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
                try call.signedIn(), ceremony: try call.id(), source: call.form.optional("source"),
                value: try digits(call, "value"), again: try digits(call, "again"), submission: call.submissionKey)
            return .seeOther(try address(call), notice: "公共随机值两遍一致，已写入留痕日志。")
        }
    }

    /// The first keying alone, for another person to key again.
    static func key(_ call: Call) async throws -> Reply {
        try await withFields(call) {
            try await Ceremonies(call.house).keyPublicValue(
                try call.signedIn(), ceremony: try call.id(), source: call.form.optional("source"),
                value: try digits(call, "value"), submission: call.submissionKey)
            return .seeOther(try address(call), notice: "第一遍已录入，请另一人在自己的设备上复录。")
        }
    }

    static func confirmValue(_ call: Call) async throws -> Reply {
        try await withFields(call) {
            try await Ceremonies(call.house).confirmPublicValue(
                try call.signedIn(), ceremony: try call.id(), source: call.form.optional("source"),
                value: try digits(call, "value"), submission: call.submissionKey)
            return .seeOther(try address(call), notice: "两遍一致，公共随机值已写入留痕日志。")
        }
    }

    private static func digits(_ call: Call, _ name: String) throws -> String {
        try call.form.optional(name, "公共随机值", max: 400) ?? ""
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

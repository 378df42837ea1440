import Domain

/// A whole ceremony computed again in the visitor's browser (`Public/js/verify`). The server only says which.
enum VerifyCeremonyPage {
    struct Model: Sendable {
        /// Of the ceremony to verify at once; empty for none.
        let code: String
        let remark: RemarkModel?
    }

    static func show(_ call: Call) async throws -> Reply {
        let asked = try call.query.optional("code", "摇号编号", max: 40)?.uppercased() ?? ""
        var model = Model(code: "", remark: nil)
        if !asked.isEmpty {
            switch try? await Portal(call.house).ceremony(asked) {
            case let found? where !found.record.isEmpty: model = Model(code: found.code, remark: nil)
            case .some: model = Model(code: "", remark: RemarkModel("这次摇号还没有抽取，文件尚未公布。", .information))
            case nil: model = Model(code: "", remark: RemarkModel("没有找到这个摇号编号，如 YH-2026-230102-001。", .attention))
            }
        }
        return .publicPage(
            Page(
                "portal/verify-ceremony", title: "核验一场摇号", stage: .portal, model: model, trail: [("怎样验证", "/verify")],
                frame: .portal))
    }
}

/// "Was I drawn fairly?" for a subject with its notice. What identifies it stands behind the # of the address, which no browser
/// sends; the script asks the server for the ceremony's record and the slip's proof only.
enum VerifySlipPage {
    struct Model: Sendable {
        /// Mustache needs a member.
        let title = "通知书核对"
    }

    static func show(_ call: Call) async throws -> Reply {
        .publicPage(
            Page(
                "portal/verify-slip", title: "我抽得公平吗", stage: .portal, model: Model(), trail: [("怎样验证", "/verify")],
                frame: .portal))
    }
}

import Domain
import Logging

/// Signing in and out.
enum SignInPage {
    struct Model: Sendable {
        let next: String
        let username: FieldModel
        let password: FieldModel
        let error: String?
        let remedy: String?
        let ended: Bool
        let idleMinutes: String
    }

    static func show(_ call: Call) async throws -> Reply {
        let next = Dispatcher.local(call.query.optional("next") ?? "/workbench")
        if call.actor != nil { return .seeOther(next == "/" ? "/workbench" : next) }
        return page(call, next: next, username: "", problem: nil)
    }

    static func begin(_ call: Call, _ limit: RateLimit) async throws -> Reply {
        let next = Dispatcher.local(call.form.optional("next") ?? "/workbench")
        let configuration = call.configuration
        // Given names in the clear are not logged, neither is the address.
        // The lock of the account holds across all processes; this one is for who tries many accounts.
        guard
            limit.admits(
                call.client, now: call.house.clock.now(), most: configuration.loginRate,
                within: configuration.loginWindow)
        else {
            call.logger.warning("sign-in rate limited")
            throw Problem(
                .tooMany, "access.sign-in.rate", "登录尝试过于频繁，已暂停受理。",
                remedy: "请等待 \(configuration.loginWindow / 60) 分钟后再试。忘记密码请联系本单位平台管理员重置。")
        }
        let username = String(call.form.text("username").lowercased().prefix(100))
        // Passwords are taken as typed: blanks at the ends belong to them.
        let password = call.form.raw("password") ?? ""
        guard !username.isEmpty, !password.isEmpty, password.utf8.count <= 1024 else {
            return page(call, next: next, username: username, problem: SignIn.failed(configuration.limits))
        }
        do {
            let begun = try await SignIn(call.house, limits: configuration.limits)
                .begin(username: username, password: password)
            if let old = call.session.token { try await SignIn(call.house).end(token: old) }
            let cookie = Cookies.set(
                configuration.cookieName, begun.token, maxAge: configuration.sessionAbsolute,
                secure: configuration.secure)
            return .with(headers: [cookie], .seeOther(next == "/" ? "/workbench" : next))
        } catch let problem as Problem where problem.kind == .unauthenticated {
            call.logger.notice("sign-in refused")
            return page(call, next: next, username: username, problem: problem)
        }
    }

    static func end(_ call: Call) async throws -> Reply {
        if let token = call.session.token { try await SignIn(call.house).end(token: token) }
        let configuration = call.configuration
        return .with(
            headers: [Cookies.set(configuration.cookieName, "", maxAge: 0, secure: configuration.secure)],
            .seeOther("/login", notice: "已退出登录。"))
    }

    private static func page(_ call: Call, next: String, username: String, problem: Problem?) -> Reply {
        let model = Model(
            next: next,
            username: FieldModel(
                .text, "username", "用户名", value: username, maxlength: 100, autocomplete: "username"),
            password: FieldModel(.password, "password", "密码", maxlength: 256, autocomplete: "current-password"),
            error: problem?.message, remedy: problem?.remedy, ended: call.session.ended && problem == nil,
            idleMinutes: String(call.configuration.sessionIdle / 60))
        return .page(
            Page(
                "access/login", title: "工作人员登录", model: model, frame: .plain,
                status: problem.map(\.kind.status) ?? 200))
    }
}

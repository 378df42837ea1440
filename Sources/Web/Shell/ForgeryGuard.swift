import Domain
import HTTPTypes
import Hummingbird

/// Refuses requests that another site made this browser send.
///
/// Three independent bars: the cookie is SameSite=Lax, the Origin must be ours, and the form must know the token.
enum ForgeryGuard {
    static let header = HTTPField.Name("X-CSRF-Token")

    static let refusal = Problem(
        .forbidden, "access.forgery", "这次提交没有通过来源校验，没有保存任何更改。",
        remedy: "页面可能打开得太久，或不是从平台打开的。请返回上一页，刷新后重新提交。")

    /// Looks at the headers alone, before the body is read.
    static func checkOrigin(_ request: Request, _ configuration: WebConfiguration) throws {
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }),
            site != "same-origin", site != "none"
        {
            throw refusal
        }
        guard let origin = request.headers[.origin] else { return }
        if let own = configuration.origin {
            guard origin == own else { throw refusal }
            return
        }
        guard let host = request.head.authority ?? HTTPField.Name("Host").flatMap({ request.headers[$0] }) else {
            throw refusal
        }
        guard origin == "http://" + host || origin == "https://" + host else { throw refusal }
    }

    /// The token of the form, or of the header that scripts send.
    static func checkToken(_ request: Request, _ form: Fields, _ state: SessionState) throws {
        let sent = form.raw("_csrf") ?? header.flatMap { request.headers[$0] } ?? ""
        guard !state.isNewBrowser, constantTimeEqual(sent, state.csrf) else { throw refusal }
    }

    static func constantTimeEqual(_ left: String, _ right: String) -> Bool {
        let (a, b) = (Array(left.utf8), Array(right.utf8))
        guard a.count == b.count, !a.isEmpty else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

import Domain
import HTTPTypes
import Hummingbird

/// What the browser brought along: who it is, what its forms must carry, how it wants to be shown things.
struct SessionState: Sendable {
    /// Clear session token; nil when nobody is signed in.
    var token: String?
    var actor: Actor?
    /// What a form must send back as `_csrf`: of the session, or of the browser before it signs in.
    var csrf: String
    /// Whether the browser does not have the anonymous token yet and must be given it.
    var isNewBrowser = false
    var notice: String?
    var density: Density = .standard
    /// A session cookie came, but the session has ended.
    var ended = false

    /// Secret of the browser that opened a party's one-time link; nil when it did not.
    var pass: String?

    static let passCookie = "mingcha-party"
    static let browserCookie = "mingcha-form"
    static let noticeCookie = "mingcha-notice"
    static let densityCookie = "mingcha-density"
}

/// How closely rows are set.
package enum Density: String, Sendable, CaseIterable {
    case compact, standard, roomy

    var title: String {
        switch self {
        case .compact: "紧凑"
        case .standard: "标准"
        case .roomy: "长者"
        }
    }
}

/// Cookies as sent and set.
enum Cookies {
    /// The first cookie of each name (browsers send the most specific one first).
    static func read(_ headers: HTTPFields) -> [String: String] {
        var found: [String: String] = [:]
        for header in headers[values: .cookie] {
            for pair in header.split(separator: ";").prefix(50) {
                guard let equals = pair.firstIndex(of: "=") else { continue }
                let name = Fields.trimmed(String(pair[..<equals]))
                if found[name] == nil { found[name] = Fields.trimmed(String(pair[pair.index(after: equals)...])) }
            }
        }
        return found
    }

    /// `maxAge` in seconds; nil: until the browser closes; 0 removes.
    static func set(_ name: String, _ value: String, maxAge: Int?, secure: Bool) -> (name: String, value: String) {
        var text = "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax"
        if let maxAge { text += "; Max-Age=\(maxAge)" }
        if secure { text += "; Secure" }
        return ("Set-Cookie", text)
    }
}

extension SessionState {
    /// Reads the cookies and, where a session is named, the person behind it.
    static func resume(_ request: Request, _ house: House, _ configuration: WebConfiguration) async throws
        -> SessionState
    {
        let cookies = Cookies.read(request.headers)
        var state = SessionState.anonymous(cookies, house)
        if let token = cookies[configuration.cookieName] {
            if let (session, actor) = try await SignIn(house, limits: configuration.limits).resume(token: token) {
                state.token = token
                state.actor = actor
                state.csrf = session.csrf
                state.isNewBrowser = false
            } else {
                state.ended = true
            }
        }
        return state
    }

    /// Without asking the store.
    static func anonymous(_ cookies: [String: String], _ house: House) -> SessionState {
        var state = SessionState(csrf: "")
        if let known = cookies[browserCookie], known.utf8.count == 32, known.utf8.allSatisfy(Cookies.isHex) {
            state.csrf = known
        } else {
            state.csrf = house.randomHex(bytes: 16)
            state.isNewBrowser = true
        }
        state.notice = cookies[noticeCookie].flatMap { FormCoding.text(Array($0.utf8), plusIsSpace: false) }
            .flatMap { $0.utf8.count <= 1000 ? $0 : nil }
        state.pass = cookies[passCookie].flatMap { $0.utf8.count == 64 && $0.utf8.allSatisfy(Cookies.isHex) ? $0 : nil }
        state.density = cookies[densityCookie].flatMap(Density.init) ?? .standard
        return state
    }
}

extension Cookies {
    static func isHex(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) }
}

extension WebConfiguration {
    /// The domain's limits with this configuration's times.
    var limits: AccessLimits {
        var limits = AccessLimits()
        limits.idle = sessionIdle
        limits.absolute = sessionAbsolute
        return limits
    }
}

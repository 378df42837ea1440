import Crypto
package import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// How many things wait for a person at each stage.
package typealias WaitingCounts = @Sendable (House, Actor) async throws -> [Stage: Int]

/// What Hummingbird hands along with a request.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Address of the peer, without port.
    let peer: String
    /// Number of this request, shown with refusals and written with every log line. Ours, because Hummingbird's
    /// `id` reads it back from the logger and traps when a log handler keeps no metadata.
    let number: String

    init(source: Source) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? "local"
        number = String(UInt64.random(in: .min ... .max), radix: 36)
        self.logger[metadataKey: "request"] = "\(number)"
    }
}

/// Takes a request through the doors in their order (session, access, origin, body, token), lets the handler answer,
/// and turns whatever happens into a response.
struct Dispatcher: Sendable {
    let house: House
    let configuration: WebConfiguration
    let renderer: Renderer
    let counts: WaitingCounts
    let statics: StaticFiles
    let doors = Doors()

    var version: String { statics.version }
    var htmx: String? { statics.htmx }

    func respond(_ route: Route, _ request: Request, _ context: WebContext) async -> Response {
        var state = SessionState.anonymous(Cookies.read(request.headers), house)
        if route.access == .token { return await answerProgram(route, request, context, state) }
        do {
            state = try await SessionState.resume(request, house, configuration)
            try admit(route, state)
            var received = Received()
            if route.method != .get {
                try ForgeryGuard.checkOrigin(request, configuration)
                received = try await Received.read(request, route: route, configuration)
            }
            defer { received.discard() }
            if route.method != .get { try ForgeryGuard.checkToken(request, received.form, state) }
            let call = try self.call(received, state, request, context)
            let response = try await answer(
                try await route.handle(call), state: state, status: nil,
                packs: state.actor == nil && Packing.isTaken(by: request))
            return Dispatcher.revalidated(response, request)
        } catch let submitted as SubmittedBefore {
            // The same form arrived twice: show what the first arrival did.
            return Response(status: .seeOther, headers: [.location: Dispatcher.local(submitted.location)])
        } catch {
            return await refuse(error, request: request, context: context, state: state)
        }
    }

    private func admit(_ route: Route, _ state: SessionState) throws {
        if route.access.admits(state.actor) { return }
        guard let actor = state.actor else { throw Problem.signInNeeded }
        switch route.access {
        case .needs(let permission): try actor.require(permission)
        case .needsAny(let permissions): try permissions.first.map { try actor.require($0) }
        case .province(let permission):
            try actor.require(permission)
            throw Problem(
                .forbidden, "access.province", "这项内容由省级统一维护，\(actor.regionName)的账号只能查看。",
                remedy: "需要调整的，请报省级部门。")
        case .everyone, .signedIn, .token: break
        }
        throw Problem(.forbidden, "access.permission", "您的账号没有使用这一页的权限。", remedy: "请联系本单位平台管理员。")
    }

    func call(_ received: Received, _ state: SessionState, _ request: Request, _ context: WebContext) throws
        -> Call
    {
        var parameters: [String: String] = [:]
        for (name, value) in context.parameters {
            guard let text = FormCoding.text(Array(value.utf8), plusIsSpace: false) else {
                throw Problem.notFound("页面")
            }
            // Hummingbird calls the rest of a path `:**:`.
            parameters[name == Parameters.recursiveCaptureKey ? "**" : String(name)] = text
        }
        return Call(
            house: house, actor: state.actor, parameters: parameters,
            query: try FormCoding.decode(Array((request.uri.query ?? "").utf8)), form: received.form,
            uploads: received.uploads, body: received.body, isHtmx: Dispatcher.isHtmx(request),
            address: request.uri.string, origin: origin(request), session: state, client: client(request, context),
            configuration: configuration, logger: context.logger, counts: counts,
            doors: doors)
    }

    /// As configured, else as the request was addressed.
    private func origin(_ request: Request) -> String {
        if let own = configuration.origin { return own }
        let host = request.head.authority ?? HTTPField.Name("Host").flatMap { request.headers[$0] } ?? "localhost"
        return (configuration.secure ? "https://" : "http://") + host
    }

    /// The client's address, for the rate limit. Behind our own proxy, the last hop that it saw.
    private func client(_ request: Request, _ context: WebContext) -> String {
        guard configuration.trustsProxy, let name = HTTPField.Name("X-Forwarded-For"),
            let last = request.headers[name]?.split(separator: ",").last
        else { return context.peer }
        return String(Fields.trimmed(String(last)).prefix(45))
    }

    static func isHtmx(_ request: Request) -> Bool {
        HTTPField.Name("HX-Request").flatMap { request.headers[$0] } == "true"
    }

    static func wantsJSON(_ request: Request) -> Bool {
        let accept = request.headers[.accept] ?? ""
        return accept.contains("application/json") && !accept.contains("text/html")
    }

    // MARK: Answers

    /// 304 without a body where the client has the very bytes already (RFC 9110, 13.1.2).
    private static func revalidated(_ response: Response, _ request: Request) -> Response {
        guard response.status == .ok, let tag = response.headers[.eTag], let known = request.headers[.ifNoneMatch]
        else {
            return response
        }
        let tags = known.split(separator: ",").map { Fields.trimmed(String($0)) }
        // Compared weakly (RFC 9110, 13.1.2).
        let weak = { (tag: String) in tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag }
        guard tags.contains(where: { $0 == "*" || weak($0) == weak(tag) }) else { return response }
        var headers = response.headers
        headers[.contentType] = nil
        headers[.contentEncoding] = nil
        return Response(status: .notModified, headers: headers)
    }

    /// - Parameter packs: whether public answers may be sent as gzip.
    func answer(_ reply: Reply, state: SessionState, status: Int?, packs: Bool = false) async throws -> Response {
        switch reply {
        case .page(let page):
            let counts = await waiting(page, state)
            let shell = ShellModel(
                page: page, state: state, submission: house.randomHex(bytes: 16), counts: counts, version: version,
                htmx: htmx)
            let html = Array(try renderer.page(page, shell: shell).utf8)
            var response = Response.packing(
                html, type: "text/html; charset=utf-8", status: .init(code: status ?? page.status),
                taken: packs && page.frame == .portal)
            response.headers[.vary] = "Cookie, HX-Request, Accept-Encoding"
            // What has not changed is not sent again. A weak tag: it is that of the page, packed or not.
            if page.frame == .portal, response.status == .ok {
                response.headers[.eTag] = "W/\"" + Digest.hex(SHA256.hash(data: html).prefix(16)) + "\""
            }
            // Proxies may keep a portal page for a moment and show it to others: it hands out no cookie.
            if page.frame != .portal { carry(state, into: &response) }
            return response
        case .fragment(let template, let model):
            let shell = ShellModel(
                page: nil, template: template, state: state, submission: house.randomHex(bytes: 16), version: version)
            var response = Dispatcher.text(
                try renderer.fragment(template, model: model, shell: shell), type: "text/html; charset=utf-8",
                status: status ?? 200)
            carry(state, into: &response, keepsNotice: true)
            return response
        case .seeOther(let path, let notice):
            var response = Response(status: .seeOther)
            response.headers[.location] = Dispatcher.local(path)
            if let notice {
                let cookie = Cookies.set(
                    SessionState.noticeCookie, FormCoding.encode(notice), maxAge: 60, secure: configuration.secure)
                append(cookie, to: &response)
            }
            return response
        case .bytes(let bytes, let type, let filename, let cache):
            var response = Response.packing(bytes, type: type, taken: packs && cache != .never)
            response.headers[.cacheControl] = cache.header
            if let filename { attach(filename, to: &response) }
            return response
        case .pdf(let page, let filename):
            guard let press = house.press else {
                throw Problem(
                    .unavailable, "press.none", "没有配置排版程序，不能生成 PDF。", remedy: "请打开打印页，用浏览器的“打印”保存为 PDF。")
            }
            let shell = ShellModel(page: page, state: state, submission: "", version: version)
            let bytes = try await press.pdf(
                html: try renderer.page(page, shell: shell), css: statics.text("/css/print.css"))
            var response = Response(
                status: .ok, headers: [.contentType: "application/pdf", .cacheControl: Caching.never.header],
                body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
            attach(filename, to: &response)
            return response
        case .text(let text, let type, let cache):
            var response = Response.packing(
                Array(text.utf8), type: type, status: .init(code: status ?? 200), taken: packs && cache != .never)
            response.headers[.cacheControl] = cache.header
            return response
        case .json(let text, let code):
            return Dispatcher.text(text, type: "application/json", status: status ?? code)
        case .stream(let chunks, let type, let filename):
            let body = ResponseBody { writer in
                for try await chunk in chunks { try await writer.write(ByteBuffer(bytes: chunk)) }
                try await writer.finish(nil)
            }
            var response = Response(status: .ok, headers: [.contentType: type], body: body)
            if let filename { attach(filename, to: &response) }
            return response
        case .with(let headers, let inner):
            var response = try await answer(inner, state: state, status: status, packs: packs)
            for header in headers { append(header, to: &response) }
            // A strong tag is that of the bytes as they lie, not of the packed ones.
            if response.headers[.contentEncoding] != nil, let tag = response.headers[.eTag], !tag.hasPrefix("W/") {
                response.headers[.eTag] = "W/" + tag
            }
            return response
        }
    }

    private func waiting(_ page: Page, _ state: SessionState) async -> [Stage: Int] {
        guard page.frame == .inside, let actor = state.actor else { return [:] }
        // The counts are an aid; a page is worth showing without them.
        return (try? await counts(house, actor)) ?? [:]
    }

    /// Gives a new browser its token and takes back a notice that has been shown.
    private func carry(_ state: SessionState, into response: inout Response, keepsNotice: Bool = false) {
        if state.isNewBrowser {
            append(
                Cookies.set(SessionState.browserCookie, state.csrf, maxAge: nil, secure: configuration.secure),
                to: &response)
        }
        if state.notice != nil, !keepsNotice {
            append(Cookies.set(SessionState.noticeCookie, "", maxAge: 0, secure: configuration.secure), to: &response)
        }
        if state.ended {
            append(Cookies.set(configuration.cookieName, "", maxAge: 0, secure: configuration.secure), to: &response)
        }
    }

    private func append(_ header: (name: String, value: String), to response: inout Response) {
        guard let name = HTTPField.Name(header.name) else { return }
        response.headers.append(HTTPField(name: name, value: header.value))
    }

    private func attach(_ filename: String, to response: inout Response) {
        response.headers[.contentDisposition] = "attachment; filename*=UTF-8''" + FormCoding.encode(filename)
    }

    static func text(_ text: String, type: String, status: Int) -> Response {
        Response(
            status: .init(code: status), headers: [.contentType: type],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// Only paths of this house: `/…`, never `//host`, never a scheme, no control characters.
    static func local(_ path: String) -> String {
        let bytes = Array(path.utf8)
        guard bytes.first == 0x2F, bytes.count < 2 || (bytes[1] != 0x2F && bytes[1] != 0x5C),
            !bytes.contains(where: { $0 < 0x21 || $0 == 0x7F || $0 == 0x5C })
        else { return "/" }
        var out = ""
        for byte in bytes {
            out += byte < 0x80 ? String(Unicode.Scalar(byte)) : "%" + String(byte, radix: 16, uppercase: true)
        }
        return out
    }
}

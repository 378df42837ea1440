import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization

@testable import Web

/// Sends requests as a browser does: keeps cookies, knows the forms' tokens.
final class Browser: Sendable {
    let client: any TestClientProtocol
    private let cookies = Mutex<[String: String]>([:])
    private let token = Mutex("")

    init(_ client: any TestClientProtocol) { self.client = client }

    /// Takes a session that a test made.
    func use(_ session: (token: String, csrf: String)) {
        cookies.withLock { $0["mingcha"] = session.token }
        token.withLock { $0 = session.csrf }
    }

    var csrf: String { token.withLock { $0 } }

    func cookie(_ name: String) -> String? { cookies.withLock { $0[name] } }

    func forget(_ name: String) { cookies.withLock { $0[name] = nil } }

    @discardableResult
    func get(_ path: String, headers: [String: String] = [:]) async throws -> TestResponse {
        try await send(path, .get, headers: headers, body: nil)
    }

    /// What a form sends as its token.
    enum Token { case own, none, other(String) }

    @discardableResult
    func post(
        _ path: String, _ form: [(String, String)] = [], token: Token = .own, headers: [String: String] = [:]
    ) async throws -> TestResponse {
        var pairs = form
        switch token {
        case .none: break
        case .own: pairs.append(("_csrf", csrf))
        case .other(let other): pairs.append(("_csrf", other))
        }
        let text = pairs.map { FormCoding.encode($0.0) + "=" + FormCoding.encode($0.1) }.joined(separator: "&")
        var all = headers
        all["Content-Type"] = all["Content-Type"] ?? "application/x-www-form-urlencoded"
        return try await send(path, .post, headers: all, body: ByteBuffer(string: text))
    }

    @discardableResult
    func send(_ path: String, _ method: HTTPRequest.Method, headers: [String: String], body: ByteBuffer?) async throws
        -> TestResponse
    {
        var fields = HTTPFields()
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        let jar = cookies.withLock { $0 }
        if !jar.isEmpty { fields[.cookie] = jar.map { "\($0)=\($1)" }.joined(separator: "; ") }
        let response = try await client.execute(uri: path, method: method, headers: fields, body: body)
        for header in response.headers[values: .setCookie] {
            let pair = header.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            let removed = header.contains("Max-Age=0")
            cookies.withLock { $0[String(pair[0])] = removed ? nil : String(pair[1]) }
        }
        let html = response.text
        if let range = html.range(of: #"name="_csrf" value=""#) {
            token.withLock { $0 = String(html[range.upperBound...].prefix { $0 != "\"" }) }
        }
        return response
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }

    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

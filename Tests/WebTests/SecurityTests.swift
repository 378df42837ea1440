import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import World

@testable import Web

@Suite struct SecurityTests {
    /// Runs a test against a house with one account of each given role.
    private func serve(
        _ configuration: WebConfiguration = WebConfiguration(), roles: [Role] = [.planner],
        _ body: @escaping @Sendable (World, any TestClientProtocol) async throws -> Void
    ) async throws {
        let test = try await World()
        for role in roles { try await test.account([role]) }
        try await test.server(configuration).application().test(.router) { client in
            try await body(test, client)
        }
        await test.close()
    }

    private func signIn(_ browser: Browser, _ username: String = "planner", _ password: String = World.password)
        async throws -> TestResponse
    {
        try await browser.get("/login")
        return try await browser.post("/login", [("username", username), ("password", password)])
    }

    @Test func everyAnswerCarriesThePolicy() async throws {
        try await serve { _, client in
            for path in ["/login", "/workbench", "/nowhere", "/css/tokens.css", "/health", "/log/checkpoint"] {
                let response = try await Browser(client).get(path)
                let policy = try #require(response.header("Content-Security-Policy"))
                for part in [
                    "default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'",
                    "base-uri 'none'", "frame-ancestors 'none'",
                ] { #expect(policy.contains(part), "\(path)") }
                #expect(!policy.contains("unsafe"))
                #expect(response.header("X-Content-Type-Options") == "nosniff")
                #expect(response.header("Referrer-Policy") == "same-origin")
                #expect(response.header("Cross-Origin-Opener-Policy") == "same-origin")
                #expect(response.header("Strict-Transport-Security") == nil)
                #expect(response.header("X-Request-Id")?.isEmpty == false)
            }
            let page = try await Browser(client).get("/login")
            #expect(page.header("Cache-Control") == "no-store")
            #expect(!page.text.contains(" style="))
            #expect(!page.text.contains("<script>"))
        }
    }

    @Test func behindTLSCookiesAreBoundAndHSTSIsSet() async throws {
        var configuration = WebConfiguration()
        configuration.secure = true
        try await serve(configuration) { _, client in
            let browser = Browser(client)
            let response = try await self.signIn(browser)
            #expect(response.status == .seeOther)
            let cookie = try #require(response.headers[values: .setCookie].first { $0.hasPrefix("__Host-mingcha=") })
            for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] { #expect(cookie.contains(part)) }
            #expect(!cookie.contains("Domain"))
            #expect(response.header("Strict-Transport-Security")?.hasPrefix("max-age=") == true)
        }
    }

    @Test func signingInRenewsTheSessionAndOutEndsIt() async throws {
        try await serve { _, client in
            let browser = Browser(client)
            #expect(try await self.signIn(browser).header("Location") == "/workbench")
            let first = try #require(browser.cookie("mingcha"))
            let page = try await browser.get("/workbench")
            #expect(page.status == .ok)
            #expect(page.text.contains("工作台"))
            // A second sign-in in the same browser gives a new token and ends the old one.
            try await browser.post(
                "/login", [("username", "planner"), ("password", World.password)])
            let second = try #require(browser.cookie("mingcha"))
            #expect(first != second)
            let thief = Browser(client)
            thief.use((first, ""))
            #expect(try await thief.get("/workbench").status == .seeOther)
            try await browser.get("/workbench")
            #expect(try await browser.post("/logout").status == .seeOther)
            #expect(browser.cookie("mingcha") == nil)
            let replay = Browser(client)
            replay.use((second, ""))
            #expect(try await replay.get("/workbench").status == .seeOther)
        }
    }

    @Test func formsWithoutTheTokenAreRefused() async throws {
        try await serve { test, client in
            let id = try await test.account([.drawer])
            let session = try await test.session(id)
            let browser = Browser(client)
            browser.use(session)
            for wrong in [.none, .other(""), .other("0000"), .other(session.csrf + "0")] as [Browser.Token] {
                let response = try await browser.post("/preferences", [("density", "compact")], token: wrong)
                #expect(response.status == .forbidden)
            }
            let foreign = try await browser.post(
                "/preferences", [("density", "compact")], headers: ["Origin": "https://evil.example"])
            #expect(foreign.status == .forbidden)
            let crossSite = try await browser.post(
                "/preferences", [("density", "compact")], headers: ["Sec-Fetch-Site": "cross-site"])
            #expect(crossSite.status == .forbidden)
            let right = try await browser.post(
                "/preferences", [("density", "compact")], headers: ["Origin": "http://localhost"])
            #expect(right.status == .seeOther)
            // The sign-in form is guarded too, before there is a session.
            let fresh = Browser(client)
            let login = try await fresh.post("/login", [("username", "drawer"), ("password", World.password)])
            #expect(login.status == .forbidden)
        }
    }

    @Test func sessionsEndIdleAndAbsolutely() async throws {
        try await serve { test, client in
            let id = try await test.account([.drawer])
            let browser = Browser(client)
            browser.use(try await test.session(id))
            // Used every 20 minutes it lives on, until eight hours are over.
            for _ in 0..<23 {
                test.clock.advance(seconds: 20 * 60)
                #expect(try await browser.get("/workbench").status == .ok)
            }
            test.clock.advance(seconds: 20 * 60)
            #expect(try await browser.get("/workbench").status == .seeOther)
            let other = Browser(client)
            other.use(try await test.session(id))
            test.clock.advance(seconds: 30 * 60)
            let ended = try await other.get("/workbench")
            #expect(ended.status == .seeOther)
            #expect(ended.header("Location") == "/login?next=%2Fworkbench")
            // The row is gone, not only the cookie.
            test.clock.advance(seconds: -30 * 60)
            #expect(try await other.get("/workbench").status == .seeOther)
        }
    }

    @Test func theFifthWrongPasswordLocksForAQuarterOfAnHour() async throws {
        try await serve { test, client in
            let browser = Browser(client)
            var texts: Set<String> = []
            for _ in 0..<5 {
                let response = try await self.signIn(browser, "planner", "wrong")
                #expect(response.status == .unauthorized)
                texts.insert(Self.alert(response.text))
            }
            #expect(try await self.signIn(browser).status == .unauthorized)
            // The same words for an account that does not exist.
            texts.insert(Self.alert(try await self.signIn(browser, "nobody", "wrong").text))
            #expect(texts.count == 1)
            test.clock.advance(seconds: 15 * 60)
            #expect(try await self.signIn(browser).status == .seeOther)
        }
    }

    @Test func aClientThatTriesTooOftenIsSlowedDown() async throws {
        var configuration = WebConfiguration()
        configuration.loginRate = 3
        let window = configuration.loginWindow
        try await serve(configuration) { test, client in
            let browser = Browser(client)
            try await browser.get("/login")
            for _ in 0..<3 { #expect(try await self.signIn(browser, "x", "").status == .unauthorized) }
            #expect(try await self.signIn(browser).status == .tooManyRequests)
            test.clock.advance(seconds: window)
            #expect(try await self.signIn(browser).status == .seeOther)
        }
    }

    @Test func aDisabledAccountIsOutAtOnce() async throws {
        try await serve { test, client in
            let target = try await test.account([.drawer])
            let victim = Browser(client)
            victim.use(try await test.session(target))
            #expect(try await victim.get("/workbench").status == .ok)
            let admin = Browser(client)
            admin.use(try await test.session(try await test.account([.administrator])))
            try await admin.get("/system/accounts/\(target)")
            let response = try await admin.post("/system/accounts/\(target)/status", [("status", "disabled")])
            #expect(response.status == .seeOther)
            #expect(try await victim.get("/workbench").status == .seeOther)
            #expect(try await admin.get("/system/accounts/\(target)").text.contains("已停用"))
        }
    }

    @Test func redirectsStayInTheHouse() {
        for path in [
            "//evil.example", "https://evil.example", "/\\evil.example", "", "javascript:alert(1)", "/a\r\nX: y",
        ] {
            #expect(Dispatcher.local(path) == "/")
        }
        #expect(Dispatcher.local("/plan/1?q=道里") == "/plan/1?q=%E9%81%93%E9%87%8C")
    }

    @Test func noPathReachesTheFileSystem() async throws {
        try await serve { _, client in
            for path in [
                "/css/../../Templates/shell/head.mustache", "/css/%2e%2e/%2e%2e/Templates/shell/head.mustache",
                "/../Package.swift", "/css/", "/css", "//etc/passwd", "/js/..%2fcss/tokens.css",
            ] {
                let response = try await Browser(client).get(path)
                #expect(response.status == .notFound, "\(path)")
            }
            let file = try await Browser(client).get("/css/tokens.css")
            #expect(file.status == .ok)
            let tag = try #require(file.header("ETag"))
            #expect(
                try await Browser(client).get("/css/tokens.css", headers: ["If-None-Match": tag]).status == .notModified
            )
        }
    }

    private static func alert(_ html: String) -> String {
        guard let start = html.range(of: #"role="alert""#) else { return "no alert" }
        return String(html[start.upperBound...].prefix(300))
    }
}

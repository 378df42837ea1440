import Domain
import Hummingbird
import HummingbirdTesting
import Testing
import World

@testable import Web

/// What the house gives to people it does not know, and how much of it.
@Suite struct StrangerTests {
    private func serve(
        _ configuration: WebConfiguration = WebConfiguration(), routes: [Route] = [],
        _ body: @escaping @Sendable (World, any TestClientProtocol) async throws -> Void
    ) async throws {
        try await World.with { world in
            let all = RouteTable.all(world.house) + routes
            try await world.server(configuration, routes: all).application().test(.router) { client in
                try await body(world, client)
            }
        }
    }

    @Test func whatProxiesMayKeepHoldsNothingOfAPerson() async throws {
        try await serve { world, client in
            let session = try await world.session(try await world.account([.drawer]))
            for path in ["/", "/results", "/ceremonies", "/plans", "/items", "/verify"] {
                let known = Browser(client)
                known.use(session)
                for browser in [known, Browser(client)] {
                    let response = try await browser.get(path)
                    #expect(response.status == .ok, "\(path)")
                    #expect(response.header("Cache-Control") == "public, max-age=60", "\(path)")
                    #expect(response.headers[values: .setCookie].isEmpty, "\(path)")
                    #expect(!response.text.contains(session.csrf), "\(path)")
                }
            }
        }
    }

    @Test func searchesAndFilesOfOneAddressAreLimited() async throws {
        var configuration = WebConfiguration()
        configuration.publicSearches = 2
        configuration.publicFiles = 2
        try await serve(configuration) { world, client in
            let browser = Browser(client)
            for _ in 0..<2 {
                #expect(try await browser.get("/results?q=%E9%B1%BC").status == .ok)
                #expect(try await browser.get("/plans?format=csv").status == .ok)
            }
            let search = try await browser.get("/results?q=%E9%B1%BC")
            #expect(search.status == .tooManyRequests)
            #expect(search.header("Retry-After") == "60")
            #expect(try await browser.get("/results.atom?q=%E9%B1%BC").status == .tooManyRequests)
            #expect(try await browser.get("/plans?format=csv").status == .tooManyRequests)
            // Reading goes on.
            #expect(try await browser.get("/results").status == .ok)
            world.clock.advance(seconds: 60)
            #expect(try await browser.get("/results?q=%E9%B1%BC").status == .ok)
            #expect(try await browser.get("/plans?format=csv").status == .tooManyRequests)
            world.clock.advance(seconds: 540)
            #expect(try await browser.get("/plans?format=csv").status == .ok)
        }
    }

    @Test func strangersDoNotTakeAllPlacesWhereFilesAreMade() async throws {
        var configuration = WebConfiguration()
        configuration.filesAtOnce = 2
        // Asks for another file while the first one is being made.
        let nested = { (outer: Bool, inner: Bool) in
            Route(.get, "/\(outer)/\(inner)", .everyone) { call in
                try await call.doors.file(call, isPublic: outer) {
                    try await call.doors.file(call, isPublic: inner) { Reply.text("both") }
                }
            }
        }
        let routes = [nested(true, true), nested(true, false), nested(false, true), nested(false, false)]
        try await serve(configuration, routes: routes) { _, client in
            let browser = Browser(client)
            for _ in 0..<2 {
                let refused = try await browser.get("/true/true")
                #expect(refused.status == .tooManyRequests)
                for places in ["/true/false", "/false/true", "/false/false"] {
                    let made = try await browser.get(places)
                    #expect(made.text == "both", "\(places)")
                }
            }
        }
    }

    @Test func anOpenSessionDoesNotHelpToGuessThePassword() async throws {
        var configuration = WebConfiguration()
        configuration.loginRate = 2
        try await serve(configuration) { world, client in
            let browser = Browser(client)
            browser.use(try await world.session(try await world.account([.drawer])))
            let fields = [("old", "wrong"), ("new", "a new password"), ("again", "a new password")]
            for _ in 0..<2 {
                #expect(try await browser.post("/preferences/password", fields).status == .unprocessableContent)
            }
            #expect(try await browser.post("/preferences/password", fields).status == .tooManyRequests)
        }
    }

    @Test func largeTypeIsOneLinkAway() async throws {
        try await serve { _, client in
            let browser = Browser(client)
            #expect(try await browser.get("/").text.contains(#"href="/display?size=roomy""#))
            let turned = try await browser.get("/display?size=roomy&back=%2Fresults%3Fpage%3D1")
            #expect(turned.header("Location") == "/results?page=1")
            let page = try await browser.get("/results")
            #expect(page.text.contains(#"data-density="roomy""#))
            #expect(page.text.contains(#"href="/display?size=standard""#))
            #expect(try await browser.get("/display?size=roomy&back=%2F%2Fevil.example").header("Location") == "/")
            #expect(try await browser.get("/display?size=huge").status == .badRequest)
        }
    }

    @Test func codesAreFoundAsTheyAreTyped() {
        typealias Word = SubjectQuery.Word
        #expect(Word("９２３０１０２").identifiers == ["9230102", "REG:9230102", "MED:9230102"])
        #expect(Word("3923010299").identifiers == ["3923010299", "EDU:3923010299", "REG:3923010299", "MED:3923010299"])
        // No code, but registration numbers are written in many ways.
        #expect(Word("73923010-").identifiers == ["REG:73923010-", "MED:73923010-"])
        #expect(Word("D2143569X").identifiers == ["D2143569X", "ORG:D2143569-X", "REG:D2143569X", "MED:D2143569X"])
        #expect(Word("D2143569-X").identifiers == ["ORG:D2143569-X", "REG:D2143569-X", "MED:D2143569-X"])
        #expect(Word("道里").identifiers.isEmpty)
        #expect(Word("（虚构）").name == "（虚构）")
    }

    @Test func whatNobodySeesIsNotTaken() throws {
        let fields = Fields([
            ("name", " 道里\u{200B}餐\u{202E}饮\u{7}店\u{FEFF} "), ("count", "１２"), ("day", "２０２６－０３－０１"),
            ("region", "２３０１０２"), ("tag", "a\u{2060}b"), ("lines", "一\n二"), ("password", "\u{200B}x"),
        ])
        let (count, day, region) = (
            try fields.int("count", "数量"), try fields.day("day", "日期"), try fields.region("region", "地区")
        )
        #expect(Array(fields.text("name").unicodeScalars) == Array("道里餐饮店".unicodeScalars))
        #expect(count == 12)
        #expect(day == Day("2026-03-01"))
        #expect(region == RegionCode("230102"))
        #expect(fields.list("tag").map { Array($0.utf8) } == [Array("ab".utf8)])
        #expect(throws: Problem.self) { try Fields([("day", "0206-03-01")]).day("day", "日期") }
        #expect(fields.text("lines") == "一\n二")
        #expect(fields.raw("password")?.unicodeScalars.count == 2)
    }
}

import Domain
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing
import World

@testable import Web

/// Every link leads somewhere: from the workbench of each role, and from the portal, all links that pages show are
/// followed, a few of each route, and answer with a page.
@Suite struct LinkTests {
    /// How many addresses of one route are looked at: rows of a list are alike.
    private static let ofEachRoute = 5

    @Test(.timeLimit(.minutes(30))) func everyLinkOfAPersonLeadsToAPage() async throws {
        try await World.with { world in
            let world = try await world.published()
            let routes = RouteTable.all(world.house)
            try await world.server(routes: routes).application().test(.router) { client in
                for role in Role.allCases {
                    for county in [world.own, world.province] where county.people[role] != nil {
                        let browser = Browser(client)
                        browser.use(try await world.session(try county.person(role).account))
                        let seen = try await Self.walk(
                            browser, from: ["/workbench", "/search?q=\(FormCoding.encode("虚构"))"], routes,
                            as: "\(role.rawValue) of \(county.name)")
                        #expect(seen.contains("GET /workbench") && seen.contains("GET /search"))
                        #expect(seen.count > 4, "\(role): \(seen.sorted())")
                    }
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(30))) func everyLinkOfThePortalLeadsToAPage() async throws {
        try await World.with { world in
            let world = try await world.published()
            let routes = RouteTable.all(world.house)
            try await world.server(routes: routes).application().test(.router) { client in
                let seen = try await Self.walk(Browser(client), from: ["/"], routes, as: "anyone")
                for page in [
                    "GET /results/:id", "GET /ceremonies/:code", "GET /ceremonies/:code/ceremony.json",
                    "GET /plans/:id",
                    "GET /items/:code", "GET /verify",
                ] { #expect(seen.contains(page), "no link leads to \(page)") }
            }
        }
    }

    /// Follows links until there are no new ones; returns the routes that were seen.
    private static func walk(_ browser: Browser, from start: [String], _ routes: [Route], as who: String)
        async throws -> Set<String>
    {
        var waiting = start.map { (href: $0, from: "-") }
        var known = Set(start), counts: [String: Int] = [:]
        while let (href, from) = waiting.popLast() {
            let path = String(href.prefix { $0 != "?" && $0 != "#" })
            guard let route = routes.first(where: { $0.method == .get && matches($0.path, path) }) else {
                // What is no route is a file of the house.
                let status = try await browser.get(path).status.code
                #expect(status == 200, "\(who), \(from): \(href) is no route: \(status)")
                continue
            }
            counts[route.name, default: 0] += 1
            if counts[route.name, default: 0] > ofEachRoute { continue }
            var response = try await browser.get(String(href.prefix { $0 != "#" }))
            if response.status.code == 303, let next = response.header("Location") {
                // The portal's one door inwards asks to sign in.
                #expect(
                    !next.hasPrefix("/login") || browser.csrf.isEmpty && path == "/workbench",
                    "\(who), \(from): \(href) leads to the sign-in page")
                response = try await browser.get(next)
            }
            // The world has no printer, and paper says so; Tests/browser and Tests/judges print.
            let expected = path.hasSuffix(".pdf") ? 503 : 200
            #expect(response.status.code == expected, "\(who), \(from): \(href) answers \(response.status.code)")
            guard response.header("Content-Type")?.hasPrefix("text/html") == true else { continue }
            for link in links(response.text, at: path) where known.insert(link).inserted {
                waiting.append((link, href))
            }
        }
        return Set(counts.keys)
    }

    /// Addresses of this house that `<a>` elements lead to.
    private static func links(_ html: String, at path: String) -> [String] {
        html.matches(of: #/<a\s[^>]*?href="([^"]*)"/#).compactMap { match in
            let href = String(match.output.1).replacing("&amp;", with: "&").replacing("&quot;", with: "\"")
            if href.hasPrefix("/"), !href.hasPrefix("//") { return href }
            return href.hasPrefix("?") ? path + href : nil
        }
    }

    private static func matches(_ pattern: String, _ path: String) -> Bool {
        let wanted = pattern.split(separator: "/"), given = path.split(separator: "/")
        for (index, segment) in wanted.enumerated() {
            if segment == "**" { return given.count >= index }
            guard index < given.count, segment.hasPrefix(":") || segment == given[index] else { return false }
        }
        return wanted.count == given.count
    }
}

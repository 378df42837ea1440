import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import World

@testable import Web

/// Every route × every role × own and foreign county, compared with what the route declares.
@Suite struct RouteMatrixTests {
    /// A row of the matrix: who asks.
    private struct Person: Sendable {
        let name: String
        let actor: Actor?
    }

    /// Nobody, each role of the own county, and those of the province whose reach is wider.
    private static func people(_ world: World) throws -> [Person] {
        [Person(name: "anyone", actor: nil)]
            + (try Role.allCases.map { Person(name: $0.rawValue, actor: try world.own.person($0)) })
            + (try [Role.administrator, .planner, .publisher, .statistician].map {
                Person(name: "provincial \($0.rawValue)", actor: try world.province.person($0))
            })
    }

    @Test(.timeLimit(.minutes(30))) func everyRouteHoldsItsDeclaration() async throws {
        try await World.with { world in
            let world = try await world.published()
            let routes = RouteTable.all(world.house)
            var prepared: [String: RouteFixture] = [:]
            for stage in allFixtures { prepared.merge(try await stage.fixtures(world)) { _, new in new } }
            let fixtures = prepared
            for name in fixtures.keys {
                #expect(routes.contains { $0.name == name }, "\(name): a fixture, but no route")
            }
            let people = try Self.people(world)
            let checked = try await world.server(routes: routes).application().test(.router) { client in
                var checked = 0
                for route in routes {
                    let fixture = fixtures[route.name]
                    if route.path.contains(":") || route.path.contains("*") {
                        #expect(fixture != nil, "\(route.name): no fixture")
                    }
                    if route.scope == .objectScoped {
                        #expect(fixture?.foreign != nil, "\(route.name): no foreign object")
                    }
                    for person in people {
                        let places =
                            [(fixture?.own ?? [:], world.own.region)]
                            + (fixture?.foreign.map { [($0, world.foreign.region)] } ?? [])
                        for (place, region) in places {
                            checked += 1
                            try await Self.check(route, fixture, place, region, person, world, client)
                        }
                    }
                }
                return checked
            }
            #expect(checked > routes.count * Role.allCases.count)
        }
    }

    /// One cell.
    private static func check(
        _ route: Route, _ fixture: RouteFixture?, _ place: [String: String], _ region: RegionCode, _ person: Person,
        _ world: World, _ client: any TestClientProtocol
    ) async throws {
        let browser = Browser(client)
        if let actor = person.actor {
            // A session for each request: some routes end it.
            browser.use(try await world.session(actor.account))
        } else {
            try await browser.get("/login")
        }
        let path = fill(route.path, place) + (fixture?.query ?? "")
        let added = person.actor?.roles.flatMap { fixture?.added[$0] ?? [] } ?? []
        let response =
            route.method == .get
            ? try await browser.get(path) : try await browser.post(path, (fixture?.form ?? []) + added)
        let status = response.status.code
        let label: Comment = "\(route.name) as \(person.name) in \(region.text): \(status)"
        if route.access == .token {
            // A session is no key: whoever asks without one is told so as a program.
            #expect(status == 401, label)
            #expect(response.header("Content-Type") == "application/problem+json", label)
        } else if !route.access.admits(person.actor) {
            if person.actor != nil {
                #expect(status == 403, label)
            } else if route.method == .get {
                #expect(status == 303, label)
                #expect(response.header("Location")?.hasPrefix("/login") == true, label)
            } else {
                #expect(status == 401, label)
            }
        } else if route.scope == .objectScoped, let actor = person.actor, !actor.covers(region) {
            #expect(status == 404, label)
        } else if route.method == .get {
            // 303 is a page that leads on; 400 one that asks for parameters of its own. The world has no printer, and paper
            // says so; Tests/browser prints.
            #expect(status == 503 ? route.path.hasSuffix(".pdf") : [200, 303, 400, 409, 422].contains(status), label)
        } else if person.actor != nil {
            #expect([200, 303, 400, 409, 422].contains(status), label)
        } else {
            #expect(![403, 404, 500].contains(status), label)
        }
    }

    /// What the table itself must satisfy.
    @Test func theTableIsSound() async throws {
        try await World.with { world in
            let routes = RouteTable.all(world.house)
            #expect(Set(routes.map(\.name)).count == routes.count, "a route is declared twice")
            // Signing in and out; and a party's one-time link, which is its own proof (PartyLinks).
            let open = Set([
                "POST /login", "POST /logout", "POST /draw/link/:token", "POST /draw/party/commit",
                "POST /draw/party/reveal",
            ])
            for route in routes {
                if route.method != .get, route.access == .everyone {
                    #expect(open.contains(route.name), "\(route.name) changes something and is open to everyone")
                }
                if route.path.contains(":id") || route.path.contains(":campaign"), route.access != .everyone {
                    #expect(
                        route.scope == .objectScoped || route.scope == .own,
                        "\(route.name) names an object but does not say that it is checked")
                }
                if case .needsAny(let permissions) = route.access { #expect(!permissions.isEmpty, "\(route.name)") }
            }
        }
    }

    static func fill(_ path: String, _ place: [String: String]) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            if segment == "**" { return place["**"] ?? "none" }
            guard segment.hasPrefix(":") else { return String(segment) }
            return place[String(segment.dropFirst())] ?? "none"
        }.joined(separator: "/")
    }
}

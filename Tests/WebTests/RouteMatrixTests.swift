import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

/// What a stage supplies so that the matrix can call its routes with parameters.
protocol RouteFixtures: SendableMetatype {
    /// Makes the objects, and says for each route name (`GET /plan/:id`) what to put in and what form to send.
    static func prepare(_ house: TestHouse) async throws -> [String: RouteFixture]
}

struct RouteFixture: Sendable {
    /// Parameters of an object of the own county.
    let own: [String: String]
    /// Parameters of an object of the neighbouring county; nil for routes without a scope.
    let foreign: [String: String]?
    let form: [(String, String)]

    init(own: [String: String] = [:], foreign: [String: String]? = nil, form: [(String, String)] = []) {
        self.own = own
        self.foreign = foreign
        self.form = form
    }
}

/// Fixtures of all stages, one line each.
let allFixtures: [any RouteFixtures.Type] = [AccessFixtures.self, DrawFixtures.self, LateFixtures.self]

enum AccessFixtures: RouteFixtures {
    static func prepare(_ house: TestHouse) async throws -> [String: RouteFixture] {
        try await house.account([.publisher], username: "signs-in")
        let own = ["id": String(try await house.account([.publisher], username: "target-own"))]
        let foreign = [
            "id": String(try await house.account([.publisher], region: "230103", username: "target-foreign"))
        ]
        let now = house.clock.now
        try await house.house.storage.write { stores in
            try stores.ledger.append(
                LedgerEntry(act: "test", actor: nil, object: "test/1", at: now, sentence: "测试"), at: now)
        }
        return [
            "POST /login": RouteFixture(form: [("username", "signs-in"), ("password", TestHouse.password)]),
            "GET /system/accounts/:id": RouteFixture(own: own, foreign: foreign),
            "POST /system/accounts/:id/status": RouteFixture(
                own: own, foreign: foreign, form: [("status", "disabled")]),
            "POST /system/accounts/:id/reset": RouteFixture(own: own, foreign: foreign),
            "GET /log/tile/**": RouteFixture(own: ["**": "0/000.p/1"]),
            "GET /log/receipt/:index": RouteFixture(own: ["index": "0"]),
        ]
    }
}

/// Every route × every role × own and foreign county, compared with what the route declares.
@Suite struct RouteMatrixTests {
    @Test func everyRouteHoldsItsDeclaration() async throws {
        let test = try await TestHouse.open()
        let routes = RouteTable.all(test.house)
        var prepared: [String: RouteFixture] = [:]
        for stage in allFixtures { prepared.merge(try await stage.prepare(test)) { _, new in new } }
        let fixtures = prepared
        var known: [(name: String, actor: Actor?, account: Int64?)] = [("anyone", nil, nil)]
        for role in Role.allCases {
            let id = try await test.account([role])
            let actor = try await test.house.storage.read { try $0.access.actor(account: id) }
            known.append((role.rawValue, actor, id))
        }
        let people = known
        let checked = try await test.server(routes: routes).application().test(.router) { client in
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
                    let places = [fixture?.own ?? [:]] + (fixture?.foreign.map { [$0] } ?? [])
                    for (index, place) in places.enumerated() {
                        let browser = Browser(client)
                        if let account = person.account {
                            // A session for each request: some routes end it.
                            browser.use(try await test.session(account))
                        } else {
                            try await browser.get("/login")
                        }
                        let path = Self.fill(route.path, place)
                        let response =
                            route.method == .get
                            ? try await browser.get(path) : try await browser.post(path, fixture?.form ?? [])
                        let status = response.status.code
                        let label: Comment = "\(route.name) as \(person.name), place \(index): \(status)"
                        checked += 1
                        if !route.access.admits(person.actor) {
                            if person.actor != nil {
                                #expect(status == 403, label)
                            } else if route.method == .get {
                                #expect(status == 303, label)
                                #expect(response.header("Location")?.hasPrefix("/login") == true, label)
                            } else {
                                #expect(status == 401, label)
                            }
                        } else if index == 1, route.scope == .objectScoped {
                            #expect(status == 404, label)
                        } else if person.actor != nil {
                            #expect(![401, 403, 404, 500].contains(status), label)
                        } else {
                            #expect(![403, 404, 500].contains(status), label)
                        }
                    }
                }
            }
            return checked
        }
        #expect(checked > routes.count * Role.allCases.count)
        await test.close()
    }

    /// What the table itself must satisfy.
    @Test func theTableIsSound() async throws {
        let test = try await TestHouse.open()
        let routes = RouteTable.all(test.house)
        #expect(Set(routes.map(\.name)).count == routes.count, "a route is declared twice")
        let open = Set(["POST /login", "POST /logout"])
        for route in routes {
            if route.method != .get, route.access == .everyone {
                #expect(open.contains(route.name), "\(route.name) changes something and is open to everyone")
            }
            if route.path.contains(":id"), route.access != .everyone {
                #expect(
                    route.scope == .objectScoped || route.scope == .own,
                    "\(route.name) names an object but does not say that it is checked")
            }
            if case .needsAny(let permissions) = route.access { #expect(!permissions.isEmpty, "\(route.name)") }
        }
        await test.close()
    }

    static func fill(_ path: String, _ place: [String: String]) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            if segment == "**" { return place["**"] ?? "none" }
            guard segment.hasPrefix(":") else { return String(segment) }
            return place[String(segment.dropFirst())] ?? "none"
        }.joined(separator: "/")
    }
}

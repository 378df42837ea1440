import Domain
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing
import World

@testable import Web

/// Two windows, or two people, that edit the same thing: the second one is told, and nothing is overwritten.
@Suite struct OvertakenTests {
    /// What a page's form holds under that name.
    private static func hidden(_ name: String, _ html: String) throws -> String {
        let mark = "name=\"\(name)\" value=\""
        let start = try #require(html.range(of: mark, options: .backwards), "no \(name)")
        return String(html[start.upperBound...].prefix { $0 != "\"" })
    }

    /// Saves `edit` from two windows that were opened at the same time, then the second form anew.
    private static func race(
        _ edit: String, _ post: String, first: [(String, String)], second: [(String, String)], _ browser: Browser
    ) async throws {
        let one = try await browser.get(edit), other = try await browser.get(edit)
        let sent = { (page: String, fields: [(String, String)]) in
            try fields + ["_seen", "_submission"].map { ($0, try hidden($0, page)) }
        }
        let (mine, theirs) = (try sent(one.text, first), try sent(other.text, second))
        #expect(try await browser.post(post, mine).status == .seeOther, "\(edit)")
        // The same form again, as a double click sends it, is shown what the first one did.
        #expect(try await browser.post(post, mine).status == .seeOther, "\(edit)")
        let refused = try await browser.post(post, theirs)
        // Some forms come back with what was typed, others give way to the refusal.
        #expect([.conflict, .unprocessableContent].contains(refused.status), "\(edit)")
        #expect(refused.text.contains("您的修改没有保存"), "\(edit)")
        let again = try await browser.get(edit)
        for (name, value) in first where name == "name" { #expect(again.text.contains(value), "\(edit)") }
        let anew = try sent(again.text, second)
        #expect(try await browser.post(post, anew).status == .seeOther, "\(edit)")
    }

    @Test func whoeverWasOvertakenOverwritesNothing() async throws {
        try await World.with { world in
            let world = try await world.registered()
            let planner = try world.own.person(.planner)
            let institution = try await Institutions(world.house).save(
                .init(
                    code: World.identifier(990, region: world.own.region.text), name: "虚构检测所",
                    region: world.own.region, fields: "检测"), id: nil, by: planner
            ).location
            let officer = try #require(world.own.officers.keys.max())
            let region = world.own.region.text
            let code = World.identifier(990, region: region)
            let administrator = try world.province.person(.administrator)
            let routes = RouteTable.all(world.house)
            try await world.server(routes: routes).application().test(.router) { client in
                let browser = Browser(client)
                browser.use(try await world.session(planner.account))
                let person = [
                    ("post", "行政编制"), ("capacity", "20"), ("number", "虚构990"), ("valid_from", "2025-01-01"),
                    ("valid_until", "2029-01-01"),
                ]
                try await Self.race(
                    "/registry/inspectors/\(officer)/edit", "/registry/inspectors/\(officer)",
                    first: [("name", "虚构甲")] + person, second: [("name", "虚构乙")] + person, browser)
                let facts = [("code", code), ("region", region), ("fields", "检测"), ("status", "active")]
                try await Self.race(
                    "\(institution)/edit", institution, first: [("name", "虚构检测一所")] + facts,
                    second: [("name", "虚构检测二所")] + facts, browser)
                let keeper = Browser(client)
                keeper.use(try await world.session(administrator.account))
                let tag = [("dimension", "business"), ("reason", "更名")]
                try await Self.race(
                    "/registry/tags/catering/edit", "/registry/tags/catering", first: [("name", "餐饮")] + tag,
                    second: [("name", "餐饮经营")] + tag, keeper)
                // A key that names a thing of its own is no key.
                let page = try await browser.get("/registry/inspectors/\(officer)/edit")
                let forged = try await browser.post(
                    "/registry/inspectors/\(officer)",
                    person + [("name", "虚构丙"), ("_submission", "x -1 tag/catering")])
                #expect(page.status == .ok && forged.status == .seeOther)
            }
        }
    }
}

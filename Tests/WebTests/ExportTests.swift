import Domain
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing
import World

@testable import Web

/// Lists as files: the page's own filters and rights, whole, and written down where rows tell of people.
@Suite struct ExportTests {
    private struct Sheet {
        let above: [String]
        let header: [String]
        let rows: [[String]]

        /// Our own CSV: a mark, lines above the header with one field each.
        init(_ text: String) {
            let lines = text.trimmingCharacters(in: ["\u{FEFF}"]).components(separatedBy: "\r\n").filter { !$0.isEmpty }
            let start = lines.firstIndex { $0.contains(",") } ?? lines.count
            above = Array(lines[..<start])
            let cells = lines[start...].map { $0.components(separatedBy: ",") }
            header = cells.first ?? []
            rows = Array(cells.dropFirst())
        }
    }

    @Test func exportsHoldTheRowsOfThePageAndItsFiltersAndAreWrittenDown() async throws {
        try await World.with { world in
            let world = try await world.published()
            let routes = RouteTable.all(world.house)
            try await world.server(routes: routes).application().test(.router) { client in
                let browser = Browser(client)
                browser.use(try await world.session(try world.own.person(.planner).account))
                let before = try await world.house.storage.read { try $0.ledger.size() }
                let response = try await browser.get("/registry/subjects?status=active&format=csv")
                #expect(response.status.code == 200)
                #expect(response.header("Content-Type")?.hasPrefix("text/csv") == true)
                let sheet = Sheet(response.text)
                #expect(sheet.above.first == "检查对象")
                #expect(sheet.above.contains { $0.contains("状态：存续") }, "\(sheet.above)")
                #expect(sheet.header.prefix(2) == ["名称", "统一社会信用代码"])
                let region = world.own.region
                let counted = try await world.house.storage.read {
                    try $0.registry.countSubjects(region: region).active
                }
                #expect(sheet.rows.count == counted && counted > 0)
                #expect(!response.text.contains("风险"))
                let after = try await world.house.storage.read { try $0.ledger.latest(Slice(page: 1, size: 1)) }
                #expect(after.rows.first?.act == "export.list")
                #expect(after.total == Int(before) + 1)
                let book = try await browser.get("/registry/inspectors?format=xlsx")
                #expect(book.status.code == 200)
                #expect(book.text.hasPrefix("PK"))
                #expect(try await browser.get("/registry/inspectors?format=pdf").status.code == 400)
            }
        }
    }

    @Test func thePortalGivesOutWhatItShowsAndNothingIsWrittenDown() async throws {
        try await World.with { world in
            let world = try await world.published()
            let routes = RouteTable.all(world.house)
            try await world.server(routes: routes).application().test(.router) { client in
                let browser = Browser(client)
                let before = try await world.house.storage.read { try $0.ledger.size() }
                for page in ["/results", "/items", "/plans", "/ceremonies"] {
                    let response = try await browser.get("\(page)?format=csv")
                    #expect(response.status.code == 200, "\(page)")
                    let sheet = Sheet(response.text)
                    #expect(!sheet.rows.isEmpty, "\(page): \(response.text.prefix(200))")
                    #expect(!sheet.above.contains { $0.contains("导出人") })
                }
                #expect(try await world.house.storage.read { try $0.ledger.size() } == before)
                // Inside lists stay inside.
                #expect(try await browser.get("/registry/subjects?format=csv").status.code == 303)
            }
        }
    }

    /// Lists that the world leaves empty, or that are short enough to have no pages; the others tell themselves.
    private static let known = [
        "/draw/vacancies", "/draw/delegations", "/draw/feedback", "/registry/licences", "/registry/conflicts",
        "/registry/stocktakes", "/registry/institutions", "/registry/meeting", "/registry/moves",
        "/registry/certificates",
        "/registry/sync", "/registry/alliances", "/registry/personal", "/registry/imports", "/catalogue/proposals",
        "/catalogue/checks", "/catalogue/versions", "/catalogue/law", "/catalogue/key/:code/missing", "/system/tokens",
        "/items/retired", "/items/versions", "/plan", "/draw", "/inspection", "/publication", "/followup",
    ]

    /// What turns pages and is no list: a file's rows, which have files of their own; the tags' pages.
    private static let others = [
        "/registry/imports/", "/registry/tags", "/registry/libraries", "/registry/directories",
    ]

    @Test(.timeLimit(.minutes(20))) func everyListIsGivenOutAsAFileWithItsFilters() async throws {
        try await World.with { world in
            let world = try await world.published()
            let routes = RouteTable.all(world.house)
            var prepared: [String: RouteFixture] = [:]
            for stage in allFixtures { prepared.merge(try await stage.fixtures(world)) { _, new in new } }
            let fixtures = prepared
            let people = Role.allCases.flatMap { role in
                [world.own, world.province].compactMap { try? $0.person(role) }
            }
            for path in Self.known { #expect(routes.contains { $0.path == path }, "\(path) is no route") }
            try await world.server(routes: routes).application().test(.router) { client in
                var lists = 0
                for route in routes where route.method == .get && !Self.others.contains(where: route.path.hasPrefix) {
                    guard let actor = people.first(where: { route.access.admits($0) }) else { continue }
                    let browser = Browser(client)
                    browser.use(try await world.session(actor.account))
                    let fixture = fixtures[route.name]
                    let path = RouteMatrixTests.fill(route.path, fixture?.own ?? [:]) + (fixture?.query ?? "")
                    let response = try await browser.get(path)
                    guard response.header("Content-Type")?.hasPrefix("text/html") == true,
                        Self.known.contains(route.path)
                            || response.status.code == 200 && response.text.contains("<nav class=\"paging\"")
                    else { continue }
                    #expect(response.status.code == 200, "\(route.name) as \(actor.roles): \(response.status.code)")
                    guard response.text.contains("format=xlsx") else {
                        Issue.record("\(route.name) is a list and gives no file of it")
                        continue
                    }
                    lists += 1
                    for format in ["xlsx", "csv"] {
                        let file = try await browser.get(path + (path.contains("?") ? "&" : "?") + "format=\(format)")
                        #expect(file.status.code == 200, "\(route.name) as \(format)")
                        #expect(file.header("Content-Disposition")?.contains("attachment") == true, "\(route.name)")
                        if format == "csv" {
                            #expect(file.text.contains("筛选条件："), "\(route.name): \(file.text.prefix(200))")
                        }
                    }
                }
                #expect(lists >= Self.known.count, "\(lists)")
            }
        }
    }
}

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
}

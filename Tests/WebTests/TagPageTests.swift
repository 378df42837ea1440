import Domain
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing
import World

@testable import Web

/// The pages of tags, directories and libraries as a liaison uses them.
@Suite struct TagPageTests {
    private static func walk(
        _ body: @escaping @Sendable (World, Browser) async throws -> Void
    ) async throws {
        try await World.with { world in
            let world = try await world.registered()
            _ = try await TagFixtures.fixtures(world)
            let routes = RouteTable.all(world.house)
            try await world.server(routes: routes).application().test(.router) { client in
                let browser = Browser(client)
                browser.use(try await world.session(try world.own.person(.planner).account))
                try await body(world, browser)
            }
        }
    }

    /// Lines of a CSV of ours without its mark.
    private static func lines(_ text: String) -> [String] {
        text.trimmingCharacters(in: ["\u{FEFF}"]).components(separatedBy: "\r\n").filter { !$0.isEmpty }
    }

    @Test("every list gives itself as a file, with its filters and no more than the page shows")
    func exports() async throws {
        try await Self.walk { world, browser in
            let library = try await world.house.storage.read { try $0.registry.libraries().first?.id ?? 0 }
            for (path, name, filter, word) in [
                ("/registry/tags?q=餐饮&format=csv", "标签", "名称或编号：餐饮", "catering"),
                ("/registry/tags/rules?format=csv", "标签规则版本", "无", "执行中"),
                ("/registry/tags/decisions?act=give&format=csv", "标签手工和名单记录", "做法：加上", "广告"),
                ("/registry/directories?format=csv", "部门名录库", "无", "市场监督管理"),
                ("/registry/directories/scjg?q=无&format=csv", "名录库", "名称或代码：无", "统一社会信用代码"),
                ("/registry/libraries?format=csv", "专项库", "无", "白名单"),
                ("/registry/libraries/\(library)?state=applied&format=csv", "白名单", "查看：待审核", "待审核"),
            ] {
                let address = path.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? path
                let response = try await browser.get(address)
                #expect(response.status.code == 200, "\(path)")
                let lines = Self.lines(response.text)
                #expect(lines.first?.contains(name) == true, "\(path): \(lines.first ?? "")")
                #expect(lines.contains { $0.hasPrefix("筛选条件：") && $0.contains(filter) }, "\(path): \(lines.prefix(3))")
                #expect(lines.contains { $0.contains(word) }, "\(path)")
                let book = try await browser.get(address.replacing("format=csv", with: "format=xlsx"))
                #expect(book.text.hasPrefix("PK"), "\(path)")
                // The page itself offers both.
                let page = try await browser.get(address.replacing("format=csv", with: ""))
                #expect(page.text.contains("导出 Excel") && page.text.contains("导出 CSV"), "\(path)")
            }
            // Decisions about another county's subjects are not among them.
            let decisions = try await browser.get("/registry/tags/decisions?format=csv")
            #expect(Self.lines(decisions.text).count { $0.contains("advertising") || $0.contains("广告") } == 1)
        }
    }

    @Test("a form with bad input comes back with the reason; a decision shows in the list and can be ended")
    func decisions() async throws {
        try await Self.walk { world, browser in
            let id = world.own.subjects[0]
            let page = "/registry/subjects/\(id)/tags"
            for (form, words) in [
                ([("tag", ""), ("act", "give"), ("from", "2026-06-01"), ("reason", "核实")], "请选择标签"),
                ([("tag", "chain"), ("act", "give"), ("from", "2026-06-01"), ("reason", "")], "请写明理由"),
                (
                    [
                        ("tag", "chain"), ("act", "give"), ("from", "2026-06-02"), ("until", "2026-06-01"),
                        ("reason", "核实"),
                    ],
                    "不能早于开始日期"
                ),
                ([("tag", "chain"), ("act", "give"), ("from", "2026-02-30"), ("reason", "核实")], "日期"),
            ] {
                let refused = try await browser.post(page, form)
                #expect(refused.status.code == 422 || refused.status.code == 400, "\(form)")
                #expect(refused.text.contains(words), "\(words)")
            }
            let given = try await browser.post(
                page, [("tag", "chain"), ("act", "give"), ("from", "2026-06-01"), ("reason", "现场核实")])
            #expect(given.status.code == 303)
            let list = try await browser.get("/registry/tags/decisions?tag=chain")
            #expect(list.text.contains("现场核实") && list.text.contains("\(page)"))
            let ended = try await browser.get("/registry/tags/decisions?tag=chain&state=over")
            #expect(!ended.text.contains("现场核实"))
        }
    }
}

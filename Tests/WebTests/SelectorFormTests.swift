import Domain
import HTTPTypes
import HummingbirdTesting
import Testing
import World

@testable import Web

/// The builder of a selector on the form of an item (2.2.5), without scripts: what is clicked comes back, is counted and is kept.
@Suite("2.2.5 The form of an item builds its selector") struct SelectorFormTests {
    private static let item = "/catalogue/items/S26"

    private static func notice(_ day: Day) -> [(String, String)] {
        [("effective_from", day.description), ("reason", "调整对象范围"), ("version_basis", "某文件")]
    }

    private static func fields(_ item: Item) -> [(String, String)] {
        [
            ("category", item.category), ("matter", item.matter), ("subjects", item.subjects),
            ("importance", item.importance.rawValue), ("level", item.level), ("basis", item.basis),
            ("department", item.department), ("region", item.region.text), ("is_sample", "yes"),
        ] + item.methods.map { ("methods", $0) }
    }

    @Test func numbersFollowTheClicksAndSavingKeepsThem() async throws {
        try await World.with { world in
            let world = try await world.catalogued().registered()
            let house = world.house
            let known = try await house.storage.read { try $0.catalogue.item("S26") }
            let item = try #require(known)
            let all = try await house.storage.read { stores in
                try stores.registry.breakdown(SubjectQuery(regions: [item.region]))
            }
            try #require(all.total > 3)
            // One of them gets an industry and a size, as a form of the registry gives them.
            let keeper = try world.own.person(.planner)
            var filter = SubjectFilter(region: keeper.region)
            filter.status = .active
            let first = try await SubjectFinding(house).selection(filter, slice: Slice(size: 1), for: keeper).listing
            var change = SubjectStatement(operation: .change, identifier: "")
            (change.industry, change.scale, change.reason) = ("6210", "micro", "核实")
            _ = try await SubjectKeeping(house).change(
                try #require(first.rows.first).id, change, base: nil, by: keeper, submission: nil)
            try await world.server(routes: RouteTable.all(house)).application().test(.router) { client in
                let browser = Browser(client)
                browser.use(try await world.session(try world.province.person(.administrator).account))
                let form = try await browser.get(Self.item + "/edit")
                #expect(form.text.contains(#"<form method="post" action="\#(Self.item)" data-guard data-estimate"#))
                for tag in item.selector.tags {
                    #expect(form.text.contains(#"name="tags" value="\#(tag)" checked"#), "\(tag)")
                }
                let plain = Self.fields(item) + Self.notice(house.clock.today)
                // Nothing chosen: everybody. The button of those without scripts counts and keeps nothing.
                let everybody = try await browser.post(Self.item, plain + [("_estimate", "1")])
                #expect(everybody.status == .ok)
                #expect(everybody.text.contains("全部存续的检查对象"))
                #expect(everybody.text.contains(#"<b class="figures total">\#(Figures.grouped(all.total))</b>"#))
                let few = plain + [("industries", "H62"), ("industry_codes", "5213"), ("scales", "micro")]
                let counted = try await browser.post(
                    Self.item, few.filter { $0.0 != "reason" } + [("reason", "还没写完"), ("_estimate", "1")])
                #expect(counted.text.contains("行业为餐饮业、综合零售（F5213），规模为微型的检查对象"))
                #expect(counted.text.contains(#"<b class="figures total">1</b>"#))
                #expect(counted.text.contains(#"name="industries" value="H62" checked"#))
                #expect(counted.text.contains(#"name="industry_codes" type="text" value="F5213""#))
                #expect(counted.text.contains("还没写完"))
                let unchanged = try await house.storage.read { try $0.catalogue.item("S26")?.selector }
                #expect(unchanged == item.selector)
                // The fragment that follows each click says the same.
                let fragment = try await browser.get(
                    "/registry/selection/reach?region=230000&industries=H62&industry_codes=5213&scales=micro",
                    headers: ["HX-Request": "true"])
                #expect(fragment.text.contains(#"<b class="figures total">1</b>"#))
                // A code that is none comes back at its field, with the rest as it was.
                let wrong = try await browser.post(
                    Self.item, few.filter { $0.0 != "industry_codes" } + [("industry_codes", "9999")])
                #expect(wrong.status.code == 400)
                #expect(wrong.text.contains("“9999”不是国民经济行业分类"))
                #expect(wrong.text.contains(item.matter))
                // Saved, the page says the sentence and the number, and leads to the list.
                try await browser.get(Self.item + "/edit")
                let saved = try await browser.post(Self.item, few)
                #expect(saved.status.code == 303, "\(saved.text.prefix(600))")
                let kept = try await house.storage.read { try $0.catalogue.item("S26")?.selector }
                #expect(kept == Selector(industries: ["H62", "F5213"], scales: [.micro]))
                let page = try await browser.get(Self.item)
                #expect(page.text.contains("行业为餐饮业、综合零售（F5213），规模为微型的检查对象"))
                #expect(page.text.contains("/registry/subjects?industries=H62&amp;industries=F5213&amp;scales=micro"))
                let list = try await browser.get("/registry/subjects?industries=H62&industries=F5213&scales=micro")
                #expect(list.text.contains(">1 户<"))
                let again = try await browser.get(Self.item + "/edit")
                #expect(again.text.contains(#"name="scales" value="micro" checked"#))
                // Who may not read the registry sees the numbers, and no way to the subjects.
                browser.use(try await world.session(try world.own.person(.inspector).account))
                let inspector = try await browser.get(Self.item)
                #expect(inspector.text.contains("行业为餐饮业"))
                #expect(!inspector.text.contains("/registry/subjects"))
            }
        }
    }

    @Test func aSearchThatIsTaggedStaysCutToItsSelector() async throws {
        try await World.with { world in
            let world = try await world.catalogued().registered()
            try await world.server(routes: RouteTable.all(world.house)).application().test(.router) { client in
                let browser = Browser(client)
                browser.use(try await world.session(try world.own.person(.planner).account))
                let form = try await browser.get("/registry/tags/assign?whom=search&industries=H62&no_tags=catering")
                #expect(form.text.contains(#"name="industries" value="H62""#))
                #expect(form.text.contains(#"name="no_tags" value="catering""#))
            }
        }
    }
}

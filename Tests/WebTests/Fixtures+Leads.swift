import Domain
import World

/// A lead and a check without a draw in both counties.
enum LeadFixtures: RouteFixtures {
    static func fixtures(_ world: World) async throws -> [String: RouteFixture] {
        var leads: [Int64] = [], visits: [Int64] = []
        for county in [world.own, world.foreign] {
            let planner = try county.person(.planner)
            // The one that stays open for every route, and the one that was taken up.
            for (number, serial) in [("L1", 5), ("L2", 6)] {
                let done = try await Leads(world.house).register(
                    LeadDraft(
                        source: .complaint, originNumber: number, category: "食品安全", origin: "12315平台（虚构）",
                        content: "反映虚构商品", receivedOn: world.house.clock.today,
                        identifiers: [World.identifier(serial, region: county.region.text)]), by: planner,
                    submission: nil)
                let id = Int64(done.location.split(separator: "/").last ?? "") ?? 0
                if number == "L1" {
                    leads.append(id)
                    continue
                }
                _ = try await LeadChecks(world.house).open(
                    DirectCheck.Draft(
                        ground: .complaint, lead: id, identifier: World.identifier(6, region: county.region.text),
                        items: ["S26"], method: "现场检查", inspectors: Array(county.officers.keys.sorted().prefix(2)),
                        basis: ""), by: planner, submission: nil)
                let thread = try await Leads(world.house).dossier(id, for: planner).thread
                visits.append(thread.first?.visits.first?.visit ?? 0)
            }
        }
        let officers = world.own.officers.keys.sorted()
        var runs: [Int64] = []
        for county in [world.own, world.foreign] {
            let done = try await Grading(world.house).compute(
                "food", by: try county.person(.planner), submission: nil)
            runs.append(Int64(done.location.split(separator: "/").last ?? "") ?? 0)
        }
        func object(_ ids: [Int64], form: [(String, String)] = []) -> RouteFixture {
            RouteFixture(own: ["id": String(ids[0])], foreign: ["id": String(ids[1])], form: form)
        }
        return [
            "GET /assessment/leads/:id": object(leads),
            "POST /assessment/leads/:id/tie": object(leads, form: [("campaign", String(world.own.draftCampaign))]),
            "POST /assessment/leads/:id/close": object(leads, form: [("reason", "核实后不属实"), ("version", "1")]),
            "POST /assessment/leads": RouteFixture(form: [
                ("source", "complaint"), ("origin_number", "L9"), ("category", "价格"), ("origin", "12315平台（虚构）"),
                ("received_on", "2026-06-01"), ("region", "230102"), ("content", "反映虚构价格"),
            ]),
            "POST /assessment/alerts/tie": RouteFixture(form: [
                ("ids", String(leads[0])), ("campaign", String(world.own.draftCampaign)),
            ]),
            "POST /assessment/checks": RouteFixture(form: [
                ("ground", "law"), ("basis", "某法第三十条（虚构）"),
                ("identifier", World.identifier(7, region: World.ownCode)), ("items", "S26"), ("method", "现场检查"),
                ("inspectors", String(officers[0])), ("inspectors", String(officers[1])),
            ]),
            "GET /assessment/checks/:id": object(visits),
            "POST /assessment/checks/:id/officers": object(
                visits,
                form: [("leaving", String(officers[0])), ("coming", String(officers[3])), ("reason", "出差")]),
            "POST /assessment/grading": RouteFixture(form: [("field", "food")]),
            "GET /assessment/grading/:id": object(runs), "POST /assessment/grading/:id/apply": object(runs),
            "GET /assessment/api/v1/alerts/:number": RouteFixture(own: ["number": "A1"]),
        ]
    }
}

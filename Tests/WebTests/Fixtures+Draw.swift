import Database
import Domain

@testable import Web

/// A planned ceremony in each of the two counties.
enum DrawFixtures: RouteFixtures {
    static func prepare(_ house: TestHouse) async throws -> [String: RouteFixture] {
        var ids: [String] = []
        for (authority, region) in [(1, TestHouse.own), (2, TestHouse.foreign)] {
            let code = "YH-2026-\(region)-001"
            let now = house.clock.now
            guard let place = RegionCode(region) else { throw Problem.notFound("地区") }
            let entry = try await house.house.storage.write { stores in
                try stores.publication.publish(
                    PublicCeremony(
                        code: code, title: "食品销售摇号", authorityName: "测试局", region: place, state: .planned,
                        plannedOn: now.day, drawnAt: nil, populationCount: nil, drawnCount: nil, visitCount: nil,
                        steps: [], record: "{}"))
                return try stores.ledger.append(
                    LedgerEntry(act: "draw.plan", actor: nil, object: "test/\(region)", at: now, sentence: "公布方案"),
                    at: now
                ).index
            }
            let id = try await house.database.write { connection in
                try connection.row(
                    """
                    INSERT INTO draw_ceremony (code, title, authority_id, region_code, department_code, state,
                        plan_entry, reveal_deadline, public_source, created_at, version)
                    VALUES (\(code), '食品销售摇号', \(authority), \(region), 'scjg', 'planned', \(Int(entry)),
                        \(now.advanced(bySeconds: 3600).description), 'dice:hall-1', \(now.description), 1) RETURNING id
                    """)?.int("id") ?? 0
            }
            ids.append(String(id))
        }
        let own = ["id": ids[0]], foreign = ["id": ids[1]]
        let plain = RouteFixture(own: own, foreign: foreign)
        let party = RouteFixture(
            own: own, foreign: foreign, form: [("party", "drawer"), ("commitment", String(repeating: "a", count: 64))])
        return [
            "GET /draw/:id": plain, "GET /draw/:id/state": plain, "GET /draw/:id/lots": plain,
            "GET /draw/:id/visits": plain, "GET /draw/:id/ceremony.json": plain, "GET /draw/:id/abort": plain,
            "POST /draw/:id/freeze": plain, "POST /draw/:id/value": party, "POST /draw/:id/commit": party,
            "POST /draw/:id/close-commits": plain,
            "POST /draw/:id/reveal": RouteFixture(
                own: own, foreign: foreign, form: [("party", "drawer"), ("value", String(repeating: "a", count: 64))]),
            "POST /draw/:id/close-reveals": plain,
            "POST /draw/:id/public-value": RouteFixture(
                own: own, foreign: foreign, form: [("value", "1"), ("again", "1")]),
            "POST /draw/:id/draw": plain,
            "POST /draw/:id/abort": RouteFixture(own: own, foreign: foreign, form: [("reason", "测试")]),
        ]
    }
}

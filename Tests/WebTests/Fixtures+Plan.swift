import Database
import Domain

@testable import Web

/// A draft plan with a campaign, and a local item, in each of the two counties.
enum PlanFixtures: RouteFixtures {
    static func prepare(_ house: TestHouse) async throws -> [String: RouteFixture] {
        try await house.database.write { connection in
            for (id, region) in [(9401, TestHouse.own), (9402, TestHouse.foreign)] {
                let authority = id - 9400
                try connection.execute(
                    """
                    INSERT INTO plan_plan (id, year, kind, title, authority_id, region_code, department_code, state, version)
                    VALUES (\(id), 2031, 'joint', '联合计划', \(authority), \(region), 'scjg', 'draft', 1)
                    """)
                try connection.execute(
                    """
                    INSERT INTO plan_campaign (id, plan_id, number, title, authority_id, region_code, department_code,
                        starts_on, ends_on, method, dispatch, state, version)
                    VALUES (\(id), \(id), \("2031-\(region)-L-001"), '任务', \(authority), \(region), 'scjg', '2031-03-01',
                        '2031-06-30', '现场检查', 'bureau', 'planned', 1)
                    """)
            }
        }
        let items = try [TestHouse.own, TestHouse.foreign].map { region in
            guard let place = RegionCode(region) else { throw Problem.notFound("地区") }
            return Item(
                code: "L\(region)", category: "地方", matter: "地方事项", subjects: "企业", importance: .general,
                methods: ["现场检查"], level: "县级", basis: "某条例第一条", department: "scjg", region: place,
                selector: Selector(), isSample: true, note: nil)
        }
        _ = try await CatalogueImport(house.house).apply(
            items, notice: VersionNotice(effectiveFrom: house.clock.now.day, reason: "测试", basis: "测试"), actor: nil)
        let plan = RouteFixture(own: ["id": "9401"], foreign: ["id": "9402"])
        let campaign = RouteFixture(own: ["campaign": "9401"], foreign: ["campaign": "9402"])
        let item = RouteFixture(own: ["code": "L\(TestHouse.own)"], foreign: ["code": "L\(TestHouse.foreign)"])
        return [
            "GET /plan/:id": plan, "GET /plan/:id/report": plan, "POST /plan/:id/report": plan,
            "GET /plan/:id/publish": plan, "POST /plan/:id/publish": plan, "GET /plan/:id/campaigns/new": plan,
            "POST /plan/:id/campaigns": plan, "GET /plan/:id/estimate": plan,
            "GET /plan/campaigns/:campaign": campaign, "GET /plan/campaigns/:campaign/edit": campaign,
            "POST /plan/campaigns/:campaign": campaign, "GET /plan/campaigns/:campaign/cancel": campaign,
            "POST /plan/campaigns/:campaign/cancel": campaign,
            "GET /catalogue/versions/:number": RouteFixture(own: ["number": "1"]),
            "GET /catalogue/items/:code": item, "GET /catalogue/items/:code/edit": item,
            "POST /catalogue/items/:code": item, "GET /catalogue/items/:code/retire": item,
            "POST /catalogue/items/:code/retire": item,
        ]
    }
}

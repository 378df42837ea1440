import Domain
import Foundation
import World

@testable import Web

enum SubjectFixtures: RouteFixtures {
    /// A conflict, a stocktake and a key in each county.
    static func fixtures(_ world: World) async throws -> [String: RouteFixture] {
        var conflicts: [RegionCode: Int64] = [:], stocktakes: [RegionCode: Int64] = [:],
            tokens: [RegionCode: Int64] = [:]
        for county in [world.own, world.foreign] {
            let actor = try county.person(.administrator)
            let conflict = try await world.house.storage.housekeep { stores in
                try stores.subjects.insert(
                    SubjectConflict(
                        id: 0, kind: .operation, subject: county.subjects[1], identifier: "x\(county.region.text)",
                        name: "虚构", region: county.region, department: Department.marketRegulation, way: .api,
                        importID: nil, token: nil, sentence: "测试",
                        statement: SubjectStatement(
                            operation: .cancel, identifier: World.identifier(990_000, region: county.region.text)),
                        at: world.clock.now))
            }
            conflicts[county.region] = conflict
            let table = try world.house.desk().keep(
                .bytes(Array("统一社会信用代码\n\(World.identifier(1, region: county.region.text))\n".utf8)), name: "名单.csv")
            let done = try await Stocktakes(world.house).compare(table, by: actor, submission: nil)
            stocktakes[county.region] = done.location.split(separator: "/").last.flatMap { Int64($0) }
            _ = try await DepartmentTokens(world.house).issue(
                .init(
                    name: "测试", department: Department.marketRegulation, region: county.region,
                    expiresOn: world.house.clock.today.advanced(by: 30)), by: actor, submission: nil)
            tokens[county.region] = try await world.house.storage.read {
                try $0.subjects.tokens(region: county.region).first?.id
            }
        }
        let subject = pair(world) { $0.subjects[0] }
        func form(_ pairs: [(String, String)]) -> RouteFixture {
            pair(world, form: pairs + [("reason", "测试")]) { $0.subjects[2] }
        }
        func pick(_ ids: [RegionCode: Int64], form: [(String, String)] = []) -> RouteFixture {
            pair(world, form: form) { ids[$0.region] ?? 0 }
        }
        var all: [String: RouteFixture] = [
            "GET /registry/subjects/:id": subject, "GET /registry/subjects/:id/end": subject,
            "POST /registry/subjects/:id/end": form([("part", "premises"), ("row", "1"), ("on", "2026-06-02")]),
            "POST /registry/subjects/:id/move/cancel": form([("move", "1")]),
            "POST /registry/subjects/:id/edit": form([("name", "虚构改名店")]),
            "POST /registry/subjects/:id/move": form([("region", "230104"), ("effectiveOn", "2099-01-01")]),
            "POST /registry/subjects/:id/status": form([("operation", "cancel")]),
            "POST /registry/subjects/:id/premises": form([
                ("usage", "仓储"), ("address", "虚构路1号"), ("region", "230102"),
            ]),
            "POST /registry/subjects/:id/licences": form([("kind", "许可证"), ("number", "1")]),
            "POST /registry/subjects/:id/numbers": form([("scheme", "own"), ("number", "1")]),
            "GET /registry/conflicts/:id": pick(conflicts),
            "POST /registry/conflicts/:id": pick(conflicts, form: [("decision", "keep"), ("reason", "测试")]),
            "GET /registry/stocktakes/:id": pick(stocktakes), "POST /registry/stocktakes/:id/mark": pick(stocktakes),
            "POST /system/tokens/:id/revoke": pick(tokens),
            "GET /registry/api/v1/subjects/:scheme/:number": RouteFixture(own: ["scheme": "uscc", "number": "1"]),
        ]
        for name in ["edit", "move", "status", "premises", "licences", "numbers"] {
            all["GET /registry/subjects/:id/\(name)"] = subject
        }
        return all
    }
}

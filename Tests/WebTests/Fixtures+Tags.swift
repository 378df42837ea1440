import Domain
import World

@testable import Web

/// Tags, rules, libraries and directories: a whitelist in each county with one entry waiting.
enum TagFixtures: RouteFixtures {
    static func fixtures(_ world: World) async throws -> [String: RouteFixture] {
        let house = world.house
        var libraries: [Int64] = [], entries: [Int64] = []
        for county in [world.own, world.foreign] {
            let planner = try county.person(.planner)
            _ = try await LibraryKeeping(house).open(
                kind: .whitelist, name: "\(county.name)白名单（测试）", region: county.region, basis: "测试文件", by: planner,
                submission: nil)
            _ = try await TagHolding(house).decide(
                .init(tag: "advertising", gives: true, from: house.clock.today, until: nil, reason: "测试"),
                subject: county.subjects[3], by: planner, submission: nil)
            let (library, identifier) = try await house.storage.read { [id = county.subjects[3]] stores in
                (
                    try stores.registry.libraries().last?.id ?? 0,
                    try stores.registry.subject(id: id)?.identifier ?? ""
                )
            }
            _ = try await LibraryKeeping(house).apply(
                library: library, identifier: identifier, category: "", statement: "测试", by: planner, submission: nil)
            libraries.append(library)
            entries += try await house.storage.read { [id = county.subjects[3]] stores in
                try stores.registry.libraryEntries(subject: id).map(\.id)
            }
        }
        func pair(_ ids: [Int64], form: [(String, String)] = []) -> RouteFixture {
            RouteFixture(own: ["id": String(ids[0])], foreign: ["id": String(ids[1])], form: form)
        }
        let tag = RouteFixture(
            own: ["code": "catering"], form: [("reason", "测试"), ("name", "餐饮服务"), ("dimension", "business")])
        let version = RouteFixture(own: ["number": "1"], form: [("reason", "测试")])
        let department = RouteFixture(own: ["department": Department.marketRegulation])
        var all: [String: RouteFixture] = [
            "GET /registry/tags/:code": tag, "POST /registry/tags/:code": tag,
            "GET /registry/subjects/:id/tags": Self.pair(world) { $0.subjects[0] },
            "POST /registry/subjects/:id/tags": Self.pair(
                world, form: [("tag", "retail"), ("act", "give"), ("from", "2026-06-01"), ("reason", "测试")]
            ) { $0.subjects[0] },
            "POST /registry/subjects/:id/tags/end": Self.pair(world, form: [("hold", "1")]) { $0.subjects[3] },
            "GET /registry/libraries/:id": pair(libraries), "GET /registry/libraries/:id/apply": pair(libraries),
            "POST /registry/libraries/:id/entries": pair(libraries, form: [("identifier", "x"), ("statement", "测试")]),
            "GET /registry/libraries/entries/:id": pair(entries),
            "POST /registry/libraries/entries/:id": pair(
                entries, form: [("step", "enter"), ("version", "9"), ("reason", "测试")]),
            "GET /registry/directories/:department": department,
        ]
        for name in ["edit", "merge", "retire"] { all["GET /registry/tags/:code/\(name)"] = tag }
        for name in ["merge", "retire"] { all["POST /registry/tags/:code/\(name)"] = tag }
        for name in ["", "/progress", "/rules.json", "/edit"] {
            all["GET /registry/tags/rules/:number\(name)"] = version
        }
        for name in ["edit", "file", "trial", "apply", "discard"] {
            all["POST /registry/tags/rules/:number/\(name)"] = version
        }
        all["GET /registry/directories/:department/remove"] = department
        all["GET /registry/directories/:department/remove"]?.query = "?subject=\(world.own.subjects[0])"
        for name in ["entries", "remove", "rights"] {
            all["POST /registry/directories/:department/\(name)"] = RouteFixture(
                own: ["department": Department.marketRegulation],
                form: [
                    ("identifiers", "x"), ("subject", String(world.own.subjects[0])), ("reason", "测试"), ("shared", "1"),
                ])
        }
        return all
    }
}

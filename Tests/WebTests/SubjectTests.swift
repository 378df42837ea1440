import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import World

@testable import Web

/// Keeping subjects over HTTP: the forms, the dossier, the interface with its keys.
@Suite struct SubjectTests {
    private static func page(_ id: Int64, _ tail: String = "") -> String { "/registry/subjects/\(id)\(tail)" }

    @Test func aSchoolIsAddedChangedMovedAndClosedByHand() async throws {
        try await World.with { world in
            let world = try await world.catalogued().registered()
            try await world.server(routes: RouteTable.all(world.house)).application().test(.router) { client in
                let browser = Browser(client)
                browser.use(try await world.session(try world.own.person(.planner).account))
                let fields = [
                    ("scheme", "own"), ("identifier", "道里教〔2026〕1号"), ("type", "12"), ("name", "虚构第一小学"),
                    ("address", "虚构路1号"), ("scope", "小学教育"), ("industry", "8321"), ("region", "230102"),
                    ("reason", "教育部门提供"),
                ]
                try await browser.get("/registry/subjects/new")
                let wrong = try await browser.post(
                    "/registry/subjects", fields.map { $0.0 == "industry" ? ($0.0, "9999") : $0 })
                #expect(wrong.status.code == 422)
                #expect(wrong.text.contains("不在 GB/T 4754-2017 中"))
                let added = try await browser.post("/registry/subjects", fields)
                let here = try #require(added.header("Location"))
                #expect(added.status.code == 303)
                let dossier = try await browser.get(here)
                for part in ["虚构第一小学", "部门自编号", "道里教〔2026〕1号", "8321 普通小学教育", "事业单位", "非经营主体"] {
                    #expect(dossier.text.contains(part), "\(part)")
                }
                let twice = try await browser.post("/registry/subjects", fields)
                #expect(twice.status.code == 422 || twice.status.code == 409)
                #expect(twice.text.contains("名录库中已有这个主体"))
                // A change without a reason comes back; with one it stands in the history.
                try await browser.get(here + "/edit")
                let silent = try await browser.post(here + "/edit", [("name", "虚构第二小学")])
                #expect(silent.status.code == 422)
                _ = try await browser.post(
                    here + "/edit", [("name", "虚构第二小学"), ("industry", "8321"), ("reason", "更名批复")])
                let changed = try await browser.get(here)
                #expect(changed.text.contains("<del>虚构第一小学</del> → 虚构第二小学"))
                #expect(changed.text.contains("更名批复"))
                _ = try await browser.post(
                    here + "/licences",
                    [
                        ("kind", "食品经营许可证"), ("number", "JY00000000000001"), ("until", "2026-07-01"), ("reason", "食堂"),
                    ])
                _ = try await browser.post(
                    here + "/premises",
                    [("usage", "教学"), ("name", "东校区"), ("address", "虚构路9号"), ("region", "230102"), ("reason", "新增校区")])
                let parts = try await browser.get(here)
                #expect(parts.text.contains("东校区（教学）"))
                #expect(parts.text.contains("还剩 30 天"))
                let due = try await browser.get("/registry/licences")
                #expect(due.text.contains("JY00000000000001"))
                // A move in the future waits, can be taken back, and takes place on its day.
                _ = try await browser.post(
                    here + "/move", [("region", "230103"), ("effectiveOn", "2026-06-10"), ("reason", "校址迁移")])
                #expect(try await browser.get(here).text.contains("将于 2026年6月10日由道里区迁至南岗区"))
                world.clock.advance(seconds: 10 * 86_400)
                #expect(try await SubjectKeeping(world.house).carryOutMoves() == 1)
                #expect(try await SubjectKeeping(world.house).carryOutMoves() == 0)
                browser.use(try await world.session(try world.own.person(.planner).account))
                #expect(try await browser.get(here).status.code == 404)
                browser.use(try await world.session(try world.foreign.person(.planner).account))
                let moved = try await browser.get(here)
                #expect(moved.text.contains("道里区 → 南岗区"))
                _ = try await browser.get(here + "/status")
                _ = try await browser.post(here + "/status", [("operation", "cancel"), ("reason", "撤并")])
                #expect(try await browser.get(here).text.contains("撤并"))
                let again = try await browser.post(here + "/status", [("operation", "cancel"), ("reason", "撤并")])
                #expect(again.status.code == 409)
            }
        }
    }

    @Test func theInterfaceTakesListsAndRefuses() async throws {
        try await World.with { world in
            let world = try await world.catalogued().registered()
            let administrator = try world.own.person(.administrator)
            let secret = try await DepartmentTokens(world.house).issue(
                .init(
                    name: "学校系统", department: "scjg", region: world.own.region,
                    expiresOn: world.house.clock.today.advanced(by: 30)), by: administrator, submission: nil)
            let held = try await world.house.storage.read { try $0.registry.subject(id: world.own.subjects[0]) }
            let foreign = try await world.house.storage.read { try $0.registry.subject(id: world.foreign.subjects[0]) }
            let known = try #require(held), other = try #require(foreign)
            let body = """
                {"changes":[
                {"operation":"add","scheme":"school","identifier":"3123010001","name":"虚构中学","region":"230102"},
                {"operation":"change","identifier":"\(known.identifier)","name":"虚构改名店","asOf":"2026-05-01"},
                {"operation":"change","identifier":"\(other.identifier)","name":"虚构越界店"},
                {"operation":"put","identifier":"\(known.identifier)","region":"999999"},
                {"operation":"cancel","identifier":"\(World.identifier(999_999, region: "230102"))"},
                {"operation":"put","identifier":"123"}]}
                """
            try await world.server(routes: RouteTable.all(world.house)).application().test(.router) { client in
                func send(_ body: String, key: String, bearer: String?, type: String = "application/json") async throws
                    -> TestResponse
                {
                    var headers = HTTPFields()
                    headers[.contentType] = type
                    if let bearer { headers[.authorization] = "Bearer \(bearer)" }
                    if let name = HTTPField.Name("Idempotency-Key") { headers[name] = key }
                    return try await client.execute(
                        uri: "/registry/api/v1/changes", method: .post, headers: headers,
                        body: ByteBuffer(string: body))
                }
                #expect(try await send(body, key: "delivery-1", bearer: nil).status.code == 401)
                #expect(try await send(body, key: "delivery-1", bearer: "mck_nothing").status.code == 401)
                #expect(try await send(body, key: "short", bearer: secret).status.code == 400)
                #expect(try await send("{}", key: "delivery-1", bearer: secret).text.contains("缺少 changes"))
                #expect(try await send(body, key: "delivery-1", bearer: secret, type: "text/plain").status.code == 400)
                let first = try await send(body, key: "delivery-1", bearer: secret)
                #expect(first.status.code == 200)
                let outcomes = try Self.outcomes(first.text)
                #expect(outcomes == ["added", "changed", "conflict", "conflict", "conflict", "refused"])
                // The same delivery again is answered alike and changes nothing; another under its key is refused.
                let size = try await world.house.storage.read { try $0.ledger.size() }
                #expect(try await send(body, key: "delivery-1", bearer: secret).text == first.text)
                #expect(try await world.house.storage.read { try $0.ledger.size() } == size)
                let reused = try await send(
                    #"{"changes":[{"operation":"put","identifier":"1"}]}"#, key: "delivery-1", bearer: secret)
                #expect(reused.status.code == 409)
                #expect(reused.header("Content-Type") == "application/problem+json")
                // Older than what is held: listed.
                let older = try await send(
                    """
                    {"changes":[{"operation":"change","identifier":"\(known.identifier)","name":"虚构旧名","asOf":"2026-04-01"}]}
                    """, key: "delivery-2", bearer: secret)
                #expect(try Self.outcomes(older.text) == ["conflict"])
                var headers = HTTPFields()
                headers[.authorization] = "Bearer \(secret)"
                let shown = try await client.execute(
                    uri: "/registry/api/v1/subjects/uscc/\(known.identifier)", method: .get, headers: headers)
                #expect(shown.text.contains("虚构改名店"))
                #expect(!shown.text.contains("risk"))
                let hidden = try await client.execute(
                    uri: "/registry/api/v1/subjects/uscc/\(other.identifier)", method: .get, headers: headers)
                #expect(hidden.status.code == 404)

                // Four wait here; the foreign one waits where the subject is held.
                let browser = Browser(client)
                browser.use(try await world.session(try world.own.person(.planner).account))
                let list = try await browser.get("/registry/conflicts")
                for word in ["数据较旧", "代码无法识别", "操作与名录不符"] { #expect(list.text.contains(word), "\(word)") }
                #expect(!list.text.contains(other.identifier))
                let waiting = try await world.house.storage.read {
                    try $0.subjects.conflicts(ConflictFilter(region: world.own.region, kind: .older), slice: Slice())
                        .rows
                }
                let conflict = try #require(waiting.first)
                let one = try await browser.get("/registry/conflicts/\(conflict.id)")
                #expect(one.text.contains("虚构旧名") && one.text.contains("虚构改名店"))
                #expect(try await browser.post("/registry/conflicts/\(conflict.id)").status.code == 422)
                _ = try await browser.post(
                    "/registry/conflicts/\(conflict.id)", [("decision", "take"), ("reason", "已核对登记档案")])
                let page = try await browser.get(Self.page(known.id))
                #expect(page.text.contains("虚构旧名"))
                #expect(page.text.contains("冲突处理"))
                let late = try await browser.post(
                    "/registry/conflicts/\(conflict.id)", [("decision", "keep"), ("reason", "x")])
                #expect(late.status.code == 409)

                // Revoked, the key opens nothing.
                let token = try await world.house.storage.read {
                    try $0.subjects.tokens(region: world.own.region).first
                }
                _ = try await DepartmentTokens(world.house).revoke(
                    try #require(token).id, by: administrator, submission: nil)
                #expect(try await send(body, key: "delivery-3", bearer: secret).status.code == 401)
            }
        }
    }

    private static func outcomes(_ text: String) throws -> [String] {
        struct Answer: Decodable {
            struct Result: Decodable { let outcome: String }
            let results: [Result]
        }
        return try JSONDecoder().decode(Answer.self, from: Data(text.utf8)).results.map(\.outcome)
    }

    /// The description names exactly the routes, operations, kinds of numbers and outcomes that there are.
    @Test func theDescriptionIsTrue() async throws {
        let text = try TestSources.text("Sources/Web/Public/api/subjects.openapi.json")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        var described: Set<String> = []
        for (path, methods) in paths {
            for method in methods.keys where ["get", "post"].contains(method) {
                described.insert("\(method.uppercased()) \(path)")
            }
        }
        try await World.with { world in
            let routes = RouteTable.all(world.house).filter { $0.access == .token && $0.path.hasPrefix("/registry/") }
                .map { route in
                    "\(route.method.rawValue) "
                        + route.path.split(separator: "/").map { $0.hasPrefix(":") ? "/{\($0.dropFirst())}" : "/\($0)" }
                        .joined()
                }
            #expect(described == Set(routes))
        }
        let schemas = try #require((document["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]])
        func words(_ name: String, _ property: String) -> [String]? {
            let properties = schemas[name]?["properties"] as? [String: [String: Any]]
            return properties?[property]?["enum"] as? [String]
        }
        #expect(words("Change", "operation") == SubjectStatement.Operation.allCases.map(\.rawValue))
        #expect(words("Change", "scheme") == IdentifierScheme.allCases.map(\.rawValue))
        let properties = schemas["Change"]?["properties"] as? [String: Any]
        let fields = Mirror(reflecting: SubjectStatement(operation: .put, identifier: "")).children.compactMap(\.label)
        #expect(Set(properties?.keys.map { $0 } ?? []) == Set(fields))
    }
}

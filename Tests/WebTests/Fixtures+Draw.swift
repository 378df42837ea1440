import Domain
import Foundation
import World

@testable import Web

enum DrawFixtures: RouteFixtures {
    static func fixtures(_ world: World) async throws -> [String: RouteFixture] {
        let hash = String(repeating: "a", count: 64)
        var all: [String: RouteFixture] = [:]
        let none = ["token": String(repeating: "0", count: 32)]
        all["GET /draw/link/:token"] = RouteFixture(own: none)
        all["POST /draw/link/:token"] = RouteFixture(own: none)
        all["GET /join/:code"] = RouteFixture(own: ["code": world.own.ceremonyCode])
        all["GET /ceremonies/:code/progress"] = RouteFixture(own: ["code": world.own.ceremonyCode])
        for name in ["lots", "visits", "ceremony.json", "record", "inclusion"] {
            all["GET /draw/:id/\(name)"] = pair(world) { $0.ceremony }
        }
        all["POST /draw/:id/inclusion"] = pair(world, form: [("identifier", "91230102MA0000000X")]) { $0.ceremony }
        for name in ["GET /draw/:id/audit", "POST /draw/:id/audit", "GET /draw/:id/audit/package.tar"] {
            all[name] = pair(world) { $0.ceremony }
        }
        for name in ["check", "sign"] { all["POST /draw/:id/audit/\(name)"] = pair(world) { $0.ceremony } }
        for name in [
            "GET /draw/:id/staffing", "GET /draw/:id", "GET /draw/:id/state", "GET /draw/:id/abort",
            "GET /draw/:id/record.pdf",
        ] {
            all[name] = pair(world) { $0.nextCeremony }
        }
        let forms: [String: [(String, String)]] = [
            "freeze": [], "value": [], "commit": [("commitment", hash)], "close-commits": [],
            "reveal": [("value", hash)],
            "close-reveals": [],
            "public-value": [("value", "3141592653"), ("again", "3141592653")], "key": [("value", "3141592653")],
            "confirm-value": [("value", "3141592653")], "link": [("party", "supervisor")], "draw": [],
            "abort": [("reason", "测试")],
        ]
        for (name, form) in forms { all["POST /draw/:id/\(name)"] = pair(world, form: form) { $0.nextCeremony } }
        for name in ["value", "commit", "reveal"] {
            // Each acts for the party that is theirs.
            all["POST /draw/:id/\(name)"]?.added = [
                .drawer: [("party", "drawer")], .witness: [("party", "supervisor")],
            ]
        }
        return all.merging(try await staffing(world)) { old, _ in old }
    }

    /// In each county a vacancy, and an agreement by which the province hands work down, with feedback owed.
    private static func staffing(_ world: World) async throws -> [String: RouteFixture] {
        var vacancies: [Int64] = [], delegations: [Int64] = [], feedbacks: [Int64] = []
        let house = world.house
        for county in [world.own, world.foreign] {
            guard let visit = try await house.storage.read({ try $0.inspections.visit(id: county.openVisit) }),
                let officer = visit.officers.last?.inspector
            else { throw Problem.notFound("检查") }
            _ = try await Vacancies(house).report(
                try county.person(.reviewer), visit: visit.id,
                .init(inspectors: [officer], reason: .illness, note: "住院"))
            vacancies += try await house.storage.read { try $0.draws.vacancies(visit: visit.id).map(\.id) }
            _ = try await Delegating(house).propose(
                try world.province.person(.drawer),
                .init(
                    kind: .down, to: county.authority,
                    paper: .init(number: "委托1号", name: "委托.pdf", content: [1, 2, 3]), starts: house.clock.today,
                    ends: house.clock.today.advanced(by: 30), feedbackDays: 5, reason: "", scope: .init()))
            let (delegation, feedback) = try await house.storage.housekeep { stores in
                let rows = try stores.draws.delegations(
                    region: county.region, department: nil, states: [], slice: Slice()
                ).rows
                let id = rows.first?.id ?? 0
                try stores.draws.insertDelegated(
                    [], ceremony: county.ceremony, delegation: id, feedbackDue: house.clock.today)
                let owed = try stores.draws.feedbacks(delegation: id).first?.id ?? 0
                try stores.draws.setFeedback(
                    owed, document: .init(number: "1", name: "1.pdf", sha256: String(repeating: "a", count: 64)),
                    content: [1], summary: "甲", by: try county.person(.drawer).account, at: house.clock.now())
                return (id, owed)
            }
            delegations.append(delegation)
            feedbacks.append(feedback)
        }
        func pair(_ ids: [Int64], form: [(String, String)] = []) -> RouteFixture {
            RouteFixture(own: ["id": String(ids[0])], foreign: ["id": String(ids[1])], form: form)
        }
        let paper = [
            ("document_number", "1"), ("document_sha256", String(repeating: "a", count: 64)), ("summary", "甲"),
        ]
        return [
            "GET /draw/vacancies/:id": pair(vacancies),
            "POST /draw/vacancies/:id/approve": pair(vacancies, form: [("value", String(repeating: "a", count: 64))]),
            "POST /draw/vacancies/:id/refuse": pair(vacancies, form: [("reason", "甲")]),
            "GET /draw/delegations/:id": pair(delegations), "GET /draw/delegations/:id/document": pair(delegations),
            "POST /draw/delegations/:id/decision": pair(
                delegations, form: [("version", "1"), ("decision", "confirm")]),
            "GET /draw/feedback/:id": pair(feedbacks), "GET /draw/feedback/:id/document": pair(feedbacks),
            "POST /draw/feedback/:id": pair(feedbacks, form: paper),
            "POST /draw/feedback/:id/chase": pair(feedbacks),
        ]
    }
}

enum InspectionFixtures: RouteFixtures {
    static func fixtures(_ world: World) async throws -> [String: RouteFixture] {
        let visit = pair(world) { $0.openVisit }, open = pair(world) { $0.openInspection }
        let entered = pair(world) { $0.entered }
        let leaves = [("reason", "illness"), ("note", "住院")]
        return [
            "GET /inspection/visits/:id/notice": visit, "GET /inspection/visits/:id/notice.pdf": visit,
            "GET /inspection/visits/:id/vacancy": visit,
            "POST /inspection/visits/:id/vacancy": pair(world, form: leaves) { $0.openVisit },
            "GET /inspection/visits/:id": visit, "POST /inspection/visits/:id/begin": visit,
            "GET /inspection/inspections/:id": open, "POST /inspection/inspections/:id/draft": open,
            "POST /inspection/inspections/:id/sign": open, "GET /inspection/review/:id": entered,
            "POST /inspection/review/:id/approve": entered, "POST /inspection/review/:id/return": entered,
        ]
    }
}

enum PublicationFixtures: RouteFixtures {
    static func fixtures(_ world: World) async throws -> [String: RouteFixture] {
        let approved = pair(world) { $0.approved }
        return ["GET /publication/withhold/:id": approved, "POST /publication/withhold/:id": approved]
    }
}

enum PortalFixtures: RouteFixtures {
    static func fixtures(_ world: World) async throws -> [String: RouteFixture] {
        let code = ["code": world.own.ceremonyCode], result = ["id": String(world.own.results[0])]
        let entry = try await world.house.storage.read { [id = world.own.ceremony] in
            try $0.draws.secrets(ceremony: id).planEntry ?? 0
        }
        let slip = try await world.house.storage.read { [code = world.own.ceremonyCode] stores in
            var first = ""
            try stores.publication.forEachSlipProof(code: code) { slip, _ in if first.isEmpty { first = slip } }
            return first + ".json"
        }
        return [
            "GET /results/:id": RouteFixture(own: result), "GET /results/:id/receipt.txt": RouteFixture(own: result),
            "GET /results/:id/record.json": RouteFixture(own: result),
            "GET /ceremonies/:code": RouteFixture(own: code),
            "GET /ceremonies/:code/population.txt": RouteFixture(own: code),
            "GET /ceremonies/:code/ceremony.json": RouteFixture(own: code),
            "GET /ceremonies/:code/log.vkey": RouteFixture(own: code),
            "GET /ceremonies/:code/slips/:slip": RouteFixture(own: code.merging(["slip": slip]) { old, _ in old }),
            "GET /ceremonies/:code/receipts/:index": RouteFixture(
                own: code.merging(["index": "\(entry).tlog-proof"]) { old, _ in old }),
            "GET /plans/:id": RouteFixture(own: ["id": String(world.own.plan)]),
            "GET /items/:code": RouteFixture(own: ["code": "S01"]),
            "GET /items/joint/:code": RouteFixture(own: ["code": "J01"]),
            "GET /items/joint/:code/booklet": RouteFixture(own: ["code": "J01"]),
            "GET /items/joint/:code/booklet.pdf": RouteFixture(own: ["code": "J01"]),
            "GET /items/key/:code": RouteFixture(own: ["code": "Z01"]),
            "GET /items/versions/:number": RouteFixture(own: ["number": "1"]),
        ]
    }
}

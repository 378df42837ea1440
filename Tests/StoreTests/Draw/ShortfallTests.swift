import Domain
import Store
import Testing
import VerifiableDraw
import World

@testable import Database

/// When the drawn subjects cannot be staffed, what is said can be done, and then it works (3.1.1).
@Suite struct ShortfallTests {
    @Test(
        "3.1.1 the refusal names places, trades and remedies; the cap it names is enough, one less is not",
        arguments: DatabaseKind.allCases)
    func words(_ kind: DatabaseKind) async throws {
        var variation = DrawBench.Variation()
        variation.inspectors = 4
        variation.capacity = 2
        variation.expired = [3]
        try await DrawBench.with(kind, variation) { bench async throws in
            let id = try await bench.toDraw()
            let problem = await refusal { try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: id) }
            let message = problem?.message ?? "", remedy = problem?.remedy ?? ""
            #expect(problem?.code == "draw.staffing" && problem?.clause == "3.1.1")
            for word in ["还差", "人次", "机关230100", "道里区", "样例主体", "全局内随机", "食品"] {
                #expect(message.contains(word), "\(word): \(message)")
            }
            let cap = try #require(remedy.firstMatch(of: /从2提高到(\d+)/)).1
            #expect(remedy.contains("增加") && remedy.contains("持证人员"), "\(remedy)")
            // One more person with a renewed certificate is not enough here, so it is not named.
            #expect(!remedy.contains("检查员3"), "\(remedy)")
            let abort = { (id: Int64) in
                try await bench.ceremonies.abort(DrawBench.drawer(), ceremony: id, reason: "人员不足")
            }
            _ = try await abort(id)
            // The same draw (tests' values do not change, but the plan entry does, and with it the seed): with the cap named
            // for the number drawn it works.
            let enough = try #require(Int(cap))
            try await bench.database.write { try $0.execute("UPDATE registry_inspector SET capacity = \(enough)") }
            _ = try await bench.drawn()
        }
    }

    @Test("3.1.1 people back from leave are named, with the day, and then it works", arguments: DatabaseKind.allCases)
    func away(_ kind: DatabaseKind) async throws {
        var variation = DrawBench.Variation()
        variation.inspectors = 3
        try await DrawBench.with(kind, variation) { bench async throws in
            let planner = try DrawBench.actor(1, [.planner])
            let today = bench.house.clock.today
            for inspector in [1, 2] as [Int64] {
                _ = try await Leaving(bench.house).add(
                    .init(kind: .training, from: today, until: today.advanced(by: 9), note: ""), inspector: inspector,
                    by: planner, submission: nil)
            }
            let id = try await bench.toDraw()
            let problem = await refusal { try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: id) }
            let remedy = problem?.remedy ?? ""
            #expect(remedy.contains("待检查员2销假") && remedy.contains("2026年6月10日"), "\(remedy)")
            _ = try await bench.ceremonies.abort(DrawBench.drawer(), ceremony: id, reason: "人员请假")
            bench.clock.advance(11 * 86_400)
            _ = try await bench.drawn()
        }
    }

    @Test(
        "3.1.1 a narrow mode is told to be widened, an expired certificate to be renewed, a neighbour to be asked",
        arguments: DatabaseKind.allCases)
    func others(_ kind: DatabaseKind) async throws {
        var variation = DrawBench.Variation()
        variation.dispatch = "station"
        try await DrawBench.with(kind, variation) { bench async throws in
            // One person in each station, the others in the bureau.
            try await bench.database.write { connection in
                try connection.execute("UPDATE registry_inspector SET station_id = NULL WHERE id > 1")
                try connection.execute("UPDATE registry_inspector SET station_id = 1 WHERE id = 1")
                try connection.execute("INSERT INTO plan_campaign_station (campaign_id, station_id) VALUES (1, 1)")
            }
            let id = try await bench.toDraw()
            let problem = await refusal { try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: id) }
            #expect(problem?.remedy?.contains("由“单一所内随机”改为“全局内随机”") == true, "\(problem?.remedy ?? "")")
            _ = try await bench.ceremonies.abort(DrawBench.drawer(), ceremony: id, reason: "方式过窄")
            try await bench.database.write {
                try $0.execute("UPDATE plan_campaign SET dispatch = 'bureau' WHERE id = 1")
            }
            _ = try await bench.drawn()
        }
        variation = DrawBench.Variation()
        variation.inspectors = 8
        try await DrawBench.with(kind, variation) { bench async throws in
            // Certified at the freeze, expired on the day of the draw; a city beside has people.
            try await bench.database.write { connection in
                try connection.execute("UPDATE registry_inspector SET valid_until = '2026-06-02' WHERE id <= 4")
                try connection.execute("UPDATE registry_inspector SET authority_id = 4, station_id = NULL WHERE id > 4")
            }
            let id = try await bench.toReveals()
            bench.clock.advance(3 * 86_400)
            try await bench.ceremonies.closeReveals(DrawBench.drawer(), ceremony: id)
            try await bench.ceremonies.enterPublicValue(
                DrawBench.drawer(), ceremony: id, value: "31415", again: "31415")
            let problem = await refusal { try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: id) }
            let remedy = problem?.remedy ?? ""
            #expect(remedy.contains("检查员1（2026-06-02到期）"), "\(remedy)")
            #expect(remedy.contains("与机关230200签订书面委托"), "\(remedy)")
        }
    }
}

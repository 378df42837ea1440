import Database
import Domain
import Store
import Testing

@Suite struct ReviewingTests {
    typealias Bench = InspectionBench

    @Test("3.5.1 nobody reviews what they entered or were assigned to", arguments: DatabaseKind.allCases)
    func fourEyes(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.sign(Bench.plain, "other", on: "2026-11-03")
            let reviewing = Reviewing(try bench.house("2026-11-03"))
            for actor in [
                try Bench.actor(1, [.inspector, .reviewer], inspector: 1),
                try Bench.actor(2, [.inspector, .reviewer], inspector: 2),
            ] {
                let problem = await refusal {
                    _ = try await reviewing.approve(inspection: Bench.plain, version: 2, actor: actor, submission: nil)
                }
                #expect(problem?.code == "review.own")
                #expect(problem?.clause == "3.5.1")
            }
            let foreign = await refusal {
                let actor = try Bench.actor(6, [.reviewer], region: "230200")
                _ = try await reviewing.approve(inspection: Bench.plain, version: 2, actor: actor, submission: nil)
            }
            #expect(foreign?.kind == .notFound)
            #expect(try await bench.state(Bench.plain) == .entered)
        }
    }

    @Test("a returned result goes back to its officers and comes again", arguments: DatabaseKind.allCases)
    func returned(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.sign(Bench.kindergarten, "other", on: "2026-11-03")
            let reviewing = Reviewing(try bench.house("2026-11-04"))
            #expect(try await reviewing.queue(Bench.reviewer()).rows.map(\.id) == [Bench.kindergarten])
            let empty = await refusal {
                _ = try await reviewing.sendBack(
                    inspection: Bench.kindergarten, version: 2, note: "", actor: Bench.reviewer(), submission: nil)
            }
            #expect(empty?.fields["note"] != nil)
            _ = try await reviewing.sendBack(
                inspection: Bench.kindergarten, version: 2, note: "请补充现场情况", actor: Bench.reviewer(), submission: nil)
            let mine = try await Inspecting(bench.house("2026-11-04")).visits(Bench.officer())
            #expect(mine.rows.first { $0.id == Bench.visit2 }?.returned == 1)
            try await bench.sign(Bench.kindergarten, "no-problem", on: "2026-11-04")
            try await bench.approve(Bench.kindergarten, on: "2026-11-05")
            #expect(try await bench.state(Bench.kindergarten) == .approved)
            let late = await refusal {
                _ = try await reviewing.approve(
                    inspection: Bench.kindergarten, version: 5, actor: Bench.reviewer(), submission: nil)
            }
            #expect(late?.kind == .conflict)
        }
    }
}

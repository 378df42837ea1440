import Domain
import Store
import Testing

@testable import Database
@testable import VerifiableDraw

/// The counter's look-up.
@Suite struct InclusionTests {
    private static func look(_ bench: DrawBench, _ id: Int64, _ subject: Int) async throws -> Ceremonies.Inclusion {
        try await bench.ceremonies.lookUp(
            DrawBench.drawer(), ceremony: id, identifier: " \(DrawBench.identifier(subject).lowercased()) ")
    }

    @Test(
        "threat: a subject left out before the freeze — the look-up and the counts show it",
        arguments: DatabaseKind.allCases)
    func leftOut(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            // Somebody hides subject 2 for the time of the freeze, and closes 4 as it should be; 3 sells no food.
            try await bench.database.write { connection in
                try connection.execute("UPDATE registry_subject SET status = 'revoked' WHERE id = 2")
                try connection.execute("UPDATE registry_subject SET status = 'cancelled' WHERE id = 4")
            }
            let id = try await bench.plan([1])
            #expect(await refusal { _ = try await Self.look(bench, id, 1) }?.code == "draw.not-frozen")
            try await bench.ceremonies.freeze(DrawBench.drawer(), ceremony: id)
            let before = try await bench.ceremonies.reconciliation(DrawBench.drawer(), ceremony: id)
            #expect(before.lines.map(\.change) == [0])
            #expect(before.lines[0].registry == 38 && before.lines[0].frozen == 38)
            try await bench.database.write { connection in
                try connection.execute("UPDATE registry_subject SET status = 'active' WHERE id = 2")
            }
            let after = try await bench.ceremonies.reconciliation(DrawBench.drawer(), ceremony: id)
            #expect(after.lines.map(\.change) == [1])

            let hidden = try await Self.look(bench, id, 2)
            #expect(!hidden.isIn && hidden.places.map(\.reason) == ["冻结时不在范围内，登记情况在冻结后有变动"])
            #expect(hidden.slip == nil && hidden.withheld == nil)
            #expect(try await Self.look(bench, id, 4).places.map(\.reason) == ["名录库中的状态为“注销”"])
            #expect(try await Self.look(bench, id, 3).places.map(\.reason) == ["不属于任务抽查事项所指的检查对象"])
            let stranger = try await bench.ceremonies.lookUp(
                DrawBench.drawer(), ceremony: id, identifier: "91230102MA0000000X")
            #expect(stranger.name == nil && stranger.places.map(\.reason) == ["名录库中没有这个代码"])
            let known = try await Self.look(bench, id, 1)
            #expect(known.isIn && known.name == "样例主体1")
        }
    }

    @Test("2.3.10 the look-up names the reason of an exclusion", arguments: DatabaseKind.allCases)
    func excluded(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let first = try await bench.drawn([1])
            let second = try await bench.plan([2])
            try await bench.ceremonies.freeze(DrawBench.drawer(), ceremony: second)
            let low = try await bench.rows(
                """
                SELECT DISTINCT l.subject_id AS id FROM draw_lot l JOIN registry_risk r ON r.subject_id = l.subject_id
                WHERE l.ceremony_id = \(first) AND r.class = 'A'
                """
            ).map { try $0.int("id") }
            #expect(!low.isEmpty)
            for subject in low {
                let found = try await Self.look(bench, second, subject)
                #expect(!found.isIn && found.places.map(\.reason) == ["本年度已被抽查，依规定不重复抽查"])
            }
            let line = try #require(
                try await bench.ceremonies.reconciliation(DrawBench.drawer(), ceremony: second).lines.first)
            #expect(line.change == 0 && line.registry == 60 && line.frozen == 60 - low.count)
            #expect(line.excluded.map(\.count) == [low.count])
        }
    }

    @Test("3.5.4 that somebody asked is logged, about whom is not", arguments: DatabaseKind.allCases)
    func logged(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.drawn([2])
            let size = try await bench.logSize()
            _ = try await Self.look(bench, id, 5)
            #expect(try await bench.logSize() == size + 1)
            let entry = try await bench.house.storage.read { try $0.ledger.entry(size) }
            let text = String(decoding: entry, as: UTF8.self)
            #expect(text.contains("draw.look-up") && text.contains("account/1"))
            #expect(!text.contains(DrawBench.identifier(5)))
            // Nor does the ceremony's public page tell of it.
            let steps = try await bench.house.storage.read { try $0.ledger.timeline(object: "ceremony/\(id)") }
            #expect(!steps.contains { $0.act == "draw.look-up" })

            let wrong = await refusal {
                _ = try await bench.ceremonies.lookUp(DrawBench.drawer(), ceremony: id, identifier: "9123 0102")
            }
            #expect(wrong?.fields["identifier"] != nil)
            let witness = await refusal {
                _ = try await bench.ceremonies.lookUp(
                    DrawBench.witness(), ceremony: id, identifier: DrawBench.identifier(5))
            }
            #expect(witness?.kind == .forbidden)
            let stranger = await refusal {
                _ = try await bench.ceremonies.lookUp(
                    DrawBench.stranger(), ceremony: id, identifier: DrawBench.identifier(5))
            }
            #expect(stranger?.kind == .notFound)
            #expect(try await bench.logSize() == size + 1)
        }
    }

    @Test("3.5.4 no slip tells of a visit to come", arguments: DatabaseKind.allCases)
    func slips(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.toDraw([2])
            #expect(try await Self.look(bench, id, 1).slip == nil)
            try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: id)
            let drawn = Set(
                try await bench.rows("SELECT subject_id AS id FROM draw_slip WHERE ceremony_id = \(id)").map {
                    try $0.int("id")
                })
            let one = try #require(drawn.min())
            // While visits are to come, drawn and not drawn get the same answer.
            for subject in 1...12 {
                let found = try await Self.look(bench, id, subject)
                #expect(found.isIn && found.slip == nil && found.withheld?.contains("检查结束前") == true)
            }
            try await bench.database.write { connection in
                try connection.execute("UPDATE inspection_visit SET state = 'visited' WHERE subject_id = \(one)")
            }
            let begun = try #require(try await Self.look(bench, id, one).slip)
            try await bench.database.write { try $0.execute("UPDATE inspection_visit SET state = 'finished'") }
            let record = try await bench.published(id).record
            for subject in 1...12 {
                let own = try #require(try await Self.look(bench, id, subject).slip)
                let slip = try Slip(identifier: DrawBench.identifier(subject), slip: own.slip, nonce: own.nonce)
                let report = SlipVerifier.verify(slip, proof: own.proof, record: record)
                #expect(report.checks.first?.state == .passed)
                #expect(report.passed == drawn.contains(subject))
                if subject == one { #expect(own.slip == begun.slip) }
                let kept = try await bench.house.storage.read {
                    try $0.draws.slip(ceremony: id, subject: Int64(subject))
                }
                #expect((kept?.slip == own.slip && kept?.proof == own.proof) == drawn.contains(subject))
            }
        }
    }
}

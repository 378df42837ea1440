import Domain
import Store
import Testing

@testable import Database
@testable import VerifiableDraw

/// The steps of the protocol, and what they refuse.
@Suite struct ProtocolTests {
    @Test(
        "3.5.4 the record of a drawn ceremony passes the verifier, and fails once anything in it is changed",
        arguments: DatabaseKind.allCases)
    func recordPasses(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.drawn([1, 2])
            let (record, _, text) = try await bench.published(id)
            let population = try text.withUnsafeBytes { try Population(utf8: $0) }
            let report = CeremonyVerifier.verify(record: record, population: population)
            #expect(report.passed, "\(report.checks.filter { $0.state == .failed })")
            #expect(population.count == 100)
            // Two campaigns, five classes, and each twice: the crowd that both reach keeps its lots, the others stand apart.
            #expect(record.strata?.count == 20)

            // One line less, one line more, one lot exchanged.
            var lines = population.strata.flatMap { stratum in
                population.lots(in: stratum.name).map { PopulationLine(stratum: stratum.name, lot: $0.text) }
            }
            #expect(
                !CeremonyVerifier.verify(record: record, population: try Population(lines: lines.dropLast())).passed)
            lines[0] = PopulationLine(stratum: lines[0].stratum, lot: String(repeating: "0", count: 20))
            #expect(!CeremonyVerifier.verify(record: record, population: try Population(lines: lines)).passed)

            var exchanged = record
            let strata = try #require(record.strata)
            let place = try #require(strata.firstIndex { $0.drawn.count > 1 })
            var drawn = strata[place].drawn
            drawn.swapAt(0, 1)
            exchanged.strata?[place] = CeremonyRecord.Stratum(name: strata[place].name, drawn: drawn)
            #expect(
                CeremonyVerifier.verify(record: exchanged, population: population).firstFailure?.title
                    == "抽中的检查对象与重新计算一致")

            var rematched = record
            let matching = try #require(record.matching)
            var assignment = matching.assignment
            let first = assignment[0]
            assignment[0] = AssignedInspection(id: first.id, officers: first.officers.reversed())
            rematched.matching = MatchingRecord(
                officers: matching.officers, pools: matching.pools, inspections: matching.inspections,
                assignment: assignment)
            #expect(!CeremonyVerifier.verify(record: rematched, population: population).passed)
        }
    }

    @Test("3.5.4 a value that does not open its commitment is refused", arguments: DatabaseKind.allCases)
    func wrongReveal(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.toReveals()
            let before = try await bench.logSize()
            let problem = await refusal {
                try await bench.reveal(id, "drawer", by: DrawBench.drawer(), value: String(repeating: "d", count: 64))
            }
            #expect(problem?.code == "draw.reveal-mismatch")
            #expect(problem?.clause == "3.5.4")
            let unreadable = await refusal {
                try await bench.reveal(id, "drawer", by: DrawBench.drawer(), value: "xyz")
            }
            #expect(unreadable?.code == "draw.reveal")
            #expect(try await bench.logSize() == before)
        }
    }

    @Test("3.5.4 steps in another order are refused", arguments: DatabaseKind.allCases)
    func order(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let drawer = try DrawBench.drawer(), witness = try DrawBench.witness()
            let id = try await bench.plan()
            #expect(await refusal { try await bench.commit(id, "drawer", by: drawer) }?.code == "draw.step")
            try await bench.ceremonies.freeze(drawer, ceremony: id)
            #expect(await refusal { try await bench.ceremonies.freeze(drawer, ceremony: id) }?.code == "draw.step")
            try await bench.commit(id, "drawer", by: drawer)
            // Not before everybody has sealed, and nothing is opened before the round is closed.
            #expect(
                await refusal { try await bench.ceremonies.closeCommits(drawer, ceremony: id) }?.code
                    == "draw.commit-waiting")
            #expect(await refusal { try await bench.reveal(id, "drawer", by: drawer) }?.code == "draw.step")
            // Sealed is sealed.
            let twice = await refusal {
                try await bench.commit(id, "drawer", by: drawer, value: String(repeating: "e", count: 64))
            }
            #expect(twice?.code == "draw.committed-before")
            try await bench.commit(id, "supervisor", by: witness)
            #expect(await refusal { try await bench.reveal(id, "drawer", by: drawer) }?.code == "draw.step")
            try await bench.ceremonies.closeCommits(drawer, ceremony: id)
            #expect(await refusal { try await bench.commit(id, "drawer", by: drawer) }?.code == "draw.step")
            try await bench.reveal(id, "drawer", by: drawer)
            #expect(await refusal { try await bench.reveal(id, "drawer", by: drawer) }?.code == "draw.revealed-before")
            let dice = await refusal {
                try await bench.ceremonies.enterPublicValue(drawer, ceremony: id, value: "1", again: "1")
            }
            #expect(dice?.code == "draw.step")
            try await bench.reveal(id, "supervisor", by: witness)
            #expect(
                await refusal { try await bench.ceremonies.draw(drawer, ceremony: id) }?.code == "draw.no-public-value")
            let keyed = await refusal {
                try await bench.ceremonies.enterPublicValue(drawer, ceremony: id, value: "12", again: "21")
            }
            #expect(keyed?.code == "draw.double-keying")
            let letters = await refusal {
                try await bench.ceremonies.enterPublicValue(drawer, ceremony: id, value: "1x", again: "1x")
            }
            #expect(letters?.code == "draw.public-value")
        }
    }

    @Test(
        "3.5.4 nobody acts for another party, and people of another city see nothing", arguments: DatabaseKind.allCases)
    func parties(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let drawer = try DrawBench.drawer(), witness = try DrawBench.witness()
            let id = try await bench.plan(business: true)
            try await bench.ceremonies.freeze(drawer, ceremony: id)
            #expect(await refusal { try await bench.commit(id, "supervisor", by: drawer) }?.code == "draw.party")
            #expect(await refusal { try await bench.commit(id, "drawer", by: witness) }?.code == "draw.party")
            // A third party's value is typed in by the drawer alone.
            #expect(await refusal { try await bench.commit(id, "business", by: witness) }?.code == "access.permission")
            try await bench.commit(id, "business", by: drawer)
            let made = await refusal {
                _ = try await bench.ceremonies.makeValue(drawer, ceremony: id, party: "supervisor")
            }
            #expect(made?.code == "draw.party")
            let stranger = try DrawBench.stranger()
            #expect(await refusal { _ = try await bench.ceremonies.view(stranger, ceremony: id) }?.kind == .notFound)
            #expect(
                await refusal { try await bench.ceremonies.abort(stranger, ceremony: id, reason: "x") }?.kind
                    == .notFound)
            #expect(try await bench.ceremonies.list(stranger, slice: Slice()).total == 0)
            #expect(await refusal { try await bench.ceremonies.freeze(witness, ceremony: id) }?.kind == .forbidden)
        }
    }

    @Test(
        "3.5.4 the parties of a plan must be able to take part, two of them on their own accounts",
        arguments: DatabaseKind.allCases)
    func accounts(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            func plan(_ parties: [(String, Int64?)]) async -> Problem? {
                await refusal {
                    _ = try await bench.ceremonies.plan(
                        DrawBench.drawer(),
                        Ceremonies.Draft(
                            title: "", campaigns: [1],
                            parties: parties.map { .init(id: $0.0, title: $0.0, account: $0.1) },
                            publicSource: "dice:hall-1", revealDeadline: bench.clock.now.advanced(bySeconds: 600)))
                }
            }
            #expect(await plan([("drawer", 1)])?.fields["parties"] != nil)
            #expect(await plan([("drawer", 1), ("business", nil)])?.fields["parties"] != nil)
            #expect(await plan([("drawer", 1), ("supervisor", 1)])?.fields["parties"] != nil)
            // An inspector, a county's witness under a city's ceremony, another city's drawer.
            for account in [6, 5, 4] as [Int64] {
                #expect(
                    await plan([("drawer", 1), ("supervisor", account)])?.code == "draw.party-account", "\(account)")
            }
            #expect(try await bench.logSize() == 0)
            let choices = try await bench.ceremonies.choices(DrawBench.drawer())
            #expect(choices.supervisors.map(\.id) == [2, 3])
            #expect(await plan([("drawer", 1), ("supervisor", 2)]) == nil)
        }
    }

    @Test(
        "3.5.4 threat: the last revealer withholds — a party that does so is missing only after the deadline",
        arguments: DatabaseKind.allCases)
    func missing(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let drawer = try DrawBench.drawer()
            let id = try await bench.toReveals()
            try await bench.reveal(id, "drawer", by: drawer)
            #expect(
                await refusal { try await bench.ceremonies.closeReveals(drawer, ceremony: id) }?.code
                    == "draw.reveal-early")
            bench.clock.advance(3601)
            #expect(
                await refusal { try await bench.reveal(id, "supervisor", by: DrawBench.witness()) }?.code
                    == "draw.reveal-late")
            try await bench.ceremonies.closeReveals(drawer, ceremony: id)
            try await bench.ceremonies.enterPublicValue(drawer, ceremony: id, value: "77", again: "77")
            try await bench.ceremonies.draw(drawer, ceremony: id)
            let (record, _, text) = try await bench.published(id)
            #expect(record.seedDocument?.contains("missing supervisor\n") == true)
            let report = CeremonyVerifier.verify(
                record: record, population: try text.withUnsafeBytes { try Population(utf8: $0) })
            #expect(report.passed, "\(report.checks.filter { $0.state == .failed })")
            #expect(report.checks.contains { $0.title == "有参与方未公开随机数" && $0.detail == "supervisor" })
        }
    }

    @Test("3.5.4 commitments after the deadline are refused", arguments: DatabaseKind.allCases)
    func lateCommit(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.plan(minutes: 1)
            try await bench.ceremonies.freeze(DrawBench.drawer(), ceremony: id)
            bench.clock.advance(61)
            #expect(
                await refusal { try await bench.commit(id, "drawer", by: DrawBench.drawer()) }?.code
                    == "draw.commit-late")
            // A clock turned back would make a record whose times run backwards.
            bench.clock.advance(-120)
            #expect(
                await refusal { try await bench.commit(id, "drawer", by: DrawBench.drawer()) }?.code == "draw.clock")
        }
    }

    @Test(
        "3.5.4 threat: redraw until liked — there is no redraw without a logged abort, and the next ceremony names it",
        arguments: DatabaseKind.allCases)
    func abort(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let drawer = try DrawBench.drawer()
            let first = try await bench.toReveals()
            #expect(await refusal { _ = try await bench.plan() }?.code == "draw.campaign-state")
            #expect(
                await refusal { try await bench.ceremonies.abort(drawer, ceremony: first, reason: " ") }?.code
                    == "draw.abort.reason")
            try await bench.ceremonies.abort(drawer, ceremony: first, reason: "现场停电")
            #expect(await refusal { try await bench.reveal(first, "drawer", by: drawer) }?.code == "draw.step")
            #expect(
                await refusal { try await bench.ceremonies.abort(drawer, ceremony: first, reason: "再次") }?.code
                    == "moved-on")

            // The aborted ceremony is published with its population, and stands up to the verifier.
            let (record, _, text) = try await bench.published(first)
            let report = CeremonyVerifier.verify(
                record: record, population: try text.withUnsafeBytes { try Population(utf8: $0) })
            #expect(report.passed, "\(report.checks.filter { $0.state == .failed })")
            let abortBytes = try #require(record.entries.last?.bytes)

            let second = try await bench.drawn()
            let next = try await bench.published(second).record
            guard case .plan(let plan) = try CeremonyEntry(bytes: try #require(next.entries.first?.bytes)) else {
                Issue.record("no plan entry")
                return
            }
            #expect(plan.after == Digests.leafHex(abortBytes))
            #expect(
                await refusal { try await bench.ceremonies.abort(drawer, ceremony: second, reason: "不满意") }?.code
                    == "moved-on")
            #expect(await refusal { _ = try await bench.plan() }?.code == "draw.campaign-state")
        }
    }

    @Test("3.5.4 two draws at the same moment make one", arguments: DatabaseKind.allCases)
    func doubleDraw(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.toDraw()
            let drawer = try DrawBench.drawer()
            let problems = await withTaskGroup(of: Problem?.self) { group in
                for _ in 0..<4 {
                    group.addTask { await refusal { try await bench.ceremonies.draw(drawer, ceremony: id) } }
                }
                return await group.reduce(into: [Problem?]()) { $0.append($1) }
            }
            #expect(problems.filter { $0 == nil }.count == 1)
            #expect(
                problems.compactMap { $0 }.allSatisfy { $0.kind == .conflict || $0.kind == .unavailable }, "\(problems)"
            )
            #expect(try await bench.number("SELECT COUNT(*) FROM log_entry WHERE act = 'draw.draw'") == 1)
            let lots = try await bench.number("SELECT COUNT(*) FROM draw_lot WHERE ceremony_id = \(id)")
            #expect(lots == (try await bench.published(id).record.visits.drawn))
        }
    }

    @Test("invariant 8: a form that arrives twice is one step", arguments: DatabaseKind.allCases)
    func submittedTwice(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.plan(submission: "key-plan")
            let size = try await bench.logSize()
            #expect(try await bench.plan(submission: "key-plan") == id)
            let drawer = try DrawBench.drawer()
            #expect(
                try await bench.ceremonies.freeze(drawer, ceremony: id, submission: "key-1") == .done("/draw/\(id)"))
            #expect(
                try await bench.ceremonies.freeze(drawer, ceremony: id, submission: "key-1") == .before("/draw/\(id)"))
            #expect(try await bench.logSize() == size + 1)
            #expect(try await bench.number("SELECT COUNT(*) FROM draw_ceremony") == 1)
        }
    }
}

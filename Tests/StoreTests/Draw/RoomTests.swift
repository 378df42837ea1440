import Domain
import Store
import Testing

@testable import Database
@testable import VerifiableDraw

/// What happens in the meeting room: links for parties without account, keyings, rounds of drand, missing parties, aborts.
@Suite struct RoomTests {
    /// Three parties, two of them with accounts; frozen.
    private func threeParties(_ bench: DrawBench, sources: [String] = ["dice:hall-1"]) async throws -> Int64 {
        let id = try await bench.ceremonies.plan(
            DrawBench.drawer(),
            Ceremonies.Draft(
                title: "", campaigns: [1],
                parties: [
                    Ceremonies.PartyDraft(id: "drawer", title: "抽取人", account: 1),
                    Ceremonies.PartyDraft(id: "supervisor", title: "监督人", account: 2),
                    Ceremonies.PartyDraft(id: "business", title: "企业代表", account: nil),
                ], sources: sources, commitDeadline: bench.clock.now.advanced(bySeconds: 1800),
                revealDeadline: bench.clock.now.advanced(bySeconds: 3600)))
        try await bench.ceremonies.freeze(DrawBench.drawer(), ceremony: id)
        return id
    }

    private func opened(_ bench: DrawBench, _ id: Int64) async throws -> (secret: String, pass: PartyLinks.Pass) {
        let links = PartyLinks(bench.house)
        let secret = try await links.open(token: links.issue(DrawBench.drawer(), ceremony: id, party: "business"))
        return (secret, try #require(try await links.resume(secret)))
    }

    @Test(
        "3.5.4 a one-time link is good for one browser and one party, and replaces the one before",
        arguments: DatabaseKind.allCases)
    func links(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await threeParties(bench)
            let links = PartyLinks(bench.house), drawer = try DrawBench.drawer()
            #expect(
                await refusal { _ = try await links.issue(drawer, ceremony: id, party: "supervisor") }?.code
                    == "draw.link-account")
            #expect(
                await refusal { _ = try await links.issue(DrawBench.stranger(), ceremony: id, party: "business") }?.kind
                    == .notFound)
            let token = try await links.issue(drawer, ceremony: id, party: "business")
            #expect(try await links.offer(token: token).party.title == "企业代表")
            let secret = try await links.open(token: token)
            #expect(await refusal { _ = try await links.open(token: token) }?.code == "draw.link.used")
            let pass = try #require(try await links.resume(secret))
            #expect(pass.party == "business" && pass.ceremony == id)
            #expect(try await links.resume(String(repeating: "0", count: 64)) == nil)

            // The browser holds the party now: the drawer may no longer type in for it.
            #expect(await refusal { try await bench.commit(id, "business", by: drawer) }?.code == "draw.party-link")
            let commitment = try await bench.commitment(id, "business")
            try await links.commit(pass, secret: secret, commitment: commitment)
            let size = try await bench.logSize()
            try await links.commit(pass, secret: secret, commitment: commitment)
            #expect(try await bench.logSize() == size, "a retry is the same step")

            // Another phone: the first one is out, also in the middle of the ceremony.
            let other = try await opened(bench, id)
            #expect(try await links.resume(secret) == nil)
            try await bench.commit(id, "drawer", by: drawer)
            try await bench.commit(id, "supervisor", by: DrawBench.witness())
            try await bench.ceremonies.closeCommits(drawer, ceremony: id)
            let value = DrawBench.value("business")
            #expect(await refusal { try await links.reveal(pass, secret: secret, value: value) }?.code == "draw.pass")
            try await links.reveal(other.pass, secret: other.secret, value: value)
            let party = try await bench.house.storage.read {
                try $0.draws.ceremony(id: id)?.parties.first { $0.id == "business" }
            }
            #expect(party?.revealed == value)
            #expect(
                await refusal { _ = try await links.issue(drawer, ceremony: id, party: "business") }?.code
                    == "draw.link-late")
        }
    }

    @Test("3.5.4 a link that nobody opens in time is worth nothing", arguments: DatabaseKind.allCases)
    func lateLink(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await threeParties(bench)
            let links = PartyLinks(bench.house)
            let token = try await links.issue(DrawBench.drawer(), ceremony: id, party: "business")
            bench.clock.advance(PartyLinks.openWithin + 1)
            #expect(await refusal { _ = try await links.open(token: token) }?.code == "draw.link.used")
            let late = try await links.issue(DrawBench.drawer(), ceremony: id, party: "business")
            bench.clock.advance(3600)
            #expect(await refusal { _ = try await links.open(token: late) }?.code == "draw.link.used")
        }
    }

    @Test(
        "3.5.4 two people key a public value; where they differ, the places are named", arguments: DatabaseKind.allCases
    )
    func keyings(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.toReveals()
            let drawer = try DrawBench.drawer(), witness = try DrawBench.witness(), ceremonies = bench.ceremonies
            try await bench.reveal(id, "drawer", by: drawer)
            try await bench.reveal(id, "supervisor", by: witness)
            #expect(
                await refusal { try await ceremonies.confirmPublicValue(witness, ceremony: id, value: "1") }?.code
                    == "draw.keying-first")
            try await ceremonies.keyPublicValue(drawer, ceremony: id, value: "31415 92653")
            #expect(
                await refusal { try await ceremonies.confirmPublicValue(drawer, ceremony: id, value: "3141592653") }?
                    .code == "draw.keying-same")
            let differs = await refusal {
                try await ceremonies.confirmPublicValue(witness, ceremony: id, value: "31415826539")
            }
            #expect(differs?.code == "draw.double-keying")
            #expect(
                differs?.fields["again"]
                    == "与第一遍不一致：第6位（第一遍9，第二遍8）不同，位数不同：第一遍10位，第二遍11位")
            try await ceremonies.confirmPublicValue(witness, ceremony: id, value: "3141592653")
            try await ceremonies.draw(drawer, ceremony: id)
            let (record, _, text) = try await bench.published(id)
            let population = try text.withUnsafeBytes { try Population(utf8: $0) }
            #expect(CeremonyVerifier.verify(record: record, population: population).passed)
            #expect(record.seedDocument?.contains("public dice:hall-1 3141592653\n") == true)
        }
    }

    @Test("3.5.4 several public values enter the seed in the plan's order", arguments: DatabaseKind.allCases)
    func severalSources(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let round = DrandQuicknet.first(after: bench.clock.now.advanced(bySeconds: 3660))
            let id = try await threeParties(bench, sources: ["lottery:2026150", round.source])
            try await missingThird(bench, id)
            try await enterBoth(bench, id, round: round)
            try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: id)
            let (record, _, text) = try await bench.published(id)
            let population = try text.withUnsafeBytes { try Population(utf8: $0) }
            let report = CeremonyVerifier.verify(record: record, population: population)
            #expect(report.passed, "\(report.checks.filter { $0.state == .failed })")
            let document = try #require(record.seedDocument)
            #expect(document.contains("missing business\n"))
            #expect(
                document.hasSuffix("public lottery:2026150 05121927\npublic \(round.source) \(Self.signature)\n"))
        }
    }

    private static let signature = String(repeating: "ab", count: 48)

    /// All seal; the third is late and then missing, and nobody is missing before the deadline.
    private func missingThird(_ bench: DrawBench, _ id: Int64) async throws {
        let drawer = try DrawBench.drawer(), witness = try DrawBench.witness()
        let links = PartyLinks(bench.house)
        let phone = try await opened(bench, id)
        try await bench.commit(id, "drawer", by: drawer)
        try await bench.commit(id, "supervisor", by: witness)
        let sealed = try await bench.commitment(id, "business")
        try await links.commit(phone.pass, secret: phone.secret, commitment: sealed)
        try await bench.ceremonies.closeCommits(drawer, ceremony: id)
        try await bench.reveal(id, "drawer", by: drawer)
        try await bench.reveal(id, "supervisor", by: witness)
        let early = await refusal { try await bench.ceremonies.closeReveals(drawer, ceremony: id) }
        #expect(early?.code == "draw.reveal-early")
        bench.clock.advance(3601)
        let late = await refusal {
            try await links.reveal(phone.pass, secret: phone.secret, value: DrawBench.value("business"))
        }
        #expect(late?.code == "draw.reveal-late")
        try await bench.ceremonies.closeReveals(drawer, ceremony: id)
    }

    /// In the plan's order, the round not before it is out, and no draw before both are there.
    private func enterBoth(_ bench: DrawBench, _ id: Int64, round: DrandQuicknet) async throws {
        let drawer = try DrawBench.drawer(), ceremonies = bench.ceremonies, signature = Self.signature
        let source = round.source
        let wrongTurn = await refusal {
            try await ceremonies.enterPublicValue(
                drawer, ceremony: id, source: source, value: signature, again: signature)
        }
        #expect(wrongTurn?.kind == .conflict)
        try await ceremonies.enterPublicValue(drawer, ceremony: id, value: "05121927", again: "05121927")
        let early = await refusal {
            try await ceremonies.enterPublicValue(drawer, ceremony: id, value: signature, again: signature)
        }
        #expect(early?.code == "draw.round-early")
        let undrawn = await refusal { try await ceremonies.draw(drawer, ceremony: id) }
        #expect(undrawn?.code == "draw.no-public-value")
        bench.clock.advance(120)
        try await ceremonies.enterPublicValue(drawer, ceremony: id, value: signature, again: signature)
    }

    @Test("3.5.4 once the outcome could be computed, an abort takes two people", arguments: DatabaseKind.allCases)
    func abortByTwo(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let drawer = try DrawBench.drawer(), witness = try DrawBench.witness(), ceremonies = bench.ceremonies
            let id = try await bench.toDraw()
            #expect(
                await refusal { try await ceremonies.abort(witness, ceremony: id, reason: "停电") }?.kind == .forbidden)
            #expect(
                await refusal { try await ceremonies.abort(drawer, ceremony: id, reason: " ") }?.fields["reason"] != nil
            )
            try await ceremonies.abort(drawer, ceremony: id, reason: "停电")
            #expect(try await bench.state(id) == .revealed)
            #expect(
                await refusal { try await ceremonies.abort(drawer, ceremony: id, reason: "停电") }?.code
                    == "draw.abort.same")
            #expect(try await ceremonies.view(witness, ceremony: id).abortRequest?.reason == "停电")
            try await ceremonies.abort(witness, ceremony: id, reason: "")
            #expect(try await bench.state(id) == .aborted)
            #expect(try await ceremonies.view(witness, ceremony: id).ceremony.abortReason == "停电")

            // Asked for and not agreed to: the draw goes on, and the wish stays in the log.
            let next = try await bench.toDraw()
            try await ceremonies.abort(drawer, ceremony: next, reason: "不想要了")
            try await ceremonies.draw(drawer, ceremony: next)
            #expect(
                try await ceremonies.view(witness, ceremony: next).lines.contains { $0.act == "draw.abort-request" })
        }
    }

    @Test("3.5.4 a plan names only rounds that come out after the reveals") func roundsOfThePlan() throws {
        let genesis = Moment(milliseconds: 1_692_803_367_000)
        #expect(DrandQuicknet(number: 1)?.time == genesis)
        #expect(DrandQuicknet.first(after: genesis).number == 2)
        #expect(DrandQuicknet.first(after: genesis.advanced(bySeconds: 2)).number == 2)
        #expect(DrandQuicknet.first(after: genesis.advanced(bySeconds: 3)).number == 3)
        #expect(DrandQuicknet.first(after: genesis.advanced(bySeconds: -1)).number == 1)
        #expect(DrandQuicknet(source: "drand-quicknet:99999999999999999999") == nil)
        // Published by drand: round 1000 of quicknet came out 999 periods after the first.
        #expect(DrandQuicknet(number: 1000)?.time == genesis.advanced(bySeconds: 2997))
    }

    @Test(
        "2.3.8 campaigns that share subjects are found before they are drawn together", arguments: DatabaseKind.allCases
    )
    func overlaps(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let overlaps = try await bench.ceremonies.overlaps(DrawBench.drawer(), campaigns: [1, 2])
            let pair = try #require(overlaps.first)
            #expect(overlaps.count == 1)
            #expect(pair.shared > 0 && pair.shared <= min(pair.firstCount, pair.secondCount))
            // The freeze of both together holds each of them once for each campaign.
            let id = try await bench.drawn([1, 2])
            let view = try await bench.ceremonies.view(DrawBench.drawer(), ceremony: id)
            let drawable = view.strata.filter { $0.take > 0 }.reduce(0) { $0 + $1.population }
            #expect(drawable == pair.firstCount + pair.secondCount)
        }
    }

    @Test("3.5.4 a running draw tells how far it is, and nothing once it has ended", arguments: DatabaseKind.allCases)
    func progress(_ kind: DatabaseKind) async throws {
        try await DrawBench.with(kind) { bench async throws in
            let id = try await bench.toDraw()
            let code = try #require(try await bench.house.storage.read { try $0.draws.ceremony(id: id)?.code })
            let progress = bench.house.progress
            #expect(progress.report(code: code) == nil)
            let watching = Task {
                var stages: Set<DrawProgress.Stage> = []
                while !Task.isCancelled {
                    if let report = progress.report(code: code) {
                        stages.insert(report.stage)
                        #expect(report.done <= report.total)
                    }
                    await Task.yield()
                }
                return stages
            }
            try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: id)
            watching.cancel()
            let seen = await watching.value
            #expect(!seen.isEmpty)
            #expect(progress.report(code: code) == nil)
            // A draw that is refused ends its report too.
            #expect(
                await refusal { try await bench.ceremonies.draw(DrawBench.drawer(), ceremony: id) }?.code == "draw.step"
            )
            #expect(progress.report(code: code) == nil)
        }
    }
}

import Database
import Domain
import Foundation
import Store
import Testing
import TransparencyLog

@Suite struct PublishingTests {
    typealias Bench = InspectionBench

    @Test(
        "2.4.3 the last signature completes the campaign; the period runs from the next working day",
        arguments: DatabaseKind.allCases)
    func completion(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.sign(Bench.checked, "other", on: "2026-11-03")
            try await bench.sign(Bench.plain, "other", on: "2026-11-03")
            #expect(try await bench.campaign()?.state == .inspecting)
            try await bench.sign(Bench.kindergarten, "other", on: "2026-11-05")
            let campaign = try await bench.campaign()
            #expect(campaign?.state == .completed)
            #expect(campaign?.completedOn?.description == "2026-11-05")
            // Thursday 2026-11-05 and 20 working days without holidays: Thursday four weeks later.
            #expect(campaign?.publishDue?.description == "2026-12-03")
            let lines = try await SQLStorage(bench.database).read { try $0.ledger.timeline(object: "campaign/1") }
            #expect(lines.map(\.act) == ["campaign.complete"])
            // A return does not win time.
            _ = try await Reviewing(bench.house("2026-11-20")).sendBack(
                inspection: Bench.kindergarten, version: 2, note: "请补充", actor: Bench.reviewer(), submission: nil)
            try await bench.sign(Bench.kindergarten, "other", on: "2026-11-20")
            #expect(try await bench.campaign()?.publishDue?.description == "2026-12-03")
        }
    }

    @Test(
        "2.4.3 overdue results are listed, warned of, and leave the campaign unfinished",
        arguments: DatabaseKind.allCases)
    func overdue(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            for id in [Bench.checked, Bench.plain, Bench.kindergarten] {
                try await bench.sign(id, "other", on: "2026-11-05")
            }
            try await bench.approve(Bench.checked, on: "2026-11-06")
            let actor = try Bench.publisher()
            #expect(try await Publishing(bench.house("2026-12-03")).warnings(actor).urgent == 3)
            #expect(try await Publishing(bench.house("2026-12-03")).warnings(actor).overdue == 0)
            #expect(try await Publishing(bench.house("2026-11-26")).warnings(actor).soon == 3)
            #expect(try await Publishing(bench.house("2026-11-25")).warnings(actor).soon == 0)
            let late = Publishing(try bench.house("2026-12-04"))
            #expect(try await late.warnings(actor).overdue == 3)
            #expect(try await late.queue(actor, kind: .overdue).total == 3)
            #expect(try await late.queue(actor, kind: .waiting).total == 1)
            _ = try await late.publish([Bench.checked], actor: actor, submission: nil)
            #expect(try await late.queue(actor, kind: .overdue).total == 2)
            let today = try #require(Day("2026-12-04"))
            let progress = try await Inspecting(bench.house("2026-12-04")).progress(Bench.reviewer()).rows.first
            #expect(progress?.isUnfinished(on: today) == true)
            let figures = try await Assessing(bench.house("2026-12-04")).indicators(Bench.statistician(), year: 2026)
            #expect(figures.rows.first?.figures[.timely] == IndicatorFigure(0, of: 3))
        }
    }

    @Test(
        "publishing is one transaction: one that cannot be published holds all back", arguments: DatabaseKind.allCases)
    func together(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.sign(Bench.checked, "other", on: "2026-11-05")
            try await bench.approve(Bench.checked, on: "2026-11-06")
            let before = try await bench.logSize()
            let problem = await refusal {
                _ = try await Publishing(bench.house("2026-11-06")).publish(
                    [Bench.checked, Bench.plain], actor: Bench.publisher(), submission: nil)
            }
            #expect(problem?.code == "publication.state")
            #expect(try await bench.state(Bench.checked) == .approved)
            #expect(try await bench.logSize() == before)
            #expect(try await Portal(bench.house("2026-11-06")).results(ResultSearch(), slice: Slice()).total == 0)
        }
    }

    @Test("a published result carries a receipt that the log's key verifies", arguments: DatabaseKind.allCases)
    func receipt(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.publishAll(on: "2026-11-06")
            let portal = Portal(try bench.house("2026-11-06"))
            let result = try #require(try await portal.results(ResultSearch(), slice: Slice()).rows.first)
            let proof = try await portal.proof(of: result.id)
            let receipt = try Receipt(bytes: Array(proof.receipt.utf8))
            _ = try receipt.verify(entry: proof.entry, keys: [LogKey(vkey: portal.verifierKey)])
            let digest = Hash.sha256(Array(proof.record.utf8)).hex
            #expect(String(decoding: proof.entry, as: UTF8.self).contains(digest))
            // The log cannot forget, so what may have to disappear is not in it.
            #expect(!String(decoding: proof.entry, as: UTF8.self).contains(result.subjectName))
            #expect(!String(decoding: proof.entry, as: UTF8.self).contains(result.subjectIdentifier))
            // The published record names the slip, which tells no class; the log, which cannot forget, does not.
            let entries = try await SQLStorage(bench.database).read { stores in
                try (0..<stores.ledger.size()).map { String(decoding: try stores.ledger.entry($0), as: UTF8.self) }
            }
            #expect(entries.count == 12)
            #expect(proof.record.contains(result.slip) && !result.slip.isEmpty)
            for text in entries {
                #expect(!text.contains("AAAAAAAAAAAAAAAAAAAA") && !text.contains("BBBBBBBBBBBBBBBBBBBB"))
            }
        }
    }

    @Test("2.4.4 withholding needs a statutory ground and its provision", arguments: DatabaseKind.allCases)
    func withholding(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.sign(Bench.checked, "other", on: "2026-11-05")
            try await bench.approve(Bench.checked, on: "2026-11-06")
            let publishing = Publishing(try bench.house("2026-11-06"))
            let actor = try Bench.publisher()
            let ground = try #require(try publishing.grounds(in: actor.region).first)
            for (given, basis, field) in [("领导批示", "保守国家秘密法第二十条", "ground"), (ground, "无", "basis")] {
                let problem = await refusal {
                    _ = try await publishing.withhold(
                        Bench.checked, ground: given, basis: basis, actor: actor, submission: nil)
                }
                #expect(problem?.clause == "2.4.4")
                #expect(problem?.fields[field] != nil)
            }
            _ = try await publishing.withhold(
                Bench.checked, ground: ground, basis: "保守国家秘密法第二十条", actor: actor, submission: nil)
            #expect(try await bench.state(Bench.checked) == .withheld)
            #expect(try await Portal(bench.house("2026-11-06")).results(ResultSearch(), slice: Slice()).total == 0)
            let again = await refusal {
                _ = try await publishing.publish([Bench.checked], actor: actor, submission: nil)
            }
            #expect(again?.kind == .conflict)
        }
    }

    @Test("2.4.5 non-market subjects stand under their own heading", arguments: DatabaseKind.allCases)
    func heading(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.publishAll(on: "2026-11-06")
            let portal = Portal(try bench.house("2026-11-06"))
            let other = try await portal.results(ResultSearch(heading: PublicResult.otherHeading), slice: Slice())
            #expect(other.rows.map(\.subjectName) == ["某某幼儿园"])
            let market = try await portal.results(ResultSearch(heading: PublicResult.marketHeading), slice: Slice())
            #expect(market.rows.map(\.subjectName) == ["某某食品有限公司", "某某食品有限公司"])
        }
    }

    @Test("5.5.1 negative results end after three years, others do not", arguments: DatabaseKind.allCases)
    func expiry(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.sign(Bench.checked, "ordered-correction", on: "2026-11-05")
            try await bench.sign(Bench.plain, "no-problem", on: "2026-11-05")
            for id in [Bench.checked, Bench.plain] { try await bench.approve(id, on: "2026-11-05") }
            _ = try await Publishing(bench.house("2026-11-06")).publish(
                [Bench.checked, Bench.plain], actor: Bench.publisher(), submission: nil)
            let last = try await Portal(bench.house("2029-11-06")).results(ResultSearch(), slice: Slice())
            #expect(last.total == 2)
            let negative = try #require(last.rows.first { $0.isNegative })
            #expect(negative.endsOn?.description == "2029-11-06")
            #expect(negative.detail.contains("货架有三件过期商品"))
            #expect(negative.detail.contains("2026年11月20日前改正"))
            let after = Portal(try bench.house("2029-11-07"))
            #expect(try await after.results(ResultSearch(), slice: Slice()).rows.map(\.isNegative) == [false])
            #expect(await refusal { _ = try await after.result(negative.id) }?.kind == .notFound)
            #expect(await refusal { _ = try await after.proof(of: negative.id) }?.kind == .notFound)
        }
    }

    @Test("search by name, code, region, outcome and date", arguments: DatabaseKind.allCases)
    func search(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.publishAll(on: "2026-11-06")
            let portal = Portal(try bench.house("2026-11-06"))
            func count(_ search: ResultSearch) async throws -> Int {
                try await portal.results(search, slice: Slice()).total
            }
            #expect(try await count(ResultSearch(text: "食品")) == 2)
            #expect(try await count(ResultSearch(text: "幼")) == 1)
            #expect(try await count(ResultSearch(text: "52230102000000002X")) == 1)
            #expect(try await count(ResultSearch(text: "_")) == 0)
            #expect(try await count(ResultSearch(region: RegionCode("230100"))) == 3)
            #expect(try await count(ResultSearch(region: RegionCode("230200"))) == 0)
            #expect(try await count(ResultSearch(outcome: "no-problem")) == 3)
            #expect(try await count(ResultSearch(outcome: "other")) == 0)
            #expect(try await count(ResultSearch(from: Day("2026-11-07"))) == 0)
            #expect(try await count(ResultSearch(ceremony: "YH-2026-230102-001")) == 3)
            #expect(try await count(ResultSearch(ceremony: "YH-2026-230102-002")) == 0)
            #expect(try await portal.regions().map(\.name) == ["道里区"])
        }
    }
}

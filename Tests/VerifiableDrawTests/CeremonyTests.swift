import Testing

@testable import VerifiableDraw

@Suite struct CeremonyTests {
    private func verify(_ fixture: CeremonyFixture) throws -> CeremonyReport {
        CeremonyVerifier.verify(record: try fixture.record(), population: try fixture.population())
    }

    @Test func aFairCeremonyPasses() throws {
        let fixture = CeremonyFixture()
        let record = try fixture.record()
        let report = CeremonyVerifier.verify(record: record, population: try fixture.population())
        #expect(report.passed, "\(report.checks)")
        #expect(report.checks.filter { $0.state == .passed }.count == 16)
        #expect(record.strata?.map(\.drawn.count) == [4, 7, 0, 5])
        #expect(record.visits.drawn == 16)
        #expect(record.visits.distinct < 16)
        let again = try CeremonyRecord(json: record.json())
        #expect(again == record)
        #expect(CeremonyVerifier.verify(record: again, population: try fixture.population()).passed)
    }

    @Test func entriesHaveOneSpelling() throws {
        let entry = CeremonyEntry.publicValue(
            .init(
                plan: String(repeating: "0", count: 64), time: "2026-03-01T02:00:00Z",
                value: try PublicValue(source: "dice:hall", value: "12")))
        let text =
            #"{"plan":"0000000000000000000000000000000000000000000000000000000000000000","source":"dice:hall","#
            + #""time":"2026-03-01T02:00:00Z","type":"vdraw-public/v1","value":"12"}"#
        #expect(try entry.bytes() == Array(text.utf8))
        #expect(try CeremonyEntry(bytes: Array(text.utf8)) == entry)
        for other in [
            text.replacing(":\"12\"", with: ": \"12\""), text.replacing("}", with: ",\"value\":\"13\"}"),
            text.replacing("}", with: ",\"zz\":1}"), text.replacing("public/v1", with: "public/v2"),
            text.replacing("dice:hall", with: "dice:h\\u0061ll"), text + "\n", "", "[]", "{}",
        ] {
            #expect(throws: DrawRefusal.self) { try CeremonyEntry(bytes: Array(other.utf8)) }
        }
        let long = AbortEntry(
            plan: "", time: "2026-03-01T02:00:00Z", reason: String(repeating: "中", count: 22_000))
        #expect(throws: DrawRefusal.self) { try CeremonyEntry.abort(long).bytes() }
    }

    @Test func aWithheldValueNeedsAPublicOneAfterTheDeadline() throws {
        let late = try verify(CeremonyFixture(missing: ["business"]))
        #expect(late.passed)
        #expect(late.checks.contains { $0.title == "有参与方未公开随机数" && $0.detail == "business" })
        #expect(throws: DrawRefusal.self) {
            try CeremonyFixture(missing: ["business"], publicTime: "2026-03-01T01:29:59Z").record()
        }
        #expect(throws: DrawRefusal.self) { try CeremonyFixture(missing: ["business"], sources: []).record() }
        #expect(try verify(CeremonyFixture(sources: [])).passed)
    }

    @Test func anAbortedCeremonyHasNoOutcome() throws {
        let fixture = CeremonyFixture()
        var record = try fixture.record()
        let full = record
        record.entries = Array(record.entries.prefix(6))
        let plan = Digests.leafHex(record.entries[0].bytes ?? [])
        let abort = CeremonyEntry.abort(
            AbortEntry(plan: plan, time: "2026-03-01T01:20:00Z", reason: "现场停电"))
        record.entries.append(.init(index: 200, bytes: try abort.bytes()))
        let population = try fixture.population()
        #expect(!CeremonyVerifier.verify(record: record, population: population).passed)
        record.strata = nil
        record.slips = nil
        record.seedDocument = nil
        record.matching = nil
        #expect(CeremonyVerifier.verify(record: record, population: population).passed)
        // An abort cannot be slipped behind a finished draw, nor a draw behind an abort.
        var behind = full
        behind.entries.append(record.entries[6])
        #expect(!CeremonyVerifier.verify(record: behind, population: population).passed)
    }

    @Test func anUnfinishedCeremonyDoesNotPass() throws {
        let fixture = CeremonyFixture()
        let full = try fixture.record()
        for count in 0..<full.entries.count {
            var record = full
            record.entries = Array(full.entries.prefix(count))
            let report = CeremonyVerifier.verify(record: record, population: try fixture.population())
            #expect(!report.passed, "\(count)")
        }
        #expect(!CeremonyVerifier.verify(record: full, population: nil).passed)
    }
}

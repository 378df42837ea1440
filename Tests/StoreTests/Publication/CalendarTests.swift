import Database
import Domain
import Store
import Testing

@Suite struct CalendarTests {
    typealias Bench = InspectionBench

    /// Expected days counted by hand on the State Council's arrangements for 2025 and 2026.
    @Test(
        "2.4.3 twenty working days over holidays, make-up days and the year's end",
        arguments: [
            // Spring Festival 2026: off 02-15…02-23, working Saturdays 02-14 and 02-28 (the example of Policy/README.md).
            ("2026-02-12", "2026-03-18", false),
            // National Day 2025 with Mid-Autumn: off 10-01…10-08, working Sunday 09-28 and Saturday 10-11.
            ("2025-09-19", "2025-10-23", false),
            // Over the year's end: off 2026-01-01…03, working Sunday 2026-01-04.
            ("2025-12-22", "2026-01-20", false),
            // The period runs past the last day for which the arrangement is known.
            ("2026-12-14", "2027-01-11", true),
        ])
    func period(_ completed: String, _ due: String, _ provisional: Bool) throws {
        let law = try TestLaw.load()
        let (day, region) = (try #require(Day(completed)), try #require(RegionCode("230102")))
        let found = try PublicationDue.after(day, region: region, book: law.book, calendar: law.calendar)
        #expect(found.day.description == due)
        #expect(found.isProvisional == provisional)
    }

    @Test("2.4.3 edits belong to the province, are logged and move running periods", arguments: DatabaseKind.allCases)
    func edits(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            for id in [Bench.checked, Bench.plain, Bench.kindergarten] {
                try await bench.sign(id, "other", on: "2026-12-14")
            }
            #expect(try await bench.campaign()?.publishDue?.description == "2027-01-11")
            let keeping = CalendarKeeping(try bench.house("2026-12-15"))
            let newYear = try #require(Day("2027-01-01"))
            let county = await refusal {
                _ = try await keeping.set(
                    newYear, working: false, name: "元旦", actor: Bench.publisher(), submission: nil)
            }
            #expect(county?.code == "calendar.province")
            let province = try Bench.provincialPublisher()
            #expect(try await keeping.view(province).uncertain.map(\.campaign) == [1])
            _ = try await keeping.set(newYear, working: false, name: "元旦", actor: province, submission: nil)
            #expect(try await bench.campaign()?.publishDue?.description == "2027-01-12")
            _ = try await keeping.set(
                try #require(Day("2027-01-02")), working: true, name: "元旦调休上班", actor: province, submission: nil)
            #expect(try await bench.campaign()?.publishDue?.description == "2027-01-11")
            let lines = try await SQLStorage(bench.database).read {
                try $0.ledger.timeline(object: "campaign/1").map(\.act)
            }
            #expect(lines == ["campaign.complete", "campaign.due", "campaign.due"])
            #expect(try await keeping.view(province).edits.count == 2)
            _ = try await keeping.restore(newYear, actor: province, submission: nil)
            #expect(try await bench.campaign()?.publishDue?.description == "2027-01-08")
            let twice = await refusal { _ = try await keeping.restore(newYear, actor: province, submission: nil) }
            #expect(twice?.kind == .conflict)
        }
    }
}

import Domain
import Foundation
import Testing

@Suite struct LawBookTests {
    private static func code(_ text: String) throws -> RegionCode { try #require(RegionCode(text)) }
    private static func day(_ text: String) throws -> Day { try #require(Day(text)) }

    private static func rule(
        _ id: String, _ value: Int, region: String, from: String, to: String? = nil
    ) throws -> LawRule {
        let json = """
            {"id":"\(id)","clause":"2.3.2","source":"方案","title":"规则","value":\(value),"text":null,"list":null,
            "unit":"basis_points","mode":"general","origin":"plan","region":"\(region)","from":"\(from)",
            "to":\(to.map { "\"\($0)\"" } ?? "null"),"wording":"","note":null}
            """
        return try JSONDecoder().decode(LawRule.self, from: Data(json.utf8))
    }

    @Test("a rule is looked up by day: both ends of its term are in force, the day before and after are not")
    func byDay() throws {
        let book = try LawBook(
            rules: [
                Self.rule("x", 100, region: "230000", from: "2024-01-01", to: "2025-12-31"),
                Self.rule("x", 200, region: "230000", from: "2026-01-01"),
            ], hash: "")
        let place = try Self.code("230102")
        #expect(try book.value("x", on: Self.day("2024-01-01"), in: place) == 100)
        #expect(try book.value("x", on: Self.day("2025-12-31"), in: place) == 100)
        #expect(try book.value("x", on: Self.day("2026-01-01"), in: place) == 200)
        let problem = #expect(throws: Problem.self) {
            try book.value("x", on: Self.day("2023-12-31"), in: place)
        }
        #expect(problem?.code == "law.missing")
    }

    @Test("the nearest region wins; a neighbour's rule never holds")
    func byRegion() throws {
        let book = try LawBook(
            rules: [
                Self.rule("x", 1, region: "000000", from: "2024-01-01"),
                Self.rule("x", 2, region: "230000", from: "2024-01-01"),
                Self.rule("x", 3, region: "230100", from: "2024-01-01"),
                Self.rule("x", 4, region: "230102", from: "2024-01-01"),
            ], hash: "")
        let day = try Self.day("2026-06-01")
        for (place, value) in [("230102", 4), ("230103", 3), ("230200", 2), ("230000", 2), ("110000", 1)] {
            #expect(try book.value("x", on: day, in: Self.code(place)) == value)
        }
    }

    @Test("two values of one rule in one region at one time are refused at load")
    func overlap() throws {
        for (to, clash) in [("2025-12-31", false), ("2026-01-01", true)] {
            let rules = try [
                Self.rule("x", 1, region: "230000", from: "2024-01-01", to: to),
                Self.rule("x", 2, region: "230000", from: "2026-01-01"),
            ]
            if clash {
                let problem = #expect(throws: Problem.self) { try LawBook(rules: rules, hash: "") }
                #expect(problem?.code == "law.overlap")
            } else {
                #expect(try LawBook(rules: rules, hash: "").all.count == 2)
            }
        }
        // Open ends overlap too; another region does not.
        #expect(throws: Problem.self) {
            try LawBook(
                rules: [
                    Self.rule("x", 1, region: "230000", from: "2024-01-01"),
                    Self.rule("x", 2, region: "230000", from: "2030-01-01"),
                ], hash: "")
        }
        #expect(throws: Never.self) {
            try LawBook(
                rules: [
                    Self.rule("x", 1, region: "230000", from: "2024-01-01"),
                    Self.rule("x", 2, region: "230100", from: "2024-01-01"),
                ], hash: "")
        }
    }

    @Test("the shipped rules load, and hold the bounds of 2.3.2 as the clause words them")
    func shipped() throws {
        let book = try DomainTestLaw.load().book
        let day = try Self.day("2026-06-01")
        let place = try Self.code("230102")
        let bounds = ["A": (100, 300), "B": (300, 500), "C": (2000, 5000), "D": (5000, 10_000)]
        for (risk, (low, high)) in bounds {
            #expect(try book.value("ratio.general.\(risk).min", on: day, in: place) == low)
            #expect(try book.value("ratio.general.\(risk).max", on: day, in: place) == high)
        }
        #expect(try book.rule("ratio.key.max", on: day, in: place).value == nil)
        #expect(try book.value("coverage.floor", on: day, in: place) == 500)
    }
}

@Suite struct WorkCalendarTests {
    private static func day(_ text: String) throws -> Day { try #require(Day(text)) }

    @Test("holidays rest, make-up Saturdays work, other weekends rest")
    func kinds() throws {
        let calendar = try DomainTestLaw.load().calendar
        for (text, works) in [
            ("2026-02-14", true), ("2026-02-16", false), ("2026-03-02", true), ("2026-03-07", false),
            ("2026-01-04", true), ("2025-10-11", true), ("2025-10-12", false), ("2024-02-09", true),
        ] {
            #expect(calendar.isWorking(try Self.day(text)) == works, "\(text)")
        }
    }

    @Test("2.4.3 twenty working days after 2026-02-12 end on 2026-03-18, as Policy/README.md counts")
    func twenty() throws {
        let calendar = try DomainTestLaw.load().calendar
        let end = calendar.day(20, workingDaysAfter: try Self.day("2026-02-12"))
        #expect(end == (try Self.day("2026-03-18")))
        #expect(calendar.workingDays(from: try Self.day("2026-02-12"), to: end) == 20)
        #expect(calendar.workingDays(from: end, to: try Self.day("2026-02-12")) == -20)
        #expect(calendar.workingDays(from: end, to: end) == 0)
    }

    @Test("an edited day lies over the state's arrangement")
    func overlay() throws {
        let calendar = try DomainTestLaw.load().calendar
        let day = try Self.day("2026-03-02")
        let edited = calendar.overlaid(with: [.init(date: day, working: false, name: "临时")])
        #expect(calendar.isWorking(day))
        #expect(!edited.isWorking(day))
        #expect(edited.day(1, workingDaysAfter: try Self.day("2026-02-27")) != day || !calendar.isWorking(day))
    }
}

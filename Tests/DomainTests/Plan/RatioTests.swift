import Domain
import Testing

@Suite struct RatioTests {
    private static func bounds(_ importance: [Item.Importance]) throws -> RatioBounds {
        try RatioBounds(
            importance: importance, law: try DomainTestLaw.load().book, on: try #require(Day("2026-06-01")),
            in: try #require(RegionCode("230102")))
    }

    private static func trouble(_ bounds: RatioBounds, _ risk: RiskClass, _ points: Int, reason: String? = nil)
        -> Problem?
    {
        do {
            try bounds.check(Campaign.Quota(risk: risk, basisPoints: points, reason: reason))
            return nil
        } catch {
            return error as? Problem
        }
    }

    @Test(
        "2.3.2 both ends are allowed, just outside is refused with clause and way out, or taken with a stated reason",
        arguments: [(RiskClass.a, 100, 300), (.b, 300, 500), (.c, 2000, 5000), (.d, 5000, 10_000)])
    func ends(_ risk: RiskClass, _ low: Int, _ high: Int) throws {
        let bounds = try Self.bounds([.general])
        #expect(Self.trouble(bounds, risk, low) == nil)
        #expect(Self.trouble(bounds, risk, high) == nil)
        let below = try #require(Self.trouble(bounds, risk, low - 1))
        #expect(below.clause == "2.3.2")
        #expect(below.code == "plan.ratio.bounds")
        #expect(below.remedy != nil)
        #expect(below.fields.keys.contains("ratio_\(risk.rawValue)"))
        #expect(Self.trouble(bounds, risk, low - 1, reason: "   ")?.code == "plan.ratio.bounds")
        #expect(Self.trouble(bounds, risk, low - 1, reason: "上级专项部署") == nil)
        if high < 10_000 {
            #expect(Self.trouble(bounds, risk, high + 1)?.code == "plan.ratio.bounds")
            #expect(Self.trouble(bounds, risk, high + 1, reason: "投诉集中") == nil)
        } else {
            // More than all is no ratio, whatever the reason.
            #expect(Self.trouble(bounds, risk, high + 1, reason: "投诉集中")?.code == "plan.ratio.range")
        }
    }

    @Test("2.3.2 key items have no upper bound; mixed with a general item the general bounds hold")
    func key() throws {
        let key = try Self.bounds([.key])
        #expect(key.bound(.a) == nil)
        #expect(Self.trouble(key, .a, 10_000) == nil)
        let mixed = try Self.bounds([.key, .general])
        #expect(Self.trouble(mixed, .a, 10_000)?.code == "plan.ratio.bounds")
    }

    @Test("2.3.2 subjects without a class have no bound, but still at most all of them")
    func unclassified() throws {
        let bounds = try Self.bounds([.general])
        #expect(bounds.bound(.unclassified) == nil)
        #expect(Self.trouble(bounds, .unclassified, 1) == nil)
        #expect(Self.trouble(bounds, .unclassified, 10_001)?.code == "plan.ratio.range")
        #expect(Self.trouble(bounds, .unclassified, -1)?.code == "plan.ratio.range")
    }

    @Test("2.3.2 all classes out of bounds are named at once")
    func several() throws {
        let bounds = try Self.bounds([.general])
        let problem = #expect(throws: Problem.self) {
            try bounds.check([
                .init(risk: .a, basisPoints: 50, reason: nil), .init(risk: .b, basisPoints: 400, reason: nil),
                .init(risk: .c, basisPoints: 100, reason: nil),
            ])
        }
        #expect(problem?.fields.keys.sorted() == ["ratio_A", "ratio_C"])
    }

    @Test(
        "ratios in words",
        arguments: [(100, "1%"), (250, "2.5%"), (305, "3.05%"), (10_000, "100%"), (0, "0%"), (7, "0.07%")])
    func words(_ points: Int, _ text: String) {
        #expect(RatioBounds.percent(points) == text)
    }
}

@Suite struct PlanDeadlineTests {
    private static func deadline(_ kind: Plan.Kind, _ year: Int, today: String, reported: String? = nil) throws
        -> PlanDeadline
    {
        try PlanDeadline(
            kind: kind, year: year, region: try #require(RegionCode("230102")),
            reportedAt: try reported.map { try #require(Moment($0)) }, today: try #require(Day(today)),
            law: try DomainTestLaw.load().book)
    }

    @Test(
        "2.3.12 joint plans by 31 January, internal plans by 31 March, in leap years too",
        arguments: [2024, 2026, 2028])
    func dates(_ year: Int) throws {
        #expect(try Self.deadline(.joint, year, today: "\(year)-01-01").due.description == "\(year)-01-31")
        #expect(try Self.deadline(.internal, year, today: "\(year)-01-01").due.description == "\(year)-03-31")
    }

    @Test("2.3.12 the last day itself is in time, in Beijing time; the next is overdue")
    func lastDay() throws {
        #expect(try Self.deadline(.internal, 2026, today: "2026-03-31").standing == .pressing(0))
        #expect(try Self.deadline(.internal, 2026, today: "2026-04-01").standing == .overdue(1))
        // 23:59:59 in Beijing, and one second later.
        #expect(
            try Self.deadline(.internal, 2026, today: "2026-04-02", reported: "2026-03-31T15:59:59.000Z").standing
                == .inTime)
        #expect(
            try Self.deadline(.internal, 2026, today: "2026-04-02", reported: "2026-03-31T16:00:00.000Z").standing
                == .late)
    }

    @Test("2.3.12 leap day counts on the way: 28 February 2028 is 32 days before the end of March, of 2026 31")
    func leap() throws {
        #expect(try Self.deadline(.internal, 2028, today: "2028-02-28").standing == .open(32))
        #expect(try Self.deadline(.internal, 2026, today: "2026-02-28").standing == .open(31))
    }

    @Test("2.3.12 warnings begin 15 and 3 days before, as Policy says")
    func warnings() throws {
        #expect(try Self.deadline(.joint, 2026, today: "2026-01-15").standing == .open(16))
        #expect(try Self.deadline(.joint, 2026, today: "2026-01-16").standing == .soon(15))
        #expect(try Self.deadline(.joint, 2026, today: "2026-01-28").standing == .pressing(3))
    }
}

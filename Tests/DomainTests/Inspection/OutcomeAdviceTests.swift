import Domain
import Testing

@Suite struct OutcomeAdviceTests {
    private let questions = [
        Checklist.Question(
            code: "q1", text: "是否亮照经营", kind: .yesNo, suggestions: [.init(.equals, "no", "ordered-correction")]),
        Checklist.Question(
            code: "q2", text: "是否存在来源不明的商品", kind: .yesNo, suggestions: [.init(.equals, "yes", "pending-handling")]),
        Checklist.Question(
            code: "q3", text: "是否在登记地址经营", kind: .yesNo, suggestions: [.init(.equals, "no", "not-operating")]),
        Checklist.Question(
            code: "q4", text: "抽样结论", kind: .choice, options: ["合格", "不合格"],
            suggestions: [.init(.equals, "不合格", "conformity:nonconforming")]),
    ]

    private func advice(_ answers: [String: String]) throws -> OutcomeAdvice {
        OutcomeAdvice.from(
            answers: answers, sections: [Checklist.Section(questions: questions)], outcomes: try outcomes())
    }

    private func outcomes() throws -> OutcomeTypes {
        try DomainTestLaw.load().outcomes
    }

    @Test("2.4.1 nothing is advised before the checklist is filled in")
    func unfinished() throws {
        let advice = try advice(["q1": "yes"])
        #expect(advice.outcome == nil)
        #expect(advice.unanswered == 3)
    }

    @Test("2.4.1 a full checklist without a fault speaks for 未发现问题")
    func clean() throws {
        #expect(try advice(["q1": "yes", "q2": "no", "q3": "na", "q4": "合格"]).outcome == "no-problem")
    }

    @Test("2.4.1 the gravest fault decides, and says why")
    func gravest() throws {
        let both = try advice(["q1": "no", "q2": "yes", "q3": "no"])
        #expect(both.outcome == "pending-handling")
        #expect(both.reasons == ["“是否存在来源不明的商品”的答案是“是”"])
        #expect(try advice(["q1": "no", "q3": "no"]).outcome == "ordered-correction")
        #expect(try advice(["q3": "no"]).outcome == "not-operating")
    }

    @Test("2.4.1 合格/不合格 is advised with its value")
    func value() throws {
        let advice = try advice(["q4": "不合格"])
        #expect(advice.outcome == "conformity")
        #expect(advice.value == "nonconforming")
    }
}

@Suite struct MonthTests {
    @Test(
        "5.5.1 three years later, and the last day of a shorter month",
        arguments: [
            ("2026-11-06", 36, "2029-11-06"), ("2024-02-29", 36, "2027-02-28"), ("2024-02-29", 48, "2028-02-29"),
            ("2026-12-31", 2, "2027-02-28"), ("2026-01-31", 12, "2027-01-31"),
        ])
    func months(_ from: String, _ months: Int, _ to: String) throws {
        let day = try #require(Day(from))
        #expect(day.advanced(byMonths: months).description == to)
    }
}

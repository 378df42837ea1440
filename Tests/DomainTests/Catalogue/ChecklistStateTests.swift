import Foundation
import Testing

@testable import Domain

@Suite struct ChecklistStateTests {
    private static func question(
        _ code: String, _ kind: Checklist.Kind = .yesNo, when: Checklist.Condition? = nil, optional: Bool = false
    ) -> Checklist.Question {
        Checklist.Question(
            code: code, text: "题\(code)", kind: kind, options: kind == .several ? ["甲", "乙"] : [], isOptional: optional,
            condition: when)
    }

    private static func visible(_ sections: [Checklist.Section], _ answers: [String: String]) -> [String] {
        ChecklistState(sections, answers).places.filter(\.isVisible).map(\.key)
    }

    @Test("3.4.2 a comparison holds of an answer, and of none only 未填写")
    func comparisons() {
        for (comparison, value, answer, holds) in [
            ("=", "yes", "yes", true), ("=", "yes", "no", false), ("!=", "yes", "no", true), ("!=", "yes", "", false),
            ("=", "1", "1.0", true), (">", "0", "0.5", true), (">", "0", "0", false), (">=", "0", "0", true),
            ("<", "2", "10", false), ("<=", "10", "10", true), (">", "0", "na", false), ("=", "na", "na", true),
            ("has", "甲", "甲 乙", true), ("has", "甲", "甲乙", false), ("answered", "", "x", true),
            ("answered", "", "", false), ("unanswered", "", "", true), ("=", "1e1", "10", false),
        ] {
            #expect(
                Checklist.Comparison(rawValue: comparison)?.holds(value, of: answer) == holds,
                "\(answer) \(comparison) \(value)")
        }
    }

    @Test("3.4.2 a hidden question counts as unanswered, whatever was answered before it was hidden")
    func chained() {
        let sections = [
            Checklist.Section(questions: [
                Self.question("a"), Self.question("b", when: .init([.init("a", .equals, "no")])),
                Self.question("c", when: .init([.init("b", .equals, "no")])),
            ])
        ]
        #expect(Self.visible(sections, [:]) == ["a"])
        #expect(Self.visible(sections, ["a": "no"]) == ["a", "b"])
        #expect(Self.visible(sections, ["a": "no", "b": "no"]) == ["a", "b", "c"])
        #expect(Self.visible(sections, ["a": "yes", "b": "no"]) == ["a"])
    }

    @Test("3.4.2 within a section of rows a condition asks the same row, from outside any row")
    func rows() {
        let sections = [
            Checklist.Section(
                code: "R", title: "设备", rows: .init(least: 1, most: 3),
                questions: [Self.question("a"), Self.question("b", when: .init([.init("a", .equals, "no")]))]),
            Checklist.Section(
                code: "T", title: "小结", questions: [Self.question("t", when: .init([.init("a", .equals, "no")]))]),
        ]
        #expect(Self.visible(sections, [:]) == ["a.1"])
        #expect(Self.visible(sections, ["a.1": "yes", "a.2": "no"]) == ["a.1", "a.2", "b.2", "t"])
        #expect(ChecklistState(sections, ["a.1": "yes"]).places.filter(\.isOpen).map(\.key) == [])
        let tidy = ChecklistState.tidied(["a.1": "yes", "a.3": "no", "b.3": "yes", "a.9": "no", "z": "x"], sections)
        #expect(tidy == ["a.1": "yes", "a.2": "no", "b.2": "yes"])
    }

    @Test("3.4.2 a condition that leads back to itself holds never, and ends")
    func circle() {
        let sections = [
            Checklist.Section(questions: [
                Self.question("a", when: .init([.init("b", .unanswered)])),
                Self.question("b", when: .init([.init("a", .unanswered)])),
            ])
        ]
        #expect(Self.visible(sections, [:]).count <= 2)
    }

    @Test("3.4.2 bodies of before sections read as one section, with the same suggestions")
    func older() throws {
        let body = try Checklist.Body(
            json: """
                [{"code":"q1","text":"是否亮照","kind":"yes_no_na","suggests":{"no":"ordered-correction"}},
                {"code":"q3","text":"超期台数","kind":"number","suggests":{">0":"pending-handling"},"isOptional":true},
                {"code":"q4","text":"卫生","kind":"choice","options":["整洁","差"],"suggests":{"差":"other"}}]
                """)
        let questions = try #require(body.sections.first).questions
        #expect(body.sections.count == 1)
        #expect(questions[0].suggestion(of: "no") == "ordered-correction")
        #expect(questions[0].choices.map(\.title) == ["是", "否", "不适用"])
        #expect(questions[1].suggestion(of: "2") == "pending-handling")
        #expect(questions[1].suggestion(of: "0") == nil)
        #expect(questions[1].isOptional)
        #expect(questions[2].options == ["整洁", "差"])
        #expect(questions[2].suggestion(of: "差") == "other")
        #expect(try Checklist.Body(json: body.json) == body)
    }

    @Test("3.4.2 2.4.1 the vectors that checklist.mjs is held to", arguments: 0..<160)
    func vectors(_ number: Int) throws {
        let vector = try #require(try Vectors.all.get()[number])
        let sections = try Checklist.Body(json: vector.body).sections
        #expect(try Vector(sections, vector.answers, TestOutcomes.all.get()) == vector)
    }

    /// Makes Tests/vectors/checklist.json anew: `MINGCHA_CHECKLIST_VECTORS=path swift test --filter ChecklistStateTests`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["MINGCHA_CHECKLIST_VECTORS"] != nil))
    func make() throws {
        let outcomes = try TestOutcomes.all.get()
        let vectors = try (0..<160).map { number in
            var random = RandomChecklist(seed: UInt64(number + 1), outcomes)
            let sections = random.sections()
            return try Vector(sections, random.answers(sections), outcomes)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let path = try #require(ProcessInfo.processInfo.environment["MINGCHA_CHECKLIST_VECTORS"])
        let lines = try vectors.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        try "[\(lines.joined(separator: ",\n"))]\n".write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// A checklist with answers, and what follows.
    struct Vector: Codable, Equatable {
        let body: String
        let answers: [String: String]
        let visible: [String]
        let open: [String]
        let rows: [Int]
        let outcome: String?
        let value: String?
        let reasons: [String]

        init(_ sections: [Checklist.Section], _ answers: [String: String], _ outcomes: OutcomeTypes) throws {
            let state = ChecklistState(sections, answers)
            let advice = OutcomeAdvice.from(answers: answers, sections: sections, outcomes: outcomes)
            body = try Checklist.Body(sections: sections).json
            self.answers = answers
            visible = state.places.filter(\.isVisible).map(\.key)
            open = state.places.filter(\.isOpen).map(\.key)
            rows = state.rows
            (outcome, value, reasons) = (advice.outcome, advice.value, advice.reasons)
        }
    }

    enum Vectors {
        static let all = Result {
            let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "vectors/checklist.json")
            return try JSONDecoder().decode([Vector].self, from: Data(contentsOf: path))
        }
    }
}

import Testing

@testable import Domain

@Suite struct ChecklistCheckTests {
    private static func faults(_ sections: [Checklist.Section]) throws -> [ChecklistCheck.Fault] {
        ChecklistCheck.faults(title: "表", sections, outcomes: try TestOutcomes.all.get())
    }

    private static func question(
        _ code: String, _ kind: Checklist.Kind = .yesNo, _ change: (inout Checklist.Question) -> Void = { _ in }
    ) -> Checklist.Question {
        var question = Checklist.Question(code: code, text: "题\(code)", kind: kind)
        change(&question)
        return question
    }

    @Test(
        "3.4.2 each fault is found, in its place and field",
        arguments: [
            (question("1a"), "code"), (question("a.b"), "code"), (question("a") { $0.text = "" }, "text"),
            (question("a", .choice) { $0.options = ["甲"] }, "options"), (question("a", .several), "options"),
            (question("a", .choice) { $0.options = ["甲", "甲"] }, "options"),
            (question("a", .several) { $0.options = ["甲 乙", "丙"] }, "options"),
            (question("a", .choice) { $0.options = [.init("na", "甲"), "乙"] }, "options"),
            (question("a") { $0.options = ["甲"] }, "options"), (question("a", .number) { $0.least = "低" }, "least"),
            (question("a", .number) { ($0.least, $0.most) = ("5", "1") }, "most"),
            (question("a", .text) { $0.most = "5" }, "least"), (question("a", .photo) { $0.least = "0" }, "least"),
            (question("a", .text) { $0.mayNotApply = true }, "kind"), (question("a", .text) { $0.unit = "台" }, "unit"),
            (question("a") { $0.condition = .init([]) }, "condition"),
            (question("a") { $0.condition = .init([.init("", .equals, "yes")]) }, "condition"),
            (question("a") { $0.condition = .init([.init("zz", .equals, "yes")]) }, "condition"),
            (question("a") { $0.condition = .init([.init("a", .equals, "yes")]) }, "condition"),
            (question("a") { $0.condition = .init([.init("n", .equals, "多")]) }, "condition"),
            (question("a") { $0.condition = .init([.init("n", .contains, "1")]) }, "condition"),
            (question("a") { $0.suggestions = [.init(.equals, "maybe", "other")] }, "suggestions"),
            (question("a") { $0.suggestions = [.init(.equals, "no", "tenth")] }, "suggestions"),
            (question("a") { $0.suggestions = [.init(.unanswered, "", "other")] }, "suggestions"),
            (question("n"), "code"), (question("a") { $0.guidance = String(repeating: "长", count: 501) }, "guidance"),
        ])
    func each(_ wrong: Checklist.Question, _ field: String) throws {
        let faults = try Self.faults([.init(questions: [Self.question("n", .number), wrong])])
        #expect(faults.map(\.field) == [field], "\(faults)")
        #expect(faults.map(\.question) == [1])
    }

    @Test("3.4.2 circles are found by way of other questions and of a section's condition")
    func circles() throws {
        let through = try Self.faults([
            .init(
                code: "A", title: "甲",
                questions: [Self.question("a") { $0.condition = .init([.init("b", .answered)]) }, Self.question("c")]),
            .init(
                code: "B", title: "乙", condition: .init([.init("a", .answered)]), questions: [Self.question("b")]),
        ])
        #expect(through.map(\.field) == ["condition", "condition"])
        #expect(through.map(\.section) == [0, 1])
        let own = try Self.faults([
            .init(condition: .init([.init("a", .answered)]), questions: [Self.question("a"), Self.question("b")])
        ])
        #expect(own.map(\.question) == [0])
    }

    @Test("3.4.2 checklists by chance have no fault")
    func sound() throws {
        for seed in 1...200 {
            var random = RandomChecklist(seed: UInt64(seed), try TestOutcomes.all.get())
            let sections = random.sections()
            #expect(try Self.faults(sections) == [], "seed \(seed)")
        }
    }

    @Test("3.4.2 differences are told by question, and what only moved is told as moved")
    func differences() throws {
        let outcomes = try TestOutcomes.all.get()
        let old = [
            Checklist.Section(
                code: "A", title: "甲", questions: [Self.question("a"), Self.question("b"), Self.question("c")])
        ]
        let new = [
            Checklist.Section(
                code: "A", title: "甲",
                questions: [
                    Self.question("d"), Self.question("b") { $0.text = "改" }, Self.question("c"), Self.question("a"),
                ]), Checklist.Section(code: "B", title: "乙", questions: [Self.question("e")]),
        ]
        let diff = ChecklistDiff(from: ("表", old), to: ("新表", new), outcomes: outcomes)
        #expect(diff.added.map(\.code) == ["d", "e"])
        #expect(diff.removed.map(\.code) == [])
        #expect(diff.changed.map(\.code) == ["b", "a"])
        #expect(diff.changed.map { $0.fields.map(\.label) } == [["题目"], ["位置"]])
        #expect(diff.frame.map(\.label) == ["检查表名称", "章节 B"])
        #expect(ChecklistDiff(from: ("表", new), to: ("表", new), outcomes: outcomes).isEmpty)
        for seed in 1...60 {
            var random = RandomChecklist(seed: UInt64(seed), outcomes)
            let (one, two) = (random.sections(), random.sections())
            let same = one == two
            #expect(ChecklistDiff(from: ("表", one), to: ("表", two), outcomes: outcomes).isEmpty == same, "seed \(seed)")
        }
    }
}

import Testing

@testable import Domain

/// The rules of an entry against checklists with sections, conditions, bounds and rows.
@Suite struct ChecklistAnswersTests {
    private static let sections = [
        Checklist.Section(
            code: "A", title: "现场",
            questions: [
                .init(code: "lit", text: "是否亮照", kind: .yesNo, mayNotApply: false),
                .init(
                    code: "photo", text: "照片", kind: .photo, least: "2", condition: .init([.init("lit", .equals, "no")])
                ),
                .init(code: "cold", text: "温度", kind: .number, least: "-18", most: "8", mayNotApply: true),
                .init(code: "what", text: "问题", kind: .several, options: ["过期", "无标签"], isOptional: true),
            ]),
        Checklist.Section(
            code: "B", title: "设备", rows: .init(least: 1, most: 3),
            questions: [
                .init(code: "due", text: "是否在检验期内", kind: .yesNo),
                .init(
                    code: "days", text: "超期天数", kind: .number, isWhole: true,
                    condition: .init([.init("due", .equals, "no")])),
            ]),
    ]

    private func sign(_ answers: [String: String], _ outcome: String = "no-problem") throws -> SignedResult {
        let day = try #require(Day("2026-11-03"))
        var draft = InspectionDraft(answers: answers, outcome: outcome, inspectedOn: day)
        draft.particulars = ["circumstances": "见记录"]
        return try EntryRules(outcomes: TestOutcomes.all.get(), sections: Self.sections).result(
            draft, drawnOn: day, by: 1, at: try #require(Moment("2026-11-03T04:00:00.000Z")), salt: "00")
    }

    private func faults(_ answers: [String: String], _ outcome: String = "no-problem") throws -> [String: String] {
        do {
            _ = try sign(answers, outcome)
            return [:]
        } catch let problem as Problem {
            return problem.fields
        }
    }

    private let sound = ["lit": "yes", "cold": "4", "due.1": "yes"]

    @Test("3.4.2 what is asked, within its bounds, in every row")
    func complete() throws {
        #expect(try faults(sound) == [:])
        #expect(try faults(["lit": "yes", "cold": "na", "due.1": "na"]) == [:])
        #expect(try faults([:]).keys.sorted() == ["answer.cold", "answer.due.1", "answer.lit"])
        #expect(try faults(["lit": "no", "cold": "4", "due.1": "yes"]).keys.sorted() == ["answer.photo"])
        for (key, answer, says) in [
            ("cold", "9", "不能大于 8"), ("cold", "-18.5", "不能小于 -18"), ("cold", "冷", "请填写数字"), ("lit", "na", "不适用"),
            ("what", "过期 丢失", "列出的选项"), ("due.1", "maybe", "请选择"), ("due.2", "no", "先完成"),
        ] {
            let told = try faults(sound.merging([key: answer]) { $1 })
            #expect(told.values.contains { $0.contains(says) }, "\(key)=\(answer): \(told)")
        }
        let rows = sound.merging(["due.2": "no", "days.2": "3"]) { $1 }
        #expect(try faults(rows) == [:])
        #expect(try faults(rows.merging(["days.2": "3.5"]) { $1 }).keys.sorted() == ["answer.days.2"])
    }

    @Test("3.4.2 any outcome owes what its answers asked for; other questions may stay open")
    func owed() throws {
        #expect(try faults(["lit": "no"], "not-operating").keys.sorted() == ["answer.photo"])
        #expect(
            try faults(["lit": "no", "photo": "YS-1"], "not-operating")["answer.photo"]?.contains("至少需要 2 张") == true)
        #expect(try faults(["lit": "no", "photo": "YS-1\nYS-2"], "not-operating") == [:])
        #expect(try faults([:], "not-operating") == [:])
    }

    @Test("3.4.2 only what was asked is stated, and rows without answers are left out")
    func stated() throws {
        let signed = try sign(sound.merging(["photo": "YS-1", "days.1": "很久", "due.3": "yes", "zz": "x"]) { $1 })
        #expect(signed.answers == ["lit": "yes", "cold": "4", "due.1": "yes", "due.2": "yes"])
    }

    @Test("2.4.1 each row speaks for an outcome; hidden answers are silent")
    func advice() throws {
        var sections = Self.sections
        sections[1].questions[0].suggestions = [.init(.equals, "no", "pending-handling")]
        sections[0].questions[1].suggestions = [.init(.answered, "", "ordered-correction")]
        let advice = OutcomeAdvice.from(
            answers: ["lit": "yes", "photo": "x", "due.1": "yes", "due.2": "no"], sections: sections,
            outcomes: try TestOutcomes.all.get())
        #expect(advice.outcome == "pending-handling")
        #expect(advice.reasons == ["“是否在检验期内（第2项）”的答案是“否”"])
    }
}

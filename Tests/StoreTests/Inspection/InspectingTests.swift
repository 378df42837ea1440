import Database
import Domain
import Store
import Testing

@Suite struct InspectingTests {
    typealias Bench = InspectionBench

    @Test("2.1.2 exactly the nine outcome types can be signed", arguments: DatabaseKind.allCases)
    func nine(_ kind: DatabaseKind) async throws {
        #expect(try TestLaw.load().outcomes.outcomes.count == 9)
        for outcome in try TestLaw.load().outcomes.outcomes {
            try await Bench.with(kind) { bench async throws in
                try await bench.sign(Bench.checked, outcome.code, on: "2026-11-03", value: outcome.values.first?.code)
                #expect(try await bench.state(Bench.checked) == .entered)
            }
        }
        try await Bench.with(kind) { bench async throws in
            let problem = await refusal { try await bench.sign(Bench.checked, "tenth", on: "2026-11-03") }
            #expect(problem?.code == "outcome.unknown")
            #expect(problem?.clause == "2.1.2")
            let without = await refusal { try await bench.sign(Bench.checked, "conformity", on: "2026-11-03") }
            #expect(without?.code == "outcome.value")
            #expect(try await bench.state(Bench.checked) == .assigned)
        }
    }

    @Test("2.1.2 an outcome without its particulars is refused field by field", arguments: DatabaseKind.allCases)
    func particulars(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            var draft = Bench.draft("ordered-correction", on: "2026-11-03", answers: Bench.complete)
            draft.particulars = ["problem": "过期商品", "correction-term": "2026-11-01"]
            let problem = await refusal { [draft] in
                _ = try await Inspecting(bench.house("2026-11-03")).sign(
                    draft, inspection: Bench.checked, version: 1, actor: Bench.officer(), submission: nil)
            }
            #expect(problem?.fields.keys.sorted() == ["particular.correction-term", "particular.legal-basis"])
            #expect(try await bench.logSize() == 0)
        }
    }

    @Test("2.4.1 未发现问题 needs the whole checklist", arguments: DatabaseKind.allCases)
    func checklist(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let problem = await refusal {
                _ = try await Inspecting(bench.house("2026-11-03")).sign(
                    Bench.draft("no-problem", on: "2026-11-03", answers: ["q1": "yes"]), inspection: Bench.checked,
                    version: 1, actor: Bench.officer(), submission: nil)
            }
            #expect(problem?.fields.count == 4)
            #expect(problem?.clause == "2.4.1")
        }
    }

    @Test("2.4.2 only the assigned enter and sign", arguments: DatabaseKind.allCases)
    func assigned(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let house = try bench.house("2026-11-03")
            let draft = Bench.draft("no-problem", on: "2026-11-03", answers: Bench.complete)
            for (actor, code, clause) in [
                (try Bench.colleague(), "inspection.not-assigned", "2.4.2"),
                (try Bench.auxiliary(), "inspection.auxiliary", "2.2.8"),
                (try Bench.stranger(), "not-found", nil), (try Bench.reviewer(), "access.permission", nil),
            ] {
                let signing = await refusal {
                    _ = try await Inspecting(house).sign(
                        draft, inspection: Bench.checked, version: 1, actor: actor, submission: nil)
                }
                #expect(signing?.code == code)
                #expect(signing?.clause == clause)
                let keeping = await refusal {
                    _ = try await Inspecting(house).keep(draft, inspection: Bench.checked, version: 1, actor: actor)
                }
                #expect(keeping?.code == code)
            }
            #expect(try await bench.state(Bench.checked) == .assigned)
            #expect(try await bench.version(Bench.checked) == 1)
            _ = try await Inspecting(house).sign(
                draft, inspection: Bench.checked, version: 1, actor: Bench.second(), submission: nil)
            #expect(try await bench.state(Bench.checked) == .entered)
        }
    }

    @Test("2.2.8 a certificate that had run out on the day does not sign", arguments: DatabaseKind.allCases)
    func certificate(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let problem = await refusal {
                _ = try await Inspecting(bench.house("2026-11-06")).sign(
                    Bench.draft("other", on: "2026-11-06"), inspection: Bench.plain, version: 1,
                    actor: Bench.second(), submission: nil)
            }
            #expect(problem?.code == "inspection.certificate")
        }
    }

    @Test("2.4.2 dates outside draw and today are refused", arguments: DatabaseKind.allCases)
    func dates(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            for (day, words) in [("2026-11-01", "抽取之日"), ("2026-11-04", "今天")] {
                let problem = await refusal {
                    _ = try await Inspecting(bench.house("2026-11-03")).sign(
                        Bench.draft("other", on: day), inspection: Bench.plain, version: 1, actor: Bench.officer(),
                        submission: nil)
                }
                #expect(problem?.fields["inspected_on"]?.contains(words) == true)
            }
        }
    }

    @Test("a form that arrives twice signs once", arguments: DatabaseKind.allCases)
    func twice(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let house = try bench.house("2026-11-03")
            let draft = Bench.draft("other", on: "2026-11-03")
            let outcomes = try await withThrowingTaskGroup(of: SubmissionOutcome.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await Inspecting(house).sign(
                            draft, inspection: Bench.plain, version: 1, actor: Bench.officer(), submission: "key-1")
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let place = "/inspection/inspections/\(Bench.plain)"
            #expect(outcomes.filter { $0 == .done(place) }.count == 1)
            #expect(outcomes.filter { $0 == .before(place) }.count == 3)
            #expect(try await bench.logSize() == 1)
        }
    }

    @Test("two devices: the later one is told and overwrites nothing", arguments: DatabaseKind.allCases)
    func versions(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let inspecting = Inspecting(try bench.house("2026-11-03"))
            let kept = try await inspecting.keep(
                InspectionDraft(answers: ["q1": "no"]), inspection: Bench.checked, version: 1, actor: Bench.officer())
            #expect(kept.version == 2)
            #expect(kept.advice.outcome == "ordered-correction")
            let late = await refusal {
                _ = try await inspecting.keep(
                    InspectionDraft(answers: ["q1": "yes"]), inspection: Bench.checked, version: 1,
                    actor: Bench.second())
            }
            #expect(late?.kind == .conflict)
            let signing = await refusal {
                _ = try await inspecting.sign(
                    Bench.draft("no-problem", on: "2026-11-03", answers: Bench.complete), inspection: Bench.checked,
                    version: 1, actor: Bench.second(), submission: nil)
            }
            #expect(signing?.code == "inspection.version")
            let sheet = try await inspecting.inspection(Bench.checked, actor: Bench.officer())
            #expect(sheet.inspection.answers == ["q1": "no"])
            #expect(try await bench.logSize() == 0)
        }
    }

    @Test("lists: one's own visits, the region's campaigns", arguments: DatabaseKind.allCases)
    func lists(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let inspecting = Inspecting(try bench.house("2026-11-03"))
            let mine = try await inspecting.visits(Bench.officer())
            #expect(mine.rows.map(\.id) == [1, 2])
            #expect(mine.rows.first?.officers == "检查员1、检查员2、检查员4")
            #expect(try await inspecting.visits(Bench.colleague()).total == 0)
            #expect(try await inspecting.visits(Bench.officer(), text: "幼儿").rows.map(\.id) == [2])
            #expect(try await inspecting.visits(Bench.officer(), text: "91230102000000001x").rows.map(\.id) == [1])
            #expect(try await inspecting.visits(Bench.officer(), text: "%").total == 0)
            try await bench.sign(Bench.checked, "other", on: "2026-11-03")
            #expect(try await inspecting.visits(Bench.officer()).rows.first?.state == .visited)
            try await bench.sign(Bench.plain, "other", on: "2026-11-03")
            #expect(try await inspecting.visits(Bench.officer()).rows.map(\.id) == [2])
            let progress = try await inspecting.progress(Bench.reviewer())
            #expect(progress.rows.first?.inspections == 3)
            #expect(progress.rows.first?.signed == 2)
            let elsewhere = try Bench.actor(6, [.reviewer], region: "230200")
            #expect(try await inspecting.progress(elsewhere).total == 0)
        }
    }
}

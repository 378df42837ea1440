import Database
import Domain
import Store
import Testing

@Suite struct IndicatorTests {
    typealias Bench = InspectionBench

    @Test("6.2.1 the four indicators and the rows behind each", arguments: DatabaseKind.allCases)
    func indicators(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            var draft = Bench.draft("ordered-correction", on: "2026-11-05", answers: Bench.complete)
            draft.particulars["correction-term"] = "immediate"
            _ = try await Inspecting(bench.house("2026-11-05")).sign(
                draft, inspection: Bench.checked, version: 1, actor: Bench.officer(), submission: nil)
            try await bench.sign(Bench.plain, "pending-handling", on: "2026-11-05")
            try await bench.sign(Bench.kindergarten, "no-problem", on: "2026-11-05")
            for id in [Bench.checked, Bench.plain, Bench.kindergarten] { try await bench.approve(id, on: "2026-11-06") }
            let publishing = Publishing(try bench.house("2026-11-06"))
            _ = try await publishing.publish([Bench.checked], actor: Bench.publisher(), submission: nil)
            _ = try await Publishing(bench.house("2026-12-04")).publish(
                [Bench.plain], actor: Bench.publisher(), submission: nil)

            let actor = try Bench.statistician()
            let assessing = Assessing(try bench.house("2026-12-04"))
            let table = try await assessing.indicators(actor, year: 2026)
            #expect(table.rows.map(\.name) == ["合计", "哈尔滨市", "齐齐哈尔市"])
            let expected: [Indicator: IndicatorFigure] = [
                .reach: IndicatorFigure(2, of: 2), .joint: IndicatorFigure(2, of: 2),
                .timely: IndicatorFigure(1, of: 3), .disposal: IndicatorFigure(1, of: 2),
            ]
            #expect(table.rows[0].figures == expected)
            #expect(table.rows[1].figures == expected)
            #expect(table.rows[2].figures[.timely]?.text == "—")
            #expect(table.rows[0].figures[.timely]?.text == "33.33%")
            for grouping in IndicatorScope.Grouping.allCases {
                let rows = try await assessing.indicators(actor, year: 2026, grouping: grouping).rows.dropFirst()
                for row in rows where row.figures[.joint]?.denominator ?? 0 > 0 {
                    for indicator in Indicator.allCases {
                        for part in [IndicatorQuestion.Part.numerator, .denominator] {
                            if indicator == .reach, part == .denominator { continue }
                            let behind = try await assessing.rows(
                                actor, IndicatorQuestion(indicator, part), year: 2026, grouping: grouping, region: nil,
                                group: row.group, slice: Slice())
                            let figure = try #require(row.figures[indicator])
                            #expect(
                                behind.rows.total == (part == .numerator ? figure.numerator : figure.denominator),
                                "\(indicator) \(part) \(grouping)")
                            #expect(behind.rows.rows.count == behind.rows.total)
                        }
                    }
                }
            }
            let before = try await assessing.indicators(actor, year: 2025)
            #expect(before.rows[0].figures[.reach] == IndicatorFigure(0, of: 2))
            let foreign = await refusal {
                _ = try await assessing.indicators(
                    Bench.actor(9, [.statistician], region: "230200"), year: 2026, region: RegionCode("230102"))
            }
            #expect(foreign?.kind == .notFound)
        }
    }

    @Test("what waits for each role", arguments: DatabaseKind.allCases)
    func waiting(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let assessing = Assessing(try bench.house("2026-11-05"))
            #expect(try await assessing.waiting(Bench.officer()) == ["inspection": 2])
            #expect(try await assessing.waiting(Bench.reviewer()) == [:])
            try await bench.sign(Bench.kindergarten, "pending-handling", on: "2026-11-05")
            #expect(try await assessing.waiting(Bench.officer()) == ["inspection": 1])
            #expect(try await assessing.waiting(Bench.reviewer()) == ["inspection": 1, "followup": 1])
            try await bench.approve(Bench.kindergarten, on: "2026-11-05")
            #expect(try await assessing.waiting(Bench.publisher()) == ["publication": 1, "followup": 1])
            #expect(try await assessing.waiting(Bench.actor(7, [.publisher], region: "230200")) == [:])
        }
    }

    @Test("follow-up: terms, and the later inspection that settles", arguments: DatabaseKind.allCases)
    func followUp(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            try await bench.sign(Bench.plain, "ordered-correction", on: "2026-11-05")
            try await bench.sign(Bench.kindergarten, "pending-handling", on: "2026-11-05")
            let actor = try Bench.reviewer()
            let onTime = FollowingUp(try bench.house("2026-11-20"))
            #expect(try await onTime.cases(actor).rows.map(\.inspection) == [Bench.plain])
            #expect(try await onTime.cases(actor).rows.first?.term?.description == "2026-11-20")
            #expect(try await onTime.cases(actor, kind: .overdue).total == 0)
            #expect(try await onTime.cases(actor, kind: .handling).rows.first?.handlingBody == "综合执法队")
            let late = FollowingUp(try bench.house("2026-11-21"))
            #expect(try await late.cases(actor, kind: .overdue).total == 1)
            // A second draw reaches the same subject, and the same item is now in order.
            let region = try #require(RegionCode("230102"))
            _ = try await bench.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO draw_ceremony (id, code, title, authority_id, region_code, department_code, state,
                        reveal_deadline, public_source, created_at, drawn_at, version)
                    VALUES (2, 'YH-2026-230102-002', '复查', 1, '230102', 'scjg', 'drawn', '2026-11-20T02:00:00.000Z',
                        'dice:room-1', '2026-11-20T01:00:00.000Z', '2026-11-20T02:00:00.000Z', 5)
                    """)
            }
            try await SQLStorage(bench.database).housekeep { stores in
                try stores.inspections.insert(
                    visits: [
                        NewVisit(
                            subject: 1, slip: "CCCCCCCCCCCCCCCCCCCC", region: region, authority: 1, inspectors: [1, 3],
                            inspections: [NewVisit.Purpose(campaign: 1, item: "S-002", checklist: nil)])
                    ], ceremony: 2, department: "scjg")
            }
            try await bench.sign(4, "no-problem", on: "2026-11-21")
            #expect(try await late.cases(actor).total == 0)
            #expect(try await late.cases(actor, kind: .overdue).total == 0)
            #expect(try await late.cases(actor, kind: .settled).rows.first?.settledBy == 4)
        }
    }
}

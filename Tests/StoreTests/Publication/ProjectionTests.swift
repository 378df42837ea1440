import Database
import Domain
import Store
import Testing

@Suite struct ProjectionTests {
    typealias Bench = InspectionBench

    @Test("ceremonies, plans and items are shown as last published", arguments: DatabaseKind.allCases)
    func upserts(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let region = try #require(RegionCode("230102"))
            let day = try #require(Day("2026-11-01"))
            @Sendable func ceremony(_ state: Ceremony.State, _ record: String, _ steps: Int) -> PublicCeremony {
                PublicCeremony(
                    code: "YH-2026-230102-001", title: "摇号", authorityName: "道里区局", region: region, state: state,
                    plannedOn: day, drawnAt: nil, populationCount: 3, drawnCount: nil, visitCount: nil,
                    steps: (0..<steps).map {
                        PublicCeremony.Step(title: "步骤\($0)", text: "", at: nil, entry: Int64($0))
                    },
                    record: record)
            }
            let entry = PublicEntry(
                list: .items, code: "S-001", title: "销售环节", heading: "食品销售", regionName: "黑龙江省", isLocal: false,
                isSample: true, facts: [Particular("检查对象", "经营主体")], approval: nil)
            try await bench.database.write { connection in
                for (ordinal, text) in ["a\tAA\n", "b\tBB\n"].enumerated() {
                    try connection.execute(
                        """
                        INSERT INTO draw_population_piece (ceremony_id, ordinal, lines, subject_ids)
                        VALUES (1, \(ordinal), \(Array(text.utf8)), \([UInt8]()))
                        """)
                }
            }
            try await SQLStorage(bench.database).housekeep { stores in
                try stores.publication.publish(ceremony(.planned, "", 1))
                try stores.publication.publish(ceremony(.drawn, "{}", 3))
                try stores.publication.publishPopulation(code: "YH-2026-230102-001", ceremony: 1)
                try stores.publication.publish(
                    PublicVersion(
                        list: .items, number: 1, effectiveFrom: day, withdrawnBy: nil, reason: "首次", basis: "文件",
                        publishedOn: day, summary: "新增1项", entries: 1))
                try stores.publication.publish(entry, since: 1)
                try stores.publication.publish(
                    PublicPlan(
                        id: 1, year: 2026, kind: "部门联合抽查计划", title: "计划", authorityName: "道里区局", region: region,
                        publishedOn: day,
                        campaigns: [
                            .init(
                                number: "1", title: "任务", items: ["销售环节"], regions: ["道里区"], method: "现场检查",
                                startsOn: day, endsOn: day)
                        ]))
            }
            let portal = Portal(try bench.house("2026-11-06"))
            let shown = try await portal.ceremony("YH-2026-230102-001")
            #expect(shown.state == .drawn)
            #expect(shown.steps.count == 3)
            #expect(shown.record == "{}")
            #expect(try await portal.population("YH-2026-230102-001", piece: 1) == Array("b\tBB\n".utf8))
            #expect(try await portal.population("YH-2026-230102-001", piece: 2) == nil)
            #expect(try await portal.entry(.items, "S-001").entry == entry)
            #expect(try await portal.list(.items, text: "销售", slice: Slice()).listing.total == 1)
            #expect(try await portal.list(.items, text: "药", slice: Slice()).listing.total == 0)
            #expect(try await portal.plan(1).campaigns.map(\.title) == ["任务"])
            let counts = try await portal.counts()
            #expect([counts.results, counts.ceremonies, counts.plans, counts.items] == [0, 1, 1, 1])
            #expect(await refusal { _ = try await portal.ceremony("YH-0") }?.kind == .notFound)
        }
    }
}

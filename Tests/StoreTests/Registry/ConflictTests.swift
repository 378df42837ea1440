import Database
import Domain
import Testing

/// Two departments say different things of one subject (2.2.6, decision 0012).
@Suite("Conflicts between departments") struct ConflictTests {
    typealias Bench = RegistryBench

    private struct System {
        let bench: Bench
        let token: DepartmentToken

        static func make(_ bench: Bench, _ department: String) async throws -> System {
            let region = try Bench.actor().region
            let base = try Bench.actor(roles: [.administrator])
            let keeper = Actor(
                account: 1, name: "管理员", roles: [.administrator], authority: 1, authorityName: "测试",
                region: base.region,
                regionName: "测试", department: department, inspector: nil)
            _ = try await DepartmentTokens(bench.house).issue(
                .init(
                    name: "\(department)系统", department: department, region: region,
                    expiresOn: bench.house.clock.today.advanced(by: 30)), by: keeper, submission: nil)
            let token = try await bench.house.storage.read { stores in
                try stores.subjects.tokens(region: region).first { $0.department == department }
            }
            return System(bench: bench, token: try #require(token))
        }

        func send(_ key: String, address: String, asOf: String) async throws {
            let body = """
                {"changes":[{"operation":"put","identifier":"\(Bench.code(1))","name":"演示1号店",
                "address":"\(address)","asOf":"\(asOf)"}]}
                """
            _ = try await Deliveries(bench.house).take(Array(body.utf8), key: "delivery-\(key)", token: token)
        }
    }

    private static func address(_ bench: Bench) async throws -> String? {
        try await bench.house.storage.read { try $0.subjects.profile(identifier: Bench.code(1))?.facts.address }
    }

    private static func open(_ bench: Bench) async throws -> [SubjectConflict] {
        let region = try Bench.actor().region
        return try await bench.house.storage.read {
            try $0.subjects.conflicts(ConflictFilter(region: region), slice: Slice()).rows
        }
    }

    @Test(
        "2.2.6 both origins are shown; what was kept is not asked again while the other only repeats itself",
        arguments: DatabaseKind.allCases)
    func kept(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let planner = try Bench.actor()
            let market = try await System.make(bench, "scjg"), health = try await System.make(bench, "wsjk")
            try await market.send("a-00001", address: "甲路1号", asOf: "2026-11-01")
            try await health.send("b-00001", address: "乙路2号", asOf: "2026-11-02")
            #expect(try await Self.address(bench) == "甲路1号")
            let conflict = try #require(try await Self.open(bench).first)
            #expect(conflict.kind == .disagree && conflict.department == "wsjk")
            let shown = try await Conflicts(bench.house).show(conflict.id, for: planner)
            #expect(shown.departmentName.contains("卫生") && shown.origin.contains("wsjk系统"))
            #expect(shown.heldOrigin?.contains("市场监督") == true)
            #expect(
                shown.rows.first { $0.field == .address }
                    == FieldChange(field: .address, old: "甲路1号", new: "乙路2号"))
            _ = try await Conflicts(bench.house).resolve(
                conflict.id, take: false, reason: "现场核对为甲路", by: planner, submission: nil)
            // The next night's list says the same, with a newer date: decided is decided.
            try await health.send("b-00002", address: "乙路2号", asOf: "2026-11-10")
            #expect(try await Self.open(bench).isEmpty)
            #expect(try await Self.address(bench) == "甲路1号")
            // Another value is news, and so is the same one after the keeper has changed its own.
            try await health.send("b-00003", address: "丙路3号", asOf: "2026-11-11")
            #expect(try await Self.open(bench).count == 1)
            let house = bench.later()
            _ = try await Conflicts(house).resolve(
                try #require(try await Self.open(bench).first).id, take: false, reason: "同前", by: planner,
                submission: nil)
            let tomorrow = Bench(database: bench.database, house: bench.at(days: 1), folder: bench.folder)
            let late = System(bench: tomorrow, token: market.token)
            try await late.send("a-00002", address: "丁路4号", asOf: "2026-11-12")
            #expect(try await Self.address(bench) == "丁路4号")
            try await health.send("b-00004", address: "乙路2号", asOf: "2026-11-13")
            #expect(try await Self.open(bench).count == 1)
        }
    }

    @Test(
        "2.2.6 what was taken outlives the keeper's next delivery of the old value", arguments: DatabaseKind.allCases)
    func taken(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let market = try await System.make(bench, "scjg"), health = try await System.make(bench, "wsjk")
            try await market.send("a-00001", address: "甲路1号", asOf: "2026-11-01")
            try await health.send("b-00001", address: "乙路2号", asOf: "2026-11-02")
            _ = try await Conflicts(bench.house).resolve(
                try #require(try await Self.open(bench).first).id, take: true, reason: "现场核对为乙路",
                by: try Bench.actor(), submission: nil)
            #expect(try await Self.address(bench) == "乙路2号")
            try await market.send("a-00002", address: "甲路1号", asOf: "2026-11-10")
            #expect(try await Self.address(bench) == "乙路2号")
            #expect(try await Self.open(bench).isEmpty)
            // News of the keeper is taken.
            try await market.send("a-00003", address: "丙路3号", asOf: "2026-11-11")
            #expect(try await Self.address(bench) == "丙路3号")
        }
    }

    @Test(
        "2.2.6 a full file of another department overwrites nothing, and what it brings in is its own",
        arguments: DatabaseKind.allCases)
    func files(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let imports = try SubjectImport(bench.house)
            _ = try await imports.apply(try bench.source(Bench.header + Bench.line(1)), actor: try Bench.actor())
            let base = try Bench.actor()
            let health = Actor(
                account: 1, name: "联络员", roles: [.planner], authority: 1, authorityName: "卫健", region: base.region,
                regionName: "测试", department: "wsjk", inspector: nil)
            let text = Bench.header + Bench.line(1, name: "卫健改名店", scope: "药品零售") + Bench.line(2)
            _ = try await imports.apply(try bench.source(text), actor: health)
            let (first, second) = try await bench.house.storage.read { stores in
                (
                    try #require(try stores.subjects.profile(identifier: Bench.code(1))),
                    try #require(try stores.subjects.profile(identifier: Bench.code(2)))
                )
            }
            #expect(first.name == "演示1号店" && first.facts.scope == "餐饮服务" && first.keeper == "scjg")
            #expect(first.facts.tags.contains("catering"))
            #expect(second.keeper == "wsjk")
            let carried = try await bench.number(
                """
                SELECT COUNT(*) FROM registry_subject_tag t JOIN registry_tag n ON n.number = t.tag_number
                WHERE t.subject_id = \(first.id) AND n.code = 'catering'
                """)
            #expect(carried == 1)
            let conflict = try #require(try await Self.open(bench).first)
            #expect(
                conflict.department == "wsjk" && conflict.sentence.contains("名称") && conflict.sentence.contains("经营范围"))
            // Kept, then the same file with a small difference elsewhere: not asked again.
            _ = try await Conflicts(bench.house).resolve(
                conflict.id, take: false, reason: "以登记为准", by: base, submission: nil)
            let again = Bench.header + Bench.line(1, name: "卫健改名店", scope: "药品零售") + Bench.line(2) + Bench.line(3)
            _ = try await imports.apply(try bench.source(again), actor: health)
            #expect(try await Self.open(bench).isEmpty)
        }
    }
}

import Database
import Domain
import Store
import Testing

@Suite("Sandbox and whitelist libraries") struct LibraryTests {
    typealias Bench = RegistryBench

    private static func actor(_ region: String) throws -> Actor { try Bench.actor(region: region) }

    /// Subjects of 龙沙区 (pilot city): 1 software, 2 food; class A both, 3 software of class C. Of 道里区: 4 advertising.
    private static func filled(_ bench: Bench) async throws -> [String] {
        let rows = [(1, "软件开发", "230202"), (2, "餐饮服务", "230202"), (3, "软件开发", "230202"), (4, "广告", "230102")]
        var text = Bench.header, classes = "统一社会信用代码,风险等级\n"
        for (serial, scope, region) in rows {
            let address = region == "230202" ? "黑龙江省齐齐哈尔市龙沙区演示路\(serial)号" : "黑龙江省哈尔滨市道里区演示路\(serial)号"
            text += Bench.line(serial, scope: scope, region: region, address: address)
            classes += "\(Bench.code(serial, region: region)),\(serial == 3 ? "C" : "A")\n"
        }
        _ = try await SubjectImport(bench.house).apply(try bench.source(text), actor: nil)
        _ = try await RiskImport(bench.house).apply(
            try bench.source(classes), dated: bench.house.clock.today, actor: nil)
        return rows.map { Bench.code($0.0, region: $0.2) }
    }

    @Test(
        "5.3.1 the sandbox admits low-risk 四新 of the pilot city only, for a year, once",
        arguments: DatabaseKind.allCases)
    func sandbox(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let codes = try await Self.filled(bench)
            let keeping = LibraryKeeping(bench.house)
            let pilot = try #require(RegionCode("230200")), city = try Self.actor("230200")
            let elsewhere = await refusal {
                _ = try await keeping.open(
                    kind: .sandbox, name: "道里沙盒", region: try #require(RegionCode("230102")), basis: "测试文件",
                    by: try Bench.actor(), submission: nil)
            }
            #expect(elsewhere?.code == "library.region")
            #expect(elsewhere?.clause == "5.3.1")
            _ = try await keeping.open(
                kind: .sandbox, name: "沙盒", region: pilot, basis: "测试文件", by: city, submission: nil)
            func apply(_ index: Int, _ category: String = "新业态") async throws {
                _ = try await keeping.apply(
                    library: 1, identifier: codes[index], category: category, statement: "新业态", by: city,
                    submission: nil)
            }
            for (index, part) in [(1, "餐饮服务"), (2, "低风险")] {
                let refused = await refusal { try await apply(index) }
                #expect(refused?.code == "library.conditions")
                #expect(refused?.message.contains(part) == true)
            }
            #expect(await refusal { try await apply(0, "旧业态") }?.message.contains("四新") == true)
            #expect(await refusal { try await apply(3) }?.code == "library.subject")
            try await apply(0)
            #expect(await refusal { try await apply(0) }?.code == "library.stands")
            let county = try Self.actor("230202")
            func decide(_ step: LibraryKeeping.Step, version: Int, by actor: Actor, _ house: House? = nil) async throws
            {
                _ = try await LibraryKeeping(house ?? bench.house).decide(
                    step, entry: 1, reason: "理由", version: version, by: actor, submission: nil)
            }
            #expect(await refusal { try await decide(.enter, version: 1, by: county) }?.code == "library.keeper")
            #expect(await refusal { try await decide(.enter, version: 9, by: city) }?.code == "moved-on")
            try await decide(.enter, version: 1, by: city)
            let entry = try await bench.house.storage.read { try $0.registry.libraryEntry(1) }
            #expect(entry?.from?.description == "2026-11-23")
            #expect(entry?.until?.description == "2027-11-22")
            let again = await refusal { try await decide(.renew, version: 2, by: city) }
            #expect(again?.code == "library.renewals")
            // Its last day over, it no longer counts among those that stand.
            for (days, state) in [(364, LibraryEntry.State.standing), (365, .exited)] {
                let reading = LibraryReading(bench.at(days: days))
                let found = try await reading.list(1, state: state, slice: Slice(), for: city)
                #expect(found.rows.total == 1 && found.counts[state] == 1, "\(days)")
                #expect(try await reading.libraries(for: city).first?.standing == (state == .standing ? 1 : 0))
            }
            #expect(try await Self.members(bench, days: 0) == [1])
            #expect(try await Self.members(bench, days: 364) == [1])
            #expect(try await Self.members(bench, days: 365) == [])
            try await decide(.exit, version: 2, by: city)
            #expect(try await Self.members(bench, days: 0) == [])
            let dossier = try await LibraryReading(bench.house).entry(1, for: county)
            #expect(dossier.events.map(\.act) == [.apply, .enter, .exit])
            #expect(dossier.effect == nil)
            // A class must not follow from the log: no entry names a subject of the library.
            let named = try await bench.number(
                "SELECT COUNT(*) FROM log_entry WHERE object LIKE 'subject/%' AND act LIKE 'library%'")
            #expect(named == 0)
        }
    }

    private static func members(_ bench: Bench, days: Int) async throws -> [Int64] {
        let day = bench.house.clock.today.advanced(by: days)
        return try await bench.house.storage.read { try $0.registry.libraryMembers(on: day).map(\.subject) }
    }

    @Test(
        "5.3.2 the whitelist: conditions, renewal before its end, words on the page", arguments: DatabaseKind.allCases)
    func whitelist(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let codes = try await Self.filled(bench)
            let keeping = LibraryKeeping(bench.house)
            let county = try Bench.actor()
            _ = try await keeping.open(
                kind: .whitelist, name: "广告诚信联盟", region: county.region, basis: "测试文件", by: county, submission: nil)
            _ = try await keeping.apply(
                library: 1, identifier: codes[3], category: "", statement: "守信", by: county, submission: nil)
            func decide(_ step: LibraryKeeping.Step, version: Int, days: Int = 0) async throws {
                _ = try await LibraryKeeping(bench.at(days: days)).decide(
                    step, entry: 1, reason: "理由", version: version, by: county, submission: nil)
            }
            try await decide(.enter, version: 1)
            try await decide(.renew, version: 2, days: 300)
            let entry = try await bench.house.storage.read { try $0.registry.libraryEntry(1) }
            #expect(entry?.until?.description == "2028-11-22")
            let late = await refusal { try await decide(.renew, version: 3, days: 800) }
            #expect(late?.code == "library.expired")
            let effect = try await LibraryReading(bench.house).entry(1, for: county).effect
            #expect(effect?.sentences.joined().contains("现场检查的任务不抽取") == true)
            #expect(effect?.clause == "5.3.2")
        }
    }

    @Test(
        "5.3.1 a merge of a tag that the law names leaves the conditions as strict as they were",
        arguments: DatabaseKind.allCases)
    func merged(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let codes = try await Self.filled(bench)
            let city = try Self.actor("230200")
            _ = try await LibraryKeeping(bench.house).open(
                kind: .sandbox, name: "沙盒", region: try #require(RegionCode("230200")), basis: "测试文件", by: city,
                submission: nil)
            _ = try await TagKeeping(bench.house).merge(
                "catering", into: "tourism", reason: "测试", by: try TagBench.province(), submission: nil)
            #expect(try await TagBench.tags(bench, 2) == ["tourism"])
            let refused = await refusal {
                _ = try await LibraryKeeping(bench.house).apply(
                    library: 1, identifier: codes[1], category: "新业态", statement: "新业态", by: city, submission: nil)
            }
            #expect(refused?.code == "library.conditions")
            #expect(refused?.message.contains("旅游") == true)
        }
    }
}

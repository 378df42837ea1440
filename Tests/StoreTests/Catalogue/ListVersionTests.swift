import Database
import Domain
import Foundation
import Store
import Testing

/// Versions that take effect later, withdrawal, the three lists, and what the public sees of them.
@Suite struct ListVersionTests {
    typealias Bench = PlanBench

    static func joint(_ code: String, lead: String = "jy", parts: [String] = ["xf"]) throws -> ListEntry {
        .joint(
            JointItem(
                code: code, trade: "培训", matter: "综合监管\(code)", lead: lead,
                parts: parts.map { .init(department: $0, matter: "检查") }, subjects: "机构", level: "市、县", basis: "某文件",
                items: ["G1"], region: try Bench.place("230000"), isSample: true, note: nil))
    }

    static func key(_ code: String, tags: [String] = ["catering"], items: [String] = [], years: Int = 1) throws
        -> KeyItem
    {
        KeyItem(
            code: code, field: "食品", matter: "重点\(code)", authority: "县级市场监管部门", department: "scjg", subjects: "餐饮",
            measures: "每年检查", basis: "某法", cycleYears: years, items: items, selector: Selector(tags: tags),
            region: try Bench.place("230000"), isSample: true, note: nil)
    }

    @Test(
        "2.2.1 a version published ahead takes effect on its day, inside, for plans and on the portal",
        arguments: DatabaseKind.allCases)
    func ahead(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let province = try Bench.province()
            let keeping = CatalogueKeeping(try bench.house("2026-02-01"))
            _ = try await keeping.add(
                try Bench.item("N1"), notice: try Bench.notice("2026-03-01"), base: 1, by: province, submission: nil)
            _ = try await keeping.retire(
                "G2", notice: try Bench.notice("2026-03-01"), base: 2, by: province, submission: nil)
            // Builds on what is to come, and may not overtake it.
            let early = await refusal {
                _ = try await keeping.retire(
                    "K1", notice: try Bench.notice("2026-02-10"), base: 3, by: province, submission: nil)
            }
            #expect(early?.fields["effective_from"]?.contains("撤回") == true)
            for (day, codes) in [("2026-02-28", ["G1", "G2", "K1", "L1"]), ("2026-03-01", ["G1", "K1", "L1", "N1"])] {
                let house = try bench.house(day)
                #expect(try await CatalogueKeeping(house).overview(province).entries.map(\.code) == codes, "\(day)")
                #expect(
                    try await Portal(house).list(.items, text: "", slice: Slice()).listing.rows.map(\.code) == codes)
                #expect(try await Portal(house).counts().items == 4)
                let date = try Bench.day(day)
                try await SQLStorage(bench.database).read { stores throws in
                    #expect(try stores.catalogue.items(on: date).map(\.code) == codes)
                    #expect(try stores.catalogue.item("N1", on: date)?.code == "N1")
                    #expect(try stores.catalogue.item("G2", on: date)?.matter == "事项G2")
                }
            }
            let before = try await Portal(bench.house("2026-02-28")).entry(.items, "N1")
            #expect(before.state == .coming)
            let after = try await Portal(bench.house("2026-03-01")).entry(.items, "G2")
            #expect(after.state == .past)
            #expect(
                try await Portal(bench.house("2026-03-01")).retired(.items, slice: Slice()).rows.map(\.entry.code) == [
                    "G2"
                ])
            // A campaign picks from the list of the day on which it begins.
            let planning = Planning(try bench.house("2026-02-01"))
            let plan = try await bench.plan()
            let planner = try Bench.planner()
            let late = try Bench.draft(items: ["G2"], from: "2026-04-01")
            let retired = await refusal { _ = try await planning.add(planner, plan: plan, late) }
            #expect(retired?.code == "plan.item.unknown")
            let tooSoon = try Bench.draft(items: ["N1"], from: "2026-02-10")
            let coming = await refusal { _ = try await planning.add(planner, plan: plan, tooSoon) }
            #expect(coming?.code == "plan.item.unknown")
            _ = try await planning.add(planner, plan: plan, try Bench.draft(items: ["N1"], from: "2026-04-01"))
        }
    }

    @Test(
        "2.2.1 what has not taken effect can be taken back; it stays readable and is never in force",
        arguments: DatabaseKind.allCases)
    func withdrawal(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let province = try Bench.province()
            let house = try bench.house("2026-02-01")
            let keeping = CatalogueKeeping(house)
            for (code, day) in [("N1", "2026-03-01"), ("N2", "2026-04-01")] {
                _ = try await keeping.add(
                    try Bench.item(code), notice: try Bench.notice(day), base: nil, by: province, submission: nil)
            }
            let inForce = await refusal {
                _ = try await keeping.withdraw(.items, version: 1, reason: "误发", by: province, submission: nil)
            }
            #expect(inForce?.code == "catalogue.withdraw")
            let county = try Bench.actor(2, "230102", [.administrator])
            let local = await refusal {
                _ = try await keeping.withdraw(.items, version: 2, reason: "误发", by: county, submission: nil)
            }
            #expect(local?.code == "catalogue.province")
            let outcome = try await keeping.withdraw(.items, version: 2, reason: "误发", by: province, submission: nil)
            #expect(outcome.version == 4)
            #expect(outcome.diff.removed.map(\.code) == ["N1", "N2"])
            // The urgent change that had to wait.
            _ = try await keeping.retire(
                "K1", notice: try Bench.notice("2026-02-01"), base: 4, by: province, submission: nil)
            let later = try bench.house("2026-05-01")
            #expect(try await CatalogueKeeping(later).overview(province).entries.map(\.code) == ["G1", "G2", "L1"])
            let pages = try await Portal(later).versions(.items)
            #expect(pages.versions.map(\.withdrawnBy) == [nil, nil, 4, 4, nil])
            #expect(pages.inForce == 5)
            #expect(try await Portal(later).comparison(.items, from: 1, to: 3).diff.added.map(\.code) == ["N1", "N2"])
            // Never in force, so not among the retired.
            #expect(try await Portal(later).retired(.items, slice: Slice()).rows.map(\.entry.code) == ["K1"])
        }
    }

    @Test(
        "2.2.1 the public reads the difference between any two versions, field by field",
        arguments: DatabaseKind.allCases)
    func publicDifference(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let province = try Bench.province()
            let keeping = CatalogueKeeping(try bench.house("2026-02-01"))
            let notice = try Bench.notice("2026-02-01")
            _ = try await keeping.revise(
                try Bench.item("G1", matter: "甲", selector: Selector(tags: ["catering"])), notice: notice, base: 1,
                by: province, submission: nil)
            _ = try await keeping.add(try Bench.item("N1"), notice: notice, base: 2, by: province, submission: nil)
            _ = try await keeping.revise(
                try Bench.item("G1", matter: "乙", selector: Selector(tags: ["catering"])), notice: notice, base: 3,
                by: province, submission: nil)
            let portal = Portal(try bench.house("2026-02-01"))
            let whole = try await portal.comparison(.items, from: 1, to: 4)
            #expect(whole.diff.summary == "新增1项，修改1项")
            #expect(whole.diff.changed.first?.fields.map(\.before) == ["事项G1"])
            #expect(whole.diff.changed.first?.fields.map(\.after) == ["乙"])
            let last = try await portal.comparison(.items, from: nil, to: 4)
            #expect(last.diff.changed.first?.fields.first?.before == "甲")
            let back = try await portal.comparison(.items, from: 4, to: 1)
            #expect(back.diff.removed.map(\.code) == ["N1"])
            #expect(await refusal { _ = try await portal.comparison(.items, from: nil, to: 9) }?.kind == .notFound)
            #expect(await refusal { _ = try await portal.comparison(.items, from: 8, to: 1) }?.kind == .notFound)
            let inside = try await keeping.version(province, .items, 4, from: 1)
            #expect(inside.diff.summary == whole.diff.summary)
        }
    }

    @Test(
        "2.2.3 the joint list has versions of its own; lead and participants are known departments; only the province",
        arguments: DatabaseKind.allCases)
    func jointList(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let province = try Bench.province()
            let house = try bench.house()
            let keeping = CatalogueKeeping(house)
            let notice = try Bench.notice("2026-01-10")
            let first = try await CatalogueImport(house).apply(
                .joint, [try Self.joint("J1"), try Self.joint("J2")], notice: notice, actor: nil)
            #expect(first.version == 1)
            #expect(first.location == "/catalogue/versions/1?list=joint")
            let second = try await keeping.revise(
                try Self.joint("J1", parts: ["xf", "ga"]), notice: notice, base: 1, by: province, submission: nil)
            #expect(second.version == 2)
            #expect(second.diff.changed.first?.fields.map(\.label) == ["参与部门及检查内容"])
            // The lists do not move each other.
            #expect(try await keeping.versions(province, .items).map(\.version.number) == [1])
            let shown = try await keeping.version(province, .joint, 2)
            #expect(shown.diff.changed.first?.fields.first?.after == "消防救援：检查；公安：检查")
            // Departments by their names, as a liaison writes them.
            let named = try await keeping.add(
                try Self.joint("J3", lead: "教育部门", parts: ["公安局"]), notice: notice, base: 2, by: province,
                submission: nil)
            guard case .joint(let kept)? = named.diff.added.first else { throw Problem.notFound("J3") }
            #expect(kept.lead == "jy")
            #expect(kept.parts.map(\.department) == ["ga"])
            for (entry, field) in [
                (try Self.joint("J4", parts: []), "parts"), (try Self.joint("J4", lead: "xf"), "parts"),
                (try Self.joint("J4", lead: "天文台"), "department"), (try Self.joint("new"), "code"),
            ] {
                let problem = await refusal {
                    _ = try await keeping.add(entry, notice: notice, base: nil, by: province, submission: nil)
                }
                #expect(problem?.fields.keys.contains(field) == true, "\(field): \(problem?.fields ?? [:])")
            }
            let county = try Bench.actor(2, "230102", [.administrator])
            let extra = try Self.joint("J5")
            let refused = await refusal {
                _ = try await keeping.add(extra, notice: notice, base: nil, by: county, submission: nil)
            }
            #expect(refused?.clause == "2.2.3")
            #expect(try await Portal(house).entry(.joint, "J1").entry.title == "综合监管J1")
        }
    }

    @Test(
        "3.6.1 the key-supervision list names authority, subjects, measures; its coverage counts who was inspected",
        arguments: DatabaseKind.allCases)
    func coverage(_ kind: DatabaseKind) async throws {
        try await InspectionBench.with(kind) { bench async throws in
            try await bench.publishAll(on: "2026-11-06")
            let house = try bench.house("2026-11-06")
            let province = try Bench.province()
            let keeping = CatalogueKeeping(house)
            let active = try await SQLStorage(bench.database).read {
                try $0.registry.countSubjects(region: province.region).active
            }
            for (code, items) in [("Z1", [String]()), ("Z2", ["S-001"]), ("Z3", ["S-999"])] {
                let item = try Self.key(code, tags: [], items: items)
                _ = try await keeping.add(
                    .key(item), notice: try Bench.notice("2026-11-06"), base: nil, by: province, submission: nil)
            }
            let any = try await keeping.dossier(province, .key, "Z1").coverage
            let food = try await keeping.dossier(province, .key, "Z2").coverage
            let none = try await keeping.dossier(province, .key, "Z3").coverage
            #expect(any?.reached == active)
            #expect((any?.covered ?? 0) > 0)
            #expect((food?.covered ?? 0) > 0)
            #expect((food?.covered ?? 0) <= (any?.covered ?? 0))
            #expect(none?.covered == 0)
            // The rows behind the number.
            let missing = try await keeping.uncovered(province, key: "Z1", slice: Slice())
            #expect(missing.listing.total == any?.missing)
            #expect(missing.listing.rows.allSatisfy { $0.lastInspected == nil })
            // Next year nobody has been inspected yet; a cycle of two years still counts this one.
            let next = CatalogueKeeping(try bench.house("2027-02-01"))
            #expect(try await next.dossier(province, .key, "Z1").coverage?.covered == 0)
            _ = try await next.revise(
                .key(try Self.key("Z1", tags: [], years: 2)), notice: try Bench.notice("2027-02-01"), base: nil,
                by: province, submission: nil)
            #expect(try await next.dossier(province, .key, "Z1").coverage?.covered == any?.covered)
            let bare = try await Portal(house).entry(.key, "Z1").entry.facts.map(\.label)
            #expect(Set(bare).isSuperset(of: ["监管主体", "监管对象", "监管措施", "覆盖要求"]))
        }
    }

    @Test("a database from before gets its public lists at the next start", arguments: DatabaseKind.allCases)
    func completed(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let province = try Bench.province()
            let house = try bench.house("2026-02-01")
            _ = try await CatalogueKeeping(house).retire(
                "G1", notice: try Bench.notice("2026-02-01"), base: 1, by: province, submission: nil)
            let whole = try await Portal(house).comparison(.items, from: 0, to: 2)
            _ = try await bench.database.write { connection in
                try connection.execute("DELETE FROM publication_list_version")
                try connection.execute("DELETE FROM publication_list_entry")
            }
            for _ in 1...2 { try await CataloguePublishing(house).complete() }
            let again = try await Portal(house).comparison(.items, from: 0, to: 2)
            #expect(again.diff.added == whole.diff.added)
            #expect(try await Portal(house).entry(.items, "G1").state == .past)
        }
    }
}

import Database
import Domain
import Foundation
import Store
import Testing
import World

@Suite("Subjects: history, deltas, conflicts, full lists") struct SubjectHistoryTests {
    typealias Bench = RegistryBench

    private static func profile(_ bench: Bench, _ identifier: String) async throws -> SubjectProfile {
        let found = try await bench.house.storage.read { try $0.subjects.profile(identifier: identifier) }
        return try #require(found)
    }

    private static func changes(_ bench: Bench, _ id: Int64) async throws -> [SubjectChange] {
        try await bench.house.storage.read { try $0.subjects.changes(subject: id, limit: 50) }
    }

    private static func conflicts(_ bench: Bench) async throws -> [SubjectConflict] {
        let region = try Bench.actor(region: "230000").region
        return try await bench.house.storage.read {
            try $0.subjects.conflicts(ConflictFilter(region: region), slice: Slice()).rows
        }
    }

    @Test("2.2.6 a first import leaves no history, a second one tells field by field", arguments: DatabaseKind.allCases)
    func imported(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let imports = try SubjectImport(bench.house)
            _ = try await imports.apply(try bench.source(Bench.header + Bench.line(1) + Bench.line(2)), actor: nil)
            #expect(try await bench.number("SELECT COUNT(*) FROM registry_subject_change") == 0)
            let report = try await imports.apply(
                try bench.source(Bench.header + Bench.line(1, name: "演示新名店", scope: "药品零售") + Bench.line(2), "二次.csv"),
                actor: nil)
            #expect(report.counts == ImportCounts(total: 2, updated: 1, unchanged: 1))
            let changes = try await Self.changes(bench, 1)
            #expect(changes.count == 1)
            #expect(changes.first?.way == .import)
            #expect(changes.first?.who == "文件“二次.csv”")
            #expect(changes.first?.importID == report.id)
            #expect(changes.first?.fields.map(\.field) == [.name, .scope, .tags])
            #expect(changes.first?.fields.first == FieldChange(field: .name, old: "演示1号店", new: "演示新名店"))
        }
    }

    @Test("2.2.6 what a person wrote a file does not overwrite: it is listed", arguments: DatabaseKind.allCases)
    func handStays(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let imports = try SubjectImport(bench.house)
            let planner = try Bench.actor()
            _ = try await imports.apply(try bench.source(Bench.header + Bench.line(1)), actor: nil)
            var statement = SubjectStatement(operation: .change, identifier: "")
            statement.name = "人工改名店"
            statement.reason = "见登记档案"
            let keeping = try SubjectKeeping(bench.house)
            let done = try await keeping.change(1, statement, base: nil, by: planner, submission: "a")
            #expect(done == .done("/registry/subjects/1"))
            #expect(
                try await keeping.change(1, statement, base: nil, by: planner, submission: "a")
                    == .before("/registry/subjects/1"))
            // The same file is no news; a new one is, for the fields that nobody touched.
            let same = try await imports.apply(try bench.source(Bench.header + Bench.line(1)), actor: nil)
            #expect(same.counts.unchanged == 1)
            _ = try await imports.apply(
                try bench.source(Bench.header + Bench.line(1, name: "来件改名店", date: "2020-01-01")), actor: nil)
            let profile = try await Self.profile(bench, Bench.code(1))
            #expect(profile.name == "人工改名店")
            #expect(profile.facts.registeredOn == Day("2020-01-01"))
            let listed = try await Self.conflicts(bench)
            #expect(listed.map(\.kind) == [.disagree])
            #expect(listed.first?.sentence.contains("名称") == true)
            // Taken by a person: the statement holds, and later files may change it again.
            let conflict = try #require(listed.first)
            _ = try await Conflicts(bench.house).resolve(
                conflict.id, take: true, reason: "以登记为准", by: planner, submission: nil)
            #expect(try await Self.profile(bench, Bench.code(1)).name == "来件改名店")
            #expect(try await Self.conflicts(bench).isEmpty)
            #expect(try await Self.changes(bench, 1).map(\.way) == [.conflict, .import, .hand])
            let late = await refusal {
                _ = try await Conflicts(bench.house).resolve(
                    conflict.id, take: false, reason: "x", by: planner, submission: nil)
            }
            #expect(late?.kind == .conflict)
        }
    }

    @Test(
        "2.2.6 a delta file adds, changes, moves, cancels; what does not fit is listed",
        arguments: DatabaseKind.allCases)
    func delta(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let imports = try SubjectImport(bench.house)
            _ = try await imports.apply(
                try bench.source(Bench.header + (1...5).map { Bench.line($0) }.joined()), actor: nil)
            let header = "操作,编号类型,名称,统一社会信用代码,经营范围,注册地址,管辖区划代码,数据日期,变更原因\n"
            let rows = [
                "注销,,演示1号店,\(Bench.code(1)),餐饮服务,,,2026-11-01,歇业",
                "变更,,演示改名店,\(Bench.code(2)),,,,2026-11-01,更名",
                "迁移,,演示3号店,\(Bench.code(3)),,,230103,2026-11-01,迁址",
                "新增,组织机构代码,虚构卫生院,00000000-0,门诊,虚构路1号,230102,,新建",
                "新增,部门自编号,虚构工地,GD-1,,虚构路2号,230102,,开工",
                "注销,,没有的店,\(Bench.code(99)),,,,,",
                "变更,,演示4号店,\(Bench.code(4)),,,239999,,",
                "新增,,演示五号改,\(Bench.code(5)),,,,,",
                "起飞,,演示5号店,\(Bench.code(5)),,,,,",
            ]
            let text = header + rows.joined(separator: "\n") + "\n"
            let preview = try await imports.preview(try bench.source(text), actor: nil)
            #expect(preview.counts.total == 9)
            let report = try await imports.apply(try bench.source(text), actor: nil)
            #expect(report.counts == ImportCounts(total: 9, inserted: 2, updated: 3, refused: 4))
            #expect(try await Self.profile(bench, Bench.code(1)).status == .cancelled)
            #expect(try await Self.profile(bench, Bench.code(2)).name == "演示改名店")
            let moved = try await Self.profile(bench, Bench.code(3))
            #expect(moved.facts.region.text == "230103")
            #expect(moved.asOf == Day("2026-11-01"))
            #expect(try await Self.profile(bench, "ORG:00000000-0").name == "虚构卫生院")
            #expect(try await Self.profile(bench, "OWN:scjg:GD-1").facts.isMarket == false)
            #expect(Set(try await Self.conflicts(bench).map(\.kind)) == [.unknown, .operation])
            #expect(report.refusals.contains { $0.field == "操作" })
            // Older than what is held now.
            let old = header + "变更,,演示旧名店,\(Bench.code(2)),,,,2026-10-01,\n"
            _ = try await imports.apply(try bench.source(old), actor: nil)
            #expect(try await Self.profile(bench, Bench.code(2)).name == "演示改名店")
            #expect(try await Self.conflicts(bench).contains { $0.kind == .older })
            // The same again waits once only.
            let before = try await Self.conflicts(bench).count
            _ = try await imports.apply(try bench.source(old), actor: nil)
            #expect(try await Self.conflicts(bench).count == before)
            let move = try await bench.house.storage.read { try $0.subjects.parts(subject: 3).moves }
            #expect(move.map(\.to.text) == ["230103"])
        }
    }

    @Test(
        "2.2.6 another county's subject is refused in the file and listed where it is held",
        arguments: DatabaseKind.allCases)
    func foreign(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            let imports = try SubjectImport(bench.house)
            let header = Bench.header.replacing("\n", with: ",管辖区划代码\n")
            _ = try await imports.apply(
                try bench.source(header + Bench.line(1).replacing("\n", with: ",230103\n")), actor: nil)
            let report = try await imports.apply(
                try bench.source(Bench.header + Bench.line(1, name: "演示争议店")), actor: try Bench.actor())
            #expect(report.counts.refused == 1)
            let listed = try await Self.conflicts(bench)
            #expect(listed.map(\.kind) == [.foreign])
            #expect(listed.first?.region.text == "230103")
            let hidden = try await Conflicts(bench.house).list(
                ConflictFilter(region: try Bench.actor().region), slice: Slice(), for: try Bench.actor())
            #expect(hidden.total == 0)
        }
    }

    @Test("2.2.6 a full list tells who is absent and marks only when asked", arguments: DatabaseKind.allCases)
    func stocktake(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            _ = try await SubjectImport(bench.house).apply(
                try bench.source(Bench.header + (1...4).map { Bench.line($0) }.joined()), actor: nil)
            let planner = try Bench.actor()
            let list = "统一社会信用代码\n\(Bench.code(1))\n\(Bench.code(3))\n\(Bench.code(77))\n坏的\n"
            let stocktakes = Stocktakes(bench.house)
            let done = try await stocktakes.compare(try bench.source(list), by: planner, submission: "s")
            #expect(done == .done("/registry/stocktakes/1"))
            let (one, absent) = try await stocktakes.show(1, slice: Slice(), for: planner)
            let counts: [Int] = [one.rows, one.unknown, one.unreadable, one.absent]
            #expect(counts == [4, 1, 1, 2])
            #expect(absent.rows.map(\.identifier) == [Bench.code(2), Bench.code(4)])
            #expect(try await Self.profile(bench, Bench.code(2)).absentSince == nil)
            _ = try await stocktakes.mark(1, by: planner, submission: nil)
            let marked = try await Self.profile(bench, Bench.code(2))
            #expect(marked.absentSince == Day("2026-11-23"))
            #expect(marked.status == .active)
            #expect(try await Self.changes(bench, marked.id).map(\.act) == [.mark])
            let twice = await refusal { _ = try await stocktakes.mark(1, by: planner, submission: nil) }
            #expect(twice?.kind == .conflict)
        }
    }

    @Test("2.2.6 forms: a stale form, a foreign subject, a taken number are refused", arguments: DatabaseKind.allCases)
    func forms(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench in
            _ = try await SubjectImport(bench.house).apply(
                try bench.source(Bench.header + Bench.line(1) + Bench.line(2)), actor: nil)
            let keeping = try SubjectKeeping(bench.house)
            let planner = try Bench.actor()
            var statement = SubjectStatement(operation: .change, identifier: "")
            statement.name = "演示改名店"
            statement.reason = "测试"
            let changed = statement
            let stale = await refusal {
                _ = try await keeping.change(
                    1, changed, base: Moment("2020-01-01T00:00:00.000Z"), by: planner, submission: nil)
            }
            #expect(stale?.code == "moved-on")
            let elsewhere = try Bench.actor(region: "230103")
            let foreign = await refusal {
                _ = try await keeping.change(1, changed, base: nil, by: elsewhere, submission: nil)
            }
            #expect(foreign?.code == "not-found")
            let number = OtherIdentifier(
                id: 0, subject: 1, scheme: .registration, number: "黑民证字第1号", issuer: "", from: nil, until: nil)
            _ = try await keeping.add(number, reason: "登记", by: planner, submission: nil)
            let taken = OtherIdentifier(
                id: 0, subject: 2, scheme: .registration, number: "黑民证字第1号", issuer: "", from: nil, until: nil)
            let twice = await refusal { _ = try await keeping.add(taken, reason: "登记", by: planner, submission: nil) }
            #expect(twice?.code == "subject.number-taken")
            // Found by that number too.
            let found = try await bench.house.storage.read {
                try $0.subjects.profile(scheme: .registration, number: "黑民证字第1号")?.id
            }
            #expect(found == 1)
            // Nothing personal goes into the log.
            let entries = try await bench.house.storage.read { try $0.ledger.timeline(object: "subject/1").count }
            #expect(entries == 1)
        }
    }
}

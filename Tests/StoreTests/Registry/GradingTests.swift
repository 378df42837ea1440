import Database
import Domain
import Foundation
import Testing
import World

@Suite("Professional classes") struct GradingTests {
    @Test("3.3.1 points by hand: credit first, then industry, region and results")
    func points() throws {
        let law = try TestSources.law.get().book
        let day = try #require(Day("2026-06-01")), region = try #require(RegionCode("230102"))
        let food = try GradingSystem("food", law, on: day, in: region)
        // 52 of 52 + 16 + 8 + 16 = 92.
        #expect(food.creditShare == 5652)
        func grade(_ risk: RiskClass, _ tags: [String], _ place: String, _ results: String) throws
            -> GradingSystem.Grade
        {
            food.grade(
                GradingSystem.Facts(risk: risk, tags: tags, region: try #require(RegionCode(place)), results: results))
        }
        // C 36 + catering 8 (above food-sale 6) + 道里 8 + nothing checked 6 = 58: class 3.
        let third = try grade(.c, ["catering", "food-sale"], "230102", "none")
        #expect(third.points == 58 && third.grade == 3)
        #expect(third.parts.map(\.points) == [36, 8, 8, 6] && third.parts[1].entry == "catering")
        // D 52 + infant-formula 16 + no region + problem 16 = 84: class 4.
        let fourth = try grade(.d, ["infant-formula"], "230700", "problem")
        #expect(fourth.points == 84 && fourth.grade == 4)
        // A 0 + food-sale 6 + clean 0 = 6: class 1; B 18 + 6 + 0 + clean = 24: still class 1; with none 30: class 2.
        #expect(try grade(.a, ["food-sale"], "230700", "clean").grade == 1)
        #expect(try grade(.b, ["food-sale"], "230700", "clean").grade == 1)
        #expect(try grade(.b, ["food-sale"], "230700", "none").grade == 2)
    }

    @Test("3.3.1 a system in which the credit class is not above one half is refused")
    func weight() throws {
        let law = try TestSources.law.get().book
        // 40 of 80 points: one half is not above one half.
        let rules = try law.all.map { rule in
            let text = String(decoding: try JSONEncoder().encode(rule), as: UTF8.self).replacing("D=52", with: "D=40")
            return try JSONDecoder().decode(LawRule.self, from: Data(text.utf8))
        }
        let book = try LawBook(rules: rules, hash: "")
        let day = try #require(Day("2026-06-01")), region = try #require(RegionCode("230102"))
        #expect {
            _ = try GradingSystem("food", book, on: day, in: region)
        } throws: { ($0 as? Problem)?.code == "grading.weight" && ($0 as? Problem)?.clause == "3.3.1" }
    }

    @Test(
        "3.3.1 a preview changes nothing; applied, its classes are tags with an end that selectors know",
        arguments: DatabaseKind.allCases)
    func applied(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.registered(), house = world.house
            let planner = try world.own.person(.planner), grading = Grading(house)
            let done = try await grading.compute("food", by: planner, submission: "g-1")
            #expect(try await grading.compute("food", by: planner, submission: "g-1") == .before(done.location))
            let id = try #require(done.location.split(separator: "/").last.flatMap { Int64($0) })
            let first = try await grading.dossier(id, grade: nil, slice: Slice(size: 200), for: planner)
            #expect(first.rows.total == 40 && first.run.state == .preview)
            // Forty subjects, ten of each class: catering 8, 道里 8, never checked 6, so A 22, B 40, C 58, D 74.
            #expect(first.run.counts == [1: 10, 2: 10, 3: 10, 4: 10])
            #expect(first.changes.map(\.number) == [10, 10, 10, 10] && first.changes.allSatisfy { $0.before == nil })
            func carriers(_ grade: Int) async throws -> Int {
                var search = SubjectFilter(region: world.own.region)
                search.tags = [GradingSystem.tag("food", grade)]
                return try await house.storage.read { [search] in try $0.registry.subjectIDs(search).count }
            }
            #expect(try await carriers(4) == 0)
            let foreign = await refusal {
                _ = try await grading.apply(id, by: try world.foreign.person(.planner), submission: nil)
            }
            #expect(foreign?.kind == .notFound)
            _ = try await grading.apply(id, by: planner, submission: nil)
            for grade in 1...4 { #expect(try await carriers(grade) == 10, "\(grade)") }
            // The subject's page tells class, points and why.
            let worst = try #require(
                try await grading.dossier(id, grade: 4, slice: Slice(), for: planner).rows.rows.first)
            let told = try await SubjectDossiers(house).dossier(worst.subject, for: planner).grades
            #expect(told.map(\.row.grade) == [4])
            #expect(told.first?.row.points == worst.points)
            #expect(told.first?.row.parts == worst.parts)
            #expect(told.first?.system.measures[4] != nil)
            #expect(await refusal { _ = try await grading.apply(id, by: planner, submission: nil) }?.kind == .conflict)
            // A year later the classes are gone, and what was computed then is not applied any more.
            _ = try await grading.compute("food", by: planner, submission: nil)
            let second = try #require(try await grading.desk(planner, slice: Slice()).runs.rows.first)
            let next = try await grading.dossier(second.id, grade: nil, slice: Slice(), for: planner)
            #expect(next.changes.allSatisfy { $0.before == $0.after })
            world.clock.advance(seconds: 86_400 * 366)
            #expect(
                await refusal { _ = try await grading.apply(second.id, by: planner, submission: nil) }?.code
                    == "grading.stale")
            _ = try await TagHolding(house).turn()
            #expect(try await carriers(4) == 0)
            #expect(try await SubjectDossiers(house).dossier(worst.subject, for: planner).grades.isEmpty)
        }
    }
}

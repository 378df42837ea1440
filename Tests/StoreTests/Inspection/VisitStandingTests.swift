import Database
import Domain
import Testing
import World

/// What becomes of open visits when their subjects close or move after the draw.
@Suite("Open visits of subjects that changed") struct VisitStandingTests {
    private static func change(
        _ world: World, _ subject: Int64, _ operation: SubjectStatement.Operation, region: String? = nil
    ) async throws {
        var statement = SubjectStatement(operation: operation, identifier: "")
        statement.region = region
        statement.reason = "虚构：办理登记"
        _ = try await SubjectKeeping(world.house).change(
            subject, statement, base: nil, by: try world.own.person(.planner), submission: nil)
    }

    private static func changed(_ world: World, _ actor: Actor) async throws -> [VisitBrief] {
        try await Inspecting(world.house).visits(actor, progress: .changed, slice: Slice(size: 100)).rows
    }

    private static func visit(_ world: World, _ id: Int64) async throws -> Visit {
        try #require(try await world.house.storage.read { try $0.inspections.visit(id: id) })
    }

    @Test(
        "2.2.6, 2.1.2 a closed subject's visit is listed until its officers finish it with a lawful outcome",
        arguments: DatabaseKind.allCases)
    func closed(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.drawn()
            let reviewer = try world.own.person(.reviewer)
            #expect(try await Self.changed(world, reviewer).isEmpty)
            let visit = try await Self.visit(world, world.own.openVisit)
            let officer = try #require(visit.officers.first.flatMap { world.own.officers[$0.inspector] })
            try await Self.change(world, visit.subject, .cancel)
            let listed = try await Self.changed(world, reviewer)
            #expect(listed.map(\.id) == [visit.id] && listed.map(\.standing) == [.cancelled])
            #expect(listed.first?.authorityName.isEmpty == false)
            #expect(try await Self.changed(world, officer).map(\.id) == [visit.id])
            #expect(try await Inspecting(world.house).changed(officer) == 1)
            #expect(try await Self.changed(world, try world.foreign.person(.reviewer)).isEmpty)
            // The team and the visit are what the draw made of them, and the open list has it still.
            let now = try await Self.visit(world, visit.id)
            #expect(now.standing == .cancelled && now.officers == visit.officers && now.state == .assigned)
            let guidance = try #require(now.standing.guidance(world.house.law.outcomes))
            #expect(guidance.contains("其他情况") && guidance.contains("不改抽"))
            let all = try await Inspecting(world.house).visits(reviewer, slice: Slice(size: 200)).rows
            #expect(all.contains { $0.id == visit.id })
            // Each of its results is owed, and then it leaves the list.
            for one in try await world.house.storage.read({ try $0.inspections.inspections(visit: visit.id) }) {
                var draft = InspectionDraft(outcome: "other", inspectedOn: world.house.clock.today)
                let bare = draft
                let without = await refusal {
                    _ = try await Inspecting(world.house).sign(
                        bare, inspection: one.id, version: one.version, actor: officer, submission: nil)
                }
                #expect(without?.fields.keys.sorted() == ["particular.circumstances"])
                draft.particulars = ["circumstances": "虚构：登记机关已办理注销，经营场所已关闭。"]
                _ = try await Inspecting(world.house).sign(
                    draft, inspection: one.id, version: one.version, actor: officer, submission: nil)
            }
            #expect(try await Self.visit(world, visit.id).state == .finished)
            #expect(try await Self.changed(world, reviewer).isEmpty)
        }
    }

    @Test(
        "2.2.6 a moved subject's visit stays with the authority of the draw and says where the subject went",
        arguments: DatabaseKind.allCases)
    func moved(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.drawn()
            let reviewer = try world.own.person(.reviewer)
            let visits = world.own.visits.filter { $0 != world.own.openVisit }
            let first = try await Self.visit(world, try #require(visits.first))
            try await Self.change(world, first.subject, .move, region: world.foreign.region.text)
            let now = try await Self.visit(world, first.id)
            #expect(now.standing == .moved(world.foreign.name))
            #expect(now.authority == first.authority && now.region == first.region && now.officers == first.officers)
            #expect(try await Self.changed(world, reviewer).map(\.standing) == [.moved(world.foreign.name)])
            #expect(try await Self.changed(world, try world.foreign.person(.reviewer)).isEmpty)
            // Who holds it now finds the visit in its dossier.
            let dossier = try await SubjectDossiers(world.house).dossier(
                first.subject, for: try world.foreign.person(.planner))
            #expect(dossier.visits.contains { $0.visit == first.id && $0.state != .finished })
            // A revoked one is told apart, a reopened one leaves the list.
            let second = try await Self.visit(world, try #require(visits.dropFirst().first))
            try await Self.change(world, second.subject, .revoke)
            #expect(Set(try await Self.changed(world, reviewer).map(\.id)) == [first.id, second.id])
            try await Self.change(world, second.subject, .reopen)
            #expect(try await Self.changed(world, reviewer).map(\.id) == [first.id])
        }
    }

    @Test("2.2.6 a subject that moves within the division of its visit has not moved away")
    func within() throws {
        let city = try #require(RegionCode("230100")), county = try #require(RegionCode("230110"))
        let next = try #require(RegionCode("230111"))
        #expect(Visit.Standing(.active, drawn: city, now: county, nowName: "甲") == .present)
        #expect(Visit.Standing(.active, drawn: county, now: next, nowName: "乙") == .moved("乙"))
        #expect(Visit.Standing(.active, drawn: county, now: city, nowName: "市") == .moved("市"))
        #expect(Visit.Standing(.revoked, drawn: county, now: next, nowName: "乙") == .revoked)
    }

    @Test("2.2.6 the list and the visit agree for every pair of divisions", arguments: DatabaseKind.allCases)
    func agree(_ kind: DatabaseKind) async throws {
        try await World.with(kind) { world in
            let world = try await world.drawn()
            let top = world.province.region
            let reviewer = try world.province.person(.reviewer)
            let visit = try await Self.visit(world, world.own.openVisit)
            let codes = try await world.house.storage.read { stores in
                try stores.registry.regions(within: top).map(\.code.text).filter {
                    $0.hasPrefix("2301") || $0.hasSuffix("0000") || $0 == "230200" || $0 == "230202"
                }
            }
            #expect(codes.contains("230110") && codes.contains("230111"))
            for drawn in codes {
                for now in codes {
                    try await world.database.write { connection in
                        try connection.execute(
                            "UPDATE inspection_visit SET region_code = \(drawn) WHERE id = \(visit.id)")
                        try connection.execute(
                            "UPDATE registry_subject SET region_code = \(now) WHERE id = \(visit.subject)")
                    }
                    let one = try await Self.visit(world, visit.id)
                    let listed = try await Self.changed(world, reviewer).contains { $0.id == visit.id }
                    #expect(listed == (one.standing != .present), "\(drawn) → \(now)")
                }
            }
        }
    }
}

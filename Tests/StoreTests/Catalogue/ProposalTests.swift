import Database
import Domain
import Foundation
import Store
import Testing

/// Proposals from below, and checks outside the lists.
@Suite struct ProposalTests {
    typealias Bench = PlanBench

    private static func draft(
        _ ground: Proposal.Ground = .local, kind: Proposal.Kind = .add, list: CatalogueList = .items,
        target: String? = nil, basis: String = "某市条例第八条", checks: [Int64] = []
    ) -> ProposalDraft {
        ProposalDraft(
            list: list, ground: ground, kind: kind, target: target, heading: "地方事项", matter: "早市", subjects: "开办者",
            basis: basis, reason: "清单没有", checks: checks)
    }

    private static func id(_ location: String) throws -> Int64 {
        try #require(location.split(separator: "/").last.flatMap { Int64($0) })
    }

    @Test(
        "2.2.2 a county proposes a local item; accepted, it works in that area only and says how it came in",
        arguments: DatabaseKind.allCases)
    func localItem(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let house = try bench.house("2026-02-01")
            let proposing = Proposing(house), keeping = CatalogueKeeping(house)
            let county = try Bench.planner(), province = try Bench.province()
            let id = try Self.id(try await proposing.propose(Self.draft(), by: county, submission: "k"))
            let twice = await #expect(throws: SubmittedBefore.self) {
                _ = try await proposing.propose(Self.draft(), by: county, submission: "k")
            }
            #expect(twice?.location == "/catalogue/proposals/\(id)")
            try await proposing.remark(id, "请补充", by: province, submission: nil)
            let notice = try Bench.notice("2026-02-01")
            let answer = CatalogueKeeping.Answer(proposal: id, text: "同意")
            // In another area, or in all: refused, and nothing is left of it.
            for region in ["230000", "230103"] {
                let item = try Bench.item("D1", region: region)
                let problem = await refusal {
                    _ = try await keeping.add(
                        .item(item), notice: notice, base: 1, by: province, submission: nil, answering: answer)
                }
                #expect(problem?.clause == "2.2.2")
                #expect(problem?.fields.keys.contains("region") == true)
            }
            #expect(try await keeping.versions(province).count == 1)
            let local = try Bench.item("D1", region: "230102")
            let outcome = try await keeping.add(
                .item(local), notice: notice, base: 1, by: province, submission: nil, answering: answer)
            #expect(outcome.version == 2)
            let dossier = try await proposing.dossier(county, id)
            #expect(dossier.proposal.state == .accepted)
            #expect(dossier.proposal.version == 2)
            #expect(dossier.notes.map(\.act) == [.proposed, .remarked, .accepted])
            #expect(dossier.notes.last?.text == "同意")
            #expect(dossier.timeline.count == 3)
            // Once answered it stays answered.
            let other = try Bench.item("D2", region: "230102")
            let closed = await refusal {
                _ = try await keeping.add(
                    .item(other), notice: notice, base: 2, by: province, submission: nil, answering: answer)
            }
            #expect(closed?.code == "proposal.closed")
            #expect(try await Portal(house).entry(.items, "D1").entry.approval?.contains("第2版") == true)
            // Plans: the neighbour cannot pick it, the county can, a plan over both areas only for its own.
            let planning = Planning(house)
            let neighbour = try Bench.neighbour()
            let theirs = try await bench.plan(by: neighbour)
            let abroad = try Bench.draft(items: ["D1"], regions: ["230103"])
            let unknown = await refusal { _ = try await planning.add(neighbour, plan: theirs, abroad) }
            #expect(unknown?.code == "plan.item.unknown")
            let ours = try await bench.plan(by: county)
            _ = try await planning.add(county, plan: ours, try Bench.draft(items: ["D1"]))
            let wide = try await bench.plan(.joint, by: province)
            let both = try Bench.draft(items: ["D1"], regions: ["230102", "230103"])
            let outside = await refusal { _ = try await planning.add(province, plan: wide, both) }
            #expect(outside?.code == "plan.item.local")
            #expect(outside?.clause == "2.2.2")
            _ = try await planning.add(province, plan: wide, try Bench.draft(items: ["D1"]))
        }
    }

    @Test(
        "2.2.2 proposals are declined with reasons, taken back, and seen by whom they concern",
        arguments: DatabaseKind.allCases)
    func outcomes(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let house = try bench.house("2026-02-01")
            let proposing = Proposing(house)
            let county = try Bench.planner(), neighbour = try Bench.neighbour(), province = try Bench.province()
            let first = try Self.id(try await proposing.propose(Self.draft(), by: county, submission: nil))
            let second = try Self.id(
                try await proposing.propose(
                    Self.draft(.adjustment, kind: .retire, target: "G1"), by: county, submission: nil))
            #expect(await refusal { _ = try await proposing.dossier(neighbour, first) }?.kind == .notFound)
            #expect(try await proposing.list(neighbour, state: nil, slice: Slice()).total == 0)
            #expect(try await proposing.list(province, state: .open, slice: Slice()).total == 2)
            #expect(
                await refusal { try await proposing.decline(first, " ", by: province, submission: nil) }?.fields.keys
                    .contains("reason") == true)
            let administrator = try Bench.actor(2, "230102", [.administrator])
            #expect(
                await refusal { try await proposing.decline(first, "不", by: administrator, submission: nil) }?.code
                    == "catalogue.province")
            try await proposing.decline(first, "不属于随机抽查", by: province, submission: nil)
            #expect(try await proposing.dossier(county, first).proposal.answer == "不属于随机抽查")
            #expect(
                await refusal { try await proposing.remark(first, "再议", by: county, submission: nil) }?.code
                    == "proposal.closed")
            #expect(
                await refusal { try await proposing.withdraw(second, "误报", by: neighbour, submission: nil) }?.kind
                    == .notFound)
            try await proposing.withdraw(second, "误报", by: county, submission: nil)
            #expect(try await proposing.dossier(county, second).proposal.state == .withdrawn)
            // Accepting a proposal to retire retires the item in the same step.
            let third = try Self.id(
                try await proposing.propose(
                    Self.draft(.adjustment, kind: .retire, target: "G2"), by: county, submission: nil))
            _ = try await CatalogueKeeping(house).retire(
                "G2", notice: try Bench.notice("2026-02-01"), base: 1, by: province, submission: nil,
                answering: .init(proposal: third, text: "同意"))
            #expect(try await proposing.dossier(county, third).proposal.state == .accepted)
            for bad in [
                Self.draft(basis: ""), Self.draft(list: .key), Self.draft(.adjustment, kind: .revise),
            ] {
                #expect(
                    await refusal { _ = try await proposing.propose(bad, by: county, submission: nil) }?.kind
                        == .invalid)
            }
            let foreign = Self.draft(.adjustment, kind: .retire, target: "L1")
            #expect(
                await refusal { _ = try await proposing.propose(foreign, by: county, submission: nil) }?.kind
                    == .notFound)
            #expect(
                await refusal { _ = try await proposing.propose(Self.draft(), by: province, submission: nil) }?.clause
                    == "2.2.2")
        }
    }

    @Test(
        "3.6.5 a lawful check outside both lists is recorded and becomes a proposal once; no name enters the log",
        arguments: DatabaseKind.allCases)
    func offlist(_ kind: DatabaseKind) async throws {
        try await Bench.with(kind) { bench async throws in
            let house = try bench.house("2026-02-01")
            let proposing = Proposing(house)
            let county = try Bench.planner(), neighbour = try Bench.neighbour()
            func check(_ day: String = "2026-01-30", basis: String = "某法第九条") throws -> OfflistCheck.Draft {
                OfflistCheck.Draft(
                    inspectedOn: try Bench.day(day), subjectName: "虚构的游泳馆", subjectIdentifier: "", matter: "电子秤",
                    basis: basis, cause: "举报", outcome: "已改正")
            }
            for bad in [try check("2026-02-02"), try check(basis: "")] {
                let problem = await refusal { try await proposing.record(bad, by: county, submission: nil) }
                #expect(problem?.clause == "3.6.5")
            }
            try await proposing.record(try check(), by: county, submission: nil)
            let open = try await proposing.checks(county, open: true, slice: Slice()).rows
            let id = try #require(open.first?.id)
            #expect(try await proposing.checks(neighbour, open: false, slice: Slice()).total == 0)
            let draft = Self.draft(.gap, list: .key, checks: [id])
            #expect(
                await refusal { _ = try await proposing.propose(draft, by: neighbour, submission: nil) }?.kind
                    == .notFound)
            let made = try Self.id(try await proposing.propose(draft, by: county, submission: nil))
            #expect(
                await refusal { _ = try await proposing.propose(draft, by: county, submission: nil) }?.code
                    == "offlist.proposed")
            #expect(try await proposing.checks(county, open: true, slice: Slice()).total == 0)
            let dossier = try await proposing.dossier(county, made)
            #expect(dossier.checks.map(\.id) == [id])
            #expect(dossier.proposal.ground.clause == "3.6.5")
            let log = try await SQLStorage(bench.database).read { stores in
                try stores.ledger.entries(from: 0, count: Int(try stores.ledger.size()))
            }
            let text = log.map { String(decoding: $0, as: UTF8.self) }.joined()
            #expect(text.contains("offlist.record"))
            #expect(!text.contains("游泳馆"))
            #expect(!text.contains("清单没有"))
        }
    }
}

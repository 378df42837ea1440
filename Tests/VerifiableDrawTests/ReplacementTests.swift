import Foundation
import Testing

@testable import VerifiableDraw

/// Replacements (docs/draw-spec.md, 12): what the house does is accepted, what it must not do is refused for its reason.
@Suite struct ReplacementTests {
    /// How a replacement is made; each member can be spoilt consistently, so that only the rule itself can find it.
    struct Making: Sendable {
        var leaving: [Int] = [0]
        var plan: String?
        var server = String(repeating: "d", count: 64)
        var opened: String?
        var seed: String?
        var officers: @Sendable ([AssignmentProblem.Officer]) -> [AssignmentProblem.Officer] = { $0 }
        var pools: @Sendable ([String: [String]]) -> [String: [String]] = { $0 }
        var recused: @Sendable ([String]) -> [String] = { $0 }
        var assigned: @Sendable ([String]) -> [String] = { $0 }
        /// Who can no longer serve, by place in the frozen list.
        var absent: Set<Int> = []
    }

    static let approver = String(repeating: "e", count: 64)

    /// Adds a vacancy of an inspection and, unless `open`, its replacement.
    static func replace(
        _ record: inout CeremonyRecord, inspection: String, open: Bool = false, _ making: Making = Making()
    ) throws {
        let standing = try #require(try Standing(record))
        let steps = try CeremonySteps(record)
        let frozen = try #require(record.matching).officers
        let team = try #require(standing.team(inspection))
        let leaving = making.leaving.map { team[$0] }
        let vacancy = CeremonyEntry.vacancy(
            VacancyEntry(
                plan: steps.planLeaf, time: time(record), inspection: inspection, officers: leaving,
                reason: .illness,
                commitment: try SubSeed.commitment(
                    plan: making.plan ?? steps.planLeaf, inspection: inspection, value: making.server)))
        let at = append(try vacancy.bytes(), &record)
        guard !open else {
            record.replacements = (record.replacements ?? []) + [ReplacementRecord(vacancy: at)]
            return
        }
        let opened = making.opened ?? making.server
        let seed =
            try making.seed
            ?? SubSeed.hex(
                seed: try #require(steps.draw).entry.seed, vacancy: vacancy.leaf(), server: opened, approver: approver)
        let absent = Set(making.absent.map { frozen[$0].id })
        let clean = try standing.problem(inspection, leaving: leaving, seed: seed) { !absent.contains($0) }
        let inspections = clean.inspections.map {
            AssignmentProblem.Inspection(id: $0.id, slots: $0.slots, recused: making.recused($0.recused ?? []))
        }
        let problem = AssignmentProblem(
            seed: seed, officers: making.officers(clean.officers), pools: making.pools(clean.pools),
            inspections: inspections)
        guard case .assigned(let assigned) = try Assignment.solve(problem) else {
            throw DrawRefusal(.problemFormat, "空")
        }
        let matching = MatchingRecord(
            officers: problem.officers, pools: problem.pools, inspections: problem.inspections,
            assignment: assigned.map { AssignedInspection(id: $0.id, officers: making.assigned($0.officers)) })
        let entry = ReplacementEntry(
            plan: steps.planLeaf, time: time(record), vacancy: try vacancy.leaf(), server: opened,
            approver: approver, seed: seed, matching: matching)
        let filled = append(try CeremonyEntry.replacement(entry).bytes(), &record)
        record.replacements =
            (record.replacements ?? []) + [ReplacementRecord(vacancy: at, replacement: (filled, matching))]
    }

    /// Later with every entry.
    private static func time(_ record: CeremonyRecord) -> String { "2026-03-02T01:00:\(30 + record.entries.count)Z" }

    private static func append(_ bytes: [UInt8], _ record: inout CeremonyRecord) -> Int {
        let index = (record.entries.last?.index ?? 0) + 1
        record.entries.append(.init(index: index, bytes: bytes))
        return index
    }

    private static func drawn() throws -> (record: CeremonyRecord, population: Population, ids: [String]) {
        let fixture = CeremonyFixture()
        let record = try fixture.record()
        return (record, try fixture.population(), try #require(record.matching).inspections.map(\.id))
    }

    @Test("3.5.2 replacements in a row, an open vacancy among them, are verified, and read back") func accepted() throws
    {
        var (record, population, ids) = try Self.drawn()
        try Self.replace(&record, inspection: ids[0])
        try Self.replace(&record, inspection: ids[1], open: true)
        try Self.replace(&record, inspection: ids[0], Making(leaving: [1]))
        try Self.replace(&record, inspection: ids[2], Making(leaving: [0, 1], absent: [2]))
        record = try CeremonyRecord(json: try record.json())
        let report = CeremonyVerifier.verify(record: record, population: population)
        #expect(report.firstFailure == nil)
        let check = try #require(report.checks.first { $0.title == "换人按规则随机递补" })
        #expect(check.detail == "3次换人，换下4人次，另有1次申请没有换人")
        // Nobody who left an inspection came back to it, and nobody sits in it twice.
        let standing = try #require(try Standing(record))
        let first = try #require(record.matching?.assignment.first { $0.id == ids[0] }).officers
        let now = try #require(standing.team(ids[0]))
        #expect(Set(now).count == 2 && Set(now).isDisjoint(with: first))
    }

    @Test("the sub-seed is what the specification says") func subSeed() throws {
        let seed = String(repeating: "1", count: 64), leaf = String(repeating: "2", count: 64)
        let server = String(repeating: "d", count: 64)
        // printf 'vdraw-subseed/v1\nseed 11…\nvacancy 22…\nserver dd…\napprover ee…\n' | sha256sum
        #expect(
            try SubSeed.hex(seed: seed, vacancy: leaf, server: server, approver: Self.approver)
                == "430b45169d44d1031fdb9e141f4ed1d86ea13a9d1acdb6c295e54ff740adb29f")
        // printf 'vdraw-vacancy/v1\n22…\nABC\ndd…\n' | sha256sum
        #expect(
            try SubSeed.commitment(plan: leaf, inspection: "ABC", value: server)
                == "a3ae2f13f0e939e5e50e7769c10754c3ff954099af3e0b27aade9e7e1bc4a93b")
        #expect(throws: DrawRefusal.self) { try SubSeed.commitment(plan: leaf, inspection: "A B", value: server) }
        #expect(throws: DrawRefusal.self) {
            try SubSeed.hex(seed: seed, vacancy: leaf, server: "DD", approver: Self.approver)
        }
    }

    struct Spoilt: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: String
        let making: Making
    }

    static let spoilt: [Spoilt] = [
        Spoilt(
            testDescription: "the server opens another value than it sealed", reason: "封存的不符",
            making: Making(opened: String(repeating: "c", count: 64))),
        Spoilt(
            testDescription: "the commitment belongs to another ceremony", reason: "封存的不符",
            making: Making(plan: String(repeating: "9", count: 64))),
        Spoilt(
            testDescription: "a sub-seed of one's own", reason: "子种子不是",
            making: Making(seed: String(repeating: "f", count: 64))),
        Spoilt(
            testDescription: "somebody is made to look busy", reason: "已有任务数或剩余上限",
            making: Making(officers: {
                $0.enumerated().map {
                    AssignmentProblem.Officer(id: $1.id, cap: $1.cap, base: ($1.base ?? 0) + ($0 == 0 ? 50 : 0))
                }
            })),
        Spoilt(
            testDescription: "a cap is raised", reason: "已有任务数或剩余上限",
            making: Making(officers: {
                $0.map {
                    AssignmentProblem.Officer(id: $0.id, cap: ($0.cap ?? 0) + 5, base: $0.base)
                }
            })),
        Spoilt(
            testDescription: "somebody who was not frozen comes in", reason: "不在冻结的人员名单内",
            making: Making(
                officers: { $0 + [AssignmentProblem.Officer(id: "ABCDEF0123456789ABCD", cap: 9, base: 0)] },
                pools: { $0.mapValues { $0 + ["ABCDEF0123456789ABCD"] } })),
        Spoilt(
            testDescription: "a recused officer is let in", reason: "岗位或回避人员",
            making: Making(recused: { Array($0.dropFirst()) })),
        Spoilt(
            testDescription: "an able officer is kept out as recused", reason: "岗位或回避人员",
            making: Making(recused: { $0 + ["ABCDEF0123456789ABCD"] })),
        Spoilt(
            testDescription: "a pool is thinned while its officers are still listed", reason: "人员名单与人员池不一致",
            making: Making(pools: { $0.mapValues { Array($0.dropLast(1)) } })),
        Spoilt(
            testDescription: "the wrong one comes in", reason: "接替的人员与重新计算不符",
            making: Making(assigned: { $0.map { _ in "0123456789ABCDEF0123" } })),
    ]

    @Test("3.5.2 a replacement that was tampered with is refused for its reason", arguments: spoilt)
    func refused(_ spoilt: Spoilt) throws {
        var (record, population, ids) = try Self.drawn()
        try Self.replace(&record, inspection: ids[0])
        #expect(CeremonyVerifier.verify(record: record, population: population).passed)
        try Self.replace(&record, inspection: ids[3], spoilt.making)
        let failure = try #require(CeremonyVerifier.verify(record: record, population: population).firstFailure)
        #expect(failure.detail.contains(spoilt.reason), "\(failure.detail)")
    }

    @Test("a record that hides, doubles or invents replacements is refused") func hidden() throws {
        let (clean, population, ids) = try Self.drawn()
        var record = clean
        try Self.replace(&record, inspection: ids[0])
        try Self.replace(&record, inspection: ids[1], open: true)
        func reason(_ change: (inout CeremonyRecord) throws -> Void) rethrows -> String {
            var changed = record
            try change(&changed)
            return CeremonyVerifier.verify(record: changed, population: population).firstFailure?.detail ?? ""
        }
        #expect(try reason { $0.replacements = nil }.contains("空缺没有公布"))
        #expect(try reason { $0.replacements = [$0.replacements?.last].compactMap { $0 } }.contains("空缺没有公布"))
        #expect(try reason { $0.replacements = ($0.replacements ?? []).reversed() }.contains("日志顺序"))
        #expect(try reason { $0.replacements?.append(ReplacementRecord(vacancy: 3)) }.contains("日志顺序"))
        #expect(try reason { $0.replacements?.append(ReplacementRecord(vacancy: 9_999)) }.contains("不是空缺条目"))
        #expect(
            try reason {
                $0.replacements = ($0.replacements ?? []).map { ReplacementRecord(vacancy: $0.vacancy) }
            }.contains("没有公布这次换人的结果"))
        // A replacement logged twice for one vacancy, and one before the draw.
        var twice = record
        let last = try #require(record.entries.first { $0.index == record.replacements?.first?.replacement })
        twice.entries.append(.init(index: last.index + 100, bytes: try #require(last.bytes)))
        let fault = CeremonyVerifier.verify(record: twice, population: population).firstFailure
        #expect(fault?.detail.contains("换了两次人") == true || fault?.detail.contains("早于上一条") == true)
        var early = clean
        let vacancy = try #require(record.entries.first { $0.index == record.replacements?.first?.vacancy })
        early.entries.insert(.init(index: 104, bytes: try #require(vacancy.bytes)), at: 5)
        #expect(CeremonyVerifier.verify(record: early, population: population).passed == false)
    }

    @Test("a vacancy names somebody of the inspection, or it cannot be filled") func strangers() throws {
        let (record, _, ids) = try Self.drawn()
        let standing = try #require(try Standing(record))
        let stranger = try #require(record.matching?.officers.first { standing.team(ids[0])?.contains($0.id) == false })
        #expect(throws: DrawRefusal.self) { try standing.vacatedSlots(ids[0], leaving: [stranger.id]) }
        #expect(throws: DrawRefusal.self) { try standing.vacatedSlots("nothing", leaving: []) }
    }
}

import Testing

@testable import VerifiableDraw

/// What the server itself is refused while it builds a ceremony, and a verifier would refuse afterwards.
@Suite struct CeremonyRuleTests {
    /// The reason for which a ceremony with a changed step gets no seed.
    private func reason(_ change: @escaping (inout CeremonyEntry) -> Void) throws -> String? {
        do {
            _ = try CeremonyFixture(change: change).record()
            return nil
        } catch let refusal as DrawRefusal {
            return refusal.reason
        }
    }

    private func plan(
        parties: [String] = ["drawer", "supervisor", "business"],
        sources: [String] = ["dice:hall", "drand-quicknet:123456"],
        commitBy: String = "2026-03-01T01:00:00Z", revealBy: String = "2026-03-01T01:30:00Z"
    ) throws -> String? {
        try reason { entry in
            guard case .plan(let old) = entry else { return }
            entry = .plan(
                PlanEntry(
                    ceremony: old.ceremony, time: old.time, campaigns: old.campaigns,
                    parties: parties.map { .init(id: $0, role: "") }, sources: sources, commitBy: commitBy,
                    revealBy: revealBy))
        }
    }

    @Test func plansMustBeSound() throws {
        #expect(try plan() == nil)
        #expect(try plan(parties: ["drawer"])?.contains("少于两方") == true)
        #expect(try plan(parties: ["drawer", "drawer", "business"])?.contains("参与方重复") == true)
        #expect(try plan(parties: ["drawer", "监督", "business"])?.contains("编号的格式不对") == true)
        #expect(try plan(parties: ["drawer", "supervisor"])?.contains("不是计划中的参与方") == true)
        #expect(try plan(sources: ["dice:hall", "dice:hall"])?.contains("公开来源重复") == true)
        #expect(try plan(sources: ["drand-quicknet:"])?.contains("轮次") == true)
        #expect(try plan(sources: ["dice:hall"])?.contains("不在计划中") == true)
        #expect(try plan(revealBy: "2026-03-01T00:59:00Z")?.contains("早于封存") == true)
        #expect(try plan(revealBy: "2026-3-1 01:30")?.contains("时间格式不对") == true)
        #expect(try plan(revealBy: "2026-13-01T01:30:00Z")?.contains("时间格式不对") == true)
        #expect(try plan(commitBy: "2026-03-01T00:19:59Z")?.contains("逾期封存") == true)
        #expect(try plan(revealBy: "2026-03-01T01:09:59Z")?.contains("逾期公开") == true)
    }

    @Test func nobodyRevealsAfterAPublicValueIsKnown() throws {
        var record = try CeremonyFixture().record()
        // The public value of the dice (place 8) trades places with the last reveal (place 7).
        let (reveal, dice) = (record.entries[7], record.entries[8])
        func at(_ time: String, _ logged: CeremonyRecord.LoggedEntry) throws -> [UInt8] {
            switch try CeremonyEntry(bytes: logged.bytes ?? []) {
            case .reveal(let old):
                try CeremonyEntry.reveal(.init(plan: old.plan, time: time, party: old.party, value: old.value)).bytes()
            case .publicValue(let old):
                try CeremonyEntry.publicValue(
                    .init(plan: old.plan, time: time, value: PublicValue(source: old.source, value: old.value))
                ).bytes()
            default: []
            }
        }
        record.entries[7] = .init(index: reveal.index, bytes: try at("2026-03-01T01:11:00Z", dice))
        record.entries[8] = .init(index: dice.index, bytes: try at("2026-03-01T01:12:00Z", reveal))
        let report = CeremonyVerifier.verify(record: record, population: try CeremonyFixture().population())
        let failures = report.checks.filter { $0.state == .failed }
        #expect(failures.contains { $0.detail.contains("已知之后才公开") }, "\(failures)")
    }

    @Test func nobodyHasTwoTries() throws {
        var record = try CeremonyFixture().record()
        let second = record.entries[8]
        record.entries[9] = .init(index: record.entries[9].index, bytes: second.bytes ?? [])
        let report = CeremonyVerifier.verify(record: record, population: try CeremonyFixture().population())
        #expect(report.checks.contains { $0.state == .failed && $0.detail.contains("有两个值") })

        var twice = try CeremonyFixture().record()
        twice.entries[7] = .init(index: twice.entries[7].index, bytes: twice.entries[6].bytes ?? [])
        let other = CeremonyVerifier.verify(record: twice, population: try CeremonyFixture().population())
        #expect(other.checks.contains { $0.state == .failed && $0.detail.contains("公开了两次") })
    }

    @Test(arguments: [
        ("2026-03-01T01:30:00Z", true), ("2026-03-01T24:30:00Z", false), ("2026-03-01T01:60:00Z", false),
        ("2026-00-01T01:30:00Z", false), ("2026-03-32T01:30:00Z", false), ("2026-03-01 01:30:00Z", false),
        ("2026-03-01T01:30:00", false), ("2026-03-01T01:30:00+", false), ("", false), ("２026-03-01T01:30:00Z", false),
    ])
    func times(text: String, valid: Bool) {
        #expect(CeremonyTime.isValid(text) == valid)
    }
}

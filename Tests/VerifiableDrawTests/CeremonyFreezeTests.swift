import Testing

@testable import VerifiableDraw

/// Freeze entries that were logged, but are not true.
@Suite struct CeremonyFreezeTests {
    /// A freeze whose numbers do not follow from its own quota or population, though logged so.
    @Test(arguments: ["take", "count", "name", "campaign", "policy", "subjects"]) func aFreezeThatContradictsItself(
        what: String
    )
        throws
    {
        var fixture = CeremonyFixture()
        fixture.change = { entry in
            guard case .freeze(let old) = entry else { return }
            var strata = old.strata
            let changed: FreezeEntry.Stratum?
            switch what {
            case "take": changed = try? .init(name: "c1:s1", count: 40, quota: .fixed(5))
            case "count": changed = try? .init(name: "c1:s1", count: 39, quota: .basisPoints(1000))
            case "name": changed = try? .init(name: "c1:s0", count: 0, quota: .basisPoints(1000))
            case "campaign": changed = try? .init(name: "c9:s1", count: 0, quota: .basisPoints(1000))
            default: changed = strata[0]
            }
            if let changed { strata[0] = changed }
            entry = .freeze(
                FreezeEntry(
                    plan: old.plan, time: old.time, root: old.root, count: old.count, strata: strata,
                    policy: old.policy, exclusions: old.exclusions, subjects: what == "subjects" ? 59 : old.subjects,
                    slips: old.slips, lotKey: old.lotKey, slipKey: old.slipKey, inspectorKey: old.inspectorKey,
                    officers: old.officers))
        }
        let record = try fixture.record()
        var bytes = record.entries[1].bytes ?? []
        var text = String(decoding: bytes, as: UTF8.self)
        if what == "take" {
            text = text.replacing(#""fixed":5,"name":"c1:s1","take":5"#, with: #""fixed":5,"name":"c1:s1","take":4"#)
        }
        if what == "policy" { text = text.replacing(#""value":"2000""#, with: #""value":"2500""#) }
        bytes = Array(text.utf8)
        var changed = record
        changed.entries[1] = .init(index: record.entries[1].index, bytes: bytes)
        let report = CeremonyVerifier.verify(record: changed, population: try fixture.population())
        let reason =
            [
                "take": "应抽5户", "count": "有40户", "name": "没有列入冻结条目", "campaign": "不属于计划中的任务", "policy": "政策取值",
                "subjects": "冻结时记为59户",
            ][what]
            ?? "?"
        #expect(report.firstFailure?.detail.contains(reason) == true, "\(report.checks)")
    }
}

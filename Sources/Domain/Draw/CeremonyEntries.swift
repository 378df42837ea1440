import VerifiableDraw

/// The protocol's log entries, made from the house's own types. Their bytes are fixed by `CeremonyEntry`
/// (docs/draw-spec.md).
enum CeremonyEntries {
    /// `c1`, `c2` … : a campaign in its ceremony; strata begin with it.
    static func campaignID(_ ordinal: Int) -> String { "c\(ordinal)" }

    /// UTC to the second, as the entries spell it.
    static func time(_ moment: Moment) -> String { String(moment.description.prefix(19)) + "Z" }

    static func plan(_ ceremony: NewCeremony, campaigns: [Campaign], after: String?) throws -> [UInt8] {
        let entry = PlanEntry(
            ceremony: ceremony.code, time: time(ceremony.createdAt),
            campaigns: campaigns.enumerated().map {
                PlanEntry.Campaign(id: campaignID($0.offset + 1), title: "\($0.element.number) \($0.element.title)")
            },
            parties: ceremony.parties.map { PlanEntry.Party(id: $0.id, role: $0.title) },
            sources: ceremony.sources, commitBy: time(ceremony.commitDeadline), revealBy: time(ceremony.revealDeadline),
            after: after)
        if let fault = entry.fault { throw Problem(.invalid, "draw.plan", "摇号方案有误：\(fault)。") }
        return try CeremonyEntry.plan(entry).bytes()
    }

    static func freeze(
        plan: String, at: Moment, frozen: Frozen, root: String, slips: (count: Int, root: String), lotKey: LotKey,
        slipKey: SlipKey, inspectorKey: LotKey, staffing: FrozenStaffing, policy: [FreezeEntry.PolicyValue]
    ) throws -> [UInt8] {
        try CeremonyEntry.freeze(
            FreezeEntry(
                plan: plan, time: time(at), root: root, count: frozen.population.count,
                strata: frozen.strata.map {
                    try FreezeEntry.Stratum(name: $0.name, count: $0.population, quota: $0.measure)
                },
                policy: policy,
                exclusions: frozen.exclusions.map { FreezeEntry.Exclusion(reason: $0.reason, count: $0.count) },
                subjects: slips.count, slips: slips.root, lotKey: lotKey.commitment, slipKey: slipKey.commitment,
                inspectorKey: inspectorKey.commitment,
                officers: Digest.sha256Hex(staffing.text))
        ).bytes()
    }

    static func commit(plan: String, at: Moment, party: String, commitment: String) throws -> [UInt8] {
        try CeremonyEntry.commit(
            CommitEntry(plan: plan, time: time(at), party: party, commitment: commitment)
        ).bytes()
    }

    static func reveal(plan: String, at: Moment, party: String, value: String) throws -> [UInt8] {
        try CeremonyEntry.reveal(RevealEntry(plan: plan, time: time(at), party: party, value: value)).bytes()
    }

    static func publicValue(plan: String, at: Moment, value: PublicValue) throws -> [UInt8] {
        try CeremonyEntry.publicValue(PublicValueEntry(plan: plan, time: time(at), value: value)).bytes()
    }

    static func draw(
        plan: String, at: Moment, seed: DrawSeed, strata: [CeremonyRecord.Stratum], slips: [CeremonyRecord.CalledSlip],
        matching: MatchingRecord
    ) throws -> [UInt8] {
        try CeremonyEntry.draw(
            DrawEntry(
                plan: plan, time: time(at), seed: seed.hex,
                selection: Digest.sha256Hex(CeremonyRecord.selectionText(strata)),
                slips: Digest.sha256Hex(CeremonyRecord.slipsText(slips)),
                inspections: Digest.sha256Hex(MatchingRecord.inspectionsText(matching.inspections)),
                assignment: Digest.sha256Hex(MatchingRecord.assignmentText(matching.assignment)))
        ).bytes()
    }

    static func vacancy(
        plan: String, at: Moment, inspection: String, officers: [String], reason: Vacancy.Reason, value: String
    ) throws -> [UInt8] {
        let commitment = try SubSeed.commitment(plan: plan, inspection: inspection, value: value)
        let entry = VacancyEntry(
            plan: plan, time: time(at), inspection: inspection, officers: officers,
            reason: VacancyEntry.Reason(rawValue: reason.rawValue) ?? .other, commitment: commitment)
        return try CeremonyEntry.vacancy(entry).bytes()
    }

    static func abort(plan: String, at: Moment, reason: String) throws -> [UInt8] {
        try CeremonyEntry.abort(AbortEntry(plan: plan, time: time(at), reason: reason)).bytes()
    }
}

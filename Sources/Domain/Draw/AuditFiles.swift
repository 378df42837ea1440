import VerifiableDraw

extension AuditFiles {
    /// Makes the package from the rows, and checks it: the package itself as outsiders will (`AuditVerifier`), then the registry.
    init(_ ceremony: Ceremony, _ stores: any Stores, _ checkpoints: Checkpoints) throws {
        let secrets = try stores.draws.secrets(ceremony: ceremony.id)
        guard let shown = try stores.publication.publicCeremony(code: ceremony.code), let lot = secrets.lotKey,
            let slip = secrets.slipKey
        else {
            throw Problem(
                .refused, "draw.audit-none", "这场摇号是在启用签条之前冻结的，不能用这个办法核对。", clause: "3.5.4")
        }
        let names = try FrozenRegistry(ceremony, stores)
        let package = AuditPackage(
            keys: AuditPackage.Keys(lot: lot, slip: slip, inspector: secrets.inspectorLotKey),
            subjects: names.subjectsTable(), excluded: names.excludedTable(),
            inspectors: AuditPackage.table(
                try (stores.draws.staffing(ceremony: ceremony.id)?.officers ?? []).compactMap {
                    try stores.registry.inspector(id: $0.inspector)?.code
                }))

        var population: [UInt8] = []
        var ordinal = 0
        while let piece = try stores.publication.populationPiece(code: ceremony.code, ordinal: ordinal) {
            population += piece
            ordinal += 1
        }
        var findings: [AuditFinding] = []
        do {
            let record = try CeremonyRecord(json: Array(shown.record.utf8))
            let published = try population.withUnsafeBytes { try Population(utf8: $0) }
            findings += CeremonyVerifier.verify(record: record, population: published).checks
                .filter { $0.state == .failed }.map(AuditFinding.init)
            findings += AuditVerifier.verify(package, record: record, population: published).checks
                .map(AuditFinding.init)
        } catch let refusal as DrawRefusal {
            findings.append(AuditFinding(title: "公布的文件可读", state: .failed, detail: refusal.reason))
        }
        findings += try RegistryComparison(names, ceremony, stores).findings

        let audit: [(name: String, bytes: [UInt8])] = [
            ("audit/excluded.tsv", package.excluded), ("audit/inspectors.tsv", package.inspectors),
            ("audit/keys.json", try package.keys.json()), ("audit/subjects.tsv", package.subjects),
        ]
        var files: [(name: String, bytes: [UInt8])] = [
            ("ceremony.json", Array(shown.record.utf8)), ("log.vkey", Array((checkpoints.vkey + "\n").utf8)),
            ("population.txt", population),
        ]
        try stores.publication.forEachSlipProof(code: ceremony.code) { slip, proof in
            files.append(("slips/\(slip).json", Array(proof.utf8)))
        }
        self.files = files + audit
        self.findings = findings
        digest = Digest.sha256Hex(audit.map { "\($0.name) \(Digest.sha256Hex($0.bytes))\n" }.joined())
    }
}

/// Who stood in the population and who was left out, by the registry's own numbers, with the identifiers of today.
struct FrozenRegistry {
    /// For each campaign (by place in the ceremony): stratum of every subject, as an index into `strata` plus one; 0 for none,
    /// `left` for who was left out.
    private(set) var places: [[UInt16]] = []
    private(set) var strata: [String] = []
    private var identifiers: [Int32: String] = [:]
    private var excluded: [Excluded] = []
    private let campaigns: [Int64]
    static let left = UInt16.max

    init(_ ceremony: Ceremony, _ stores: any Stores) throws {
        campaigns = ceremony.campaigns
        places = campaigns.map { _ in [] }
        var index: [String: UInt16] = [:]
        var lines: [(campaign: Int, place: UInt16)] = []
        try stores.draws.forEachPiece(ceremony: ceremony.id) { piece in
            let subjects = SubjectBytes.unpack(piece.subjectIDs)
            let rows = piece.lines.split(separator: 0x0A)
            guard rows.count == subjects.count else { throw FrozenRegistry.broken }
            for (row, subject) in zip(rows, subjects) {
                let name = String(decoding: row.prefix { $0 != 0x09 }, as: UTF8.self)
                if index[name] == nil {
                    guard let campaign = Int(name.dropFirst().prefix { $0 != ":" }),
                        campaigns.indices.contains(campaign - 1),
                        let place = UInt16(exactly: strata.count + 1), place < FrozenRegistry.left
                    else { throw FrozenRegistry.broken }
                    strata.append(name)
                    lines.append((campaign - 1, place))
                    index[name] = place
                }
                guard let place = index[name] else { throw FrozenRegistry.broken }
                put(place, subject, lines[Int(place) - 1].campaign)
            }
        }
        try stores.draws.forEachExcluded(ceremony: ceremony.id) { some in
            excluded.append(some)
            guard let campaign = campaigns.firstIndex(of: some.campaign) else { return }
            for subject in some.subjects { put(FrozenRegistry.left, subject, campaign) }
        }
        let known = places
        var found: [Int32: String] = [:]
        try stores.registry.forEachIdentifier { id, identifier in
            guard let subject = Int32(exactly: id) else { return }
            if known.contains(where: { subject >= 0 && $0.indices.contains(Int(subject)) && $0[Int(subject)] != 0 }) {
                found[subject] = identifier
            }
        }
        identifiers = found
    }

    private mutating func put(_ place: UInt16, _ subject: Int32, _ campaign: Int) {
        guard let at = Int(exactly: subject), at >= 0 else { return }
        if at >= places[campaign].count {
            places[campaign] += [UInt16](
                repeating: 0, count: max(at + 1 - places[campaign].count, places[campaign].count))
        }
        places[campaign][at] = place
    }

    private static let broken = Problem(.refused, "draw.audit-rows", "保存的名单与对象编号对不上，可能被人改动。", clause: "3.5.4")

    /// The stratum of a subject in a campaign: its name; nil where it stands in none and was not left out either.
    func stratum(of subject: Int64, campaign: Int) -> (name: String?, left: Bool)? {
        guard let at = Int(exactly: subject), places[campaign].indices.contains(at) else { return nil }
        switch places[campaign][at] {
        case 0: return nil
        case FrozenRegistry.left: return (nil, true)
        case let place: return (strata[Int(place) - 1], false)
        }
    }

    /// Subjects that the registry no longer has are not in the table; the verifier finds the gap.
    func subjectsTable() -> [UInt8] {
        var rows: [String] = []
        for campaign in places {
            for (subject, place) in campaign.enumerated() where place != 0 && place != FrozenRegistry.left {
                guard let identifier = identifiers[Int32(truncatingIfNeeded: subject)] else { continue }
                rows.append(identifier + "\t" + strata[Int(place) - 1])
            }
        }
        return AuditPackage.table(rows)
    }

    func excludedTable() -> [UInt8] {
        AuditPackage.table(
            excluded.flatMap { some in
                let campaign = CeremonyEntries.campaignID((campaigns.firstIndex(of: some.campaign) ?? 0) + 1)
                return some.subjects.compactMap { subject in
                    identifiers[subject].map { "\($0)\t\(campaign)\t\(some.reason)" }
                }
            })
    }
}

import VerifiableDraw

/// Collects the population of a ceremony: streams candidates, turns identifiers into lots, keeps who is behind a lot.
///
/// Twenty bytes a line: 3.2 million lines take some 70 MB here and as much again while they are sorted.
struct Freezing {
    /// Identifiers turned into lots at a time, on all cores.
    private static let batch = 65_536

    private let key: LotKey
    private var builder = PopulationBuilder()
    /// Index in the builder by campaign and class.
    private var strata: [(name: String, campaign: Campaign, quota: Campaign.Quota)] = []
    private var lots: [[Lot]] = []
    private var subjects: [[Int32]] = []
    private var exclusions: [String: Int] = [:]

    init(key: LotKey) { self.key = key }

    /// Takes in one campaign's candidates.
    mutating func add(
        _ campaign: Campaign, ordinal: Int, items: [Item], rules: RepeatRules, stores: any Stores, on day: Day
    ) throws {
        let first = strata.count
        // Numbered by a secret order, so that the number of a stratum does not tell its class.
        let quotas = campaign.quotas.filter { $0.basisPoints > 0 }
            .map { (quota: $0, place: key.lot(of: "stratum:\(campaign.number):\($0.risk.rawValue)")) }
            .sorted { $0.place < $1.place }.map(\.quota)
        var index: [RiskClass: Int] = [:]
        for (place, quota) in quotas.enumerated() {
            let name = "c\(ordinal):s\(place + 1)"
            _ = try builder.addStratum(name)
            strata.append((name, campaign, quota))
            lots.append([])
            subjects.append([])
            index[quota.risk] = first + place
        }
        let mayRepeat = campaign.repeatBasis != nil || items.allSatisfy { $0.importance == .key }
        var waiting: [(identifier: String, subject: Int32, stratum: Int)] = []
        waiting.reserveCapacity(Freezing.batch)
        var excluded: [String: Int] = [:]
        var failed: Problem?
        try stores.registry.forEachCandidate(
            regions: campaign.regions, selectors: items.map(\.selector), riskOn: day
        ) { candidate in
            guard let stratum = index[candidate.risk] else {
                excluded["计划没有安排这类主体", default: 0] += 1
                return
            }
            if !mayRepeat, rules.bars(candidate) {
                excluded["本年度已被抽查，依规定不重复抽查", default: 0] += 1
                return
            }
            guard let subject = Int32(exactly: candidate.id) else {
                failed = Problem(.defect, "draw.subject-id", "检查对象编号超出范围。")
                return
            }
            waiting.append((candidate.identifier, subject, stratum))
            if waiting.count == Freezing.batch { take(&waiting) }
        }
        if let failed { throw failed }
        take(&waiting)
        for (reason, count) in excluded { exclusions[reason, default: 0] += count }
    }

    private mutating func take(_ waiting: inout [(identifier: String, subject: Int32, stratum: Int)]) {
        let values = key.values(of: waiting.map(\.identifier))
        for (candidate, lot) in zip(waiting, values) {
            lots[candidate.stratum].append(lot)
            subjects[candidate.stratum].append(candidate.subject)
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// The frozen population with its strata and the secret mapping.
    consuming func finish() throws -> Frozen {
        try checkLots()
        // Sorted once, each lot with its subject: the file's order and the mapping's order come out together.
        var subjectsInOrder: [String: [Int32]] = [:]
        var frozen: [Stratum] = []
        for (index, stratum) in strata.enumerated() {
            let count = lots[index].count
            frozen.append(
                Stratum(
                    name: stratum.name, campaign: stratum.campaign.id, risk: stratum.quota.risk, population: count,
                    basisPoints: stratum.quota.basisPoints,
                    take: try Quota.basisPoints(stratum.quota.basisPoints).count(of: count)))
            var mapped = zip(lots[index], subjects[index]).map { MappedLot(lot: $0, subject: $1) }
            lots[index] = []
            subjects[index] = []
            MappedLot.sort(&mapped)
            for one in mapped { try builder.append(stratum: index, lot: one.lot) }
            subjectsInOrder[stratum.name] = mapped.map(\.subject)
        }
        let population = try builder.finish()
        var ids: [Int32] = []
        ids.reserveCapacity(population.count)
        for stratum in population.strata { ids += subjectsInOrder[stratum.name] ?? [] }
        guard ids.count == population.count else {
            throw Problem(.defect, "draw.mapping", "冻结名单与对象编号的行数不一致。", clause: "3.5.4")
        }
        return Frozen(
            population: population, subjectIDs: ids, strata: frozen,
            exclusions: exclusions.map { (reason: $0.key, count: $0.value) }.sorted { $0.reason < $1.reason })
    }

    /// Two subjects must not share a lot. The chance is about 10⁻¹¹ for a province; then the freeze is simply repeated
    /// with another key.
    private func checkLots() throws {
        guard strata.count > 0 else { return }
        var all: [(lot: Lot, subject: Int32)] = []
        if strata.allSatisfy({ $0.campaign.id == strata[0].campaign.id }) {
            // One campaign: a subject has one class, so a repeated lot is a collision; the builder cannot see it
            // across strata.
            if Lot.firstRepeated(in: lots.flatMap { $0 }) != nil { throw Freezing.collision }
            return
        }
        all.reserveCapacity(lots.reduce(0) { $0 + $1.count })
        for index in strata.indices { all += zip(lots[index], subjects[index]).map { (lot: $0, subject: $1) } }
        all.sort { $0.lot < $1.lot }
        for (left, right) in zip(all, all.dropFirst()) where left.lot == right.lot && left.subject != right.subject {
            throw Freezing.collision
        }
    }

    private static let collision = Problem(
        .conflict, "draw.lot-collision", "两个对象得到了相同的签号，冻结没有生效。", remedy: "请再点一次“冻结名单”。")

    /// The result of a freeze.
    struct Frozen {
        let population: Population
        /// Subject of every line, in the order of the file.
        let subjectIDs: [Int32]
        let strata: [Stratum]
        let exclusions: [(reason: String, count: Int)]

        /// The file with the mapping, in pieces.
        func forEachPiece(_ body: (PopulationPiece) throws -> Void) rethrows {
            var line = 0
            var ordinal = 0
            try population.writeText { buffer in
                let count = buffer.count { $0 == 0x0A }
                var ids: [UInt8] = []
                ids.reserveCapacity(count * 4)
                for id in subjectIDs[line..<line + count] {
                    withUnsafeBytes(of: id.littleEndian) { ids.append(contentsOf: $0) }
                }
                try body(PopulationPiece(ordinal: ordinal, lines: Array(buffer), subjectIDs: ids))
                line += count
                ordinal += 1
            }
        }
    }
}

/// 不得重复抽查 (2.3.10) as the law holds it on the day of the freeze.
struct RepeatRules {
    private let classes: Set<String>
    private let perYear: Int

    init(law: LawBook, on day: Day, in region: RegionCode) throws {
        classes = Set(try law.rule("repeat.low-risk.classes", on: day, in: region).list ?? [])
        perYear = try law.value("repeat.low-risk.per-year", on: day, in: region)
    }

    func bars(_ candidate: Candidate) -> Bool {
        candidate.drawnThisYear >= perYear && classes.contains(candidate.risk.rawValue)
    }
}

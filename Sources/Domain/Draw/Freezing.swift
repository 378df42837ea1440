import VerifiableDraw

/// Collects the population of a ceremony: streams candidates, turns identifiers into lots and slips, keeps who is behind
/// them.
///
/// Twenty bytes a line and 48 a subject: 3.2 million take some 220 MB here, and the lots as much again while they are
/// sorted.
struct Freezing {
    /// Identifiers turned into lots and slips at a time, on all cores.
    private static let batch = 65_536

    /// Classes of a campaign that are drawn at one ratio; 0 where they are not drawn.
    private struct Group {
        let name: String
        let campaign: Campaign
        let classes: [RiskClass]
        let basisPoints: Int
        var counts: [RiskClass: Int] = [:]
    }

    private struct Waiting {
        let identifier: String
        let subject: Int32
        let stratum: Int
    }

    private let key: LotKey
    private let slipKey: SlipKey
    private var builder = PopulationBuilder()
    private var groups: [Group] = []
    private var lots: [[Lot]] = []
    private var subjects: [[Int32]] = []
    private var slips = SlipTreeBuilder()
    private var sealed = SubjectSet()
    private var excluded: [Excluded] = []

    init(key: LotKey, slipKey: SlipKey) {
        self.key = key
        self.slipKey = slipKey
    }

    /// Takes in one campaign's candidates: every one that may be checked, whether or not its class is drawn, so that
    /// being in the population tells no class.
    mutating func add(
        _ campaign: Campaign, ordinal: Int, items: [Item], rules: RepeatRules, stores: any Stores, on day: Day
    ) throws {
        let index = try addStrata(campaign, ordinal: ordinal)
        let mayRepeat = campaign.repeatBasis != nil || items.allSatisfy { $0.importance == .key }
        var waiting: [Waiting] = []
        waiting.reserveCapacity(Freezing.batch)
        var barred: [Int32] = []
        var failed: Problem?
        try stores.registry.forEachCandidate(
            regions: campaign.regions, selectors: items.map(\.selector), riskOn: day
        ) { candidate in
            guard let subject = Int32(exactly: candidate.id), let stratum = index[candidate.risk] else {
                failed = Problem(.defect, "draw.subject-id", "检查对象编号超出范围。")
                return
            }
            if !mayRepeat, rules.bars(candidate) { return barred.append(subject) }
            groups[stratum].counts[candidate.risk, default: 0] += 1
            waiting.append(Waiting(identifier: candidate.identifier, subject: subject, stratum: stratum))
            if waiting.count == Freezing.batch { take(&waiting) }
        }
        if let failed { throw failed }
        take(&waiting)
        try ClassExposure.check(
            campaign,
            Set(index.values).map {
                .init(classes: groups[$0].classes, basisPoints: groups[$0].basisPoints, counts: groups[$0].counts)
            })
        if !barred.isEmpty {
            excluded.append(Excluded(campaign: campaign.id, reason: "本年度已被抽查，依规定不重复抽查", subjects: barred))
        }
    }

    /// One stratum for each ratio, numbered by a secret order, so that the number tells no class.
    /// - Returns: the stratum's index by class.
    private mutating func addStrata(_ campaign: Campaign, ordinal: Int) throws -> [RiskClass: Int] {
        let points = Dictionary(
            campaign.quotas.map { ($0.risk, $0.basisPoints) }, uniquingKeysWith: { first, _ in first })
        let byRatio = Dictionary(grouping: RiskClass.allCases) { points[$0] ?? 0 }
            .map { (points: $0.key, classes: $0.value, place: key.lot(of: "stratum:\(campaign.number):\($0.key)")) }
            .sorted { $0.place < $1.place }
        var index: [RiskClass: Int] = [:]
        for (place, ratio) in byRatio.enumerated() {
            let name = "c\(ordinal):s\(place + 1)"
            _ = try builder.addStratum(name)
            for risk in ratio.classes { index[risk] = groups.count }
            groups.append(
                Group(name: name, campaign: campaign, classes: ratio.classes, basisPoints: ratio.points))
            lots.append([])
            subjects.append([])
        }
        return index
    }

    private mutating func take(_ waiting: inout [Waiting]) {
        let values = key.values(of: waiting.map(\.identifier))
        var fresh: [(identifier: String, subject: Int32)] = []
        for (candidate, lot) in zip(waiting, values) {
            lots[candidate.stratum].append(lot)
            subjects[candidate.stratum].append(candidate.subject)
            if sealed.insert(candidate.subject) { fresh.append((candidate.identifier, candidate.subject)) }
        }
        slips.append(slipKey.leaves(of: fresh))
        waiting.removeAll(keepingCapacity: true)
    }

    /// The slip tree over all subjects, once; what it took of memory is free then.
    mutating func takeSlips() throws -> SlipTree {
        var taken = SlipTreeBuilder()
        swap(&taken, &slips)
        do {
            return try taken.finish()
        } catch {
            throw Freezing.collision
        }
    }

    /// The frozen population with its strata and the secret mapping.
    consuming func finish() throws -> Frozen {
        try checkLots()
        // Sorted once, each lot with its subject: the file's order and the mapping's order come out together.
        var subjectsInOrder: [String: [Int32]] = [:]
        var frozen: [Stratum] = []
        for (index, group) in groups.enumerated() {
            let count = lots[index].count
            let quota: Quota = group.basisPoints > 0 ? .basisPoints(group.basisPoints) : .fixed(0)
            frozen.append(
                Stratum(
                    name: group.name, campaign: group.campaign.id, classes: group.classes, population: count,
                    basisPoints: group.basisPoints, take: try quota.count(of: count)))
            var mapped = zip(lots[index], subjects[index]).map { MappedLot(lot: $0, subject: $1) }
            lots[index] = []
            subjects[index] = []
            MappedLot.sort(&mapped)
            for one in mapped { try builder.append(stratum: index, lot: one.lot) }
            subjectsInOrder[group.name] = mapped.map(\.subject)
        }
        let population = try builder.finish()
        var ids: [Int32] = []
        ids.reserveCapacity(population.count)
        for stratum in population.strata { ids += subjectsInOrder[stratum.name] ?? [] }
        guard ids.count == population.count else {
            throw Problem(.defect, "draw.mapping", "冻结名单与对象编号的行数不一致。", clause: "3.5.4")
        }
        return Frozen(population: population, subjectIDs: ids, strata: frozen, excluded: excluded)
    }

    /// Two subjects must not share a lot. The chance is about 10⁻¹¹ for a province; then the freeze is simply repeated
    /// with another key.
    private func checkLots() throws {
        guard groups.count > 0 else { return }
        if groups.allSatisfy({ $0.campaign.id == groups[0].campaign.id }) {
            // One campaign: a subject has one class, so a repeated lot is a collision; the builder cannot see it
            // across strata.
            if Lot.firstRepeated(in: lots.flatMap { $0 }) != nil { throw Freezing.collision }
            return
        }
        var all: [MappedLot] = []
        all.reserveCapacity(lots.reduce(0) { $0 + $1.count })
        for index in groups.indices {
            all += zip(lots[index], subjects[index]).map { MappedLot(lot: $0, subject: $1) }
        }
        MappedLot.sort(&all)
        for (left, right) in zip(all, all.dropFirst()) where left.lot == right.lot && left.subject != right.subject {
            throw Freezing.collision
        }
    }

    private static let collision = Problem(
        .conflict, "draw.lot-collision", "两个对象得到了相同的签号或签条，冻结没有生效。", remedy: "请再点一次“冻结名单”。")
}

/// Who was left out of a campaign's population, for auditors.
package struct Excluded: Sendable {
    package let campaign: Int64
    package let reason: String
    /// Ascending.
    package let subjects: [Int32]

    package init(campaign: Int64, reason: String, subjects: [Int32]) {
        self.campaign = campaign
        self.reason = reason
        self.subjects = subjects
    }
}

/// Numbers of subjects that were seen, a bit each.
private struct SubjectSet {
    private var words: [UInt64] = []

    /// False when it was there already.
    mutating func insert(_ subject: Int32) -> Bool {
        guard let bit = UInt(exactly: subject) else { return true }
        let place = Int(bit >> 6)
        if place >= words.count {
            words += [UInt64](repeating: 0, count: max(place + 1 - words.count, words.count))
        }
        let mask = UInt64(1) << UInt64(bit & 63)
        guard words[place] & mask == 0 else { return false }
        words[place] |= mask
        return true
    }
}

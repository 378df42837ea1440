import VerifiableDraw

/// Collects the population of a ceremony: reads the candidates, turns identifiers into lots and slips, keeps who is behind
/// them.
///
/// Twenty bytes a line and 48 a subject, besides `Crowds` until all have their lots; the lots as much again while they
/// are sorted.
struct Freezing {
    /// Identifiers turned into lots and slips at a time, on all cores.
    private static let batch = 65_536

    /// Classes of a campaign that are drawn at one ratio, or one of which a number is drawn, of one crowd.
    private struct Group {
        let name: String
        let campaign: Int64
        let classes: [DrawClass]
        /// Nil where they are not drawn.
        let measure: Measure?
    }

    /// Where a subject of a campaign goes.
    private struct Place: Hashable {
        /// The crowd that keeps one lot, or nil for all others.
        let crowd: Reach?
        let drawClass: DrawClass
    }

    private struct Waiting {
        let identifier: String
        let subject: Int32
        let stratum: Int
        /// What the lot is made of: the identifier, or the identifier in this campaign.
        let isOwn: Bool
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

    /// Reads the campaigns' candidates once; counts settle whose lots are shared, then everybody gets theirs.
    /// - Throws: `draw.class-exposed` when the numbers would tell somebody's class; then nothing is kept.
    mutating func add(_ campaigns: [FreezingCampaign], stores: any Stores, on day: Day) throws {
        var crowds = Crowds(campaigns: campaigns.count)
        for one in campaigns {
            var leftOut: [String: [Int32]] = [:]
            try one.forEachEligible(stores, on: day, leftOut: { leftOut[$1, default: []].append($0) }) {
                crowds.add($0, $1, isEased: one.libraries.isEased($1), campaign: one.place)
            }
            for (reason, subjects) in leftOut.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                excluded.append(Excluded(campaign: one.campaign.id, reason: reason, subjects: subjects))
            }
        }
        let shared = try Freezing.shared(campaigns, crowds.counts())
        for one in campaigns { try add(one, crowds, shared) }
    }

    private static func shared(
        _ campaigns: [FreezingCampaign], _ counts: [Reach: [DrawClass: Int]]
    ) throws -> SharedLots {
        let shared = SharedLots(measures: campaigns.map(\.measures), counts: counts)
        if let (reach, told) = shared.told {
            throw ClassExposure.refusal(told, campaigns: reach.campaigns.map { campaigns[$0].campaign })
        }
        return shared
    }

    private mutating func add(_ one: FreezingCampaign, _ crowds: Crowds, _ shared: SharedLots) throws {
        let index = try addStrata(one, shared)
        var waiting: [Waiting] = []
        waiting.reserveCapacity(Freezing.batch)
        for subject in crowds.subjects[one.place] {
            let reach = crowds.reach(of: subject)
            let crowd = shared.crowds.contains(reach) ? reach : nil
            guard let stratum = index[Place(crowd: crowd, drawClass: crowds.drawClass(of: subject))] else {
                throw Problem(.defect, "draw.crowd", "冻结时有对象不属于任何一层。", clause: "3.5.4")
            }
            waiting.append(
                Waiting(
                    identifier: crowds.identifier(of: subject), subject: subject, stratum: stratum,
                    isOwn: crowd == nil && !reach.isOne))
            if waiting.count == Freezing.batch { take(&waiting, in: one) }
        }
        take(&waiting, in: one)
    }

    /// One stratum for each ratio of each crowd, numbered by a secret order, so that the number tells nothing.
    /// - Returns: the stratum's index by crowd and class.
    private mutating func addStrata(_ one: FreezingCampaign, _ shared: SharedLots) throws -> [Place: Int] {
        let mine = shared.crowds.filter { $0.contains(Reach(campaign: one.place)) }.map { Optional($0) }
        let strata = (mine + [nil]).flatMap { crowd in
            shared.groups(of: crowd ?? Reach(campaign: one.place)).map { classes in
                let word = "stratum:\(one.campaign.number):\(crowd?.rawValue ?? 0):\(classes.map(\.word).joined())"
                return (crowd: crowd, classes: classes, place: key.lot(of: word))
            }
        }
        var index: [Place: Int] = [:]
        for (number, stratum) in strata.sorted(by: { $0.place < $1.place }).enumerated() {
            let name = "\(CeremonyEntries.campaignID(one.place + 1)):s\(number + 1)"
            _ = try builder.addStratum(name)
            for one in stratum.classes { index[Place(crowd: stratum.crowd, drawClass: one)] = groups.count }
            groups.append(
                Group(
                    name: name, campaign: one.campaign.id, classes: stratum.classes,
                    measure: stratum.classes.first.flatMap { one.measures[$0] }))
            lots.append([])
            subjects.append([])
        }
        return index
    }

    private mutating func take(_ waiting: inout [Waiting], in one: FreezingCampaign) {
        let campaign = CeremonyEntries.campaignID(one.place + 1)
        let values = key.values(of: waiting.map { $0.isOwn ? LotKey.word($0.identifier, in: campaign) : $0.identifier })
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
            frozen.append(
                Stratum(
                    name: group.name, campaign: group.campaign, classes: Set(group.classes.map(\.risk)).sorted(),
                    population: count,
                    measure: group.measure ?? .fixed(0), take: try (group.measure ?? .fixed(0)).count(of: count)))
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
        if groups.allSatisfy({ $0.campaign == groups[0].campaign }) {
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

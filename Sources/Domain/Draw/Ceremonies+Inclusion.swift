import VerifiableDraw

/// Whether somebody stands in the frozen population, for the authority's counter and for auditors; and whether the counts
/// add up to the registry. A subject left out before the freeze cannot be seen in any public file: here it can.
extension Ceremonies {
    /// What the counter can say of one subject.
    package struct Inclusion: Sendable {
        /// Where it stands in a campaign, or why it does not.
        package struct Place: Sendable, Equatable {
            package let campaign: String
            package let isIn: Bool
            /// Why it is not in, or what was seen; for people.
            package let reason: String
        }

        package let identifier: String
        /// Nil when the registry does not know it.
        package let name: String?
        package let places: [Place]
        /// Its slip with the proof against the frozen root; nil when it stands in no population, or must not be given yet.
        package let slip: DrawnSlip?
        /// Why the slip is not given, if it exists.
        package let withheld: String?

        package var isIn: Bool { places.contains(where: \.isIn) }
    }

    /// How the registry of today adds up to what was frozen, campaign by campaign.
    package struct Reconciliation: Sendable {
        package struct Line: Sendable {
            package let campaign: String
            /// Active subjects of the campaign's regions that its items reach, today.
            package let registry: Int
            package let frozen: Int
            package let excluded: [(reason: String, count: Int)]

            /// What came or went since the freeze; 0 where it adds up.
            package var change: Int { registry - frozen - excluded.reduce(0) { $0 + $1.count } }
        }

        package let ceremony: Ceremony
        package let lines: [Line]
    }

    package func reconciliation(_ actor: Actor, ceremony id: Int64) async throws -> Reconciliation {
        let today = house.clock.today
        return try await house.storage.read { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawLookUp)
            let strata = try stores.draws.strata(ceremony: id)
            var excluded: [Int64: [String: Int]] = [:]
            try stores.draws.forEachExcluded(ceremony: id) {
                excluded[$0.campaign, default: [:]][$0.reason, default: 0] += $0.subjects.count
            }
            var lines: [Reconciliation.Line] = []
            for campaign in try ceremony.campaigns.compactMap({ try stores.plans.campaign(id: $0) }) {
                let items = try campaign.items.compactMap { try stores.catalogue.item($0, on: today) }
                let counts = try stores.registry.countCandidates(
                    regions: campaign.regions, selectors: items.map(\.selector), types: nil, riskOn: today)
                lines.append(
                    Reconciliation.Line(
                        campaign: campaign.title, registry: counts.values.reduce(0, +),
                        frozen: strata.filter { $0.campaign == campaign.id }.reduce(0) { $0 + $1.population },
                        excluded: (excluded[campaign.id] ?? [:]).map { (reason: $0.key, count: $0.value) }
                            .sorted { $0.reason.utf8.lexicographicallyPrecedes($1.reason.utf8) }))
            }
            return Reconciliation(ceremony: ceremony, lines: lines)
        }
    }

    /// Looks one subject up in the population that the log vouches for. That somebody asked is logged; about whom is not.
    /// - Throws: refused before the freeze; `draw.frozen-changed` when the stored population is not the logged one.
    package func lookUp(_ actor: Actor, ceremony id: Int64, identifier: String) async throws -> Inclusion {
        let identifier = identifier.trimmed.uppercased()
        guard Identifier.isValid(identifier) else {
            throw Problem(
                .invalid, "draw.look-up", "统一社会信用代码的写法不对。", fields: ["identifier": "请填写18位统一社会信用代码"])
        }
        let house = house
        let found = try await house.storage.read { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawLookUp)
            guard ceremony.populationRoot != nil else {
                throw Problem(
                    .refused, "draw.not-frozen", "名单还没有冻结，不能查询。", clause: "3.5.4", remedy: "请在名单冻结之后查询。")
            }
            return try Ceremonies.find(identifier, ceremony, stores, today: house.clock.today)
        }
        let now = house.clock.now()
        _ = try await house.storage.write { stores in
            try stores.ledger.append(
                LedgerEntry(
                    act: "draw.look-up", actor: actor.account, object: "look-up/\(id)", at: now,
                    sentence: "查询一户是否在冻结名单内"), at: now)
        }
        return found
    }

    private static func find(
        _ identifier: String, _ ceremony: Ceremony, _ stores: any Stores, today: Day
    ) throws -> Inclusion {
        let names = try FrozenNames(ceremony: ceremony.id, stores)
        let subject = try stores.registry.subject(identifier: identifier)
        let strata = try stores.draws.strata(ceremony: ceremony.id)
        var leftOut: [Int64: String] = [:]
        if let number = subject.flatMap({ Int32(exactly: $0.id) }) {
            try stores.draws.forEachExcluded(ceremony: ceremony.id) { excluded in
                if excluded.subjects.contains(number) { leftOut[excluded.campaign] = excluded.reason }
            }
        }
        var places: [Inclusion.Place] = []
        for campaign in try ceremony.campaigns.compactMap({ try stores.plans.campaign(id: $0) }) {
            let isIn = strata.contains { $0.campaign == campaign.id && names.contains(identifier, in: $0.name) }
            let reason =
                try isIn
                ? "在冻结名单内" : leftOut[campaign.id] ?? Ceremonies.whyNot(subject, campaign, today, stores)
            places.append(Inclusion.Place(campaign: campaign.title, isIn: isIn, reason: reason))
        }
        let isIn = places.contains(where: \.isIn)
        let free = try slipIsFree(subject, ceremony, stores)
        return Inclusion(
            identifier: identifier, name: subject?.name, places: places,
            slip: isIn && free ? try subject.map { try names.slip(of: $0) } : nil,
            withheld: isIn && !free
                ? "检查结束前不提供签条：签条抽中与否是公开的，提前给出会让人知道是否要上门。被抽中的，检查开始后随通知书提供。" : nil)
    }

    /// Whether the slip may be handed out: not while somebody could learn from it that a visit is to come. So it does not
    /// depend on being drawn, but for those whose visit has begun.
    private static func slipIsFree(_ subject: Subject?, _ ceremony: Ceremony, _ stores: any Stores) throws -> Bool {
        if ceremony.state == .aborted { return true }
        guard ceremony.state == .drawn else { return false }
        if let subject, let own = try stores.draws.visitState(ceremony: ceremony.id, subject: subject.id) {
            if own != .assigned { return true }
        }
        return try stores.draws.waitingVisits(ceremony: ceremony.id) == 0
    }

    /// Why the campaign does not reach a subject, by what the registry says today.
    private static func whyNot(_ subject: Subject?, _ campaign: Campaign, _ day: Day, _ stores: any Stores) throws
        -> String
    {
        guard let subject else { return "名录库中没有这个代码" }
        if subject.status != .active { return "名录库中的状态为“\(subject.status.title)”" }
        if !campaign.regions.contains(where: { $0.contains(subject.facts.region) }) { return "所在地区不在任务范围内" }
        let items = try campaign.items.compactMap { try stores.catalogue.item($0, on: day) }
        if !items.contains(where: { $0.selector.reaches(subject) }) { return "不属于任务抽查事项所指的检查对象" }
        return "冻结时不在范围内，登记情况在冻结后有变动"
    }
}

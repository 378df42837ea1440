import Foundation
import VerifiableDraw

extension Ceremonies {
    /// Fixes the population, the quotas and the inspectors, before any random value exists (invariant 3).
    ///
    /// In the log: root and count, N and k of every stratum, the law's hash, the exclusions by reason, the hashes of
    /// the keys and of the inspectors' file, and root and count of the slip tree. Secret until an audit: the keys and the
    /// mapping.
    @discardableResult
    package func freeze(_ actor: Actor, ceremony id: Int64, submission: String? = nil) async throws -> SubmissionOutcome
    {
        let house = house
        try await house.settleIndex()
        return try await house.submit(submission, by: actor, to: "/draw/\(id)", alone: true) { stores in
            let ceremony = try Ceremonies.mine(id, stores, actor, .drawRun)
            try Ceremonies.expect(.planned, ceremony, to: "冻结名单")
            // A registry between two versions of the rules holds subjects of both.
            try TagRuleKeeping.refuseWhileSettling(stores.registry)
            try ImportFlow.refuseWhilePortions(stores, in: ceremony.region)
            let sets = try house.freezingSets(stores)
            let now = try Ceremonies.moment(ceremony, stores, house.clock)
            let key = try LotKey(bytes: house.randomBytes(LotKey.length))
            let slipKey = try SlipKey(bytes: house.randomBytes(SlipKey.length))
            let inspectorKey = try LotKey(bytes: house.randomBytes(LotKey.length))
            let rules = try RepeatRules(law: house.law.book, on: now.day, in: ceremony.region)

            var allItems: [String: Item] = [:]
            var campaigns: [FreezingCampaign] = []
            for (place, campaignID) in ceremony.campaigns.enumerated() {
                guard let campaign = try stores.plans.campaign(id: campaignID) else { throw Problem.notFound("抽查任务") }
                try Ceremonies.checkListed(campaign, stores, on: now.day, isAnnounced: true)
                let items = try campaign.items.compactMap { try stores.catalogue.item($0, on: now.day) }
                for item in items { allItems[item.code] = item }
                let libraries = try LibraryRules(
                    method: campaign.method, cites: campaign.repeatBasis != nil, law: house.law.book, stores: stores,
                    on: now.day, in: ceremony.region)
                campaigns.append(
                    FreezingCampaign(
                        campaign, place: place, items: items, rules: rules, libraries: libraries, sets: sets))
            }
            var freezing = Freezing(key: key, slipKey: slipKey)
            try freezing.add(campaigns, stores: stores, on: now.day)
            // Kept piece by piece before the lots are sorted: both at once would not fit a small server.
            let slips = try Ceremonies.keep(freezing.takeSlips(), ceremony: id, stores)
            let frozen = try freezing.finish()
            guard frozen.population.count > 0 else {
                throw Problem(
                    .refused, "draw.population-empty", "按任务的事项、区域和分类没有找到可抽取的检查对象。", clause: "2.2.5",
                    remedy: "请检查任务选择的区域和抽查事项，或先导入检查对象和信用风险分类。")
            }
            let delegations = try Ceremonies.delegations(ceremony, campaigns.map(\.campaign), stores, on: now.day)
            let teams = try FrozenTeam.of(campaigns.map(\.campaign), stores)
            let officers = try Ceremonies.frozenOfficers(
                ceremony, delegates: delegations.map(\.to.authority) + FrozenTeam.authorities(teams, stores),
                key: inspectorKey, stores: stores, on: now.day, law: house.law.book)
            let staffing = FrozenStaffing(
                officers: officers,
                items: allItems.values.sorted { $0.code.utf8.lexicographicallyPrecedes($1.code.utf8) },
                stations: campaigns.map(\.campaign.stations), delegations: delegations.map(FrozenDelegation.init),
                teams: teams, lead: ceremony.region)

            try frozen.forEachPiece { try stores.draws.insertPiece($0, ceremony: id) }
            try stores.draws.insert(strata: frozen.strata, ceremony: id)
            try stores.draws.insert(exclusions: frozen.exclusions, ceremony: id)
            for excluded in frozen.excluded { try stores.draws.insert(excluded, ceremony: id) }
            let root = frozen.population.root
            let entry = try CeremonyEntries.freeze(
                plan: Ceremonies.planLeaf(id, stores), at: now, frozen: frozen, root: root, slips: slips,
                lotKey: key, slipKey: slipKey, inspectorKey: inspectorKey, staffing: staffing,
                policy: Ceremonies.policyValues(house.law.book, on: now.day, in: ceremony.region))
            let position = try stores.ledger.append(
                LedgerEntry(
                    act: "draw.freeze", actor: actor.account, object: "ceremony/\(id)",
                    sentence: "冻结名单：\(frozen.population.count)条，执法人员\(officers.count)名", bytes: entry), at: now)
            try stores.draws.setFrozen(
                FrozenFacts(
                    lotKey: key.bytes, slipKey: slipKey.bytes, inspectorLotKey: inspectorKey.bytes,
                    entry: position.index, root: root, count: frozen.population.count, subjects: slips.count,
                    slipsRoot: slips.root, staffing: staffing),
                ceremony: ceremony)
            try Ceremonies.project(id, stores, house.checkpoints)
        }
    }

    private static func keep(_ tree: SlipTree, ceremony: Int64, _ stores: any Stores) throws -> (
        count: Int, root: String
    ) {
        var ordinal = 0
        try tree.forEachPiece { piece in
            try stores.draws.insertPiece(piece, ordinal: ordinal, ceremony: ceremony)
            ordinal += 1
        }
        return (tree.count, tree.root)
    }

    /// The rules that decided who stands in the population and who may be sent, with the hash of the whole book.
    private static func policyValues(_ law: LawBook, on day: Day, in region: RegionCode) throws
        -> [FreezeEntry.PolicyValue]
    {
        let used = ["repeat.low-risk.per-year", "matching.certified.min"]
        return [FreezeEntry.PolicyValue(name: "law", value: law.hash)]
            + (try used.map {
                FreezeEntry.PolicyValue(name: $0, value: String(try law.value($0, on: day, in: region)))
            })
    }

    /// Agreements in force that the campaigns' modes ask for.
    static func delegations(
        _ ceremony: Ceremony, _ campaigns: [Campaign], _ stores: any Stores, on day: Day
    ) throws -> [Delegation] {
        let kinds = Set(campaigns.compactMap(\.dispatch.delegation))
        guard !kinds.isEmpty else { return [] }
        return try stores.draws.delegations(from: ceremony.authority, inForceOn: day).filter { kinds.contains($0.kind) }
    }

    /// Certified inspectors of the drawing authority, of the authorities below it in the same department, and of those
    /// that a written agreement lets in.
    static func frozenOfficers(
        _ ceremony: Ceremony, delegates: [Int64], key: LotKey, stores: any Stores, on day: Day, law: LawBook
    ) throws -> [FrozenOfficer] {
        var officers: [FrozenOfficer] = []
        var authorities = try stores.registry.authorities(within: ceremony.region)
            .filter { $0.department.utf8.elementsEqual(ceremony.department.utf8) }
        for id in Set(delegates).sorted() where !authorities.contains(where: { $0.id == id }) {
            if let authority = try stores.registry.authority(id: id) { authorities.append(authority) }
        }
        let leaves = Dictionary(grouping: try stores.registry.leaves(endingFrom: day), by: \.inspector)
        for authority in authorities {
            for inspector in try stores.registry.inspectors(authority: authority.id) {
                guard inspector.isCertified(on: day), let certificate = inspector.certificate else { continue }
                let base = try stores.inspections.openVisits(inspector: inspector.id)
                officers.append(
                    FrozenOfficer(
                        inspector: inspector.id, lot: key.lot(of: inspector.code), authority: authority.id,
                        region: authority.region, station: inspector.station, certifiedFrom: certificate.from,
                        certifiedUntil: certificate.until, expertise: inspector.expertise,
                        recusals: inspector.recusals.map(FrozenRecusal.init), cap: inspector.capacity, base: base,
                        leaves: leaves[inspector.id]?.map { FrozenLeave(from: $0.from, until: $0.until) },
                        department: authority.department))
            }
        }
        let certified = try law.value("matching.certified.min", on: day, in: ceremony.region)
        guard officers.count >= certified else {
            throw Problem(
                .refused, "draw.officers", "本机关和下级机关共有\(officers.count)名证件有效的执法人员，少于每次检查需要的\(certified)名。",
                clause: "3.5.1", remedy: "请先在名录库导入执法人员，或更新执法证有效期。")
        }
        return officers
    }
}

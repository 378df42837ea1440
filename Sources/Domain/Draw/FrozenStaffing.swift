import VerifiableDraw

/// An inspector as frozen with the population.
package struct FrozenOfficer: Sendable, Codable {
    package let inspector: Int64
    package let lot: String
    package let authority: Int64
    package let region: RegionCode
    package let station: Int64?
    package let certifiedFrom: Day
    package let certifiedUntil: Day
    package let expertise: [String]
    /// As read when the round of commitments was closed; until then as read at the freeze.
    package var recusals: [FrozenRecusal]
    package let cap: Int
    /// Open visits at the freeze.
    package let base: Int
    /// 请假、外出, read together with the recusals; nil for none.
    package var leaves: [FrozenLeave]?
    /// Of the authority; nil in what was frozen before departments joined in.
    package var department: String?

    func isCertified(on day: Day) -> Bool { certifiedFrom <= day && day <= certifiedUntil }

    /// Certified and not away on that day.
    func isPresent(on day: Day) -> Bool {
        isCertified(on: day) && !(leaves ?? []).contains { $0.from <= day && day <= $0.until }
    }
}

/// 回避范围 as frozen; the reason stays in the registry.
package struct FrozenRecusal: Sendable, Codable, Equatable {
    package let kind: Recusal.Kind
    package let target: String
    package let from: Day
    package let until: Day?

    init(_ recusal: Recusal) {
        (kind, target, from, until) = (recusal.kind, recusal.target, recusal.from, recusal.until)
    }
}

/// A leave as frozen; its kind stays in the registry.
package struct FrozenLeave: Sendable, Codable, Equatable {
    package let from: Day
    package let until: Day
}

/// An agreement in force at the freeze, for the delegated modes.
package struct FrozenDelegation: Sendable, Codable {
    package let id: Int64
    package let kind: Delegation.Kind
    package let authority: Int64
    package let region: RegionCode
    package let starts: Day
    package let ends: Day
    package let feedbackDays: Int
    package let items: [String]
    package let regions: [RegionCode]
    package let campaigns: [Int64]

    init(_ delegation: Delegation) {
        id = delegation.id
        kind = delegation.kind
        authority = delegation.to.authority
        region = delegation.to.region
        (starts, ends) = (delegation.starts, delegation.ends)
        feedbackDays = delegation.feedbackDays
        items = delegation.scope.items
        regions = delegation.scope.regions
        campaigns = delegation.scope.campaigns
    }

    func covers(items: [String], region: RegionCode, campaigns: [Int64], on day: Day) -> Bool {
        starts <= day && day <= ends
            && Delegation.Scope(items: self.items, regions: regions, campaigns: self.campaigns)
                .covers(items: items, region: region, campaigns: campaigns)
    }
}

/// Inspectors and their pools, fixed before the seed is known; the freeze entry holds their hash.
///
/// - A visit is staffed by the authority of the subject's county when that authority has frozen inspectors enough, else by
///   the authority that draws. In the delegated modes (3.1.2, 3.1.3) it is staffed by the authority of a confirmed agreement
///   that covers the visit, else by the authority that draws.
/// - The dispatch mode (3.1.1) narrows the pool: 全局 and 局机关与监管所 take all of the authority; 若干所 takes those of
///   the chosen stations (all, if none was chosen); 单一所 takes one station, chosen for a subject by ticket among the
///   chosen ones that have people enough.
/// - In a joint campaign (5.1.3) each department that takes part sends as many certified people as the lead, from its
///   authority in the subject's county when that froze enough, else from the one that accepted. Allies (5.4.1) stand in
///   one pool with the lead.
/// - Slot 1 asks for expertise in one of the tags of the visit's first item for which somebody in the pool has it; the
///   other slots ask for a certificate only.
package struct FrozenStaffing: Sendable, Codable {
    package internal(set) var officers: [FrozenOfficer]
    /// Lots by the pool's public name. Names are numbers: the record must not tell county or trade before the visit.
    package let pools: [String: [String]]
    /// Public name by what the pool is: `a12`, `u5` (allies of a campaign), `a12:stations`, `a12:st7`, `a12:st7+9`, each also with `:x<item>` for its
    /// experts.
    package let names: [String: String]
    package let delegations: [FrozenDelegation]?
    /// Who takes part beside the lead; nil for nobody.
    package let teams: [FrozenTeam]?

    /// - Parameters:
    ///   - stations: chosen sets of stations, one for each campaign that chose any.
    ///   - lead: the region of the authority that draws; its people stand in the pool of all allies.
    init(
        officers: [FrozenOfficer], items: [Item], stations: [[Int64]] = [], delegations: [FrozenDelegation] = [],
        teams: [FrozenTeam] = [], lead: RegionCode? = nil
    ) {
        self.teams = teams.isEmpty ? nil : teams
        let joined = Set(teams.filter { !$0.isAlly }.map(\.department))
        self.officers = officers.sorted { $0.lot.utf8.lexicographicallyPrecedes($1.lot.utf8) }
        self.delegations = delegations.isEmpty ? nil : delegations
        let chosen = Set(stations.filter { $0.count > 1 }.map { $0.sorted() })
        var members: [String: [FrozenOfficer]] = [:]
        for officer in self.officers {
            members["a\(officer.authority)", default: []].append(officer)
            for (campaign, allies) in Dictionary(grouping: teams.filter(\.isAlly), by: \.campaign)
            where !(officer.department.map(joined.contains) ?? false)
                && (lead?.contains(officer.region) ?? false || allies.contains { $0.region.contains(officer.region) })
            {
                members[Self.allied(campaign), default: []].append(officer)
            }
            guard let station = officer.station else { continue }
            members["a\(officer.authority):stations", default: []].append(officer)
            members["a\(officer.authority):st\(station)", default: []].append(officer)
            for set in chosen where set.contains(station) {
                members[Self.key(officer.authority, set), default: []].append(officer)
            }
        }
        for (key, people) in members {
            for item in items {
                let experts = people.filter { !Set($0.expertise).isDisjoint(with: item.selector.tags) }
                if !experts.isEmpty { members["\(key):x\(item.code)"] = experts }
            }
        }
        var pools: [String: [String]] = [:]
        var names: [String: String] = [:]
        for (index, key) in members.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }).enumerated() {
            names[key] = "p\(index + 1)"
            pools["p\(index + 1)"] = members[key]?.map(\.lot)
        }
        self.pools = pools
        self.names = names
    }

    /// What a pool of several chosen stations is called.
    static func key(_ authority: Int64, _ stations: [Int64]) -> String {
        "a\(authority):st" + stations.sorted().map(String.init).joined(separator: "+")
    }

    /// Officers as the public record lists them.
    var listed: [AssignmentProblem.Officer] {
        officers.map { AssignmentProblem.Officer(id: $0.lot, cap: $0.cap, base: $0.base) }
    }

    /// The text whose hash stands in the freeze entry.
    var text: String { MatchingRecord.officersText(officers: listed, pools: pools) }

    /// Reads recusals and leaves again: before any value is revealed, so that nobody can know whom it will meet.
    mutating func refresh(recusals: [Int64: [Recusal]], leaves: [Int64: [Leave]]) {
        for index in officers.indices {
            let inspector = officers[index].inspector
            officers[index].recusals = (recusals[inspector] ?? []).map(FrozenRecusal.init)
            let away = (leaves[inspector] ?? []).map { FrozenLeave(from: $0.from, until: $0.until) }
            officers[index].leaves = away.isEmpty ? nil : away
        }
    }

    /// What is fixed when the round of commitments is closed; its hash is logged with that step. Lots keep it from being
    /// guessed.
    var barsText: String {
        var lines: [String] = []
        for officer in officers {
            for one in officer.recusals {
                lines.append(
                    "recusal \(officer.lot) \(one.kind.rawValue) \(one.target) \(one.from) \(one.until?.description ?? "-")"
                )
            }
            for one in officer.leaves ?? [] { lines.append("leave \(officer.lot) \(one.from) \(one.until)") }
        }
        return "mingcha-bars/v1\n"
            + lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { $0 + "\n" }.joined()
    }
}

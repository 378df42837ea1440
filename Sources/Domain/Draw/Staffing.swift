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
    package let recusals: [FrozenRecusal]
    package let cap: Int
    /// Open visits at the freeze.
    package let base: Int
}

/// 回避范围 as frozen; the reason stays in the registry.
package struct FrozenRecusal: Sendable, Codable {
    package let kind: Recusal.Kind
    package let target: String
    package let from: Day
    package let until: Day?
}

/// Inspectors and their pools, fixed before the seed is known; the freeze entry holds their hash.
///
/// - A visit is staffed by the authority of the subject's county when that authority has frozen inspectors enough
///   (上级委托下级, 3.1.2), else by the authority that draws.
/// - The dispatch mode (3.1.1) narrows the pool: 全局 and 局机关与监管所 take all of the authority; 若干所 takes those of
///   all stations; 单一所 takes one station, chosen for a subject by ticket among the stations that have people enough.
/// - Slot 1 asks for expertise in one of the tags of the visit's first item for which somebody in the pool has it; the
///   other slots ask for a certificate only.
package struct FrozenStaffing: Sendable, Codable {
    package let officers: [FrozenOfficer]
    /// Lots by the pool's public name. Names are numbers: the record must not tell county or trade before the visit.
    package let pools: [String: [String]]
    /// Public name by what the pool is: `a12`, `a12:stations`, `a12:st7`, each also with `:x<item>` for its experts.
    package let names: [String: String]

    init(officers: [FrozenOfficer], items: [Item]) {
        self.officers = officers.sorted { $0.lot.utf8.lexicographicallyPrecedes($1.lot.utf8) }
        var members: [String: [FrozenOfficer]] = [:]
        for officer in self.officers {
            members["a\(officer.authority)", default: []].append(officer)
            guard let station = officer.station else { continue }
            members["a\(officer.authority):stations", default: []].append(officer)
            members["a\(officer.authority):st\(station)", default: []].append(officer)
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

    /// Officers as the public record lists them.
    var listed: [AssignmentProblem.Officer] {
        officers.map { AssignmentProblem.Officer(id: $0.lot, cap: $0.cap, base: $0.base) }
    }

    /// The text whose hash stands in the freeze entry.
    var text: String { MatchingRecord.officersText(officers: listed, pools: pools) }
}

/// Makes the matching problem of rule SLO-1 from the frozen inspectors and the drawn subjects.
struct Staffing {
    /// One drawn subject with what its visit is for.
    struct Call {
        let subject: Int64
        /// The handle of the visit in the public record.
        let slip: String
        let identifier: String
        let region: RegionCode
        let tags: Set<String>
        let dispatch: Campaign.Dispatch
        /// Item codes, sorted.
        let items: [String]
    }

    let seed: DrawSeed
    let frozen: FrozenStaffing
    let drawingAuthority: Int64
    /// Certified inspectors a visit needs at least (matching.certified.min).
    let certified: Int
    let day: Day

    /// The problem in lots, and the authority that staffs each visit, in the order of `calls`.
    func problem(_ calls: [Call]) -> (problem: AssignmentProblem, authorities: [Int64]) {
        // Most inspectors are recused nowhere: only the others are looked at for every visit.
        let byLot = Dictionary(frozen.officers.map { ($0.lot, $0) }, uniquingKeysWith: { first, _ in first })
        let mayBeBarred = frozen.pools.mapValues { lots in
            lots.compactMap { byLot[$0] }.filter { !$0.recusals.isEmpty || !isCertified($0) }
        }
        let byAuthority = Dictionary(grouping: frozen.officers, by: \.authority)
        var inspections: [AssignmentProblem.Inspection] = []
        var authorities: [Int64] = []
        for call in calls {
            let authority = staffing(call, byAuthority)
            authorities.append(authority)
            let key = pool(call, authority, byAuthority[authority] ?? [])
            // An authority without frozen inspectors has no pool; the empty name makes the shortage show.
            let name = frozen.names[key] ?? "none"
            var slots = [String](repeating: name, count: certified)
            if let expert = call.items.lazy.compactMap({ frozen.names["\(key):x\($0)"] }).first { slots[0] = expert }
            let recused = (mayBeBarred[name] ?? []).filter { bars($0, call) }.map(\.lot)
            inspections.append(
                AssignmentProblem.Inspection(id: call.slip, slots: slots, recused: recused.isEmpty ? nil : recused))
        }
        var pools = frozen.pools
        if inspections.contains(where: { $0.slots.contains("none") }) { pools["none"] = [] }
        let problem = AssignmentProblem(
            seed: seed.hex, officers: frozen.listed, pools: pools, inspections: inspections)
        return (problem, authorities)
    }

    private func staffing(_ call: Call, _ byAuthority: [Int64: [FrozenOfficer]]) -> Int64 {
        byAuthority.filter { $0.value.count >= certified && $0.value[0].region == call.region }.keys.min()
            ?? drawingAuthority
    }

    private func pool(_ call: Call, _ authority: Int64, _ members: [FrozenOfficer]) -> String {
        let base = "a\(authority)"
        switch call.dispatch {
        case .bureau, .bureauAndStations:
            return base
        case .stations:
            return members.count { $0.station != nil } >= certified ? base + ":stations" : base
        case .station:
            let stations = Dictionary(grouping: members.compactMap(\.station)) { $0 }.filter {
                $0.value.count >= certified
            }
            let sampler = Sampler(seed: seed.hex + ":station:" + call.slip)
            let chosen = stations.keys.min { sampler.ticket(for: String($0)) < sampler.ticket(for: String($1)) }
            return chosen.map { base + ":st\($0)" } ?? base
        }
    }

    /// Recused (2.1.1), or without a certificate on the day of the draw.
    private func bars(_ officer: FrozenOfficer, _ call: Call) -> Bool {
        guard isCertified(officer) else { return true }
        return officer.recusals.contains {
            Recusal(kind: $0.kind, target: $0.target, reason: "", from: $0.from, until: $0.until)
                .bars(identifier: call.identifier, region: call.region, tags: call.tags, on: day)
        }
    }

    private func isCertified(_ officer: FrozenOfficer) -> Bool {
        officer.certifiedFrom <= day && day <= officer.certifiedUntil
    }

    /// What is missing, in words a person can act on.
    static func refusal(_ shortage: Shortage) -> Problem {
        let visits = Set(shortage.slots.map(\.inspection)).count
        return Problem(
            .refused, "draw.staffing",
            "有\(visits)户检查需要\(shortage.slots.count)人次，但可派的\(shortage.officers.count)名执法人员最多只能承担\(shortage.capacity)人次，抽取没有生效。",
            clause: "3.1.1",
            remedy: "名单和人员已经冻结，请写明理由中止本次摇号；补充持证人员、提高每人承担上限或改为全局内随机后，重新公布方案。")
    }
}

import VerifiableDraw

/// Makes the matching problem of rule SLO-1 from the frozen inspectors and the drawn subjects.
struct Staffing {
    /// One drawn subject with what its visit is for.
    struct Call {
        let subject: Int64
        /// The handle of the visit in the public record.
        let slip: String
        let identifier: String
        let name: String
        let region: RegionCode
        let tags: Set<String>
        let dispatch: Campaign.Dispatch
        /// Item codes, sorted.
        let items: [String]
        let campaigns: [Int64]
        /// Stations chosen for the mode; empty for all.
        let stations: [Int64]
    }

    /// Who staffs a visit.
    struct Post: Equatable {
        let authority: Int64
        /// The agreement by which the visit is handed over.
        let delegation: Int64?
    }

    let seed: DrawSeed
    let frozen: FrozenStaffing
    let drawingAuthority: Int64
    /// Certified inspectors a visit needs at least (matching.certified.min).
    let certified: Int
    let day: Day
    /// Agreements that were ended since the freeze.
    var endedDelegations: Set<Int64> = []

    /// The problem in lots, and who staffs each visit, in the order of `calls`.
    func problem(_ calls: [Call]) -> (problem: AssignmentProblem, posts: [Post]) {
        // Most inspectors are recused nowhere: only the others are looked at for every visit.
        let byLot = Dictionary(frozen.officers.map { ($0.lot, $0) }, uniquingKeysWith: { first, _ in first })
        let mayBeBarred = frozen.pools.mapValues { lots in
            lots.compactMap { byLot[$0] }.filter { !$0.recusals.isEmpty || !$0.isPresent(on: day) }
        }
        let byAuthority = Dictionary(grouping: frozen.officers, by: \.authority)
        let counties = byAuthority.filter { $0.value.count >= certified }
        var inspections: [AssignmentProblem.Inspection] = []
        var posts: [Post] = []
        for call in calls {
            let post = post(call, counties)
            posts.append(post)
            let key = pool(call, post.authority, byAuthority[post.authority] ?? [])
            // An authority without frozen inspectors has no pool; the empty name makes the shortage show.
            let name = frozen.names[key] ?? Staffing.nobody
            var slots = [String](repeating: name, count: certified)
            if let expert = call.items.lazy.compactMap({ frozen.names["\(key):x\($0)"] }).first { slots[0] = expert }
            let recused = (mayBeBarred[name] ?? []).filter { bars($0, call) }.map(\.lot)
            inspections.append(
                AssignmentProblem.Inspection(id: call.slip, slots: slots, recused: recused.isEmpty ? nil : recused))
        }
        var pools = frozen.pools
        if inspections.contains(where: { $0.slots.contains(Staffing.nobody) }) { pools[Staffing.nobody] = [] }
        let problem = AssignmentProblem(
            seed: seed.hex, officers: frozen.listed, pools: pools, inspections: inspections)
        return (problem, posts)
    }

    /// Name of the pool of an authority that froze nobody.
    static let nobody = "none"

    private func post(_ call: Call, _ counties: [Int64: [FrozenOfficer]]) -> Post {
        guard let kind = call.dispatch.delegation else {
            let own = counties.filter { $0.value.first?.region == call.region }.keys.min()
            return Post(authority: own ?? drawingAuthority, delegation: nil)
        }
        // The nearest to the subject first, then the oldest agreement.
        let found = (frozen.delegations ?? []).filter {
            $0.kind == kind && !endedDelegations.contains($0.id)
                && $0.covers(items: call.items, region: call.region, campaigns: call.campaigns, on: day)
        }.min { (nearness($0, call), $0.id) < (nearness($1, call), $1.id) }
        return Post(authority: found?.authority ?? drawingAuthority, delegation: found?.id)
    }

    private func nearness(_ delegation: FrozenDelegation, _ call: Call) -> Int {
        if delegation.region == call.region { return 0 }
        return delegation.region.parent == call.region.parent ? 1 : 2
    }

    private func pool(_ call: Call, _ authority: Int64, _ members: [FrozenOfficer]) -> String {
        let base = "a\(authority)"
        let chosen = call.stations.filter { station in members.contains { $0.station == station } }
        switch call.dispatch {
        case .bureau, .bureauAndStations, .delegatedDown, .delegatedNear:
            return base
        case .stations:
            if !chosen.isEmpty { return FrozenStaffing.key(authority, call.stations) }
            return members.count { $0.station != nil } >= certified ? base + ":stations" : base
        case .station:
            let stations = Dictionary(grouping: members.compactMap(\.station)) { $0 }.filter {
                $0.value.count >= certified && (chosen.isEmpty || chosen.contains($0.key))
            }
            let sampler = Sampler(seed: seed.hex + ":station:" + call.slip)
            let taken = stations.keys.min { sampler.ticket(for: String($0)) < sampler.ticket(for: String($1)) }
            if let taken { return base + ":st\(taken)" }
            return chosen.first.map { base + ":st\($0)" } ?? base
        }
    }

    /// Recused (2.1.1), without a certificate, or away on the day of the draw.
    private func bars(_ officer: FrozenOfficer, _ call: Call) -> Bool {
        guard officer.isPresent(on: day) else { return true }
        return officer.recusals.contains {
            Recusal(kind: $0.kind, target: $0.target, reason: "", from: $0.from, until: $0.until)
                .bars(identifier: call.identifier, region: call.region, tags: call.tags, on: day)
        }
    }
}

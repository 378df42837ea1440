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
        /// Who sends people beside it, one entry for each other department, in the order of the slots.
        var joined: [Joined] = []

        struct Joined: Equatable {
            let department: String
            let authority: Int64
        }

        /// Who fills a slot.
        func authority(slot: Int, certified: Int) -> Int64 {
            let place = slot / max(certified, 1) - 1
            return joined.indices.contains(place) ? joined[place].authority : authority
        }
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
        let enough = byAuthority.filter { $0.value.count >= certified }
        let departments = frozen.joinedDepartments
        let counties = enough.filter { !($0.value.first?.department.map(departments.contains) ?? false) }
        var inspections: [AssignmentProblem.Inspection] = []
        var posts: [Post] = []
        for call in calls {
            var post = post(call, counties)
            let allies = frozen.allies(of: call.campaigns)
            let key =
                allies.map { FrozenStaffing.allied($0.campaign) }
                ?? pool(call, post.authority, byAuthority[post.authority] ?? [])
            var slots = self.slots(key, call)
            for team in frozen.departments(of: call.campaigns) {
                let own = enough.filter {
                    $0.value.first?.department == team.department && $0.value.first?.region == call.region
                }.keys.min()
                post.joined.append(Post.Joined(department: team.department, authority: own ?? team.authority))
                slots += self.slots("a\(own ?? team.authority)", call)
            }
            posts.append(post)
            let barred = Set(slots).flatMap { mayBeBarred[$0] ?? [] }.filter { bars($0, call) }
            let recused = Set(barred.map(\.lot)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            inspections.append(
                AssignmentProblem.Inspection(id: call.slip, slots: slots, recused: recused.isEmpty ? nil : recused))
        }
        var pools = frozen.pools
        if inspections.contains(where: { $0.slots.contains(Staffing.nobody) }) { pools[Staffing.nobody] = [] }
        let problem = AssignmentProblem(
            seed: seed.hex, officers: frozen.listed, pools: pools, inspections: inspections)
        return (problem, posts)
    }

    /// The slots that one pool fills, the first by somebody with expertise where there is any.
    private func slots(_ key: String, _ call: Call) -> [String] {
        // An authority without frozen inspectors has no pool; the empty name makes the shortage show.
        var slots = [String](repeating: frozen.names[key] ?? Staffing.nobody, count: certified)
        if let expert = call.items.lazy.compactMap({ frozen.names["\(key):x\($0)"] }).first { slots[0] = expert }
        return slots
    }

    /// Name of the pool of an authority that froze nobody.
    static let nobody = "none"

    private func post(_ call: Call, _ counties: [Int64: [FrozenOfficer]]) -> Post {
        guard let kind = call.dispatch.delegation else {
            let own = counties.filter { $0.value.first?.region == call.region }.keys.min()
            // An ally's visits are that ally's, whoever is sent (谁监管、谁负责).
            let ally = frozen.allies(of: call.campaigns)?.teams.first { $0.region.contains(call.region) }
            return Post(authority: own ?? ally?.authority ?? drawingAuthority, delegation: nil)
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

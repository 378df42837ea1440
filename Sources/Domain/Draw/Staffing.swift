import VerifiableDraw

/// Who may go where: makes the matching problem of rule SLO-1 from the frozen inspectors and the drawn subjects.
///
/// - A visit is staffed by the authority of the subject's county when that authority has frozen inspectors enough
///   (上级委托下级, 3.1.2), else by the authority that draws.
/// - The dispatch mode (3.1.1) narrows the pool: 局机关与监管所 and 全局 take all of the authority; 若干所 takes all
///   stations; 单一所 takes one station, chosen for a subject by ticket among the stations that have people enough.
/// - Slot 1 asks for expertise in one of the tags the visit's items select, where somebody in the pool has it; the other
///   slots ask for a certificate only.
/// - Recusals (2.1.1) bar an inspector from a visit; they are never crossed.
struct Staffing {
    /// One drawn subject with what its visit is for.
    struct Call {
        let subject: Int64
        let lot: String
        let identifier: String
        let region: RegionCode
        let tags: Set<String>
        let dispatch: Campaign.Dispatch
        let expertise: Set<String>
    }

    let seed: String
    let officers: [FrozenOfficer]
    let drawingAuthority: Int64
    /// Certified inspectors a visit needs at least (matching.certified.min).
    let certified: Int
    let day: Day

    /// The problem in lots, and the authority that staffs each visit, in the order of `calls`.
    func problem(_ calls: [Call]) -> (problem: AssignmentProblem, authorities: [Int64]) {
        let able = officers.filter { $0.certifiedFrom <= day && day <= $0.certifiedUntil }
        let byAuthority = Dictionary(grouping: able, by: \.authority)
        var pools = OpaquePools()
        var inspections: [AssignmentProblem.Inspection] = []
        var authorities: [Int64] = []
        for call in calls {
            let authority = staffing(call, byAuthority)
            authorities.append(authority)
            let (key, members) = pool(call, authority, byAuthority[authority] ?? [])
            let name = pools.name(key, members)
            var slots = [String](repeating: name, count: certified)
            let experts = members.filter { !call.expertise.isDisjoint(with: $0.expertise) }
            if !experts.isEmpty, !call.expertise.isEmpty {
                slots[0] = pools.name(key + ":x" + call.expertise.sorted().joined(separator: "-"), experts)
            }
            let recused = members.filter { bars($0, call) }.map(\.lot)
            inspections.append(
                AssignmentProblem.Inspection(id: call.lot, slots: slots, recused: recused.isEmpty ? nil : recused))
        }
        let used = Set(pools.members.values.joined())
        let problem = AssignmentProblem(
            seed: seed,
            officers: able.filter { used.contains($0.lot) }.map {
                AssignmentProblem.Officer(id: $0.lot, cap: $0.cap, base: $0.base)
            },
            pools: pools.members, inspections: inspections)
        return (problem, authorities)
    }

    private func staffing(_ call: Call, _ byAuthority: [Int64: [FrozenOfficer]]) -> Int64 {
        let local = byAuthority.filter { $0.value.count >= certified && $0.value[0].region == call.region }
        return local.keys.min() ?? drawingAuthority
    }

    private func pool(_ call: Call, _ authority: Int64, _ members: [FrozenOfficer]) -> (String, [FrozenOfficer]) {
        let base = "a\(authority)"
        switch call.dispatch {
        case .bureau, .bureauAndStations:
            return (base, members)
        case .stations:
            let stationed = members.filter { $0.station != nil }
            return stationed.count >= certified ? (base + ":stations", stationed) : (base, members)
        case .station:
            let stations = Dictionary(grouping: members.filter { $0.station != nil }) { $0.station ?? 0 }
                .filter { $0.value.count >= certified }
            let sampler = Sampler(seed: seed + ":station:" + call.lot)
            let chosen = stations.keys.min { sampler.ticket(for: String($0)) < sampler.ticket(for: String($1)) }
            guard let chosen, let people = stations[chosen] else { return (base, members) }
            return (base + ":st\(chosen)", people)
        }
    }

    private func bars(_ officer: FrozenOfficer, _ call: Call) -> Bool {
        officer.recusals.contains {
            Recusal(kind: $0.kind, target: $0.target, reason: "", from: $0.from, until: $0.until)
                .bars(identifier: call.identifier, region: call.region, tags: call.tags, on: day)
        }
    }

    /// Pools by numbers: the public record must not tell the county or the trade of a lot before the visit.
    private struct OpaquePools {
        private var names: [String: String] = [:]
        private(set) var members: [String: [String]] = [:]

        mutating func name(_ key: String, _ officers: [FrozenOfficer]) -> String {
            if let name = names[key] { return name }
            let name = "p\(names.count + 1)"
            names[key] = name
            members[name] = officers.map(\.lot).sorted()
            return name
        }
    }

    /// What is missing, in words a person can act on.
    static func refusal(_ shortage: Shortage) -> Problem {
        let visits = Set(shortage.slots.map(\.inspection)).count
        return Problem(
            .refused, "draw.staffing",
            "有\(visits)户检查需要\(shortage.slots.count)人次，但可派的\(shortage.officers.count)名执法人员最多只能承担\(shortage.capacity)人次，抽取没有生效。",
            clause: "3.1.1",
            remedy: "可以：补充持证执法人员、提高每人承担上限、解除不必要的回避，或中止后改用全局内随机、委托就近区域。")
    }
}

/// An authority that takes part in a joint campaign, as frozen with the population (5.1.3, 5.4.1).
package struct FrozenTeam: Sendable, Codable, Equatable {
    package let campaign: Int64
    package let authority: Int64
    package let region: RegionCode
    package let department: String
    /// An allied division's authority of the lead's department, whose people stand in one pool with the lead's; otherwise
    /// another department, which sends people of its own beside the lead's.
    package let isAlly: Bool

    /// Those that accepted.
    static func of(_ campaigns: [Campaign], _ stores: any Stores) throws -> [FrozenTeam] {
        try campaigns.flatMap { campaign in
            try stores.plans.parts(campaign: campaign.id).filter { $0.state == .accepted }.map {
                FrozenTeam(
                    campaign: campaign.id, authority: $0.authority, region: $0.region, department: $0.department,
                    isAlly: $0.kind == .ally)
            }
        }
    }

    /// The authorities whose inspectors are frozen for these parts: each with those below it in its department.
    static func authorities(_ teams: [FrozenTeam], _ stores: any Stores) throws -> [Int64] {
        try teams.flatMap { team in
            try stores.registry.authorities(within: team.region)
                .filter { $0.department.utf8.elementsEqual(team.department.utf8) }.map(\.id)
        }
    }
}

extension FrozenStaffing {
    /// What the pool of all allies of a campaign is called.
    static func allied(_ campaign: Int64) -> String { "u\(campaign)" }

    /// Other departments of a visit, each once, in the order of their codes.
    func departments(of campaigns: [Int64]) -> [FrozenTeam] {
        var seen: Set<String> = []
        return (teams ?? []).filter { !$0.isAlly && campaigns.contains($0.campaign) }
            .sorted { ($0.department, $0.authority) < ($1.department, $1.authority) }
            .filter { seen.insert($0.department).inserted }
    }

    /// The first of the campaigns that allies share, with those allies.
    func allies(of campaigns: [Int64]) -> (campaign: Int64, teams: [FrozenTeam])? {
        let mine = (teams ?? []).filter { $0.isAlly && campaigns.contains($0.campaign) }
        guard let campaign = mine.map(\.campaign).min() else { return nil }
        return (campaign, mine.filter { $0.campaign == campaign })
    }

    /// Departments that take part beside the lead's.
    var joinedDepartments: Set<String> { Set((teams ?? []).filter { !$0.isAlly }.map(\.department)) }
}

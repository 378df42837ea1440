/// Which campaigns are worth drawing together.
extension Ceremonies {
    /// Subjects that two campaigns may both draw, counted in the registry as it stands: the freeze counts anew.
    package struct Overlap: Sendable {
        package let first: Campaign
        package let second: Campaign
        /// Subjects within the reach of each, in a class that it draws.
        package let firstCount: Int
        package let secondCount: Int
        package let shared: Int
    }

    /// Campaigns counted at a time: each streams its candidates.
    package static let overlapLimit = 8

    /// Every pair of campaigns that share subjects, the largest overlap first.
    /// - Parameter campaigns: ids; those that may not be drawn now are left out.
    package func overlaps(_ actor: Actor, campaigns ids: [Int64]) async throws -> [Overlap] {
        try actor.require(.drawRun)
        guard ids.count <= Ceremonies.overlapLimit else {
            throw Problem(
                .invalid, "draw.overlap", "一次最多比较\(Ceremonies.overlapLimit)个任务。",
                fields: ["campaigns": "一次最多比较\(Ceremonies.overlapLimit)个任务，请先取消几个"])
        }
        let today = house.clock.today
        return try await house.storage.read { stores in
            var reached: [(campaign: Campaign, subjects: Set<Int64>)] = []
            for id in ids {
                guard let campaign = try stores.plans.campaign(id: id),
                    actor.covers(campaign.region, department: campaign.department), campaign.state == .planned
                else { continue }
                let drawn = campaign.measures
                var subjects: Set<Int64> = []
                try stores.registry.forEachCandidate(campaign.reach(on: today, stores), riskOn: today) {
                    if drawn[$0.risk] != nil { subjects.insert($0.id) }
                }
                reached.append((campaign, subjects))
            }
            var overlaps: [Overlap] = []
            for (index, first) in reached.enumerated() {
                for second in reached.dropFirst(index + 1) {
                    let shared = first.subjects.intersection(second.subjects).count
                    guard shared > 0 else { continue }
                    overlaps.append(
                        Overlap(
                            first: first.campaign, second: second.campaign, firstCount: first.subjects.count,
                            secondCount: second.subjects.count, shared: shared))
                }
            }
            return overlaps.sorted { $0.shared > $1.shared }
        }
    }
}
